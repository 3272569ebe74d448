"""/safety: the cautions, one page for everybody. And the answers to what a check-in noticed over days."""

from __future__ import annotations

from telegram import Update

from bot.core.message import message
from bot.shell.helping import show_support
from bot.shell.noticing import NEVER
from bot.store.outbox import SAFETY
from handlers import guards


async def cautions(update: Update, context: object) -> None:
    """Show the cautions: static, never about one person, with no list of what goes together."""
    guards.turn().say(message("safety-cautions"), priority=SAFETY)


async def noticed_tapped(update: Update, context: object) -> None:
    """Somebody answers the card or the offer at the end of a check-in."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if tap.value == "show":
        show_support(turn)
        return
    if turn.person is None:
        return
    if tap.value == "never":
        turn.set_desk(said={**turn.desk.said, NEVER: turn.at})
    turn.edit(message("notice-never" if tap.value == "never" else "notice-later"), turn.menu, tap.message_id)
