"""A local Telegram for the length of a test, and what a test asks of it over HTTP."""

from __future__ import annotations

from typing import Any, Self

import aiohttp
import orjson

from bot.shell.playground.server import Running, serve
from bot.shell.playground.telegram import LocalTelegram

View = dict[str, Any]


class Refusal(AssertionError):
    """The control side or the Bot API said no; ``status`` and ``told`` are its answer."""

    def __init__(self, status: int, told: View) -> None:
        super().__init__(f"{status}: {told}")
        self.status, self.told = status, told


class Served:
    """A local Telegram, served or joined.

    Without arguments it is served in the test's own loop; with ``control_url`` (and ``api_url``, ``token`` for calling
    the Bot API) one running elsewhere is joined.
    """

    def __init__(
        self,
        local: LocalTelegram | None = None,
        *,
        control_url: str | None = None,
        api_url: str | None = None,
        token: str | None = None,
    ) -> None:
        self._local = local
        self._running: Running | None = None
        self.control_url, self.api_url, self.token = control_url or "", api_url or "", token or ""

    async def __aenter__(self) -> Self:
        if not self.control_url:
            self._running = await serve(self._local)
            self.control_url, self.api_url = self._running.control_url, self._running.api_url
            self.token = self._running.token
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), json_serialize=_dumps)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        if self._running is not None:
            await self._running.stop()

    @property
    def running(self) -> Running:
        """What is served here; not for one that runs elsewhere."""
        assert self._running is not None, "this one runs elsewhere"
        return self._running

    async def see(self, name: str, **args: Any) -> View:
        """Return what GET ``name`` shows.

        Raises:
            Refusal: it shows nothing.
        """
        async with self._session.get(f"{self.control_url}/{name}", params=args) as answer:
            return await _read(answer)

    async def do(self, name: str, **args: Any) -> View:
        """Return the outcome of POST ``name``.

        Raises:
            Refusal: it could not be done.
        """
        async with self._session.post(f"{self.control_url}/{name}", json=args) as answer:
            return await _read(answer)

    async def call(self, method: str, **params: Any) -> Any:
        """Return the result of a call of the Bot API, as the bot would make it.

        Raises:
            Refusal: Telegram refused it.
        """
        async with self._session.post(f"{self.api_url}/bot{self.token}/{method}", json=params) as answer:
            return (await _read(answer))["result"]

    async def faults(self, *rules: View) -> None:
        """Order trouble: dicts with ``method``, ``kind`` and what else the kind takes."""
        await self.do("faults", rules=list(rules))

    async def calls(self, method: str | None = None) -> list[View]:
        """Return the calls the bot made, oldest first."""
        told = await self.see("calls", limit=100_000, **({"method": method} if method else {}))
        found: list[View] = told["calls"]
        return found

    async def advance(self, *, to: str | None = None, by: float | None = None, timeout: float = 120) -> View:
        """Return the clock once the bot has lived up to ``to`` (ISO 8601), or ``by`` seconds from now."""
        aim: View = {"target": to} if to is not None else {"by": by}
        return await self.do("clock", **aim, wait=True, timeout=timeout)


async def _read(answer: aiohttp.ClientResponse) -> View:
    told: View = await answer.json(content_type=None)
    if answer.status != 200:
        raise Refusal(answer.status, told)
    return told


def _dumps(value: Any) -> str:
    return orjson.dumps(value).decode()
