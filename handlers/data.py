"""/export and /delete: everything handed over, everything erased."""

from __future__ import annotations

import datetime as dt
from typing import Any

from telegram import Update

from bot.core.message import button, message, say
from bot.core.person import Expects
from bot.shell.render import keyboard, payload, text_of
from bot.shell.turn import Turn
from bot.store.outbox import REPLY
from handlers import guards, plan

STANDS_FOR = dt.timedelta(minutes=10)


async def _counts(turn: Turn) -> dict[str, int]:
    entries = await turn.entries()
    kinds = [entry.kept.t for entry in entries]
    return {"answers": kinds.count("answer"), "notes": kinds.count("note")}


async def export(update: Update, context: object) -> None:
    """Somebody wants all their data."""
    await _export(guards.turn())


async def _export(turn: Turn, with_plan: bool = False) -> None:
    """Send the file. A safety plan goes along only if it was asked for: the file may be shown to somebody else."""
    turn.doing("upload_document")
    ready = message(say("export-ready", **await _counts(turn)))
    document = {"attach": "export", "day": turn.today.isoformat(), "plan": with_plan}
    params: dict[str, Any] = {"document": document, "caption": text_of(ready, turn.words)}
    if turn.person is not None and not with_plan and await plan.written(turn):
        ask = message(rows=((button("button-export-plan", "data:export/plan"),),))
        params["reply_markup"] = keyboard(ask, turn.words, turn.menu.id)
    turn.send_file("sendDocument", params)


async def delete(update: Update, context: object) -> None:
    """Somebody wants to be forgotten: first the question, with the counts."""
    await _ask(guards.turn())


async def _ask(turn: Turn) -> None:
    if turn.person is None:
        turn.say(message("delete-nothing"))
        return
    rows = (
        (button("button-delete-export", "data:export"),),
        (button("button-delete-all", "delete:all", style="danger"),),
        (button("button-delete-keep", "delete:keep"),),
    )
    turn.say(message(say("delete-ask", **await _counts(turn)), rows=rows))


async def tapped(update: Update, context: object) -> None:
    """A button about export or erasure."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if turn.person is None:
        turn.say(message("delete-nothing"))
    elif tap.what == "data":
        await _export(turn, with_plan=tap.value == "export/plan")
    elif tap.value == "ask":
        await _ask(turn)
    elif tap.value == "all":
        turn.set_desk(expects=Expects("erase", turn.at + STANDS_FOR, str(tap.message_id)))
        rows = ((button("button-delete-keep", "delete:keep"),),)
        turn.edit(message(say("delete-type"), rows=rows), turn.menu, tap.message_id)
    elif tap.value == "keep":
        if turn.desk.expects and turn.desk.expects.what == "erase":
            turn.set_desk(expects=None)
        turn.edit(message("delete-kept"), turn.menu, tap.message_id)


async def typed_word(turn: Turn, said: guards.Said, expects: Expects) -> bool:
    """The last step: only the word itself erases. Return False for any other words, which are then kept as a note."""
    word = said.text.strip().strip("\"'.").lower()
    if word not in (turn.words.text(say("delete-word")), "erase"):
        _show_end(turn, expects, "delete-not-now")
        return False
    if turn.at > expects.until:
        _show_end(turn, expects, "delete-expired")
        return True
    erase(turn)
    return True


def _show_end(turn: Turn, expects: Expects, id: str) -> None:
    """Say in the message that asked for the word that it asks no longer."""
    if expects.about.isdecimal():
        turn.edit(message(id), turn.menu, int(expects.about))
    else:
        turn.say(message(id))


def cancel(turn: Turn, expects: Expects) -> None:
    """/cancel in place of the word."""
    _show_end(turn, expects, "delete-kept")


def erase(turn: Turn) -> None:
    """Erase the person, at once and whole. The receipt is sent by the system, under nobody's key."""
    person = turn.known
    receipt = payload(message("delete-done"), turn.words, "")
    turn.changes = type(turn.changes)()
    turn.changes.erased.append((person.id, turn.lane, turn.inbox_row))
    turn.forget()
    turn.post("sendMessage", receipt, None, REPLY, "once", system=True)
