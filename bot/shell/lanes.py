"""The one writer: takes the work of many lanes, does each lane's turns in order, and commits them together.

A lane is one chat. Its work is whatever the database says is to do there: updates not yet handled, reminders and timers
that are due. So a drain can be asked for by anybody, at any time and twice, and can be done by any process: the rows
are in order, the lane is locked (SQLite has one writer; PostgreSQL an advisory lock), and what a crash left undone is
found again by the next one. Nothing leaves for Telegram before its turn is committed; one commit serves every turn that
waited.

A turn that raises is forgotten and tried again, twice; then its update is given up for a kept note and one kind
sentence, and the lane goes on. A batch that cannot be written is done again lane by lane, so that one bad lane stops no
other.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from bot.shell import kill
from bot.shell.turn import Room, Turn
from bot.shell.world import World
from bot.store.changes import Changes
from bot.store.inbox import Arrived, load_undone
from bot.store.outbox import Parcel, Result, drop_for_talk, release_reask, settle
from bot.store.people import load_people
from bot.store.reminders import Planned, Timer, load_due, load_timers
from bot.store.talks import load_talks
from bot.store.tx import StorageError, Tx, lock_lanes
from bot.store.vault import SealKey

log = logging.getLogger(__name__)

BATCH = 64  # lanes in one transaction
TRIES = 3
BACKOFF = (dt.timedelta(milliseconds=200), dt.timedelta(seconds=1))
MICROSECOND = dt.timedelta(microseconds=1)

Handle = Callable[[Turn, Arrived], Awaitable[None]]
HandleDue = Callable[[Turn, Sequence[Planned], Sequence[Timer]], Awaitable[None]]


class BatchLost(Exception):
    """The batch could not be written so far; it is rolled back whole and done again."""


class Lanes:
    """The queue of lanes with work, and the task that does it."""

    def __init__(self, world: World, handle: Handle, handle_due: HandleDue, give_up: Handle) -> None:
        """``handle`` takes one update, ``handle_due`` what is due, ``give_up`` an update that failed three times."""
        self.world = world
        self._handle, self._handle_due, self._give_up = handle, handle_due, give_up
        self._waiting: OrderedDict[str, None] = OrderedDict()
        self._settling: list[Result] = []
        self._storing: list[tuple[list[dict[str, Any]], asyncio.Future[None]]] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None
        self._later: set[asyncio.TimerHandle] = set()
        self.post: Callable[[list[Parcel]], None] = lambda parcels: None
        self.forget: Callable[[str], None] = lambda lane: None
        self.store_updates: Callable[[Tx, list[dict[str, Any]]], Awaitable[None]] | None = None
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
        """Write what became of sent parcels with the next commit."""
        self._settling.extend(results)
        if self._settling:
            self._stir()

    async def store(self, rows: list[dict[str, Any]]) -> None:
        """Store updates in one transaction and return when they are committed. Raises what the database raises."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._storing.append((rows, done))
        self._stir()
        await done

    async def idle(self) -> None:
        """Return when nothing waits."""
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
            while self._waiting or self._settling or self._storing:
                await self._once()
            self._idle.set()

    async def _once(self) -> None:
        if self._storing:
            await self._store_now()
        lanes = [self._waiting.popitem(last=False)[0] for _ in range(min(BATCH, len(self._waiting)))]
        results, self._settling = self._settling, []
        if not lanes and not results:
            return
        try:
            await self._batch(lanes, results)
        except Exception as error:
            await self._one_by_one(lanes, results, error)

    async def _store_now(self) -> None:
        storing, self._storing = self._storing, []
        try:
            kill.point("inbox.before")
            async with self.world.db.begin() as tx:
                for rows, _ in storing:
                    await self.store_updates(tx, rows)  # type: ignore[misc]
            kill.point("inbox.committed")
        except Exception as error:
            for _, done in storing:
                if not done.done():
                    done.set_exception(error)
            return
        for rows, done in storing:
            if not done.done():
                done.set_result(None)
            self.kick({row["lane"] for row in rows})

    async def _one_by_one(self, lanes: list[str], results: list[Result], error: Exception) -> None:
        """The batch could not be written: find out whose fault it was, and let the others through."""
        log.warning("a batch of %d lanes was rolled back", len(lanes), exc_info=error)
        if len(lanes) <= 1:
            self._settling = results + self._settling
            delay = 0.5
            for lane in lanes:
                self._failed_lane(lane)
            if results:
                self._call_later(delay, self._stir)
                await asyncio.sleep(0.05)
            return
        self._settling = results + self._settling
        for lane in lanes:
            try:
                await self._batch([lane], [])
            except Exception as fault:
                log.error("a lane could not be written", exc_info=fault)
                self._failed_lane(lane)

    async def _batch(self, lanes: list[str], results: list[Result]) -> None:
        world = self.world
        posted: list[Parcel] = []
        finished: list[Turn] = []
        kill.point("turn.before" if lanes else "settle.before")
        reask = self.reask.intersection(lanes)
        try:
            async with world.db.begin() as tx:
                if results:
                    await settle(tx, results, world.vault)
                if lanes:
                    await lock_lanes(tx, lanes)
                    posted = await self._work(tx, lanes, finished)
                    kill.point("turn.flushed")
        except BaseException:
            self.reask.update(reask)  # rolled back: they still wait to be asked again
            raise
        kill.point("turn.committed" if lanes else "settle.committed")
        for lane in lanes:
            self._failures.pop(lane, None)
        self.batches += 1
        self.turns += len(finished)
        for turn in finished:
            if turn.forget_chat:
                self.forget(turn.lane)
        if posted:
            self.post(posted)

    async def _work(self, tx: Tx, lanes: list[str], finished: list[Turn]) -> list[Parcel]:
        world, now = self.world, self.world.clock.now()
        system = world.vault.system
        people = await load_people(tx, lanes, world.vault)
        keys = {lane: person.key for lane, person in people.items()}
        undone = await load_undone(tx, lanes, world.vault)
        named = [talk for rows in undone.values() for row in rows if (talk := _talk_in(row.raw))]
        talks = await load_talks(tx, lanes, named, keys, system)
        due = await load_due(tx, lanes, people, now)
        timers = await load_timers(tx, lanes, keys, system, now)
        by_id = {person.id: person.key for person in people.values()}
        changes = Changes()
        posted: list[Parcel] = []
        moved: list[tuple[str, str]] = []

        def key_of(person: str | None) -> SealKey:
            return system if person is None else by_id[person]

        async def write() -> None:
            nonlocal changes
            written, changes = changes, Changes()
            moved.extend((row["lane"], id) for id, row in written.talks.items() if row["state"] == "closed")
            moved.extend((parcel.lane, parcel.talk) for parcel in written.parcels if parcel.talk)
            gone = {person for person, _, _ in written.erased}
            posted[:] = [parcel for parcel in posted if parcel.person not in gone or parcel.person is None]
            try:
                posted.extend(await written.write(tx, key_of, now))
            except Exception as error:
                raise BatchLost from error

        for lane in lanes:
            room = Room(lane, tx, people.get(lane), {t.id: t for t in talks if t.lane == lane}, changes)
            room.flush = self._flusher(room, write, lambda: changes)
            await self._due(room, due.get(lane, []), timers.get(lane, []), now, finished)
            for number, row in enumerate(undone.get(lane, [])):
                room.changes = changes
                # each a little later than the one before, so that what was said keeps its order
                done = await self._update(room, row, now + number * MICROSECOND, finished)
                if room.person is not None:
                    by_id[room.person.id] = room.person.key
                if not done:
                    break  # the lane stays in order: what comes after waits for this one
        await write()
        if due or timers:
            kill.point("due.flushed")
        await self._reask(tx, lanes, moved)
        return posted

    async def _reask(self, tx: Tx, lanes: list[str], moved: list[tuple[str, str]]) -> None:
        """A question that may never have arrived is shown again when its person stirs.

        Unless its talk was closed, or has shown itself again with this very turn.
        """
        waiting = [lane for lane in lanes if lane in self.reask]
        if waiting:
            self.reask.difference_update(waiting)
            for lane, talk in moved:
                if lane in waiting:
                    await drop_for_talk(tx, lane, talk, self.world.vault)
            await release_reask(tx, waiting)

    @staticmethod
    def _flusher(room: Room, write: Callable[[], Awaitable[None]], latest: Callable[[], Changes]) -> Any:
        async def flush() -> None:
            if room.unwritten:  # rows of one lane are changed by its own turns alone
                await write()
                room.changes, room.unwritten = latest(), False

        return flush

    async def _due(
        self, room: Room, due: list[Planned], timers: list[Timer], now: dt.datetime, finished: list[Turn]
    ) -> None:
        if not due and not timers:
            return
        turn = Turn(self.world, room, now)
        try:
            await self._handle_due(turn, due, timers)
        except (StorageError, BatchLost):
            raise
        except Exception as error:
            # the row is moved on first, so that a fault of ours cannot come round every second
            log.error("something due could not be done", exc_info=error)
            turn = Turn(self.world, room, now)
            for timer in timers:
                turn.changes.timers_gone.add(timer.id)
            for planned in due:
                turn.changes.claims.append((planned.id, planned.next_due_at, now + dt.timedelta(minutes=5)))  # type: ignore[arg-type]
        turn.keep()
        finished.append(turn)

    async def _update(self, room: Room, row: Arrived, now: dt.datetime, finished: list[Turn]) -> bool:
        turn = Turn(self.world, room, now, row.id)
        try:
            await self._handle(turn, row)
            if turn.error is not None:
                raise turn.error
            turn.changes.done.append(row.id)
        except (StorageError, BatchLost):
            raise
        except Exception as error:
            log.error("a turn failed", exc_info=error)
            attempts = row.attempts + 1
            turn = Turn(self.world, room, now, row.id)
            if attempts < TRIES:
                wait = BACKOFF[attempts - 1]
                turn.changes.again.append((row.id, attempts, now + wait))
                turn.keep()
                self._again_in(room.lane, wait.total_seconds())
                return False
            await self._give_up(turn, row)
            turn.changes.given_up.append(row.id)
        turn.keep()
        finished.append(turn)
        return True

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


def _talk_in(raw: dict[str, Any]) -> str | None:
    """Return the talk a tap names, so that it is loaded with the rest."""
    query = raw.get("callback_query")
    data = query.get("data") if isinstance(query, dict) else None
    if not isinstance(data, str):
        return None
    parts = data.split(":", 2)
    if len(parts) != 3 or len(parts[1]) > 16:
        return None
    # what a forged button says may be text that no database takes; it would hold up the lane for ever
    return parts[1] if parts[1].isascii() and parts[1].isprintable() else None
