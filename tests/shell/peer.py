"""A small Telegram for the sending side: a real HTTP server that keeps what it was told and can be told to fail."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import BodyPartReader, web

TOKEN = "123456:secret-token"


@dataclass(frozen=True)
class Call:
    """One call as it came in; ``files`` maps a field to its file name and size."""

    method: str
    params: dict[str, Any]
    files: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def text(self) -> str | None:
        return self.params.get("text")


def error(code: int, description: str, **parameters: Any) -> tuple[int, bytes]:
    """Return a refusal as the Bot API words it."""
    answer: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        answer["parameters"] = parameters
    return code, orjson.dumps(answer)


HTML = 502, b"<html><h1>502 Bad Gateway</h1></html>"
DROP = 0, b""
FLOOD = error(429, "Too Many Requests: retry after 1", retry_after=0.05)
BLOCKED = error(403, "Forbidden: bot was blocked by the user")


class Peer:
    """Answers every call as Telegram would, unless an answer was ``plan``ned for it."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.url = ""
        self.under_way = 0
        self.most_under_way = 0
        self.delay = 0.0
        self._plans: dict[str, deque[tuple[int, bytes]]] = {}
        self._next_id = 100
        self._runner: web.AppRunner | None = None

    def plan(self, method: str, *answers: tuple[int, bytes]) -> None:
        """Give these answers to the next calls of ``method``. ``DROP`` takes the call and closes the connection."""
        self._plans.setdefault(method, deque()).extend(answers)

    def texts(self) -> list[str | None]:
        return [call.text for call in self.calls]

    def methods(self) -> list[str]:
        return [call.method for call in self.calls]

    async def start(self, port: int = 0) -> None:
        app = web.Application(client_max_size=2**26)
        app.router.add_post("/{bot}/{method}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        assert request.match_info["bot"] == f"bot{TOKEN}"
        method = request.match_info["method"]
        call = await _read(request, method)
        self.calls.append(call)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(self.delay)
        self.under_way -= 1
        plans = self._plans.get(method)
        status, body = plans.popleft() if plans else (200, self._good(call))
        if status == 0:
            assert request.transport
            request.transport.abort()
        return web.Response(status=status or 200, body=body, content_type="application/json")

    def _good(self, call: Call) -> bytes:
        if call.method.startswith("send"):
            self._next_id += 1
            return orjson.dumps({"ok": True, "result": {"message_id": self._next_id, "chat": call.params["chat_id"]}})
        return b'{"ok":true,"result":true}'


async def _read(request: web.Request, method: str) -> Call:
    if request.content_type == "application/json":
        return Call(method, orjson.loads(await request.read()))
    params: dict[str, Any] = {}
    files: dict[str, tuple[str, int]] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        assert part.name
        if part.filename:
            files[part.name] = (part.filename, len(await part.read()))
        else:
            params[part.name] = await part.text()
    return Call(method, params, files)
