"""What a training is asked for, and what it gives."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huoyan.artifact.manifest import Parity
from huoyan.artifact.read import Artifact
from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256
from huoyan.evaluate import Evaluation
from huoyan.learn.distributed.world import World
from huoyan.learn.longer_training import Earlier
from huoyan.learn.machine.busy_cores import OtherPrograms
from huoyan.learn.machine.global_settings import RunSettings
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe_file import Origin
from huoyan.runs.run_folder import RunFolder
from huoyan.runs.rungs import Ascent
from huoyan.words import Lang


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: its folder, the model in it and its score on `evaluation.split`.

    `beside`: what was trained beside it, as metrics.json holds it. `ascent`: the way up the ladder, where it
    climbed.
    """

    folder: Path
    artifact: Artifact
    evaluation: Evaluation
    parities: tuple[Parity, ...]
    weights_sha256: str
    stopped: str
    quarantined: int
    beside: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    ascent: Ascent | None = None

    @property
    def report(self) -> Path:
        return self.folder / "report.html"


@dataclass(frozen=True, slots=True)
class Job:
    """What was asked for, and where it goes.

    `origin` is what recipe.toml says of the data, `contents` the sha256 of each sample's content, `together`
    a number for each source of which there are copies: the lead's alone, once the data are read. `earlier`
    is there where a finished run is trained further.
    """

    data: str | Path | Dataset
    name: str
    folder: RunFolder
    recipe: Recipe
    lang: Lang
    command: str
    began: float
    others: OtherPrograms
    world: World
    settings: RunSettings
    pause: bool
    origin: Origin
    earlier: Earlier | None = None
    contents: Sequence[str] | None = None
    together: Mapping[str, int] = dataclasses.field(default_factory=dict)

    def contents_of(self, dataset: Dataset) -> Sequence[str]:
        """Of these data, row for row: known where they are all data of the run, in another division, too."""
        known = self.contents is not None and len(self.contents) == len(dataset)
        return self.contents if known and self.contents is not None else contents_sha256(dataset)
