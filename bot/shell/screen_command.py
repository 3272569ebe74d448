"""``stillpoint screen``: what the bot would meet each text with. One JSON object a line in, one word a line out.

A line is ``{"text": "…", "lang": "en"}``; the words are CRISIS, MEDICAL, ADVICE_REQUEST, SOFT and NONE. Nothing is kept
and nothing is asked of the network. A line that cannot be read is met as a failure is met in the chat: CRISIS.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TextIO

from bot.core.safety import FAILED, Verdict
from bot.detect.judge import label
from bot.shell.detector import Detector


def screen_lines(lines: Iterable[str], out: TextIO, told: TextIO, detector: Detector | None = None) -> int:
    """Write the word for each of ``lines`` to ``out``, in order, and what went wrong to ``told``.

    Return the exit code: 0, or 1 if a line could not be read. Empty lines are passed over.
    """
    if detector is None:
        detector = Detector()
        detector.load()
    if detector.fault:
        print(f"The model cannot be loaded ({detector.fault}); rules and the light model alone.", file=told)
    code = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        verdict = _look(line, detector)
        if verdict is None:
            print(f'line {number}: not an object with a "text"', file=told)
            code = 1
        print(label(verdict or FAILED), file=out, flush=True)
    return code


def _look(line: str, detector: Detector) -> Verdict | None:
    """Return the verdict on a line, or None if it cannot be read."""
    try:
        given = json.loads(line)
        text, lang = given["text"], given.get("lang") or "en"
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return detector.look(text, lang) if isinstance(text, str) and isinstance(lang, str) else None
