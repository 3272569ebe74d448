"""Logs say what happened, never what was said: no text of a person, no token, no key, whatever goes wrong.

Every record passes one filter on every handler. It takes out anything that looks like a bot's token, and replaces what
an exception says by its type: messages of exceptions quote what they choked on.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback

from bot.settings import Settings

TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
# What these say at DEBUG and INFO has updates, parameters and addresses in it.
TALKATIVE = (
    "telegram",
    "telegram.ext",
    "httpx",
    "httpcore",
    "aiosqlite",
    "sqlalchemy",
    "aiohttp",
    "asyncio",
    "apscheduler",
    "asyncpg",
    "alembic",
)


class Discreet(logging.Formatter):
    """Formats a record without a token, and an exception without its message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one record as text."""
        return TOKEN.sub("[token]", super().format(record))

    def formatException(self, ei: object) -> str:
        """Return where it happened and of what type it was, not what it said."""
        kind, _, trace = ei  # type: ignore[misc]
        places = traceback.extract_tb(trace)
        lines = [f"  {place.filename}:{place.lineno} {place.name}" for place in places[-12:]]
        return "\n".join([*lines, getattr(kind, "__name__", "error")])


def set_up_logs(settings: Settings) -> None:
    """Log to standard error at the level chosen, discreetly."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log.upper())
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.getLogger("telegram.ext").setLevel(logging.ERROR)
    sys.excepthook = lambda kind, error, trace: logging.getLogger("bot").critical(
        "stopped", exc_info=(kind, error, trace)
    )
