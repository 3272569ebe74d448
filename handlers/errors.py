"""Where a doorway's own failure ends up: the turn is told, so that it is forgotten whole and tried again."""

from __future__ import annotations

from typing import Any

from bot.core.message import message, say
from bot.shell import helping
from bot.shell.turn import Turn, current
from bot.store.inbox import Arrived


async def failed(update: object, context: Any) -> None:
    """A doorway raised: keep the error for whoever takes the turn."""
    current().error = context.error


async def give_up(turn: Turn, row: Arrived) -> None:
    """Three tries failed: keep what was said as a note, and say one kind sentence with an id for the operator."""
    sent = row.raw.get("message") or row.raw.get("edited_message") or {}
    words = sent.get("text") or sent.get("caption") if isinstance(sent, dict) else None
    if turn.person is not None and isinstance(words, str) and words:
        turn.keep_note(words, sent.get("message_id"), source="message")
    chat = sent.get("chat") if isinstance(sent, dict) else None
    if turn.chat_id is None and isinstance(chat, dict) and chat.get("type") == "private":
        turn.chat_id = chat.get("id")
    if turn.chat_id is not None:
        helping.screen_first(turn, row.raw, row.update_id)  # its card was forgotten with the turns that failed
        turn.say(message("edge-error", say("edge-error-reference", reference=f"u{row.update_id}")))
