"""Writes the encoder as ``bot.detect.encoder`` reads it: whole numbers from -127 to 127, a scale for every row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from encoder import LAYERS, Encoder


def small(weight: torch.Tensor) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of ``weight`` as whole numbers, and the scale of each row."""
    scale = weight.abs().amax(1).clamp(min=1e-9) / 127
    return (weight / scale[:, None]).round().to(torch.int8).numpy(), scale.numpy().astype(np.float32)


def export(model: Encoder, file: Path) -> None:
    """Write ``model`` to ``file``, the same bytes for the same weights."""
    kept: dict[str, np.ndarray] = {"layers": np.array(LAYERS)}

    def keep(name: str, weight: torch.Tensor, bias: torch.Tensor) -> None:
        kept[name], kept[f"{name}.scale"] = small(weight)
        kept[f"{name}.bias"] = bias.numpy().astype(np.float32)

    def keep_norm(name: str, norm: torch.nn.LayerNorm) -> None:
        kept[f"{name}.weight"] = norm.weight.numpy().astype(np.float32)
        kept[f"{name}.bias"] = norm.bias.numpy().astype(np.float32)

    with torch.no_grad():
        kept["words"], kept["words.scale"] = small(model.words.weight)
        # every text is of one type, so its vector is added here once and for all
        kept["places"] = (model.places.weight + model.types.weight[0]).numpy().astype(np.float16)
        keep_norm("norm", model.norm)
        for index, layer in enumerate(model.layers):
            name = f"layers.{index}"
            three = (layer.query, layer.key, layer.value)
            keep(f"{name}.qkv", torch.cat([part.weight for part in three]), torch.cat([part.bias for part in three]))
            for part in ("out", "up", "down"):
                keep(f"{name}.{part}", getattr(layer, part).weight, getattr(layer, part).bias)
            keep_norm(f"{name}.norm_out", layer.norm_out)
            keep_norm(f"{name}.norm_down", layer.norm_down)
        keep("head", model.head.weight, model.head.bias)
    with file.open("wb") as out:
        np.savez(out, **kept)  # numpy gives every part the same date, so the bytes depend on the weights alone
