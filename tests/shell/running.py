"""A whole bot inside the test: real database, real local Telegram over HTTP, and a doorway of the test's own in front.

async with running(tmp_path, on_word("poison", fail)) as house:
    await house.settle(ANA)
    ana = await house.phone(ANA)
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from telegram import Update
from telegram.ext import MessageHandler, filters

import handlers
from bot.settings import read_settings
from bot.shell.app import App, build
from bot.shell.clock import MovableClock
from bot.shell.stepping import advance
from bot.store import tables as t
from bot.store.changes import Changes
from bot.store.entries import load_entries
from bot.store.people import Person, load_people
from bot.store.reminders import Planned, Run, load_runs
from bot.store.tx import Tx
from handlers import errors
from tests.e2e.telegram_user import Local
from tests.e2e.telegram_user import Person as Phone
from tests.people import NOW, Somebody, person

SECONDS = 30


@dataclass(slots=True)
class House:
    """A running bot and its Telegram."""

    app: App
    local: Local
    clock: MovableClock

    async def settle(self, *people: Somebody, reminders: Callable[[Person], list[Planned]] = lambda _: []) -> None:
        """Write ``people`` into the database as having finished setting up."""
        changes, keys = Changes(), {}
        for who in people:
            made = person(who, self.app.world.vault, changes)
            keys[made.id] = made.key
            changes.reminders.update({planned.id: planned.row(made) for planned in reminders(made)})
        async with self.app.db.begin() as tx:
            await changes.write(tx, lambda id: keys[id or ""], NOW)

    async def phone(self, who: Somebody) -> Phone:
        """Return the phone of ``who``, who has sent a sticker and been answered with a heart: so the bot may write."""
        phone = await self.stranger(who)
        await phone.sticker()
        await self.done()
        return phone

    async def stranger(self, who: Somebody) -> Phone:
        """Return the phone of ``who``, who has not written yet."""
        return await self.local.person(who.user, who.name)

    async def read(self, question: Callable[[Tx], Awaitable[Any]]) -> Any:
        """Return what ``question`` finds in the database."""
        async with self.app.db.read() as tx:
            return await question(tx)

    async def known(self, who: Somebody) -> Person:
        """Return ``who`` as the database has them. Raises KeyError."""
        lane = self.app.world.vault.lane(who.user)
        found: dict[str, Person] = await self.read(lambda tx: load_people(tx, [lane], self.app.world.vault))
        return found[lane]

    async def notes(self, who: Somebody) -> list[str | None]:
        """Return the notes of ``who`` in the order they were kept."""
        known = await self.known(who)
        return [e.kept.text for e in await self.read(lambda tx: load_entries(tx, known)) if e.kept.t == "note"]

    async def runs(self, who: Somebody) -> list[Run]:
        """Return what became of the reminders of ``who``, oldest first."""
        known = await self.known(who)
        found = await self.read(lambda tx: load_runs(tx, known, dt.date.min))
        return sorted(found, key=lambda run: run.told.due_at)

    async def undone(self) -> int:
        """Return how many updates are not done yet."""
        query = select(t.inbox.c.id).where(t.inbox.c.state == 0)
        return len(await self.read(lambda tx: _all(tx, query)))

    async def done(self) -> None:
        """Return when everything that was sent is fetched, done and answered.

        Raises:
            AssertionError: it took too long.
        """
        async with asyncio.timeout(SECONDS):
            while (await self.local.see("state"))["queued"] or await self.undone():
                await asyncio.sleep(0.01)
            await self.app.quiet()

    async def until(self, true: Callable[[], Awaitable[bool]]) -> None:
        """Return when ``true`` is. Raises TimeoutError."""
        async with asyncio.timeout(SECONDS):
            while not await true():
                await asyncio.sleep(0.01)

    async def move_to(self, at: dt.datetime) -> None:
        """Let the bot live up to ``at``, from due moment to due moment."""

        async def report(now: dt.datetime) -> None:
            await self.local.do("clock/now", now=now.isoformat())

        await self.done()
        await advance(self.app, self.clock, at, report)


async def _all(tx: Tx, query: Any) -> list[Any]:
    return list((await tx.execute(query)).all())


@asynccontextmanager
async def running(folder: Path, *doorways: Any, at: dt.datetime = NOW, **more: str) -> AsyncIterator[House]:
    """Give a running bot whose data are in ``folder``; ``doorways`` come before its own, ``more`` are settings."""
    async with Local() as local:
        await local.do("clock", target=at.isoformat(), rate=0)
        async with start(folder, local, *doorways, at=at, **more) as house:
            yield house


@asynccontextmanager
async def start(folder: Path, local: Local, *doorways: Any, at: dt.datetime, **more: str) -> AsyncIterator[House]:
    """Give a bot that runs against ``local``."""
    given = {"TOKEN": local.token, "API_URL": local.api_url, "DATA_DIR": str(folder / "data"), "OPERATOR": "Ana"}
    given |= {"CONTACT": "ana@example.org", "ACCESS": "open", "RATE": "1000", **more}
    clock = MovableClock(at)
    settings = read_settings({f"STILLPOINT_{name}": value for name, value in given.items()})
    app = await build(settings, (*doorways, *handlers.HANDLERS), errors, clock)
    try:
        await app.start()
        yield House(app, local, clock)
    finally:
        await app.stop()


def on_word(word: str, doorway: Callable[[], Awaitable[None] | None]) -> MessageHandler[Any, Any]:
    """Return a doorway that takes messages beginning with ``word``, before all others."""

    async def take(update: Update, context: object) -> None:
        waited = doorway()
        if waited is not None:
            await waited

    return MessageHandler(filters.Regex(f"^{word}"), take)
