"""Promises about check-ins: what a tap, a word, a lapse and a snooze make of one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.content.scripts import load_scripts
from bot.core import checkin as c
from bot.core.checkin_view import Facts, view
from bot.core.message import Message
from bot.core.script import Question, Script

DAY = dt.date(2026, 11, 23)
AT = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
SCRIPTS = load_scripts()
MORNING, EVENING, EXTRA = SCRIPTS["morning"], SCRIPTS["evening"], SCRIPTS["extra"]
FACTS = Facts(now=dt.time(8), snoozes=(30, 60, 120))


def later(seconds: float) -> dt.datetime:
    return AT + dt.timedelta(seconds=seconds)


def opened(script: Script = MORNING, **known: Any) -> c.CheckIn:
    known = {"day_ends": AT + dt.timedelta(hours=20), **known}
    return c.begin(script, DAY, AT, DAY.toordinal(), **known)


def prompted(script: Script = MORNING) -> c.CheckIn:
    return opened(script, prompted=True, run="run", until=AT + dt.timedelta(hours=4))


def press(state: c.CheckIn, *buttons: str, script: Script = MORNING, start: float = 5, step: float = 5) -> c.Step:
    """Tap ``buttons`` one after the other, ``step`` seconds apart, and return the last step."""
    taken = c.Step(state)
    for number, button in enumerate(buttons):
        what, _, value = button.partition(":")
        taken = c.advance(taken.state, c.Tapped(later(start + step * number), what, value), script)
    return taken


ANSWERS = ("mood:4", "energy:3", "sleep:4", "calm:4", "kind:rest")


def finished() -> c.CheckIn:
    return press(opened(), *ANSWERS).state


def buttons(shown: Message) -> list[str]:
    return [button.go for row in shown.rows for button in row]


def test_five_taps_answer_the_morning_and_finish_it() -> None:
    state = finished()
    assert dict(state.answers) == {"mood": 4, "energy": 3, "sleep": 4, "calm": 4, "kind": "rest"}
    assert (state.done, state.view, state.asking) == (True, "saved", None)


def test_every_answer_is_recorded_at_its_tap() -> None:
    state = opened()
    for tap in ANSWERS:
        step = press(state, tap)
        state = step.state
        assert [(e.item, str(e.value)) for e in step.effects if isinstance(e, c.Record)] == [tuple(tap.split(":"))]


def test_second_tap_on_an_old_button_asks_the_open_question_again() -> None:
    step = press(opened(), "mood:4", "mood:4")
    assert step.state.asking == "energy"
    assert not step.effects


def test_another_value_within_two_seconds_corrects_a_slip_of_the_thumb() -> None:
    step = press(opened(), "mood:4", "mood:5", step=2)
    assert (step.state.answers["mood"], step.state.asking) == (5, "energy")
    assert step.effects == (c.Record("mood", 5), c.Hint("changed", 5))


def test_another_value_later_than_that_changes_nothing() -> None:
    step = press(opened(), "mood:4", "mood:5", step=2.1)
    assert (step.state.answers["mood"], step.state.asking, step.effects) == (4, "energy", ())


def test_a_slip_corrected_to_a_low_day_never_goes_on_to_ask_what_helped() -> None:
    step = press(opened(EVENING), "day:4", "day:2", script=EVENING, step=1)
    assert step.state.asking == "room"


def test_a_value_that_no_button_has_changes_nothing() -> None:
    for forged in ("mood:9", "mood:", "mood:four", "nothing:4", "kind:mars", "", "hours:77"):
        step = press(opened(), forged)
        assert (dict(step.state.answers), step.state.asking, step.effects) == ({}, "mood", ())


def test_back_asks_the_question_before_with_its_answer_kept() -> None:
    step = press(opened(), "mood:4", "energy:2", "back:")
    assert (step.state.asking, step.state.answers["energy"]) == ("energy", 2)
    assert press(step.state, "energy:5").state.asking == "sleep"


def test_back_on_the_first_question_stays_there() -> None:
    assert press(opened(), "back:", "back:").state.asking == "mood"


def test_a_double_tap_on_skip_this_skips_one_question() -> None:
    step = press(opened(), "mood:4", "pass:energy", "pass:energy")
    assert (step.state.asking, step.state.passed) == ("sleep", ("energy",))


def test_skipping_everything_finishes_with_nothing_recorded() -> None:
    state = press(opened(), *(f"pass:{q.id}" for q in MORNING.questions)).state
    assert (state.done, dict(state.answers)) == (True, {})


def test_finish_now_leaves_a_valid_partial_check_in() -> None:
    state = press(opened(), "mood:4", "end:").state
    assert (state.view, dict(state.answers), state.done_at) == ("saved", {"mood": 4}, later(10))


@pytest.mark.parametrize(
    "day, asked",
    [
        (1, ["day", "room"]),
        (2, ["day", "room"]),
        (3, ["day", "shaped", "TURN", "line"]),
        (4, ["day", "helped", "line"]),
        (5, ["day", "helped", "line"]),
    ],
)
def test_what_the_evening_asks_depends_on_how_the_day_was(day: int, asked: list[str]) -> None:
    plan = c.plan(press(opened(EVENING), f"day:{day}", script=EVENING).state, EVENING)
    assert ["TURN" if q.turn else q.id for q in plan] == asked


def test_eight_evenings_ask_eight_different_questions_in_turn() -> None:
    states = [replace(opened(EVENING), day=DAY + dt.timedelta(days=n), answers={"day": 3}) for n in range(9)]
    turns = [next(q.id for q in c.plan(state, EVENING) if q.turn) for state in states]
    assert len(set(turns[:8])) == 8
    assert turns[8] == turns[0]


def test_chips_are_ticked_and_unticked_and_kept_in_the_scripts_order() -> None:
    state = press(opened(EVENING), "day:4", "helped:movement", "helped:people", "helped:movement", script=EVENING).state
    assert state.answers["helped"] == ("people",)
    state = press(state, "helped:sleep", "helped:done", script=EVENING).state
    assert (state.answers["helped"], state.asking) == (("sleep", "people"), "line")


def test_typing_a_line_finishes_the_evening_and_keeps_the_words() -> None:
    state = press(opened(EVENING), "day:4", "helped:done", script=EVENING).state
    step = c.advance(state, c.Typed(later(60), "laughed with Ben"), EVENING)
    assert c.KeepNote("laughed with Ben") in step.effects
    assert step.state.done


def test_a_hard_day_can_lead_to_people_to_talk_to() -> None:
    step = press(opened(EVENING), "day:1", "room:people", script=EVENING)
    assert c.ShowSupport() in step.effects
    assert step.state.done


def test_words_that_read_as_an_answer_are_one_and_others_are_kept_as_a_note() -> None:
    step = c.advance(opened(), c.Typed(AT, "great", "5"), MORNING)
    assert step.state.answers["mood"] == 5
    step = c.advance(step.state, c.Typed(AT, "so so"), MORNING)
    assert (step.effects, step.state.asking, step.state.notes) == ((c.KeepNote("so so"),), "energy", 1)


def test_a_snooze_comes_back_with_the_same_question() -> None:
    step = press(prompted(), "snooze:", "snooze:30")
    until = later(10) + dt.timedelta(minutes=30)
    assert step.effects == (c.Snooze(until), c.Mark("snoozed"))
    back = c.advance(step.state, c.Returned(until), MORNING)
    assert (back.state.view, back.state.asking, back.effects) == ("asking", "mood", (c.Mark("sent"),))


def test_a_snooze_returns_once_only_even_if_it_was_started_early() -> None:
    snoozed = press(prompted(), "snooze:", "snooze:30").state
    started = press(snoozed, "start:", start=60).state
    assert c.advance(started, c.Returned(later(1810)), MORNING).state == started


def test_what_nobody_prompted_cannot_be_snoozed() -> None:
    assert press(opened(), "snooze:30").state.view == "asking"


def test_skip_today_can_be_taken_back() -> None:
    step = press(prompted(), "skip:")
    assert (step.state.view, step.effects) == ("skipped", (c.Mark("skipped"),))
    assert press(step.state, "start:").state.view == "asking"


def test_silence_expires_and_can_be_answered_anyway_until_the_day_ends() -> None:
    step = c.advance(prompted(), c.Lapsed(later(4 * 3600)), MORNING)
    assert (step.state.view, step.effects) == ("expired", (c.Mark("expired"),))
    assert press(step.state, "start:", start=19 * 3600).state.view == "asking"
    assert press(step.state, "start:", start=20 * 3600).state.view == "expired"


def test_a_check_in_left_halfway_saves_what_was_answered() -> None:
    state = c.advance(press(prompted(), "mood:4").state, c.Lapsed(later(4 * 3600)), MORNING).state
    assert (state.view, state.done_at, dict(state.answers)) == ("saved", later(4 * 3600), {"mood": 4})


def test_the_first_answer_marks_the_run_answered_and_going_on_leaves_it_so() -> None:
    step = press(prompted(), "mood:4")
    assert c.Mark("answered") in step.effects
    assert press(step.state, "close:", "start:").effects == (c.Mark("answered"),)


def test_buttons_of_a_finished_check_in_still_edit_it_for_a_day() -> None:
    state = finished()
    assert press(state, "mood:1", start=24 * 3600).state.answers["mood"] == 1
    assert press(state, "mood:1", start=24 * 3600 + 60).state.answers["mood"] == 4


def test_an_answer_can_be_changed_afterwards() -> None:
    step = press(finished(), "change:", "change:energy", "energy:5")
    assert (step.state.view, step.state.answers["energy"], step.effects) == ("saved", 5, (c.Record("energy", 5),))
    assert step.state.done_at == finished().done_at


def test_hours_of_sleep_are_added_after_the_end() -> None:
    step = press(finished(), "hours:", "hours:7.5")
    assert (step.state.view, step.effects) == ("saved", (c.Record("hours", 7.5),))


def test_cancel_keeps_the_answers_and_only_throwing_away_takes_them_back() -> None:
    closed = press(opened(), "mood:4", "energy:3", "close:").state
    assert dict(closed.answers) == {"mood": 4, "energy": 3}
    dropped = press(closed, "drop:")
    assert set(dropped.effects) == {c.Forget("mood"), c.Forget("energy")}
    assert not dropped.state.answers


def test_throwing_away_is_not_to_be_had_by_a_forged_tap() -> None:
    assert press(opened(), "mood:4", "drop:").state.answers == {"mood": 4}


def test_a_question_taken_out_of_the_script_meanwhile_gives_way_to_the_next() -> None:
    state = press(opened(), "mood:4").state
    shorter = replace(MORNING, questions=tuple(q for q in MORNING.questions if q.id != "energy"))
    assert "sleep:3" in buttons(view(state, shorter, FACTS))
    step = press(state, "sleep:3", script=shorter)
    assert (step.state.answers["sleep"], step.state.asking) == (3, "calm")


def test_a_question_added_meanwhile_is_asked_in_its_turn() -> None:
    longer = replace(MORNING, questions=(*MORNING.questions, Question("patience", "scale", ("1", "2", "3", "4", "5"))))
    assert press(opened(), *ANSWERS, script=longer).state.asking == "patience"


# --- never and always

IDS = sorted({q.id for script in SCRIPTS.values() for q in script.questions} | {"hours"})
VERBS = ("back", "pass", "end", "snooze", "skip", "start", "change", "hours", "note", "close", "drop", "nonsense", "")
VALUES = (
    "",
    *"12345",
    "done",
    "practice",
    "rest",
    "people",
    "write",
    "leave",
    "sleep",
    "30",
    "60",
    "7.5",
    "9",
    "²",
    "٣",
)
PAUSES = st.sampled_from([0, 0.5, 2, 3, 60, 3600, 5 * 3600, 30 * 3600])


class Talking(RuleBasedStateMachine):
    """One check-in, and the rows its answers would have."""

    def __init__(self) -> None:
        super().__init__()
        self.now = AT
        self.rows: dict[str, object] = {}
        self.done: list[dt.datetime] = []
        self.notes: list[str] = []

    @initialize(script=st.sampled_from(sorted(SCRIPTS)), asked=st.booleans())
    def begin(self, script: str, asked: bool) -> None:
        self.script = SCRIPTS[script]
        self.state = prompted(self.script) if asked else opened(self.script)

    def take(self, event: c.Event) -> c.Step:
        step = c.advance(self.state, event, self.script)
        recorded = [e.item for e in step.effects if isinstance(e, c.Record)]
        assert len(recorded) == len(set(recorded)), "one row for each item"
        for effect in step.effects:
            if isinstance(effect, c.Record):
                self.rows[effect.item] = effect.value
            elif isinstance(effect, c.Forget):
                del self.rows[effect.item]
            elif isinstance(effect, c.KeepNote):
                self.notes.append(effect.text)
        if step.state.done_at != self.state.done_at:
            assert self.state.done_at is None, "done is reached once"
        self.state = step.state
        return step

    @rule(pause=PAUSES, pick=st.integers(0, 50))
    def tap_what_is_shown(self, pause: float, pick: int) -> None:
        self.now += dt.timedelta(seconds=pause)
        shown = buttons(view(self.state, self.script, FACTS))
        if shown:
            what, _, value = shown[pick % len(shown)].partition(":")
            self.take(c.Tapped(self.now, what, value))

    @rule(pause=PAUSES, what=st.sampled_from([*IDS, *VERBS]), value=st.sampled_from([*VALUES, *IDS]) | st.text())
    def tap_anything(self, pause: float, what: str, value: str) -> None:
        self.now += dt.timedelta(seconds=pause)
        self.take(c.Tapped(self.now, what, value))

    @rule(pause=PAUSES, text=st.text(max_size=5), value=st.sampled_from([None, *VALUES]))
    def type(self, pause: float, text: str, value: str | None) -> None:
        self.now += dt.timedelta(seconds=pause)
        before = len(self.rows), len(self.notes)
        shown = self.state.view
        step = self.take(c.Typed(self.now, text, value))
        answered = any(isinstance(e, c.Record) for e in step.effects)
        repeated = shown == "hours" and value is not None
        assert answered or repeated or len(self.notes) > before[1] or value is not None, "nothing typed is dropped"

    @rule(pause=PAUSES, event=st.sampled_from([c.Lapsed, c.Returned]))
    def let_time_pass(self, pause: float, event: type[c.Lapsed] | type[c.Returned]) -> None:
        self.now += dt.timedelta(seconds=pause)
        self.take(event(self.now))

    @rule(script=st.sampled_from(sorted(SCRIPTS)))
    def edit_the_script(self, script: str) -> None:
        self.script = SCRIPTS[script]

    @invariant()
    def rows_are_the_answers(self) -> None:
        assert self.rows == dict(self.state.answers)

    @invariant()
    def what_is_asked_is_in_the_plan_or_being_changed(self) -> None:
        now = c.mended(self.state, self.script)
        planned = [q.id for q in c.plan(now, self.script)]
        assert now.asking is None or now.asking in planned or (now.done and now.asking in now.answers)
        assert (now.asking is not None) or now.done

    @invariant()
    def every_button_shown_does_something(self) -> None:
        over = self.state.day_ends is not None and self.now >= self.state.day_ends
        for go in buttons(view(self.state, self.script, FACTS)):
            what, _, value = go.partition(":")
            step = c.advance(self.state, c.Tapped(self.now, what, value), self.script)
            moved = replace(step.state, touched_at=self.state.touched_at) != c.mended(self.state, self.script)
            assert moved or step.effects or (self.state.view == "expired" and over), go

    @invariant()
    def there_is_a_way_to_the_end(self) -> None:
        state = self.state
        for _ in range(2 * len(self.script.questions) + 4):
            if state.done or state.view == "expired":
                return
            shown = buttons(view(state, self.script, FACTS))
            way = next(go for want in ("end:", "pass:", "start:", "back:", "") for go in shown if go.startswith(want))
            if f"{state.asking}:done" in shown:
                way = f"{state.asking}:done"
            elif way == "back:" and any(go.startswith(f"{state.asking}:") for go in shown):
                way = next(go for go in shown if go.startswith(f"{state.asking}:"))
            what, _, value = way.partition(":")
            state = c.advance(state, c.Tapped(self.now, what, value), self.script).state
        raise AssertionError(f"no way to the end from {self.state}")


TestTalking = Talking.TestCase
TestTalking.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


@given(st.lists(st.tuples(st.sampled_from([*IDS, *VERBS]), st.sampled_from(VALUES), PAUSES), max_size=30))
def test_the_same_taps_at_the_same_moments_end_in_the_same_state(taps: list[tuple[str, str, float]]) -> None:
    ends = []
    for _ in range(2):
        state, now = prompted(), AT
        for what, value, pause in taps:
            now += dt.timedelta(seconds=pause)
            state = c.advance(state, c.Tapped(now, what, value), MORNING).state
        ends.append(state)
    assert ends[0] == ends[1]


@given(st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(VALUES), PAUSES), max_size=20))
def test_a_finished_check_in_stays_finished_whatever_is_tapped(taps: list[tuple[str, str, float]]) -> None:
    state, now = finished(), AT
    for what, value, pause in taps:
        now += dt.timedelta(seconds=pause)
        state = c.advance(state, c.Tapped(now, what, value), MORNING).state
    assert state.done_at == finished().done_at
    assert len(state.answers) >= 5
