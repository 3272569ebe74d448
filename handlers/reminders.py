"""/reminders: when the bot writes, on which days, with or without sound, or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from telegram import Update

from bot.core.message import Button, Line, Listed, Message, Phrase, When, button, message, say
from bot.core.person import Expects
from bot.core.quiet import is_quiet_at
from bot.core.schedule import Reminder
from bot.core.times import read_times
from bot.core.zones import city_name
from bot.shell import asking
from bot.shell.reminding import plan_reminder, replan
from bot.shell.turn import Turn
from bot.store.reminders import Planned
from handlers import guards

KINDS = ("morning", "evening", "week")
USUAL = {"morning": dt.time(8), "evening": dt.time(20, 30), "week": dt.time(18)}
STEPS = {"less60": -60, "less15": -15, "more15": 15, "more60": 60}
STANDS_FOR = dt.timedelta(hours=1)
WEEKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
QUIETER = {"mwf": frozenset({0, 2, 4}), "sundays": frozenset({6})}


async def reminders(update: Update, context: object) -> None:
    """Somebody wants to see or change when they are asked."""
    await show(guards.turn())


async def show(turn: Turn) -> None:
    """Send the list of reminders."""
    turn.say(_list(turn, await turn.reminders()))


def _list(turn: Turn, planned: Sequence[Planned]) -> Message:
    by_kind = {p.rule.kind: p.rule for p in planned}
    lines = [Line(say("remind-title", city=city_name(turn.zone)), strong=True)]
    for kind in KINDS:
        rule, name = by_kind.get(kind), say(f"remind-{kind}")  # type: ignore[call-overload]
        if rule is None or not rule.on:
            lines.append(Line(say("remind-row-off", name=name)))
        else:
            lines.append(Line(say("remind-row", name=name, at=When(rule.at, "clock"), days=_days(rule.days))))
    profile = turn.known.profile
    quiet = {"begin": When(profile.quiet_from, "clock"), "to": When(profile.quiet_to, "clock")}
    lines.append(Line(say("remind-quiet", **quiet)))
    if profile.resting:
        lines.append(Line(say("remind-resting")))
    pause = button("remind-all-on", "rem:all/on") if profile.resting else button("remind-all-off", "rem:all/off")
    rows = (tuple(button(f"remind-button-{kind}", f"rem:{kind}") for kind in KINDS), (pause,))
    return Message(tuple(lines), rows)


def _days(days: frozenset[int]) -> Phrase:
    if days == EVERY_DAY:
        return say("remind-every-day")
    if days == WEEKDAYS:
        return say("remind-weekdays")
    if not days:
        return say("remind-no-day")
    monday = dt.date(2024, 1, 1)
    parts = tuple(say("remind-day", day=When(monday + dt.timedelta(days=d), "weekday-short")) for d in sorted(days))
    return say("remind-some-days", days=Listed(parts, ", "))


def _detail(turn: Turn, rule: Reminder) -> Message:
    kind = rule.kind
    lines = [Line(say(f"remind-{kind}"), strong=True)]
    if not rule.on:
        lines.append(Line(say("remind-detail-off")))
        return Message(tuple(lines), ((button("remind-on", f"rem:{kind}/on"),), (button("button-back", "rem:list"),)))
    sound = "on" if rule.sound else "off"
    lines.append(Line(say("remind-detail", at=When(rule.at, "clock"), days=_days(rule.days), sound=sound)))
    switch = (
        button("remind-sound-off", f"rem:{kind}/quiet") if rule.sound else button("remind-sound-on", f"rem:{kind}/loud")
    )
    rows: list[tuple[Button, ...]] = []
    if is_quiet_at(rule.at, asking.quiet_of(turn)):
        lines.append(Line(_inside_quiet(turn, rule)))
        rows += _out_of_quiet(turn, rule)
    time, days = button("remind-time", f"rem:{kind}/time"), button("remind-days", f"rem:{kind}/days")
    rows += [(time,) if kind == "week" else (time, days)]
    rows += [
        (button("remind-off", f"rem:{kind}/off"),)
        if kind == "week"
        else (switch, button("remind-off", f"rem:{kind}/off"))
    ]
    return Message(tuple(lines), (*rows, (button("button-back", "rem:list"),)))


def _inside_quiet(turn: Turn, rule: Reminder) -> Phrase:
    profile = turn.known.profile
    begin, end = When(profile.quiet_from, "clock"), When(profile.quiet_to, "clock")
    return say("remind-inside-quiet", at=When(rule.at, "clock"), begin=begin, to=end)


def _out_of_quiet(turn: Turn, rule: Reminder) -> list[tuple[Button, ...]]:
    """Return two ways out: move the time, or the quiet hours."""
    time, begin, end = _free_time(turn, rule), *_quiet_around(turn, rule)
    move = Button(say("remind-move-time", at=When(time, "clock")), f"rem:{rule.kind}/move")
    shift = say("remind-move-quiet", begin=When(begin, "clock"), to=When(end, "clock"))
    return [(move,), (Button(shift, f"rem:{rule.kind}/shift"),)]


def _free_time(turn: Turn, rule: Reminder) -> dt.time:
    """Return the nearest time outside the quiet hours: before they begin for an evening, when they end otherwise."""
    profile = turn.known.profile
    return _shift(profile.quiet_from, -30) if rule.at >= dt.time(15) else profile.quiet_to


def _quiet_around(turn: Turn, rule: Reminder) -> tuple[dt.time, dt.time]:
    """Return quiet hours that leave the reminder out: later by half an hour after it, or over at it."""
    profile = turn.known.profile
    if rule.at >= dt.time(15):
        return _shift(rule.at, 30), profile.quiet_to
    return profile.quiet_from, rule.at


def _shift(at: dt.time, minutes: int) -> dt.time:
    total = (at.hour * 60 + at.minute + minutes) % (24 * 60)
    return dt.time(total // 60, total % 60)


def _times(turn: Turn, rule: Reminder) -> Message:
    kind = rule.kind
    steps = ("hour-less", "less60"), ("quarter-less", "less15"), ("quarter-more", "more15"), ("hour-more", "more60")
    row = tuple(button(f"remind-{label}", f"rem:{kind}/{step}") for label, step in steps)
    now = Line(say("remind-at", name=say(f"remind-{kind}"), at=When(rule.at, "clock")), strong=True)
    quiet = (Line(_quiet_there(turn)),) if is_quiet_at(rule.at, asking.quiet_of(turn)) else ()
    return Message((now, *quiet, Line(say("remind-which-time"))), (row, (button("button-back", f"rem:{kind}"),)))


def _quiet_there(turn: Turn) -> Phrase:
    profile = turn.known.profile
    return say("remind-quiet-there", begin=When(profile.quiet_from, "clock"), to=When(profile.quiet_to, "clock"))


def _weekdays(rule: Reminder) -> Message:
    kind = rule.kind
    toggles = []
    for day in range(7):
        label = say(f"remind-short-{day}")
        toggles.append(Button(say("button-chosen", label=label) if day in rule.days else label, f"rem:{kind}/day{day}"))
    both = (button("remind-work-days", f"rem:{kind}/workdays"), button("remind-all-days", f"rem:{kind}/alldays"))
    rows = (tuple(toggles[:4]), tuple(toggles[4:]), both, (button("button-back", f"rem:{kind}"),))
    return Message((Line(say(f"remind-{kind}"), strong=True), Line(say("remind-which-days"))), rows)


async def tapped(update: Update, context: object) -> None:
    """A button of the reminders' screens."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if turn.person is None:
        return
    planned = {p.rule.kind: p for p in await turn.reminders()}
    kind, _, action = tap.value.partition("/")
    if kind == "all":
        turn.set_profile(resting=action == "off")
        if action == "on":
            await resume(turn)
    if kind in ("list", "all") or kind not in KINDS:
        turn.edit(_list(turn, list(planned.values())), turn.menu, tap.message_id)
        return
    old = planned.get(kind)  # type: ignore[call-overload]
    rule = old.rule if old else _new_rule(turn, kind)
    changed = _changed(turn, rule, action)
    if changed != rule or (old is None and changed.on):
        new = plan_reminder(turn, changed, old.id if old else changed.id)
        turn.put_reminder(replace(new, version=(old.version if old else 0) + 1))
    if action in STEPS or action == "time":
        turn.set_desk(expects=Expects("time", turn.at + STANDS_FOR, kind))
        shown = _times(turn, changed)
    elif action == "days" or action.startswith("day") or action in ("workdays", "alldays"):
        shown = _weekdays(changed)
    else:
        if turn.desk.expects and turn.desk.expects.what == "time":
            turn.set_desk(expects=None)
        shown = _detail(turn, changed)
    turn.edit(shown, turn.menu, tap.message_id)


def _new_rule(turn: Turn, kind: str) -> Reminder:
    id = turn.known.key.name("reminder", kind)
    days = frozenset({6}) if kind == "week" else EVERY_DAY
    return Reminder(id, kind, USUAL[kind], turn.zone, days, on=False, sound=kind != "week")  # type: ignore[arg-type]


def _changed(turn: Turn, rule: Reminder, action: str) -> Reminder:
    """Return ``rule`` as ``action`` leaves it; unknown actions change nothing."""
    if action in STEPS:
        return replace(rule, at=_shift(rule.at, STEPS[action]))
    if action.startswith("day") and action[3:].isdecimal() and int(action[3:]) < 7:
        return replace(rule, days=rule.days ^ {int(action[3:])})
    match action:
        case "workdays":
            return replace(rule, days=WEEKDAYS)
        case "alldays":
            return replace(rule, days=EVERY_DAY)
        case "quiet" | "loud":
            return replace(rule, sound=action == "loud")
        case "on" | "off":
            return replace(rule, on=action == "on")
        case "move":
            return replace(rule, at=_free_time(turn, rule))
        case "shift":
            begin, end = _quiet_around(turn, rule)
            turn.set_profile(quiet_from=begin, quiet_to=end)
    return rule


async def typed_time(turn: Turn, said: guards.Said, kind: str) -> bool:
    """Read typed words as a time. What is none is kept as a note, and asked for again."""
    times = read_times(said.text)
    if len(times) != 1:
        turn.keep_note(said.text, said.message_id, source="message")
        turn.react(said.message_id, "✍")
        turn.set_desk(expects=Expects("time", turn.at + STANDS_FOR, kind))
        turn.say(message("time-unread"))
        return True
    for planned in await turn.reminders():
        if planned.rule.kind == kind:
            rule = replace(planned.rule, at=times[0])
            turn.put_reminder(replace(plan_reminder(turn, rule, planned.id), version=planned.version + 1))
            turn.say(_detail(turn, rule))
    return True


async def resume(turn: Turn) -> None:
    """Bring reminders back, from now on."""
    turn.set_profile(resting=False, paused_until=None)
    await replan(turn, {})


async def quieter_tapped(update: Update, context: object) -> None:
    """An answer to the offer to be quieter."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if turn.person is None or tap.talk is None:
        return
    if tap.value in QUIETER:
        await replan(turn, {"days": QUIETER[tap.value]}, frozenset({"morning", "evening"}))
    elif tap.value == "pause":
        turn.set_profile(resting=True)
    elif tap.value != "keep":
        return
    turn.drop_timer("farewell", tap.talk.id)
    turn.edit(message(f"remind-quieter-{tap.value}"), tap.talk, tap.message_id)
    turn.put_talk(tap.talk.with_state({}, open=False))
