"""What gestures are told by without a network over time: an SVM on the flow's path, the mean of frames."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from sklearn.linear_model import RidgeClassifier
from sklearn.model_selection import GridSearchCV, GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from common import SHARED
from huoyan.clips import ClipPreprocess, Sampling
from huoyan.clips.motion import FLOW_UNIT, MIDDLE
from huoyan.data.clips.load_clips import Clips, load_clips
from huoyan.data.formats.reading import Reading
from huoyan.data.open import read_dataset
from huoyan.learn.features.backbone import backbone_features
from huoyan.learn.head_training.vectors import fastest_runtime, vectors_of
from huoyan.preprocess import Preprocess
from huoyan.runs.named_network import NamedNetwork

STEPS = 16
NETWORK, WEIGHTS = "mobilenetv2_100", SHARED / "weights" / "mobilenet_v2_100_imagenet_fp16.pth"
SIDE = 160
STRENGTHS = {"ridgeclassifier__alpha": (1.0, 10.0, 100.0, 1000.0)}
SETTINGS = {"svc__C": (1.0, 10.0, 100.0), "svc__gamma": ("scale", 0.003, 0.03)}


def parts(data: Path, clip: ClipPreprocess) -> tuple[Clips, Clips]:
    """Training and test."""
    read = read_dataset(data, say=lambda text: None, reading=Reading(medium="clips"))
    return load_clips(read.split("train"), clip), load_clips(read.split("test"), clip)


def path(steps: np.ndarray) -> np.ndarray:
    """Of flow, uint8 (T, H, W, 2): whither, and where, most of it goes at each step, float (4 T,)."""
    kept = (steps.astype(np.float64) - MIDDLE) / FLOW_UNIT
    flow = np.sign(kept) * np.expm1(np.abs(kept)) / 2
    strength = np.linalg.norm(flow, axis=-1) ** 2 + 1e-9
    share = strength / strength.sum((1, 2), keepdims=True)
    down, right = np.indices(steps.shape[1:3]) / np.max(steps.shape[1:3])
    way = (share[..., None] * flow).sum((1, 2))
    place = np.stack([(share * right).sum((1, 2)), (share * down).sum((1, 2))], 1)
    way = np.sign(way) * np.log1p(2 * np.abs(way))
    return np.concatenate([way.ravel(), (place - place.mean(0)).ravel()])


def svm_on_path(data: Path) -> tuple[int, int]:
    grey = Preprocess(60, 80, colour="grey")
    train, test = parts(data, ClipPreprocess(grey, "flow", Sampling(steps=STEPS), 4))
    rows = [np.stack([path(each.pixels) for each in part.steps]) for part in (train, test)]
    return right_of(make_pipeline(StandardScaler(), SVC()), SETTINGS, train, test, *rows)


def mean_of_frames(data: Path) -> tuple[int, int]:
    """Frozen features of frames, their mean, and a linear layer: no order, no motion."""
    graph = backbone_features(NETWORK, NamedNetwork(WEIGHTS), size=SIDE, joined=0)
    train, test = parts(data, ClipPreprocess(graph.preprocess, "frames", Sampling(steps=STEPS)))
    runtime = fastest_runtime(graph)
    rows = [
        np.stack([vectors_of(runtime, np.array(each.pixels)).mean(0) for each in part.steps])
        for part in (train, test)
    ]
    return right_of(make_pipeline(StandardScaler(), RidgeClassifier()), STRENGTHS, train, test, *rows)


def right_of(
    model: object,
    settings: Mapping[str, object],
    train: Clips,
    test: Clips,
    seen: np.ndarray,
    asked: np.ndarray,
) -> tuple[int, int]:
    """How many of the test are right, and of how many; settings are chosen over scenes of training."""
    scenes = [sample.group for sample in train.dataset.samples]
    search = GridSearchCV(model, settings, cv=GroupKFold(5))
    search.fit(seen, train.dataset.targets(), groups=scenes)
    right = search.predict(asked) == test.dataset.targets()
    return int(right.sum()), len(right)


BASELINES: Mapping[str, Callable[[Path], tuple[int, int]]] = {
    f"path of the flow in {STEPS} steps, SVM": svm_on_path,
    f"mean of {STEPS} frames (frozen {NETWORK}), ridge": mean_of_frames,
}
