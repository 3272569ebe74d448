"""A stage: one real bot, a local Telegram, and a clock that stands still between two steps.

A step is over when the bot has fetched what was sent, done it and sent its answers; only then does the clock move on.
Nothing here waits for seconds to pass, and the same steps give the same conversation every time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

from bot.shell.playground.telegram import LocalTelegram
from tests.e2e.bot_process import BotProcess
from tests.e2e.local_telegram import Refusal, View
from tests.e2e.telegram_user import Local

BEGIN = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
PACE = dt.timedelta(seconds=3)  # between two steps: longer than a slip of the thumb, short enough for one talk
LONGEST_STEP = 30.0


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing a person sees happen: ``what`` is bot, edit, gone, toast, reaction, keys or nokeys."""

    what: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    view: View = field(default_factory=dict, compare=False, repr=False)


class Stage:
    """One bot process and its Telegram. ``now`` is the moment on its clock; it only moves forward."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.telegram = LocalTelegram()
        self.local = Local(self.telegram)
        self.bot = BotProcess(self.local, folder, **settings)
        self.now = BEGIN
        self._users = 1000

    async def __aenter__(self) -> Stage:
        await self.local.__aenter__()
        await self.local.do("clock", target=BEGIN.isoformat(), rate=0)
        self.bot.folder.mkdir(parents=True, exist_ok=True)
        await self.bot.start()
        await self.move_to(BEGIN + PACE)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.bot.stop()
        await self.local.__aexit__(kind, error, trace)

    async def actor(self, name: str = "Ana", zone: str = "Europe/Berlin", language: str = "en") -> Actor:
        """Return somebody who has not written yet, living in ``zone``."""
        self._users += 1
        await self.local.do("profile", user=self._users, first_name=name, language_code=language)
        return Actor(self, self._users, name, zone)

    async def fetched(self) -> None:
        """Return once the bot has stored everything that was sent to it.

        Raises:
            AssertionError: it did not within half a minute.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST_STEP
        while len(self.telegram.updates):
            assert loop.time() < end, "the bot fetches nothing\n" + self.bot.log()[-2000:]
            await asyncio.sleep(0.002)

    async def move_to(self, at: dt.datetime) -> None:
        """Let the bot live up to ``at``: whatever is due on the way is done and sent, at ``at`` itself too."""
        await self.fetched()
        assert at >= self.now, f"the clock only moves forward: {self.now} to {at}"
        # a move begins by finishing what was begun, so the second one finishes what was due at the target
        for moment in (at, at + dt.timedelta(milliseconds=1)):
            await self.local.advance(to=moment.isoformat(), timeout=LONGEST_STEP * 4)
        self.now = at + dt.timedelta(milliseconds=1)

    async def settle(self, pace: dt.timedelta = PACE) -> None:
        """Finish the step: everything sent is handled and answered, then ``pace`` goes by."""
        await self.fetched()
        self.now += pace
        await self.local.advance(to=self.now.isoformat(), timeout=LONGEST_STEP * 4)

    async def outage(self, until: dt.datetime) -> None:
        """The bot is off until ``until``."""
        await self.bot.stop()
        await self.local.do("clock/now", now=until.isoformat())
        await self.bot.start()
        self.now = until
        await self.move_to(until + PACE)


class Actor:
    """Somebody at their phone; each deed returns what they then see, in order."""

    def __init__(self, stage: Stage, user: int, name: str, zone: str) -> None:
        self.stage, self.user, self.name, self.zone = stage, user, name, ZoneInfo(zone)
        self.pace = PACE
        self.taps = 0  # taps, Start included
        self.sent = 0  # new messages of the bot
        self.keyboards: dict[tuple[tuple[str, ...], ...], str] = {}  # every keyboard seen, and what it was on
        self.texts: list[str] = []  # every text of the bot seen
        self.toasts: list[str] = []
        self._views: dict[int, View] = {}
        self._history: list[tuple[int, str, str, str]] = []  # (message, its text, label, data) of every button seen
        self._keys: View | None = None
        self._rev = 0
        self._said: list[int] = []  # own messages

    # --- deeds

    async def say(self, text: str) -> list[Seen]:
        """Write ``text``."""
        return await self._send("message", text=text)

    async def start(self, payload: str | None = None) -> list[Seen]:
        """Press Start."""
        self.taps += 1
        return await self._send("start", **({"payload": payload} if payload else {}))

    async def send(self, kind: str, **more: Any) -> list[Seen]:
        """Send something else: sticker, voice, photo, location, forward…"""
        return await self._send(kind, **more)

    async def tap(self, label: str, *, on: str | None = None, old: bool = False) -> list[Seen]:
        """Tap the button ``label`` of the newest message that has it; ``on`` names words of the message.

        ``old`` taps a button that was there once and is there no more.

        Raises:
            AssertionError: there is and was no such button.
        """
        message, data = self.find(label, on=on, old=old)
        return await self.tap_data(data, message)

    async def tap_data(self, data: str, message: int) -> list[Seen]:
        """Send ``data`` as if a button of ``message`` held it."""
        self.taps += 1
        await self.stage.local.do("tap", user=self.user, data=data, message_id=message)
        return await self.news()

    async def rewrite(self, text: str, message: int | None = None) -> list[Seen]:
        """Edit one's own message, the last one by default."""
        await self.stage.local.do("edit", user=self.user, message_id=message or self._said[-1], text=text)
        return await self.news()

    async def block(self) -> list[Seen]:
        """Block the bot."""
        await self.stage.local.do("block", user=self.user)
        return await self.news()

    @property
    def blocked(self) -> bool:
        """Whether the bot is blocked now."""
        return self.stage.telegram.user(self.user).blocked

    async def unblock(self) -> list[Seen]:
        """Let it in again."""
        await self.stage.local.do("unblock", user=self.user)
        return await self.news()

    async def wait_until(self, at: dt.datetime) -> list[Seen]:
        """Let time pass until ``at``."""
        await self.stage.move_to(at.astimezone(dt.UTC))
        return await self.look()

    # --- what can be seen

    @property
    def local_now(self) -> dt.datetime:
        """This moment on the person's clock."""
        return self.stage.now.astimezone(self.zone)

    @property
    def last_said(self) -> int:
        """The id of one's own last message."""
        return self._said[-1]

    def view(self, message: int) -> View:
        """Return a message as it was last seen."""
        return self._views[message]

    def visible(self) -> list[View]:
        """Return the bot's messages that are there now, oldest first."""
        return [view for _, view in sorted(self._views.items()) if view["from_bot"] and not view["deleted"]]

    def find(self, label: str, *, on: str | None = None, old: bool = False) -> tuple[int, str]:
        """Return (message, data) of the button ``label``; see ``tap``."""
        for view in [] if old else reversed(self.visible()):
            if on is not None and on not in view["text"]:
                continue
            for button in (b for row in view["keyboard"] for b in row):
                if button["text"] == label and "data" in button:
                    return view["message_id"], button["data"]
        for message, text, known, data in reversed(self._history if old else []):
            if known == label and (on is None or on in text):
                return message, data
        raise AssertionError(f"no button {label!r}\n{self.talk()}")

    async def news(self) -> list[Seen]:
        """Finish the step and return what came of it, in order."""
        await self.stage.settle(self.pace)
        return await self.look()

    async def look(self) -> list[Seen]:
        """Return what is new since the last look, in order.

        Raises:
            AssertionError: a button still spins.
        """
        told = await self.stage.local.see("chat", user=self.user, since=self._rev)
        end = asyncio.get_running_loop().time() + LONGEST_STEP
        while told["waiting"]:
            assert asyncio.get_running_loop().time() < end, f"a button still spins\n{self.talk()}"
            await asyncio.sleep(0.004)
            told = await self.stage.local.see("chat", user=self.user, since=self._rev)
        self._rev, self.sent = told["rev"], told["sent"]
        happened: list[tuple[int, Seen]] = []
        for view in told["messages"]:
            happened += self._changes(view)
            self._views[view["message_id"]] = view
        for toast in told["toasts"]:
            self.toasts.append(toast["text"])
            happened.append((toast["rev"], Seen("toast", toast["text"], view=toast)))
        seen = [one for _, one in sorted(happened, key=lambda pair: pair[0])]
        if told["reply_keyboard"] != self._keys:
            self._keys = told["reply_keyboard"]
            rows = tuple(tuple(b["text"] for b in row) for row in self._keys["rows"]) if self._keys else ()
            placeholder = (self._keys or {}).get("placeholder") or ""
            seen.append(Seen("keys" if self._keys else "nokeys", placeholder, rows))
        return seen

    def talk(self) -> str:
        """Return the chat as it stands."""
        lines = []
        for _, view in sorted(self._views.items()):
            if not view["deleted"]:
                lines.append(f"{view['from_name']}: {view['text']} {view['reaction'] or ''}".rstrip())
                lines += ["  " + " ".join(f"[{b['text']}]" for b in row) for row in view["keyboard"]]
        return "\n".join(lines)

    def _changes(self, view: View) -> list[tuple[int, Seen]]:
        before, rev = self._views.get(view["message_id"]), view["rev"]
        rows = tuple(tuple(button["text"] for button in row) for row in view["keyboard"])
        found: list[tuple[int, Seen]] = []
        if not view["from_bot"]:
            if view["reaction"] != (before or {}).get("reaction"):
                found.append((rev, Seen("reaction", view["reaction"] or "", view=view)))
            return found
        if view["deleted"]:
            return [(rev, Seen("gone", before["text"], view=view))] if before and not before["deleted"] else []
        for row in view["keyboard"]:
            for button in row:
                entry = (view["message_id"], view["text"], button["text"], button.get("data", ""))
                if entry not in self._history:
                    self._history.append(entry)
        shown = Seen("bot" if before is None else "edit", view["text"], rows, view)
        if before is not None and (before["text"], before["keyboard"]) == (view["text"], view["keyboard"]):
            return []
        self.texts.append(view["text"])
        if rows:
            self.keyboards.setdefault(rows, view["text"])
        return [(rev, shown)]

    async def _send(self, name: str, **args: Any) -> list[Seen]:
        told = await self.stage.local.do(name, user=self.user, **args)
        self._said.append(int(told["message"]["message_id"]))
        return await self.news()


async def set_up(actor: Actor, times: str | None = "08:00 and 20:30") -> None:
    """Take ``actor`` through the first conversation: their own zone, reminders at ``times`` (None for none)."""
    await actor.start()
    await actor.tap("I'm 18 or older")
    await actor.tap("Yes, keep my answers")
    await actor.say(str(actor.zone))
    if times is None:
        await actor.tap("No reminders")
    else:
        await actor.say(times)
    await actor.tap("Later")


async def leave(actor: Actor) -> None:
    """Have everything about ``actor`` erased, so that nothing is due for them any more."""
    try:
        if actor.blocked:
            await actor.unblock()
        await actor.say("/delete")
        await actor.tap("Erase everything…")
        await actor.say("erase")
    except (AssertionError, Refusal):
        return  # nothing was ever kept
