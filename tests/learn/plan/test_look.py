"""What a glance at the training pictures tells: their sizes and colours, never by what a program made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.learn.plan.look import look
from making import sample_of


def test_made_pictures_count_and_decide_nothing():
    coloured = np.random.default_rng(0).integers(0, 255, (90, 120, 3), np.uint8)
    real = [sample_of(f"{at}", 0, pixels=coloured, split="train") for at in range(3)]
    grey = sample_of("made", 1, pixels=np.zeros((8, 8), np.uint8), split="train")
    made = [replace(grey, source=f"made {at}", made=True) for at in range(20)]
    seen = look(Dataset("made", ("a", "b"), (*real, *made)), seed=0)
    assert seen.sizes == ((90, 120),) * 3
    assert (seen.grey, seen.side, seen.counts, seen.n) == (False, 90, (3, 20), 23)
    assert {sample.source for sample in seen.examples} == {"0", "1", "2"}
