"""What a text is met with: rules first, then the models that only add. Any failure shows the card.

The rules and the light model are there at once; the encoder is loaded beside, and joins when it is ready. It reads
English only: other languages get the rules.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from bot.content.safety import load_signs
from bot.core.safety import FAILED, NOTHING, Verdict, concerns
from bot.detect import model
from bot.detect.judge import judge
from bot.detect.light import Light
from bot.detect.words import plain_words, stretches

if TYPE_CHECKING:
    from bot.detect.encoder import Encoder  # numpy, which may be missing

log = logging.getLogger(__name__)

LEAST_WORDS = 3  # "whenever", "7:30 and 21": too little for a model to know; the rules have the short phrases
MOST = 3  # stretches of a text that the encoder reads: the longest message has nine, and nobody should wait for it

__all__ = ["Detector", "Verdict"]


class Detector:
    """Looks at what people write."""

    def __init__(self, models: bool = True) -> None:
        """Nothing is loaded yet; ``look`` works all the same. Without ``models`` there will only be the rules."""
        self._encoder: Encoder | None = None
        self._light: Light | None = None
        self._making: model.Making | None = None
        self._tried = not models
        self.fault = ""

    @property
    def ready(self) -> bool:
        """Whether the encoder is loaded."""
        return self._encoder is not None

    def start(self) -> None:
        """Load the encoder beside everything else."""
        threading.Thread(target=self.load, name="safety-model", daemon=True).start()

    def load(self) -> None:
        """Load the encoder here and now. Where that fails the rules and the light model go on."""
        try:
            self._encoder = model.load_encoder()
        except Exception as fault:
            self.fault = f"{type(fault).__name__}: {fault}"
            log.warning("the safety model cannot be loaded (%s); rules and the light model go on", self.fault)

    def look(self, text: str, lang: str) -> Verdict:
        """Return what ``text`` is met with. Never raises: whatever fails, the full card is the answer."""
        if not text.strip():
            return NOTHING
        try:
            return self._look(text, lang)
        except Exception as fault:
            log.error("screening failed: %s", type(fault).__name__)
            return FAILED

    def _look(self, text: str, lang: str) -> Verdict:
        found = concerns(text, load_signs(lang))
        made = self._models()
        if made is None or lang != made.lang:
            return judge(found, (), (), None)
        plain = plain_words(text, model.spellings())
        if len(plain.split()) < LEAST_WORDS:
            return judge(found, (), (), None)
        parts = stretches(plain)
        if self._encoder is not None:
            seen = [self._encoder.shares(part) for part in self._gravest(parts)]
            return judge(found, made.kinds, seen, made.encoder)
        if self._light is not None:
            return judge(found, made.kinds, [self._light.shares(part) for part in parts], made.light)
        return judge(found, (), (), None)

    def _gravest(self, parts: list[str]) -> list[str]:
        """Return the few stretches of a long text that the light model finds the least harmless."""
        light = self._light
        if len(parts) <= MOST or light is None:
            return parts[:MOST]
        return sorted(parts, key=lambda part: light.shares(part)[0])[:MOST]

    def _models(self) -> model.Making | None:
        """Return how the models were made, the light one loaded; None if there are none, and the rules work alone."""
        if not self._tried:
            self._tried = True
            try:
                self._making = model.making()
                self._light = model.load_light()
            except (OSError, ValueError, KeyError, TypeError) as fault:
                log.warning("the light safety model cannot be loaded (%s); rules go on", type(fault).__name__)
        return self._making
