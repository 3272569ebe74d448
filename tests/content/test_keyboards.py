"""Buttons fit a narrow phone and read like sentences."""

from __future__ import annotations

import pytest

from bot.content.voice import row_faults
from bot.content.words import load_words
from bot.core.message import Message


def labels(message: Message) -> list[list[str]]:
    words = load_words("en", strict=True)
    return [[words.text(button.label) for button in row] for row in message.rows]


@pytest.mark.parametrize(
    "keyboard",
    [
        [],
        [["1", "2", "3", "4", "5"], ["Snooze", "Skip today"]],
        [["1", "2", "3", "4 ✓", "5"], ["Back", "Skip this", "Finish now"]],
        [["<5", "5", "5½", "6", "6½"], ["7", "7½", "8", "8½", "9+"], ["Back"]],
        [["Week ✓", "Month", "Quarter", "Year"], ["‹ Earlier", "Notes"], ["Read as text"]],
        [["I'm 18 or older", "I'm under 18"], ["Language: English"]],
        [["Morning 08:00 and evening 20:30"], ["Choose times", "No reminders"]],
        [["Export first", "Only delete some"], ["Erase everything…"], ["Keep everything"]],
        [["a".upper() * 36]],
    ],
)
def test_a_keyboard_that_fits_passes(keyboard: list[list[str]]) -> None:
    assert row_faults(keyboard) == []


@pytest.mark.parametrize(
    ("keyboard", "want"),
    [
        ([["1", "2", "3", "4", "5", "6"]], "6 in a row"),
        ([["Mood 4", "B", "C", "D", "E"]], "5 in a row with 'Mood 4' (6 characters), at most 4"),
        ([["Energy 3", "B", "C", "D"]], "at most 3"),
        ([["Sleep hours", "B", "C"]], "at most 2"),
        ([["Open a private chat", "B"]], "at most 1"),
        ([["A" * 37]], "at most 0"),
        ([["A"]] * 7, "7 rows, at most 6"),
        ([["A"], []], "an empty row"),
        ([["Save", "Back"]], "'Back' belongs at the bottom left"),
        ([["Back"], ["Save"]], "'Back' belongs at the bottom left"),
        ([["Save."]], "a full stop"),
        ([["save"]], "begins with a capital"),
        ([["Save My Answer"]], "written like a sentence"),
        ([["✓"]], "without words"),
        ([["❤ Kind"]], "emoji"),
    ],
)
def test_a_keyboard_that_does_not_fit_is_told(keyboard: list[list[str]], want: str) -> None:
    assert any(want in fault for fault in row_faults(keyboard)), row_faults(keyboard)
