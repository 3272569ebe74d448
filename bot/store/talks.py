"""Talks: where somebody is in a conversation, sealed; and which message shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.plain import decode, encode
from bot.store.tables import talks
from bot.store.vault import SealKey

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk: ``kind`` is setup, menu or checkin; ``data`` its state as JSON; ``screen`` its message's id."""

    id: str
    lane: str
    person: str | None
    kind: str
    data: bytes
    open: bool = True
    version: int = 1
    screen: int | None = None

    def read(self, type: type[T]) -> T:
        """Return the state as a ``type``; fields it does not know are left out, missing ones take their defaults."""
        return decode(self.data, type)

    def with_state(self, state: object, open: bool | None = None) -> Talk:
        """Return this talk in another state."""
        is_open = self.open if open is None else open
        return replace(self, data=encode(state), open=is_open, version=self.version + 1)

    def row(self, key: SealKey) -> dict[str, Any]:
        """Return the row of ``talks``, sealed under ``key``; the screen is written by whoever sends it."""
        sealed = key.seal("talks", "sealed", self.person or "", self.id, self.kind.encode() + b"\n" + self.data)
        state = "open" if self.open else "closed"
        return {
            "id": self.id,
            "lane": self.lane,
            "person": self.person,
            "state": state,
            "version": self.version,
            "sealed": sealed,
        }


def seal_screen(key: SealKey, person: str | None, talk: str, message_id: int) -> bytes:
    """Return the sealed message id of a talk's screen."""
    return key.seal("talks", "screen", person or "", talk, str(message_id).encode())


_OPEN = talks.c.lane.in_(bindparam("lanes", expanding=True)) & (talks.c.state == "open")
_NAMED = talks.c.id.in_(bindparam("ids", expanding=True))
_TALKS = select(
    talks.c.id, talks.c.lane, talks.c.person, talks.c.state, talks.c.version, talks.c.sealed, talks.c.screen
).where(_OPEN | _NAMED)


async def load_talks(
    tx: AsyncConnection, lanes: Sequence[str], ids: Sequence[str], keys: Mapping[str, SealKey], system: SealKey
) -> list[Talk]:
    """Return the open talks of ``lanes`` and those named by ``ids``, whosever they are (the caller compares lanes).

    ``keys`` are the people's, by lane; a talk of a lane without one is under ``system`` or left out.
    """
    rows = await tx.execute(_TALKS, {"lanes": lanes, "ids": ids})
    found = []
    for id, lane, person, state, version, sealed, screen in rows:
        key = keys.get(lane) if person else system
        if key is None:
            continue
        kind, _, data = key.open("talks", "sealed", person or "", id, sealed).partition(b"\n")
        shown = int(key.open("talks", "screen", person or "", id, screen)) if screen else None
        found.append(Talk(id, lane, person, kind.decode(), data, state == "open", version, shown))
    return found
