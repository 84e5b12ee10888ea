"""All that the report of a run shows, as plain frozen values. No torch, no files, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from huoyan.results import Estimate
from huoyan.runs.learning_curve import Epoch

if TYPE_CHECKING:
    from huoyan.artifact.manifest import Parity
    from huoyan.bench import Speed
    from huoyan.metrics.summary import Summary


@dataclass(frozen=True, slots=True)
class Mistake:
    """A picture that was named wrongly. `picture` is uint8 (H, W), (H, W, 1) or (H, W, 3), any size.

    `score` is the probability of `predicted`. Multi-label: the names joined as they are to be read;
    "" stands for no label at all.
    """

    picture: np.ndarray
    source: str
    truth: str
    predicted: str
    score: float


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the exported model is. `size` is (height, width, channels), `weights` a sha256."""

    network: str
    parameters: int
    size: tuple[int, int, int]
    licence: str
    weights: str
    temperature: float = 1.0


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A picture that could not be used, and why: `code` as in errors.py."""

    source: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """A file that the run wrote; `name` relative to the run folder, `size` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures of other answers, or of another model, to stand beside the run's own."""

    n: int
    metrics: Mapping[str, Estimate]
    per_class: Mapping[str, Mapping[str, float | int]]

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> Scores:
        """Out of what metrics.json holds."""
        metrics = {name: Estimate(**each) for name, each in written["metrics"].items()}
        return cls(written["n"], metrics, written["per_class"])

    def to_json(self) -> dict[str, Any]:
        metrics = {name: each.to_json() for name, each in self.metrics.items()}
        return {"n": self.n, "metrics": metrics, "per_class": dict(self.per_class)}


How = Literal["trained", "exact", "thresholds", "unknown"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What was done about classes of unequal size, and the figures without it.

    `method` as in the recipe. `how` the figures are known: of a second training without the remedy, of this
    network with the class shares put back, of thresholds of 0.5, or not.
    """

    method: str
    how: How
    before: Scores | None = None

    def to_json(self) -> dict[str, Any]:
        known = {} if self.before is None else {"before": self.before.to_json()}
        return {"method": self.method, "how": self.how, **known}


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One classification run, from data to artifact. Only the first block must be given.

    `created`: ISO 8601. `command` replays the run. `choices`, `notes`: sentences for the reader.
    `counts`: split name -> pictures (multi-label: labels) of each class, in class order.
    `split`: which part `summary`, `probabilities` (N, C), `targets` (int (N,), multi-label 0/1
    (N, C)) and `sources` (N names, may be empty) belong to.
    `batch`: augmented training pictures, uint8 (N, H, W, C), C = 1 or 3.
    `mistakes`: most confident first; the page shows the first of them and says how many there were.
    `wrong`: how many pictures were wrong in all; None = counted from `probabilities`.
    `remedy`: what was done about classes of unequal size. `even`: the probabilities are those of classes that
    are equally frequent. `random`: the scores of the same recipe on a split that was drawn at random.
    `groups`: what pictures belong together, a name or None for each of N; may be empty.
    `examples`: (class name, its training pictures) in class order.
    """

    title: str
    data: str
    created: str
    command: str
    classes: tuple[str, ...]
    counts: Mapping[str, tuple[int, ...]]
    split: str
    summary: Summary
    probabilities: np.ndarray
    targets: np.ndarray

    multilabel: bool = False
    thresholds: tuple[float, ...] | None = None
    sources: tuple[str, ...] = ()
    groups: tuple[str | None, ...] = ()
    recipe: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    epochs: tuple[Epoch, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    examples: tuple[tuple[str, tuple[np.ndarray, ...]], ...] = ()
    batch: np.ndarray | None = None
    model: ModelFacts | None = None
    speeds: tuple[Speed, ...] = ()
    parities: tuple[Parity, ...] = ()
    quarantine: tuple[Quarantined, ...] = ()
    files: tuple[ArtifactFile, ...] = ()
    wrong: int | None = None
    remedy: Remedy | None = None
    even: bool = False
    random: Scores | None = None

    def predicted(self) -> np.ndarray:
        """Multi-class: the most probable class, int (N,). Multi-label: bool (N, C), by threshold or 0.5."""
        if not self.multilabel:
            return np.asarray(self.probabilities.argmax(axis=1))
        thresholds = 0.5 if self.thresholds is None else np.asarray(self.thresholds)
        return np.asarray(self.probabilities >= thresholds)

    def wrong_count(self) -> int:
        """Pictures whose answer is not exactly the truth."""
        if self.wrong is not None:
            return self.wrong
        differs = self.predicted() != self.targets
        return int((differs.any(axis=1) if self.multilabel else differs).sum())
