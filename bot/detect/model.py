"""The trained models as they are shipped in ``bot/content/safety/model``, and how they were made (``model.toml``)."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.content import loader
from bot.detect.judge import Thresholds
from bot.detect.light import Light
from bot.detect.words import Spellings

if TYPE_CHECKING:
    from bot.detect.encoder import Encoder

FOLDER = "safety/model"


@dataclass(frozen=True, slots=True)
class Making:
    """What ``model.toml`` says: the kinds in their order, the thresholds, and the sha256 of each file."""

    kinds: tuple[str, ...]
    encoder: Thresholds
    light: Thresholds
    hashes: dict[str, str]
    lang: str


@lru_cache(maxsize=1)
def making() -> Making:
    """Return how the shipped models were made."""
    data = loader.read_toml(FOLDER, "model.toml")
    return Making(
        tuple(data["kinds"]),
        Thresholds(**data["thresholds"]["encoder"]),
        Thresholds(**data["thresholds"]["light"]),
        dict(data["sha256"]),
        data["lang"],
    )


@lru_cache(maxsize=1)
def spellings() -> Spellings:
    """Return how people type."""
    data = loader.read_toml("safety", "spellings")
    return Spellings(data["words"], data["found"]["words"])


def load_light() -> Light:
    """Return the light model. Raises what a missing or damaged file raises."""
    return Light(_whole("light.bin", making().hashes["light.bin"]), len(making().kinds))


def load_encoder() -> Encoder:
    """Return the encoder, the same for everybody. Raises what a missing or damaged file, or a missing numpy, raises."""
    return _encoder(making().hashes["encoder.npz"])


@lru_cache(maxsize=1)
def _encoder(sha256: str) -> Encoder:
    # one message at a time: more threads would only take the cores from everything else
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from bot.detect.encoder import Encoder

    return Encoder(BytesIO(_whole("encoder.npz", sha256)), loader.read_text(FOLDER, "vocabulary.txt").splitlines())


def _whole(name: str, sha256: str) -> bytes:
    """Return a file that is what it was when it was made.

    Raises:
        FileNotFoundError: it is not there.
        ValueError: it has changed.
    """
    data = _place(name).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"{name} is not the file that was made: its sha256 differs")
    return data


def _place(name: str) -> Traversable:
    place: Any = files("bot.content")
    return place.joinpath(*FOLDER.split("/"), name)  # type: ignore[no-any-return]
