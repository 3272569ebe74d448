"""Promises about the export: everything kept about somebody, as they gave it, and nothing of anybody else."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from bot.core.person import Earlier
from bot.store.changes import Changes
from bot.store.database import Database
from bot.store.entries import Entry
from bot.store.export import everything, load_person
from bot.store.people import Person
from bot.store.plain import pretty
from bot.store.reminders import Run, Told
from bot.store.vault import Vault
from tests.people import ANA, BEN, MONDAY, NOW, answer, morning, note, person

WORDS = ["slept well", "😀👩‍👩‍👧", "half a pair \ud83d", "‮right to left", "\x00 and \t\n", '"quoted", =1+1', "é" * 3000]


async def settled(db: Database, vault: Vault) -> tuple[Person, Person]:
    changes = Changes()
    ana, ben = person(ANA, vault, changes), person(BEN, vault, changes)
    for entry in [note(ana, words) for words in WORDS[:2] + WORDS[3:]]:
        changes.entries[entry.id] = entry.row(ana)
    odd = replace(note(ana, "odd"), kept=replace(note(ana, "odd").kept, text=WORDS[2]))
    changes.entries[odd.id] = odd.row(ana)
    changes.entries[answer(ana).id] = answer(ana).row(ana)
    changes.entries[note(ben, "Ben's own").id] = note(ben, "Ben's own").row(ben)
    planned = morning(ana)
    changes.reminders[planned.id] = planned.row(ana)
    run = Run("7" * 32, planned.id, MONDAY, "skipped", Told(NOW, "morning", reason="quiet"))
    changes.runs[run.id] = run.row(ana)
    async with db.begin() as tx:
        await changes.write(tx, lambda id: vault.system, NOW)
    return ana, ben


async def exported(db: Database, vault: Vault, of: Person) -> dict[str, object]:
    async with db.read() as tx:
        found = await load_person(tx, of.id, vault)
        assert found is not None
        told: dict[str, object] = json.loads(pretty(await everything(tx, found)))
    return told


async def test_every_word_and_answer_is_in_it_as_it_was_given(db: Database, vault: Vault) -> None:
    ana, _ = await settled(db, vault)
    told = await exported(db, vault, ana)
    assert {n["text"] for n in told["notes"]} == set(WORDS)  # type: ignore[attr-defined]
    [mood] = told["answers"]  # type: ignore[misc]
    assert (mood["item"], mood["value"], mood["day"], mood["zone"]) == ("mood", 4, "2026-11-23", "Europe/Lisbon")


async def test_settings_consent_reminders_and_what_became_of_them_are_in_it(db: Database, vault: Vault) -> None:
    ana, _ = await settled(db, vault)
    told = await exported(db, vault, ana)
    assert told["settings"]["zone"] == "Europe/Lisbon"  # type: ignore[index]
    assert [c["version"] for c in told["consents"]] == [1]  # type: ignore[attr-defined]
    assert [r["at"] for r in told["reminders"]] == ["08:00:00"]  # type: ignore[attr-defined]
    assert [(r["date"], r["state"], r["reason"]) for r in told["reminder_runs"]] == [  # type: ignore[attr-defined]
        ("2026-11-23", "skipped", "quiet")
    ]


async def test_nothing_of_anybody_else_is_in_it(db: Database, vault: Vault) -> None:
    ana, ben = await settled(db, vault)
    assert "Ben" not in json.dumps(await exported(db, vault, ana))
    assert [n["text"] for n in (await exported(db, vault, ben))["notes"]] == ["Ben's own"]  # type: ignore[attr-defined]


async def test_earlier_words_of_an_edited_note_are_in_it(db: Database, vault: Vault) -> None:
    ana, _ = await settled(db, vault)
    first = note(ana, "first")
    edited = replace(first, kept=replace(first.kept, text="second", was=(Earlier(NOW, text="first"),)))
    async with db.begin() as tx:
        await Changes(entries={edited.id: edited.row(ana)}).write(tx, lambda id: ana.key, NOW)
    [found] = [n for n in (await exported(db, vault, ana))["notes"] if n["text"] == "second"]  # type: ignore[attr-defined]
    assert [was["text"] for was in found["was"]] == ["first"]


async def test_somebody_who_was_erased_has_no_export(db: Database, vault: Vault) -> None:
    ana, _ = await settled(db, vault)
    async with db.begin() as tx:
        await Changes(erased=[(ana.id, ana.lane, 0)]).write(tx, lambda id: vault.system, NOW)
        assert await load_person(tx, ana.id, vault) is None


async def test_an_export_while_others_write_is_one_moment_of_the_notes(db: Database, vault: Vault) -> None:
    ana, _ = await settled(db, vault)
    count, stop = 0, asyncio.Event()

    async def write() -> None:
        nonlocal count
        while not stop.is_set():
            entry = Entry(f"{count:032d}", MONDAY, replace(note(ana, "n").kept, text=f"number {count}"))
            async with db.begin() as tx:
                await Changes(entries={entry.id: entry.row(ana)}).write(tx, lambda id: ana.key, NOW)
            count += 1

    writing = asyncio.create_task(write())
    try:
        while count < 30 and not writing.done():
            told = await exported(db, vault, ana)
            numbers = [n["text"] for n in told["notes"] if n["text"].startswith("number")]  # type: ignore[attr-defined]
            assert sorted(numbers) == sorted(f"number {n}" for n in range(len(numbers)))
            await asyncio.sleep(0.002)
    finally:
        stop.set()
        await writing
