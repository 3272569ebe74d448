"""What is remembered in memory alone: of people before their consent, and of cards sent while the database was away.

By lane, a keyed hash; bounded; gone at a restart. Nothing of it is ever written.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

REMEMBERED = 10_000


class Some(OrderedDict[K, V], Generic[K, V]):
    """The newest 10,000 of something."""

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        if len(self) > REMEMBERED:
            self.popitem(last=False)


@dataclass(slots=True)
class Guests:
    """Cards shown (by lane and card), countries told, who was asked for theirs, and updates answered already."""

    cards: Some[tuple[str, str], tuple[dt.datetime, int]] = field(default_factory=Some)  # when, and for which update
    countries: Some[str, str] = field(default_factory=Some)
    asked: Some[str, dt.datetime] = field(default_factory=Some)
    begun: Some[int, float] = field(default_factory=Some)  # update id: when its turn began, on the monotonic clock
    answered: Some[int, tuple[str, ...]] = field(default_factory=Some)  # update id: the cards it was met with
