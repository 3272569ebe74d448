"""/timezone: live by another clock. Reminders follow; what is written already keeps its day."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from telegram import Update

from bot.core.message import Button, Phrase, When, button, message, say
from bot.core.onboarding import clock_rows
from bot.core.person import Expects
from bot.core.quiet import Quiet
from bot.core.window import after_move
from bot.core.zones import city_name, guess_zones, is_zone
from bot.shell.places import find_places, label_of
from bot.shell.reminding import replan
from bot.shell.turn import Turn
from bot.store.reminders import Planned
from handlers import guards

STANDS_FOR = dt.timedelta(hours=1)


def _clock(turn: Turn, zone: str) -> When:
    return When(turn.at.astimezone(ZoneInfo(zone)).time(), "clock")


async def timezone(update: Update, context: object) -> None:
    """Somebody is elsewhere, or wants to see where they are."""
    turn = guards.turn()
    words = guards.words_after_command(update)
    if words:
        await offer_places(turn, words)
        return
    zones = [zone for zone in guess_zones(turn.language_code) if zone != turn.zone]
    clocks = tuple((zone, city_name(zone), turn.at.astimezone(ZoneInfo(zone)).time()) for zone in zones)
    rows = tuple(clock_rows(clocks, "tz"))
    turn.set_desk(expects=Expects("city", turn.at + STANDS_FOR))
    turn.say(message(say("zone-ask", at=_clock(turn, turn.zone), city=city_name(turn.zone)), rows=rows))


async def typed(turn: Turn, said: guards.Said) -> bool:
    """Read typed words as a city. What is no city is kept as a note, and asked for again."""
    if await asyncio.to_thread(find_places, said.text):
        await offer_places(turn, said.text)
        return True
    turn.keep_note(said.text, said.message_id, source="message")
    turn.react(said.message_id, "✍")
    turn.set_desk(expects=Expects("city", turn.at + STANDS_FOR))
    turn.say(message("zone-unknown"))
    return True


async def offer_places(turn: Turn, words: str) -> None:
    """Ask which of the places called ``words`` it is, or to confirm the only one."""
    places = await asyncio.to_thread(find_places, words)
    if not places:
        turn.set_desk(expects=Expects("city", turn.at + STANDS_FOR))
        turn.say(message("zone-unknown-command"))
    elif len(places) == 1 or len({place.zone for place in places}) == 1:
        await propose(turn, places[0].zone)
    else:
        rows = tuple(
            (Button(say("setup-city-found", place=label_of(p), at=_clock(turn, p.zone)), f"tz:{p.zone}"),)
            for p in places
        )
        turn.say(message("zone-which", rows=rows))


async def propose(turn: Turn, zone: str) -> None:
    """Ask before everything moves."""
    city, at = city_name(zone), _clock(turn, zone)
    if zone == turn.zone:
        turn.say(message(say("zone-same", city=city, at=at)))
        return
    rows = ((Button(say("zone-yes", city=city), f"tz:{zone}/yes"),), (button("button-no", "tz:no"),))
    lines = [say("zone-confirm", city=city, at=at)]
    kept = sorted((p.rule for p in await turn.reminders() if p.rule.on and not p.rule.is_card), key=lambda r: r.at)
    if kept:
        named = tuple(say(f"zone-{rule.kind}", at=When(rule.at, "clock")) for rule in kept)
        lines.append(say("zone-follow", reminders=_and(named), city=city))
    turn.say(message(*lines, rows=rows))


def _and(phrases: tuple[Phrase, ...]) -> Phrase:
    return say("zone-and", first=phrases[0], second=phrases[1]) if len(phrases) == 2 else phrases[0]


async def tapped(update: Update, context: object) -> None:
    """A zone was chosen."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if turn.person is None:
        return
    if tap.value == "no":
        turn.edit(message(say("zone-stays", city=city_name(turn.zone))), turn.menu, tap.message_id)
        return
    zone = tap.value.removesuffix("/yes")
    if not is_zone(zone):
        return
    await move(turn, zone)
    turn.edit(message(say("zone-now", city=city_name(zone), at=_clock(turn, zone))), turn.menu, tap.message_id)


async def move(turn: Turn, zone: str) -> None:
    """Live by the clocks of ``zone`` from now on. A reminder already sent today is not sent again."""
    left = turn.zone
    profile = turn.known.profile
    quiet = Quiet(profile.quiet_from, profile.quiet_to)
    runs = {(run.reminder, run.local_date) for run in await turn.runs(turn.today - dt.timedelta(days=3))}
    turn.set_profile(zone=zone)
    if turn.desk.expects and turn.desk.expects.what == "city":
        turn.set_desk(expects=None)
    for planned in await replan(turn, {"zone": zone}):
        due = after_move(planned.rule, left, turn.at, runs, profile.day_start, quiet)
        moved: Planned = replace(planned, next_due_at=due.at if due else None)
        turn.put_reminder(moved)
