"""More ways to type a sentence: slips of the thumb, no punctuation, the signal deep in a long entry."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from data import Sentence

LONG = 35  # words
NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "sqz", "s": "adw", "d": "sfe", "f": "dgr", "g": "fht", "h": "gjy", "j": "hku", "k": "jli",
    "l": "kop", "z": "xa", "x": "zcs", "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "nk",
}  # fmt: skip


class Augment:
    """Returns sentences typed in another way; the same ones for the same seed."""

    def __init__(self, sentences: Sequence[Sentence], seed: int, slips: float = 0.3, buried: float = 0.1) -> None:
        self._random = random.Random(seed)
        harmless = [s.text for s in sentences if s.label == "none"]
        self._entries = [text for text in harmless if len(text.split()) >= LONG]
        self._notes = [text for text in harmless if len(text.split()) < LONG]
        self._slips, self._buried = slips, buried

    def __call__(self, sentence: Sentence) -> str:
        """Return the text of ``sentence``, or something like it that is of the same kind."""
        chance, text = self._random, sentence.text
        short = len(text.split()) < LONG
        if short and self._entries and chance.random() < self._buried:
            text = self._bury(text)
        elif short and self._notes and chance.random() < self._buried:
            pair = [text, chance.choice(self._notes)]
            chance.shuffle(pair)
            text = chance.choice([". ", " ", "\n", ", "]).join(pair)
        if chance.random() < 0.25:
            text = re.sub(r"[^\w\s']", "", text)
        return self._slip(text) if chance.random() < self._slips else text

    def _bury(self, text: str) -> str:
        """Return ``text`` between sentences of an entry in which there is nothing."""
        parts = re.split(r"(?<=[.!?])\s+", self._random.choice(self._entries))
        if len(parts) > 4 and self._random.random() < 0.6:
            count = self._random.randint(2, 5)
            start = self._random.randrange(0, len(parts) - count + 1)
            parts = parts[start : start + count]
        parts.insert(self._random.randint(0, len(parts)), text)
        return " ".join(parts)

    def _slip(self, text: str) -> str:
        words = text.split()
        for _ in range(self._random.randint(1, max(1, min(3, len(words) // 5)))):
            at = self._random.randrange(len(words))
            if len(words[at]) >= 4:
                words[at] = self._mistyped(words[at])
        return " ".join(words)

    def _mistyped(self, word: str) -> str:
        at, way = self._random.randrange(1, len(word) - 1), self._random.random()
        before, here, after = word[:at], word[at], word[at + 1 :]
        if way < 0.3:
            return before + after[:1] + here + after[1:]
        if way < 0.55:
            return before + after
        if way < 0.75:
            return before + here + here + after
        if way < 0.95:
            return before + self._random.choice(NEIGHBOURS.get(here.lower(), here)) + after
        return f"{before} {here}{after}"
