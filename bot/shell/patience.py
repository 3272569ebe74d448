"""How long to wait after a failure: full jitter, anything from nothing to a bound that doubles.

A server error is the fault of one parcel until others fail too, and puts off only that one. A network that is away is
away for everybody: everything waits, and never long, so that the first call after its return is soon.
"""

from __future__ import annotations

from collections.abc import Callable

FIRST_SECONDS = 1.0
CAP_SECONDS = 60.0
DARK_CAP_SECONDS = 8.0  # sending again within ten seconds of the network's return
TRIES = 30


class Patience:
    """Counts failures. ``chance`` gives a number from 0 to 1."""

    __slots__ = ("_chance", "_dark", "_errors", "_tries")

    def __init__(self, chance: Callable[[], float]) -> None:
        """Start without failures."""
        self._chance = chance
        self._tries: dict[str, int] = {}
        self._errors = 0  # in a row, over all parcels
        self._dark = 0

    def worked(self) -> None:
        """A call got through."""
        self._errors = self._dark = 0

    def over(self, id: str) -> None:
        """Forget the parcel ``id``."""
        self._tries.pop(id, None)

    def after_error(self, id: str) -> float | None:
        """Return the seconds until ``id`` is worth another try; None if it will never get through.

        It will not if it failed 30 times while others got through: those behind it have waited enough.
        """
        self._errors += 1
        tries = self._tries[id] = self._tries.get(id, 0) + 1
        if tries >= TRIES and self._errors < tries:
            return None
        return self._spread(tries, CAP_SECONDS)

    def in_the_dark(self) -> float:
        """Return the seconds until the network is worth another try."""
        self._dark += 1
        return self._spread(self._dark, DARK_CAP_SECONDS)

    def _spread(self, tries: int, cap: float) -> float:
        bound: float = min(cap, FIRST_SECONDS * 2.0 ** min(tries - 1, 20))
        return self._chance() * bound
