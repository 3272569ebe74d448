"""The week, sent as a picture with its facts in words; or as words where there is too little for a picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.core.message import Button, Line, Message, When, button, say
from bot.core.schedule import DAY
from bot.core.summary import Given, Week, build_week, caption, few, is_few, latest_week_end, table
from bot.shell.render import CAPTION_LIMIT, clean, cut, keyboard, text_of
from bot.shell.turn import Turn
from bot.store.entries import Entry
from bot.store.outbox import CARD, REPLY

WEEKS_BEFORE = 5
NOTE_CHARACTERS = 200


async def week_ending(turn: Turn, last: dt.date | None = None) -> tuple[Week, list[Entry]]:
    """Return the numbers of the week ending on ``last`` (the newest one by default), and the entries of its days."""
    until = last or turn.today
    entries = await turn.entries(until - dt.timedelta(days=7 * WEEKS_BEFORE), until)
    if last is None:
        answered = any(e.day == turn.today and e.kept.t == "answer" for e in entries)
        until = latest_week_end(turn.today, answered)
    first = until - dt.timedelta(days=6)
    return week_of(entries, until), [e for e in entries if first <= e.day <= until]


def week_of(entries: Sequence[Entry], last: dt.date) -> Week:
    """Return the numbers of the week ending on ``last``."""
    given = [Given(e.day, e.kept.item or "", e.kept.value) for e in entries if e.kept.t == "answer"]
    return build_week(given, [e.day for e in entries if e.kept.t == "note"], last)


async def send_week(turn: Turn, last: dt.date | None = None, scheduled: bool = False) -> bool:
    """Send the week's card; words alone for fewer than three check-ins. Return False for nothing to send."""
    week, entries = await week_ending(turn, last)
    if is_few(week):
        if scheduled:
            return False
        turn.say(_few_message(turn, week, entries))
        return True
    talk = turn.menu
    words = tuple(Line(phrase) for phrase in caption(week, scheduled))
    shown = Message(words, _rows(week))
    params: dict[str, Any] = {
        "photo": {"attach": "week", "week": week.to_json(), "language": turn.language},
        "caption": cut(text_of(shown, turn.words), CAPTION_LIMIT),
        "reply_markup": keyboard(shown, turn.words, talk.id),
    }
    if not scheduled:
        turn.doing("upload_photo")
    turn.send_file("sendPhoto", params, priority=CARD if scheduled else REPLY, silent=True)
    return True


def _rows(week: Week) -> tuple[tuple[Button, ...], ...]:
    day = week.last_day.isoformat()
    earlier = (week.first_day - DAY).isoformat()
    row = [button("button-week-earlier", f"summary:week/{earlier}")]
    if week.notes:
        row.append(button("button-week-notes", f"summary:notes/{day}"))
    return (tuple(row), (button("button-week-text", f"summary:text/{day}"),))


def _few_message(turn: Turn, week: Week, entries: Sequence[Entry]) -> Message:
    lines = [Line(phrase) for phrase in few(week)]
    lines += [Line(phrase) for phrase in note_lines(entries)]
    day = (week.first_day - DAY).isoformat()
    return Message(tuple(lines), ((button("button-week-earlier", f"summary:week/{day}"),),))


def note_lines(entries: Sequence[Entry]) -> list[Any]:
    """Return the notes among ``entries`` as lines to read, the newest ten, each with its day."""
    notes = [e for e in entries if e.kept.t == "note" and e.kept.text]
    return [
        say("week-note", day=When(e.day, "weekday-short"), text=cut(clean(e.kept.text or ""), NOTE_CHARACTERS))
        for e in notes[-10:]
    ]


def week_text(week: Week) -> Message:
    """Return the week as text, day by day, for a reader who cannot see the picture."""
    return Message(tuple(Line(phrase) for phrase in table(week)))
