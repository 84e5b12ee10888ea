"""A real artifact that finds the marks in a picture exactly, one of each colour, without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from huoyan.artifact.manifest import Manifest, Network, Provenance
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.preprocess import Fit, Preprocess
from huoyan.tasks.detect import Detect

COLOURS = ("red", "green", "blue")
Mark = tuple[str, tuple[int, int, int, int]]
Classes = Literal["int64", "float32"]


def marked(height: int, width: int, *marks: Mark, value: int = 255) -> np.ndarray:
    """A black picture with rectangles (colour, (xmin, ymin, xmax, ymax))."""
    pixels = np.zeros((height, width, 3), np.uint8)
    for colour, (xmin, ymin, xmax, ymax) in marks:
        pixels[ymin:ymax, xmin:xmax, COLOURS.index(colour)] = value
    return pixels


def mark_artifact(
    folder: Path, *, side: int = 64, fit: Fit = "pad", classes: Classes = "int64", task: Detect | None = None
) -> Artifact:
    """A detector at `folder` that gives each mark twice: where it is, and less surely one pixel below."""
    task = task or Detect(COLOURS, (0.5,))
    images = np.stack([some_marks(side, seed) for seed in range(6)])
    manifest = Manifest(
        task=task,
        outputs=dict(task.outputs),
        preprocess=Preprocess(side, side, fit, interpolation="nearest").to_json(),
        network=Network(name="marks", mean=(0.0,) * 3, std=(1.0,) * 3, parameters=0),
        provenance=Provenance(
            command="made by hand",
            created="2025-01-01T00:00:00+00:00",
            seed=0,
            data="marks",
            data_sha256="0" * 64,
            counts={"train": 0, "val": 0, "test": 0},
            versions={},
            weights="0" * 64,
        ),
        begun_from=(),
    )
    return write_artifact(
        folder,
        manifest,
        onnx=mark_graph(side, classes),
        weights={"nothing": np.zeros(1, np.float32)},
        selftest={"images": images, **reference(images, classes)},
    )


def some_marks(side: int, seed: int) -> np.ndarray:
    """A picture with a mark of each colour, somewhere."""
    rng = np.random.default_rng(seed)
    corners = [np.sort(rng.choice(side, (2, 2), replace=False), axis=0).ravel() for _ in COLOURS]
    marks = [(name, tuple(map(int, box))) for name, box in zip(COLOURS, corners, strict=True)]
    return marked(side, side, *marks)  # type: ignore[arg-type]


def reference(images: np.ndarray, classes: Classes = "int64") -> dict[str, np.ndarray]:
    """What the graph answers, picture by picture."""
    boxes = np.zeros((len(images), 6, 4), np.float32)
    scores = np.zeros((len(images), 6), np.float32)
    for at, image in enumerate(images):
        for number in range(3):
            rows, columns = np.nonzero(image[..., number] > 127)
            side = image.shape[0]
            box = [side, side, 0, 0]  # of nothing: turned inside out
            if len(rows):
                box = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
            boxes[at, number], boxes[at, number + 3] = box, np.add(box, [0, 1, 0, 1])
            scores[at, number] = image[..., number].max() / 255
    scores[:, 3:] = scores[:, :3] * np.float32(0.9)
    numbers = np.tile(np.arange(3), (len(images), 2)).astype(classes)
    return {"boxes": boxes, "scores": scores, "classes": numbers}


def mark_graph(side: int, classes: Classes = "int64") -> bytes:
    """The graph of `reference` as ONNX: uint8 (batch, side, side, 3) to boxes, scores and classes."""
    at = np.arange(side, dtype=np.float32)
    constants = {
        "half": np.float32(127.5),
        "full": np.float32(255),
        "nought": np.float32(0),
        "less": np.float32(0.9),
        "side": np.float32(side),
        "ends": at + 1,
        "begins": side - at,
        "across": np.array([2], np.int64),
        "down": np.array([3], np.int64),
        "last": np.array([2], np.int64),
        "numbers": np.tile(np.arange(3, dtype=np.float32), 2),
        "lower": np.array([0, 1, 0, 1], np.float32),
        "area": np.array([2, 3], np.int64),
    }
    nodes = [
        helper.make_node("Cast", ["images"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Transpose", ["float"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Greater", ["planes", "half"], ["above"]),
        helper.make_node("Cast", ["above"], ["mask"], to=TensorProto.FLOAT),
    ]
    for sides, axis in (("x", "across"), ("y", "down")):
        nodes += [
            helper.make_node("ReduceMax", ["mask", axis], [f"{sides}_there"], keepdims=0),
            helper.make_node("Mul", [f"{sides}_there", "ends"], [f"{sides}_ends"]),
            helper.make_node("ReduceMax", [f"{sides}_ends", "last"], [f"{sides}_max"], keepdims=1),
            helper.make_node("Mul", [f"{sides}_there", "begins"], [f"{sides}_begins"]),
            helper.make_node("ReduceMax", [f"{sides}_begins", "last"], [f"{sides}_before"], keepdims=1),
            helper.make_node("Sub", ["side", f"{sides}_before"], [f"{sides}_min"]),
        ]
    kind = TensorProto.INT64 if classes == "int64" else TensorProto.FLOAT
    nodes += [
        helper.make_node("Concat", ["x_min", "y_min", "x_max", "y_max"], ["found"], axis=2),
        helper.make_node("Add", ["found", "lower"], ["again"]),
        helper.make_node("Concat", ["found", "again"], ["boxes"], axis=1),
        helper.make_node("ReduceMax", ["planes", "area"], ["brightest"], keepdims=0),
        helper.make_node("Div", ["brightest", "full"], ["score"]),
        helper.make_node("Mul", ["score", "less"], ["lesser"]),
        helper.make_node("Concat", ["score", "lesser"], ["scores"], axis=1),
        helper.make_node("Mul", ["scores", "nought"], ["noughts"]),
        helper.make_node("Add", ["noughts", "numbers"], ["each"]),
        helper.make_node("Cast", ["each"], ["classes"], to=kind),
    ]
    graph = helper.make_graph(
        nodes,
        "marks",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["batch", side, side, 3])],
        [
            helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["batch", 6, 4]),
            helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["batch", 6]),
            helper.make_tensor_value_info("classes", kind, ["batch", 6]),
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
