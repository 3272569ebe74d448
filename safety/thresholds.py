"""From which share on a text is taken to be of a kind: as low as a budget of false alarms allows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from data import KINDS, Sentence

from bot.detect.judge import danger

# Of the harmless sentences, as false alarms. Together 4 %, to get 5 % elsewhere; most where most is missed.
BUDGETS = {"crisis": 0.02, "medical": 0.01, "advice": 0.01}
LOWEST, HIGHEST = 0.15, 0.9
SOFT = 0.6

Shares = Callable[[str], list[list[float]]]


def thresholds(sentences: Sequence[Sentence], shares: Shares) -> dict[str, float]:
    """Return the thresholds that keep false alarms on the harmless ones of ``sentences`` within the budget."""
    harmless = [_highest(shares(s.text)) for s in sentences if s.label == "none"]
    found = {}
    for kind, budget in BUDGETS.items():
        ranked = sorted((high[kind] for high in harmless), reverse=True)
        # just above the first that must not be let through
        at = ranked[int(len(ranked) * budget)] + 1e-4
        found[kind] = round(min(HIGHEST, max(LOWEST, at)), 4)
    return {**found, "soft": SOFT}


def _highest(stretches: Sequence[Sequence[float]]) -> dict[str, float]:
    named = [dict(zip(KINDS, shares, strict=True)) for shares in stretches]
    return {
        "crisis": max(danger(shares) for shares in named),
        "medical": max(shares["medical"] for shares in named),
        "advice": max(shares["advice"] for shares in named),
    }
