"""Promises about who is let in: everybody, or whoever claims the bot with its one code."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.shell.access import CODE_LASTS, DAY, HOUR, TRIES_AN_HOUR, Access
from bot.shell.turn import Room, Turn
from tests.people import ANA, BEN, NOW, Somebody
from tests.shell.running import House, running, start

SECOND = dt.timedelta(seconds=1)


@asynccontextmanager
async def closed(folder: Path) -> AsyncIterator[House]:
    async with running(folder, ACCESS="closed") as house:
        yield house


async def turn(house: House, who: Somebody, at: dt.datetime = NOW) -> Turn:
    async with house.app.db.read() as tx:
        return Turn(house.app.world, Room(house.app.world.vault.lane(who.user), tx, None, {}), at)


async def test_an_open_bot_lets_everybody_in_and_has_no_code(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        access = Access("open", None, NOW)
        assert access.lets_in(await turn(house, ANA))
        assert access.code is None


async def test_a_closed_bot_lets_in_its_owner_alone(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        access = Access("closed", house.app.world.vault.lane(ANA.user), NOW)
        assert access.lets_in(await turn(house, ANA))
        assert not access.lets_in(await turn(house, BEN))
        assert access.code is None


async def test_the_code_works_once_and_is_remembered(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        access = Access("closed", None, NOW)
        code, claiming = access.code or "", await turn(house, ANA)
        assert len(code) == 22
        assert access.claim(claiming, code)
        assert claiming.changes.meta == {"owner": claiming.lane.encode()}
        assert not access.claim(await turn(house, BEN), code)
        assert access.lets_in(claiming)


async def test_the_code_is_good_for_fifteen_minutes(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        access = Access("closed", None, NOW)
        assert not access.claim(await turn(house, ANA, NOW + CODE_LASTS + SECOND), access.code or "")
        assert access.claim(await turn(house, ANA, NOW + CODE_LASTS), access.code or "")


async def test_after_five_wrong_codes_in_an_hour_even_the_right_one_waits(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        access = Access("closed", None, NOW)
        wrong = await turn(house, BEN)
        tries = [access.claim(wrong, f"{n:022}") for n in range(TRIES_AN_HOUR)]
        assert not any(tries)
        assert not access.claim(await turn(house, ANA), access.code or "")
        access._made_at = NOW + HOUR  # a code made later in the hour of wrong tries
        assert access.claim(await turn(house, ANA, NOW + HOUR), access.code or "")


async def test_no_code_at_all_is_no_wrong_try(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        access = Access("closed", None, NOW)
        assert not any([access.claim(await turn(house, BEN), "") for _ in range(10)])
        assert access.claim(await turn(house, ANA), access.code or "")


async def test_a_stranger_is_told_once_a_day(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        access = Access("closed", None, NOW)
        times = [NOW, NOW + SECOND, NOW + DAY - SECOND, NOW + DAY]
        assert [access.may_hear(await turn(house, BEN, at)) for at in times] == [True, False, False, True]
        assert access.may_hear(await turn(house, ANA))


async def test_a_closed_bot_answers_its_stranger_once_and_keeps_nothing_of_them(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        ben = await house.stranger(BEN)
        for words in ("/start", "hello?", "/start wrong-code", "anybody?"):
            await ben.say(words)
        await house.done()
        assert len([view for view in await ben.messages() if view["from_bot"]]) == 1
        assert await house.read(_people) == 0


async def test_the_owner_claims_it_by_the_link_and_stays_the_owner_after_a_restart(tmp_path: Path) -> None:
    async with closed(tmp_path) as house:
        ana = await house.stranger(ANA)
        await ana.start(house.app.world.access.code)
        await ana.wait(lambda screen: any("adult:yes" in b.get("data", "") for r in screen.view["keyboard"] for b in r))
        await house.done()
        local, clock = house.local, house.clock.now()
        await house.app.stop()
        async with start(tmp_path, local, at=clock, ACCESS="closed") as again:
            assert again.app.world.access.code is None
            assert again.app.world.access.owner == again.app.world.vault.lane(ANA.user)


async def _people(tx: object) -> int:
    from sqlalchemy import func, select

    from bot.store.tables import people, talks, timers

    counts = [(await tx.execute(select(func.count()).select_from(t))).scalar() for t in (people, talks, timers)]  # type: ignore[attr-defined]
    return sum(counts)
