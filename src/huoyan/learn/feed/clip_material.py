"""The clips of a run as a network takes them: decoded and kept, the broken ones listed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.clips import ClipInput, ClipSteps
from huoyan.data.clips.load_clips import Clips, load_clips
from huoyan.data.dataset import Dataset, Split
from huoyan.learn.feed.clip_feed import ClipFeed, filled_up
from huoyan.learn.feed.decoding import begin_decoding, parts_to_decode
from huoyan.learn.feed.pictures import Pictures, check_learnable
from huoyan.learn.feed.readable import PART_NAMES, check_readable
from huoyan.learn.feed.training_data import Material, Scored
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.evenly import spread
from huoyan.preprocess import Placement
from huoyan.runs.events import Listener
from huoyan.runs.run_folder import RunFolder, write_quarantine

# Frames from which the mean and deviation of the channels are taken; bytes of the clips that an export is
# proven on.
MEASURED, PROOF_BYTES = 1000, 200_000_000


def read_clips(dataset: Dataset, settled: Plan, folder: RunFolder, tell: Listener, leads: bool) -> Material:
    """As `read_material`, of clips. The pixels of `val` are some of its clips, filled up, on which an
    export is proven; all of them are in `scored`.
    """
    clip = settled.clip
    assert clip is not None
    parts = parts_to_decode(dataset)
    progress = begin_decoding(sum(map(len, parts.values())), tell)

    def load(split: Split) -> Clips:
        return load_clips(parts[split], clip, progress=progress)

    train, val, test = load("train"), load("val"), load("test")
    read = {
        name: _pictures(part, clip, ()) for name, part in zip(PART_NAMES, (train, val, test), strict=True)
    }
    broken = (*train.broken, *val.broken, *test.broken)
    if leads:
        write_quarantine(folder, broken)
    check_readable(read, settled.recipe.max_broken, folder, tell)
    check_learnable(read["training"])
    chosen = _proven(val.steps)
    proof = Clips(val.dataset.take(chosen), tuple(val.steps[at] for at in chosen), ())
    return Material(
        dataset,
        train.dataset,
        ClipFeed(train.steps, clip.neutral),
        _frames(train.steps),
        read["training"].places,
        _pictures(proof, clip, [each.pixels for each in proof.steps]),
        broken,
        Scored(val.dataset, ClipFeed(val.steps, clip.neutral)),
    )


def _pictures(clips: Clips, clip: ClipInput, pixels: Sequence[np.ndarray]) -> Pictures:
    """Frames fill the network's picture: nothing is drawn into clips that would have to be placed."""
    empty = np.empty((0, 1, *clip.shape), clip.dtype)
    filled = filled_up(pixels, clip.neutral) if len(pixels) else empty
    return Pictures(clips.dataset, filled, clips.broken, (place_of(clip),) * len(clips.dataset))


def place_of(clip: ClipInput) -> Placement:
    height, width = (1, *clip.shape) if len(clip.shape) == 1 else clip.shape[:2]
    return Placement(height, width, 1.0, 1.0, 0.0, 0.0)


def _proven(clips: Sequence[ClipSteps]) -> list[int]:
    """As many as their bytes allow, evenly spread."""
    if not clips:
        return []
    each = max(clip.pixels.nbytes for clip in clips)
    return [int(at) for at in spread(len(clips), max(2, PROOF_BYTES // each))]


def _frames(clips: Sequence[ClipSteps]) -> np.ndarray:
    """Some steps of all, uint8 (n, H, W, C) or float32 (n, values)."""
    stride = max(1, sum(map(len, clips)) // MEASURED)
    return np.concatenate([clip.pixels[at % stride :: stride] for at, clip in enumerate(clips)])
