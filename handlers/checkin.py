"""/checkin, and every tap on a check-in's buttons."""

from __future__ import annotations

import datetime as dt

from telegram import Update

from bot.core import checkin as c
from bot.core.message import say
from bot.shell import asking
from bot.shell.turn import Turn
from handlers import guards

ASKING = ("asking", "snoozing", "snoozed")
EDITED_WITHIN = dt.timedelta(days=4)  # Telegram lets a message be edited for two days


async def checkin(update: Update, context: object) -> None:
    """Somebody wants to check in."""
    await open_or_show(guards.turn())


async def open_or_show(turn: Turn) -> None:
    """Show the open check-in again at the bottom, or open the one that fits the hour."""
    found = guards.open_checkin()
    if found is not None and found[1].view in ASKING and not found[1].done:
        talk, state = found
        if state.view != "asking":
            step = c.advance(
                state, c.Tapped(turn.at, "start" if state.view == "snoozed" else "back"), asking.script_of(turn, state)
            )
            turn.drop_timer("snooze", talk.id)
            state, talk = step.state, turn.put_talk(talk.with_state(step.state))
        asking.show(turn, talk, state, anew=True, reply=True)
        return
    talk = asking.open_checkin(turn, await asking.kind_for_now(turn))
    asking.show(turn, talk, talk.read(c.CheckIn))


async def tapped(update: Update, context: object) -> None:
    """Somebody tapped an answer."""
    turn, tap = guards.turn(), guards.tap(update)
    talk = tap.talk
    if talk is None or turn.person is None:
        turn.acknowledge()
        return
    state = talk.read(c.CheckIn)
    if not _alive(turn, state, tap.what):
        await closed(turn, tap.message_id)
        return
    await asking.take(turn, talk, c.Tapped(turn.at, tap.what, tap.value), tap.message_id)


def _alive(turn: Turn, state: c.CheckIn, what: str) -> bool:
    """Return whether a tap on this check-in still means something: it is open, or was finished within a day."""
    if state.view == "expired":
        return state.day_ends is None or turn.at < state.day_ends
    if state.done_at is not None:
        return turn.at - state.done_at <= c.STILL_EDITS
    return state.day_ends is None or turn.at < state.day_ends


async def closed(turn: Turn, message_id: int) -> None:
    """An old button: never an error. Its keyboard goes, and today's question is shown."""
    turn.acknowledge(say("edge-closed-opening"))
    turn.post("editMessageReplyMarkup", {"message_id": message_id}, None, 1, "repeat")
    if turn.coming_back:
        return
    found = guards.open_checkin()
    if found is None or found[1].done or found[1].view not in ASKING:
        await open_or_show(turn)
    else:
        asking.show(turn, *found, anew=True, reply=True)


async def reworded(turn: Turn, said: guards.Said) -> None:
    """A message that answered a question was edited: the answer goes with it; what is no answer becomes a note."""
    for entry in await turn.entries(turn.today - EDITED_WITHIN):
        item, id = entry.kept.item, entry.kept.talk
        if entry.kept.message != said.message_id or item is None or id is None:
            continue
        talk = await turn.find_talk(id)
        if talk is None:
            continue
        script = asking.script_of(turn, talk.read(c.CheckIn))
        question = c.HOURS_QUESTION if item == "hours" else script.find(item)
        value = asking.reading(turn, question, said.text) if question is not None else None
        event = c.Reworded(turn.at, item, value)
        step = await asking.take(turn, talk, event, typed_in=said.message_id)
        if any(isinstance(effect, c.Forget) for effect in step.effects):
            turn.keep_note(said.text, said.message_id, talk=talk.id, script=entry.kept.script, source="message")
            turn.react(said.message_id, "✍")
        return


async def typed(turn: Turn, text: str, message_id: int) -> bool:
    """Take typed words into the open check-in. Return False if none is open."""
    found = guards.open_checkin()
    if found is None or found[1].view not in (*ASKING, "hours", "noting"):
        return False
    talk, state = found
    if not _alive(turn, state, ""):
        return False
    question = c.HOURS_QUESTION if state.view == "hours" else asking.script_of(turn, state).find(state.asking)
    value = asking.reading(turn, question, text) if question is not None and state.view != "noting" else None
    step = await asking.take(turn, talk, c.Typed(turn.at, text, value), typed_in=message_id)
    if any(isinstance(effect, c.KeepNote) for effect in step.effects):
        turn.keep_note(text, message_id, talk=talk.id, script=state.script, source="message")
        turn.react(message_id, "✍")
    return True
