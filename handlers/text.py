"""Words that are no command: an answer where one is expected, else a note. Nothing typed is ever dropped."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from bot.core.emoji import is_one_emoji
from bot.core.message import button, message, say
from bot.core.person import Earlier
from bot.shell.helping import show_support
from bot.shell.turn import Turn
from handlers import checkin, data, guards, plan, reminders, start, timezone


async def typed(update: Update, context: object) -> None:
    """Somebody wrote something."""
    turn, said = guards.turn(), guards.said(update)
    if said is None:
        return
    if said.text.strip().lower() == turn.words.text(say("typed-help")):
        return show_support(turn, asked_help=True)
    if said.forwarded:
        return _ask_about(turn, said)
    if await _expected(turn, said):
        return None
    if is_one_emoji(said.text):  # a nod, like a sticker
        return turn.react(said.message_id, "❤")
    if await checkin.typed(turn, said.text, said.message_id):
        return None
    keep(turn, said.text, said.message_id)
    return None


async def _expected(turn: Turn, said: guards.Said) -> bool:
    """Take words that were asked for: a city, a time, the word that erases. Return False if none were."""
    expects = turn.desk.expects
    if expects is None:
        return False
    turn.set_desk(expects=None)
    if expects.what == "erase":
        return await data.typed_word(turn, said, expects)
    if turn.at > expects.until:
        return False
    if expects.what == "city":
        return await timezone.typed(turn, said)
    if expects.what == "time":
        return await reminders.typed_time(turn, said, expects.about)
    if expects.what == "plan":
        return await plan.typed(turn, said, expects.about)
    return False


def keep(turn: Turn, text: str, message_id: int, **more: object) -> None:
    """Keep ``text`` as a note of today and put the pen on it."""
    turn.keep_note(text, message_id, **{"source": "message", **more})
    turn.react(message_id, "✍")


def _ask_about(turn: Turn, said: guards.Said) -> None:
    """Forwarded words may be somebody else's: asked, not assumed. Unanswered, they are gone after a day."""
    talk = turn.new_talk("forward", {"text": said.text, "message": said.message_id})
    rows = ((button("button-yes", "forward:yes"), button("button-no", "forward:no")),)
    turn.say(message("edge-forwarded", rows=rows), talk, screen=True)
    turn.set_timer("forward", talk.id, turn.at + start.SET_UP_LASTS)


async def forward_tapped(update: Update, context: object) -> None:
    """Yes or no to keeping a forwarded text."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    if tap.talk is None or turn.person is None or not tap.talk.open:
        return
    state = tap.talk.read(dict[str, object])
    if tap.value == "yes":
        keep(turn, str(state["text"]), int(str(state["message"])), source="forward")
    turn.edit(
        message("edge-forwarded-kept" if tap.value == "yes" else "edge-forwarded-dropped"), tap.talk, tap.message_id
    )
    turn.drop_talk(tap.talk)
    turn.drop_timer("forward", tap.talk.id)


async def edited(update: Update, context: object) -> None:
    """A message was edited: the note it became changes with it, what it said before is kept."""
    turn, said = guards.turn(), guards.said(update)
    if turn.person is None or said is None:
        return
    entry = await turn.entry(turn.person.key.name("note", str(said.message_id)))
    if entry is None:
        return None if await plan.reworded(turn, said) else await checkin.reworded(turn, said)
    if entry.kept.text == said.text:
        return None
    was = (*entry.kept.was, Earlier(turn.at, text=entry.kept.text))[-20:]
    turn.put_entry(replace(entry, kept=replace(entry.kept, text=said.text, was=was), version=entry.version + 1))


async def journal(update: Update, context: object) -> None:
    """/journal, with or without words after it."""
    turn, said = guards.turn(), guards.said(update)
    words = guards.words_after_command(update)
    if words and said is not None:
        return keep(turn, words, said.message_id)
    turn.say(message("journal-open"))
    return None
