"""The week card: mood as a line, the days and their kind under it, and three tiles."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.core.message import Listed, Phrase, When, say
from bot.core.summary import Day, Measure, Week, counts, item_name, shown, title, verdict
from bot.shell.draw import kit
from bot.shell.draw.kit import INNER, LABEL, LEAD, MARGIN, SMALL, WIDTH, Palette, Point, Sayer

RIGHT = WIDTH - MARGIN

TOP_Y, UNIT = 434, 64
"""Where a mood of 5 is drawn, and how far it is from one answer to the next, in px."""
EDGE = 48
"""From the ends of the scale's lines to the first and the last day."""
DAYS_Y, KIND_Y, LEGEND_Y = 768, 812, 872
TILE_Y, TILE_HEIGHT, TILE_GAP = 918, 264, 24
FOOT_Y, FOOT_STEP = 1240, 44
LABELS_MOST = 190
"""The widest the words beside the scale may be, in px, before they are shortened."""
BAND = 0.2
HOURS = (4.0, 10.0)
POINTS = (1.0, 5.0)


def draw_week(week: Week, words: Sayer, palette: Palette) -> str:
    """Return the week card as SVG, 1080 × 1350 px, in the language of ``words``."""
    scale = [words.text(say(f"summary-card-{name}")) for name in ("great", "okay", "low")]
    left = MARGIN + min(max(kit.measure(word, SMALL) for word in scale), LABELS_MOST) + 16
    return kit.card(
        palette,
        [
            *_head(week, words, palette),
            *_mood_head(week, words, palette),
            *_scale(week, scale, left, palette),
            *_mood(week, words, left, palette),
            *_days(week, words, left, palette),
            *_legend(week, words, palette),
            *_tiles(week, words, palette),
            *_foot(week, words, palette),
        ],
    )


def _head(week: Week, words: Sayer, palette: Palette) -> list[str]:
    name = words.text(title(week))
    size = kit.TITLE if kit.measure(name, kit.TITLE, 700) <= INNER else kit.FIGURE
    lists = [words.text(say("summary-card-counts", facts=Listed(counts(week, short)))) for short in (False, True)]
    return [
        kit.write(words.text(say("summary-card-heading")), (MARGIN, 100), LEAD, palette.secondary),
        kit.write(name, (MARGIN - 2, 178), size, palette.ink, 700),
        kit.write(kit.first_fitting(lists, LABEL, INNER), (MARGIN, 240), LABEL, palette.secondary),
    ]


def _mood_head(week: Week, words: Sayer, palette: Palette) -> list[str]:
    heading = kit.write(words.text(say("summary-card-mood")), (MARGIN, 340), kit.HEADING, palette.ink, 600, width=380)
    if week.mood.usual is None:
        return [heading]
    text = kit.fit(words.text(say("summary-card-range")), SMALL, INNER - 460)
    start = RIGHT - kit.measure(text, SMALL)
    return [
        heading,
        kit.box(start - 60, 307, 44, 32, 9, palette.gold, BAND),
        kit.write(text, (RIGHT, 336), SMALL, palette.secondary, anchor="end"),
    ]


def _scale(week: Week, labels: Sequence[str], left: float, palette: Palette) -> list[str]:
    usual = week.mood.usual
    parts = []
    for label, value in zip(labels, (5, 3, 1), strict=True):
        y = _height(value)
        if usual is None or not usual.low <= value <= usual.high:  # inside the band a line would only be noise
            parts.append(kit.rule((left, y), (RIGHT, y), palette.hairline))
        parts.append(kit.write(label, (MARGIN, y + 12), SMALL, palette.secondary, width=left - MARGIN - 16))
    return parts


def _mood(week: Week, words: Sayer, left: float, palette: Palette) -> list[str]:
    mood = week.mood
    parts = []
    if mood.usual is not None:
        top, bottom = _height(min(mood.usual.high, 5.0)), _height(max(mood.usual.low, 1.0))
        # a little room, so that a point on the edge of the range is seen to be inside it
        parts.append(kit.box(left, top - 6, RIGHT - left, bottom - top + 12, 14, palette.gold, BAND))
    points = [None if y is None else (x, _height(y)) for x, y in zip(_columns(left), mood.values, strict=True)]
    parts += _line(points, palette.gold, palette.secondary, 10)
    for run in kit.runs(points):
        parts += _numbers(run, palette)
    if not mood.given:
        above = mood.usual is not None and mood.usual.low < 2.5
        middle = ((left + RIGHT) / 2, _height(4 if above else 2) + 12)
        text = words.text(say("summary-card-no-mood"))
        parts.append(kit.write(text, middle, SMALL, palette.secondary, anchor="middle", width=RIGHT - left))
    return parts


def _numbers(run: Sequence[Point], palette: Palette) -> list[str]:
    """Return the points of one run with their values over them."""
    parts = []
    for n, (x, y) in enumerate(run):
        aside = 0.0
        if len(run) > 1 and n in (0, len(run) - 1):
            # at its ends a steep line would cross the number over it, which moves to the side the line is not on
            rise = (y - run[1 if n == 0 else -2][1]) / UNIT
            aside = max(0.0, rise - 2) * (-10 if n == 0 else 10)
        value = 5 - round((y - TOP_Y) / UNIT)
        parts.append(kit.dot((x, y), 17, palette.gold))
        parts.append(kit.write(str(value), (x + aside, y - 32), LEAD, palette.ink, 600, anchor="middle"))
    return parts


def _days(week: Week, words: Sayer, left: float, palette: Palette) -> list[str]:
    columns = _columns(left)
    room = columns[1] - columns[0] - 8
    parts = []
    for day, x in zip(week.days, columns, strict=True):
        name = words.text(say("summary-card-day", day=When(day.date, "weekday-short")))
        ink = palette.ink if day.answered else palette.secondary
        parts.append(kit.write(name, (x, DAYS_Y), SMALL, ink, anchor="middle", width=room))
        parts.append(_sign(_sign_of(day), (x, KIND_Y), palette))
    return parts


def _legend(week: Week, words: Sayer, palette: Palette) -> list[str]:
    """Return the meaning of the signs that occur. A row too full says the long one shorter, then leaves out the dot."""
    present = {_sign_of(day) for day in week.days}
    signs = [sign for sign in ("practice", "transition", "rest", "answered", "missing") if sign in present]
    texts: dict[str, str] = {sign: words.text(say(f"summary-card-{sign}")) for sign in signs}
    if _over(texts) > 0 and "missing" in texts:
        texts["missing"] = words.text(say("summary-card-missing-short"))
    if _over(texts) > 0 and len(texts) > 4:
        del texts["answered"]
    texts = _squeezed(texts)
    parts, x = [], float(MARGIN)
    for sign, text in texts.items():
        parts.append(_sign(sign, (x + 16, LEGEND_Y), palette))
        parts.append(kit.write(text, (x + 44, LEGEND_Y + 12), SMALL, palette.secondary))
        x += 88 + kit.measure(text, SMALL)
    return parts


def _over(texts: dict[str, str]) -> float:
    """Return by how many px the legend ``texts`` are too wide, their signs and the space between them included."""
    return sum(88 + kit.measure(text, SMALL) for text in texts.values()) - 44 - INNER


def _squeezed(texts: dict[str, str]) -> dict[str, str]:
    """Return ``texts``, the longest shortened, so that together they fit into the row."""
    room: float = INNER + 44 - 88 * len(texts)
    widths = sorted(kit.measure(text, SMALL) for text in texts.values())
    for n, width in enumerate(widths):
        share = room / (len(widths) - n)
        if width > share:
            return {sign: kit.fit(text, SMALL, share) for sign, text in texts.items()}
        room -= width
    return dict(texts)


def _tiles(week: Week, words: Sayer, palette: Palette) -> list[str]:
    width = (INNER - 2 * TILE_GAP) / 3
    colours = (palette.blue, palette.mint, palette.rose)
    parts = []
    for n, (measure, colour) in enumerate(zip(week.tiles, colours, strict=True)):
        parts += _tile(measure, MARGIN + n * (width + TILE_GAP), width, colour, words, palette)
    return parts


def _tile(measure: Measure, x: float, width: float, colour: str, words: Sayer, palette: Palette) -> list[str]:
    left, right = x + 30, x + width - 30
    room = right - left

    def said(phrase: Phrase, y: float, size: int, fill: str, bold: bool = False) -> str:
        return kit.write(words.text(phrase), (left, y), size, fill, 700 if bold else 400, width=room)

    low, high = HOURS if measure.unit == "hours" else POINTS
    base, tall = TILE_Y + TILE_HEIGHT - 23, 54
    step = (room - 20) / 6
    points: list[Point | None] = [
        None
        if value is None
        else (left + 10 + n * step, base - tall * (min(max(value, low), high) - low) / (high - low))
        for n, value in enumerate(measure.values)
    ]
    return [
        kit.box(x, TILE_Y, width, TILE_HEIGHT, 26, palette.tile),
        said(item_name(measure), TILE_Y + 54, LABEL, palette.secondary),
        said(shown(measure), TILE_Y + 116, kit.FIGURE, palette.ink, bold=True),
        said(verdict(measure), TILE_Y + 167, SMALL, palette.secondary),
        *_line(points, colour, palette.secondary, 6),
        *[kit.dot(point, 10, colour) for point in [p for p in points if p is not None][-1:]],
    ]


def _foot(week: Week, words: Sayer, palette: Palette) -> list[str]:
    compared = any(measure.usual is not None for measure in (week.mood, *week.tiles))
    text = words.text(say("summary-card-compared" if compared else "summary-card-alone"))
    lines = kit.wrap(text, SMALL, INNER, 3)
    start, step = (FOOT_Y, FOOT_STEP) if len(lines) < 3 else (FOOT_Y - 8, FOOT_STEP - 4)
    return [kit.write(line, (MARGIN, start + n * step), SMALL, palette.secondary) for n, line in enumerate(lines)]


def _line(points: Sequence[Point | None], colour: str, faint: str, thickness: float) -> list[str]:
    """Return the line through ``points``: whole where days follow each other, faint dashes over a gap."""
    runs = kit.runs(points)
    gaps = [kit.dashes(a[-1], b[0], faint, thickness * 0.4) for a, b in pairwise(runs)]
    alone = [kit.dot(run[0], thickness * 0.8, colour) for run in runs if len(run) == 1]
    return [*gaps, *[kit.curve(run, colour, thickness) for run in runs], *alone]


def _columns(left: float) -> list[float]:
    step = (RIGHT - left - 2 * EDGE) / 6
    return [left + EDGE + step * n for n in range(7)]


def _height(value: float) -> float:
    return TOP_Y + UNIT * (5 - value)


def _sign_of(day: Day) -> str:
    return day.kind or ("answered" if day.answered else "missing")


def _sign(sign: str, at: Point, palette: Palette) -> str:
    """Return the sign of a kind of day: they differ in shape, not only in colour."""
    if sign == "practice":
        return kit.dot(at, 16, palette.mint)
    if sign == "transition":
        return kit.half(at, 16, palette.mint)
    if sign == "rest":
        return kit.ring(at, 16, palette.mint)
    if sign == "answered":
        return kit.dot(at, 7, palette.secondary)
    return kit.rule((at[0] - 10, at[1]), (at[0] + 10, at[1]), palette.secondary, 4)
