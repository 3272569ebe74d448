"""The load: people who each wait for the bot's answer before they do the next thing, and how long they waited."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.shell.playground import methods, people
from bot.shell.playground.telegram import LocalTelegram
from bot.shell.playground.updates import UpdateQueue
from tests.bench.process import Bot
from tests.bench.town import Neighbour

WARM_UP_SECONDS = 1.0
PATIENCE_SECONDS = 30

Step = tuple[Neighbour, str]
Act = Callable[[LocalTelegram, Neighbour, str], object]


@dataclass(frozen=True, slots=True)
class Carried:
    """What a bot did under load. Latencies in milliseconds, from the update being there to its answer being there."""

    updates: int
    seconds: float
    cpu_seconds: float
    p50: float
    p99: float

    @property
    def per_cpu_second(self) -> float:
        """Updates for each second of processor time of the bot's process."""
        return self.updates / self.cpu_seconds

    @property
    def per_second(self) -> float:
        """Updates for each second on the wall."""
        return self.updates / self.seconds


def tap(local: LocalTelegram, who: Neighbour, data: str) -> None:
    """Tap a button of the check-in."""
    people.tap(local, who.chat, {"message_id": who.screen, "data": data})


def write(local: LocalTelegram, who: Neighbour, text: str) -> None:
    """Write a text."""
    people.say(local, who.chat, text)


class Doorbell(UpdateQueue):
    """A queue of updates that tells when somebody comes to wait for them."""

    def __init__(self, local: LocalTelegram) -> None:
        super().__init__(local.clock.now, random.Random())
        self.rung = asyncio.Event()

    async def get(self, offset: int, limit: int, timeout: float, allowed: Iterable[str] | None) -> list[dict[str, Any]]:
        """Return up to ``limit`` updates, as ever."""
        if timeout > 0:
            self.rung.set()
        return await super().get(offset, limit, timeout, allowed)


class Phones:
    """The other end: notices when ``method`` reaches a chat. While it is open the Bot API's ``method`` tells it."""

    def __init__(self, local: LocalTelegram, method: str, act: Act) -> None:
        self._local, self._method, self._act = local, method, act
        self._waiting: dict[int, asyncio.Future[float]] = {}
        self._answered: list[tuple[float, float]] = []  # (when, how long it took), in seconds

    def __enter__(self) -> Phones:
        self._real = methods.METHODS[self._method]
        methods.METHODS[self._method] = self._arrived
        return self

    def __exit__(self, *_: object) -> None:
        methods.METHODS[self._method] = self._real

    def _arrived(self, local: LocalTelegram, params: dict[str, Any], files: dict[str, Any]) -> object:
        result = self._real(local, params, files)
        waiting = self._waiting.pop(params["chat_id"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())
        return result

    @property
    def answers(self) -> int:
        """How many things were answered."""
        return len(self._answered)

    async def do(self, who: Neighbour, what: str) -> float:
        """Do one thing and return after how many seconds its answer was there. Raises TimeoutError."""
        arrived = self._waiting[who.chat] = asyncio.get_running_loop().create_future()
        began = time.perf_counter()
        self._act(self._local, who, what)
        async with asyncio.timeout(PATIENCE_SECONDS):
            ended = await arrived
        self._answered.append((ended, ended - began))
        return ended - began

    async def storm(self, bot: Bot, steps: Iterator[Step], together: int, seconds: float) -> Carried:
        """Have ``together`` people act for ``seconds`` after a warm-up, each as soon as their last answer came."""
        running = True

        async def person() -> None:
            while running and (step := next(steps, None)) is not None:
                await self.do(*step)

        crowd = [asyncio.create_task(person()) for _ in range(together)]
        await asyncio.sleep(WARM_UP_SECONDS)
        began, used = time.perf_counter(), bot.cpu_seconds()
        await asyncio.wait(crowd, timeout=seconds)
        ended, used = time.perf_counter(), bot.cpu_seconds() - used
        running = False
        await asyncio.gather(*crowd)
        took = sorted(took * 1000 for at, took in self._answered if began <= at <= ended)
        return Carried(len(took), ended - began, used, statistics.median(took), percentile(took, 99))


def percentile(values: list[float], percent: float) -> float:
    """Return the value below which ``percent`` of sorted ``values`` lie."""
    return values[min(len(values) - 1, int(len(values) * percent / 100))]
