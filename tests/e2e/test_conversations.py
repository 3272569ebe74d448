"""The conversations in tests/conversations go word for word as they are written there, on both stores.

``python -m tests.e2e.accept`` writes them down anew; see tests/e2e/script.py for how to read and write them.
"""

from __future__ import annotations

import difflib
from collections.abc import AsyncIterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from bot.content.voice import LIMITS, Use, load_rules, row_faults, text_faults
from tests.e2e.script import Script, all_scripts, play, read_script
from tests.e2e.stage import Actor, Stage
from tests.postgres import shared_server

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCRIPTS = [read_script(path) for path in all_scripts()]
# what may be longer than other texts, and what a person's own words stand in
PAGES = ("danger right now", "safe right now", "How long: until you erase it.", "/support", "My safety plan")


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Give a stage with the bot on each store."""
    folder: Path = tmp_path_factory.mktemp("stage")
    with ExitStack() as stack:
        settings = {}
        if request.param == "postgresql":
            try:
                server = stack.enter_context(shared_server())
            except Exception as error:
                pytest.skip(f"PostgreSQL cannot be started here: {error!r}")
            settings["DATABASE_URL"] = url = server.new_database()
            stack.callback(server.drop, url)
        async with Stage(folder, **settings) as stage:
            yield stage


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
async def test_a_conversation_goes_as_it_is_written(script: Script, stage: Stage) -> None:
    before = len(stage.bot.log())
    written, actor = await play(script, stage)
    wanted = script.text()
    difference = difflib.unified_diff(wanted.splitlines(), written.splitlines(), "written", "played", lineterm="", n=12)
    assert written == wanted, "\n".join(difference)
    assert faults_of(actor, "safety" if script.name.startswith("safety") else "text") == []
    assert "ERROR" not in stage.bot.log()[before:], stage.bot.log()[before:]


def faults_of(actor: Actor, use: Use = "text") -> list[str]:
    """Return what is wrong with what ``actor`` saw: keyboards, lengths, the voice."""
    found = [f"under {text[:40]!r}: {fault}" for rows, text in actor.keyboards.items() for fault in row_faults(rows)]
    rules = load_rules("en")
    for text in set(actor.texts):
        limit = LIMITS["safety" if any(words in text for words in PAGES) else use]
        if len(text) > limit:
            found.append(f"{len(text)} characters, at most {limit}: {text[:60]!r}")
        if "!" in text:
            found.append(f"an exclamation mark: {text[:60]!r}")
    found += [fault for toast in actor.toasts for fault in text_faults(toast, "toast", rules)]
    return found
