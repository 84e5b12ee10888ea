"""Whether the graph and the self-test of a model belong to its manifest: names, shapes, nothing outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from huoyan.artifact.bounded_json import within_bounds
from huoyan.artifact.graph import Graph, read_graph
from huoyan.clips.graph import FRAMES, carried
from huoyan.errors import ArtifactError
from huoyan.images.proposals.regions import OUTPUTS
from huoyan.tasks.base import Shape
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

if TYPE_CHECKING:
    from huoyan.artifact.manifest import Manifest
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
    if artifact.manifest.clip is not None:
        _check_clip_graph(artifact, graph)
        return
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
    _check_outputs(artifact, graph, artifact.manifest.outputs if regions is None else OUTPUTS)


def _check_outputs(artifact: Artifact, graph: Graph, outputs: Mapping[str, Shape]) -> None:
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


def _check_clip_graph(artifact: Artifact, graph: Graph) -> None:
    """All that goes in and comes out, by name: a state that is mixed up would answer, and wrongly."""
    takes, gives = _over_time(artifact.manifest)
    for name, wanted in takes.items():
        if name not in graph.inputs:
            told = Message("artifact.no_input", name=name, inputs=list(graph.inputs))
            raise _wrong(artifact, told)
        if not _fits(found := graph.inputs[name], wanted):
            told = Message("artifact.clip_input", name=name, found=_said(found), wanted=_said(wanted))
            raise _wrong(artifact, told)
    if more := sorted(graph.inputs.keys() - takes.keys()):
        raise _wrong(artifact, Message("artifact.more_inputs", names=Listed(more)))
    _check_outputs(artifact, graph, gives)


def _over_time(manifest: Manifest) -> tuple[Mapping[str, Shape], Mapping[str, Shape]]:
    """Inputs and outputs of a graph over time (see `clips.graph`)."""
    assert manifest.clip is not None
    state: dict[str, Shape] = {name: (None, *shape) for name, shape in manifest.state.items()}
    answers: Mapping[str, Shape] = manifest.outputs
    if state:
        answers = {name: (None, *shape) for name, shape in manifest.outputs.items()}
    carries = {carried(name): shape for name, shape in state.items()}
    return {FRAMES: (None, None, *manifest.clip.shape), **state}, {**answers, **carries}


def check_selftest_fits(artifact: Artifact, arrays: Mapping[str, np.ndarray]) -> None:
    """Raises ArtifactError artifact.selftest unless there are pictures, or clips, and an answer to each."""
    shape, outputs = artifact.preprocess, artifact.manifest.task.outputs
    given, clip = "images", artifact.manifest.clip
    if clip is not None:
        given, (_, outputs) = FRAMES, _over_time(artifact.manifest)
    images = arrays.get(given)
    missing = [name for name in outputs if name not in arrays]
    if images is None or missing:
        lacking = missing[0] if missing else given
        raise _selftest(artifact, Message("artifact.selftest_lacks", name=lacking))
    one: Shape = (shape.height, shape.width, shape.channels) if clip is None else (None, *clip.shape)
    fits = images.ndim == len(one) + 1 and _fits(images.shape, (None, *one))
    kind = np.dtype(np.uint8) if clip is None else clip.dtype
    if images.dtype != kind or not images.size or not fits:
        found = {"dtype": str(images.dtype), "shape": images.shape}
        told = Message("artifact.selftest_images", **found, kind=str(kind), wanted=_said(one))
        raise _selftest(artifact, told)
    for name, (_, *sides) in outputs.items():
        if clip is not None and artifact.manifest.state and name in artifact.manifest.outputs:
            sides[0] = images.shape[1]  # an answer after each step
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
