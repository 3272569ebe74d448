"""People: who they are, under their own key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import bindparam, select, update

from bot.core.person import Profile
from bot.store.tables import keys, people
from bot.store.tx import Tx
from bot.store.vault import SealKey, Vault


@dataclass(frozen=True, slots=True)
class Person:
    """One person, with the key that opens their rows. Never printed."""

    id: str
    lane: str
    profile: Profile
    key: SealKey
    status: str = "active"  # active, blocked, gone
    version: int = 1

    def __repr__(self) -> str:
        return f"Person({self.id})"

    def row(self) -> dict[str, Any]:
        """Return the row of ``people`` for this person."""
        sealed = self.key.seal("people", "sealed", self.id, self.id, msgspec.json.encode(self.profile))
        return {"id": self.id, "lane": self.lane, "status": self.status, "version": self.version, "sealed": sealed}

    def changed(self, **changes: Any) -> Person:
        """Return this person with ``changes`` to the profile."""
        return replace(self, profile=replace(self.profile, **changes), version=self.version + 1)


_BY_LANE = (
    select(
        people.c.id, people.c.lane, people.c.status, people.c.version, people.c.sealed, keys.c.wrapped, keys.c.version
    )
    .join(keys, keys.c.person == people.c.id)
    .where(people.c.lane.in_(bindparam("lanes", expanding=True)))
)


def open_person(row: Any, vault: Vault) -> Person:
    """Return the person of a joined row of people and keys. Raises SealBroken for a row that was tampered with."""
    id, lane, status, version, sealed, wrapped, key_version = row
    key = vault.unwrap(id, wrapped, key_version)
    profile = msgspec.json.decode(key.open("people", "sealed", id, id, sealed), type=Profile)
    return Person(id, lane, profile, key, status, version)


async def load_people(tx: Tx, lanes: Sequence[str], vault: Vault) -> dict[str, Person]:
    """Return the people of ``lanes``, by lane; lanes without a person are left out."""
    rows = await tx.execute(_BY_LANE, {"lanes": lanes})
    return {row[1]: open_person(row, vault) for row in rows}


async def set_status(tx: Tx, lane: str, status: str) -> None:
    """Note that somebody blocked the bot ("blocked") or left Telegram ("gone"); nothing of theirs is deleted."""
    await tx.execute(update(people).where(people.c.lane == lane).values(status=status))
