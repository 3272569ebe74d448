"""A real bot process against the local Telegram: started, killed, started again, as often as a test wants."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.e2e.telegram_user import Local

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 30
# an installed bot has its byte-code; where Python was told to write none, this halves the time of a start
BYTECODE = Path(tempfile.gettempdir()) / f"stillpoint-bytecode-{os.getuid()}"


class BotProcess:
    """One ``stillpoint run``. Its data stays in ``folder`` from start to start; its log is ``folder/log``."""

    def __init__(self, local: Local, folder: Path, **settings: str) -> None:
        self.local, self.folder = local, folder
        self.settings = settings
        self.process: asyncio.subprocess.Process | None = None

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment it runs in: nothing of the machine's own STILLPOINT_ settings."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("STILLPOINT_")}
        chosen = {
            "TOKEN": self.local.token,
            "API_URL": self.local.api_url,
            "DATA_DIR": str(self.folder),
            "OPERATOR": "Test Operator",
            "CONTACT": "operator@example.org",
            "ACCESS": "open",
            "TEST_HOOKS": "1",
            "CLOCK_URL": f"{self.local.control_url}/clock",
            "LOG": "info",
            "SAFETY_MODEL": "off",  # what it adds depends on when it is loaded; its own tests switch it on
            **self.settings,
            **more,
        }
        if own.pop("PYTHONDONTWRITEBYTECODE", ""):
            own["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
        return {**own, **{f"STILLPOINT_{name}": value for name, value in chosen.items() if value}}

    async def start(self, **more: str) -> None:
        """Start it and return when it says that it runs. Raises RuntimeError if it ends before."""
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                cwd=ROOT,
                env=self.environment(**more),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        assert self.process.stdout is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                while line := await self.process.stdout.readline():
                    if b"is running" in line:
                        return
        except TimeoutError:
            pass
        raise RuntimeError("the bot did not start: " + self.log()[-2000:])

    async def kill(self) -> None:
        """Kill it where it stands, as a power cut would."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
        await self.ended()

    async def stop(self) -> int:
        """Ask it to stop and return its exit code."""
        if self.process is not None and self.process.returncode is None:
            self.process.terminate()
        return await self.ended()

    async def ended(self) -> int:
        """Return its exit code once it has ended."""
        assert self.process is not None
        await self.process.communicate()
        return self.process.returncode or 0

    def log(self) -> str:
        """Return everything it has logged."""
        return (self.folder / "log").read_text(errors="replace")

    async def __aenter__(self) -> BotProcess:
        self.folder.mkdir(parents=True, exist_ok=True)
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> Any:
        await self.stop()
