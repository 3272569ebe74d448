"""Made-up weeks for the try page: answers and notes such as somebody might have given, the same ones each time.

The scripts themselves are walked, so a sample day has the shape of a real one: the questions that were asked, in their
order, with values that a button could have given. Days that already have answers of the person's own are left alone.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.core.checkin import HOURS
from bot.core.person import Kept
from bot.core.schedule import DAY, local_day, local_instant
from bot.core.script import Answer, Question, Script
from bot.shell.playground.refused import Impossible
from bot.shell.world import World
from bot.store.changes import Changes
from bot.store.entries import Entry, load_entries
from bot.store.people import Person, load_people

WEEKS = 8
DAYS = 7 * WEEKS
SECONDS_PER_ANSWER = 6
MORNING, EVENING = dt.time(7, 45), dt.time(20, 20)
LATE_MINUTES = 50  # a check-in is answered up to so long after its time


@dataclass(frozen=True, slots=True)
class Life:
    """A way of living: ``level`` gives the day's height (1 to 5) and ``there`` how likely a check-in is, both by the
    day's number from 0 to 55; ``notes`` is how likely a note is."""

    level: Callable[[int], float]
    there: Callable[[int], float]
    sleep_hours: float
    notes: float


def _hard(day: int) -> float:
    if day < 21:
        return 3.7
    return 1.9 if day < 46 else 1.9 + (day - 46) * 0.12


LIVES = {
    "steady": Life(lambda day: 3.4 + 0.35 * (day > 30), lambda day: 0.94, 7.2, 0.45),
    "hard": Life(_hard, lambda day: 0.9 if day < 21 or day > 47 else 0.75, 6.2, 0.5),
    "gaps": Life(lambda day: 3.3, lambda day: 0.85 if day // 5 in (0, 4, 8) or day > 51 else 0.06, 6.9, 0.35),
}


async def fill(world: World, chat_id: int, kind: str) -> dict[str, int]:
    """Write eight weeks of ``kind`` up to yesterday, in place of sample weeks from before; return how many entries.

    Raises:
        Impossible: there is no such kind, or this person is not set up.
    """
    if kind not in LIVES:
        raise Impossible(400, f"no such weeks: {kind}")
    lane = world.vault.lane(chat_id)
    async with world.db.begin() as tx:
        person = (await load_people(tx, [lane], world.vault)).get(lane)
        if person is None or person.profile.zone is None:
            raise Impossible(409, "Set up comes first: the sample weeks are written for somebody.")
        now = world.clock.now()
        today = local_day(now, person.profile.zone, person.profile.day_start)
        first = today - DAYS * DAY
        there = await load_entries(tx, person, first, today)
        made_up = _talks(person, first, world)
        old = {entry.id for entry in there if entry.kept.talk in made_up or _is_note(person, entry)}
        busy = {entry.day for entry in there if entry.id not in old and entry.kept.t == "answer"}
        entries = [entry for entry in live(world.scripts, person, kind, first) if entry.day not in busy]
        changes = Changes(entries={entry.id: entry.row(person) for entry in entries})
        changes.entries_gone = old - set(changes.entries)
        await changes.write(tx, lambda _: person.key, now)
    return {"entries": len(entries)}


def live(scripts: Mapping[str, Script], person: Person, kind: str, first: dt.date) -> Iterator[Entry]:
    """Yield the entries of eight weeks from the local day ``first`` on, day by day."""
    life, chance, drift = LIVES[kind], random.Random(f"stillpoint {kind}"), 0.0  # noqa: S311 - makes up, hides nothing
    for number in range(DAYS):
        day = first + number * DAY
        drift = 0.55 * drift + chance.gauss(0, 0.45)  # good and bad days come in runs
        height = life.level(number) + drift + (0.4 if day.weekday() >= 5 else 0)
        is_there = chance.random() < life.there(number)
        if is_there:
            yield from _check_in(person, scripts["morning"], day, MORNING, height, life, chance)
            if chance.random() < life.notes:
                yield _note(person, kind, day, height, chance)
        if is_there and chance.random() < 0.8:
            later = height + chance.gauss(0.2, 0.4)
            yield from _check_in(person, scripts["evening"], day, EVENING, later, life, chance)


def _check_in(
    person: Person,
    script: Script,
    day: dt.date,
    wall: dt.time,
    height: float,
    life: Life,
    chance: random.Random,
) -> Iterator[Entry]:
    """Yield the answers of one check-in, question by question as ``script`` asks them."""
    talk = _talk(person, script.id, day)
    at = _moment(person, day, wall, chance)
    answers: dict[str, Answer] = {}
    passed: set[str] = set()
    while question := _next(script, answers, passed, day):
        at += dt.timedelta(seconds=chance.uniform(0.4, 1.6) * SECONDS_PER_ANSWER)
        value = _answer(question, day, height, life, chance)
        if value is None:
            passed.add(question.id)
            continue
        answers[question.id] = value
        yield _entry(person, day, at, talk, script, question.id, value)
    if "sleep" in answers and chance.random() < 0.85:
        slept = life.sleep_hours + 0.55 * (int(str(answers["sleep"])) - 3) + chance.gauss(0, 0.35)
        hours = min(map(float, HOURS), key=lambda step: abs(step - slept))
        yield _entry(person, day, at + dt.timedelta(seconds=SECONDS_PER_ANSWER), talk, script, "hours", hours)


def _next(script: Script, answers: dict[str, Answer], passed: set[str], day: dt.date) -> Question | None:
    asked = script.asked(answers, day.toordinal())
    return next((question for question in asked if question.id not in answers and question.id not in passed), None)


def _answer(question: Question, day: dt.date, height: float, life: Life, chance: random.Random) -> Answer | None:
    """Return an answer that fits a day of this ``height``, or None where the question is passed over."""
    if question.kind == "scale":
        return max(1, min(5, round(height + chance.gauss(0, 0.5))))
    if question.kind == "kind":
        return "practice" if day.weekday() in (2, 5) else "rest"
    if question.kind == "chips":
        picked = set(chance.sample(question.options, chance.choice((1, 1, 2, 3))))
        return tuple(option for option in question.options if option in picked)
    if question.kind == "choice":
        return "leave" if "leave" in question.options else question.options[-1]
    return None


def _entry(person: Person, day: dt.date, at: dt.datetime, talk: str, script: Script, item: str, value: Answer) -> Entry:
    kept = Kept("answer", at, person.profile.zone or "UTC", item=item, value=value, talk=talk, script=script.id)
    return Entry(person.key.name("answer", talk, item), day, kept)


def _note(person: Person, kind: str, day: dt.date, height: float, chance: random.Random) -> Entry:
    mood = "low" if height < 2.6 else "middle" if height < 3.8 else "high"
    at = _moment(person, day, dt.time(12, 30), chance)
    text = chance.choice(_lines()[kind][mood])
    kept = Kept("note", at, person.profile.zone or "UTC", text=text, source="message")
    return Entry(_note_id(person, day), day, kept)


def _moment(person: Person, day: dt.date, wall: dt.time, chance: random.Random) -> dt.datetime:
    start = local_instant(day, wall, person.profile.zone or "UTC")
    return start + dt.timedelta(seconds=chance.randrange(60 * LATE_MINUTES))


def _talk(person: Person, script: str, day: dt.date) -> str:
    return person.key.name("sample", script, day.isoformat())[:16]


def _talks(person: Person, first: dt.date, world: World) -> frozenset[str]:
    days = [first + number * DAY for number in range(DAYS)]
    return frozenset(_talk(person, script, day) for script in world.scripts for day in days)


def _note_id(person: Person, day: dt.date) -> str:
    return person.key.name("note", "sample", day.isoformat())


def _is_note(person: Person, entry: Entry) -> bool:
    return entry.id == _note_id(person, entry.day)


@cache
def _lines() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("sample.toml").read_text("utf-8"))
