"""One batch: the work of many lanes, loaded in a handful of queries, done turn by turn, written in a handful more.

A turn that raises is forgotten and tried again, twice; then its update is given up for a kept note and one kind
sentence, and the lane goes on. Faults of the database are nobody's turn's: the batch is rolled back and done again.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.shell import kill
from bot.shell.turn import Room, Turn
from bot.shell.world import World
from bot.store.changes import Changes
from bot.store.inbox import Arrived, load_undone
from bot.store.outbox import Parcel, drop_for_talk, release_reask
from bot.store.people import load_people
from bot.store.reminders import Planned, Timer, load_due, load_timers
from bot.store.talks import load_talks
from bot.store.tx import StorageError, Tx
from bot.store.vault import SealKey

log = logging.getLogger(__name__)

TRIES = 3
BACKOFF = (dt.timedelta(milliseconds=200), dt.timedelta(seconds=1))
MICROSECOND = dt.timedelta(microseconds=1)

Handle = Callable[[Turn, Arrived], Awaitable[None]]
HandleDue = Callable[[Turn, Sequence[Planned], Sequence[Timer]], Awaitable[None]]


class BatchLost(Exception):
    """The batch could not be written so far; it is rolled back whole and done again."""


class Batches:
    """Does batches. ``again_in`` has a lane looked at again in so many seconds."""

    def __init__(
        self,
        world: World,
        handle: Handle,
        handle_due: HandleDue,
        give_up: Handle,
        again_in: Callable[[str, float], None],
    ) -> None:
        """``handle`` takes one update, ``handle_due`` what is due, ``give_up`` an update that failed three times."""
        self.world = world
        self.handle, self.handle_due, self.give_up = handle, handle_due, give_up
        self._again_in = again_in

    async def work(self, tx: Tx, lanes: list[str], finished: list[Turn], reask: set[str]) -> list[Parcel]:
        """Do all there is to do on ``lanes`` and return what to send once ``tx`` is committed.

        ``finished`` takes the turns that stand. ``reask`` are lanes with a question that may not have arrived.

        Raises:
            BatchLost: it could not be written; roll back and do it again.
        """
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
        await self._reask(tx, lanes, moved, reask)
        return posted

    async def _reask(self, tx: Tx, lanes: list[str], moved: list[tuple[str, str]], reask: set[str]) -> None:
        """A question that may never have arrived is shown again when its person stirs.

        Unless its talk was closed, or has shown itself again with this very turn.
        """
        waiting = [lane for lane in lanes if lane in reask]
        if waiting:
            reask.difference_update(waiting)
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
            await self.handle_due(turn, due, timers)
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
            await self.handle(turn, row)
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
            turn = await self._given_up(turn, room, row, now)
        turn.keep()
        finished.append(turn)
        return True

    async def _given_up(self, turn: Turn, room: Room, row: Arrived, now: dt.datetime) -> Turn:
        """Return the turn that gives ``row`` up; if even the apology fails, one that only lets the lane go on."""
        try:
            await self.give_up(turn, row)
        except (StorageError, BatchLost):
            raise
        except Exception as error:
            log.error("an update could not be given up kindly", exc_info=error)
            turn = Turn(self.world, room, now, row.id)
        turn.changes.given_up.append(row.id)
        return turn


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
