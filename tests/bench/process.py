"""A bot in a process of its own, and what the kernel says it has used."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
TICK = os.sysconf("SC_CLK_TCK")


class Bot:
    """``python -m module``, kept on one core; ``started_at`` is when it was asked for, by the monotonic clock."""

    def __init__(self, arguments: tuple[str, ...], environ: Mapping[str, str], log: Path, core: int | None) -> None:
        self._arguments, self._environ, self._log, self._core = arguments, environ, log, core
        self.started_at = 0.0

    async def __aenter__(self) -> Self:
        own = {name: value for name, value in os.environ.items() if not name.startswith("STILLPOINT_")}
        # compiled once, as an installed program is, and not into this checkout
        own |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(self._log.parent / "compiled")}
        pinned = () if self._core is None else ("taskset", "-c", str(self._core))
        self.started_at = time.monotonic()
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *pinned,
                sys.executable,
                *self._arguments,
                cwd=ROOT,
                env={**own, **self._environ},
                stdout=log,
                stderr=log,
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.returncode is None:
            self._process.terminate()
        await self._process.wait()

    async def until(self, event: asyncio.Event) -> None:
        """Return once ``event`` is set. Raises RuntimeError if the bot ends before."""
        waits = {asyncio.create_task(event.wait()), asyncio.create_task(self._process.wait())}
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if not event.is_set():
            raise RuntimeError(f"the bot has ended: {self._log.read_text()[-2000:]}")

    def cpu_seconds(self) -> float:
        """Return the processor time used so far, by all its threads, in user and kernel."""
        fields = self._read("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory_mb(self, peak: bool = False) -> float:
        """Return the memory it holds now, or its ``peak``, in megabytes of 1,048,576 bytes."""
        name = "VmHWM:" if peak else "VmRSS:"
        line = next(line for line in self._read("status").splitlines() if line.startswith(name))
        return int(line.split()[1]) / 1024

    def _read(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text()
