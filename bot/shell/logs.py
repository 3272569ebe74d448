"""Logs say what happened, never what was said: no text of a person, no token, no key, whatever goes wrong.

- Our own lines name rows, counts and types. What we pass to a logger is ours to watch; ``tests/test_logs.py`` does.
- What an exception says is left out, ours and others': messages of exceptions quote what they choked on. Its type and
  the places it came through stay.
- What a library says is left out too: it may be a whole update, an address with the token in it, or the repr of a
  task that holds an exception. Its name, place and, if it left the filling in to us, its bare template stay.
- The token is taken out wherever it still turns up, and so is anything that looks like one.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from bot.settings import Settings

OURS = ("bot", "handlers")
TOKEN = re.compile(r"\d+(:|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
PLACES = 12  # the innermost places of an exception


class Discreet(logging.Formatter):
    """Formats records without what must not be in a log; ``secrets`` are taken out wherever they stand."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """Return one record as text."""
        if record.name.partition(".")[0] not in OURS:
            record = _without_words(record)
        text = TOKEN.sub("[token]", super().format(record))
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return text

    def formatException(self, ei: Any) -> str:
        """Return where it happened and of what type it was, not what it said."""
        kind, _, trace = ei
        places = traceback.extract_tb(trace)[-PLACES:]
        lines = [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
        return "\n".join([*lines, kind.__name__ if kind else "error"])


def _without_words(record: logging.LogRecord) -> logging.LogRecord:
    """Return a copy of a library's record that says where it comes from, and its template if there is one."""
    said = logging.makeLogRecord(record.__dict__)
    template = f"{record.msg} " if record.args and record.msg != "%s" else ""
    said.msg, said.args, said.exc_text = f"{template}at {record.module}:{record.lineno} {record.funcName}", (), None
    return said


def set_up_logs(settings: Settings) -> None:
    """Log to standard error, discreetly: what is ours at the level chosen, of others their warnings and errors."""
    level = getattr(logging, settings.log.upper())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet(_secrets(settings)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, level))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.getLogger("telegram.ext").setLevel(logging.ERROR)
    logging.captureWarnings(True)
    sys.excepthook = _stopped
    threading.excepthook = lambda told: _stopped(told.exc_type, told.exc_value, told.exc_traceback)
    sys.unraisablehook = lambda told: _stopped(told.exc_type, told.exc_value, told.exc_traceback)


def _stopped(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    """Log an exception that nobody caught."""
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    logging.getLogger("bot").critical("nobody caught this", exc_info=(kind, error or kind(), trace))


def _secrets(settings: Settings) -> list[str]:
    """Return what must never be shown: the token, its secret half, and the password of a database."""
    try:
        password = urlsplit(settings.database_url).password
    except ValueError:
        password = None
    return [settings.token, settings.token.partition(":")[2], password or ""]
