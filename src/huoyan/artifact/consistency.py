"""Whether the graph and the self-test of a model belong to its manifest: names, shapes, nothing outside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from huoyan.artifact.graph import Shape, read_graph
from huoyan.errors import ArtifactError
from huoyan.text import shortened

if TYPE_CHECKING:
    from huoyan.artifact.read import Artifact


def check_graph_fits(artifact: Artifact) -> None:
    """Raises ArtifactError artifact.graph where model.onnx cannot be what the manifest describes."""
    try:
        graph = read_graph(artifact.onnx)
    except OSError as error:
        code = "artifact.permission" if isinstance(error, PermissionError) else "artifact.file"
        raise ArtifactError(
            f"{artifact.onnx} cannot be read: {error.strerror}. Allow reading it, or restore it from a copy.",
            code=code,
        ) from error
    except ValueError as error:
        raise _wrong(artifact, str(error)) from error
    if graph.external:
        raise _wrong(artifact, "its weights lie in another file, which no checksum covers")
    shape = artifact.preprocess
    if len(graph.inputs) == 1:  # any other number is refused by every engine
        ((name, takes),) = graph.inputs.items()
        if not _fits(takes, (None, shape.height, shape.width, shape.channels)):
            raise _wrong(
                artifact,
                f"its input {name} is {_said(takes)}, the manifest says pictures of {shape.height} x "
                f"{shape.width} x {shape.channels}",
            )
    missing = [name for name in artifact.manifest.outputs if name not in graph.outputs]
    if missing:
        raise _wrong(
            artifact,
            f"it has no output {missing[0]!r}, which the manifest names; it has {list(graph.outputs)}",
        )
    for name, wanted in artifact.manifest.outputs.items():
        gives = graph.outputs[name]
        if not _fits(gives, wanted):
            raise _wrong(artifact, f"its output {name} is {_said(gives)}, the manifest says {_said(wanted)}")


def check_selftest_fits(artifact: Artifact, arrays: Mapping[str, np.ndarray]) -> None:
    """Raises ArtifactError artifact.selftest unless there are pictures and an answer to each."""
    shape, outputs = artifact.preprocess, artifact.manifest.task.outputs
    images = arrays.get("images")
    missing = [name for name in outputs if name not in arrays]
    if images is None or missing:
        raise _selftest(artifact, f"it holds no `{missing[0] if missing else 'images'}`")
    wanted = (len(images) if images.ndim else 0, shape.height, shape.width, shape.channels)
    if images.dtype != np.uint8 or images.shape != wanted or not len(images):
        raise _selftest(
            artifact, f"its images are {images.dtype} {images.shape}, not uint8 (n, *{wanted[1:]})"
        )
    for name, (_, *sides) in outputs.items():
        answers, rows = arrays[name], (len(images), *sides)
        if answers.dtype.kind != "f" or not _fits(answers.shape, rows) or answers.ndim != len(rows):
            raise _selftest(artifact, f"its {name} are {answers.dtype} {answers.shape}, not float {rows}")


def _fits(found: Shape, wanted: Shape) -> bool:
    """Whether shapes agree; None stands for any size. No sides at all: the graph does not say."""
    if not found:
        return True
    return len(found) == len(wanted) and all(
        a is None or b is None or a == b for a, b in zip(found, wanted, strict=True)
    )


def _said(shape: Shape) -> str:
    return f"({', '.join('any' if side is None else str(side) for side in shape)})"


def _wrong(artifact: Artifact, reason: str) -> ArtifactError:
    return ArtifactError(
        f"{artifact.onnx} does not belong to its huoyan.json: {shortened(reason)}. Restore the folder "
        "from a copy, or train again.",
        code="artifact.graph",
    )


def _selftest(artifact: Artifact, reason: str) -> ArtifactError:
    return ArtifactError(
        f"The self-test of {artifact.folder} cannot be repeated: {reason}. Train or export again.",
        code="artifact.selftest",
    )
