"""What is neither words nor taps of ours: stickers, voices, pictures, old buttons, unknown commands, a blocked bot."""

from __future__ import annotations

from dataclasses import replace

from telegram import ChatMember, Update

from bot.content.words import load_words
from bot.core.message import button, message, say
from bot.shell import home
from bot.shell.suggest import nearest
from bot.store.outbox import REPLY
from handlers import (
    cancel,
    checkin,
    data,
    guards,
    help,
    plan,
    reminders,
    safety,
    start,
    summary,
    support,
    text,
    timezone,
)
from handlers.text import keep


async def voice(update: Update, context: object) -> None:
    """A recording: it cannot be heard here, and is not kept."""
    home.only_words(guards.turn(), "edge-voice")


async def picture(update: Update, context: object) -> None:
    """A picture or file: its caption is kept, it itself is not."""
    turn, said = guards.turn(), guards.said(update)
    if said is not None and turn.person is not None:
        if not await checkin.typed(turn, said.text, said.message_id):
            keep(turn, said.text, said.message_id, source="caption")
        if "edge-photo-words" not in turn.desk.said:
            turn.set_desk(said={**turn.desk.said, "edge-photo-words": turn.at})
            turn.say(message("edge-photo-words"))
        return
    if said is not None:
        turn.say(message("edge-not-yet"))
        return
    home.only_words(turn, "edge-only-words")


async def other(update: Update, context: object) -> None:
    """A contact, a poll, dice: only words and taps are kept."""
    home.only_words(guards.turn(), "edge-only-words")


async def sticker(update: Update, context: object) -> None:
    """A sticker or a moving picture: a heart, and nothing stored."""
    turn, sent = guards.turn(), guards.message_of(update)
    if sent is not None and turn.person is not None:
        turn.react(sent.message_id, "❤")


async def old_button(update: Update, context: object) -> None:
    """A button of a talk that is gone, or of an earlier version: never an error."""
    turn, message_id = guards.turn(), guards.tapped_message(update)
    if turn.person is None or not turn.person.profile.settled:
        turn.acknowledge(say("edge-closed"))
        return await start.start(update, context)
    if not guards.is_of_this_version(update):
        turn.acknowledge(say("edge-earlier-version"))
        turn.post("editMessageReplyMarkup", {"message_id": message_id}, None, REPLY, "repeat")
        return await home.show(turn)
    return await checkin.closed(turn, message_id)


async def unknown_command(update: Update, context: object) -> None:
    """A command nobody knows: the nearest one, if it is near."""
    turn, typed = guards.turn(), guards.command(update)
    if turn.person is None and not turn.talks("setup"):
        return await start.start(update, context)
    near = nearest(typed or "")
    shown = f"/{(typed or '')[:32]}"
    if near is None:
        turn.say(message(say("edge-unknown", command=shown)))
        return None
    rows = ((button("button-open-it", f"open:{near}"), button("button-all-commands", "help:commands")),)
    turn.say(message(say("edge-unknown-near", command=shown, near=f"/{near}"), rows=rows if turn.person else ()))
    return None


async def standing(update: Update, context: object) -> None:
    """The person blocked the bot, or let it in again."""
    turn, changed = guards.turn(), guards.standing(update)
    if turn.person is None or changed is None:
        return
    if changed.new_chat_member.status == ChatMember.BANNED:
        turn.put_person(replace(turn.person, status="blocked", version=turn.person.version + 1))
    elif turn.person.status == "blocked":
        home.welcome_unblocked(turn)


async def group(update: Update, context: object) -> None:
    """A group or a channel: one line when added, and out again. Sent directly: groups have no outbox."""
    turn, changed = guards.turn(), guards.standing(update)
    if changed is None or changed.new_chat_member.status not in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR):
        return
    words = load_words("en")
    link = {"text": words.text(say("button-open-private")), "url": f"https://t.me/{turn.world.username}"}
    line = {
        "chat_id": changed.chat.id,
        "text": words.text(say("edge-group")),
        "reply_markup": {"inline_keyboard": [[link]]},
    }
    await turn.world.telegram.attempt("sendMessage", line)
    await turn.world.telegram.attempt("leaveChat", {"chat_id": changed.chat.id})


async def open_tapped(update: Update, context: object) -> None:
    """[Open it]: the command that was meant."""
    turn, tap = guards.turn(), guards.tap(update)
    turn.acknowledge()
    doorway = _OPEN.get(tap.value)
    if doorway is not None and turn.person is not None:
        await doorway(update, context)


_OPEN = {
    "checkin": checkin.checkin,
    "journal": text.journal,
    "summary": summary.summary,
    "reminders": reminders.reminders,
    "support": support.command,
    "help": help.help,
    "start": start.start,
    "today": help.today,
    "timezone": timezone.timezone,
    "plan": plan.plan,
    "safety": safety.cautions,
    "country": support.country,
    "export": data.export,
    "delete": data.delete,
    "privacy": help.privacy,
    "cancel": cancel.cancel,
}
