"""How a check-in goes from one question to the next: what it asks, an answer taken, a question left."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.core.checkin_state import (
    HOURS_QUESTION,
    SLIP,
    STILL_EDITS,
    CheckIn,
    Effect,
    Hint,
    Mark,
    Record,
    ShowSupport,
    Step,
    Tapped,
)
from bot.core.script import Answer, Question, Script


def plan(state: CheckIn, script: Script) -> tuple[Question, ...]:
    """Return the questions this check-in asks, given its answers so far."""
    return script.asked(state.answers, state.day.toordinal())


def mended(state: CheckIn, script: Script) -> CheckIn:
    """Return ``state``, asking something the plan asks: an edited script or a corrected answer may have changed it."""
    if state.asking is None or (state.done and state.asking in state.answers and script.find(state.asking)):
        return state
    asked = plan(state, script)
    if any(q.id == state.asking for q in asked):
        return state
    if state.done:
        return replace(state, view="saved", asking=None)
    following = next((q for q in asked if q.id not in state.answers and q.id not in state.passed), asked[-1])
    return replace(state, asking=following.id)


def answered(state: CheckIn, event: Tapped, script: Script) -> Step:
    """Return what a tap on an answer comes to: taken, a slip mended, a finished check-in changed, or nothing."""
    question = HOURS_QUESTION if event.what == "hours" else script.find(event.what)
    if question is None or state.view in ("dropped", "skipped"):
        return Step(state)
    if question.kind == "chips" and event.value == "done":
        return leave(state, question, event.at, script) if state.asking == question.id else Step(state)
    value = question.read(event.value)
    if value is None:
        return Step(state)
    if question.kind == "chips":
        return _chip(state, question, event.value)
    if state.view == "hours" and question.id == "hours":
        answers = {**state.answers, "hours": value}
        return Step(replace(state, view="saved", answers=answers), (Record("hours", value),))
    if state.asking == question.id and state.view in ("asking", "snoozing", "snoozed"):
        return _take(state, question, value, event.at, script)
    if question.id not in state.answers or state.answers[question.id] == value:
        return Step(state)
    slip = state.left == question.id and state.left_at is not None and event.at - state.left_at <= SLIP
    late = state.done_at is not None and event.at - state.done_at <= STILL_EDITS
    if not (slip or late):
        return Step(state)
    answers = {**state.answers, question.id: value}
    changed = mended(replace(state, answers=answers), script)  # another day asks other questions
    return Step(changed, (Record(question.id, value), Hint("changed", value)))


def _chip(state: CheckIn, question: Question, value: str) -> Step:
    if state.asking != question.id:
        return Step(state)
    before = state.answers.get(question.id, ())
    chosen = set(before if isinstance(before, tuple) else ()) ^ {value}
    kept = tuple(option for option in question.options if option in chosen)
    return Step(replace(state, answers={**state.answers, question.id: kept}), (Record(question.id, kept),))


def _take(state: CheckIn, question: Question, value: Answer, at: dt.datetime, script: Script) -> Step:
    answers = {**state.answers, question.id: value}
    effects: list[Effect] = [Record(question.id, value)]
    if not state.answers:
        effects.append(Mark("answered"))
    if question.id == "room" and value == "people":
        effects.append(ShowSupport())
    step = leave(replace(state, answers=answers), question, at, script)
    return Step(step.state, (*effects, *step.effects))


def leave(state: CheckIn, question: Question, at: dt.datetime, script: Script) -> Step:
    """Leave ``question`` and ask the next one not yet answered or passed; finish if there is none."""
    left = replace(state, left=question.id, left_at=at, view="asking")
    if state.done:  # it was reopened to change one answer
        return Step(replace(left, asking=None, view="saved"))
    asked = plan(left, script)
    ids = [q.id for q in asked]
    after = asked[ids.index(question.id) + 1 :] if question.id in ids else asked
    following = next((q for q in after if q.id not in left.answers and q.id not in left.passed), None)
    if following is None:
        return Step(replace(left, asking=None, view="saved", done_at=at))
    return Step(replace(left, asking=following.id))
