"""/checkin, and every tap on a check-in's buttons."""

from __future__ import annotations

from telegram import Update

from bot.core import checkin as c
from bot.core.message import say
from bot.shell import asking
from bot.shell.turn import Turn
from handlers import guards

ASKING = ("asking", "snoozing", "snoozed")
VERBS = ("back", "pass", "end", "snooze", "skip", "start", "change", "hours", "note", "close", "drop")


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
        asking.show(turn, talk, state, anew=True)
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
        asking.show(turn, *found, anew=True)


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
    step = await asking.take(turn, talk, c.Typed(turn.at, text, value))
    if any(isinstance(effect, c.KeepNote) for effect in step.effects):
        turn.keep_note(text, message_id, talk=talk.id, script=state.script, source="message")
        turn.react(message_id, "✍")
    return True
