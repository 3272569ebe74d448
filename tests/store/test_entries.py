"""Promises about entries: what a person gave is there, whole, and only for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.person import Earlier, Kept
from bot.errors import SealBroken
from bot.store.changes import Changes
from bot.store.database import Database
from bot.store.entries import Entry, load_entries, load_entries_by_id, open_entry
from bot.store.vault import Vault
from tests.people import ANA, BEN, MONDAY, NOW, answer, note, person

DAYS = [MONDAY + dt.timedelta(days=n) for n in range(-3, 3)]
VAULT = Vault(bytes(32))


def kept(**more: object) -> Kept:
    return replace(Kept("note", NOW, "Europe/Lisbon", source="message"), **more)  # type: ignore[arg-type]


@given(st.text() | st.text(st.characters(categories=["Cs", "So", "Cc", "Lo"])), st.integers(0, 3))
def test_any_words_at_all_come_back_as_they_were_written(text: str, edits: int) -> None:
    ana = person(ANA, VAULT)
    was = tuple(Earlier(NOW, text=text[n:]) for n in range(edits))
    entry = Entry("1" * 32, MONDAY, kept(text=text, was=was))
    row = entry.row(ana)
    assert open_entry((row["id"], row["local_day"], row["version"], row["sealed"]), ana) == entry


@pytest.mark.parametrize("text", ["half a pair \ud83d and a whole one 😀", "\x00", "‮hidden", "x" * 20_000])
def test_odd_words_are_kept_too(text: str) -> None:
    ana = person(ANA, VAULT)
    row = Entry("1" * 32, MONDAY, kept(text=text)).row(ana)
    assert open_entry((row["id"], MONDAY, 1, row["sealed"]), ana).kept.text == text


@pytest.mark.parametrize("value", [3, 7.5, "rest", ("people", "luck"), ()])
def test_every_kind_of_answer_comes_back_as_it_was(value: object) -> None:
    ana = person(ANA, VAULT)
    entry = Entry("1" * 32, MONDAY, Kept("answer", NOW, "UTC", item="any", value=value))  # type: ignore[arg-type]
    row = entry.row(ana)
    assert open_entry((row["id"], MONDAY, 1, row["sealed"]), ana) == entry


def test_one_persons_row_does_not_open_for_another_nor_under_another_id() -> None:
    ana, ben = person(ANA, VAULT), person(BEN, VAULT)
    row = note(ana, "mine").row(ana)
    for reader, id in ((ben, row["id"]), (ana, "2" * 32)):
        with pytest.raises(SealBroken):
            open_entry((id, MONDAY, 1, row["sealed"]), reader)


async def test_entries_come_oldest_first_and_only_of_the_days_asked_for(db: Database, vault: Vault) -> None:
    changes = Changes()
    ana, ben = person(ANA, vault, changes), person(BEN, vault, changes)
    for day in reversed(DAYS):
        for entry in (note(ana, f"on {day}", day), answer(ana, day=day)):
            changes.entries[entry.id] = entry.row(ana)
        changes.entries[answer(ben, day=day).id] = answer(ben, day=day).row(ben)
    async with db.begin() as tx:
        await changes.write(tx, lambda id: vault.system, NOW)
    async with db.read() as tx:
        found = await load_entries(tx, ana, DAYS[1], DAYS[3])
        assert [(e.day, e.kept.t) for e in found] == [(day, t) for day in DAYS[1:4] for t in ("answer", "note")]
        assert len(await load_entries(tx, ana)) == 2 * len(DAYS)
        assert len(await load_entries(tx, ben, since=DAYS[-1])) == 1


async def test_entries_are_found_by_id_for_their_owner_alone(db: Database, vault: Vault) -> None:
    changes = Changes()
    ana, ben = person(ANA, vault, changes), person(BEN, vault, changes)
    changes.entries[note(ana, "mine").id] = note(ana, "mine").row(ana)
    async with db.begin() as tx:
        await changes.write(tx, lambda id: vault.system, NOW)
    async with db.read() as tx:
        id = note(ana, "mine").id
        assert (await load_entries_by_id(tx, ana, [id, "no such"]))[id].kept.text == "mine"
        assert await load_entries_by_id(tx, ben, [id]) == {}
