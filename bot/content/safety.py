"""The phrases of ``safety/*.toml``, made ready for ``bot.core.safety``."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from bot.content import loader
from bot.core.safety import Kind, Signs, Tier, make_signs

TIERS: tuple[Tier, ...] = ("full", "one-line")


@lru_cache(maxsize=16)
def load_signs(lang: str) -> Signs:
    """Return the signs of ``lang``; of English for a language that has none, since nothing is worse.

    Raises:
        ValueError: the file is not what it should be; the message names it.
    """
    name = f"{lang}.toml"
    if name not in loader.files("safety", ".toml"):
        name = "en.toml"
    return signs_of(loader.read_toml("safety", name), f"safety/{name}")


def signs_of(data: dict[str, Any], name: str) -> Signs:
    """Return the signs in ``data``, the contents of a file called ``name``.

    Raises:
        ValueError: something is missing or of the wrong kind; the message begins with ``name``.
    """
    try:
        rows = [
            (str(phrase), cast(Kind, kind), tier)
            for tier in TIERS
            for kind, phrases in data[tier].items()
            for phrase in phrases
        ]
        unknown = {kind for _, kind, _ in rows} - {"crisis", "self-harm"}
        if unknown:
            raise ValueError(f"no such kind: {', '.join(sorted(unknown))}")
        return make_signs(
            rows,
            idioms=data["idioms"]["phrases"],
            denials=data["denials"]["phrases"],
            turns=data["denials"]["turns"],
            same=data["same"],
            skip=data["skip"]["words"],
        )
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise ValueError(f"{name}: {fault!r}") from fault
