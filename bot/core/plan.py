"""What to do about a reminder that is due: send it, wait, leave it out, or send the offer in its place.

The order of the rules:

1. One run per reminder and calendar date. Off, paused and away end it before anything else is looked at.
2. It may be late as long as its window is open; after that it is left out, never made up for.
3. Nothing within six hours of the same reminder, whatever a journey or a change of clocks does to its times.
4. It waits for whoever is answering, for 45 minutes after the message before, and for the end of quiet hours, as long
   as its window still is open then.
5. Three unasked messages a local day, two of them with sound: a third goes out silently, a fourth not at all. A card
   leaves room for the reminders still to come and waits a day instead.

Reasons are codes to store and to count by, never to show:
done, off, paused, away, replaced, early, window, outage, twice, busy, close, quiet, ceiling, merged; and from the
shell: answered, empty, offer, soft.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.core.away import Silence, away, is_overdue
from bot.core.quiet import QUIET, Quiet, quiet_ends
from bot.core.schedule import DAY, DAY_START, Due, Reminder, local_day, local_instant, local_wall, next_due, rings_on
from bot.core.window import is_ever_sent, window_ends

APART = dt.timedelta(minutes=45)
SAME_APART = dt.timedelta(hours=6)
MOST_A_DAY = 3
MOST_WITH_SOUND = 2
CARD_WAITS_DAYS = 6  # then the next week's card is due
_FIRST = ("evening", "morning", "own", "breathing", "month", "week")  # what leads when several share a minute


@dataclass(frozen=True, slots=True)
class Sent:
    """An unasked message that was sent: a reminder, a card or the offer. Snooze returns are not unasked.

    ``day`` is the local day it was sent on, fixed then; ``sound`` whether it made one.
    """

    reminder: str
    at: dt.datetime
    day: dt.date
    sound: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about one person when reminders are due.

    ``reminders`` are all of theirs. ``runs`` are the (reminder id, local date) already sent or left out, ``sent`` the
    unasked messages of the last two days at least. ``busy_until`` is ten minutes after the last tap while a talk is
    open (two after the end of breathing), ``back_at`` when the bot was last back after an outage, ``paused_until`` the
    first date anything is due again.
    """

    zone: str
    silence: Silence
    reminders: tuple[Reminder, ...] = ()
    runs: frozenset[tuple[str, dt.date]] = frozenset()
    sent: tuple[Sent, ...] = ()
    quiet: Quiet = QUIET
    day_start: dt.time = DAY_START
    busy_until: dt.datetime | None = None
    back_at: dt.datetime | None = None
    paused_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Send it now, with or without sound, in one message with the reminders ``also``."""

    sound: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """Send the offer to be quieter in its place, without sound. It counts as this reminder's run."""

    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again at ``until``, handing in ``due``, which may have become another."""

    until: dt.datetime
    why: str
    due: Due


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave it out, and record the run as skipped (but "done", which has a run)."""

    why: str


Decision = Send | Offer | Wait | Skip
Pending = tuple[Reminder, Due]


def decide(due: Due, reminder: Reminder, now: dt.datetime, facts: Facts, together: Collection[str] = ()) -> Decision:
    """Return what to do at ``now`` about ``reminder``, due at ``due``; ``together`` are the ids sharing its message.

    Raises:
        ValueError: ``now`` has no time zone, or the zone of the person or the reminder is not a zone.
    """
    if code := _refusal(reminder, due, now, facts):
        return Skip(code)
    if now < due.at:
        return Wait(due.at, "early", due)
    ends = window_ends(reminder, due, facts.day_start, facts.quiet)
    if now >= ends:
        return Skip("outage" if facts.back_at is not None and ends <= facts.back_at else "window")
    if any(s.reminder == reminder.id and abs(now - s.at) < SAME_APART for s in facts.sent):
        return Skip("twice")
    free, code = _free_from(now, facts)
    if free > now:
        return Wait(free, code, due) if free < ends else Skip(code)
    ahead = _still_ahead(now, facts, {reminder.id, *together})
    count, loud = _counted(now, facts)
    if count + 1 + (ahead if reminder.is_card else 0) > MOST_A_DAY:
        return _card_waits(reminder, due, now) if reminder.is_card else Skip("ceiling")
    if not reminder.is_card and _offers(now, facts, ahead):
        return Offer()
    return Send(reminder.sound and loud < MOST_WITH_SOUND)


def choose(dues: Sequence[Pending], now: dt.datetime, facts: Facts) -> tuple[tuple[Reminder, Due, Decision], ...]:
    """Return what to do at ``now`` about each of one person's ``dues``, earliest first.

    Of one reminder only the newest counts, and of what an outage held up only the newest whose window is open. What is
    due in the same minute becomes one message: the first has the others in ``also``, they are skipped as "merged".
    The other decisions take those before them into account.

    Raises:
        ValueError: as for ``decide``.
    """
    decided: list[tuple[Reminder, Due, Decision]] = []
    pending = _drop_superseded(dues, now, facts, decided)
    while pending:
        minute = _minute(pending[0][1])
        group = [pair for pair in pending if _minute(pair[1]) == minute]
        pending = pending[len(group) :]
        for reminder, due, decision in _decide_together(group, now, facts):
            decided.append((reminder, due, decision))
            facts = carried_out(reminder, due, decision, now, facts)
    return tuple(sorted(decided, key=lambda d: (d[1].at, _FIRST.index(d[0].kind))))


def carried_out(reminder: Reminder, due: Due, decision: Decision, now: dt.datetime, facts: Facts) -> Facts:
    """Return the facts as they are once ``decision`` was carried out at ``now``: runs, sent, silence."""
    if isinstance(decision, Wait):
        return facts
    facts = replace(facts, runs=facts.runs | {(reminder.id, due.local_date)})
    if isinstance(decision, Skip):
        return facts
    today = local_day(now, facts.zone, facts.day_start)
    sound = isinstance(decision, Send) and decision.sound
    silence = facts.silence
    if isinstance(decision, Offer):
        silence = replace(silence, offered_on=today)
    elif not reminder.is_card:
        silence = replace(silence, asked=silence.asked | {today})
    return replace(facts, sent=(*facts.sent, Sent(reminder.id, now, today, sound)), silence=silence)


def room_left(now: dt.datetime, facts: Facts) -> tuple[bool, bool]:
    """Return whether one more unasked message may be sent this local day, and whether it may make a sound."""
    count, loud = _counted(now, facts)
    return count < MOST_A_DAY, loud < MOST_WITH_SOUND


def _refusal(reminder: Reminder, due: Due, now: dt.datetime, facts: Facts) -> str:
    """Return the code of the reason that leaves it out whatever the hour, or ""."""
    pauses = (reminder.paused_until, facts.paused_until)
    if (reminder.id, due.local_date) in facts.runs:
        return "done"
    if not reminder.on:
        return "off"
    if any(until is not None and due.local_date < until for until in pauses):
        return "paused"
    if away(facts.silence, now, facts.zone, facts.day_start) not in ("here", "offer"):
        return "away"
    if reminder.kind == "week" and any(r.kind == "month" and rings_on(r, due.local_date) for r in facts.reminders):
        return "replaced"
    return ""


def _free_from(now: dt.datetime, facts: Facts) -> tuple[dt.datetime, str]:
    """Return the first moment from ``now`` on that nothing else speaks against, and what held it up until then."""
    free, code = now, ""
    if facts.busy_until is not None and facts.busy_until > free:
        free, code = facts.busy_until, "busy"
    # what lies ahead of now was sent by a clock that was wrong then
    last = max((s.at + APART for s in facts.sent if s.at < now + APART), default=free)
    if last > free:
        free, code = last, "close"
    ends = quiet_ends(free, facts.zone, facts.quiet)
    return (ends, "quiet") if ends > free else (free, code)


def _counted(now: dt.datetime, facts: Facts) -> tuple[int, int]:
    """Return how many unasked messages went out this local day, and how many of them with sound."""
    today = local_day(now, facts.zone, facts.day_start)
    sounds = [s.sound for s in facts.sent if s.day == today]
    return len(sounds), sum(sounds)


def _still_ahead(now: dt.datetime, facts: Facts, besides: Collection[str]) -> int:
    """Return how many reminders other than ``besides`` will or may still be sent this local day; cards don't count."""
    return sum(1 for r in facts.reminders if not r.is_card and r.id not in besides and _comes_today(r, now, facts))


def _comes_today(reminder: Reminder, now: dt.datetime, facts: Facts) -> bool:
    today = local_day(now, facts.zone, facts.day_start)
    due = next_due(reminder, now - DAY)  # from a day ago, since it may be waiting in its window
    while due is not None and local_day(due.at, facts.zone, facts.day_start) <= today:
        is_open = window_ends(reminder, due, facts.day_start, facts.quiet) > now
        is_sent = is_open and is_ever_sent(reminder, due, facts.day_start, facts.quiet)
        if is_sent and not _refusal(reminder, due, now, facts):
            return True
        due = next_due(reminder, due.at)
    return False


def _offers(now: dt.datetime, facts: Facts, ahead: int) -> bool:
    """Return whether a reminder sent now gives way to the offer: the day's last one, or any on a later day."""
    if away(facts.silence, now, facts.zone, facts.day_start) != "offer":
        return False
    return not ahead or is_overdue(facts.silence, now, facts.zone, facts.day_start)


def _card_waits(card: Reminder, due: Due, now: dt.datetime) -> Decision:
    """Return the wait for the same wall time a day later, or the end of waiting when the next card is near."""
    tomorrow = local_wall(now, card.zone).date() + DAY
    if tomorrow > due.local_date + CARD_WAITS_DAYS * DAY:
        return Skip("ceiling")
    at = local_instant(tomorrow, card.at, card.zone)
    return Wait(at, "ceiling", Due(at, due.local_date))


def _drop_superseded(
    dues: Sequence[Pending], now: dt.datetime, facts: Facts, decided: list[tuple[Reminder, Due, Decision]]
) -> list[Pending]:
    """Return the dues still in question, earliest first; what a newer one replaces is added to ``decided``."""
    pending = sorted(dues, key=lambda pair: (pair[1].at, _FIRST.index(pair[0].kind)))
    newest = {reminder.id: due for reminder, due in pending}
    held = [pair for pair in pending if facts.back_at is not None and pair[1].at < facts.back_at]
    alive = [pair for pair in held if not isinstance(decide(pair[1], pair[0], now, facts), Skip)]
    kept: list[Pending] = []
    for reminder, due in pending:
        was_held = (reminder, due) in held
        if was_held and (reminder, due) in alive and _minute(due) != _minute(alive[-1][1]):
            decided.append((reminder, due, Skip("outage")))
        elif due != newest[reminder.id]:
            verdict = decide(due, reminder, now, facts)
            decided.append((reminder, due, verdict if isinstance(verdict, Skip) else Skip("twice")))
        else:
            kept.append((reminder, due))
    return kept


def _decide_together(group: Sequence[Pending], now: dt.datetime, facts: Facts) -> list[tuple[Reminder, Due, Decision]]:
    """Return the decisions about what is due in one minute, with all that can be sent joined to the first of it."""
    ids = [reminder.id for reminder, _ in group]
    decided = [(reminder, due, decide(due, reminder, now, facts, ids)) for reminder, due in group]
    going = [entry for entry in decided if isinstance(entry[2], Send | Offer)]
    if len(going) < 2:
        return decided
    leader, _, lead = going[0]
    also = tuple(reminder.id for reminder, _, _ in going[1:])
    if isinstance(lead, Send):
        lead = Send(any(isinstance(d, Send) and d.sound for _, _, d in going), also)
    else:
        lead = Offer(also)
    joined: dict[str, Decision] = {reminder.id: Skip("merged") for reminder, _, _ in going}
    joined[leader.id] = lead
    return [(reminder, due, joined.get(reminder.id, decision)) for reminder, due, decision in decided]


def _minute(due: Due) -> dt.datetime:
    return due.at.replace(second=0, microsecond=0)
