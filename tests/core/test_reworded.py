"""Promises about edited messages that were answers, and about a question that was pushed up by typing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.content.scripts import load_scripts
from bot.core import checkin as c

SCRIPTS = load_scripts()
AT = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)


def typed(state: c.CheckIn, *values: str) -> c.CheckIn:
    for value in values:
        state = c.advance(state, c.Typed(AT, value, value), SCRIPTS[state.script]).state
    return state


def morning() -> c.CheckIn:
    return c.begin(SCRIPTS["morning"], AT.date(), AT, 0)


def test_an_edit_to_another_answer_changes_the_answer_and_asks_on_as_before() -> None:
    state = typed(morning(), "4", "3")
    step = c.advance(state, c.Reworded(AT, "mood", "2"), SCRIPTS["morning"])
    assert step.effects == (c.Record("mood", 2),)
    assert (step.state.answers, step.state.asking) == ({"mood": 2, "energy": 3}, "sleep")


def test_an_edit_to_no_answer_takes_it_back() -> None:
    state = typed(morning(), "4", "3")
    step = c.advance(state, c.Reworded(AT, "mood", None), SCRIPTS["morning"])
    assert step.effects == (c.Forget("mood"),)
    assert step.state.answers == {"energy": 3}


def test_an_edit_to_the_same_answer_or_of_a_forgotten_one_changes_nothing() -> None:
    state = typed(morning(), "4")
    for event in (c.Reworded(AT, "mood", "4"), c.Reworded(AT, "calm", "1"), c.Reworded(AT, "nonsense", "1")):
        step = c.advance(state, event, SCRIPTS["morning"])
        assert (step.state.answers, step.effects) == (state.answers, ())


def test_an_edit_that_makes_a_day_a_hard_one_never_asks_what_helped() -> None:
    state = typed(c.begin(SCRIPTS["evening"], AT.date(), AT, 0), "5")
    assert state.asking == "helped"
    after = c.advance(state, c.Reworded(AT, "day", "1"), SCRIPTS["evening"]).state
    assert after.asking == "room"


def test_an_edit_of_a_finished_check_in_leaves_it_finished() -> None:
    state = c.advance(typed(morning(), "4"), c.Tapped(AT, "end"), SCRIPTS["morning"]).state
    after = c.advance(state, c.Reworded(AT, "mood", "5"), SCRIPTS["morning"]).state
    assert (after.done_at, after.view, after.answers) == (state.done_at, "saved", {"mood": 5})


def test_typed_answers_and_notes_push_the_question_up() -> None:
    state = typed(replace(morning(), below=1), "4")
    assert state.below == 2
    assert c.advance(state, c.Typed(AT, "rain"), SCRIPTS["morning"]).state.below == 3
