"""Whether the graph and the self-test of a model belong to its manifest: names, shapes, nothing outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from huoyan.artifact.bounded_json import within_bounds
from huoyan.artifact.graph import read_graph
from huoyan.errors import ArtifactError
from huoyan.images.proposals.regions import OUTPUTS
from huoyan.tasks.base import Shape
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

if TYPE_CHECKING:
    from huoyan.artifact.read import Artifact


def check_graph_fits(artifact: Artifact) -> None:
    """Raises ArtifactError artifact.graph where model.onnx cannot be what the manifest describes."""
    try:
        graph = read_graph(artifact.onnx)
    except OSError as error:
        code = "artifact.permission" if isinstance(error, PermissionError) else "artifact.file"
        raise ArtifactError(
            Message("artifact.graph_unreadable", path=artifact.onnx, reason=system_reason(error)),
            code=code,
        ) from error
    except ValueError as error:
        raise _wrong(artifact, error.args[0]) from error
    if graph.external:
        raise _wrong(artifact, Message("artifact.external_weights"))
    shape, regions = artifact.preprocess, artifact.manifest.regions
    height, width = (shape.height, shape.width) if regions is None else (regions.side, regions.side)
    if len(graph.inputs) == 1:  # any other number is refused by every engine
        ((name, takes),) = graph.inputs.items()
        if not _fits(takes, (None, height, width, shape.channels)):
            raise _wrong(
                artifact,
                Message(
                    "artifact.input_shape",
                    name=name,
                    found=_said(takes),
                    height=height,
                    width=width,
                    channels=shape.channels,
                ),
            )
    # Of regions the graph gives what the outputs of the model are made of.
    outputs: Mapping[str, Shape] = artifact.manifest.outputs if regions is None else OUTPUTS
    missing = [name for name in outputs if name not in graph.outputs]
    if missing:
        raise _wrong(
            artifact,
            Message("artifact.no_output", name=missing[0], outputs=list(graph.outputs)),
        )
    for name, wanted in outputs.items():
        gives = graph.outputs[name]
        if not _fits(gives, wanted):
            raise _wrong(
                artifact,
                Message("artifact.output_shape", name=name, found=_said(gives), wanted=_said(wanted)),
            )


def check_selftest_fits(artifact: Artifact, arrays: Mapping[str, np.ndarray]) -> None:
    """Raises ArtifactError artifact.selftest unless there are pictures and an answer to each."""
    shape, outputs = artifact.preprocess, artifact.manifest.task.outputs
    images = arrays.get("images")
    missing = [name for name in outputs if name not in arrays]
    if images is None or missing:
        lacking = missing[0] if missing else "images"
        raise _selftest(artifact, Message("artifact.selftest_lacks", name=lacking))
    wanted = (len(images) if images.ndim else 0, shape.height, shape.width, shape.channels)
    if images.dtype != np.uint8 or images.shape != wanted or not len(images):
        raise _selftest(
            artifact,
            Message(
                "artifact.selftest_images", dtype=str(images.dtype), shape=images.shape, wanted=wanted[1:]
            ),
        )
    for name, (_, *sides) in outputs.items():
        answers, rows = arrays[name], (len(images), *sides)
        if answers.dtype.kind not in "fi" or not _fits(answers.shape, rows) or answers.ndim != len(rows):
            raise _selftest(
                artifact,
                Message(
                    "artifact.selftest_answers",
                    output=name,
                    dtype=str(answers.dtype),
                    shape=answers.shape,
                    rows=rows,
                ),
            )


def _fits(found: Shape, wanted: Shape) -> bool:
    """Whether shapes agree; None stands for any size. No sides at all: the graph does not say."""
    if not found:
        return True
    return len(found) == len(wanted) and all(
        a is None or b is None or a == b for a, b in zip(found, wanted, strict=True)
    )


def _said(shape: Shape) -> Message:
    sides = [Message("artifact.any_side") if side is None else side for side in shape]
    return Message("artifact.shape", sides=Listed(sides, None))


def _wrong(artifact: Artifact, reason: Message) -> ArtifactError:
    return ArtifactError(
        Message("artifact.graph_of_other", path=artifact.onnx, reason=within_bounds(reason)),
        code="artifact.graph",
    )


def _selftest(artifact: Artifact, reason: Message) -> ArtifactError:
    return ArtifactError(
        Message("artifact.selftest", folder=artifact.folder, reason=reason),
        code="artifact.selftest",
    )
