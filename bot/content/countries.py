"""Countries by name: what they are called in a reader's language, and which one somebody means who types a name."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from bot.content import loader
from bot.content.lines import country_codes, load_lines
from bot.content.words import locale_name
from bot.core.reach import Place

NEAR = 0.85  # how alike a slip of the thumb has to be
# What CLDR calls at a length that nobody does.
SHORT = {"HK": "Hong Kong", "MO": "Macao", "PS": "Palestine", "MM": "Myanmar"}


def place_named(code: str | None, language: str, guessed: bool = False) -> Place:
    """Return the country ``code`` (ISO 3166, "DE") with its name in ``language`` and its lines; nowhere for none."""
    if code is None or code not in country_codes():
        return Place()
    return Place(code, country_name(code, language), load_lines().get(code), guessed)


def country_name(code: str, language: str) -> str:
    """Return the name of a country in ``language``, its code where that has no name for it."""
    return SHORT.get(code) or _names(language).get(code) or code


def named_country(text: str, language: str = "en") -> str | None:
    """Return the country somebody wrote by its name, as ``find_country``; a code counts only in capitals.

    For words that may be anything else as well: "no" and "is" are codes, too.
    """
    word = text.strip()
    is_code = len(word) == 2 and word.upper() in country_codes() and not word.isupper()
    return None if is_code and _plain(word) not in _own_names() else find_country(word, language)


def find_country(text: str, language: str = "en") -> str | None:
    """Return the code of the country somebody means by ``text``: a name, its own name, or a code; None for no idea.

    A name that is nearly right is taken if only one country is near.
    """
    typed = _plain(text)
    if not typed:
        return None
    known = {**_typed("en"), **_typed(language)}
    if typed in known:
        return known[typed]
    if len(typed) < 5:
        return None
    near = {known[name] for name in difflib.get_close_matches(typed, known, n=3, cutoff=NEAR)}
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=8)
def _typed(language: str) -> Mapping[str, str]:
    """Return the countries by whatever may be typed for them."""
    found = {_plain(code): code for code in country_codes()}
    found.update({_plain(name): code for code, name in _names(language).items()})
    found.update({_plain(name): code for code, name in SHORT.items()})
    return {**found, **_own_names()}


@lru_cache(maxsize=1)
def _own_names() -> Mapping[str, str]:
    return {_plain(name): code for code, names in loader.read_toml("countries", "names").items() for name in names}


@lru_cache(maxsize=8)
def _names(language: str) -> Mapping[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        territories = Locale.parse(locale_name(language)).territories
    except (UnknownLocaleError, ValueError):
        territories = Locale.parse("en_GB").territories
    return {code: str(name) for code, name in territories.items() if code in country_codes()}


def _plain(text: str) -> str:
    """Return ``text`` in small letters without marks, signs and spaces, so that "Côte d’Ivoire" is "cotedivoire"."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return "".join(sign for sign in unicodedata.normalize("NFC", bare) if sign.isalnum())
