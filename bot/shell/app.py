"""Where everything is put together: one running bot out of its settings. All wiring is here and nowhere else."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.content.words import load_words
from bot.core.message import say
from bot.errors import StartRefused
from bot.settings import Settings
from bot.shell import kill
from bot.shell.access import Access
from bot.shell.attachments import Attachments
from bot.shell.batch import Handle
from bot.shell.clock import Clock, RealClock
from bot.shell.detector import Detector
from bot.shell.dispatch import Dispatch
from bot.shell.errands import Errands
from bot.shell.intake import Intake
from bot.shell.lanes import Lanes
from bot.shell.limiter import Limiter
from bot.shell.outage import LONG, Outage
from bot.shell.postman import Postman
from bot.shell.profile import set_profile
from bot.shell.reminding import on_due
from bot.shell.ticks import OUTAGE, Ticks
from bot.shell.transport import AiohttpRequest, Telegram
from bot.shell.world import World
from bot.store import meta, outbox
from bot.store.database import Database, open_database, unlock
from bot.store.outbox import Numbers
from bot.store.people import set_status
from bot.store.tried import Tried

log = logging.getLogger(__name__)

STOP_SECONDS = 10


class App:
    """One running bot."""

    def __init__(
        self, settings: Settings, db: Database, world: World, bot: Bot, handlers: Sequence[Any], errors: Any
    ) -> None:
        """Wire the parts; nothing runs yet. ``errors`` is the module with ``failed`` and ``give_up``."""
        self.settings, self.db, self.world, self._bot = settings, db, world, bot
        self._application = Application.builder().bot(bot).updater(None).build()
        self._application.add_handlers(list(handlers))
        self._application.add_error_handler(errors.failed)
        give_up: Handle = errors.give_up
        self.lanes = Lanes(world, Dispatch(self._application).handle, on_due, give_up)
        words = load_words("en")
        self._attachments = Attachments(world)
        self._tried = Tried(settings.database_path)
        errands = Errands(
            settle=self.lanes.settle,
            claim=self._claim,
            recover=self._recover,
            screen=self._screen,
            gone=self._gone,
            attachments=self._attachments,
            lane_of=world.vault.lane,
            trying=self._tried.note,
            sent_again=words.text(say("sent-again")),
            picture_failed=words.text(say("picture-failed")),
        )
        limiter = Limiter(world.clock.monotonic, settings.rate)
        self.postman = Postman(world.telegram, limiter, errands, world.clock.now)
        self.lanes.post, self.lanes.forget, self.lanes.reask = self.postman.post, self._forget, self.postman.reask
        self._polling = Telegram(settings.api_url, settings.token, connections=2)
        self.intake = Intake(world, self._polling, self.lanes)
        self.ticks = Ticks(world, self.lanes, self.postman)
        self._tasks: set[asyncio.Task[Any]] = set()
        self._poll: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start: get to know the bot, send what was left, do what is undone, and only then ask for more."""
        await self.world.telegram.start()
        await self._meet()
        self.world.username = self._bot.username
        await self._look_back()
        # somebody may have been erased just before a crash: what was deleted is written over now
        self.beside(self.db.shrink())
        self.lanes.start()
        await self.postman.recover()
        await self.ticks.stuck()
        # what waits to be sent is fetched by the first tick: by then a question whose time is over was taken back
        await self.ticks.kick()
        self.ticks.start()
        await self.ticks.alive()
        self._poll = asyncio.create_task(self.intake.run(), name="intake")
        self.beside(set_profile(self.world, self._polling))
        if self.settings.safety_model:
            self.world.detector.start()

    async def stop(self) -> None:
        """Stop taking in, finish what is in hand, and close everything."""
        self.ticks.stop()
        if self._poll is not None:
            self._poll.cancel()
            await asyncio.gather(self._poll, return_exceptions=True)
        with suppress(TimeoutError):  # what is not done by then is in the database, for the next start
            async with asyncio.timeout(STOP_SECONDS):
                await self.lanes.idle()
                await self.postman.stop(3)
                await self.lanes.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(Exception):  # the next start reckons from the last half minute then
            await self.ticks.alive()
        self._attachments.close()
        await self._polling.close()
        await self.world.telegram.close()
        self._tried.close()
        await self.db.close()

    async def quiet(self) -> None:
        """Return when nothing waits to be done or sent. For clocks that are moved by hand."""
        while self.lanes.busy or self.postman.busy:
            await self.lanes.idle()
            await self.postman.idle()

    def beside(self, work: Any) -> None:
        """Do ``work`` without anybody waiting for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _meet(self) -> None:
        """Get to know the bot, waiting for as long as Telegram is out of reach.

        Raises:
            StartRefused: Telegram does not know the token.
        """
        pause = 1.0
        while True:
            try:
                return await self._application.initialize()
            except InvalidToken:
                raise StartRefused("Telegram does not know this token. Ask @BotFather for the right one.") from None
            except TelegramError as failure:
                log.warning("Telegram is out of reach (%s), trying again", type(failure).__name__)
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)

    async def _look_back(self) -> None:
        """Find out how long the bot was off, so that what an outage held up is not sent in a heap."""
        async with self.db.read() as tx:
            last, long = await meta.get(tx, "alive"), await meta.get(tx, "outage")
        now = self.world.clock.now()
        if last is not None and now - dt.datetime.fromisoformat(last) > OUTAGE:
            self.world.back_at = now
        if last is not None and now - dt.datetime.fromisoformat(last) > LONG:
            long = f"{last} {now.isoformat()}"
            async with self.db.begin() as tx:
                await meta.put(tx, "outage", long)
        if long is not None:
            self.world.outage = Outage(*map(dt.datetime.fromisoformat, long.split()))

    def _forget(self, lane: str) -> None:
        """Somebody was erased: what waits for them goes too, and the freed pages are written over."""
        self.postman.forget(lane)
        self.beside(self.db.shrink())

    async def _claim(self, limit: int) -> Sequence[outbox.Parcel]:
        async with self.db.begin() as tx:
            return await outbox.claim_queued(tx, self.world.clock.now(), limit, self.world.vault)

    async def _recover(self) -> outbox.Found:
        tried = self._tried.read()
        async with self.db.begin() as tx:
            found = await outbox.unsure_at_start(tx, self.world.clock.now(), self.world.vault, tried=tried)
        self._tried.begin()
        return found

    async def _screen(self, talk: str) -> int | None:
        async with self.db.read() as tx:
            return await outbox.screen_of(tx, talk, self.world.vault)

    async def _gone(self, lane: str, status: str) -> None:
        async with self.db.begin() as tx:
            await set_status(tx, lane, status)
            await outbox.drop_for_lane(tx, lane)


async def build(settings: Settings, handlers: Sequence[Any], errors: Any, clock: Clock | None = None) -> App:
    """Return a bot ready to start.

    Raises:
        StartRefused: the key or the database is not as it must be.
    """
    if settings.kill_at:
        kill.arm(settings.kill_at)
    clock = clock or RealClock()
    vault = await unlock(settings)
    db = await open_database(settings, vault)
    telegram = Telegram(settings.api_url, settings.token)
    async with db.read() as tx:
        owner = await meta.get(tx, "owner")
    access = Access(settings.access, owner, clock.now())
    world = World(settings, vault, db, clock, telegram, Numbers(clock.now), access)
    world.detector = Detector(models=settings.safety_model)
    bot = Bot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        request=AiohttpRequest(telegram),
        get_updates_request=AiohttpRequest(telegram),
    )
    return App(settings, db, world, bot, handlers, errors)
