"""How much Telegram takes: so many calls in any one second, and per chat a few at once, then one a second."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from typing import Any

# the bot counts from when it sends, we from when it arrives: calls evenly spaced there may come a little closer here
_SLACK_SECONDS = 0.2
_SECOND = 0.95


class Limits:
    """Says how long a call has to wait. ``now`` is in seconds and never goes back."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        overall: float | None = 30,
        per_chat: float | None = 5,
        per_chat_rate: float = 1.0,
    ) -> None:
        self._now = now
        self._recent: deque[float] = deque()
        self._chats: dict[int, tuple[float, float]] = {}
        self.overall, self.per_chat, self.per_chat_rate = overall, per_chat, per_chat_rate
        self.refused = 0

    def set(self, *, overall: float | None, per_chat: float | None, per_chat_rate: float = 1.0) -> None:
        """Set what is taken: calls in any second, calls at once per chat and then per second; None takes all."""
        self.overall, self.per_chat, self.per_chat_rate = overall, per_chat, per_chat_rate
        self._recent.clear()
        self._chats.clear()

    def told(self) -> dict[str, Any]:
        """Return the limits as the control side tells them."""
        return {"overall": self.overall, "per_chat": self.per_chat, "per_chat_rate": self.per_chat_rate}

    def wait(self, chat: int) -> int:
        """Return 0 and count the call if it is taken, else after how many whole seconds to try again."""
        if self.overall is None and self.per_chat is None:
            return 0
        now = self._now()
        seconds = max(self._wait_overall(now), self._wait_chat(now, chat))
        if seconds > 0:
            self.refused += 1
            return math.ceil(seconds)
        self._recent.append(now)
        return 0

    def _wait_overall(self, now: float) -> float:
        while self._recent and self._recent[0] <= now - _SECOND:
            self._recent.popleft()
        if self.overall is None or len(self._recent) < self.overall:
            return 0
        return self._recent[0] + _SECOND - now

    def _wait_chat(self, now: float, chat: int) -> float:
        if self.per_chat is None:
            return 0
        left, at = self._chats.get(chat, (self.per_chat, now))
        left = min(self.per_chat, left + (now - at) * self.per_chat_rate)
        if left < 1 - _SLACK_SECONDS * self.per_chat_rate:
            return (1 - left) / self.per_chat_rate
        self._chats[chat] = (left - 1, now)
        return 0
