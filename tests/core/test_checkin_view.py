"""Promises about what a check-in shows: one message, and buttons that mean what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.core import checkin as c
from bot.core.checkin_view import Facts, answer_phrase, hours, so_far, view
from bot.core.message import Listed, Message, Phrase
from tests.core.test_checkin import ANSWERS, AT, EVENING, FACTS, MORNING, SCRIPTS, finished, opened, press, prompted


def goes(shown: Message) -> list[list[str]]:
    return [[button.go for button in row] for row in shown.rows]


def says(shown: Message) -> list[str]:
    return [line.phrase.id for line in shown.lines]


def phrases(shown: Message) -> Iterator[Phrase]:
    waiting = [line.phrase for line in shown.lines] + [button.label for row in shown.rows for button in row]
    while waiting:
        phrase = waiting.pop()
        yield phrase
        for _, value in phrase.args:
            waiting += [value] if isinstance(value, Phrase) else value.parts if isinstance(value, Listed) else []


def test_a_reminder_greets_and_offers_to_wait() -> None:
    shown = view(prompted(), MORNING, replace(FACTS, greeting=True))
    assert says(shown)[0] == "checkin-morning-hello"
    assert goes(shown) == [[f"mood:{n}" for n in range(1, 6)], ["snooze:", "skip:"]]


def test_a_check_in_somebody_opened_neither_greets_nor_offers_to_wait() -> None:
    shown = view(opened(), MORNING, FACTS)
    assert says(shown)[0] == "checkin-morning-open"
    assert goes(shown)[-1] == ["pass:mood", "end:"]


def test_snooze_is_not_shown_when_no_length_is_left() -> None:
    assert goes(view(prompted(), MORNING, replace(FACTS, snoozes=())))[-1] == ["skip:"]


def test_only_the_lengths_on_offer_are_shown_and_never_an_empty_row() -> None:
    snoozing = press(prompted(), "snooze:").state
    assert goes(view(snoozing, MORNING, replace(FACTS, snoozes=(30,)))) == [["snooze:30"], ["back:"]]
    assert goes(view(snoozing, MORNING, replace(FACTS, snoozes=()))) == [["back:"]]


def test_after_midnight_it_says_which_day_it_counts_for() -> None:
    shown = view(opened(), MORNING, replace(FACTS, counting_for=dt.date(2026, 11, 22)))
    assert "checkin-counting" in says(shown)


def test_later_questions_say_where_one_is_and_what_was_said_so_far() -> None:
    shown = view(press(opened(), "mood:4").state, MORNING, FACTS)
    step = dict(shown.lines[0].phrase.args)
    assert (step["n"], step["total"]) == (2, 5)
    assert "checkin-so-far" in says(shown)
    assert goes(shown)[-1] == ["back:", "pass:energy", "end:"]


def test_chips_show_what_is_ticked_and_two_fit_into_a_row() -> None:
    shown = view(press(opened(EVENING), "day:4", "helped:people", script=EVENING).state, EVENING, FACTS)
    ticked = [b.go for row in shown.rows for b in row if b.label.id == "button-chosen"]
    assert ticked == ["helped:people"]
    assert max(len(row) for row in shown.rows) == 2
    assert goes(shown)[-1][-1] == "helped:done"


def test_an_answer_changed_afterwards_shows_which_it_was() -> None:
    shown = view(press(finished(), "change:energy").state, MORNING, FACTS)
    assert [b.go for b in shown.rows[0] if b.label.id == "button-chosen"] == ["energy:3"]
    assert goes(shown)[-1] == ["back:"]


def test_saved_offers_a_note_a_change_and_the_hours_of_sleep_once() -> None:
    assert goes(view(finished(), MORNING, FACTS)) == [["note:", "change:"], ["hours:"]]
    assert goes(view(press(finished(), "hours:", "hours:7").state, MORNING, FACTS)) == [["note:", "change:"]]


def test_nothing_answered_is_said_plainly_and_offers_nothing() -> None:
    shown = view(press(opened(), "end:").state, MORNING, FACTS)
    assert (says(shown), shown.rows) == (["checkin-saved-nothing"], ())


def test_thrown_away_has_no_buttons_left() -> None:
    assert view(press(opened(), "mood:4", "close:", "drop:").state, MORNING, FACTS).rows == ()


def test_closed_offers_to_throw_away_only_what_there_is() -> None:
    assert goes(view(press(opened(), "close:").state, MORNING, FACTS)) == [["start:"]]
    assert goes(view(press(opened(), "mood:4", "close:").state, MORNING, FACTS)) == [["start:", "drop:"]]


def test_half_hours_are_written_as_people_write_them() -> None:
    assert [hours(v) for v in (7, 7.0, 7.5, "6.5")] == ["7", "7", "7½", "6½"]


def test_what_was_said_so_far_leaves_out_empty_chips_and_choices() -> None:
    state = replace(opened(EVENING), answers={"day": 1, "helped": (), "room": "leave"})
    listed = so_far(state)
    assert listed is not None
    assert [phrase.id for phrase in listed.parts] == ["answer"]
    assert so_far(opened()) is None


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda s: s.id)
def test_every_possible_answer_has_a_phrase(script: c.Script) -> None:
    for question in script.questions:
        for option in question.options:
            value = question.read(option)
            assert value is not None
            assert answer_phrase(question.id, value).id


def test_button_data_stay_short_in_every_state() -> None:
    states = [press(prompted(), *ANSWERS[:n]).state for n in range(6)]
    states += [c.advance(prompted(), c.Lapsed(AT), MORNING).state, press(finished(), "hours:").state]
    for state in states:
        assert all(len(go.encode()) <= 44 for row in goes(view(state, MORNING, FACTS)) for go in row)


def test_no_screen_of_an_evening_after_a_low_answer_asks_why_or_what_helped() -> None:
    for day in (1, 2):
        state = press(opened(EVENING), f"day:{day}", script=EVENING).state
        shown = {phrase.id for phrase in phrases(view(state, EVENING, Facts(now=dt.time(21))))}
        assert not shown & {"ask-helped", "ask-shaped", "ask-line"}
