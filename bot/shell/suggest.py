"""Which command somebody may have meant."""

from __future__ import annotations

from functools import cache

MENU = ("checkin", "journal", "summary", "reminders", "support", "help")
TYPED = ("start", "today", "timezone", "plan", "safety", "country", "export", "delete", "privacy", "cancel")
FARTHEST = 2  # changes of a letter


@cache
def nearest(typed: str) -> str | None:
    """Return the command nearest to ``typed``, at most two letters away, or None."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extractOne(typed, (*MENU, *TYPED), scorer=OSA.distance, score_cutoff=FARTHEST)
    return found[0] if found else None
