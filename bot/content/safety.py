"""The phrases of ``safety/*.toml``, made ready for ``bot.core.safety``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        groups = data.get("groups", [])
        rows += [(str(phrase), group["kind"], group["tier"]) for group in groups for phrase in group.get("phrases", ())]
        windows = [
            (parts, int(group["within"]), cast(Kind, group["kind"]), cast(Tier, group["tier"]))
            for group in groups
            for parts in group.get("windows", ())
        ]
        unknown = {kind for _, kind, _ in rows} | {kind for _, _, kind, _ in windows}
        unknown -= {"crisis", "self-harm", "other", "harm", "medical", "advice"}
        if unknown:
            raise ValueError(f"no such kind: {', '.join(sorted(unknown))}")
        return make_signs(
            rows,
            idioms=[*data["idioms"]["phrases"], *(row for group in data.get("covers", []) for row in group["phrases"])],
            denials=data["denials"]["phrases"],
            turns=data["denials"]["turns"],
            same=data["same"],
            skip=data["skip"]["words"],
            windows=_spread(windows, data.get("lists", {})),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise ValueError(f"{name}: {fault!r}") from fault


Windowed = tuple[list[list[str]], int, Kind, Tier]  # parts, within so many words, kind, tier


def _spread(windows: Iterable[Windowed], lists: Mapping[str, list[str]]) -> list[Windowed]:
    """Return ``windows`` with the names of lists ("@medicines") put out into what is in them."""

    def rows(part: list[str]) -> list[str]:
        return [row for word in part for row in (lists[word[1:]] if word.startswith("@") else [word])]

    return [([rows(part) for part in parts], within, kind, tier) for parts, within, kind, tier in windows]
