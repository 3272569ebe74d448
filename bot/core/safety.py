"""Whether a text may speak of suicide, self-harm or other danger, by the words in it.

Rules, and their reasons:

* Rather a card too many than one too few. A false alarm costs two lines of kind words.
* No levels and no score: a ``Concern`` says which words to show now, is kept nowhere and counts nothing.
* Text and phrases are read the same way, so that "K!LL  my–self", "k i l l myself" and "kil myself" are one phrase.
* An idiom hides a phrase only if it covers the whole of it: "want to die laughing", but not "want to die. Laughing".
* Denying does not hide: "I don't want to die" gets the one line, since the word was chosen for a reason.
* Two things may say together what neither says alone ("tonight" and "do it"): a window of so many words.
* This is only words. The caller shows the full card if anything here fails.

Phrases are data (``bot/content/safety``) and come in as ``signs``.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["crisis", "self-harm", "other", "harm", "medical", "advice", "soft", "none"]
Tier = Literal["full", "gentle", "one-line", "none"]

FULL_AGAIN = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a text is met with: the card of ``kind`` in its ``tier``.

    ``also`` stands beside "medical" only: after the medical card comes the card of that kind, in full.
    """

    kind: Kind
    tier: Tier
    also: Kind = "none"


NOTHING = Verdict("none", "none")
FAILED = Verdict("crisis", "full")  # whatever went wrong: towards help


@dataclass(frozen=True, slots=True)
class Concern:
    """What a text may be about, and which words to show: the full card or the one line."""

    kind: Kind
    tier: Tier


@dataclass(frozen=True, slots=True)
class Sign:
    """A phrase that concerns, already read."""

    phrase: str
    concern: Concern


@dataclass(frozen=True, slots=True)
class Window:
    """Phrases, one of each part, that concern if they stand within so many words of each other, in any order."""

    parts: tuple[tuple[str, ...], ...]
    within: int
    concern: Concern


@dataclass(frozen=True, slots=True)
class Signs:
    """What to look for in one language; made by ``make_signs``."""

    signs: tuple[Sign, ...]
    windows: tuple[Window, ...]
    idioms: tuple[str, ...]
    denials: tuple[str, ...]
    turns: frozenset[str]
    same: tuple[tuple[str, str], ...]
    skip: frozenset[str]


def make_signs(
    rows: Iterable[tuple[str, Kind, Tier]],
    idioms: Iterable[str] = (),
    denials: Iterable[str] = (),
    turns: Iterable[str] = (),
    same: Mapping[str, str] | None = None,
    skip: Iterable[str] = (),
    windows: Iterable[tuple[Iterable[Iterable[str]], int, Kind, Tier]] = (),
) -> Signs:
    """Return the signs of ``rows`` (phrase, kind, tier) and the words around them, all read as texts are.

    ``windows`` are (parts, within so many words, kind, tier).
    """
    alike = tuple((_plain(left), _plain(right)) for left, right in (same or {}).items())
    small = frozenset(_plain(word) for word in skip)
    return Signs(
        signs=tuple(Sign(_reduce(_plain(phrase), alike, small), Concern(kind, tier)) for phrase, kind, tier in rows),
        windows=tuple(
            Window(
                tuple(tuple(_reduce(_plain(phrase), alike, small) for phrase in part) for part in parts),
                within,
                Concern(kind, tier),
            )
            for parts, within, kind, tier in windows
        ),
        idioms=tuple(_reduce(_plain(idiom), alike, small) for idiom in idioms),
        denials=tuple(_reduce(_plain(denial), alike, small) for denial in denials),
        turns=frozenset(_plain(turn) for turn in turns),
        same=alike,
        skip=small,
    )


def concerns(text: str, signs: Signs) -> frozenset[Concern]:
    """Return everything ``text`` may be about, by the phrases and windows of ``signs``."""
    found = [concern for reading in _readings(text, signs) for concern in _found(reading, signs)]
    found += [sign.concern for run in _spelled_out(text) for sign in signs.signs if _close(sign.phrase) in run]
    return frozenset(found)


def screen(text: str, signs: Signs) -> Concern | None:
    """Return what ``text`` may be about first of all, or None if no phrase of ``signs`` is in it."""
    return foremost(concerns(text, signs))


ORDER: tuple[Kind, ...] = ("medical", "crisis", "self-harm", "harm", "other", "soft", "advice", "none")


def foremost(found: Iterable[Concern]) -> Concern | None:
    """Return what goes first: medical before everything, a full card before the one line, advice after all."""

    def rank(concern: Concern) -> tuple[bool, bool, int]:
        return concern.kind == "advice", concern.tier != "full", ORDER.index(concern.kind)

    return min(found, key=rank, default=None)


def _found(reading: str, signs: Signs) -> list[Concern]:
    """Return the concerns of one reading, idioms left out and denied ones softened."""
    covered = [span for idiom in signs.idioms for span in _spans(idiom, reading, SPACE)]
    found = []
    for sign in signs.signs:
        for start, end in _spans(sign.phrase, reading, SPACE_OR_BREAK):
            if any(first <= start and end <= last for first, last in covered):
                continue
            denied = sign.concern.kind in SOFTENED and _denied(reading, start, end, signs)
            found.append(Concern(sign.concern.kind, "one-line") if denied else sign.concern)
    return found + [window.concern for window in signs.windows if _together(window, reading, covered)]


# "I don't want to die" is softened; "I didn't call a doctor for my chest pain" is not
SOFTENED: tuple[Kind, ...] = ("crisis", "self-harm")


def _together(window: Window, reading: str, covered: Iterable[tuple[int, int]]) -> bool:
    """Return whether a phrase of each part stands in ``reading``, near enough to each other."""
    places: list[tuple[int, int, int]] = []  # end, beginning, part: counted in words, not in letters
    for part, phrases in enumerate(window.parts):
        here = [span for phrase in phrases for span in _spans(phrase, reading, SPACE)]
        here = [(a, b) for a, b in here if not any(first <= a and b <= last for first, last in covered)]
        if not here:
            return False
        places += [(reading.count(" ", 0, b), reading.count(" ", 0, a), part) for a, b in here]
    latest: dict[int, int] = {}
    for end, start, part in sorted(places):
        latest[part] = max(start, latest.get(part, start))
        if len(latest) == len(window.parts) and end - min(latest.values()) < window.within:
            return True
    return False


def _denied(reading: str, start: int, end: int, signs: Signs) -> bool:
    before = f" {reading[:start]}"
    return any(before.endswith(f" {denial} ") for denial in signs.denials) and not any(
        word in signs.turns for word in reading[end:].split()
    )


# A full stop may stand inside what concerns ("kill. myself."), never inside what takes concern away.
BREAK = "\u00b6"
SPACE = " ?"
SPACE_OR_BREAK = f"(?: {BREAK} | ?)"


def _spans(phrase: str, reading: str, between: str) -> list[tuple[int, int]]:
    first = phrase.partition(" ")[0]
    # most phrases are not there: a plain look is twenty times as fast as the pattern
    return [match.span() for match in _pattern(phrase, between).finditer(reading)] if first in reading else []


@lru_cache(maxsize=4096)
def _pattern(phrase: str, between: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\S)" + between.join(map(re.escape, phrase.split())) + r"(?!\S)")


# Letters of other alphabets, and signs, that pass for Latin letters. One may be an i or an l, so it is read twice.
LOOK_ALIKES = str.maketrans("авекмнорстухіѕјԁӏαιкορτυ", "abekmhopctyxisjdlaikoptu")
SIGNS_AS_LETTERS = (str.maketrans("0134578@$!|", "oieastbasil"), str.maketrans("0134578@$!|", "oleastbasii"))
APOSTROPHES = re.compile("['\u2018\u2019\u02bc\u0060\u00b4\u2032\uff07]")
SIGN_BY_LETTER = re.compile(
    r"(?<=[a-z])[0134578@$!|]+(?=[a-z])|(?<![a-z])[0134578@$|]+(?=[a-z])|(?<=[a-z])[0134578@$]+"
)
REPEATED = re.compile(r"([^\W\d_])\1+")
# not after a single letter: "k. i. l. l."
SENTENCE_END = re.compile(r"(?<=\w\w)[.!?;]+(?=\s|$)|\n")
SPELLED_OUT = re.compile(r"(?<!\S)(?:[^\W\d_] ){2,}[^\W\d_](?!\S)")


def _readings(text: str, signs: Signs) -> list[str]:
    """Return the ways ``text`` may be meant to be read, each as plain words with one space between them."""
    letters = _letters(text)
    readings = [letters]
    for table in SIGNS_AS_LETTERS:
        other = SIGN_BY_LETTER.sub(lambda match, table=table: match[0].translate(table), letters)  # type: ignore[misc]
        if other not in readings:
            readings.append(other)
    return [_reduce(_words(reading), signs.same, signs.skip) for reading in readings]


def _plain(text: str) -> str:
    return _words(_letters(text))


def _letters(text: str) -> str:
    """Return ``text`` in small letters, without accents, apostrophes and signs that do not show."""
    decomposed = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text))
    seen = (sign for sign in decomposed if unicodedata.category(sign) not in ("Mn", "Cf"))
    return "".join(seen).casefold().translate(LOOK_ALIKES)


def _words(letters: str) -> str:
    """Return the words alone, ends of sentences marked, spelled-out words joined, repeated letters written once."""
    return REPEATED.sub(r"\1", SPELLED_OUT.sub(lambda match: match[0].replace(" ", ""), _spaced(letters)))


def _spaced(letters: str, breaks: bool = True) -> str:
    marked = SENTENCE_END.sub(f" {BREAK} ", letters.replace(BREAK, " ")) if breaks else letters
    return " ".join("".join(sign if sign.isalnum() or sign == BREAK else " " for sign in marked).split())


def _reduce(words: str, same: Iterable[tuple[str, str]], skip: frozenset[str]) -> str:
    """Return ``words`` with those that mean the same made the same, and small ones left out."""
    for left, right in same:
        words = _pattern(left, SPACE).sub(right, words)
    return " ".join(word for word in words.split() if word not in skip)


def _spelled_out(text: str) -> list[str]:
    """Return each stretch of single letters, joined: several words may have been spelled out in one."""
    return [_close(match[0]) for match in SPELLED_OUT.finditer(_spaced(_letters(text), breaks=False))]


def _close(words: str) -> str:
    return REPEATED.sub(r"\1", words.replace(" ", ""))
