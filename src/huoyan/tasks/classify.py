"""Classification: logits mean one class of several (softmax), or a yes or no for each (sigmoid)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from huoyan.caller import numpy_as_usual
from huoyan.errors import EngineError, UsageError
from huoyan.results import Classification, LabelScore

if TYPE_CHECKING:
    from huoyan.metrics.summary import Summary

OUTPUT = "logits"
THRESHOLD = 0.5
SHOWN = 3  # lines that are drawn into a picture


@dataclass(frozen=True, slots=True)
class Classify:
    """Labels in the order of the logits. Logits are divided by `temperature` (Guo et al. 2017, section 4.2).

    `thresholds`, one in 0..1 for each label, choose the labels of a multi-label answer: 0.5 by default.
    """

    labels: tuple[str, ...]
    multilabel: bool = False
    thresholds: tuple[float, ...] | None = None
    temperature: float = 1.0

    def __post_init__(self) -> None:
        if not self.labels or len(set(self.labels)) != len(self.labels):
            raise _refuse(
                f"{len(self.labels)} labels, {len(set(self.labels))} of them different; "
                "at least one is needed, each under its own name."
            )
        if not (math.isfinite(self.temperature) and self.temperature > 0):
            raise _refuse(f"temperature {self.temperature}; a number above 0 is needed (1 changes nothing).")
        if self.thresholds is not None:
            self._check_thresholds(self.thresholds)

    @numpy_as_usual()
    def probabilities(self, logits: np.ndarray) -> np.ndarray:
        """Logits (N, C) as probabilities float32 (N, C). EngineError where they do not fit or are NaN."""
        if logits.ndim != 2 or logits.shape[1] != len(self.labels):
            raise EngineError(
                f"the model gave logits of the shape {logits.shape}; (pictures, {len(self.labels)}) is "
                "needed, one for each label. The model file and its labels do not belong together; "
                "export it again.",
                code="engine.output",
            )
        if not np.isfinite(logits).all():
            raise EngineError(
                "the model gave logits that are NaN or infinite, so it has no answer. Train again with a "
                "lower learning rate, or run it in fp32.",
                code="engine.not_finite",
            )
        scaled = logits.astype(np.float64) / self.temperature
        return (_sigmoid(scaled) if self.multilabel else _softmax(scaled)).astype(np.float32)

    def decode(self, outputs: Mapping[str, np.ndarray]) -> list[Classification]:
        """One answer a picture with all labels, most probable first; equal ones in label order."""
        if OUTPUT not in outputs:
            raise EngineError(
                f"the model gave {', '.join(sorted(outputs)) or 'nothing'}; "
                f"an output named {OUTPUT} is needed.",
                code="engine.output",
            )
        return self.answers(self.probabilities(outputs[OUTPUT]))

    def answers(self, probabilities: np.ndarray) -> list[Classification]:
        """Probabilities (N, C) as answers."""
        order = np.argsort(-probabilities, axis=1, kind="stable")
        scores = np.take_along_axis(probabilities, order, axis=1)
        kept = scores >= self._limits()[order] if self.multilabel else None
        return [
            self._answer(order[row].tolist(), scores[row].tolist(), None if kept is None else kept[row])
            for row in range(len(probabilities))
        ]

    def score(
        self,
        probabilities: np.ndarray,
        targets: np.ndarray,
        *,
        groups: Sequence[str | None] | None = None,
        seed: int = 0,
    ) -> Summary:
        """All figures of probabilities (N, C) against indices (N,), or 0/1 (N, C) for multi-label.

        `groups` (N,): what samples belong together; None stands alone.
        """
        from huoyan.metrics.summary import summarise  # an answer alone needs no metrics

        return summarise(
            probabilities,
            targets,
            self.labels,
            multilabel=self.multilabel,
            thresholds=self.thresholds,
            groups=groups,
            seed=seed,
        )

    def lines(self, result: Classification) -> list[str]:
        """What is drawn: the first three labels with their probability; for multi-label all chosen ones."""
        chosen = set(result.chosen)
        shown = [x for x in result.labels if x.label in chosen] if self.multilabel else result.labels[:SHOWN]
        return [f"{x.label} {x.score:.1%}" for x in shown]

    def _answer(self, order: list[int], scores: list[float], kept: np.ndarray | None) -> Classification:
        names = list(map(self.labels.__getitem__, order))
        # Scores fall, but thresholds differ by label: the chosen ones need not be the first.
        chosen = names[:1] if kept is None else [names[i] for i in np.flatnonzero(kept).tolist()]
        return Classification(_label_scores(names, scores), tuple(chosen))

    def _limits(self) -> np.ndarray:
        if self.thresholds is None:
            return np.full(len(self.labels), THRESHOLD)
        return np.asarray(self.thresholds, dtype=np.float64)

    def _check_thresholds(self, thresholds: tuple[float, ...]) -> None:
        if not self.multilabel:
            raise _refuse("thresholds were given for a task of one class a picture; leave them out.")
        if len(thresholds) != len(self.labels):
            raise _refuse(f"{len(thresholds)} thresholds for {len(self.labels)} labels; give one each.")
        for threshold in thresholds:
            if not 0 <= threshold <= 1:
                raise _refuse(f"threshold {threshold}; a probability in 0..1 is needed.")


class _Setter(Protocol):
    def __call__(self, target: LabelScore, value: Any, /) -> None: ...


_SET_LABEL: _Setter = LabelScore.__dict__["label"].__set__
_SET_SCORE: _Setter = LabelScore.__dict__["score"].__set__


def _label_scores(labels: Sequence[str], scores: Sequence[float]) -> tuple[LabelScore, ...]:
    """`tuple(map(LabelScore, labels, scores))` in half the time, which for 1,000 classes is a tenth of a
    small network's own: the slots are filled by C code instead of the frozen class's __init__."""
    made = tuple(map(LabelScore.__new__, repeat(LabelScore, len(labels))))
    deque(map(_SET_LABEL, made, labels), maxlen=0)
    deque(map(_SET_SCORE, made, scores), maxlen=0)
    return made


def _softmax(x: np.ndarray) -> np.ndarray:
    powers = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def _sigmoid(x: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-x)) without overflow at either end."""
    return np.asarray(np.exp(-np.logaddexp(0, -x)))


def _refuse(message: str) -> UsageError:
    return UsageError(message, code="usage.classify")
