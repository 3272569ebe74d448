"""Where a database lives: its directory, the marker beside it, and the lock that lets one process in.

The marker holds the database's instance id. It says "there was one here": a file that was lost, or a volume that was
not mounted, is then refused instead of being replaced by an empty database, and another database's file is noticed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from pathlib import Path

from bot.errors import StartRefused
from bot.settings import Settings
from bot.store.keyfile import sync_directory


def make_data_dir(settings: Settings) -> None:
    """Make the data directory, and that of an SQLite file, for their owner only. Raises StartRefused."""
    for directory in {settings.data_dir, _home(settings)}:
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StartRefused(f"The directory {directory} cannot be made: {error.strerror}.") from None


def _home(settings: Settings) -> Path:
    return settings.database_path.parent if settings.database_path else settings.data_dir


def marker_path(settings: Settings) -> Path:
    """Return where the marker of this database is: beside an SQLite file, or in the data directory."""
    name = settings.database_path.name if settings.database_path else "postgresql"
    return _home(settings) / f"{name}.instance"


def read_marker(settings: Settings) -> str | None:
    """Return the instance id (32 hex characters) the marker holds, or None if there is no marker."""
    try:
        return marker_path(settings).read_text().strip()
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise StartRefused(f"The file {marker_path(settings)} cannot be read ({type(error).__name__}).") from None


def write_marker(settings: Settings, instance: str) -> None:
    """Write the marker, which lasts through a power cut. Raises StartRefused."""
    path = marker_path(settings)
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w") as file:
            file.write(instance + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_directory(path.parent)
    except OSError as error:
        raise StartRefused(f"The file {path} cannot be written: {error.strerror}.") from None


class Lock:
    """A lock on an SQLite file, held from ``take`` to ``release`` or to the end of the process, however it ends."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._descriptor: int | None = None

    def take(self) -> None:
        """Take the lock. Raises StartRefused if another process has it."""
        try:
            # flock, not lockf: it also keeps out a second opening by this very process
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StartRefused(f"The file {self._path} cannot be made: {error.strerror}.") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
            os.close(descriptor)
            by = f" (process {holder})" if holder.isdigit() else ""
            raise StartRefused(
                f"Another Stillpoint{by} is already running on the database {self._path.with_suffix('')}. "
                "Stop it first: one SQLite file serves one process."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others in. The file stays: removing it could take it from under somebody who waits."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = None
