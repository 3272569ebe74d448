"""/start: begin, go on where set-up was left, or the home message. And every tap and word of set-up."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from dataclasses import replace
from zoneinfo import ZoneInfo

from telegram import Location, Update

from bot.core import onboarding as o
from bot.core.checkin import CheckIn
from bot.core.message import When, message, say
from bot.core.person import Desk, Profile
from bot.core.schedule import Reminder
from bot.core.times import read_times
from bot.core.zones import city_name, guess_zones
from bot.shell import asking, home, reminding
from bot.shell.helping import show_support
from bot.shell.places import find_places, fold, label_of, zone_at
from bot.shell.turn import Turn
from bot.store.outbox import SAFETY
from bot.store.people import Person
from bot.store.talks import Talk
from handlers import checkin, guards

SET_UP_LASTS = dt.timedelta(hours=24)
CONSENT_VERSION = 1
ADULT_AGES = frozenset(map(str, range(18, 121)))
WEEK_CARD = ("week", dt.time(18))


async def start(update: Update, context: object) -> None:
    """Somebody pressed START, or followed a link that leads somewhere."""
    turn = guards.turn()
    if turn.person is not None and turn.person.profile.settled:
        if turn.person.status != "active":
            return home.welcome_unblocked(turn)
        match guards.words_after_command(update):
            case "checkin":
                return await checkin.open_or_show(turn)
            case "note":
                return turn.say(message("journal-open"))
        return await home.show(turn)
    for talk in turn.talks("setup"):
        state = talk.read(o.SetUp)
        if talk.screen:
            turn.remove(talk.screen)
        return _show(turn, talk, state)
    begin(turn)
    return None


def begin(turn: Turn) -> None:
    """Open the first conversation."""
    state = o.SetUp() if turn.person is None else o.SetUp(at="zone")
    talk = turn.new_talk("setup", state)
    if turn.person is None:
        turn.set_timer("setup", talk.id, turn.at + SET_UP_LASTS)
    _show(turn, talk, state)


def _show(turn: Turn, talk: Talk, state: o.SetUp) -> None:
    turn.say(o.view(state, _facts(turn, state)), talk, screen=True, policy="reask")


async def tapped(update: Update, context: object) -> None:
    """Somebody tapped a button of set-up."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if tap.talk is not None:
        await _take(turn, tap.talk, o.Tapped(tap.what, tap.value), tap.message_id)


async def typed(turn: Turn, said: guards.Said) -> bool:
    """Read typed words as an answer in set-up. Return False if no set-up is open, so that they are something else."""
    for talk in turn.talks("setup"):
        state = talk.read(o.SetUp)
        if state.at in ("young", "declined", "done"):
            return False
        answer = await _read(turn, state, said.text)
        if turn.person is None and answer.yes is None:
            if not _helped(turn):
                turn.say(message("edge-not-yet"))
            return True
        if turn.person is not None and not (answer.places or answer.times or answer.back):
            # not an answer; but nothing typed is thrown away
            turn.keep_note(said.text, said.message_id, source="message")
            turn.react(said.message_id, "✍")
            if _helped(turn):  # whoever needs help is not told that it is no time of day
                return True
        await _take(turn, talk, answer, None)
        return True
    return False


def _helped(turn: Turn) -> bool:
    """Return whether this turn shows people to talk to; then nothing else is said before the yes."""
    return any(parcel.priority == SAFETY for parcel in turn.changes.parcels)


async def _read(turn: Turn, state: o.SetUp, text: str) -> o.Read:
    """Return how ``text`` reads where set-up is now."""
    plain = text.strip().lower().rstrip(".!")
    if state.at in ("adult", "consent", "more"):
        yes = plain in turn.words.text(say("typed-yes")).split() or (state.at == "adult" and plain in ADULT_AGES)
        no = plain in turn.words.text(say("typed-no")).split()
        return o.Read(yes=True if yes else False if no else None)
    if state.at in ("times", "own", "quiet"):
        return o.Read(times=read_times(text))
    if state.at == "place" and plain == turn.words.text(say("button-back")).lower():
        return o.Read(back=True)
    if (shown := _clock_typed(turn, text)) is not None:
        return o.Read(places=(shown,))
    places = await asyncio.to_thread(find_places, text)
    found = tuple((_label(turn, label_of(place), place.zone), place.zone) for place in places)
    return o.Read(places=found)


def _clock_typed(turn: Turn, text: str) -> tuple[str, str] | None:
    """Return (label, zone) of the one clock on offer that ``text`` names: its city, its time, or both."""
    fits = []
    for zone in guess_zones(turn.language_code):
        at, city = turn.words.text(say("setup-clock", at=_clock(turn, zone), city="")).strip(), city_name(zone)
        if fold(text) in (fold(city), fold(at), fold(f"{at} {city}")):
            fits.append((city, zone))
    return fits[0] if len(fits) == 1 else None


def _label(turn: Turn, name: str, zone: str) -> str:
    return turn.words.text(say("setup-city-found", place=name, at=_clock(turn, zone)))


def _clock(turn: Turn, zone: str) -> When:
    return When(turn.at.astimezone(ZoneInfo(zone)).time(), "clock")


async def located(update: Update, context: object) -> None:
    """A location came: its zone is kept, the place itself is not."""
    turn, sent = guards.turn(), guards.message_of(update)
    zone = await _zone_of(sent.location) if sent and sent.location else None
    for talk in turn.talks("setup"):
        if turn.person is not None and zone and talk.read(o.SetUp).at in ("zone", "city", "place"):
            done = message(say("setup-place-done", city=city_name(zone)))
            turn.say(replace(done, drop_keyboard=True))
            await _take(turn, talk, o.Located(zone), None, anew=True)
            return
    if turn.person is not None and turn.person.profile.settled and turn.desk.expects and zone:
        from handlers.timezone import propose

        await propose(turn, zone)
        return
    home.only_words(turn, "edge-only-words")


async def _zone_of(where: Location) -> str | None:
    try:
        return await asyncio.to_thread(zone_at, where.latitude, where.longitude)
    except (ValueError, OSError):
        return None


async def unsettled(update: Update, context: object) -> None:
    """Anything from somebody who is not set up yet: an answer where one is asked for, else set-up begins or goes on."""
    turn, said = guards.turn(), guards.said(update)
    if guards.is_edit(update):
        return None
    if guards.is_tap(update):
        turn.acknowledge(say("edge-closed"))
    elif said is not None and guards.command(update) is None:
        if said.text.strip().lower() == turn.words.text(say("typed-help")):
            return show_support(turn, asked_help=True)
        if await typed(turn, said):
            return None
        if turn.person is None and _helped(turn):
            return None
        if turn.person is not None:
            turn.keep_note(said.text, said.message_id, source="message")
            turn.react(said.message_id, "✍")
    elif guards.command(update) == "cancel":
        return turn.say(message("cancel-nothing"))
    elif guards.command(update) == "journal" and guards.words_after_command(update) and turn.talks("setup"):
        return _not_kept_or_kept(turn, said, guards.words_after_command(update))
    return await start(update, context)


def _not_kept_or_kept(turn: Turn, said: guards.Said | None, words: str) -> None:
    """Words for the journal in the middle of set-up: kept once there was a yes, and said so if not."""
    if turn.person is None or said is None:
        return turn.say(message("edge-not-yet"))
    turn.keep_note(words, said.message_id, source="message")
    turn.react(said.message_id, "✍")
    return None


async def _take(turn: Turn, talk: Talk, event: o.Event, message_id: int | None, anew: bool = False) -> None:
    before = talk.read(o.SetUp)
    step = o.advance(before, event)
    for effect in step.effects:
        match effect:
            case o.Agree():
                talk = _agree(turn, talk)
            case o.Withdraw():
                turn.drop_timer("setup", talk.id)
            case o.UseZone(zone, _):
                turn.set_profile(zone=zone)
            case o.SetQuiet(quiet):
                turn.set_profile(quiet_from=quiet.start, quiet_to=quiet.end)
            case o.SetReminders(times):
                await set_reminders(turn, times)
                turn.set_profile(settled=True)
            case o.StartCheckIn():
                await _first(turn, talk, message_id)
                return
    state = step.state
    if isinstance(event, o.Tapped) and (event.what, event.value) == ("first", "later"):
        turn.edit(message("setup-finished"), talk, message_id)
        turn.put_talk(talk.with_state(state, open=False))
        return
    gone = any(isinstance(e, o.Withdraw) for e in step.effects)
    if gone:
        turn.edit(o.view(state, _facts(turn, state)), talk, message_id)
        turn.drop_talk(talk)
        return
    talk = turn.put_talk(talk.with_state(state))
    places = (before.at == "place") != (state.at == "place")
    if before.at == "place" and places and not anew:
        turn.say(replace(message("setup-place-left"), drop_keyboard=True))
    if anew or places:  # the message with the keyboard can't be edited, nor can another be edited into it
        if talk.screen:
            turn.remove(talk.screen)
        _show(turn, talk, state)
    elif state != before:
        turn.edit(o.view(state, _facts(turn, state)), talk, message_id)


def _agree(turn: Turn, talk: Talk) -> Talk:
    """The yes: from here on there is a person, with a key of their own."""
    assert turn.chat_id is not None
    vault = turn.world.vault
    id, key = secrets.token_hex(16), vault.new_key()
    wrapped = vault.wrap(id, key, 1)
    told = turn.world.guests.countries.get(turn.lane)
    person = Person(id, turn.lane, Profile(turn.chat_id, turn.language, country=told), vault.unwrap(id, wrapped, 1))
    turn.changes.keys[id] = {"person": id, "wrapped": wrapped, "version": 1}
    consent = secrets.token_hex(16)
    words = f"{turn.at.isoformat()} {turn.language} {CONSENT_VERSION}".encode()
    sealed = person.key.seal("consents", "sealed", id, consent, words)
    turn.changes.consents.append({"id": consent, "person": id, "version": CONSENT_VERSION, "sealed": sealed})
    turn.put_person(person)
    turn.drop_timer("setup", talk.id)
    turn.new_talk("menu", Desk())
    return turn.own_talk(talk)


async def set_reminders(turn: Turn, times: tuple[tuple[str, dt.time], ...]) -> None:
    """Remind at ``times``; a week card comes with the first of them."""
    for old in await turn.reminders():
        turn.changes.reminders_gone.add(old.id)
    wanted = [*times, WEEK_CARD] if times else []
    for kind, at in wanted:
        id = turn.known.key.name("reminder", kind)
        days = frozenset({6}) if kind == "week" else frozenset(range(7))
        rule = Reminder(id, kind, at, turn.zone, days, sound=kind != "week")  # type: ignore[arg-type]
        turn.put_reminder(reminding.plan_reminder(turn, rule))


async def _first(turn: Turn, talk: Talk, message_id: int | None) -> None:
    turn.edit(message("setup-finished"), talk, message_id)
    turn.put_talk(talk.with_state(talk.read(o.SetUp), open=False))
    kind = await asking.kind_for_now(turn)
    if kind == "evening" and await asking.next_meeting(turn) == "evening":
        kind = "extra"  # the evening's question was promised for the evening
    opened = asking.open_checkin(turn, kind)
    asking.show(turn, opened, opened.read(CheckIn))


def _facts(turn: Turn, state: o.SetUp) -> o.Facts:
    zones = []
    for zone in guess_zones(turn.language_code):
        now = turn.at.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0)
        zones.append((zone, city_name(zone), now))
    first = None
    kind, when = "morning", "tomorrow"
    if state.times:
        moments = [
            (at, planned.rule.kind, planned)
            for kind_, wall in state.times
            if (planned := reminding.plan_reminder(turn, Reminder("first", kind_, wall, turn.zone))).next_due_at  # type: ignore[arg-type]
            and (at := planned.next_due_at)
        ]
        at, kind, planned = min(moments, key=lambda m: m[0])
        local = at.astimezone(ZoneInfo(turn.zone))
        first = When(planned.rule.at, "clock")
        when = "today" if local.date() == turn.local.date() else "tomorrow"
    settings = turn.world.settings
    return o.Facts(settings.operator, settings.contact, tuple(zones), turn.language, first, kind, when)
