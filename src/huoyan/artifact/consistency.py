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
    shape, labels = artifact.preprocess, len(artifact.manifest.labels)
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
    gives = graph.outputs[artifact.manifest.outputs[0]]
    if not _fits(gives, (None, labels)):
        raise _wrong(artifact, f"it gives {_said(gives)}, the manifest names {labels} labels")


def check_selftest_fits(artifact: Artifact, arrays: Mapping[str, np.ndarray]) -> None:
    """Raises ArtifactError artifact.selftest unless there are pictures and an answer to each."""
    shape, output = artifact.preprocess, artifact.manifest.outputs[0]
    images, answers = arrays.get("images"), arrays.get(output)
    if images is None or answers is None:
        raise _selftest(artifact, f"it holds no `images` or no `{output}`")
    wanted = (len(images) if images.ndim else 0, shape.height, shape.width, shape.channels)
    if images.dtype != np.uint8 or images.shape != wanted or not len(images):
        raise _selftest(
            artifact, f"its images are {images.dtype} {images.shape}, not uint8 (n, *{wanted[1:]})"
        )
    rows = (len(images), len(artifact.manifest.labels))
    if answers.dtype.kind != "f" or answers.shape != rows:
        raise _selftest(artifact, f"its {output} are {answers.dtype} {answers.shape}, not float {rows}")


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
