"""Promises about the times chosen in the first conversation: none is silently left out, none is greeted wrongly."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.core import onboarding as o
from bot.core.quiet import Quiet, is_quiet_at


def choose(*times: dt.time) -> o.Step:
    return o.advance(o.SetUp(at="own", zone="Europe/Lisbon"), o.Read(times=times))


@pytest.mark.parametrize("times", [(dt.time(23),), (dt.time(5, 30),), (dt.time(6), dt.time(22, 15)), (dt.time(0, 30),)])
def test_a_time_inside_the_quiet_hours_is_asked_about_and_both_ways_out_are_heard(times: tuple[dt.time, ...]) -> None:
    step = choose(*times)
    assert (step.state.at, step.effects) == ("quiet", ())
    for way in ("move", "shift"):
        settled = o.advance(step.state, o.Tapped("quiet", way))
        quiet = next((e.quiet for e in settled.effects if isinstance(e, o.SetQuiet)), Quiet())
        (reminders,) = (e for e in settled.effects if isinstance(e, o.SetReminders))
        assert settled.state.at == "done"
        assert len(reminders.times) == len(times)
        assert not any(is_quiet_at(at, quiet) for _, at in reminders.times)


def test_one_can_choose_other_times_instead() -> None:
    back = o.advance(choose(dt.time(23)).state, o.Tapped("quiet", "back")).state
    assert (back.at, back.times) == ("own", ())
    assert o.advance(choose(dt.time(23)).state, o.Read(times=(dt.time(21),))).state.at == "done"


@pytest.mark.parametrize("times", [(dt.time(7), dt.time(9)), (dt.time(18), dt.time(21))])
def test_two_times_for_one_part_of_the_day_are_asked_about_again(times: tuple[dt.time, ...]) -> None:
    step = choose(*times)
    assert (step.state.at, step.state.alike, step.effects) == ("own", True, ())
