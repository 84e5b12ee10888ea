"""What a model of clips answers before they end, for its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.clips import ClipPreprocess, ClipSteps
from huoyan.data.clips.load_clips import load_clips
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import ClipPicture
from huoyan.learn.ship.evenly import spread
from huoyan.metrics.early_decisions import EarlyDecisions, early_decisions
from huoyan.metrics.intervals.groups import Groups
from huoyan.runtimes import open_runtime
from huoyan.runtimes.clips import ClipRuntime
from huoyan.tasks.base import RightOrWrong

# Clips that are answered once more for it.
MOST = 1000


def early_answers(artifact: Artifact, part: Dataset) -> EarlyDecisions | None:
    """On the clips of `part` that can be read; None where the whole clip is needed, or no answer is right or
    wrong.
    """
    task, clip = artifact.manifest.task, artifact.manifest.clip
    runtime = open_runtime(artifact, "onnxruntime")
    causal = isinstance(runtime, ClipRuntime) and runtime.causal
    if not causal or clip is None or not isinstance(task, RightOrWrong):
        return None
    assert isinstance(runtime, ClipRuntime)
    read = load_clips(part.take(spread(len(part), MOST)), clip)
    right = list(_right(task, runtime, read.dataset, read.steps))
    if not right or any(each is None for each in right):
        return None
    samples = read.dataset.samples
    seconds = [each.seconds - _begin(sample) for each, sample in zip(read.steps, samples, strict=True)]
    groups = Groups.named([sample.group for sample in samples])
    found = early_decisions([each for each in right if each is not None], seconds, groups)
    return found if isinstance(clip, ClipPreprocess) else replace(found, unit="rows")


def _right(
    task: RightOrWrong, runtime: ClipRuntime, data: Dataset, clips: tuple[ClipSteps, ...]
) -> Iterator[np.ndarray | None]:
    """Of each clip, bool (T,), whether the answer after each of its steps is right."""
    for sample, steps in zip(data.samples, clips, strict=True):
        outputs = {name: each[0] for name, each in runtime.answers(steps.pixels[None]).items()}
        yield task.right(outputs, replace(data, samples=(sample,) * len(steps)))


def _begin(sample: Sample) -> float:
    """Of a sequence its first row is known when one is seen."""
    return sample.clip.start if isinstance(sample.clip, ClipPicture) else -1.0
