"""/plan: a safety plan in somebody's own words, one part at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from telegram import Update

from bot.core.person import Expects, Kept
from bot.core.safety_plan import PARTS, part_view, plan_view
from bot.shell.render import clean
from bot.shell.turn import Turn
from bot.store.entries import Entry
from bot.store.outbox import SAFETY
from handlers import guards

STANDS_FOR = dt.timedelta(hours=1)


async def plan(update: Update, context: object) -> None:
    """Somebody wants to see or write their plan."""
    await show(guards.turn())


async def show(turn: Turn) -> None:
    """Show the plan as a new message."""
    turn.say(plan_view(await written(turn)), priority=SAFETY)


async def tapped(update: Update, context: object) -> None:
    """A button of the plan, or the one under a card that leads to it."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    what, _, part = tap.value.partition("/")
    if turn.person is None or not turn.person.profile.settled:
        return
    if what == "show" or (part and part not in PARTS):
        return await show(turn)
    if what == "part":
        turn.set_desk(expects=Expects("plan", turn.at + STANDS_FOR, part))
        turn.edit(part_view(part, (await written(turn)).get(part)), turn.menu, tap.message_id)
        return None
    parts = await written(turn)
    if what == "clear":
        turn.drop_entry(_id(turn, part))
        parts.pop(part, None)
    if turn.desk.expects is not None and turn.desk.expects.what == "plan":
        turn.set_desk(expects=None)
    turn.edit(plan_view(parts), turn.menu, tap.message_id)
    return None


async def typed(turn: Turn, said: guards.Said, part: str) -> bool:
    """Keep what was typed as ``part`` of the plan, and show the plan. Return False if there is no such part."""
    if part not in PARTS:
        return False
    parts = await written(turn)
    _put(turn, part, said)
    turn.react(said.message_id, "✍")
    turn.say(plan_view({**parts, part: clean(said.text)}), priority=SAFETY)
    return True


async def reworded(turn: Turn, said: guards.Said) -> bool:
    """A message was edited: if it became a part of the plan, that changes with it. Return whether it did."""
    for entry in (await _entries(turn)).values():
        if entry.kept.message == said.message_id and entry.kept.item is not None:
            _put(turn, entry.kept.item, said, entry)
            return True
    return False


async def written(turn: Turn) -> dict[str, str]:
    """Return the parts that are written."""
    return {part: clean(entry.kept.text or "") for part, entry in (await _entries(turn)).items()}


def _put(turn: Turn, part: str, said: guards.Said, old: Entry | None = None) -> None:
    kept = Kept("plan", turn.at, turn.zone, item=part, text=said.text, message=said.message_id)
    entry = Entry(_id(turn, part), turn.today, kept)
    turn.put_entry(replace(entry, day=old.day, version=old.version + 1) if old is not None else entry)


async def _entries(turn: Turn) -> dict[str, Entry]:
    return {part: entry for part in PARTS if (entry := await turn.entry(_id(turn, part))) is not None}


def _id(turn: Turn, part: str) -> str:
    """Return the id of a part's row: one per part, so that it cannot be there twice."""
    return turn.known.key.name("plan", part)
