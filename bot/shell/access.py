"""Who may use this bot. Closed: whoever claims it first with a one-time code, and nobody else. Open: everybody.

The owner is remembered by lane, a keyed hash; the code lives in memory alone, for 15 minutes, and is good for one use.
Wrong codes are counted, for everybody together: after five in an hour even the right one waits.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.shell.turn import Turn

CODE_LASTS = dt.timedelta(minutes=15)
TRIES_AN_HOUR = 5
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
REMEMBERED = 10_000


class Access:
    """Decides whom the bot lets in. ``owner`` is the owner's lane, or None while nobody has claimed it."""

    def __init__(self, mode: str, owner: str | None, now: dt.datetime) -> None:
        self.mode = mode
        self.owner = owner
        self.code: str | None = secrets.token_urlsafe(16) if mode == "closed" and owner is None else None
        self._made_at = now
        self._wrong: list[dt.datetime] = []
        self._told: OrderedDict[str, dt.datetime] = OrderedDict()

    def lets_in(self, turn: Turn) -> bool:
        """Return whether this turn's person may use the bot."""
        return self.mode == "open" or turn.lane == self.owner

    def claim(self, turn: Turn, code: str) -> bool:
        """Make this turn's person the owner if ``code`` is the one printed at the start. Return whether it was."""
        self._wrong = [at for at in self._wrong if turn.at - at < HOUR]
        if not code or self.code is None or turn.at - self._made_at > CODE_LASTS or len(self._wrong) >= TRIES_AN_HOUR:
            return False
        if not hmac.compare_digest(code.encode(), self.code.encode()):
            self._wrong.append(turn.at)
            return False
        self.code, self.owner = None, turn.lane
        turn.changes.meta["owner"] = turn.lane.encode()
        return True

    def may_hear(self, turn: Turn) -> bool:
        """Return whether this stranger was not told within a day that the bot is private; from now on they were."""
        last = self._told.get(turn.lane)
        if last is not None and turn.at - last < DAY:
            return False
        self._told[turn.lane] = turn.at
        self._told.move_to_end(turn.lane)
        if len(self._told) > REMEMBERED:
            self._told.popitem(last=False)
        return True
