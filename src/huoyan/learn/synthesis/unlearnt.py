"""Whether a generator has seen what is tested: then its pictures would carry it into training."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from huoyan.data.check.look.pixel_keys import known_again
from huoyan.data.dataset import Dataset, Split
from huoyan.data.fingerprint import picture_keys
from huoyan.errors import DataError
from huoyan.generator.on_disk import Generator
from huoyan.words import Listed, Message

# Which of the generator's pictures a part must not hold: it learnt from `train`, its weights were chosen by
# `val`. That is what validation is for, so there they may be.
FORBIDDEN: Mapping[Split, tuple[Split, ...]] = {"val": ("train",), "test": ("train", "val")}


def check_unlearnt(
    generator: Generator, dataset: Dataset, contents: Sequence[str], together: Mapping[str, int]
) -> None:
    """Raises DataError (data.learnt) where validation or test hold what the generator saw.

    Known again by file, by pixels, and as a copy of a picture that is in the data, too: `together` numbers
    those. A copy whose original is not in the data is not seen. contents: hex sha256, row for row.
    """
    known = generator.pictures()
    keys = picture_keys(contents)
    # What trains may be known by its file alone: no more than that is asked of it.
    tested = np.flatnonzero([sample.split in FORBIDDEN for sample in dataset.samples])
    asked = [dataset.samples[at] for at in tested.tolist()]
    keys[tested] = known_again(asked, keys[tested], known.files, known.pixels)
    for part, forbidden in FORBIDDEN.items():
        seen = np.isin(keys, np.concatenate([known.files[split] for split in forbidden])) & (keys != 0)
        copies = {together.get(dataset.samples[int(at)].source) for at in np.flatnonzero(seen)} - {None}
        met = [
            sample.source
            for sample, shown in zip(dataset.samples, seen.tolist(), strict=True)
            if sample.split == part and (shown or together.get(sample.source) in copies)
        ]
        if met:
            told = Message(
                "synthesis.learnt",
                run=generator.folder.parent,
                n=len(met),
                part=Message(f"part_name.{part}"),
                names=Listed(met, 3),
            )
            raise DataError(told, code="data.learnt")
