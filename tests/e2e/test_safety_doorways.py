"""Every doorway that takes words stands behind the screening; a new one that does not fails here."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Message, Update

import handlers
from bot.shell import dispatch, helping, intake
from handlers import guards
from tests.shell.running import running

ROOT = Path(handlers.__file__).parent
CRISIS = "I want to kill myself"
NOON = int(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC).timestamp())
PERSON = {"id": 7, "is_bot": False, "first_name": "Ana"}
CHAT = {"id": 7, "type": "private", "first_name": "Ana"}

# The kinds of update we ask Telegram for, and whether somebody writes words in them.
KINDS = {"message": True, "edited_message": True, "callback_query": False, "my_chat_member": False}

# What a guard takes out of a message and hands to doorways, and whether that may be words of a person.
GUARDS_THAT_READ_MESSAGES = {"said", "words_after_command", "command"}

# Parts of a message that hold words of its writer, and where the screening finds them.
SCREENED = {"text", "caption", "poll", "checklist"}
# Words that are not of who wrote, are no sentences, or are never looked at by any doorway.
NOT_SCREENED = {
    "quote": "words somebody quotes, our own card among them",
    "reply_to_message": "an older message: it was screened when it came",
    "pinned_message": "an older message",
    "external_reply": "somebody else's message",
    "contact": "a name and a number; nothing of it is kept",
    "venue": "the name of a place; nothing of it is kept",
    "document": "a file's name; nothing of it is kept",
    "audio": "a title; nothing of it is kept",
    "sticker": "a picture; nothing of it is kept",
    "dice": "an emoji",
    "author_signature": "a name",
    "sender_tag": "a name",
    "new_chat_title": "a group's name",
    "media_group_id": "an identifier",
    "effect_id": "an identifier",
    "business_connection_id": "an identifier",
    "connected_website": "an address",
    "guest_query_id": "an identifier",
    "reply_to_poll_option_id": "an identifier",
}


def message(**parts: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": NOON, "chat": CHAT, "from": PERSON, **parts}


def test_what_is_asked_of_telegram_is_known_here() -> None:
    assert set(intake.KINDS) == set(KINDS), "a new kind of update: say here whether words come with it"
    assert set(helping.WORDED) == {kind for kind, worded in KINDS.items() if worded}


@pytest.mark.parametrize("kind", [kind for kind, worded in KINDS.items() if worded])
@pytest.mark.parametrize(
    "parts",
    [
        {"text": CRISIS},
        {"text": f"/journal {CRISIS}"},
        {"caption": CRISIS, "photo": []},
        {"caption": CRISIS, "document": {"file_id": "a", "file_unique_id": "a"}},
        {"text": CRISIS, "forward_origin": {"type": "hidden_user", "date": NOON, "sender_user_name": "Ben"}},
        {"poll": {"question": CRISIS, "options": [{"text": "a"}]}},
        {"poll": {"question": "Well?", "options": [{"text": CRISIS}]}},
        {"checklist": {"title": "Today", "tasks": [{"id": 1, "text": CRISIS}]}},
    ],
    ids=lambda parts: "-".join(parts),
)
def test_words_are_found_wherever_they_stand(kind: str, parts: dict[str, Any]) -> None:
    assert CRISIS in helping.words_in({"update_id": 1, kind: message(**parts)})


@pytest.mark.parametrize(
    ("words", "free"),
    [
        (CRISIS, CRISIS),
        ("/support", ""),
        ("/checkin@stillpoint_bot", ""),
        (f"/journal {CRISIS}", CRISIS),
        (f"/start {CRISIS}", CRISIS),
        ("/killmyself", "/killmyself"),
        (f"/killmyself {CRISIS}", f"/killmyself {CRISIS}"),
        ("23:15", ""),
        ("7:30, 21", ""),
        ("4", ""),
        ("4 pills", "4 pills"),
        ("🔪", "🔪"),
    ],
)
def test_all_but_our_own_commands_and_bare_numbers_is_looked_at(words: str, free: str) -> None:
    assert helping.free_words(words) == free


def test_whatever_a_guard_hands_to_a_doorway_was_screened() -> None:
    for kind in helping.WORDED:
        for parts in ({"text": f"/note {CRISIS}"}, {"text": CRISIS}, {"caption": CRISIS}):
            raw = {"update_id": 1, kind: message(**parts)}
            update = Update.de_json(raw, None)
            for words in (guards.said(update), guards.words_after_command(update), guards.command(update)):
                shown = getattr(words, "text", words)
                assert not shown or str(shown).lower() in helping.words_in(raw).lower()


def readers(tree: ast.AST, names: set[str]) -> Iterator[str]:
    """Yield the functions of ``tree`` that look at one of ``names`` of something."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            attributes = {inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}
            if attributes & names:
                yield node.name


def test_only_known_guards_take_words_out_of_a_message() -> None:
    tree = ast.parse((ROOT / "guards.py").read_text())
    found = set(readers(tree, {"text", "caption", "poll", "checklist", "venue", "contact", "quote", "document"}))
    assert found == GUARDS_THAT_READ_MESSAGES, "a new way for words to come in: have bot/shell/helping.py see them"


def test_no_doorway_takes_words_out_of_a_message_by_itself() -> None:
    taken = {"caption", "poll", "checklist", "venue", "quote", "effective_message", "edited_message"}
    for file in ROOT.glob("*.py"):
        if file.name != "guards.py":
            assert set(readers(ast.parse(file.read_text()), taken)) == set(), file.name


def test_every_part_of_a_message_that_is_text_is_decided_about() -> None:
    """A new version of the library may bring new ones: they are screened, or it is said here why not."""
    texts = {name for name, kind in inspect.get_annotations(Message.__init__).items() if kind in (str, str | None)}
    assert texts >= {"text", "caption"}
    assert texts - SCREENED - set(NOT_SCREENED) == set()


def test_the_screening_comes_before_every_doorway_in_private() -> None:
    source = inspect.getsource(dispatch.Dispatch.handle)
    assert source.index("screen_first(") < source.index("process_update(")


async def test_a_doorway_that_fails_takes_no_card_with_it(tmp_path: Path) -> None:
    async def fails(update: object, context: object) -> None:
        raise LookupError("a fault of ours")

    from telegram.ext import MessageHandler, filters

    async with running(tmp_path, MessageHandler(filters.Regex("kill"), fails)) as house:
        ana = await house.local.person(7, "Ana")
        await ana.say(CRISIS)
        await ana.wait("I'm really glad you wrote that here.", seconds=10)
        await ana.wait("Something went wrong on my side", seconds=10)
        await ana.quiet()
        shown = [view["text"] for view in await ana.messages() if view["from_bot"]]
        assert shown[0].startswith("I'm really glad you wrote that here.")
        assert sum("I'm really glad" in text for text in shown) == 1


async def test_a_detector_that_fails_shows_the_card(tmp_path: Path) -> None:
    class Broken:
        def look(self, text: str, lang: str) -> Any:
            raise MemoryError

    async with running(tmp_path) as house:
        house.app.world.detector = Broken()  # type: ignore[assignment]
        ana = await house.local.person(7, "Ana")
        await ana.say("a quiet day by the river")
        await ana.wait("I'm really glad you wrote that here.", seconds=10)


async def test_a_stranger_of_a_closed_bot_has_the_card_and_the_people_to_talk_to(tmp_path: Path) -> None:
    async with running(tmp_path, ACCESS="closed") as house:
        ben = await house.local.person(8, "Ben")
        await ben.say(CRISIS)
        card = await ben.wait("I'm really glad you wrote that here.", seconds=10)
        assert "My safety plan" not in card.labels and "Write on" not in card.labels
        await ben.tap("Not sure", message=card.message_id)
        await ben.wait("Thank you for trusting me")
        for words in ("/support", "/sos", "/crisis", "/help_now"):
            await ben.say(words)
            await ben.wait("People you can talk to")
        await ben.tap("Choose a country")
        await ben.wait("Which country are you in?")
        await ben.say("Ireland")
        await ben.wait("In Ireland:")
        await ben.say("how much should I take tomorrow")
        reply = await ben.wait("I can't help with amounts")
        assert reply.labels == ("Support lines",)
