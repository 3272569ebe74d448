"""The week, sent as a picture with its facts in words; or as words where there is too little for a picture."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.core.message import Button, Line, Message, Phrase, When, button, say
from bot.core.schedule import DAY
from bot.core.summary import Given, Week, build_week, caption, few, is_few, latest_week_end, table
from bot.shell.render import CAPTION_LIMIT, clean, cut, keyboard, text_of
from bot.shell.turn import Turn
from bot.store.entries import Entry
from bot.store.outbox import CARD, REPLY

WEEKS_BEFORE = 5
NOTE_CHARACTERS, NOTES_CHARACTERS = 160, 320  # of one note, and of all that are shown together


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
        turn.say(_few_message(week, entries, await _ends(turn, week)))
        return True
    talk, ends = turn.menu, await _ends(turn, week)
    words = tuple(Line(phrase) for phrase in caption(week, scheduled))
    shown = Message(words, _rows(week, ends))
    params: dict[str, Any] = {
        "photo": {"attach": "week", "week": week.to_json(), "language": turn.language},
        "caption": cut(text_of(shown, turn.words), CAPTION_LIMIT),
        "reply_markup": keyboard(shown, turn.words, talk.id),
    }
    if not scheduled:
        turn.doing("upload_photo")
    turn.send_file("sendPhoto", params, priority=CARD if scheduled else REPLY, silent=True)
    return True


Ends = tuple[dt.date | None, dt.date | None]


async def _ends(turn: Turn, week: Week) -> Ends:
    """Return the last days of the weeks before and after ``week``, None where there is nothing to see."""
    first = await turn.first_day()
    earlier = week.first_day - DAY if first is not None and first < week.first_day else None
    later = min(week.last_day + 7 * DAY, turn.today) if week.last_day + DAY < turn.today else None
    return earlier, later


def _paging(ends: Ends) -> list[Button]:
    names = zip(("button-week-earlier", "button-week-later"), ends, strict=True)
    return [button(name, f"summary:week/{last.isoformat()}") for name, last in names if last is not None]


def _rows(week: Week, ends: Ends) -> tuple[tuple[Button, ...], ...]:
    day, row = week.last_day.isoformat(), _paging(ends)
    if week.notes:
        row.append(button("button-week-notes", f"summary:notes/{day}"))
    text = (button("button-week-text", f"summary:text/{day}"),)
    return (tuple(row), text) if row else (text,)


def _few_message(week: Week, entries: Sequence[Entry], ends: Ends) -> Message:
    lines = [Line(phrase) for phrase in few(week)]
    lines += [Line(phrase) for phrase in note_lines(entries)]
    paging = _paging(ends)
    return Message(tuple(lines), (tuple(paging),) if paging else ())


def note_lines(entries: Sequence[Entry]) -> list[Phrase]:
    """Return the notes among ``entries`` as lines to read, each with its day: the newest that fit one message."""
    notes = [e for e in entries if e.kept.t == "note" and e.kept.text]
    lines: list[Phrase] = []
    left = NOTES_CHARACTERS
    for entry in reversed(notes):
        text = cut(clean(entry.kept.text or ""), NOTE_CHARACTERS)
        left -= len(text)
        if left < 0 and lines:
            break
        lines.insert(0, say("week-note", day=When(entry.day, "weekday-short"), text=text))
    hidden = len(notes) - len(lines)
    return [*lines, say("week-notes-more", count=hidden)] if hidden else lines


def week_text(week: Week) -> Message:
    """Return the week as text, day by day, for a reader who cannot see the picture."""
    return Message(tuple(Line(phrase) for phrase in table(week)))
