"""SAFETY.md promises tests by name: each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROTOCOL = (ROOT / "SAFETY.md").read_text()
TESTS = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))


def hazards() -> list[list[str]]:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in PROTOCOL.splitlines()]
    return [row for row in rows if row and row[0].isdecimal()]


def test_there_are_fifteen_hazards_at_least_and_each_has_tests() -> None:
    assert len(hazards()) >= 15
    assert [row[0] for row in hazards() if not re.findall(r"`(test_\w+)`", row[3])] == []


def test_every_test_the_protocol_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", PROTOCOL))
    assert {name for name in named if f"def {name}(" not in TESTS} == set()


def test_the_place_for_the_figures_and_the_reviews_that_are_owed_are_there() -> None:
    assert "<!-- EVALUATION: begin" in PROTOCOL and "<!-- EVALUATION: end -->" in PROTOCOL
    assert "## Reviews that are owed" in PROTOCOL


def test_every_kind_that_can_be_found_is_told_in_plain_words() -> None:
    for kind in ("crisis", "self-harm", "soft", "somebody else", "harm", "medical", "advice"):
        assert f"| {kind} |" in PROTOCOL
