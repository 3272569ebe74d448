"""What the playground's Telegram knows: users, chats and messages."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.shell.playground.entities import Entities

TAP_SECONDS = 15 * 60
_KEPT_MESSAGES = 2000


@dataclass(slots=True)
class User:
    """Somebody with an account. ``started``: has written to the bot, so the bot may write to them."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = "en"
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def as_from(self) -> dict[str, Any]:
        """Return the user as the Bot API tells who sent something."""
        told: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if (value := getattr(self, name)) is not None:
                told[name] = value
        return told

    def as_chat(self) -> dict[str, Any]:
        """Return the private chat with the user as the Bot API tells it."""
        told = self.as_from()
        del told["is_bot"]
        told.pop("language_code", None)
        return {**told, "type": "private"}


@dataclass(slots=True)
class Message:
    """One message; ``sender`` is who the Bot API says it is from, ``body`` the fields of its kind, times unix seconds.

    ``deleted`` is for everybody, ``hidden`` for the person only: the bot can still change it.
    """

    id: int
    chat: Chat
    sender: dict[str, Any]
    from_bot: bool
    at: float
    kind: str = "text"
    text: str = ""
    entities: Entities = field(default_factory=list)
    body: dict[str, Any] = field(default_factory=dict)
    rows: list[list[dict[str, Any]]] = field(default_factory=list)
    other_markup: bool = False
    media_id: str | None = None
    silent: bool = False
    spoiler: bool = False
    reply_to: int | None = None
    edited_at: float | None = None
    reaction: str | None = None
    deleted: bool = False
    hidden: bool = False
    rev: int = 0

    def told(self, *, replies: bool = True) -> dict[str, Any]:
        """Return the message as the Bot API tells it, with the one it replies to if ``replies``."""
        told: dict[str, Any] = {
            "message_id": self.id,
            "from": self.sender,
            "chat": self.chat.told,
            "date": int(self.at),
        }
        if self.edited_at is not None:
            told["edit_date"] = int(self.edited_at)
        if replies and self.reply_to is not None and (first := self.chat.get(self.reply_to)) is not None:
            told["reply_to_message"] = first.told(replies=False)
        told |= self.body
        if self.text:
            word = "text" if self.kind == "text" else "caption"
            told[word] = self.text
            if self.entities:
                told["entities" if self.kind == "text" else "caption_entities"] = self.entities
        if self.spoiler:
            told["has_media_spoiler"] = True
        if self.rows:
            told["reply_markup"] = {"inline_keyboard": self.rows}
        return told


@dataclass(slots=True)
class Tap:
    """A tap on a button, waiting for its answer or answered."""

    id: str
    chat: Chat
    message_id: int
    data: str
    at: float
    answered: bool = False
    rev: int = 0


@dataclass(slots=True)
class Chat:
    """A private chat or a group. The newest 2,000 messages are kept, deleted ones too, so that it shows they are."""

    id: int
    told: dict[str, Any]
    instance: str
    title: str = ""
    member: bool = True
    kicked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    sent: int = 0
    rev: int = 0
    action: tuple[str, float] | None = None
    reply_keyboard: dict[str, Any] | None = None
    toasts: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=200))
    taps: dict[str, Tap] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.id > 0

    def get(self, message_id: int) -> Message | None:
        """Return the message, or None if there is none or it was deleted."""
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found

    def add(self, message: Message) -> None:
        """Keep ``message`` as the newest."""
        self.messages[message.id] = message
        if len(self.messages) > _KEPT_MESSAGES:
            del self.messages[next(iter(self.messages))]
