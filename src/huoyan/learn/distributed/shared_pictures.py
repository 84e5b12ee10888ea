"""Pictures decoded once on each machine, for all of its processes."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from huoyan.data.dataset import Dataset
from huoyan.data.sample.broken import Broken
from huoyan.errors import TrainingError
from huoyan.learn.distributed.world import World
from huoyan.learn.feed.pictures import OnDecoded, Pictures, load_pictures
from huoyan.preprocess import Placement, Preprocess
from huoyan.words import Message, joined

# Files whose bytes are compared between machines.
_COMPARED = 1000


@dataclass(frozen=True, slots=True)
class _Told:
    """What a machine's first process tells its others: which pictures are readable, where they lie, and where
    in the network's picture each of them lies (N, 8)."""

    kept: np.ndarray
    broken: tuple[Broken, ...]
    places: np.ndarray
    glimpse: np.ndarray | None
    digest: int


def load_together(
    dataset: Dataset,
    preprocess: Preprocess,
    world: World,
    *,
    cache: Path | None,
    keep: bool,
    progress: OnDecoded | None = None,
) -> Pictures:
    """As `load_pictures`, by the first process of this machine; the others map its file `cache`.

    Without `keep` no file is needed.

    Raises TrainingError (training.processes) in all of them where the machines do not read the same.
    """
    if world.size == 1 or all(sample.path is None for sample in dataset.samples):
        return load_pictures(dataset, preprocess, cache=cache, keep=keep, progress=progress)
    own: list[Pictures] = []

    def decode() -> _Told:
        found = load_pictures(
            dataset, preprocess, cache=cache if keep else None, keep=keep, progress=progress
        )
        own.append(found)
        bad = {id(broken.sample) for broken in found.broken}
        kept = [index for index, sample in enumerate(dataset.samples) if id(sample) not in bad]
        glimpse = None if keep else found.pixels
        places = np.array([dataclasses.astuple(place) for place in found.places]).reshape(-1, 8)
        return _Told(np.asarray(kept, np.int64), found.broken, places, glimpse, _digest(dataset, kept))

    told = world.from_node_lead(decode)
    _compare(told, world)
    if own:
        return own[0]
    if told.glimpse is not None:
        pixels = told.glimpse
    else:
        assert cache is not None
        # Copy on write: torch wants memory that it might write to.
        shape = (len(told.kept), preprocess.height, preprocess.width, preprocess.channels)
        pixels = np.memmap(cache, np.uint8, "c", shape=shape) if len(told.kept) else np.empty(shape, np.uint8)
    places = [Placement(int(h), int(w), *rest) for h, w, *rest in told.places.tolist()]
    return Pictures(dataset.take(told.kept.tolist()), pixels, told.broken, places)


def _compare(told: _Told, world: World) -> None:
    digests = world.rows(torch.tensor(told.digest)).tolist()
    if len(set(digests)) > 1:
        counts = sorted(set(world.rows(torch.tensor(len(told.kept))).tolist()))
        said = Message("process.data_differ")
        if len(counts) > 1:
            said = Message("process.counts_differ", counts=joined(map(str, counts), "and"))
        raise TrainingError(said, code="training.processes")


def _digest(dataset: Dataset, kept: list[int]) -> int:
    """48 bits of which pictures are readable, and of the bytes of up to COMPARED of them."""
    digest = hashlib.sha256(np.asarray(kept, np.int64).tobytes())
    for index in kept[:: max(1, len(kept) // _COMPARED)]:
        path = dataset.samples[index].path
        assert path is not None
        digest.update(path.read_bytes())
    return int.from_bytes(digest.digest()[:6], "big")
