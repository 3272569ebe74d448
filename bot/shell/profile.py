"""What Telegram shows about the bot: commands, name and descriptions. Set at the start, and only where they differ."""

from __future__ import annotations

import logging
from typing import Any

from bot.content.words import languages, load_words
from bot.core.message import say
from bot.errors import SendFailed
from bot.shell.suggest import MENU
from bot.shell.transport import Telegram
from bot.shell.world import World

log = logging.getLogger(__name__)

FIELDS = {"Description": "profile-description", "ShortDescription": "profile-short"}
ANSWERS = {"Description": "description", "ShortDescription": "short_description"}


async def set_profile(world: World, telegram: Telegram) -> None:
    """Set what differs, in every language; failures are told in a line, since the bot works without."""
    try:
        for language in languages():
            code = "" if language == "en" else language
            await _set(world, telegram, language, code)
    except SendFailed as failure:
        log.warning("the profile could not be set: %s", failure.code)


async def _set(world: World, telegram: Telegram, language: str, code: str) -> None:
    words = load_words(language)
    wanted = [{"command": name, "description": words.text(say(f"command-{name}"))} for name in MENU]
    asked: dict[str, Any] = {"language_code": code} if code else {}
    if await telegram.call("getMyCommands", asked) != wanted:
        await telegram.call("setMyCommands", {"commands": wanted, **asked})
    for name, id in FIELDS.items():
        text = words.text(say(id))
        shown = await telegram.call(f"getMy{name}", asked)
        if shown.get(ANSWERS[name]) != text:
            await telegram.call(f"setMy{name}", {ANSWERS[name]: text, **asked})
