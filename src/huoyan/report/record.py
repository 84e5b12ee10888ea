"""All that the report of a run shows, as plain frozen values. No torch, no files, no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from huoyan.metrics.early_decisions import EarlyDecisions
from huoyan.metrics.paired.gain import Gain
from huoyan.results import Estimate
from huoyan.runs.learning_curve import Epoch
from huoyan.runs.rungs import Ascent
from huoyan.runs.search.outcome import Outcome as Search
from huoyan.runs.trial.outcome import Outcome
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.artifact.manifest import Parity
    from huoyan.bench import Speed
    from huoyan.comparison.compare import Comparison
    from huoyan.data.sample.broken import Broken
    from huoyan.tasks.base import Score


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong answer with its picture: uint8 (H, W), (H, W, 1) or (H, W, 3), any size.

    truth, answer: as they are to be read; "" stands for no label at all. certainty: as of `tasks.base.Worst`.
    """

    picture: np.ndarray
    source: str
    truth: str
    answer: str
    certainty: float


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What the exported model is. `size` is (height, width, channels), `weights` a sha256."""

    network: str
    parameters: int
    size: tuple[int, int, int]
    licence: Message
    weights: str


@dataclass(frozen=True, slots=True)
class ArtifactFile:
    """A file that the run wrote; `name` relative to the run folder, `size` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReferenceScore:
    """Figures of other answers, or of another model, to stand beside the run's own."""

    n: int
    metrics: Mapping[str, Estimate]
    per_class: Mapping[str, Mapping[str, float | int]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> ReferenceScore:
        """Out of what metrics.json holds."""
        metrics = {name: Estimate(**each) for name, each in written["metrics"].items()}
        return cls(written["n"], metrics, written.get("per_class", {}))

    def to_json(self) -> dict[str, Any]:
        metrics = {name: each.to_json() for name, each in self.metrics.items()}
        return {"n": self.n, "metrics": metrics, "per_class": dict(self.per_class)}


How = Literal["trained", "exact", "thresholds", "unknown"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """What was done about classes of unequal size, and the figures without it.

    `method` as in the recipe. `how` the figures are known: of a second training without the remedy, of this
    network with the class shares put back, of thresholds of 0.5, or not. `even`: whether the probabilities
    are now those of classes that are equally frequent.
    """

    method: str
    how: How
    before: ReferenceScore | None = None
    even: bool = False

    def to_json(self) -> dict[str, Any]:
        known = {} if self.before is None else {"before": self.before.to_json()}
        return {"method": self.method, "how": self.how, **known}


@dataclass(frozen=True, slots=True)
class OverTime:
    """What holds of clips only. early: how soon they are told, None where the whole clip is needed. gains: by
    the name of a part of the data, over the mean of frames.
    """

    early: EarlyDecisions | None = None
    gains: Mapping[str, Gain] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        early = {} if self.early is None else {"early": self.early.to_json()}
        return {"mean_of_frames": {name: each.to_json() for name, each in self.gains.items()}, **early}


@dataclass(frozen=True, slots=True)
class ShownClass:
    """A class that is short of pictures: some made ones beside real ones, each as of `Mistake.picture`."""

    name: str
    made: tuple[np.ndarray, ...]
    real: tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True)
class ShownTrial:
    """Whether made pictures help. page: of the generator that was kept, from the report; verdict: in
    words."""

    outcome: Outcome
    verdict: Message
    pictures: tuple[ShownClass, ...] = ()
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Others:
    """The models that the run came of, beside it on the pictures of its score; the run is the first.

    kind: "members" of an ensemble, or the "teacher" that was learnt from.
    """

    kind: Literal["members", "teacher"]
    comparison: Comparison

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **self.comparison.to_json()}


class Evidence(Protocol):
    """What a task measured of its answers, and what it shows of its data; `report/tasks/` reads the rest."""

    @property
    def score(self) -> Score: ...


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run, from data to artifact. Only the first block must be given.

    `created`: ISO 8601. `command` replays the run. `task`: its name, as in the recipe. `split`: the part of
    the data that was scored. `choices`, `notes`: sentences for the reader. `batch`: augmented training
    pictures, uint8 (N, H, W, C), C = 1 or 3. `mistakes`: the worst first; the page shows the first of them
    and says how many there were. `quarantine`: pictures that could not be used. `remedy`: what was done about
    classes of unequal size. `random`: the scores of the same recipe on a split that was drawn at random.
    `ascent`: the way up the ladder, where the run climbed. `over_time`: of a run on clips. `synthesis`: of a
    run that measured whether made pictures help. `others`: where it came of finished runs. `search`: of
    one that searched good choices.
    """

    title: str
    data: str
    created: str
    command: str
    task: str
    split: str
    evidence: Evidence

    recipe: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()
    epochs: tuple[Epoch, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    batch: np.ndarray | None = None
    model: ModelFacts | None = None
    speeds: tuple[Speed, ...] = ()
    parities: tuple[Parity, ...] = ()
    quarantine: tuple[Broken, ...] = ()
    files: tuple[ArtifactFile, ...] = ()
    remedy: Remedy | None = None
    random: ReferenceScore | None = None
    ascent: Ascent | None = None
    over_time: OverTime | None = None
    synthesis: ShownTrial | None = None
    others: Others | None = None
    search: Search | None = None
