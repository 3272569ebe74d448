"""What is said to somebody who may be in danger: which card, whose numbers, and what is never among it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.countries import place_named
from bot.content.lines import load_lines
from bot.content.voice import row_faults
from bot.content.words import load_words
from bot.core.message import Message
from bot.core.reach import NOWHERE, Place, Reader
from bot.core.safety import FAILED, NOTHING, Verdict
from bot.core.support import (
    CARDS,
    DIRECTORY,
    advice,
    crisis_at,
    gentle,
    harm,
    helper,
    medical,
    medical_again,
    meet,
    one_line,
    safety_card,
    safety_reply,
    support,
)

WORDS = load_words("en", strict=True)
ANA = Reader(place_named("PT", "en"), settled=True, note=12)
STRANGER = Reader()
READERS = [
    Reader(place_named(code, "en", guessed), settled=settled, note=12)
    for code in [*load_lines(), "MN"]
    for guessed in (False, True)
    for settled in (False, True)
] + [STRANGER, Reader(settled=True)]
FULL = dict.fromkeys(CARDS.values())
NUMBER = re.compile(r"[*#]?\d[\d -]*\d|\d")


def text(message: Message) -> str:
    return "\n".join(WORDS.text(line.phrase) for line in message.lines)


def go(message: Message) -> list[str]:
    return [button.go for row in message.rows for button in row]


def all_of(reader: Reader) -> Iterator[Message]:
    yield from (safety_card("full", reader), one_line(reader), gentle(reader), helper(reader), harm(reader))
    yield from (medical(reader), medical_again(reader), advice(reader), support(False, reader), support(True, reader))
    yield from (safety_reply(value, reader) for value in ("yes", "unsure", "no", "write", "people"))


def known_by(message: Message) -> str:
    return message.lines[0].phrase.id


# --- which card


@pytest.mark.parametrize(
    ("verdict", "want"),
    [
        (NOTHING, []),
        (Verdict("crisis", "full"), ["safety-card-heard"]),
        (Verdict("crisis", "one-line"), ["safety-one-line-known"]),
        (Verdict("self-harm", "full"), ["safety-card-heard"]),
        (Verdict("self-harm", "one-line"), ["safety-one-line-known"]),
        (Verdict("other", "full"), ["safety-helper-heard"]),
        (Verdict("harm", "full"), ["safety-harm-heard"]),
        (Verdict("soft", "gentle"), ["safety-gentle"]),
        (Verdict("medical", "full"), ["safety-medical-heard"]),
        (Verdict("medical", "full", "crisis"), ["safety-medical-heard", "safety-card-heard"]),
        (Verdict("medical", "full", "self-harm"), ["safety-medical-heard", "safety-card-heard"]),
        (Verdict("advice", "full"), ["advice-reply"]),
        (FAILED, ["safety-card-heard"]),
        (Verdict("something new", "full"), ["safety-card-heard"]),  # type: ignore[arg-type]
        (Verdict("something new", "none"), ["safety-card-heard"]),  # type: ignore[arg-type]
    ],
)
def test_each_verdict_is_met_with_its_card(verdict: Verdict, want: list[str]) -> None:
    assert [known_by(message) for message in meet(verdict, ANA).messages] == want


@pytest.mark.parametrize(
    ("verdict", "held", "want"),
    [
        (Verdict("crisis", "full"), {"safety-card"}, "safety-one-line-known"),
        (Verdict("self-harm", "full"), {"safety-card"}, "safety-one-line-known"),
        (Verdict("crisis", "full"), {"gentle-card", "medical-card"}, "safety-card-heard"),
        (Verdict("soft", "gentle"), {"gentle-card"}, "safety-one-line-known"),
        (Verdict("soft", "gentle"), {"safety-card"}, "safety-one-line-known"),
        (Verdict("other", "full"), {"helper-card"}, "safety-one-line-known"),
        (Verdict("other", "full"), {"safety-card"}, "safety-helper-heard"),
        (Verdict("harm", "full"), {"harm-card"}, "safety-one-line-known"),
        (Verdict("medical", "full"), {"medical-card"}, "safety-medical-again-known"),
        (Verdict("advice", "full"), set(CARDS.values()), "advice-reply"),
    ],
)
def test_a_card_that_was_just_shown_becomes_its_line(verdict: Verdict, held: set[str], want: str) -> None:
    met = meet(verdict, ANA, held)
    assert [known_by(message) for message in met.messages] == [want]


def test_only_cards_shown_in_full_are_remembered() -> None:
    assert meet(Verdict("crisis", "full"), ANA).cards == ("safety-card",)
    assert meet(Verdict("crisis", "full"), ANA, {"safety-card"}).cards == ()
    assert meet(Verdict("medical", "full", "crisis"), ANA).cards == ("medical-card", "safety-card")
    assert meet(Verdict("advice", "full"), ANA).cards == ()


KINDS = ["crisis", "self-harm", "other", "harm", "medical", "advice", "soft", "whatever comes"]


@given(
    st.sampled_from(KINDS),
    st.sampled_from(["full", "gentle", "one-line", "none"]),
    st.sampled_from(["none", "crisis", "self-harm"]),
    st.sets(st.sampled_from(sorted(FULL))),
    st.sampled_from(READERS),
)
def test_every_detection_is_met_with_a_line_at_least(
    kind: str, tier: str, also: str, held: set[str], reader: Reader
) -> None:
    met = meet(Verdict(kind, tier, also), reader, held)  # type: ignore[arg-type]
    assert met.messages and all(text(message) for message in met.messages)
    assert all(message.rows for message in met.messages)


# --- whose numbers


def digits(found: str) -> str:
    return re.sub(r"\D", "", found)


def numbers_of(place: Place) -> set[str]:
    """Every run of digits that the data of a country may bring, those in names and notes included."""
    country = place.lines
    if country is None:
        return set()
    words = [row.number for row in country.emergency]
    for line in country.lines:
        words += [line.name, line.number_display, line.keyword or "", line.note or "", line.hours or ""]
    return {digits(number) for part in words for number in NUMBER.findall(part)} | {digits(part) for part in words}


@pytest.mark.parametrize("reader", READERS, ids=lambda r: f"{r.place.code}-{r.place.guessed}-{r.settled}")
def test_no_number_is_shown_without_its_countrys_data(reader: Reader) -> None:
    own = numbers_of(reader.place)
    for message in all_of(reader):
        shown = "\n".join(WORDS.text(line.phrase) for line in message.lines if line.phrase.id not in ("support-seen",))
        assert {digits(found) for found in NUMBER.findall(shown)} <= own, shown


@pytest.mark.parametrize("reader", READERS, ids=lambda r: f"{r.place.code}-{r.place.guessed}-{r.settled}")
def test_every_message_fits_its_screen(reader: Reader) -> None:
    for message in all_of(reader):
        assert len(text(message)) <= 900, text(message)
        assert row_faults([[WORDS.text(button.label) for button in row] for row in message.rows]) == []


@pytest.mark.parametrize("code", sorted(load_lines()))
def test_a_card_names_the_emergency_number_and_a_line_of_its_country(code: str) -> None:
    place = place_named(code, "en")
    assert place.lines is not None
    for message in (safety_card("full", Reader(place)), one_line(Reader(place)), support(reader=Reader(place))):
        assert place.lines.emergency[0].number in text(message)
        assert any(line.number_display in text(message) for line in place.lines.lines)


@pytest.mark.parametrize("code", sorted(load_lines()))
def test_a_guessed_country_is_called_a_guess_wherever_a_number_of_it_stands(code: str) -> None:
    reader = Reader(place_named(code, "en", guessed=True), settled=True)
    for message in all_of(reader):
        shown = text(message)
        if any(row.number in shown for row in reader.place.lines.emergency):  # type: ignore[union-attr]
            assert re.search(r"\b(if you're in|and you're in|, in) ", shown, re.IGNORECASE), shown
            assert "if you're in" in shown or "nywhere else" in shown or "and you're in" in shown, shown


def test_where_no_country_is_known_there_is_the_directory_and_a_number_in_words() -> None:
    for message in (safety_card("full"), one_line(STRANGER), support(), gentle(STRANGER), helper(STRANGER)):
        assert DIRECTORY.removeprefix("https://") in text(message)
        assert not any(sign.isdigit() for sign in text(message))
    assert "local emergency number" in text(safety_card("full"))
    assert "local emergency number" in text(medical(STRANGER))


def test_a_line_that_takes_texts_only_says_so() -> None:
    shown = text(safety_card("full", Reader(place_named("US", "en"))))
    assert "text HOME to 741741" in shown


def test_hours_stand_on_the_card_where_a_line_does_not_answer_day_and_night() -> None:
    assert "09:00 to 24:00" in text(safety_card("full", Reader(place_named("IT", "en"))))


def test_the_day_the_numbers_were_looked_up_stands_on_the_support_screen() -> None:
    seen = min(row.seen for row in load_lines()["DE"].lines)
    assert str(seen.year) in text(support(reader=Reader(place_named("DE", "en"))))


def test_violence_is_never_sent_to_a_number_that_is_for_ambulances_alone() -> None:
    assert "995" not in text(harm(Reader(place_named("SG", "en"))))
    assert "112 (police)" in text(harm(Reader(place_named("NO", "en"))))
    assert "113 (ambulance)" in text(medical(Reader(place_named("NO", "en"))))


# --- what is and what is never among it


def test_the_full_card_asks_directly_and_offers_people_and_the_plan() -> None:
    want = ["safety:yes", "safety:unsure", "safety:no"]
    assert go(safety_card("full", ANA)) == [*want, "plan:show", "safety:people", "safety:write"]
    assert go(safety_card("full")) == [*want, "safety:people"]


def test_every_card_leads_to_the_plan_in_one_tap() -> None:
    for message in (safety_card("full", ANA), gentle(ANA), one_line(ANA), helper(ANA), harm(ANA), medical(ANA)):
        assert "plan:show" in go(message)


def test_the_medical_card_asks_nothing_and_offers_nothing_to_breathe_with() -> None:
    for reader in READERS:
        for message in (medical(reader), medical_again(reader)):
            assert "?" not in text(message)
            assert set(go(message)) <= {"plan:show", "safety:people"}
            assert "breathe with" not in text(message).lower()


def test_every_answer_to_a_card_keeps_the_ways_to_reach_somebody() -> None:
    for value in ("yes", "unsure", "no", "people", "anything else"):
        assert "112" in text(safety_reply(value, ANA)) and "1411" in text(safety_reply(value, ANA))
        assert DIRECTORY.removeprefix("https://") in text(safety_reply(value))
    for reader in (ANA, STRANGER):
        assert "safety:people" in go(safety_reply("write", reader))


def test_no_something_else_changes_the_tone_and_leaves_the_numbers() -> None:
    numbers = [line for line in safety_card("full", ANA).lines if any(s.isdigit() for s in WORDS.text(line.phrase))]
    assert set(numbers) <= set(safety_reply("no", ANA).lines)
    assert "?" not in WORDS.text(safety_reply("no", ANA).lines[0].phrase)


def test_support_needs_no_talk_so_that_strangers_can_have_it() -> None:
    assert [(b.go, b.url) for row in support().rows for b in row] == [("safety:country", None), ("", DIRECTORY)]
    assert [b.go for row in support(asked_help=True).rows for b in row] == ["safety:country", "", "help:how"]


def test_the_advice_reply_can_undo_the_note_and_says_no_number() -> None:
    assert go(advice(ANA)) == ["home:checkin", "safety:people", "safety:unnote/12"]
    assert go(advice(STRANGER)) == ["safety:people"]
    for reader in READERS:
        assert not any(sign.isdigit() for sign in text(advice(reader)))
        assert "/safety" in text(advice(reader)) and "http" not in text(advice(reader))


def test_the_cautions_say_no_amount_and_judge_nobody() -> None:
    page = WORDS.text(safety_reply("x").lines[0].phrase.__class__("safety-cautions"))
    assert not any(sign.isdigit() for sign in page)
    for word in ("lithium", "MAOIs", "tramadol", "psychosis", "pregnancy", "don't stop or change", "/support"):
        assert word in page


def test_a_card_and_a_yes_both_begin_the_quiet_day() -> None:
    noon = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    later = noon + dt.timedelta(hours=1)
    assert crisis_at({}) is None
    assert crisis_at({"safety-card": noon, "medical-card": later}) == noon
    assert crisis_at({"safety-card": noon, "safety-yes": later}) == later


def test_a_place_nobody_knows_is_nowhere() -> None:
    assert place_named("XX", "en") == NOWHERE and place_named(None, "en") == NOWHERE
