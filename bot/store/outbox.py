"""What is to be sent: rows written with the turn that decides them, and what became of each.

States: ``queued`` waits, ``claimed`` is in somebody's hands, then ``sent``, ``unsure`` or ``failed``. The three last
are wiped of their text. ``attempts`` counts claims: a parcel claimed twice may have been sent twice.

A row that is still claimed when a process starts was in the hands of one that died. If it was never tried (see
``tried.py``) it is sent as if nothing had happened. Else it is *unsure*, and its policy says what then: ``repeat``
(edits, deletions) again; ``once`` again with a word of explanation, but only one time; ``reask`` (the open question)
waits for the person's next turn or ten minutes; ``never`` (reminders, cards) is let go and counted.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BindParameter, Row, Select, and_, bindparam, case, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import SealBroken
from bot.store.parcels import CARD, REMINDER, REPLY, SAFETY, Found, Numbers, Parcel, Policy, Result, State, seq_at
from bot.store.tables import keys, outbox, talks
from bot.store.vault import SealKey, Vault

__all__ = ["CARD", "REMINDER", "REPLY", "SAFETY", "Found", "Numbers", "Parcel", "Policy", "Result", "State", "seq_at"]

LEASE = dt.timedelta(seconds=10)
REASK_AFTER = dt.timedelta(minutes=10)
OVER: tuple[State, ...] = ("sent", "unsure", "failed")
# SQLite takes 32,766 variables in a statement and asyncpg 32,767.
CHUNK = 1000

_log = logging.getLogger(__name__)

_INSERT = insert(outbox)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_ROWS: Select[Any] = select(outbox, keys.c.wrapped, keys.c.version).outerjoin(keys, keys.c.person == outbox.c.person)
_REASK = and_(outbox.c.policy == "reask", outbox.c.state == "queued")
_WAITING = _ROWS.where(_REASK, outbox.c.lane.in_(_IDS)).order_by(outbox.c.seq)
_RELEASE = update(outbox).where(_REASK, outbox.c.lane.in_(_IDS)).values(again_at=None)
_FINISH = (
    update(outbox)
    .where(outbox.c.id.in_(_IDS))
    .values(state=bindparam("b_state"), sealed=None, lease_until=None, again_at=None)
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(_IDS))
    .values(state="claimed", attempts=outbox.c.attempts + 1, again_at=None, lease_until=bindparam("b_until"))
)
_QUEUE = (
    update(outbox).where(outbox.c.id.in_(_IDS)).values(state="queued", again_at=bindparam("b_again"), lease_until=None)
)
_GIVEN = bindparam("b_attempts", type_=outbox.c.attempts.type)
_BACK = (
    update(outbox)
    .where(outbox.c.id == bindparam("b_id"), *(outbox.c.state != state for state in OVER))
    .values(
        state=bindparam("b_state"),
        again_at=bindparam("b_again"),
        attempts=case((_GIVEN.is_(None), outbox.c.attempts), else_=_GIVEN),
    )
)
_SCREENS: Select[Any] = (
    select(talks.c.id, talks.c.person, talks.c.screen, keys.c.wrapped, keys.c.version)
    .outerjoin(keys, keys.c.person == talks.c.person)
    .where(talks.c.id.in_(_IDS))
)
_SHOW = update(talks).where(talks.c.id == bindparam("b_id")).values(screen=bindparam("b_screen"))


async def insert_parcels(
    tx: AsyncConnection,
    parcels: Sequence[Parcel],
    key_of: Callable[[str | None], SealKey],
    numbers: Numbers | None = None,
    now: dt.datetime | None = None,
) -> list[Parcel]:
    """Return the parcels to hand to the postman after the commit: safety texts and replies, written as claimed.

    Reminders and cards are written as queued and claimed just before they are sent. ``key_of`` gives the key of a
    person, or the system's for None. With ``numbers`` each parcel gets its ``seq`` here, in the order given. ``now``
    starts the lease where several processes send.

    Raises:
        ValueError: a chat is not a private one.
    """
    if not parcels:
        return []
    if numbers is not None:
        parcels = [replace(parcel, seq=numbers.next()) for parcel in parcels]
    lease = None if now is None else now + LEASE
    await tx.execute(_INSERT, [_row(parcel, key_of(parcel.person), lease) for parcel in parcels])
    return [p if p.attempts == 1 else replace(p, attempts=1) for p in parcels if p.priority <= REPLY]


async def claim_queued(tx: AsyncConnection, now: dt.datetime, limit: int, vault: Vault) -> list[Parcel]:
    """Return at most ``limit`` waiting parcels whose time has come, urgent ones first, now claimed."""
    if limit <= 0:
        return []
    due = or_(outbox.c.again_at.is_(None), outbox.c.again_at <= now)
    query = _ROWS.where(outbox.c.state == "queued", due).order_by(outbox.c.priority, outbox.c.seq).limit(limit)
    return await _claim(tx, await _locked(tx, query), now, vault)


async def unsure_at_start(
    tx: AsyncConnection, now: dt.datetime, vault: Vault, *, leased: bool = False, tried: Collection[str] | None = None
) -> Found:
    """Return what the last process left in its hands, settled by policy. Call once, before anything is posted.

    With ``leased`` (several processes) only rows whose lease has run out are taken. ``tried`` are the ids of what may
    have left; None if that is not known.
    """
    query = _ROWS.where(outbox.c.state == "claimed").order_by(outbox.c.seq)
    if leased:
        query = query.where(or_(outbox.c.lease_until.is_(None), outbox.c.lease_until < now))
    rows = await _locked(tx, query)
    untried = [] if tried is None else [row for row in rows if row.id not in tried]
    rows = rows if tried is None else [row for row in rows if row.id in tried]
    again = [row for row in rows if row.policy == "repeat" or (row.policy == "once" and row.attempts < 2)]
    reask = [row.id for row in rows if row.policy == "reask"]
    kept = {row.id for row in again}.union(reask)
    await _on(tx, _QUEUE, reask, b_again=now + REASK_AFTER)
    await _finish(tx, [row.id for row in rows if row.id not in kept], "unsure")
    parcels = await _claim(tx, again, now, vault) + await _untried(tx, untried, vault)
    parcels.sort(key=lambda parcel: parcel.seq)
    return Found(tuple(parcels), len(rows), frozenset(await tx.scalars(select(outbox.c.lane).where(_REASK))))


async def release_reask(tx: AsyncConnection, lanes: Iterable[str]) -> None:
    """Let the open questions of ``lanes`` be asked again now: the next ``claim_queued`` takes them."""
    await tx.execute(_RELEASE, {"ids": list(lanes)})


async def drop_for_talk(tx: AsyncConnection, lane: str, talk: str, vault: Vault) -> int:
    """Return how many questions of ``talk`` will not be asked again: it is closed, or has moved on."""
    rows = (await tx.execute(_WAITING, {"ids": [lane]})).all()
    parcels, broken = _opened(rows, vault)
    ids = [parcel.id for parcel in parcels if parcel.talk == talk]
    await _finish(tx, ids, "unsure")
    await _finish(tx, broken, "failed")
    return len(ids)


async def drop_for_lane(tx: AsyncConnection, lane: str) -> int:
    """Return how many waiting parcels of ``lane`` will not be sent: the person is not there any more."""
    query = select(outbox.c.id).where(outbox.c.lane == lane, outbox.c.state == "queued")
    ids = list(await tx.scalars(query))
    await _finish(tx, ids, "failed")
    return len(ids)


async def settle(tx: AsyncConnection, results: Sequence[Result], vault: Vault) -> None:
    """Write what became of parcels, and the screens of talks. A row or a talk that is gone by now is passed over."""
    for state in OVER:
        await _finish(tx, [result.id for result in results if result.state == state], state)
    back = [
        {"b_id": r.id, "b_state": r.state, "b_again": r.again_at, "b_attempts": r.attempts}
        for r in results
        if r.state not in OVER
    ]
    if back:
        await tx.execute(_BACK, back)
    await _write_screens(tx, {r.talk: r.message_id for r in results if r.talk and r.message_id}, vault)


async def screen_of(tx: AsyncConnection, talk: str, vault: Vault) -> int | None:
    """Return the id of the message that shows ``talk``; None if there is none that can be read, or no such talk."""
    row = (await tx.execute(_SCREENS, {"ids": [talk]})).first()
    if row is None or row.screen is None:
        return None
    try:
        return int(_key(vault, row).open("talks", "screen", row.person or "", talk, row.screen))
    except SealBroken as fault:
        _log.error("a screen does not open: %s", fault.code)
        return None


async def hold(tx: AsyncConnection, ids: Collection[str], now: dt.datetime) -> None:
    """Renew the lease of parcels still in hand, where several processes send."""
    mine = update(outbox).where(outbox.c.id.in_(_IDS), outbox.c.state == "claimed")
    await _on(tx, mine.values(lease_until=now + LEASE), list(ids))


async def clear_old(tx: AsyncConnection, before: dt.datetime, limit: int) -> int:
    """Remove at most ``limit`` rows that are over with and written before ``before``; return how many it were."""
    old = select(outbox.c.id).where(outbox.c.state.in_(OVER), outbox.c.seq < seq_at(before)).limit(limit)
    return (await tx.execute(delete(outbox).where(outbox.c.id.in_(old)))).rowcount


def _row(parcel: Parcel, key: SealKey, lease: dt.datetime | None) -> dict[str, Any]:
    if parcel.chat_id <= 0:
        raise ValueError("a parcel goes to one person")
    claimed = parcel.priority <= REPLY
    data = {"chat": parcel.chat_id, "method": parcel.method, "params": parcel.params, "talk": parcel.talk}
    if parcel.until is not None:
        data["until"] = parcel.until.isoformat()
    return {
        "id": parcel.id,
        "seq": parcel.seq,
        "lane": parcel.lane,
        "person": parcel.person,
        "priority": parcel.priority,
        "policy": parcel.policy,
        "state": "claimed" if claimed else "queued",
        "attempts": 1 if claimed else 0,
        "lease_until": lease if claimed else None,
        "again_at": None,
        "sealed": key.seal_json("outbox", "sealed", parcel.person or "", parcel.id, data),
    }


def _key(vault: Vault, row: Row[Any]) -> SealKey:
    if row.person is None:
        return vault.system
    if row.wrapped is None:
        raise SealBroken("E_FORMAT")
    return vault.unwrap(row.person, row.wrapped, row.version)


def _opened(rows: Iterable[Row[Any]], vault: Vault) -> tuple[list[Parcel], list[str]]:
    """Return the parcels of ``rows``, and the ids of rows that do not open: they must not hold up the others."""
    parcels, broken = [], []
    for row in rows:
        try:
            data = _key(vault, row).open_json("outbox", "sealed", row.person or "", row.id, row.sealed)
        except SealBroken as fault:
            _log.error("outbox row %s does not open: %s", row.id, fault.code)
            broken.append(row.id)
            continue
        what = data["chat"], data["method"], data["params"], row.priority, row.policy, data["talk"]
        until = dt.datetime.fromisoformat(data["until"]) if "until" in data else None
        parcels.append(Parcel(row.id, row.seq, row.lane, row.person, *what, attempts=row.attempts + 1, until=until))
    return parcels, broken


async def _locked(tx: AsyncConnection, query: Select[Any]) -> Sequence[Row[Any]]:
    # SQLite has one writer and leaves the lock out; on PostgreSQL each row is one sender's
    rows: Sequence[Row[Any]] = (await tx.execute(query.with_for_update(skip_locked=True, of=outbox))).all()
    return rows


async def _claim(tx: AsyncConnection, rows: Sequence[Row[Any]], now: dt.datetime, vault: Vault) -> list[Parcel]:
    parcels, broken = _opened(rows, vault)
    await _on(tx, _CLAIM, [parcel.id for parcel in parcels], b_until=now + LEASE)
    await _finish(tx, broken, "failed")
    return parcels


async def _untried(tx: AsyncConnection, rows: Sequence[Row[Any]], vault: Vault) -> list[Parcel]:
    """Return what is still to be sent of ``rows``, claimed as it is; reminders and cards wait for their turn again."""
    waiting = [row for row in rows if row.priority > REPLY]
    if waiting:
        back = {"b_state": "queued", "b_again": None}
        await tx.execute(_BACK, [{**back, "b_id": row.id, "b_attempts": max(0, row.attempts - 1)} for row in waiting])
    parcels, broken = _opened([row for row in rows if row.priority <= REPLY], vault)
    await _finish(tx, broken, "failed")
    return [replace(parcel, attempts=parcel.attempts - 1) for parcel in parcels]


async def _finish(tx: AsyncConnection, ids: Sequence[str], state: State) -> None:
    await _on(tx, _FINISH, ids, b_state=state)


async def _on(tx: AsyncConnection, statement: Any, ids: Sequence[str], **values: Any) -> None:
    """Run a statement over ``ids``; without any, do nothing."""
    for start in range(0, len(ids), CHUNK):
        await tx.execute(statement, {"ids": ids[start : start + CHUNK], **values})


async def _write_screens(tx: AsyncConnection, screens: dict[str, int | None], vault: Vault) -> None:
    talk_ids = list(screens)
    for start in range(0, len(talk_ids), CHUNK):
        written = []
        for row in await tx.execute(_SCREENS, {"ids": talk_ids[start : start + CHUNK]}):
            if row.person is not None and row.wrapped is None:
                continue
            # as talks.seal_screen writes it
            data = str(screens[row.id]).encode()
            sealed = _key(vault, row).seal("talks", "screen", row.person or "", row.id, data)
            written.append({"b_id": row.id, "b_screen": sealed})
        if written:
            await tx.execute(_SHOW, written)
