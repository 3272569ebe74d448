"""Promises about the check-ins that ship, and about those somebody writes."""

from __future__ import annotations

from typing import Any

import pytest

from bot.content.scripts import CEILING, load_scripts, read_script, script_faults
from bot.core.checkin import HOURS_QUESTION
from bot.core.script import Script

SCRIPTS = load_scripts()


def faults(*questions: dict[str, Any]) -> list[str]:
    return script_faults(read_script({"id": "day", "question": list(questions)}))


MOOD = {"id": "mood", "kind": "scale"}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.id)
def test_a_script_that_ships_has_no_fault(script: Script) -> None:
    assert script_faults(script) == []


def test_the_morning_asks_five_questions_and_the_extra_one_three() -> None:
    assert [q.id for q in SCRIPTS["morning"].questions] == ["mood", "energy", "sleep", "calm", "kind"]
    assert [q.id for q in SCRIPTS["extra"].questions] == ["mood", "energy", "calm"]


def test_no_evening_is_longer_than_four_steps() -> None:
    evening = SCRIPTS["evening"]
    for day in range(1, 6):
        for room in ("write", "leave", "people"):
            assert len(evening.asked({"day": day, "room": room}, turn=day)) <= 4


def test_every_button_of_every_script_fits_beside_the_talks_id() -> None:
    questions = [HOURS_QUESTION, *(q for script in SCRIPTS.values() for q in script.questions)]
    longest = max(f"{q.id}:{option}" for q in questions for option in q.options)
    assert len(f"1:{'x' * 16}:{longest}".encode()) <= 64


def test_a_scale_has_five_steps_unless_told_otherwise() -> None:
    assert read_script({"id": "day", "question": [MOOD]}).questions[0].options == ("1", "2", "3", "4", "5")


def test_every_fault_is_told_at_once() -> None:
    found = faults(MOOD, MOOD, {"id": "odd", "kind": "riddle"}, {"id": "chips", "kind": "chips", "options": ["one"]})
    assert found == [
        "day: mood is asked twice",
        "day: odd has the unknown kind riddle",
        "day: chips needs at least two options",
    ]


def test_a_question_cannot_wait_for_a_later_one_or_for_an_answer_nobody_can_give() -> None:
    assert faults({"id": "why", "kind": "line", "when": {"mood": ["1"]}}, MOOD)
    assert faults(MOOD, {"id": "why", "kind": "line", "when": {"mood": ["6"]}})
    assert not faults(MOOD, {"id": "more", "kind": "line", "when": {"mood": ["1"]}})


def test_a_check_in_longer_than_the_ceiling_is_a_fault() -> None:
    assert faults(*({"id": f"q{n}", "kind": "scale"} for n in range(CEILING + 1)))


def test_an_option_too_long_for_a_button_is_a_fault() -> None:
    assert faults({"id": "kind", "kind": "kind", "options": ["x" * 40, "rest"]})


def test_a_question_without_an_id_or_kind_is_refused() -> None:
    with pytest.raises(KeyError):
        read_script({"id": "day", "question": [{"kind": "scale"}]})
