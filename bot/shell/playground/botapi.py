"""What a call to the Bot API may look like: Telegram's facts in ``botapi.json``, compiled into checks.

Values arrive as JSON or, from forms, as strings holding JSON; ``read_call`` returns them decoded. A call is refused
for the first thing that is wrong, in words like Telegram's own. Unlike Telegram, which ignores it, an unknown field is
refused as well: it is always a mistake of ours. Lengths are counted in UTF-16 units, or in bytes where the API says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from bot.shell.playground.values import BAD, PLAIN, BadCall, units

Check = Callable[[Any, str], Any]
Length = tuple[int, int, str]

_FACTS = orjson.loads((Path(__file__).parent / "botapi.json").read_bytes())
METHODS: dict[str, dict[str, Any]] = _FACTS["methods"]
TYPES: dict[str, dict[str, Any]] = _FACTS["types"]
VERSION: str = _FACTS["version"]

_TOO_SHORT = {"text": "message text is empty", "callback_data": "BUTTON_DATA_INVALID", "command": "BOT_COMMAND_INVALID"}
_TOO_LONG = {
    "text": "message is too long",
    "caption": "message caption is too long",
    "callback_data": "BUTTON_DATA_INVALID",
    "command": "BOT_COMMAND_INVALID",
    "name": "BOT_TITLE_INVALID",
}
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "animation": "there is no animation in the request",
}


def check_call(method: str, params: dict[str, Any]) -> str | None:
    """Return what Telegram would say against calling ``method`` with ``params``, or None if it may be called so.

    ``params`` are as they are sent: JSON values, strings holding JSON (forms), and for files an ``Upload``, bytes, a
    (name, bytes) pair or the text ``attach://...``.
    """
    try:
        read_call(method, params)
    except BadCall as fault:
        return str(fault)
    return None


def read_call(method: str, params: dict[str, Any]) -> dict[str, Any]:
    """Return ``params`` decoded: numbers as numbers, objects as dicts, nothing left as JSON inside a string.

    Raises:
        BadCall: unknown method or field, missing field, wrong type or length; its text is Telegram's description.
    """
    checks = _method_checks(method)
    if checks is None:
        raise BadCall("Not Found: method not found")
    fields, required = checks
    read: dict[str, Any] = {}
    for name, value in params.items():
        if value is None:
            continue
        check = fields.get(name)
        if check is None:
            raise BadCall(f'{BAD}unknown field "{name}"')
        read[name] = check(value, name)
    for name in required:
        if name not in read:
            raise BadCall(BAD + _MISSING.get(name, f'parameter "{name}" is required'))
    return read


def check_type(kind: str, value: Any) -> str | None:
    """Return what is wrong with ``value`` as an object of the API's type ``kind`` ("Update"), or None if nothing is."""
    try:
        _check_one(kind)(value, kind)
    except BadCall as fault:
        return str(fault)
    return None


@cache
def _method_checks(method: str) -> tuple[dict[str, Check], tuple[str, ...]] | None:
    facts = METHODS.get(method)
    if facts is None:
        return None
    fields = {name: _field(name, field, method=method) for name, field in facts["fields"].items()}
    return fields, tuple(name for name, field in facts["fields"].items() if field["required"])


def _field(name: str, facts: dict[str, Any], *, method: str | None = None) -> Check:
    """Return the check of one field; at the top of a call (``method``) its value may be JSON inside a string."""
    check = _check_any(tuple(facts["types"]))
    length = facts.get("length")
    if length:
        check = _measured(check, name, tuple(length), method)
    texts_only = all(kind in ("String", "InputFile", "Integer", "Float", "Boolean") for kind in facts["types"])
    return check if method is None or texts_only else _from_json(check, name)


def _from_json(check: Check, name: str) -> Check:
    def read(value: Any, path: str) -> Any:
        if isinstance(value, str | bytes):
            try:
                value = orjson.loads(value)
            except orjson.JSONDecodeError:
                what = "reply keyboard markup" if name == "reply_markup" else name
                raise BadCall(f"{BAD}can't parse {what} JSON object") from None
        return check(value, path)

    return read


def _measured(check: Check, name: str, length: Length, method: str | None) -> Check:
    """Return ``check`` followed by counting; texts and captions are counted as Telegram keeps them, trimmed."""
    least, most, unit = length
    trims = name in ("text", "caption")
    short, long = _TOO_SHORT.get(name, f"{name} is empty"), _TOO_LONG.get(name, f"{name} is too long")
    if method == "answerCallbackQuery":
        long = "MESSAGE_TOO_LONG"

    def measure(value: Any, path: str) -> Any:
        value = check(value, path)
        if isinstance(value, str):
            counted = value.strip() if trims else value
            size = len(counted.encode()) if unit == "bytes" else units(counted)
            if size < least:
                raise BadCall(BAD + short)
            if size > most:
                raise BadCall(BAD + long)
        return value

    return measure


@cache
def _check_any(kinds: tuple[str, ...]) -> Check:
    """Return the check for a value that may be of any of ``kinds``; objects are told apart by what they must have."""
    if len(kinds) == 1:
        return _check_one(kinds[0])
    objects = [(kind, _needs(kind)) for kind in kinds if kind in TYPES and kind not in PLAIN]
    plain = [_check_one(kind) for kind in kinds if kind not in TYPES or kind in PLAIN]

    def read(value: Any, path: str) -> Any:
        if isinstance(value, dict) and objects:
            for kind, needs in objects:
                if needs <= value.keys():
                    return _check_one(kind)(value, path)
            raise BadCall(f"{BAD}can't parse {_human(path)}: no known kind of it has these fields")
        if not plain:
            raise BadCall(f"{BAD}object expected as {_human(path)}")
        for check in plain[:-1]:
            try:
                return check(value, path)
            except BadCall:
                continue
        return plain[-1](value, path)

    return read


@cache
def _check_one(kind: str) -> Check:
    if kind.startswith("Array of "):
        return _check_list(kind.removeprefix("Array of "))
    if kind in PLAIN:
        return PLAIN[kind]
    facts = TYPES[kind]
    return _check_subtypes(kind, facts["subtypes"]) if "subtypes" in facts else _check_object(kind, facts)


def _check_list(kind: str) -> Check:
    check: Check | None = None

    def read(value: Any, path: str) -> Any:
        nonlocal check
        if not isinstance(value, list):
            raise BadCall(f"{BAD}expected an Array of {kind} in {_human(path)}")
        check = check or _check_one(kind)
        return [check(one, path) for one in value]

    return read


def _check_object(kind: str, facts: dict[str, Any]) -> Check:
    fields: dict[str, Check] = {}
    required: list[str] = []
    described = facts.get("fields", {})

    def read(value: Any, path: str) -> Any:
        # compiled at first use: types refer to each other and to themselves
        if not fields and described:
            fields.update({name: _field(name, field) for name, field in described.items()})
            required.extend(name for name, field in described.items() if field["required"])
        if not isinstance(value, dict):
            raise BadCall(f"{BAD}object expected as {_human(path)}")
        where = _human(kind)
        done: dict[str, Any] = {}
        for name, one in value.items():
            check = fields.get(name)
            if check is None:
                raise BadCall(f'{BAD}can\'t parse {where}: unknown field "{name}"')
            done[name] = check(one, f"{where}: {name}")
        for name in required:
            if name not in done:
                raise BadCall(f"{BAD}can't parse {where}: Can't find field \"{name}\"")
        return done

    return read


def _check_subtypes(kind: str, subtypes: list[str]) -> Check:
    """Return the check for one of several objects: by its ``type`` where the names follow it, else the first fit."""
    by_type = {_snake(name.removeprefix(kind)): name for name in subtypes if name.startswith(kind)}

    def read(value: Any, path: str) -> Any:
        if isinstance(value, dict) and (told := value.get("type")) is not None and len(by_type) == len(subtypes):
            if told not in by_type:
                raise BadCall(f'{BAD}can\'t parse {_human(kind)}: unsupported type "{told}"')
            return _check_one(by_type[told])(value, path)
        fault: BadCall | None = None
        for name in subtypes:
            try:
                return _check_one(name)(value, path)
            except BadCall as refused:
                fault = fault or refused
        raise fault or BadCall(f"{BAD}can't parse {_human(kind)}")

    return read


@cache
def _needs(kind: str) -> frozenset[str]:
    return frozenset(name for name, field in TYPES[kind].get("fields", {}).items() if field["required"])


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _human(path: str) -> str:
    return _snake(path).replace("_", " ") if ":" not in path else path
