"""fastai's `fine_tune(5)` on one split, for benchmarks/ladder.py, in an environment with fastai and timm.

    python benchmarks/ladder_fastai.py SPLIT.csv WEIGHTS ANSWER.json

The network, its weights, its input range and its padding are those of the other contestants; the statistics
of its batch norm are kept, without which nothing is learnt from this file. As ever a fifth of the training
pictures is left to validation.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pandas
import timm
import torch
from fastai.vision.all import (
    CategoryBlock,
    DataBlock,
    ImageBlock,
    Learner,
    Normalize,
    Resize,
    accuracy,
    aug_transforms,
    params,
)
from torch import nn

EPOCHS = 5


def _named(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """Without batch norm's counts, which older files lack."""
    return {name: tensor for name, tensor in state.items() if not name.endswith("num_batches_tracked")}


class Network(nn.Module):
    """timm's network with fastai's division into body and head."""

    def __init__(self, classes: int, weights: Path) -> None:
        super().__init__()
        self.body = timm.create_model("mobilenetv2_100", num_classes=0, pad_type="same")
        stored = torch.load(weights, weights_only=True)
        own, given = _named(self.body.state_dict()), _named(stored)
        pairs = zip(own, given.values(), strict=False)  # the file's last layer is left over
        self.body.load_state_dict({name: tensor.float() for name, tensor in pairs}, strict=False)
        self.head = nn.Sequential(nn.BatchNorm1d(1280), nn.Dropout(0.25), nn.Linear(1280, classes))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(pictures))

    def train(self, mode: bool = True) -> Network:
        """Batch norm is folded in the file into what stands before: statistics of batches would undo it."""
        super().train(mode)
        for module in self.body.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


def main() -> None:
    listed, weights, answer = map(Path, sys.argv[1:4])
    rows = pandas.read_csv(listed)
    known, asked = rows[rows.split == "train"], rows[rows.split == "test"]
    began = time.perf_counter()
    block = DataBlock(
        (ImageBlock, CategoryBlock),
        get_x=lambda row: row.path,
        get_y=lambda row: str(row.label),
        item_tfms=Resize(256),
        batch_tfms=[*aug_transforms(size=224), Normalize.from_stats([0.5] * 3, [0.5] * 3)],
    )
    loaders = block.dataloaders(known, bs=32, num_workers=0, seed=0)
    learner = Learner(
        loaders,
        Network(loaders.c, weights),
        metrics=accuracy,
        splitter=lambda network: [params(network.body), params(network.head)],
    )
    with learner.no_bar(), learner.no_logging():
        learner.fine_tune(EPOCHS)
    seconds = time.perf_counter() - began
    asked_of = loaders.test_dl(asked)
    probabilities, _ = learner.get_preds(dl=asked_of)
    found = [loaders.vocab[int(at)] for at in probabilities.argmax(1)]
    right = sum(one == str(other) for one, other in zip(found, asked.label, strict=True)) / len(asked)
    answer.write_text(json.dumps({"accuracy": right, "n": len(asked), "seconds": seconds}))


if __name__ == "__main__":
    main()
