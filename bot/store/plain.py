"""JSON for what is sealed: msgspec's, and a slower way for text that UTF-8 has no place for.

Half a surrogate pair can be written in JSON as an escape, so it can arrive. It is kept as it came, never a reason to
lose the words around it.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def encode(value: Any) -> bytes:
    """Return ``value`` (a dataclass, or plain types) as JSON."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(msgspec.to_builtins(value), separators=(",", ":")).encode()


def decode(data: bytes, type: type[T]) -> T:
    """Return the ``type`` that ``encode`` wrote; fields it does not know are left out, missing ones take defaults.

    Raises:
        msgspec.ValidationError: it is another type. ValueError if it is no JSON.
    """
    try:
        return msgspec.json.decode(data, type=type)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        return msgspec.convert(json.loads(data), type=type)


def pretty(value: Any) -> bytes:
    """Return ``value`` as JSON for people to look at."""
    try:
        return msgspec.json.format(encode(value), indent=2)
    except msgspec.DecodeError:
        return json.dumps(msgspec.to_builtins(value), indent=2).encode()
