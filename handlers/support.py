"""/support, the buttons of the safety cards, and the country. They work before consent, for strangers, in any state."""

from __future__ import annotations

import asyncio
import datetime as dt

from telegram import Update

from bot.content.countries import country_name, find_country, named_country
from bot.content.lines import zone_countries
from bot.content.words import load_words
from bot.core.lines import country_of_zone
from bot.core.message import message, say
from bot.core.support import choose_country, safety_reply
from bot.core.zones import guess_zones
from bot.shell.helping import SUPPORT_COMMANDS, place_of, reader_of, show_support
from bot.shell.places import find_places
from bot.shell.turn import Turn
from bot.store.outbox import REPLY, SAFETY
from handlers import guards

ASKED_LASTS = dt.timedelta(minutes=10)  # a country typed so long after the question is an answer to it


async def command(update: Update, context: object) -> None:
    """Somebody asks for people to talk to."""
    turn = guards.turn()
    turn.acknowledge()
    show_support(turn)


def asked_for(update: Update) -> bool:
    """Return whether somebody asks for people to talk to: by a command, or by the link from a group."""
    named = guards.command(update)
    return guards.is_new(update) and (
        named in SUPPORT_COMMANDS or (named == "start" and guards.words_after_command(update) == "support")
    )


async def tapped(update: Update, context: object) -> None:
    """A button of a card: the tone changes, the ways to reach somebody stay."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    what, _, about = tap.value.partition("/")
    if what == "country":
        await _ask_country(turn)
    elif what == "in":
        _live_in(turn, about)
    elif what == "unnote":
        await _remove_note(turn, about)
    else:
        if what in ("yes", "unsure") and turn.person is not None:
            turn.set_desk(said={**turn.desk.said, "safety-yes": turn.at})
        turn.say(safety_reply(what, reader_of(turn)), priority=SAFETY)


async def country(update: Update, context: object) -> None:
    """/country, with or without a name."""
    turn, typed = guards.turn(), guards.words_after_command(update)
    if not typed:
        return await _ask_country(turn)
    code = await asyncio.to_thread(find_country, typed, turn.language) or await _country_of_city(typed)
    return _live_in(turn, code) if code is not None else await _ask_country(turn, unknown=True)


async def _country_of_city(typed: str) -> str | None:
    """Return the country of a city, where all the cities of that name are in one."""
    found = {country_of_zone(place.zone, zone_countries()) for place in await asyncio.to_thread(find_places, typed)}
    return found.pop() if len(found) == 1 else None


async def _ask_country(turn: Turn, unknown: bool = False) -> None:
    turn.world.guests.asked[turn.lane] = turn.at
    zones = ([turn.zone] if turn.person is not None else []) + list(guess_zones(turn.language_code))
    codes = dict.fromkeys(code for zone in zones if (code := country_of_zone(zone, zone_countries())) is not None)
    names = await asyncio.to_thread(lambda: [(code, country_name(code, turn.language)) for code in codes])
    turn.say(choose_country(tuple(names), unknown), priority=SAFETY)


def names_country(update: Update) -> bool:
    """Return whether somebody types the country they were asked for; other words are what they always are."""
    turn, said = guards.turn(), guards.said(update)
    asked = turn.world.guests.asked.get(turn.lane)
    if said is None or asked is None or not guards.is_new(update) or guards.command(update) or said.forwarded:
        return False
    return turn.at - asked < ASKED_LASTS and named_country(said.text, turn.language) is not None


async def country_typed(update: Update, context: object) -> None:
    """The country that was asked for."""
    turn, said = guards.turn(), guards.said(update)
    if said is not None:
        _live_in(turn, named_country(said.text, turn.language) or "")


def _live_in(turn: Turn, code: str) -> None:
    """Show the numbers of ``code`` from now on; before consent they are remembered in memory alone."""
    turn.world.guests.asked.pop(turn.lane, None)
    if turn.person is not None:
        turn.set_profile(country=code)
    else:
        turn.world.guests.countries[turn.lane] = code
    if not place_of(turn).code:  # a button nobody made
        turn.world.guests.countries.pop(turn.lane, None)
        if turn.person is not None:
            turn.set_profile(country=None)
    show_support(turn)


async def _remove_note(turn: Turn, message_id: str) -> None:
    """[Not a note, remove]."""
    if turn.person is not None and message_id.isdecimal():
        turn.drop_entry(turn.person.key.name("note", message_id))
        turn.post("setMessageReaction", {"message_id": int(message_id), "reaction": []}, None, REPLY, "repeat")
        turn.say(message("edge-note-removed"))


async def in_group(update: Update, context: object) -> None:
    """In a group: one line that points elsewhere. Sent directly, since groups have no outbox."""
    turn, sent = guards.turn(), guards.message_of(update)
    if sent is None:
        return
    words = load_words("en")
    link = {"text": words.text(say("button-open-private")), "url": f"https://t.me/{turn.world.username}?start=support"}
    line = {
        "chat_id": sent.chat.id,
        "text": words.text(say("support-group")),
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": [[link]]},
    }
    await turn.world.telegram.attempt("sendMessage", line)


def asked_in_group(update: Update) -> bool:
    """Return whether somebody in a group asks for people to talk to."""
    return guards.not_private(update) and guards.is_new(update) and guards.command(update) in SUPPORT_COMMANDS
