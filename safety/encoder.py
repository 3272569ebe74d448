"""The encoder as torch trains it: MiniLM-L6, six layers of 384, and one layer over its mean and its peaks."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional as fn

LAYERS, WIDTH, HEADS, INNER = 6, 384, 12, 1536


class Layer(nn.Module):
    """One layer of the encoder."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out, self.up, self.down = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.norm_out, self.norm_down = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return the next states; ``mask`` is 0 where there is a word and very negative where there is none."""
        batch, length, _ = x.shape
        q, k, v = (
            f(x).view(batch, length, HEADS, WIDTH // HEADS).transpose(1, 2) for f in (self.query, self.key, self.value)
        )
        rate = self.dropout if self.training else 0.0
        seen = fn.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :], dropout_p=rate)
        seen = self.out(seen.transpose(1, 2).reshape(batch, length, WIDTH))
        x = self.norm_out(x + fn.dropout(seen, rate))
        return self.norm_down(x + fn.dropout(self.down(fn.gelu(self.up(x), approximate="tanh")), rate))


class Encoder(nn.Module):
    """Words in, one number for each kind out."""

    def __init__(self, kinds: int, pieces: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(pieces, WIDTH)
        self.places = nn.Embedding(512, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.head = nn.Linear(2 * WIDTH, kinds)
        self.dropout = dropout

    def forward(self, ids: torch.Tensor, here: torch.Tensor) -> torch.Tensor:
        """Return the scores of each kind; ``here`` is 1 where there is a word."""
        rate = self.dropout if self.training else 0.0
        at = torch.arange(ids.shape[1])
        x = fn.dropout(self.norm(self.words(ids) + self.places(at)[None] + self.types.weight[0]), rate)
        mask = (1.0 - here) * -1e4
        for layer in self.layers:
            x = layer(x, mask)
        mean = (x * here[..., None]).sum(1) / here.sum(1, keepdim=True)
        peak = (x + mask[..., None]).amax(1)
        return self.head(fn.dropout(torch.cat([mean, peak], 1), rate))


NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "norm_out",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "norm_down",
}


def pretrained(folder: Path, kinds: int, keep: list[int], dropout: float = 0.1) -> Encoder:
    """Return the encoder with the weights of ``folder``, with the rows ``keep`` of its vocabulary only."""
    theirs = load_file(folder / "model.safetensors")
    theirs = {name.removeprefix("bert."): value for name, value in theirs.items()}
    model = Encoder(kinds, len(keep), dropout)
    ours = {
        "words.weight": theirs["embeddings.word_embeddings.weight"][keep],
        "places.weight": theirs["embeddings.position_embeddings.weight"],
        "types.weight": theirs["embeddings.token_type_embeddings.weight"],
        "norm.weight": theirs["embeddings.LayerNorm.weight"],
        "norm.bias": theirs["embeddings.LayerNorm.bias"],
    }
    for index in range(LAYERS):
        for their, our in NAMES.items():
            for part in ("weight", "bias"):
                ours[f"layers.{index}.{our}.{part}"] = theirs[f"encoder.layer.{index}.{their}.{part}"]
    missing, unexpected = model.load_state_dict(ours, strict=False)
    assert set(missing) == {"head.weight", "head.bias"}, missing
    assert not unexpected, unexpected
    return model
