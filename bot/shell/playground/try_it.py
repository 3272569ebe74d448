"""``stillpoint try``: the bot, a local Telegram and a page to meet it in, all in this one process.

It is the very same bot: it speaks HTTP to the local Telegram as it would to the real one. Nothing leaves this
computer, and what is stored lies in a directory of its own that is removed at the end. The page is there at once; the
bot, which has more to load, a moment later, and finds what was sent meanwhile.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.errors import StartRefused
from bot.settings import SQLITE, Settings
from bot.shell.clock import MovableClock
from bot.shell.playground.server import Running, serve
from bot.shell.playground.telegram import LocalTelegram

if TYPE_CHECKING:
    from bot.shell.app import App

# past the time most people are asked in the morning, so that the evening comes next
BEGINS = dt.time(8, 10)
OPERATOR = "whoever started this page"

Doorways = Callable[[], tuple[Sequence[Any], Any]]  # loads the handlers, and the module with ``failed`` and ``give_up``


async def try_it(settings: Settings, doorways: Doorways, open_browser: bool) -> int:
    """Run until SIGTERM or SIGINT and return 0. ``open_browser`` opens the page where there is a screen.

    ``doorways`` loads them, which takes a moment: the page does not wait for it.

    Raises:
        StartRefused: no port is free, or the bot cannot start.
    """
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    clock = MovableClock(this_morning(dt.datetime.now(dt.UTC)))
    local = LocalTelegram()
    local.clock.aim(clock.now().timestamp(), None)
    with tempfile.TemporaryDirectory(prefix="stillpoint-try-", ignore_cleanup_errors=True) as folder:
        async with await served(local, settings.port) as running:
            where = settings_for(settings, running, Path(folder))
            trial = Trial(where, doorways, clock, f"{running.control_url}/clock")
            running.hooks.update(trial.hooks())
            sys.stdout.write(f"Try Stillpoint: {running.page_url}  (stop it with Ctrl-C)\n")
            sys.stdout.flush()
            if open_browser and has_screen():
                show(running.page_url)
            try:
                await trial.start()
                await stop.wait()
            finally:
                await trial.stop()
    return 0


async def served(local: LocalTelegram, port: int) -> Running:
    """Return ``local`` being served at ``port`` or one of the next. Raises StartRefused."""
    try:
        return await serve(local, port=port, or_next=True)
    except OSError:
        raise StartRefused(f"No port from {port} to {port + 19} is free. Choose another in STILLPOINT_PORT.") from None


def this_morning(now: dt.datetime) -> dt.datetime:
    """Return the morning of today, by this computer's own clock."""
    return dt.datetime.combine(now.astimezone().date(), BEGINS).astimezone()


def settings_for(settings: Settings, running: Running, folder: Path) -> Settings:
    """Return ``settings`` turned to the local Telegram and to ``folder``."""
    return replace(
        settings,
        token=running.token,
        api_url=running.api_url,
        data_dir=folder,
        database_url=f"{SQLITE}{folder / 'stillpoint.db'}",
        key_file=folder / "stillpoint.key",
        operator=OPERATOR,
        access="open",
        log="warning" if settings.log == "info" else settings.log,
        test_hooks=False,
        kill_at=None,
        clock_url=None,
    )


def has_screen() -> bool:
    """Return whether a browser can be shown here."""
    return sys.platform in ("darwin", "win32") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def show(url: str) -> None:
    """Open ``url`` in the person's browser, without waiting for it."""
    import threading
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


class Trial:
    """The bot on trial, and what the page may ask of it beside the chat."""

    def __init__(self, settings: Settings, doorways: Doorways, clock: MovableClock, clock_url: str) -> None:
        self._settings, self._doorways, self._clock, self._clock_url = settings, doorways, clock, clock_url
        self._app: App | None = None
        self._following: asyncio.Task[None] | None = None
        self._changing = asyncio.Lock()

    async def start(self) -> None:
        """Start the bot; its code is loaded here, and not on the event loop, which has the page to serve."""
        async with self._changing:
            await self._start()

    async def stop(self) -> None:
        """Stop the bot. Without effect when it does not run."""
        async with self._changing:
            await self._stop()

    async def _start(self) -> None:
        build, follow, (handlers, errors) = await asyncio.to_thread(_load, self._settings, self._doorways)
        app = await build(self._settings, handlers, errors, self._clock)
        self._app = app
        await app.start()
        self._following = asyncio.create_task(follow(app, self._clock, self._clock_url))

    async def _stop(self) -> None:
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        if self._app is not None:
            app, self._app = self._app, None
            await app.stop()

    def hooks(self) -> dict[str, Callable[..., Awaitable[Any]]]:
        """Return what the page may ask for, by name."""
        return {"stored": self.stored, "fill": self.fill, "restart": self.restart}

    async def stored(self, user: int) -> list[dict[str, Any]]:
        """Return what is stored about ``user``; nothing while the bot is still being loaded."""
        if self._app is None:
            return []
        from bot.shell.stored import stored

        return await stored(self._app.world, user)

    async def fill(self, user: int, kind: str = "steady") -> dict[str, int]:
        """Write eight sample weeks of ``kind`` for ``user``."""
        from bot.shell.playground.refused import Impossible
        from bot.shell.playground.sample import fill

        if self._app is None:
            raise Impossible(409, "The bot is still starting.")
        return await fill(self._app.world, user, kind)

    async def restart(self) -> None:
        """Stop the bot and start it again on the same data."""
        async with self._changing:
            await self._stop()
            await self._start()


def _load(settings: Settings, doorways: Doorways) -> tuple[Any, Any, tuple[Sequence[Any], Any]]:
    from bot.shell.app import build
    from bot.shell.logs import set_up_logs
    from bot.shell.stepping import follow

    set_up_logs(settings)
    return build, follow, doorways()
