"""A clock that is moved by hand: from one due moment to the next, each done and sent before the clock goes on.

The try page and the tests jump weeks in a moment. A jump is never one leap: reminders, snoozes and windows that lie on
the way come due one by one, in order, at their own time, as they would have.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.shell.app import App
from bot.shell.clock import MovableClock
from bot.store.due import next_due_at

log = logging.getLogger(__name__)

Report = Callable[[dt.datetime], Awaitable[None]]
STEPS = 100_000  # more than any jump has; a due row that will not move must not hold the clock for ever
STILL = 20  # looks at the same moment in a row before the clock goes on without it


async def advance(app: App, clock: MovableClock, target: dt.datetime, report: Report) -> None:
    """Move ``clock`` to ``target``, due moment by due moment; ``report`` is told each moment before its work is done."""
    last, still = None, 0
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
        await app.ticks.due()
    clock.put(target)
    await report(clock.now())
    await app.ticks.due()
    await _settle(app)


async def _settle(app: App) -> None:
    """Return when all that is due now is done and sent."""
    while True:
        await app.quiet()
        if not await app.postman.pull():
            return


async def follow(app: App, clock: MovableClock, url: str) -> None:
    """Follow the clock a control side keeps at ``url``, for ever; the bot's own moment is reported back."""
    rev = 0
    async with aiohttp.ClientSession() as session:

        async def report(now: dt.datetime) -> None:
            body = {"now": now.isoformat(), "next": await upcoming(app)}
            async with session.post(f"{url}/now", json=body) as answer:
                await answer.read()

        await report(clock.now())
        while True:
            try:
                wait = aiohttp.ClientTimeout(total=40)
                async with session.get(url, params={"wait": str(rev)}, timeout=wait) as answer:
                    told: dict[str, Any] = await answer.json()
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.2)
                continue
            if told["rev"] == rev:
                continue
            rev = told["rev"]
            clock.rate = told.get("rate", 1.0)
            if told.get("target"):
                await advance(app, clock, dt.datetime.fromisoformat(told["target"]), report)


async def join(url: str) -> dt.datetime:
    """Return the moment the control side's clock shows."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return dt.datetime.fromisoformat((await answer.json())["now"])


async def upcoming(app: App) -> list[dict[str, str]]:
    """Return what comes due next, as the try page shows it: named by kind, with its moment."""
    async with app.db.read() as tx:
        at = await next_due_at(tx)
    return [] if at is None else [{"what": "reminder", "at": at.isoformat()}]
