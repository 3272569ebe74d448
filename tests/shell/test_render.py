"""Promises about what goes to Telegram: the words, bold where it was meant, within every limit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content.words import load_words
from bot.core import checkin as c
from bot.core import onboarding as o
from bot.core.checkin_view import Facts, view
from bot.core.message import Button, Line, Message, Phrase, button, message, say
from bot.shell.render import TEXT_LIMIT, button_data, clean, cut, payload, text_of, utf16
from tests.core.test_checkin import EVENING, MORNING, SCRIPTS, finished, press, prompted

WORDS = load_words("en")
TALK = "x" * 16
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200) | st.text("a😀é\u202e\n", max_size=6000)


def own(text: str) -> Phrase:
    return say("own-words", text=text)


@given(ANY_TEXT, st.integers(1, 100))
def test_cut_text_is_never_longer_than_the_limit_and_short_text_is_left_alone(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert utf16(short) <= limit
    assert short == text if utf16(text) <= limit else short.endswith("…")


@given(st.text())
def test_length_is_counted_as_telegram_counts_it(text: str) -> None:
    assert utf16(text) == sum(2 if ord(sign) > 0xFFFF else 1 for sign in text)


@given(ANY_TEXT)
def test_own_words_sent_back_hold_nothing_that_turns_the_text_around(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(ANY_TEXT, st.booleans())
@settings(deadline=None)
def test_whatever_is_quoted_the_text_fits_into_a_message(text: str, strong: bool) -> None:
    params = payload(Message((Line(own(text), strong), Line(own("after")))), WORDS, TALK)
    assert utf16(params["text"]) <= TEXT_LIMIT
    for entity in params.get("entities", ()):
        assert entity["offset"] + entity["length"] <= utf16(params["text"])


def test_bold_covers_the_strong_line_in_utf16_units() -> None:
    params = payload(Message((Line(own("😀😀")), Line(own("bold"), strong=True))), WORDS, TALK)
    assert params["entities"] == [{"type": "bold", "offset": 5, "length": 4}]


def test_nothing_is_parsed_and_no_link_shows_a_preview() -> None:
    params = payload(message(own("*no* <b>mark</b> https://example.org")), WORDS, TALK)
    assert "parse_mode" not in params
    assert params["link_preview_options"] == {"is_disabled": True}
    assert params["text"] == "*no* <b>mark</b> https://example.org"


def test_a_button_names_its_talk_and_a_link_does_not() -> None:
    rows = ((button("button-back", "back:"), Button(say("button-back"), url="https://t.me/x")),)
    [row] = payload(message("cancel-nothing", rows=rows), WORDS, TALK)["reply_markup"]["inline_keyboard"]
    assert row[0]["callback_data"] == f"1:{TALK}:back:"
    assert "callback_data" not in row[1]


def test_a_button_too_long_for_telegram_is_refused_before_it_is_sent() -> None:
    assert button_data(TALK, "x" * 45)
    with pytest.raises(ValueError):
        button_data(TALK, "x" * 47)


def test_asking_for_the_place_takes_the_place_of_buttons_and_is_taken_away_again() -> None:
    asked = Message(message("cancel-nothing").lines, (), say("setup-place-button"), own("e.g. " * 30))
    markup = payload(asked, WORDS, "")["reply_markup"]
    assert markup["keyboard"][0][0]["request_location"] is True
    assert utf16(markup["input_field_placeholder"]) <= 64
    gone = payload(replace(message("setup-place"), drop_keyboard=True), WORDS, "")
    assert gone["reply_markup"] == {"remove_keyboard": True}


def test_a_message_without_buttons_has_no_markup() -> None:
    assert "reply_markup" not in payload(message("cancel-nothing"), WORDS, "")


def fits(shown: Message) -> None:
    """Fail unless ``shown`` has words for everything and keeps Telegram's limits."""
    params = payload(shown, WORDS, TALK)
    assert 0 < utf16(params["text"]) <= TEXT_LIMIT
    assert params["text"] == text_of(shown, WORDS)
    for row in params.get("reply_markup", {}).get("inline_keyboard", ()):
        assert 1 <= len(row) <= 8
        assert all(b["text"] and len(b["callback_data"].encode()) <= 64 for b in row)


TAPS = [f"{q.id}:{o}" for s in SCRIPTS.values() for q in s.questions for o in (*q.options, "done")]
TAPS += [f"{verb}:" for verb in ("back", "pass", "end", "snooze", "skip", "start", "change", "hours", "note", "close")]
TAPS += ["drop:", "hours:7.5", "hours:9", "hours:4.5", "change:mood", "change:day", "snooze:30"]


@given(
    st.sampled_from([MORNING, EVENING, SCRIPTS["extra"]]), st.lists(st.sampled_from(TAPS), max_size=12), st.booleans()
)
@settings(max_examples=300, deadline=None)
def test_every_screen_of_a_check_in_has_words_and_fits(script: c.Script, taps: list[str], greeting: bool) -> None:
    state = press(prompted(script), *taps, script=script).state
    facts = Facts(dt.time(8), greeting, dt.date(2026, 11, 22), "rest", dt.time(8, 30), (30, 60, 120), "tomorrow")
    fits(view(state, script, facts))


@pytest.mark.parametrize("see_you", ["evening", "tomorrow", "later"])
def test_a_skipped_check_in_has_words_for_when_it_comes_next(see_you: str) -> None:
    fits(view(press(prompted(), "skip:").state, MORNING, Facts(dt.time(8), see_you=see_you)))


def test_a_finished_check_in_has_words_for_everything_that_follows() -> None:
    for taps in ((), ("change:",), ("hours:",), ("note:",), ("change:energy",)):
        fits(view(press(finished(), *taps).state, MORNING, Facts(dt.time(8))))


@pytest.mark.parametrize("at", o._SCREENS)
@pytest.mark.parametrize("unread", [False, True])
def test_every_screen_of_the_first_conversation_has_words_and_fits(at: o.At, unread: bool) -> None:
    places = (("Springfield, Illinois, United States", "America/Argentina/ComodRivadavia"),) * 4
    zones = tuple((zone, "Some City", dt.time(8)) for zone in ("America/Argentina/Buenos_Aires", "UTC") * 2)
    state = o.SetUp(at=at, zone="Europe/Lisbon", places=places, unread=unread)
    fits(o.view(state, o.Facts("Ana", "ana@example.org", zones)))
