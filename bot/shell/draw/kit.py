"""A small kit of parts for cards: palettes, text sizes, and pieces of SVG.

A card is 1080 × 1350 px and is seen at about a third of that in a chat, so nothing is written smaller than 34 px, and
six sizes are all there are. Colour never carries a meaning alone: a number, a place or a shape repeats it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Literal, Protocol

from bot.core.message import Phrase
from bot.shell.draw.faces import FAMILY, Weight, text_width

WIDTH, HEIGHT, MARGIN = 1080, 1350, 64
INNER = WIDTH - 2 * MARGIN

TITLE, FIGURE, HEADING, LEAD, LABEL, SMALL = 76, 60, 48, 40, 36, 34

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]


class Sayer(Protocol):
    """Whatever puts phrases into words."""

    def text(self, phrase: Phrase) -> str:
        """Return the words of ``phrase``."""
        ...


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one look, as #RRGGBB; ``mood`` is for 1 to 5, the last four are series that tell apart."""

    background: str
    tile: str
    ink: str
    secondary: str
    hairline: str
    mood: tuple[str, str, str, str, str]
    gold: str
    mint: str
    blue: str
    rose: str


DUSK = Palette(
    background="#14202B",
    tile="#1C2B38",
    ink="#F3EFE6",
    secondary="#A9B7C2",
    hairline="#2C3E4D",
    mood=("#5763C4", "#6E8FC2", "#8FB6BA", "#CFCB8B", "#FFE27A"),
    gold="#F6C945",
    mint="#BDEBE2",
    blue="#6496EE",
    rose="#D6718F",
)
DAY = Palette(
    background="#FBF8F3",
    tile="#F1ECE3",
    ink="#22303A",
    secondary="#5B6872",
    hairline="#DDD6C9",
    mood=("#3A4AA0", "#5077AD", "#8DB4B6", "#D6CE86", "#F7D552"),
    gold="#AF7D13",
    mint="#2F8F86",
    blue="#173A85",
    rose="#6E1836",
)


def card(palette: Palette, parts: Iterable[str]) -> str:
    """Return the SVG of a card: ``parts`` on the background of ``palette``."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="{FAMILY}">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="{palette.background}"/>\n'
        + "\n".join(part for part in parts if part)
        + "\n</svg>\n"
    )


def write(
    text: str,
    at: Point,
    size: int,
    fill: str,
    weight: Weight = 400,
    anchor: Anchor = "start",
    width: float = INNER,
) -> str:
    """Return ``text`` on the baseline ``at``, shortened to ``width`` px."""
    spacing = _spacing(size, weight)
    letters = f' letter-spacing="{number(spacing)}"' if spacing else ""
    return (
        f'<text x="{number(at[0])}" y="{number(at[1])}" font-size="{size}" font-weight="{weight}" fill="{fill}"'
        f' text-anchor="{anchor}"{letters}>{escape(fit(text, size, width, weight))}</text>'
    )


def measure(text: str, size: int, weight: Weight = 400) -> float:
    """Return the width in px that ``write`` gives ``text``."""
    return text_width(text, size, weight, _spacing(size, weight))


def fit(text: str, size: int, width: float, weight: Weight = 400) -> str:
    """Return ``text``, or as much of it as fits into ``width`` px and an ellipsis."""
    if measure(text, size, weight) <= width:
        return text
    for end in range(len(text) - 1, 0, -1):
        shorter = text[:end].rstrip(" ,.·–-") + "…"
        if measure(shorter, size, weight) <= width:
            return shorter
    return "…"


def first_fitting(texts: Sequence[str], size: int, width: float, weight: Weight = 400) -> str:
    """Return the first of ``texts`` that fits into ``width`` px, else the last of them."""
    return next((text for text in texts if measure(text, size, weight) <= width), texts[-1])


def wrap(text: str, size: int, width: float, most: int) -> list[str]:
    """Return ``text`` in at most ``most`` lines of ``width`` px, broken between words; what is over is cut off."""
    lines: list[str] = []
    for word in text.split():
        if lines and (len(lines) == most or measure(f"{lines[-1]} {word}", size) <= width):
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return [fit(line, size, width) for line in lines]


def curve(points: Sequence[Point], colour: str, thickness: float) -> str:
    """Return a smooth line through ``points`` (left to right) that never goes beyond two neighbours' values."""
    if len(points) < 2:
        return ""
    slopes = _slopes(points)
    path = f"M{number(points[0][0])} {number(points[0][1])}"
    for (x0, y0), (x1, y1), m0, m1 in zip(points, points[1:], slopes, slopes[1:], strict=False):
        third = (x1 - x0) / 3
        places = (x0 + third, y0 + m0 * third, x1 - third, y1 - m1 * third, x1, y1)
        path += "C" + " ".join(map(number, places))
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{number(thickness)}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def dashes(start: Point, end: Point, colour: str, thickness: float) -> str:
    """Return a faint dashed line: nobody answered between ``start`` and ``end``."""
    return (
        f'<line class="gap" x1="{number(start[0])}" y1="{number(start[1])}" x2="{number(end[0])}"'
        f' y2="{number(end[1])}" stroke="{colour}" stroke-opacity="0.45" stroke-width="{number(thickness)}"'
        f' stroke-linecap="round" stroke-dasharray="{number(2 * thickness)} {number(3.5 * thickness)}"/>'
    )


def rule(start: Point, end: Point, colour: str, thickness: float = 2) -> str:
    """Return a straight line."""
    return (
        f'<line x1="{number(start[0])}" y1="{number(start[1])}" x2="{number(end[0])}" y2="{number(end[1])}"'
        f' stroke="{colour}" stroke-width="{number(thickness)}" stroke-linecap="round"/>'
    )


def dot(at: Point, radius: float, colour: str) -> str:
    """Return a filled circle."""
    return f'<circle cx="{number(at[0])}" cy="{number(at[1])}" r="{number(radius)}" fill="{colour}"/>'


def ring(at: Point, radius: float, colour: str, thickness: float = 4) -> str:
    """Return an empty circle whose outer edge is ``radius`` px from its middle."""
    return (
        f'<circle cx="{number(at[0])}" cy="{number(at[1])}" r="{number(radius - thickness / 2)}" fill="none"'
        f' stroke="{colour}" stroke-width="{number(thickness)}"/>'
    )


def half(at: Point, radius: float, colour: str) -> str:
    """Return a ring whose left half is filled."""
    x, y = at
    arc = f"M{number(x)} {number(y - radius)}A{number(radius)} {number(radius)} 0 0 0 {number(x)} {number(y + radius)}Z"
    return f'{ring(at, radius, colour)}<path d="{arc}" fill="{colour}"/>'


def box(x: float, y: float, width: float, height: float, radius: float, colour: str, opacity: float = 1) -> str:
    """Return a filled rectangle with round corners."""
    faint = "" if opacity == 1 else f' fill-opacity="{number(opacity)}"'
    return (
        f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        f' rx="{number(radius)}" fill="{colour}"{faint}/>'
    )


def runs(points: Sequence[Point | None]) -> list[list[Point]]:
    """Return ``points`` cut where one is missing: each run is a line of its own."""
    found: list[list[Point]] = [[]]
    for point in points:
        if point is not None:
            found[-1].append(point)
        elif found[-1]:
            found.append([])
    return [run for run in found if run]


def number(value: float) -> str:
    """Return ``value`` as it is written in SVG: at most two decimals, none that say nothing."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


def _spacing(size: int, weight: Weight) -> float:
    # large bold letters look loose at the spacing that small ones need to be read
    return -0.022 * size if weight == 700 and size >= FIGURE else 0.0


def _slopes(points: Sequence[Point]) -> list[float]:
    """Return the slope at each point: flat at turns, the harmonic mean of both sides where the line goes on."""
    sides = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(points)]
    if len(sides) == 1:
        return [sides[0], sides[0]]
    inner = [2 * a * b / (a + b) if a * b > 0 else 0.0 for a, b in pairwise(sides)]
    return [(3 * sides[0] - inner[0]) / 2, *inner, (3 * sides[-1] - inner[-1]) / 2]
