"""Times as people type them."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.times import read_times

READ = [
    ("7:30 and 21", "07:30 21:00"),
    ("7.30", "07:30"),
    ("7.30.", "07:30"),
    ("07:30", "07:30"),
    ("half past 7", "07:30"),
    ("half past seven", "07:30"),
    ("half eight", "08:30"),
    ("19", "19:00"),
    ("7", "07:00"),
    ("seven", "07:00"),
    ("8am", "08:00"),
    ("8 am", "08:00"),
    ("8 a.m.", "08:00"),
    ("8 pm", "20:00"),
    ("8 P.M.", "20:00"),
    ("8:15 p.m.", "20:15"),
    ("8:15pm", "20:15"),
    ("0730", "07:30"),
    ("730", "07:30"),
    ("2130", "21:30"),
    ("7 30", "07:30"),
    ("7h30", "07:30"),
    ("20h", "20:00"),
    ("19 Uhr", "19:00"),
    ("7 Uhr 30", "07:30"),
    ("quarter to nine", "08:45"),
    ("a quarter past 9", "09:15"),
    ("quarter to nine pm", "20:45"),
    ("ten past 8", "08:10"),
    ("5 to 8", "07:55"),
    ("5 minutes to 8", "07:55"),
    ("twenty-five past 6", "06:25"),
    ("twenty to 7 in the evening", "18:40"),
    ("seven thirty", "07:30"),
    ("8 o'clock", "08:00"),
    ("8 o\u2019clock", "08:00"),
    ("at 8 please", "08:00"),
    ("every day at 8", "08:00"),
    ("noon", "12:00"),
    ("midday", "12:00"),
    ("half past noon", "12:30"),
    ("midnight", "00:00"),
    ("0", "00:00"),
    ("0:00", "00:00"),
    ("24:00", "00:00"),
    ("12 am", "00:00"),
    ("12 pm", "12:00"),
    ("12:30 am", "00:30"),
    ("13 pm", "13:00"),
    ("9 in the evening", "21:00"),
    ("8 in the morning", "08:00"),
    ("11 at night", "23:00"),
    ("12 at night", "00:00"),
    ("2 at night", "02:00"),
    ("tonight at 9", "21:00"),
    ("mornings at 7 and evenings at 9", "07:00 21:00"),
    ("morning 7:30 evening 21", "07:30 21:00"),
    ("7, 13 and 21", "07:00 13:00 21:00"),
    ("7 & 21", "07:00 21:00"),
    ("7/21", "07:00 21:00"),
    ("7 and 7", "07:00"),
    ("21 and 7", "21:00 07:00"),
    ("6 am 8 pm", "06:00 20:00"),
    ("at 7:30am and 9:45pm", "07:30 21:45"),
    ("\u0667:\u0663\u0660", "07:30"),
    ("\uff17\uff1a\uff13\uff10", "07:30"),
]
NOT_READ = """|at|h|am|evening|half|half past|quarter to|to 7|banana|7 tomatoes|25|25:00|24:30|7:75|7:5|-5|7-9|1e3|
    13 am|60 past 7|100 to 8|12345|I slept 7 hours and felt fine|7% better|twenty|8 and a half|no idea|07:30:15"""


@pytest.mark.parametrize(("text", "times"), READ)
def test_times_are_read_however_they_are_written(text: str, times: str) -> None:
    assert " ".join(f"{one:%H:%M}" for one in read_times(text)) == times


@pytest.mark.parametrize("text", [text.strip() for text in NOT_READ.split("|")])
def test_what_is_not_about_times_is_not_read(text: str) -> None:
    assert read_times(text) == ()


def test_a_long_text_is_a_note_and_not_a_time() -> None:
    assert read_times("7 " * 100) == ()


parts = st.sampled_from([word for text, _ in READ for word in text.split()] + ["to", "past", "half", "-", ":", "."])


@settings(deadline=None)
@example("²")
@example("١²٣:٤٥")
@given(st.text() | st.lists(parts, max_size=8).map(" ".join))
def test_no_text_breaks_it(text: str) -> None:
    assert all(one.tzinfo is None and not one.second for one in read_times(text))


@settings(deadline=None)
@given(st.times().map(lambda one: one.replace(second=0, microsecond=0)))
def test_every_minute_can_be_written(one: object) -> None:
    assert read_times(f"{one:%H:%M}") == read_times(f"{one:%H.%M}") == read_times(f"{one:%H%M}") == (one,)
