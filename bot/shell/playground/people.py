"""What a person can do: write, tap, change, send all sorts of things, block the bot, put it into a group."""

from __future__ import annotations

import secrets
from typing import Any

from bot.shell.playground import bodies, entities
from bot.shell.playground.model import Chat, Message, Tap, User
from bot.shell.playground.refused import Impossible
from bot.shell.playground.telegram import LocalTelegram
from bot.shell.playground.updates import Given
from bot.shell.playground.values import Upload, units

_MOST_UNITS = 4096
_EDITABLE_SECONDS = 48 * 3600

Sent = tuple[Message, Given]


def profile(local: LocalTelegram, user_id: int, told: dict[str, Any]) -> User:
    """Return the user with what ``told`` says of them: names, language_code."""
    user = local.user(user_id)
    for name in ("first_name", "last_name", "username", "language_code"):
        if name in told:
            setattr(user, name, told[name])
    local.private_chat(user).told = user.as_chat()
    return user


def say(local: LocalTelegram, user_id: int, text: str, *, reply_to: int | None = None) -> Sent:
    """Return the message ``text`` sent; what is longer than Telegram takes goes as several, the last is returned.

    Raises:
        Impossible: the text is empty, or the person has blocked the bot.
    """
    parts = _parts(text.strip())
    if not parts:
        raise Impossible(400, "the text is empty")
    chat = _own_chat(local, user_id)
    return [_send(local, chat, user_id, "text", text=part, reply_to=reply_to) for part in parts][-1]


def send(local: LocalTelegram, user_id: int, kind: str, told: dict[str, Any]) -> Sent:
    """Return a message of another ``kind`` sent: "sticker", "voice", "location" and so on.

    Raises:
        Impossible: the person has blocked the bot, or something needed is missing.
    """
    chat = _own_chat(local, user_id)
    media_id = None
    if isinstance(upload := told.get("upload"), Upload):
        media = local.media.add(kind, upload)
        body, media_id = media.as_fields(), media.id
    else:
        body = bodies.body(kind, told, local.users[user_id])
    return _send(local, chat, user_id, kind, text=str(told.get("caption") or ""), body=body, media_id=media_id)


def forward(local: LocalTelegram, user_id: int, text: str, from_name: str) -> Sent:
    """Return somebody else's words, forwarded by the person."""
    now = int(local.clock.now())
    origin = {"type": "hidden_user", "sender_user_name": from_name, "date": now - 60}
    chat = _own_chat(local, user_id)
    return _send(local, chat, user_id, "text", text=text.strip(), body={"forward_origin": origin})


def edit(local: LocalTelegram, user_id: int, message_id: int, text: str) -> Sent:
    """Return the person's own message with ``text`` instead of what it said.

    Raises:
        Impossible: it is not there, not theirs, too old, or says so already.
    """
    chat = _own_chat(local, user_id)
    message = chat.get(message_id)
    if message is None or message.from_bot:
        raise Impossible(404, "no such message of your own")
    if local.clock.now() - message.at > _EDITABLE_SECONDS:
        raise Impossible(409, "too old to be changed")
    if message.text == text.strip():
        raise Impossible(409, "it says that already")
    message.text, message.entities = entities.kept(text, None)
    message.edited_at = local.clock.now()
    local.touch(message)
    told = message.told()
    given = local.give("edited_message", told, chat, user_id, message_id=message.id, text=message.text)
    return message, given


def tap(local: LocalTelegram, user_id: int, told: dict[str, Any]) -> Tap:
    """Return the tap on the button with ``label`` or on any button with ``data``, also an old or a forged one.

    Raises:
        Impossible: no such message or button, or the person has blocked the bot.
    """
    chat = _own_chat(local, user_id)
    message_id, label, data = told.get("message_id"), told.get("label"), told.get("data")
    message = _newest_with_buttons(chat) if message_id is None else chat.messages.get(message_id)
    if message is None:
        raise Impossible(404, "no message with buttons" if message_id is None else "no such message")
    if data is None:
        button = _button(message, str(label))
        data = button.get("callback_data")
        if data is None:
            raise Impossible(400, "that button opens something, it tells the bot nothing", button=button)
    made = local.new_tap(chat, message.id, str(data))
    # of a deleted message Telegram tells no more than where it was
    shown = {"chat": chat.told, "message_id": message.id, "date": 0} if message.deleted else message.told()
    sender = local.users[user_id].as_from()
    body = {"id": made.id, "from": sender, "message": shown, "chat_instance": chat.instance, "data": made.data}
    local.give("callback_query", body, chat, user_id, message_id=message.id, data=made.data, query_id=made.id)
    made.rev = local.changed(chat)
    return made


def block(local: LocalTelegram, user_id: int, *, blocked: bool) -> None:
    """Block the bot, or no longer; it is told by my_chat_member."""
    user = local.user(user_id)
    if user.blocked == blocked:
        return
    user.blocked = blocked
    chat = local.private_chat(user)
    kicked, member = {"user": local.bot, "status": "kicked", "until_date": 0}, {"user": local.bot, "status": "member"}
    old, new = (member, kicked) if blocked else (kicked, member)
    _membership(local, chat, user, old, new)


def deactivate(local: LocalTelegram, user_id: int) -> None:
    """Delete the person's account; the bot learns it from the next call only."""
    user = local.user(user_id)
    user.deactivated = True
    local.changed(local.private_chat(user))


def clear(local: LocalTelegram, user_id: int, *, both: bool) -> None:
    """Delete the history, on the person's side or on ``both``; either way the bot does not learn of it."""
    for message in local.private_chat(local.user(user_id)).messages.values():
        message.hidden, message.deleted = True, message.deleted or both
        local.touch(message)


def delete(local: LocalTelegram, user_id: int, message_id: int) -> None:
    """Delete one message, the bot's or one's own, on both sides.

    Raises:
        Impossible: it is not there.
    """
    message = local.private_chat(local.user(user_id)).get(message_id)
    if message is None:
        raise Impossible(404, "no such message")
    message.deleted = True
    local.touch(message)


def add_to_group(local: LocalTelegram, user_id: int, title: str, chat_id: int | None) -> Chat:
    """Return the group ``title`` after the person has added the bot to it."""
    user = local.user(user_id)
    chat = local.group_chat(chat_id or -1_000_000_000_000 - secrets.randbelow(10**10), title)
    left, member = {"user": local.bot, "status": "left"}, {"user": local.bot, "status": "member"}
    _membership(local, chat, user, left, member)
    _send(local, chat, user.id, "service", body={"new_chat_members": [local.bot]})
    return chat


def say_in_group(local: LocalTelegram, chat_id: int, user_id: int, text: str) -> Sent:
    """Return what a member said in a group; the bot hears everything there."""
    return _send(local, _group(local, chat_id), user_id, "text", text=text.strip())


def remove_from_group(local: LocalTelegram, chat_id: int, user_id: int) -> None:
    """Throw the bot out of a group."""
    chat = _group(local, chat_id)
    chat.member, chat.kicked = False, True
    member, kicked = {"user": local.bot, "status": "member"}, {"user": local.bot, "status": "kicked", "until_date": 0}
    _membership(local, chat, local.user(user_id), member, kicked)


def _membership(local: LocalTelegram, chat: Chat, user: User, old: dict[str, Any], new: dict[str, Any]) -> None:
    now = int(local.clock.now())
    body = {"chat": chat.told, "from": user.as_from(), "date": now, "old_chat_member": old, "new_chat_member": new}
    local.changed(chat)
    local.give("my_chat_member", body, chat, user.id, status=new["status"])


def _send(local: LocalTelegram, chat: Chat, user_id: int, kind: str, **fill: Any) -> Sent:
    user = local.user(user_id)
    if chat.private:
        user.started = True
    message = local.new_message(chat, user.as_from(), from_bot=False)
    message.kind = kind
    for name, value in fill.items():
        setattr(message, name, value)
    message.text, message.entities = entities.kept(message.text, None)
    given = local.give("message", message.told(), chat, user_id, message_id=message.id, text=message.text, what=kind)
    return message, given


def _own_chat(local: LocalTelegram, user_id: int) -> Chat:
    user = local.user(user_id)
    if user.blocked:
        raise Impossible(409, "the bot is blocked: unblock it first")
    if user.deactivated:
        raise Impossible(409, "the account is deleted")
    return local.private_chat(user)


def _group(local: LocalTelegram, chat_id: int) -> Chat:
    chat = local.chats.get(chat_id)
    if chat is None or chat.private or not chat.member:
        raise Impossible(404, "no such group with the bot in it")
    return chat


def _newest_with_buttons(chat: Chat) -> Message | None:
    newest_first = reversed(chat.messages.values())
    return next((one for one in newest_first if one.rows and not (one.deleted or one.hidden)), None)


def _button(message: Message, label: str) -> dict[str, Any]:
    buttons = [] if message.deleted else [button for row in message.rows for button in row]
    for button in buttons:
        if button["text"] == label:
            return button
    raise Impossible(409, f"no button {label!r}", labels=[button["text"] for button in buttons])


def _parts(text: str) -> list[str]:
    """Return ``text`` in pieces Telegram takes, as its apps cut it: at a line break or a space where there is one."""
    parts = []
    while units(text) > _MOST_UNITS:
        end = _MOST_UNITS
        while units(text[:end]) > _MOST_UNITS:
            end -= units(text[:end]) - _MOST_UNITS
        cut = max(text.rfind("\n", 0, end), text.rfind(" ", 0, end))
        cut = cut if cut > end // 2 else end
        parts.append(text[:cut])
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts
