"""Promises about the local Telegram's limits, troubles made to order, clock and doors."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest
import yarl

from bot.shell.playground.limits import Limits
from bot.shell.playground.server import serve
from bot.shell.playground.telegram import LocalTelegram
from tests.e2e.telegram_user import Local, Refusal

ANA = 11
NEW_YEAR = "2027-01-01T00:00:00+00:00"


async def say(local: Local, text: str = "hello") -> None:
    await local.call("sendMessage", chat_id=ANA, text=text)


@pytest.mark.parametrize(("after", "wait"), [(0.0, 1), (0.5, 1), (1.0, 0)])
def test_a_sixth_message_in_one_chat_waits_for_the_next_second(after: float, wait: int) -> None:
    now = [0.0]
    limits = Limits(lambda: now[0])
    assert [limits.wait(ANA) for _ in range(5)] == [0] * 5
    now[0] = after
    assert limits.wait(ANA) == wait


def test_thirty_in_any_one_second_are_taken_and_no_more() -> None:
    now = [0.5]
    limits = Limits(lambda: now[0])
    assert [limits.wait(chat) for chat in range(30)] == [0] * 30
    now[0] = 1.4
    assert limits.wait(99) == 1
    now[0] = 1.5
    assert limits.wait(99) == 0


async def test_too_many_sends_are_answered_with_how_long_to_wait() -> None:
    stopped = time.time()
    async with Local(LocalTelegram(real=lambda: stopped)) as local:
        await local.do("start", user=ANA)
        for _ in range(5):
            await say(local)
        with pytest.raises(Refusal) as caught:
            await say(local)
        assert caught.value.told["parameters"] == {"retry_after": 1}
        await local.do("limits", overall=None, per_chat=None)
        await say(local)


@pytest.mark.parametrize(
    ("kind", "status", "says"),
    [("429", 429, "retry after 3"), ("500", 500, "Internal"), ("403", 403, "blocked"), ("400", 400, "Bad Request")],
)
async def test_an_ordered_refusal_is_met_as_often_as_ordered_and_nothing_is_sent(
    kind: str, status: int, says: str
) -> None:
    async with Local() as local:
        await local.do("start", user=ANA)
        await local.faults({"method": "sendMessage", "kind": kind, "times": 2, "retry_after": 3})
        for _ in range(2):
            with pytest.raises(Refusal, match=says) as caught:
                await say(local)
            assert caught.value.status == status
        await say(local)
        assert (await local.see("state"))["sent"] == {str(ANA): 1}
        assert [call["ok"] for call in await local.calls("sendMessage")] == [False, False, True]


@pytest.mark.parametrize(("kind", "arrived"), [("drop_after", ["hello"]), ("drop_before", [])])
async def test_a_dropped_call_took_effect_or_did_not(kind: str, arrived: list[str]) -> None:
    async with Local() as local:
        ana = await local.person(ANA)
        await ana.start()
        await local.faults({"method": "*", "kind": kind})
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await say(local)
        assert [view["text"] for view in await ana.messages() if view["from_bot"]] == arrived


async def test_a_gateway_in_trouble_answers_with_a_page() -> None:
    async with Local() as local, aiohttp.ClientSession() as session:
        await local.faults({"method": "getMe", "kind": "502html"})
        async with session.get(f"{local.api_url}/bot{local.token}/getMe") as answer:
            assert (answer.status, answer.content_type) == (502, "text/html")


async def test_while_offline_words_wait_for_the_bot() -> None:
    async with Local() as local:
        ana = await local.person(ANA)
        await local.do("offline", on=True)
        await ana.say("are you there?")
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await local.call("getMe")
        await local.do("offline", on=False)
        assert len(await local.call("getUpdates")) == 1


async def test_the_clock_waits_for_the_bot_and_dates_follow_it() -> None:
    async with Local(LocalTelegram(limited=False)) as local:
        ana = await local.person(ANA)
        await local.do("clock", rate=0)
        rev = (await local.do("clock/now", now="2026-12-31T23:00:00+00:00"))["rev"]
        waiting = asyncio.create_task(local.advance(to=NEW_YEAR))
        assert (await local.see("clock", wait=rev))["target"] == NEW_YEAR
        coming = [{"what": "morning", "at": "2027-01-01T08:00:00+00:00"}]
        await local.do("clock/now", now="2026-12-31T23:30:00+00:00")
        assert not waiting.done()
        await local.do("clock/now", now=NEW_YEAR, next=coming)
        assert (await waiting)["next"] == coming
        await ana.say("a new year")
        assert (await ana.messages())[-1]["date"] == 1798761600
        with pytest.raises(Refusal, match="only goes forward"):
            await local.do("clock", target="2026-12-31T12:00:00+00:00")


async def test_a_wrong_token_is_unauthorized_and_a_foreign_name_is_turned_away() -> None:
    async with Local() as local, aiohttp.ClientSession() as session:
        async with session.get(f"{local.api_url}/bot1:wrong/getMe") as answer:
            assert (answer.status, (await answer.json())["description"]) == (401, "Unauthorized")
        async with session.get(f"{local.control_url}/state", headers={"Host": "example.org"}) as answer:
            assert answer.status == 403
        async with session.get(f"{local.api_url}/control/state") as answer:
            assert answer.status == 404


async def test_the_page_comes_with_a_strict_policy_and_nothing_outside_its_folder() -> None:
    async with await serve(port=0) as running, aiohttp.ClientSession() as session:
        async with session.get(running.page_url) as answer:
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        async with session.get(f"{running.page_url}fonts/Inter-Regular.ttf") as answer:
            assert answer.content_type == "font/ttf"
        for outside in ("%2e%2e/server.py", "fonts/%2e%2e/words.py", "fonts/%2fetc/hostname"):
            async with session.get(yarl.URL(running.page_url + outside, encoded=True)) as answer:
                assert answer.status == 404


async def test_hooks_reach_into_the_bot_where_there_are_any() -> None:
    async with Local() as local:
        with pytest.raises(Refusal, match="501"):
            await local.see("stored", user=ANA)

        async def stored(user: int) -> list[str]:
            return [f"note of {user}"]

        local.running.hooks["stored"] = stored
        assert await local.see("stored", user=ANA) == {"rows": ["note of 11"]}


async def test_a_script_of_the_talk_reads_as_the_screen_looked() -> None:
    async with Local() as local:
        ana = await local.person(ANA)
        hello = await ana.start()
        rows = [[{"text": "Begin", "callback_data": "begin"}, {"text": "Later", "callback_data": "later"}]]
        await local.call("sendMessage", chat_id=ANA, text="Hello.\nReady?", reply_markup={"inline_keyboard": rows})
        await local.call(
            "setMessageReaction", chat_id=ANA, message_id=hello, reaction=[{"type": "emoji", "emoji": "👍"}]
        )
        screen = await ana.wait("Ready?")
        assert (screen.labels, ana.sent) == (("Begin", "Later"), 1)
        assert ana.talk() == "Ana: /start 👍\nStillpoint: Hello.\n  Ready?\n  [Begin] [Later]"
        with pytest.raises(Refusal, match="no button"):
            await ana.tap("Never")
        await ana.tap("later")
        assert (await local.see("given"))["given"][-1]["data"] == "later"


async def test_events_tell_of_every_change() -> None:
    async with (
        Local() as local,
        aiohttp.ClientSession(f"{local.control_url}/") as session,
        session.get("events") as events,
    ):
        assert await events.content.readuntil(b"\n\n") == b": here\n\n"
        await local.do("start", user=ANA)
        assert await events.content.readuntil(b"\n\n") == b'data: {"rev":1,"user":11}\n\n'


async def test_a_message_deleted_by_its_reader_cannot_be_edited_but_a_cleared_one_can() -> None:
    async with Local() as local:
        ana = await local.person(ANA)
        await ana.start()
        first = await local.call("sendMessage", chat_id=ANA, text="Mood?")
        await local.do("clear", user=ANA)
        assert await ana.messages() == []
        edited = await local.call("editMessageText", chat_id=ANA, message_id=first["message_id"], text="Energy?")
        assert edited["text"] == "Energy?"
        await ana.delete(first["message_id"])
        with pytest.raises(Refusal, match="message to edit not found"):
            await local.call("editMessageText", chat_id=ANA, message_id=first["message_id"], text="Sleep?")


async def test_it_is_quiet_once_everything_is_fetched_and_answered() -> None:
    async with Local() as local:
        ana = await local.person(ANA)
        await ana.start()
        with pytest.raises(AssertionError, match="never quiet"):
            await ana.quiet(seconds=0.01, at_most=0.05)
        (update,) = await local.call("getUpdates")
        await local.call("getUpdates", offset=update["update_id"] + 1)
        await ana.quiet(seconds=0.01)


async def test_a_taken_port_leads_to_the_next_free_one() -> None:
    async with await serve() as first, await serve(port=first.port, or_next=True) as second:
        assert first.port < second.port <= first.port + 20
