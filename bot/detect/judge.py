"""From what rules and models found to what is said: the verdict.

* The models only add. What a rule found stays found.
* Medical goes before everything, advice after everything: a text with any danger in it is never answered as a question
  about amounts.
* Below the threshold there is a band where help is shown gently: it catches half of what would be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bot.core.safety import NOTHING, Concern, Kind, Verdict, foremost

# What the models tell apart, and the card each belongs to.
CARDS: dict[str, Kind] = {
    "explicit": "crisis",
    "plan": "crisis",
    "indirect": "crisis",
    "selfharm": "self-harm",
    "other": "other",
    "harm": "harm",
    "medical": "medical",
    "advice": "advice",
}
CRISIS = ("explicit", "plan", "indirect", "selfharm", "other", "harm")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which share on a text is taken to be of a kind; ``soft`` is the part of it from which help is gentle."""

    crisis: float
    medical: float
    advice: float
    soft: float


def judge(
    found: Iterable[Concern], kinds: Sequence[str], stretches: Sequence[Sequence[float]], limits: Thresholds | None
) -> Verdict:
    """Return the verdict on a text: what the rules ``found``, and the share of each of ``kinds`` in its stretches."""
    concerns = set(found)
    gentle = False
    for shares in stretches if limits else ():
        here = dict(zip(kinds, shares, strict=True))
        concerns |= _sure(here, cast(Thresholds, limits))
        gentle = gentle or _near(here, cast(Thresholds, limits))
    first = foremost(concerns)
    if first is None or first.kind == "advice":
        return Verdict("soft", "gentle") if gentle else NOTHING if first is None else Verdict("advice", "full")
    also = foremost(concern for concern in concerns if concern.kind != "medical")
    if first.kind == "medical" and also is not None and also.kind != "advice" and also.tier == "full":
        return Verdict("medical", "full", also.kind)
    if first.tier == "one-line" and gentle:
        return Verdict("soft", "gentle")
    return Verdict(first.kind, first.tier)


def danger(shares: Mapping[str, float]) -> float:
    """Return the share of all kinds of crisis together."""
    return sum(shares[kind] for kind in CRISIS)


def _sure(shares: Mapping[str, float], limits: Thresholds) -> set[Concern]:
    """Return what reaches its threshold in one stretch of a text."""
    sure = set()
    if danger(shares) >= limits.crisis:
        sure.add(Concern(_card(shares), "full"))
    if shares["medical"] >= limits.medical and shares["medical"] > danger(shares):
        sure.add(Concern("medical", "full"))
    if shares["advice"] >= limits.advice:
        sure.add(Concern("advice", "full"))
    return sure


def _near(shares: Mapping[str, float], limits: Thresholds) -> bool:
    """Return whether a stretch is near enough to a threshold for the gentle card."""
    return (
        danger(shares) >= limits.soft * limits.crisis
        or shares["medical"] >= limits.soft * limits.medical
        or danger(shares) + shares["medical"] >= min(limits.crisis, limits.medical)
    )


def _card(shares: Mapping[str, float]) -> Kind:
    """Return which of the cards of a crisis it is: the one with the greatest share."""
    cards: dict[Kind, float] = {}
    for kind in CRISIS:
        cards[CARDS[kind]] = cards.get(CARDS[kind], 0.0) + shares[kind]
    return max(cards, key=lambda card: cards[card])


LABELS: dict[Kind, str] = {"medical": "MEDICAL", "advice": "ADVICE_REQUEST", "soft": "SOFT", "none": "NONE"}


def label(verdict: Verdict) -> str:
    """Return a verdict as ``stillpoint screen`` prints it."""
    if verdict.tier == "one-line":
        return "SOFT"
    return LABELS.get(verdict.kind, "CRISIS")
