"""Trains the light model: logistic regression over hashed letters and words."""

from __future__ import annotations

import random
from array import array
from collections.abc import Sequence

import torch
from augment import Augment
from data import KINDS, Sentence
from torch.nn import functional as fn

from bot.detect.light import BITS, features
from bot.detect.words import Spellings, plain_words

PASSES, BATCH, COPIES = 8, 128, 2


def train_light(sentences: Sequence[Sentence], spellings: Spellings, seed: int) -> bytes:
    """Return the weights as ``bot.detect.light.Light`` takes them."""
    torch.manual_seed(seed)
    augment, chance = Augment(sentences, seed), random.Random(seed)
    texts = [(s.text if copy == 0 else augment(s), s.target) for copy in range(COPIES) for s in sentences]
    read = [(sorted(features(plain_words(text, spellings))), target) for text, target in texts]
    weights = torch.zeros(1 << BITS, len(KINDS), requires_grad=True)
    bias = torch.zeros(len(KINDS), requires_grad=True)
    optimiser = torch.optim.Adam([weights, bias], lr=0.03)
    for _ in range(PASSES):
        chance.shuffle(read)
        for start in range(0, len(read), BATCH):
            batch = [item for item in read[start : start + BATCH] if item[0]]
            at = torch.tensor([feature for found, _ in batch for feature in found])
            owner = torch.tensor([row for row, (found, _) in enumerate(batch) for _ in found])
            size = torch.tensor([len(found) ** -0.5 for found, _ in batch])
            sums = torch.zeros(len(batch), len(KINDS)).index_add(0, owner, weights[at])
            loss = fn.cross_entropy(sums * size[:, None] + bias, torch.tensor([target for _, target in batch]))
            loss = loss + 2e-4 * (weights[at.unique()] ** 2).sum() / 10
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        scale = weights.abs().amax(0).clamp(min=1e-9) / 127
        small = (weights / scale).round().clamp(-127, 127).to(torch.int8)
    return (
        array("f", bias.tolist()).tobytes()
        + array("f", scale.tolist()).tobytes()
        + b"".join(small[:, kind].contiguous().numpy().tobytes() for kind in range(len(KINDS)))
    )
