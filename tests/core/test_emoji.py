"""A single emoji is a nod; anything else is words."""

from __future__ import annotations

import pytest

from bot.core.emoji import is_one_emoji


@pytest.mark.parametrize("text", ["🙂", " 🙂 ", "❤️", "☀", "👍🏽", "👩‍👩‍👧", "👩🏽‍🚀", "🇵🇹"])
def test_one_emoji_is_one(text: str) -> None:
    assert is_one_emoji(text)


@pytest.mark.parametrize("text", ["", " ", "4", "a", "🙂🙂", "🙂 yes", "🇵🇹🇩🇪", "°", "✓ ok", ":)", "\u200d", "\ufe0f"])
def test_words_and_several_are_not(text: str) -> None:
    assert not is_one_emoji(text)
