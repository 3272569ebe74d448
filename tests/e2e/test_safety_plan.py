"""The safety plan is its writer's: kept sealed, no note, and in an export only if it is wanted."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

from tests.e2e.stage import Actor, Stage, set_up

OWN = "the long way round the harbour"


async def exported(actor: Actor, stage: Stage) -> dict[str, Any]:
    document = next(view for view in reversed(actor.visible()) if view["kind"] == "document")
    return await stage.local.see("media", id=document["media_id"])


async def test_the_plan_is_in_the_export_only_if_it_is_wanted(tmp_path: Path) -> None:
    async with Stage(tmp_path) as stage:
        ana = await stage.actor("Ana", "Europe/Lisbon")
        await set_up(ana, None)
        await ana.say("/plan")
        await ana.tap("What helps")
        await ana.say(OWN)
        await ana.say("/export")
        plain = await exported(ana, stage)
        assert "safety_plan" not in plain and OWN not in str(plain)
        assert plain["notes"] == []
        await ana.tap("With my safety plan")
        assert (await exported(ana, stage))["safety_plan"] == {"alone": OWN}
        await ana.say("/summary")
        assert OWN not in ana.texts[-1]
        disk = b"".join(path.read_bytes() for path in tmp_path.glob("stillpoint.db*"))
        assert OWN.encode() not in disk


async def test_erasing_takes_the_plan_along(tmp_path: Path) -> None:
    async with Stage(tmp_path) as stage:
        ana = await stage.actor("Ana", "Europe/Lisbon")
        await set_up(ana, None)
        await ana.say("/plan")
        await ana.tap("What helps")
        await ana.say(OWN)
        await ana.say("/delete")
        await ana.tap("Erase everything…")
        await ana.say("erase")
        rows = await asyncio.to_thread(_entries, tmp_path / "stillpoint.db")
        assert rows == 0


def _entries(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])
    finally:
        connection.close()


async def test_without_a_plan_the_export_offers_none(tmp_path: Path) -> None:
    async with Stage(tmp_path) as stage:
        ben = await stage.actor("Ben", "Europe/Berlin")
        await set_up(ben, None)
        await ben.say("/export")
        assert all(not view["keyboard"] for view in ben.visible() if view["kind"] == "document")
