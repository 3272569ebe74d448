"""What a turn says: collected with its changes, and sent once they are committed. Answers to taps go out at once."""

from __future__ import annotations

import asyncio
import os
from abc import ABC, abstractmethod
from typing import Any

from bot.content.words import Words
from bot.core.message import Message, Phrase
from bot.shell.render import payload
from bot.shell.world import World
from bot.store.changes import Changes
from bot.store.outbox import REMINDER, REPLY, SAFETY, Parcel, Policy
from bot.store.people import Person
from bot.store.talks import Talk

_background: set[asyncio.Task[Any]] = set()


class Saying(ABC):
    """The half of a turn that speaks."""

    world: World
    lane: str
    person: Person | None
    chat_id: int | None
    changes: Changes
    query_id: str | None  # the tap to be answered
    _answered = False

    @property
    @abstractmethod
    def words(self) -> Words:
        """The words in the person's language."""

    @property
    @abstractmethod
    def menu(self) -> Talk:
        """The talk whose buttons belong to no check-in."""

    @abstractmethod
    def opened(self, message: Message) -> Message:
        """Return ``message`` with whatever has to be said before it."""

    def say(
        self,
        message: Message,
        talk: Talk | None = None,
        *,
        screen: bool = False,
        priority: int = REPLY,
        policy: Policy = "once",
        silent: bool = False,
    ) -> None:
        """Send ``message``. ``talk`` (else the desk) owns its buttons; ``screen`` makes it the talk's screen."""
        if priority != SAFETY:  # nothing stands before help
            message = self.opened(message)
        owner = talk or (self.menu if self.person and message.rows else None)
        params = payload(message, self.words, owner.id if owner else "")
        if silent:
            params["disable_notification"] = True
        self.post("sendMessage", params, owner.id if owner and screen else None, priority, policy)

    def edit(self, message: Message, talk: Talk, message_id: int | None = None) -> None:
        """Show ``message`` in the talk's screen, or in the message ``message_id``."""
        params = payload(message, self.words, talk.id)
        if message_id or talk.screen:
            params["message_id"] = message_id or talk.screen
        self.post("editMessageText", params, talk.id, REPLY, "repeat")

    def send_file(self, method: str, params: dict[str, Any], *, priority: int = REPLY, silent: bool = False) -> None:
        """Send a picture or document that is made just before it leaves."""
        if silent:
            params["disable_notification"] = True
        self.post(method, params, None, priority, "once" if priority < REMINDER else "never")

    def react(self, message_id: int, emoji: str) -> None:
        """Put ``emoji`` on the person's own message."""
        reaction = [{"type": "emoji", "emoji": emoji}]
        self.post("setMessageReaction", {"message_id": message_id, "reaction": reaction}, None, REPLY, "repeat")

    def remove(self, message_id: int) -> None:
        """Delete one of our own messages."""
        self.post("deleteMessage", {"message_id": message_id}, None, REPLY, "repeat")

    def remove_screen(self, talk: Talk) -> None:
        """Delete the message that shows ``talk`` when this call comes to be made: one may just be on its way."""
        params = {"message_id": talk.screen} if talk.screen else {}
        self.post("deleteMessage", params, talk.id, REPLY, "repeat")

    def post(
        self, method: str, params: dict[str, Any], talk: str | None, priority: int, policy: Policy, system: bool = False
    ) -> None:
        """Queue a call. Reminders and cards wait in the outbox; everything else is claimed with this turn."""
        if self.chat_id is None:
            raise LookupError("no chat to write to")
        owner = None if system or self.person is None else self.person.id
        lane = "" if system else self.lane
        parcel = Parcel(
            id=os.urandom(16).hex(),
            seq=self.world.numbers.next(),
            lane=lane,
            person=owner,
            chat_id=self.chat_id,
            method=method,
            params=params,
            priority=priority,
            policy=policy,
            talk=talk,
        )
        self.changes.parcels.append(parcel)

    def acknowledge(self, toast: Phrase | None = None) -> None:
        """Answer the tap now, beside the transaction: the spinner must stop. Without effect when it was answered."""
        if self.query_id is None or self._answered:
            return
        self._answered = True
        params: dict[str, Any] = {"callback_query_id": self.query_id}
        if toast is not None:
            params["text"] = self.words.text(toast)[:200]
        self._beside("answerCallbackQuery", params)

    def doing(self, action: str) -> None:
        """Show that something takes a moment ("upload_photo")."""
        self._beside("sendChatAction", {"chat_id": self.chat_id, "action": action})

    def _beside(self, method: str, params: dict[str, Any]) -> None:
        task = asyncio.ensure_future(self.world.telegram.attempt(method, params))
        _background.add(task)
        task.add_done_callback(_background.discard)
