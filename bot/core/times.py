"""Times of day as people type them: "7:30 and 21", "half past 7", "8 pm", "quarter to nine in the evening"."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

LONGEST_TEXT = 120
_MINUTES_A_DAY = 24 * 60

_NUMBERS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {word: number for number, word in enumerate(_NUMBERS)} | {"twenty": 20, "twentyfive": 25, "twenty-five": 25}
_FRACTIONS = {"half": 30, "quarter": 15}
_WHOLE = {"noon": 12, "midday": 12, "midnight": 0}
_PARTS = dict.fromkeys(("morning", "mornings", "am"), "morning") | dict.fromkeys(("night", "nights"), "night")
_PARTS |= dict.fromkeys(("afternoon", "afternoons", "evening", "evenings", "tonight", "pm"), "later")
_FILLERS = frozenset(
    (
        *("at", "in", "the", "on", "a", "an", "and", "then", "also", "or", "both", "every", "each", "day", "daily"),
        *("o", "clock", "oclock", "o'clock", "please", "maybe", "about", "around", "sharp", "uhr", "um", "und"),
        *("hrs", "hr", "hours", "hour", "h", "minutes", "minute", "min"),
    )
)
# 07:30 7.30 7h30 0730 7 8am "8:15 p.m."; not a part of a longer run of digits
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2})|h)?(am|pm)?|(\d{1,2})(\d{2})(am|pm)?")


@dataclass(slots=True)
class _Found:
    """A time being read: minutes since midnight, and whether it may still become one of the afternoon."""

    minutes: int
    may_move: bool


def read_times(text: str) -> tuple[dt.time, ...]:
    """Return the times of day in ``text``, in its order, each once; nothing if any of it is not about times.

    A bare hour is read on the 24-hour clock; "pm", "evening", "night" and the like move hours up to twelve.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    if len(plain) > LONGEST_TEXT:
        return ()
    plain = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", plain)
    plain = re.sub(r"(\d)\s*([ap]m)\b", r"\1\2", plain)
    plain = re.sub(r"(\d{1,2})\s*(?:uhr|h)\s*(\d{2})\b", r"\1:\2", plain)
    plain = re.sub(r"\b(\d{1,2}) ((?:2[5-9]|[345]\d))\b(?! (?:past|after|to|before))", r"\1:\2", plain)
    words = re.sub(r"[,;&+/!]|\.(?!\d)", " ", plain).split()
    found = _read(words)
    return tuple(dict.fromkeys(dt.time(*divmod(one.minutes, 60)) for one in found or ()))


def _read(words: list[str]) -> list[_Found] | None:
    """Return the times in ``words``, or None if a word is not understood."""
    found: list[_Found] = []
    waiting: str | None = None  # "evening 9": the part of the day came first
    place = 0
    while place < len(words):
        word = words[place]
        if (part := _PARTS.get(word)) is not None:
            # "9 in the evening", "11 at night": the part of the day belongs to the time just read
            after_time = bool(found) and place > 0 and (words[place - 1] in ("the", "at") or place == len(words) - 1)
            if after_time or word in ("am", "pm"):
                if not found or not _move(found[-1], part):
                    return None
            else:
                waiting = part
            place += 1
        elif word in _FILLERS:
            place += 1
        else:
            one, used = _time_at(words, place)
            if one is None:
                return None
            if waiting is not None and not _move(one, waiting):
                return None
            waiting, place = None, place + used
            found.append(one)
    return found


def _time_at(words: list[str], place: int) -> tuple[_Found | None, int]:
    """Return the time that begins at ``place`` and how many words it takes, or None."""
    word = words[place]
    if word in _WHOLE:
        return _Found(_WHOLE[word] * 60, False), 1
    minutes = _FRACTIONS.get(word) or _small(word)
    link = place + 1
    if link < len(words) and words[link] in ("minutes", "minute", "min"):
        link += 1
    if minutes is not None and link + 1 < len(words) and words[link] in ("past", "after", "to", "before", "til"):
        hour, sign = _hour(words[link + 1]), 1 if words[link] in ("past", "after") else -1
        if hour is None or not 0 < minutes < 60:
            return None, 1
        total = (hour.minutes + sign * minutes) % _MINUTES_A_DAY
        return _Found(total, hour.may_move), link + 2 - place
    if word == "half" and link < len(words) and (hour := _hour(words[link])) is not None:
        return _Found(hour.minutes + 30, hour.may_move), 2
    if word in _WORDS and link < len(words) and words[link] in ("thirty", "fifteen", "forty-five"):
        extra = {"thirty": 30, "fifteen": 15, "forty-five": 45}[words[link]]
        return _Found(_WORDS[word] * 60 + extra, True), 2
    return _hour(word), 1


def _hour(word: str) -> _Found | None:
    """Return the time a single word says, or None: "7", "seven", "7:30", "0730", "8pm", "noon"."""
    if word in _WHOLE:
        return _Found(_WHOLE[word] * 60, False)
    if word in _WORDS:
        return _Found(_WORDS[word] * 60, True) if _WORDS[word] <= 12 else None
    match = _CLOCK.fullmatch(word)
    if match is None:
        return None
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    one = _Found(hour % 24 * 60 + minute, hour <= 12)
    half = match[3] or match[6]
    return one if half is None or _move(one, "later" if half == "pm" else "morning") else None


def _move(one: _Found, part: str) -> bool:
    """Put ``one`` into that part of the day. Returns whether it can be there: "13 am" can't."""
    hour = one.minutes // 60
    if part == "night":  # "2 at night" is early, "11 at night" late
        part = "morning" if hour == 12 or hour < 5 else "later"
    if part == "later":
        if one.may_move and hour < 12:
            one.minutes += 12 * 60
        one.may_move = False
        return one.minutes >= 12 * 60 or one.minutes == 0
    if one.may_move and hour == 12:
        one.minutes -= 12 * 60
    one.may_move = False
    return one.minutes <= 12 * 60


def _small(word: str) -> int | None:
    """Return a number of minutes written as a word or in digits, or None."""
    return _WORDS.get(word) if not word.isdecimal() else int(word) if len(word) < 3 else None
