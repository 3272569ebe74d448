"""How people type, and how the models read it: disguises come off, times and amounts stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.detect.light import features
from bot.detect.model import load_light, making, spellings
from bot.detect.wordpiece import WordPiece
from bot.detect.words import plain_words

VOCABULARY = ["[UNK]", "[CLS]", "[SEP]", "kill", "##ing", "my", "##self", "a", ".", "'", "s"]


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("I caaan\u2019t do thisss", "i can not do this"),
        ("k*ll mys3lf", "kill myself"),
        ("su!c.de", "suicide"),
        ("k.i.l.l. me", "kill. me"),
        ("k i l l", "kill"),
        ("d!e 2nite", "die tonight"),
        ("at 10pm, 5mg, 3rd, 7:30, 10/10", "at 10pm, 5mg, 3rd, 7:30, 10/10"),
        ("don't, won't, I'm, she's, mum's", "do not, will not, i am, she is, mothers"),
        ("caf\u00e9 na\u00efve", "cafe naive"),
        ("\U0001f52a", "hocho"),
        ("ok \U0001f602", "ok face with tears of joy"),
        ("i.e. e.g. wi-fi", "i.e. e.g. wi-fi"),
        ("", ""),
    ],
)
def test_words_are_read_as_they_are_meant(text: str, want: str) -> None:
    assert plain_words(text, spellings()) == want


@given(st.text())
def test_every_text_becomes_simple(text: str) -> None:
    assert plain_words(text, spellings()).isascii()


def test_a_word_is_cut_into_its_longest_pieces() -> None:
    cut = WordPiece(VOCABULARY)
    assert [VOCABULARY[piece] for piece in cut.cut("killing myself. a's")] == [
        "kill", "##ing", "my", "##self", ".", "a", "'", "s"
    ]  # fmt: skip
    assert cut.cut("zzz") == [0]


@given(st.text(max_size=200))
def test_the_light_model_gives_shares_of_one(text: str) -> None:
    assert sum(LIGHT.shares(plain_words(text, spellings()))) == pytest.approx(1)


LIGHT = load_light()


def test_features_are_few_numbers() -> None:
    found = features("kill myself")
    assert all(0 <= number < 1 << 16 for number in found)
    assert len(found) > 10
    assert len(LIGHT.shares("kill myself")) == len(making().kinds)
