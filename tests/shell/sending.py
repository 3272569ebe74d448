"""A process that sends what its outbox holds, and can be killed on the way.

    python -m tests.shell.sending DIRECTORY API_URL [KILL_POINT]

The first start in a directory writes four parcels, one of each policy; every start recovers, sends and stops.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import time
from pathlib import Path

from bot.settings import read_settings
from bot.shell import kill
from bot.shell.errands import Errands
from bot.shell.limiter import Limiter
from bot.shell.postman import Postman
from bot.shell.transport import Telegram
from bot.store.database import open_database, unlock
from bot.store.outbox import (
    REMINDER,
    REPLY,
    Found,
    Numbers,
    Parcel,
    Policy,
    Result,
    claim_queued,
    insert_parcels,
    screen_of,
    settle,
    unsure_at_start,
)
from tests.shell.peer import TOKEN

ANA = 1001
POLICIES: tuple[Policy, ...] = ("reask", "once", "repeat", "never")


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def main(directory: Path, url: str, kill_at: str | None, first: bool) -> None:
    settings = read_settings({"STILLPOINT_DATA_DIR": str(directory)}, trying=True)
    vault = await unlock(settings)
    db = await open_database(settings, vault)
    results: list[Result] = []
    telegram = Telegram(url, TOKEN)

    async def write() -> None:
        taken = results[:]
        results.clear()
        if taken:
            kill.point("settle.before")
            async with db.begin() as tx:
                await settle(tx, taken, vault)
            kill.point("settle.committed")

    def settled(some: list[Result]) -> None:
        results.extend(some)
        tasks.add(asyncio.ensure_future(write()))

    async def claim(limit: int) -> list[Parcel]:
        async with db.begin() as tx:
            return await claim_queued(tx, now(), limit, vault)

    async def recover() -> Found:
        async with db.begin() as tx:
            return await unsure_at_start(tx, now(), vault)

    async def screen(talk: str) -> int | None:
        async with db.read() as tx:
            return await screen_of(tx, talk, vault)

    async def nothing(*_: object) -> tuple[str, str, bytes]:
        raise NotImplementedError

    tasks: set[asyncio.Future[None]] = set()
    errands = Errands(settled, claim, recover, screen, nothing, nothing, vault.lane, sent_again="(again)")
    postman = Postman(telegram, Limiter(time.monotonic, 1000), errands, now)
    await postman.recover()
    if kill_at:
        kill.arm(kill_at)
    if first:
        numbers = Numbers(now)
        parcels = [_parcel(policy, numbers, vault.lane(ANA)) for policy in POLICIES]
        async with db.begin() as tx:
            claimed = await insert_parcels(tx, parcels, lambda person: vault.system)
        postman.post(claimed)
    await postman.pull()
    await postman.stop(10)
    await asyncio.gather(*tasks)
    print(postman.counters.unsure)
    await telegram.close()
    await db.close()


def _parcel(policy: Policy, numbers: Numbers, lane: str) -> Parcel:
    method = "editMessageText" if policy == "repeat" else "sendMessage"
    params = {"text": policy, "message_id": 5} if policy == "repeat" else {"text": policy}
    priority = REMINDER if policy == "never" else REPLY
    return Parcel(f"the-{policy}", numbers.next(), lane, None, ANA, method, params, priority, policy)


if __name__ == "__main__":
    place, address, *point = sys.argv[1:]
    asyncio.run(main(Path(place), address, point[0] if point else None, not Path(place).exists()))
