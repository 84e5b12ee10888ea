"""What a glance at the training pictures tells, for the choices of the plan."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass

import numpy as np

from huoyan.data.clips.clip_frames import read_sequence
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Boxes
from huoyan.data.sample.kind import Kind
from huoyan.data.sample.picture import ClipPicture, SequencePicture
from huoyan.errors import ImageError
from huoyan.images.decode import PictureInfo, decode, probe
from huoyan.images.decoding.grey_window import window_of
from huoyan.images.files import read_bytes
from huoyan.images.video.reading import glance

# Pictures looked at to decide; headers only, but for the few whose colours are compared.
PROBED, DECODED = 500, 24
GLANCED = 20  # clips, each of which takes a process
EXAMPLES, CLIPS = 64, 240
ENOUGH = 512  # pixels of the sides at which colours are compared
# Above this side a picture is a photo, and is shrunk; up to it the network takes it as it is.
SMALL_SIDE = 64


@dataclass(frozen=True, slots=True)
class Look:
    """What a glance at the training pictures tells.

    things: of each true box the side of a square of its area, as a share of the picture's longer side.
    examples: some of the pictures, for a choice that has to look closer; clips: some of the clips, too.
    kind: of their truths. row_values: where they are sequences, numbers in a row of the first that can be
    read.
    """

    n: int
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...]
    grey: bool
    window: tuple[float, float] | None
    things: tuple[float, ...] = ()
    examples: tuple[Sample, ...] = ()
    kind: Kind = "class"
    row_values: int | None = None
    clips: Dataset | None = None

    @property
    def side(self) -> int:
        """Median of the shorter sides, in pixels."""
        return int(np.median([min(size) for size in self.sizes]))

    @property
    def small(self) -> bool:
        return self.side <= SMALL_SIDE


def look(train: Dataset, seed: int) -> Look:
    """Reads the headers of some training pictures. Broken ones are passed over here."""
    most = PROBED if train.medium == "pictures" else GLANCED
    drawn = np.random.default_rng(seed).permutation(len(train))
    # What a program made has the size that it was made in, and decides nothing.
    drawn = np.array([at for at in drawn.tolist() if not train.samples[at].made], np.int64)
    samples = [train.samples[int(i)] for i in drawn[:most]]
    moving = bool(samples) and all(isinstance(sample.clip, ClipPicture) for sample in samples)
    seen = [(sample, info) for sample in samples if (info := _info(sample)) is not None]
    sizes = tuple((info.height, info.width) for _, info in seen) or ((224, 224),)
    deep = [sample for sample, info in seen if info.bits > 8 and sample.path is not None]
    return Look(
        n=len(train),
        labels=train.classes,
        counts=tuple(train.counts().values()),
        sizes=sizes,
        grey=bool(seen)
        and train.medium == "pictures"
        and all(_is_grey(sample, info) for sample, info in _first(seen)),
        window=window_of([s.path for s in deep if s.path is not None], deep[0].limits) if deep else None,
        things=tuple(share for sample, info in seen for share in _shares(sample, info)),
        examples=tuple(sample for sample, _ in seen[:EXAMPLES]),
        kind=train.kind,
        row_values=_row(samples),
        clips=train.take(np.sort(drawn[:CLIPS])) if moving else None,
    )


def _row(samples: list[Sample]) -> int | None:
    """Numbers in a row, where most are sequences."""
    sequences = [sample for sample in samples if isinstance(sample.clip, SequencePicture)]
    if 2 * len(sequences) <= len(samples):
        return None
    for sample in sequences:
        with contextlib.suppress(ImageError):
            return int(read_sequence(sample).shape[1])
    return 1


def _shares(sample: Sample, info: PictureInfo) -> list[float]:
    boxes = sample.truth.boxes if isinstance(sample.truth, Boxes) else ()
    return [math.sqrt(box.area) / max(info.width, info.height) for box in boxes if not box.crowd]


def _first(seen: list[tuple[Sample, PictureInfo]]) -> list[tuple[Sample, PictureInfo]]:
    """All that a header shows to be grey, and the first few others, whose colours must be compared."""
    coloured = [entry for entry in seen if not _grey_mode(entry[1])]
    return coloured[:DECODED] or seen[:1]


def _grey_mode(info: PictureInfo) -> bool:
    return info.mode in {"1", "L", "LA", "I", "F"} or info.mode.startswith("I;16")


def _info(sample: Sample) -> PictureInfo | None:
    if sample.pixels is not None:
        height, width = sample.pixels.shape[:2]
        mode = "L" if sample.pixels.ndim == 2 else "RGB"
        return PictureInfo(format="array", width=width, height=height, mode=mode, bits=8)
    assert sample.path is not None
    if sample.clip is not None:
        return _of_clip(sample)
    try:
        return probe(sample.path, limits=sample.limits, name=sample.source)
    except ImageError:
        return None


def _of_clip(sample: Sample) -> PictureInfo | None:
    """Of its frames."""
    if not isinstance(sample.clip, ClipPicture):
        return None
    try:
        facts = glance(sample.clip.path)
    except ImageError:
        return None
    return PictureInfo(format="video", width=facts.width, height=facts.height, mode="RGB", bits=8)


def _is_grey(sample: Sample, info: PictureInfo) -> bool:
    """Grey by its header, or stored in colour with channels that differ by no more than JPEG noise."""
    if _grey_mode(info):
        return True
    try:
        pixels = sample.pixels if sample.path is None else _small(sample)
    except ImageError:
        return True
    if pixels is None or pixels.ndim == 2:
        return True
    spread = pixels.max(axis=2).astype(np.int16) - pixels.min(axis=2)
    return bool(np.percentile(spread, 99.5) <= 4)


def _small(sample: Sample) -> np.ndarray:
    assert sample.path is not None
    data = read_bytes(sample.path, sample.limits)
    return decode(data, limits=sample.limits, at_least=(ENOUGH, ENOUGH), name=sample.source).pixels
