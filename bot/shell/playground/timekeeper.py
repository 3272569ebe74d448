"""The playground's time: real until somebody sets a target or the bot tells what time it has.

A bot on trial steps towards the target from event to event and reports each step, so its reports are the truth and
everything here (dates of messages, ages, limits) follows them. Between two reports time goes on at ``rate``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot.shell.playground.refused import Impossible


def iso(at: float) -> str:
    """Return ``at`` (unix seconds) as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat()


def read_iso(text: str) -> float:
    """Return the unix seconds of ``text``, an ISO 8601 time with an offset.

    Raises:
        Impossible: it is not one.
    """
    try:
        at = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Impossible(400, f"not a time in ISO 8601: {text!r}") from None
    if at.tzinfo is None:
        raise Impossible(400, f"the time has no offset: {text!r}")
    return at.timestamp()


class Timekeeper:
    """What time it is, where it should go, and who waits for it. All times are unix seconds."""

    def __init__(self, changed: Callable[[], int], *, real: Callable[[], float] = time.time) -> None:
        self._changed = changed
        self._real = real
        self._anchor: tuple[float, float] | None = None  # (the time then, the real time then)
        self._waiting: set[asyncio.Future[None]] = set()
        self.rev = 0
        self.target: float | None = None
        self.rate = 1.0
        self._told: float | None = None
        self._passed, self._last = 0.0, (real(), real())
        self.next: list[dict[str, str]] = []

    @property
    def reported(self) -> bool:
        """Whether the bot ever told what time it has."""
        return self._told is not None

    def now(self) -> float:
        """Return what time it is."""
        if self._anchor is None:
            return self._real()
        told, then = self._anchor
        return told + (self._real() - then) * self.rate

    def passed(self) -> float:
        """Return seconds that never go back: real ones, and those jumped over. For limits, which a jump ends too."""
        now, real = self.now(), self._real()
        then, real_then = self._last
        self._passed += max(now - then, real - real_then, 0)
        self._last = now, real
        return self._passed

    def aim(self, target: float | None, rate: float | None, *, back: bool = False) -> None:
        """Set where time should go and how fast it runs between steps.

        Raises:
            Impossible: ``target`` has passed, unless ``back``.
        """
        if target is not None and target < self.now() and self._anchor is not None and not back:
            raise Impossible(409, "the clock only goes forward")
        now = self.now()
        if rate is not None:
            self.rate = rate
            self._anchor = (now, self._real())
        if target is not None:
            self.target = target
            if not self.reported:
                self._anchor = (target, self._real())
        self.rev = self._changed()
        self._wake()

    def report(self, now: float, coming: list[dict[str, str]] | None) -> None:
        """Take ``now`` from the bot as the time it is, and what it says comes next."""
        self._anchor = (now, self._real())
        self._told = now
        if coming is not None:
            self.next = coming
        self._changed()
        self._wake()

    async def changed_since(self, rev: int, timeout: float) -> None:
        """Return once target or rate changed after ``rev``, or after ``timeout`` seconds."""
        await self._until(lambda: self.rev > rev, timeout)

    async def reached(self, timeout: float) -> bool:
        """Return True once the bot reported the target or later, False after ``timeout`` seconds."""
        return await self._until(self._there, timeout)

    def _there(self) -> bool:
        return self._told is not None and self.target is not None and self._told >= self.target

    def told(self) -> dict[str, Any]:
        """Return the clock as the control side tells it."""
        target = None if self.target is None else iso(self.target)
        return {
            "rev": self.rev,
            "target": target,
            "now": iso(self.now()),
            "rate": self.rate,
            "next": self.next,
            "reported": self.reported,
        }

    async def _until(self, true: Callable[[], bool], timeout: float) -> bool:
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not true():
            if loop.time() >= end:
                return False
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiter)
            await asyncio.wait([waiter], timeout=end - loop.time())
            self._waiting.discard(waiter)
        return True

    def _wake(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
