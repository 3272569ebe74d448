"""Phrases become the words a person reads."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.content.words import Words, languages, load_words
from bot.core.message import Listed, Phrase, When, say

SUNDAY = dt.date(2026, 11, 22)
ENGLISH = {
    "a.ftl": """
hello = Hello
told = { $text }
mood = { $name } { $value }
when-weekday-day-month = { $weekday } { $day_month }
notes =
    { $count ->
        [one] 1 note
       *[other] { $count } notes
    }
both = { hello }, { $who }
-term = findahelpline.com
only-here = Only here
lines =
    One line.

    Another.
"""
}
GERMAN = {"a.ftl": "told = { $text }\nwhen-weekday-day-month = { $weekday }, { $day_month }\n"}


def english(strict: bool = True) -> Words:
    return Words("en", ENGLISH, strict=strict)


@pytest.mark.parametrize(
    ("when", "want"),
    [
        (When(dt.time(8), "clock"), "08:00"),
        (When(dt.time(20, 30), "clock"), "20:30"),
        (When(dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC), "clock"), "08:00"),
        (When(SUNDAY, "weekday"), "Sunday"),
        (When(SUNDAY, "weekday-short"), "Sun"),
        (When(dt.date(2026, 11, 16), "day-month"), "16 November"),
        (When(SUNDAY, "weekday-day-month"), "Sunday 22 November"),
        (When(SUNDAY, "day"), "22"),
    ],
)
def test_dates_and_times_are_written_the_british_way(when: When, want: str) -> None:
    assert english().text(say("told", text=when)) == want


def test_another_language_puts_its_own_dates_together() -> None:
    german = Words("de", GERMAN, english())
    assert german.text(say("told", text=When(SUNDAY, "weekday-day-month"))) == "Sonntag, 22. November"


@pytest.mark.parametrize(
    ("lang", "value", "want"),
    [("en", 4, "4"), ("en", 2000, "2000"), ("en", 3.0, "3.0"), ("en", 7.25, "7.2"), ("de", 3.7, "3,7")],
)
def test_whole_numbers_are_plain_and_others_have_one_decimal(lang: str, value: float, want: str) -> None:
    words = Words(lang, GERMAN if lang == "de" else ENGLISH)
    assert words.text(say("told", text=value)) == want
    assert words.number(value) == want


def test_plural_forms_are_chosen_by_the_number() -> None:
    assert [english().text(say("notes", count=count)) for count in (0, 1, 4)] == ["0 notes", "1 note", "4 notes"]


def test_phrases_stand_inside_phrases_and_in_lists() -> None:
    mood, energy = (say("mood", name=Phrase("hello"), value=value) for value in (4, 3))
    assert english().text(say("told", text=Listed((mood, energy)))) == "Hello 4 · Hello 3"


def test_no_sign_that_does_not_show_is_put_around_arguments() -> None:
    assert english().text(say("both", who="Ana")) == "Hello, Ana"


def test_a_text_of_several_lines_keeps_them() -> None:
    assert english().text(say("lines")) == "One line.\n\nAnother."


def test_the_longest_note_telegram_sends_comes_through_whole() -> None:
    note = "woke at 4, " * 372
    assert english().text(say("both", who=note)) == f"Hello, {note}"


def test_what_a_person_wrote_is_not_remembered() -> None:
    words = english()
    words.text(say("told", text="laughed so hard with Ana"))
    words.text(say("told", text=Listed((say("told", text="a river walk"),))))
    assert words._remembered.cache_info().currsize == 0
    words.text(say("told", text=4))
    assert words._remembered.cache_info().currsize == 1


def test_what_a_translation_lacks_is_said_in_english() -> None:
    assert Words("de", GERMAN, english()).text(say("only-here")) == "Only here"


def test_what_nobody_has_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        Words("de", GERMAN, english(strict=False)).text(say("nowhere"))


def test_in_tests_a_gap_in_a_translation_and_a_missing_argument_are_errors() -> None:
    with pytest.raises(KeyError):
        Words("de", GERMAN, english(), strict=True).text(say("only-here"))
    with pytest.raises(KeyError, match="both"):
        english().text(say("both"))


def test_words_know_their_messages_and_arguments() -> None:
    assert english().has("hello") and not english().has("nowhere") and not english().has("-term")
    assert english().ids() >= {"hello", "both"}
    assert english().variables("mood") == {"name", "value"}
    assert english().variables("notes") == {"count"}


def test_english_is_there_and_comes_first() -> None:
    assert languages()[0] == "en"


def test_somebody_whose_language_we_lack_reads_english() -> None:
    assert load_words("xx").lang == "en"
