"""Which parcel goes next: one queue per chat, the most urgent chat first.

- Within a chat the order of posting is kept: the next parcel waits until what became of the one before is known.
- Between chats the urgent go first. A chat is as urgent as the most urgent parcel in it, so that a reply is not held up
  by the reminder it stands behind.
- An edit that has not left yet is overtaken by a newer edit of the same message: only the newest is worth sending.

Nothing here waits or sends; ``postman.py`` asks for the next parcel and says what became of it. Heap entries are never
searched for: each carries a number, and one whose chat has moved on is passed over when it comes up.
"""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from itertools import count

from bot.shell.limiter import Limiter
from bot.store.outbox import REMINDER, Parcel

EDITS = frozenset({"editMessageText", "editMessageCaption", "editMessageMedia", "editMessageReplyMarkup"})


class _Queue:
    """What waits for one chat. ``ticket`` is the number of its valid heap entry; None while a parcel of it is out."""

    __slots__ = ("chat", "parcels", "ready", "ticket", "urgency")

    def __init__(self, chat: int) -> None:
        self.chat = chat
        self.parcels: deque[Parcel] = deque()
        self.urgency = 0
        self.ready = False
        self.ticket: int | None = None


class Sorting:
    """The chats that have something to be sent. Times are seconds of the limiter's clock."""

    def __init__(self, limiter: Limiter) -> None:
        """Sort under the rates of ``limiter``."""
        self._limiter = limiter
        self._queues: dict[int, _Queue] = {}
        self._ready: list[tuple[int, int, int, _Queue]] = []
        self._waiting: list[tuple[float, int, _Queue]] = []
        self._tickets = count(1)

    def __len__(self) -> int:
        """Return how many parcels there are, those out for sending included."""
        return sum(len(queue.parcels) for queue in self._queues.values())

    def empty(self) -> bool:
        """Return whether there is nothing, out for sending or not."""
        return not self._queues

    def parcels(self) -> list[Parcel]:
        """Return every parcel, those out for sending included."""
        return [parcel for queue in self._queues.values() for parcel in queue.parcels]

    def patient(self) -> int:
        """Return how many reminders and cards there are."""
        return sum(parcel.priority >= REMINDER for parcel in self.parcels())

    def add(self, parcel: Parcel) -> list[Parcel]:
        """Take a parcel in; return the older edits it makes needless, now taken out."""
        queue = self._queues.get(parcel.chat_id)
        if queue is None:
            queue = self._queues[parcel.chat_id] = _Queue(parcel.chat_id)
            queue.parcels.append(parcel)
            self._offer(queue)
            return []
        overtaken = self._overtaken(queue, parcel) if parcel.method in EDITS else []
        for old in overtaken:
            queue.parcels.remove(old)
        queue.parcels.append(parcel)
        if queue.ready and (parcel.priority < queue.urgency or overtaken):
            self._offer(queue)
        return overtaken

    def next(self) -> Parcel | None:
        """Return the parcel to be sent now and count it with the limiter; None if nothing may be sent now."""
        limiter = self._limiter
        now = limiter.now()
        while self._waiting and self._waiting[0][0] <= now:
            _, ticket, queue = heappop(self._waiting)
            if queue.ticket == ticket:
                self._offer(queue)
        if limiter.wait(now):
            return None
        while self._ready:
            _, _, ticket, queue = heappop(self._ready)
            if queue.ticket != ticket:
                continue
            parcel = queue.parcels[0]
            # deletions and reactions are no messages: only the overall rate counts them
            message = not parcel.method.startswith(("delete", "set"))
            wait = limiter.wait_for(parcel.chat_id, now) if message else 0.0
            if wait:
                self._put_off(queue, now + wait)
                continue
            limiter.take(now, parcel.chat_id if message else None)
            queue.ticket, queue.ready = None, False
            return parcel
        return None

    def wait(self) -> float | None:
        """Return the seconds until ``next`` is worth asking again; None if nothing waits but for what is out."""
        now = self._limiter.now()
        moments = [self._waiting[0][0] - now] if self._waiting else []
        if self._ready:
            moments.append(0.0)
        return max(0.0, self._limiter.wait(now), min(moments)) if moments else None

    def done(self, parcel: Parcel) -> None:
        """Take out a parcel that was out: it is over with. Without effect for one that is over with already."""
        queue = self._queues.get(parcel.chat_id)
        if queue is None or queue.parcels[0].id != parcel.id:
            return
        queue.parcels.popleft()
        if queue.parcels:
            self._offer(queue)
        else:
            del self._queues[parcel.chat_id]

    def again(self, parcel: Parcel, seconds: float = 0.0) -> None:
        """Put back a parcel that was out, perhaps changed, as the first of its chat, in ``seconds``."""
        queue = self._queues[parcel.chat_id]
        queue.parcels[0] = parcel
        if seconds > 0:
            self._put_off(queue, self._limiter.now() + seconds)
        else:
            self._offer(queue)

    def drop(self, chat: int, lane: str | None = None) -> list[Parcel]:
        """Take out and return what waits for ``chat`` (only of ``lane``, if given), but not what is out."""
        queue = self._queues.get(chat)
        if queue is None:
            return []
        out = [queue.parcels[0]] if queue.ticket is None else []
        waiting = list(queue.parcels)[len(out) :]
        gone = [parcel for parcel in waiting if lane is None or parcel.lane == lane]
        kept = [parcel for parcel in waiting if lane is not None and parcel.lane != lane]
        queue.parcels = deque(out + kept)
        if not queue.parcels:
            queue.ticket = None
            del self._queues[chat]
        return gone

    def chats_of(self, lane: str) -> list[int]:
        """Return the chats that have a parcel of ``lane``."""
        return [queue.chat for queue in self._queues.values() if any(p.lane == lane for p in queue.parcels)]

    def _overtaken(self, queue: _Queue, new: Parcel) -> list[Parcel]:
        waiting = list(queue.parcels)[1 if queue.ticket is None else 0 :]
        return [old for old in waiting if old.method in EDITS and _overtakes(new, old)]

    def _offer(self, queue: _Queue) -> None:
        queue.urgency = min(parcel.priority for parcel in queue.parcels)
        queue.ticket, queue.ready = next(self._tickets), True
        heappush(self._ready, (queue.urgency, queue.parcels[0].seq, queue.ticket, queue))

    def _put_off(self, queue: _Queue, moment: float) -> None:
        queue.ticket, queue.ready = next(self._tickets), False
        heappush(self._waiting, (moment, queue.ticket, queue))


def _overtakes(new: Parcel, old: Parcel) -> bool:
    """True if ``new`` shows all that ``old`` would have shown, on the same message."""
    if new.method not in ("editMessageText", old.method):
        return False
    here, there = new.params.get("message_id"), old.params.get("message_id")
    return here == there and (here is not None or (new.talk is not None and new.talk == old.talk))
