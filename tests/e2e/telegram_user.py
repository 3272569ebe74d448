"""People at their phones, scripted: they write, tap and read through the local Telegram's control side.

``Local`` serves one (or joins one that runs), ``Person`` is somebody in it. What is waited for has to come after the
person's last step, so an older message that happens to say the same is never mistaken for the answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.local_telegram import Refusal, Served, View

__all__ = ["Local", "Person", "Refusal", "Screen"]


class Local(Served):
    """A local Telegram with people in it."""

    async def person(self, user: int, name: str = "Ana", language: str | None = "en", **more: Any) -> Person:
        """Return somebody with this id and first name; they have not written yet."""
        await self.do("profile", user=user, first_name=name, language_code=language, **more)
        return Person(self, user, name)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message as its reader sees it; ``rows`` are the labels of its buttons."""

    message_id: int
    text: str
    rows: tuple[tuple[str, ...], ...]
    view: View = field(repr=False, compare=False)

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels, row after row."""
        return tuple(label for row in self.rows for label in row)


class Person:
    """Somebody with a phone. ``taps`` counts their taps, ``sent`` the bot's messages to them (edits are none)."""

    def __init__(self, local: Local, user: int, name: str) -> None:
        self.local, self.user, self.name = local, user, name
        self.taps = 0
        self.sent = 0
        self.toasts: list[View] = []
        self.chat: View = {}
        self._messages: dict[int, View] = {}
        self._rev = 0
        self._step = 0

    async def say(self, text: str, **more: Any) -> int:
        """Write ``text``; return the message's id."""
        return await self._send("message", text=text, **more)

    async def start(self, payload: str | None = None) -> int:
        """Press Start, or follow a start link with ``payload``; return the message's id."""
        return await self._send("start", payload=payload)

    async def send(self, kind: str, **more: Any) -> int:
        """Send something else: "sticker", "voice", "video", "poll" and so on; return the message's id."""
        return await self._send(kind, **more)

    async def sticker(self) -> int:
        """Send a sticker; return the message's id."""
        return await self._send("sticker")

    async def voice(self) -> int:
        """Send a voice note; return the message's id."""
        return await self._send("voice")

    async def photo(self, caption: str | None = None) -> int:
        """Send a photo; return the message's id."""
        return await self._send("photo", caption=caption)

    async def location(self, lat: float, lon: float) -> int:
        """Send a place, in degrees; return the message's id."""
        return await self._send("location", lat=lat, lon=lon)

    async def document(self, file_name: str, text: str) -> int:
        """Send a file holding ``text``; return the message's id."""
        return await self._send("document", file_name=file_name, text=text, mime_type="text/plain")

    async def edit(self, message_id: int, text: str) -> int:
        """Change one's own message; return its id."""
        return await self._send("edit", message_id=message_id, text=text)

    async def tap(self, label: str | None = None, *, data: str | None = None, message: int | None = None) -> str:
        """Tap the button with ``label`` on ``message`` (the newest with buttons) or send ``data`` as if; return its id.

        A ``label`` no button has is looked for among the buttons' data.
        """
        wanted = {"data": data} if data is not None else {"label": label}
        where = {} if message is None else {"message_id": message}
        try:
            told = await self.local.do("tap", user=self.user, **wanted, **where)
        except Refusal as refused:
            if data is not None or refused.status != 409 or not await self._has_data(label, message):
                raise
            told = await self.local.do("tap", user=self.user, data=label, **where)
        self.taps += 1
        self._step = told["rev"]
        return str(told["id"])

    async def block(self) -> None:
        """Block the bot."""
        await self.local.do("block", user=self.user)

    async def unblock(self) -> None:
        """Unblock the bot."""
        await self.local.do("unblock", user=self.user)

    async def delete(self, message_id: int) -> None:
        """Delete a message on both sides."""
        await self.local.do("delete", user=self.user, message_id=message_id)

    async def look(self, wait: float = 0) -> bool:
        """Read what is new, waiting up to ``wait`` seconds for it; return whether there was anything."""
        told = await self.local.see("chat", user=self.user, since=self._rev, wait=wait)
        changed = bool(told["messages"] or told["toasts"] or told["answered"])
        for view in told["messages"]:
            self._messages[view["message_id"]] = view
        self.toasts += told["toasts"]
        self.chat, self.sent, self._rev = told, told["sent"], told["rev"]
        return changed

    async def messages(self) -> list[View]:
        """Return what can be seen now, oldest first."""
        await self.look()
        return self._seen()

    async def screen(self) -> Screen:
        """Return the bot's newest message.

        Raises:
            AssertionError: it said nothing yet.
        """
        await self.look()
        found = next((view for view in reversed(self._seen()) if view["from_bot"]), None)
        assert found is not None, f"{self.name} sees nothing of the bot\n{self.talk()}"
        return _screen(found)

    async def wait(self, wanted: str | Callable[[Screen], bool], seconds: float = 10) -> Screen:
        """Return the message of the bot, new or changed since the last step, that holds or fits ``wanted``.

        Raises:
            AssertionError: none did within ``seconds``; it shows the talk.
        """
        fits = wanted if callable(wanted) else lambda screen: wanted in screen.text
        found: list[Screen] = []

        def fit() -> bool:
            news = [view for view in self._seen() if view["from_bot"] and view["rev"] > self._step]
            found[:] = [screen for screen in map(_screen, reversed(news)) if fits(screen)]
            return bool(found)

        await self._until(fit, seconds, f"not seen: {wanted!r}")
        return found[0]

    async def wait_answered(self, tap: str, seconds: float = 10) -> None:
        """Return once the spinner of ``tap`` is gone.

        Raises:
            AssertionError: it still turns after ``seconds``.
        """
        await self._until(lambda: tap not in self._spinning(), seconds, "the button still spins")

    async def wait_reaction(self, message_id: int, emoji: str, seconds: float = 10) -> None:
        """Return once the bot's ``emoji`` is on the message.

        Raises:
            AssertionError: it is not after ``seconds``.
        """
        await self._until(
            lambda: self._messages.get(message_id, {}).get("reaction") == emoji, seconds, f"no {emoji} on {message_id}"
        )

    async def quiet(self, seconds: float = 0.5, at_most: float = 30) -> None:
        """Return once nothing happened for ``seconds``, every update is fetched and no button spins.

        Raises:
            AssertionError: it never got quiet for ``at_most`` seconds.
        """
        end = asyncio.get_running_loop().time() + at_most
        while True:
            news = await self.look(wait=seconds)
            state = await self.local.see("state")
            if not news and not state["queued"] and not self._spinning():
                return
            assert asyncio.get_running_loop().time() < end, f"never quiet\n{self.talk()}"

    def talk(self) -> str:
        """Return what was seen when last looked, as a script: who said what, buttons in brackets."""
        return "\n".join(line for view in self._seen() for line in _lines(view))

    async def _send(self, name: str, **args: Any) -> int:
        told = await self.local.do(
            name, user=self.user, **{key: value for key, value in args.items() if value is not None}
        )
        self._step = told["rev"]
        return int(told["message"]["message_id"])

    async def _has_data(self, data: str | None, message: int | None) -> bool:
        views = [view for view in await self.messages() if view["keyboard"]]
        view = views[-1] if message is None and views else self._messages.get(message or 0)
        return view is not None and any(button.get("data") == data for row in view["keyboard"] for button in row)

    async def _until(self, true: Callable[[], bool], seconds: float, otherwise: str) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        await self.look()
        while not true():
            left = end - loop.time()
            assert left > 0, f"{otherwise}\n{self.talk()}"
            await self.look(wait=left)

    def _seen(self) -> list[View]:
        return [view for _, view in sorted(self._messages.items()) if not view["deleted"]]

    def _spinning(self) -> set[str]:
        return {tap["id"] for tap in self.chat.get("waiting", ())}


def _screen(view: View) -> Screen:
    rows = tuple(tuple(button["text"] for button in row) for row in view["keyboard"])
    return Screen(view["message_id"], view["text"], rows, view)


def _lines(view: View) -> Iterable[str]:
    text = view["text"] if view["kind"] == "text" else f"({view['kind']}) {view['text']}".rstrip()
    yield f"{view['from_name']}: " + text.replace("\n", "\n  ") + (f" {view['reaction']}" if view["reaction"] else "")
    for row in view["keyboard"]:
        yield "  " + " ".join(f"[{button['text']}]" for button in row)
