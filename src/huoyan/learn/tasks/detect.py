"""How detection is trained: boxes as targets, average precision to choose by, thresholds at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.sample.boxes import Boxes
from huoyan.images.draw import thumbnail
from huoyan.images.draw_boxes import DrawnBox, draw_boxes
from huoyan.learn.detection.answer_ways import answers_once
from huoyan.learn.distributed.world import World
from huoyan.learn.on_features import FINDERS
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Settled, Validator
from huoyan.learn.tasks.found_settled import OVERLAPS, settled_detection
from huoyan.learn.tasks.label_training import flip_choice
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.detect import DetectChoices
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.tasks.found_boxes import BOXES, CLASSES, SCORES

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.networks.shape import NetworkShape
    from huoyan.learn.objectives.loss import Loss

# Pixels of the pictures of the report.
SHOWN_SIDE = 128
# Shares of the rate of what knows things already (measured on bccd and drone-cars).
SHARES = {"backbone": 0.2, "neck": 0.5}
# By the preset: how much sizes vary, and shares of the pictures that are mosaics, are mixed, are pasted into.
VARIED = {
    "none": (0.0, 0.0, 0.0, 0.0),
    "light": (0.2, 0.0, 0.0, 0.0),
    "views": (0.4, 0.0, 0.0, 0.0),
    "standard": (0.4, 0.0, 0.0, 0.0),
    "strong": (0.5, 0.8, 0.15, 0.3),
}
# Of fewer training pictures mosaics made no better detector (docs/benchmarks.md, "Detecting").
MOSAICS_FROM, MOSAICS = 5_000, 0.5


class TrainDetect:
    """Satisfies `TrainTask`."""

    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        return (BOXES, SCORES, CLASSES)

    def check(self, recipe: Recipe) -> None:
        read_options = FINDERS.get(recipe.model)
        if read_options is not None:
            read_options(recipe.options)
            return
        from huoyan.learn.networks.detectors.asked_detector import check_detector  # which imports PyTorch

        check_detector(recipe)

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        from huoyan.learn.plan.detector_plan import first_choices

        return first_choices(recipe, seen)

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        yield Choice("augment", "standard")
        names = ("scale", "mosaic", "mixup", "copy_paste")
        preset = "standard" if recipe.augment == "auto" else recipe.augment
        values = dict(zip(names, VARIED[preset], strict=True))
        if preset == "standard" and seen.n >= MOSAICS_FROM:
            values["mosaic"] = MOSAICS
        for name, value in values.items():
            yield Choice(name, value)
        yield flip_choice(seen)
        yield Choice("batch", 8)
        yield Choice("optimizer", "adamw")
        yield Choice("lr", 2e-3 if recipe.optimizer in ("auto", "adamw", "adam") else 1e-2)
        yield Choice("beta2", 0.999)
        yield Choice("weight_decay", 0.02)
        yield Choice("schedule", "cosine")
        yield Choice("warmup", round(min(0.1, max(0.02, 1 / (recipe.epochs or 50))), 3))
        yield Choice("final", 0.05)
        yield Choice("clip", 10.0)
        yield Choice("ema", 0.998)

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        from huoyan.learn.networks.detectors.start import starting_detector

        return starting_detector(shape, labels)

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        """Rows (class, xmin, ymin, xmax, ymax, crowd), float32, in pixels of the network's picture."""
        from torch import from_numpy

        from huoyan.learn.fit.targets import Ragged

        rows = [_rows(sample.truth, place) for sample, place in zip(data.samples, places, strict=True)]
        return Ragged.of([from_numpy(each).float() for each in rows])

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        from huoyan.learn.detection.pictures.tiles import Geometry
        from huoyan.learn.detection.pictures.variation import Variation, vary
        from huoyan.learn.fit.targets import Ragged

        own = recipe.of(DetectChoices)
        variation = Variation(
            Geometry(own.scale or 0.0, augmentation.shift, augmentation.flip),
            augmentation,
            own.mosaic or 0.0,
            own.mixup or 0.0,
            own.copy_paste or 0.0,
            own.turns,
        )

        def varied(
            images: Tensor, targets: Targets, generator: Generator, world: World, passed: float
        ) -> tuple[Tensor, Targets]:
            assert isinstance(targets, Ragged)
            return vary(images, targets, variation.at(passed), generator, world)

        return varied

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        from huoyan.learn.networks.detectors.base import Detector

        assert isinstance(network, Detector)
        return network.loss()

    def rates(self, recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
        """What began with weights that know things learns more slowly."""
        from huoyan.learn.networks.detectors.base import Detector

        assert isinstance(network, Detector)
        slow = {
            id(parameter): SHARES[part]
            for name, parameter in network.named_parameters()
            if name in network.known and (part := name.partition(".")[0]) in SHARES
        }
        return slow or None

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        from huoyan.learn.detection.box_validator import BoxValidator
        from huoyan.learn.fit.targets import Ragged

        assert isinstance(targets, Ragged)
        return BoxValidator(targets)

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return None

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """The overlap from which two boxes are one thing, and the score from which a thing is shown."""
        asked = recipe.of(DetectChoices).nms
        if asked is not None:
            return settled_detection(outputs, data, places, (asked,))
        overlaps = (None,) if answers_once(recipe.options) else OVERLAPS
        return settled_detection(outputs, data, places, overlaps)

    def drawn(self, pixels: np.ndarray, targets: Targets) -> np.ndarray:
        """Small, so that lines are seen on a page."""
        from huoyan.learn.fit.targets import Ragged

        assert isinstance(targets, Ragged)
        pairs = zip(pixels, targets.rows(), strict=True)
        return np.stack([_with_boxes(picture, rows.tolist()) for picture, rows in pairs])


def _with_boxes(picture: np.ndarray, rows: Sequence[Sequence[float]]) -> np.ndarray:
    height, width = picture.shape[:2]
    boxes = [
        DrawnBox((x0, y0, x1, y1), int(label), dashed=crowd > 0) for label, x0, y0, x1, y1, crowd in rows
    ]
    plain = picture[..., 0] if picture.shape[2] == 1 else picture
    small = thumbnail(plain, SHOWN_SIDE)
    return draw_boxes(small, boxes, measured_in=(width, height), least_side=SHOWN_SIDE)


def _rows(truth: object, place: Placement) -> np.ndarray:
    assert isinstance(truth, Boxes)
    return truth.placed(place)
