"""``stillpoint run``: the bot, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Sequence
from typing import Any

from bot.settings import Settings
from bot.shell.app import App, build
from bot.shell.clock import Clock, MovableClock, RealClock
from bot.shell.logs import set_up_logs
from bot.shell.stepping import follow, join

log = logging.getLogger("bot")


async def run(settings: Settings, handlers: Sequence[Any], errors: Any) -> int:
    """Run until SIGTERM or SIGINT. Return 0, or 75 when another copy of this bot is polling.

    ``handlers`` are the doorways; ``errors`` is the module with ``failed`` and ``give_up``.

    Raises:
        StartRefused: the key or the database is not as it must be.
    """
    set_up_logs(settings)
    clock: Clock = RealClock()
    if settings.clock_url:
        clock = MovableClock(await join(settings.clock_url))
    app = await build(settings, handlers, errors, clock)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        await app.start()
        # what is there by now stays: going through it all again would hold everybody up for a tenth of a second
        gc.collect()
        gc.freeze()
        _greet(app)
        if settings.clock_url and isinstance(clock, MovableClock):
            app.beside(follow(app, clock, settings.clock_url))
        waits = {asyncio.create_task(stop.wait()), asyncio.create_task(app.intake.given_up.wait())}
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for task in waits:
            task.cancel()
    finally:
        await app.stop()
    if app.intake.given_up.is_set():
        log.error("another program is polling with this token; stop it, or give this one a token of its own")
        return 75
    return 0


def _greet(app: App) -> None:
    """Print who is running, and, while nobody owns a closed bot, the address that claims it."""
    name = app.world.username
    print(f"Stillpoint is running as @{name}. Stop it with Ctrl-C.", flush=True)
    if app.world.access.code is not None:
        print("It is closed until you claim it. Open this within 15 minutes; it works once:", flush=True)
        print(f"  https://t.me/{name}?start={app.world.access.code}", flush=True)
