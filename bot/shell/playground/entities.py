"""Text as Telegram keeps it: trimmed, with its entities checked and the obvious ones found."""

from __future__ import annotations

import re
from typing import Any

from bot.shell.playground.refused import bad
from bot.shell.playground.values import units

Entities = list[dict[str, Any]]

_FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/])/[a-zA-Z][a-zA-Z0-9_]{0,63}(?:@[a-zA-Z0-9_]{5,32})?(?![\w/]))"
    r"|(?P<url>(?<![\w@])(?:https?://|t\.me/|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<mention>(?<![\w@])@[a-zA-Z0-9_]{5,32}\b)"
    r"|(?P<hashtag>(?<![\w&#])#(?!\d+\b)\w{1,256})"
)
_HINTS = re.compile(r"[/@#]|www\.")
_NAMES = (
    "mention hashtag cashtag bot_command url email phone_number bold italic underline strikethrough spoiler blockquote "
    "expandable_blockquote code pre text_link text_mention custom_emoji date_time"
)
_KINDS = frozenset(_NAMES.split())


def find(text: str) -> Entities:
    """Return the commands, hashtags, mentions and addresses in ``text``, offsets in UTF-16 units."""
    if not _HINTS.search(text):
        return []
    found = []
    for match in _FOUND.finditer(text):
        kind = str(match.lastgroup)
        found.append({"offset": units(text[: match.start()]), "length": units(match.group()), "type": kind})
    return found


def kept(text: str, entities: Entities | None) -> tuple[str, Entities]:
    """Return ``text`` and ``entities`` as Telegram would keep them: trimmed, sorted, the obvious ones added.

    Raises:
        Refused: an entity reaches outside the text, cuts a character in two, or is of no known type.
    """
    if entities:
        _check(text, entities)
    shorter = text.rstrip()
    trimmed = shorter.lstrip()
    cut = units(shorter) - units(trimmed)
    if not entities:
        return trimmed, find(trimmed)
    end = units(trimmed)
    own = []
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"])):
        start = max(entity["offset"] - cut, 0)
        length = min(entity["offset"] - cut + entity["length"], end) - start
        if length > 0:
            own.append({**entity, "offset": start, "length": length})
    taken = [(one["offset"], one["offset"] + one["length"]) for one in own]
    more = [
        one
        for one in find(trimmed)
        if all(one["offset"] + one["length"] <= begin or one["offset"] >= stop for begin, stop in taken)
    ]
    return trimmed, sorted(own + more, key=lambda one: (one["offset"], -one["length"]))


def _check(text: str, entities: Entities) -> None:
    if len(entities) > 100:
        raise bad("too many entities")
    encoded = text.encode("utf-16-le", "surrogatepass")
    end = len(encoded) // 2
    for entity in entities:
        kind, start, length = entity["type"], entity["offset"], entity["length"]
        if kind not in _KINDS:
            raise bad(f'can\'t parse entities: unsupported entity type "{kind}"')
        if start < 0:
            raise bad(f"receive an entity with incorrect offset {start}")
        if length <= 0:
            raise bad(f"receive an entity with incorrect length {length}")
        if start + length > end:
            raise bad(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text at UTF-16 offset {end}",
            )
        if _inside(encoded, start, end) or _inside(encoded, start + length, end):
            raise bad(f"entity beginning at UTF-16 offset {start} starts or ends in a middle of a UTF-16 symbol")
        if kind == "text_link" and not entity.get("url"):
            raise bad('can\'t parse entities: entity "text_link" has no url')


def _inside(encoded: bytes, at: int, end: int) -> bool:
    """Return whether ``at`` lies between the two halves of one character (a surrogate pair)."""
    return at < end and 0xDC <= encoded[2 * at + 1] <= 0xDF
