"""The control side: what a test or the chat page asks of the local Telegram, as JSON over HTTP.

GET sees, POST does. Every name takes a dict of arguments and returns a dict; ``Impossible`` says what went wrong.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from bot.shell.playground import bodies, people
from bot.shell.playground.model import Chat
from bot.shell.playground.people import Sent
from bot.shell.playground.refused import Impossible, Refused
from bot.shell.playground.telegram import LocalTelegram
from bot.shell.playground.timekeeper import iso, read_iso
from bot.shell.playground.values import Upload
from bot.shell.playground.view import see_chat, see_message, see_state

Args = dict[str, Any]
Hooks = dict[str, Callable[..., Awaitable[Any]]]
_LONGEST_WAIT_SECONDS = 25.0


class Control:
    """Answers the control side of ``local``; ``hooks`` reach into the bot where it runs in the same process."""

    def __init__(self, local: LocalTelegram, hooks: Hooks) -> None:
        self.local = local
        self.hooks = hooks

    async def see(self, name: str, args: Args) -> Args:
        """Return what GET ``name`` shows.

        Raises:
            Impossible: no such name, chat or hook, or a wrong argument.
        """
        local = self.local
        match name:
            case "chat":
                return await self._chat(args)
            case "clock":
                if "wait" in args:
                    await local.clock.changed_since(_number(args, "wait"), _LONGEST_WAIT_SECONDS)
                return local.clock.told()
            case "state":
                return {**see_state(local), "hooks": sorted(self.hooks)}
            case "calls":
                method = args.get("method")
                calls = (call for call in local.calls if method is None or call["method"] == method)
                found = [{**call, "at": iso(call["at"])} for call in _since(calls, args)]
                return {"n": local.calls_made, "calls": found}
            case "given":
                given = [{**one, "at": iso(one["at"])} for one in _since(local.given, args)]
                return {"n": local.things_given, "given": given}
            case "stored":
                return {"rows": await self._hook("stored", {"user": _number(args, "user")})}
        raise Impossible(404, f"nothing to see: {name}")

    async def do(self, name: str, args: Args) -> Args:
        """Return the outcome of POST ``name``.

        Raises:
            Impossible: no such name, or it cannot be done now.
        """
        if name in bodies.KINDS or name in ("message", "start", "edit", "forward", "group_message"):
            try:
                return self._sent(self._send(name, args))
            except Refused as refused:
                raise Impossible(400, refused.description) from None
        if name in ("fill", "restart"):
            return {"result": await self._hook(name, args)}
        if name.startswith("hook/"):
            return {"result": await self._hook(name.removeprefix("hook/"), args)}
        if name.startswith("clock"):
            return await self._clock(name, args)
        return self._act(name, args)

    def _send(self, name: str, args: Args) -> Sent:
        local, user = self.local, _number(args, "user")
        match name:
            case "message":
                return people.say(local, user, _text(args, "text"), reply_to=args.get("reply_to"))
            case "start":
                return people.say(local, user, f"/start {args.get('payload') or ''}")
            case "edit":
                return people.edit(local, user, _number(args, "message_id"), _text(args, "text"))
            case "forward":
                return people.forward(local, user, _text(args, "text"), str(args.get("from_name", "Somebody")))
            case "group_message":
                return people.say_in_group(local, _number(args, "chat"), user, _text(args, "text"))
        return people.send(local, user, name, _with_upload(args))

    def _sent(self, sent: Sent) -> Args:
        message, given = sent
        return {"message": see_message(message), "update_id": given["update_id"], "rev": self.local.rev}

    def _act(self, name: str, args: Args) -> Args:
        """Do what has no message as its outcome."""
        local = self.local
        match name:
            case "tap":
                tap = people.tap(local, _number(args, "user"), args)
                return {"id": tap.id, "message_id": tap.message_id, "data": tap.data, "rev": local.rev}
            case "profile":
                return {"user": people.profile(local, _number(args, "user"), args).as_from(), "rev": local.rev}
            case "block" | "unblock":
                people.block(local, _number(args, "user"), blocked=name == "block")
            case "deactivate":
                people.deactivate(local, _number(args, "user"))
            case "clear":
                people.clear(local, _number(args, "user"), both=bool(args.get("both")))
            case "delete":
                people.delete(local, _number(args, "user"), _number(args, "message_id"))
            case "group":
                chat = people.add_to_group(local, _number(args, "user"), _text(args, "title"), args.get("chat"))
                return {"chat": chat.id, "rev": local.rev}
            case "group_remove":
                people.remove_from_group(local, _number(args, "chat"), _number(args, "user"))
            case _:
                return self._trouble(name, args)
        return {"rev": local.rev}

    def _trouble(self, name: str, args: Args) -> Args:
        local = self.local
        match name:
            case "faults":
                local.faults.add(args.get("rules") or [])
            case "faults/clear":
                local.faults.clear()
            case "offline":
                local.faults.offline = bool(args.get("on", True))
                return {"offline": local.faults.offline}
            case "limits":
                local.limits.set(**{name: args.get(name, old) for name, old in local.limits.told().items()})
                return {"limits": local.limits.told()}
            case "log":
                local.logging = bool(args.get("on", True))
                return {"log": local.logging}
            case _:
                raise Impossible(404, f"nothing to do: {name}")
        return {"faults": local.faults.told()}

    async def _clock(self, name: str, args: Args) -> Args:
        clock = self.local.clock
        if name == "clock/now":
            clock.report(read_iso(_text(args, "now")), args.get("next"))
            return clock.told()
        target = read_iso(args["target"]) if args.get("target") else None
        if "by" in args:
            target = clock.now() + float(args["by"])
        if args.get("next"):
            if not clock.next:
                raise Impossible(409, "nothing comes next")
            target = read_iso(clock.next[0]["at"])
        clock.aim(target, None if args.get("rate") is None else float(args["rate"]), back=bool(args.get("back")))
        if args.get("wait") and not await clock.reached(float(args.get("timeout", 120))):
            raise Impossible(504, "the bot did not get there in time", clock=clock.told())
        return clock.told()

    async def _chat(self, args: Args) -> Args:
        chat, since = self._find(_number(args, "user")), _number(args, "since", 0)
        if chat.rev <= since and args.get("wait"):
            await self._changed(chat, since, min(float(args["wait"]), _LONGEST_WAIT_SECONDS))
        return see_chat(self.local, chat, since)

    def _find(self, chat_id: int) -> Chat:
        if chat_id > 0:
            return self.local.private_chat(self.local.user(chat_id))
        if chat_id not in self.local.chats:
            raise Impossible(404, "no such chat")
        return self.local.chats[chat_id]

    async def _changed(self, chat: Chat, since: int, seconds: float) -> None:
        changed = asyncio.Event()
        listener = changed_in(chat.id, changed.set)
        self.local.listeners.add(listener)
        try:
            async with asyncio.timeout(seconds):
                await changed.wait()
        except TimeoutError:
            pass
        finally:
            self.local.listeners.discard(listener)

    async def _hook(self, name: str, args: Args) -> Any:
        hook = self.hooks.get(name)
        if hook is None:
            raise Impossible(501, f"not available here: {name}")
        return await hook(**args)


def changed_in(chat_id: int, then: Callable[[], None]) -> Callable[[int, int | None], None]:
    """Return a listener that calls ``then`` when the chat changed."""

    def listener(rev: int, changed: int | None) -> None:
        if changed == chat_id:
            then()

    return listener


def _since(records: Iterable[Args], args: Args) -> list[Args]:
    since, limit = _number(args, "since", 0), _number(args, "limit", 1000)
    return [record for record in records if record["n"] > since][:limit]


def _number(args: Args, name: str, default: int | None = None) -> int:
    value = args.get(name, default)
    try:
        return int(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise Impossible(400, f"{name} is a whole number") from None


def _text(args: Args, name: str) -> str:
    value = args.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Impossible(400, f"{name} is a text")
    return value


def _with_upload(args: Args) -> Args:
    """Return ``args`` with the bytes of a file, if they came along as ``base64`` or ``text``, as an upload."""
    if "base64" not in args and "text" not in args:
        return args
    try:
        content = base64.b64decode(args["base64"], validate=True) if "base64" in args else str(args["text"]).encode()
    except (binascii.Error, TypeError, ValueError):
        raise Impossible(400, "base64 is not base64") from None
    name, kind = str(args.get("file_name", "notes.txt")), str(args.get("mime_type", "application/octet-stream"))
    return {**args, "upload": Upload(name, kind, content)}
