"""What a refusal means, and how a parcel is changed so that it may still arrive. Plain values in, plain values out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.errors import SendFailed
from bot.shell.render import CAPTION_LIMIT, TEXT_LIMIT, cut
from bot.store.outbox import Parcel

What = Literal["done", "changed", "later", "halt", "dark", "unsure", "blocked", "gone", "failed"]

# Telegram's sentences, in lower case. They are not promised to stay; whatever is not known here has failed for good.
NOT_MODIFIED = ("message is not modified",)
SCREEN_LOST = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",
    "message identifier is not specified",
)
NO_CHAT = ("chat not found",)
NOT_PLAIN = ("can't parse", "entit")
TOO_LONG = ("too long", "too_long")
UNAUTHORIZED_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a refusal means for a parcel.

    done      as good as sent
    changed   send ``parcel`` instead, at once
    later     try the same again, after a while
    halt      send nothing at all for ``seconds``
    dark      Telegram cannot be reached: send nothing for a while
    unsure    it may have arrived: its policy decides
    blocked   the person blocked the bot, or never began; gone: the account is deleted
    failed    it never will arrive
    """

    what: What
    parcel: Parcel
    seconds: float = 0.0


def judge(parcel: Parcel, failure: SendFailed) -> Verdict:
    """Return what ``failure`` means for ``parcel``, as it was sent."""
    if failure.retry_after is not None or failure.code == 429:
        return Verdict("halt", parcel, max(failure.retry_after or 1.0, 0.0))
    if failure.code == 401:
        # the token was taken back: nobody's parcel is at fault, and an operator can mend it
        return Verdict("halt", parcel, UNAUTHORIZED_SECONDS)
    if parcel.method == "setMessageReaction":
        return Verdict("done", parcel)  # an ornament: not worth a second try
    if failure.unsure:
        return Verdict("unsure", parcel)
    if not failure.permanent:
        return Verdict("dark" if failure.code is None else "later", parcel)
    description = failure.description.lower()
    if failure.code == 403:
        return Verdict("gone" if "deactivated" in description else "blocked", parcel)
    return _refused(parcel, description)


def _refused(parcel: Parcel, description: str) -> Verdict:
    """Return what a refusal of this very call means."""
    if _says(description, NO_CHAT):
        return Verdict("blocked", parcel)
    if _says(description, NOT_MODIFIED) or parcel.method.startswith("delete"):
        return Verdict("done", parcel)  # one that is deleted, or too old to be, is as gone as it gets
    if parcel.method.startswith("edit") and _says(description, SCREEN_LOST):
        return anew(parcel)
    if _says(description, NOT_PLAIN) and _marked(parcel.params):
        return Verdict("changed", replace(parcel, params=_plain(parcel.params)))
    if _says(description, TOO_LONG) and (shorter := _plain(parcel.params)) != parcel.params:
        return Verdict("changed", replace(parcel, params=shorter))
    return Verdict("failed", parcel)


def anew(parcel: Parcel) -> Verdict:
    """Return what to do with an edit or deletion of a message that is not there: a text is sent anew, else nothing."""
    if parcel.method != "editMessageText":
        return Verdict("done", parcel)
    params = {name: value for name, value in parcel.params.items() if name not in ("message_id", "inline_message_id")}
    return Verdict("changed", replace(parcel, method="sendMessage", params=params))


def without_file(parcel: Parcel, apology: str) -> Verdict:
    """Return what to do without the file, not made or refused: a picture becomes its caption and ``apology``."""
    if parcel.method != "sendPhoto":
        return Verdict("failed", parcel)
    kept = {name: value for name, value in parcel.params.items() if name != "photo"}
    caption, entities = kept.pop("caption", ""), kept.pop("caption_entities", None)
    kept["text"] = cut("\n\n".join(part for part in (caption, apology) if part), TEXT_LIMIT)
    if entities:
        kept["entities"] = entities
    return Verdict("changed", replace(parcel, method="sendMessage", params=kept))


def once_more(parcel: Parcel, suffix: str) -> Parcel:
    """Return the parcel with ``suffix`` under its text, so that a second one is not a riddle."""
    for name, limit in (("text", TEXT_LIMIT), ("caption", CAPTION_LIMIT)):
        if (words := parcel.params.get(name)) and cut(longer := f"{words}\n\n{suffix}", limit) == longer:
            return replace(parcel, params={**parcel.params, name: longer})
    return parcel


def attachment(parcel: Parcel) -> str | None:
    """Return the field of the parcel that still has to be made into bytes, if there is one."""
    for field in ("photo", "document"):
        value = parcel.params.get(field)
        if isinstance(value, dict) and "attach" in value:
            return field
    return None


def _says(description: str, sentences: tuple[str, ...]) -> bool:
    return any(sentence in description for sentence in sentences)


def _marked(params: dict[str, Any]) -> bool:
    return any(name in params for name in ("entities", "caption_entities", "parse_mode"))


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    """Return ``params`` without bold and italics, and cut to Telegram's limits."""
    plain = {n: v for n, v in params.items() if n not in ("entities", "caption_entities", "parse_mode")}
    for name, limit in (("text", TEXT_LIMIT), ("caption", CAPTION_LIMIT)):
        if name in plain:
            plain[name] = cut(plain[name], limit)
    return plain
