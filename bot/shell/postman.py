"""The postman: sends what is claimed, in order for each person, many people at once, and tells what became of it.

- ``post`` takes parcels that are committed as claimed; ``pull`` fetches reminders and cards when there is room, at most
  one second's worth, so that a crash leaves few of them unsure.
- Who is next is for ``sorting.py``, what a refusal means for ``delivery.py``; here is what is done about it.
- A flood (429) stops everything for as long as Telegram asks; a network that is away does too, for seconds, since it is
  away for everybody. A server error puts off only the parcel it hit. Nothing is lost by any of them.
- What cannot be known to have arrived goes by its policy; see ``bot/store/outbox.py``.
- Nothing that was said is ever logged: only method, parcel id and error code. Even Telegram's description may quote.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import random
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.errors import SendFailed
from bot.shell import kill
from bot.shell.delivery import Verdict, anew, attachment, judge, once_more, without_file
from bot.shell.errands import Counters, Errands, unsent, where
from bot.shell.limiter import Limiter
from bot.shell.patience import Patience
from bot.shell.screens import Screens
from bot.shell.sorting import Sorting
from bot.shell.transport import Telegram
from bot.store.outbox import REASK_AFTER, Parcel, Result

PARALLEL = 48  # below the session's connections: the poller and the tap answers need some

_log = logging.getLogger(__name__)


class Postman:
    """Sends parcels. All methods are for the event loop's thread."""

    def __init__(
        self,
        telegram: Telegram,
        limiter: Limiter,
        errands: Errands,
        now: Callable[[], dt.datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        """``now`` is aware UTC; ``chance`` a number from 0 to 1 that spreads tries that follow a failure."""
        self.counters = Counters()
        self.reask: set[str] = set()  # lanes whose open question waits to be asked again
        self._telegram, self._limiter, self._errands, self._now = telegram, limiter, errands, now
        self._sorting = Sorting(limiter)
        self._out: dict[str, asyncio.Task[None]] = {}
        self._patience = Patience(chance)
        self._screens = Screens(errands.screen)
        self._timer: asyncio.TimerHandle | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._pulling = self._closed = False

    async def recover(self) -> int:
        """Return how many parcels the last process left unsure; send again what may be. Call once, before all else."""
        found = await self._errands.recover()
        self.counters.unsure += found.unsure
        self.reask.update(found.reask)
        self.post(found.again)
        return found.unsure

    async def pull(self) -> int:
        """Return how many waiting parcels were fetched: what one second may carry, less what is here already."""
        if self._pulling or self._closed or self._limiter.halted():
            return 0
        self._pulling = True
        try:
            room = max(1, int(self._limiter.rate)) - self._sorting.patient()
            parcels = await self._errands.claim(room) if room > 0 else ()
        finally:
            self._pulling = False
        self.reask.difference_update(parcel.lane for parcel in parcels if parcel.policy == "reask")
        self.post(parcels)
        return len(parcels)

    def post(self, parcels: Iterable[Parcel]) -> None:
        """Send ``parcels``, which are committed as claimed, as soon as order and rates allow."""
        results = []
        for parcel in parcels:
            if self._closed:
                results.append(unsent(parcel))
            elif parcel.lane and self._errands.lane_of(parcel.chat_id) != parcel.lane:
                _log.error("parcel %s is addressed to another lane: not sent", parcel.id)
                self.counters.failed += 1
                results.append(Result(parcel.id, "failed"))
            else:
                results += [Result(old.id, "sent") for old in self._sorting.add(self._marked(parcel))]
        self.counters.merged += sum(result.state == "sent" for result in results)
        self._settle(results)
        self.wake()

    def forget(self, lane: str) -> None:
        """Drop what waits for ``lane``: its rows are gone."""
        for chat in self._sorting.chats_of(lane):
            self._sorting.drop(chat, lane)
        self.reask.discard(lane)
        self.wake()

    def screen(self, talk: str) -> int | None:
        """Return the message that shows ``talk``, if it was sent lately by this process."""
        return self._screens.get(talk)

    @property
    def busy(self) -> bool:
        """Tell whether there is anything to send, or being sent."""
        return not self._idle.is_set()

    async def idle(self) -> None:
        """Return when everything posted so far is over with."""
        await self._idle.wait()

    async def stop(self, seconds: float) -> None:
        """Send on for at most ``seconds``; then let go: what was not tried waits for the next start.

        What is under way when the time is over stays claimed, and is unsure at the next start.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        self._closed = True
        if self._timer:
            self._timer.cancel()
        self._settle([unsent(parcel) for parcel in self._sorting.parcels() if parcel.id not in self._out])
        tasks = list(self._out.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def wake(self) -> None:
        """Send what may be sent now. Also to be called when the clock was moved."""
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._closed:
            return
        while len(self._out) < PARALLEL and (parcel := self._sorting.next()):
            self._out[parcel.id] = asyncio.create_task(self._deliver(parcel))
        if self._sorting.empty():
            self._idle.set()
            return
        self._idle.clear()
        if len(self._out) < PARALLEL and (seconds := self._sorting.wait()) is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self.wake)

    async def _deliver(self, parcel: Parcel) -> None:
        """Try a parcel that is out, and see to what comes of it."""
        try:
            verdict = await self._attempt(parcel)
            if isinstance(verdict, Verdict):
                await self._see_to(parcel, verdict)
            else:
                self._arrived(parcel, verdict)
        except Exception as fault:
            # a fault of ours: this parcel is given up, so that those behind it are not
            _log.error("%s %s: %s at %s", parcel.method, parcel.id, type(fault).__name__, where(fault))
            self._over(parcel, Result(parcel.id, "failed"))
        finally:
            self._out.pop(parcel.id, None)
            self.wake()

    async def _attempt(self, parcel: Parcel) -> Verdict | Any:
        """Return what Telegram answered, or the verdict on why there is no answer."""
        if parcel.until is not None and self._now() >= parcel.until:
            return Verdict("failed", parcel)  # too late: its window has ended, or it is night
        params, files = {**parcel.params, "chat_id": parcel.chat_id}, None
        of_screen = parcel.talk is not None and parcel.method.startswith(("edit", "delete"))
        if of_screen and "message_id" in params:
            # the screen that was known to the turn, unless a newer one has arrived since
            params["message_id"] = max(params["message_id"], self._screens.get(parcel.talk or "") or 0)
        elif of_screen and parcel.talk:
            try:
                params["message_id"] = await self._screens.find(parcel.talk)
            except Exception as fault:
                _log.error("the screen for %s could not be read: %s", parcel.id, type(fault).__name__)
                return Verdict("later", parcel)
            if params["message_id"] is None:
                return anew(parcel)
        if (field := attachment(parcel)) is not None:
            try:
                field, name, content = await self._errands.attachments(parcel)
            except Exception as fault:
                _log.error("%s for %s could not be made: %s", field, parcel.id, where(fault))
                return without_file(parcel, self._errands.picture_failed)
            del params[field]
            files = {field: (name, content)}
        try:
            kill.point("send.before")
            self._errands.trying(parcel.id)
            answer = await self._telegram.call(parcel.method, params, files)
            kill.point("send.after")
        except SendFailed as failure:
            verdict = judge(parcel, failure)
            if verdict.what != "failed":
                return verdict
            _log.error("%s %s was refused: %s", parcel.method, parcel.id, failure.code)
            return without_file(parcel, self._errands.picture_failed)
        return answer

    def _arrived(self, parcel: Parcel, answer: Any) -> None:
        """The call succeeded; a new message of a talk is its screen from now on."""
        self._patience.worked()
        self.counters.sent += 1
        result = Result(parcel.id, "sent")
        message_id = answer.get("message_id") if isinstance(answer, dict) else None
        if parcel.talk and message_id is not None and parcel.method.startswith("send"):
            self._screens.put(parcel.talk, message_id)
            result = replace(result, talk=parcel.talk, message_id=message_id)
        self._over(parcel, result)

    async def _see_to(self, parcel: Parcel, verdict: Verdict) -> None:
        match verdict.what:
            case "done":
                self.counters.sent += 1
                self._over(parcel, Result(parcel.id, "sent"))
            case "changed":
                self._sorting.again(verdict.parcel)
            case "halt":
                self.counters.halted += 1
                self._limiter.halt(verdict.seconds)
                self._sorting.again(parcel)
            case "dark":
                self._pause()
                self._sorting.again(parcel)
            case "later":
                self._later(parcel)
            case "unsure":
                self._unsure(parcel)
            case "failed":
                self._fail(parcel)
            case "blocked" | "gone":
                await self._gone(parcel, verdict.what)

    def _pause(self) -> None:
        """Telegram cannot be reached. Calls that fail together count as one failure."""
        if not self._limiter.halted():
            self._limiter.halt(self._patience.in_the_dark())

    def _later(self, parcel: Parcel) -> None:
        self.counters.retried += 1
        seconds = self._patience.after_error(parcel.id)
        if seconds is not None:
            self._sorting.again(parcel, seconds)
        else:
            _log.error("%s %s was given up", parcel.method, parcel.id)
            self._fail(parcel)

    def _unsure(self, parcel: Parcel) -> None:
        """The parcel may have arrived: do as its policy says."""
        self.counters.unsure += 1
        _log.warning("%s %s may have arrived (%s)", parcel.method, parcel.id, parcel.policy)
        policy = parcel.policy
        if policy == "repeat" and parcel.method.startswith("send"):
            policy = "reask"  # an edit sent anew: repeated, it would be there twice
        if policy == "repeat":
            self._later(parcel)
        elif policy == "once" and parcel.attempts < 2:
            self._settle([Result(parcel.id, "claimed", attempts=2)])
            self._later(self._marked(replace(parcel, attempts=2)))
        elif policy == "reask":
            self.reask.add(parcel.lane)
            self._over(parcel, Result(parcel.id, "queued", again_at=self._now() + REASK_AFTER))
        else:
            self._over(parcel, Result(parcel.id, "unsure"))

    async def _gone(self, parcel: Parcel, status: str) -> None:
        """The person is not there: nothing that waits for them is tried."""
        dropped = self._sorting.drop(parcel.chat_id)
        self.counters.failed += len(dropped)
        self._settle([Result(other.id, "failed") for other in dropped])
        self._fail(parcel)
        try:
            await self._errands.gone(self._errands.lane_of(parcel.chat_id), status)
        except Exception as fault:
            _log.error("somebody is %s, which could not be noted: %s", status, where(fault))

    def _fail(self, parcel: Parcel) -> None:
        self.counters.failed += 1
        self._over(parcel, Result(parcel.id, "failed"))

    def _over(self, parcel: Parcel, result: Result) -> None:
        self._patience.over(parcel.id)
        self._sorting.done(parcel)
        self._settle([result])

    def _settle(self, results: list[Result]) -> None:
        if results:
            self._errands.settle(results)

    def _marked(self, parcel: Parcel) -> Parcel:
        again = parcel.policy == "once" and parcel.attempts > 1
        return once_more(parcel, self._errands.sent_again) if again else parcel
