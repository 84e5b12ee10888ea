"""What an answer is: frozen values that every task, runtime and server hands on unchanged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from huoyan.errors import HuoyanError
from huoyan.words import Listed, Message

if TYPE_CHECKING:
    import numpy as np


class Result(Protocol):
    """What every task's answer has in common. `top`: of a ranked list only so many entries."""

    def to_json(self, top: int | None = None) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class LabelScore:
    """A class name and its probability, 0..1."""

    label: str
    score: float


@dataclass(frozen=True, slots=True)
class Classification:
    """The classes of one picture, most probable first.

    Multi-class: the scores of all classes sum to 1 and `chosen` is the first of them.
    Multi-label: each score stands alone and `chosen` holds those at or above their threshold.
    """

    labels: tuple[LabelScore, ...]
    chosen: tuple[str, ...]

    @property
    def top(self) -> LabelScore:
        return self.labels[0]

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        scored = [{"label": x.label, "score": round(x.score, 6)} for x in self.labels[:top]]
        return {"labels": scored, "chosen": list(self.chosen)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the interval in which the truth should lie; None where there is none."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        bounds = "" if self.low is None or self.high is None else f" [{self.low:.4g}, {self.high:.4g}]"
        return f"{self.label} {self.value:.4g}{bounds}"

    def to_json(self) -> dict[str, Any]:
        """In the nine digits that tell numbers of single precision apart, however small they are."""
        bounds = {} if self.low is None or self.high is None else {"low": self.low, "high": self.high}
        numbers = {"value": self.value, **bounds}
        return {"label": self.label, **{name: float(f"{x:.9g}") for name, x in numbers.items()}}


@dataclass(frozen=True, slots=True)
class Quantities:
    """The numbers of one picture, in the order of the model's."""

    quantities: tuple[Quantity, ...]

    def __getitem__(self, label: str) -> Quantity:
        for each in self.quantities:
            if each.label == label:
                return each
        known = Listed([each.label for each in self.quantities])
        raise KeyError(Message("result.no_quantity", label=label, known=known))

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        return {"values": [each.to_json() for each in self.quantities]}


@dataclass(frozen=True, slots=True)
class Detection:
    """A thing that was found: its class, how sure that is (0..1), and its box, xmin, ymin, xmax, ymax: edges
    between pixels of the upright source. mask: its outline, where a model gives one.
    """

    label: str
    score: float
    box: tuple[float, float, float, float]
    mask: None = None

    def to_json(self) -> dict[str, Any]:
        sides = zip(("xmin", "ymin", "xmax", "ymax"), self.box, strict=True)
        return {
            "label": self.label,
            "score": round(self.score, 6),
            "box": {name: round(side, 2) for name, side in sides},
        }


@dataclass(frozen=True, slots=True)
class Detections:
    """The things found in one picture, the surest first. height, width: of the upright source, in pixels."""

    detections: tuple[Detection, ...]
    height: int
    width: int

    def __len__(self) -> int:
        return len(self.detections)

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        """All of them whatever `top`: they are not rivals for one place."""
        return {"detections": [each.to_json() for each in self.detections]}


@dataclass(frozen=True, slots=True)
class Inspection:
    """Whether a picture looks like good ones: "good", or "defect" where its score is above the threshold.

    peak: where it is least like them, x and y in pixels of the upright source. heat: float32 (h, w), the
    score of each place within `seen`, the part that was looked at: xmin, ymin, xmax, ymax as shares of it.
    whole: the score of the picture as a whole, where the model has one; `score` is that of a place, or this.
    """

    answer: str
    score: float
    threshold: float
    peak: tuple[float, float]
    seen: tuple[float, float, float, float]
    heat: np.ndarray = field(compare=False, repr=False)
    whole: float | None = None

    @property
    def as_a_whole(self) -> bool:
        """Whether it is a defect for what the whole picture shows, and not for a place."""
        return self.score > self.threshold and self.whole is not None and self.whole >= self.score

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        whole = {} if self.whole is None else {"whole": float(f"{self.whole:.6g}")}
        return {
            "answer": self.answer,
            "score": float(f"{self.score:.6g}"),
            "threshold": float(f"{self.threshold:.6g}"),
            "peak": {"x": round(self.peak[0], 1), "y": round(self.peak[1], 1)},
            **whole,
        }


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one source has no answer: a stable code such as `image.truncated`, and a sentence."""

    code: str
    message: Message

    @classmethod
    def of(cls, error: HuoyanError) -> Failure:
        return cls(error.code, error.message)

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        return {"error": {"code": self.code, "message": self.message}}


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of output: where the picture came from, and its result or its failure."""

    source: str
    result: Result

    @property
    def ok(self) -> bool:
        return not isinstance(self.result, Failure)

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        return {"source": self.source, **self.result.to_json(top)}


@dataclass(frozen=True, slots=True)
class Decision:
    """What is said of a moment while a source runs. seconds: of the stream, from its first frame."""

    source: str
    seconds: float
    result: Result

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        return {"source": self.source, "seconds": round(self.seconds, 3), **self.result.to_json(top)}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval and the number of samples that it rests on."""

    value: float
    low: float
    high: float
    n: int

    def to_json(self) -> dict[str, Any]:
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}
