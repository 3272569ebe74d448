"""/cancel always gets you out."""

from __future__ import annotations

from telegram import Update

from bot.core import checkin as c
from bot.core.message import message
from bot.shell import asking
from handlers import data, guards


async def cancel(update: Update, context: object) -> None:
    """Close whatever is open; what was answered is kept."""
    turn = guards.turn()
    if turn.person is None:
        turn.say(message("cancel-nothing"))
        return
    expected = turn.desk.expects
    if expected is not None:
        turn.set_desk(expects=None)
    found = guards.open_checkin()
    if found is not None and not found[1].done and found[1].view in ("asking", "snoozing", "snoozed"):
        await asking.take(turn, found[0], c.Tapped(turn.at, "close"))
    elif found is not None and found[1].view in ("hours", "noting", "changing"):
        await asking.take(turn, found[0], c.Tapped(turn.at, "back"))
    elif expected is not None and expected.what == "erase":
        data.cancel(turn, expected)
    else:
        turn.say(message("cancel-nothing" if expected is None else "cancel-closed"))
