import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from bot.content.lines import (
    RETIRED,
    country_codes,
    faults_of,
    line_faults,
    load_directories,
    load_lines,
    old_rows,
    zone_countries,
)
from bot.core.lines import country_of_zone, emergency_of, lines_for, seen_first

COUNTRIES = load_lines()
SEEN = dt.date(2026, 11, 24)
CODES = frozenset({"DE", "FR"})


def a_line(**changes: Any) -> dict[str, Any]:
    return {
        "name": "A line",
        "number_display": "0800 1",
        "channels": ["call"],
        "sources": ["https://one.example/help", "https://two.example/help"],
        "official": False,
        "seen": SEEN,
        **changes,
    }


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in a_line().items() if name != key}


def faults(*lines: Mapping[str, Any], country: str = "DE", name: str = "de.toml") -> list[str]:
    return faults_of({name: {"country": country, "line": list(lines)}}, CODES)


def digits(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit())


# The lines that come with the code


def test_the_lines_that_come_with_the_code_have_no_faults():
    assert line_faults() == []


def test_there_are_lines_for_at_least_twenty_five_countries():
    assert len([country for country in COUNTRIES.values() if country.lines]) >= 25


def test_no_number_that_went_out_of_use_is_shown():
    shown = {(country.code, digits(line.number_display)) for country in COUNTRIES.values() for line in country.lines}
    shown |= {(country.code, digits(row.number)) for country in COUNTRIES.values() for row in country.emergency}
    assert not shown & set(RETIRED)


def test_every_country_can_name_an_emergency_number():
    assert [country.code for country in COUNTRIES.values() if emergency_of(country) is None] == []


def test_hours_that_are_not_day_and_night_say_whose_clock_they_mean():
    lines = [line for country in COUNTRIES.values() for line in country.lines]
    assert all(line.tz for line in lines if line.hours not in (None, "24/7"))


def test_a_directory_is_there_for_everybody_else():
    assert [directory.url for directory in load_directories()] == [
        "https://findahelpline.com",
        "https://befrienders.org",
    ]


# What counts as a fault


def test_a_line_with_two_sources_is_in_order():
    assert faults(a_line()) == []


def test_one_official_source_is_enough():
    assert faults(a_line(sources=["https://one.example"], official=True)) == []


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(without("sources"), id="no sources"),
        pytest.param(a_line(sources=[], official=True), id="official, no source"),
        pytest.param(a_line(sources=["https://one.example"]), id="one source"),
        pytest.param(a_line(sources=["https://one.example/a", "https://www.one.example/b"]), id="one site twice"),
        pytest.param(a_line(sources=["https://one.example", "hearsay"]), id="not an address"),
        pytest.param(without("official"), id="not said whether official"),
        pytest.param(without("seen"), id="no day"),
        pytest.param(a_line(seen="2026-11-24"), id="the day as a text"),
        pytest.param(without("name"), id="no name"),
        pytest.param(without("number_display"), id="no number"),
        pytest.param(a_line(number_display="call us"), id="a number in words"),
        pytest.param(a_line(number_e164="0800 1"), id="a local number as an international one"),
        pytest.param(a_line(channels=[]), id="no channel"),
        pytest.param(a_line(channels=["fax"]), id="an unknown channel"),
        pytest.param(a_line(keyword="HOME"), id="a word to text without text"),
        pytest.param(a_line(hours="evenings"), id="hours without a zone"),
        pytest.param(a_line(hours="evenings", tz="Europe/Bonn"), id="an unknown zone"),
        pytest.param(a_line(languages=["German"]), id="a language in words"),
        pytest.param(a_line(free="yes"), id="free in words"),
        pytest.param(a_line(url="one.example"), id="an address without https"),
        pytest.param(a_line(phone="1"), id="an unknown key"),
    ],
)
def test_a_faulty_line_is_told_with_its_file(line: dict[str, Any]):
    found = faults(line)
    assert len(found) == 1
    assert found[0].startswith("crisis/de.toml: ")


def test_an_unknown_country_is_told():
    assert faults(a_line(), country="XX", name="xx.toml") == ["crisis/xx.toml: no such country: 'XX'"]


def test_a_country_in_the_file_of_another_is_told():
    assert faults(a_line(), country="FR") == ["crisis/de.toml: holds the lines of FR"]


def test_a_country_without_a_line_is_told():
    assert faults() == ["crisis/de.toml: has no line"]


def test_a_figure_twice_in_one_country_is_told():
    assert faults(a_line(), a_line(number_display="08001")) == ["crisis/de.toml: 08001: is there twice"]


def test_a_retired_number_is_told():
    data = {"nl.toml": {"country": "NL", "line": [a_line(number_display="0900-0113")]}}
    assert "is out of use" in faults_of(data, frozenset({"NL"}))[0]


def in_two_countries(number: str) -> list[str]:
    return faults_of(
        {f"{code.lower()}.toml": {"country": code, "line": [a_line(number_display=number)]} for code in sorted(CODES)},
        CODES,
    )


def test_the_same_digits_in_two_countries_are_told():
    assert in_two_countries("143")[0].startswith("crisis: 143 is in de.toml, fr.toml")


def test_digits_that_are_meant_to_be_the_same_are_not_told():
    assert in_two_countries("116 123") == []


def test_a_faulty_emergency_number_is_told():
    row = {"number": "112", "sources": ["https://one.example"], "official": False, "seen": SEEN}
    data = {"de.toml": {"country": "DE", "emergency": [row], "line": [a_line()]}}
    assert "112: needs two sources" in faults_of(data, CODES)[0]


# Growing old


def test_a_figure_is_old_only_after_180_days():
    oldest = min(seen for country in COUNTRIES.values() if (seen := seen_first(country)) is not None)
    assert old_rows(oldest + dt.timedelta(days=180)) == []
    assert old_rows(oldest + dt.timedelta(days=181))


def test_every_figure_and_directory_grows_old():
    figures = sum(len(country.lines) + len(country.emergency) for country in COUNTRIES.values())
    assert len(old_rows(dt.date(2100, 1, 1))) == figures + len(load_directories())


# Which country, which lines


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Lisbon", "PT"),
        ("Europe/Berlin", "DE"),
        ("Europe/Oslo", "NO"),
        ("Africa/Lagos", "NG"),
        ("Asia/Tashkent", "UZ"),
        ("America/New_York", "US"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("Atlantic/Reykjavik", "IS"),
    ],
)
def test_a_zone_suggests_its_country(zone: str, country: str):
    assert country_of_zone(zone, zone_countries()) == country


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT-3", "Iceland", "Atlantic/Jan_Mayen", "Europe/Bonn", ""])
def test_a_zone_that_may_be_anywhere_suggests_no_country(zone: str):
    assert country_of_zone(zone, zone_countries()) is None


def test_every_suggested_country_exists():
    assert set(zone_countries().values()) <= country_codes()


def test_the_lines_of_a_country_come_in_the_order_of_their_file():
    country = COUNTRIES["SG"]
    assert lines_for(country) == country.lines[:3]


def test_lines_that_speak_the_persons_language_come_first():
    assert [line.number_display for line in lines_for(COUNTRIES["BE"], "fr-BE")] == ["0800 32 123", "1813"]


def test_an_unknown_country_has_no_lines():
    assert lines_for(None) == ()
    assert emergency_of(None) is None
