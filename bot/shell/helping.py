"""Whether somebody's words need help first, and help shown before anything else. What to show: bot/core/support.py.

It looks at raw updates, so that nothing has to be understood, stored or even known before help can be given. Any fault
here is met with the full card.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import time
from collections.abc import Iterator, Mapping
from typing import Any

from bot.content.countries import place_named
from bot.content.lines import zone_countries
from bot.core.lines import country_of_zone
from bot.core.reach import NOWHERE, Place, Reader
from bot.core.safety import FAILED, FULL_AGAIN, NOTHING, Verdict
from bot.core.support import CARDS, Met, meet, safety_card, support
from bot.shell.suggest import MENU, TYPED
from bot.shell.turn import Turn
from bot.shell.world import World
from bot.store.outbox import SAFETY

log = logging.getLogger(__name__)

SUPPORT_COMMANDS = frozenset({"support", "sos", "crisis", "help_now"})
OUR_COMMANDS = SUPPORT_COMMANDS | {*MENU, *TYPED}
NUMBERS_ALONE = re.compile(r"[\d\s:.,;½-]*")
WORDED = ("message", "edited_message")  # the kinds of update in which somebody writes


def words_in(raw: Mapping[str, Any]) -> str:
    """Return whatever somebody wrote in an update: text, caption, a poll's words; of edited messages and commands too.

    Words they only quote are not theirs: our own card may be among them.
    """
    return "\n".join(words for kind in WORDED if isinstance(raw.get(kind), dict) for words in _written(raw[kind]))


def _written(message: Mapping[str, Any]) -> Iterator[str]:
    for name in ("text", "caption"):
        if isinstance(message.get(name), str):
            yield message[name]
    poll, list_ = message.get("poll"), message.get("checklist")
    if isinstance(poll, dict):
        yield from _texts([poll.get("question"), *(poll.get("options") or ())])
    if isinstance(list_, dict):
        yield from _texts([list_.get("title"), *(list_.get("tasks") or ())])


def _texts(parts: list[Any]) -> Iterator[str]:
    for part in parts:
        text = part.get("text") if isinstance(part, dict) else part
        if isinstance(text, str):
            yield text


def free_words(words: str) -> str:
    """Return what of ``words`` somebody may have written freely: not a command of ours, not numbers and times alone.

    A command nobody knows is words, too.
    """
    command, _, rest = words.partition(" ")
    if command.startswith("/") and command[1:].partition("@")[0].lower() in OUR_COMMANDS:
        words = rest.strip()
    return "" if NUMBERS_ALONE.fullmatch(words) else words


def look(world: World, words: str, language: str) -> Verdict:
    """Return what ``words`` are met with; any failure is met with the full card."""
    try:
        free = free_words(words)
        return world.detector.look(free, language) if free else NOTHING
    except Exception as fault:  # the detector catches its own; this is for what nobody thought of
        log.error("screening failed: %s", type(fault).__name__)
        return FAILED


def screen_first(turn: Turn, raw: Mapping[str, Any], update_id: int = 0) -> None:
    """Show what the words of an update are met with, before anything else. Nothing for most."""
    words = words_in(raw)
    if not words:
        return
    turn.world.guests.begun[update_id] = time.monotonic()
    if (shown := turn.world.guests.answered.get(update_id)) is not None:  # while the database was away
        return _remember(turn, shown, update_id)
    verdict = look(turn.world, words, turn.language)
    if verdict.kind == "none":
        return
    try:
        held = held_cards(turn.world, turn.lane, turn.at, update_id, turn)
        met = meet(verdict, reader_of(turn, _note_in(raw)), held)
    except Exception as fault:
        log.error("a safety card could not be made: %s", type(fault).__name__)
        met = Met((safety_card("full"),), ("safety-card",))
    _remember(turn, met.cards, update_id)
    for message in met.messages:
        turn.say(message, priority=SAFETY)


def show_support(turn: Turn, asked_help: bool = False) -> None:
    """Show the people one can talk to."""
    turn.say(support(asked_help, reader_of(turn)), priority=SAFETY)


def reader_of(turn: Turn, note: int = 0) -> Reader:
    """Return what the cards have to know of the person; ``note`` is the message kept as a note, if it is."""
    settled = turn.person is not None and turn.person.profile.settled
    return Reader(place_of(turn), turn.language, settled, note if settled else 0)


def place_of(turn: Turn) -> Place:
    """Return the country the person told, else the one their time zone suggests, else nowhere."""
    profile = turn.person.profile if turn.person is not None else None
    told = (profile.country if profile else None) or turn.world.guests.countries.get(turn.lane)
    if told is not None:
        return place_named(told, turn.language)
    if profile is None or profile.zone is None:
        return NOWHERE
    return place_named(country_of_zone(profile.zone, zone_countries()), turn.language, guessed=True)


def held_cards(world: World, lane: str, now: dt.datetime, update_id: int, turn: Turn | None = None) -> frozenset[str]:
    """Return the cards this lane saw in full within half an hour. A last time in the future holds nothing back.

    Nor does a card for this very update: the turn that showed it was forgotten with it, and is done again.
    """
    said = turn.desk.said if turn is not None and turn.person is not None else {}
    held = {card for card in CARDS.values() if card in said and _lately(said[card], now)}
    for card in CARDS.values():
        at, of = world.guests.cards.get((lane, card), (None, 0))
        if at is not None and of != update_id and _lately(at, now):
            held.add(card)
    return frozenset(held)


def _lately(at: dt.datetime, now: dt.datetime) -> bool:
    return dt.timedelta(0) <= now - at < FULL_AGAIN


def _remember(turn: Turn, cards: tuple[str, ...], update_id: int) -> None:
    if turn.person is not None and cards:
        turn.set_desk(said={**turn.desk.said, **dict.fromkeys(cards, turn.at)})
    elif cards:
        for card in cards:
            turn.world.guests.cards[turn.lane, card] = turn.at, update_id


def _note_in(raw: Mapping[str, Any]) -> int:
    """Return the id of the message that the words will be a note of, 0 for an edited or a forwarded one."""
    message = raw.get("message")
    if not isinstance(message, dict) or message.get("forward_origin") is not None:
        return 0
    text = message.get("text")
    command = isinstance(text, str) and text.startswith("/") and not text.startswith("/journal")
    return 0 if command else int(message.get("message_id") or 0)
