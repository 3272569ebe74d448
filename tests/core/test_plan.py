"""What becomes of one or several reminders that are due."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.core.away import Silence
from bot.core.plan import Facts, Offer, Send, Sent, Skip, Wait, choose, decide, room_left
from bot.core.quiet import Quiet
from bot.core.schedule import Due, Reminder, local_instant, missed

BERLIN = "Europe/Berlin"
MONDAY = dt.date(2026, 11, 23)
TUESDAY = MONDAY + dt.timedelta(days=1)
SUNDAY = MONDAY + dt.timedelta(days=6)
MORNING = Reminder("m", "morning", dt.time(8), BERLIN)
NOON = Reminder("b", "breathing", dt.time(13), BERLIN)
EVENING = Reminder("e", "evening", dt.time(20, 30), BERLIN)
WEEK = Reminder("w", "week", dt.time(18), BERLIN, days=frozenset({6}), sound=False)


def at(hour: int, minute: int = 0, day: dt.date = MONDAY) -> dt.datetime:
    return local_instant(day, dt.time(hour, minute), BERLIN)


def due(reminder: Reminder, day: dt.date = MONDAY) -> Due:
    return Due(local_instant(day, reminder.at, BERLIN), day)


def sent(reminder: str, when: dt.datetime, day: dt.date = MONDAY, sound: bool = True) -> Sent:
    return Sent(reminder, when, day, sound)


FACTS = Facts(BERLIN, Silence(at(7)), (MORNING, EVENING))


def test_a_reminder_is_sent_when_it_is_due() -> None:
    assert decide(due(MORNING), MORNING, at(8), FACTS) == Send(sound=True)


def test_a_silent_reminder_is_sent_without_sound() -> None:
    silent = replace(MORNING, sound=False)
    assert decide(due(silent), silent, at(8), FACTS) == Send(sound=False)


def test_a_reminder_is_sent_late_while_its_window_is_open() -> None:
    assert decide(due(MORNING), MORNING, at(11, 59), FACTS) == Send(sound=True)
    assert decide(due(MORNING), MORNING, at(12), FACTS) == Skip("window")


def test_a_clock_that_went_back_makes_it_wait_again() -> None:
    assert decide(due(MORNING), MORNING, at(7, 30), FACTS) == Wait(at(8), "early", due(MORNING))


def test_the_same_date_is_never_done_twice() -> None:
    assert decide(due(MORNING), MORNING, at(8), replace(FACTS, runs=frozenset({("m", MONDAY)}))) == Skip("done")


def test_six_hours_lie_between_two_of_the_same() -> None:
    for hours, expected in ((5, Skip("twice")), (6, Send(sound=True))):
        facts = replace(FACTS, sent=(sent("m", at(8) - dt.timedelta(hours=hours)),))
        assert decide(due(MORNING), MORNING, at(8), facts) == expected


def test_off_and_paused_reminders_are_left_out() -> None:
    paused = replace(MORNING, paused_until=TUESDAY)
    assert decide(due(MORNING), replace(MORNING, on=False), at(8), FACTS) == Skip("off")
    assert decide(due(MORNING), paused, at(8), FACTS) == Skip("paused")
    assert decide(due(MORNING), MORNING, at(8), replace(FACTS, paused_until=TUESDAY)) == Skip("paused")
    assert decide(due(MORNING), MORNING, at(8), replace(FACTS, paused_until=MONDAY)) == Send(sound=True)


def test_quiet_hours_hold_it_until_they_end_if_that_is_in_time() -> None:
    early, late = replace(MORNING, at=dt.time(6)), replace(EVENING, at=dt.time(22, 30))
    assert decide(due(early), early, at(6), FACTS) == Wait(at(7), "quiet", due(early))
    assert decide(due(late), late, at(22, 30), FACTS) == Skip("quiet")


def test_it_waits_for_whoever_is_answering() -> None:
    assert decide(due(MORNING), MORNING, at(8), replace(FACTS, busy_until=at(8, 7))) == Wait(
        at(8, 7), "busy", due(MORNING)
    )


def test_it_waits_forty_five_minutes_after_the_message_before() -> None:
    facts = replace(FACTS, sent=(sent("b", at(7, 40)),))
    assert decide(due(MORNING), MORNING, at(8), facts) == Wait(at(8, 25), "close", due(MORNING))
    assert decide(due(MORNING), MORNING, at(8, 25), facts) == Send(sound=True)


def test_a_message_from_a_clock_that_ran_ahead_holds_nothing_up() -> None:
    facts = replace(FACTS, sent=(sent("b", at(8, day=TUESDAY), TUESDAY),))
    assert decide(due(MORNING), MORNING, at(8), facts) == Send(sound=True)


def test_waiting_past_the_window_means_leaving_it_out() -> None:
    assert decide(due(NOON), NOON, at(13, 30), replace(FACTS, busy_until=at(14))) == Skip("busy")
    assert decide(due(NOON), NOON, at(13, 30), replace(FACTS, sent=(sent("x", at(13, 20)),))) == Skip("close")


def test_waiting_into_quiet_hours_means_waiting_for_the_morning_or_leaving_it_out() -> None:
    facts = replace(FACTS, sent=(sent("x", at(21, 30)),))
    assert decide(due(EVENING), EVENING, at(21, 40), facts) == Skip("quiet")


def test_a_third_message_is_silent_and_a_fourth_is_not_sent() -> None:
    facts = replace(FACTS, sent=(sent("m", at(8)), sent("b", at(13))))
    assert decide(due(EVENING), EVENING, at(20, 30), facts) == Send(sound=False)
    assert room_left(at(20, 30), facts) == (True, False)
    full = replace(facts, sent=(*facts.sent, sent("w", at(18), sound=False)))
    assert decide(due(EVENING), EVENING, at(20, 30), full) == Skip("ceiling")
    assert room_left(at(20, 30), full) == (False, False)


def test_the_ceiling_is_for_a_local_day() -> None:
    sunday = MONDAY - dt.timedelta(days=1)
    yesterday = tuple(sent(name, at(20, day=sunday), sunday) for name in "xyz")
    assert decide(due(MORNING), MORNING, at(8), replace(FACTS, sent=yesterday)) == Send(sound=True)


def test_a_card_leaves_room_for_the_reminders_to_come_and_waits_a_day() -> None:
    busy = replace(
        FACTS,
        reminders=(MORNING, NOON, EVENING, WEEK),
        sent=(sent("m", at(8, day=SUNDAY), SUNDAY), sent("b", at(13, day=SUNDAY), SUNDAY)),
        runs=frozenset({("m", SUNDAY), ("b", SUNDAY)}),
        silence=Silence(at(9, day=SUNDAY)),
    )
    monday = SUNDAY + dt.timedelta(days=1)
    moved = Due(at(18, day=monday), SUNDAY)
    assert decide(due(WEEK, SUNDAY), WEEK, at(18, day=SUNDAY), busy) == Wait(moved.at, "ceiling", moved)
    free = replace(busy, reminders=(MORNING, EVENING, WEEK), silence=Silence(at(9, day=monday)))
    assert decide(moved, WEEK, moved.at, free) == Send(sound=False)


def test_a_card_does_not_wait_into_the_next_week() -> None:
    saturday = SUNDAY + dt.timedelta(days=6)
    full = replace(
        FACTS, sent=tuple(sent(n, at(9, day=saturday), saturday) for n in "xyz"), silence=Silence(at(9, day=saturday))
    )
    assert isinstance(decide(Due(at(18, day=saturday), SUNDAY), WEEK, at(18, day=saturday), full), Skip)


def test_the_months_card_replaces_the_weeks() -> None:
    sunday = dt.date(2026, 11, 1)
    month = Reminder("c", "month", dt.time(18), BERLIN, month_days=frozenset({1}), sound=False)
    facts = replace(FACTS, reminders=(WEEK, month), silence=Silence(at(9, day=sunday)))
    decided = choose([(WEEK, due(WEEK, sunday)), (month, due(month, sunday))], at(18, day=sunday), facts)
    assert [(r.id, d) for r, _, d in decided] == [("c", Send(sound=False)), ("w", Skip("replaced"))]


def test_what_is_due_in_the_same_minute_becomes_one_message() -> None:
    card, evening = WEEK, replace(EVENING, at=dt.time(18))
    facts = replace(FACTS, reminders=(evening, card), silence=Silence(at(9, day=SUNDAY)))
    decided = choose([(card, due(card, SUNDAY)), (evening, due(evening, SUNDAY))], at(18, day=SUNDAY), facts)
    assert [(r.id, d) for r, _, d in decided] == [("e", Send(True, ("w",))), ("w", Skip("merged"))]


def test_two_that_were_held_up_are_sent_forty_five_minutes_apart() -> None:
    first, second = replace(MORNING, at=dt.time(6)), replace(NOON, at=dt.time(6, 30), window=dt.timedelta(hours=3))
    facts = replace(FACTS, reminders=(first, second))
    decided = choose([(second, due(second)), (first, due(first))], at(7), facts)
    assert [(r.id, d) for r, _, d in decided] == [
        ("m", Send(sound=True)),
        ("b", Wait(at(7, 45), "close", due(second))),
    ]


def test_after_an_outage_only_the_newest_with_an_open_window_is_sent() -> None:
    noon = replace(NOON, window=dt.timedelta(hours=4))
    facts = replace(FACTS, reminders=(MORNING, noon, EVENING), back_at=at(11, 30))
    late = replace(noon, at=dt.time(11))
    decided = choose([(MORNING, due(MORNING)), (late, due(late))], at(11, 30), facts)
    assert [(r.id, d) for r, _, d in decided] == [("m", Skip("outage")), ("b", Send(sound=True))]


def test_three_days_off_bring_one_message_and_the_rest_is_left_out() -> None:
    thursday = MONDAY + dt.timedelta(days=3)
    now = at(9, day=thursday)
    dues = [(r, one) for r in (MORNING, EVENING) for one in missed(r, due(r), now)]
    facts = replace(FACTS, back_at=now)
    decided = choose(dues, now, facts)
    assert [d for r, one, d in decided if (r.id, one.local_date) != ("m", thursday)] == [Skip("outage")] * 6
    assert decided[-1] == (MORNING, due(MORNING, thursday), Send(sound=True))


def test_back_in_the_night_nothing_is_sent_before_seven_and_then_one() -> None:
    early = replace(NOON, at=dt.time(5), window=dt.timedelta(hours=4))
    first = replace(MORNING, at=dt.time(4, 30))
    facts = replace(FACTS, reminders=(first, early), back_at=at(5, 30), silence=Silence(at(21, day=MONDAY)))
    decided = choose([(first, due(first)), (early, due(early))], at(5, 30), facts)
    assert [(r.id, d) for r, _, d in decided] == [("m", Skip("outage")), ("b", Wait(at(7), "quiet", due(early)))]


def test_the_last_reminder_of_the_third_silent_day_becomes_the_offer() -> None:
    day = MONDAY + dt.timedelta(days=3)
    silence = Silence(at(7), frozenset({TUESDAY, MONDAY + dt.timedelta(days=2)}))
    facts = replace(FACTS, silence=silence)
    assert decide(due(MORNING, day), MORNING, at(8, day=day), facts) == Send(sound=True)
    assert decide(due(EVENING, day), EVENING, at(20, 30, day=day), facts) == Offer()


def test_one_reminder_a_day_becomes_the_offer_on_the_third() -> None:
    day = MONDAY + dt.timedelta(days=3)
    silence = Silence(at(7), frozenset({TUESDAY, MONDAY + dt.timedelta(days=2)}))
    facts = replace(FACTS, reminders=(MORNING, WEEK), silence=silence)
    assert decide(due(MORNING, day), MORNING, at(8, day=day), facts) == Offer()


@pytest.mark.parametrize("card", [MORNING, replace(WEEK, days=frozenset(range(7)))])
def test_after_the_offer_reminders_and_cards_rest(card: Reminder) -> None:
    day = MONDAY + dt.timedelta(days=5)
    silence = Silence(at(7), offered_on=MONDAY + dt.timedelta(days=3))
    facts = replace(FACTS, silence=silence)
    assert decide(due(card, day), card, due(card, day).at, facts) == Skip("away")


def test_a_word_brings_the_reminders_back_as_set() -> None:
    day = MONDAY + dt.timedelta(days=5)
    assert decide(due(MORNING, day), MORNING, at(8, day=day), replace(FACTS, silence=Silence(at(7, 30, day)))) == Send(
        sound=True
    )


def test_without_quiet_hours_the_night_is_like_the_day() -> None:
    late = replace(EVENING, at=dt.time(23))
    facts = replace(FACTS, quiet=Quiet(dt.time(0), dt.time(0)))
    assert decide(due(late), late, at(23), facts) == Send(sound=True)
