"""Promises about what is on the disk: nothing anybody could read, and after an erasure nothing at all."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from bot.store.keyfile import read_key
from bot.store.vault import Vault
from tests.e2e.stage import Actor, Stage, set_up
from tests.people import ANA, BEN, CHIDI, DILNOZA, MONDAY, Somebody

DEEDS = ("walked", "slept", "argued", "cooked", "wrote", "swam", "waited", "sang", "worried", "rested")
PLACES = ("by the river", "at my sister's", "in the rain", "before dawn", "after the call", "without a plan")
SENTENCES = [
    f"{deed} {place} with number {n}" for n in range(10) for deed, place in zip(DEEDS, PLACES * 2, strict=False)
]


class Disk:
    """The files of a bot's database, as a thief would have them, and its key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = Vault(read_key(folder / "stillpoint.key"))

    def bytes(self) -> bytes:
        """Return everything in the database file, its WAL and its index, free pages and all."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.glob("stillpoint.db*")))

    def ask(self, sql: str, *values: Any) -> list[Any]:
        """Return what ``sql`` finds."""
        with closing(sqlite3.connect(f"file:{self.folder / 'stillpoint.db'}?mode=ro", uri=True)) as connection:
            return connection.execute(sql, values).fetchall()

    def person(self, who: Somebody | Actor) -> str | None:
        """Return the id of ``who``, or None if nobody of theirs is known."""
        found = self.ask("SELECT id FROM people WHERE lane = ?", self.vault.lane(who.user))
        return found[0][0] if found else None

    def rows_of(self, who: Somebody | Actor, id: str | None) -> dict[str, int]:
        """Return how many rows of each table hold the id or the lane of ``who`` in any column."""
        needles, found = {id, self.vault.lane(who.user)} - {None}, {}
        for (table,) in self.ask("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            count = sum(bool(needles & set(row)) for row in self.ask(f"SELECT * FROM {table}"))
            if count:
                found[table] = count
        return found

    def sealed(self, id: str | None) -> list[bytes]:
        """Return the wrapped key of a person and everything sealed under it that is on the disk now."""
        tables = ("people", "talks", "entries", "reminders", "reminder_runs", "timers", "outbox", "consents")
        found = [row[0] for row in self.ask("SELECT wrapped FROM keys WHERE person = ?", id)]
        column = {"people": "id"}
        for table in tables:
            query = f"SELECT sealed FROM {table} WHERE {column.get(table, 'person')} = ? AND sealed IS NOT NULL"
            found += [row[0] for row in self.ask(query, id)]
        return found

    def words(self, who: Somebody | Actor) -> list[str]:
        """Return the notes of ``who``, opened with their key. Raises SealBroken."""
        id = self.person(who) or ""
        [(wrapped, version)] = self.ask("SELECT wrapped, version FROM keys WHERE person = ?", id)
        key = self.vault.unwrap(id, wrapped, version)
        rows = self.ask("SELECT id, sealed FROM entries WHERE person = ?", id)
        kept = [key.open_json("entries", "sealed", id, row, sealed) for row, sealed in rows]
        return [k["text"] for k in sorted(kept, key=lambda k: str(k["at"])) if k["t"] == "note"]


@asynccontextmanager
async def playing(folder: Path, *people: Somebody) -> AsyncIterator[tuple[Stage, list[Actor]]]:
    """Give a running bot on a Monday morning, with ``people`` set up."""
    async with Stage(folder, RATE="1000") as stage:
        await stage.local.do("limits", overall=None, per_chat=None)
        await stage.move_to(dt.datetime.combine(MONDAY - dt.timedelta(days=1), dt.time(21), dt.UTC))
        actors = []
        for who in people:
            await stage.local.do("profile", user=who.user, first_name=who.name, language_code="en")
            actors.append(Actor(stage, who.user, who.name, who.zone))
            await set_up(actors[-1])
        yield stage, actors


async def press(actor: Actor, go: str) -> None:
    """Tap the newest button that means ``go``."""
    for view in reversed(actor.visible()):
        for button in (b for row in view["keyboard"] for b in row):
            if button.get("data", "").split(":", 2)[-1] == go:
                await actor.tap_data(button["data"], view["message_id"])
                return
    raise AssertionError(f"no button means {go}\n{actor.talk()}")


async def erase(actor: Actor) -> None:
    await actor.say("/delete")
    await press(actor, "delete:all")
    await actor.say("erase")


async def until(true: Callable[[], bool], otherwise: str) -> None:
    """Return when ``true`` is; fail with ``otherwise`` after ten seconds."""
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(otherwise)


def parts(blobs: list[bytes]) -> list[bytes]:
    """Return pieces of ``blobs`` long enough to be nobody else's, so that half a blob left behind is found too."""
    return [blob[start : start + 24] for blob in blobs for start in (5, len(blob) // 2, len(blob) - 24)]


async def test_a_hundred_sentences_of_four_people_cannot_be_read_on_the_disk(tmp_path: Path) -> None:
    people = ANA, BEN, CHIDI, DILNOZA
    async with playing(tmp_path, *people) as (stage, actors):
        for number, actor in enumerate(actors):
            mine = SENTENCES[number::4]
            await actor.say("/checkin")
            for sentence in mine[:5]:
                await actor.say(sentence)  # while a question is open
            for sentence in mine[5:]:
                await stage.local.do("message", user=actor.user, text=sentence)
            await actor.news()
        await stage.move_to(ANA.local(8, 30))
        disk = Disk(tmp_path)
        for number, actor in enumerate(actors):
            assert sorted(disk.words(actor)) == sorted(SENTENCES[number::4])
        found = disk.bytes()
        for sentence in SENTENCES:
            assert sentence.encode() not in found
            assert sentence.encode("utf-16-le") not in found
        for who in people:
            ids = [str(who.user).encode(), who.user.to_bytes(6, "big")]
            assert not [id for id in (*ids, who.user.to_bytes(8, "big"), who.user.to_bytes(8, "little")) if id in found]
            assert who.zone.encode() not in found


async def test_erasing_ana_leaves_not_a_byte_of_hers_and_all_of_bens(tmp_path: Path) -> None:
    async with playing(tmp_path, ANA, BEN) as (stage, (ana, ben)):
        for number, sentence in enumerate(SENTENCES[:60]):
            await stage.local.do("message", user=(ana, ben)[number % 2].user, text=sentence)
        await stage.move_to(ANA.local(8, 1))
        await ana.look()
        await press(ana, "mood:4")  # a check-in is open, the evening's reminder is planned
        disk = Disk(tmp_path)
        anas, bens = disk.person(ana), disk.person(ben)
        hers, his = disk.sealed(anas), disk.rows_of(ben, bens)
        words = disk.words(ben)
        assert len(hers) > 35
        assert all(part in disk.bytes() for part in parts(hers)), "they are there to be found"
        assert len(disk.rows_of(ana, anas)) >= 8
        await erase(ana)
        assert disk.rows_of(ana, anas) == {}
        await until(lambda: not any(part in disk.bytes() for part in parts(hers)), "something of Ana's is left")
        assert disk.rows_of(ben, bens) == his
        assert disk.words(ben) == words
        assert any("erased" in view["text"] for view in ana.visible())


async def test_after_the_erasure_ana_is_a_stranger(tmp_path: Path) -> None:
    async with playing(tmp_path, ANA) as (_, (ana,)):
        await ana.say("something to forget")
        first = Disk(tmp_path).person(ana)
        await erase(ana)
        await ana.start()
        await press(ana, "adult:yes")
        assert Disk(tmp_path).person(ana) is None
        await set_up_again(ana)
        assert Disk(tmp_path).person(ana) not in (None, first)
        assert Disk(tmp_path).words(ana) == []


async def set_up_again(actor: Actor) -> None:
    await press(actor, "consent:yes")
    await actor.say(str(actor.zone))
    await press(actor, "times:both")
    await press(actor, "first:later")


async def test_an_old_button_tapped_after_the_erasure_brings_nothing_back(tmp_path: Path) -> None:
    async with playing(tmp_path, ANA) as (stage, (ana,)):
        await stage.move_to(ANA.local(8))
        await ana.look()
        [asked] = [
            v for v in ana.visible() if any(":mood:4" in b.get("data", "") for row in v["keyboard"] for b in row)
        ]
        data = next(b["data"] for row in asked["keyboard"] for b in row if ":mood:4" in b["data"])
        await erase(ana)
        await ana.tap_data(data, asked["message_id"])
        disk = Disk(tmp_path)
        assert disk.person(ana) is None
        assert disk.ask("SELECT count(*) FROM entries") == [(0,)]


async def test_an_erasure_takes_along_a_reminder_that_waits_to_be_sent(tmp_path: Path) -> None:
    async with playing(tmp_path, ANA) as (stage, (ana,)):
        await stage.move_to(ANA.local(7, 59))
        await ana.say("/delete")
        await press(ana, "delete:all")
        disk = Disk(tmp_path)
        await stage.local.faults({"method": "sendMessage", "kind": "429", "times": 1, "retry_after": 2})
        at = ANA.local(8)
        await stage.local.do("clock", target=at.isoformat())  # due and written, and held up on its way out
        await until(lambda: disk.ask("SELECT state FROM reminder_runs") == [("sent",)], "no reminder came due")
        await stage.local.do("message", user=ana.user, text="erase")
        await until(lambda: disk.person(ana) is None, "Ana is not erased")
        stage.now = at
        await stage.move_to(ANA.local(23))
        await ana.look()
        assert not [v for v in ana.visible() if any("mood" in b.get("data", "") for r in v["keyboard"] for b in r)]
        assert disk.ask("SELECT count(*) FROM outbox WHERE sealed IS NOT NULL") == [(0,)]


async def test_words_that_follow_the_erasure_at_once_are_a_strangers(tmp_path: Path) -> None:
    async with playing(tmp_path, ANA, BEN) as (stage, (ana, ben)):
        await ana.say("before")
        await ana.say("/delete")
        await press(ana, "delete:all")
        anas = Disk(tmp_path).person(ana)
        await stage.bot.stop()  # so that what follows comes in one batch
        for text in ("erase", "after", "/start", "/summary"):
            await stage.local.do("message", user=ana.user, text=text)
        await stage.local.do("message", user=ben.user, text="Ben's own")
        await stage.bot.start()
        await ana.news()
        disk = Disk(tmp_path)
        assert disk.person(ana) is None
        assert disk.ask("SELECT count(*) FROM entries WHERE person = ?", anas) == [(0,)]
        assert disk.words(ben) == ["Ben's own"]
        assert disk.ask("SELECT count(*) FROM inbox WHERE state = 0") == [(0,)]
        texts = [view["text"] for view in ana.visible()]
        assert sum("erased" in text for text in texts) == 1
        assert any(":adult:yes" in b.get("data", "") for v in ana.visible() for row in v["keyboard"] for b in row)


@pytest.mark.parametrize("point", ["turn.flushed", "turn.committed", "send.before"])
async def test_an_erasure_killed_on_the_way_is_whole_after_the_next_start(tmp_path: Path, point: str) -> None:
    async with playing(tmp_path, ANA, BEN) as (stage, (ana, ben)):
        await ana.say(SENTENCES[0])
        await ben.say(SENTENCES[1])
        await ana.say("/delete")
        await press(ana, "delete:all")
        disk = Disk(tmp_path)
        anas, hers = disk.person(ana), disk.sealed(disk.person(ana))
        await stage.bot.stop()
        await stage.local.do("message", user=ana.user, text="erase")
        await stage.bot.start(KILL_AT=point)
        assert await stage.bot.ended() == -signal.SIGKILL
        if point == "turn.flushed":
            assert disk.person(ana) == anas, "what was not committed did not happen"
        else:
            assert disk.rows_of(ana, anas) == {}
        await stage.bot.start()
        await ana.news()
        assert disk.rows_of(ana, anas) == {}
        await until(lambda: not any(part in disk.bytes() for part in parts(hers)), "something of Ana's is left")
        await until(lambda: sum("erased" in view["text"] for view in ana.visible()) == 1, ana.talk())
        assert disk.words(ben) == [SENTENCES[1]]
