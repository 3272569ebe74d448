"""The doctor: a sound place is called sound, and each thing that would hurt later is told in a sentence."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.settings import Settings, read_settings
from bot.shell.doctor import Finding, examine
from bot.store.database import open_database, unlock
from tests.e2e.local_telegram import Served


@pytest.fixture
async def local() -> AsyncIterator[Served]:
    """Give a local Telegram."""
    async with Served() as served:
        yield served


def settings_at(served: Served, folder: Path, **more: str) -> Settings:
    """Return the settings of a careful operator: the key apart from the data."""
    keys = folder / "keys"
    keys.mkdir(exist_ok=True)
    chosen = {
        "TOKEN": served.token,
        "API_URL": served.api_url,
        "OPERATOR": "Ana",
        "DATA_DIR": str(folder / "data"),
        "KEY_FILE": str(keys / "key"),
        **more,
    }
    return read_settings({f"STILLPOINT_{name}": value for name, value in chosen.items()})


async def look(settings: Settings, **environ: str) -> list[Finding]:
    """Return what the doctor finds about the place; the content has its own tests."""
    found = [finding async for finding in examine(settings, environ)]
    return [finding for finding in found if not finding.sentence.startswith("The content")]


async def faults(settings: Settings) -> list[str]:
    """Return the sentences of the faults."""
    return [finding.sentence for finding in await look(settings) if finding.grade == "fault"]


async def minds(settings: Settings, **environ: str) -> list[str]:
    """Return the sentences of what is to be minded."""
    return [finding.sentence for finding in await look(settings, **environ) if finding.grade == "mind"]


async def used(settings: Settings) -> None:
    """Leave a database and a key behind, as a bot that has run does."""
    await (await open_database(settings, await unlock(settings))).close()


async def test_a_sound_place_has_nothing_to_mind(local: Served, tmp_path: Path) -> None:
    settings = settings_at(local, tmp_path)
    assert {finding.grade for finding in await look(settings)} == {"good"}
    await used(settings)
    assert {finding.grade for finding in await look(settings)} == {"good"}


async def test_nothing_is_made_or_changed(local: Served, tmp_path: Path) -> None:
    settings = settings_at(local, tmp_path)
    await look(settings)
    assert not settings.data_dir.exists()
    await used(settings)
    before = {file: file.read_bytes() for file in settings.data_dir.iterdir()}
    await look(settings)
    assert {file: file.read_bytes() for file in settings.data_dir.iterdir()} == before


async def test_the_bot_is_named_and_its_token_is_not(local: Served, tmp_path: Path) -> None:
    said = " ".join(finding.sentence for finding in await look(settings_at(local, tmp_path)))
    me = await local.call("getMe")
    assert f"@{me['username']}" in said
    assert local.token not in said
    assert local.token.partition(":")[2] not in said


async def test_a_token_telegram_does_not_know_is_a_fault(local: Served, tmp_path: Path) -> None:
    (fault,) = await faults(settings_at(local, tmp_path, TOKEN="99:" + "x" * 30))
    assert "does not know this token" in fault


async def test_telegram_out_of_reach_is_a_fault_that_keeps_the_token_to_itself(local: Served, tmp_path: Path) -> None:
    (fault,) = await faults(settings_at(local, tmp_path, API_URL="http://127.0.0.1:1"))
    assert "cannot be reached" in fault
    assert local.token not in fault


@pytest.mark.parametrize(("seconds", "grade"), [(2, "good"), (30, "mind"), (300, "fault")])
async def test_the_clock_is_held_against_telegrams(local: Served, tmp_path: Path, seconds: int, grade: str) -> None:
    async def answer(request: web.Request) -> web.Response:
        date = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
        told = {"ok": True, "result": {"username": "ana_bot", "url": ""}}
        return web.json_response(told, headers={"Date": format_datetime(date, usegmt=True)})

    app = web.Application()
    app.router.add_post("/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        found = await look(settings_at(local, tmp_path, API_URL=f"http://127.0.0.1:{port}"))
    finally:
        await runner.cleanup()
    assert [finding.grade for finding in found if finding.sentence.startswith("The clock")] == [grade]


async def test_a_token_in_the_environment_is_minded(local: Served, tmp_path: Path) -> None:
    settings = settings_at(local, tmp_path)
    (mind,) = await minds(settings, STILLPOINT_TOKEN=local.token)
    assert "STILLPOINT_TOKEN_FILE" in mind
    assert local.token not in mind


async def test_a_token_file_that_everybody_can_read_is_minded(local: Served, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(local.token)
    file.chmod(0o644)
    (mind,) = await minds(settings_at(local, tmp_path), STILLPOINT_TOKEN_FILE=str(file))
    assert "chmod 600" in mind


async def test_a_key_beside_the_data_is_minded(local: Served, tmp_path: Path) -> None:
    (mind,) = await minds(settings_at(local, tmp_path, KEY_FILE=str(tmp_path / "data" / "stillpoint.key")))
    assert "STILLPOINT_KEY_FILE" in mind


async def test_a_directory_that_others_can_look_into_is_minded(local: Served, tmp_path: Path) -> None:
    settings = settings_at(local, tmp_path)
    await used(settings)
    os.chmod(settings.data_dir, 0o755)
    (mind,) = await minds(settings)
    assert "chmod 700" in mind


async def test_a_key_that_others_can_read_is_a_fault(local: Served, tmp_path: Path) -> None:
    settings = settings_at(local, tmp_path)
    await used(settings)
    settings.key_file.chmod(0o644)
    assert any("chmod 600" in fault for fault in await faults(settings))


async def test_a_missing_key_is_a_fault_once_there_is_a_database(local: Served, tmp_path: Path) -> None:
    settings = settings_at(local, tmp_path)
    await used(settings)
    settings.key_file.unlink()
    (fault,) = await faults(settings)
    assert "key file" in fault
    assert "missing" in fault


async def test_a_damaged_database_is_a_fault(local: Served, tmp_path: Path) -> None:
    settings = settings_at(local, tmp_path)
    await used(settings)
    assert settings.database_path is not None
    settings.database_path.write_bytes(settings.database_path.read_bytes()[:20_000] + b"\xff" * 9000)
    (fault,) = await faults(settings)
    assert "cannot be read" in fault
