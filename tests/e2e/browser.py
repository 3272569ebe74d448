"""A headless Chromium driven over its DevTools socket, for looking at the try page as a person would.

Real input events are sent, not calls into the page's scripts: what a test clicks is what a hand would hit, and what
it presses goes to whatever has the focus. Everything that has to appear is waited for, never slept for.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

import aiohttp

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)

KEYS = {
    "Enter": ("Enter", 13, "\r"),
    "Tab": ("Tab", 9, ""),
    "Escape": ("Escape", 27, ""),
    "Backspace": ("Backspace", 8, ""),
    "Space": ("Space", 32, " "),
    "Home": ("Home", 36, ""),
    "End": ("End", 35, ""),
    "ArrowLeft": ("ArrowLeft", 37, ""),
    "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowRight": ("ArrowRight", 39, ""),
    "ArrowDown": ("ArrowDown", 40, ""),
}

# The last match wins for text: in a chat the newest button of a name is the one a person would tap.
FIND = """(what) => {
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  let found = [];
  try { found = [...document.querySelectorAll(what)].filter(shown); } catch { found = []; }
  if (found.length) return found[0];
  const named = (e) => (e.getAttribute('aria-label') || e.innerText || '').trim() === what;
  const buttons = [...document.querySelectorAll('button, a, summary, label, [role=button]')].filter(shown);
  return buttons.filter(named).at(-1) || null;
}"""


class PageFault(Exception):
    """The page did not do what was waited for, or a script in it failed."""


class Browser:
    """One Chromium with one page. Use ``launch()``; all waits give up after ``patience`` seconds."""

    def __init__(self, program: str = "/usr/bin/chromium", patience: float = 15.0) -> None:
        self.program = program
        self.patience = patience
        self.logged: list[str] = []  # what the page wrote to its console as a warning or an error
        self.requested: list[str] = []  # every address the page asked for
        self._profile = Path(tempfile.mkdtemp(prefix="browser-"))
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def start(self, width_px: int, height_px: int) -> Self:
        """Start the program with an empty profile and return itself, its page sized in CSS pixels."""
        self._process = await asyncio.create_subprocess_exec(
            self.program, *FLAGS, f"--user-data-dir={self._profile}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        self._web = aiohttp.ClientSession()
        port = (await self._until(self._read_port, "the browser's port")).split()[0]
        self._socket = await self._web.ws_connect(
            await self._until(lambda: self._target(port), "a tab"), max_msg_size=0
        )
        self._reader = asyncio.create_task(self._read())
        for domain in ("Page", "Runtime", "Log", "Network"):
            await self.command(f"{domain}.enable")
        await self.resize(width_px, height_px)
        return self

    async def command(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the result of one DevTools command. Raises PageFault if the browser refuses it."""
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": params})
        message = await asyncio.wait_for(answer, self.patience)
        if "error" in message:
            raise PageFault(f"{method}: {message['error']}")
        result: dict[str, Any] = message["result"]
        return result

    async def run(self, script: str, *args: object) -> Any:
        """Return what the JavaScript function ``script`` returns for ``args``. Raises PageFault if it throws."""
        call = f"({script})({', '.join(json.dumps(a) for a in args)})"
        result = await self.command("Runtime.evaluate", expression=call, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise PageFault(str(result["exceptionDetails"].get("exception", {}).get("description", result)))
        return result["result"].get("value")

    async def goto(self, url: str) -> None:
        """Open ``url`` and wait until the page has loaded."""
        await self.command("Page.navigate", url=url)
        await self._until(
            lambda: self.run("() => document.readyState === 'complete' && location.href !== 'about:blank'"), url
        )

    async def click(self, what: str, count: int = 1) -> None:
        """Click ``what``: a CSS selector, or the exact text of a button, in the middle of its first line.

        ``count`` 2 is a double click.
        """
        place = "(w) => { const e = (" + FIND + ")(w); if (!e) return null; e.scrollIntoView({block: 'nearest'});"
        place += "const b = e.getClientRects()[0]; return [b.x + b.width / 2, b.y + b.height / 2]; }"
        x, y = await self._until(lambda: self.run(place, what), what)
        for press in range(1, count + 1):
            for kind in ("mousePressed", "mouseReleased"):
                await self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=press)

    async def type(self, text: str, into: str | None = None) -> None:
        """Type ``text`` into the field ``into`` (clicked first), or wherever the focus is."""
        if into is not None:
            await self.click(into)
        await self.command("Input.insertText", text=text)

    async def press(self, key: str, times: int = 1) -> None:
        """Press a key by its name ("Tab", "Shift+Tab", "ArrowDown", "a")."""
        *shift, name = key.split("+") if len(key) > 1 else [key]
        code, number, text = KEYS.get(name, (name, ord(name[0].upper()), name))
        common = {
            "key": " " if name == "Space" else name,
            "code": code,
            "windowsVirtualKeyCode": number,
            "modifiers": sum({"Alt": 1, "Control": 2, "Shift": 8}[s] for s in shift),
        }
        for _ in range(times):
            await self.command("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **common)
            await self.command("Input.dispatchKeyEvent", type="keyUp", **common)

    async def wait_for(self, what: str, gone: bool = False) -> None:
        """Wait until ``what`` (a selector, or words anywhere on the page) is shown, or with ``gone`` no longer is."""
        seen = "(w) => Boolean((" + FIND + ")(w)) || Boolean(document.body?.innerText.includes(w))"

        async def there() -> bool:
            return bool(await self.run(seen, what)) is not gone

        await self._until(there, what)

    async def text(self, selector: str = "body") -> str:
        """Return the text shown in the first element that matches, or "" when there is none."""
        return str(await self.run("(s) => document.querySelector(s)?.innerText ?? ''", selector))

    async def focused(self) -> str:
        """Return what has the focus: its label or text, else its tag."""
        named = "(e) => (e.getAttribute('aria-label') || e.innerText || e.tagName).trim()"
        return str(await self.run("() => (" + named + ")(document.activeElement)"))

    async def screenshot(self, path: str | Path, selector: str | None = None) -> Path:
        """Write a PNG of what is in view, or of the first match of ``selector``, and return its path."""
        clip: dict[str, Any] = {}
        if selector is not None:
            box = "(s) => { const b = document.querySelector(s).getBoundingClientRect();"
            x, y, w, h = await self.run(box + " return [b.x + scrollX, b.y + scrollY, b.width, b.height]; }", selector)
            clip = {"clip": {"x": x, "y": y, "width": w, "height": h, "scale": 1}, "captureBeyondViewport": True}
        shot = await self.command("Page.captureScreenshot", format="png", **clip)
        target = Path(path)
        target.write_bytes(base64.b64decode(shot["data"]))
        return target

    async def resize(self, width_px: int, height_px: int) -> None:
        """Set the page's size in CSS pixels."""
        size = {"width": width_px, "height": height_px, "deviceScaleFactor": 1, "mobile": False}
        await self.command("Emulation.setDeviceMetricsOverride", **size)

    async def prefer(self, **features: str) -> None:
        """Set what the person prefers: ``color_scheme="dark"``, ``reduced_motion="reduce"``."""
        media = [{"name": "prefers-" + name.replace("_", "-"), "value": value} for name, value in features.items()]
        await self.command("Emulation.setEmulatedMedia", features=media)

    async def close(self) -> None:
        """End the browser and remove its profile."""
        if hasattr(self, "_reader"):
            self._reader.cancel()
            await self._socket.close()
        if hasattr(self, "_web"):
            await self._web.close()
        if hasattr(self, "_process") and self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()
        for _ in range(40):  # its helper processes outlive it for a moment and still write to the profile
            shutil.rmtree(self._profile, ignore_errors=True)
            if not self._profile.exists():
                break
            await asyncio.sleep(0.05)

    async def _read(self) -> None:
        async for message in self._socket:
            body = json.loads(message.data)
            if "id" in body:
                waiting = self._answers.pop(body["id"], None)
                if waiting is not None and not waiting.done():
                    waiting.set_result(body)
            elif body["method"] == "Log.entryAdded" and body["params"]["entry"]["level"] in ("warning", "error"):
                self.logged.append(body["params"]["entry"]["text"])
            elif body["method"] == "Network.requestWillBeSent":
                self.requested.append(body["params"]["request"]["url"])
            elif body["method"] == "Runtime.exceptionThrown":
                self.logged.append(str(body["params"]["exceptionDetails"].get("exception", {}).get("description")))

    async def _read_port(self) -> str:
        file = self._profile / "DevToolsActivePort"
        return file.read_text() if file.exists() else ""

    async def _target(self, port: str) -> str:
        async with self._web.get(f"http://127.0.0.1:{port}/json/list") as answer:
            tabs = await answer.json(content_type=None)
        return next((tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page"), "")

    async def _until(self, look: Any, name: str) -> Any:
        """Return the first truthy result of ``look``. Raises PageFault, naming ``name``, when patience runs out."""
        try:
            async with asyncio.timeout(self.patience):
                while True:
                    try:
                        if found := await look():
                            return found
                    except PageFault as fault:
                        if "context" not in str(fault):  # the page is being changed for another: look again
                            raise
                    await asyncio.sleep(0.03)
        except TimeoutError:
            raise PageFault(f"waited {self.patience:g} s in vain for: {name}") from None


@asynccontextmanager
async def launch(width_px: int = 1280, height_px: int = 860) -> AsyncIterator[Browser]:
    """Yield a browser with an empty profile; it is ended and its profile removed afterwards."""
    browser = Browser()
    try:
        yield await browser.start(width_px, height_px)
    finally:
        await browser.close()
