"""What the postman asks of others, what he counts, and how he reports."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

from bot.store.outbox import Found, Parcel, Result


@dataclass(slots=True)
class Counters:
    """What happened since the start. ``merged``: edits overtaken by newer ones before they left."""

    sent: int = 0
    unsure: int = 0
    failed: int = 0
    retried: int = 0
    halted: int = 0
    merged: int = 0


@dataclass(frozen=True, slots=True)
class Errands:
    """What the postman asks of others, and the words he needs.

    settle       takes results and has them written with the next commit; returns at once
    claim        returns at most so many queued parcels, claimed and committed
    recover      returns what lay claimed at the start, settled and committed
    screen       returns the message id of a talk's screen as it is stored, or None
    gone         told (lane, "blocked" or "gone") when Telegram says so
    attachments  returns field, file name and bytes of a parcel's picture or document; may raise
    lane_of      returns the lane of a chat
    trying       told the id of a parcel just before each call, so that it is known which ones may have left
    """

    settle: Callable[[list[Result]], object]
    claim: Callable[[int], Awaitable[Sequence[Parcel]]]
    recover: Callable[[], Awaitable[Found]]
    screen: Callable[[str], Awaitable[int | None]]
    gone: Callable[[str, str], Awaitable[object]]
    attachments: Callable[[Parcel], Awaitable[tuple[str, str, bytes]]]
    lane_of: Callable[[int], str]
    trying: Callable[[str], None] = lambda id: None
    sent_again: str = ""
    picture_failed: str = ""


def unsent(parcel: Parcel) -> Result:
    """Return the result of a parcel that is let go untried: it waits, and this claim of it does not count."""
    return Result(parcel.id, "queued", attempts=max(0, parcel.attempts - 1))


def where(fault: BaseException) -> str:
    """Return file and line of a fault, without its message: that may quote."""
    frame = extract_tb(fault.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"
