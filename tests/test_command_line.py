"""The command line, as real processes: what it refuses, in which words, with which exit code; what it leaves alone."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from bot.settings import read_settings
from bot.store.database import open_database, unlock
from tests.e2e.bot_process import BotProcess
from tests.e2e.telegram_user import Local

ROOT = Path(__file__).parent.parent
TOKEN = "123456:" + "secret_Token-0" * 3
CONFIGURATION = 78  # EX_CONFIG: somebody has to change something first


def stillpoint(command: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Return how ``stillpoint`` ended that was started in ``folder`` with these settings and no others."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("STILLPOINT_")}
    given = {f"STILLPOINT_{name}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, "-m", "bot", *command.split()],
        cwd=folder,
        env={**own, "PYTHONPATH": str(ROOT), **given},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def settings_in(folder: Path) -> dict[str, str]:
    """Return good settings for a bot in ``folder``; there is no Telegram at its address."""
    return {"TOKEN": TOKEN, "OPERATOR": "Ana", "DATA_DIR": str(folder), "API_URL": "http://127.0.0.1:1"}


async def made(folder: Path) -> None:
    """Make the data directory of a bot that has run there before."""
    settings = read_settings({f"STILLPOINT_{name}": value for name, value in settings_in(folder).items()})
    await (await open_database(settings, await unlock(settings))).close()


def prints(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in ``folder`` but the lock."""
    files = [file for file in folder.iterdir() if file.suffix != ".lock"]
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


BAD = {
    "TOKEN": "not a token",
    "API_URL": "nowhere",
    "DATABASE_URL": "mysql://somewhere",
    "OPERATOR": "x" * 300,
    "CONTACT": "two\nlines",
    "ACCESS": "ajar",
    "RATE": "fast",
    "LOG": "loud",
    "TEST_HOOKS": "perhaps",
    "KILL_AT": "send.before",
    "CLOCK_URL": "http://127.0.0.1:1",
    "PORT": "99999999",
    "TOKN": "misspelled",
}


def test_all_bad_settings_are_told_in_one_message(tmp_path: Path) -> None:
    ended = stillpoint("run", tmp_path, **BAD)
    assert ended.returncode == CONFIGURATION
    told = [line for line in ended.stderr.splitlines() if line.startswith("  - ")]
    assert {name for name in BAD if any(f"STILLPOINT_{name} " in line for line in told)} == set(BAD)
    assert len(told) == len(BAD)
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_bad_value_is_repeated_since_it_may_be_a_secret(tmp_path: Path) -> None:
    secrets = {"TOKEN": "99 " + TOKEN, "DATABASE_URL": "mysql://ana:secret-word@host", "LOG": "secret-word"}
    ended = stillpoint("run", tmp_path, **secrets)
    assert ended.returncode == CONFIGURATION
    assert "secret" not in ended.stderr + ended.stdout


@pytest.mark.parametrize("name", ["TOKEN", "OPERATOR"])
def test_a_missing_setting_is_named(tmp_path: Path, name: str) -> None:
    given = settings_in(tmp_path / "data")
    del given[name]
    ended = stillpoint("run", tmp_path, **given)
    assert ended.returncode == CONFIGURATION
    assert f"STILLPOINT_{name} is missing" in ended.stderr


@pytest.mark.parametrize("command", ["run", "doctor"])
def test_every_command_that_needs_settings_refuses_bad_ones_alike(tmp_path: Path, command: str) -> None:
    assert stillpoint(command, tmp_path, **BAD).returncode == CONFIGURATION


async def test_another_key_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await made(data)
    key = data / "stillpoint.key"
    key.write_bytes(base64.urlsafe_b64encode(bytes(32)) + b"\n")
    before = prints(data)
    ended = stillpoint("run", tmp_path, **settings_in(data))
    assert ended.returncode == CONFIGURATION
    assert "is not the key of the database" in ended.stderr
    assert base64.urlsafe_b64encode(bytes(32)).decode() not in ended.stderr
    assert prints(data) == before


async def test_a_missing_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await made(data)
    (data / "stillpoint.key").unlink()
    before = prints(data)
    ended = stillpoint("run", tmp_path, **settings_in(data))
    assert ended.returncode == CONFIGURATION
    assert "no new key was made" in ended.stderr
    assert prints(data) == before


async def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await made(data)
    (data / "stillpoint.key").chmod(0o640)
    ended = stillpoint("run", tmp_path, **settings_in(data))
    assert ended.returncode == CONFIGURATION
    assert "chmod 600" in ended.stderr


@pytest.mark.parametrize("harm", ["overwritten", "cut short", "not a database"])
async def test_a_corrupt_database_is_refused_and_not_replaced(tmp_path: Path, harm: str) -> None:
    data = tmp_path / "data"
    await made(data)
    file = data / "stillpoint.db"
    whole = file.read_bytes()
    harmed = {
        "overwritten": whole[:8192] + b"\xff" * 40_000 + whole[48_192:],
        "cut short": whole[: len(whole) // 2],
        "not a database": b"Dear diary,\n" * 1000,
    }
    file.write_bytes(harmed[harm])
    before = prints(data)
    ended = stillpoint("run", tmp_path, **settings_in(data))
    assert ended.returncode == CONFIGURATION
    assert "cannot be read" in ended.stderr
    assert "Restore" in ended.stderr
    assert prints(data) == before


async def test_a_database_that_has_gone_is_not_replaced_by_an_empty_one(tmp_path: Path) -> None:
    data = tmp_path / "data"
    await made(data)
    (data / "stillpoint.db").unlink()
    ended = stillpoint("run", tmp_path, **settings_in(data))
    assert ended.returncode == CONFIGURATION
    assert "missing or empty" in ended.stderr
    assert not (data / "stillpoint.db").exists()


async def test_a_second_process_on_the_same_database_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    async with Local() as local, BotProcess(local, tmp_path / "data") as first:
        second = BotProcess(local, tmp_path / "data")
        with pytest.raises(RuntimeError, match="already running"):
            await second.start()
        assert await second.ended() == CONFIGURATION
        ana = await local.person(11, "Ana")
        await ana.start()
        await ana.wait("18 or older")
        assert await first.stop() == 0


async def test_a_bot_that_is_told_to_stop_ends_with_0_and_leaves_no_work_in_the_wal(tmp_path: Path) -> None:
    async with Local() as local, BotProcess(local, tmp_path / "data") as bot:
        assert await bot.stop() == 0
    wal = tmp_path / "data" / "stillpoint.db-wal"
    assert not wal.exists() or wal.stat().st_size == 0


def test_check_finds_no_fault_in_the_content(tmp_path: Path) -> None:
    ended = stillpoint("check", tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "No faults found.\n")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_command_is_told_with_those_there_are(tmp_path: Path) -> None:
    ended = stillpoint("dance", tmp_path)
    assert ended.returncode == 2
    assert all(command in ended.stderr for command in ("run", "try", "check", "doctor"))


async def test_doctor_ends_with_1_when_there_is_a_fault_and_shows_no_token(tmp_path: Path) -> None:
    ended = stillpoint("doctor", tmp_path, **settings_in(tmp_path / "data"))
    assert ended.returncode == 1
    assert "Telegram cannot be reached" in ended.stdout
    assert TOKEN.partition(":")[2] not in ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
