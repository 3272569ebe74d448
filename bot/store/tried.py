"""Which sends were tried: noted in a file just before each call, so that a kill leaves few of them in doubt.

A reply is claimed with its turn, and may still have waited in memory when the process was killed. What was noted here
may have arrived; what is claimed but was not noted never left, and is simply sent.

A note costs no commit and no sync: what a process wrote to a file outlives the process, though not a power cut. So the
file begins with a stamp of the machine's boot and of the database file. Notes from before another boot, or beside
another database (a backup put in its place), are not believed; then all that is claimed is in doubt, as it is where
there is no such stamp, and on PostgreSQL, where others send too.

It is a ring: far more notes than can be under way, the newest over the oldest. It is begun anew at every start.
"""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")  # new with each boot of the machine, the same in its containers
NOTES, NOTE_BYTES = 8192, 16
_SIZE = (1 + NOTES) * NOTE_BYTES

_log = logging.getLogger(__name__)


class Tried:
    """The notes beside one SQLite database file; without a file (None) there are none."""

    def __init__(self, database: Path | None) -> None:
        self._database = database
        self._file: int | None = None
        self._count = 0

    def read(self) -> frozenset[str] | None:
        """Return the ids of what the last process tried lately, or None if nobody can know."""
        stamp = self._stamp()
        if stamp is None:
            return None
        try:
            data = self._path.read_bytes()
        except OSError:
            return None
        if len(data) != _SIZE or data[:NOTE_BYTES] != stamp:
            return None
        return frozenset(data[at : at + NOTE_BYTES].hex() for at in range(NOTE_BYTES, _SIZE, NOTE_BYTES))

    def begin(self) -> None:
        """Forget what was noted and be ready to note. Call it when all that was in doubt is settled and committed."""
        self.close()
        stamp = self._stamp()
        if stamp is None:
            return
        part = self._path.with_name(self._path.name + ".part")
        try:
            part.unlink(missing_ok=True)
            self._file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            os.write(self._file, stamp.ljust(_SIZE, b"\0"))
            part.replace(self._path)
        except OSError as fault:
            self._give_up(fault)

    def note(self, id: str) -> None:
        """Note that the send ``id`` (32 hex characters) is tried now."""
        if self._file is None:
            return
        try:
            os.pwrite(self._file, bytes.fromhex(id), NOTE_BYTES * (1 + self._count % NOTES))
            self._count += 1
        except OSError as fault:
            self._give_up(fault)

    def close(self) -> None:
        """Note no more."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @property
    def _path(self) -> Path:
        assert self._database is not None
        return self._database.with_name(self._database.name + ".tried")

    def _stamp(self) -> bytes | None:
        if self._database is None:
            return None
        try:
            boot, file = BOOT_ID.read_bytes(), self._database.stat()
        except OSError:
            return None
        return sha256(b"%s %d %d" % (boot, file.st_dev, file.st_ino)).digest()[:NOTE_BYTES]

    def _give_up(self, fault: OSError) -> None:
        """Leave no file that could be believed."""
        _log.warning("tries are not noted: %s", fault.strerror)
        if self._file is not None:
            with suppress(OSError):
                os.ftruncate(self._file, 0)
        self.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
