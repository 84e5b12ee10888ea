"""Keys of the pictures that something learnt from, as a file: of their files, and of their pixels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from huoyan.artifact.sealed_folder import arrays_in, damaged
from huoyan.data.check.look.pixel_keys import part_pixel_keys
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.fingerprint import part_keys, picture_keys
from huoyan.words import Message

_PIXELS, _MADE = "{}.pixels", "made"


@dataclass(frozen=True, slots=True)
class PictureKeys:
    """files: by part uint64 (N,), see `data.fingerprint.picture_keys`; {} where they are not known. pixels:
    key for key those of `pixel_keys`, 0 where not known. made: of files that were made for the training,
    which are in no data.

    A key tells a picture that is at hand, and nothing of one that is not.
    """

    files: Mapping[Split, np.ndarray]
    pixels: Mapping[Split, np.ndarray] = field(default_factory=dict)
    made: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint64))

    @classmethod
    def of(cls, dataset: Dataset, contents: Sequence[str]) -> PictureKeys:
        """contents: of `contents_sha256`, row for row. Each picture is decoded in full."""
        files = part_keys(dataset, contents)
        return cls(files, part_pixel_keys(files, dataset.samples, picture_keys(contents)))

    def arrays(self) -> dict[str, np.ndarray]:
        """As they are stored."""
        shown = {_PIXELS.format(split): keys for split, keys in self.pixels.items()}
        made = {_MADE: self.made} if len(self.made) else {}
        return {str(split): keys for split, keys in self.files.items()} | shown | made


def read_keys(file: Path) -> PictureKeys:
    """Raises ArtifactError: artifact.file, artifact.permission."""
    found, none = arrays_in(file), np.empty(0, np.uint64)
    if any(keys.dtype != np.uint64 or keys.ndim != 1 for keys in found.values()):
        raise damaged(file, Message("artifact.no_picture_keys"))
    files = {split: found.get(split, none) for split in SPLITS}
    shown = {split: found.get(_PIXELS.format(split), none) for split in SPLITS}
    pixels = {
        split: shown[split] if len(shown[split]) == len(keys) else np.zeros_like(keys)
        for split, keys in files.items()
    }
    return PictureKeys(files, pixels, found.get(_MADE, none))
