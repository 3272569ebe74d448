"""An outage of more than a day is told once, inside the next message, to everybody active in the week before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.message import Line, Message, Phrase, When, say

if TYPE_CHECKING:
    from bot.shell.turn import Turn

LONG = dt.timedelta(hours=24)  # as long as Telegram holds what people write
ACTIVE = dt.timedelta(days=7)
TOLD = "outage"  # among what was said to a person lately


@dataclass(frozen=True, slots=True)
class Outage:
    """When the bot was off, in UTC."""

    begin: dt.datetime
    end: dt.datetime


def with_outage(turn: Turn, message: Message) -> Message:
    """Return ``message``, opened by the news of the last long outage for a person who has not had it yet."""
    outage = turn.world.outage
    if outage is None or turn.person is None or not turn.person.profile.settled:
        return message
    said = turn.desk.said
    if said.get(TOLD, outage.begin) >= outage.end:
        return message
    silence = turn.desk.silence
    last = turn.last_sign_at or (silence.last_sign_at if silence else outage.end)
    turn.set_desk(said={**said, TOLD: outage.end})
    if not outage.begin - ACTIVE <= last < outage.end:
        return message
    return replace(message, lines=(Line(_news(turn, outage)), *message.lines))


def _news(turn: Turn, outage: Outage) -> Phrase:
    zone = ZoneInfo(turn.zone)
    moments = {"begin": outage.begin, "end": outage.end, "held": outage.end - LONG}
    told: dict[str, When] = {}
    for name, moment in moments.items():
        local = moment.astimezone(zone)
        told |= {name: When(local.date(), "weekday"), f"{name}_at": When(local.time(), "clock")}
    return say("edge-outage", **told)
