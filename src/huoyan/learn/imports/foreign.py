"""What every kind of import makes of a file: a graph, a task and a reference that answer as ours do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import onnx

from huoyan.artifact.manifest import Network
from huoyan.errors import NetworkError
from huoyan.preprocess import Preprocess
from huoyan.system.silent_onnxruntime import silent_onnxruntime
from huoyan.tasks.base import Outputs, Task
from huoyan.words import Listed, Message


@dataclass(frozen=True, slots=True, eq=False)
class Foreign:
    """A model of somebody else, wrapped but not proven yet.

    graph: ONNX that takes uint8 (N, H, W, 3), RGB, and gives what `task` reads. strict: the task as it is to
    be compared, so that nothing goes unseen; shown: what of its outputs can be seen of all. answer: the same
    of the file as it came, step by step as its authors say, which the graph must repeat. weights: its tensors
    by name.
    """

    graph: bytes
    task: Task
    strict: Task
    shown: Callable[[Outputs], Outputs]
    preprocess: Preprocess
    network: Network
    weights: Mapping[str, np.ndarray]
    answer: Callable[[np.ndarray], Outputs]


class ForeignSession:
    """A foreign graph as it came: float32 (1, 3, H, W) to its only output."""

    def __init__(self, model: onnx.ModelProto, file: Path) -> None:
        onnxruntime = silent_onnxruntime()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3  # errors only: they are raised as well
        self._file = file
        try:
            self._session = onnxruntime.InferenceSession(
                bytes(model.SerializeToString()), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # they share no base but this
            raise not_of_kind(Message("imported.unusable", file=file, reason=str(error))) from error
        outputs = self._session.get_outputs()
        if len(outputs) != 1:
            names = Listed([each.name for each in outputs])
            raise not_of_kind(Message("imported.outputs", file=file, n=len(outputs), names=names))
        self._input = self._session.get_inputs()[0].name

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        try:
            (given,) = self._session.run(None, {self._input: picture})
        except Exception as error:
            raise not_of_kind(Message("imported.unusable", file=self._file, reason=str(error))) from error
        return np.asarray(given)


class ImportKind(Protocol):
    """labels: names of what the model answers, in its order; None: those that such models usually have.

    Raises NetworkError (network.import) for a file of another kind, and UsageError for labels of another
    number.
    """

    def __call__(self, file: Path, labels: Sequence[str] | None) -> Foreign: ...


def not_of_kind(message: Message) -> NetworkError:
    return NetworkError(message, code="network.import")
