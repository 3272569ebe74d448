"""One call of the Bot API, from its HTTP request to its answer, with the trouble made to order in between."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from aiohttp import web

from bot.shell.playground import botapi, methods
from bot.shell.playground.faults import Fault
from bot.shell.playground.refused import Refused
from bot.shell.playground.telegram import LocalTelegram
from bot.shell.playground.values import BadCall, Upload

# Telegram does not mind how a method's name is written
_NAMES = {name.lower(): name for name in botapi.METHODS}
_BAD_GATEWAY = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<h1>502 Bad Gateway</h1>\r\n</body>\r\n</html>"
)


async def answer(local: LocalTelegram, request: web.BaseRequest, called: str) -> web.StreamResponse:
    """Return the answer to the call of the method named ``called``; the token was right."""
    method = _NAMES.get(called.lower())
    if method is None:
        return _refusal(Refused(404, "Not Found: method not found"))
    if local.faults.offline:
        return _cut(request)
    try:
        sent, files = await _read_body(request)
    except (ValueError, orjson.JSONDecodeError):
        return _refusal(Refused(400, "Bad Request: can't parse the request's body"))
    fault = local.faults.meet(method, _chat_id(sent))
    if fault is not None and fault.kind != "delay_after" and fault.delay:
        await asyncio.sleep(fault.delay)
    result, refused = None, fault.refusal() if fault is not None else None
    if fault is None or fault.kind in ("drop_after", "delay", "delay_after"):
        try:
            result = await _take_effect(local, method, sent, files)
        except Refused as refusal:
            refused = refusal
    _log(local, method, sent, refused, fault)
    if fault is not None and fault.kind == "delay_after":
        await asyncio.sleep(fault.delay)
    # a poll that was waiting when the bot went offline ends unanswered as well
    if local.faults.offline or (fault is not None and fault.kind.startswith("drop")):
        return _cut(request)
    if fault is not None and fault.kind == "502html":
        return web.Response(status=502, text=_BAD_GATEWAY, content_type="text/html")
    if refused is not None:
        return _refusal(refused)
    return web.Response(body=b'{"ok":true,"result":' + orjson.dumps(result) + b"}", content_type="application/json")


async def _take_effect(local: LocalTelegram, method: str, sent: dict[str, Any], files: dict[str, Upload]) -> Any:
    """Return the result of the call.

    Raises:
        Refused: it is no such call as Telegram would take, comes too soon, or cannot be done.
    """
    try:
        params = botapi.read_call(method, sent)
    except BadCall as fault:
        raise Refused(400, str(fault)) from None
    if method == "getUpdates":
        wait = params.get("timeout", 0)
        return await local.updates.get(
            params.get("offset", 0), params.get("limit", 100), wait, params.get("allowed_updates")
        )
    chat = params.get("chat_id")
    if isinstance(chat, int) and method.startswith(("send", "edit")) and method != "sendChatAction":
        wait = local.limits.wait(chat)
        if wait:
            raise Refused(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
    return methods.METHODS.get(method, methods.not_here)(local, params, files)


async def _read_body(request: web.BaseRequest) -> tuple[dict[str, Any], dict[str, Upload]]:
    """Return what was sent, by name, and the files that are not fields themselves but named by ``attach://``."""
    sent: dict[str, Any] = dict(request.query) if request.query_string else {}
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        body = await request.read()
        read = orjson.loads(body) if body else {}
        if not isinstance(read, dict):
            raise ValueError("not an object")
        return {**sent, **read}, files
    if not request.can_read_body:
        return sent, files
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            sent[name] = value
    texts = " ".join(value for value in sent.values() if isinstance(value, str))
    for name in [name for name in files if f"attach://{name}" not in texts]:
        sent[name] = files.pop(name)
    return sent, files


def _chat_id(sent: dict[str, Any]) -> int | None:
    try:
        return int(sent["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


def _refusal(refused: Refused) -> web.Response:
    told: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        told["parameters"] = refused.parameters
    return web.Response(status=refused.code, body=orjson.dumps(told), content_type="application/json")


def _cut(request: web.BaseRequest) -> web.Response:
    """Close the connection without an answer; the response returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _log(local: LocalTelegram, method: str, sent: dict[str, Any], refused: Refused | None, fault: Fault | None) -> None:
    if method == "getUpdates" and refused is None:
        return
    local.calls_made += 1
    if not local.logging:
        return
    local.calls.append(
        {
            "n": local.calls_made,
            "at": local.clock.now(),
            "method": method,
            "params": {name: _shown(value) for name, value in sent.items()},
            "ok": refused is None and (fault is None or fault.kind not in ("drop_before", "502html")),
            "code": None if refused is None else refused.code,
            "error": None if refused is None else refused.description,
            "fault": None if fault is None else fault.kind,
        }
    )


def _shown(value: Any) -> Any:
    return f"<{value.filename}, {len(value.content)} bytes>" if isinstance(value, Upload) else value
