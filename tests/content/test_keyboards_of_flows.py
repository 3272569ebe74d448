"""Every keyboard the flows can show fits a narrow phone, and every text they can show fits its place.

Here the screens are drawn from all their states; the keyboards of whole conversations are looked at where those are
played (tests/e2e/test_conversations.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot.content.scripts import load_scripts
from bot.content.voice import LIMITS, load_rules, row_faults, text_faults
from bot.content.words import load_words
from bot.core import checkin as c
from bot.core import onboarding as o
from bot.core.checkin_view import Facts, view
from bot.core.message import Message, message, say
from bot.core.quiet import QUIET
from bot.core.script import Answer, Question, Script
from bot.core.zones import _GUESSES, city_name, guess_zones
from bot.shell.render import payload, text_of

WORDS, RULES = load_words("en", strict=True), load_rules("en")
SCRIPTS = load_scripts()
AT = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
TALK = "x" * 16
SCREENS = ("asking", "snoozing", "snoozed", "skipped", "saved", "changing", "hours", "noting", "expired", "closed")


def labels(shown: Message) -> list[list[str]]:
    return [[WORDS.text(button.label) for button in row] for row in shown.rows]


def faults(shown: Message, limit: int = LIMITS["text"]) -> list[str]:
    text = text_of(shown, WORDS)
    payload(shown, WORDS, TALK)  # the buttons' data fit too
    long = [f"{len(text)} characters: {text[:40]!r}"] if len(text) > limit else []
    return row_faults(labels(shown)) + long


def all_answers(script: Script) -> Iterator[dict[str, Answer]]:
    """Yield no answers, and answers that make every label and line as long as it gets, on every branch."""
    yield {}
    for value in (1, 3, 5):
        given: dict[str, Answer] = {"hours": 4.5} if script.id == "morning" else {}
        for question in script.questions:
            if question.kind != "line" and all(str(given.get(item)) in values for item, values in question.when):
                given[question.id] = _longest(question, value)
        yield given


def _longest(question: Question, value: int) -> Answer:
    if question.kind == "scale":
        return value
    return question.options if question.kind == "chips" else max(question.options, key=len, default="")


def states(script: Script) -> Iterator[c.CheckIn]:
    """Yield states that together show every screen of ``script``."""
    begun = c.begin(script, AT.date(), AT, 0)
    for answers, screen, prompted, notes in product(all_answers(script), (*SCREENS, "dropped"), (False, True), (0, 12)):
        state = replace(begun, answers=answers, view=screen, prompted=prompted, notes=notes, back_at=AT)
        for question, done in product(script.questions, (None, AT)):
            yield replace(state, asking=question.id, done_at=done)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.id)
def test_every_screen_of_a_check_in_fits(script: Script) -> None:
    found = set()
    kinds = ("practice", "rest", "transition")
    for state in states(script):
        for snoozes, counting in (((30, 60, 120), AT.date()), ((), None)):
            facts = Facts(dt.time(8), state.prompted, counting, "rest", dt.time(9), snoozes, "tomorrow", kinds[:2])
            found.update(faults(view(state, script, facts)))
    assert sorted(found) == []


@pytest.mark.parametrize("at", o._SCREENS)
def test_every_screen_of_the_first_conversation_fits(at: o.At) -> None:
    facts = o.Facts("An Operator With a Long Name", "operator@example.org")
    times = (("morning", dt.time(5)), ("evening", dt.time(23)))
    places = tuple((f"San Fernando de Atabapo, Venez. {n}", "America/Caracas") for n in range(4))
    limit = LIMITS["privacy"] if at in ("more", "consent") else LIMITS["text"]
    for unread, alike, chosen in product((False, True), (False, True), (times, times[:1], ())):
        state = o.SetUp(at, "America/Argentina/Buenos_Aires", chosen, places, unread, alike)
        assert faults(o.view(state, facts), limit) == []
    assert QUIET.start > QUIET.end  # the times above are inside


@pytest.mark.parametrize("language", [*_GUESSES, "en-US", "pt-PT", None])
def test_the_clocks_offered_to_people_of_any_language_fit(language: str | None) -> None:
    zones = tuple((zone, city_name(zone), dt.time(20, 30)) for zone in guess_zones(language))
    assert faults(o.view(o.SetUp("zone"), o.Facts("Ana", zones=zones))) == []


@pytest.mark.parametrize("name", ["morning", "evening"])
@pytest.mark.parametrize("hour", [0, 5, 8, 13, 16, 21])
def test_what_comes_unasked_may_be_read_on_a_locked_screen(name: str, hour: int) -> None:
    state = replace(c.begin(SCRIPTS[name], AT.date(), AT, 0), prompted=True)
    for screen in ("asking", "expired"):
        facts = Facts(dt.time(hour), greeting=True, counting_for=AT.date(), snoozes=(30, 60, 120))
        shown = view(replace(state, view=screen), SCRIPTS[name], facts)
        assert text_faults(text_of(shown, WORDS), "scheduled", RULES) == []


@pytest.mark.parametrize("part", ["morning", "afternoon", "evening"])
def test_what_is_said_unasked_beside_check_ins_may_be_read_there_too(part: str) -> None:
    unasked = (message("remind-offer"), message("remind-farewell"), message(say("edge-soft", part=part)))
    for shown in unasked:
        assert text_faults(text_of(shown, WORDS), "scheduled", RULES) == []


def test_a_question_at_an_odd_hour_says_hello_and_not_good_morning() -> None:
    for name, hour, greeting in (("morning", 8, "Good morning"), ("morning", 13, "Hello"), ("evening", 9, "Hello")):
        shown = view(c.begin(SCRIPTS[name], AT.date(), AT, 0), SCRIPTS[name], Facts(dt.time(hour), greeting=True))
        assert text_of(shown, WORDS).startswith(greeting)
