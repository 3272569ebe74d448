"""People who answer and write while the bot is killed under them, and remember what they gave.

Taps are made on what the screen shows, one question after the other, as a person would: whoever sees no next question
waits a moment and then taps the same answer again, or asks for a check-in again. Words are written whenever they come
to mind, whether the bot is there or not.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.content.scripts import load_scripts
from bot.shell.playground import people
from bot.shell.playground.model import Message
from bot.shell.playground.telegram import LocalTelegram

PATIENCE_SECONDS = 2.0
KINDS = {question.id: question.kind for script in load_scripts().values() for question in script.questions}
ABOUT_A_CHECKIN = frozenset({*KINDS, "pass", "end", "change", "note", "start", "skip", "snooze"})

Key = tuple[str, str]  # talk and question


@dataclass(frozen=True, slots=True)
class Shown:
    """What a screen of a check-in asks: its talk, the question (None once it is saved) and the values to tap."""

    talk: str
    question: str | None = None
    values: tuple[str, ...] = ()


def button_data(message: Message) -> Iterator[tuple[str, str, str]]:
    """Give (talk, what, value) of the buttons of a message."""
    for row in message.rows:
        for button in row:
            version, _, rest = button.get("callback_data", "").partition(":")
            parts = rest.split(":", 2)
            if version == "1" and len(parts) == 3:
                yield parts[0], parts[1], parts[2]


def shown_on(message: Message) -> Shown | None:
    """Return what ``message`` asks, or None if it is no screen of a check-in."""
    about = [(talk, what, value) for talk, what, value in button_data(message) if what in ABOUT_A_CHECKIN]
    for talk, what, value in about:
        if what in KINDS:
            return Shown(talk, what, tuple(v for _, w, v in about if w == what))
        if what == "pass" and KINDS.get(value) == "line":
            return Shown(talk, value)
    return Shown(about[0][0]) if about else None


@dataclass
class Somebody:
    """One person. ``answers`` and ``notes`` are all that may be stored of them, each once."""

    telegram: LocalTelegram
    user: int
    chance: random.Random
    answers: dict[Key, str | tuple[str, ...]] = field(default_factory=dict)
    notes: list[tuple[int, str]] = field(default_factory=list)  # message id, words
    helps: int = 0  # how often they asked for /help, which is answered by a message of its own
    again: int = 0  # taps and commands given once more because nothing seemed to happen
    past: int = 0  # the last message of an earlier half-day: its screens are over
    _tapped: Key | None = None
    _tapped_at: float = 0.0
    _asked_at: float = 0.0

    def act(self) -> None:
        """Do one thing."""
        luck = self.chance.random()
        if luck < 0.04:
            self.helps += 1
            people.say(self.telegram, self.user, "/help")
        elif luck < 0.35 or not self._check_in():
            self.write()

    def write(self) -> None:
        """Write a note nobody else writes."""
        words = f"{self.user} wrote line {len(self.notes) + 1}, {self.chance.choice(THOUGHTS)}"
        message, _ = people.say(self.telegram, self.user, words)
        self.notes.append((message.id, words))

    def screen(self) -> tuple[Message, Shown] | None:
        """Return the newest screen of a check-in, and what it asks."""
        for message in reversed(self.messages()):
            if message.id <= self.past:
                break
            if message.from_bot and not message.deleted and (shown := shown_on(message)):
                return message, shown
        return None

    def messages(self) -> Sequence[Message]:
        """Return all messages of the chat, oldest first, those deleted too."""
        return list(self.telegram.chats[self.user].messages.values())

    def reminders(self) -> list[Message]:
        """Return what asked them unbidden since the half-day began; a question of before, asked again, is none."""
        asked = [(m, shown) for m in self.messages() if m.from_bot and (shown := shown_on(m))]
        before = {shown.talk for m, shown in asked if m.id <= self.past}
        new = [m for m, shown in asked if m.id > self.past and shown.talk not in before]
        return [m for m in new if any(what == "skip" for _, what, _ in button_data(m))]

    def turn_page(self) -> None:
        """A half-day begins: what is on the screen now is not answered any more."""
        self.past = max(message.id for message in self.messages())
        self._tapped, self._asked_at = None, asyncio.get_running_loop().time()

    def _check_in(self) -> bool:
        """Answer the open question or ask for one. Return False if there is nothing to do but to wait."""
        now = asyncio.get_running_loop().time()
        found = self.screen()
        if found is None or found[1].question is None:
            if now - self._asked_at < PATIENCE_SECONDS:
                return False
            self._asked_at = now
            people.say(self.telegram, self.user, "/checkin")
            return True
        message, shown = found
        key = (shown.talk, shown.question or "")
        if key == self._tapped and now - self._tapped_at < PATIENCE_SECONDS:
            return False
        self.again += key == self._tapped
        data = self._choose(key, shown)
        people.tap(self.telegram, self.user, {"message_id": message.id, "data": f"1:{shown.talk}:{data}"})
        return True

    def _choose(self, key: Key, shown: Shown) -> str:
        """Return what to tap. Who sees a question again, though it was answered, answers it as before."""
        kind = KINDS[key[1]]
        if kind == "chips" and key != self._tapped and key not in self.answers and self.chance.random() < 0.7:
            value = self.chance.choice([v for v in shown.values if v != "done"])
            self.answers[key] = (value,)
            return f"{key[1]}:{value}"
        self._tapped, self._tapped_at = key, asyncio.get_running_loop().time()
        if kind == "chips":
            return f"{key[1]}:done"
        if kind == "line":
            return f"pass:{key[1]}"
        # from 3 on: low days have offers of their own, which are another test's
        known = self.answers.setdefault(key, self.chance.choice(shown.values[2:] or shown.values))
        return f"{key[1]}:{known}"


THOUGHTS = ("the kettle sings", "walked by the river", "Ben called", "rain again", "soup was good", "an early night")
