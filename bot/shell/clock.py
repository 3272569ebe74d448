"""What time it is, handed in: the real clock, or one that a test or the try page moves by hand."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """A clock: ``now`` is aware and in UTC, ``monotonic`` counts seconds and never goes back."""

    def now(self) -> dt.datetime:
        """Return this moment, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since some moment."""
        ...


class RealClock:
    """The clock on the wall."""

    def now(self) -> dt.datetime:
        """Return this moment, in UTC."""
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic()


class MovableClock:
    """A clock that runs on from wherever it is put, ``rate`` seconds to the second. It is never put back."""

    def __init__(self, start: dt.datetime, rate: float = 1.0) -> None:
        """Start at ``start`` (aware). ``rate`` 0 stands still between moves."""
        self._base = start.astimezone(dt.UTC)
        self._since = time.monotonic()
        self._moved = 0.0  # seconds jumped over, so that monotonic passes too
        self.rate = rate

    def now(self) -> dt.datetime:
        """Return this moment, in UTC."""
        return self._base + dt.timedelta(seconds=(time.monotonic() - self._since) * self.rate)

    def monotonic(self) -> float:
        """Return seconds since some moment; a jump counts as time passed."""
        return time.monotonic() + self._moved

    def put(self, at: dt.datetime) -> None:
        """Move on to ``at``; without effect if it is past already."""
        jump = (at - self.now()).total_seconds()
        if jump > 0:
            self._base, self._since = at.astimezone(dt.UTC), time.monotonic()
            self._moved += jump
