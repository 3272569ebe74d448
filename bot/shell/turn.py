"""One turn of talk: what a doorway may look at, change and say. Nothing is written or sent before the turn is over.

A turn belongs to one lane, that is to one chat. It sees what was loaded for it and what earlier turns of the same batch
changed; it collects ``Changes`` (bot/store/changes.py), which ``bot/shell/lanes.py`` writes in one transaction with the
turns of other people, and commits before anything leaves for Telegram. A turn that raises is forgotten whole.
"""

from __future__ import annotations

import datetime as dt
import secrets
from contextvars import ContextVar, Token
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.content.words import Words
from bot.core.checkin import CheckIn
from bot.core.message import Message
from bot.core.person import Desk, Kept
from bot.core.schedule import local_day
from bot.shell.outage import with_outage
from bot.shell.saying import Saying
from bot.shell.world import World
from bot.store.changes import Changes
from bot.store.entries import Entry, load_entries, load_entries_by_id, load_first_day
from bot.store.people import Person
from bot.store.plain import encode
from bot.store.reminders import Planned, Run, Timer, load_reminders, load_runs
from bot.store.talks import Talk, load_talks, seal_screen
from bot.store.tx import Tx

_current: ContextVar[Turn] = ContextVar("turn")


def current() -> Turn:
    """Return the turn being taken. Raises LookupError outside of one."""
    return _current.get()


def enter(turn: Turn) -> Token[Turn]:
    """Make ``turn`` the current one; hand the answer to ``leave``."""
    return _current.set(turn)


def leave(token: Token[Turn]) -> None:
    """The turn is over."""
    _current.reset(token)


@dataclass(slots=True)
class Room:
    """What is known of one lane while its work is done: loaded rows, and what finished turns made of them."""

    lane: str
    tx: Tx
    person: Person | None
    talks: dict[str, Talk]
    changes: Changes = field(default_factory=Changes)
    flush: Any = None  # writes the batch's changes so far, before rows are read that they may have changed
    unwritten: bool = False  # turns of this lane have ended that the rows do not show yet


class Turn(Saying):
    """One turn. ``at`` is the bot's moment of it, in UTC."""

    def __init__(
        self, world: World, room: Room, at: dt.datetime, inbox_row: int = 0, chat_id: int | None = None
    ) -> None:
        """Open a turn on ``room``. ``chat_id`` is needed where no person is known yet."""
        self.world = world
        self.lane = room.lane
        self.at = at
        self.inbox_row = inbox_row
        self.person = room.person
        self.changes = Changes()
        self.query_id: str | None = None  # the tap to be answered
        self.message_id = 0  # of what was said, or of the message tapped; any that is still to come has a higher one
        self.error: BaseException | None = None
        self.language = room.person.profile.language if room.person else "en"
        self.said_at: dt.datetime | None = None  # when the words were written, where that was a while before ``at``
        self.language_code: str | None = None  # as the person's app reports it, for guesses
        self.chat_id = room.person.profile.chat_id if room.person else chat_id
        self.forget_chat = False  # the postman drops what still waits for this lane
        self.coming_back = False  # the first sign after two weeks or more: welcome back is said
        self.last_sign_at: dt.datetime | None = None  # the tap or word before this one, if this turn is one
        self.asks_back = False  # the first sign after a farewell: whether reminders shall come back is asked
        self._room = room
        self._talks = dict(room.talks)

    # --- who and when

    @property
    def words(self) -> Words:
        """The words in the person's language."""
        return self.world.words(self.language)

    @property
    def zone(self) -> str:
        """The person's zone; UTC until they told one."""
        return (self.person.profile.zone if self.person else None) or "UTC"

    @property
    def local(self) -> dt.datetime:
        """This moment on the person's clock."""
        return self.at.astimezone(ZoneInfo(self.zone))

    @property
    def today(self) -> dt.date:
        """The local day this moment counts for."""
        start = self.person.profile.day_start if self.person else dt.time(4)
        return local_day(self.at, self.zone, start)

    @property
    def known(self) -> Person:
        """The person. Raises LookupError before consent."""
        if self.person is None:
            raise LookupError("nobody has said yes here")
        return self.person

    def put_person(self, person: Person) -> None:
        """Keep ``person`` as they are now."""
        self.person = person
        self.chat_id = person.profile.chat_id
        self.language = person.profile.language
        self.changes.people[person.id] = person.row()

    def set_profile(self, **changes: Any) -> None:
        """Change the person's settings."""
        self.put_person(self.known.changed(**changes))

    def opened(self, message: Message) -> Message:
        """Return ``message``, opened by the news of a long outage where there is any."""
        return with_outage(self, message)

    # --- talks

    def talk(self, id: str) -> Talk | None:
        """Return the talk ``id`` if it is this lane's, else None."""
        found = self._talks.get(id)
        return found if found is not None and found.lane == self.lane else None

    async def find_talk(self, id: str) -> Talk | None:
        """Return the talk ``id`` as ``talk`` does, read from its row if it is closed and was not loaded."""
        if id not in self._talks:
            await self._room.flush()
            keys = {self.lane: self.known.key}
            for talk in await load_talks(self._room.tx, [self.lane], [id], keys, self.world.vault.system):
                self._talks.setdefault(talk.id, talk)
        return self.talk(id)

    def talks(self, kind: str) -> list[Talk]:
        """Return this lane's open talks of ``kind``."""
        return [t for t in self._talks.values() if t.kind == kind and t.open and t.lane == self.lane]

    def new_talk(self, kind: str, state: object, id: str | None = None) -> Talk:
        """Return a new open talk in ``state``, kept."""
        owner = self.person.id if self.person else None
        talk = Talk(id or secrets.token_urlsafe(12), self.lane, owner, kind, encode(state))
        return self.put_talk(talk)

    def put_talk(self, talk: Talk) -> Talk:
        """Keep ``talk`` as it is now, and return it."""
        key = self.person.key if talk.person and self.person else self.world.vault.system
        self._talks[talk.id] = talk
        self.changes.talks_gone.discard(talk.id)
        self.changes.talks[talk.id] = talk.row(key)
        return talk

    def own_talk(self, talk: Talk) -> Talk:
        """Put a talk from before consent under the person's key, with the message that shows it."""
        owned = replace(talk, person=self.known.id)
        if talk.screen is not None:
            self.changes.screens[talk.id] = seal_screen(self.known.key, self.known.id, talk.id, talk.screen)
        return self.put_talk(owned)

    def shown_in(self, talk: Talk, message_id: int) -> Talk:
        """Take ``message_id``, which was tapped, for the message that shows ``talk``: it is newer than any known."""
        key = self.person.key if talk.person and self.person else self.world.vault.system
        self.changes.screens[talk.id] = seal_screen(key, talk.person, talk.id, message_id)
        return self.put_talk(replace(talk, screen=message_id))

    def unshown(self, talk: Talk) -> Talk:
        """Put ``talk`` without the message that showed it: that one is taken away, and another is on its way."""
        self.changes.screens[talk.id] = None
        return self.put_talk(replace(talk, screen=None))

    def drop_talk(self, talk: Talk) -> None:
        """Remove ``talk``."""
        self._talks.pop(talk.id, None)
        self.changes.talks.pop(talk.id, None)
        self.changes.talks_gone.add(talk.id)

    @property
    def menu(self) -> Talk:
        """The person's desk: the talk whose buttons belong to no check-in."""
        found = self.talks("menu")
        return found[0] if found else self.new_talk("menu", Desk())

    @property
    def desk(self) -> Desk:
        """What lies open."""
        return self.menu.read(Desk)

    def set_desk(self, **changes: Any) -> None:
        """Change what lies open."""
        menu = self.menu
        self.put_talk(menu.with_state(replace(menu.read(Desk), **changes)))

    def checkins(self) -> list[tuple[Talk, CheckIn]]:
        """Return the open check-ins, newest last."""
        found = [(talk, talk.read(CheckIn)) for talk in self.talks("checkin")]
        return sorted(found, key=lambda pair: pair[1].started_at)

    # --- what is kept

    def put_entry(self, entry: Entry) -> None:
        """Keep ``entry``."""
        self.changes.entries_gone.discard(entry.id)
        self.changes.entries[entry.id] = entry.row(self.known)

    def drop_entry(self, id: str) -> None:
        """Remove the entry ``id``."""
        self.changes.entries.pop(id, None)
        self.changes.entries_gone.add(id)

    def keep_note(self, text: str, message_id: int | None, **more: Any) -> Entry:
        """Keep ``text`` as a note of the day it was written on. Its message gives the id: an edit finds it again."""
        key = self.known.key
        id = key.name("note", str(message_id)) if message_id else key.name("note", secrets.token_hex(16))
        at = self.said_at or self.at
        kept = Kept("note", at, self.zone, text=text, **more)
        entry = Entry(id, local_day(at, self.zone, self.known.profile.day_start), kept)
        self.put_entry(entry)
        return entry

    async def entries(self, since: dt.date | None = None, until: dt.date | None = None) -> list[Entry]:
        """Return the person's entries from ``since`` to ``until`` (local days), without this turn's own changes."""
        await self._room.flush()
        return await load_entries(self._room.tx, self.known, since, until)

    async def entry(self, id: str) -> Entry | None:
        """Return the person's entry ``id``, without this turn's own changes."""
        await self._room.flush()
        return (await load_entries_by_id(self._room.tx, self.known, [id])).get(id)

    async def reminders(self) -> list[Planned]:
        """Return the person's reminders, without this turn's own changes."""
        await self._room.flush()
        return await load_reminders(self._room.tx, self.known)

    async def first_day(self) -> dt.date | None:
        """Return the earliest local day the person has an entry of, without this turn's own changes."""
        await self._room.flush()
        return await load_first_day(self._room.tx, self.known)

    async def runs(self, since: dt.date) -> list[Run]:
        """Return the person's reminder runs from ``since`` on."""
        await self._room.flush()
        return await load_runs(self._room.tx, self.known, since)

    def put_reminder(self, planned: Planned) -> None:
        """Keep a reminder."""
        self.changes.reminders[planned.id] = planned.row(self.known)

    def put_run(self, run: Run) -> None:
        """Keep what became of a run."""
        self.changes.runs[run.id] = run.row(self.known)

    def set_timer(self, kind: str, ref: str, due_at: dt.datetime, **more: Any) -> None:
        """Have ``kind`` come due at ``due_at``; the same kind and reference set again replaces it."""
        timer = Timer(self.timer_id(kind, ref), due_at, kind, ref, **more)
        key = self.person.key if self.person else self.world.vault.system
        self.changes.timers_gone.discard(timer.id)
        self.changes.timers[timer.id] = timer.row(self.lane, self.person.id if self.person else None, key)

    def drop_timer(self, kind: str, ref: str) -> None:
        """Forget the timer of this kind and reference."""
        self.changes.timers.pop(self.timer_id(kind, ref), None)
        self.changes.timers_gone.add(self.timer_id(kind, ref))

    def timer_id(self, kind: str, ref: str) -> str:
        """Return the id of a timer: one per lane, kind and reference."""
        return self.world.vault.system.name("timer", self.lane, kind, ref)

    # --- for lanes.py

    def forget(self) -> None:
        """The person is erased: from here on this turn knows nobody."""
        self.person, self._talks, self.forget_chat = None, {}, True

    def keep(self) -> None:
        """Hand this turn's changes to the room: the turn is over and stands."""
        self._room.person = self.person
        self._room.talks = self._talks
        self._room.changes.add(self.changes)
        self._room.unwritten = True
