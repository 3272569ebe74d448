"""The queue of updates, as ``getUpdates`` hands it out.

An update stays until a call names a higher offset or 24 hours have passed; so it may be handed out many times. Numbers
start anywhere, go up one by one, and start anywhere again after a week without updates.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from bot.shell.playground.refused import Refused

KEPT_SECONDS = 24 * 3600
_QUIET_SECONDS = 7 * 24 * 3600
_LONGEST_POLL_SECONDS = 50
# these come only to a bot that asks for them by name
_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class Given(dict[str, Any]):
    """What somebody did and what became of it: for checking afterwards that nothing was lost or doubled."""


class UpdateQueue:
    """Updates waiting to be fetched; one poller at a time."""

    def __init__(self, now: Callable[[], float], chance: random.Random) -> None:
        self._now = now
        self._chance = chance
        self._queue: deque[tuple[dict[str, Any], float, Given]] = deque()
        self._poll: asyncio.Future[bool] | None = None
        self._allowed: frozenset[str] | None = None
        self._last_at: float | None = None
        self.next_id = self._draw()
        self.confirmed = 0

    @property
    def polling(self) -> bool:
        """Whether a call is waiting for updates now."""
        return self._poll is not None

    def __len__(self) -> int:
        self._expire()
        return len(self._queue)

    def put(self, kind: str, body: dict[str, Any], given: Given) -> int | None:
        """Return the number of the update added, or None if the bot does not want this kind."""
        if kind in _ON_REQUEST if self._allowed is None else kind not in self._allowed:
            return None
        now = self._now()
        if not self._queue and self._last_at is not None and now - self._last_at > _QUIET_SECONDS:
            self.next_id = self._draw()
        update_id, self.next_id, self._last_at = self.next_id, self.next_id + 1, now
        given["update_id"] = update_id
        self._queue.append(({"update_id": update_id, kind: body}, now, given))
        self._end_poll(conflict=False)
        return update_id

    async def get(self, offset: int, limit: int, timeout: float, allowed: Iterable[str] | None) -> list[dict[str, Any]]:
        """Return up to ``limit`` updates from ``offset`` on, waiting up to ``timeout`` seconds for the first.

        Raises:
            Refused: 409, another call came while this one waited.
        """
        self._end_poll(conflict=True)
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        self._confirm(offset)
        if not self._queue and timeout > 0:
            self._poll = poll = asyncio.get_running_loop().create_future()
            await asyncio.wait([poll], timeout=min(timeout, _LONGEST_POLL_SECONDS))
            if self._poll is poll:
                self._poll = None
            if poll.done() and poll.result():
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return self._batch(limit if 1 <= limit <= 100 else 100)

    def drop_all(self) -> None:
        """Throw away what is waiting."""
        self._queue.clear()

    def _batch(self, limit: int) -> list[dict[str, Any]]:
        self._expire()
        batch: list[dict[str, Any]] = []
        for update, _, given in self._queue:
            if len(batch) == limit:
                break
            given["handed"] += 1
            batch.append(update)
        return batch

    def _confirm(self, offset: int) -> None:
        self._expire()
        if offset < 0:
            offset = self.next_id + offset
        # after numbering started anew an old offset may lie ahead of everything: it confirms nothing
        if offset > self.next_id:
            return
        while self._queue and self._queue[0][0]["update_id"] < offset:
            self._queue.popleft()[2]["confirmed"] = True
        self.confirmed = max(offset, 0)

    def _expire(self) -> None:
        oldest = self._now() - KEPT_SECONDS
        while self._queue and self._queue[0][1] < oldest:
            self._queue.popleft()[2]["expired"] = True

    def _end_poll(self, *, conflict: bool) -> None:
        if self._poll is not None:
            if not self._poll.done():
                self._poll.set_result(conflict)
            self._poll = None

    def _draw(self) -> int:
        return self._chance.randrange(100_000_000, 900_000_000)
