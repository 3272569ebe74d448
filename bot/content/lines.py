"""The crisis lines of ``crisis/*.toml``: read, checked, and told when they have grown old.

A wrong number is worse than none. So a figure ships only if it was seen on two pages of different people, or on one
of the line's operator or a public body, and it carries their addresses and the day. How to add or check one again:
docs/crisis-lines.md.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import lru_cache
from importlib.resources import files as package_files
from typing import Any, get_args
from urllib.parse import urlsplit

from bot.content import loader
from bot.core.lines import Channel, Country, Directory, Emergency, Line
from bot.core.zones import is_zone

FOLDER = "crisis"
WORLDWIDE = "worldwide.toml"
OLD_AFTER_DAYS = 180

# The same digits in several countries, on purpose. Everything else that turns up twice was copied to the wrong place.
SHARED = {
    "111": "emergency in New Zealand, a health service in Great Britain",
    "112": "the European emergency number, used far beyond Europe",
    "113": "ambulance in Norway, the suicide line of the Netherlands",
    "119": "ambulance in East Asia",
    "144": "ambulance in Austria and Switzerland",
    "911": "emergency in the Americas and the Philippines",
    "988": "the suicide lines of the United States and Canada",
    "999": "emergency in Great Britain, Ireland, Hong Kong and Malaysia",
    "116123": "emotional support, kept for it all over Europe",
}

# Numbers that were right once and are still copied from list to list.
RETIRED = {
    ("BR", "141"): "188 since 2018",
    ("IT", "199284284"): "02 2327 2327 since 2020",
    ("KR", "1393"): "109 since 2024",
    ("NL", "09000113"): "113, and 0800-0113",
    ("TW", "0800788995"): "1925",
    ("US", "18002738255"): "988 since 2022",
}

COUNTRY_KEYS = {"country", "emergency", "line"}
EMERGENCY_KEYS, LINE_KEYS, DIRECTORY_KEYS = (
    {field.name for field in fields(row)} for row in (Emergency, Line, Directory)
)
NUMBER = re.compile(r"[*#]?\d[\d -]*\d")
E164 = re.compile(r"\+[1-9]\d{6,14}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def load_lines() -> dict[str, Country]:
    """Return the countries that have lines, by their ISO 3166 code.

    Raises:
        ValueError: a file is not what it should be; the message tells all its faults.
    """
    return dict(_countries())


def load_directories() -> tuple[Directory, ...]:
    """Return the worldwide directories, the one to name first in front.

    Raises:
        ValueError: the file is not what it should be; the message tells all its faults.
    """
    return _directories()


def line_faults() -> list[str]:
    """Return everything that is wrong with the lines that come with the code, each fault with its file."""
    data: dict[str, dict[str, Any]] = {}
    faults = []
    for name in loader.files(FOLDER, ".toml"):
        try:
            data[name] = loader.read_toml(FOLDER, name)
        except ValueError as fault:
            faults.append(str(fault))
    return faults + faults_of(data, country_codes())


def faults_of(data: Mapping[str, Mapping[str, Any]], codes: frozenset[str]) -> list[str]:
    """Return what is wrong with ``data``, the contents of each file by its name; ``codes`` are all countries."""
    faults = []
    for name, contents in data.items():
        rows = _directory_faults(contents) if name == WORLDWIDE else _country_faults(name, contents, codes)
        faults += [f"{FOLDER}/{name}: {fault}" for fault in rows]
    return faults + _shared_faults({name: rows for name, rows in data.items() if name != WORLDWIDE})


def old_rows(today: dt.date, days: int = OLD_AFTER_DAYS) -> list[str]:
    """Return the figures last seen more than ``days`` days before ``today``, each with its country, oldest first."""
    rows = [(row.seen, WORLDWIDE, row.url) for row in load_directories()]
    for country in load_lines().values():
        name = f"{country.code.lower()}.toml"
        rows += [(row.seen, name, row.number) for row in country.emergency]
        rows += [(row.seen, name, row.number_display) for row in country.lines]
    return [
        f"{FOLDER}/{name}: {figure}: seen {seen.isoformat()}"
        for seen, name, figure in sorted(rows)
        if (today - seen).days > days
    ]


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """Return the ISO 3166 codes of all countries and territories ("DE"), from the tzdata package."""
    return frozenset(fields[0] for fields in _zone_table("iso3166.tab"))


@lru_cache(maxsize=1)
def zone_countries() -> Mapping[str, str]:
    """Return the country (ISO 3166) of each zone, from the tzdata package.

    An older name of a zone has its country only if nobody else keeps that zone: "Asia/Calcutta" is in India, but
    "Iceland" is another name of Abidjan's zone, and Abidjan's country would be the wrong guess.
    """
    zones = {fields[2]: fields[0] for fields in _zone_table("zone.tab")}
    alone = {fields[2] for fields in _zone_table("zone1970.tab") if "," not in fields[0]}
    for line in _zone_file("tzdata.zi").splitlines():
        kind, *names = line.split()
        if kind == "L" and names[0] in alone and names[1] not in zones:
            zones[names[1]] = zones[names[0]]
    return zones


@lru_cache(maxsize=1)
def _countries() -> dict[str, Country]:
    found = {}
    for name in loader.files(FOLDER, ".toml"):
        if name == WORLDWIDE:
            continue
        data = loader.read_toml(FOLDER, name)
        _refuse(name, _country_faults(name, data, country_codes()))
        found[data["country"]] = Country(
            code=data["country"],
            emergency=tuple(_emergency(row) for row in _rows(data, "emergency")),
            lines=tuple(_line(row) for row in _rows(data, "line")),
        )
    return found


@lru_cache(maxsize=1)
def _directories() -> tuple[Directory, ...]:
    data = loader.read_toml(FOLDER, WORLDWIDE)
    _refuse(WORLDWIDE, _directory_faults(data))
    return tuple(Directory(**{**row, "sources": tuple(row["sources"])}) for row in data["directory"])


def _refuse(name: str, faults: list[str]) -> None:
    if faults:
        raise ValueError("\n".join(f"{FOLDER}/{name}: {fault}" for fault in faults))


def _emergency(row: Mapping[str, Any]) -> Emergency:
    return Emergency(row["number"], row.get("note"), tuple(row["sources"]), row["official"], row["seen"])


def _line(row: Mapping[str, Any]) -> Line:
    lists = {key: tuple(row.get(key, ())) for key in ("channels", "languages", "sources")}
    return Line(**{**dict.fromkeys(LINE_KEYS), **row, **lists})


def _country_faults(name: str, data: Mapping[str, Any], codes: frozenset[str]) -> list[str]:
    code = data.get("country")
    faults = [f"no such key: {key}" for key in sorted(set(data) - COUNTRY_KEYS)]
    if code not in codes:
        faults.append(f"no such country: {code!r}")
    elif name != f"{str(code).lower()}.toml":
        faults.append(f"holds the lines of {code}")
    if not _rows(data, "line"):
        faults.append("has no line")
    for row in _rows(data, "emergency"):
        told = row.get("number")
        faults += [f"{told}: {fault}" for fault in _row_faults(row, EMERGENCY_KEYS, code, told)]
    for row in _rows(data, "line"):
        told = row.get("number_display")
        faults += [f"{told}: {fault}" for fault in (*_row_faults(row, LINE_KEYS, code, told), *_about_faults(row))]
    counted = Counter(_digits(figure) for figure in _figures(data))
    return faults + [f"{figure}: is there twice" for figure, times in counted.items() if times > 1]


def _row_faults(row: Mapping[str, Any], keys: set[str], code: Any, figure: Any) -> Iterator[str]:
    """Yield what is wrong with a figure and with how it is known."""
    yield from _known_faults(row, keys)
    if not (isinstance(figure, str) and NUMBER.fullmatch(figure)):
        yield "is not a number as one would dial it"
    elif (code, _digits(figure)) in RETIRED:
        yield f"is out of use: {RETIRED[code, _digits(figure)]}"
    if "note" in row and not (isinstance(row["note"], str) and row["note"].strip()):
        yield "its note is empty"


def _known_faults(row: Mapping[str, Any], keys: set[str]) -> Iterator[str]:
    """Yield what is wrong with the sources of a row and the day they were seen."""
    yield from (f"no such key: {key}" for key in sorted(set(row) - keys))
    sources = row.get("sources")
    if not (isinstance(sources, list) and all(isinstance(source, str) and _site(source) for source in sources)):
        yield "sources are addresses of pages"
    elif len({_site(source) for source in sources}) < (1 if row.get("official") is True else 2):
        yield "needs two sources of different sites, or an official one"
    if not isinstance(row.get("official"), bool):
        yield "official is true or false"
    seen = row.get("seen")
    if not isinstance(seen, dt.date) or isinstance(seen, dt.datetime):
        yield "seen is the day its sources were seen, as in seen = 2026-11-24"


def _about_faults(row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with what a line says about itself."""
    channels = row.get("channels")
    if not channels or not isinstance(channels, list) or not set(channels) <= set(get_args(Channel)):
        yield f"channels are some of {', '.join(get_args(Channel))}"
    elif "keyword" in row and "text" not in channels:
        yield "has a word to text, but no text"
    for key in ("name", "keyword", "hours"):
        if (key in row or key == "name") and not (isinstance(row.get(key), str) and row[key].strip()):
            yield f"{key} is words"
    if "number_e164" in row and not E164.fullmatch(str(row["number_e164"])):
        yield "number_e164 is + and digits"
    if row.get("hours") not in (None, "24/7") and "tz" not in row:
        yield "hours that are not 24/7 need a tz"
    if "tz" in row and not is_zone(str(row["tz"])):
        yield f"no such zone: {row['tz']}"
    if not all(isinstance(code, str) and LANGUAGE.fullmatch(code) for code in row.get("languages", ())):
        yield "languages are codes such as de"
    if "free" in row and not isinstance(row["free"], bool):
        yield "free is true or false, or left out"
    if "url" in row and urlsplit(str(row["url"])).scheme != "https":
        yield "url is an https address"


def _directory_faults(data: Mapping[str, Any]) -> list[str]:
    faults = [f"no such key: {key}" for key in sorted(set(data) - {"directory"})]
    if not _rows(data, "directory"):
        faults.append("has no directory")
    for row in _rows(data, "directory"):
        told = row.get("url")
        if urlsplit(str(told)).scheme != "https" or not row.get("name"):
            faults.append(f"{told}: needs a name and an https address")
        faults += [f"{told}: {fault}" for fault in _known_faults(row, DIRECTORY_KEYS)]
    return faults


def _shared_faults(data: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the figures that more than one country has, unless that is meant."""
    where: dict[str, list[str]] = {}
    for name, contents in data.items():
        for figure in {_digits(figure) for figure in _figures(contents)}:
            where.setdefault(figure, []).append(name)
    return [
        f"{FOLDER}: {figure} is in {', '.join(sorted(names))}; the same digits rarely mean the same in two countries"
        for figure, names in sorted(where.items())
        if len(names) > 1 and figure not in SHARED
    ]


def _figures(data: Mapping[str, Any]) -> list[str]:
    return [
        *(str(row.get("number")) for row in _rows(data, "emergency")),
        *(str(row.get("number_display")) for row in _rows(data, "line")),
    ]


def _rows(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """Return the tables ``[[key]]``, none if that is not what ``key`` is."""
    rows = data.get(key, ())
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _digits(figure: str) -> str:
    """Return a number without the spaces and hyphens that only make it easier to read."""
    return re.sub(r"[\s-]", "", figure)


def _site(address: str) -> str:
    """Return whose page an address is: its host without what goes before the name; empty if it is no address."""
    parts = urlsplit(address)
    return re.sub(r"^(www\d?|m|amp)\.", "", parts.hostname or "") if parts.scheme in ("http", "https") else ""


def _zone_file(name: str) -> str:
    return package_files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")


def _zone_table(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table of the tzdata package, as fields."""
    return (line.split("\t") for line in _zone_file(name).splitlines() if line and not line.startswith("#"))
