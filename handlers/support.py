"""/support, the safety card and its buttons. They work before consent, for strangers, and in any state."""

from __future__ import annotations

from telegram import Update

from bot.core.support import safety_reply, support
from bot.shell.turn import Turn
from bot.store.outbox import SAFETY
from handlers import guards


async def command(update: Update, context: object) -> None:
    """Somebody asks for people to talk to."""
    show(guards.turn())


def show(turn: Turn, asked_help: bool = False) -> None:
    """Show the people one can talk to."""
    turn.say(support(asked_help), priority=SAFETY)


async def tapped(update: Update, context: object) -> None:
    """An answer to the safety card: the tone changes, the ways to reach somebody stay."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    turn.say(safety_reply(tap.value), priority=SAFETY)
