"""/summary: the week as a picture and in words."""

from __future__ import annotations

import datetime as dt

from telegram import Update

from bot.core.message import Line, Message, message
from bot.shell import cards
from handlers import guards


async def summary(update: Update, context: object) -> None:
    """Somebody wants to see their week."""
    await cards.send_week(guards.turn())


async def tapped(update: Update, context: object) -> None:
    """An earlier week, its notes, or the week as text."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    what, _, day = tap.value.partition("/")
    try:
        last = dt.date.fromisoformat(day)
    except ValueError:
        return
    if turn.person is None or not dt.date(2000, 1, 1) < last <= turn.today:
        return
    if what == "week":
        await cards.send_week(turn, last)
        return
    week, entries = await cards.week_ending(turn, last)
    if what == "text":
        turn.say(cards.week_text(week))
    elif what == "notes":
        lines = cards.note_lines(entries)
        turn.say(Message(tuple(Line(line) for line in lines)) if lines else message("week-no-notes"))
