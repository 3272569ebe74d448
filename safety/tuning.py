"""Trains the encoder end to end."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from augment import Augment
from data import KINDS, Sentence
from encoder import LAYERS, Encoder, pretrained
from torch.nn import functional as fn

from bot.detect.wordpiece import WordPiece
from bot.detect.words import Spellings, plain_words

LONGEST = 158  # pieces, as many as the run time reads at once


@dataclass(frozen=True, slots=True)
class How:
    """How to train: all that decides the outcome besides the sentences."""

    seed: int = 1
    epochs: int = 4
    rate: float = 1.2e-4
    rate_fall: float = 0.9  # of each layer, against the one above it
    batch: int = 16
    smoothing: float = 0.05
    dropout: float = 0.1
    slips: float = 0.3
    buried: float = 0.1


def vocabulary(folder: Path) -> tuple[list[str], list[int]]:
    """Return the pieces that simple text can be cut into, and their rows in the pretrained encoder."""
    pieces = [piece for piece in (folder / "vocab.txt").read_text("utf-8").split("\n") if piece]
    special = ("[CLS]", "[SEP]", "[UNK]")
    keep = [
        row
        for row, piece in enumerate(pieces)
        if piece in special or (piece.isascii() and not piece.startswith("[") and piece == piece.lower())
    ]
    return [pieces[row] for row in keep], keep


def tune(sentences: Sequence[Sentence], folder: Path, spellings: Spellings, how: How) -> Encoder:
    """Return the encoder of ``folder`` trained on ``sentences``; the same one for the same seed and threads."""
    torch.manual_seed(how.seed)
    chance, augment = random.Random(how.seed), Augment(sentences, how.seed, how.slips, how.buried)
    pieces, keep = vocabulary(folder)
    cut = WordPiece(pieces)
    model = pretrained(folder, len(KINDS), keep, how.dropout)
    # the table of pieces stays as it was: words that are in no sentence keep their place among those that are
    for part in (model.words, model.places, model.types, model.norm):
        part.requires_grad_(False)
    rates = [{"params": list(model.head.parameters()), "lr": how.rate * 5}]
    rates += [
        {"params": list(layer.parameters()), "lr": how.rate * how.rate_fall ** (LAYERS - 1 - index)}
        for index, layer in enumerate(model.layers)
    ]
    optimiser = torch.optim.AdamW(rates, weight_decay=0.01)
    steps = how.epochs * -(-len(sentences) // how.batch)
    plan = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (0.08 * steps)) * max(0.02, 1 - step / steps)
    )
    began = time.monotonic()
    for epoch in range(how.epochs):
        read = [
            ([cut.begin, *cut.cut(plain_words(augment(s), spellings))[:LONGEST], cut.end], s.target) for s in sentences
        ]
        total = 0.0
        model.train()
        for batch in _batches(read, how.batch, chance):
            ids, here = _padded([ids for ids, _ in batch])
            targets = torch.tensor([target for _, target in batch])
            loss = fn.cross_entropy(model(ids, here), targets, label_smoothing=how.smoothing)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            plan.step()
            total += loss.item() * len(batch)
        print(f"  epoch {epoch + 1}: loss {total / len(read):.3f}, {time.monotonic() - began:.0f} s", flush=True)
    return model.eval()


Read = tuple[list[int], int]


def _batches(read: list[Read], size: int, chance: random.Random) -> list[list[Read]]:
    """Return ``read`` in batches, in a new order, texts of about the same length together."""
    order = read[:]
    chance.shuffle(order)
    batches = []
    for start in range(0, len(order), size * 16):
        near = sorted(order[start : start + size * 16], key=lambda item: len(item[0]))
        batches += [near[at : at + size] for at in range(0, len(near), size)]
    chance.shuffle(batches)
    return batches


def _padded(texts: Sequence[Sequence[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    longest = max(map(len, texts))
    ids, here = torch.zeros(len(texts), longest, dtype=torch.long), torch.zeros(len(texts), longest)
    for row, text in enumerate(texts):
        ids[row, : len(text)], here[row, : len(text)] = torch.tensor(text), 1.0
    return ids, here
