"""How well one class is learnt alone: beside a one-class SVM, false alarms as stated, planted defects.

    python benchmarks/anomalies.py [--splits 20] [--sets faces sunrise]

One class of a real set (../shared/data) is good, all other classes are defects; pictures of 128 px. In each
split 60 % of the good pictures are remembered, 20 % give the threshold and 20 % are scored with 120 pictures
of the other classes. The one-class SVM of scikit-learn (RBF, nu 0.05) learns the means of the same features
over each picture. Planted defects are painted on the good pictures of the test: a scratch, a spot or a piece
copied from elsewhere in the picture, of 1 to 5 % of its area. "places" is the score of the furthest place
alone, "and whole" that or the score of the whole picture, whichever is more. Prints Markdown tables.
"""

from __future__ import annotations

import argparse
import os
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from PIL import Image, ImageDraw
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

from common import SHARED, machine, table
from huoyan.images.heat_map import HEATMAP, SCORE
from huoyan.learn.features.backbone import patches_of_backbone
from huoyan.learn.features.base import FeatureGraph
from huoyan.learn.patches.cells import OF_CELLS, cell_features
from huoyan.learn.patches.coreset import coreset
from huoyan.learn.patches.options import PatchOptions
from huoyan.learn.patches.patch_memory import PatchMemory
from huoyan.learn.patches.places import Places
from huoyan.learn.patches.remembering import CANDIDATES, furthest_left_out
from huoyan.learn.patches.whole_picture import WholePicture, left_out
from huoyan.metrics.intervals.conformal import rank_for, rate_bounds
from huoyan.metrics.intervals.proportions import wilson
from huoyan.preprocess import Preprocess
from huoyan.runs.named_network import NamedNetwork

SIDE, OTHERS, RATE = 128, 120, 0.05
FEW = 5  # splits, of what takes its time
NETWORK = "mobilenetv2_100"
WEIGHTS = SHARED / "weights/mobilenet_v2_100_imagenet_fp16.pth"
SETS = {
    "faces": ("caltech7/caltech101_subset7.zip", "Faces_easy"),
    "sunrise": ("weather4/weather4.zip", "Sunrise"),
    # By these it was chosen how wholes are compared.
    "laptop": ("caltech7/caltech101_subset7.zip", "laptop"),
    "pizza": ("caltech7/caltech101_subset7.zip", "pizza"),
    "rain": ("weather4/weather4.zip", "Rain"),
    "cloudy": ("weather4/weather4.zip", "Cloudy"),
    "car": ("vehicles/vehicle_types6.zip", "car"),
    "brain": ("medical/brain_mri.zip", "no"),
}
DRAWN = "drawn"
KINDS = ("scratch", "spot", "piece")


@dataclass(frozen=True, slots=True)
class Split:
    """Rows of the good pictures."""

    learnt: np.ndarray
    held: np.ndarray
    tested: np.ndarray


def drawn(good: int, defects: int) -> tuple[np.ndarray, np.ndarray]:
    """As one camera sees one thing: a pattern with noise of 3 grey levels, and where it is a defect a square
    of 10 px in it that is brighter by 8."""
    rng = np.random.default_rng(0)
    pattern = rng.uniform(40, 200, (SIDE, SIDE, 3))
    made = pattern + rng.normal(0, 3, (good + defects, *pattern.shape))
    for each in made[good:]:
        top, left = rng.integers(0, SIDE - 10, 2)
        each[top : top + 10, left : left + 10] += 8
    return np.rint(np.clip(made, 0, 255)).astype(np.uint8), np.arange(len(made)) < good


def pictures(name: str) -> tuple[np.ndarray, np.ndarray]:
    """uint8 (N, 128, 128, 3) and which are good, bool (N,)."""
    if name == DRAWN:
        return drawn(100, OTHERS)
    archive, good = SETS[name]
    read = Preprocess(SIDE, SIDE, "squash")
    rng, pixels, is_good = np.random.default_rng(0), [], []
    with zipfile.ZipFile(SHARED / archive) as opened:
        files = sorted(each for each in opened.namelist() if each.lower().endswith((".jpg", ".jpeg", ".png")))
        own = [each for each in files if PurePosixPath(each).parent.name == good]
        other = sorted(rng.permutation([each for each in files if each not in set(own)])[:OTHERS].tolist())
        for each in (*own, *other):
            pixels.append(read.read(opened.read(each), each).pixels)
            is_good.append(each in set(own))
    return np.stack(pixels), np.array(is_good)


def seen_by(graph: FeatureGraph, pixels: np.ndarray) -> tuple[Places, np.ndarray]:
    """float32 (N, D, h, w)."""
    places = Places.of(graph, 1)
    return places, np.concatenate(list(places.each(pixels)))


def splits(n: int, count: int) -> list[Split]:
    made = []
    for seed in range(count):
        order = np.random.default_rng(seed).permutation(n)
        learnt, held = round(0.6 * n), round(0.2 * n)
        made.append(Split(order[:learnt], order[learnt : learnt + held], order[learnt + held :]))
    return made


def rows_of(features: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(features.transpose(0, 2, 3, 1).reshape(-1, features.shape[1]))


def remembered(features: np.ndarray, seed: int) -> PatchMemory:
    """As a training does it, with wholes."""
    rows, rng = rows_of(features), np.random.default_rng(seed)
    taken = np.sort(rng.permutation(len(rows))[:CANDIDATES])
    kept = coreset(rows[taken], PatchOptions().remembered(len(taken)), seed)
    memory = PatchMemory.of(rows[taken], kept)
    whose = taken // (len(rows) // len(features))
    means = memory.in_units(features.mean(axis=(2, 3)))
    furthest = furthest_left_out(
        memory, rows[taken], whose, PatchOptions(), seed, lambda numbers: features[numbers]
    )
    whole = WholePicture.of(means).in_unit_of(left_out(means), furthest)
    return replace(memory, whole=whole)


def reweighted(memory: PatchMemory, features: np.ndarray, neighbours: int = 9) -> np.ndarray:
    """Scores (N,) as in equation 7 of the paper: the highest of a picture, less where the nearest place that
    is remembered has others about it."""
    scores = []
    for each in features:
        rows = (each.reshape(len(each), -1).T - memory.centre) / memory.unit
        squares = (memory.places**2).sum(axis=1)
        apart = np.sqrt(np.maximum((rows**2).sum(axis=1)[:, None] - 2 * rows @ memory.places.T + squares, 0))
        at = int(apart.min(axis=1).argmax())
        nearest = int(apart[at].argmin())
        about = np.argsort(((memory.places - memory.places[nearest]) ** 2).sum(axis=1))[:neighbours]
        root = np.sqrt(len(each))
        weight = 1 - np.exp(apart[at, nearest] / root) / np.exp(apart[at, about] / root).sum()
        scores.append(weight * apart[at, nearest])
    return np.array(scores)


def planted(pixels: np.ndarray, kind: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A copy of uint8 (H, W, 3) with one defect, and where it is, bool (H, W)."""
    side, area = len(pixels), rng.uniform(0.01, 0.05) * pixels.shape[0] * pixels.shape[1]
    mask = Image.new("L", (side, side))
    draw = ImageDraw.Draw(mask)
    if kind == "scratch":
        length = rng.uniform(0.4, 0.8) * side
        angle, start = rng.uniform(0, np.pi), rng.uniform(0.1, 0.5, 2) * side
        end = start + length * np.array([abs(np.cos(angle)), np.sin(angle)])
        draw.line(
            [*start.tolist(), *np.clip(end, 0, side - 1).tolist()],
            fill=255,
            width=max(2, round(area / length)),
        )
    else:
        high = np.sqrt(area * rng.uniform(0.5, 2))
        wide = area / high
        left, top = rng.uniform(0, side - wide), rng.uniform(0, side - high)
        shape = draw.ellipse if kind == "spot" else draw.rectangle
        shape([left, top, left + wide, top + high], fill=255)
    where = np.asarray(mask) > 0
    found = pixels.copy()
    if kind == "piece":
        found[where] = np.roll(pixels, rng.integers(side // 3, 2 * side // 3, 2), axis=(0, 1))[where]
    else:
        found[where] = rng.integers(0, 256, 3)
    return found, where


def planted_kinds(clean: np.ndarray, seed: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """By the kind of the defect: the pictures, each with one, and where it is, bool (N, H, W)."""
    found = {}
    for at, kind in enumerate(KINDS):
        rng = np.random.default_rng([seed, at])
        both = [planted(each, kind, rng) for each in clean]
        found[kind] = np.stack([one for one, _ in both]), np.stack([where for _, where in both])
    return found


def told(values: Sequence[float]) -> str:
    return f"{np.mean(values):.3f} ({np.min(values):.3f} to {np.max(values):.3f})"


@dataclass(frozen=True, slots=True)
class Learnt:
    """What a split came to: scores of held-out, of tested good pictures and of the others; what scores by
    places alone, and the SVM."""

    memory: PatchMemory
    seconds: float
    held: np.ndarray
    tested: np.ndarray
    others: np.ndarray
    places: Callable[[np.ndarray], np.ndarray]
    svm: Callable[[np.ndarray], np.ndarray]


def learnt(own: np.ndarray, other: np.ndarray, split: Split, seed: int) -> Learnt:
    began = time.perf_counter()
    memory = remembered(own[split.learnt], seed)
    seconds = time.perf_counter() - began
    places = replace(memory, whole=None)
    parts = (own[split.held], own[split.tested], other)
    scores = [memory.answer(each, 1, 1)[SCORE] for each in parts]
    means = own[split.learnt].mean(axis=(2, 3))
    scaler = StandardScaler().fit(means)
    model = OneClassSVM(nu=0.05, gamma="scale").fit(scaler.transform(means))
    return Learnt(
        memory,
        seconds,
        *scores,
        lambda features: places.answer(features, 1, 1)[SCORE],
        lambda features: -model.decision_function(scaler.transform(features.mean(axis=(2, 3)))),
    )


def area(low: np.ndarray, high: np.ndarray) -> float:
    return float(roc_auc_score(np.r_[np.zeros(len(low)), np.ones(len(high))], np.r_[low, high]))


@dataclass(slots=True)
class Figures:
    """Values of each split by what they are of; `kept`: how often the interval held."""

    of: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    kept: int = 0

    def add_areas(self, found: Learnt, own: np.ndarray, other: np.ndarray, split: Split, seed: int) -> None:
        self.of["seconds"].append(found.seconds)
        self.of["places"].append(area(found.places(own[split.tested]), found.places(other)))
        self.of["both"].append(area(found.tested, found.others))
        self.of["svm"].append(area(found.svm(own[split.tested]), found.svm(other)))
        if seed < FEW:
            again = [reweighted(found.memory, each) for each in (own[split.tested], other)]  # of places alone
            self.of["reweighted"].append(area(*again) - self.of["places"][-1])

    def add_alarms(self, found: Learnt) -> None:
        rank = rank_for(len(found.held), RATE)
        if rank > len(found.held):  # too few for the rate
            return
        above = int((found.tested > np.sort(found.held)[rank - 1]).sum())
        low, high = rate_bounds(len(found.held), rank)
        seen = wilson(above, len(found.tested))
        self.of["alarms"].append(seen.value)
        self.kept += seen.low <= high and seen.high >= low

    def add_planted(
        self, found: Learnt, places: Places, clean: np.ndarray, own: np.ndarray, seed: int
    ) -> None:
        for kind, (painted, where) in planted_kinds(clean, seed).items():
            maps = places.answer(found.memory, painted, (SCORE, HEATMAP))
            self.of[f"{kind} pixels"].append(roc_auc_score(where.ravel(), maps[HEATMAP].ravel()))
            seen = np.concatenate(list(places.each(painted)))
            self.of[f"{kind} both"].append(area(found.tested, maps[SCORE]))
            for name, scored in (("places", found.places), ("svm", found.svm)):
                self.of[f"{kind} {name}"].append(area(scored(own), scored(seen)))


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--splits", type=int, default=20)
    given.add_argument("--sets", nargs="+", default=["faces", "sunrise"], choices=[*SETS, DRAWN])
    asked = given.parse_args()
    print(machine())
    areas, alarms, defects = [], [], []
    for name in asked.sets:
        pixels, good = pictures(name)
        network = patches_of_backbone(NETWORK, NamedNetwork(str(WEIGHTS)), size=SIDE)
        for graph in (network, cell_features(list(OF_CELLS), Preprocess(SIDE, SIDE))):
            places, features = seen_by(graph, pixels)
            own, other, figures = features[good], features[~good], Figures()
            drawn = splits(len(own), asked.splits)
            for seed, split in enumerate(drawn):
                found = learnt(own, other, split, seed)
                figures.add_areas(found, own, other, split, seed)
                figures.add_alarms(found)
                if seed < FEW:
                    figures.add_planted(found, places, pixels[good][split.tested], own[split.tested], seed)
            of = {key: told(values) for key, values in figures.of.items()}
            seconds = f"{np.median(figures.of['seconds']):.1f}"
            row = [of[which] for which in ("places", "both", "reweighted", "svm")]
            areas.append([name, graph.name, *row, seconds])
            counts = f"{len(drawn[0].held)} / {len(drawn[0].tested)}"
            if "alarms" in of:
                alarms.append([name, graph.name, counts, of["alarms"], f"{figures.kept} of {asked.splits}"])
            for kind in KINDS:
                rows = [of[f"{kind} {what}"] for what in ("pixels", "places", "both", "svm")]
                defects.append([name, graph.name, kind, *rows])
    few = f"change by reweighting ({FEW} splits)"
    print(table(["good", "features", "places", "and whole", few, "one-class SVM", "s to learn"], areas))
    print(
        table(["good", "features", "held out / scored", f"alarms (stated {RATE})", "intervals meet"], alarms)
    )
    print(table(["good", "features", "planted", "ROC area of pixels", "places", "and whole", "SVM"], defects))


if __name__ == "__main__":
    main()
