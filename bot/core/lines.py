"""Crisis lines and emergency numbers of countries, as values, and which of them to show.

The figures are data (``bot/content/crisis``), each with the pages it was seen on. Nothing here knows a digit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Channel = Literal["call", "text", "chat", "whatsapp"]

# More than this in one card is a list, and nobody in need reads a list.
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency number: ``note`` says what it is for when it is not for everything, e.g. "ambulance"."""

    number: str
    note: str | None
    sources: tuple[str, ...]
    official: bool
    seen: dt.date


@dataclass(frozen=True, slots=True)
class Line:
    """A crisis line: one figure, who answers, and the pages it was ``seen`` on.

    Whatever no source says is None or empty: ``hours`` is "24/7" or a plain sentence about local time in ``tz``,
    ``keyword`` the word to text, ``note`` when or how the number works, ``languages`` are IETF codes, and ``free``
    is None when it is not known. ``official`` says that one of ``sources`` is the operator's or a public body's.
    """

    name: str
    number_display: str
    number_e164: str | None
    channels: tuple[Channel, ...]
    keyword: str | None
    note: str | None
    hours: str | None
    tz: str | None
    languages: tuple[str, ...]
    free: bool | None
    url: str | None
    sources: tuple[str, ...]
    official: bool
    seen: dt.date


@dataclass(frozen=True, slots=True)
class Country:
    """What is known of a country (ISO 3166, "DE"), the number to name first in front; ``emergency`` may be empty."""

    code: str
    emergency: tuple[Emergency, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """A worldwide directory of lines, for everybody whose country is not known or not here."""

    name: str
    url: str
    sources: tuple[str, ...]
    official: bool
    seen: dt.date


def lines_for(country: Country | None, language: str | None = None, limit: int = SHOWN) -> tuple[Line, ...]:
    """Return the lines of ``country`` to show, at most ``limit``; none if the country is None.

    They keep the order of their file, but those known to speak ``language`` (an IETF code, "pt-br") go first.
    """
    if country is None:
        return ()
    spoken = (language or "").replace("_", "-").lower().partition("-")[0]
    return tuple(sorted(country.lines, key=lambda line: spoken not in line.languages)[: max(limit, 0)])


def emergency_of(country: Country | None, besides: str = "") -> Emergency | None:
    """Return the emergency number to name, None where only "your local emergency number" may be said.

    A number whose note begins with ``besides`` ("ambulance") is left out.
    """
    rows = country.emergency if country is not None else ()
    return next((row for row in rows if not (besides and (row.note or "").startswith(besides))), None)


def country_of_zone(zone: str, zones: Mapping[str, str]) -> str | None:
    """Return the country (ISO 3166) in which ``zone`` lies, or None; a guess, to be called one wherever it is shown.

    ``zones`` maps a zone to its country (``bot.content.lines.zone_countries``). Whoever lives in a zone of one country
    may well be in another.
    """
    return zones.get(zone)


def seen_first(country: Country) -> dt.date | None:
    """Return the day on which the longest unchecked figure of ``country`` was seen, None if it has none."""
    days = [emergency.seen for emergency in country.emergency] + [line.seen for line in country.lines]
    return min(days, default=None)
