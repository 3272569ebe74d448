"""The local Telegram on HTTP: the Bot API, the control side and the chat page, on this computer only.

It listens on 127.0.0.1, answers only to that name or localhost (so no web site can reach it by rebinding its own name),
and keeps page and control under a path nobody can guess.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import orjson
from aiohttp import web
from aiohttp.http_parser import RawRequestMessage
from aiohttp.streams import StreamReader

from bot.shell.playground import calls
from bot.shell.playground.control import Control, Hooks
from bot.shell.playground.refused import Impossible
from bot.shell.playground.telegram import LocalTelegram

HOST = "127.0.0.1"
PAGE = Path(__file__).parent / "page"
# the page is set in the typeface of the cards, which the bot carries anyway
FONTS = Path(__file__).parents[2] / "content" / "fonts"
_BIGGEST_BODY_BYTES = 64 * 2**20
_HEARTBEAT_SECONDS = 15
_CAREFUL = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
# pictures and films may be shown in the page; anything else is only ever downloaded
_SHOWN = frozenset({"image/png", "image/gif", "image/jpeg", "image/webp", "video/mp4"})


@dataclass(slots=True)
class Running:
    """A local Telegram that is being served, and where."""

    local: LocalTelegram
    hooks: Hooks
    port: int
    token: str
    secret: str
    runner: web.ServerRunner

    @property
    def api_url(self) -> str:
        """The base of the Bot API, in front of "/bot<token>/<method>"."""
        return f"http://{HOST}:{self.port}"

    @property
    def page_url(self) -> str:
        """The chat page."""
        return f"{self.api_url}/{self.secret}/"

    @property
    def control_url(self) -> str:
        """The control side, in front of "/<name>"."""
        return f"{self.page_url}control"

    async def stop(self) -> None:
        """Stop serving; connections still open are closed."""
        await self.runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()


async def serve(
    local: LocalTelegram | None = None,
    *,
    port: int = 0,
    or_next: bool = False,
    token: str | None = None,
    secret: str | None = None,
    hooks: Hooks | None = None,
) -> Running:
    """Return ``local`` (a new one by default) being served at ``port`` (0: any), or with ``or_next`` the next free one.

    Raises:
        OSError: the port is taken, or none of the twenty from it on is free.
    """
    local = local or LocalTelegram()
    token = token or f"{local.bot_id}:{secrets.token_urlsafe(26)}"
    running = Running(local, {} if hooks is None else hooks, port, token, secret or secrets.token_urlsafe(24), None)  # type: ignore[arg-type]
    handler = Doors(running)
    running.runner = web.ServerRunner(web.Server(handler, request_factory=_request), shutdown_timeout=0.5)
    await running.runner.setup()
    for number in range(port, port + 20) if or_next and port else (port,):
        site = web.TCPSite(running.runner, HOST, number, reuse_address=True)
        try:
            await site.start()
        except OSError as taken:
            await site.stop()
            if taken.errno != errno.EADDRINUSE or number == port + 19 or not or_next:
                await running.runner.cleanup()
                raise
            continue
        break
    running.port = running.runner.addresses[0][1]
    return running


def _request(
    message: RawRequestMessage, payload: StreamReader, protocol: Any, writer: Any, task: Any
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=_BIGGEST_BODY_BYTES)


class Doors:
    """Sends each request to where it belongs, by plain comparison: this is the peer of storms too."""

    def __init__(self, running: Running) -> None:
        self._running = running
        self._local = running.local
        self._control = Control(running.local, running.hooks)
        self._api = f"/bot{running.token}/"
        self._file = f"/file/bot{running.token}/files/"
        self._page = f"/{running.secret}"

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """Return the answer to ``request``."""
        if request.host.rpartition(":")[0] not in (HOST, "localhost") and request.host not in (HOST, "localhost"):
            return _json({"error": "this is served to this computer only"}, 403)
        path = request.path
        if path.startswith(self._api):
            return await calls.answer(self._local, request, path[len(self._api) :])
        if path.startswith("/bot"):
            return _json({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        if path.startswith(self._file):
            return self._media(path[len(self._file) :])
        if path == self._page:
            return web.Response(status=301, headers={"Location": f"{self._page}/", **_CAREFUL})
        if path.startswith(f"{self._page}/control/"):
            return await self._controlled(request, path[len(self._page) + len("/control/") :])
        if path.startswith(f"{self._page}/") and request.method in ("GET", "HEAD"):
            return await asyncio.to_thread(_page_file, path[len(self._page) + 1 :] or "index.html")
        return _json({"error": "not found"}, 404)

    async def _controlled(self, request: web.BaseRequest, name: str) -> web.StreamResponse:
        try:
            if request.method == "GET":
                if name == "media":
                    return self._media(request.query.get("id", ""))
                if name == "events":
                    return await self._events(request)
                return _json(await self._control.see(name, dict(request.query)))
            if request.method != "POST":
                return _json({"error": "GET or POST"}, 405)
            body = await request.read()
            args = orjson.loads(body) if body else {}
            if not isinstance(args, dict):
                raise Impossible(400, "a JSON object is expected")
            return _json(await self._control.do(name, args))
        except Impossible as fault:
            return _json({"error": fault.error, **fault.more}, fault.status)
        except (TypeError, ValueError) as fault:
            return _json({"error": str(fault)}, 400)

    def _media(self, media_id: str) -> web.Response:
        media = self._local.media.get(media_id)
        if media is None:
            return _json({"error": "no such file"}, 404)
        headers = dict(_CAREFUL)
        if media.mime_type not in _SHOWN:
            headers["Content-Disposition"] = "attachment"
        return web.Response(body=media.content, content_type=media.mime_type, headers=headers)

    async def _events(self, request: web.BaseRequest) -> web.StreamResponse:
        """Tell of every change until the reader goes."""
        only = request.query.get("user")
        waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue(maxsize=1000)

        def listener(rev: int, chat: int | None) -> None:
            # a reader too slow misses some: the next revision tells it all the same that something changed
            if only is None or chat is None or str(chat) == only:
                with contextlib.suppress(asyncio.QueueFull):
                    waiting.put_nowait({"rev": rev, "clock": True} if chat is None else {"rev": rev, "user": chat})

        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", **_CAREFUL})
        await response.prepare(request)
        self._local.listeners.add(listener)
        try:
            await response.write(b": here\n\n")
            while True:
                try:
                    async with asyncio.timeout(_HEARTBEAT_SECONDS):
                        line = b"data: " + orjson.dumps(await waiting.get()) + b"\n\n"
                except TimeoutError:
                    line = b": still here\n\n"
                await response.write(line)
        except ConnectionError:
            return response
        finally:
            self._local.listeners.discard(listener)


def _page_file(name: str) -> web.Response:
    folder, name = (FONTS, name.removeprefix("fonts/")) if name.startswith("fonts/") else (PAGE, name)
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return _json({"error": "not found"}, 404)
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    charset = "utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")) else None
    return web.Response(body=path.read_bytes(), content_type=kind, charset=charset, headers=_CAREFUL)


def _json(told: dict[str, Any], status: int = 200) -> web.Response:
    body = orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS)
    return web.Response(status=status, body=body, content_type="application/json", headers=_CAREFUL)
