"""A clock that is moved by hand: from one due moment to the next, each done and sent before the clock goes on.

The try page and the tests jump weeks in a moment. A jump is never one leap: reminders, snoozes and windows that lie on
the way come due one by one, in order, at their own time, as they would have.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import aiohttp

from bot.content.words import Words
from bot.core.message import say
from bot.shell.app import App
from bot.shell.clock import MovableClock
from bot.store.coming import Coming, load_coming
from bot.store.due import next_due_at
from bot.store.people import Person

log = logging.getLogger(__name__)

Report = Callable[[dt.datetime], Awaitable[None]]
STEPS = 100_000  # more than any jump has; a due row that will not move must not hold the clock for ever
LOOK_SECONDS = 0.25
ALIVE = dt.timedelta(minutes=1)
STILL = 20  # looks at the same moment in a row before the clock goes on without it


async def advance(app: App, clock: MovableClock, target: dt.datetime, report: Report) -> None:
    """Move ``clock`` to ``target``, due moment by due moment; ``report`` is told each one before its work is done."""
    last, still, begin = None, 0, clock.now()
    for _ in range(STEPS):
        await _settle(app)
        async with app.db.read() as tx:
            following = await next_due_at(tx)
        if following is None or following > target:
            break
        still = still + 1 if following == last else 0
        last = following
        if still >= STILL:
            log.error("something due does not move on; the clock goes on without it")
            break
        clock.put(following)
        await report(clock.now())
        await app.ticks.kick()
    clock.put(target)
    if clock.now() - begin > ALIVE:
        await app.ticks.alive()  # so that time jumped over is no outage after a kill
    await report(clock.now())
    await app.ticks.kick()
    await _settle(app)


async def _settle(app: App) -> None:
    """Return when all that is due now is done and sent."""
    while True:
        await app.quiet()
        if not await app.postman.pull():
            return


async def follow(app: App, clock: MovableClock, url: str) -> None:
    """Follow the clock a control side keeps at ``url``, for ever; the bot's own moment is reported back.

    Between two moves what comes next is told anew whenever it has changed.
    """
    rev = 0
    told: list[dict[str, Any]] = []
    async with aiohttp.ClientSession() as session:

        async def report(now: dt.datetime) -> None:
            nonlocal told
            told = await upcoming(app)
            async with session.post(f"{url}/now", json={"now": now.isoformat(), "next": told}) as answer:
                await answer.read()

        async def wait(rev: int) -> dict[str, Any]:
            timeout = aiohttp.ClientTimeout(total=40)
            async with session.get(url, params={"wait": str(rev)}, timeout=timeout) as answer:
                found: dict[str, Any] = await answer.json()
                return found

        async def look(turns: int) -> int:
            if app.lanes.turns != turns and await upcoming(app) != told:
                await report(clock.now())
            return app.lanes.turns

        await report(clock.now())
        while True:
            try:
                found = await _beside(wait(rev), look)
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.2)
                continue
            if found["rev"] == rev:
                continue
            rev = found["rev"]
            clock.rate = found.get("rate", 1.0)
            if found.get("target"):
                await advance(app, clock, dt.datetime.fromisoformat(found["target"]), report)


async def _beside(waiting: Coroutine[Any, Any, dict[str, Any]], look: Callable[[int], Awaitable[int]]) -> Any:
    """Return what ``waiting`` returns; ``look`` is called now and then meanwhile, with what it returned last."""
    task, seen = asyncio.create_task(waiting), -1
    try:
        while not (await asyncio.wait({task}, timeout=LOOK_SECONDS))[0]:
            seen = await look(seen)
        return await task
    finally:
        task.cancel()


async def join(url: str) -> dt.datetime:
    """Return the moment the control side's clock shows."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return dt.datetime.fromisoformat((await answer.json())["now"])


async def upcoming(app: App) -> list[dict[str, Any]]:
    """Return what comes due next, earliest first, for whoever looks at the clock.

    ``kind`` is "reminder" for what is going to be asked or asked again, "card" for pictures, else "timer"; ``what`` is
    in the person's words and ``user`` says whose it is. Reminders that somebody has sent to rest are left out.
    """
    async with app.db.read() as tx:
        coming = await load_coming(tx, app.world.vault)
    return [_named(app, one) for one in coming if one.rule is None or one.person is None or not _rests(one.person)]


def _rests(person: Person) -> bool:
    return person.profile.resting or person.status != "active"


def _named(app: App, coming: Coming) -> dict[str, Any]:
    told: dict[str, Any] = {"at": coming.at.isoformat(), "kind": "timer", "what": ""}
    language = "en"
    if coming.person is not None:
        told["user"], language = coming.person.profile.chat_id, coming.person.profile.language
    words = app.world.words(language)
    if coming.rule is not None:
        told["kind"] = "card" if coming.rule.is_card else "reminder"
        told["what"] = _name(words, coming.rule.kind)
    elif coming.timer is not None:
        told["kind"] = "reminder" if coming.timer.kind == "snooze" else "timer"
        told["what"] = _name(words, coming.timer.kind)
    return told


def _name(words: Words, kind: str) -> str:
    """Return how people know a reminder or timer of ``kind``; its kind where they never hear of it."""
    try:
        return words.text(say(f"home-name-{kind}"))
    except KeyError:
        return kind
