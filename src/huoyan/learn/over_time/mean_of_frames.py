"""The baseline of every network over time: what it sees of each frame, averaged over the clip.

A ridge regression on the means knows all that single frames show to this very network, and nothing of their
order. What the network is better by is what the order of time gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from huoyan.artifact.manifest import Manifest
from huoyan.artifact.read import Artifact
from huoyan.clips import ClipSteps
from huoyan.data.clips.load_clips import load_clips
from huoyan.data.dataset import Dataset
from huoyan.learn.heads.base import Lesson
from huoyan.learn.heads.parts.linear import Linear
from huoyan.learn.heads.ridge import fit_ridge
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.restore import restore
from huoyan.learn.ship.evenly import spread
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.paired.gain import Gain, gain
from huoyan.tasks.base import Score

# Frames of a clip of which the mean is taken, evenly spread.
FRAMES = 32


@dataclass(frozen=True, slots=True)
class ScoredPart:
    """A part of the data, and what the model scored on it, in its order."""

    data: Dataset
    score: Score


def order_gains(
    artifact: Artifact, train: Dataset, parts: Mapping[str, ScoredPart], device: torch.device
) -> dict[str, Gain]:
    """By the name of each part by how much the model is better than the mean of frames; {} where it is no
    more itself.
    """
    network = restore(artifact).to(device)
    inner = network.network
    if not isinstance(inner, ClipNetwork) or not inner.orders:
        return {}
    head = _learnt(network, artifact.manifest, train)
    found = {name: _gain(network, artifact.manifest, head, part) for name, part in parts.items()}
    return {name: each for name, each in found.items() if each is not None}


def _learnt(network: Normalised, manifest: Manifest, train: Dataset) -> Linear:
    means, read = _means(network, manifest, train)
    targets, groups = read.targets(), Groups.named([sample.group for sample in read.samples])
    wanted: np.ndarray = targets.astype(np.float64)
    if read.of_classes:
        wanted = np.where(targets[:, None] == np.arange(len(read.classes)), 1.0, -1.0)
    nothing = np.zeros(len(means), np.int64)
    return fit_ridge(Lesson(means, nothing, wanted.shape[1], np.ones(len(means)), groups.of), wanted)


def _gain(network: Normalised, manifest: Manifest, head: Linear, part: ScoredPart) -> Gain | None:
    """None where the part is empty, or a clip of it can no more be read."""
    task = manifest.task
    if not len(part.data):
        return None
    means, read = _means(network, manifest, part.data)
    if len(read) < len(part.data):
        return None
    (output,) = task.outputs
    scorer = task.scorer(read)
    scorer.add(np.arange(len(read)), {output: head.decide(means)}, ())
    plain = scorer.finish()
    (ours, *_), (theirs, *_) = part.score.paired(), plain.paired()
    if ours.name not in part.score.metrics or ours.name not in plain.metrics:
        return None
    groups = Groups.named([sample.group for sample in read.samples])
    return gain((ours, part.score.metrics[ours.name]), (theirs, plain.metrics[ours.name]), groups)


def _means(network: Normalised, manifest: Manifest, data: Dataset) -> tuple[np.ndarray, Dataset]:
    """float32 (N, embedding) of the clips that can be read, and these."""
    assert manifest.clip is not None
    read = load_clips(data, manifest.clip)
    return np.stack([_mean(network, each) for each in read.steps]), read.dataset


@torch.inference_mode()
def _mean(network: Normalised, clip: ClipSteps) -> np.ndarray:
    """Each frame is seen alone, as a clip of one step."""
    assert isinstance(network.network, ClipNetwork)
    chosen = clip.pixels[spread(len(clip), FRAMES)]
    frames = torch.from_numpy(np.ascontiguousarray(chosen)).to(network.scale.device)
    alone = torch.ones(len(frames), dtype=torch.bool, device=frames.device)
    seen = network.network.seen(network.normalised(frames[:, None]).flatten(0, 1), alone)
    return np.asarray(seen.mean(dim=0).float().cpu().numpy())
