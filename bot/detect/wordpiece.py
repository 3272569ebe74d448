"""Words cut into the pieces an encoder knows: WordPiece, as BERT has it, for text that is already simple.

The text comes from ``plain_words``, so there are no accents, no other scripts and no odd spaces left to care for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

PARTS = re.compile(r"[a-z0-9]+|[^\sa-z0-9]")
LONGEST = 60  # characters of a word; a longer one is no word
CLS, SEP, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"


class WordPiece:
    """Cuts words into pieces by a vocabulary: one piece a line, in the order of the encoder's rows."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids: Mapping[str, int] = {piece: index for index, piece in enumerate(vocabulary)}
        self.begin, self.end, self._unknown = self._ids[CLS], self._ids[SEP], self._ids[UNKNOWN]
        self._known: dict[str, tuple[int, ...]] = {}

    def cut(self, text: str) -> list[int]:
        """Return the numbers of the pieces of ``text``, without the marks for its beginning and end."""
        return [piece for part in PARTS.findall(text) for piece in self._pieces(part)]

    def _pieces(self, word: str) -> tuple[int, ...]:
        """Return the longest pieces that make up ``word``, from its beginning."""
        known = self._known.get(word)
        if known is not None:
            return known
        pieces: list[int] = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                piece = self._ids.get(mark + word[start:end])
                if piece is not None:
                    break
            else:
                return (self._unknown,)
            pieces.append(piece)
            start = end
        found = tuple(pieces) if len(word) <= LONGEST else (self._unknown,)
        if len(self._known) < 20_000:
            self._known[word] = found
        return found
