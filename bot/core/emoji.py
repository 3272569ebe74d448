"""Whether a text is one single emoji: a nod, not words to be kept."""

from __future__ import annotations

import unicodedata

LONGEST = 14  # characters: a family is four people joined by three joiners
JOINER, AS_PICTURE = "\u200d", "\ufe0f"
FLAGS = range(0x1F1E6, 0x1F200)
SHADES = range(0x1F3FB, 0x1F400)


def is_one_emoji(text: str) -> bool:
    """Return whether ``text`` is one emoji and nothing else; a flag, a shade of skin or a joined group is one."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return False
    if all(ord(sign) in FLAGS for sign in text):
        return len(text) == 2
    pictures = [part.rstrip(AS_PICTURE + "".join(map(chr, SHADES))) for part in text.split(JOINER)]
    return all(len(picture) == 1 and _is_picture(picture) for picture in pictures)


def _is_picture(sign: str) -> bool:
    return ord(sign) >= 0x1F000 or (unicodedata.category(sign) == "So" and sign not in "°©®™")
