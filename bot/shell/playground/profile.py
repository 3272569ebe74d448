"""What the bot tells about itself: name, descriptions, commands and the menu button, per language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from bot.shell.playground.refused import bad

if TYPE_CHECKING:
    from bot.shell.playground.telegram import LocalTelegram
    from bot.shell.playground.values import Upload

Params = dict[str, Any]
Files = dict[str, "Upload"]
Method = Callable[["LocalTelegram", Params, Files], Any]

_DEFAULT_SCOPE = {"type": "default"}
_PRIVATE_SCOPE = {"type": "all_private_chats"}


class Profile:
    """The texts by language ("" for all others), the commands by scope and language, the menu button by chat."""

    def __init__(self, name: str) -> None:
        self.first_name = name
        self.names: dict[str, str] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.commands: dict[tuple[bytes, str], list[dict[str, str]]] = {}
        self.menu: dict[int | None, dict[str, Any]] = {}

    def name_for(self, language: str | None) -> str:
        """Return the bot's name as people with ``language`` see it."""
        return self.names.get(language or "") or self.names.get("") or self.first_name

    def commands_for(self, chat_id: int, language: str | None) -> list[dict[str, str]]:
        """Return the commands shown in a private chat: the narrowest scope first, the person's language before all."""
        for scope in ({"type": "chat", "chat_id": chat_id}, _PRIVATE_SCOPE, _DEFAULT_SCOPE):
            for code in (language or "", ""):
                if found := self.commands.get((_key(scope), code)):
                    return found
        return []

    def menu_for(self, chat_id: int) -> dict[str, Any]:
        """Return the menu button of a private chat."""
        return self.menu.get(chat_id) or self.menu.get(None) or {"type": "commands"}

    def told(self) -> dict[str, Any]:
        """Return everything, as the control side tells it."""
        commands = [
            {"scope": orjson.loads(scope), "language_code": code, "commands": found}
            for (scope, code), found in self.commands.items()
        ]
        return {
            "commands": commands,
            "names": self.names,
            "descriptions": self.descriptions,
            "short_descriptions": self.short_descriptions,
            "menu_button": self.menu.get(None) or {"type": "default"},
        }


def _key(scope: dict[str, Any]) -> bytes:
    return orjson.dumps(scope, option=orjson.OPT_SORT_KEYS)


def _language(params: Params) -> str:
    code = str(params.get("language_code", ""))
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def _scope_and_language(params: Params) -> tuple[bytes, str]:
    return _key(params.get("scope") or _DEFAULT_SCOPE), _language(params)


def set_commands(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Set the list of commands of a scope and language; an empty list takes it away."""
    commands = params["commands"]
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"/?[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
    kept = [{**command, "command": command["command"].removeprefix("/")} for command in commands]
    local.profile.commands[_scope_and_language(params)] = kept
    return True


def get_commands(local: LocalTelegram, params: Params, files: Files) -> list[dict[str, str]]:
    """Return the commands set for exactly this scope and language."""
    return local.profile.commands.get(_scope_and_language(params), [])


def delete_commands(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Take the commands of a scope and language away."""
    local.profile.commands.pop(_scope_and_language(params), None)
    return True


def set_menu_button(local: LocalTelegram, params: Params, files: Files) -> bool:
    """Set the menu button of one private chat or of all."""
    local.profile.menu[params.get("chat_id")] = params.get("menu_button") or {"type": "default"}
    return True


def get_menu_button(local: LocalTelegram, params: Params, files: Files) -> dict[str, Any]:
    """Return the menu button of one private chat, or the one for all."""
    menu = local.profile.menu
    return menu.get(params.get("chat_id")) or menu.get(None) or {"type": "default"}


def _setter(store: str, field: str) -> Method:
    def set_text(local: LocalTelegram, params: Params, files: Files) -> bool:
        texts: dict[str, str] = getattr(local.profile, store)
        if text := str(params.get(field, "")).strip():
            texts[_language(params)] = text
        else:
            texts.pop(_language(params), None)
        return True

    return set_text


def _getter(store: str, field: str) -> Method:
    def get_text(local: LocalTelegram, params: Params, files: Files) -> dict[str, str]:
        texts: dict[str, str] = getattr(local.profile, store)
        default = local.profile.first_name if field == "name" else ""
        return {field: texts.get(_language(params)) or texts.get("") or default}

    return get_text


METHODS: dict[str, Method] = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
    "setMyName": _setter("names", "name"),
    "getMyName": _getter("names", "name"),
    "setMyDescription": _setter("descriptions", "description"),
    "getMyDescription": _getter("descriptions", "description"),
    "setMyShortDescription": _setter("short_descriptions", "short_description"),
    "getMyShortDescription": _getter("short_descriptions", "short_description"),
}
