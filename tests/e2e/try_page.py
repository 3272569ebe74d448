"""``stillpoint try`` as a process of its own, and its page in a real browser, as a newcomer meets them."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.e2e.browser import Browser, PageFault, launch
from tests.e2e.telegram_user import Local

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 30.0  # seconds, for anything: the machine may be busy with other tests
# Ana's computer: in Lisbon, and her browser speaks Portuguese, so that Lisbon is the first place she is offered
ANA_IS_IN, ANA_SPEAKS = "Europe/Lisbon", "pt-PT"


class Trying:
    """One ``stillpoint try``: its page's address, and how it ended. ``folders`` is where it may make its directory."""

    def __init__(
        self, folders: Path, arguments: tuple[str, ...] = ("-W", "error", "-m", "bot"), **settings: str
    ) -> None:
        self._folders, self._arguments, self._settings = folders, arguments, settings
        self.page_url = ""
        self.said = ""

    async def start(self) -> None:
        """Start it and return once it has told its address."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("STILLPOINT_")}
        chosen = {f"STILLPOINT_{name}": value for name, value in {"PORT": "0", **self._settings}.items()}
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self._arguments,
            "try",
            "--no-browser",
            cwd=ROOT,
            env={**own, **chosen, "TZ": ANA_IS_IN, "TMPDIR": str(self._folders), "PYTHONPATH": str(ROOT)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        line = (await asyncio.wait_for(self._process.stdout.readline(), PATIENCE)).decode()
        found = re.search(r"http://127\.0\.0\.1:\d+/\S+/", line)
        assert found, line
        self.page_url = found.group()

    async def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it as a terminal does, with every process it started, and return its exit code."""
        if self._process.returncode is None:
            os.killpg(self._process.pid, how)
        out, err = await asyncio.wait_for(self._process.communicate(), PATIENCE)
        self.said += out.decode() + err.decode()
        return self._process.returncode or 0

    def folder(self) -> Path | None:
        """Return the directory it keeps its data in, or None when there is none (any more)."""
        return next(iter(self._folders.glob("stillpoint-try-*")), None)

    def people(self) -> Local:
        """Return its local Telegram, to talk to the bot without a browser."""
        return Local(control_url=f"{self.page_url}control")


@asynccontextmanager
async def trying(folders: Path, **settings: str) -> AsyncIterator[Trying]:
    """Yield a running ``stillpoint try``; whatever happens, it is stopped."""
    tried = Trying(folders, **settings)
    await tried.start()
    try:
        yield tried
    finally:
        await tried.stop()


class Newcomer:
    """Ana, who has never seen the page: what she looks for, and what she taps."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.taps = 0

    async def opens(self, url: str) -> None:
        """Open the page and wait until the bot says who it is."""
        agent = (await self.browser.command("Browser.getVersion"))["userAgent"]
        await self.browser.command("Emulation.setUserAgentOverride", userAgent=agent, acceptLanguage=ANA_SPEAKS)
        await self.browser.command("Emulation.setTimezoneOverride", timezoneId=ANA_IS_IN)
        await self.browser.goto(url)
        await self.browser.wait_for("#start")
        await self.sees("What can this bot do?")

    async def sees(self, words: str) -> None:
        """Wait until ``words`` are in the chat. What is stored says much the same words, so only the chat counts."""
        await self.until("(w) => document.querySelector('#log').innerText.includes(w)", words)

    async def ticked(self, step: str) -> None:
        """Wait until the tour has ticked ``step``."""
        done = "(w) => [...document.querySelectorAll('.step[data-state=done] .step-name')]"
        await self.until(done + ".some((e) => e.innerText === w)", step)

    async def has_focus_on(self, label: str) -> None:
        """Wait until the focus is on the button with this label."""
        await self.until("(w) => document.activeElement.innerText.trim() === w", label)

    async def until(self, script: str, *args: object) -> None:
        """Wait until the JavaScript function ``script`` returns something true for ``args``."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self.browser.run(script, *args):
                    await asyncio.sleep(0.03)
        except TimeoutError:
            chat = await self.browser.text("#log")
            raise PageFault(f"not seen: {args or script}\n{chat[-2000:]}") from None

    async def taps_on(self, label: str, then: str) -> None:
        """Tap the button of the chat that has this label, and wait for what comes of it."""
        await self.browser.click(label)
        self.taps += 1
        await self.sees(then)

    async def writes(self, text: str) -> None:
        """Write ``text`` into the field and send it."""
        await self.browser.type(text, "#text")
        await self.browser.press("Enter")

    async def sets_up(self) -> None:
        """Go through set-up, from START to the first question."""
        await self.taps_on("#start", "18 or older?")
        await self.taps_on("I'm 18 or older", "the plain facts")
        await self.taps_on("Yes, keep my answers", "What time is it where you are?")
        await self.taps_on(await self.clock_of("Lisbon"), "When shall I check in?")
        await self.taps_on("Morning 08:00 and evening 20:30", "All set")
        await self.taps_on("First check-in now", "How are you today?")

    async def clock_of(self, city: str) -> str:
        """Return the label of the button that shows the time in ``city``."""
        labels = await self.browser.run("() => [...document.querySelectorAll('.key')].map((e) => e.innerText)")
        return next(label for label in labels if label.endswith(city))

    async def checks_in(self) -> None:
        """Answer the morning's five questions."""
        for answer, then in (("4", "2 of 5"), ("3", "3 of 5"), ("4", "4 of 5"), ("4", "5 of 5"), ("Rest day", "Saved")):
            await self.taps_on(answer, then)

    async def sees_a_picture(self) -> None:
        """Wait until a picture of the bot's is shown."""
        await self.until("() => [...document.querySelectorAll('.bubble img')].some((i) => i.naturalWidth > 0)")

    async def stored(self) -> list[dict[str, Any]]:
        """Return what the server says is stored about her."""
        ask = "async () => (await (await fetch(`control/stored?user=${sessionStorage.person}`)).json()).rows"
        rows: list[dict[str, Any]] = await self.browser.run(ask)
        return rows


@asynccontextmanager
async def newcomer(width_px: int = 1400, height_px: int = 980) -> AsyncIterator[Newcomer]:
    """Yield Ana at a browser of her own."""
    async with launch(width_px, height_px) as browser:
        browser.patience = PATIENCE
        yield Newcomer(browser)
