"""Which pictures of validation and test something that takes part in a training has learnt from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from huoyan.artifact.picture_keys import PictureKeys
from huoyan.data.check.look.pixel_keys import known_again
from huoyan.data.dataset import Dataset, Split
from huoyan.data.fingerprint import picture_keys

# Which of its pictures a part must not hold: it learnt from `train`, and `val` chose its weights. That is
# what validation is for, so there they may be.
FORBIDDEN: Mapping[Split, tuple[Split, ...]] = {"val": ("train",), "test": ("train", "val")}


def seen_before(
    known: PictureKeys, dataset: Dataset, contents: Sequence[str], together: Mapping[str, int]
) -> dict[Split, list[str]]:
    """The sources that were seen, of parts that hold some; {} where none does.

    Known again by file, by pixels, and as a copy of a picture that is in the data, too: `together` numbers
    those. A copy whose original is not in the data is not seen. contents: hex sha256, row for row.
    """
    keys = picture_keys(contents)
    # What trains may be known by its file alone: no more than that is asked of it.
    tested = np.flatnonzero([sample.split in FORBIDDEN for sample in dataset.samples])
    asked = [dataset.samples[at] for at in tested.tolist()]
    keys[tested] = known_again(asked, keys[tested], known.files, known.pixels)
    found: dict[Split, list[str]] = {}
    for part, forbidden in FORBIDDEN.items():
        seen = np.isin(keys, np.concatenate([known.files[split] for split in forbidden])) & (keys != 0)
        copies = {together.get(dataset.samples[int(at)].source) for at in np.flatnonzero(seen)} - {None}
        met = [
            sample.source
            for sample, shown in zip(dataset.samples, seen.tolist(), strict=True)
            if sample.split == part and (shown or together.get(sample.source) in copies)
        ]
        if met:
            found[part] = met
    return found
