"""How to reach somebody: the country a reader is in, its emergency number and its lines, as words to show.

No number is written here or in the words: each comes with its country's data, so that none can be shown without it.
Where no country is known the emergency number is named in words and the lines are left to a directory.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core import lines as data
from bot.core.message import Line, Listed, Phrase, say

ON_A_CARD = 2  # lines; more would be a list, and the button below has them all
AMBULANCE = "ambulance"  # how the note of a number begins that is for nothing else


@dataclass(frozen=True, slots=True)
class Place:
    """The country somebody is in, as far as it is known: ``guessed`` from a time zone, or told by them.

    ``lines`` is None where there are no checked numbers for it. ``name`` is in the reader's language.
    """

    code: str = ""
    name: str = ""
    lines: data.Country | None = None
    guessed: bool = False


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: where they are, the language, and whether they have a place for a plan and for notes (``settled``).

    ``note`` is the message that is kept as a note, if it is.
    """

    place: Place = NOWHERE
    language: str = "en"
    settled: bool = False
    note: int = 0


def danger(place: Place, where: str = "card") -> Line:
    """Return the line about danger right now, bold, with the number of ``place``; ``where`` it stands words it."""
    id = "support-danger" if where == "support" else f"safety-{where}-danger"
    return call(place, id, besides=AMBULANCE if where == "harm" else "")


def call(place: Place, id: str, besides: str = "") -> Line:
    """Return the line ``id``, bold, with the emergency number: of a known place, of a guessed one, or in words.

    A number whose note begins with ``besides`` is left out: an ambulance is not who to call about violence.
    """
    number = emergency(place, besides)
    if number is None:
        return Line(say(id), strong=True)
    if place.guessed:
        return Line(say(f"{id}-guess", number=number, country=country(place)), strong=True)
    return Line(say(f"{id}-known", number=number), strong=True)


def talk_lines(reader: Reader, heading: str = "safety-talk") -> tuple[Line, ...]:
    """Return who to talk to: the lines of the country, or the directory."""
    shown = data.lines_for(reader.place.lines, reader.language, ON_A_CARD)
    if not shown:
        return (Line(say("safety-card-lines")),)
    where = say(f"{heading}-guess", country=country(reader.place)) if reader.place.guessed else say(heading)
    return (Line(where), *(Line(brief(line)) for line in shown))


def country(place: Place) -> Phrase:
    """Return the country as it stands after "in"."""
    return say("support-country", code=place.code, name=place.name)


def brief(line: data.Line) -> Phrase:
    """Return a line in a few words: its name, its number, its hours."""
    if line.hours is None:
        return say("support-line", name=line.name, number=_number(line))
    return say("support-line-hours", name=line.name, number=_number(line), hours=_hours(line))


def in_full(line: data.Line) -> Phrase:
    """Return all that is known of a line: number, ways, price, hours."""
    about: list[Phrase] = []
    if len(line.channels) > 1:
        about.append(Phrase("list", (("items", Listed(tuple(say(f"support-by-{c}") for c in line.channels), ", ")),)))
    if line.free:
        about.append(say("support-free"))
    about.append(_hours(line) if line.hours else say("support-hours-unknown"))
    if line.note:
        about.append(say("own-words", text=line.note))
    return say("support-line-full", name=line.name, number=_number(line), about=Listed(tuple(about)))


def _number(line: data.Line) -> Phrase:
    if "call" in line.channels:
        return say("own-words", text=line.number_display)
    if line.keyword:
        return say("support-text-word", keyword=line.keyword, number=line.number_display)
    return say(f"support-{line.channels[0]}", number=line.number_display)


def _hours(line: data.Line) -> Phrase:
    return say("support-always") if line.hours == "24/7" else say("own-words", text=line.hours or "")


def emergency(place: Place, besides: str = "") -> Phrase | None:
    """Return the emergency number to name, with what it is for if not for everything; None for none known."""
    found = data.emergency_of(place.lines, besides)
    if found is None:
        return None
    if found.note is None:
        return say("own-words", text=found.number)
    return say("support-number-note", number=found.number, note=found.note)
