"""Groups of phrases and windows: each finds something nobody else finds, and each cover takes something away."""

from __future__ import annotations

import copy
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.content import loader
from bot.content.safety import load_signs, signs_of
from bot.core.safety import Concern, Signs, foremost, screen

DATA = loader.read_toml("safety", "en")
LINES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
GROUPS = {group["name"]: group for group in DATA["groups"]}
COVERS = [group["name"] for group in DATA["covers"]]


def without(place: str, name: str) -> Signs:
    data = copy.deepcopy(DATA)
    data[place] = [group for group in data[place] if group["name"] != name]
    return signs_of(data, "en")


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_finds_what_nobody_else_finds(name: str) -> None:
    group, signs, fewer = GROUPS[name], load_signs("en"), without("groups", name)
    for line in LINES[name]:
        assert screen(line, signs) == Concern(group["kind"], group["tier"]), line
        assert screen(line, fewer) != Concern(group["kind"], group["tier"]), line


@pytest.mark.parametrize("name", [name for name, group in GROUPS.items() if group.get("windows")])
def test_no_window_can_be_removed_unnoticed(name: str) -> None:
    for index in range(len(GROUPS[name]["windows"])):
        data = copy.deepcopy(DATA)
        del next(group for group in data["groups"] if group["name"] == name)["windows"][index]
        fewer = signs_of(data, "en")
        assert any(screen(line, fewer) != screen(line, load_signs("en")) for line in LINES[name]), index


@pytest.mark.parametrize("name", COVERS)
def test_each_group_of_covers_takes_something_away(name: str) -> None:
    for line in LINES["covers"][name]:
        assert screen(line, load_signs("en")) is None, line
        assert screen(line, without("covers", name)) is not None, line


def test_words_too_far_apart_do_not_make_a_window() -> None:
    signs = load_signs("en")
    assert screen("pregnant and bleeding", signs) == Concern("medical", "full")
    assert screen(f"pregnant {'and well ' * 10} bleeding", signs) is None


def test_medical_goes_first_and_advice_last() -> None:
    full = [Concern(kind, "full") for kind in ("advice", "other", "crisis", "medical")]
    assert foremost(full) == Concern("medical", "full")
    assert foremost(full[:3]) == Concern("crisis", "full")
    assert foremost([Concern("advice", "full"), Concern("crisis", "one-line")]) == Concern("crisis", "one-line")


def test_a_text_made_to_keep_the_windows_busy_does_not() -> None:
    began = time.process_time()
    screen("how much lsd take with sertraline can i stop " * 90, load_signs("en"))
    assert time.process_time() - began < 5
