"""What the user left open is decided here, from the data, and said in a sentence each."""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.errors import ImageError
from huoyan.images.decode import PictureInfo, decode, probe
from huoyan.images.decoding.grey_window import window_of
from huoyan.images.files import read_bytes
from huoyan.learn.objectives.imbalance import choose
from huoyan.learn.plan import starting_points
from huoyan.learn.plan.starting_points import EPOCHS, FINE_TUNING, SCRATCH, SEEN
from huoyan.preprocess import Preprocess, choose_fit
from huoyan.runs.recipe import Recipe

# Pictures looked at to decide; headers only, but for the few whose colours are compared.
PROBED, DECODED = 500, 24
ENOUGH = 512  # pixels of the sides at which colours are compared
# Above this side a picture is a photo, and is shrunk; up to it the network takes it as it is.
SMALL_SIDE, TINY_SIDE = 64, 12
# Class names that mirroring exchanges.
MIRRORED = {"left", "right", "clockwise", "counterclockwise", "左", "右", "左转", "右转"}
# What is used unless the job calls for something else.
REST = {"loss": "cross-entropy", "ema": 0.0}


@dataclass(frozen=True, slots=True)
class Look:
    """What a glance at the training pictures tells."""

    n: int
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    sizes: tuple[tuple[int, int], ...]
    grey: bool
    window: tuple[float, float] | None

    @property
    def side(self) -> int:
        """Median of the shorter sides, in pixels."""
        return int(np.median([min(size) for size in self.sizes]))

    @property
    def small(self) -> bool:
        return self.side <= SMALL_SIDE


@dataclass(frozen=True, slots=True)
class Plan:
    """A recipe with nothing left open, and the reasons for what was decided."""

    recipe: Recipe
    preprocess: Preprocess
    choices: tuple[str, ...]


def look(train: Dataset, seed: int) -> Look:
    """Reads the headers of some training pictures. Broken ones are passed over here."""
    chosen = np.random.default_rng(seed).permutation(len(train))[:PROBED]
    samples = [train.samples[int(i)] for i in chosen]
    seen = [(sample, info) for sample in samples if (info := _info(sample)) is not None]
    sizes = tuple((info.height, info.width) for _, info in seen) or ((224, 224),)
    deep = [sample for sample, info in seen if info.bits > 8 and sample.path is not None]
    return Look(
        n=len(train),
        labels=train.classes,
        counts=tuple(train.counts().values()),
        sizes=sizes,
        grey=bool(seen) and all(_is_grey(sample, info) for sample, info in _first(seen)),
        window=window_of([s.path for s in deep if s.path is not None], deep[0].limits) if deep else None,
    )


def _first(seen: list[tuple[Sample, PictureInfo]]) -> list[tuple[Sample, PictureInfo]]:
    """All that a header shows to be grey, and the first few others, whose colours must be compared."""
    coloured = [entry for entry in seen if not _grey_mode(entry[1])]
    return coloured[:DECODED] or seen[:1]


def _grey_mode(info: PictureInfo) -> bool:
    return info.mode in {"1", "L", "LA", "I", "F"} or info.mode.startswith("I;16")


def _info(sample: Sample) -> PictureInfo | None:
    if sample.pixels is not None:
        height, width = sample.pixels.shape[:2]
        mode = "L" if sample.pixels.ndim == 2 else "RGB"
        return PictureInfo(format="array", width=width, height=height, mode=mode, bits=8)
    assert sample.path is not None
    try:
        return probe(sample.path, limits=sample.limits, name=sample.source)
    except ImageError:
        return None


def _is_grey(sample: Sample, info: PictureInfo) -> bool:
    """Grey by its header, or stored in colour with channels that differ by no more than JPEG noise."""
    if _grey_mode(info):
        return True
    try:
        pixels = sample.pixels if sample.path is None else _small(sample)
    except ImageError:
        return True
    if pixels is None or pixels.ndim == 2:
        return True
    spread = pixels.max(axis=2).astype(np.int16) - pixels.min(axis=2)
    return bool(np.percentile(spread, 99.5) <= 4)


def _small(sample: Sample) -> np.ndarray:
    assert sample.path is not None
    data = read_bytes(sample.path, sample.limits)
    return decode(data, limits=sample.limits, at_least=(ENOUGH, ENOUGH), name=sample.source).pixels


@dataclass(frozen=True, slots=True)
class Machine:
    """What the machine offers: whether bf16 is at least as fast as fp32, its cores, and those not in use."""

    bf16: bool
    cores: int
    free_cores: int


def plan(recipe: Recipe, seen: Look, *, name: str, multilabel: bool, machine: Machine) -> Plan:
    """`recipe` with each open value decided for data called `name` that look like `seen`."""
    recipe = recipe.settled("tags" if multilabel else "classify")
    planner = _Planner(recipe, seen, name, multilabel, machine)
    planner.network()
    planner.pictures()
    planner.training()
    final = planner.recipe
    assert final.size is not None
    preprocess = Preprocess(
        height=final.size,
        width=final.size,
        fit=planner.fit,
        interpolation=final.interpolation,
        colour="grey" if final.colour == "grey" else "rgb",
        steps=final.steps,
        window=final.window,
        crop_ratio=final.crop_ratio or 1.0,
    )
    return Plan(final, preprocess, tuple(planner.choices))


class _Planner:
    """Fills one recipe; `choices` collects the sentences."""

    def __init__(self, recipe: Recipe, seen: Look, name: str, multilabel: bool, machine: Machine) -> None:
        self.recipe, self.seen = recipe, seen
        self.name, self.multilabel, self.machine = name, multilabel, machine
        self.choices: list[str] = []

    @property
    def tuned(self) -> bool:
        """Whether training starts from weights that know pictures already."""
        return self.recipe.weights is not None or self.recipe.pretrained

    def decide(self, name: str, value: object, because: str = "") -> None:
        """Sets what the user left open (None or "auto"); says it where a reason is given."""
        if getattr(self.recipe, name) not in (None, "auto"):
            return
        self.recipe = self.recipe.with_choices(**{name: value})
        if because:
            self.choices.append(f"{name} {value}: {because}")

    def network(self) -> None:
        if self.recipe.pretrained:
            self.decide("model", "mobilenetv3_large_100", "small, fast and good with pretrained weights")
        elif self.seen.small:
            self.decide("model", "cnn", f"pictures of {self.seen.side} px need no larger network")
        else:
            self.decide(
                "model",
                "cnn",
                "no weights were given. Photos usually gain much from pretrained ones: "
                "--model mobilenetv3_large_100 --pretrained (downloads them), or --weights FILE",
            )
        known = self._known().get("options")
        if self.recipe.model == "cnn" and not self.recipe.options and known:
            self.recipe = dataclasses.replace(self.recipe, options=known)
            self.choices.append(f"widths {known['widths']}: known to suit {self.name}")
        elif self.recipe.model == "cnn" and not self.recipe.options and self.recipe.fast:
            self.recipe = dataclasses.replace(self.recipe, model="cnn_half")
            self.choices.append("model cnn_half: --fast halves the network")

    def _known(self) -> dict[str, Any]:
        """What is known of a data set with this name; nothing for others, or where weights are given."""
        default, fast = starting_points.NAMED.get(self.name, ({}, {}))
        return {} if self.tuned else fast if self.recipe.fast else default

    def pictures(self) -> None:
        seen = self.seen
        if seen.small:
            side = max(Counter(max(size) for size in seen.sizes).items(), key=lambda entry: entry[1])[0]
            self.decide("size", min(side, SMALL_SIDE), "the pictures' own size")
        elif self.recipe.model.startswith("cnn"):
            side = 96 if self.recipe.fast else 128
            self.decide("size", min(side, seen.side), "enough for most photos, and quick from scratch")
        else:
            self.decide("size", 160 if self.recipe.fast else 224, "what such networks were made for")
        self.fit, reason = choose_fit(seen.sizes)
        if self.recipe.fit == "auto":
            self.recipe = dataclasses.replace(self.recipe, fit=self.fit)
            self.choices.append(reason)
        else:
            self.fit = self.recipe.fit
        grey = seen.grey and not self.tuned
        why = "all pictures looked at are grey" if grey else ""
        self.decide("colour", "grey" if grey else "rgb", why)
        if seen.window is not None:
            low, high = seen.window
            self.decide("window", seen.window, f"16-bit pictures: {low:g} becomes black, {high:g} white")

    def training(self) -> None:
        kind = "fine-tuning" if self.tuned else "small" if self.seen.small else "scratch"
        for key, value in self._known().items():
            if key != "epochs" or self.recipe.minutes is None:
                self.decide(key, value, f"known to suit {self.name}" if key == "epochs" else "")
        self._length(kind)
        values = self._starting_point(kind)
        if self.multilabel:
            self.decide("loss", "bce", "a picture may have several labels")
            values = {**values, "label_smoothing": 0.0}
        for key, value in values.items():
            self.decide(key, value)
        method, why = choose(self.seen.counts, self.multilabel)
        self.decide("imbalance", method, "" if method == "none" and not self.multilabel else why)
        self._flips()
        for key, value in REST.items():
            self.decide(key, value)
        self._machine()

    def _starting_point(self, kind: str) -> dict[str, Any]:
        if kind == "small":
            side = self.recipe.size or self.seen.side
            return starting_points.small(side, self.seen.n, self.recipe.colour == "rgb")
        return {"scratch": SCRATCH, "fine-tuning": FINE_TUNING}[kind]

    def _length(self, kind: str) -> None:
        if self.recipe.minutes is not None:
            self.choices.append(f"minutes {self.recipe.minutes:g}: time decides how many epochs there are")
            return
        low, high = EPOCHS[kind]
        epochs = min(high, max(low, round(SEEN[kind] / max(1, self.seen.n))))
        if self.recipe.fast:
            epochs = max(1, round(epochs / 3))
        self.decide("epochs", float(epochs), f"{self.seen.n:,} training pictures")

    def _flips(self) -> None:
        """Mirroring changes what a letter or a side is, not what a cat is."""
        if all(len(name) == 1 for name in self.seen.labels):
            self.decide("flip", "none", "classes of one character would change when mirrored")
        elif MIRRORED & {name.lower() for name in self.seen.labels}:
            self.decide("flip", "none", "left and right are classes")
        else:
            self.decide("flip", "horizontal")

    def _machine(self) -> None:
        # Waking a second thread costs more than a few hundred pixels are worth.
        if self.seen.side <= TINY_SIDE and self.recipe.model.startswith("cnn"):
            self.decide("threads", 1)
        free = self.machine.free_cores
        crowded = "" if free == self.machine.cores else "other programs keep the rest of the cores busy"
        self.decide("threads", free, crowded)
        bf16 = self.machine.bf16
        self.decide(
            "precision", "bf16" if bf16 else "fp32", "this machine has bf16 arithmetic" if bf16 else ""
        )
