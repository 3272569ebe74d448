"""What the drawing process runs: numbers in, PNG out. It knows nobody: a week's numbers carry no name and no chat."""

from __future__ import annotations

import signal
from typing import Any

from bot.content.words import load_words
from bot.core.summary import Week
from bot.shell.draw.kit import DUSK
from bot.shell.draw.png import to_png
from bot.shell.draw.week import draw_week


def begin() -> None:
    """Leave Ctrl-C, which a terminal sends to every process, to the bot: it ends this one when it stops."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def week_png(week: dict[str, Any], language: str) -> bytes:
    """Return the card of ``week`` (as ``Week.to_json`` wrote it) as PNG. Raises KeyError or ValueError for no week."""
    return to_png(draw_week(Week.from_json(week), load_words(language), DUSK))
