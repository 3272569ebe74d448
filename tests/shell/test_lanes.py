"""Promises about lanes: each in order, none held up by another, and nothing lost by a turn that fails."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.shell.turn import current
from bot.store import tables as t
from bot.store.database import open_database
from bot.store.inbox import insert_updates, seal_update
from tests.people import ANA, BEN, CHIDI, DILNOZA, EVERYBODY, NOW, morning
from tests.postgres import Server, shared_server
from tests.shell.running import House, on_word, running

SECOND = dt.timedelta(seconds=1)


class Broken(Exception):
    """A fault of ours."""


def fail() -> None:
    raise Broken


Given = dict[str, str]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give the session's PostgreSQL server, or skip aloud."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(shared_server())
        except Exception as error:
            pytest.skip(f"PostgreSQL cannot be started here: {error!r}")
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Given]:
    """Give the settings of an empty database on each engine."""
    if request.param == "sqlite":
        yield {}
        return
    server: Server = request.getfixturevalue("server")
    url = server.new_database()
    yield {"DATABASE_URL": url}
    server.drop(url)


async def store(house: House, who: int, *texts: str, first: int = 5_000) -> None:
    """Store messages of ``who`` all at once, as the poller does with a batch."""
    user = {"id": who, "is_bot": False, "first_name": "A"}
    chat = {"id": who, "type": "private", "first_name": "A"}
    rows = []
    for number, text in enumerate(texts):
        sent = {"message_id": first + number, "date": int(NOW.timestamp()), "from": user, "chat": chat, "text": text}
        raw = {"update_id": first + number, "message": sent}
        rows.append(seal_update(house.app.world.vault, house.app.world.vault.lane(who), raw, NOW))
    await house.app.lanes.store(rows)


async def test_a_poison_update_is_tried_three_times_and_its_words_are_kept(tmp_path: Path, database: Given) -> None:
    tries: list[int] = []

    def poison() -> None:
        tries.append(1)
        fail()

    async with running(tmp_path, on_word("poison", poison), **database) as house:
        await house.settle(ANA)
        ana = await house.phone(ANA)
        await ana.say("poison in my tea")
        await ana.say("the river was high")
        await house.done()
        assert len(tries) == 3
        assert await house.notes(ANA) == ["poison in my tea", "the river was high"]
        assert sum("u" in view["text"] for view in await ana.messages() if view["from_bot"]) == 1


async def test_others_are_not_held_up_by_a_poison_update(tmp_path: Path) -> None:
    async with running(tmp_path, on_word("poison", fail)) as house:
        await house.settle(*EVERYBODY)
        ana, ben = await house.phone(ANA), await house.phone(BEN)
        await ana.say("poison")
        await ana.say("waits for it")
        await ben.say("is kept at once")

        async def kept() -> bool:
            return await house.notes(BEN) == ["is kept at once"]

        await house.until(kept)
        assert await house.notes(ANA) == [], "order within a lane is kept"
        await house.done()
        assert await house.notes(ANA) == ["poison", "waits for it"]


async def test_one_poison_among_a_hundred_leaves_the_other_ninety_nine_done(tmp_path: Path) -> None:
    words = [f"word {n}" for n in range(100)]
    words[37] = "poison"
    async with running(tmp_path, on_word("poison", fail)) as house:
        await house.settle(*EVERYBODY)
        for number, who in enumerate(EVERYBODY):
            await store(house, who.user, *words[number::4], first=1000 * (number + 1))
        await house.done()
        kept = [note for who in EVERYBODY for note in await house.notes(who)]
        assert Counter(kept) == Counter(words)


async def test_a_turn_that_raises_leaves_nothing_of_what_it_changed(tmp_path: Path, database: Given) -> None:
    left = [2]

    def half_done() -> None:
        turn = current()
        turn.keep_note("half done", None)
        turn.set_profile(language="xx")
        if left[0]:
            left[0] -= 1
            fail()

    async with running(tmp_path, on_word("try", half_done), **database) as house:
        await house.settle(ANA)
        ana = await house.phone(ANA)
        await ana.say("try")
        await house.done()
        assert await house.notes(ANA) == ["half done"]


async def test_words_are_kept_in_the_order_they_were_written(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        await house.settle(ANA, BEN)
        seen: list[str] = []
        words = [f"word {n:02d}" for n in range(40)]
        handle = house.app.lanes.work.handle

        async def watched(turn: object, row: object) -> None:
            seen.append(row.raw["message"]["text"])  # type: ignore[attr-defined]
            await handle(turn, row)  # type: ignore[arg-type]

        house.app.lanes.work.handle = watched  # type: ignore[assignment]
        await asyncio.gather(*(store(house, ANA.user, word, first=6000 + n) for n, word in enumerate(words)))
        await house.done()
        assert seen == words


async def test_several_turns_share_one_commit(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        await house.settle(*EVERYBODY)
        async with house.app.db.begin() as tx:  # while somebody writes, the turns gather
            batches = house.app.lanes.batches
            waiting = [
                asyncio.create_task(store(house, who.user, "one", "two", first=7000 + 10 * n))
                for n, who in enumerate(EVERYBODY)
            ]
            await asyncio.sleep(0.05)
            del tx
        await asyncio.gather(*waiting)
        await house.done()
        assert house.app.lanes.turns >= 8
        assert house.app.lanes.batches - batches < 8
        assert [await house.notes(who) for who in EVERYBODY] == [["one", "two"]] * 4


@pytest.mark.parametrize("table", ["people", "talks", "inbox", "reminders"])
async def test_a_lane_whose_rows_cannot_be_opened_stops_only_itself(tmp_path: Path, table: str) -> None:
    async with running(tmp_path) as house:
        await house.settle(ANA, BEN, reminders=lambda made: [morning(made, after=NOW - dt.timedelta(days=1))])
        lane = house.app.world.vault.lane(ANA.user)
        await house.app.lanes.idle()
        sealed = t.metadata.tables[table]
        broken = update(sealed).values(sealed=b"\x01" + bytes(100))
        async with house.app.db.begin() as tx:
            if table == "inbox":
                raw = {"update_id": 99, "message": {"text": "broken"}}
                await insert_updates(tx, [seal_update(house.app.world.vault, lane, raw, NOW)])
            mine = sealed.c.lane == lane
            await tx.execute(broken.where(mine))
            if table == "reminders":
                await tx.execute(update(sealed).where(mine).values(next_due_at=NOW - SECOND))
        house.app.lanes.kick([lane])
        both = [asyncio.create_task(store(house, who.user, "a word", first=who.user % 10_000)) for who in (ANA, BEN)]
        await asyncio.gather(*both)

        async def kept() -> bool:
            return await house.notes(BEN) == ["a word"]

        await house.until(kept)
        assert await house.undone() >= 1, "what cannot be done now is not thrown away"


async def test_a_lane_that_cannot_be_written_holds_up_nobody_and_is_tried_again(
    tmp_path: Path, database: Given
) -> None:
    ready = False

    async def write_nonsense() -> None:
        turn = current()
        turn.keep_note("written once", None)
        if not ready:
            id = "0" * 32
            turn.changes.entries[id] = {**next(iter(turn.changes.entries.values())), "id": id, "person": "nobody"}

    async with running(tmp_path, on_word("nonsense", write_nonsense), **database) as house:
        await house.settle(*EVERYBODY)
        async with house.app.db.begin():
            waiting = [
                asyncio.create_task(store(house, who.user, "nonsense" if who is CHIDI else "fine", first=8000 + 10 * n))
                for n, who in enumerate(EVERYBODY)
            ]
            await asyncio.sleep(0.05)
        await asyncio.gather(*waiting)

        async def kept() -> bool:
            return [await house.notes(who) for who in (ANA, BEN, DILNOZA)] == [["fine"]] * 3

        await house.until(kept)
        assert await house.notes(CHIDI) == []
        ready = True
        await house.done()
        assert await house.notes(CHIDI) == ["written once"]


async def test_a_flush_that_fails_in_the_middle_of_a_batch_loses_no_other_lane(tmp_path: Path, database: Given) -> None:
    ready = False

    async def nonsense_then_read() -> None:
        turn = current()
        if not ready:
            id = "0" * 32
            note = turn.keep_note("nonsense", None)
            turn.changes.entries[id] = {**note.row(turn.known), "id": id, "person": "nobody"}

    async def read() -> None:
        await current().entries()
        current().keep_note("read", None)

    doorways = on_word("nonsense", nonsense_then_read), on_word("read", read)
    async with running(tmp_path, *doorways, **database) as house:
        await house.settle(*EVERYBODY)
        async with house.app.db.begin():
            waiting = [asyncio.create_task(store(house, ANA.user, "fine", first=8000))]
            waiting.append(asyncio.create_task(store(house, BEN.user, "nonsense", "read", first=8010)))
            waiting.append(asyncio.create_task(store(house, CHIDI.user, "fine", first=8020)))
            await asyncio.sleep(0.05)
        await asyncio.gather(*waiting)

        async def kept() -> bool:
            return [await house.notes(who) for who in (ANA, CHIDI)] == [["fine"]] * 2

        await house.until(kept)
        ready = True
        await house.done()
        assert await house.notes(BEN) == ["read"]


async def test_a_forged_button_no_database_could_read_stops_nothing(tmp_path: Path, database: Given) -> None:
    async with running(tmp_path, **database) as house:
        await house.settle(ANA)
        ana = await house.phone(ANA)
        message = await ana.say("a word")
        for data in ("1:\x00:mood:4", "1:\u202e😀:mood:4", "1::rem:morning/day²", "::::"):
            await ana.tap(data=data, message=message)
        await ana.say("and on it goes")
        await house.done()
        assert await house.notes(ANA) == ["a word", "and on it goes"]


async def test_a_fault_in_what_is_due_does_not_come_round_every_second(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        tries: list[int] = []

        async def broken(*_: object) -> None:
            tries.append(1)
            fail()

        house.app.lanes.work.handle_due = broken  # type: ignore[assignment]
        await house.settle(ANA, reminders=lambda made: [morning(made, after=NOW - SECOND)])
        house.app.lanes.kick([house.app.world.vault.lane(ANA.user)])
        await house.app.lanes.idle()
        for _ in range(3):
            await house.app.ticks.due()
            await house.app.lanes.idle()
        assert len(tries) == 1
        house.clock.put(NOW + dt.timedelta(minutes=6))
        await house.app.ticks.due()
        await house.app.lanes.idle()
        assert len(tries) == 2


async def test_stopping_finishes_what_is_waiting(tmp_path: Path) -> None:
    async with running(tmp_path) as house:
        await house.settle(ANA)
        await store(house, ANA.user, *(f"word {n}" for n in range(20)))
        vault, settings = house.app.world.vault, house.app.settings
    db = await open_database(settings, vault)
    try:
        house.app.db = db
        assert len(await house.notes(ANA)) == 20
    finally:
        await db.close()
