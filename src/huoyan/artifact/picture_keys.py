"""Keys of the pictures that something learnt from, as a file: of their files, and of their pixels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from huoyan.artifact.sealed_folder import arrays_in, damaged
from huoyan.data.check.look.pixel_keys import part_pixel_keys
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.fingerprint import part_keys, picture_keys
from huoyan.words import Message

_PIXELS, _MADE, _BEFORE = "{}.pixels", "made", "before"
_FITTED: tuple[Split, ...] = ("train", "val")


@dataclass(frozen=True, slots=True)
class PictureKeys:
    """files: by part uint64 (N,), see `data.fingerprint.picture_keys`; {} where they are not known. pixels:
    key for key those of `pixel_keys`, 0 where not known. made: of files that were made for the training,
    which are in no data. before, before_pixels: the same of pictures that no part holds and that those have
    learnt from which it comes of: members of an ensemble, a teacher, the run whose weights it began with.

    A key tells a picture that is at hand, and nothing of one that is not.
    """

    files: Mapping[Split, np.ndarray]
    pixels: Mapping[Split, np.ndarray] = field(default_factory=dict)
    made: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint64))
    before: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint64))
    before_pixels: np.ndarray = field(default_factory=lambda: np.empty(0, np.uint64))

    @classmethod
    def of(cls, dataset: Dataset, contents: Sequence[str]) -> PictureKeys:
        """contents: of `contents_sha256`, row for row. Each picture is decoded in full."""
        files = part_keys(dataset, contents)
        return cls(files, part_pixel_keys(files, dataset.samples, picture_keys(contents)))

    @property
    def learnt(self) -> PictureKeys:
        """The same with all of `before` as training pictures."""
        if not len(self.before):
            return self
        files, pixels = dict(self.files), dict(self.pixels)
        files["train"] = np.concatenate([files["train"], self.before])
        pixels["train"] = np.concatenate([pixels["train"], self.before_pixels])
        return PictureKeys(files, pixels, self.made)

    def after(self, others: Iterable[PictureKeys]) -> PictureKeys:
        """The same, come of what has the keys `others`: with what they learnt from and no part here holds."""
        fitted = [(each.learnt, split) for each in others if each.files for split in _FITTED]
        if not fitted:
            return self
        files = np.concatenate([keys.files[split] for keys, split in fitted])
        pixels = np.concatenate([keys.pixels[split] for keys, split in fitted])
        own, shown = (np.concatenate([keys[split] for split in SPLITS]) for keys in (self.files, self.pixels))
        new = ~np.isin(files, own) & ~(np.isin(pixels, shown) & (pixels != 0))
        before, first = np.unique(files[new], return_index=True)
        return replace(self, before=before, before_pixels=pixels[new][first])

    def arrays(self) -> dict[str, np.ndarray]:
        """As they are stored."""
        shown = {_PIXELS.format(split): keys for split, keys in self.pixels.items()}
        more = {
            _MADE: self.made,
            _BEFORE: self.before,
            _PIXELS.format(_BEFORE): self.before_pixels,
        }
        own = {str(split): keys for split, keys in self.files.items()}
        return own | shown | {name: keys for name, keys in more.items() if len(keys)}


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
    before = found.get(_BEFORE, none)
    before_pixels = found.get(_PIXELS.format(_BEFORE), none)
    if len(before_pixels) != len(before):
        before_pixels = np.zeros_like(before)
    return PictureKeys(files, pixels, found.get(_MADE, none), before, before_pixels)
