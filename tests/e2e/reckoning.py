"""What people gave, compared with what is stored and with what was sent: nothing may be missing, double or astray.

Stored things are read through the bot's own code, with the bot stopped; what was given and shown comes from the local
Telegram. Files left by a killed bot are only ever looked at as copies, so that nobody but the next bot mends them.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from bot.core.checkin import CheckIn
from bot.settings import read_settings
from bot.store.database import open_database, unlock
from bot.store.entries import Entry, load_entries
from bot.store.people import load_people
from bot.store.talks import Talk, load_talks
from bot.store.tried import Tried
from tests.e2e.townsfolk import ABOUT_A_CHECKIN, Key, Somebody, button_data, shown_on

HELP = "Write anything and I keep it as a note."


@dataclass
class Tally:
    """The count. All but ``unsure``, ``twice``, ``never`` and ``repeated`` must be what was given, or nought.

    ``lost``, ``doubled``, ``phantom``, ``wrong`` and ``torn`` are about what is stored. Of the sends, ``unsure`` were
    in the hands of a bot that was killed; ``twice`` came twice, ``never`` did not come: both only out of those.
    ``repeated`` edits, deletions and reactions were made again, which nobody sees.
    """

    answers: int = 0
    notes: int = 0
    reminders: int = 0
    lost: int = 0
    doubled: int = 0
    phantom: int = 0
    wrong: int = 0
    torn: int = 0
    unsure: int = 0
    twice: int = 0
    never: int = 0
    repeated: int = 0
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)  # which sends came twice or never

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or astray, and no send went wrong that was not counted as unsure."""
        stored = self.lost + self.doubled + self.phantom + self.wrong + self.torn
        return not stored and not self.faults and self.twice + self.never <= self.unsure


@dataclass(frozen=True, slots=True)
class Wreck:
    """What a killed bot left: the integrity check's verdict, stored update ids, sends on their way (id, attempts)."""

    verdict: str
    updates: frozenset[int]
    in_hand: frozenset[tuple[str, int]]


def look_into(database: Path, scratch: Path) -> Wreck:
    """Return what lies in the files of a dead bot, read from a copy of them."""
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    for name in (database.name, f"{database.name}-wal"):
        if database.with_name(name).exists():
            shutil.copyfile(database.with_name(name), scratch / name)
    with closing(sqlite3.connect(scratch / database.name)) as copy:
        verdict = "; ".join(row[0] for row in copy.execute("PRAGMA integrity_check"))
        updates = frozenset(row[0] for row in copy.execute("SELECT update_id FROM inbox"))
        claimed = copy.execute("SELECT id, attempts FROM outbox WHERE state = 'claimed'").fetchall()
    tried = Tried(database).read()
    in_hand = frozenset((id, attempts) for id, attempts in claimed if tried is None or id in tried)
    return Wreck(verdict, updates, in_hand)


def behind(database: Path, updates: Sequence[int], now: int) -> tuple[int, int]:
    """Return how many of ``updates`` have had no effect yet, and how many sends decided by ``now`` wait.

    ``now`` is in microseconds, as the bot's clock has it. A question that is to be asked again later does not wait.
    """
    sends = (
        "SELECT count(*) FROM outbox WHERE seq <= ?1"
        " AND (state = 'claimed' OR state = 'queued' AND coalesce(again_at, 0) <= ?1)"
    )
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as live:
        done = {row[0] for row in live.execute("SELECT update_id FROM inbox WHERE state = 1")}
        return len(set(updates) - done), live.execute(sends, (now,)).fetchone()[0]


def unmarked(database: Path, in_hand: Iterable[tuple[str, int]]) -> list[str]:
    """Return the sends a killed bot had in its hands which no later one has counted: neither unsure nor made again."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as left:
        rows = {id: (state, attempts) for id, state, attempts in left.execute("SELECT id, state, attempts FROM outbox")}
    found = []
    for id, attempts in in_hand:
        state, now = rows.get(id, ("gone", 0))
        if not (state == "unsure" or now > attempts or (state == "queued" and now == attempts)):
            found.append(f"send {id} was in hand at attempt {attempts}, now {state} at {now}")
    return found


async def reckon(environment: dict[str, str], crowd: Sequence[Somebody], tally: Tally) -> Tally:
    """Return ``tally`` with everything counted. The bot must be stopped."""
    settings = read_settings({name: value for name, value in environment.items() if "KILL_AT" not in name})
    vault = await unlock(settings)
    database = await open_database(settings, vault)
    try:
        async with database.read() as tx:
            lanes = [vault.lane(one.user) for one in crowd]
            people = await load_people(tx, lanes, vault)
            for one, lane in zip(crowd, lanes, strict=True):
                person = people[lane]
                ids = sorted({talk for talk, _ in one.answers})
                talks = await load_talks(tx, [lane], ids, {lane: person.key}, vault.system)
                entries = await load_entries(tx, person)
                count_stored(one, entries, tally)
                _count_torn(talks, entries, tally)
                _count_sent(one, talks, tally)
    finally:
        await database.close()
    return tally


def count_stored(one: Somebody, entries: Sequence[Entry], tally: Tally) -> None:
    """Compare what somebody gave with what is stored of them."""
    answers: dict[Key, list[object]] = {}
    for entry in entries:
        if entry.kept.t == "answer":
            answers.setdefault((entry.kept.talk or "", entry.kept.item or ""), []).append(entry.kept.value)
    tally.answers += len(one.answers)
    for key, value in one.answers.items():
        stored = answers.pop(key, [])
        tally.lost += not stored
        tally.doubled += max(0, len(stored) - 1)
        tally.wrong += sum(_plain(found) != value for found in stored)
        if [_plain(found) for found in stored] != [value]:
            tally.faults.append(f"{one.user} answered {key} with {value}, stored is {stored}")
    tally.phantom += len(answers)
    tally.faults += [f"{one.user} never answered {key}, stored is {stored}" for key, stored in answers.items()]
    kept = Counter(entry.kept.text for entry in entries if entry.kept.t == "note")
    given = Counter(words for _, words in one.notes)
    tally.notes += len(one.notes)
    for words in kept.keys() | given.keys():
        more = kept[words] - given[words]
        tally.lost += max(0, -more)
        if words in given:
            tally.doubled += max(0, more)
        else:
            tally.phantom += more
        if more:
            tally.faults.append(f"{one.user} wrote {words!r} {given[words]} times, stored are {kept[words]}")


def _plain(value: object) -> object:
    return value if isinstance(value, tuple) else str(value)


def _count_torn(talks: Iterable[Talk], entries: Sequence[Entry], tally: Tally) -> None:
    """Count check-ins whose state says another thing than their stored answers."""
    stored: dict[str, dict[str, object]] = {}
    for entry in entries:
        if entry.kept.t == "answer":
            stored.setdefault(entry.kept.talk or "", {})[entry.kept.item or ""] = entry.kept.value
    for talk in talks:
        if talk.kind == "checkin":
            state = {item: value for item, value in talk.read(CheckIn).answers.items() if value != ()}
            state = {item: tuple(value) if isinstance(value, list) else value for item, value in state.items()}
            if state != stored.get(talk.id, {}):
                tally.torn += 1
                tally.faults.append(f"check-in {talk.id} says {state}, stored is {stored.get(talk.id)}")


def _count_sent(one: Somebody, talks: Iterable[Talk], tally: Tally) -> None:
    """Count what came twice and what never came, by what the chat shows in the end."""
    screens: dict[str, list[tuple[str | None, bool]]] = {}
    helps = 0
    for message in one.messages():
        if not message.from_bot or message.deleted:
            continue
        helps += message.text.startswith(HELP)
        about = {what for _, what, _ in button_data(message)} & ABOUT_A_CHECKIN
        if about and (shown := shown_on(message)):
            screens.setdefault(shown.talk, []).append((shown.question, "change" in about))
    twice = [f"{len(copies)} screens of {talk}" for talk, copies in screens.items() if len(copies) > 1]
    tally.twice += sum(len(copies) - 1 for copies in screens.values()) + max(0, helps - one.helps)
    never = ["help"] * max(0, one.helps - helps)
    for talk in talks:
        state = talk.read(CheckIn) if talk.kind == "checkin" else None
        if state is None or not (state.answers or (talk.open and not state.prompted)):
            continue  # reminders are counted as they come
        wanted = (state.asking, False) if talk.open else (None, True)
        if wanted not in screens.get(talk.id, []):
            never.append(f"{wanted} of {talk.id}, shown {screens.get(talk.id)}")
    noted = {id for id, _ in one.notes}
    never += [f"pen on {m.id}" for m in one.messages() if m.id in noted and m.reaction != "✍"]
    tally.never += len(never)
    tally.remarks += [f"{one.user}: twice {what}" for what in twice] + [f"{one.user}: never {what}" for what in never]


def count_repeats(calls: Iterable[dict[str, object]]) -> int:
    """Return how many edits, deletions and reactions the bot made though they stood already."""
    repeats, before = 0, dict[tuple[object, object], object]()
    for call in calls:
        params = call["params"]
        assert isinstance(params, dict)
        if "message_id" not in params or not (call["ok"] or "not modified" in str(call["error"])):
            continue
        where = params.get("chat_id"), params["message_id"]
        what = call["method"], str(sorted((k, str(v)) for k, v in params.items()))
        repeats += before.get(where) == what
        before[where] = what
    return repeats
