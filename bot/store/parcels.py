"""What is to be sent and what became of it, as values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.store.tables import EPOCH

Policy = Literal["repeat", "once", "never", "reask"]
State = Literal["queued", "claimed", "sent", "unsure", "failed"]

SAFETY, REPLY, REMINDER, CARD = 0, 1, 2, 3
MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One call of the Bot API that is to be made: to whom, what, how urgent, and what if we cannot know it arrived.

    ``params`` are the call's, without the chat. ``talk`` is the talk whose screen this is: once sent, its message is
    the screen; an edit or deletion without ``message_id`` is of that screen. ``attempts`` counts claims, this one too.
    What has not left by ``until`` is let go: a reminder is not made up for in the night, or a day later.
    """

    id: str
    seq: int
    lane: str
    person: str | None
    chat_id: int
    method: str
    params: dict[str, Any]
    priority: int
    policy: Policy
    talk: str | None = None
    attempts: int = 1
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a parcel.

    ``again_at`` and ``attempts`` are for one that goes back to ``queued`` or ``claimed`` (None leaves the attempts as
    they are); ``talk`` and ``message_id`` for one whose message is now the screen of that talk.
    """

    id: str
    state: State
    again_at: dt.datetime | None = None
    attempts: int | None = None
    talk: str | None = None
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What lay claimed at the start: parcels to send again, how many were unsure, lanes waiting to be asked again."""

    again: tuple[Parcel, ...]
    unsure: int
    reask: frozenset[str]


def newest(parcels: Sequence[Parcel]) -> list[Parcel]:
    """Return ``parcels`` without what is overtaken before it could leave: of a talk only its last message is shown.

    After hours off, the words and taps that waited may move one talk many times in one transaction. What was to be sent
    for it before its last new message is left out, and what was to be changed in that message is in it from the start.
    """
    last = {parcel.talk: at for at, parcel in enumerate(parcels) if parcel.talk and parcel.method == "sendMessage"}
    kept: list[Parcel] = []
    screens: dict[str, int] = {}
    for at, parcel in enumerate(parcels):
        sent_at = last.get(parcel.talk or "", -1)
        # a deletion is of what came before all this, if anything did
        if at < sent_at and not parcel.method.startswith("delete"):
            continue
        if at > sent_at >= 0 and parcel.method == "editMessageText" and "message_id" not in parcel.params:
            new = kept[screens[parcel.talk or ""]]
            sound = {name: value for name, value in new.params.items() if name == "disable_notification"}
            kept[screens[parcel.talk or ""]] = replace(new, params={**parcel.params, **sound})
            continue
        if at == sent_at:
            screens[parcel.talk or ""] = len(kept)
        kept.append(parcel)
    return kept


class Numbers:
    """Hands out ``seq``: microseconds of the clock, but always more than the last."""

    __slots__ = ("_last", "_now")

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        """Count from ``now`` (aware UTC)."""
        self._now = now
        self._last = 0

    def next(self) -> int:
        """Return the next number: more than any before it, over restarts too unless the clock was set back."""
        self._last = max(self._last + 1, seq_at(self._now()))
        return self._last


def seq_at(at: dt.datetime) -> int:
    """Return the ``seq`` an aware instant stands for: microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND
