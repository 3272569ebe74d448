"""Words as the models read them: the same in training and at run time.

A model has seen only so many spellings. Here "I caaan't do thisss", "i cant do this" and "i c@n't do this" become one
text of small Latin letters, figures and simple punctuation. Times and amounts stay as they are: "10pm" and "5mg" are
not letters in disguise. An emoji becomes its name, since a knife or a laughing face says something.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.safety import LOOK_ALIKES

APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u0060\u00b4\u2032\uff07]")
DASHES = re.compile("[\u2010-\u2015\u2212]")
CONTRACTIONS = (
    (re.compile(r"\b(ca|wo|sha)n't\b"), {"ca": "can not", "wo": "will not", "sha": "shall not"}),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"\b(it|he|she|that|there|what|here|where|who|how|let)'s\b"), r"\1 is"),
)
# between letters; at the beginning; at the end, unless figures are a time, an amount or a number in a row
LEET = re.compile(r"(?<=[a-z])[013457@$!|]+(?=[a-z])|(?<![a-z0-9])[@$013457|]+(?=[a-z]{2})")
MEASURE = re.compile(
    r"\d+([.,:]\d+)?(am|pm|a|p|mg|mcg|ug|g|gs|kg|ml|l|k|km|m|mi|x|th|st|nd|rd|h|hr|hrs|hour|hours|min|mins|s|sec|secs"
    r"|ish|yr|yrs|yo|d|days|day|weeks|w|wk|wks|ft|lb|lbs|oz|pcs|tabs|pm's|gig|gb|mb|mph|bpm|f|c|mm|cm|in|er|ers|p)?",
)
LETTERS_FOR = str.maketrans("013457@$!|", "oieastasil")
SPELLED_OUT = re.compile(
    r"(?<![a-z0-9'.])(?:(?:[a-z] {1,3}){3,}|(?:[a-z]([.\-_*] ?)(?:[a-z]\1){2,}))[a-z](?![a-z0-9'])"
)
THRICE = re.compile(r"([a-z])\1{2,}")
SIGNED = re.compile(r"[a-z]+(?:[*.\-_!#1357$@|~+]+[a-z]+)+")
NOT_SIMPLE = re.compile(r"[^a-z0-9 .,!?'\"()/:;%&+-]+")
EMOJI_WORDS = 12
LONGEST, STEP = 120, 90  # words read at once, and how far after it the next stretch of a longer text begins


@dataclass(frozen=True, slots=True)
class Spellings:
    """How people type: words and what they are read as, and words found through signs put into them."""

    words: Mapping[str, str]
    found: Sequence[str]


def plain_words(text: str, spellings: Spellings) -> str:
    """Return ``text`` as the models read it, at most about as long as it was."""
    letters = " ".join(_once(word, spellings) for word in _letters(text).split())
    for pattern, form in CONTRACTIONS:
        if isinstance(form, dict):
            letters = pattern.sub(lambda match, form=form: form[match[1]], letters)  # type: ignore[misc]
        else:
            letters = pattern.sub(form, letters)
    letters = SPELLED_OUT.sub(lambda match: re.sub("[^a-z]", "", match[0]), letters)
    words = [_word(word, spellings) for word in letters.split()]
    return " ".join(NOT_SIMPLE.sub(" ", " ".join(words)).split())


def stretches(plain: str) -> list[str]:
    """Return ``plain`` in stretches that are short enough to be read at once and overlap; one for most texts."""
    words = plain.split()
    last = max(0, len(words) - LONGEST)
    return [" ".join(words[start : start + LONGEST]) for start in (*range(0, last, STEP), last)]


def _letters(text: str) -> str:
    """Return ``text`` in small letters without accents, with simple apostrophes and dashes, emoji by name."""
    simple = DASHES.sub("-", APOSTROPHES.sub("'", text))
    decomposed = unicodedata.normalize("NFKD", simple)
    told, named = [], 0
    for sign in decomposed:
        category = unicodedata.category(sign)
        if category in ("Mn", "Cf", "Sk") or sign == "\ufe0f":
            continue
        if category == "So":
            named += 1
            told.append(f" {unicodedata.name(sign, '').lower()} " if named <= EMOJI_WORDS else " ")
        else:
            told.append(sign)
    return "".join(told).casefold().translate(LOOK_ALIKES)


def _once(word: str, spellings: Spellings) -> str:
    """Return ``word`` with letters that stand three times or more written once, or twice where that makes a word."""
    twice = THRICE.sub(r"\1\1", word)
    return twice if twice in spellings.found else THRICE.sub(r"\1", word)


def _word(word: str, spellings: Spellings) -> str:
    """Return one word as it is read."""
    core = word.strip(".,!?;:\"'()*-_~")
    if not core:
        return word
    if core in spellings.words:
        return word.replace(core, spellings.words[core], 1)
    if core.isascii() and core.isalpha():
        return word
    if MEASURE.fullmatch(core):
        return word
    read = core
    if SIGNED.fullmatch(read):
        for found in spellings.found:
            if _behind(read, found):
                return word.replace(core, found, 1)
    if any(sign.isalpha() for sign in read):
        read = LEET.sub(lambda match: match[0].translate(LETTERS_FOR), read)
    bare = read.replace("'", "")
    return word.replace(core, spellings.words.get(bare, read), 1)


def _behind(seen: str, found: str) -> bool:
    """Return whether ``seen`` is ``found`` with signs for one or more of its letters, or between them."""
    pattern = ""
    at = 0
    between = "".join(sign for sign in seen if sign.isalpha())
    if between == found:
        return True
    if len(seen) != len(found):
        return False
    for at, sign in enumerate(seen):
        pattern += sign if sign.isalpha() else found[at]
    return pattern == found
