"""Kill the bot, again and again, under people who answer and write; then count what is missing and what is double.

    python -m tests.e2e.kills --random 100 --each 20 --seed 1

kills at 100 random moments, 1 to 3 seconds after each start, and 20 times at each point of ``bot/shell/kill.py``; it
prints a table and ends with 1 if anything given was lost, doubled or misplaced, or a send went wrong uncounted.

After a kill at a named point the bot is started again and has ten seconds, from its first getUpdates on, in which
every update given before must have its effect and every reply must be sent or be counted as unsure. Then that one is
killed too, and the next begins.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.shell import kill
from bot.shell.playground.telegram import LocalTelegram
from bot.shell.playground.timekeeper import iso
from bot.shell.playground.updates import Given, UpdateQueue
from tests.e2e.bot_process import BotProcess
from tests.e2e.reckoning import Tally, behind, count_repeats, look_into, reckon, unmarked
from tests.e2e.telegram_user import Local, Person, Screen
from tests.e2e.townsfolk import Somebody

RANDOM = "at random"
A_SECOND = 6.0  # answers and words, of all people together
LATENCY_SECONDS = 0.08  # between a call's effect and its answer
CATCH_UP_SECONDS = 10.0
POINT_SECONDS = 20.0
FIRST_DAY = "2026-11-23T06:50:00+00:00"  # a Monday, ten to eight in Berlin
MORNING = "2026-11-23T07:00:30+00:00"
HALF_DAYS = (dt.time(7), dt.time(19, 30))  # when they are reminded, in UTC


class Polled(UpdateQueue):
    """The queue of updates, which notes when it is asked."""

    def __init__(self, now: Callable[[], float], chance: random.Random) -> None:
        """Take what a queue takes."""
        super().__init__(now, chance)
        self.polled, self.polled_at = asyncio.Event(), 0.0

    async def get(self, *args: object) -> list[dict[str, object]]:  # type: ignore[override]
        """Return what there is, as the bot asks for it."""
        if not self.polled.is_set():
            self.polled_at = time.monotonic()
            self.polled.set()
        return await super().get(*args)  # type: ignore[arg-type]


@dataclass
class Told:
    """What happened: how often the bot was killed, and what was counted in the end."""

    kills: int = 0
    starting: int = 0  # of them before the first getUpdates
    between: int = 0  # kills of bots that had caught up, and of those that reminded
    slowest: float = 0.0  # seconds from a first getUpdates until everything was done
    tally: Tally = field(default_factory=Tally)


class Kills:
    """One bot, its people, and the hand that kills it. An asynchronous context; call ``count`` at the end."""

    def __init__(self, folder: Path, seed: int, people: int = 12) -> None:
        """Everything random comes from ``seed``, but not what the machine does meanwhile."""
        self.folder, self.people = folder, people
        self.told = Told()
        self.chance = random.Random(seed)
        self.telegram = LocalTelegram(seed=seed)
        self.telegram.updates = self.updates = Polled(self.telegram.clock.now, self.chance)
        self.local = Local(self.telegram)
        self.crowd: list[Somebody] = []
        self.database = folder / "bot" / "stillpoint.db"
        self._in_hand: set[tuple[str, int]] = set()
        self._open = asyncio.Event()  # people act only while it is set
        self._caught_up_at = 0.0

    async def __aenter__(self) -> Kills:
        await self.local.__aenter__()
        (self.folder / "bot").mkdir(parents=True)
        limits = self.telegram.limits.told()
        self.bot = BotProcess(self.local, self.folder / "bot", LOG="warning")
        await self.local.do("clock", target=FIRST_DAY)
        await self.local.do("limits", overall=None, per_chat=None)
        await self._start(RATE="200")
        users = range(1001, 1001 + self.people)
        await asyncio.gather(*(self._settle_in(user) for user in users))
        await self.local.advance(to=MORNING)
        await self.local.do("limits", **limits)
        self.crowd = [Somebody(self.telegram, user, random.Random(self.chance.random())) for user in users]
        await self.local.faults({"method": "*", "kind": "delay_after", "times": 0, "delay": LATENCY_SECONDS})
        self._living = asyncio.create_task(self._live())
        self._open.set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._living.cancel()
        await asyncio.gather(self._living, return_exceptions=True)
        if self._runs():
            await self.bot.kill()
        await self.local.__aexit__()

    async def at_random(self, kills: int) -> None:
        """Kill it so many times, each 1 to 3 seconds after its start."""
        if self._runs():
            await self._kill()
        for _ in range(kills):
            starting = asyncio.create_task(self._start())
            await asyncio.sleep(self.chance.uniform(1, 3))
            self.told.starting += not self.updates.polled.is_set()
            assert self.bot.process is not None
            self.bot.process.kill()
            with contextlib.suppress(RuntimeError):  # it was killed before it said that it runs
                await starting
            await self.bot.ended()
            await self._look()
            self.told.kills += 1

    async def at_point(self, name: str, kills: int) -> None:
        """Have it killed so many times at the point ``name``, each at one of its next passes."""
        for _ in range(kills):
            if self._runs():
                await self._kill()
                self.told.between += 1
            if name == "due.flushed":
                await self._die_reminding()
            else:
                await self._die_at(name, 4)
            self.told.kills += 1
            await self._start()
            await self._catch_up()
            # while the clock is moved on, a reminder may close what is being answered: that would be its right
            assert await self.telegram.clock.reached(CATCH_UP_SECONDS), "the bot's clock stands still"
            if name == "due.flushed":
                await self._catch_up()
                self._count_reminders()
            self._open.set()

    async def count(self) -> Told:
        """Return what happened, with everything counted and the bot stopped kindly."""
        if not self._runs():
            await self._start()
        self._open.clear()
        for one in self.crowd:
            one.write()  # who waits for a question that may have got lost says something: then it is shown again
        await self._catch_up(all_of_it=True)
        if code := await self.bot.stop():
            self._fault(f"told to stop, it ended with {code}")
        await self._look()
        tally = await reckon(self.bot.environment(), self.crowd, self.told.tally)
        tally.faults += await asyncio.to_thread(unmarked, self.database, self._in_hand)
        tally.repeated = count_repeats(self.telegram.calls)
        return self.told

    async def _die_at(self, name: str, most: int) -> None:
        """Run the bot until it is killed at one of the next passes of ``name``."""
        with contextlib.suppress(RuntimeError):  # it may come by while it starts
            await self._start(KILL_AT=f"{name}:{self.chance.randint(1, most)}")
        await self._dead(name)

    async def _die_reminding(self) -> None:
        """Have it killed as it reminds everybody: when the reminders are written, and again when some are sent."""
        await asyncio.sleep(1.5)  # some answer what they were last reminded of, with nobody there
        self._open.clear()
        await self._start(KILL_AT="due.flushed")
        await self._catch_up()
        for one in self.crowd:
            one.turn_page()
        # and a quarter of an hour, since who was answering is reminded ten minutes after the last tap
        await self.local.do("clock", target=iso(self._next_half_day() + 15 * 60))
        await self._dead("due.flushed")
        await self._start()
        some = self.chance.randint(1, self.people - 1)
        async with asyncio.timeout(POINT_SECONDS):
            while sum(bool(one.reminders()) for one in self.crowd) < some:
                await asyncio.sleep(0.002)
        await self._kill()
        self.told.between += 1

    def _count_reminders(self) -> None:
        """Count what came to whom since the half-day began: one check-in each, or none if its sending was unsure."""
        tally = self.told.tally
        for one in self.crowd:
            came = len(one.reminders())
            tally.reminders += came
            tally.never += not came
            if came > 1:
                self._fault(f"{one.user} was reminded {came} times")

    def _next_half_day(self) -> float:
        now = dt.datetime.fromtimestamp(self.telegram.clock.now(), dt.UTC)
        days = (now.date(), now.date() + dt.timedelta(days=1))
        moments = [dt.datetime.combine(day, wall, dt.UTC) for day in days for wall in HALF_DAYS]
        return min(moment for moment in moments if moment > now).timestamp()

    def _runs(self) -> bool:
        return self.bot.process is not None and self.bot.process.returncode is None

    def _fault(self, sentence: str) -> None:
        self.told.tally.faults.append(sentence)

    async def _start(self, **settings: str) -> None:
        self.updates.polled.clear()
        await self.bot.start(**settings)

    async def _dead(self, name: str) -> None:
        """Wait until the bot has been killed at ``name``. Raises AssertionError if it lives on, or ends otherwise."""
        try:
            async with asyncio.timeout(POINT_SECONDS):
                code = await self.bot.ended()
        except TimeoutError:
            raise AssertionError(f"the bot never came by {name}\n{self.bot.log()[-2000:]}") from None
        assert code == -signal.SIGKILL, f"at {name} the bot ended with {code}\n{self.bot.log()[-2000:]}"
        await self._look()

    async def _kill(self) -> None:
        await self.bot.kill()
        await self._look()

    async def _look(self) -> None:
        """Look into what the bot left: whole, with every update in it that Telegram need not keep any more."""
        confirmed = {given["update_id"] for given in self._of_today() if given["confirmed"]}
        wreck = await asyncio.to_thread(look_into, self.database, self.folder / "wreck")
        self.told.tally.unsure += len(wreck.in_hand - self._in_hand)
        self._in_hand |= wreck.in_hand
        if wreck.verdict != "ok":
            self._fault(f"integrity_check: {wreck.verdict}")
        if missing := confirmed - wreck.updates:
            self.told.tally.lost += len(missing)
            self._fault(f"confirmed but not stored: {sorted(missing)[:5]}")

    def _of_today(self) -> list[Given]:
        """Return what people did in the last day that the bot is told of. Older rows it may have cleared away."""
        since = self.telegram.clock.now() - 24 * 3600
        return [given for given in self.telegram.given if given["at"] > since and given["update_id"] is not None]

    async def _catch_up(self, all_of_it: bool = False) -> None:
        """Wait until all that was given, stored or decided so far has had its effect; note how long a start took to it.

        With ``all_of_it`` also for what is to be sent later, and for as long as a minute.

        Raises:
            AssertionError: it took longer than it may.
        """
        async with asyncio.timeout(POINT_SECONDS):
            await self.updates.polled.wait()
        given = [given["update_id"] for given in self._of_today()]
        since_start = self.updates.polled_at > self._caught_up_at
        patience = 60.0 if all_of_it else CATCH_UP_SECONDS
        begun, updates, now = self.updates.polled_at if since_start else time.monotonic(), 1, 0
        while True:
            if updates:  # what they have brought about is not all decided yet
                now = int(self.telegram.clock.now() * 1_000_000)
            updates, sends = await asyncio.to_thread(behind, self.database, given, now * (1000 if all_of_it else 1))
            seconds = time.monotonic() - begun
            if not updates and not sends:
                break
            assert seconds < patience, f"{updates} updates and {sends} sends wait after {seconds:.1f} s"
            await asyncio.sleep(0.03)
        self._caught_up_at = time.monotonic()
        if since_start:
            self.told.slowest = max(self.told.slowest, seconds)

    async def _live(self) -> None:
        """Have people do things, so many a second, as they come."""
        while True:
            await asyncio.sleep(self.chance.expovariate(A_SECOND))
            if self._open.is_set():
                self.chance.choice(self.crowd).act()

    async def _settle_in(self, user: int) -> None:
        """Have somebody come, say yes and choose their times."""
        person: Person = await self.local.person(user, f"Person {user}")
        await person.start()

        async def tap(screen: Screen, part: str, then: str) -> Screen:
            label = next(label for label in screen.labels if part in label)
            await person.tap(label, message=screen.message_id)
            return await person.wait(then, 30)

        screen = await person.wait("18 or older", 30)
        screen = await tap(screen, "18 or older", "plain facts")
        screen = await tap(screen, "Yes, keep", "What time is it")
        screen = await tap(screen, "Berlin", "When shall I")
        screen = await tap(screen, "08:00 and evening", "All set")
        await tap(screen, "Later", "All set")


HEADINGS = (
    "killed", "kills", "answers", "notes", "lost", "doubled", "phantom, misfiled, torn",
    "sends unsure", "came twice", "never came", "repeated unseen", "caught up after",
)  # fmt: skip


def row(name: str, told: Told) -> str:
    """Return the line of the table that tells of one way of killing."""
    tally = told.tally
    kills = f"{told.kills} + {told.between}" if told.between else f"{told.kills} ({told.starting} while starting)"
    astray = tally.phantom + tally.wrong + tally.torn
    figures = (tally.answers, tally.notes, tally.lost, tally.doubled, astray)
    sends = (tally.unsure, tally.twice, tally.never, tally.repeated)
    return f"| {' | '.join(map(str, (name, kills, *figures, *sends)))} | {told.slowest:.1f} s |"


async def run(ways: Sequence[tuple[str, int]], seed: int, people: int) -> bool:
    """Kill in each of the ``ways`` (a name and how often), print the table and return whether all was clean."""
    print(f"Seed {seed}, {people} people, {A_SECOND:g} things a second, answers {LATENCY_SECONDS * 1000:g} ms late.\n")
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    clean = True
    for name, kills in ways:
        with tempfile.TemporaryDirectory(prefix="kills-") as folder:
            async with Kills(Path(folder), seed, people) as test:
                try:
                    await (test.at_random(kills) if name == RANDOM else test.at_point(name, kills))
                    await test.count()
                except AssertionError as fault:
                    test.told.tally.faults.append(str(fault))
                print(row(name, test.told), flush=True)
                for sentence in (*test.told.tally.faults, *test.told.tally.remarks):
                    print(f"  {sentence}", file=sys.stderr, flush=True)
                clean &= test.told.tally.clean
    print("\nNothing was lost, doubled or misplaced." if clean else "\nSomething went wrong.")
    return clean


def main() -> int:
    """Read the command line and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.kills", description="Kill the bot and count.")
    parser.add_argument("--random", type=int, default=100, help="kills at random moments")
    parser.add_argument("--each", type=int, default=20, help="kills at each kill point")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--only", help="only this kill point")
    chosen = parser.parse_args()
    ways = [(RANDOM, chosen.random), *((name, chosen.each) for name in kill.NAMES if chosen.only in (None, name))]
    return 0 if asyncio.run(run([way for way in ways if way[1]], chosen.seed, chosen.people)) else 1


if __name__ == "__main__":
    sys.exit(main())
