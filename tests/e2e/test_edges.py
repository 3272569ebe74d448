"""The edges of the conversation: whatever somebody does, there is no error, no spinner, and nothing said is lost."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from bot.shell.playground import people
from tests.e2e.stage import Actor, Stage, leave, set_up

pytestmark = pytest.mark.asyncio(loop_scope="module")

MORNING = "Good morning. How are you today?"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Give a bot that ends the module without having logged an error."""
    async with Stage(tmp_path_factory.mktemp("edges")) as stage:
        yield stage
        assert "ERROR" not in stage.bot.log(), stage.bot.log()[-3000:]


@pytest_asyncio.fixture(loop_scope="module")
async def ana(stage: Stage) -> AsyncIterator[Actor]:
    """Give Ana in Lisbon, who asked for no reminders; she is erased afterwards."""
    actor = await stage.actor("Ana", "Europe/Lisbon")
    await set_up(actor, None)
    yield actor
    await stage.local.do("faults/clear")
    await leave(actor)


@pytest_asyncio.fixture(loop_scope="module")
async def ben(stage: Stage) -> AsyncIterator[Actor]:
    """Give Ben in Berlin, whose morning check-in has just been asked; he is erased afterwards."""
    actor = await stage.actor("Ben", "Europe/Berlin")
    await set_up(actor, "08:00")
    await actor.wait_until(_next(actor, 8))
    yield actor
    await stage.local.do("faults/clear")
    await leave(actor)


def _next(actor: Actor, hour: int, days: int = 0) -> dt.datetime:
    """Return the next time it is ``hour`` for ``actor``, ``days`` later."""
    at = actor.local_now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at + dt.timedelta(days=days + (at <= actor.local_now))


async def kept(actor: Actor) -> dict[str, Any]:
    """Return everything that is kept, as /export gives it."""
    await actor.say("/export")
    document = next(view for view in reversed(actor.visible()) if view["kind"] == "document")
    return await actor.stage.local.see("media", id=document["media_id"])


async def notes(actor: Actor) -> list[str]:
    return [note["text"] for note in (await kept(actor))["notes"]]


async def answers(actor: Actor) -> dict[str, Any]:
    given = (await kept(actor))["answers"]
    assert len({answer["item"] for answer in given}) == len(given)
    return {answer["item"]: answer["value"] for answer in given}


def newest(actor: Actor) -> str:
    return str(actor.visible()[-1]["text"])


def sign(actor: Actor, message: int | None = None) -> str | None:
    view = actor.view(message or actor.last_said)
    return None if view["reaction"] is None else str(view["reaction"])


# --- buttons


async def test_a_button_of_yesterday_opens_todays_question(ben: Actor) -> None:
    old, data = ben.find("4")
    await ben.wait_until(_next(ben, 8))
    await ben.tap_data(data, old)
    assert ben.toasts == ["That question has closed. Opening today's."]
    assert newest(ben).startswith(MORNING)
    assert await answers(ben) == {}


@pytest.mark.parametrize(
    "data",
    [
        *("x", "::::", "9:abc:mood:4", "1::mood:4", "1:nobody:mood:4", "mood:4", "1:" + "a" * 62),
        *("1:%s:mood:99", "1:%s:zzz:4", "1:%s:snooze:99999999999999999999", "1:%s:change:hours"),
        *("1:%s:start:", "1:%s:room:people", "1:%s:mood:\u0664"),
    ],
)
async def test_forged_data_change_nothing_and_are_answered(ben: Actor, data: str) -> None:
    screen = ben.visible()[-1]
    talk = screen["keyboard"][0][0]["data"].split(":")[1]
    await ben.tap_data(data.replace("%s", talk), screen["message_id"])
    assert not ben.texts[-1].startswith("Something went wrong")
    assert await answers(ben) == {}


async def test_a_button_of_an_earlier_version_leads_home(ben: Actor) -> None:
    screen = ben.visible()[-1]["message_id"]
    await ben.tap_data("c1:7f3a:3:4", screen)
    assert ben.toasts == ["That button is from an earlier version."]
    assert ben.view(screen)["keyboard"] == []
    assert newest(ben).startswith("Hello again.")


async def test_another_persons_button_is_nobodys(ben: Actor, ana: Actor) -> None:
    _, data = ben.find("4")
    await ana.tap_data(data, ana.last_said)
    assert ana.toasts == ["That question has closed. Opening today's."]
    assert await ben.look() == []
    await ben.tap("4")
    assert await answers(ben) == {"mood": 4}
    assert await answers(ana) == {}


async def test_a_double_tap_is_one_answer(ben: Actor) -> None:
    message, data = ben.find("4")
    for _ in range(3):
        await ben.stage.local.do("tap", user=ben.user, data=data, message_id=message)
    await ben.news()
    assert newest(ben).startswith("2 of 5 · Energy")
    assert await answers(ben) == {"mood": 4}


async def test_another_number_within_two_seconds_is_a_correction(ben: Actor) -> None:
    ben.pace = dt.timedelta(seconds=1)
    await ben.tap("4")
    await ben.tap("3", on=MORNING, old=True)
    assert ben.toasts == ["Changed to 3"]
    assert "So far: Mood 3" in newest(ben)
    assert await answers(ben) == {"mood": 3}


async def test_two_devices_at_once_end_in_one_answer_and_no_error(ben: Actor) -> None:
    message, four = ben.find("4")
    _, two = ben.find("2")
    await asyncio.gather(
        *(ben.stage.local.do("tap", user=ben.user, data=data, message_id=message) for data in (four, two))
    )
    await ben.news()
    assert newest(ben).startswith("2 of 5 · Energy")
    assert (await answers(ben))["mood"] in (2, 4)


async def test_a_finished_check_in_can_be_changed_by_its_old_buttons_for_a_day(ben: Actor) -> None:
    await ben.tap("4")
    await ben.tap("Finish now")
    await ben.wait_until(ben.local_now + dt.timedelta(hours=23))
    await ben.tap("2", on=MORNING, old=True)
    assert await answers(ben) == {"mood": 2}
    await ben.wait_until(ben.local_now + dt.timedelta(hours=23))
    await ben.tap("5", on=MORNING, old=True)
    assert (await answers(ben))["mood"] == 2


# --- words


async def test_a_command_nobody_knows_suggests_the_nearest(ana: Actor) -> None:
    await ana.say("/sumary")
    assert newest(ana) == "I don't know /sumary. Did you mean /summary?"
    await ana.tap("Open it")
    assert newest(ana).startswith("Your week")
    await ana.say("/frobnicate")
    assert newest(ana) == "I don't know /frobnicate. Type / for all commands, or see /help."


async def test_an_edited_message_changes_its_note_and_the_earlier_words_are_kept(ana: Actor) -> None:
    await ana.say("river walk")
    await ana.rewrite("river walk before work")
    assert sign(ana) == "✍"
    (note,) = (await kept(ana))["notes"]
    assert note["text"] == "river walk before work"
    assert [was["text"] for was in note["was"]] == ["river walk"]


async def test_an_edited_answer_goes_with_its_message(ben: Actor) -> None:
    await ben.say("4")
    await ben.rewrite("2")
    assert "So far: Mood 2" in newest(ben)
    assert await answers(ben) == {"mood": 2}


async def test_an_answer_edited_into_other_words_is_a_note_and_no_answer(ben: Actor) -> None:
    await ben.say("4")
    answer = ben.last_said
    await ben.rewrite("4 at first, then rather a 2")
    assert sign(ben) == "✍"
    assert await answers(ben) == {}
    assert await notes(ben) == ["4 at first, then rather a 2"]
    await ben.rewrite("in the end a 3", answer)
    assert await notes(ben) == ["in the end a 3"]


async def test_the_longest_text_telegram_takes_is_kept_whole(ana: Actor) -> None:
    text = ("river " * 700)[:4096].strip()
    await ana.say(text)
    assert sign(ana) == "✍"
    assert await notes(ana) == [text]


async def test_a_longer_text_arrives_as_several_and_all_of_it_is_kept(ana: Actor) -> None:
    text = " ".join(f"word{n}" for n in range(1200))
    await ana.say(text)
    assert " ".join(await notes(ana)) == text


async def test_a_storm_of_emoji_is_words_and_a_single_one_a_nod(ana: Actor) -> None:
    await ana.say("🌊" * 500)
    assert sign(ana) == "✍"
    for one in ("🙂", "❤️", "👍🏽", "👩‍👩‍👧", "🇵🇹"):
        await ana.say(one)
        assert sign(ana) == "❤", one
    assert await notes(ana) == ["🌊" * 500]


@pytest.mark.parametrize(
    "text", ["مرحبا بالعالم", "\u202eolleh\u202c", "a\u200bb\u200dc\ufeff", "ñandú ☕ 日本語", "<b>&amp;</b> *_`"]
)
async def test_words_in_any_script_are_kept_as_they_came_and_can_be_shown_again(ana: Actor, text: str) -> None:
    await ana.say(text)
    assert sign(ana) == "✍"
    await ana.say("/summary")
    assert not any(sign in newest(ana) for sign in "\u202e\u202c")
    assert await notes(ana) == [text]


# --- what is no words


async def test_a_sticker_and_a_moving_picture_get_a_heart_and_are_not_kept(ana: Actor) -> None:
    for kind in ("sticker", "animation"):
        await ana.send(kind)
        assert sign(ana) == "❤"
    assert await notes(ana) == []


async def test_recordings_are_explained_once_a_week(ana: Actor) -> None:
    sent = ana.sent
    await ana.send("voice")
    assert newest(ana).startswith("I can't listen to recordings, so I've kept nothing.")
    await ana.send("voice")
    await ana.send("video_note")
    assert ana.sent == sent + 1
    await ana.wait_until(ana.local_now + dt.timedelta(days=8))
    await ana.send("video_note")
    assert ana.sent == sent + 2


async def test_of_a_picture_the_words_are_kept(ana: Actor) -> None:
    await ana.send("photo", caption="the river this morning")
    assert sign(ana) == "✍"
    assert newest(ana) == "I keep the words, not the picture."
    sent = ana.sent
    await ana.send("photo", caption="and the bridge")
    assert ana.sent == sent
    assert await notes(ana) == ["the river this morning", "and the bridge"]


async def test_a_caption_edited_changes_its_note(ana: Actor) -> None:
    await ana.send("photo", caption="the river")
    await ana.rewrite("the river at dawn")
    assert await notes(ana) == ["the river at dawn"]


@pytest.mark.parametrize("kind", ["photo", "document", "contact", "poll", "dice", "location", "audio", "video"])
async def test_what_holds_no_words_is_said_once_a_week_not_to_be_kept(ana: Actor, kind: str) -> None:
    more = {"poll": {"question": "Tea?"}, "location": {"lat": 38.72, "lon": -9.14}, "document": {"text": "x"}}
    sent = ana.sent
    await ana.send(kind, **more.get(kind, {}))
    assert newest(ana) == "I only keep words and taps."
    await ana.send(kind, **more.get(kind, {}))
    assert ana.sent == sent + 1
    assert await notes(ana) == []


async def test_forwarded_words_are_asked_about(ana: Actor) -> None:
    await ana.send("forward", text="a poem by somebody")
    assert newest(ana) == "Keep this as a note?"
    assert await notes(ana) == []
    await ana.tap("Yes")
    assert await notes(ana) == ["a poem by somebody"]
    await ana.send("forward", text="another poem")
    await ana.tap("No")
    assert await notes(ana) == ["a poem by somebody"]


async def test_forwarded_words_nobody_answers_about_are_gone_after_a_day(ana: Actor) -> None:
    await ana.send("forward", text="a poem by somebody")
    await ana.wait_until(ana.local_now + dt.timedelta(hours=25))
    await ana.tap("Yes", on="Keep this as a note?", old=True)
    assert await notes(ana) == []


# --- elsewhere


async def test_added_to_a_group_it_says_one_line_and_leaves(stage: Stage, ana: Actor) -> None:
    chat = (await stage.local.do("group", user=ana.user, title="Friends"))["chat"]
    await ana.news()
    seen = await stage.local.see("chat", user=chat)
    said = [view for view in seen["messages"] if view["from_bot"]]
    assert [view["text"] for view in said] == ["I only work one to one, because what you write is personal."]
    assert said[0]["keyboard"][0][0]["url"].startswith("https://t.me/")
    assert [call["method"] for call in await stage.local.calls("leaveChat")] == ["leaveChat"]


async def test_words_in_a_group_are_neither_answered_nor_kept(stage: Stage, ana: Actor) -> None:
    await stage.local.faults({"method": "leaveChat", "kind": "400"})
    chat = (await stage.local.do("group", user=ana.user, title="Friends"))["chat"]
    await ana.news()
    before = (await stage.local.see("chat", user=chat))["sent"]
    for text in ("/start", "/checkin", "I feel low", "/export"):
        await stage.local.do("group_message", user=ana.user, chat=chat, text=text)
    assert await ana.news() == []
    assert (await stage.local.see("chat", user=chat))["sent"] == before
    assert await notes(ana) == []


async def test_a_channel_is_left_like_a_group(stage: Stage, ana: Actor) -> None:
    left = len(await stage.local.calls("leaveChat"))
    chat = stage.telegram.group_chat(-1009999999999, "News")
    chat.told["type"] = "channel"
    rights = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats")
    more = ("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories")
    all_of_them = dict.fromkeys((*rights, *more, "can_edit_stories", "can_delete_stories"), False)
    bot = stage.telegram.bot
    left_before, made_admin = {"user": bot, "status": "left"}, {"user": bot, "status": "administrator", **all_of_them}
    people._membership(stage.telegram, chat, stage.telegram.user(ana.user), left_before, made_admin)
    await ana.news()
    assert len(await stage.local.calls("leaveChat")) == left + 1


# --- a Telegram that is slow, full or away


async def test_what_is_written_while_telegram_refuses_for_too_many_is_kept_and_answered(ana: Actor) -> None:
    await ana.stage.local.faults({"method": "*", "kind": "429", "times": 2, "user": ana.user})
    await ana.say("all the same")
    assert sign(ana) == "✍"
    assert await notes(ana) == ["all the same"]


async def test_a_server_error_loses_no_answer(ben: Actor) -> None:
    await ben.stage.local.faults({"method": "editMessageText", "kind": "502html", "times": 1, "user": ben.user})
    await ben.tap("4")
    assert newest(ben).startswith("2 of 5 · Energy")
    assert await answers(ben) == {"mood": 4}


async def test_somebody_who_blocked_the_bot_is_left_alone_until_they_write(ben: Actor) -> None:
    local = ben.stage.local
    await local.faults({"method": "sendMessage", "kind": "403", "times": 1, "user": ben.user})
    await ben.wait_until(_next(ben, 8))
    calls = len([call for call in await local.calls("sendMessage") if call["params"]["chat_id"] == ben.user])
    await ben.wait_until(_next(ben, 9, days=2))
    assert len([call for call in await local.calls("sendMessage") if call["params"]["chat_id"] == ben.user]) == calls
    await ben.say("here I am")
    assert sign(ben) == "✍"
    assert newest(ben) == "Welcome back. Reminders are paused, your data is untouched."
    await ben.tap("Reminders on")
    await ben.wait_until(_next(ben, 8))
    assert newest(ben).startswith(MORNING)


async def test_a_message_that_is_as_it_should_be_already_is_no_error(ben: Actor) -> None:
    same = "Bad Request: message is not modified: specified new message content is exactly the same"
    fault = {"method": "editMessageText", "kind": "400", "times": 1, "user": ben.user, "description": same}
    await ben.stage.local.faults(fault)
    await ben.tap("4")
    await ben.tap("3", on=MORNING)
    assert (await answers(ben))["mood"] in (3, 4)


async def test_a_screen_somebody_deleted_comes_again(ben: Actor) -> None:
    await ben.stage.local.do("delete", user=ben.user, message_id=ben.visible()[-1]["message_id"])
    await ben.say("4")
    assert newest(ben).startswith("2 of 5 · Energy")
