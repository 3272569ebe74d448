"""Promises about what waits to be sent: written once, read back whole, wiped when over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Row, delete, insert, select, text, update

from bot.store.database import Database
from bot.store.outbox import (
    LEASE,
    REASK_AFTER,
    REMINDER,
    REPLY,
    SAFETY,
    Numbers,
    Parcel,
    Policy,
    Result,
    claim_queued,
    clear_old,
    drop_for_lane,
    drop_for_talk,
    hold,
    insert_parcels,
    release_reask,
    screen_of,
    settle,
    unsure_at_start,
)
from bot.store.tables import keys, outbox, people, talks
from bot.store.talks import seal_screen
from bot.store.vault import SealKey, Vault

NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)
ANA_CHAT, BEN_CHAT = 1001, 1002
ANA, BEN = "ana".ljust(32, "0"), "ben".ljust(32, "0")
MORNING = "morning-of-ana00"


class Outbox:
    """A database with Ana and Ben in it, and short words for what is done with it."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self.db, self.vault = db, vault
        self.keys: dict[str | None, SealKey] = {None: vault.system}
        self.numbers = Numbers(lambda: NOW)

    async def move_in(self) -> None:
        async with self.db.begin() as tx:
            for person, chat in ((ANA, ANA_CHAT), (BEN, BEN_CHAT)):
                wrapped = self.vault.wrap(person, key := self.vault.new_key(), 1)
                row = {"id": person, "lane": self.vault.lane(chat), "status": "active", "version": 1, "sealed": b"x"}
                await tx.execute(insert(people), [row])
                await tx.execute(insert(keys), [{"person": person, "wrapped": wrapped, "version": 1}])
                self.keys[person] = SealKey(key, (1).to_bytes(4, "big"))

    def parcel(self, name: str, person: str | None = ANA, priority: int = REPLY, policy: Policy = "reask") -> Parcel:
        chat = BEN_CHAT if person == BEN else ANA_CHAT
        params = {"text": f"words of {name}", "reply_markup": {"inline_keyboard": []}}
        number = self.numbers.next()
        return Parcel(name, number, self.vault.lane(chat), person, chat, "sendMessage", params, priority, policy)

    async def put(self, *parcels: Parcel, now: dt.datetime | None = None) -> list[Parcel]:
        async with self.db.begin() as tx:
            return await insert_parcels(tx, parcels, self.keys.__getitem__, now=now)

    async def claim(self, limit: int = 10, now: dt.datetime = NOW) -> list[Parcel]:
        async with self.db.begin() as tx:
            return await claim_queued(tx, now, limit, self.vault)

    async def settle(self, *results: Result) -> None:
        async with self.db.begin() as tx:
            await settle(tx, results, self.vault)

    async def screen(self, talk: str) -> int | None:
        async with self.db.read() as tx:
            return await screen_of(tx, talk, self.vault)

    async def open_talk(self, id: str, person: str | None) -> None:
        row = {"id": id, "lane": "l", "person": person, "state": "open", "version": 1, "sealed": b"x", "screen": None}
        async with self.db.begin() as tx:
            await tx.execute(insert(talks), [row])

    async def rows(self) -> Sequence[Row[Any]]:
        async with self.db.read() as tx:
            return (await tx.execute(select(outbox).order_by(outbox.c.seq))).all()

    async def states(self) -> dict[str, str]:
        return {row.id: row.state for row in await self.rows()}


@pytest.fixture
async def box(db: Database, vault: Vault) -> Outbox:
    box = Outbox(db, vault)
    await box.move_in()
    return box


async def test_replies_are_claimed_with_their_turn_and_reminders_wait(box: Outbox) -> None:
    reply, safety = box.parcel("reply"), box.parcel("safety", priority=SAFETY, policy="once")
    reminder = box.parcel("reminder", priority=REMINDER, policy="never")
    assert await box.put(reply, reminder, safety) == [reply, safety]
    assert await box.states() == {"reply": "claimed", "reminder": "queued", "safety": "claimed"}


async def test_a_parcel_comes_back_as_it_was_written(box: Outbox) -> None:
    written = replace(box.parcel("reminder", priority=REMINDER, policy="never"), talk=MORNING)
    unknown = box.parcel("hello", person=None, priority=REMINDER)
    await box.put(written, unknown)
    assert await box.claim() == [written, unknown]


async def test_no_word_and_no_chat_is_in_clear(box: Outbox) -> None:
    await box.put(box.parcel("reply"))
    async with box.db.read() as tx:
        row = (await tx.execute(text("SELECT * FROM outbox"))).one()
    shown = repr(tuple(row))
    assert "words of" not in shown
    assert str(ANA_CHAT) not in shown


async def test_a_group_is_never_written_to(box: Outbox) -> None:
    with pytest.raises(ValueError, match="one person"):
        await box.put(replace(box.parcel("reply"), chat_id=-100123))


async def test_numbers_are_given_in_the_order_of_writing(box: Outbox) -> None:
    parcels = [replace(box.parcel(name), seq=0, attempts=0) for name in ("first", "second")]
    async with box.db.begin() as tx:
        posted = await insert_parcels(tx, parcels, box.keys.__getitem__, box.numbers)
    assert [row.id for row in await box.rows()] == ["first", "second"]
    assert posted[0].seq < posted[1].seq
    assert posted[0].attempts == 1


def test_numbers_grow_even_when_the_clock_stands_still_or_goes_back() -> None:
    moments = iter([NOW, NOW, NOW - dt.timedelta(hours=1), NOW + dt.timedelta(seconds=1)])
    numbers = Numbers(lambda: next(moments))
    drawn = [numbers.next() for _ in range(4)]
    assert drawn == sorted(set(drawn))


async def test_the_urgent_are_claimed_first_and_nothing_twice(box: Outbox) -> None:
    card = box.parcel("card", priority=3, policy="never")
    reminders = [box.parcel(f"reminder {n}", priority=REMINDER, policy="never") for n in range(2)]
    await box.put(card, *reminders)
    assert [p.id for p in await box.claim(2)] == ["reminder 0", "reminder 1"]
    assert [p.id for p in await box.claim(2)] == ["card"]
    assert await box.claim(2) == []
    assert await box.claim(0) == []


async def test_what_is_over_is_wiped_and_what_goes_back_is_claimed_again(box: Outbox) -> None:
    await box.put(*[box.parcel(name) for name in ("sent", "failed", "unsure", "back", "later", "again")])
    await box.settle(
        Result("sent", "sent"),
        Result("failed", "failed"),
        Result("unsure", "unsure"),
        Result("back", "queued", attempts=0),
        Result("later", "queued", again_at=NOW + REASK_AFTER),
        Result("again", "claimed", attempts=2),
        Result("never written", "sent"),
    )
    rows = {row.id: row for row in await box.rows()}
    assert [rows[id].sealed for id in ("sent", "failed", "unsure")] == [None] * 3
    assert rows["again"].attempts == 2
    assert [(p.id, p.attempts) for p in await box.claim()] == [("back", 1)]
    assert [(p.id, p.attempts) for p in await box.claim(now=NOW + REASK_AFTER)] == [("later", 2)]


async def test_what_is_over_never_comes_back(box: Outbox) -> None:
    await box.put(box.parcel("reply"))
    await box.settle(Result("reply", "sent"))
    await box.settle(Result("reply", "queued"))
    assert await box.states() == {"reply": "sent"}


async def test_after_a_crash_each_policy_says_what_becomes_of_a_claim(box: Outbox) -> None:
    await box.put(
        box.parcel("edit", policy="repeat"),
        box.parcel("receipt", policy="once"),
        box.parcel("question", policy="reask"),
        box.parcel("was twice", person=BEN, policy="once"),
        box.parcel("reminder", person=BEN, priority=REMINDER, policy="never"),
    )
    await box.claim()
    await box.settle(Result("was twice", "claimed", attempts=2))
    async with box.db.begin() as tx:
        found = await unsure_at_start(tx, NOW, box.vault)
    assert [(p.id, p.attempts) for p in found.again] == [("edit", 2), ("receipt", 2)]
    assert found.unsure == 5
    assert found.reask == {box.vault.lane(ANA_CHAT)}
    states = {
        "edit": "claimed",
        "receipt": "claimed",
        "question": "queued",
        "was twice": "unsure",
        "reminder": "unsure",
    }
    assert await box.states() == states


async def test_after_a_crash_what_was_never_tried_is_sent_as_if_nothing_had_happened(box: Outbox) -> None:
    await box.put(
        box.parcel("tried", policy="once"),
        box.parcel("receipt", policy="once"),
        box.parcel("question", policy="reask"),
        box.parcel("reminder", person=BEN, priority=REMINDER, policy="never"),
    )
    await box.claim()
    async with box.db.begin() as tx:
        found = await unsure_at_start(tx, NOW, box.vault, tried={"tried"})
    assert [(p.id, p.attempts) for p in found.again] == [("tried", 2), ("receipt", 1), ("question", 1)]
    assert (found.unsure, found.reask) == (1, frozenset())
    assert await box.states() == {"tried": "claimed", "receipt": "claimed", "question": "claimed", "reminder": "queued"}
    assert [(p.id, p.attempts) for p in await box.claim()] == [("reminder", 1)]


async def test_a_claim_with_a_running_lease_is_somebody_elses(box: Outbox) -> None:
    await box.put(box.parcel("edit", policy="repeat"), now=NOW)
    async with box.db.begin() as tx:
        assert (await unsure_at_start(tx, NOW + LEASE / 2, box.vault, leased=True)).unsure == 0
        await hold(tx, ["edit"], NOW + LEASE)
        assert (await unsure_at_start(tx, NOW + LEASE * 1.5, box.vault, leased=True)).unsure == 0
        assert (await unsure_at_start(tx, NOW + LEASE * 2.5, box.vault, leased=True)).unsure == 1


async def test_the_open_question_is_asked_again_after_ten_minutes_or_when_released(box: Outbox) -> None:
    await box.put(box.parcel("question"), box.parcel("Ben's question", person=BEN))
    await box.settle(*[Result(id, "queued", again_at=NOW + REASK_AFTER) for id in ("question", "Ben's question")])
    assert await box.claim() == []
    async with box.db.begin() as tx:
        await release_reask(tx, [box.vault.lane(ANA_CHAT)])
    assert [p.id for p in await box.claim()] == ["question"]
    assert [p.id for p in await box.claim(now=NOW + REASK_AFTER)] == ["Ben's question"]


async def test_the_question_of_a_closed_talk_is_not_asked_again(box: Outbox) -> None:
    await box.put(replace(box.parcel("question"), talk=MORNING), replace(box.parcel("other"), talk="another-talk"))
    await box.settle(*[Result(id, "queued", again_at=NOW + REASK_AFTER) for id in ("question", "other")])
    async with box.db.begin() as tx:
        assert await drop_for_talk(tx, box.vault.lane(ANA_CHAT), MORNING, box.vault) == 1
    assert [p.id for p in await box.claim(now=NOW + REASK_AFTER)] == ["other"]


async def test_what_waits_for_somebody_who_left_is_dropped(box: Outbox) -> None:
    await box.put(box.parcel("mine", priority=REMINDER), box.parcel("Ben's", person=BEN, priority=REMINDER))
    async with box.db.begin() as tx:
        assert await drop_for_lane(tx, box.vault.lane(ANA_CHAT)) == 1
    assert [p.id for p in await box.claim()] == ["Ben's"]


async def test_the_screen_of_a_talk_is_kept_under_its_persons_key(box: Outbox) -> None:
    await box.open_talk(MORNING, ANA)
    await box.open_talk("before-consent", None)
    await box.put(box.parcel("question"), box.parcel("hello", person=None))
    await box.settle(
        Result("question", "sent", talk=MORNING, message_id=55),
        Result("hello", "sent", talk="before-consent", message_id=56),
        Result("gone", "sent", talk="closed-long-ago", message_id=57),
    )
    assert (await box.screen(MORNING), await box.screen("before-consent")) == (55, 56)
    assert await box.screen("closed-long-ago") is None


async def test_a_screen_reads_as_talks_writes_it(box: Outbox) -> None:
    await box.open_talk(MORNING, ANA)
    assert await box.screen(MORNING) is None
    async with box.db.begin() as tx:
        await tx.execute(update(talks).values(screen=seal_screen(box.keys[ANA], ANA, MORNING, 77)))
    assert await box.screen(MORNING) == 77


async def test_a_row_that_does_not_open_fails_alone(box: Outbox) -> None:
    await box.put(*[box.parcel(name, priority=REMINDER) for name in ("whole", "broken", "swapped")])
    async with box.db.begin() as tx:
        sealed = await tx.scalar(select(outbox.c.sealed).where(outbox.c.id == "whole"))
        await tx.execute(update(outbox).where(outbox.c.id == "broken").values(sealed=b"\x01" + b"0" * 96))
        await tx.execute(update(outbox).where(outbox.c.id == "swapped").values(sealed=sealed))
    assert [p.id for p in await box.claim()] == ["whole"]
    assert await box.states() == {"whole": "claimed", "broken": "failed", "swapped": "failed"}


async def test_nothing_is_left_to_send_to_somebody_who_was_erased(box: Outbox) -> None:
    await box.put(box.parcel("reminder", priority=REMINDER), box.parcel("farewell", person=None, priority=REMINDER))
    async with box.db.begin() as tx:
        await tx.execute(delete(people).where(people.c.id == ANA))
    assert [p.id for p in await box.claim()] == ["farewell"]
    await box.settle(Result("reminder", "sent", talk=MORNING, message_id=5))


async def test_old_rows_are_cleared_once_they_are_over(box: Outbox) -> None:
    await box.put(box.parcel("sent"), box.parcel("waiting", priority=REMINDER))
    await box.settle(Result("sent", "sent"))
    async with box.db.begin() as tx:
        assert await clear_old(tx, NOW, 10) == 0
        assert await clear_old(tx, NOW + dt.timedelta(hours=48), 10) == 1
    assert await box.states() == {"waiting": "queued"}


async def test_a_thousand_results_are_written_together(box: Outbox) -> None:
    await box.put(*[box.parcel(f"reply {n}") for n in range(1200)])
    await box.settle(*[Result(f"reply {n}", "sent") for n in range(1200)])
    assert set((await box.states()).values()) == {"sent"}
