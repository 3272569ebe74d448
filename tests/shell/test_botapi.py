"""Promises about checking calls: what Telegram would refuse is refused, in its words, and nothing else is."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from bot.shell.playground.botapi import METHODS, check_call, check_type, read_call
from bot.shell.playground.values import Upload

TEXT = {"chat_id": 1, "text": "Good morning"}
PICTURE = Upload("week.png", "image/png", b"x")


def buttons(**button: Any) -> dict[str, Any]:
    return {**TEXT, "reply_markup": {"inline_keyboard": [[{"text": "4", **button}]]}}


@pytest.mark.parametrize(
    ("method", "params", "says"),
    [
        ("sendMesage", TEXT, "Not Found: method not found"),
        ("sendMessage", {"text": "Good morning"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 1}, "message text is empty"),
        ("sendMessage", {"chat_id": 1, "text": " \n "}, "message text is empty"),
        ("sendMessage", {"chat_id": 1, "text": "🌱" * 2049}, "message is too long"),
        ("sendMessage", {"chat_id": 1, "text": 5}, "must be of type String"),
        ("sendMessage", {"chat_id": 1.5, "text": "a"}, "chat_id"),
        ("sendMessage", {**TEXT, "disable_web_page_preview": True}, 'unknown field "disable_web_page_preview"'),
        ("sendMessage", {**TEXT, "disable_notification": "maybe"}, "must be of type Boolean"),
        ("sendMessage", {**TEXT, "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ("sendMessage", {**TEXT, "reply_markup": []}, "object expected as reply markup"),
        ("sendMessage", {**TEXT, "reply_markup": {"keys": []}}, "can't parse reply markup"),
        ("sendMessage", {**TEXT, "entities": {"type": "bold"}}, "expected an Array of MessageEntity"),
        ("sendMessage", {**TEXT, "entities": [{"type": "bold", "offset": 0}]}, 'Can\'t find field "length"'),
        ("sendMessage", {**TEXT, "entities": [{"type": "bold", "offset": "x", "length": 1}]}, "must be of type Number"),
        ("sendMessage", buttons(callback_data="я" * 33), "BUTTON_DATA_INVALID"),
        ("sendMessage", buttons(callback_data=""), "BUTTON_DATA_INVALID"),
        ("sendMessage", buttons(callback="x"), 'unknown field "callback"'),
        ("sendPhoto", {"chat_id": 1, "photo": 7}, "photo"),
        ("sendPhoto", {"chat_id": 1, "photo": PICTURE, "caption": "a" * 1025}, "message caption is too long"),
        ("editMessageMedia", {"media": {"type": "picture", "media": "x"}}, 'unsupported type "picture"'),
        ("setMessageReaction", {"chat_id": 1, "message_id": 2, "reaction": [{"type": "emoji"}]}, "emoji"),
        ("setMyCommands", {"commands": [{"command": "x" * 33, "description": "Help"}]}, "BOT_COMMAND_INVALID"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "a" * 201}, "MESSAGE_TOO_LONG"),
    ],
)
def test_a_call_telegram_would_refuse_is_refused_in_its_words(method: str, params: dict[str, Any], says: str) -> None:
    assert says in (check_call(method, params) or "it was taken")


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("sendMessage", {"chat_id": 1, "text": "🌱" * 2048}),
        ("sendMessage", {"chat_id": "1", "text": "a", "disable_notification": "true"}),
        ("sendMessage", buttons(callback_data="я" * 32, style="primary")),
        ("sendMessage", {**TEXT, "reply_markup": {"keyboard": [[{"text": "Here", "request_location": True}]]}}),
        ("sendMessage", {**TEXT, "reply_markup": {"remove_keyboard": True}}),
        ("sendMessage", {**TEXT, "reply_markup": None}),
        ("sendPhoto", {"chat_id": 1, "photo": PICTURE}),
        ("sendPhoto", {"chat_id": 1, "photo": b"x"}),
        ("sendPhoto", {"chat_id": 1, "photo": "attach://week"}),
        ("editMessageMedia", {"chat_id": 1, "message_id": 2, "media": {"type": "photo", "media": "attach://week"}}),
        ("setMyCommands", {"commands": [], "scope": {"type": "all_private_chats"}}),
        ("setChatMenuButton", {"menu_button": {"type": "commands"}}),
    ],
)
def test_a_call_telegram_would_take_is_taken(method: str, params: dict[str, Any]) -> None:
    assert check_call(method, params) is None


def test_what_a_form_sends_as_text_is_read_as_what_it_means() -> None:
    markup = {"inline_keyboard": [[{"text": "4", "callback_data": "1:a:mood:4"}]]}
    form = {"chat_id": "17", "text": "5", "protect_content": "false", "reply_markup": orjson.dumps(markup).decode()}
    assert read_call("sendMessage", form) == {
        "chat_id": 17,
        "text": "5",
        "protect_content": False,
        "reply_markup": markup,
    }


def test_every_method_can_be_checked() -> None:
    for method in METHODS:
        assert check_call(method, {"no_such_field": 1}) == 'Bad Request: unknown field "no_such_field"'


def test_an_object_of_the_api_is_checked_to_its_depth() -> None:
    chat = {"id": 1, "type": "private", "first_name": "Ana"}
    message = {"message_id": 1, "date": 1, "chat": chat, "text": "Hello"}
    assert check_type("Update", {"update_id": 1, "message": message}) is None
    del chat["type"]
    assert check_type("Update", {"update_id": 1, "message": message}) == (
        "Bad Request: can't parse chat: Can't find field \"type\""
    )
