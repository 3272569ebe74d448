"""Promises about the first conversation: nothing kept before the yes, one yes, and always a way on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import onboarding as o
from bot.core.message import Message
from bot.core.zones import is_zone

FACTS = o.Facts("Ana", zones=(("Europe/Lisbon", "Lisbon", dt.time(7)), ("Europe/Berlin", "Berlin", dt.time(8))))
ENDS = ("young", "declined")


def go(*buttons: str, state: o.SetUp | None = None) -> o.Step:
    step = o.Step(state or o.SetUp())
    for button in buttons:
        what, _, value = button.partition(":")
        step = o.advance(step.state, o.Tapped(what, value))
    return step


def buttons(shown: Message) -> list[str]:
    return [button.go for row in shown.rows for button in row]


def test_five_taps_after_start_lead_to_the_first_reminder() -> None:
    step = go("adult:yes", "consent:yes", "zone:Europe/Berlin", "times:both")
    assert step.state.at == "done"
    assert step.effects == (o.SetReminders((("morning", o.MORNING), ("evening", o.EVENING))),)
    assert go("first:now", state=step.state).effects == (o.StartCheckIn(),)


def test_somebody_too_young_is_kept_nothing_of() -> None:
    assert go("adult:no").effects == (o.Withdraw(),)
    assert go("adult:no").state.at == "young"


def test_a_no_keeps_nothing_and_is_final() -> None:
    step = go("adult:yes", "consent:no")
    assert (step.state.at, step.effects) == ("declined", (o.Withdraw(),))
    assert go("consent:yes", state=step.state).effects == ()


def test_a_second_tap_on_yes_agrees_no_second_time() -> None:
    assert go("adult:yes", "consent:yes").effects == (o.Agree(),)
    assert go("adult:yes", "consent:yes", "consent:yes").effects == ()


def test_consent_can_be_given_after_reading_more_and_one_can_go_back() -> None:
    assert go("adult:yes", "consent:more", "consent:yes").effects == (o.Agree(),)
    assert go("adult:yes", "consent:more", "consent:back").state.at == "consent"


def test_typing_works_everywhere_a_button_does() -> None:
    state = o.advance(o.SetUp(), o.Read(yes=True)).state
    agreed = o.advance(state, o.Read(yes=True))
    assert agreed.effects == (o.Agree(),)
    placed = o.advance(agreed.state, o.Read(places=(("Berlin, Germany", "Europe/Berlin"),)))
    assert placed.effects == (o.UseZone("Europe/Berlin"),)
    timed = o.advance(placed.state, o.Read(times=(dt.time(9),)))
    assert timed.effects == (o.SetReminders((("morning", dt.time(9)),)),)


def test_several_places_of_one_name_are_offered() -> None:
    places = tuple((f"Springfield {n}", ("America/Chicago", "America/New_York")[n % 2]) for n in range(6))
    state = o.advance(o.SetUp(at="city"), o.Read(places=places)).state
    assert buttons(o.view(state, FACTS)) == ["zone:America/Chicago", "zone:America/New_York"] * 2 + ["where:back"]


def test_places_that_share_a_clock_are_not_asked_about() -> None:
    places = (("Berlin, Germany", "Europe/Berlin"), ("Berlin Mitte, Germany", "Europe/Berlin"))
    assert o.advance(o.SetUp(at="city"), o.Read(places=places)).effects == (o.UseZone("Europe/Berlin"),)


def test_what_cannot_be_read_is_asked_again() -> None:
    for at in ("zone", "city", "place", "times", "own"):
        state = o.advance(o.SetUp(at=at), o.Read()).state
        assert state.unread
        assert buttons(o.view(state, FACTS))


def test_a_location_is_used_for_its_zone_only_where_it_was_asked_for() -> None:
    assert o.advance(o.SetUp(at="place"), o.Located("Africa/Lagos")).effects == (o.UseZone("Africa/Lagos", True),)
    assert o.advance(o.SetUp(at="consent"), o.Located("Africa/Lagos")).effects == ()


@pytest.mark.parametrize("forged", ["zone:Nowhere/City", "zone:../../etc/passwd", "zone:", "zone:/", "zone:Europe"])
def test_a_zone_that_is_none_is_never_used(forged: str) -> None:
    assert go(forged, state=o.SetUp(at="zone")).effects == ()


@pytest.mark.parametrize(
    "times, named",
    [
        ((dt.time(9),), ["morning"]),
        ((dt.time(15),), ["evening"]),
        ((dt.time(21), dt.time(7)), ["morning", "evening"]),
        ((dt.time(7), dt.time(9)), ["morning", "evening"]),
        ((dt.time(7), dt.time(7)), ["morning"]),
        ((), []),
    ],
)
def test_times_are_named_by_the_hour(times: tuple[dt.time, ...], named: list[str]) -> None:
    assert [kind for kind, _ in o.name_times(times)] == named


@pytest.mark.parametrize("at", o._SCREENS)
def test_every_screen_but_the_two_ends_has_a_button_that_leads_on(at: o.At) -> None:
    state = o.SetUp(at=at, zone="Europe/Berlin")
    shown = buttons(o.view(state, FACTS))
    moves = [button for button in shown if go(button, state=state) != o.Step(state)]
    assert bool(moves) == (at not in ENDS)
    assert all(button in moves or button == "first:later" for button in shown)


WHATS = st.sampled_from(["adult", "consent", "zone", "where", "times", "first", "nonsense"])
SAID = ("yes", "no", "more", "back", "city", "place", "both", "morning", "evening", "none", "own", "now", "later")
VALUES = st.sampled_from([*SAID, "Europe/Berlin", "Asia/Kathmandu", "UTC", "Nowhere/City", ""])
PLACES = st.lists(st.tuples(st.text(max_size=5), st.sampled_from(["Europe/Berlin", "Africa/Lagos"])), max_size=6)
EVENTS = st.one_of(
    st.builds(o.Tapped, WHATS, VALUES | st.text(max_size=8)),
    st.builds(o.Read, st.sampled_from([None, True, False]), PLACES.map(tuple), st.lists(st.times(), max_size=4)),
    st.builds(o.Located, st.sampled_from(["Europe/Berlin", "Asia/Tashkent"])),
)


@given(st.lists(EVENTS, max_size=40))
@settings(max_examples=500, deadline=None)
def test_whatever_is_tapped_and_typed_nothing_is_kept_before_one_single_yes(events: list[o.Event]) -> None:
    state, agreed = o.SetUp(), 0
    for event in events:
        if isinstance(event, o.Read):
            event = replace(event, times=tuple(event.times))
        step = o.advance(state, event)
        for effect in step.effects:
            assert agreed or isinstance(effect, o.Agree | o.Withdraw)
            assert not (agreed and isinstance(effect, o.Withdraw))
            assert not isinstance(effect, o.UseZone) or is_zone(effect.zone)
            agreed += isinstance(effect, o.Agree)
        state = step.state
        assert o.view(state, FACTS).lines
    assert agreed <= 1
    assert (state.zone is not None) <= bool(agreed)


@given(st.lists(EVENTS, max_size=20))
@settings(max_examples=300, deadline=None)
def test_from_wherever_one_got_to_six_taps_reach_an_end(events: list[o.Event]) -> None:
    state = o.SetUp()
    for event in events:
        state = o.advance(state, replace(event, times=()) if isinstance(event, o.Read) else event).state
    onward = ("adult:yes", "consent:yes", "zone:", "times:both")
    for _ in range(6):
        shown = [button for button in buttons(o.view(state, FACTS)) if button.startswith(onward)]
        back = [button for button in buttons(o.view(state, FACTS)) if button.endswith(":back")]
        state = go(*(shown or back)[:1], state=state).state
    assert state.at in ("done", *ENDS)
