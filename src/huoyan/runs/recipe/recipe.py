"""A recipe: every choice of a training run. Flags, recipe keys and Python arguments are its fields.

`None` and "auto" mean that `learn.plan.plan` decides from the data, says what it chose and writes the
choice into the run's recipe.toml, so that a replay decides nothing. What only some tasks choose is a section.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any, Literal, TypeVar

from huoyan.data.formats.reading import NAMES, ClassFolders, LabelsPerPicture, MissingLabels, Reading
from huoyan.runs.recipe.kinds import Choices, Within, choice
from huoyan.runs.recipe.sections import AUTO, Section, Unsettled, laid_over, section_values, section_with

Fit = Literal["auto", "squash", "crop", "pad"]
Imbalance = Literal["auto", "none", "sampling", "weights", "focal", "logit-adjustment"]
Beside = Literal["random-split", "plain", "none"]
ChoicesT = TypeVar("ChoicesT", bound=Choices)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides a run, given the data."""

    # what
    task: str = choice("auto", "what to learn", group="what")
    model: str = choice("auto", "a network: cnn, or any timm name (see: huoyan models)", group="what")
    options: dict[str, Any] = choice(
        {}, "values of the network, as NAME=VALUE (cnn: widths=32,64,64 kernel=5 hidden=64 ...)", group="what"
    )
    weights: str | None = choice(
        None, "start from this file (.safetensors, or a PyTorch state dict)", group="what"
    )
    pretrained: bool = choice(False, "start from timm's own weights (downloads them)", group="what")
    fast: bool = choice(False, "a smaller network and fewer epochs: an answer soon", group="what")

    # how long
    epochs: Annotated[float, Within(0.001, 100_000)] | None = choice(
        None, "passes over the training pictures; 1.5 is allowed", group="length"
    )
    minutes: Annotated[float, Within(0.05, 100_000)] | None = choice(
        None, "stop in time for a finished model after M minutes", group="length"
    )
    patience: Annotated[int, Within(1, 100_000)] | None = choice(
        None, "stop after this many epochs without a better validation score", group="length"
    )

    # pictures
    size: Annotated[int, Within(4, 4096)] | None = choice(
        None, "side of the network's picture in pixels", group="pictures"
    )
    fit: Fit = choice("auto", "how a picture is made square", group="pictures")
    interpolation: Literal["bilinear", "bicubic", "lanczos", "nearest"] = choice(
        "bilinear", "resampling, antialiased", group="pictures"
    )
    colour: Literal["auto", "rgb", "grey"] = choice("auto", "colour or grey pictures", group="pictures")
    steps: tuple[str, ...] = choice(
        (), "classical steps in order, as NAME or NAME=VALUE (contrast, denoise, edges ...)", group="pictures"
    )
    window: tuple[float, float] | None = choice(
        None, "grey values of 16-bit pictures that become black and white", group="pictures"
    )
    crop_ratio: Annotated[float, Within(0.1, 1)] | None = choice(
        None, "share of the side that fit=crop keeps (default: that of the network)", group="pictures"
    )
    mean: tuple[float, ...] | None = choice(
        None, "mean of each channel, 0..1 (default: that of the weights, or of the data)", group="pictures"
    )
    std: tuple[float, ...] | None = choice(None, "deviation of each channel, 0..1", group="pictures")
    augment: Literal["auto", "none", "light", "standard", "strong"] = choice(
        "auto", "how much training pictures are varied", group="pictures"
    )
    flip: Literal["auto", "none", "horizontal", "vertical", "both"] = choice(
        "auto", "mirrored training pictures", group="pictures"
    )
    shift: Annotated[float, Within(0, 0.5)] | None = choice(
        None, "largest shift of training pictures, as a share of the side", group="pictures"
    )

    # optimisation
    batch: Annotated[int, Within(1, 65_536)] | None = choice(None, "pictures a step")
    beside: tuple[Beside, ...] | None = choice(
        None,
        "train once more each, for a figure beside the run's: on a random split; without the remedy for "
        "imbalance (plain; the default where that is soon done)",
    )
    optimizer: Literal["auto", "sgd", "adam", "adamw", "muon"] = choice("auto", "optimiser")
    lr: Annotated[float, Within(1e-9, 100)] | None = choice(None, "highest learning rate")
    momentum: Annotated[float, Within(0, 0.9999)] = choice(
        0.9, "momentum of SGD (Nesterov), Muon; beta1 of Adam"
    )
    beta2: Annotated[float, Within(0, 0.99999)] | None = choice(None, "second beta of Adam and AdamW")
    weight_decay: Annotated[float, Within(0, 10)] | None = choice(None, "weight decay")
    schedule: Literal["auto", "constant", "cosine", "one-cycle"] = choice("auto", "learning rate over time")
    warmup: Annotated[float, Within(0, 1)] | None = choice(
        None, "share of the steps over which the rate rises"
    )
    final: Annotated[float, Within(0, 1)] | None = choice(
        None, "share of the learning rate that is left at the end"
    )
    clip: Annotated[float, Within(1e-6, 1e6)] | None = choice(None, "largest norm of the gradient")
    ema: Annotated[float, Within(0, 0.99999)] | None = choice(
        None, "decay of the moving average of the weights, 0 = off"
    )
    freeze: bool = choice(False, "train the last layer only")

    # data
    val: Annotated[float, Within(0.001, 0.9)] = choice(
        0.15, "share for validation, where the data brings none", group="data"
    )
    test: Annotated[float, Within(0, 0.9)] = choice(
        0.15, "share for the test, where the data brings none", group="data"
    )
    exclude: str | None = choice(
        None, "leave out the pictures that this list names (huoyan check --fix)", group="data"
    )
    splits: str | None = choice(
        None, "divide the pictures as this file says (splits.csv of a run)", group="data"
    )
    allow_outside: bool = choice(
        False, "pages may show pictures from outside the data's folder", group="data"
    )
    max_broken: Annotated[float, Within(0, 1)] = choice(
        0.10, "stop when more than this share of the pictures is broken", group="data"
    )

    max_pixels: Annotated[int, Within(1, 10**10)] | None = choice(
        None,
        "largest picture that is decoded, in pixels (100 million; JPEG five times as many)",
        group="data",
    )

    # table
    path_column: str | None = choice(None, "the column of files", group="table")
    label_column: str | None = choice(
        None, "the column of labels, or the columns of 0 and 1 (A,B,C), one a class", group="table"
    )
    split_column: str | None = choice(
        None, "the column of parts; none: there is no such column", group="table"
    )
    group_column: str | None = choice(
        None, "the column of what stays together; none: there is no such column", group="table"
    )
    label_separator: str = choice(
        "auto",
        "what stands between several labels in a cell; blank: white space; none: nothing",
        group="table",
    )
    labels_per_picture: LabelsPerPicture = choice("auto", "whether a picture has one label", group="table")
    missing_labels: MissingLabels = choice(
        "leave-out", "rows whose label is a word such as nan, None or N/A", group="table"
    )
    encoding: str | None = choice(
        None, "of the text, where it is not UTF-8 (cp1252, big5 ...)", group="table"
    )

    class_folders: ClassFolders = choice(
        "auto", "of folders in folders: whether the outer ones are the classes, or the inner", group="table"
    )

    # machine
    seed: Annotated[int, Within(0, 2**63 - 1)] = choice(
        0, "the same seed gives the same weights on one machine, with the same --threads", group="machine"
    )
    device: str = choice("auto", "cpu, cuda, cuda:1, mps", group="machine")
    threads: Annotated[int, Within(1, 1024)] | None = choice(None, "CPU threads of training", group="machine")
    precision: Literal["auto", "fp32", "bf16", "fp64"] = choice(
        "auto", "arithmetic of training (fp64: slow, to compare runs)", group="machine"
    )
    parallel: Literal["replicate", "shard"] = choice(
        "replicate",
        "several processes: each holds the whole network (DDP), or a share of it (FSDP2)",
        group="machine",
    )
    compile: bool = choice(False, "torch.compile (pays in long runs on a GPU)", group="machine")
    feed: Literal["auto", "memory", "cache", "workers"] = choice(
        "auto",
        "pictures from one array, a cache file of decoded pictures, or worker processes",
        group="machine",
    )
    workers: Annotated[int, Within(0, 256)] = choice(2, "worker processes of --feed workers", group="machine")
    checkpoint_s: Annotated[float, Within(0, 1e6)] = choice(
        60.0, "seconds between two checkpoints", group="machine"
    )
    on_full_disk: Literal["go-on", "stop"] = choice(
        "go-on", "when a checkpoint cannot be written", group="machine"
    )
    tensorboard: bool = choice(False, "also write TensorBoard events", group="machine")

    # what only its task chooses
    section: Section = field(default_factory=Unsettled)

    def reading(self) -> Reading:
        """How the data are to be read."""
        return Reading(**{name: getattr(self, name) for name in NAMES})

    def of(self, kind: type[ChoicesT]) -> ChoicesT:
        """The section, for code of the task that it belongs to."""
        assert isinstance(self.section, kind), f"the recipe is for {self.task}"
        return self.section

    def settled(self, task: str) -> Recipe:
        """For `task`, as the data have it. Raises UsageError (usage.recipe) for values that do not fit it."""
        return replace(self, task=task, section=laid_over(self.section, task, {}))

    def with_choices(self, **choices: Any) -> Recipe:
        """Other values of common choices and of the section's, by their names; they are not checked."""
        names = {each.name for each in fields(self)}
        common = {name: value for name, value in choices.items() if name in names}
        own = {name: value for name, value in choices.items() if name not in names}
        return replace(self, section=section_with(self.section, own), **common)

    def values(self) -> dict[str, Any]:
        """Every choice by its name, and those of the section after the common ones."""
        common = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "section"}
        return {**common, **section_values(self.section)}

    def to_dict(self) -> dict[str, Any]:
        """Set values only, in plain types."""
        plain = {name: list(v) if isinstance(v, tuple) else v for name, v in self.values().items()}
        return {name: value for name, value in plain.items() if value is not None}

    # Read by the code of tasks that have them.
    @property
    def loss(self) -> str:
        return str(self._own("loss", AUTO))

    @property
    def imbalance(self) -> Imbalance:
        found: Imbalance = self._own("imbalance", AUTO)
        return found

    @property
    def label_smoothing(self) -> float | None:
        found: float | None = self._own("label_smoothing", None)
        return found

    @property
    def mixup(self) -> float | None:
        found: float | None = self._own("mixup", None)
        return found

    @property
    def cutmix(self) -> float | None:
        found: float | None = self._own("cutmix", None)
        return found

    def _own(self, name: str, default: object) -> Any:
        return section_values(self.section).get(name, default)
