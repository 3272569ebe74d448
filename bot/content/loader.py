"""The data that comes with the code: texts, scripts, lists. Read from the package, so a wheel works like a checkout."""

from __future__ import annotations

import tomllib
from importlib.resources import files as package_files
from importlib.resources.abc import Traversable
from typing import Any


def _folder(folder: str) -> Traversable:
    return package_files("bot.content").joinpath(*folder.split("/"))


def files(folder: str, suffix: str) -> tuple[str, ...]:
    """Return the names of the files in ``folder`` (a path under ``bot/content``) ending in ``suffix``, sorted.

    A folder that does not exist has no files.
    """
    place = _folder(folder)
    if not place.is_dir():
        return ()
    return tuple(sorted(item.name for item in place.iterdir() if item.is_file() and item.name.endswith(suffix)))


def folders(folder: str) -> tuple[str, ...]:
    """Return the names of the folders in ``folder``, sorted."""
    place = _folder(folder)
    if not place.is_dir():
        return ()
    return tuple(
        sorted(item.name for item in place.iterdir() if item.is_dir() and not item.name.startswith(("_", ".")))
    )


def read_text(folder: str, name: str) -> str:
    """Return the file ``name`` of ``folder``, as text.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return _folder(folder).joinpath(name).read_text(encoding="utf-8")


def read_toml(folder: str, name: str) -> dict[str, Any]:
    """Return the TOML file ``name`` of ``folder`` as a dictionary; ``.toml`` may be left off the name.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not TOML; the message names the file.
    """
    name = name if name.endswith(".toml") else f"{name}.toml"
    try:
        return tomllib.loads(read_text(folder, name))
    except tomllib.TOMLDecodeError as fault:
        raise ValueError(f"{folder}/{name}: {fault}") from fault
