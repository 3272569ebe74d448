"""Ana in Lisbon, Ben in Berlin, Chidi in Lagos, Dilnoza in Tashkent: everybody in tests is one of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core.person import Desk, Kept, Profile
from bot.core.schedule import Reminder, next_due
from bot.store.changes import Changes
from bot.store.entries import Entry
from bot.store.people import Person
from bot.store.reminders import Planned
from bot.store.talks import Talk
from bot.store.vault import Vault

MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 8, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A name, the id Telegram knows them by, and where they live."""

    name: str
    user: int
    zone: str

    def local(self, hour: int, minute: int = 0, day: dt.date = MONDAY) -> dt.datetime:
        """Return the instant in UTC at which it is ``hour``:``minute`` where they live."""
        wall = dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(self.zone))
        return wall.astimezone(dt.UTC)


ANA = Somebody("Ana", 710_000_001_001, "Europe/Lisbon")
BEN = Somebody("Ben", 710_000_001_002, "Europe/Berlin")
CHIDI = Somebody("Chidi", 710_000_001_003, "Africa/Lagos")
DILNOZA = Somebody("Dilnoza", 710_000_001_004, "Asia/Tashkent")
EVERYBODY = (ANA, BEN, CHIDI, DILNOZA)


def person(who: Somebody, vault: Vault, changes: Changes | None = None) -> Person:
    """Return ``who`` as somebody who has finished setting up; their rows are added to ``changes``."""
    id, key = f"{who.user:032x}", vault.new_key()
    wrapped = vault.wrap(id, key, 1)
    profile = Profile(who.user, zone=who.zone, settled=True)
    made = Person(id, vault.lane(who.user), profile, vault.unwrap(id, wrapped, 1))
    if changes is not None:
        changes.people[id] = made.row()
        changes.keys[id] = {"person": id, "wrapped": wrapped, "version": 1}
        consent = made.key.seal("consents", "sealed", id, id, f"{NOW.isoformat()} en 1".encode())
        changes.consents.append({"id": id, "person": id, "version": 1, "sealed": consent})
        desk = Talk(f"desk-{who.user % 10_000_000_000}", made.lane, id, "menu", b"{}").with_state(Desk())
        changes.talks[desk.id] = desk.row(made.key)
    return made


def answer(who: Person, item: str = "mood", value: int = 4, day: dt.date = MONDAY) -> Entry:
    """Return an answer of the morning check-in of ``day``."""
    at = dt.datetime.combine(day, dt.time(8), dt.UTC)
    kept = Kept("answer", at, str(who.profile.zone), item=item, value=value, script="morning", talk="talk")
    return Entry(who.key.name("answer", item, day.isoformat()), day, kept)


def note(who: Person, text: str, day: dt.date = MONDAY) -> Entry:
    """Return a note of ``day``."""
    at = dt.datetime.combine(day, dt.time(9), dt.UTC)
    return Entry(who.key.name("note", text), day, Kept("note", at, str(who.profile.zone), text=text, source="message"))


def morning(who: Person, at: dt.time = dt.time(8), after: dt.datetime = NOW) -> Planned:
    """Return a morning reminder, planned as it is after ``after``."""
    rule = Reminder(who.key.name("reminder", "morning"), "morning", at, str(who.profile.zone))
    due = next_due(rule, after)
    return Planned(rule.id, rule, due.at if due else None)
