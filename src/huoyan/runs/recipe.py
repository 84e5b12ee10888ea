"""A recipe: every choice of a training run. Flags, recipe keys and Python arguments are its fields.

`None` and "auto" mean that `learn.plan.plan` decides from the data, says what it chose and writes the
choice into the run's recipe.toml, so that a replay decides nothing.
"""

from __future__ import annotations

import dataclasses
import difflib
import os
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from huoyan.data.formats.reading import NAMES, ClassFolders, LabelsPerPicture, MissingLabels, Reading
from huoyan.errors import UsageError

Fit = Literal["auto", "squash", "crop", "pad"]
Imbalance = Literal["auto", "none", "sampling", "weights", "focal", "logit-adjustment"]
Beside = Literal["random-split", "plain", "none"]


def _choice(default: Any, help: str, *, group: str = "training", **more: Any) -> Any:
    metadata = {"help": help, "group": group, **more}
    if isinstance(default, (dict, list)):
        return field(default_factory=lambda: type(default)(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides a run, given the data."""

    # what
    task: Literal["classify"] = _choice("classify", "what to learn", group="what")
    model: str = _choice("auto", "a network: cnn, or any timm name (see: huoyan models)", group="what")
    options: dict[str, Any] = _choice(
        {}, "values of the network, as NAME=VALUE (cnn: widths=32,64,64 kernel=5 hidden=64 ...)", group="what"
    )
    weights: str | None = _choice(
        None, "start from this file (.safetensors, or a PyTorch state dict)", group="what"
    )
    pretrained: bool = _choice(False, "start from timm's own weights (downloads them)", group="what")
    fast: bool = _choice(False, "a smaller network and fewer epochs: an answer soon", group="what")

    # how long
    epochs: float | None = _choice(None, "passes over the training pictures; 1.5 is allowed", group="length")
    minutes: float | None = _choice(None, "stop in time for a finished model after M minutes", group="length")
    patience: int | None = _choice(
        None, "stop after this many epochs without a better validation score", group="length"
    )

    # pictures
    size: int | None = _choice(None, "side of the network's picture in pixels", group="pictures")
    fit: Fit = _choice("auto", "how a picture is made square", group="pictures")
    interpolation: Literal["bilinear", "bicubic", "lanczos", "nearest"] = _choice(
        "bilinear", "resampling, antialiased", group="pictures"
    )
    colour: Literal["auto", "rgb", "grey"] = _choice("auto", "colour or grey pictures", group="pictures")
    steps: tuple[str, ...] = _choice(
        (), "classical steps in order, as NAME or NAME=VALUE (contrast, denoise, edges ...)", group="pictures"
    )
    window: tuple[float, float] | None = _choice(
        None, "grey values of 16-bit pictures that become black and white", group="pictures"
    )
    crop_ratio: float | None = _choice(
        None, "share of the side that fit=crop keeps (default: that of the network)", group="pictures"
    )
    mean: tuple[float, ...] | None = _choice(
        None, "mean of each channel, 0..1 (default: that of the weights, or of the data)", group="pictures"
    )
    std: tuple[float, ...] | None = _choice(None, "deviation of each channel, 0..1", group="pictures")
    augment: Literal["auto", "none", "light", "standard", "strong"] = _choice(
        "auto", "how much training pictures are varied", group="pictures"
    )
    flip: Literal["auto", "none", "horizontal", "vertical", "both"] = _choice(
        "auto", "mirrored training pictures", group="pictures"
    )
    shift: float | None = _choice(
        None, "largest shift of training pictures, as a share of the side", group="pictures"
    )
    mixup: float | None = _choice(None, "alpha of MixUp, 0 = off", group="pictures")
    cutmix: float | None = _choice(None, "alpha of CutMix, 0 = off", group="pictures")

    # optimisation
    batch: int | None = _choice(None, "pictures a step")
    loss: Literal["auto", "cross-entropy", "bce", "mse", "focal"] = _choice("auto", "loss")
    imbalance: Imbalance = _choice("auto", "what is done about classes of unequal size")
    beside: tuple[Beside, ...] | None = _choice(
        None,
        "train once more each, for a figure beside the run's: on a random split; without the remedy for "
        "imbalance (plain; the default where that is soon done)",
    )
    label_smoothing: float | None = _choice(None, "label smoothing of cross-entropy")
    optimizer: Literal["auto", "sgd", "adam", "adamw", "muon"] = _choice("auto", "optimiser")
    lr: float | None = _choice(None, "highest learning rate")
    momentum: float = _choice(0.9, "momentum of SGD (Nesterov), Muon; beta1 of Adam")
    beta2: float | None = _choice(None, "second beta of Adam and AdamW")
    weight_decay: float | None = _choice(None, "weight decay")
    schedule: Literal["auto", "constant", "cosine", "one-cycle"] = _choice("auto", "learning rate over time")
    warmup: float | None = _choice(None, "share of the steps over which the rate rises")
    final: float | None = _choice(None, "share of the learning rate that is left at the end")
    clip: float | None = _choice(None, "largest norm of the gradient")
    ema: float | None = _choice(None, "decay of the moving average of the weights, 0 = off")
    freeze: bool = _choice(False, "train the last layer only")

    # data
    val: float = _choice(0.15, "share for validation, where the data brings none", group="data")
    test: float = _choice(0.15, "share for the test, where the data brings none", group="data")
    exclude: str | None = _choice(
        None, "leave out the pictures that this list names (huoyan check --fix)", group="data"
    )
    splits: str | None = _choice(
        None, "divide the pictures as this file says (splits.csv of a run)", group="data"
    )
    allow_outside: bool = _choice(
        False, "pages may show pictures from outside the data's folder", group="data"
    )
    max_broken: float = _choice(
        0.10, "stop when more than this share of the pictures is broken", group="data"
    )

    max_pixels: int | None = _choice(
        None,
        "largest picture that is decoded, in pixels (100 million; JPEG five times as many)",
        group="data",
    )

    # table
    path_column: str | None = _choice(None, "the column of files", group="table")
    label_column: str | None = _choice(
        None, "the column of labels, or the columns of 0 and 1 (A,B,C), one a class", group="table"
    )
    split_column: str | None = _choice(
        None, "the column of parts; none: there is no such column", group="table"
    )
    group_column: str | None = _choice(
        None, "the column of what stays together; none: there is no such column", group="table"
    )
    label_separator: str = _choice(
        "auto",
        "what stands between several labels in a cell; blank: white space; none: nothing",
        group="table",
    )
    labels_per_picture: LabelsPerPicture = _choice("auto", "whether a picture has one label", group="table")
    missing_labels: MissingLabels = _choice(
        "leave-out", "rows whose label is a word such as nan, None or N/A", group="table"
    )
    encoding: str | None = _choice(
        None, "of the text, where it is not UTF-8 (cp1252, big5 ...)", group="table"
    )

    class_folders: ClassFolders = _choice(
        "auto", "of folders in folders: whether the outer ones are the classes, or the inner", group="table"
    )

    # machine
    seed: int = _choice(
        0, "the same seed gives the same weights on one machine, with the same --threads", group="machine"
    )
    device: str = _choice("auto", "cpu, cuda, cuda:1, mps", group="machine")
    threads: int | None = _choice(None, "CPU threads of training", group="machine")
    precision: Literal["auto", "fp32", "bf16", "fp64"] = _choice(
        "auto", "arithmetic of training (fp64: slow, to compare runs)", group="machine"
    )
    parallel: Literal["replicate", "shard"] = _choice(
        "replicate",
        "several processes: each holds the whole network (DDP), or a share of it (FSDP2)",
        group="machine",
    )
    compile: bool = _choice(False, "torch.compile (pays in long runs on a GPU)", group="machine")
    feed: Literal["auto", "memory", "cache", "workers"] = _choice(
        "auto",
        "pictures from one array, a cache file of decoded pictures, or worker processes",
        group="machine",
    )
    workers: int = _choice(2, "worker processes of --feed workers", group="machine")
    checkpoint_s: float = _choice(60.0, "seconds between two checkpoints", group="machine")
    on_full_disk: Literal["go-on", "stop"] = _choice(
        "go-on", "when a checkpoint cannot be written", group="machine"
    )
    tensorboard: bool = _choice(False, "also write TensorBoard events", group="machine")

    def reading(self) -> Reading:
        """How the data are to be read."""
        return Reading(**{name: getattr(self, name) for name in NAMES})

    def to_dict(self) -> dict[str, Any]:
        """Set values only, in plain types: what recipe.toml holds."""
        plain = {key: list(v) if isinstance(v, tuple) else v for key, v in dataclasses.asdict(self).items()}
        return {key: value for key, value in plain.items() if value is not None}


def recipe_from(values: Mapping[str, Any], base: Recipe | None = None) -> Recipe:
    """`base` (default: all automatic) with `values` laid over it, each name and value checked.

    Raises UsageError (usage.recipe) for an unknown name or a value of the wrong kind.
    """
    kinds = typing.get_type_hints(Recipe)
    checked = {}
    for name, value in values.items():
        if name not in kinds:
            near = difflib.get_close_matches(name, kinds, n=3) or sorted(kinds)
            raise UsageError(f"{name} is no recipe key. Nearest: {', '.join(near)}.", code="usage.recipe")
        checked[name] = _coerced(name, value, kinds[name])
    recipe = dataclasses.replace(base or Recipe(), **checked)
    _check_ranges(recipe)
    return recipe


def _coerced(name: str, value: Any, kind: Any) -> Any:
    """`value` as `kind`, widening int to float and list to tuple as TOML and JSON need it.

    NumPy's numbers and arrays are taken as Python's, and a path as its text.
    """
    options = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    for option in options:
        fits, result = _fitted(value, option)
        if fits:
            return result
    expected = " or ".join(_described(option) for option in options)
    raise UsageError(f"{name} = {value!r} cannot be used: it takes {expected}.", code="usage.recipe")


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _fitted(value: Any, kind: Any) -> tuple[bool, Any]:
    value = _plain(value)
    if kind is types.NoneType:
        return value is None, None
    if typing.get_origin(kind) is Literal:
        return value in typing.get_args(kind), value
    if typing.get_origin(kind) is tuple:
        return _fitted_parts(value, *typing.get_args(kind))
    if typing.get_origin(kind) is dict and isinstance(value, dict):
        return True, {name: _plain(part) for name, part in value.items()}
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return True, float(value)
    return type(value) is kind, value


def _fitted_parts(value: Any, inner: Any, *rest: Any) -> tuple[bool, tuple[Any, ...]]:
    if isinstance(value, str):
        return _fitted_parts(_listed(value, inner), inner, *rest)
    if not isinstance(value, (list, tuple)):
        return False, ()
    parts = [_fitted(part, inner) for part in value]
    right_length = rest == (Ellipsis,) or len(parts) == 1 + len(rest)
    return right_length and all(fits for fits, _ in parts), tuple(part for _, part in parts)


def _listed(text: str, inner: Any) -> list[Any]:
    """`0.5,0.5,0.5` as the command line gives it."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    if inner is not float:
        return list(words)
    try:
        return [float(word) for word in words]
    except ValueError:
        return list(words)  # refused as what they are


def _described(kind: Any) -> str:
    if kind is types.NoneType:
        return "nothing"
    if typing.get_origin(kind) is Literal:
        return ", ".join(typing.get_args(kind))
    if typing.get_origin(kind) is tuple:
        parts = typing.get_args(kind)
        each = _described(parts[0])
        return f"a list of {each}" if Ellipsis in parts else f"a list of {len(parts)}, each {each}"
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    return names.get(kind, "a table of values")


# Closed ranges; None is always allowed.
RANGES: dict[str, tuple[float, float]] = {
    "epochs": (0.001, 100_000),
    "minutes": (0.05, 100_000),
    "patience": (1, 100_000),
    "size": (4, 4096),
    "batch": (1, 65_536),
    "lr": (1e-9, 100),
    "momentum": (0, 0.9999),
    "weight_decay": (0, 10),
    "label_smoothing": (0, 0.9),
    "warmup": (0, 1),
    "final": (0, 1),
    "beta2": (0, 0.99999),
    "clip": (1e-6, 1e6),
    "ema": (0, 0.99999),
    "shift": (0, 0.5),
    "mixup": (0, 10),
    "cutmix": (0, 10),
    "crop_ratio": (0.1, 1),
    "val": (0.001, 0.9),
    "test": (0, 0.9),
    "max_broken": (0, 1),
    "max_pixels": (1, 10**10),
    "workers": (0, 256),
    "threads": (1, 1024),
    "seed": (0, 2**63 - 1),
    "checkpoint_s": (0, 1e6),
}


def _check_ranges(recipe: Recipe) -> None:
    for name, (low, high) in RANGES.items():
        value = getattr(recipe, name)
        if value is not None and not low <= value <= high:
            raise UsageError(
                f"{name} = {value:g} is out of range: it goes from {low:g} to {high:g}.", code="usage.recipe"
            )
    _check_normalisation(recipe.mean, recipe.std)
    if recipe.val + recipe.test >= 1:
        raise UsageError(
            f"val {recipe.val:g} and test {recipe.test:g} leave nothing to train on: "
            "their sum must be below 1.",
            code="usage.recipe",
        )


def _check_normalisation(mean: tuple[float, ...] | None, std: tuple[float, ...] | None) -> None:
    if mean is None and std is None:
        return
    if mean is None or std is None or len(mean) != len(std) or not mean:
        raise UsageError(
            f"mean {mean} and std {std} go together: give one number a channel in each, or neither.",
            code="usage.recipe",
        )
    if not (all(0 <= m <= 1 for m in mean) and all(0 < s <= 1 for s in std)):
        raise UsageError(
            f"mean {mean} and std {std} are of pixels in 0..1, and every std is above 0. Divide values of "
            "0..255 by 255.",
            code="usage.recipe",
        )
