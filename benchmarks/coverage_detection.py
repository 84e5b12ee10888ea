"""How often the 95 % intervals of detection's figures hold the truth.

Drawn test parts of made-up detectors whose true figures are those of 4,000 more pictures. A picture, or a
group of them, has a difficulty, of which misses, shifts of boxes and false alarms grow; a quarter of the
pictures is empty.

    python benchmarks/coverage_detection.py --draws 200   # the table of docs/benchmarks.md
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from common import machine, table
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.matching import MOST, matched
from huoyan.metrics.detection.resampled import shares
from huoyan.metrics.detection.shown import shown
from huoyan.metrics.detection.summary import FALSE_ALARMS, PICTURE_F1, Answering, Summary, summarise
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.intervals.groups import Groups

PICTURES = 4_000
EMPTY = 0.25
LEAST = 0.5  # of the score, to be shown
FIGURES = ("ap", "ap50", "ap75", "ap_small", "precision", "recall", "f1", PICTURE_F1, FALSE_ALARMS)


@dataclass(frozen=True, slots=True)
class Detector:
    """things: a picture, in the mean; missed: share of them; shift: of a side of a found box, in sides;
    alarms: false ones a picture; confused: share under a drawn name; spread: of the logarithm of the
    difficulty.
    """

    classes: int
    things: float
    missed: float
    shift: float
    alarms: float
    confused: float
    spread: float = 0.3

    def draw(self, n: int, size: int, rng: np.random.Generator) -> tuple[FoundThings, TrueThings]:
        """`n` pictures in groups of `size`."""
        hard = np.exp(rng.normal(0, self.spread, -(-n // size)))[np.arange(n) // size]
        true, found = [np.empty((0, 7))], []
        for picture in range(n):
            count = 0 if rng.random() < EMPTY else int(rng.poisson(self.things))
            boxes, classes = _boxes(count, rng), self._classes(count, rng)
            true.append(np.column_stack([np.full(count, picture), classes, boxes, np.zeros(count)]))
            found.append(self._found(boxes, classes, float(hard[picture]), rng))
        return FoundThings.of(found), TrueThings.of(n, np.vstack(true))

    def _classes(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """The first is the most common."""
        weights = 1 / np.arange(1, self.classes + 1)
        return rng.choice(self.classes, count, p=weights / weights.sum())

    def _found(
        self, boxes: np.ndarray, classes: np.ndarray, hard: float, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        seen = rng.random(len(boxes)) > min(self.missed * hard, 0.9)
        sides = np.tile(boxes[seen, 2:] - boxes[seen, :2], 2)
        moved = boxes[seen] + rng.normal(0, self.shift * hard, sides.shape) * sides
        renamed = rng.random(len(moved)) < self.confused
        said = np.where(renamed, rng.integers(0, self.classes, len(moved)), classes[seen])
        alarms = int(rng.poisson(self.alarms * hard))
        return (
            np.concatenate([said, rng.integers(0, self.classes, alarms)]),
            np.vstack([moved, _boxes(alarms, rng)]),
            np.concatenate([rng.beta(5, 2, len(moved)), rng.beta(2, 5, alarms)]),
        )


def _boxes(count: int, rng: np.random.Generator) -> np.ndarray:
    low = rng.random((count, 2)) * 300
    return np.hstack([low, low + np.exp(rng.normal(3.8, 0.7, (count, 2)))])


DETECTORS: Mapping[str, Detector] = {
    "good": Detector(2, 4, 0.05, 0.04, 0.3, 0.02),
    "poor": Detector(3, 3, 0.3, 0.12, 2, 0.1),
    "one thing": Detector(1, 1, 0.03, 0.05, 0.05, 0),
    "ten classes": Detector(10, 5, 0.15, 0.07, 1, 0.05),
    "uneven": Detector(2, 6, 0.1, 0.06, 0.7, 0.03, spread=0.7),
    "nearly perfect": Detector(2, 3, 0.005, 0.02, 0.02, 0.002),
}
SIZES = ((1, 7), (1, 10), (1, 25), (1, 80), (5, 50))


def scored(detector: Detector, n: int, size: int, rng: np.random.Generator) -> Summary:
    found, true = detector.draw(n, size, rng)
    of = np.arange(n) // size
    answering = Answering(tuple(map(str, range(detector.classes))), np.full(detector.classes, LEAST), MOST)
    return summarise(found, true, answering, Groups(of, int(of[-1]) + 1), int(rng.integers(1 << 30)))


def row(name: str, size: int, n: int, draws: int, truth: Mapping[str, float]) -> list[object]:
    rng = np.random.default_rng(0)
    held: dict[str, list[bool]] = {figure: [] for figure in FIGURES}
    for _ in range(draws):
        for figure, each in scored(DETECTORS[name], n, size, rng).metrics.items():
            if figure in held:
                held[figure].append(each.low - 1e-12 <= truth[figure] <= each.high + 1e-12)
    shares = (f"{np.mean(each):.0%}" if len(each) > draws / 2 else "" for each in held.values())
    return [name, size, n, *shares]


def truth_of(detector: Detector) -> dict[str, float]:
    """The figures themselves, without intervals."""
    found, true = detector.draw(PICTURES, 1, np.random.default_rng(1))
    answers = shown(matched(found, true, detector.classes), np.full(detector.classes, LEAST), MOST)
    sums = answers.sums()
    table = coco_table(found, true, detector.classes)
    return {
        **{name: float(value) for name, value in table.figures().items()},
        **{name: float(value) for name, value in shares(sums.sum(axis=0)).items()},
        PICTURE_F1: float(answers.picture_f1().mean()),
        FALSE_ALARMS: 1000 * float(sums[true.empty, 1].mean()),
    }


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    given.add_argument("--draws", type=int, default=200, help="test parts a line")
    draws = given.parse_args().draws
    print(machine("numpy", "faster-coco-eval"), flush=True)
    header = ["detector", "pictures a group", "pictures", *FIGURES]
    print("\n" + table(header, []), flush=True)
    truths = {name: truth_of(detector) for name, detector in DETECTORS.items()}
    for size, n in SIZES:
        for name, truth in truths.items():
            print(table(header, [row(name, size, n, draws, truth)]).splitlines()[-1], flush=True)


if __name__ == "__main__":
    main()
