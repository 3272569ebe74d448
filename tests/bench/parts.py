"""What single parts cost: screening words for danger, drawing a week's card, a tick of the clock that finds nothing."""

from __future__ import annotations

import datetime as dt
import secrets
import statistics
import tempfile
import time
import tomllib
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, cast

from bot.content.words import load_words
from bot.core.summary import Given, build_week
from bot.settings import read_settings
from bot.shell.access import Access
from bot.shell.clock import RealClock
from bot.shell.detector import Detector
from bot.shell.draw.worker import week_png
from bot.shell.ticks import Ticks
from bot.shell.transport import Telegram
from bot.shell.world import World
from bot.store.database import open_database, unlock
from bot.store.outbox import Numbers
from bot.store.tables import people, reminders
from tests.bench.town import settings_for

LINES = Path(__file__).resolve().parents[1] / "core" / "safety_lines.toml"
REMINDERS = 100_000
EACH = 3  # reminders of one person
SEALED = secrets.token_bytes(289)  # as long as a sealed reminder is


async def measure() -> str:
    """Return the figures as a table."""
    detector = Detector()
    screened = [("by rules", screening(Detector(models=False))), ("and the light model", screening(detector))]
    detector.load()
    screened.append(("and the encoder", screening(detector)))
    rows = [
        *((f"screening one message, {how}", seconds) for how, seconds in screened),
        ("drawing one week's card", drawing()),
        (f"a tick that finds nothing among {REMINDERS:,} reminders", await ticking()),
    ]
    lines = ["| part | median, ms | a second |", "|---|---|---|"]
    lines += [f"| {name} | {seconds * 1000:,.3f} | {1 / seconds:,.0f} |" for name, seconds in rows]
    return "\n".join(lines)


def screening(detector: Detector) -> float:
    """Return the seconds one message takes, over lines that people write: harmless, near misses, and in danger."""
    lines = list(_texts(tomllib.loads(LINES.read_text())))

    def all_lines() -> None:
        for line in lines:
            detector.look(line, "en")

    return _median(all_lines, 5) / len(lines)


def drawing() -> float:
    """Return the seconds a full week's picture takes, from its numbers to PNG."""
    load_words("en")
    last = dt.date(2026, 11, 22)
    days = [last - dt.timedelta(days=n) for n in range(35)]
    given = [Given(day, item, day.day % 5 + 1) for item in ("mood", "energy", "sleep", "calm") for day in days]
    week = build_week(given, days, last).to_json()
    return _median(lambda: week_png(week, "en"), 20)


async def ticking() -> float:
    """Return the seconds of the look for something due that happens every second."""
    with tempfile.TemporaryDirectory(prefix="stillpoint-bench-") as folder:
        settings = read_settings(settings_for(Path(folder), "http://127.0.0.1:9", f"1:{'x' * 30}"))
        vault = await unlock(settings)
        db = await open_database(settings, vault)
        try:
            async with db.begin() as tx:
                everybody = list(_people())
                await tx.execute(people.insert(), everybody)
                await tx.execute(reminders.insert(), list(_reminders(everybody)))
            clock, telegram = RealClock(), Telegram(settings.api_url, settings.token)
            access = Access("open", None, clock.now())
            world = World(settings, vault, db, clock, telegram, Numbers(clock.now), access)
            ticks = Ticks(world, cast(Any, None), cast(Any, None))  # it finds nothing: nobody is told
            return await _median_async(ticks.due, 200)
        finally:
            await db.close()


def _people() -> Iterator[dict[str, Any]]:
    for _ in range(-(-REMINDERS // EACH)):
        lane = secrets.token_hex(16)
        yield {"id": secrets.token_hex(16), "lane": lane, "status": "active", "version": 1, "sealed": SEALED}


def _reminders(everybody: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    for number in range(REMINDERS):
        person = everybody[number // EACH]
        yield {
            "id": secrets.token_hex(16),
            "person": person["id"],
            "lane": person["lane"],
            "next_due_at": tomorrow + dt.timedelta(seconds=number),
            "version": 1,
            "sealed": SEALED,
        }


def _texts(value: Any) -> Iterator[str]:
    """Yield every text anywhere in ``value``."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _median(work: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


async def _median_async(work: Callable[[], Awaitable[object]], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return statistics.median(took)
