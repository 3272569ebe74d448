"""The doorways, in order: the first that fits an update takes it. This is the table of contents."""

from __future__ import annotations

from typing import Any

from telegram.ext import CallbackQueryHandler, ChatMemberHandler, CommandHandler, MessageHandler, filters

from handlers import (
    cancel,
    checkin,
    data,
    edges,
    guards,
    help,
    plan,
    reminders,
    safety,
    start,
    strangers,
    summary,
    support,
    text,
)
from handlers import timezone as clocks

_private = filters.ChatType.PRIVATE
_new = filters.UpdateType.MESSAGE & _private
_edited = filters.UpdateType.EDITED_MESSAGE & _private
_files = filters.PHOTO | filters.VIDEO | filters.AUDIO | filters.Document.ALL


def _command(names: str, doorway: Any) -> CommandHandler[Any, Any]:
    return CommandHandler(names.split(), doorway, filters=_new)


HANDLERS: tuple[Any, ...] = (
    # one to one only; people to talk to come before everything else, for everybody
    guards.If(support.asked_in_group, support.in_group),
    guards.If(guards.not_private, edges.group),
    ChatMemberHandler(edges.standing, ChatMemberHandler.MY_CHAT_MEMBER),
    guards.If(support.asked_for, support.command),
    _command("country", support.country),
    guards.If(support.names_country, support.country_typed),
    CallbackQueryHandler(support.tapped, guards.of_desk("safety")),
    guards.If(guards.from_stranger, strangers.stranger),
    _command("start", start.start),
    CallbackQueryHandler(start.tapped, guards.of_talk("setup")),
    MessageHandler(_new & filters.LOCATION, start.located),
    _command("help", help.help),
    _command("safety", safety.cautions),
    _command("privacy", help.privacy),
    CallbackQueryHandler(help.tapped, guards.of_desk("help")),
    _command("delete", data.delete),
    CallbackQueryHandler(data.tapped, guards.of_desk("data", "delete")),
    # everything below is for people who said yes and finished setting up
    guards.If(guards.unsettled, start.unsettled),
    _command("plan", plan.plan),
    CallbackQueryHandler(plan.tapped, guards.of_desk("plan")),
    CallbackQueryHandler(safety.noticed_tapped, guards.of_desk("notice")),
    _command("checkin", checkin.checkin),
    CallbackQueryHandler(checkin.tapped, guards.of_talk("checkin")),
    _command("journal", text.journal),
    _command("summary", summary.summary),
    CallbackQueryHandler(summary.tapped, guards.of_desk("summary")),
    _command("reminders", reminders.reminders),
    CallbackQueryHandler(reminders.tapped, guards.of_desk("rem")),
    CallbackQueryHandler(reminders.quieter_tapped, guards.of_talk("offer")),
    _command("today", help.today),
    _command("timezone", clocks.timezone),
    CallbackQueryHandler(clocks.tapped, guards.of_desk("tz")),
    _command("export", data.export),
    _command("cancel", cancel.cancel),
    CallbackQueryHandler(help.home_tapped, guards.of_desk("home")),
    CallbackQueryHandler(edges.open_tapped, guards.of_desk("open")),
    CallbackQueryHandler(text.forward_tapped, guards.of_talk("forward")),
    CallbackQueryHandler(edges.old_button),
    MessageHandler(_edited, text.edited),
    MessageHandler(_new & filters.COMMAND, edges.unknown_command),
    MessageHandler(_new & filters.TEXT, text.typed),
    MessageHandler(_new & (filters.VOICE | filters.VIDEO_NOTE), edges.voice),
    MessageHandler(_new & (filters.Sticker.ALL | filters.ANIMATION), edges.sticker),
    MessageHandler(_new & _files, edges.picture),
    MessageHandler(_new & ~filters.StatusUpdate.ALL, edges.other),
)
