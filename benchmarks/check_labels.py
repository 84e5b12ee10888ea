"""How many wrong labels `huoyan check` finds: 5 % are planted, the first tenth of its list is looked at.

    python benchmarks/check_labels.py FOLDER... [--share 0.05] [--seeds 5] [--weights FILE] [--backbone MODEL]
                                      [--scale N...]

FOLDER: data sets with a folder a class, or names. --weights: MobileNetV2 of the shared data, whose embeddings
are tried beside the colours and edges that are used without. --backbone: the same of a run folder, as
`huoyan check --backbone` takes it; data that it was trained on are passed over. --scale: seconds and peak
memory for N pictures (features of the first data set, jittered). Prints markdown tables.

Recall: planted labels in the first 10 % of the list. Right name: of these, the share whose suggested class is
the true one. Doubted, warned: pictures told as findings, and as warnings; in brackets, the share of them that
was planted. The data's own wrong labels count as false alarms here. Clean: doubted and warned pictures where
no label was planted.
Copies of one picture are in one fold, as in the command: a copy with the right label gives nothing away.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from common import machine, table
from huoyan.artifact.read import open_artifact
from huoyan.data.check import together
from huoyan.data.check.copies.duplicates import match
from huoyan.data.check.labels.quick_model import joined_features
from huoyan.data.check.labels.wrong_labels import HARDLY, NEARLY, Judgement, judge
from huoyan.data.check.look.appearance import appearance
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256, picture_keys
from huoyan.data.open import read_dataset
from huoyan.embed import backbone_of
from huoyan.preprocess import Preprocess


@dataclass(frozen=True, slots=True)
class Score:
    recall: float
    named: float
    doubted: int
    doubted_right: float
    warned: int
    warned_right: float


def planted(targets: np.ndarray, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels of which `share` was changed to another class at random, and where."""
    rng = np.random.default_rng(seed)
    classes = int(targets.max()) + 1
    wrong = np.zeros(len(targets), dtype=bool)
    wrong[rng.permutation(len(targets))[: round(share * len(targets))]] = True
    return np.where(wrong, (targets + rng.integers(1, classes, len(targets))) % classes, targets), wrong


def score(judged: Judgement, targets: np.ndarray, wrong: np.ndarray) -> Score:
    first = judged.index[: len(targets) // 10]
    found = first[wrong[first]]
    place = {int(index): at for at, index in enumerate(judged.index)}
    named = [judged.suggested[place[int(index)]] == targets[index] for index in found]
    warned = judged.doubted & (judged.chance < HARDLY) & (judged.certainty > NEARLY)
    planted_there = wrong[judged.index]
    return Score(
        recall=len(found) / max(1, int(wrong.sum())),
        named=float(np.mean(named)) if named else 0.0,
        doubted=int(judged.doubted.sum()),
        doubted_right=float(planted_there[judged.doubted].mean()) if judged.doubted.any() else 0.0,
        warned=int(warned.sum()),
        warned_right=float(planted_there[warned].mean()) if warned.any() else 0.0,
    )


def embeddings(dataset: Dataset, weights: Path) -> np.ndarray:
    """Pooled features (N, 1280) of MobileNetV2 at 224 pixels."""
    import timm
    import torch

    network = timm.create_model("mobilenetv2_100", pad_type="same")
    saved = torch.load(weights, weights_only=True)
    names = network.state_dict()
    network.load_state_dict(
        {name: value.to(names[name].dtype) for name, value in zip(names, saved.values(), strict=True)}
    )
    network.eval()
    read = Preprocess(224, 224, "squash")
    found = []
    with torch.inference_mode():
        for at in range(0, len(dataset), 32):
            batch = np.stack([pixels_of(sample, read) for sample in dataset.samples[at : at + 32]])
            planes = torch.from_numpy(batch).permute(0, 3, 1, 2).float() / 127.5 - 1
            found.append(network.forward_head(network.forward_features(planes), pre_logits=True).numpy())
    return np.concatenate(found)


def pixels_of(sample, read: Preprocess) -> np.ndarray:
    if sample.pixels is None:
        return read.read(sample.path.read_bytes(), sample.source).pixels
    pixels = sample.pixels
    return read(np.repeat(pixels[..., None], 3, axis=2) if pixels.ndim == 2 else pixels).pixels


def rows_of(
    dataset: Dataset, units: np.ndarray, features: dict[str, np.ndarray], share: float, seeds: int
) -> list[list[object]]:
    rows = []
    targets = dataset.targets()
    for name, values in features.items():
        scores, seconds = [], []
        for seed in range(seeds):
            labels, wrong = planted(targets, share, seed)
            began = time.perf_counter()
            judged = judge(labels, values, groups=units)
            seconds.append(time.perf_counter() - began)
            assert judged is not None
            scores.append(score(judged, targets, wrong))
        clean = judge(targets, values, groups=units)
        assert clean is not None
        nothing = score(clean, targets, np.zeros(len(targets), dtype=bool))
        recalls = [each.recall for each in scores]
        rows.append(
            [
                dataset.name,
                name,
                len(dataset),
                len(dataset.classes),
                f"{clean.agreement.value:.1%}",
                f"{np.mean(recalls):.1%} ({min(recalls):.0%}-{max(recalls):.0%})",
                f"{np.mean([each.named for each in scores]):.0%}",
                told("doubted", scores),
                told("warned", scores),
                f"{nothing.doubted}, {nothing.warned}",
                f"{np.median(seconds):.1f}",
            ]
        )
    return rows


def told(what: str, scores: list[Score]) -> str:
    """How many on average, and the share of them that was planted."""
    count = np.mean([getattr(each, what) for each in scores])
    return f"{count:.0f} ({np.mean([getattr(each, f'{what}_right') for each in scores]):.0%})"


def scaled(features: np.ndarray, targets: np.ndarray, sizes: list[int]) -> list[list[object]]:
    rng = np.random.default_rng(0)
    rows: list[list[object]] = []
    for n in sizes:
        chosen = rng.integers(0, len(targets), n)
        larger = features[chosen]
        for at in range(0, n, 4096):
            part = larger[at : at + 4096]
            part += rng.normal(scale=0.1 * features.std(), size=part.shape).astype(np.float32)
        began = time.perf_counter()
        judge(targets[chosen], larger)
        took = time.perf_counter() - began
        rows.append([f"{n:,}", took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", nargs="+")
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--backbone", type=Path)
    parser.add_argument("--scale", type=int, nargs="+", default=[])
    arguments = parser.parse_args()
    rows: list[list[object]] = []
    first: tuple[np.ndarray, np.ndarray] | None = None
    for name in arguments.data:
        dataset = read_dataset(name, say=lambda text: None)
        seen = glance(dataset)
        dataset = dataset.take(seen.readable)
        features = {"colours and edges": appearance(seen.thumb[seen.readable])}
        first = first or (features["colours and edges"], dataset.targets())
        if arguments.weights:
            features["MobileNetV2"] = embeddings(dataset, arguments.weights)
        if arguments.backbone:
            backbone = backbone_of(open_artifact(arguments.backbone))
            if not np.isin(picture_keys(contents_sha256(dataset)), backbone.keys).any():
                vectors = backbone.embed(dataset.samples)[0]
                features[f"backbone {backbone.name}"] = vectors
                features["both, as --backbone does"] = joined_features(features["colours and edges"], vectors)
        units = together(dataset, match(glance(dataset)))
        rows += rows_of(dataset, units, features, arguments.share, arguments.seeds)
    print(machine("numpy", "cleanlab", "scikit-learn"), "\n")
    head = ("data", "features", "n", "classes", "agreement", "recall of the first 10 %", "right name",
            "doubted (planted)", "warned (planted)", "clean: doubted, warned", "s")  # fmt: skip
    print(table(head, rows))
    if arguments.scale and first is not None:
        print("\n" + table(("pictures", "seconds", "peak MB"), scaled(*first, arguments.scale)))


if __name__ == "__main__":
    main()
