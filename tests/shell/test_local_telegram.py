"""Promises about the local Telegram's Bot API: it takes, refuses and forgets as Telegram does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram

from bot.shell.playground.botapi import check_type
from bot.shell.playground.telegram import LocalTelegram
from tests.e2e.telegram_user import Local, Person, Refusal

ANA, BEN = 11, 12
DAY = 24 * 3600
# one black dot
GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
ONE = {"inline_keyboard": [[{"text": "1", "callback_data": "1:talk:mood:1"}]]}


@pytest.fixture
async def local() -> AsyncIterator[Local]:
    async with Local(LocalTelegram(seed=1, limited=False)) as local:
        yield local


@pytest.fixture
async def ana(local: Local) -> Person:
    ana = await local.person(ANA, "Ana", "pt")
    await ana.start()
    return ana


async def refusal(local: Local, method: str, **params: Any) -> tuple[int, str]:
    """Return code and description of the refusal a call meets with."""
    with pytest.raises(Refusal) as caught:
        await local.call(method, **params)
    return caught.value.status, caught.value.told["description"]


async def updates(local: Local, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await local.call("getUpdates", **params)
    return found


async def texts(local: Local, **params: Any) -> list[str]:
    return [update["message"]["text"] for update in await updates(local, **params)]


async def test_updates_come_again_until_a_higher_offset_confirms_them(local: Local, ana: Person) -> None:
    await ana.say("one")
    first, second = await updates(local)
    assert second["update_id"] == first["update_id"] + 1
    assert await updates(local) == [first, second]
    assert await updates(local, offset=second["update_id"]) == [second]
    assert await updates(local) == [second]
    assert await updates(local, offset=second["update_id"] + 1) == []


async def test_a_negative_offset_keeps_only_the_last_ones(local: Local, ana: Person) -> None:
    for word in ("one", "two", "three"):
        await ana.say(word)
    assert await texts(local, offset=-2) == ["two", "three"]
    assert await texts(local) == ["two", "three"]
    assert await texts(local, limit=1) == ["two"]


async def test_a_waiting_poll_returns_with_the_first_update(local: Local, ana: Person) -> None:
    await updates(local, offset=-1)
    last = (await updates(local))[0]["update_id"]
    poll = asyncio.create_task(texts(local, offset=last + 1, timeout=30))
    while not (await local.see("state"))["polling"]:
        await asyncio.sleep(0)
    await ana.say("hello")
    assert await poll == ["hello"]


async def test_a_second_poller_ends_the_first_ones_wait_with_a_conflict(local: Local) -> None:
    first = asyncio.create_task(refusal(local, "getUpdates", timeout=30))
    while not (await local.see("state"))["polling"]:
        await asyncio.sleep(0)
    await updates(local)
    code, description = await first
    assert code == 409
    assert description.startswith("Conflict: terminated by other getUpdates request")


async def test_only_the_kinds_asked_for_are_queued(local: Local, ana: Person) -> None:
    await updates(local, offset=-1, allowed_updates=["callback_query"])
    await ana.say("hello")
    assert (await local.see("state"))["queued"] == 1
    await updates(local, allowed_updates=[])
    await ana.say("hello again")
    assert (await local.see("state"))["queued"] == 2


async def test_updates_are_forgotten_after_a_day(local: Local, ana: Person) -> None:
    await local.do("clock", by=DAY - 60)
    assert await texts(local) == ["/start"]
    await local.do("clock", by=120)
    assert await updates(local) == []


async def test_numbers_start_anew_after_a_week_without_updates(local: Local, ana: Person) -> None:
    (old,) = await updates(local)
    assert await updates(local, offset=old["update_id"] + 1) == []
    await local.do("clock", by=8 * DAY)
    await ana.say("back again")
    (new,) = await updates(local, offset=old["update_id"] + 1)
    assert new["update_id"] != old["update_id"] + 1


async def test_every_kind_of_update_is_one_telegram_could_send(local: Local, ana: Person) -> None:
    first = await ana.say("#walk by the river, /today")
    await ana.edit(first, "a walk")
    kinds = "sticker voice photo video video_note audio animation document contact poll dice"
    for kind in kinds.split():
        await ana.send(kind)
    await ana.location(38.7, -9.1)
    await ana.send("forward", text="words of somebody else")
    shown = await local.call("sendMessage", chat_id=ANA, text="How are you?", reply_markup=ONE)
    await ana.tap("1")
    await local.call("deleteMessage", chat_id=ANA, message_id=shown["message_id"])
    await ana.tap(data="1:talk:mood:1", message=shown["message_id"])
    await ana.block()
    await ana.unblock()
    group = (await local.do("group", user=ANA, title="Choir"))["chat"]
    await local.do("group_message", chat=group, user=BEN, text="hello all")
    await local.call("leaveChat", chat_id=group)
    for update in await updates(local):
        assert check_type("Update", update) is None
        assert telegram.Update.de_json(update, None) is not None


async def test_a_command_and_a_hashtag_come_with_their_places_in_utf16(local: Local, ana: Person) -> None:
    await ana.say("🌱 /today #sea 3/4")
    message = (await updates(local))[-1]["message"]
    assert [(one["type"], one["offset"], one["length"]) for one in message["entities"]] == [
        ("bot_command", 3, 6),
        ("hashtag", 10, 4),
    ]
    assert message["from"]["language_code"] == "pt"


async def test_long_words_arrive_in_several_messages(local: Local, ana: Person) -> None:
    await ana.say("walking " * 1000)
    assert [len(text) <= 4096 for text in await texts(local)] == [True, True, True]


async def test_an_edit_that_changes_nothing_is_refused(local: Local, ana: Person) -> None:
    sent = await local.call("sendMessage", chat_id=ANA, text="Mood?", reply_markup=ONE)
    where = {"chat_id": ANA, "message_id": sent["message_id"]}
    code, description = await refusal(local, "editMessageText", **where, text="Mood?", reply_markup=ONE)
    assert (code, description[:40]) == (400, "Bad Request: message is not modified: sp")
    edited = await local.call("editMessageText", **where, text="Mood?")
    assert "reply_markup" not in edited


@pytest.mark.parametrize(
    ("method", "params", "says"),
    [
        ("sendMessage", {"chat_id": 999, "text": "a"}, "Bad Request: chat not found"),
        ("sendMessage", {"chat_id": BEN, "text": "a"}, "Forbidden: bot can't initiate conversation with a user"),
        ("editMessageText", {"chat_id": ANA, "message_id": 1, "text": "a"}, "Bad Request: message to edit not found"),
        ("deleteMessage", {"chat_id": ANA, "message_id": 1}, "Bad Request: message to delete not found"),
        ("setMessageReaction", {"chat_id": ANA, "message_id": 1}, "Bad Request: message to react not found"),
        ("sendPhoto", {"chat_id": ANA, "photo": "nothing"}, "wrong file identifier"),
        ("sendChatAction", {"chat_id": ANA, "action": "dancing"}, "wrong parameter action in request"),
        ("setWebhook", {"url": "https://example.org"}, "not part of the local Telegram"),
        ("answerCallbackQuery", {"callback_query_id": "1"}, "query is too old and response timeout expired"),
        ("sendNothing", {}, "Not Found"),
    ],
)
async def test_what_cannot_be_done_is_refused(
    local: Local, ana: Person, method: str, params: dict[str, Any], says: str
) -> None:
    await local.person(BEN, "Ben", "de")
    assert says in (await refusal(local, method, **params))[1]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            {"entities": [{"type": "bold", "offset": 3, "length": 3}]},
            "ends after the end of the text at UTF-16 offset 5",
        ),
        ({"entities": [{"type": "bold", "offset": 1, "length": 2}]}, "in a middle of a UTF-16 symbol"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "a"}] * 9]}}, "REPLY_MARKUP_TOO_LONG"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "a"}]] * 101}}, "REPLY_MARKUP_TOO_LONG"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "1"}]]}}, "Text buttons are unallowed"),
        ({"parse_mode": "HTML"}, "takes entities"),
        ({"reply_parameters": {"message_id": 1}}, "message to be replied not found"),
    ],
)
async def test_a_message_telegram_would_not_show_is_refused(
    local: Local, ana: Person, more: dict[str, Any], says: str
) -> None:
    assert says in (await refusal(local, "sendMessage", chat_id=ANA, text="ab🌱c", **more))[1]
    assert (await ana.messages())[-1]["text"] == "/start"


async def test_text_is_trimmed_and_its_entities_move_along(local: Local, ana: Person) -> None:
    entities = [{"type": "bold", "offset": 0, "length": 7}, {"type": "italic", "offset": 7, "length": 1}]
    sent = await local.call("sendMessage", chat_id=ANA, text="  Mood? \n", entities=entities)
    assert (sent["text"], sent["entities"]) == ("Mood?", [{"type": "bold", "offset": 0, "length": 5}])


async def test_a_message_of_ones_own_cannot_be_edited_by_the_bot_but_reacted_to(local: Local, ana: Person) -> None:
    mine = await ana.say("a good day")
    where = {"chat_id": ANA, "message_id": mine}
    assert "message can't be edited" in (await refusal(local, "editMessageText", **where, text="a"))[1]
    for emoji in ("✍", "❤", "👍"):
        await local.call("setMessageReaction", **where, reaction=[{"type": "emoji", "emoji": emoji}])
        await ana.wait_reaction(mine, emoji)
    bad = [{"type": "emoji", "emoji": "🧶"}]
    assert "REACTION_INVALID" in (await refusal(local, "setMessageReaction", **where, reaction=bad))[1]


async def test_after_two_days_a_message_cannot_be_deleted(local: Local, ana: Person) -> None:
    sent = await local.call("sendMessage", chat_id=ANA, text="Mood?")
    where = {"chat_id": ANA, "message_id": sent["message_id"]}
    await local.do("clock", by=2 * DAY + 1)
    assert "message can't be deleted" in (await refusal(local, "deleteMessage", **where))[1]
    assert await local.call("deleteMessages", chat_id=ANA, message_ids=[sent["message_id"]]) is True
    assert (await ana.screen()).text == "Mood?"


async def test_a_tap_is_answered_once_and_in_time(local: Local, ana: Person) -> None:
    await local.call("sendMessage", chat_id=ANA, text="Mood?", reply_markup=ONE)
    tap = await ana.tap("1")
    assert await local.call("answerCallbackQuery", callback_query_id=tap, text="Noted") is True
    assert "query is too old" in (await refusal(local, "answerCallbackQuery", callback_query_id=tap))[1]
    await ana.wait_answered(tap)
    assert [toast["text"] for toast in ana.toasts] == ["Noted"]
    late = await ana.tap("1")
    await local.do("clock", by=15 * 60 + 1)
    assert "query is too old" in (await refusal(local, "answerCallbackQuery", callback_query_id=late))[1]
    assert ana.taps == 2


async def test_who_has_blocked_the_bot_or_left_telegram_is_not_reached(local: Local, ana: Person) -> None:
    await ana.block()
    assert await refusal(local, "sendMessage", chat_id=ANA, text="a") == (403, "Forbidden: bot was blocked by the user")
    await ana.unblock()
    await local.call("sendMessage", chat_id=ANA, text="a")
    await local.do("deactivate", user=ANA)
    assert await refusal(local, "sendMessage", chat_id=ANA, text="a") == (403, "Forbidden: user is deactivated")


async def test_a_picture_is_sent_changed_and_seen(local: Local, ana: Person) -> None:
    async with telegram.Bot(local.token, f"{local.api_url}/bot") as bot:
        sent = await bot.send_photo(ANA, GIF, caption="Your week")
        assert (sent.photo[-1].width, sent.caption) == (1, "Your week")
        media = telegram.InputMediaPhoto(GIF, caption="Your month")
        await bot.edit_message_media(media, ANA, sent.message_id)
        await bot.send_document(ANA, b"day,mood\n", filename="answers.csv")
        await bot.send_animation(ANA, GIF, reply_markup=telegram.InlineKeyboardMarkup.from_button(_stop()))
    photo, document, animation = (await ana.messages())[1:]
    assert (photo["kind"], photo["text"], photo["edited"]) == ("photo", "Your month", True)
    assert (document["file_name"], document["file_size"]) == ("answers.csv", 9)
    assert (animation["kind"], animation["keyboard"]) == ("animation", [[{"text": "Stop", "data": "stop"}]])


def _stop() -> telegram.InlineKeyboardButton:
    return telegram.InlineKeyboardButton("Stop", callback_data="stop")


async def test_what_the_bot_tells_about_itself_is_kept_by_language(local: Local, ana: Person) -> None:
    await local.call("setMyCommands", commands=[{"command": "today", "description": "Check in"}])
    await local.call("setMyCommands", commands=[{"command": "hoje", "description": "Hoje"}], language_code="pt")
    await local.call("setMyDescription", description="A calm companion")
    assert await local.call("getMyDescription", language_code="pt") == {"description": "A calm companion"}
    await ana.look()
    assert ana.chat["commands"] == [{"command": "hoje", "description": "Hoje"}]
    await local.call("deleteMyCommands", language_code="pt")
    await ana.look()
    assert [command["command"] for command in ana.chat["commands"]] == ["today"]
