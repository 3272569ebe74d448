"""What a check-in shows: one message, as a function of its state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.core.checkin import HOURS_QUESTION, CheckIn, mended, plan
from bot.core.message import Button, Line, Listed, Message, Phrase, When, button, say
from bot.core.script import Answer, Question, Script

EARLY, MIDDAY, AFTERNOON = dt.time(4), dt.time(12), dt.time(15)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the screen says that the state does not know: local times and what comes next."""

    now: dt.time  # local wall time of this turn
    greeting: bool = False  # a reminder greets; a check-in somebody opened does not
    counting_for: dt.date | None = None  # said when the day is not the calendar's day (after midnight)
    planned_kind: str | None = None  # what the rhythm says today is
    back_at: dt.time | None = None  # local wall time a snooze ends
    snoozes: tuple[int, ...] = ()  # minutes that may be offered
    see_you: str = "later"  # evening, tomorrow, later: when the next one comes
    kinds: tuple[str, ...] = ("practice", "rest")


def view(state: CheckIn, script: Script, facts: Facts) -> Message:
    """Return the message that shows ``state``."""
    state = mended(state, script)
    if state.view in ("asking", "snoozing"):
        question = script.find(state.asking) or plan(state, script)[0]
        return _question(state, question, script, facts)
    return _SCREENS[state.view](state, script, facts)


def answer_phrase(question_id: str, value: Answer) -> Phrase:
    """Return one answer in a word or two: "Mood 4", "Rest day", "People, Movement"."""
    if question_id == "kind":
        return say(f"kind-{value}")
    if isinstance(value, tuple):
        return Phrase("list", (("items", Listed(tuple(say(f"chip-{v}") for v in value), ", ")),))
    if question_id == "hours":
        return say(
            f"hours-{str(value).replace('.', '-')}" if value in (4.5, 9.0) else "hours-value", hours=hours(value)
        )
    if question_id == "room":
        return say(f"room-{value}")
    return say("answer", item=say(f"name-{question_id}"), value=value)


def hours(value: Answer) -> str:
    """Return half-hour steps as people write them: "7", "7½"."""
    number = float(str(value))
    return f"{int(number)}½" if number % 1 else f"{int(number)}"


def so_far(state: CheckIn) -> Listed | None:
    """Return what was answered, in order, leaving out empty chips and choices; None for nothing."""
    parts = tuple(answer_phrase(i, v) for i, v in state.answers.items() if v != () and i != "room")
    return Listed(parts) if parts else None


def _question(state: CheckIn, question: Question, script: Script, facts: Facts) -> Message:
    asked = [q for q in plan(state, script) if q.counted]
    lines: list[Line] = []
    first = bool(asked) and question.id == asked[0].id
    if first and not state.done:
        lines.append(Line(say(f"checkin-{script.id}-{_opening(script, facts)}")))
    else:
        lines.append(_heading(state, question, asked))
    if facts.counting_for and first:
        lines.append(Line(say("checkin-counting", day=When(facts.counting_for, "weekday"))))
    if question.kind == "scale":
        lines.append(Line(say(f"scale-{question.id}")))
    if question.id == "kind" and facts.planned_kind:
        lines.append(Line(say("checkin-planned", kind=say(f"kind-{facts.planned_kind}"))))
    so = so_far(state)
    if so and not state.done and question.kind in ("scale", "kind"):
        lines.append(Line(say("checkin-so-far", answers=so)))
    rows = _snooze_rows(facts) if state.view == "snoozing" else _rows(state, question, facts, first, bool(asked))
    return Message(tuple(lines), rows)


def _opening(script: Script, facts: Facts) -> str:
    """A good morning is said in the morning only: who works at night may have theirs at noon."""
    if not facts.greeting:
        return "open"
    morning = EARLY <= facts.now < MIDDAY
    evening = facts.now >= AFTERNOON or facts.now < EARLY
    fits = {"morning": morning, "evening": evening}.get(script.id, True)
    return "hello" if fits else "hello-later"


def _heading(state: CheckIn, question: Question, asked: list[Question]) -> Line:
    title = say(f"ask-{question.id}")
    ids = [q.id for q in asked]
    if state.done or question.id not in ids or question.kind == "chips" or len(ids) < 3 or any(q.when for q in asked):
        return Line(title, strong=question.kind == "scale")
    return Line(say("checkin-step", n=ids.index(question.id) + 1, total=len(ids), question=title), strong=True)


def _rows(
    state: CheckIn, question: Question, facts: Facts, first: bool, counted: bool
) -> tuple[tuple[Button, ...], ...]:
    rows = list(_answers(state, question, facts))
    if state.done:
        return (*rows, (button("button-back", "back:"),))
    if question.kind == "line":
        rows.append((button("button-thats-all", f"pass:{question.id}"),))
    elif question.kind == "scale" and first:
        if state.prompted:
            snooze = (button("button-snooze", "snooze:"),) if facts.snoozes else ()
            rows.append((*snooze, button("button-skip-today", "skip:")))
        else:
            rows.append((button("button-skip-this", f"pass:{question.id}"), button("button-finish-now", "end:")))
    elif question.kind == "scale":
        skip = button("button-skip-this", f"pass:{question.id}")
        rows.append((button("button-back", "back:"), skip, button("button-finish-now", "end:")))
    elif question.kind == "kind":
        rows.append((button("button-back", "back:"), button("button-skip-this", f"pass:{question.id}")))
    return tuple(rows)


def _answers(state: CheckIn, question: Question, facts: Facts) -> tuple[tuple[Button, ...], ...]:
    if question.kind == "scale":
        chosen = state.answers.get(question.id) if state.done else None
        return (tuple(_number(question.id, value, value == str(chosen)) for value in question.options),)
    if question.kind == "kind":
        return (tuple(button(f"kind-{kind}", f"{question.id}:{kind}") for kind in facts.kinds),)
    if question.kind == "chips":
        chosen_chips = state.answers.get(question.id, ())
        chips = [
            button(
                say("button-chosen", label=say(f"chip-{o}"))
                if isinstance(chosen_chips, tuple) and o in chosen_chips
                else say(f"chip-{o}"),
                f"{question.id}:{o}",
            )
            for o in question.options
        ]
        # two in a row: a ticked "Breathing ✓" is too long for three on a narrow phone
        rows = tuple(tuple(chips[i : i + 2]) for i in range(0, len(chips), 2))
        return (*rows[:-1], (*rows[-1], button("button-done", f"{question.id}:done")))
    if question.kind == "choice":
        return tuple((button(f"room-{o}", f"{question.id}:{o}"),) for o in question.options)
    return ()


def _number(item: str, value: str, chosen: bool) -> Button:
    number = say("button-number", n=int(value))
    return Button(say("button-chosen", label=number) if chosen else number, f"{item}:{value}")


def _hours_label(value: str) -> Phrase:
    """The ends of the scale are open: "<5" and "9+"."""
    return (
        say(f"button-hours-{value.replace('.', '-')}")
        if value in ("4.5", "9")
        else say("button-value", value=hours(value))
    )


def _snooze_rows(facts: Facts) -> tuple[tuple[Button, ...], ...]:
    lengths = tuple(button(f"button-snooze-{minutes}", f"snooze:{minutes}") for minutes in facts.snoozes)
    back = (button("button-back", "back:"),)
    return (lengths, back) if lengths else (back,)


def _saved(state: CheckIn, script: Script, facts: Facts) -> Message:
    answers = so_far(state)
    parts = list(answers.parts) if answers else []
    if state.notes:
        parts.append(say("checkin-notes", count=state.notes))
    name = "evening" if script.id == "evening" else "plain"
    if not parts:
        return Message((Line(say("checkin-saved-nothing")),))
    at = When(facts.now, "clock")
    line = Line(say(f"checkin-saved-{name}", at=at, answers=Listed(tuple(parts))))
    if script.id == "evening":
        return Message((line,), ((button("button-change", "change:"),),) if state.answers else ())
    rows: list[tuple[Button, ...]] = [(button("button-add-note", "note:"),)]
    if state.answers:
        rows[0] = (button("button-add-note", "note:"), button("button-change", "change:"))
        if "hours" not in state.answers and script.id == "morning":
            rows.append((button("button-hours", "hours:"),))
    return Message((line,), tuple(rows))


def _changing(state: CheckIn, script: Script, facts: Facts) -> Message:
    labels = [
        button(say(f"name-{i}") if isinstance(v, tuple) else answer_phrase(i, v), f"change:{i}")
        for i, v in state.answers.items()
        if i != "room" and (i == "hours" or script.find(i))
    ]
    rows = [tuple(labels[i : i + 2]) for i in range(0, len(labels), 2)]
    return Message((Line(say("checkin-change")),), (*rows, (button("button-back", "back:"),)))


def _hours(state: CheckIn, script: Script, facts: Facts) -> Message:
    labels = [Button(_hours_label(v), f"hours:{v}") for v in HOURS_QUESTION.options]
    rows = (tuple(labels[:5]), tuple(labels[5:]), (button("button-back", "back:"),))
    return Message((Line(say("ask-hours"), strong=True), Line(say("scale-hours"))), rows)


def _noting(state: CheckIn, script: Script, facts: Facts) -> Message:
    return Message((Line(say("checkin-noting")),), ((button("button-back", "back:"),),))


def _snoozed(state: CheckIn, script: Script, facts: Facts) -> Message:
    at = When(facts.back_at or facts.now, "clock")
    rows = ((button("button-start-now", "start:"), button("button-skip-today", "skip:")),)
    return Message((Line(say("checkin-snoozed", at=at)),), rows)


def _skipped(state: CheckIn, script: Script, facts: Facts) -> Message:
    return Message((Line(say(f"checkin-skipped-{facts.see_you}")),), ((button("button-changed-mind", "start:"),),))


def _expired(state: CheckIn, script: Script, facts: Facts) -> Message:
    over = state.until is not None and state.day_ends is not None and state.until >= state.day_ends
    return Message((Line(say("checkin-expired")),), () if over else ((button("button-anyway", "start:"),),))


def _closed(state: CheckIn, script: Script, facts: Facts) -> Message:
    id = "checkin-closed" if state.answers or state.notes else "checkin-closed-empty"
    last = (button("button-drop", "drop:"),) if state.answers else ()
    return Message((Line(say(id)),), ((button("button-continue", "start:"), *last),))


def _dropped(state: CheckIn, script: Script, facts: Facts) -> Message:
    return Message((Line(say("checkin-dropped-notes" if state.notes else "checkin-dropped")),))


_SCREENS = {
    "saved": _saved,
    "changing": _changing,
    "hours": _hours,
    "noting": _noting,
    "snoozed": _snoozed,
    "skipped": _skipped,
    "expired": _expired,
    "closed": _closed,
    "dropped": _dropped,
}
