"""What comes due: reminders, snoozes, windows that end. What to do is decided in bot/core/plan.py; here it is done."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.core import checkin as c
from bot.core.away import Silence, farewell_at
from bot.core.message import button, message
from bot.core.plan import Decision, Facts, Offer, Pending, Send, Sent, Skip, Wait, carried_out, choose
from bot.core.quiet import quiet_begins
from bot.core.schedule import Due, Reminder, local_day, missed, next_due
from bot.core.window import CHECKIN_WINDOW, window_ends
from bot.shell import asking, home
from bot.shell.cards import send_week
from bot.shell.turn import Turn
from bot.store.outbox import REMINDER
from bot.store.reminders import Planned, Run, Timer, Told

log = logging.getLogger(__name__)

Decided = tuple[Reminder, Due, Decision]

ANSWERING = dt.timedelta(minutes=10)  # a reminder waits so long after the last tap of somebody who is answering
MICROSECOND = dt.timedelta(microseconds=1)
LOOK_BACK = dt.timedelta(days=8)  # a card may wait for six


async def on_due(turn: Turn, due: Sequence[Planned], timers: Sequence[Timer]) -> None:
    """Do what is due on this lane: timers first, then reminders."""
    for timer in timers:
        turn.changes.timers_gone.add(timer.id)
        await _timer(turn, timer)
    if due and turn.person is not None:
        await _reminders(turn, due)
    if turn.person is not None:
        _send_in_time(turn)
        if turn.person.status != "active":
            turn.changes.parcels.clear()  # whoever blocked the bot is sent nothing; what came due is noted all the same


def _send_in_time(turn: Turn) -> None:
    """What Telegram cannot be given before its window ends, or before the night, is not to be sent at all."""
    night = quiet_begins(turn.at, turn.zone, asking.quiet_of(turn))
    for number, parcel in enumerate(turn.changes.parcels):
        if parcel.policy == "never":
            talk = turn.talk(parcel.talk) if parcel.talk else None
            asked = talk.read(c.CheckIn).until if talk is not None and talk.kind == "checkin" else None
            ends = asked or turn.at + CHECKIN_WINDOW
            turn.changes.parcels[number] = replace(parcel, until=min(night, ends) if night else ends)


async def _timer(turn: Turn, timer: Timer) -> None:
    talk = turn.talk(timer.ref)
    if talk is None:
        return
    if timer.kind == "setup" and turn.person is None:
        turn.drop_talk(talk)
    elif timer.kind == "lapse" and talk.kind == "checkin":
        await asking.take(turn, talk, c.Lapsed(turn.at))
    elif timer.kind == "snooze" and talk.kind == "checkin":
        await _return(turn, timer)
    elif timer.kind == "forward":
        turn.drop_talk(talk)
    elif timer.kind == "farewell" and talk.kind == "offer":
        _farewell(turn, timer)


async def _return(turn: Turn, timer: Timer) -> None:
    """A snooze is over: the message is removed and sent anew, with sound."""
    talk = turn.talk(timer.ref)
    state = talk.read(c.CheckIn) if talk else None
    if talk is None or state is None or state.view != "snoozed":
        return
    step = c.advance(state, c.Returned(turn.at), asking.script_of(turn, state))
    await asking.mark(turn, state, "sent")
    asking.show(turn, turn.put_talk(talk.with_state(step.state)), step.state, anew=True)


def _farewell(turn: Turn, timer: Timer) -> None:
    """Seven days: the offer becomes the farewell, silently, and nothing comes after it."""
    talk, silence = turn.talk(timer.ref), turn.desk.silence
    if talk is None or silence is None or silence.offered_on is None:
        return
    turn.edit(message("remind-farewell"), talk)
    turn.put_talk(talk.with_state({}, open=False))
    turn.set_desk(silence=replace(silence, farewell_said=True))
    turn.set_profile(resting=True)


async def facts_of(turn: Turn, reminders: Sequence[Planned]) -> tuple[Facts, list[Run]]:
    """Return what is known about the person when something is due, and their runs of the last days."""
    profile = turn.known.profile
    runs = await turn.runs(turn.today - LOOK_BACK)
    sent = [
        Sent(run.reminder, run.told.sent_at, run.told.sent_day or run.local_date, run.told.sound)
        for run in runs
        if run.told.sent_at is not None
    ]
    busy = [state.touched_at + ANSWERING for _, state in turn.checkins() if state.touched_at and not state.done]
    return (
        Facts(
            zone=turn.zone,
            silence=turn.desk.silence or Silence(turn.at),
            reminders=tuple(planned.rule for planned in reminders),
            runs=frozenset((run.reminder, run.local_date) for run in runs),
            sent=tuple(sent),
            quiet=asking.quiet_of(turn),
            day_start=profile.day_start,
            busy_until=max(busy, default=None),
            back_at=turn.world.back_at,
            paused_until=dt.date.max if profile.resting or turn.known.status != "active" else profile.paused_until,
        ),
        runs,
    )


def due_of(planned: Planned) -> Due | None:
    """Return what ``planned`` is due for: what waited, or the moment its row names."""
    if planned.waiting is not None:
        return planned.waiting
    return next_due(planned.rule, planned.next_due_at - MICROSECOND) if planned.next_due_at else None


async def _reminders(turn: Turn, due: Sequence[Planned]) -> None:
    everything = await turn.reminders()
    facts, _ = await facts_of(turn, everything)
    pending: list[Pending] = []
    for planned in due:
        first = due_of(planned)
        if first is not None and first.at <= turn.at:
            pending += [(planned.rule, one) for one in missed(planned.rule, first, turn.at)]
    waiting: dict[str, Wait] = {}
    for rule, one, decision in _decisions(pending, turn.at, facts):
        match decision:
            case Wait():
                waiting[rule.id] = decision
            case Send(sound):
                await _send(turn, rule, one, sound)
            case Offer():
                _offer(turn, rule, one)
            case Skip("done"):
                pass
            case Skip(why):
                _note(turn, rule, one, "skipped", reason=why)
    for planned in due:
        wait = waiting.get(planned.rule.id)
        following = next_due(planned.rule, turn.at)
        at = wait.until if wait else following.at if following else None
        assert planned.next_due_at is not None  # it was found by it
        turn.changes.claims.append((planned.id, planned.next_due_at, at))
        turn.put_reminder(replace(planned, next_due_at=at, waiting=wait.due if wait else None))


def _decisions(pending: list[Pending], now: dt.datetime, facts: Facts) -> Iterator[Decided]:
    """Return what to do: about questions first, then about cards, which wait for 45 minutes after a question."""
    for cards in (False, True):
        for rule, due, decision in choose([p for p in pending if p[0].is_card is cards], now, facts):
            facts = carried_out(rule, due, decision, now, facts)
            yield rule, due, decision


def run_id(turn: Turn, rule: Reminder, due: Due) -> str:
    """Return the id of a run: one per reminder and local date."""
    return turn.known.key.name("run", rule.id, due.local_date.isoformat())


def _note(turn: Turn, rule: Reminder, due: Due, state: str, **told: object) -> None:
    run = Run(run_id(turn, rule, due), rule.id, due.local_date, state, Told(due.at, rule.kind, **told))  # type: ignore[arg-type]
    turn.put_run(run)


def _sent(turn: Turn, rule: Reminder, due: Due, sound: bool, **told: object) -> None:
    day = local_day(turn.at, turn.zone, turn.known.profile.day_start)
    _note(turn, rule, due, "sent", sent_at=turn.at, sent_day=day, sound=sound, **told)


async def _send(turn: Turn, rule: Reminder, due: Due, sound: bool) -> None:
    if asking.is_soft(turn):
        return _softly(turn, rule, due, sound)
    if not rule.is_card and await asking.is_answered(turn, rule.kind):
        return _note(turn, rule, due, "skipped", reason="answered")
    if rule.is_card:
        if await send_week(turn, scheduled=True):
            _sent(turn, rule, due, sound)
        else:
            _note(turn, rule, due, "skipped", reason="empty")
        return
    until = window_ends(rule, due, turn.known.profile.day_start, asking.quiet_of(turn))
    talk = asking.open_checkin(turn, rule.kind, run=run_id(turn, rule, due), until=until)
    asking.show(turn, talk, talk.read(c.CheckIn), silent=not (sound and turn.known.profile.sound))
    _sent(turn, rule, due, sound, talk=talk.id)
    silence = turn.desk.silence or Silence(turn.at)
    turn.set_desk(silence=replace(silence, asked=silence.asked | {turn.today}))


def _softly(turn: Turn, rule: Reminder, due: Due, sound: bool) -> None:
    """For a day after the safety card there are no statistics and no questions; the next reminder says so, once."""
    if rule.is_card or not home.say_softly(turn, silent=not (sound and turn.known.profile.sound)):
        return _note(turn, rule, due, "skipped", reason="soft")
    return _sent(turn, rule, due, sound, reason="soft")


def _offer(turn: Turn, rule: Reminder, due: Due) -> None:
    """The third silent day: once, the offer to be quieter, in place of the day's last reminder."""
    asking.close_open(turn)
    talk = turn.new_talk("offer", {})
    rows = (
        (button("remind-mwf", "quieter:mwf"), button("remind-sundays", "quieter:sundays")),
        (button("remind-pause", "quieter:pause"), button("remind-keep", "quieter:keep")),
    )
    turn.say(message("remind-offer", rows=rows), talk, screen=True, priority=REMINDER, policy="never", silent=True)
    _sent(turn, rule, due, False, reason="offer", talk=talk.id)
    silence = replace(turn.desk.silence or Silence(turn.at), offered_on=turn.today)
    turn.set_desk(silence=silence)
    at = farewell_at(silence, turn.zone, asking.quiet_of(turn))
    if at is not None:
        turn.set_timer("farewell", talk.id, at)


def plan_reminder(turn: Turn, rule: Reminder, id: str | None = None) -> Planned:
    """Return ``rule`` as it is planned from now on."""
    following = next_due(rule, turn.at)
    return Planned(id or rule.id, rule, following.at if following else None)


async def replan(turn: Turn, change: dict[str, object], kinds: frozenset[str] | None = None) -> list[Planned]:
    """Change all reminders (of ``kinds``) alike, plan them anew, keep and return them."""
    planned = []
    for old in await turn.reminders():
        if kinds is not None and old.rule.kind not in kinds:
            continue
        new = plan_reminder(turn, replace(old.rule, **change))  # type: ignore[arg-type]
        turn.put_reminder(replace(new, version=old.version + 1))
        planned.append(new)
    return planned
