"""From values to what Telegram takes: text with entities, and a keyboard. The limits of the Bot API are kept here."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from bot.content.words import Words
from bot.core.amounts import has_amount
from bot.core.message import Listed, Message, Phrase, say

log = logging.getLogger(__name__)

TEXT_LIMIT, CAPTION_LIMIT, DATA_LIMIT = 4096, 1024, 64
FORMAT = "1"  # the version of our button data


def utf16(text: str) -> int:
    """Return the length of ``text`` as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Return ``text``, or its beginning and an ellipsis if it is longer than ``limit`` UTF-16 units."""
    if utf16(text) <= limit:
        return text
    while utf16(text) > limit - 1:
        text = text[: -max(1, (utf16(text) - limit) // 2)]
    return text.rstrip() + "…"


def clean(text: str) -> str:
    """Return a person's own words fit to be sent back: without lone surrogates and without bidi overrides."""
    text = text.encode("utf-8", "replace").decode()
    return "".join(c for c in text if c not in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def button_data(talk: str, go: str) -> str:
    """Return a button's data. Raises ValueError if it would not fit."""
    data = f"{FORMAT}:{talk}:{go}"
    if len(data.encode()) > DATA_LIMIT:
        raise ValueError("button data too long")
    return data


@lru_cache(maxsize=4096)
def _body(message: Message, words: Words) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, bold = "", []
    for line in message.lines:
        if text:
            text += "\n"
        said = words.text(line.phrase)
        if has_amount(said) and has_amount(words.text(_ours(line.phrase))):
            log.error("a line with an amount was left out: %s", line.phrase.id)
            said = "" if text else words.text(say("amount-left-out"))
        if line.strong:
            bold.append((utf16(text), utf16(said)))
        text += said
    return text, tuple(bold)


def _ours(phrase: Phrase) -> Phrase:
    """Return ``phrase`` without what a person wrote: their own words are shown to them as they are."""
    return Phrase(phrase.id, tuple((name, _without_own(value)) for name, value in phrase.args))


def _without_own(value: Any) -> Any:
    if isinstance(value, Phrase):
        return _ours(value)
    if isinstance(value, Listed):
        return Listed(tuple(_ours(part) for part in value.parts), value.separator)
    return "" if isinstance(value, str) else value


def text_of(message: Message, words: Words) -> str:
    """Return the text of ``message`` alone."""
    return _body(message, words)[0]


def payload(message: Message, words: Words, talk: str) -> dict[str, Any]:
    """Return the fields of sendMessage or editMessageText for ``message``; its buttons belong to ``talk``."""
    text, bold = _body(message, words)
    params: dict[str, Any] = {"text": cut(text, TEXT_LIMIT), "link_preview_options": {"is_disabled": True}}
    if bold and len(text) <= TEXT_LIMIT // 2:
        params["entities"] = [{"type": "bold", "offset": offset, "length": length} for offset, length in bold]
    markup = keyboard(message, words, talk)
    if markup is not None:
        params["reply_markup"] = markup
    return params


def keyboard(message: Message, words: Words, talk: str) -> dict[str, Any] | None:
    """Return the reply markup of ``message``, or None."""
    if message.ask_location is not None:
        ask: dict[str, Any] = {
            "keyboard": [[{"text": words.text(message.ask_location), "request_location": True}]],
            "resize_keyboard": True,
            "one_time_keyboard": True,
        }
        ask["keyboard"] += [[{"text": words.text(b.label)} for b in row] for row in message.rows]
        if message.placeholder is not None:
            ask["input_field_placeholder"] = words.text(message.placeholder)[:64]
        return ask
    if message.drop_keyboard:
        return {"remove_keyboard": True}
    if not message.rows:
        return None
    rows = []
    for row in message.rows:
        buttons = []
        for b in row:
            made: dict[str, Any] = {"text": words.text(b.label)}
            if b.url:
                made["url"] = b.url
            else:
                made["callback_data"] = button_data(talk, b.go)
            if b.style:
                made["style"] = b.style
            buttons.append(made)
        rows.append(buttons)
    return {"inline_keyboard": rows}
