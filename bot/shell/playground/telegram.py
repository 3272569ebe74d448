"""The local Telegram's state: who is there, what was said, and what happens next.

``methods.py`` and ``profile.py`` hold what the bot can call, ``people.py`` what a person can do; both change the state
here. Everything runs in one event loop, and a call takes effect at once, without an await: nothing can come in between.
"""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.shell.playground.faults import Faults
from bot.shell.playground.limits import Limits
from bot.shell.playground.media import MediaShelf
from bot.shell.playground.model import TAP_SECONDS, Chat, Message, Tap, User
from bot.shell.playground.profile import Profile
from bot.shell.playground.refused import bad, forbidden
from bot.shell.playground.timekeeper import Timekeeper
from bot.shell.playground.updates import Given, UpdateQueue

_ACTION_SECONDS = 5
_LOG_LENGTH = 20_000


class LocalTelegram:
    """One bot and its people. With ``seed`` the numbers drawn (updates, first message) are the same each time."""

    def __init__(
        self,
        *,
        name: str = "Stillpoint",
        username: str = "stillpoint_local_bot",
        seed: int | None = None,
        limited: bool = True,
        real: Callable[[], float] = time.time,
    ) -> None:
        chance = random.Random(seed)  # noqa: S311 - draws ids, keeps no secrets
        self.clock = Timekeeper(self._clock_changed, real=real)
        self.updates = UpdateQueue(self.clock.now, chance)
        self.limits = Limits(self.clock.passed)
        if not limited:
            self.limits.set(overall=None, per_chat=None)
        self.faults = Faults()
        self.media = MediaShelf()
        self.profile = Profile(name)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.taps: dict[str, Tap] = {}
        self.listeners: set[Callable[[int, int | None], None]] = set()
        self.calls: deque[dict[str, Any]] = deque(maxlen=_LOG_LENGTH)
        self.given: deque[Given] = deque(maxlen=_LOG_LENGTH)
        self.logging = True
        self.calls_made = 0
        self.things_given = 0
        self.rev = 0
        self.bot_id = chance.randrange(7_000_000_000, 8_000_000_000)
        self._username = username
        self._next_message = chance.randrange(1, 1000)
        self._chance = chance

    @property
    def bot(self) -> dict[str, Any]:
        """The bot as the sender of its messages."""
        name = self.profile.name_for(None)
        return {"id": self.bot_id, "is_bot": True, "first_name": name, "username": self._username}

    def changed(self, chat: Chat) -> int:
        """Return the revision after a change of ``chat``; who looks on is told."""
        self.rev += 1
        chat.rev = self.rev
        for listener in tuple(self.listeners):
            listener(self.rev, chat.id)
        return self.rev

    def _clock_changed(self) -> int:
        self.rev += 1
        for listener in tuple(self.listeners):
            listener(self.rev, None)
        return self.rev

    def user(self, user_id: int) -> User:
        """Return the user, who comes into being when first asked for."""
        known = self.users.get(user_id)
        if known is None:
            known = self.users[user_id] = User(user_id, f"Person {user_id}")
        return known

    def private_chat(self, user: User) -> Chat:
        """Return the chat of ``user`` with the bot, made when first asked for."""
        chat = self.chats.get(user.id)
        if chat is None:
            chat = self.chats[user.id] = Chat(user.id, user.as_chat(), self._instance(), user.first_name)
        return chat

    def group_chat(self, chat_id: int, title: str) -> Chat:
        """Return a group, made when first asked for; the bot is in it."""
        chat = self.chats.get(chat_id)
        if chat is None:
            told = {"id": chat_id, "type": "supergroup", "title": title}
            chat = self.chats[chat_id] = Chat(chat_id, told, self._instance(), title)
        chat.member, chat.kicked = True, False
        return chat

    def reach(self, chat_id: int | str) -> Chat:
        """Return the chat the bot wants to write to.

        Raises:
            Refused: Telegram would not let it.
        """
        chat = self.known_chat(chat_id)
        if not chat.private:
            if chat.kicked:
                raise forbidden("bot was kicked from the supergroup chat")
            if not chat.member:
                raise forbidden("bot is not a member of the supergroup chat")
            return chat
        user = self.users[chat.id]
        if user.deactivated:
            raise forbidden("user is deactivated")
        if user.blocked:
            raise forbidden("bot was blocked by the user")
        if not user.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def known_chat(self, chat_id: int | str) -> Chat:
        """Return a chat the bot knows of.

        Raises:
            Refused: it never met it.
        """
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None and isinstance(chat_id, int) and chat_id in self.users:
            chat = self.private_chat(self.users[chat_id])
        if chat is None:
            raise bad("chat not found")
        return chat

    def new_message(self, chat: Chat, sender: dict[str, Any], *, from_bot: bool, at: float | None = None) -> Message:
        """Return a new message at the end of ``chat``, still empty: fill it before anything is awaited."""
        self._next_message += 1
        told_at = self.clock.now() if at is None else at
        message = Message(self._next_message, chat, sender, from_bot, told_at)
        chat.add(message)
        if from_bot:
            chat.sent += 1
            chat.action = None
        message.rev = self.changed(chat)
        return message

    def touch(self, message: Message) -> None:
        """Note that ``message`` changed."""
        message.rev = self.changed(message.chat)

    def act(self, chat: Chat, action: str) -> None:
        """Show that the bot does something in ``chat``, for five seconds."""
        chat.action = (action, time.monotonic() + _ACTION_SECONDS)
        self.changed(chat)

    def new_tap(self, chat: Chat, message_id: int, data: str) -> Tap:
        """Return a tap that waits for its answer; those too old to be answered are forgotten."""
        now = self.clock.now()
        while self.taps and next(iter(self.taps.values())).at < now - TAP_SECONDS:
            old = self.taps.pop(next(iter(self.taps)))
            old.chat.taps.pop(old.id, None)
        tap = Tap(str(self._chance.randrange(10**17, 10**18)), chat, message_id, data, now)
        self.taps[tap.id] = chat.taps[tap.id] = tap
        return tap

    def give(self, kind: str, body: dict[str, Any], chat: Chat, user: int, **what: Any) -> Given:
        """Return the record of something done by ``user``, with its update on its way to the bot."""
        self.things_given += 1
        given = Given(n=self.things_given, at=self.clock.now(), user=user, chat=chat.id, kind=kind, update_id=None)
        given.update(what, handed=0, confirmed=False)
        self.updates.put(kind, body, given)
        if self.logging:
            self.given.append(given)
        return given

    def _instance(self) -> str:
        return str(self._chance.randrange(-(2**62), 2**62))
