"""What a task is to the rest: what named outputs mean, how answers are scored, compared, drawn and told.

A task is a frozen dataclass; its fields are the `task` section of the manifest. Everything outside of
`tasks/` asks this protocol: a predictor, an evaluation, the parity gate or a command names no task.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.metrics.minimum_counts import Lack
from huoyan.metrics.paired.paired_figure import PairedFigure
from huoyan.preprocess import Placement
from huoyan.results import Estimate, Result
from huoyan.tiling import Window
from huoyan.words import Message, Remark

# What a network gives, by the names that the manifest declares: arrays of one row a picture.
Outputs = Mapping[str, np.ndarray]
# The sides of an output; None where any number is allowed, as for pictures.
Shape = tuple[int | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """How outputs differ from those of a reference, picture by picture.

    same: bool (n,), whether the answer is the same. distances: float (n,), how far the outputs are apart, in
    the task's own `measure`; inf where they are not finite. telling: bool (n,), the pictures on which
    something could differ, where not all are such.
    """

    same: np.ndarray
    distances: np.ndarray
    telling: np.ndarray | None = None

    @property
    def told(self) -> int:
        """Pictures on which something could differ."""
        return len(self.same) if self.telling is None else int(self.telling.sum())


@dataclass(frozen=True, slots=True)
class Worst:
    """A wrong answer worth looking at: `row` of the scored pictures, and both answers as text.

    certainty: how sure the answer was, or how far off, for the order and the caption.
    """

    row: int
    truth: str
    answer: str
    certainty: float


class Score(Protocol):
    """All figures of one evaluation on `n` pictures of `groups` groups (None: no picture names one)."""

    @property
    def n(self) -> int: ...

    @property
    def groups(self) -> int | None: ...

    @property
    def metrics(self) -> Mapping[str, Estimate]: ...

    @property
    def left_out(self) -> Mapping[str, Lack]:
        """Figures that are not among `metrics`, and why."""

    @property
    def wrong(self) -> int:
        """Pictures whose answer is not the truth."""

    def paired(self) -> tuple[PairedFigure, ...]:
        """Figures by which two models are compared on the same pictures, the one that decides first."""

    def worst(self, most: int) -> list[Worst]:
        """At most so many wrong answers, the worst first."""

    def to_json(self) -> dict[str, Any]:
        """What metrics.json holds of it."""


class Scorer(Protocol):
    """Takes answers as they come, and keeps no more of them than the figures need."""

    def add(self, rows: np.ndarray, outputs: Outputs, places: Sequence[Placement]) -> None:
        """Outputs of the pictures `rows` (int (n,), each once) of the data set."""

    def finish(self, seed: int = 0) -> Score:
        """The score of all that were added; `seed` is of what is drawn for intervals."""


class Task(Protocol):
    """See the module. `kind`: of which truths it learns (`data.sample.truth.KINDS`); `medium`: of what."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    kind: ClassVar[Kind]
    medium: ClassVar[Medium]

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of what is answered: classes, labels, quantities; () where there are none."""

    @property
    def outputs(self) -> Mapping[str, Shape]:
        """The outputs that it reads, with their shapes."""

    @property
    def measure(self) -> Message:
        """What `Difference.distances` are, as a noun in the plural."""

    @property
    def allowed(self) -> Mapping[str, float]:
        """By the precision of an engine the largest of these with which it still answers as the trained
        network; "anywhere": where files are decoded and resized by others, too."""

    @property
    def headlines(self) -> tuple[str, ...]:
        """The figures that are told first."""

    def decode(self, outputs: Outputs, places: Sequence[Placement]) -> Sequence[Result]:
        """One result a picture. Raises EngineError (engine.output, engine.not_finite)."""

    def reading(self, given: Reading) -> Reading:
        """How labelled data are read for a model of this task."""

    def scorer(self, truth: Dataset) -> Scorer:
        """Raises DataError where the data are of another kind, or know what the task does not."""

    def remarks(self, truth: Dataset) -> list[Remark]:
        """What to know of a score on these data."""

    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        """Both hold `outputs` in equal shapes."""

    def draw(self, pixels: np.ndarray, result: Any) -> np.ndarray:
        """A copy of uint8 (H, W, 3) or (H, W) with the result drawn in."""

    def text(self, result: Any, top: int) -> str:
        """The result as one line."""


@runtime_checkable
class JoinsParts(Protocol):
    """A task whose answer to a picture can be put together from those to overlapping parts of it."""

    def decode_parts(
        self, outputs: Outputs, places: Sequence[Placement], windows: Sequence[Window]
    ) -> Result:
        """One result of a picture, a row of the outputs for each of its parts, which are placed in the whole;
        `windows`: the parts. Raises EngineError.
        """


@runtime_checkable
class FindsThings(Protocol):
    """A task whose answer to a picture is `Detections`."""

    def shown_from(self, least: float) -> Task:
        """The same task that shows things of all classes from this score on."""


@runtime_checkable
class RightOrWrong(Protocol):
    """A task whose answer to a sample may be right or wrong as a whole."""

    def right(self, outputs: Outputs, truth: Dataset) -> np.ndarray | None:
        """bool (N,), a row of the outputs for each sample of `truth`; None where answers are neither."""


@runtime_checkable
class KeepsFigure(Protocol):
    """A task whose figure rests on more than what is shown: an export must keep it too.

    enough: pictures with something shown, without which nothing is proven of approximate arithmetic.
    """

    @property
    def enough(self) -> int: ...

    @property
    def allowed_change(self) -> float:
        """The largest change of the figure with which an engine still answers as the trained network."""

    def figure(self, outputs: Outputs, truth: Dataset, places: Sequence[Placement]) -> float:
        """On all pictures of `truth`, a row each; NaN where they hold nothing to find."""

    def play(self, outputs: Outputs, truth: Dataset, places: Sequence[Placement]) -> float:
        """How far the figure moves where numbers are rounded otherwise, as any other arithmetic does: much
        where little was learnt, for what is hardly surer than the rest changes places with it.
        """
