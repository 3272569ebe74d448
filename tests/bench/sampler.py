"""Our bot, with a look every millisecond of processor time at what it is doing: ``python -m tests.bench.sampler FILE``.

cProfile loses track where SQLAlchemy switches between greenlets; a stack looked at from a signal does not.
"""

from __future__ import annotations

import signal
import sys
from collections import Counter
from pathlib import Path
from types import FrameType

from bot.__main__ import main

EVERY_SECONDS = 0.001
SHOWN = 90

_alone: Counter[str] = Counter()  # samples in which this function itself was running
_under: Counter[str] = Counter()  # samples in which it was anywhere on the stack
_lines: Counter[str] = Counter()


def look(number: int, frame: FrameType | None) -> None:
    """Note the stack as it is now."""
    if frame is None:
        return
    _alone[_name(frame)] += 1
    _lines[f"{_name(frame)}:{frame.f_lineno}"] += 1
    seen = set()
    while frame is not None:
        seen.add(_name(frame))
        frame = frame.f_back
    _under.update(seen)


def report() -> str:
    """Return what was seen, most often first: in percent of all looks."""
    total = sum(_alone.values()) or 1
    parts = []
    for title, counted in (("itself", _alone), ("with all it calls", _under), ("lines", _lines)):
        parts.append(f"\n{title}, % of {total} looks")
        parts += [f"{100 * count / total:6.2f}  {name}" for name, count in counted.most_common(SHOWN)]
    return "\n".join(parts) + "\n"


def _name(frame: FrameType) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-3:])} {code.co_qualname}"


if __name__ == "__main__":
    signal.signal(signal.SIGPROF, look)
    # the start is another matter: begin when the load does, after a few seconds of work at most
    signal.setitimer(signal.ITIMER_PROF, 3.0, EVERY_SECONDS)
    try:
        main(["run"])
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        Path(sys.argv[1]).write_text(report())
