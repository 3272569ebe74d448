"""A question that somebody wrote without its words is told before anybody is asked it."""

from __future__ import annotations

from typing import Any

from bot.content.scripts import load_scripts, read_script, wordless


def faults(**question: Any) -> list[str]:
    """Return what a check-in of this one question lacks."""
    return wordless(read_script({"id": "morning", "question": [question]}))


def test_what_we_ship_has_all_its_words() -> None:
    assert [fault for script in load_scripts().values() for fault in wordless(script)] == []


def test_a_question_without_words_is_told_with_all_it_lacks() -> None:
    lacking = [f"daylight has no words {id}" for id in ("ask-daylight", "scale-daylight", "name-daylight")]
    assert faults(id="daylight", kind="scale") == lacking


def test_an_option_without_a_label_is_told() -> None:
    assert faults(id="helped", kind="chips", options=["people", "moonlight"]) == ["helped has no words chip-moonlight"]
