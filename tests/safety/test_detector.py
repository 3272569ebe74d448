"""The detector as a whole: models that only add, failures that show the card, and what each part is needed for."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.safety import FAILED, NOTHING, Concern, Verdict
from bot.detect import model
from bot.detect.judge import Thresholds, judge, label
from bot.shell import detector as shell
from bot.shell.detector import Detector
from bot.shell.screen_command import screen_lines

KINDS = model.making().kinds
LIMITS = Thresholds(crisis=0.5, medical=0.5, advice=0.5, soft=0.6)


@pytest.fixture(scope="module")
def whole() -> Detector:
    """Give a detector with everything loaded."""
    detector = Detector()
    detector.load()
    assert detector.ready, detector.fault
    return detector


def shares(**given: float) -> list[list[float]]:
    return [[given.get(kind, 0.0) for kind in KINDS]]


@pytest.mark.parametrize(
    ("found", "seen", "want"),
    [
        ([], shares(none=1), NOTHING),
        ([], shares(indirect=0.5), Verdict("crisis", "full")),
        ([], shares(explicit=0.3, plan=0.3), Verdict("crisis", "full")),
        ([], shares(selfharm=0.6), Verdict("self-harm", "full")),
        ([], shares(other=0.6), Verdict("other", "full")),
        ([], shares(harm=0.6), Verdict("harm", "full")),
        ([], shares(indirect=0.31), Verdict("soft", "gentle")),
        ([], shares(medical=0.31), Verdict("soft", "gentle")),
        ([], shares(advice=0.45), NOTHING),
        ([], shares(advice=0.6), Verdict("advice", "full")),
        ([], shares(medical=0.6), Verdict("medical", "full")),
        ([], shares(advice=0.6, medical=0.35), Verdict("soft", "gentle")),
        ([Concern("advice", "full")], shares(none=1), Verdict("advice", "full")),
        ([Concern("advice", "full")], shares(indirect=0.6), Verdict("crisis", "full")),
        ([Concern("medical", "full")], shares(indirect=0.6), Verdict("medical", "full", "crisis")),
        ([Concern("crisis", "one-line")], shares(none=1), Verdict("crisis", "one-line")),
        ([Concern("crisis", "one-line")], shares(indirect=0.6), Verdict("crisis", "full")),
        ([Concern("crisis", "full")], shares(none=1), Verdict("crisis", "full")),
        ([Concern("crisis", "full")], shares(medical=0.9), Verdict("medical", "full", "crisis")),
    ],
)
def test_what_is_found_becomes_one_verdict(found: list[Concern], seen: list[list[float]], want: Verdict) -> None:
    assert judge(found, KINDS, seen, LIMITS) == want


FOUND = st.sets(
    st.builds(
        Concern,
        st.sampled_from(["crisis", "self-harm", "other", "harm", "medical", "advice"]),
        st.sampled_from(["full", "one-line"]),
    )
)
SEEN = st.lists(st.lists(st.floats(0, 1), min_size=len(KINDS), max_size=len(KINDS)), max_size=3)


@given(FOUND, SEEN)
def test_a_model_never_takes_away_what_a_rule_found(found: set[Concern], seen: list[list[float]]) -> None:
    rules, both = judge(found, KINDS, [], LIMITS), judge(found, KINDS, seen, LIMITS)
    if rules.kind == "advice":
        assert both != NOTHING
    elif rules.tier == "full":
        assert both.tier == "full"
        assert both.kind not in ("advice", "soft")
    elif rules.tier == "one-line":
        assert both.kind not in ("advice", "none")


@given(SEEN)
def test_danger_is_never_answered_as_a_question(seen: list[list[float]]) -> None:
    for kind in ("crisis", "self-harm", "other", "harm", "medical"):
        assert judge([Concern(kind, "full"), Concern("advice", "full")], KINDS, seen, LIMITS).kind != "advice"


# Oblique, so that no rule finds them; each part of the detector is needed for its own.
OBLIQUE = [
    "everyone would breathe easier if i just wasnt around",
    "i cant see myself making it to spring, and im fine with it",
]


def test_without_the_encoder_something_is_missed(whole: Detector) -> None:
    rules = Detector(models=False)
    assert [rules.look(line, "en").kind for line in OBLIQUE] == ["none", "none"]
    assert all(label(whole.look(line, "en")) in ("CRISIS", "SOFT") for line in OBLIQUE)


def test_without_the_light_model_something_is_missed_until_the_encoder_is_there() -> None:
    line = "nobody would miss me if i was gone, i want it to stop for good"
    assert Detector(models=False).look(line, "en") == NOTHING
    assert Detector().look(line, "en") != NOTHING


@pytest.mark.parametrize("word", ["", "   ", "4", "\U0001f600", "ok", "slept well, calm day"])
def test_nothing_much_is_met_with_nothing(whole: Detector, word: str) -> None:
    assert whole.look(word, "en") == NOTHING


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_detector(whole: Detector, text: str) -> None:
    assert whole._look(text, "en").kind  # the part that may raise


def test_the_signal_is_found_deep_in_the_longest_message(whole: Detector) -> None:
    entry = "Walked to the market and bought pears. Lunch with Ana, soup. Read in the garden until it got cold. " * 20
    half = len(entry) // 2
    text = f"{entry[:half]} I have decided that I want to die and nobody knows. {entry[half:]}"
    assert whole.look(text, "en").tier == "full"


def test_a_failure_of_the_rules_shows_the_full_card(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(shell, "concerns", broken)
    assert Detector().look("anything", "en") == FAILED


def test_a_changed_model_file_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    making = model.making()
    wrong = model.Making(making.kinds, making.encoder, making.light, {**making.hashes, "encoder.npz": "0" * 64}, "en")
    monkeypatch.setattr(model, "making", lambda: wrong)
    detector = Detector()
    detector.load()
    assert not detector.ready
    assert "sha256" in detector.fault
    assert detector.look("i want to kill myself", "en") == Verdict("crisis", "full")


def test_other_languages_get_the_rules(whole: Detector) -> None:
    assert whole.look(OBLIQUE[0], "de") == NOTHING
    assert whole.look("i want to die", "de") == Verdict("crisis", "full")


def test_the_encoder_joins_beside_the_start() -> None:
    detector = Detector()
    detector.start()
    for thread in shell.threading.enumerate():
        if thread.name == "safety-model":
            thread.join()
    assert detector.ready


def lines(*given: object) -> Iterator[str]:
    return (f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in given)


def test_screen_prints_one_word_a_line_in_order(whole: Detector) -> None:
    out, told = io.StringIO(), io.StringIO()
    given = lines(
        {"text": "I want to die", "lang": "en"},
        {"text": "slept well", "lang": "en"},
        {"text": "my tongue is swelling and i cant breathe", "lang": "en"},
        {"text": "how much lsd should i take", "lang": "en"},
        {"text": "I don't want to die", "lang": "de"},
    )
    assert screen_lines(given, out, told, whole) == 0
    assert out.getvalue().split() == ["CRISIS", "NONE", "MEDICAL", "ADVICE_REQUEST", "SOFT"]
    assert told.getvalue() == ""


def test_a_line_that_cannot_be_read_keeps_its_place(whole: Detector) -> None:
    out, told = io.StringIO(), io.StringIO()
    assert screen_lines(lines("nonsense", {"text": "slept well"}, {"words": "x"}, "[1]"), out, told, whole) == 1
    assert out.getvalue().split() == ["CRISIS", "NONE", "CRISIS", "CRISIS"]
    assert [line.partition(":")[0] for line in told.getvalue().splitlines()] == ["line 1", "line 3", "line 4"]


def test_the_shipped_model_is_small_and_has_its_licence() -> None:
    folder = Path(shell.__file__).parents[1] / "content" / "safety" / "model"
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 25_000_000
    assert "Apache License" in (folder / "LICENSE-Apache-2.0.txt").read_text()
