"""Promises about time, over months in a minute: once a day, at its minute, wherever somebody is, and never at night."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.e2e.stage import Actor, Stage, set_up
from tests.e2e.test_erasure import Disk, press, until
from tests.people import MONDAY

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
EIGHT = dt.time(8)


@asynccontextmanager
async def from_evening(folder: Path, first: dt.date) -> AsyncIterator[Stage]:
    """Give a running bot on the evening (20:00 UTC) before ``first``."""
    async with Stage(folder, RATE="1000") as stage:
        await stage.move_to(dt.datetime.combine(first - DAY, dt.time(20), dt.UTC))
        yield stage


async def at_home(stage: Stage, zone: str, times: str | None = "08:00") -> Actor:
    """Return somebody in ``zone`` who has just set up."""
    actor = await stage.actor(zone=zone)
    await set_up(actor, times)
    return actor


async def sent(actor: Actor) -> list[tuple[dt.datetime, str]]:
    """Return every message sent to ``actor``, those removed again too: when on their clock, and what it asks."""
    found = []
    for call in await actor.stage.local.calls():
        params = call["params"]
        if call["ok"] and call["method"] in ("sendMessage", "sendPhoto") and params.get("chat_id") == actor.user:
            rows = (params.get("reply_markup") or {}).get("inline_keyboard", [])
            asked = {b["callback_data"].split(":")[2] for row in rows for b in row if "callback_data" in b}
            item = next((item for item in ("mood", "day", "quieter") if item in asked), "")
            found.append((dt.datetime.fromisoformat(call["at"]).astimezone(actor.zone), item))
    return found


async def asked(actor: Actor, item: str = "mood") -> list[dt.datetime]:
    """Return when ``actor`` was asked for ``item``, to the minute of their clock."""
    return [at.replace(second=0, microsecond=0) for at, what in await sent(actor) if what == item]


def walls(moments: list[dt.datetime]) -> list[dt.datetime]:
    return [at.replace(tzinfo=None) for at in moments]


def runs(actor: Actor) -> list[tuple[str, str]]:
    """Return (local date, state) of every run of ``actor``, in order."""
    disk = Disk(actor.stage.bot.folder)
    query = "SELECT local_date, state FROM reminder_runs WHERE person = ? ORDER BY local_date"
    return [tuple(row) for row in disk.ask(query, disk.person(actor))]


def local(actor: Actor, day: dt.date, wall: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, wall, actor.zone).astimezone(dt.UTC)


async def test_a_reminder_comes_once_a_day_at_its_minute_in_every_zone(tmp_path: Path) -> None:
    zones = ("Asia/Kathmandu", "Africa/Lagos", "Asia/Tashkent", "Pacific/Marquesas", "Pacific/Kiritimati")
    async with from_evening(tmp_path, MONDAY) as stage:
        actors = [await at_home(stage, zone) for zone in zones]
        await stage.move_to(dt.datetime.combine(MONDAY + DAY, dt.time(20), dt.UTC))
        for actor in actors:
            moments = walls(await asked(actor))
            assert moments[-1].date() >= MONDAY + DAY
            first = moments[0].date()
            assert moments == [dt.datetime.combine(first + n * DAY, EIGHT) for n in range(len(moments))]
            assert len(moments) == 2


async def test_a_reminder_keeps_its_wall_time_when_the_clocks_change_within_a_jump(tmp_path: Path) -> None:
    spring, half_hour, autumn = dt.date(2027, 3, 28), dt.date(2027, 4, 4), dt.date(2027, 10, 31)
    changes = {"Europe/Berlin": spring, "Australia/Lord_Howe": half_hour, "Europe/Lisbon": autumn}
    async with from_evening(tmp_path, spring - DAY) as stage:
        for zone, change in changes.items():
            evening = dt.datetime.combine(change - 2 * DAY, dt.time(20), ZoneInfo(zone)).astimezone(dt.UTC)
            await stage.move_to(max(evening, stage.now))
            actor = await at_home(stage, zone)
            await stage.move_to(local(actor, change, dt.time(9)))  # over two mornings and the change between them
            moments = await asked(actor)
            assert walls(moments) == [dt.datetime.combine(change - DAY, EIGHT), dt.datetime.combine(change, EIGHT)]
            assert moments[0].utcoffset() != moments[1].utcoffset()


async def test_fourteen_ignored_days_are_six_messages_and_then_none(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Berlin", "08:00 and 20:30")
        before = len(await sent(actor))
        await stage.move_to(local(actor, MONDAY + 14 * DAY, dt.time(21)))
        messages = (await sent(actor))[before:]
        assert [what for _, what in messages] == ["mood", "day", "mood", "day", "mood", "quieter"]
        assert messages[-1][0].date() == MONDAY + 2 * DAY
        await stage.move_to(local(actor, MONDAY + 60 * DAY, dt.time(21)))
        assert len(await sent(actor)) == before + 6


async def test_flying_never_brings_a_date_twice_nor_two_within_six_hours(tmp_path: Path) -> None:
    journeys = [
        ["Europe/Berlin", "Asia/Tokyo", "Pacific/Auckland", "America/Los_Angeles"],  # east, all around
        ["Europe/Berlin", "America/New_York", "Pacific/Honolulu", "Asia/Tokyo"],  # west, over the date line
        ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Pacific/Pago_Pago"],  # a day apart
    ]
    async with from_evening(tmp_path, MONDAY) as stage:
        actors = [await at_home(stage, journey[0]) for journey in journeys]
        for number in range(1, 4):
            for actor, journey in zip(actors, journeys, strict=True):
                await fly(actor, journey[number])
            await stage.move_to(stage.now + 20 * HOUR + number * 3 * HOUR)
        await stage.move_to(stage.now + 2 * DAY)
        for actor in actors:
            moments = await asked(actor)
            assert len(moments) >= 3
            assert all(later - earlier >= 6 * HOUR for earlier, later in pairwise(moments))
            assert set(Counter(date for date, _ in runs(actor)).values()) <= {1}


async def fly(actor: Actor, zone: str) -> None:
    """Live by the clocks of ``zone`` from now on."""
    await actor.say("/timezone")
    data = next(
        b["data"] for v in reversed(actor.visible()) for row in v["keyboard"] for b in row if ":tz:" in b["data"]
    )
    message = next(v["message_id"] for v in reversed(actor.visible()) if v["keyboard"])
    await actor.tap_data(f"{data.partition(':tz:')[0]}:tz:{zone}/yes", message)
    actor.zone = ZoneInfo(zone)


async def test_after_a_day_off_there_is_one_message_at_most_and_the_rest_is_told_as_skipped(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        berlin, lagos, new_york = [
            await at_home(stage, zone, "08:00 and 20:30")
            for zone in ("Europe/Berlin", "Africa/Lagos", "America/New_York")
        ]
        before = [len(await sent(actor)) for actor in (berlin, lagos, new_york)]
        await stage.outage(local(berlin, MONDAY + DAY, dt.time(9, 30)))
        news = [len(await sent(actor)) - n for actor, n in zip((berlin, lagos, new_york), before, strict=True)]
        assert news == [1, 1, 0], "in New York it is night"
        assert [state for _, state in runs(berlin)] == ["skipped", "skipped", "sent"]
        assert [state for _, state in runs(lagos)] == ["skipped", "skipped", "sent"]
        assert {state for _, state in runs(new_york)} == {"skipped"}


async def test_three_days_off_are_nobodys_silence(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Berlin")
        await stage.outage(local(actor, MONDAY + 3 * DAY, dt.time(12)))
        await stage.move_to(local(actor, MONDAY + 5 * DAY, dt.time(9)))
        assert walls(await asked(actor)) == [dt.datetime.combine(MONDAY + n * DAY, EIGHT) for n in (4, 5)]


async def test_what_an_outage_held_up_does_not_come_at_night(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Berlin", "08:00 and 20:30")
        await stage.move_to(local(actor, MONDAY, dt.time(20)))
        await stage.outage(local(actor, MONDAY, dt.time(22, 30)))  # until four the evening could still be asked
        await stage.move_to(local(actor, MONDAY + DAY, dt.time(9)))
        assert await asked(actor, "day") == []
        assert walls(await asked(actor)) == [dt.datetime.combine(MONDAY + n * DAY, EIGHT) for n in (0, 1)]


async def test_a_snooze_is_not_offered_into_the_night(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Berlin", "20:30")
        await actor.wait_until(local(actor, MONDAY, dt.time(20, 45)))
        await press(actor, "snooze:")
        shown = {b["data"].rpartition(":")[2] for v in actor.visible() for row in v["keyboard"] for b in row}
        assert {"30", "60"} <= shown
        assert "120" not in shown
        await press(actor, "snooze:60")
        await stage.move_to(local(actor, MONDAY, dt.time(23)))
        first, second = await asked(actor, "day")
        assert second - first >= HOUR
        assert second.time() < dt.time(22)


async def test_a_reminder_whose_turn_a_kill_undid_is_not_made_up_for_a_day_later(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Berlin")
        await stage.bot.stop()
        await stage.bot.start(KILL_AT="due.flushed")
        await stage.local.do("clock", target=local(actor, MONDAY, EIGHT).isoformat())
        await stage.bot.ended()
        await stage.outage(local(actor, MONDAY + DAY, dt.time(7, 30)))
        assert await asked(actor) == []
        await stage.move_to(local(actor, MONDAY + DAY, dt.time(8, 1)))
        assert walls(await asked(actor)) == [dt.datetime.combine(MONDAY + DAY, EIGHT)]


async def test_a_reminder_that_could_not_leave_before_the_power_went_is_not_sent_a_day_later(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Berlin")
        await stage.move_to(local(actor, MONDAY, dt.time(7, 59)))
        disk = Disk(tmp_path)
        await stage.local.do("offline", on=True)
        await stage.local.do("clock", target=local(actor, MONDAY, EIGHT).isoformat())
        await until(lambda: ("sent",) in disk.ask("SELECT state FROM reminder_runs"), "no reminder came due")
        await stage.bot.kill()
        await stage.local.do("offline", on=False)
        await stage.outage(local(actor, MONDAY + DAY, dt.time(7, 30)))
        assert await asked(actor) == []


async def test_a_reminder_that_telegram_would_not_take_is_not_sent_when_its_window_is_over(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Berlin")
        await stage.move_to(local(actor, MONDAY, dt.time(7, 59)))
        flood = {"method": "sendMessage", "kind": "429", "retry_after": 3, "times": 1}
        await stage.local.faults(flood)
        # two hours a second: the flood is over some six hours after eight
        await stage.local.do("clock", target=(stage.now + MINUTE).isoformat(), rate=7200)
        disk = Disk(tmp_path)
        await until(lambda: ("expired",) in disk.ask("SELECT state FROM reminder_runs"), "no window ended")
        evening = local(actor, MONDAY, dt.time(21))
        while dt.datetime.fromisoformat((await stage.local.see("clock"))["now"]) < evening:
            await asyncio.sleep(0.05)
        await stage.local.do("clock", target=(evening + 3 * HOUR).isoformat(), rate=0, wait=True)
        stage.now = evening + 3 * HOUR
        await stage.move_to(local(actor, MONDAY + DAY, dt.time(8, 1)))
        assert walls(await asked(actor)) == [dt.datetime.combine(MONDAY + DAY, EIGHT)]


async def test_words_written_while_the_bot_was_off_keep_their_day_and_their_order(tmp_path: Path) -> None:
    async with from_evening(tmp_path, MONDAY) as stage:
        actor = await at_home(stage, "Europe/Lisbon", None)
        await stage.move_to(local(actor, MONDAY, dt.time(23)))
        await stage.bot.stop()
        words = [f"word {n}" for n in range(12)]
        for word in words:
            await stage.local.do("message", user=actor.user, text=word)
        await stage.outage(local(actor, MONDAY + DAY, dt.time(9)))
        disk = Disk(tmp_path)
        assert disk.words(actor) == words
        assert disk.ask("SELECT DISTINCT local_day FROM entries") == [(MONDAY.isoformat(),)]
