"""Keyboards as Telegram takes them: buttons under a message and the keyboard in place of the person's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.shell.playground.refused import bad

Rows = list[list[dict[str, Any]]]

_MOST_IN_ROW = 8
_MOST_BUTTONS = 100
_STYLES = frozenset({"primary", "success", "danger"})
# a button does exactly one thing
_NAMES = (
    "url callback_data web_app login_url switch_inline_query switch_inline_query_current_chat "
    "switch_inline_query_chosen_chat copy_text callback_game pay"
)
_ACTIONS = frozenset(_NAMES.split())


def inline_rows(markup: dict[str, Any] | None) -> Rows:
    """Return the rows of buttons of ``markup``, [] if it has none.

    Raises:
        Refused: a button Telegram would not show, or too many of them.
    """
    rows: Rows = (markup or {}).get("inline_keyboard") or []
    _count(rows)
    for row in rows:
        for button in row:
            _check_button(button)
    return [row for row in rows if row]


def reply_keyboard(markup: dict[str, Any]) -> dict[str, Any] | None:
    """Return the keyboard of ``markup`` as the control side tells it, or None if it takes the keyboard away.

    Raises:
        Refused: no buttons, too many of them, or one without a text.
    """
    if "keyboard" not in markup:
        return None
    rows: Rows = [[{"text": one} if isinstance(one, str) else one for one in row] for row in markup["keyboard"]]
    _count(rows)
    if not any(rows):
        raise bad("reply keyboard is empty")
    for row in rows:
        for button in row:
            _check_look(button)
    return {
        "rows": rows,
        "placeholder": markup.get("input_field_placeholder"),
        "one_time": bool(markup.get("one_time_keyboard")),
        "resize": bool(markup.get("resize_keyboard")),
    }


def _count(rows: Rows) -> None:
    if any(len(row) > _MOST_IN_ROW for row in rows) or sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad("REPLY_MARKUP_TOO_LONG")


def _check_look(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    if button.get("style", "primary") not in _STYLES:
        raise bad("BUTTON_STYLE_INVALID")


def _check_button(button: dict[str, Any]) -> None:
    _check_look(button)
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
    if "url" in button:
        url = urlsplit(button["url"])
        if url.scheme not in ("http", "https", "tg", "ton", "tel") or not (url.netloc or url.path):
            raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")
