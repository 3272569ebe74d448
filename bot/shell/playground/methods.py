"""The Bot API's methods about messages: sending, changing, deleting, answering taps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.shell.playground import markup as keyboards
from bot.shell.playground.entities import kept
from bot.shell.playground.model import TAP_SECONDS, Chat, Message
from bot.shell.playground.profile import METHODS as PROFILE_METHODS
from bot.shell.playground.profile import Files, Method, Params
from bot.shell.playground.refused import Refused, bad

if TYPE_CHECKING:
    from bot.shell.playground.telegram import LocalTelegram

_DELETABLE_SECONDS = 48 * 3600
_ACTION_NAMES = (
    "typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker "
    "find_location record_video_note upload_video_note"
)
_ACTIONS = frozenset(_ACTION_NAMES.split())
# those a bot may use everywhere
_EMOJI = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 "
    "🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 "
    "🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(_EMOJI.split())
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)


def send_message(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Send a text."""
    chat = local.reach(params["chat_id"])
    text, entities = _text(params, "text", "entities")
    return _send(local, chat, params, kind="text", text=text, entities=entities)


def _send_file(kind: str) -> Method:
    def send_file(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
        chat = local.reach(params["chat_id"])
        text, entities = _text(params, "caption", "caption_entities")
        hints = {name: params.get(name, 0) for name in ("width", "height", "duration")}
        media = local.media.take(kind, params[kind], files, hints=hints)
        fill = {"kind": kind, "text": text, "entities": entities, "body": media.as_fields(), "media_id": media.id}
        return _send(local, chat, params, **fill, spoiler=params.get("has_spoiler", False))

    return send_file


def _send(local: LocalTelegram, chat: Chat, params: Params, **fill: Any) -> dict[str, Any]:
    """Send what ``fill`` says into ``chat`` and return it as the Bot API tells it; nothing is sent if it is refused."""
    reply_to = _reply_to(chat, params.get("reply_parameters"))
    markup = params.get("reply_markup") or {}
    rows = keyboards.inline_rows(markup)
    replaces = "keyboard" in markup or markup.get("remove_keyboard", False)
    keyboard = keyboards.reply_keyboard(markup) if replaces else chat.reply_keyboard
    message = local.new_message(chat, local.bot, from_bot=True)
    for name, value in fill.items():
        setattr(message, name, value)
    message.rows = rows
    message.other_markup = bool(markup) and "inline_keyboard" not in markup
    message.silent = params.get("disable_notification", False)
    message.reply_to = reply_to
    chat.reply_keyboard = keyboard
    return message.told()


def edit_text(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Change a text message; without a keyboard in the call, its buttons go."""
    message = _own(local, params)
    if "text" not in params:
        raise bad("message text is empty")
    if message.kind != "text":
        raise bad("there is no text in the message to edit")
    text, entities = _text(params, "text", "entities")
    return _edit(local, message, params, text=text, entities=entities)


def edit_caption(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Change the caption under a file."""
    message = _own(local, params)
    if message.media_id is None:
        raise bad("there is no caption in the message to edit")
    text, entities = _text(params, "caption", "caption_entities")
    return _edit(local, message, params, text=text, entities=entities)


def edit_media(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Put another file, with its own caption, into a message."""
    message = _own(local, params)
    told = params["media"]
    text, entities = _text(told, "caption", "caption_entities")
    hints = {name: told.get(name, 0) for name in ("width", "height", "duration")}
    media = local.media.take(told["type"], told["media"], files, hints=hints)
    fill = {
        "kind": media.kind,
        "body": media.as_fields(),
        "media_id": media.id,
        "spoiler": told.get("has_spoiler", False),
    }
    return _edit(local, message, params, text=text, entities=entities, **fill)


def edit_markup(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Change the buttons only."""
    return _edit(local, _own(local, params), params)


def _edit(local: LocalTelegram, message: Message, params: Params, **fill: Any) -> dict[str, Any]:
    fill["rows"] = keyboards.inline_rows(params.get("reply_markup"))
    if all(getattr(message, name) == value for name, value in fill.items()):
        raise bad(_NOT_MODIFIED)
    for name, value in fill.items():
        setattr(message, name, value)
    message.edited_at = local.clock.now()
    local.touch(message)
    return message.told()


def delete_message(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Delete a message of the last 48 hours, the bot's or the person's."""
    message = local.known_chat(params["chat_id"]).get(params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    if local.clock.now() - message.at > _DELETABLE_SECONDS:
        raise bad("message can't be deleted for everyone")
    message.deleted = True
    local.touch(message)
    return True


def delete_messages(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Delete up to 100 messages; those that are not there or too old are passed over."""
    chat = local.known_chat(params["chat_id"])
    ids = params["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise bad("message identifiers are not specified" if not ids else "too many message identifiers specified")
    for message in filter(None, map(chat.get, ids)):
        if local.clock.now() - message.at <= _DELETABLE_SECONDS:
            message.deleted = True
            local.touch(message)
    return True


def react(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Put one reaction on a message, or take it away."""
    message = local.reach(params["chat_id"]).get(params["message_id"])
    if message is None:
        raise bad("message to react not found")
    reactions = params.get("reaction") or []
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    # Telegram does not mind the variation selector some keyboards add
    emoji = reactions[0].get("emoji", "").replace("\ufe0f", "") if reactions else None
    if reactions and emoji not in REACTIONS:
        raise bad("REACTION_INVALID")
    message.reaction = emoji
    local.touch(message)
    return True


def answer_tap(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Answer a tap: once, and within 15 minutes."""
    tap = local.taps.get(params["callback_query_id"])
    if tap is None or tap.answered or local.clock.now() - tap.at > TAP_SECONDS:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if params.get("url"):
        raise bad("URL_INVALID")
    tap.answered = True
    tap.rev = local.changed(tap.chat)
    if text := params.get("text"):
        alert = params.get("show_alert", False)
        now = int(local.clock.now())
        tap.chat.toasts.append({"rev": tap.rev, "query_id": tap.id, "text": text, "alert": alert, "at": now})
    return True


def chat_action(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Show "typing…" or the like for five seconds."""
    chat = local.reach(params["chat_id"])
    if params["action"] not in _ACTIONS:
        raise bad("wrong parameter action in request")
    local.act(chat, params["action"])
    return True


def leave_chat(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Leave a group."""
    chat = local.reach(params["chat_id"])
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    chat.member = False
    now = int(local.clock.now())
    old, new = {"user": local.bot, "status": "member"}, {"user": local.bot, "status": "left"}
    body = {"chat": chat.told, "from": local.bot, "date": now, "old_chat_member": old, "new_chat_member": new}
    local.give("my_chat_member", body, chat, local.bot_id)
    return True


def get_file(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Return where a file can be fetched."""
    media = local.media.get(params["file_id"])
    if media is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    told = {"file_id": media.id, "file_unique_id": media.id[-16:], "file_size": len(media.content)}
    return {**told, "file_path": f"files/{media.id}"}


def get_me(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Return who the bot is."""
    cannot = ("can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business", "has_main_web_app")
    return {**local.bot, "can_join_groups": True, **dict.fromkeys(cannot, False)}


def delete_webhook(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Drop what is waiting, if asked to; there is no webhook."""
    if params.get("drop_pending_updates"):
        local.updates.drop_all()
    return True


def webhook_info(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Return that there is no webhook, and how many updates wait."""
    return {"url": "", "has_custom_certificate": False, "pending_update_count": len(local.updates)}


def _own(local: LocalTelegram, params: Params) -> Message:
    if "chat_id" not in params:
        raise bad("chat_id is empty")
    if "message_id" not in params:
        raise bad("message identifier is not specified")
    message = local.reach(params["chat_id"]).get(params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    if not message.from_bot or message.other_markup or message.kind == "service":
        raise bad("message can't be edited")
    return message


def _text(params: Params, name: str, entities: str) -> tuple[str, list[dict[str, Any]]]:
    if params.get("parse_mode"):
        raise bad("the local Telegram takes entities, not parse_mode")
    return kept(params.get(name, ""), params.get(entities))


def _reply_to(chat: Chat, told: dict[str, Any] | None) -> int | None:
    if told is None:
        return None
    if chat.get(told["message_id"]) is not None:
        return int(told["message_id"])
    if told.get("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")


def not_here(local: LocalTelegram, params: Params, files: Files) -> Any:
    """Refuse a method that Telegram has and the local one has not."""
    raise Refused(400, "Bad Request: this method is not part of the local Telegram")


METHODS: dict[str, Method] = {
    **PROFILE_METHODS,
    "getMe": get_me,
    "getFile": get_file,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": webhook_info,
    "sendMessage": send_message,
    "sendPhoto": _send_file("photo"),
    "sendDocument": _send_file("document"),
    "sendAnimation": _send_file("animation"),
    "sendChatAction": chat_action,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "setMessageReaction": react,
    "answerCallbackQuery": answer_tap,
    "leaveChat": leave_chat,
}
