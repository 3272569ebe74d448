"""From an update to what the doorways need: who, which words, which button. Nobody else looks inside an update."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import ChatMemberUpdated, Message, Update
from telegram.ext import BaseHandler

from bot.core.checkin import CheckIn
from bot.shell.turn import Turn, current
from bot.store.talks import Talk


@dataclass(frozen=True, slots=True)
class Tap:
    """A tapped button: the talk it belongs to (None for one of no talk), what it means, and the message it is on."""

    talk: Talk | None
    what: str
    value: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Said:
    """Words somebody sent, and their message's id. ``forwarded`` words are somebody else's."""

    text: str
    message_id: int
    forwarded: bool = False


class If(BaseHandler[Update, Any, None]):
    """A doorway that takes every update on which ``condition`` holds."""

    def __init__(self, condition: Callable[[Update], bool], callback: Any) -> None:
        super().__init__(callback)
        self._condition = condition

    def check_update(self, update: object) -> bool:
        """Return whether this doorway takes ``update``."""
        return isinstance(update, Update) and self._condition(update)


def not_private(update: Update) -> bool:
    """Return whether ``update`` comes from a group or channel."""
    chat = update.effective_chat
    return chat is not None and chat.type != chat.PRIVATE


def from_stranger(update: Update) -> bool:
    """Return whether the bot is closed to whoever sent ``update``. Their buttons are not theirs either."""
    return not current().world.access.lets_in(current())


def unsettled(update: Update) -> bool:
    """Return whether whoever sent ``update`` has not said yes, or has not finished setting up."""
    person = current().person
    return update.my_chat_member is None and (person is None or not person.profile.settled)


def turn() -> Turn:
    """Return the turn being taken."""
    return current()


def parse(data: str | None) -> tuple[str, str, str] | None:
    """Return (talk id, what, value) of a button's data, or None for data that is not of this version."""
    parts = (data or "").split(":", 3)
    if len(parts) != 4 or parts[0] != "1":
        return None
    return parts[1], parts[2], parts[3]


def tap(update: Update) -> Tap:
    """Return the tap of ``update``. Raises LookupError for data that is not of this version."""
    query = update.callback_query
    parsed = parse(query.data if query else None)
    if query is None or parsed is None:
        raise LookupError("no tap of ours")
    return Tap(current().talk(parsed[0]), parsed[1], parsed[2], tapped_message(update))


def of_talk(kind: str) -> Callable[[object], bool]:
    """Return a pattern for taps on buttons of this lane's talks of ``kind``."""

    def matches(data: object) -> bool:
        parsed = parse(data if isinstance(data, str) else None)
        found = current().talk(parsed[0]) if parsed else None
        return found is not None and found.kind == kind

    return matches


def of_desk(*families: str) -> Callable[[object], bool]:
    """Return a pattern for taps on the desk's buttons of ``families``; they stay good for ever, and before consent."""

    def matches(data: object) -> bool:
        parsed = parse(data if isinstance(data, str) else None)
        if parsed is None or parsed[1] not in families:
            return False
        found = current().talk(parsed[0])
        return parsed[0] == "" or (found is not None and found.kind == "menu")

    return matches


def said(update: Update) -> Said | None:
    """Return the words of a message or edited message (its text, or the caption of what was sent), or None."""
    message = update.effective_message
    if message is None:
        return None
    words = message.text or message.caption
    if not words:
        return None
    return Said(words, message.message_id, message.forward_origin is not None)


def words_after_command(update: Update) -> str:
    """Return what was typed after a command, without the command."""
    message = update.effective_message
    text = (message.text or "") if message else ""
    return text.partition(" ")[2].strip() if text.startswith("/") else text


def command(update: Update) -> str | None:
    """Return the command a message begins with, without slash and bot name, in lower case; else None."""
    message = update.effective_message
    text = (message.text or "") if message else ""
    if not text.startswith("/") or len(text) < 2:
        return None
    return text[1:].split(maxsplit=1)[0].partition("@")[0].lower() if text[1:].strip() else None


def standing(update: Update) -> ChatMemberUpdated | None:
    """Return what changed about the bot's own standing in a chat, or None for any other update."""
    return update.my_chat_member


def is_edit(update: Update) -> bool:
    """Return whether ``update`` is a message that was changed."""
    return update.edited_message is not None


def is_new(update: Update) -> bool:
    """Return whether ``update`` is a new message."""
    return update.message is not None


def is_tap(update: Update) -> bool:
    """Return whether ``update`` is a tapped button, ours or not."""
    return update.callback_query is not None


def tapped_message(update: Update) -> int:
    """Return the id of the message a tapped button is on, 0 if there is none: also for buttons ``tap`` cannot read."""
    query = update.callback_query
    return query.message.message_id if query and query.message else 0


def is_of_this_version(update: Update) -> bool:
    """Return whether a tapped button is one ``tap`` can read."""
    query = update.callback_query
    return parse(query.data if query else None) is not None


def message_of(update: Update) -> Message | None:
    """Return the message of an update, if it has one."""
    return update.effective_message


def open_checkin() -> tuple[Talk, CheckIn] | None:
    """Return the newest open check-in of this lane, or None."""
    found = current().checkins()
    return found[-1] if found else None
