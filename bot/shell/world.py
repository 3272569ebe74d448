"""What every turn may lean on: settings, words, scripts, the vault, the clock. Built once, in app.py."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.content.scripts import load_scripts
from bot.content.words import Words, load_words
from bot.core.script import Script
from bot.settings import Settings
from bot.shell.access import Access
from bot.shell.clock import Clock
from bot.shell.detector import Detector
from bot.shell.guests import Guests
from bot.shell.outage import Outage
from bot.store.database import Database
from bot.store.outbox import Numbers
from bot.store.vault import Vault

if TYPE_CHECKING:
    from bot.shell.transport import Telegram


@dataclass(slots=True)
class World:
    """The services of one running bot."""

    settings: Settings
    vault: Vault
    db: Database
    clock: Clock
    telegram: Telegram
    numbers: Numbers
    access: Access
    username: str = ""
    scripts: dict[str, Script] = field(default_factory=load_scripts)
    back_at: dt.datetime | None = None  # when the bot was last back after an outage
    outage: Outage | None = None  # the last one of more than a day
    detector: Detector = field(default_factory=Detector)
    guests: Guests = field(default_factory=Guests)  # what is remembered in memory alone

    def words(self, language: str) -> Words:
        """Return the words of ``language``, or English where it is not spoken."""
        return load_words(language)
