"""Help while nothing can be stored: cards sent straight to Telegram, for raw updates the inbox could not take.

The person's country is in the database, so the emergency number is named in words and the lines are left to the
directory. What was answered is remembered in memory, so that an update that comes again is not answered again, now or
when the database is back; the full card goes out once in half an hour, and every new message gets at least the line.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.words import load_words
from bot.core.message import Message, say
from bot.core.reach import Reader
from bot.core.support import Met, meet, safety_reply, support
from bot.shell.guests import Some
from bot.shell.helping import SUPPORT_COMMANDS, held_cards, look, words_in
from bot.shell.render import payload
from bot.shell.world import World

log = logging.getLogger(__name__)

IN_HAND_SECONDS = 5.0  # an update whose turn began so long ago is left to it, unless its storing failed
NOBODY = Reader()


class FirstAid:
    """Answers whoever needs help at once and cannot have it in the usual way."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._looked: Some[int, bool] = Some()  # updates that need none

    async def help(self, updates: Sequence[Mapping[str, Any]], failed: bool) -> None:
        """Answer those of ``updates`` that need help. ``failed``: they were not stored, no turn of theirs goes on."""
        async with asyncio.TaskGroup() as group:
            for raw in updates:
                id = raw.get("update_id")
                if not isinstance(id, int) or id in self._looked or id in self._world.guests.answered:
                    continue
                begun = self._world.guests.begun.get(id)
                if not failed and begun is not None and time.monotonic() - begun < IN_HAND_SECONDS:
                    continue
                try:
                    chat, met = self._met(raw, id)
                except Exception as fault:
                    log.error("first aid failed: %s", type(fault).__name__)
                    continue
                if chat is None or not met.messages:
                    self._looked[id] = True
                    continue
                self._world.guests.answered[id] = met.cards
                group.create_task(self._send(id, chat, met, raw))

    def _met(self, raw: Mapping[str, Any], id: int) -> tuple[int | None, Met]:
        chat = _private_chat(raw)
        if chat is None:
            return None, Met()
        if (reply := _reply_to_tap(raw)) is not None:
            return chat, Met((reply,))
        words = words_in(raw)
        if not words:
            return chat, Met()
        if _asks_support(words):
            return chat, Met((support(),))
        verdict = look(self._world, words, "en")
        if verdict.kind in ("none", "advice"):  # advice can wait: nobody is in danger for want of it
            return chat, Met()
        now, lane = self._world.clock.now(), self._world.vault.lane(chat)
        met = meet(verdict, NOBODY, held_cards(self._world, lane, now, id))
        for card in met.cards:
            self._world.guests.cards[lane, card] = now, id
        return chat, met

    async def _send(self, id: int, chat: int, met: Met, raw: Mapping[str, Any]) -> None:
        telegram, guests = self._world.telegram, self._world.guests
        query = raw.get("callback_query")
        if isinstance(query, dict):
            await telegram.attempt("answerCallbackQuery", {"callback_query_id": query.get("id")})
        sent = [await telegram.attempt("sendMessage", _parameters(chat, message)) for message in met.messages]
        if all(answer is None for answer in sent):  # tried again with the next round
            guests.answered.pop(id, None)
            for card in met.cards:
                guests.cards.pop((self._world.vault.lane(chat), card), None)


def _parameters(chat: int, message: Message) -> dict[str, Any]:
    return {"chat_id": chat, **payload(message, load_words("en"), "")}


def _private_chat(raw: Mapping[str, Any]) -> int | None:
    """Return the private chat somebody wrote or tapped in, or None."""
    query = raw.get("callback_query")
    part = (
        raw.get("message") or raw.get("edited_message") or (query.get("message") if isinstance(query, dict) else None)
    )
    chat = part.get("chat") if isinstance(part, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != "private" or not isinstance(chat.get("id"), int):
        return None
    return int(chat["id"])


def _reply_to_tap(raw: Mapping[str, Any]) -> Message | None:
    """Return what answers a tap on a card's button; None for any other tap."""
    query = raw.get("callback_query")
    parts = str(query.get("data")).split(":", 3) if isinstance(query, dict) else []
    if len(parts) != 4 or parts[2] != "safety":
        return None
    return safety_reply(parts[3], NOBODY) if parts[3] in ("yes", "unsure", "no", "people") else support()


def _asks_support(words: str) -> bool:
    plain = words.strip().lower()
    command = plain[1:].split(maxsplit=1)[0].partition("@")[0] if plain.startswith("/") and plain[1:].strip() else ""
    return command in SUPPORT_COMMANDS or plain == load_words("en").text(say("typed-help"))
