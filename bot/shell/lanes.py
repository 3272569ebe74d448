"""The one writer: takes the work of many lanes, does each lane's turns in order, and commits them together.

A lane is one chat. Its work is whatever the database says is to do there: updates not yet handled, reminders and timers
that are due. So a drain can be asked for by anybody, at any time and twice, and can be done by any process: the rows
are in order, the lane is locked (SQLite has one writer; PostgreSQL an advisory lock), and what a crash left undone is
found again by the next one. Nothing leaves for Telegram before its turn is committed; one commit serves every turn that
waited.

A batch that cannot be written is done again lane by lane, so that one bad lane stops no other. What a batch does is in
batch.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from bot.shell import kill
from bot.shell.batch import Batches, Handle, HandleDue
from bot.shell.turn import Turn
from bot.shell.world import World
from bot.store.outbox import Parcel, Result, settle
from bot.store.tx import Tx, lock_lanes

log = logging.getLogger(__name__)

BATCH = 64  # lanes in one transaction
SETTLE_SECONDS = 0.03  # what was sent may be called unsure by a crash for so much longer; it saves every other commit

Storing = tuple[list[dict[str, Any]], "asyncio.Future[None]"]


class Lanes:
    """The queue of lanes with work, and the task that does it."""

    def __init__(self, world: World, handle: Handle, handle_due: HandleDue, give_up: Handle) -> None:
        """``handle`` takes one update, ``handle_due`` what is due, ``give_up`` an update that failed three times."""
        self.world = world
        self.work = Batches(world, handle, handle_due, give_up, self._again_in)
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._settling: list[Result] = []
        self._storing: list[Storing] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None
        self._later: set[asyncio.TimerHandle] = set()
        self.post: Callable[[list[Parcel]], None] = lambda parcels: None
        self.forget: Callable[[str], None] = lambda lane: None
        self.store_updates: Callable[[Tx, Sequence[dict[str, Any]]], Awaitable[None]] | None = None
        self.reask: set[str] = set()  # lanes with an open question that may not have arrived
        self._failures: dict[str, int] = {}
        self.batches = 0
        self.turns = 0

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.create_task(self._run(), name="lanes")

    async def stop(self) -> None:
        """Finish what is waiting, then stop."""
        await self.idle()
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def kick(self, lanes: Iterable[str]) -> None:
        """Have these lanes looked at."""
        for lane in lanes:
            self._waiting[lane] = None
        self._stir()

    def settle(self, results: Iterable[Result]) -> None:
        """Write what became of sent parcels with the next commit, or by themselves if none comes in a moment."""
        alone = not self._settling
        self._settling.extend(results)
        if alone and self._settling:
            self._idle.clear()
            self._call_later(SETTLE_SECONDS, self._wake.set)

    async def store(self, rows: list[dict[str, Any]]) -> None:
        """Store updates in one transaction and return when they are committed. Raises what the database raises."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._storing.append((rows, done))
        self._stir()
        await done

    async def idle(self) -> None:
        """Return when nothing waits."""
        if self._settling:
            self._wake.set()
        await self._idle.wait()

    @property
    def busy(self) -> bool:
        """True while anything waits or is being done."""
        return not self._idle.is_set()

    def _stir(self) -> None:
        self._idle.clear()
        self._wake.set()

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._once()
            while self._waiting or self._storing:
                await self._once()
            if not self._settling:
                self._idle.set()

    async def _once(self) -> None:
        waiting = [self._waiting.popitem(last=False)[0] for _ in range(min(BATCH, len(self._waiting)))]
        storing, self._storing = self._storing, []
        results, self._settling = self._settling, []
        arrived = [row for rows, _ in storing for row in rows]
        lanes = list(dict.fromkeys([*waiting, *(row["lane"] for row in arrived)]))
        if not lanes and not results:
            return
        try:
            await self._batch(lanes, results, arrived)
        except Exception as error:
            if storing:
                await self._store_alone(storing)
            await self._one_by_one(waiting, results, error)
        else:
            _tell(storing)

    async def _store_alone(self, storing: list[Storing]) -> None:
        """Store updates that could not be stored and handled in one go; whose fault that was shows afterwards."""
        try:
            async with self.world.db.begin() as tx:
                for rows, _ in storing:
                    await self.store_updates(tx, rows)  # type: ignore[misc]
        except Exception as error:
            return _tell(storing, error)
        kill.point("inbox.committed")
        _tell(storing)
        self.kick(row["lane"] for rows, _ in storing for row in rows)

    async def _one_by_one(self, lanes: list[str], results: list[Result], error: Exception) -> None:
        """The batch could not be written: find out whose fault it was, and let the others through."""
        log.warning("a batch of %d lanes was rolled back", len(lanes), exc_info=error)
        if results:
            self._settling = results + self._settling
            self._call_later(0.5, self._stir)
        if len(lanes) == 1:
            return self._failed_lane(lanes[0])
        for lane in lanes:
            try:
                await self._batch([lane], [])
            except Exception as fault:
                log.error("a lane could not be written", exc_info=fault)
                self._failed_lane(lane)

    async def _batch(self, lanes: list[str], results: list[Result], arrived: Sequence[dict[str, Any]] = ()) -> None:
        world = self.world
        posted: list[Parcel] = []
        finished: list[Turn] = []
        doing = [name for name, work in (("inbox", arrived), ("turn", lanes), ("settle", results)) if work]
        for name in doing:
            kill.point(f"{name}.before")
        reask = self.reask.intersection(lanes)
        try:
            async with world.db.begin() as tx:
                if results:
                    await settle(tx, results, world.vault)
                if arrived:
                    await self.store_updates(tx, arrived)  # type: ignore[misc]
                if lanes:
                    await lock_lanes(tx, lanes)
                    posted = await self.work.work(tx, lanes, finished, self.reask)
                    kill.point("turn.flushed")
        except BaseException:
            self.reask.update(reask)  # rolled back: they still wait to be asked again
            raise
        for name in doing:
            kill.point(f"{name}.committed")
        for lane in lanes:
            self._failures.pop(lane, None)
        self.batches += 1
        self.turns += len(finished)
        for turn in finished:
            if turn.forget_chat:
                self.forget(turn.lane)
        if posted:
            self.post(posted)

    def _failed_lane(self, lane: str) -> None:
        """Try a lane that could not be written again, ever later, for as long as it takes."""
        self._failures[lane] = min(self._failures.get(lane, 0) + 1, 7)
        self._again_in(lane, 0.25 * 2 ** self._failures[lane])

    def _again_in(self, lane: str, seconds: float) -> None:
        self._call_later(seconds, lambda: self.kick([lane]))

    def _call_later(self, seconds: float, call: Callable[[], None]) -> None:
        handle = asyncio.get_running_loop().call_later(seconds, call)
        self._later.add(handle)
        self._later = {h for h in self._later if not h.cancelled() and h.when() > asyncio.get_running_loop().time()}


def _tell(storing: list[Storing], error: Exception | None = None) -> None:
    """Tell those who wait for their updates to be stored that they are, or why they are not."""
    for _, done in storing:
        if done.done():
            continue
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)
