"""The postman at work without a database: a real line to a peer, and a shelf for what he reports."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.shell.errands import Errands
from bot.shell.limiter import Limiter
from bot.shell.postman import Postman
from bot.shell.transport import Telegram
from bot.store.outbox import REPLY, Found, Parcel, Policy, Result
from tests.shell.peer import TOKEN, Peer

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
ANA, BEN, CHIDI, DILNOZA = 1001, 1002, 1003, 1004
MORNING = "talk-of-today"


class Office:
    """The postman, what he is asked and what he reports."""

    def __init__(self, peer: Peer, rate: float = 1000) -> None:
        self.peer = peer
        self.telegram = Telegram(peer.url, TOKEN)
        self.results: list[Result] = []
        self.queued: list[Parcel] = []
        self.found = Found((), 0, frozenset())
        self.stored_screens: dict[str, int] = {}
        self.gone: list[tuple[str, str]] = []
        self.tried: list[str] = []
        self.picture: Callable[[], bytes] = lambda: b"png"
        self.chance = 0.01  # of the longest wait after a failure
        self._seq = 0
        self.limiter = Limiter(time.monotonic, rate)
        errands = Errands(
            settle=self.results.extend,
            claim=self._claim,
            recover=self._recover,
            screen=self._screen,
            gone=self._gone,
            attachments=self._attach,
            lane_of=lambda chat: f"lane-{chat}",
            trying=self.tried.append,
            sent_again="(again, in case it was lost)",
            picture_failed="The picture didn't work today.",
        )
        self.postman = Postman(self.telegram, self.limiter, errands, lambda: NOW, chance=lambda: self.chance)

    async def _claim(self, limit: int) -> list[Parcel]:
        taken, self.queued = self.queued[:limit], self.queued[limit:]
        return taken

    async def _recover(self) -> Found:
        return self.found

    async def _screen(self, talk: str) -> int | None:
        return self.stored_screens.get(talk)

    async def _gone(self, lane: str, status: str) -> None:
        self.gone.append((lane, status))

    async def _attach(self, parcel: Parcel) -> tuple[str, str, bytes]:
        return "photo", "week.png", self.picture()

    def parcel(self, chat: int, method: str = "sendMessage", policy: Policy = "reask", **more: Any) -> Parcel:
        self._seq += 1
        known = {"priority", "talk", "attempts"} & more.keys()
        fields = {name: more.pop(name) for name in known}
        parcel = Parcel(f"p{self._seq}", self._seq, f"lane-{chat}", "someone", chat, method, more, REPLY, policy)
        return replace(parcel, **fields)

    def text(self, chat: int, text: str, **more: Any) -> Parcel:
        return self.parcel(chat, text=text, **more)

    def edit(self, chat: int, text: str, **more: Any) -> Parcel:
        return self.parcel(chat, "editMessageText", "repeat", text=text, **more)

    async def send(self, *parcels: Parcel) -> None:
        """Post the parcels and return when they are over with."""
        self.postman.post(parcels)
        await self.postman.idle()

    def states(self) -> dict[str, str]:
        return {result.id: result.state for result in self.results}

    def result(self, parcel: Parcel) -> Result:
        return [result for result in self.results if result.id == parcel.id][-1]
