"""The trained encoder at run time: MiniLM-L6 in numpy, its weights kept as whole numbers from -127 to 127.

Every row of a weight has a scale of its own. The layers are spread to floats once, when loaded; the table of pieces,
half of the model, stays small and is spread a row at a time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bot.detect.wordpiece import WordPiece

Floats = NDArray[np.float32]
HEADS, EPSILON = 12, 1e-12
LONGEST = 240  # pieces read at once; the longest stretch of ordinary words has about 160


class Encoder:
    """Gives the share of each kind in a text."""

    def __init__(self, file: BinaryIO, vocabulary: Sequence[str]) -> None:
        """Read the weights from ``file``, as ``safety/export.py`` wrote them.

        Raises:
            ValueError, KeyError: the file is not what it should be.
        """
        self._cut = WordPiece(vocabulary)
        # the parts are taken out one by one: twice the model in memory would be seen
        with np.load(file, allow_pickle=False) as weights:
            self._pieces, self._pieces_scale = weights["words"], weights["words.scale"]
            self._places: Floats = weights["places"].astype(np.float32)
            self._norm = _norm(weights, "norm")
            self._layers = [_layer(weights, f"layers.{index}") for index in range(int(weights["layers"]))]
            self._head = _spread(weights, "head")
        if self._pieces.shape[0] != len(vocabulary):
            raise ValueError("the vocabulary and the weights are not of one making")

    def shares(self, text: str) -> list[float]:
        """Return the share of each kind in ``text``, which ``plain_words`` has read."""
        ids = np.array([self._cut.begin, *self._cut.cut(text)[:LONGEST], self._cut.end])
        x = self._pieces[ids].astype(np.float32) * self._pieces_scale[ids][:, None] + self._places[: len(ids)]
        x = _normed(x, *self._norm)
        for layer in self._layers:
            x = _through(x, layer)
        weight, bias = self._head
        scores = np.concatenate([x.mean(0), x.max(0)]) @ weight + bias
        shares = np.exp(scores - scores.max())
        return [float(share) for share in shares / shares.sum()]


def _through(x: Floats, layer: dict[str, Any]) -> Floats:
    """Return the states after one layer."""
    length, width = x.shape
    weight, bias = layer["qkv"]
    query, key, value = (
        part.reshape(length, HEADS, -1).transpose(1, 0, 2) for part in np.split(x @ weight + bias, 3, axis=1)
    )
    seen = query @ key.transpose(0, 2, 1) * np.float32((width / HEADS) ** -0.5)
    seen = np.exp(seen - seen.max(-1, keepdims=True))
    seen /= seen.sum(-1, keepdims=True)
    mixed = (seen @ value).transpose(1, 0, 2).reshape(length, width)
    weight, bias = layer["out"]
    x = _normed(x + mixed @ weight + bias, *layer["norm_out"])
    weight, bias = layer["up"]
    inner = x @ weight + bias
    inner *= 0.5 * (1 + np.tanh(np.float32(0.7978845608) * (inner + np.float32(0.044715) * inner * inner * inner)))
    weight, bias = layer["down"]
    return _normed(x + inner @ weight + bias, *layer["norm_down"])


def _normed(x: Floats, weight: Floats, bias: Floats) -> Floats:
    centred = x - x.mean(-1, keepdims=True)
    normed: Floats = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + EPSILON) * weight + bias
    return normed


def _layer(weights: Mapping[str, Any], name: str) -> dict[str, Any]:
    parts = {part: _spread(weights, f"{name}.{part}") for part in ("qkv", "out", "up", "down")}
    return parts | {part: _norm(weights, f"{name}.{part}") for part in ("norm_out", "norm_down")}


def _spread(weights: Mapping[str, Any], name: str) -> tuple[Floats, Floats]:
    """Return a weight as floats, its rows as columns, and its bias."""
    spread = weights[name].astype(np.float32) * weights[f"{name}.scale"][:, None]
    return np.ascontiguousarray(spread.T), weights[f"{name}.bias"].astype(np.float32)


def _norm(weights: Mapping[str, Any], name: str) -> tuple[Floats, Floats]:
    return weights[f"{name}.weight"].astype(np.float32), weights[f"{name}.bias"].astype(np.float32)
