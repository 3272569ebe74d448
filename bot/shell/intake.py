"""The poller: raw updates into the inbox, committed, and only then confirmed to Telegram.

The offset is confirmed by the next call, so a crash anywhere before it has Telegram hand the same updates out again;
the unique update id drops what is stored already. An update we cannot read stops nothing: it is stored all the same.
The offset is never guessed after six quiet days, since Telegram may then start its numbers afresh and lower.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from typing import Any

from bot.errors import SendFailed
from bot.shell.firstaid import FirstAid
from bot.shell.lanes import Lanes
from bot.shell.transport import Telegram
from bot.shell.world import World
from bot.store.inbox import insert_updates, seal_update

log = logging.getLogger(__name__)

KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
HOLD_SECONDS = 50  # how long Telegram may hold a call open when there is nothing
SLOWEST_SECONDS = 60.0
SLOWEST_STORING = 1.0  # seconds between two tries to store; somebody may be waiting for help
PATIENCE_SECONDS = 1.2  # a database that has not stored a batch by then may be gone
QUIET_DAYS = dt.timedelta(days=6)
CONFLICTS = 3


class Intake:
    """Fetches updates for as long as it runs."""

    def __init__(self, world: World, telegram: Telegram, lanes: Lanes) -> None:
        """``telegram`` is a session of its own: its one call is always open."""
        self.world, self._telegram, self._lanes = world, telegram, lanes
        self._offset: int | None = None
        self._first_aid = FirstAid(world)
        self._last_at = world.clock.now()
        self.first_call = asyncio.Event()  # set when the first answer came
        self.given_up = asyncio.Event()  # another copy of this bot is polling
        lanes.store_updates = insert_updates

    async def run(self) -> None:
        """Poll until cancelled, or until Telegram says three times in a row that somebody else polls too."""
        failures = conflicts = 0
        while True:
            try:
                updates = await self._fetch()
                failures = conflicts = 0
            except SendFailed as failure:
                failures += 1
                conflicts = conflicts + 1 if failure.code == 409 else 0
                if conflicts >= CONFLICTS:
                    self.given_up.set()
                    return
                await asyncio.sleep(_patience(failure, failures))
                continue
            self.first_call.set()
            if updates:
                await self._keep(updates)

    async def _fetch(self, hold: int = HOLD_SECONDS) -> list[dict[str, Any]]:
        now = self.world.clock.now()
        params: dict[str, Any] = {"timeout": hold, "allowed_updates": KINDS, "limit": 100}
        if self._offset is not None and now - self._last_at < QUIET_DAYS:
            params["offset"] = self._offset
        found = await self._telegram.call("getUpdates", params, timeout=hold + 15)
        return found if isinstance(found, list) else []

    async def _keep(self, updates: Sequence[dict[str, Any]]) -> None:
        """Store a batch, trying for as long as the database is away: until then Telegram holds the updates.

        Whoever needs help at once is given it meanwhile, whether they wrote before or write now.
        """
        pause = 0.2
        while True:
            rows = self._rows(updates)
            storing = asyncio.ensure_future(self._lanes.store(rows))
            try:
                seen = await self._stored(storing, updates)
                break
            except Exception as fault:
                log.error("updates could not be stored, trying again: %s", type(fault).__name__)
            finally:
                storing.cancel()
            await self._first_aid.help(updates, failed=True)
            await asyncio.sleep(pause)
            pause = min(pause * 2, SLOWEST_STORING)
            updates = await self._look_again(updates)
            await self._first_aid.help(updates, failed=True)
        self._offset = max(int(raw["update_id"]) for raw in seen if "update_id" in raw) + 1
        self._last_at = self.world.clock.now()

    async def _stored(
        self, storing: asyncio.Future[None], updates: Sequence[dict[str, Any]]
    ) -> Sequence[dict[str, Any]]:
        """Return ``updates`` once they are stored. Raises what the database raises; it may also take its time."""
        found = updates
        while not (await asyncio.wait({storing}, timeout=PATIENCE_SECONDS))[0]:
            found = await self._look_again(found)
            await self._first_aid.help(found, failed=False)
        storing.result()
        return updates

    async def _look_again(self, updates: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
        """Return what waits at Telegram now: ``updates``, which it was never told we have, and what came since."""
        try:
            return await self._fetch(hold=0) or updates
        except SendFailed:
            return updates

    def _rows(self, updates: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        now = self.world.clock.now()
        return [
            seal_update(self.world.vault, lane_of(self.world, raw), raw, now) for raw in updates if "update_id" in raw
        ]


def lane_of(world: World, raw: dict[str, Any]) -> str:
    """Return the lane an update belongs to: its chat's, else its sender's, else the empty chat's."""
    for kind in KINDS:
        part = raw.get(kind)
        if isinstance(part, dict):
            holder = part.get("message") if kind == "callback_query" else part
            chat = holder.get("chat") if isinstance(holder, dict) else None
            for found in (chat, part.get("from")):
                if isinstance(found, dict) and isinstance(found.get("id"), int):
                    return world.vault.lane(found["id"])
    return world.vault.lane(0)


def _patience(failure: SendFailed, failures: int) -> float:
    """Return how many seconds to wait after the n-th failure in a row; as long as Telegram asks for."""
    if failure.retry_after is not None:
        return failure.retry_after
    if failure.code == 401:
        return SLOWEST_SECONDS
    return min(0.5 * 2.0 ** min(failures, 8), 15.0)
