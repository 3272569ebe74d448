"""Who a closed bot lets in: its owner, by a code printed once at the start. Everybody else gets one line a day."""

from __future__ import annotations

from telegram import Update

from bot.core.message import message
from handlers import guards, start


async def stranger(update: Update, context: object) -> None:
    """Somebody a closed bot does not know: the owner's code opens it, anything else gets one neutral line a day."""
    turn = guards.turn()
    turn.acknowledge()
    access = turn.world.access
    if guards.command(update) == "start" and access.claim(turn, guards.words_after_command(update)):
        turn.say(message("owner-claimed"))
        start.begin(turn)
        return
    if access.may_hear(turn):
        turn.say(message("edge-stranger"))
