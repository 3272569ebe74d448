"""At the end of a check-in: whether the last days are worth a word. What counts: bot/core/patterns.py."""

from __future__ import annotations

import datetime as dt

from bot.core.checkin import CheckIn
from bot.core.patterns import APART, LOOK_BACK, Answered, notice, notice_message
from bot.core.schedule import DAY
from bot.core.support import crisis_at
from bot.shell.turn import Turn

SAID, NEVER = "notice", "notice-never"  # when it was said last, and that it shall not be said again
QUIET = dt.timedelta(hours=24)  # after a safety card nothing is offered


async def offer(turn: Turn, ended: CheckIn) -> None:
    """Say what the last days may be worth saying, if anything, after the check-in ``ended``.

    Never within a day of a safety card, never twice in two weeks, never after "don't bring this up", and not to
    somebody who has this moment asked for people to talk to.
    """
    said = turn.desk.said
    last, crisis = said.get(SAID), crisis_at(said)
    if NEVER in said or (last is not None and turn.at - last < APART):
        return
    if (crisis is not None and turn.at - crisis < QUIET) or ended.answers.get("room") == "people":
        return
    pattern = notice(await _answers(turn, ended), turn.today)
    if pattern is None or turn.today != ended.day:
        return
    turn.set_desk(said={**said, SAID: turn.at})
    turn.say(notice_message(pattern))


async def _answers(turn: Turn, ended: CheckIn) -> list[Answered]:
    """Return the answers of the last days as numbers, those of this very turn among them."""
    entries = await turn.entries(turn.today - LOOK_BACK * DAY, turn.today)
    kept = [(entry.day, entry.kept.item, entry.kept.value) for entry in entries if entry.kept.t == "answer"]
    kept += [(ended.day, item, value) for item, value in ended.answers.items()]
    return [Answered(day, item, value) for day, item, value in kept if item and isinstance(value, int | float)]
