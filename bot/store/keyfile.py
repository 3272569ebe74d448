"""The key file: one line of URL-safe base64 that stands for the 32 bytes of the master key.

Text rather than raw bytes, so that it can be copied by hand onto paper and typed in again. It is made once, at the
first start, with mode 0600, and never written to again.
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from pathlib import Path

from bot.errors import StartRefused
from bot.store.vault import KEY_BYTES


def read_key(path: Path) -> bytes:
    """Return the 32 bytes of the master key in the file at ``path``.

    Raises:
        FileNotFoundError: there is no such file.
        StartRefused: others can read it or write to it, it cannot be read, or it holds something else.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        try:
            mode = os.fstat(descriptor).st_mode
            text = os.read(descriptor, 1000) if stat.S_ISREG(mode) else b""
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StartRefused(f"The key file {path} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(mode):
        raise StartRefused(f"The key file {path} is not a file.")
    if mode & 0o077:
        raise StartRefused(f"Others can read or write the key file {path}. Give it to you alone: chmod 600 {path}")
    try:
        key = base64.b64decode(text.strip(), altchars=b"-_", validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise StartRefused(f"The key file {path} does not hold a key of {KEY_BYTES} bytes. Put the right one back.")
    return key


def read_or_make_key(path: Path, *, database_exists: bool = False) -> bytes:
    """Return the master key in the file at ``path``, which is made if there is none and no database needs an old one.

    Raises:
        StartRefused: as ``read_key``; or the file is missing though a database exists; or it cannot be made.
    """
    try:
        return read_key(path)
    except FileNotFoundError:
        if database_exists:
            raise StartRefused(
                f"The key file {path} is missing, and the database can only be read with it. "
                "Put it back from where you keep it; no new key was made."
            ) from None
    return _make_key(path)


def _make_key(path: Path) -> bytes:
    key = os.urandom(KEY_BYTES)
    try:
        # O_EXCL: a key that came into being meanwhile is never written over
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.urlsafe_b64encode(key) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_directory(path.parent)
    except OSError as error:
        raise StartRefused(f"The key file {path} could not be made: {error.strerror}.") from None
    return key


def sync_directory(path: Path) -> None:
    """Make new and renamed files in the directory at ``path`` last through a power cut. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
