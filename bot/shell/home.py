"""The home message, /today's plan, coming back, and the small things said once in a while."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.core.message import Line, Listed, Phrase, When, button, message, say
from bot.core.support import crisis_at
from bot.shell import asking
from bot.shell.turn import Turn
from bot.store.outbox import REMINDER
from bot.store.reminders import Planned, Run

ONCE_A_WEEK = dt.timedelta(days=7)


async def plan(turn: Turn) -> list[tuple[str, str, dt.time, int]]:
    """Return what is planned: (kind, done|open|skipped|next, wall time, days from today), in the order of the day."""
    runs = {run.reminder: run for run in await turn.runs(turn.today) if run.local_date == turn.today}
    answered = {e.kept.script for e in await turn.entries(turn.today, turn.today) if e.kept.t == "answer"}
    open_ = {state.script for _, state in turn.checkins() if not state.done and state.view == "asking"}
    found = []
    for planned in await turn.reminders():
        kind = planned.rule.kind
        if not planned.rule.on or turn.known.profile.resting:
            continue
        state, days = _state(turn, planned, runs.get(planned.id), kind in answered, kind in open_)
        if days <= 1:
            found.append((kind, state, planned.rule.at, days))
    return sorted(found, key=lambda row: (row[3], row[2]))


def _state(turn: Turn, planned: Planned, run: Run | None, answered: bool, open_: bool) -> tuple[str, int]:
    if open_:
        return "open", 0
    if answered:
        return "done", 0
    if run is not None and run.state in ("skipped", "expired", "sent"):
        return "skipped", 0
    due = planned.next_due_at
    if due is None:
        return "next", 99
    return "next", (due.astimezone(turn.local.tzinfo).date() - turn.local.date()).days


async def show(turn: Turn) -> None:
    """Say hello again, with what is done and what is next today."""
    parts: list[Phrase] = []
    for kind, state, at, days in await plan(turn):
        name = say(f"home-name-{kind}")
        if days == 0 and state in ("done", "open"):
            parts.append(say(f"home-plan-{state}", name=name))
        elif days == 0 and state == "next":
            parts.append(say("home-plan-next", name=name, at=When(at, "clock")))
    today = Listed(tuple(parts) or (say("home-plan-nothing"),), ", ")
    rows = (
        (button("button-check-in", "home:checkin"), button("button-home-write", "home:write")),
        (button("button-summary", "home:summary"), button("button-reminders", "home:reminders")),
    )
    hello = say("home-hello", day=say("home-part", part=_part(turn), day=When(turn.local.date(), "weekday")))
    turn.say(message(hello, say("home-plan", plan=today), rows=rows))


def _part(turn: Turn) -> str:
    hour = turn.local.hour
    return "morning" if 4 <= hour < 12 else "afternoon" if hour < 18 and hour >= 12 else "evening"


async def today(turn: Turn) -> None:
    """Say what is done and what is next."""
    lines = [Line(say("today-title", weekday=When(turn.local.date(), "weekday-day-month")), strong=True)]
    for kind, state, at, days in await plan(turn):
        name = say(f"remind-{kind}")
        if state == "next":
            lines.append(Line(say("today-tomorrow" if days else "today-next", name=name, at=When(at, "clock"))))
        else:
            lines.append(Line(say(f"today-{state}", name=name)))
    if len(lines) == 1:
        lines.append(Line(say("today-nothing")))
    turn.say(message(*lines))


def welcome_back(turn: Turn) -> None:
    """Greet somebody after two weeks or more, without a count."""
    rows = [(button("button-check-in", "home:checkin"),)]
    if turn.known.profile.resting:
        rows.append((button("button-reminders-back", "home:back"),))
    turn.say(message("edge-welcome-back", rows=tuple(rows)))


def ask_back(turn: Turn) -> None:
    """Ask somebody who comes back after the farewell whether reminders shall."""
    turn.say(message("edge-still-off", rows=((button("button-reminders-back", "home:back"),),)))


def say_softly(turn: Turn, silent: bool) -> bool:
    """Say that there are no questions today unless they are wanted. Return False if that was said already."""
    said = turn.desk.said
    last = crisis_at(said)
    if "soft" in said and last is not None and said["soft"] > last:
        return False
    turn.set_desk(said={**said, "soft": turn.at})
    asking.close_open(turn)
    rows = ((button("button-check-in", "home:checkin"),), (button("button-people-to-talk-to", "safety:people"),))
    text = message(say("edge-soft", part=_part(turn)), rows=rows)
    turn.say(text, priority=REMINDER, policy="never", silent=silent)
    return True


def welcome_unblocked(turn: Turn) -> None:
    """Greet somebody who had blocked the bot; nothing was deleted."""
    turn.put_person(replace(turn.known, status="active", version=turn.known.version + 1))
    turn.set_profile(resting=True)
    rows = (
        (button("button-reminders-on", "home:back"),),
        (button("button-keep-off", "home:stay"),),
        (button("button-erase", "delete:ask"),),
    )
    turn.say(message("edge-unblocked", rows=rows))


def only_words(turn: Turn, hint: str) -> None:
    """Say ``hint`` about things that are not words, at most once a week; then silence."""
    if turn.person is None:
        return
    said = turn.desk.said
    if hint in said and turn.at - said[hint] < ONCE_A_WEEK:
        return
    turn.set_desk(said={**said, hint: turn.at})
    turn.say(message(hint))
