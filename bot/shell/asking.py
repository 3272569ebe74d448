"""Check-ins in the hand: open one, take an event, show what came of it. bot/core/checkin.py decides what happens."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core import checkin as c
from bot.core.checkin_view import Facts, hours, view
from bot.core.message import Message, Phrase, say
from bot.core.person import Earlier, Kept
from bot.core.quiet import Quiet
from bot.core.schedule import DAY, local_instant
from bot.core.script import Answer, Question, Script
from bot.core.support import crisis_at
from bot.core.window import snoozes
from bot.shell import noticing
from bot.shell.helping import show_support
from bot.shell.turn import Turn
from bot.store.entries import Entry
from bot.store.outbox import REMINDER, REPLY
from bot.store.reminders import RunState
from bot.store.talks import Talk

SCROLLED_AWAY = 3  # so many messages below it, and the question is shown again at the bottom
SOFT = dt.timedelta(hours=24)  # after the safety card: no questions that were not asked for, no statistics
BEFORE_NOON = dt.time(15)  # until then /checkin means the morning's


def quiet_of(turn: Turn) -> Quiet:
    """Return the person's quiet hours."""
    return Quiet(turn.known.profile.quiet_from, turn.known.profile.quiet_to)


def day_end(turn: Turn, day: dt.date) -> dt.datetime:
    """Return when the person's local ``day`` ends, in UTC."""
    return local_instant(day + DAY, turn.known.profile.day_start, turn.zone)


def script_of(turn: Turn, state: c.CheckIn) -> Script:
    """Return the script of ``state``; the extra one if its own is gone."""
    return turn.world.scripts.get(state.script, turn.world.scripts["extra"])


def facts_for(turn: Turn, state: c.CheckIn, see_you: str = "later") -> Facts:
    """Return what the screen of ``state`` says that the state does not know."""
    zone = ZoneInfo(turn.zone)
    offered: tuple[dt.timedelta, ...] = ()
    if state.prompted and state.until is not None:
        offered = snoozes(turn.at, state.until, quiet_of(turn), turn.zone, state.snoozed)
    local = turn.local
    return Facts(
        now=local.time().replace(second=0, microsecond=0),
        greeting=state.prompted and state.view != "snoozed",
        counting_for=state.day if state.day != local.date() else None,
        back_at=state.back_at.astimezone(zone).time().replace(second=0, microsecond=0) if state.back_at else None,
        snoozes=tuple(int(length.total_seconds() // 60) for length in offered),
        see_you=see_you,
    )


def screen(turn: Turn, state: c.CheckIn, see_you: str = "later") -> Message:
    """Return the message that shows ``state``."""
    return view(state, script_of(turn, state), facts_for(turn, state, see_you))


def open_checkin(turn: Turn, script: str, *, run: str | None = None, until: dt.datetime | None = None) -> Talk:
    """Return a new check-in's talk, kept but not yet shown. Whatever was open is closed: one question at a time."""
    close_open(turn)
    day = turn.today
    known: dict[str, object] = {"run": run, "until": until, "prompted": run is not None, "day_ends": day_end(turn, day)}
    if is_soft(turn):
        known["passed"] = ("kind",)  # nor questions about practice
    state = c.begin(turn.world.scripts[script], day, turn.at, day.toordinal(), **known)
    talk = turn.new_talk("checkin", state)
    turn.set_timer("lapse", talk.id, until or day_end(turn, day))
    return talk


def close_open(turn: Turn) -> None:
    """Close every open check-in: an unanswered one is taken away, an answered one shows what was saved."""
    for talk, state in turn.checkins():
        turn.drop_timer("lapse", talk.id)
        turn.drop_timer("snooze", talk.id)
        over = c.advance(state, c.Lapsed(turn.at), script_of(turn, state)).state
        if over.view in ("expired", "skipped", "closed", "snoozed"):
            if talk.screen and turn.at - state.started_at < dt.timedelta(hours=47):
                turn.remove(talk.screen)
        elif over != state and talk.screen:
            turn.edit(screen(turn, over), talk)
        turn.put_talk(talk.with_state(over, open=False))


def show(
    turn: Turn, talk: Talk, state: c.CheckIn, *, anew: bool = False, silent: bool = False, reply: bool = False
) -> None:
    """Send the check-in's message, as a reminder if one opened it; ``anew`` takes the old one away first.

    ``reply`` answers something the person did, so that it does not wait with the reminders.
    """
    if anew:
        turn.remove_screen(talk)
        # until the new message is known to be there, edits must wait for it and not go to an old one
        latest = turn.talk(talk.id) or talk
        gone = max(talk.screen or 0, turn.message_id)
        talk = turn.unshown(latest.with_state(replace(latest.read(c.CheckIn), gone=gone)))
    message = screen(turn, state)
    if state.prompted and not state.answers and not reply:
        turn.say(message, talk, screen=True, priority=REMINDER, policy="never", silent=silent)
    else:
        turn.say(message, talk, screen=True, priority=REPLY, policy="reask", silent=silent)


async def take(
    turn: Turn, talk: Talk, event: c.Event, message_id: int | None = None, typed_in: int | None = None
) -> c.Step:
    """Take ``event`` on the check-in ``talk``, keep what came of it, and show it. Return the step.

    ``message_id`` is the message that was tapped, ``typed_in`` the person's own that holds the answer.
    """
    before = talk.read(c.CheckIn)
    if message_id and message_id > max(talk.screen or 0, before.gone):
        talk = turn.shown_in(talk, message_id)  # it arrived, though the bot was killed before it could note so
    script = script_of(turn, before)
    if isinstance(event, c.Tapped) and event.what == "snooze" and event.value not in _lengths(turn, before):
        event = replace(event, value="")  # an old keyboard: what it offers may end in quiet hours by now
    step = c.advance(before, event, script)
    toast, see_you = None, "later"
    for effect in step.effects:
        match effect:
            case c.Record(item, value):
                await record(turn, talk, before, item, value, typed_in)
            case c.Forget(item):
                turn.drop_entry(answer_id(turn, talk, item))
            case c.Snooze(until):
                turn.set_timer("snooze", talk.id, until)
            case c.Hint("changed", value):
                toast = say("edge-changed-to", value=value_word(value))
            case c.ShowSupport():
                show_support(turn)
            case c.Mark(state):
                await mark(turn, before, state)
                if state == "skipped":
                    see_you = await next_meeting(turn)
                    turn.drop_timer("snooze", talk.id)
    turn.acknowledge(toast)
    after = step.state
    stays = after.view in (
        "asking",
        "snoozing",
        "snoozed",
        "hours",
        "noting",
        "changing",
        "expired",
        "skipped",
        "closed",
    )
    kept = turn.put_talk(talk.with_state(after, open=stays))
    if after.done and not before.done:
        turn.drop_timer("lapse", talk.id)
    # a window that ends over a message that never arrived is nothing to tell
    if kept.screen is not None or not isinstance(event, c.Lapsed):
        _show_change(turn, kept, before, after, see_you)
    if after.done and not before.done and not isinstance(event, c.Lapsed):
        await noticing.offer(turn, after)
    return step


def _show_change(turn: Turn, talk: Talk, before: c.CheckIn, after: c.CheckIn, see_you: str) -> None:
    # whichever copy was tapped, the one that is the screen moves
    if after.below > SCROLLED_AWAY and after.view == "asking":
        after = replace(after, below=0)
        turn.put_talk(talk.with_state(after))
        return show(turn, talk, after, anew=True, reply=True)
    shown = screen(turn, after, see_you)
    # another question is another screen; within one, the same may be shown as before
    moved_on = (before.view, before.asking) != (after.view, after.asking)
    if moved_on or shown != screen(turn, before) or c.mended(before, script_of(turn, before)) != before:
        turn.edit(shown, talk)
    return None


def _lengths(turn: Turn, state: c.CheckIn) -> tuple[str, ...]:
    return tuple(str(minutes) for minutes in facts_for(turn, state).snoozes)


def answer_id(turn: Turn, talk: Talk, item: str) -> str:
    """Return the id of an answer's row: one per check-in and item, so that it cannot be there twice."""
    return turn.known.key.name("answer", talk.id, item)


async def record(
    turn: Turn, talk: Talk, state: c.CheckIn, item: str, value: Answer, typed_in: int | None = None
) -> None:
    """Keep an answer; what stood there before is kept with it."""
    was: tuple[Earlier, ...] = ()
    at, id = turn.at, answer_id(turn, talk, item)
    if item in state.answers and not isinstance(value, tuple):
        earlier = await turn.entry(id)
        if earlier is not None:
            was = (*earlier.kept.was, Earlier(turn.at, earlier.kept.value))
            at = earlier.kept.at
    late = state.until is not None and turn.at > state.until
    kept = Kept("answer", at, turn.zone, item=item, value=value, talk=talk.id, script=state.script, late=late, was=was)
    turn.put_entry(Entry(id, state.day, replace(kept, message=typed_in)))


async def mark(turn: Turn, state: c.CheckIn, to: RunState) -> None:
    """Note in the reminder's run what became of it."""
    if state.run is None:
        return
    for run in await turn.runs(state.day - DAY):
        if run.id == state.run:
            turn.put_run(replace(run, state=to))


async def next_meeting(turn: Turn) -> str:
    """Return when the person is asked next: "evening" (later today), "tomorrow" or "later"."""
    zone, following = ZoneInfo(turn.zone), []
    for planned in await turn.reminders():
        if planned.next_due_at is not None and not planned.rule.is_card and planned.next_due_at > turn.at:
            following.append(planned.next_due_at.astimezone(zone))
    if not following:
        return "later"
    days = (min(following).date() - turn.local.date()).days
    return "evening" if days == 0 and min(following).hour >= 17 else "tomorrow" if days == 1 else "later"


def is_soft(turn: Turn) -> bool:
    """Return whether the full safety card was shown within a day."""
    last = crisis_at(turn.desk.said)
    return last is not None and dt.timedelta(0) <= turn.at - last < SOFT


async def is_answered(turn: Turn, script: str) -> bool:
    """Return whether anything of the day's check-in ``script`` has been answered."""
    return any(e.kept.script == script and e.kept.t == "answer" for e in await turn.entries(turn.today, turn.today))


async def kind_for_now(turn: Turn) -> str:
    """Return which check-in /checkin opens: today's unanswered one of those the person keeps, or the extra one."""
    kept = {planned.rule.kind for planned in await turn.reminders() if planned.rule.on}
    if not kept & {"morning", "evening"}:
        kept = {"morning", "evening"}
    answered = {e.kept.script for e in await turn.entries(turn.today, turn.today) if e.kept.t == "answer"}
    now = turn.local.time()
    early = turn.known.profile.day_start <= now < BEFORE_NOON
    for script in ("morning",) if early else ("evening",):
        if script in kept and script not in answered:
            return script
    return "extra"


def value_word(value: Answer) -> str | int | Phrase:
    """Return an answer as it is said in a toast."""
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return hours(value)
    return say(f"kind-{value}") if isinstance(value, str) else ""


def reading(turn: Turn, question: Question, text: str) -> str | None:
    """Return how typed ``text`` ("4", "four", "great", "Rest day") reads as an answer to ``question``, or None."""
    typed = text.strip().lower().rstrip(".")
    if not typed or len(typed) > 40:
        return None
    if typed in question.options:
        return typed
    if question.kind == "hours":
        return typed.replace(",", ".").replace("½", ".5").replace("h", "").strip() if _is_hours(typed) else None
    if question.kind == "scale":
        words = turn.words
        numbers = words.text(say("typed-numbers")).lower().split()
        if typed in numbers:
            return question.options[numbers.index(typed)]
        for part in words.text(say(f"scale-{question.id}")).split("·"):
            number, _, word = part.strip().partition(" ")
            if typed == word.lower() and number in question.options:
                return number
    if question.kind == "kind":
        for option in question.options:
            if typed in (turn.words.text(say(f"kind-{option}")).lower(), option):
                return option
    return None


def _is_hours(typed: str) -> bool:
    number = typed.replace(",", ".").replace("½", ".5").replace("h", "").strip()
    return number in c.HOURS
