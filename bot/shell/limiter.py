"""How fast we may send: so many a second in all, and to one chat a few at once, then one a second.

Telegram allows about 30 a second, and one a second to a chat with short bursts. Passing that costs a 429, and a 429
stops the bot in all chats. So:

- One number per bucket (the theoretical arrival time of the generic cell rate algorithm), no timers, no locks: it asks
  the clock it is given and answers in seconds. Who goes first is for the caller; see ``lanes.py``.
- The overall burst is a fifth of the rate, so that any one second sees at most 1.2 times the rate: 30 at 25. A full
  bucket of one second would let 50 through in its first second.
- A halt stops everything. It only ever gets longer: an answer that comes in late must not lift it.
"""

from __future__ import annotations

from collections.abc import Callable

CHAT_BURST = 5
CHAT_SECONDS = 1.0
SWEEP_AT = 4096
# A float's last digits: a caller that slept exactly as long as it was told to must not be told to sleep again.
GRACE_SECONDS = 1e-6


class Limiter:
    """Two rates and a halt, on a handed-in monotonic clock. All times are in its seconds."""

    __slots__ = ("_chats", "_due", "_halted_until", "_interval", "_monotonic", "_slack", "_sweep_at", "rate")

    def __init__(self, monotonic: Callable[[], float], rate: float = 25.0, burst: int | None = None) -> None:
        """Allow ``rate`` a second, ``burst`` of them at once (a fifth of the rate unless given).

        Raises:
            ValueError: the rate is not positive.
        """
        if rate <= 0:
            raise ValueError("the rate must be positive")
        self._monotonic = monotonic
        self.rate = rate
        self._interval = 1 / rate
        self._slack = (max(1, burst if burst is not None else int(rate / 5)) - 1) * self._interval
        self._due = 0.0
        self._halted_until = 0.0
        self._chats: dict[int, float] = {}
        self._sweep_at = SWEEP_AT

    def now(self) -> float:
        """Return the clock's seconds."""
        return self._monotonic()

    def wait(self, now: float) -> float:
        """Return the seconds until anything may be sent; 0.0 if it may be sent now."""
        seconds = max(self._due - self._slack, self._halted_until) - now
        return seconds if seconds > GRACE_SECONDS else 0.0

    def wait_for(self, chat: int, now: float) -> float:
        """Return the seconds until this chat may be written to; 0.0 for now. Overall rate and halt not counted."""
        due = self._chats.get(chat)
        if due is None:
            return 0.0
        seconds = due - (CHAT_BURST - 1) * CHAT_SECONDS - now
        return seconds if seconds > GRACE_SECONDS else 0.0

    def take(self, now: float, chat: int | None = None) -> None:
        """Count one call, and one message to ``chat`` if given. The caller has asked ``wait`` and ``wait_for``."""
        self._due = max(self._due, now) + self._interval
        if chat is None:
            return
        self._chats[chat] = max(self._chats.get(chat, now), now) + CHAT_SECONDS
        if len(self._chats) >= self._sweep_at:
            self._sweep(now)

    def halt(self, seconds: float) -> None:
        """Stop everything for ``seconds`` from now; a longer halt stays."""
        self._halted_until = max(self._halted_until, self._monotonic() + seconds)

    def halted(self) -> float:
        """Return the seconds the halt still lasts; 0.0 without one."""
        return max(0.0, self._halted_until - self._monotonic())

    def chats(self) -> int:
        """Return how many chats are remembered: those written to lately, and some that are not yet swept."""
        return len(self._chats)

    def _sweep(self, now: float) -> None:
        # A chat that is due in the past has its whole burst again: forgetting it changes nothing.
        self._chats = {chat: due for chat, due in self._chats.items() if due > now}
        self._sweep_at = max(SWEEP_AT, 2 * len(self._chats))
