"""The parts of a message that are not text: what a sticker, a voice note or a place looks like in an update."""

from __future__ import annotations

import secrets
from typing import Any

from bot.shell.playground.model import User
from bot.shell.playground.refused import Impossible

_NAMES = "sticker voice photo video video_note audio animation document location contact poll dice"
_FILE = ("file_id", "file_unique_id", "file_size")
KINDS = frozenset(_NAMES.split())


def body(kind: str, told: dict[str, Any], user: User) -> dict[str, Any]:
    """Return the fields a message of ``kind`` has in an update, with what ``told`` says and the usual for the rest.

    Raises:
        Impossible: no such kind, or a place without ``lat`` and ``lon``.
    """
    if kind == "location":
        try:
            return {"location": {"latitude": float(told["lat"]), "longitude": float(told["lon"])}}
        except (KeyError, TypeError, ValueError):
            raise Impossible(400, "a location has lat and lon") from None
    if kind == "contact":
        phone, name = told.get("phone", "+351900000000"), told.get("first_name", user.first_name)
        return {"contact": {"phone_number": phone, "first_name": name, "user_id": user.id}}
    if kind == "dice":
        return {"dice": {"emoji": told.get("emoji", "🎲"), "value": secrets.randbelow(6) + 1}}
    if kind == "poll":
        return {"poll": _poll(str(told.get("question", "Tea or coffee?")))}
    if kind not in KINDS:
        raise Impossible(404, f"no such kind of message: {kind}")
    return _file(kind, told)


def _file(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    seconds = int(told.get("duration", 3))
    size = {"width": int(told.get("width", 512)), "height": int(told.get("height", 512))}
    named = {"file_name": told.get("file_name", "notes.txt"), "mime_type": told.get("mime_type", "text/plain")}
    mp4 = {"file_name": "clip.mp4", "mime_type": "video/mp4"}
    more: dict[str, dict[str, Any]] = {
        "sticker": {
            **size,
            "type": "regular",
            "is_animated": False,
            "is_video": False,
            "emoji": told.get("emoji", "🙂"),
        },
        "voice": {"duration": seconds, "mime_type": "audio/ogg"},
        "video": {**size, **mp4, "duration": seconds},
        "video_note": {"length": 240, "duration": seconds},
        "audio": {"duration": seconds, "mime_type": "audio/mpeg"},
        "animation": {**size, **mp4, "duration": seconds},
        "document": named,
        "photo": size,
    }
    media_id = secrets.token_urlsafe(24)
    file = {"file_id": media_id, "file_unique_id": media_id[-16:], "file_size": 4096, **more[kind]}
    if kind == "photo":
        return {"photo": [file]}
    if kind == "animation":
        # told twice, the second time as the file it is
        return {"animation": file, "document": {**{name: file[name] for name in _FILE}, **mp4}}
    return {kind: file}


def _poll(question: str) -> dict[str, Any]:
    options = [
        {"persistent_id": str(number), "text": text, "voter_count": 0} for number, text in enumerate(("Yes", "No"))
    ]
    flags = dict.fromkeys(
        ("is_closed", "allows_multiple_answers", "allows_revoting", "members_only"),
        False,
    )
    told = {"id": str(secrets.randbelow(10**17)), "question": question, "options": options, "total_voter_count": 0}
    return {**told, **flags, "is_anonymous": True, "type": "regular"}
