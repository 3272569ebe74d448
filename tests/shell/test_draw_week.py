"""Promises about the week card: what is in its SVG, what its PNG weighs, and that its colours tell apart."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import struct
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from bot.content.words import Words, load_words
from bot.core.message import Phrase
from bot.core.summary import Given, Week, build_week
from bot.shell.draw import kit
from bot.shell.draw.faces import lacking, text_width
from bot.shell.draw.kit import DAY, DUSK, Palette
from bot.shell.draw.png import to_png
from bot.shell.draw.week import draw_week

SUNDAY = dt.date(2026, 11, 22)
SVG = "{http://www.w3.org/2000/svg}"
PALETTES = [pytest.param(DUSK, id="dusk"), pytest.param(DAY, id="day")]

Values = list[float | None] | list[str | None]


def days(count: int, last: dt.date = SUNDAY) -> list[dt.date]:
    return [last - dt.timedelta(days=n) for n in reversed(range(count))]


def week_of(usual: int = 0, last: dt.date = SUNDAY, **items: Values) -> Week:
    """Return a week with the values of ``items``, after ``usual`` answered days."""
    given = [
        Given(day, item, n % 3 + 2)
        for item in ("mood", "energy", "sleep", "calm")
        for n, day in enumerate(days(usual, last - dt.timedelta(days=7)))
    ]
    for item, values in items.items():
        given += [Given(day, item, v) for day, v in zip(days(7, last), values, strict=True) if v is not None]
    return build_week(given, [], last)


CHIDIS_WEEK = week_of(
    28,
    mood=[3, 4, 3, None, 4, 5, 4],
    kind=["practice", "rest", "rest", None, "practice", "rest", "rest"],
    energy=[3, 3, 4, None, 4, 4, 3],
    hours=[7, 7.5, 6.5, None, 7, 7.5, 7],
    calm=[4, 4, 3, None, 4, 4, 4],
)
WEEKS = {
    "usual": CHIDIS_WEEK,
    "nothing": week_of(),
    "nothing after full weeks": week_of(28),
    "one day": week_of(mood=[None, None, 4, None, None, None, None]),
    "three days": week_of(28, mood=[1, None, 3, None, None, None, 5], energy=[2, None, 3, None, None, None, 4]),
    "seven days": week_of(28, mood=[1, 5, 2, 4, 3, 5, 1], calm=[5, 4, 3, 2, 1, 2, 3], sleep=[3] * 7),
    "all 1": week_of(28, mood=[1] * 7, energy=[1] * 7, calm=[1] * 7, sleep=[1] * 7, kind=["practice"] * 7),
    "all 5": week_of(28, mood=[5] * 7, energy=[5] * 7, calm=[5] * 7, hours=[11] * 7, kind=["rest"] * 7),
    "every sign, two months": week_of(
        28,
        dt.date(2026, 10, 3),
        mood=[5, None, 1, 5, 1, 5, 1],
        energy=[1, None, 5, 1, 5, 1, 5],
        calm=[1, None, 5, 1, 5, 1, 5],
        hours=[4, None, 9.5, 4, 9.5, 4, 9.5],
        kind=["practice", None, "transition", "rest", None, "practice", "transition"],
    ),
}


class LongWords:
    """English as if every word were a long one."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def text(self, phrase: Phrase) -> str:
        """Return the words of ``phrase``, grown."""
        parts = self.words.text(phrase).split(" ")
        return " ".join(f"{part}heitsbestimmung" if part.isalpha() else part for part in parts)


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words("en", strict=True)


def texts(svg: str) -> list[str]:
    return [part.text or "" for part in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def gaps(svg: str) -> int:
    return svg.count('class="gap"')


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("name", WEEKS)
def test_nothing_is_smaller_than_34_px_in_six_sizes_and_inside_the_margins(
    name: str, palette: Palette, words: Words
) -> None:
    for sayer in (words, LongWords(words)):
        parts = list(ElementTree.fromstring(draw_week(WEEKS[name], sayer, palette)).iter(f"{SVG}text"))
        sizes = {int(part.attrib["font-size"]) for part in parts}
        assert min(sizes) >= 34
        assert sizes <= {76, 60, 48, 40, 36, 34}
        for part in parts:
            size, weight, x = (float(part.attrib[name]) for name in ("font-size", "font-weight", "x"))
            width = kit.measure(part.text or "", int(size), int(weight))  # type: ignore[arg-type]
            left = x - {"start": 0, "middle": width / 2, "end": width}[part.attrib["text-anchor"]]
            assert left >= 60
            assert left + width <= 1080 - 48
            assert float(part.attrib["y"]) <= 1350 - 32


@pytest.mark.parametrize("name", WEEKS)
def test_all_seven_days_are_there(name: str, words: Words) -> None:
    shown = texts(draw_week(WEEKS[name], words, DUSK))
    assert {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"} <= set(shown)


def test_card_says_what_the_week_was(words: Words) -> None:
    assert texts(draw_week(CHIDIS_WEEK, words, DUSK)) == [
        *["Your week", "16 – 22 November", "6 check-ins · 2 practice days · 4 rest days"],
        *["Mood", "your usual range", "great", "okay", "low"],
        *["3", "4", "3", "4", "5", "4"],
        *["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
        *["practice", "rest", "no check-in, all fine"],
        *["Energy", "3.5", "as usual", "Sleep", "7 h 05", "6 nights", "Calm", "3.8", "as usual"],
        *["Compared with your last 4 weeks. One week is a small", "sample: look for what repeats."],
    ]


def test_gap_is_drawn_as_a_gap_on_the_line_and_in_the_tiles(words: Words) -> None:
    assert gaps(draw_week(CHIDIS_WEEK, words, DUSK)) == 4
    assert gaps(draw_week(WEEKS["seven days"], words, DUSK)) == 0


def test_days_before_the_first_and_after_the_last_answer_are_not_bridged(words: Words) -> None:
    assert gaps(draw_week(WEEKS["one day"], words, DUSK)) == 0


def test_band_needs_ten_answered_days(words: Words) -> None:
    moods: Values = [3, 4, 3, 4, 3, 4, 3]
    assert "your usual range" not in texts(draw_week(week_of(9, mood=moods), words, DUSK))
    assert "fill-opacity" not in draw_week(week_of(9, mood=moods), words, DUSK)
    assert "your usual range" in texts(draw_week(week_of(10, mood=moods), words, DUSK))


def test_week_without_usual_range_does_not_claim_a_comparison(words: Words) -> None:
    foot = " ".join(texts(draw_week(WEEKS["one day"], words, DUSK))[-2:])
    assert foot.startswith("Comparing starts after ten answered days.")


def test_legend_names_only_the_signs_that_occur(words: Words) -> None:
    shown = texts(draw_week(WEEKS["all 1"], words, DUSK))
    assert "practice" in shown
    assert not {"rest", "transition", "no check-in, all fine", "checked in"} & set(shown)
    full = texts(draw_week(WEEKS["every sign, two months"], words, DUSK))
    assert {"practice", "transition", "rest", "no check-in"} <= set(full)
    assert "checked in" in texts(draw_week(WEEKS["three days"], words, DUSK))


def test_words_with_marks_of_xml_stay_words() -> None:
    drawn = kit.card(DUSK, [kit.write('tea & <"quiet">', (64, 100), kit.LEAD, DUSK.ink)])
    assert texts(drawn) == ['tea & <"quiet">']


def test_a_text_too_long_ends_in_an_ellipsis() -> None:
    short = kit.fit("Donaudampfschifffahrt", kit.SMALL, 200)
    assert short.endswith("…")
    assert text_width(short, kit.SMALL) <= 200
    assert kit.wrap("one two three four five six", kit.SMALL, 130, 2)[-1].endswith("…")


@pytest.mark.parametrize("heights", list(itertools.permutations((1.0, 2.0, 4.0, 5.0))))
def test_line_never_goes_beyond_the_answers_beside_it(heights: tuple[float, ...]) -> None:
    path = kit.curve([(n * 100.0, y) for n, y in enumerate(heights)], "#000000", 1).split('"')[1]
    for piece, start, end in zip(path.split("C")[1:], heights, heights[1:], strict=False):
        _, y1, _, y2, _, _ = map(float, piece.split())
        for t in (n / 50 for n in range(51)):
            y = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * y1 + 3 * (1 - t) * t**2 * y2 + t**3 * end
            assert min(start, end) - 0.02 <= y <= max(start, end) + 0.02


def test_typeface_has_the_signs_of_the_languages_it_is_for() -> None:
    assert not lacking("Übersicht São İstanbul Thứ Năm Ελλάδα Понеділок Oʻzbek ʼ – … · ’ „“ ✓")
    assert text_width("iiii", 40) < text_width("MMMM", 40)


@pytest.mark.parametrize("palette", PALETTES)
@pytest.mark.parametrize("name", ["usual", "every sign, two months", "nothing"])
def test_picture_is_1080_by_1350_and_under_150_kb(name: str, palette: Palette, words: Words) -> None:
    for sayer in (words, LongWords(words)):
        png = to_png(draw_week(WEEKS[name], sayer, palette))
        assert png.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", png, 16) == (1080, 1350)
        assert len(png) < 150_000


def test_same_week_is_the_same_picture_to_the_byte(words: Words) -> None:
    again = Week.from_json(CHIDIS_WEEK.to_json())
    assert to_png(draw_week(CHIDIS_WEEK, words, DUSK)) == to_png(draw_week(again, words, DUSK))


# Colours: differences are CIE76 in CIELAB (D65), colour blindness is Machado 2009 at full strength on linear RGB.

SEEN = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def linear(colour: str) -> list[float]:
    signs = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in signs]


def lab(colour: str, seen: str = "normal") -> tuple[float, float, float]:
    rgb = [min(1.0, max(0.0, dot(row, linear(colour)))) for row in SEEN[seen]]
    ratios = [dot(row, rgb) / white for row, white in zip(XYZ, WHITE, strict=True)]
    x, y, z = (r ** (1 / 3) if r > 216 / 24389 else (24389 / 27 * r + 16) / 116 for r in ratios)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def difference(one: str, other: str, seen: str) -> float:
    return math.dist(lab(one, seen), lab(other, seen))


def contrast(one: str, other: str) -> float:
    low, high = sorted(dot(XYZ[1], linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("palette", "least"), [(DUSK, (61, 37, 27, 32)), (DAY, (54, 37, 29, 32))], ids=["dusk", "day"])
def test_any_two_series_tell_apart_for_every_eye(palette: Palette, least: tuple[int, ...]) -> None:
    series = (palette.gold, palette.mint, palette.blue, palette.rose)
    for seen, number in zip(SEEN, least, strict=True):
        assert round(min(difference(a, b, seen) for a, b in itertools.combinations(series, 2))) >= number


@pytest.mark.parametrize(("palette", "least"), [(DUSK, (24, 24, 24, 11)), (DAY, (29, 22, 22, 12))], ids=["dusk", "day"])
def test_neighbours_of_the_mood_scale_tell_apart_for_every_eye(palette: Palette, least: tuple[int, ...]) -> None:
    for seen, number in zip(SEEN, least, strict=True):
        assert round(min(difference(a, b, seen) for a, b in itertools.pairwise(palette.mood))) >= number


@pytest.mark.parametrize(("palette", "ends"), [(DUSK, (46, 90)), (DAY, (35, 86))], ids=["dusk", "day"])
def test_mood_scale_survives_greyscale(palette: Palette, ends: tuple[int, int]) -> None:
    lightness = [lab(colour)[0] for colour in palette.mood]
    assert lightness == sorted(lightness)
    assert (round(lightness[0]), round(lightness[-1])) == ends


@pytest.mark.parametrize(("palette", "ink", "secondary"), [(DUSK, 14.4, 8.1), (DAY, 12.8, 5.4)], ids=["dusk", "day"])
def test_writing_stands_out(palette: Palette, ink: float, secondary: float) -> None:
    assert round(contrast(palette.ink, palette.background), 1) >= ink
    assert round(contrast(palette.secondary, palette.background), 1) >= secondary
    assert contrast(palette.secondary, palette.tile) >= 4.5


def test_lines_and_moods_stand_out() -> None:
    series = {palette: (palette.gold, palette.mint, palette.blue, palette.rose) for palette in (DUSK, DAY)}
    assert all(contrast(colour, DUSK.background) >= 5 for colour in series[DUSK])
    assert all(contrast(colour, DAY.background) >= 3 for colour in series[DAY])
    assert all(contrast(colour, DUSK.background) >= 3 for colour in DUSK.mood)
