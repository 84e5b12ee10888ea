"""A recipe: every choice of a training run. Flags, recipe keys and Python arguments are its fields.

`None` and "auto" mean that `learn.plan.plan` decides from the data, says what it chose and writes the
choice into the run's recipe.toml, so that a replay decides nothing. What only some tasks choose is a section.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Annotated, Any, Literal, TypeVar

from huoyan.data.formats.reading import (
    READING_NAMES,
    BoxOrigin,
    ClassFolders,
    ClipLabels,
    LabelsPerPicture,
    MissingLabels,
    Reading,
)
from huoyan.runs.recipe.kinds import Choices, Within, choice
from huoyan.runs.recipe.sections import TaskSection, Unsettled, laid_over, section_values, section_with

FitChoice = Literal["auto", "squash", "crop", "pad", "corner"]
Beside = Literal["random-split", "plain", "none"]
ChoicesT = TypeVar("ChoicesT", bound=Choices)


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides a run, given the data."""

    # what
    task: str = choice("auto", group="what")
    model: str = choice("auto", group="what")
    features: str | None = choice(None, group="what")
    # Finished runs that are joined.
    ensemble: tuple[str, ...] | None = choice(None, group="what")
    options: dict[str, Any] = choice({}, group="what")
    weights: str | None = choice(None, group="what")
    card: str | None = choice(None, group="what")
    pretrained: bool = choice(False, group="what")
    fast: bool = choice(False, group="what")

    # how long
    epochs: Annotated[float, Within(0.001, 100_000)] | None = choice(None, group="length")
    minutes: Annotated[float, Within(0.05, 100_000)] | None = choice(None, group="length")
    patience: Annotated[int, Within(1, 100_000)] | None = choice(None, group="length")

    # pictures
    size: Annotated[int, Within(4, 4096)] | None = choice(None, group="pictures")
    fit: FitChoice = choice("auto", group="pictures")
    interpolation: Literal["bilinear", "bicubic", "lanczos", "nearest"] = choice("bilinear", group="pictures")
    colour: Literal["auto", "rgb", "grey"] = choice("auto", group="pictures")
    steps: tuple[str, ...] = choice((), group="pictures")
    window: tuple[float, float] | None = choice(None, group="pictures")
    crop_ratio: Annotated[float, Within(0.1, 1)] | None = choice(None, group="pictures")
    mean: tuple[float, ...] | None = choice(None, group="pictures")
    std: tuple[float, ...] | None = choice(None, group="pictures")
    augment: Literal["auto", "none", "light", "standard", "strong", "views"] = choice(
        "auto", group="pictures"
    )
    flip: Literal["auto", "none", "horizontal", "vertical", "both"] = choice("auto", group="pictures")
    shift: Annotated[float, Within(0, 0.5)] | None = choice(None, group="pictures")

    # optimisation
    batch: Annotated[int, Within(1, 65_536)] | None = choice(None)
    beside: tuple[Beside, ...] | None = choice(None)
    optimizer: Literal["auto", "sgd", "adam", "adamw", "muon"] = choice("auto")
    lr: Annotated[float, Within(1e-9, 100)] | None = choice(None)
    momentum: Annotated[float, Within(0, 0.9999)] = choice(0.9)
    beta2: Annotated[float, Within(0, 0.99999)] | None = choice(None)
    weight_decay: Annotated[float, Within(0, 10)] | None = choice(None)
    schedule: Literal["auto", "constant", "cosine", "one-cycle"] = choice("auto")
    warmup: Annotated[float, Within(0, 1)] | None = choice(None)
    final: Annotated[float, Within(0, 1)] | None = choice(None)
    clip: Annotated[float, Within(1e-6, 1e6)] | None = choice(None)
    ema: Annotated[float, Within(0, 0.99999)] | None = choice(None)
    freeze: bool = choice(False)

    # search
    tune: Annotated[int, Within(1, 100_000)] | None = choice(None, group="search")
    tune_minutes: Annotated[float, Within(0.05, 100_000)] | None = choice(None, group="search")
    tune_epochs: Annotated[float, Within(0.001, 100_000)] | None = choice(None, group="search")
    tune_models: tuple[str, ...] = choice((), group="search")
    tune_sampler: Literal["tpe", "random"] = choice("tpe", group="search")
    # A file, or the URL of a database.
    storage: str | None = choice(None, group="search")

    # data
    val: Annotated[float, Within(0.001, 0.9)] = choice(0.15, group="data")
    test: Annotated[float, Within(0, 0.9)] = choice(0.15, group="data")
    exclude: str | None = choice(None, group="data")
    splits: str | None = choice(None, group="data")
    allow_outside: bool = choice(False, group="data")
    max_broken: Annotated[float, Within(0, 1)] = choice(0.10, group="data")

    max_pixels: Annotated[int, Within(1, 10**10)] | None = choice(None, group="data")

    # table
    path_column: str | None = choice(None, group="table")
    label_column: str | None = choice(None, group="table")
    split_column: str | None = choice(None, group="table")
    group_column: str | None = choice(None, group="table")
    label_separator: str = choice("auto", group="table")
    labels_per_picture: LabelsPerPicture = choice("auto", group="table")
    missing_labels: MissingLabels = choice("leave-out", group="table")
    encoding: str | None = choice(None, group="table")

    class_folders: ClassFolders = choice("auto", group="table")
    box_origin: BoxOrigin = choice("auto", group="table")
    clip_labels: ClipLabels = choice("auto", group="table")
    good: str | None = choice(None, group="table")

    # machine
    seed: Annotated[int, Within(0, 2**63 - 1)] = choice(0, group="machine")
    device: str = choice("auto", group="machine")
    threads: Annotated[int, Within(1, 1024)] | None = choice(None, group="machine")
    precision: Literal["auto", "fp32", "bf16", "fp64"] = choice("auto", group="machine")
    parallel: Literal["replicate", "shard"] = choice("replicate", group="machine")
    compile: bool = choice(False, group="machine")
    feed: Literal["auto", "memory", "cache", "workers"] = choice("auto", group="machine")
    workers: Annotated[int, Within(0, 256)] = choice(2, group="machine")
    checkpoint_s: Annotated[float, Within(0, 1e6)] = choice(60.0, group="machine")
    on_full_disk: Literal["go-on", "stop"] = choice("go-on", group="machine")
    tensorboard: bool = choice(False, group="machine")

    # what only its task chooses
    section: TaskSection = field(default_factory=Unsettled)

    def reading(self) -> Reading:
        """How the data are to be read."""
        return Reading(**{name: getattr(self, name) for name in READING_NAMES})

    def of(self, kind: type[ChoicesT]) -> ChoicesT:
        """The section, for code of the task that it belongs to."""
        assert isinstance(self.section, kind), f"the recipe is for {self.task}"
        return self.section

    def settled(self, task: str) -> Recipe:
        """For `task`, as the data have it. Raises UsageError (usage.recipe) for values that do not fit it."""
        return replace(self, task=task, section=laid_over(self.section, task, {}))

    def with_choices(self, **choices: Any) -> Recipe:
        """Other values of common choices and of the section's, by their names; the values are not checked.

        Raises UsageError (usage.recipe) for a choice of another task.
        """
        names = {each.name for each in fields(self)}
        common = {name: value for name, value in choices.items() if name in names}
        own = {name: value for name, value in choices.items() if name not in names}
        return replace(self, section=section_with(self.section, own, self.task), **common)

    def values(self) -> dict[str, Any]:
        """Every choice by its name, and those of the section after the common ones."""
        common = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "section"}
        return {**common, **section_values(self.section)}

    def to_dict(self) -> dict[str, Any]:
        """Set values only, in plain types."""
        plain = {name: list(v) if isinstance(v, tuple) else v for name, v in self.values().items()}
        return {name: value for name, value in plain.items() if value is not None}
