"""/help, /privacy, /about's little sisters: what the bot is and does, in one screen each."""

from __future__ import annotations

from telegram import Update

from bot.core.message import button, message, say
from bot.shell import home
from handlers import checkin, guards, reminders, summary


async def help(update: Update, context: object) -> None:
    """Say what one can do here."""
    rows = ((button("button-how-it-works", "help:how"),), (button("button-privacy", "help:privacy"),))
    guards.turn().say(message("help", rows=rows))


async def privacy(update: Update, context: object) -> None:
    """Say what is kept, where, and whose right it is to end that."""
    _privacy()


def _privacy() -> None:
    turn = guards.turn()
    settings = turn.world.settings
    rows = ((button("button-export", "data:export"), button("button-delete", "delete:ask")),)
    contact = settings.contact or settings.operator
    turn.say(message(say("privacy", operator=settings.operator, contact=contact), rows=rows if turn.person else ()))


async def tapped(update: Update, context: object) -> None:
    """How it works, or privacy."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if tap.value == "how":
        turn.say(message("help-how"))
    elif tap.value == "commands":
        turn.say(message("help-commands"))
    else:
        _privacy()


async def home_tapped(update: Update, context: object) -> None:
    """A button of the home message."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if turn.person is None:
        return
    match tap.value:
        case "checkin":
            await checkin.open_or_show(turn)
        case "summary":
            await summary.summary(update, context)
        case "reminders":
            await reminders.show(turn)
        case "write":
            turn.say(message("journal-open"))
        case "back":
            await reminders.resume(turn)
            rows = ((button("button-check-in", "home:checkin"),),)
            turn.edit(message("remind-back", rows=rows), turn.menu, tap.message_id)
        case "stay":
            turn.edit(message("remind-stay-off"), turn.menu, tap.message_id)


async def today(update: Update, context: object) -> None:
    """Say what is done and what is next today."""
    await home.today(guards.turn())
