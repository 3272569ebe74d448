"""Promises about scripts: which values are answers, and which questions follow from them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.script import SCALE, Question, Script

MOOD = Question("mood", "scale", SCALE)
HOURS = Question("hours", "hours", ("4.5", "7", "7.5"))
KIND = Question("kind", "kind", ("practice", "rest"))
CHIPS = Question("helped", "chips", ("people", "luck"), when=(("mood", ("4", "5")),))
TURNS = tuple(Question(id, "scale", SCALE, turn="daily") for id in ("food", "focus", "body"))
SCRIPT = Script("day", (MOOD, CHIPS, *TURNS))


@pytest.mark.parametrize(
    "question, value, answer",
    [(MOOD, "4", 4), (HOURS, "7.5", 7.5), (HOURS, "7", 7.0), (KIND, "rest", "rest"), (CHIPS, "luck", ("luck",))],
)
def test_a_buttons_value_is_read_as_an_answer(question: Question, value: str, answer: object) -> None:
    assert question.read(value) == answer


@given(st.sampled_from([MOOD, HOURS, KIND, CHIPS]), st.text(max_size=8))
def test_anything_that_is_no_option_is_no_answer(question: Question, value: str) -> None:
    assert (question.read(value) is not None) == (value in question.options)


def test_a_question_waits_for_the_answer_it_depends_on() -> None:
    assert CHIPS not in SCRIPT.asked({}, 0)
    assert CHIPS not in SCRIPT.asked({"mood": 3}, 0)
    assert CHIPS in SCRIPT.asked({"mood": 4}, 0)


@given(st.integers(0, 10**6))
def test_exactly_one_of_a_group_is_asked_and_each_has_its_turn(turn: int) -> None:
    three = [tuple(q.id for q in SCRIPT.asked({}, turn + n) if q.turn) for n in range(3)]
    assert sorted(three) == [("body",), ("focus",), ("food",)]


def test_a_question_the_script_does_not_have_is_none() -> None:
    assert SCRIPT.find("mood") is MOOD
    assert SCRIPT.find("gone") is None
    assert SCRIPT.find(None) is None
