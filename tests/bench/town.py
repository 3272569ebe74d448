"""The people of the load: each has said yes long ago and has this morning's check-in open, opened by its reminder.

They are written through the store, as their own taps would have left them; only the taps themselves are saved.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.content.scripts import load_scripts
from bot.core.away import Silence
from bot.core.checkin import begin
from bot.core.person import Desk, Profile
from bot.core.schedule import Reminder
from bot.settings import Settings, read_settings
from bot.shell.playground.telegram import LocalTelegram
from bot.store.changes import Changes
from bot.store.database import open_database, unlock
from bot.store.people import Person
from bot.store.reminders import Planned, Run, Timer, Told
from bot.store.talks import Talk, seal_screen
from bot.store.vault import SealKey, Vault

ZONE = "Europe/Berlin"
FIRST_CHAT = 10_000
STREET = 200  # people who answer at the same time, more than ever wait at once
TOGETHER = 500  # people in one transaction
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One person of the load: their chat, and the check-in that is open in the message ``screen``."""

    chat: int
    talk: str
    screen: int


def settings_for(folder: Path, api_url: str, token: str) -> dict[str, str]:
    """Return the environment of a bot whose data is in ``folder``."""
    return {
        "STILLPOINT_TOKEN": token,
        "STILLPOINT_API_URL": api_url,
        "STILLPOINT_DATA_DIR": str(folder),
        "STILLPOINT_OPERATOR": "Bench",
        "STILLPOINT_CONTACT": "bench@example.org",
        "STILLPOINT_ACCESS": "open",
        "STILLPOINT_RATE": "1000",
    }


def settle(local: LocalTelegram, count: int) -> list[Neighbour]:
    """Return ``count`` people who have the bot's first question on their phones."""
    people = []
    for chat_id in range(FIRST_CHAT, FIRST_CHAT + count):
        user = local.user(chat_id)
        user.started = True
        asked = local.new_message(local.private_chat(user), local.bot, from_bot=True)
        people.append(Neighbour(chat_id, secrets.token_urlsafe(12), asked.id))
    ask(local, people)
    return people


def ask(local: LocalTelegram, people: list[Neighbour]) -> None:
    """Have the first question on everybody's phone again."""
    for neighbour in people:
        asked = local.chats[neighbour.chat].messages[neighbour.screen]
        asked.text, asked.rows = "How are you today?", []


def taps(people: list[Neighbour]) -> Iterator[tuple[Neighbour, str]]:
    """Yield who taps which button: whole check-ins, street by street, so that nobody is to tap twice at once."""
    for start in range(0, len(people), STREET):
        for question in load_scripts()["morning"].questions:
            for neighbour in people[start : start + STREET]:
                value = question.options[neighbour.chat % len(question.options)]
                yield neighbour, f"1:{neighbour.talk}:{question.id}:{value}"


async def write(folder: Path, people: list[Neighbour], api_url: str, token: str) -> None:
    """Write the database of ``people`` into ``folder``."""
    settings: Settings = read_settings(settings_for(folder, api_url, token))
    vault = await unlock(settings)
    db = await open_database(settings, vault)
    try:
        now = dt.datetime.now(dt.UTC)
        for start in range(0, len(people), TOGETHER):
            changes, keys = Changes(), {}
            for neighbour in people[start : start + TOGETHER]:
                person = _person(vault, neighbour, changes)
                keys[person.id] = person.key
                _rows(vault, neighbour, person, now, changes)

            def key_of(person: str | None, keys: dict[str, SealKey] = keys) -> SealKey:
                return vault.system if person is None else keys[person]

            async with db.begin() as tx:
                await changes.write(tx, key_of, now)
    finally:
        await db.close()


def _person(vault: Vault, neighbour: Neighbour, changes: Changes) -> Person:
    id, key = secrets.token_hex(16), vault.new_key()
    wrapped = vault.wrap(id, key, 1)
    profile = Profile(neighbour.chat, "en", ZONE, settled=True)
    person = Person(id, vault.lane(neighbour.chat), profile, vault.unwrap(id, wrapped, 1))
    changes.people[id] = person.row()
    changes.keys[id] = {"person": id, "wrapped": wrapped, "version": 1}
    return person


def _rows(vault: Vault, neighbour: Neighbour, person: Person, now: dt.datetime, changes: Changes) -> None:
    key, day, lane = person.key, now.date(), person.lane
    for kind, at in (("morning", dt.time(8)), ("evening", dt.time(20, 30)), ("week", dt.time(18))):
        rule = Reminder(key.name("reminder", kind), kind, at, ZONE)  # type: ignore[arg-type]
        changes.reminders[rule.id] = Planned(rule.id, rule, now + DAY).row(person)
    reminder = key.name("reminder", "morning")
    told = Told(now - HOUR, "morning", sent_at=now - HOUR, sent_day=day, sound=True, talk=neighbour.talk)
    run = Run(key.name("run", reminder, day.isoformat()), reminder, day, "sent", told)
    changes.runs[run.id] = run.row(person)
    known = {"run": run.id, "until": now + 3 * HOUR, "prompted": True, "day_ends": now + 12 * HOUR}
    state = begin(load_scripts()["morning"], day, now - HOUR, day.toordinal(), **known)
    checkin = _talk(neighbour.talk, person, "checkin").with_state(state)
    desk = _talk(secrets.token_urlsafe(12), person, "menu").with_state(Desk(Silence(now - DAY, frozenset({day}))))
    for talk in (checkin, desk):
        changes.talks[talk.id] = talk.row(key)
    changes.screens[checkin.id] = seal_screen(key, person.id, checkin.id, neighbour.screen)
    lapse = Timer(vault.system.name("timer", lane, "lapse", checkin.id), now + 3 * HOUR, "lapse", checkin.id)
    changes.timers[lapse.id] = lapse.row(lane, person.id, key)


def _talk(id: str, person: Person, kind: str) -> Talk:
    return Talk(id, person.lane, person.id, kind, b"")
