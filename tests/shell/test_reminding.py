"""Promises about what comes due: asked once, in time, and no more when nobody answers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from bot.core.schedule import Reminder, next_due
from bot.store import tables as t
from bot.store.people import Person
from bot.store.reminders import Planned
from tests.people import ANA, MONDAY, Somebody
from tests.shell.running import House, running

BEFORE = ANA.local(7, 30)
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


def plan(*kinds: tuple[str, int, int], **more: Any) -> Any:
    """Return a maker of reminders: (kind, hour, minute) each day, or each Sunday for the week's card."""

    def made(of: Person) -> list[Planned]:
        planned = []
        for kind, hour, minute in kinds:
            days = frozenset({6}) if kind == "week" else frozenset(range(7))
            rule = Reminder(
                of.key.name("reminder", kind),
                kind,
                dt.time(hour, minute),
                str(of.profile.zone),
                days,
                **more,  # type: ignore[arg-type]
            )
            due = next_due(rule, BEFORE)
            planned.append(Planned(rule.id, rule, due.at if due else None))
        return planned

    return made


MORNING, BOTH = plan(("morning", 8, 0)), plan(("morning", 8, 0), ("evening", 20, 30))


async def seen(house: House, who: Somebody) -> list[Any]:
    """Return the bot's messages in the chat of ``who``, those removed again too."""
    told = await house.local.see("chat", user=who.user, since=0)
    return [view for view in told["messages"] if view["from_bot"]]


async def screens(house: House, who: Somebody) -> list[Any]:
    return [view for view in await seen(house, who) if not view["deleted"]]


async def press(house: House, who: Somebody, go: str) -> None:
    """Tap the newest button of ``who`` that means ``go``."""
    for view in reversed(await screens(house, who)):
        for shown in (b for row in view["keyboard"] for b in row):
            if shown.get("data", "").split(":", 2)[-1] == go:
                message = view["message_id"]
                await house.local.do("tap", user=who.user, data=shown["data"], message_id=message)
                return await house.done()
    raise AssertionError(f"no button means {go}")


async def states(house: House, who: Somebody) -> list[tuple[str, str, str | None]]:
    return [(run.told.kind, run.state, run.told.reason) for run in await house.runs(who)]


async def test_a_reminder_asks_its_first_question_at_its_minute(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=MORNING)
        await house.phone(ANA)
        await house.move_to(ANA.local(7, 59))
        assert await seen(house, ANA) == []
        await house.move_to(ANA.local(8, 1))
        [asked] = await screens(house, ANA)
        assert [b["data"].split(":", 2)[2] for b in asked["keyboard"][0]] == [f"mood:{n}" for n in range(1, 6)]
        assert (asked["date"], asked["silent"]) == (int(ANA.local(8).timestamp()), False)
        assert await states(house, ANA) == [("morning", "sent", None)]


async def test_the_first_answer_makes_the_run_answered(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=MORNING)
        await house.phone(ANA)
        await house.move_to(ANA.local(8))
        await press(house, ANA, "mood:4")
        assert await states(house, ANA) == [("morning", "answered", None)]


async def test_a_window_that_ends_unanswered_says_so_in_the_same_message(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=MORNING)
        await house.phone(ANA)
        await house.move_to(ANA.local(12, 1))
        [expired] = await screens(house, ANA)
        assert [b["data"].split(":", 2)[2] for row in expired["keyboard"] for b in row] == ["start:"]
        assert await states(house, ANA) == [("morning", "expired", None)]
        await press(house, ANA, "start:")
        await press(house, ANA, "mood:2")
        assert await states(house, ANA) == [("morning", "answered", None)]


async def test_a_snooze_comes_back_in_a_new_message_and_the_old_one_goes(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=MORNING)
        await house.phone(ANA)
        await house.move_to(ANA.local(8))
        await press(house, ANA, "snooze:")
        await press(house, ANA, "snooze:30")
        assert await states(house, ANA) == [("morning", "snoozed", None)]
        await house.move_to(ANA.local(8, 29))
        assert len(await seen(house, ANA)) == 1
        await house.move_to(ANA.local(8, 32))
        first, second = await seen(house, ANA)
        assert (first["deleted"], second["deleted"], second["silent"]) == (True, False, False)
        assert await states(house, ANA) == [("morning", "sent", None)]


async def test_a_snooze_is_not_to_be_had_from_an_old_keyboard_when_it_would_end_too_late(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=plan(("evening", 20, 30)))
        await house.phone(ANA)
        await house.move_to(ANA.local(20, 30))
        await press(house, ANA, "snooze:")
        [view] = await screens(house, ANA)
        old = next(b["data"] for row in view["keyboard"] for b in row if b["data"].endswith("snooze:60"))
        await house.move_to(ANA.local(21, 30))
        await house.local.do("tap", user=ANA.user, data=old, message_id=view["message_id"])
        await house.done()
        assert await states(house, ANA) == [("evening", "sent", None)]
        await house.move_to(ANA.local(23))
        assert len(await seen(house, ANA)) == 1


async def test_snooze_is_offered_twice_and_then_no_more(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=MORNING)
        await house.phone(ANA)
        await house.move_to(ANA.local(8))
        for minutes in (31, 62):
            await press(house, ANA, "snooze:")
            await press(house, ANA, "snooze:30")
            await house.move_to(ANA.local(8) + minutes * MINUTE)
        with pytest.raises(AssertionError, match="no button"):
            await press(house, ANA, "snooze:")


async def test_skip_today_is_a_run_skipped_and_nothing_comes_until_the_next(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=MORNING)
        await house.phone(ANA)
        await house.move_to(ANA.local(8))
        await press(house, ANA, "skip:")
        await house.move_to(ANA.local(7, 59, MONDAY + DAY))
        assert await states(house, ANA) == [("morning", "skipped", None)]
        assert len(await seen(house, ANA)) == 1


async def test_fourteen_ignored_days_are_six_messages_and_then_silence(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE - DAY) as house:  # the last sign of life is Sunday's
        await house.settle(ANA, reminders=BOTH)
        await house.phone(ANA)
        await house.move_to(ANA.local(7, 30, MONDAY + 14 * DAY))
        messages = await seen(house, ANA)
        assert len(messages) == 6
        assert (await house.known(ANA)).profile.resting
        assert messages[-1]["edited"], "the offer became the farewell"


async def test_a_sign_of_life_before_the_farewell_and_reminders_go_on(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=BOTH)
        ana = await house.phone(ANA)
        await house.move_to(ANA.local(12, 0, MONDAY + 4 * DAY))
        before = len(await seen(house, ANA))
        await ana.say("still here")
        await house.done()
        await house.move_to(ANA.local(21, 0, MONDAY + 5 * DAY))
        assert len(await seen(house, ANA)) == before + 3  # that evening, the next morning and evening


@pytest.mark.parametrize("status", ["blocked", "gone"])
async def test_somebody_who_is_not_there_is_sent_nothing_for_thirty_days(tmp_path: Path, status: str) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=BOTH)
        await house.phone(ANA)
        async with house.app.db.begin() as tx:
            await tx.execute(update(t.people).values(status=status))
        await house.move_to(ANA.local(8, 0, MONDAY + 30 * DAY))
        assert await house.local.calls("sendMessage") == []


async def test_blocking_the_bot_stops_what_is_waiting_and_what_is_still_to_come(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=BOTH)
        ana = await house.phone(ANA)
        await ana.say("hello")
        await house.done()
        await house.local.faults({"method": "sendMessage", "kind": "403", "times": 1, "user": ANA.user})
        await house.move_to(ANA.local(8, 1))
        assert (await house.known(ANA)).status == "blocked"
        calls = len(await house.local.calls("sendMessage"))
        await house.move_to(ANA.local(8, 1, MONDAY + 5 * DAY))
        assert len(await house.local.calls("sendMessage")) == calls


async def test_a_window_that_ends_over_a_message_that_never_arrived_is_not_told(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=MORNING)
        await house.phone(ANA)
        await house.local.faults({"method": "sendMessage", "kind": "400", "times": 1, "user": ANA.user})
        await house.move_to(ANA.local(13))
        assert await seen(house, ANA) == []
        assert await states(house, ANA) == [("morning", "expired", None)]


async def test_a_silent_reminder_and_somebody_who_wants_no_sound_are_not_rung_at(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=plan(("morning", 8, 0), sound=False))
        await house.phone(ANA)
        await house.move_to(ANA.local(8, 1))
        assert [view["silent"] for view in await screens(house, ANA)] == [True]


async def test_no_week_card_comes_for_a_week_without_an_answer(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        await house.settle(ANA, reminders=plan(("week", 18, 0)))
        await house.phone(ANA)
        await house.move_to(ANA.local(18, 1, MONDAY + 6 * DAY))
        assert await seen(house, ANA) == []
        assert await states(house, ANA) == [("week", "skipped", "empty")]


async def test_a_set_up_left_lying_is_gone_after_a_day(tmp_path: Path) -> None:
    async with running(tmp_path, at=BEFORE) as house:
        ana = await house.stranger(ANA)
        await ana.start()
        await house.done()
        await house.move_to(BEFORE + DAY + MINUTE)
        lane = house.app.world.vault.lane(ANA.user)

        async def left(tx: Any) -> int:
            rows = [
                (await tx.execute(table.select().where(table.c.lane == lane))).all() for table in (t.talks, t.timers)
            ]
            return sum(map(len, rows))

        assert await house.read(left) == 0
