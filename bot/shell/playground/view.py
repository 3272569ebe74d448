"""What can be seen: a chat as a person sees it, and the whole as whoever runs it sees it."""

from __future__ import annotations

import time
from typing import Any

from bot.shell.playground.model import TAP_SECONDS, Chat, Message
from bot.shell.playground.telegram import LocalTelegram

# where in a message's body a kind's details are, and which of them are shown
_DETAILS = ("file_name", "mime_type", "file_size", "width", "height", "duration", "emoji")


def see_message(message: Message) -> dict[str, Any]:
    """Return ``message`` as its reader sees it."""
    seen: dict[str, Any] = {
        "message_id": message.id,
        "rev": message.rev,
        "from_bot": message.from_bot,
        "from_name": message.sender["first_name"],
        "date": int(message.at),
        "edited": message.edited_at is not None,
        "edit_date": None if message.edited_at is None else int(message.edited_at),
        "kind": message.kind,
        "text": message.text,
        "entities": message.entities,
        "keyboard": [[_see_button(button) for button in row] for row in message.rows],
        "media_id": message.media_id,
        "silent": message.silent,
        "reaction": message.reaction,
        "deleted": message.deleted or message.hidden,
        "reply_to": message.reply_to,
    }
    if message.kind != "text":
        seen |= _see_body(message)
    return seen


def _see_body(message: Message) -> dict[str, Any]:
    part = message.body.get(message.kind, {})
    part = part[-1] if isinstance(part, list) else part
    seen = {name: part[name] for name in _DETAILS if name in part}
    if message.kind == "location":
        seen |= {"lat": part["latitude"], "lon": part["longitude"]}
    if message.kind == "poll":
        seen["text"] = part["question"]
    if message.kind == "contact":
        seen["text"] = f"{part['first_name']} {part['phone_number']}"
    if message.spoiler:
        seen["spoiler"] = True
    return seen


def _see_button(button: dict[str, Any]) -> dict[str, Any]:
    seen = {"text": button["text"]}
    if "callback_data" in button:
        seen["data"] = button["callback_data"]
    for name in ("url", "style"):
        if name in button:
            seen[name] = button[name]
    if "copy_text" in button:
        seen["copy"] = button["copy_text"]["text"]
    return seen


def see_chat(local: LocalTelegram, chat: Chat, since: int) -> dict[str, Any]:
    """Return what changed in ``chat`` after the revision ``since``, and what holds now."""
    now = local.clock.now()
    seen: dict[str, Any] = {
        "rev": local.rev,
        "now": int(now),
        "messages": [see_message(one) for one in chat.messages.values() if one.rev > since],
        "reply_keyboard": chat.reply_keyboard,
        "toasts": [toast for toast in chat.toasts if toast["rev"] > since],
        "answered": [tap.id for tap in chat.taps.values() if tap.answered and tap.rev > since],
        "waiting": [
            {"id": tap.id, "message_id": tap.message_id, "data": tap.data, "at": int(tap.at)}
            for tap in chat.taps.values()
            if not tap.answered and now - tap.at <= TAP_SECONDS
        ],
        "sent": chat.sent,
        **_see_action(chat),
    }
    if chat.private:
        user = local.users[chat.id]
        seen["user"] = {name: value for name, value in user.as_from().items() if name != "is_bot"}
        seen["blocked"] = user.blocked
        seen["commands"] = local.profile.commands_for(chat.id, user.language_code)
        seen["menu"] = local.profile.menu_for(chat.id)["type"]
        seen["bot_name"] = local.profile.name_for(user.language_code)
    return seen


def _see_action(chat: Chat) -> dict[str, Any]:
    left = 0.0 if chat.action is None else chat.action[1] - time.monotonic()
    if chat.action is None or left <= 0:
        return {"action": None, "action_ms": 0}
    return {"action": chat.action[0], "action_ms": int(left * 1000)}


def see_state(local: LocalTelegram) -> dict[str, Any]:
    """Return the whole: people, queue, what the bot tells about itself, limits and trouble."""
    users = [
        {
            "id": user.id,
            "first_name": user.first_name,
            "language_code": user.language_code,
            "blocked": user.blocked,
            "started": user.started,
        }
        for user in local.users.values()
    ]
    return {
        "rev": local.rev,
        "users": users,
        "queued": len(local.updates),
        "confirmed": local.updates.confirmed,
        "next_update_id": local.updates.next_id,
        "polling": local.updates.polling,
        "offline": local.faults.offline,
        "sent": {str(chat.id): chat.sent for chat in local.chats.values()},
        "calls": local.calls_made,
        "limits": local.limits.told(),
        "limited": local.limits.refused,
        "faults": local.faults.told(),
        **local.profile.told(),
    }
