"""Pictures decoded once on each machine, for all of its processes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from huoyan.data.dataset import Dataset
from huoyan.errors import TrainingError
from huoyan.learn.distributed.world import World
from huoyan.learn.pictures import Broken, Pictures, Progress, load_pictures
from huoyan.preprocess import Preprocess


@dataclass(frozen=True, slots=True)
class _Told:
    """What a machine's first process tells its others: which pictures are readable, and where they lie."""

    kept: np.ndarray
    broken: tuple[Broken, ...]
    glimpse: np.ndarray | None


def load_together(
    dataset: Dataset,
    preprocess: Preprocess,
    world: World,
    *,
    cache: Path | None,
    keep: bool,
    progress: Progress | None = None,
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
        return _Told(np.asarray(kept, np.int64), found.broken, None if keep else found.pixels)

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
    return Pictures(dataset.take(told.kept.tolist()), pixels, told.broken)


def _compare(told: _Told, world: World) -> None:
    digest = int.from_bytes(hashlib.sha256(told.kept.tobytes()).digest()[:6], "big")
    digests = world.rows(torch.tensor(digest)).tolist()
    if len(set(digests)) > 1:
        raise TrainingError(
            f"Process {world.rank} can read {len(told.kept):,} pictures, and others not the same ones: the "
            "machines' data differ. Give all of them the same data.",
            code="training.processes",
        )
