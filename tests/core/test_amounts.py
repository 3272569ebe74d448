"""Nothing of ours names an amount with a unit; a person's own words are shown to them as they are."""

from __future__ import annotations

import logging

import pytest
from fluent.runtime import FluentResource

from bot.content.check import _ways
from bot.content.words import Words, entries, languages, load_words, sources
from bot.core.amounts import has_amount
from bot.core.message import Listed, message, say
from bot.shell.render import payload, text_of

AMOUNTS = """0.1 g|0,1g|.2 g|100-200 µg|100–200 μg|100 ug|10mcg|10 MICROGRAMS|half a tab|1/4 tab|½ tab
a quarter tab|two drops|5 ml|5 millilitres|20 %|20%|20 per cent|twenty percent|a quarter of a gram
three hundred micrograms|100mg|٢٠ mg|1 gram|one and a half grams|a couple of drops|2 x 50 mg
ten milligrams|a tenth of a gram|two tabs|0.2gr|1.5 grams|1,5 g|3 capsules|two pills|a teaspoon
2 tsp|1 hit|3 hits|an eighth ounce, 3.5g|half a dose|2 doses|1 mic|50 mics|²⁰ mg|1 kg|1’000 µg
about 1g of it|(0.3 g)|0.1g/day|100µg-ish"""
NONE = """See you at 20:30|30 min|7½ h sleep|one line worth keeping|2 of 5 · Mood|3 great things|in 10 minutes|1 note
4 answers|116 123|text HOME to 741741|0800 111 0 111|+1 h|14 days|Give me a moment|a few answers|24 Nov 2026
one thing worth staying for|9 h sleep or more|under 5 h sleep|6 taps|Day 4 · People|UTC+2|2026-11-23|5 goals
10 good days|1 low · 3 okay · 5 great|call 112|3 mornings|15 min|100 messages a day|page 2"""


@pytest.mark.parametrize("text", [part for line in AMOUNTS.splitlines() for part in line.split("|")])
def test_an_amount_is_seen(text: str) -> None:
    assert has_amount(text)
    assert has_amount(f"You could begin with {text} then.")


@pytest.mark.parametrize("text", [part for line in NONE.splitlines() for part in line.split("|")])
def test_times_counts_and_numbers_to_call_are_none(text: str) -> None:
    assert not has_amount(text)


@pytest.mark.parametrize("language", languages())
def test_none_of_our_words_names_an_amount(language: str) -> None:
    everything = {}
    for source in sources(language).values():
        everything.update(entries(FluentResource(source)))
    faults = []
    for id, entry in everything.items():
        for way in _ways(entry.value, everything):
            # whatever number an argument brings, no unit waits behind it
            faults += [id for text in (way, way.replace("X" * 10, "5")) if has_amount(text)]
    assert faults == []


def words_with(**texts: str) -> Words:
    return Words("en", {"a.ftl": "\n".join(f"{id.replace('_', '-')} = {text}" for id, text in texts.items())})


def test_a_line_of_ours_with_an_amount_is_left_out_and_logged_by_its_id(caplog: pytest.LogCaptureFixture) -> None:
    words = words_with(good="Good evening.", bad="Begin with { $n } mg.", amount_left_out="Left out.")
    with caplog.at_level(logging.ERROR):
        assert text_of(message("good", say("bad", n=20)), words).strip() == "Good evening."
        assert text_of(message(say("bad", n=30)), words) == "Left out."
    assert "bad" in caplog.text and "20" not in caplog.text


def test_what_a_person_wrote_is_shown_to_them_as_it_is() -> None:
    words = load_words("en")
    note = say("own-words", text="took 0.1 g at nine, two drops of the other")
    assert text_of(message(note), words) == "took 0.1 g at nine, two drops of the other"
    assert text_of(message(say("list", items=Listed((note,)))), words).startswith("took 0.1 g")


def test_every_rendered_message_goes_through_it() -> None:
    words = words_with(bad="Take 5 ml of it.", amount_left_out="Left out.")
    assert payload(message("bad"), words, "")["text"] == "Left out."
