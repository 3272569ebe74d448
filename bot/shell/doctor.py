"""``stillpoint doctor``: whether this machine, these settings and these files can run the bot. It changes nothing.

Each finding is one sentence that says what to do. None shows a token, a key, a password, or anything of a person's.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import aiohttp

from bot.content.check import check
from bot.content.lines import old_rows
from bot.errors import StartRefused
from bot.settings import PREFIX, Settings
from bot.shell.detector import Detector
from bot.store import opening, place, postgresql
from bot.store.keyfile import read_key
from bot.store.vault import Vault

ANSWER_SECONDS = 20
SKEW_SECONDS, GREAT_SKEW_SECONDS = 5, 60
FREE_BYTES, FEW_BYTES = 1_000_000_000, 100_000_000
OLDEST_SQLITE = (3, 35)  # the first that tells which rows a change changed

Grade = Literal["good", "mind", "fault"]
MARKS: dict[Grade, str] = {"good": "  ok    ", "mind": "  mind  ", "fault": "  FAULT "}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: good, something to mind, or a fault that keeps the bot from running well."""

    grade: Grade
    sentence: str


async def doctor(settings: Settings) -> int:
    """Print everything found about this place and return the exit code: 0, or 1 if there is a fault."""
    findings = [finding async for finding in examine(settings, os.environ)]
    for finding in findings:
        print(f"{MARKS[finding.grade]}{finding.sentence}")
    faults = sum(finding.grade == "fault" for finding in findings)
    minds = sum(finding.grade == "mind" for finding in findings)
    print(f"\n{_count(faults, 'fault')}, {_count(minds, 'thing')} to mind.")
    return 1 if faults else 0


async def examine(settings: Settings, environ: Mapping[str, str]) -> AsyncIterator[Finding]:
    """Yield what is found, in the order in which one would set things up."""
    async for finding in _telegram(settings):
        yield finding
    for finding in (*_secrets(environ), *_directory(settings), *_key_file(settings)):
        yield finding
    yield await _database(settings)
    yield _sqlite()
    yield Finding("good", f"Time zone data {version('tzdata')}, from the package and not from the system.")
    for finding in _content(dt.datetime.now(dt.UTC).date()):
        yield finding


async def _telegram(settings: Settings) -> AsyncIterator[Finding]:
    """Ask who the bot is, whether somebody else is served by it, and what time it is there."""
    try:
        me, date, now = await _ask(settings, "getMe")
        hook, _, _ = await _ask(settings, "getWebhookInfo")
    except Exception as failure:
        # by its type only: the address, which these exceptions quote, has the token in it
        yield Finding(
            "fault", f"Telegram cannot be reached at {settings.api_url} ({type(failure).__name__}). Is the network up?"
        )
        return
    if not me.get("ok"):
        code = me.get("error_code")
        says = "does not know this token: get the current one from @BotFather" if code in (401, 404) else f"says {code}"
        yield Finding("fault", f"Telegram {says}.")
        return
    yield Finding("good", f"The token is good: it is @{me['result'].get('username')}'s.")
    if (hook.get("result") or {}).get("url"):
        yield Finding("fault", "Another program gets this bot's messages (a webhook is set). Remove it: deleteWebhook.")
    if date is not None:
        yield _clock(now - date)


async def _ask(settings: Settings, method: str) -> tuple[dict[str, Any], dt.datetime | None, dt.datetime]:
    """Return the answer to a call, when it was given by Telegram's clock if it says so, and when by ours."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    url = f"{settings.api_url}/bot{settings.token}/{method}"
    async with aiohttp.ClientSession(timeout=timeout) as session, session.post(url, allow_redirects=False) as answer:
        now = dt.datetime.now(dt.UTC)
        told: dict[str, Any] = await answer.json(content_type=None)
        date = answer.headers.get("Date")
        return told, parsedate_to_datetime(date) if date else None, now


def _clock(skew: dt.timedelta) -> Finding:
    seconds = round(abs(skew).total_seconds())
    if seconds <= SKEW_SECONDS:
        return Finding("good", "The clock agrees with Telegram's.")
    way = "ahead of" if skew > dt.timedelta(0) else "behind"
    grade: Grade = "fault" if seconds > GREAT_SKEW_SECONDS else "mind"
    return Finding(grade, f"The clock is {seconds} seconds {way} Telegram's. Reminders come as late: switch on NTP.")


def _secrets(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Say where secrets lie too openly."""
    for name in ("TOKEN", "DATABASE_URL"):
        if name == "TOKEN" and environ.get(PREFIX + name):
            yield Finding(
                "mind",
                "The token is in the environment, where other programs of yours can see it. "
                f"Put it into a file and name that in {PREFIX}TOKEN_FILE.",
            )
        path = environ.get(f"{PREFIX}{name}_FILE")
        if path and Path(path).expanduser().stat().st_mode & 0o007:
            yield Finding("mind", f"Everybody on this machine can read {path}. Give it to you alone: chmod 600 {path}")


def _directory(settings: Settings) -> Iterator[Finding]:
    """Say whether the data directory is there, ours alone, and has room."""
    directory = settings.data_dir
    if not directory.exists():
        yield Finding("good", f"The data directory {directory} is not there yet; the first start makes it.")
    elif not directory.is_dir() or not os.access(directory, os.R_OK | os.W_OK | os.X_OK):
        yield Finding("fault", f"{directory} is not a directory this user can write to.")
    elif directory.stat().st_mode & 0o077:
        yield Finding("mind", f"Others can look into {directory}. Close it: chmod 700 {directory}")
    else:
        yield Finding("good", f"The data directory {directory} is open to its owner only.")
    there = next(parent for parent in (directory.absolute(), *directory.absolute().parents) if parent.exists())
    free = shutil.disk_usage(there).free
    grade: Grade = "good" if free >= FREE_BYTES else "mind" if free >= FEW_BYTES else "fault"
    yield Finding(grade, f"{free / 1e9:.1f} GB are free on its disk.")


def _key_file(settings: Settings) -> Iterator[Finding]:
    """Say whether the key can be read by its owner only, and lies apart from what it opens."""
    path = settings.key_file
    try:
        read_key(path)
    except FileNotFoundError:
        yield Finding("good", f"There is no key file {path}; a start makes it, if there is no database yet.")
    except StartRefused as refused:
        yield Finding("fault", str(refused))
        return
    else:
        yield Finding("good", f"The key file {path} is whole and open to its owner only.")
    home = settings.database_path.parent if settings.database_path else settings.data_dir
    if any(path.absolute().is_relative_to(directory.absolute()) for directory in (home, settings.data_dir)):
        yield Finding(
            "mind",
            "The key file lies beside the data: whoever copies the directory has both. Move it elsewhere, name it in "
            f"{PREFIX}KEY_FILE, and keep a copy of it apart from the backups.",
        )


async def _database(settings: Settings) -> Finding:
    """Say whether the database is whole and ours, without changing it."""
    path = settings.database_path
    name = str(path) if path else "on the PostgreSQL server"
    try:
        marker = place.read_marker(settings)
        found = await asyncio.to_thread(opening.look_at, path) if path else await _look_at_server(settings)
        if not found.tables and not marker:
            return Finding("good", f"There is no database {name} yet; the first start makes it.")
        try:
            vault = Vault(read_key(settings.key_file))
        except FileNotFoundError:
            return Finding("fault", f"There is a database {name}, but its key file {settings.key_file} is missing.")
        state = opening.verdict(found, vault, marker, name)
    except StartRefused as refused:
        return Finding("fault", str(refused))
    except OSError as error:
        return Finding("fault", f"The database {name} cannot be looked at: {error.strerror}.")
    if state == "old":
        return Finding("mind", f"The database {name} is whole, at revision {found.revision}: the next start renews it.")
    return Finding("good", f"The database {name} is whole, ours, and at revision {found.revision}.")


async def _look_at_server(settings: Settings) -> opening.Found:
    engine = postgresql.make_engine(settings)
    try:
        async with postgresql.opening(engine) as connection:
            return await postgresql.look_at(connection)
    finally:
        await engine.dispose()


def _content(today: dt.date) -> Iterator[Finding]:
    """Say whether the words are in order, and whether somebody has looked at the crisis lines lately."""
    if faults := check():
        yield Finding("fault", f"The content has {_count(len(faults), 'fault')}: see stillpoint check.")
        return
    yield Finding("good", "The content has no faults.")
    if old := old_rows(today):
        few = f"The content has {_count(len(old), 'figure')} of crisis lines that nobody looked at for half a year"
        yield Finding("mind", f"{few}: see stillpoint check.")


def _sqlite() -> Finding:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return Finding("fault", f"SQLite {sqlite3.sqlite_version} is too old: 3.35 or newer is needed.")
    return Finding("good", f"SQLite {sqlite3.sqlite_version}.")


def _safety_model() -> Finding:
    """Say whether the trained part of the safety detector can be used here."""
    detector = Detector()
    detector.load()
    if detector.ready:
        return Finding("good", "The safety model is whole and can be used.")
    return Finding(
        "mind",
        f"The safety model cannot be used ({detector.fault}). Rules and the light model go on, and find less: "
        "install the package anew, numpy with it.",
    )


def _count(number: int, thing: str) -> str:
    """Return "1 fault", "2 faults", "no faults"."""
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"
