"""What looking at one message costs: ``python -m tests.bench.detector``. Rules alone, with the light model, with all.

Nothing here passes or fails. The lines are those of tests/core/safety_lines.toml, made longer for the longer messages.
"""

from __future__ import annotations

import resource
import statistics
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

from bot.shell.detector import Detector

LINES = Path(__file__).resolve().parents[1] / "core" / "safety_lines.toml"
ROUNDS = 3


def memory() -> float:
    """Return the megabytes this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def texts() -> Iterator[tuple[str, list[str]]]:
    """Yield messages of three lengths: a line, an entry of 60 words, the longest a message can be."""
    lines = [line for lines in tomllib.loads(LINES.read_text("utf-8")).values() for line in lines if line]
    words = " ".join(line for line in lines if line.isascii()).split()
    yield "a line", lines
    yield "60 words", [" ".join(words[at : at + 60]) for at in range(0, len(words) - 60, 60)]
    yield "4,096 characters", [" ".join(words)[:4096]]


def main() -> None:
    """Print the figures as a table."""
    print("| | " + " | ".join(name for name, _ in texts()) + " | memory, MB |\n|---|---|---|---|---|")
    rules, light, whole = Detector(models=False), Detector(), Detector()
    for name, detector in (("rules", rules), ("rules and light model", light), ("rules and encoder", whole)):
        if detector is whole:
            began = time.perf_counter()
            whole.load()
            print(f"| loading the encoder | {time.perf_counter() - began:.2f} s | | | {memory():.0f} |")
        cells = [_cell(detector, messages) for _, messages in texts()]
        print(f"| {name} | {' | '.join(cells)} | {memory():.0f} |")


def _cell(detector: Detector, messages: list[str]) -> str:
    detector.look(messages[0], "en")
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for message in messages:
            detector.look(message, "en")
        took.append((time.process_time() - began) / len(messages))
    each = statistics.median(took)
    return f"{each * 1000:.1f} ms, {1 / each:,.0f} a second"


if __name__ == "__main__":
    main()
