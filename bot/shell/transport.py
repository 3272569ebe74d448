"""The wire to Telegram: one aiohttp session, for our own calls and for python-telegram-bot's.

Rules:

- The token is in the address. So no address, and no exception of aiohttp's (they carry it), is ever logged, shown or
  chained: every failure leaves here as ``SendFailed`` with a name of its own.
- What matters about a failure is whether Telegram may have done what we asked. Before the connection stood it cannot
  have; once the request may have been written it may have, and the failure is *unsure*.
- An answer that is not JSON is not read: a 502 comes as a page of HTML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import orjson
from aiohttp import hdrs
from multidict import CIMultiDict
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.errors import SendFailed

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
UPLOAD_SECONDS = 90.0
CONNECTIONS = 64
# Below what servers in front of the Bot API keep idle connections for, else a call meets a connection just closed.
KEEPALIVE_SECONDS = 25.0

Files = Mapping[str, tuple[str, bytes]]

_JSON = CIMultiDict({hdrs.CONTENT_TYPE: "application/json"})
# Without these we send fewer bytes, and answers come uncompressed: cheaper for the few hundred bytes they are.
_NO_HEADERS = frozenset({hdrs.ACCEPT, hdrs.ACCEPT_ENCODING, hdrs.USER_AGENT})


class Telegram:
    """A thin client of the Bot API: a method and its parameters in, the raw ``result`` out."""

    def __init__(self, base_url: str, token: str, *, connections: int = CONNECTIONS) -> None:
        """Speak to ``base_url`` (``https://api.telegram.org``) as the bot ``token``, on at most ``connections``."""
        self._base = f"{base_url.rstrip('/')}/bot{token}/"
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None
        self._urls: dict[str, URL] = {}
        self._timeouts: dict[float, aiohttp.ClientTimeout] = {}

    async def start(self) -> None:
        """Open the session. Without effect when it is open."""
        self.session()

    async def close(self) -> None:
        """Close the session and its connections. A later call opens a new one."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def session(self) -> aiohttp.ClientSession:
        """Return the open session, opened now if there was none. Must be called on the event loop."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEPALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=_NO_HEADERS,
            )
        return self._session

    async def call(
        self, method: str, params: Mapping[str, Any], files: Files | None = None, timeout: float | None = None
    ) -> Any:
        """Return the ``result`` of one Bot API call, as plain JSON values.

        ``files`` maps a field to its file name and bytes; with files the call is multipart. ``timeout`` is how many
        seconds of silence to bear while waiting for the answer (20, with files 90, unless given).

        Raises:
            SendFailed: Telegram refused, could not be reached, or did not answer (then ``unsure``).
        """
        url = self._urls.get(method)
        if url is None:
            url = self._urls[method] = URL(self._base + method, encoded=True)
        seconds = timeout if timeout is not None else (UPLOAD_SECONDS if files else ANSWER_SECONDS)
        if files:
            status, body = await self.exchange(url, form(params, files), None, seconds)
        else:
            status, body = await self.exchange(url, dump(params), _JSON, seconds)
        return read_answer(status, body)

    async def attempt(self, method: str, params: Mapping[str, Any], tries: int = 2) -> Any:
        """Return the ``result`` of a call that may fail quietly, or None: tap answers and "typing".

        Only a failure that may pass by itself is tried again, at once, until ``tries`` were made.
        """
        for _ in range(tries):
            try:
                return await self.call(method, params)
            except SendFailed as failure:
                if failure.permanent or failure.retry_after is not None:
                    break
        return None

    async def exchange(
        self,
        url: URL,
        data: bytes | aiohttp.FormData | None,
        headers: CIMultiDict[str] | None,
        seconds: float,
        verb: str = hdrs.METH_POST,
    ) -> tuple[int, bytes]:
        """Return status and body of one request; ``seconds`` of silence are borne before the answer.

        Raises:
            SendFailed: no answer came; ``unsure`` tells whether the request may have arrived.
        """
        try:
            async with self.session().request(
                verb, url, data=data, headers=headers, timeout=self._timeout(seconds), allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as failure:
            raise _failed(type(failure).__name__, unsure=False) from None
        except (TimeoutError, aiohttp.ClientError, OSError) as failure:
            raise _failed(type(failure).__name__, unsure=True) from None

    def _timeout(self, seconds: float) -> aiohttp.ClientTimeout:
        timeout = self._timeouts.get(seconds)
        if timeout is None:
            # No total: it would need a timer per call, and could not tell a slow connection from a slow answer.
            timeout = aiohttp.ClientTimeout(
                total=None, connect=CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=seconds
            )
            self._timeouts[seconds] = timeout
        return timeout


def dump(value: Any) -> bytes:
    """Return ``value`` as JSON. Halves of surrogate pairs, which UTF-8 has no place for, become question marks."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _load(body: bytes) -> Any:
    """Return the JSON in ``body``; half a surrogate pair, which orjson refuses, is let through. Raises ValueError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body)


def form(params: Mapping[str, Any], files: Files) -> aiohttp.FormData:
    """Return a multipart form: strings as they are, other values as JSON, files by field name."""
    data = aiohttp.FormData()
    for name, value in params.items():
        data.add_field(name, value if isinstance(value, str) else dump(value).decode())
    for name, (filename, content) in files.items():
        data.add_field(name, content, filename=filename, content_type="application/octet-stream")
    return data


def read_answer(status: int, body: bytes) -> Any:
    """Return the ``result`` of an answer of the Bot API.

    Raises:
        SendFailed: the answer is a refusal; or it is none, and then only a server error (5xx but 504) is sure.
    """
    try:
        answer = _load(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or "ok" not in answer:
        # A gateway that gave up waiting (504), or an answer cut short: the call may have been carried out.
        unsure = status == 504 or status < 400
        raise SendFailed(permanent=False, retry_after=None, code=status, description="no answer", unsure=unsure)
    if answer["ok"]:
        return answer.get("result")
    code = answer.get("error_code", status)
    retry_after = (answer.get("parameters") or {}).get("retry_after")
    raise SendFailed(
        permanent=400 <= code < 500 and code not in (401, 409, 429),
        retry_after=None if retry_after is None else float(retry_after),
        code=code,
        description=str(answer.get("description", "")),
        unsure=code == 504,
    )


def _failed(name: str, *, unsure: bool) -> SendFailed:
    return SendFailed(permanent=False, retry_after=None, code=None, description=name, unsure=unsure)


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's requests over our session. Whoever made the ``Telegram`` closes it."""

    __slots__ = ("_telegram",)

    def __init__(self, telegram: Telegram) -> None:
        """Send over the session of ``telegram``."""
        self._telegram = telegram

    @property
    def read_timeout(self) -> float:
        """Return the seconds an answer is waited for unless the call says otherwise."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """Open the session."""
        await self._telegram.start()

    async def shutdown(self) -> None:
        """Do nothing: the session is shared."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Return the JSON of an answer. The library's own would log an answer it cannot read, texts and all.

        Raises:
            TelegramError: it is not JSON.
        """
        try:
            return orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise TelegramError("Invalid server response") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return status and body.

        Raises:
            TimedOut: no answer came, and the request may have arrived.
            NetworkError: Telegram could not be reached.
        """
        files = request_data is not None and request_data.contains_files
        seconds = read_timeout if isinstance(read_timeout, int | float) else UPLOAD_SECONDS if files else ANSWER_SECONDS
        data, headers = _body(request_data)
        try:
            return await self._telegram.exchange(URL(url, encoded=True), data, headers, float(seconds), method)
        except SendFailed as failure:
            raise (TimedOut if failure.unsure else NetworkError)(failure.description) from None


def _body(request_data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, CIMultiDict[str] | None]:
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return dump(request_data.parameters), _JSON
    data = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        data.add_field(name, value)
    for name, (filename, content, mime) in request_data.multipart_data.items():
        data.add_field(name, content, filename=filename, content_type=mime)
    return data, None
