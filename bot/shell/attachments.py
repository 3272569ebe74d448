"""Files made just before they leave: the week's picture, the export."""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from bot.shell.draw.worker import begin, week_png
from bot.shell.world import World
from bot.store.export import everything, load_person
from bot.store.outbox import Parcel
from bot.store.plain import pretty


class Attachments:
    """Makes files. Pictures are drawn in a process of their own: drawing holds the interpreter for 0.1 s."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pool: ProcessPoolExecutor | None = None

    async def __call__(self, parcel: Parcel) -> tuple[str, str, bytes]:
        """Return field, file name and bytes of what ``parcel`` asks for. Raises ValueError for what nobody can make."""
        photo, document = parcel.params.get("photo"), parcel.params.get("document")
        if isinstance(photo, dict) and photo.get("attach") == "week":
            drawn = asyncio.get_running_loop().run_in_executor(
                self._workers(), week_png, photo["week"], photo["language"]
            )
            return "photo", "week.png", await drawn
        if isinstance(document, dict) and document.get("attach") == "export" and parcel.person:
            made = await self._export(parcel.person, bool(document.get("plan")))
            return "document", f"stillpoint-{document['day']}.json", made
        raise ValueError("nobody can make this")

    async def _export(self, person_id: str, plan: bool) -> bytes:
        async with self._world.db.read() as tx:
            person = await load_person(tx, person_id, self._world.vault)
            if person is None:
                raise ValueError("nobody is there")
            data = await everything(tx, person, plan)
        return pretty(data)

    def _workers(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=begin)
        return self._pool

    def close(self) -> None:
        """Stop the drawing process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
