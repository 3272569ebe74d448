"""How the bot sounds, as far as a machine can tell: barred words, lengths, buttons.

The lists are data (``rules/<lang>.toml``). Every function returns faults as sentences, none if all is well, so that
``check`` can tell all of them at once and a test of a whole talk can use the same rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from bot.content import loader

Use = Literal["scheduled", "caption", "toast", "label", "safety", "privacy", "text"]

# In characters. Telegram's own limits are higher: translations need the room.
LIMITS: dict[Use, int] = {
    "scheduled": 350,
    "caption": 700,
    "toast": 200,
    "label": 36,
    "safety": 900,
    "privacy": 900,
    "text": 600,
}
COMMAND_LIMIT = 45
DESCRIPTION_LIMIT = 512
SHORT_DESCRIPTION_LIMIT = 120

# The longest label of a row, and how many such buttons fit beside each other on a phone 320 points wide.
PER_ROW = ((5, 5), (7, 4), (10, 3), (16, 2), (36, 1))
MOST_ROWS = 6
LABEL_SIGNS = "✓‹›"
LOCKED_START = 60


@dataclass(frozen=True, slots=True)
class Rules:
    """What texts of one language may not say: group of words to pattern."""

    allowed: tuple[str, ...] = ()
    banned: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    scheduled: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    spelling: Mapping[str, tuple[re.Pattern[str], str]] = field(default_factory=dict)
    exceptions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    ways = (re.escape(word.removesuffix("*")) + (r"\w*" if word.endswith("*") else "") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


def rules_of(data: Mapping[str, Any]) -> Rules:
    """Return the rules in ``data``, the contents of a file of rules."""
    return Rules(
        allowed=tuple(data.get("allowed", ())),
        banned={group: _any_of(words) for group, words in data.get("banned", {}).items()},
        scheduled={group: _any_of(words) for group, words in data.get("scheduled", {}).items()},
        spelling={left: (_any_of([left]), right) for left, right in data.get("spelling", {}).items()},
        exceptions={group: tuple(ids) for group, ids in data.get("except", {}).items()},
    )


@lru_cache(maxsize=16)
def load_rules(lang: str) -> Rules:
    """Return the rules of ``lang``; none for a language without a file, whose words nobody has listed yet."""
    name = f"{lang}.toml"
    return rules_of(loader.read_toml("rules", name)) if name in loader.files("rules", ".toml") else Rules()


def text_faults(text: str, use: Use, rules: Rules, id: str = "") -> list[str]:
    """Return what is wrong with ``text``, as it is read by a person, for its ``use``.

    ``id`` is the message it comes from, for rules that do not hold everywhere.
    """
    faults = []
    if len(text) > LIMITS[use]:
        faults.append(f"{len(text)} characters, at most {LIMITS[use]} for {use}")
    if "!" in text:
        faults.append("an exclamation mark")
    signs = {sign for sign in text if is_emoji(sign)} - (set(LABEL_SIGNS) if use == "label" else set())
    if signs:
        faults.append(f"emoji: {' '.join(sorted(signs))}")
    # digits come with the table of numbers, each with its sources; until then a digit can only be a mistake
    if use == "safety" and any(sign.isdigit() for sign in text):
        faults.append("a digit in a safety text")
    plain = text
    for phrase in rules.allowed:
        plain = re.sub(re.escape(phrase), "", plain, flags=re.IGNORECASE)
    for group, pattern in rules.banned.items():
        if not id.startswith(rules.exceptions.get(group, ("\0",))):
            faults += [f"{word!r} ({group})" for word in pattern.findall(plain)]
    for pattern, ours in rules.spelling.values():
        faults += [f"{word!r} is spelled {ours!r}" for word in pattern.findall(plain)]
    if use == "scheduled":
        faults += [
            f"{word!r} on a locked screen" for pattern in rules.scheduled.values() for word in pattern.findall(plain)
        ]
    if use == "label":
        faults += label_faults(text)
    return faults


def label_faults(label: str) -> list[str]:
    """Return what is wrong with the label of a button, its length apart."""
    faults = []
    if not label.strip(LABEL_SIGNS + " "):
        faults.append("a label without words")
    if label.endswith("."):
        faults.append("a full stop at the end of a label")
    if label[:1].islower():
        faults.append("a label begins with a capital")
    if sum(word[:1].isupper() for word in label.split()) == len(label.split()) > 2:
        faults.append("a label is written like a sentence")
    return faults


def row_faults(labels: Sequence[Sequence[str]], back: str = "Back") -> list[str]:
    """Return what is wrong with a keyboard: rows of ``labels``, with ``back`` the word on the button that goes back.

    The longest label of a row says how many fit beside it. Back stands at the bottom left, where the thumb expects it.
    """
    faults = []
    if len(labels) > MOST_ROWS:
        faults.append(f"{len(labels)} rows, at most {MOST_ROWS}")
    for row in labels:
        longest = max(row, key=len, default="")
        fits = next((count for length, count in PER_ROW if len(longest) <= length), 0)
        if not row:
            faults.append("an empty row")
        elif len(row) > fits:
            faults.append(f"{len(row)} in a row with {longest!r} ({len(longest)} characters), at most {fits}")
        faults += [f"{label!r}: {fault}" for label in row for fault in label_faults(label)]
        faults += [
            f"{label!r}: emoji" for label in row if any(is_emoji(sign) and sign not in LABEL_SIGNS for sign in label)
        ]
    if any(back in row for row in labels) and labels[-1][0] != back:
        faults.append(f"{back!r} belongs at the bottom left")
    return faults


def is_emoji(sign: str) -> bool:
    """Return whether ``sign`` is drawn as a picture."""
    return (unicodedata.category(sign) == "So" and sign not in "°©") or sign in "\ufe0f\u20e3" or ord(sign) >= 0x1F000
