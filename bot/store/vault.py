"""Sealing: every private value is one AES-256-GCM blob, bound to the place it was written to.

    blob   0x01 | tag 4 | nonce 12 | AES-256-GCM(pad(data)) with its 16 byte check
    tag    the master key's id (first 4 bytes of its SHA-256) under the system key and for wrapped keys;
           the big-endian key version under a person's key
    bound  each with a 2 byte length before it: "stillpoint/1", table, column, person, row, tag
    pad    4 byte length, the data, zeros; to 64, 256 or 1024 bytes, then to multiples of 1024, to hide lengths

    master key --HKDF-SHA256--> "wrap" (wraps persons' keys), "index" (lanes), "system" (what belongs to no person)
    person     --> 32 random bytes of their own, wrapped in ``keys``: deleting that row makes all of theirs unreadable

A blob moved to another row, column, table or person does not open. An older blob put back into its own row does: only
a version in ``row`` would catch that. Nonces are always random, never counted: a restored backup would count again.
The first byte is the format; new formats get a new one, and old ones stay readable.
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import SealBroken

KEY_BYTES = 32
_FORMAT = b"\x01"
_HEAD_BYTES, _NONCE_BYTES, _CHECK_BYTES = 5, 12, 16
_AROUND = _HEAD_BYTES + _NONCE_BYTES + _CHECK_BYTES
_LENGTHS = tuple(n.to_bytes(2, "big") for n in range(256))
_random = os.urandom


def _part(text: str) -> bytes:
    """Return ``text`` in UTF-8 with its length in two bytes before it."""
    raw = text.encode()
    size = len(raw)
    return (_LENGTHS[size] if size < 256 else size.to_bytes(2, "big")) + raw


@cache
def _place(table: str, column: str) -> bytes:
    """Return the bound bytes that all rows of a column share. There are as many as columns, so all are kept."""
    return _part("stillpoint/1") + _part(table) + _part(column)


def _derive(key: bytes, name: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=name.encode()).derive(key)


def _pad(data: bytes) -> bytes:
    size = len(data) + 4
    room = 64 if size <= 64 else 256 if size <= 256 else -(-size // 1024) * 1024
    return ((size - 4).to_bytes(4, "big") + data).ljust(room, b"\0")


def _is_room(size: int) -> bool:
    return size in (64, 256) or (size > 0 and size % 1024 == 0)


class SealKey:
    """One key that seals and opens values: a person's own, or the system's."""

    __slots__ = ("_decrypt", "_encrypt", "_head", "_key", "_names", "_tail")

    def __init__(self, key: bytes, tag: bytes) -> None:
        """Take a key of 32 bytes and the tag of 4 bytes its blobs carry. Raises ValueError for other lengths."""
        if len(key) != KEY_BYTES or len(tag) != 4:
            raise ValueError("a key has 32 bytes and its tag 4")
        aes = AESGCM(key)
        self._encrypt: Callable[[bytes, bytes, bytes], bytes] = aes.encrypt
        self._decrypt: Callable[[bytes, bytes, bytes], bytes] = aes.decrypt
        self._key = key
        self._head = _FORMAT + tag
        self._tail = _LENGTHS[4] + tag
        self._names: bytes | None = None

    def seal(self, table: str, column: str, person: str, row: str, data: bytes) -> bytes:
        """Return ``data`` sealed for one place; ``person`` is "" where there is none."""
        return self._seal(_random(_NONCE_BYTES), table, column, person, row, data)

    def _seal(self, nonce: bytes, table: str, column: str, person: str, row: str, data: bytes) -> bytes:
        bound = b"".join((_place(table, column), _part(person), _part(row), self._tail))
        return b"".join((self._head, nonce, self._encrypt(nonce, _pad(data), bound)))

    def open(self, table: str, column: str, person: str, row: str, blob: bytes) -> bytes:
        """Return what was sealed for this place.

        Raises:
            SealBroken: E_FORMAT, E_VERSION or E_TAMPER. A blob cut to a length that blobs also have is E_TAMPER.
        """
        if not blob:
            raise SealBroken("E_FORMAT")
        if blob[:1] != _FORMAT:
            raise SealBroken("E_VERSION")
        if not _is_room(len(blob) - _AROUND):
            raise SealBroken("E_FORMAT")
        if blob[:_HEAD_BYTES] != self._head:
            raise SealBroken("E_TAMPER")
        bound = b"".join((_place(table, column), _part(person), _part(row), self._tail))
        start = _HEAD_BYTES + _NONCE_BYTES
        try:
            padded = self._decrypt(blob[_HEAD_BYTES:start], blob[start:], bound)
        except InvalidTag:
            raise SealBroken("E_TAMPER") from None
        size = int.from_bytes(padded[:4], "big")
        if size > len(padded) - 4:
            raise SealBroken("E_FORMAT")
        return padded[4 : 4 + size]

    def seal_json(self, table: str, column: str, person: str, row: str, value: Any) -> bytes:
        """Return a JSON value (of dicts with text keys, lists, text, numbers, booleans, None) sealed for one place.

        Raises:
            TypeError: it is no JSON value.
        """
        return self.seal(table, column, person, row, _dump(value))

    def open_json(self, table: str, column: str, person: str, row: str, blob: bytes) -> Any:
        """Return the value that was sealed for this place. Raises SealBroken as ``open`` does."""
        return _load(self.open(table, column, person, row, blob))

    def name(self, *parts: str) -> str:
        """Return 32 hex characters that only this key gives for ``parts``: the id of a row that must exist once."""
        if self._names is None:
            self._names = _derive(self._key, "name")
        return hmac.digest(self._names, b"".join(map(_part, parts)), "sha256")[:16].hex()


def _dump(value: Any) -> bytes:
    """Return JSON. Halves of surrogate pairs, which UTF-8 has no place for, are kept as three bytes each."""
    try:
        return orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS)
    except TypeError as error:
        if "surrogates" not in str(error):
            raise
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _load(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return json.loads(data.decode("utf-8", "surrogatepass"))


class Vault:
    """The keys that come from the master key."""

    __slots__ = ("_index", "_wrap", "kid", "system")

    kid: bytes
    system: SealKey

    def __init__(self, master: bytes) -> None:
        """Take the master key of 32 bytes. Raises ValueError for any other length."""
        if len(master) != KEY_BYTES:
            raise ValueError("a master key has 32 bytes")
        self.kid = sha256(master).digest()[:4]
        self.system = SealKey(_derive(master, "system"), self.kid)
        self._wrap = SealKey(_derive(master, "wrap"), self.kid)
        self._index = _derive(master, "index")

    def lane(self, chat_id: int) -> str:
        """Return the lane of a chat: 32 hex characters that do not tell the chat without the master key."""
        return hmac.digest(self._index, str(chat_id).encode(), "sha256")[:16].hex()

    def new_key(self) -> bytes:
        """Return 32 new random bytes, to become a person's key."""
        return _random(KEY_BYTES)

    def wrap(self, person: str, key: bytes, version: int) -> bytes:
        """Return a person's key, sealed under the master key for this person and key version."""
        return self._wrap.seal("keys", "wrapped", person, str(version), key)

    def unwrap(self, person: str, wrapped: bytes, version: int) -> SealKey:
        """Return the key of a person from its wrapped form. Raises SealBroken if it is not theirs or not ours."""
        return SealKey(self._wrap.open("keys", "wrapped", person, str(version), wrapped), version.to_bytes(4, "big"))
