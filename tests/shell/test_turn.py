"""Promises about one turn: what it sees, what it keeps, what it says, and that it belongs to one lane."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.core.message import button, message
from bot.core.person import Expects
from bot.shell.turn import Room, Turn, current, enter, leave
from bot.store.changes import Changes
from bot.store.vault import SealKey
from tests.people import ANA, BEN, MONDAY, NOW, answer, morning, person
from tests.shell.running import House, on_word, running


@asynccontextmanager
async def turns(folder: Path) -> AsyncIterator[tuple[House, Room]]:
    """Give a house and a room for Ana's turns in it, as lanes.py would make one."""
    async with running(folder) as house:
        await house.settle(ANA)
        ana = await house.known(ANA)
        async with house.app.db.begin() as tx:
            room = Room(ana.lane, tx, ana, {})

            def key_of(id: str | None) -> SealKey:
                return house.app.world.vault.system if id is None else ana.key

            async def flush() -> None:
                written, room.changes = room.changes, Changes()
                await written.write(tx, key_of, NOW)

            room.flush = flush
            yield house, room


def turn_in(house: House, room: Room, at: dt.datetime = NOW) -> Turn:
    return Turn(house.app.world, room, at)


def test_outside_of_a_turn_there_is_none() -> None:
    with pytest.raises(LookupError):
        current()


async def test_a_turn_knows_the_persons_clock_and_day(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        early = turn_in(house, room, ANA.local(3, 59))
        assert (early.zone, early.local.hour, early.today) == ("Europe/Lisbon", 3, MONDAY - dt.timedelta(days=1))
        assert turn_in(house, room, ANA.local(4)).today == MONDAY


async def test_before_consent_a_turn_knows_nobody_and_writes_to_nobody(tmp_path: Path) -> None:
    async with running(tmp_path) as house, house.app.db.begin() as tx:
        turn = turn_in(house, Room(house.app.world.vault.lane(BEN.user), tx, None, {}))
        with pytest.raises(LookupError):
            turn.known  # noqa: B018
        with pytest.raises(LookupError):
            turn.say(message("cancel-nothing"))
        assert turn.zone == "UTC"


async def test_the_current_turn_is_known_until_it_is_left(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        turn = turn_in(house, room)
        token = enter(turn)
        assert current() is turn
        leave(token)
        with pytest.raises(LookupError):
            current()


async def test_a_later_turn_sees_what_an_earlier_one_kept(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        first = turn_in(house, room)
        first.set_profile(language="de")
        first.set_desk(expects=Expects("city", NOW))
        first.put_entry(answer(first.known))
        first.put_reminder(morning(first.known))
        first.keep()
        second = turn_in(house, room)
        assert second.known.profile.language == "de"
        assert second.desk.expects == Expects("city", NOW)
        assert [e.kept.value for e in await second.entries(MONDAY, MONDAY)] == [4]
        assert [r.rule.kind for r in await second.reminders()] == ["morning"]


async def test_a_turn_that_is_not_kept_changes_nothing_for_the_next(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        first = turn_in(house, room)
        first.set_profile(language="de")
        first.put_entry(answer(first.known))
        second = turn_in(house, room)
        assert second.known.profile.language == "en"
        assert await second.entries() == []


async def test_a_talk_of_somebody_else_is_not_to_be_had(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        ben = person(BEN, house.app.world.vault)
        bens = Turn(house.app.world, Room(ben.lane, room.tx, ben, {}), NOW).new_talk("checkin", {})
        mine = turn_in(house, Room(room.lane, room.tx, room.person, {bens.id: bens}))
        assert mine.talk(bens.id) is None
        assert mine.talks("checkin") == []


async def test_a_note_is_found_again_by_its_message_so_that_it_is_there_once(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        turn = turn_in(house, room)
        first, again = (turn.keep_note(words, 7) for words in ("first", "again"))
        assert first.id == again.id
        assert turn.keep_note("first", 8).id != first.id
        assert turn.keep_note("first", None).id != turn.keep_note("first", None).id
        assert await turn_in(house, room).entry(first.id) is None, "nothing is written before the turn is over"


async def test_words_telegram_held_back_count_for_the_day_they_were_written_on(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        turn = turn_in(house, room, ANA.local(9))
        turn.said_at = ANA.local(23, day=MONDAY - dt.timedelta(days=1))
        entry = turn.keep_note("late last night", 7)
        assert (entry.day, entry.kept.at) == (MONDAY - dt.timedelta(days=1), turn.said_at)


async def test_a_timer_set_again_replaces_the_first_and_can_be_dropped(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        turn = turn_in(house, room)
        turn.set_timer("lapse", "talk", NOW)
        turn.set_timer("lapse", "talk", NOW + dt.timedelta(hours=1))
        turn.set_timer("snooze", "talk", NOW)
        assert [row["due_at"] for row in turn.changes.timers.values()] == [NOW + dt.timedelta(hours=1), NOW]
        turn.drop_timer("lapse", "talk")
        assert len(turn.changes.timers) == 1


async def test_buttons_belong_to_their_talk_and_else_to_the_desk(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        turn = turn_in(house, room)
        shown = message("cancel-nothing", rows=((button("button-back", "back:"),),))
        talk = turn.new_talk("checkin", {})
        turn.say(shown, talk, screen=True)
        turn.say(shown)
        data = [p.params["reply_markup"]["inline_keyboard"][0][0]["callback_data"] for p in turn.changes.parcels]
        assert data == [f"1:{talk.id}:back:", f"1:{turn.menu.id}:back:"]
        assert [p.talk for p in turn.changes.parcels] == [talk.id, None]


async def test_everything_said_goes_to_the_turns_own_person_in_order(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        turn = turn_in(house, room)
        for _ in range(5):
            turn.say(message("cancel-nothing"))
        parcels = turn.changes.parcels
        assert {(p.chat_id, p.lane, p.person) for p in parcels} == {(ANA.user, room.lane, turn.known.id)}
        assert [p.seq for p in parcels] == sorted({p.seq for p in parcels})


async def test_a_tap_is_answered_once(tmp_path: Path) -> None:
    def answer_twice() -> None:
        current().acknowledge()
        current().acknowledge()

    async with running(tmp_path, on_word("twice", answer_twice)) as house:
        await house.settle(ANA)
        ana = await house.phone(ANA)
        sent = await ana.say("a word")
        tap = await ana.tap(data="1:nothing:mood:4", message=sent)
        await ana.wait_answered(tap)
        await house.done()
        assert len(await house.local.calls("answerCallbackQuery")) == 1


async def test_somebody_forgotten_is_a_stranger_for_the_rest_of_the_batch(tmp_path: Path) -> None:
    async with turns(tmp_path) as (house, room):
        turn = turn_in(house, room)
        turn.forget()
        turn.keep()
        assert turn.forget_chat
        assert turn_in(house, room).person is None
