"""Files sent by the bot or by people: kept in memory, the oldest forgotten first."""

from __future__ import annotations

import secrets
import struct
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from bot.shell.playground.refused import Refused, bad
from bot.shell.playground.values import Upload

_MOST_BYTES = 200 * 2**20
_PHOTO_BYTES = 10 * 2**20
_FILE_BYTES = 50 * 2**20


@dataclass(slots=True)
class Media:
    """One file; width and height in pixels, duration in seconds, 0 where there is none."""

    id: str
    kind: str
    content: bytes
    filename: str
    mime_type: str
    width: int = 0
    height: int = 0
    duration: int = 0

    def as_fields(self) -> dict[str, Any]:
        """Return the fields it adds to a message of the Bot API."""
        told: dict[str, Any] = {"file_id": self.id, "file_unique_id": self.id[-16:], "file_size": len(self.content)}
        if self.kind == "photo":
            return {"photo": [{**told, "width": self.width, "height": self.height}]}
        told |= {"file_name": self.filename, "mime_type": self.mime_type}
        if self.kind == "document":
            return {"document": told}
        moving = {**told, "width": self.width, "height": self.height, "duration": self.duration}
        # an animation is told twice, for the sake of bots older than animations
        return {"animation": moving, "document": told}


class MediaShelf:
    """The files there are, by id."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, Media] = OrderedDict()
        self._bytes = 0

    def get(self, media_id: str) -> Media | None:
        """Return the file, or None if it never was or is forgotten."""
        return self._files.get(media_id)

    def take(self, kind: str, value: Any, files: dict[str, Upload], *, hints: dict[str, Any] | None = None) -> Media:
        """Return the media of ``kind`` that a call names with ``value``: an upload, ``attach://name`` or a file id.

        Raises:
            Refused: it is no such file, too big, empty or not a picture.
        """
        if isinstance(value, str) and value.startswith("attach://"):
            value = files.get(value.removeprefix("attach://"), value)
        if isinstance(value, str):
            known = self._files.get(value)
            if known is None:
                raise bad("wrong file identifier/HTTP URL specified")
            if known.kind != kind:
                raise bad(f"can't use file of type {known.kind.title()} as {kind.title()}")
            return known
        return self.add(kind, value, **(hints or {}))

    def add(self, kind: str, upload: Upload, *, width: int = 0, height: int = 0, duration: int = 0) -> Media:
        """Return ``upload`` kept as ``kind``.

        Raises:
            Refused: empty, too big, or not a picture though it should be one.
        """
        content = upload.content
        if not content:
            raise bad("file must be non-empty")
        if len(content) > (_PHOTO_BYTES if kind == "photo" else _FILE_BYTES):
            raise bad("file is too big") if kind == "photo" else Refused(413, "Request Entity Too Large")
        size = picture_size(content)
        if kind == "photo":
            if size is None:
                raise bad("IMAGE_PROCESS_FAILED")
            if sum(size) > 10_000 or max(size) > 20 * min(size):
                raise bad("PHOTO_INVALID_DIMENSIONS")
        width, height = size or (width or 320, height or 320)
        mime_type = _mime_type(content) or upload.mime_type
        media = Media(secrets.token_urlsafe(24), kind, content, upload.filename, mime_type, width, height, duration)
        self._files[media.id] = media
        self._bytes += len(content)
        while self._bytes > _MOST_BYTES:
            self._bytes -= len(self._files.popitem(last=False)[1].content)
        return media


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF, JPEG or WebP, or None if it is none."""
    if content[:8] == b"\x89PNG\r\n\x1a\n" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:2] == b"\xff\xd8":
        return _jpeg_size(content)
    if content[:4] == b"RIFF" and content[8:15] == b"WEBPVP8" and len(content) >= 30:
        return _webp_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return None


def _webp_size(content: bytes) -> tuple[int, int]:
    if content[12:16] == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _mime_type(content: bytes) -> str | None:
    if content[:4] == b"\x89PNG":
        return "image/png"
    if content[:3] == b"GIF":
        return "image/gif"
    if content[:2] == b"\xff\xd8":
        return "image/jpeg"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return "video/mp4" if content[4:8] == b"ftyp" else None
