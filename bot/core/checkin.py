"""One check-in as a pure state machine: ``advance(state, event, script) -> Step(state, effects)``.

The rules, and why:

* A check-in is one message, edited in place. What it shows is a function of the state (``bot/core/checkin_view.py``),
  so there is no second truth to keep in step: after a crash the same state draws the same screen.
* The state holds the *id* of the open question, not its number: scripts are edited while people answer.
* Every answer is recorded at its tap. Silence, [Finish now] and a kill leave a valid partial check-in.
* A button carries the question it belongs to. A tap on a question that is not open never raises: the same value again
  is the same answer; another value within two seconds of leaving the question corrects it (a slip of the thumb); later
  than that the screen is simply shown again. Keyboards of a finished check-in still edit it for a day.
* Anything typed is kept: if it reads as an answer to the open question it is one, otherwise it is a note.
* ``done`` is reached once. Events after it change answers only by way of "Change an answer" or a late tap.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.core.checkin_state import (
    HOURS,
    HOURS_QUESTION,
    SLIP,
    STILL_EDITS,
    CheckIn,
    Effect,
    Event,
    Forget,
    Hint,
    KeepNote,
    Lapsed,
    Mark,
    Record,
    Returned,
    Reworded,
    ShowSupport,
    Snooze,
    Step,
    Tapped,
    Typed,
    View,
)
from bot.core.checkin_steps import answered, leave, mended, plan
from bot.core.script import Script

__all__ = [
    "HOURS",
    "HOURS_QUESTION",
    "SLIP",
    "STILL_EDITS",
    "CheckIn",
    "Effect",
    "Event",
    "Forget",
    "Hint",
    "KeepNote",
    "Lapsed",
    "Mark",
    "Record",
    "Returned",
    "Reworded",
    "ShowSupport",
    "Snooze",
    "Step",
    "Tapped",
    "Typed",
    "View",
    "advance",
    "begin",
    "mended",
    "plan",
]  # fmt: skip


def begin(script: Script, day: dt.date, at: dt.datetime, turn: int, **known: object) -> CheckIn:
    """Return a fresh check-in asking its first question. ``turn`` is the day's number, for rotating questions."""
    first = script.asked({}, turn)[0]
    return CheckIn(script=script.id, day=day, started_at=at, asking=first.id, touched_at=None, **known)  # type: ignore[arg-type]


def advance(state: CheckIn, event: Event, script: Script) -> Step:
    """Return the next state and what to do about it. Never raises at a person."""
    state = mended(state, script)
    if isinstance(event, Lapsed):
        return _lapse(state, event)
    if isinstance(event, Returned):
        if state.view != "snoozed":
            return Step(state)
        return Step(replace(state, view="asking", back_at=None, below=0), (_reopened(state),))
    state = replace(state, touched_at=event.at)
    if isinstance(event, Typed):
        return _typed(state, event, script)
    if isinstance(event, Reworded):
        return _reworded(state, event, script)
    verb = _VERBS.get(event.what)
    if verb is not None:
        return verb(state, event, script)
    return answered(state, event, script)


def _typed(state: CheckIn, event: Typed, script: Script) -> Step:
    question = script.find(state.asking)
    open_ = state.view in ("asking", "snoozing", "snoozed") and question is not None
    if open_ and question is not None and question.kind == "line":
        step = leave(replace(state, notes=state.notes + 1), question, event.at, script)
        return Step(step.state, (KeepNote(event.text), *step.effects))
    if open_ and question is not None and event.value is not None:
        lower = replace(state, below=state.below + 1)
        return answered(lower, Tapped(event.at, question.id, event.value), script)
    if state.view == "hours" and event.value is not None:
        return answered(state, Tapped(event.at, "hours", event.value), script)
    view: View = "saved" if state.view == "noting" else state.view
    return Step(
        replace(state, notes=state.notes + 1, below=state.below + 1, view=view),
        (KeepNote(event.text),),
    )


def _reworded(state: CheckIn, event: Reworded, script: Script) -> Step:
    """An answer that was typed goes with its message: to another value, or away when it is no answer any more."""
    question = HOURS_QUESTION if event.item == "hours" else script.find(event.item)
    if event.item not in state.answers or state.view == "dropped":
        return Step(state)
    value = question.read(event.value) if question is not None and event.value is not None else None
    if value is None:
        answers = {item: answer for item, answer in state.answers.items() if item != event.item}
        return Step(mended(replace(state, answers=answers, notes=state.notes + 1), script), (Forget(event.item),))
    if value == state.answers[event.item]:
        return Step(state)
    changed = mended(replace(state, answers={**state.answers, event.item: value}), script)
    return Step(changed, (Record(event.item, value),))


def _lapse(state: CheckIn, event: Lapsed) -> Step:
    if state.done or state.view in ("skipped", "closed", "dropped", "expired"):
        return Step(state)
    if state.answers or state.notes:
        return Step(replace(state, view="saved", asking=None, done_at=event.at))
    return Step(replace(state, view="expired", back_at=None), (Mark("expired"),))


def _back(state: CheckIn, event: Tapped, script: Script) -> Step:
    if state.view in ("snoozing", "hours", "changing", "noting"):
        return Step(replace(state, view="asking" if state.view == "snoozing" else "saved"))
    if state.view != "asking":
        return Step(state)
    if state.done:
        return Step(replace(state, view="changing", asking=None))
    ids = [q.id for q in plan(state, script)]
    if state.asking not in ids or ids.index(state.asking) == 0:
        return Step(state)
    earlier = ids[ids.index(state.asking) - 1]
    return Step(replace(state, asking=earlier, passed=tuple(p for p in state.passed if p != earlier)))


def _pass(state: CheckIn, event: Tapped, script: Script) -> Step:
    """[Skip this] and [No, that's all]; the value names the question, so that a double tap skips one only."""
    question = script.find(state.asking)
    if question is None or state.view != "asking" or event.value not in ("", question.id):
        return Step(state)
    return leave(replace(state, passed=(*state.passed, question.id)), question, event.at, script)


def _end(state: CheckIn, event: Tapped, script: Script) -> Step:
    if state.done or state.view not in ("asking", "snoozing"):
        return Step(state)
    return Step(replace(state, view="saved", asking=None, done_at=event.at))


def _snooze(state: CheckIn, event: Tapped, script: Script) -> Step:
    """[Snooze] opens the lengths; a length (minutes) is taken; the shell offers only lengths that may be."""
    if state.done or state.view not in ("asking", "snoozing") or not state.prompted:
        return Step(state)
    if not event.value.isdecimal():
        return Step(replace(state, view="snoozing"))
    until = event.at + dt.timedelta(minutes=min(int(event.value), 24 * 60))
    return Step(
        replace(state, view="snoozed", back_at=until, snoozed=state.snoozed + 1), (Snooze(until), Mark("snoozed"))
    )


def _skip_today(state: CheckIn, event: Tapped, script: Script) -> Step:
    if state.done or state.view not in ("asking", "snoozing", "snoozed"):
        return Step(state)
    return Step(replace(state, view="skipped", back_at=None), (Mark("skipped"),))


def _start(state: CheckIn, event: Tapped, script: Script) -> Step:
    """[Start now], [Changed my mind], [Answer anyway], [Continue]: on with the open question."""
    if state.done or state.view not in ("snoozed", "skipped", "expired", "closed"):
        return Step(state)
    if state.view == "expired" and state.day_ends is not None and event.at >= state.day_ends:
        return Step(state)
    return Step(replace(state, view="asking", back_at=None), (_reopened(state),))


def _reopened(state: CheckIn) -> Mark:
    return Mark("answered" if state.answers else "sent")


def _change(state: CheckIn, event: Tapped, script: Script) -> Step:
    """[Change an answer] lists the answers; one of them is then asked again."""
    if state.view not in ("saved", "changing") or not state.answers:
        return Step(state)
    question = script.find(event.value)
    if event.value == "hours" and "hours" in state.answers:
        return Step(replace(state, view="hours"))
    if question is None or question.id not in state.answers:
        return Step(replace(state, view="changing"))
    done_at = state.done_at or event.at
    return Step(replace(state, view="asking", asking=question.id, done_at=done_at))


def _hours(state: CheckIn, event: Tapped, script: Script) -> Step:
    if event.value:
        return answered(state, event, script)
    return Step(replace(state, view="hours")) if state.view == "saved" else Step(state)


def _note(state: CheckIn, event: Tapped, script: Script) -> Step:
    return Step(replace(state, view="noting")) if state.view == "saved" else Step(state)


def _close(state: CheckIn, event: Tapped, script: Script) -> Step:
    """/cancel: closed, with the answers kept."""
    if state.done or state.view in ("skipped", "closed", "dropped"):
        return Step(state)
    return Step(replace(state, view="closed", back_at=None))


def _drop(state: CheckIn, event: Tapped, script: Script) -> Step:
    """[Throw it away], after /cancel: the answers go, the notes stay (they are the person's words)."""
    if state.view != "closed":
        return Step(state)
    gone = tuple(Forget(item) for item in state.answers)
    return Step(replace(state, view="dropped", answers={}, asking=None, done_at=event.at), gone)


_VERBS = {
    "back": _back,
    "pass": _pass,
    "end": _end,
    "snooze": _snooze,
    "skip": _skip_today,
    "start": _start,
    "change": _change,
    "hours": _hours,
    "note": _note,
    "close": _close,
    "drop": _drop,
}
