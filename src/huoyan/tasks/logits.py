"""What classification and labelling share: one logit a label, and results that list labels by probability."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any, Protocol

import numpy as np

from huoyan.errors import EngineError, UsageError
from huoyan.images.draw import draw_labels
from huoyan.results import Classification, LabelScore
from huoyan.system.caller_state import numpy_as_usual
from huoyan.tasks.base import Difference, Outputs
from huoyan.words import Listed, Message

LOGITS = "logits"
# Largest distance of a probability by precision. float32 engines differ in the order of their sums; bf16
# keeps 8 bits of each factor; int8 is compared with int8 on another engine, whose steps differ; anywhere else
# files are decoded and resized by others, too.
ALLOWED: Mapping[str, float] = {"fp32": 1e-3, "bf16": 0.05, "int8": 0.25, "anywhere": 0.01}
SHOWN = 3  # lines that are drawn into a picture
LEAST, MOST = 1e-3, 1e3  # of a temperature


class LabelTask(Protocol):
    """What classification and labelling are to their score and their difference."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    @property
    def temperature(self) -> float:
        """What the logits are divided by."""

    @property
    def limits(self) -> np.ndarray | None:
        """The probability from which each label is chosen, (C,); None where the first one is."""

    def probabilities(self, outputs: Outputs) -> np.ndarray:
        """float32 (N, C)."""

    def chosen(self, probabilities: np.ndarray) -> np.ndarray:
        """The answer to probabilities (N, C), as bool (N, C)."""


def check_labels(labels: tuple[str, ...], temperature: float) -> None:
    """Raises UsageError (usage.task) for names that are not different, and a temperature that is none."""
    if not labels or len(set(labels)) != len(labels):
        raise refuse_labels(Message("task.labels", n=len(labels), different=len(set(labels))))
    if "" in labels:
        raise refuse_labels(Message("task.empty_label", at=labels.index("") + 1))
    if not (LEAST <= temperature <= MOST):
        raise refuse_labels(Message("task.temperature", temperature=temperature, least=LEAST, most=MOST))


def refuse_labels(reason: Message) -> UsageError:
    return UsageError(Message("task.refused", reason=reason), code="usage.task")


def finite_output(outputs: Outputs, name: str, width: int) -> np.ndarray:
    """The output `name` (N, width) in float64.

    Raises EngineError: engine.output where it is not there or does not fit, engine.not_finite.
    """
    if name not in outputs:
        given = Listed(sorted(outputs), 20) if outputs else Message("task.nothing")
        raise EngineError(Message("task.no_output", found=given, name=name), code="engine.output")
    found = outputs[name]
    if found.ndim != 2 or found.shape[1] != width:
        raise EngineError(
            Message("task.output_shape", name=name, shape=str(found.shape), width=width),
            code="engine.output",
        )
    if not np.isfinite(found).all():
        raise EngineError(Message("task.not_finite", name=name), code="engine.not_finite")
    return np.asarray(found, dtype=np.float64)


def ranked_labels(
    labels: Sequence[str], probabilities: np.ndarray, limits: np.ndarray | None
) -> list[Classification]:
    """Probabilities (N, C) as results: most probable first, equal ones in label order.

    limits: (C,), the probability from which each label is chosen; None chooses the first one.
    """
    order = np.argsort(-probabilities, axis=1, kind="stable")
    scores = np.take_along_axis(probabilities, order, axis=1)
    kept = None if limits is None else scores >= limits[order]
    found = []
    for row in range(len(probabilities)):
        names = list(map(labels.__getitem__, order[row].tolist()))
        # Scores fall, but limits differ by label: the chosen ones need not be the first.
        chosen = names[:1] if kept is None else [names[i] for i in np.flatnonzero(kept[row]).tolist()]
        found.append(Classification(_label_scores(names, scores[row].tolist()), tuple(chosen)))
    return found


@numpy_as_usual()
def label_difference(task: LabelTask, outputs: Outputs, reference: Outputs) -> Difference:
    """In probability, of the label where the two are furthest apart."""
    finite = finite_rows(outputs[LOGITS], reference[LOGITS])
    ours, theirs = (
        task.probabilities({LOGITS: np.where(finite[:, None], each[LOGITS], 0)})
        for each in (outputs, reference)
    )
    same = (task.chosen(ours) == task.chosen(theirs)).all(axis=1)
    return Difference(same & finite, np.where(finite, np.abs(ours - theirs).max(axis=1), np.inf))


def finite_rows(outputs: np.ndarray, reference: np.ndarray) -> np.ndarray:
    """bool (N,): rows in which both arrays hold numbers only."""
    return np.asarray(np.isfinite(outputs).all(axis=1) & np.isfinite(reference).all(axis=1))


def drawn(pixels: np.ndarray, labels: Sequence[LabelScore]) -> np.ndarray:
    return draw_labels(pixels, [f"{each.label} {each.score:.1%}" for each in labels])


def labels_in_a_line(result: Classification, top: int) -> str:
    return "  ".join(f"{each.label} {each.score:.3f}" for each in result.labels[:top])


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
