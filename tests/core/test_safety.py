"""Whether what somebody writes is met with help: every phrase, every idiom, every disguise."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import loader
from bot.content.safety import load_signs, signs_of
from bot.core.safety import Concern, Signs, screen

LINES: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("safety_lines.toml").read_text("utf-8"))
ALL = [(line, want) for want, lines in LINES.items() for line in lines]
DATA = loader.read_toml("safety", "en")


def tier(line: str, signs: Signs) -> str:
    concern = screen(line, signs)
    return concern.tier if concern else "nothing"


@pytest.mark.parametrize(("line", "want"), ALL, ids=[line[:40] or "empty" for line, _ in ALL])
def test_a_line_gets_what_it_needs(line: str, want: str) -> None:
    assert tier(line, load_signs("en")) == want


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of the file, and the file without it."""
    for place in ("full", "one-line", "idioms", "denials", "skip"):
        for part, phrases in DATA[place].items():
            for index, phrase in enumerate(phrases):
                without = copy.deepcopy(DATA)
                del without[place][part][index]
                yield f"{place}: {phrase}", without
    for left in DATA["same"]:
        without = copy.deepcopy(DATA)
        del without["same"][left]
        yield f"same: {left}", without


def test_no_row_can_be_removed_unnoticed() -> None:
    unnoticed = []
    for name, data in rows():
        signs = signs_of(data, "en")
        if all(tier(line, signs) == want for line, want in ALL):
            unnoticed.append(name)
    assert unnoticed == []


@given(st.sampled_from(LINES["full"]), st.text(max_size=200), st.text(max_size=200))
def test_whatever_stands_on_other_lines_hides_nothing(line: str, before: str, after: str) -> None:
    assert screen(f"{before}\n.\n{line}\n.\n{after}", load_signs("en")) is not None


@given(st.text())
def test_no_text_breaks_the_screening(text: str) -> None:
    screen(text, load_signs("en"))


def test_self_harm_is_told_apart_and_a_crisis_goes_first() -> None:
    signs = load_signs("en")
    assert screen("I cut myself", signs) == Concern("self-harm", "full")
    assert screen("I cut myself, I want to die", signs) == Concern("crisis", "full")


def test_a_language_without_a_list_is_screened_in_english() -> None:
    assert screen("I want to die", load_signs("xx")) == Concern("crisis", "full")


def test_a_broken_list_says_which_file_it_is() -> None:
    with pytest.raises(ValueError, match=r"safety/en\.toml"):
        signs_of({"full": {}}, "safety/en.toml")
