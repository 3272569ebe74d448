"""Which message shows which talk: remembered for the talks of late, read from the rows for the others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable

KEPT = 10_000


class Screens:
    """Message ids by talk. The rows lag behind by a commit, so what is remembered counts first."""

    __slots__ = ("_latest", "_stored")

    def __init__(self, stored: Callable[[str], Awaitable[int | None]]) -> None:
        """``stored`` reads the rows."""
        self._stored = stored
        self._latest: OrderedDict[str, int] = OrderedDict()

    def put(self, talk: str, message_id: int) -> None:
        """Remember that ``message_id`` shows ``talk`` from now on; the oldest beyond 10,000 are forgotten."""
        self._latest[talk] = message_id
        self._latest.move_to_end(talk)
        if len(self._latest) > KEPT:
            self._latest.popitem(last=False)

    def get(self, talk: str) -> int | None:
        """Return the remembered message of ``talk``, or None."""
        return self._latest.get(talk)

    async def find(self, talk: str) -> int | None:
        """Return the message of ``talk``, remembered or stored, or None. Raises what ``stored`` raises."""
        return self.get(talk) or await self._stored(talk)
