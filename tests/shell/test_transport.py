"""Promises about the wire: what is asked, what comes back, and what is known when nothing does."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.errors import SendFailed
from bot.shell.transport import AiohttpRequest, Telegram
from tests.shell.peer import BLOCKED, DROP, FLOOD, HTML, TOKEN, Peer, error

ANA = 1001


@pytest.fixture
async def telegram(peer: Peer) -> AsyncIterator[Telegram]:
    telegram = Telegram(peer.url + "/", TOKEN)
    yield telegram
    await telegram.close()


@pytest.fixture
async def bot(telegram: Telegram, peer: Peer) -> AsyncIterator[Bot]:
    request = AiohttpRequest(telegram)
    yield Bot(TOKEN, base_url=f"{peer.url}/bot", request=request, get_updates_request=request)


async def failure(telegram: Telegram, **params: object) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await telegram.call("sendMessage", {"chat_id": ANA, "text": "Good morning", **params})
    return caught.value


async def test_a_call_carries_its_values_as_json_and_returns_the_bare_result(telegram: Telegram, peer: Peer) -> None:
    markup = {"inline_keyboard": [[{"text": "4", "callback_data": "1:x:mood:4"}]]}
    result = await telegram.call("sendMessage", {"chat_id": ANA, "text": "Mood? ✨", "reply_markup": markup})
    assert result["message_id"] == 101
    assert peer.calls[0].params == {"chat_id": ANA, "text": "Mood? ✨", "reply_markup": markup}


async def test_a_file_goes_as_multipart_and_other_values_as_json(telegram: Telegram, peer: Peer) -> None:
    await telegram.call("sendPhoto", {"chat_id": ANA, "caption": "Your week"}, {"photo": ("week.png", b"x" * 3000)})
    assert peer.calls[0].params == {"chat_id": "1001", "caption": "Your week"}
    assert peer.calls[0].files == {"photo": ("week.png", 3000)}


async def test_half_a_surrogate_pair_is_sent_all_the_same(telegram: Telegram, peer: Peer) -> None:
    await telegram.call("sendChatAction", {"chat_id": ANA, "action": "\ud83d"})
    assert peer.calls[0].params["action"] == "?"


async def test_a_refusal_is_permanent_and_names_its_code(telegram: Telegram, peer: Peer) -> None:
    peer.plan("sendMessage", error(400, "Bad Request: chat not found"))
    failed = await failure(telegram)
    assert (failed.permanent, failed.code, failed.unsure) == (True, 400, False)
    assert failed.description == "Bad Request: chat not found"


async def test_a_flood_tells_how_long_to_wait(telegram: Telegram, peer: Peer) -> None:
    peer.plan("sendMessage", error(429, "Too Many Requests: retry after 7", retry_after=7))
    failed = await failure(telegram)
    assert (failed.permanent, failed.retry_after, failed.code) == (False, 7.0, 429)


async def test_a_page_of_html_is_a_server_error_and_not_read(telegram: Telegram, peer: Peer) -> None:
    peer.plan("sendMessage", HTML)
    failed = await failure(telegram)
    assert (failed.permanent, failed.code, failed.unsure) == (False, 502, False)


async def test_a_gateway_that_gave_up_waiting_leaves_it_open(telegram: Telegram, peer: Peer) -> None:
    peer.plan("sendMessage", (504, b"<html>"))
    assert (await failure(telegram)).unsure


async def test_a_connection_lost_after_the_call_leaves_it_open(telegram: Telegram, peer: Peer) -> None:
    peer.plan("sendMessage", DROP)
    failed = await failure(telegram)
    assert (failed.permanent, failed.code, failed.unsure) == (False, None, True)


async def test_silence_leaves_it_open(telegram: Telegram, peer: Peer) -> None:
    peer.delay = 0.3
    with pytest.raises(SendFailed) as caught:
        await telegram.call("sendMessage", {"chat_id": ANA, "text": "x"}, timeout=0.05)
    assert caught.value.unsure


async def test_nobody_there_means_surely_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listening
        telegram = Telegram(f"http://127.0.0.1:{taken.getsockname()[1]}", TOKEN)
        failed = await failure(telegram)
        await telegram.close()
    assert (failed.permanent, failed.code, failed.unsure) == (False, None, False)


async def test_no_failure_shows_the_token(telegram: Telegram, peer: Peer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    peer.plan("sendMessage", HTML, DROP, BLOCKED)
    failures = [await failure(telegram) for _ in range(3)]
    await peer.stop()
    failures.append(await failure(telegram))
    for failed in failures:
        assert "secret-token" not in f"{failed!r} {failed} {failed.__cause__!r}"
        assert failed.__suppress_context__ or failed.__context__ is None
    assert "secret-token" not in caplog.text


async def test_a_tap_answer_that_fails_is_let_go(telegram: Telegram, peer: Peer) -> None:
    peer.plan("answerCallbackQuery", error(400, "Bad Request: query is too old"), HTML)
    assert await telegram.attempt("answerCallbackQuery", {"callback_query_id": "1"}) is None
    assert await telegram.attempt("answerCallbackQuery", {"callback_query_id": "2"}) is True
    assert len(peer.calls) == 3


async def test_the_library_sends_over_the_same_session(bot: Bot, peer: Peer) -> None:
    await bot.delete_message(ANA, 5)
    await bot.set_message_reaction(ANA, 6, "👍")
    assert peer.methods() == ["deleteMessage", "setMessageReaction"]
    assert peer.calls[1].params["reaction"] == [{"type": "emoji", "emoji": "👍"}]


async def test_the_library_can_send_a_file(bot: Bot, peer: Peer) -> None:
    peer.plan("setChatPhoto", (200, b'{"ok":true,"result":true}'))
    await bot.set_chat_photo(ANA, InputFile(b"picture", filename="me.png"))
    assert peer.calls[0].files == {"photo": ("me.png", 7)}


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        (FLOOD, RetryAfter),
        (BLOCKED, Forbidden),
        (error(400, "Bad Request: message text is empty"), BadRequest),
        (HTML, NetworkError),
        (DROP, TimedOut),
    ],
)
async def test_the_library_hears_of_failures_in_its_own_words(
    bot: Bot, peer: Peer, answer: tuple[int, bytes], raised: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    peer.plan("deleteMessage", answer)
    with pytest.raises(raised) as caught:
        await bot.delete_message(ANA, 5)
    assert "secret-token" not in str(caught.value)
