"""Promises about being killed: at random, and at every point that matters. The full size is ``make kills``."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest

from bot.core.person import Kept
from bot.shell import kill
from bot.shell.playground.telegram import LocalTelegram
from bot.store.entries import Entry
from tests.e2e.kills import Kills
from tests.e2e.reckoning import Tally, count_stored
from tests.e2e.townsfolk import Somebody

NOW = dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)


async def test_twenty_kills_at_random_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    async with Kills(tmp_path, seed=1) as kills:
        await kills.at_random(20)
        told = await kills.count()
    assert told.tally.clean, told


@pytest.mark.parametrize(
    "stored, fault",
    [
        ([], "lost"),
        ([("mood", 4), ("mood", 4)], "doubled"),
        ([("mood", 3)], "wrong"),
        ([("mood", 4), ("calm", 5)], "phantom"),
    ],
)
def test_the_checker_sees_what_is_amiss(stored: list[tuple[str, int]], fault: str) -> None:
    ana = Somebody(LocalTelegram(seed=1), 1001, random.Random(1), answers={("talk", "mood"): "4"})
    entries = [
        Entry(f"e{n}", NOW.date(), Kept("answer", NOW, "UTC", item=item, value=value, talk="talk"))
        for n, (item, value) in enumerate(stored)
    ]
    tally = Tally()
    count_stored(ana, entries, tally)
    assert not tally.clean
    assert getattr(tally, fault) == 1


async def test_a_kill_at_each_point_loses_nothing_and_is_made_good_within_ten_seconds(tmp_path: Path) -> None:
    async with Kills(tmp_path, seed=2) as kills:
        for name in kill.NAMES:
            await kills.at_point(name, 1)
        told = await kills.count()
    assert told.tally.clean, told


def test_the_checker_sees_a_note_that_is_lost_and_one_that_nobody_wrote() -> None:
    ana = Somebody(LocalTelegram(seed=1), 1001, random.Random(1), notes=[(7, "the kettle sings")])
    tally = Tally()
    count_stored(ana, [Entry("n", NOW.date(), Kept("note", NOW, "UTC", text="rain again"))], tally)
    assert (tally.lost, tally.phantom) == (1, 1)
