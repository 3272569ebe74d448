"""Single values of a call: numbers, texts and files, as JSON or as the strings a form makes of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

BAD = "Bad Request: "


class BadCall(ValueError):
    """Bad Request: the call is not one that Telegram would take."""


class Upload:
    """A file that came with a multipart request: its name, its type as told, and its bytes."""

    __slots__ = ("content", "filename", "mime_type")

    def __init__(self, filename: str, mime_type: str, content: bytes) -> None:
        self.filename, self.mime_type, self.content = filename, mime_type, content


def units(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units, as Telegram counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _integer(value: Any, path: str) -> int:
    if type(value) is int:
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,19}", value):
        return int(value)
    raise BadCall(f'{BAD}field "{path}" must be of type Number')


def _float(value: Any, path: str) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str):
        try:
            return float(value)
        except ValueError:
            pass
    raise BadCall(f'{BAD}field "{path}" must be of type Number')


def _boolean(value: Any, path: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false", "1", "0", "yes", "no"):
        return value.lower() in ("true", "1", "yes")
    raise BadCall(f'{BAD}field "{path}" must be of type Boolean')


def _string(value: Any, path: str) -> str:
    if isinstance(value, str):
        return value
    raise BadCall(f'{BAD}field "{path}" must be of type String')


def _file(value: Any, path: str) -> Any:
    if isinstance(value, Upload | bytes | tuple) or (isinstance(value, str) and value.startswith("attach://")):
        return value
    raise BadCall(f'{BAD}field "{path}" must be of type InputFile')


PLAIN: dict[str, Callable[[Any, str], Any]] = {
    "Integer": _integer,
    "Float": _float,
    "Boolean": _boolean,
    "True": _boolean,
    "String": _string,
    "InputFile": _file,
}
