"""The light model: letters and words counted, each with a weight. No numpy, ready at once.

It stands in while the encoder is loaded, and where that cannot be. What is counted is kept by a hash, so the file is
small and holds none of the sentences.
"""

from __future__ import annotations

import math
import zlib
from array import array
from collections.abc import Iterator, Sequence

BITS = 16
WORDS = 2  # words in a row, at most one more
LETTERS = (3, 4, 5)  # letters in a row, within a word and its borders
PART = 0.2  # of the light model in what both say together: it errs elsewhere than the encoder


def features(text: str) -> frozenset[int]:
    """Return the numbers of what is in ``text``, which ``plain_words`` has read."""
    return frozenset(zlib.crc32(part.encode()) >> (32 - BITS) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    words = ["".join(sign for sign in word if sign.isalnum()) for word in text.split()]
    words = [word for word in words if word]
    for index, word in enumerate(words):
        yield f"w {word}"
        for length in range(2, WORDS + 2):
            if index + length <= len(words):
                yield f"w {' '.join(words[index : index + length])}"
        bordered = f"<{word}>"
        for length in LETTERS:
            yield from (f"l {bordered[at : at + length]}" for at in range(len(bordered) - length + 1))


class Light:
    """Gives the share of each kind in a text."""

    def __init__(self, data: bytes, kinds: int) -> None:
        """Take the weights: for each kind, a bias and a scale as floats, then a small number for each hash.

        Raises:
            ValueError: they are too few or too many.
        """
        head = array("f", data[: kinds * 8])
        self._bias, self._scale = head[:kinds], head[kinds:]
        self._weights = array("b", data[kinds * 8 :])
        self._kinds = kinds
        if len(self._weights) != kinds << BITS:
            raise ValueError("the light model has not as many weights as it should")

    def shares(self, text: str) -> list[float]:
        """Return the share of each kind in ``text``."""
        found = features(text)
        size = 1.0 / math.sqrt(len(found) or 1)
        scores = [
            self._bias[kind] + size * self._scale[kind] * sum(self._weights[(kind << BITS) + at] for at in found)
            for kind in range(self._kinds)
        ]
        return softmax(scores)


def softmax(scores: Sequence[float]) -> list[float]:
    """Return shares of one, as large as the scores say."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def together(encoder: Sequence[float], light: Sequence[float]) -> list[float]:
    """Return the shares of each kind by both models."""
    return [(1 - PART) * one + PART * other for one, other in zip(encoder, light, strict=True)]
