"""The clock's ticks: a handful of jobs that look for lanes with something due. APScheduler drives them, nothing else.

Whatever a tick finds, the database said; so any number of processes may tick, a tick may come late or twice, and a
restart has nothing to add again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.shell.lanes import Lanes
from bot.shell.postman import Postman
from bot.shell.world import World
from bot.store import inbox, meta, outbox
from bot.store.due import anything_queued, due_lanes

log = logging.getLogger(__name__)

DUE_SECONDS, STUCK_SECONDS, ALIVE_SECONDS, HOUSEKEEPING_SECONDS = 1, 5, 30, 3600
SOME = 500  # rows
KEEP_DONE = dt.timedelta(hours=48)
OUTAGE = dt.timedelta(minutes=5)  # away for longer than this counts as an outage


class Ticks:
    """The interval jobs."""

    def __init__(self, world: World, lanes: Lanes, postman: Postman) -> None:
        self.world, self._lanes, self._postman = world, lanes, postman
        self._scheduler = AsyncIOScheduler(
            timezone=dt.UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def start(self) -> None:
        """Begin to tick."""
        for seconds, job in (
            (DUE_SECONDS, self.due),
            (STUCK_SECONDS, self.stuck),
            (ALIVE_SECONDS, self.alive),
            (HOUSEKEEPING_SECONDS, self.housekeeping),
        ):
            self._scheduler.add_job(_quietly(job), "interval", seconds=seconds, id=job.__name__)
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def due(self) -> None:
        """Kick lanes with a reminder or timer due; fetch reminders and cards that wait to be sent."""
        await self.kick()
        async with self.world.db.read() as tx:
            waiting = await anything_queued(tx, self.world.clock.now())
        if waiting:
            await self._postman.pull()

    async def kick(self) -> None:
        """Kick lanes with a reminder or timer due."""
        async with self.world.db.read() as tx:
            lanes = await due_lanes(tx, self.world.clock.now())
        if lanes:
            self._lanes.kick(lanes)

    async def stuck(self) -> None:
        """Kick lanes with updates that nobody has handled."""
        async with self.world.db.read() as tx:
            lanes = await inbox.stuck_lanes(tx, self.world.clock.now())
        if lanes:
            self._lanes.kick(lanes)

    async def alive(self) -> None:
        """Write down that the bot is on, so that the next start knows how long it was off."""
        async with self.world.db.begin() as tx:
            await meta.put(tx, "alive", self.world.clock.now().isoformat())

    async def housekeeping(self) -> None:
        """Remove rows that were done two days ago, some at a time: others want to write too."""
        before = self.world.clock.now() - KEEP_DONE
        more = True
        while more:
            async with self.world.db.begin() as tx:
                updates = await inbox.clear_old(tx, before.date(), SOME)
                parcels = await outbox.clear_old(tx, before, SOME)
            more = SOME in (updates, parcels)
        self.world.db.drop_old_copies(self.world.clock.now())


def _quietly(job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Return ``job``, with a fault of its own told in a line; the next tick tries again."""

    async def run() -> None:
        try:
            await job()
        except asyncio.CancelledError:
            return  # the bot is being stopped
        except Exception as fault:
            log.error("the tick %s failed: %s", job.__name__, type(fault).__name__)

    run.__name__ = job.__name__
    return run
