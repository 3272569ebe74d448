"""Kill points: named moments at which a test may have this process killed without warning.

Crash safety is shown by dying at every step that matters and starting again. Nothing happens unless a point was armed,
which only ``STILLPOINT_KILL_AT`` with test hooks does.
"""

from __future__ import annotations

import os
import signal

NAMES = (
    "inbox.before",
    "inbox.committed",
    "turn.before",
    "turn.flushed",
    "turn.committed",
    "due.flushed",
    "send.before",
    "send.after",
    "settle.before",
    "settle.committed",
)

_armed: dict[str, int] = {}


def arm(spec: str) -> None:
    """Arm a point: ``send.before``, or ``send.before:3`` for the third time it is passed.

    Raises:
        ValueError: there is no such point, or the count is not a number from 1.
    """
    name, _, count = spec.partition(":")
    if name not in NAMES:
        raise ValueError(f"no kill point {name!r}")
    passes = int(count or 1)
    if passes < 1:
        raise ValueError("a kill point is passed at least once")
    _armed[name] = passes


def disarm() -> None:
    """Disarm every point."""
    _armed.clear()


def point(name: str) -> None:
    """Die here, as if the power went, when ``name`` is armed and this is its pass. Else nothing."""
    if not _armed or name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
