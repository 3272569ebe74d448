"""Cities, countries and locations become zones, with nobody asked."""

from __future__ import annotations

import subprocess
import sys
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.shell.places import MOST_PLACES, Place, find_places, fold, zone_at

PORTO = Place("Porto", "Portugal", "Europe/Lisbon")
PORTO_ALEGRE = Place("Porto Alegre", "Brazil", "America/Sao_Paulo")


def test_porto_is_in_portugal_and_porto_alegre_in_brazil() -> None:
    assert find_places("porto")[:2] == [PORTO, PORTO_ALEGRE]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Lisbon", "Europe/Lisbon"),
        ("lisboa", "Europe/Lisbon"),
        ("BERLIN", "Europe/Berlin"),
        ("  berlin  ", "Europe/Berlin"),
        ("münchen", "Europe/Berlin"),
        ("Lagos", "Africa/Lagos"),
        ("lagos portugal", "Europe/Lisbon"),
        ("Tashkent", "Asia/Tashkent"),
        ("toshkent", "Asia/Tashkent"),
        ("new york", "America/New_York"),
        ("sao paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("москва", "Europe/Moscow"),
        ("東京", "Asia/Tokyo"),
        ("İstanbul", "Europe/Istanbul"),
        ("london", "Europe/London"),
        ("Porto, Brazil", "America/Sao_Paulo"),
        ("la", "America/Los_Angeles"),
        ("lond", "Europe/London"),
        ("londn", "Europe/London"),
        ("san fransisco", "America/Los_Angeles"),
        ("mumbay", "Asia/Kolkata"),
        ("barselona, spain", "Europe/Madrid"),
        ("Germany", "Europe/Berlin"),
        ("uk", "Europe/London"),
        ("Europe/Berlin", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("utc", "UTC"),
    ],
)
def test_a_place_is_found_however_it_is_typed(text: str, zone: str) -> None:
    assert find_places(text)[0].zone == zone


def test_a_country_with_several_clocks_shows_a_city_for_each() -> None:
    assert {place.name for place in find_places("Portugal")} == {"Lisbon", "Funchal", "Ponta Delgada"}
    assert len(find_places("brazil")) == MOST_PLACES


@pytest.mark.parametrize("text", ["", " ", "xyzzy", "?!", "a" * 200, "Europe/Nowhere", "qqqq brazil"])
def test_what_is_nowhere_is_not_found(text: str) -> None:
    assert find_places(text) == []


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=30))
def test_no_text_breaks_the_search(text: str) -> None:
    zones = available_timezones()
    assert all(place.zone in zones for place in find_places(text))


@settings(deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (38.7, -9.1, "Europe/Lisbon"),
        (52.5, 13.4, "Europe/Berlin"),
        (6.5, 3.4, "Africa/Lagos"),
        (41.3, 69.2, "Asia/Tashkent"),
        (0, -140, "Etc/GMT+9"),
    ],
)
def test_a_location_becomes_a_zone(lat: float, lon: float, zone: str) -> None:
    assert zone_at(lat, lon) == zone


def test_a_location_off_the_earth_is_refused() -> None:
    for lat, lon in ((91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)):
        with pytest.raises(ValueError, match="no such place"):
            zone_at(lat, lon)


def test_looking_places_up_leaves_little_behind() -> None:
    program = """
from bot.shell import places
size = lambda: int(open("/proc/self/statm").read().split()[1]) // 256
before = size()
places.find_places("porto"), places.find_places("londn"), places.zone_at(52.5, 13.4)
print(size() - before)
"""
    grown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert int(grown) < 30  # MB
