"""What is answered: the network's outputs as they are, their best classes, or the answer as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from huoyan.errors import ServeError
from huoyan.serve.engine.looked import Looked
from huoyan.serve.protocols.v2.framing import put_together
from huoyan.serve.protocols.v2.request import InferRequest, Wanted
from huoyan.serve.protocols.v2.tensors import Tensor, numbers, texts, to_bytes, to_json
from huoyan.text import shortened
from huoyan.words import Listed, Message

ANSWER = "answer"
TOP = 5


def outputs_of(outputs: Iterable[str]) -> tuple[str, ...]:
    """Names of all that may be asked for."""
    return tuple(dict.fromkeys((*outputs, ANSWER)))


def wanted_of(request: InferRequest, outputs: Iterable[str]) -> tuple[Wanted, ...]:
    """Raises ServeError serve.output for one that the model does not give; before anything is looked at."""
    known = outputs_of(outputs)
    if request.outputs is None:
        return tuple(Wanted(name, request.binary) for name in known)
    for each in request.outputs:
        if each.name not in known:
            raise _wrong("v2.output_unknown", name=shortened(each.name, 80), known=Listed(known, None))
        if each.classes and each.name == ANSWER:
            raise _wrong("v2.no_classes", name=each.name)
    return request.outputs


def answer(
    head: Mapping[str, Any],
    rows: Sequence[Looked],
    wanted: Sequence[Wanted],
    labels: Sequence[str],
    top: int | None,
) -> tuple[bytes, int | None]:
    """The body and how much of it is JSON, see `framing.put_together`. head: what it says beside outputs, of
    which there are none without rows.
    """
    entries, parts = [], []
    for each in wanted if rows else ():
        tensor = _tensor(rows, each, labels, top)
        parameters = {}
        if each.binary:
            parts.append(to_bytes(tensor))
            parameters["binary_data_size"] = len(parts[-1])
        entries.append(to_json(tensor, parameters))
    return put_together({**head, "outputs": entries}, parts)


def _tensor(rows: Sequence[Looked], wanted: Wanted, labels: Sequence[str], top: int | None) -> Tensor:
    if wanted.name == ANSWER and ANSWER not in rows[0].outputs:
        told = [json.dumps(row.result.to_json(top or TOP), ensure_ascii=False) for row in rows]
        return texts(ANSWER, told, (len(told),))
    found = [row.outputs[wanted.name] for row in rows]
    if len({each.shape for each in found}) > 1:
        raise _wrong("v2.uneven", name=wanted.name, n=len(rows))
    values = np.concatenate(found)
    return _classes(wanted, values, labels) if wanted.classes else numbers(wanted.name, values)


def _classes(wanted: Wanted, values: np.ndarray, labels: Sequence[str]) -> Tensor:
    """`score:number:label` of the best of each row, as Triton's extension for classification writes them."""
    if values.ndim != 2 or values.shape[1] != len(labels):
        raise _wrong("v2.no_classes", name=wanted.name)
    best = np.argsort(-values, axis=1, kind="stable")[:, : wanted.classes]
    told = [f"{row[at]:f}:{at}:{labels[at]}" for row, order in zip(values, best, strict=True) for at in order]
    return texts(wanted.name, told, best.shape)


def _wrong(phrase: str, /, **values: object) -> ServeError:
    return ServeError(Message(phrase, **values), code="serve.output")
