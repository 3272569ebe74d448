"""The bundled typeface: where its files are, and how wide a text will be when drawn with it.

Only advance widths are read (tables ``cmap`` and ``hmtx``). Kerning is left out: it makes a line slightly narrower,
never wider, by less than the room the cards keep.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from pathlib import Path
from typing import Literal

from bot import content

Weight = Literal[400, 600, 700]

FAMILY = "Inter"
FOLDER = Path(content.__file__).parent / "fonts"
FILES: dict[Weight, Path] = {
    400: FOLDER / "Inter-Regular.ttf",
    600: FOLDER / "Inter-SemiBold.ttf",
    700: FOLDER / "Inter-Bold.ttf",
}


def text_width(text: str, size: float, weight: Weight = 400, spacing: float = 0.0) -> float:
    """Return the width in px of ``text`` at ``size`` px; a character the typeface lacks counts as one em."""
    em, widths = _widths(weight)
    return sum(widths.get(ord(sign), em) for sign in text) * size / em + spacing * len(text)


def lacking(text: str, weight: Weight = 400) -> set[str]:
    """Return the characters of ``text`` that the typeface cannot draw."""
    return {sign for sign in text if ord(sign) not in _widths(weight)[1]}


@lru_cache(maxsize=3)
def _widths(weight: Weight) -> tuple[int, dict[int, int]]:
    """Return the units per em, and the advance width of every character in those units."""
    data = FILES[weight].read_bytes()
    tables = _tables(data)
    em: int = struct.unpack_from(">H", data, tables["head"] + 18)[0]
    count: int = struct.unpack_from(">H", data, tables["hhea"] + 34)[0]
    advances = struct.unpack_from(f">{2 * count}H", data, tables["hmtx"])[::2]
    return em, {code: advances[min(glyph, count - 1)] for code, glyph in _glyphs(data, tables["cmap"]).items()}


def _tables(data: bytes) -> dict[str, int]:
    count = struct.unpack_from(">H", data, 4)[0]
    records = struct.iter_unpack(">4sIII", data[12 : 12 + 16 * count])
    return {tag.decode("ascii"): offset for tag, _, offset, _ in records}


def _glyphs(data: bytes, cmap: int) -> dict[int, int]:
    """Return the glyph of every character, from the format 4 table every font of ours has."""
    count = struct.unpack_from(">H", data, cmap + 2)[0]
    places = (struct.unpack_from(">I", data, cmap + 8 + 8 * n)[0] + cmap for n in range(count))
    table = next(place for place in places if struct.unpack_from(">H", data, place)[0] == 4)
    segments = struct.unpack_from(">H", data, table + 6)[0] // 2
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{segments}H", data, table + 14 + 2 * segments * n + (2 if n else 0)) for n in range(4)
    )
    glyphs: dict[int, int] = {}
    for n, (end, start, delta, offset) in enumerate(zip(ends, starts, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:  # counted in bytes from the place the offset itself stands at
                here = table + 16 + 6 * segments + 2 * n
                glyph = struct.unpack_from(">H", data, here + offset + 2 * (code - start))[0]
            if glyph or not offset:
                glyphs[code] = (glyph + delta) & 0xFFFF
    return glyphs
