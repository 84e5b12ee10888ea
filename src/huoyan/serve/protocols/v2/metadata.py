"""What a server and a model say of themselves."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from huoyan.predict.predictor import Predictor
from huoyan.serve.engine import Served
from huoyan.serve.protocols.v2.answer import ANSWER
from huoyan.serve.protocols.v2.datatypes import BYTES, datatype_of
from huoyan.serve.protocols.v2.taken import inputs_of
from huoyan.tasks import name_of

EXTENSIONS = ("binary_tensor_data", "classification", "model_repository", "sequence")


def server() -> dict[str, Any]:
    return {"name": "huoyan", "version": version("huoyan"), "extensions": list(EXTENSIONS)}


class Metadata:
    """Of the models, each asked once what kinds of numbers it gives."""

    def __init__(self) -> None:
        self._kinds: WeakKeyDictionary[Served, Mapping[str, str]] = WeakKeyDictionary()

    async def of(self, served: Served) -> dict[str, Any]:
        if served not in self._kinds:
            self._kinds[served] = await asyncio.to_thread(_kinds, served.predictor)
        predictor, kinds = served.predictor, self._kinds[served]
        outputs = [
            _entry(name, kinds.get(name, "FP32"), [-1 if side is None else side for side in shape])
            for name, shape in predictor.artifact.manifest.outputs.items()
        ]
        if ANSWER not in predictor.artifact.manifest.outputs:
            outputs.append(_entry(ANSWER, BYTES, [-1]))
        return {
            "name": served.name,
            "versions": [served.version],
            "platform": f"huoyan_{predictor.runtime.name}",
            "inputs": [
                _entry(name, takes.datatype, list(takes.shape))
                for name, takes in inputs_of(predictor).items()
            ],
            "outputs": outputs,
            "parameters": {"task": name_of(predictor.task), "labels": list(predictor.labels)},
        }


def _entry(name: str, datatype: str, shape: list[int]) -> dict[str, Any]:
    return {"name": name, "datatype": datatype, "shape": shape}


def _kinds(predictor: Predictor) -> Mapping[str, str]:
    """By output, of an empty picture: the manifest does not say it. Models of clips give FP32 alone."""
    if predictor.artifact.manifest.clip is not None:
        return {}
    shape = predictor.preprocess
    nothing = np.zeros((1, shape.height, shape.width, shape.channels), np.uint8)
    return {name: datatype_of(each) for name, each in predictor.runtime.run(nothing).items()}
