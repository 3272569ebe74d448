"""The check finds a fault of each kind, and none in what we ship."""

from __future__ import annotations

import pytest

from bot.content.check import check, check_texts
from bot.content.voice import load_rules
from bot.content.words import load_words
from bot.core.message import say

ENGLISH = load_rules("en")


def faults(source: str, **others: str) -> str:
    texts = {"en": {"a.ftl": source}, **{lang: {"a.ftl": text} for lang, text in others.items()}}
    return "\n".join(check_texts(texts, {"en": ENGLISH}))


def test_what_we_ship_has_no_fault() -> None:
    assert check() == []


@pytest.mark.parametrize(
    ("source", "want"),
    [
        ("hello = Hello\n= what\n", "en/a.ftl: cannot be read"),
        ("hello = Hello\nhello = Hi\n", "hello: is there twice"),
        ("hello = { name }\n", "hello: refers to name, which is nowhere"),
        ("hello = { -name }\n", "hello: refers to -name, which is nowhere"),
        ("hello =\n    .title = Hi\n", "hello: says nothing"),
        ("sayHello = Hello\n", "sayHello: an id is small words"),
        ("hello = Hello { $userName }\n", "an argument is small words with _ between: userName"),
        ("hello = Hello!\n", "an exclamation mark"),
        ("hello = Hello 😀\n", "emoji: 😀"),
        ("hello = Chosen ✓\n", "emoji: ✓"),
        ("hello = You should rest\n", "'should' (push)"),
        ("hello = Healing begins\n", "'Healing' (claims)"),
        ("hello = Your journeys\n", "'journeys' (therapy)"),
        ("hello = Boosted by it\n", "'Boosted' (hype)"),
        ("hello = Well done\n", "'Well done' (praise)"),
        ("hello = You missed a day\n", "'missed' (blame)"),
        ("hello = We miss you\n", "'We' (together)"),
        ("hello = Your favorite color\n", "'color' is spelled 'colour'"),
        ("hello = Your favorite color\n", "'favorite' is spelled 'favourite'"),
        (f"hello = {'a ' * 301}b\n", "603 characters, at most 600 for text"),
        (f"privacy = {'a ' * 451}b\n", "903 characters, at most 900 for privacy"),
        (f"safety-hello = {'a ' * 451}b\n", "903 characters, at most 900 for safety"),
        (f"# Scheduled\nhello = {'a ' * 176}b\n", "353 characters, at most 350 for scheduled"),
        (f"# Caption: the card\nhello = {'a ' * 351}b\n", "703 characters, at most 700 for caption"),
        (f"# Toast\nhello = {'a ' * 101}b\n", "203 characters, at most 200 for toast"),
        (f"button-hello = {'Ab' * 19}\n", "38 characters, at most 36 for label"),
        ("button-hello = Save.\n", "a full stop at the end of a label"),
        ("button-hello = save\n", "a label begins with a capital"),
        ("button-hello = Save My Answer\n", "a label is written like a sentence"),
        ("button-hello = ‹\n", "a label without words"),
        ("button-hello = 😀 Save\n", "emoji: 😀"),
        ("safety-hello = Call 5\n", "a digit in a safety text"),
        ("support-hello = Call 5\n", "a digit in a safety text"),
        ("# Scheduled\nhello = Your practice day\n", "'practice' on a locked screen"),
        ("# Scheduled\nhello = Mood 4 yesterday\n", "'Mood 4' on a locked screen"),
        ("checkin-x-hello = Your note\n", "'note' on a locked screen"),
        ("summary-scheduled = About medicines\n", "'medicines' on a locked screen"),
        (f"command-hello = {'Ab' * 23}\n", "46 characters, at most 45"),
        ("command-hello = Say hello.\n", "a full stop at the end of a command"),
        (f"profile-description = {'Ab' * 257}\n", "514 characters, at most 512"),
        (f"profile-short = {'Ab' * 61}\n", "122 characters, at most 120"),
        ("hello = { $n ->\n    [one] One\n   *[other] Many!\n    }\n", "an exclamation mark"),
        ("hello = A { name }\nname = B!\n", "en/a.ftl: hello: an exclamation mark"),
    ],
)
def test_a_fault_is_found_and_its_file_named(source: str, want: str) -> None:
    assert want in faults(source)


@pytest.mark.parametrize(
    ("german", "want"),
    [
        ("", "de: hello: is missing (en/a.ftl)"),
        ("hello = Hallo { $name }\nmore = Mehr\n", "de/a.ftl: more: is not in English"),
        ("hello = Hallo\n", "de/a.ftl: hello: does not use $name, English does"),
        ("hello = Hallo { $name } { $x }\n", "de/a.ftl: hello: uses $x, English does not"),
    ],
)
def test_a_translation_is_held_to_the_english(german: str, want: str) -> None:
    assert want in faults("hello = Hello { $name }\n", de=german)


def test_all_faults_are_told_at_once() -> None:
    assert len(faults("hello = You should!\nbye = Just go!\n").splitlines()) == 4


def test_harmless_uses_of_a_barred_word_pass() -> None:
    assert faults("hello = I couldn't save that just now.\n") == ""
    assert faults("hello = We finished while I was away.\n") != ""
    assert faults("breath-end = We finished while I was away.\n") == ""


def test_the_directory_in_the_words_is_the_one_the_button_opens() -> None:
    from bot.core.support import DIRECTORY

    words = load_words("en", strict=True)
    for id in ("support-lines", "safety-card-lines", "safety-one-line"):
        assert DIRECTORY.removeprefix("https://") in words.text(say(id))


def test_help_and_privacy_fit_their_screens() -> None:
    words = load_words("en", strict=True)
    privacy = words.text(say("privacy", operator="the community kitchen in Porto", contact="hello@kitchen.example"))
    assert len(privacy) <= 900
    assert len(words.text(say("help"))) <= 600
