"""What a durable answer costs, beside python-telegram-bot's echo: ``python -m tests.bench`` (or ``make bench``).

Nothing here passes or fails. Both bots meet the same local Telegram, on a core of its own if there are two, in turns:
five rounds of each, so that what else the computer does hits both alike. docs/performance.md has the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import uvloop

from bot.shell.playground.server import Running, serve
from bot.shell.playground.telegram import LocalTelegram
from tests.bench import load, parts, town
from tests.bench.process import Bot

SETTLE_SECONDS = 2.0  # after the first getUpdates: commands and texts of the profile are set meanwhile
IDLE_SECONDS = 5.0
ALONE = 100  # updates of one person alone, one after the other


@dataclass(slots=True)
class Rounds:
    """What the rounds of one bot gave, by figure."""

    name: str
    figures: dict[str, list[float]] = field(default_factory=dict)

    def note(self, **figures: float) -> None:
        """Take in the figures of one round."""
        for name, value in figures.items():
            self.figures.setdefault(name, []).append(value)


@dataclass(frozen=True, slots=True)
class Bench:
    """The place where it happens."""

    running: Running
    doorbell: load.Doorbell
    folder: Path
    people: list[town.Neighbour]
    core: int | None
    together: int
    seconds: float
    profile: str | None  # where the profile of our last round goes

    @property
    def local(self) -> LocalTelegram:
        """The local Telegram."""
        return self.running.local

    async def warm_up(self) -> None:
        """Start each bot once, so that both are compiled."""
        data = self.folder / "first"
        shutil.copytree(self.folder / "town", data)
        await self._start_once(("-m", "bot", "run"), town.settings_for(data, self.running.api_url, self.running.token))
        await self._start_once(("-m", "tests.bench.echo"), self._echo())

    async def _start_once(self, command: tuple[str, ...], environ: dict[str, str]) -> None:
        self.doorbell.rung.clear()
        async with Bot(command, environ, self.folder / "first.log", self.core) as bot:
            await bot.until(self.doorbell.rung)

    def _echo(self) -> dict[str, str]:
        return {"TOKEN": self.running.token, "API_URL": self.running.api_url}

    async def ours(self, rounds: Rounds) -> None:
        """One round of Stillpoint: taps that answer questions, on a copy of the town's database."""
        data = self.folder / "round"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.folder / "town", data)
        town.ask(self.local, self.people)
        environ = town.settings_for(data, self.running.api_url, self.running.token)
        alone, crowd = self.people[:ALONE], self.people[ALONE:]
        with load.Phones(self.local, "editMessageText", load.tap) as phones:
            command = ("-m", "tests.bench.sampler", self.profile) if self.profile else ("-m", "bot", "run")
            bot = Bot(command, environ, self.folder / "ours.log", self.core)
            await self._round(rounds, bot, phones, town.taps(alone), town.taps(crowd))
        with closing(sqlite3.connect(data / "stillpoint.db")) as database:
            kept = database.execute("SELECT count(*) FROM entries").fetchone()[0]
        # an answer that was shown and not stored would make every figure worthless
        if kept != phones.answers:
            raise SystemExit(f"{phones.answers} answers were shown, {kept} are stored")

    async def theirs(self, rounds: Rounds) -> None:
        """One round of the echo: texts that come back."""
        texts: Iterator[load.Step] = ((who, "I slept well and feel fine") for who in itertools.cycle(self.people))
        with load.Phones(self.local, "sendMessage", load.write) as phones:
            bot = Bot(("-m", "tests.bench.echo"), self._echo(), self.folder / "theirs.log", self.core)
            await self._round(rounds, bot, phones, texts, texts)

    async def _round(
        self, rounds: Rounds, bot: Bot, phones: load.Phones, alone: Iterator[load.Step], crowd: Iterator[load.Step]
    ) -> None:
        self.doorbell.drop_all()
        self.doorbell.rung.clear()
        async with bot:
            await bot.until(self.doorbell.rung)
            rounds.note(start_seconds=time.monotonic() - bot.started_at)
            await asyncio.sleep(SETTLE_SECONDS)
            used = bot.cpu_seconds()
            await asyncio.sleep(IDLE_SECONDS)
            rounds.note(idle_mb=bot.memory_mb(), idle_cpu=(bot.cpu_seconds() - used) / IDLE_SECONDS * 1000)
            waits = []
            for step in itertools.islice(alone, ALONE):
                waits.append(await phones.do(*step) * 1000)
                await asyncio.sleep(0.02)
            rounds.note(alone_p50=statistics.median(waits), alone_p99=load.percentile(sorted(waits), 99))
            carried = await phones.storm(bot, crowd, self.together, self.seconds)
            rounds.note(per_cpu_second=carried.per_cpu_second, per_second=carried.per_second)
            rounds.note(p50=carried.p50, p99=carried.p99, peak_mb=bot.memory_mb(peak=True))


ROWS = {
    "per_cpu_second": ("updates per CPU second", "{:,.0f}"),
    "per_second": ("updates per second", "{:,.0f}"),
    "p50": ("50 people, p50, ms", "{:.1f}"),
    "p99": ("50 people, p99, ms", "{:.1f}"),
    "alone_p50": ("one person, p50, ms", "{:.1f}"),
    "alone_p99": ("one person, p99, ms", "{:.1f}"),
    "start_seconds": ("start to first getUpdates, s", "{:.2f}"),
    "idle_mb": ("memory idle, MiB", "{:.0f}"),
    "peak_mb": ("memory peak, MiB", "{:.0f}"),
    "idle_cpu": ("idle, CPU ms per second", "{:.1f}"),
}


def table(ours: Rounds, theirs: Rounds) -> str:
    """Return the figures side by side, as medians and their ranges."""
    lines = [f"| | {ours.name} | {theirs.name} | ratio |", "|---|---|---|---|"]
    for name, (title, form) in ROWS.items():
        cells = []
        for rounds in (ours, theirs):
            values = rounds.figures[name]
            middle, low, high = (form.format(value) for value in (statistics.median(values), min(values), max(values)))
            cells.append(f"{middle} ({low}–{high})")
        pairs = [a / b if b else 0.0 for a, b in zip(ours.figures[name], theirs.figures[name], strict=True)]
        lines.append(f"| {title} | {' | '.join(cells)} | {statistics.median(pairs):.2f} |")
    return "\n".join(lines)


async def bench(chosen: argparse.Namespace, core: int | None) -> None:
    """Run it all and print the figures."""
    local = LocalTelegram(limited=False)
    local.logging = False
    local.updates = doorbell = load.Doorbell(local)
    folder = Path(tempfile.mkdtemp(prefix="stillpoint-bench-"))
    try:
        async with await serve(local) as running:
            people = town.settle(local, chosen.people)
            (folder / "town").mkdir()
            await town.write(folder / "town", people, running.api_url, running.token)
            place = Bench(running, doorbell, folder, people, core, chosen.together, chosen.seconds, chosen.profile)
            ours, theirs = Rounds("Stillpoint, durable answer"), Rounds("python-telegram-bot, echo")
            await place.warm_up()
            for number in range(chosen.rounds):
                await place.theirs(theirs)
                await place.ours(ours)
                last = [f"{rounds.figures['per_cpu_second'][-1]:,.0f}" for rounds in (ours, theirs)]
                print(f"round {number + 1}: {last[0]} and {last[1]} updates per CPU second", file=sys.stderr)
            print(table(ours, theirs))
    except TimeoutError:
        sys.exit(f"an answer never came; {(folder / 'ours.log').read_text()[-4000:]}")
    finally:
        shutil.rmtree(folder)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10, help="of load in each round")
    parser.add_argument("--together", type=int, default=50, help="people who wait at the same time")
    parser.add_argument("--people", type=int, default=4000, help="chats they take turns in; five answers in each")
    parser.add_argument("--profile", metavar="FILE", help="what our bot does all the time, into FILE")
    parser.add_argument("--parts", action="store_true", help="only the parts: screening, the card, a tick")
    chosen = parser.parse_args(arguments)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, {cores[1]})
    if not chosen.parts:
        uvloop.run(bench(chosen, cores[0] if len(cores) > 1 else None))
    if chosen.profile is None:
        print()
        print(uvloop.run(parts.measure()))


if __name__ == "__main__":
    main()
