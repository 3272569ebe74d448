"""Countries by the names people type."""

from __future__ import annotations

import pytest

from bot.content import loader
from bot.content.countries import country_name, find_country, named_country, place_named
from bot.content.lines import country_codes, load_lines


@pytest.mark.parametrize(
    ("typed", "want"),
    [
        *(("Germany", "DE"), ("germny", "DE"), ("deutschland", "DE"), ("DE", "DE"), ("de", "DE"), ("Österreich", "AT")),
        *(("UK", "GB"), ("england", "GB"), ("Scotland", "GB"), ("usa", "US"), ("the states", "US"), ("America", "US")),
        *(("new zealand", "NZ"), ("NewZeland", "NZ"), ("holland", "NL"), ("Côte d’Ivoire", "CI"), ("日本", "JP")),
        *(
            ("Nigeria", "NG"),
            ("niger", "NE"),
            ("republic of ireland", "IE"),
            ("South Korea", "KR"),
            ("Hong Kong", "HK"),
        ),
        *(("Narnia", None), ("", None), ("hello there", None), ("4", None), ("tomorrow", None)),
    ],
)
def test_a_country_is_found_by_what_people_type(typed: str, want: str | None) -> None:
    assert find_country(typed) == want


@pytest.mark.parametrize(
    ("typed", "want"),
    [("no", None), ("is", None), ("it", None), ("me", None), ("so", None), ("NO", "NO"), ("us", "US"), ("uk", "GB")],
)
def test_small_words_that_are_codes_too_are_small_words(typed: str, want: str | None) -> None:
    assert named_country(typed) == want


def test_every_name_in_the_list_is_of_a_country_there_is() -> None:
    assert set(loader.read_toml("countries", "names")) <= country_codes()


def test_every_country_with_lines_has_a_name_people_can_type() -> None:
    for code in load_lines():
        assert find_country(country_name(code, "en")) == code


def test_a_country_without_checked_lines_is_known_by_name_and_has_none() -> None:
    place = place_named("MN", "en")
    assert (place.name, place.lines) == ("Mongolia", None)
