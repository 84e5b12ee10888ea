"""Makes a real artifact without torch: a graph with known weights that tells colours apart; and pictures."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from huoyan.artifact.manifest import Manifest, Network, Parity, Provenance
from huoyan.artifact.picture_keys import PictureKeys
from huoyan.artifact.read import Artifact
from huoyan.artifact.weights_origin import WeightsOrigin
from huoyan.artifact.write import write_artifact
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.fingerprint import contents_sha256
from huoyan.data.sample.picture import FilePicture, PixelPicture
from huoyan.data.sample.truth import OneLabel, SeveralLabels
from huoyan.preprocess import Preprocess
from huoyan.tasks.classify import Classify
from huoyan.tasks.tags import Tags

LABELS = ("red", "green", "blue")
GAIN = 20.0

# Said to be a network large enough that the engines are worth comparing.
LARGE = 1_000_000


def colour_artifact(
    folder: Path,
    *,
    labels: tuple[str, ...] = LABELS,
    size: tuple[int, int] = (16, 16),
    multilabel: bool = False,
    preprocess: Preprocess | None = None,
    selftest_images: np.ndarray | None = None,
    selftest_logits: np.ndarray | None = None,
    temperature: float = 1.0,
    parity: tuple[Parity, ...] = (),
    gain: float = GAIN,
    begun_from: tuple[WeightsOrigin, ...] = (),
    network: str = "colours",
) -> Artifact:
    """A model at `folder` whose classes are the colour channels: the brightest one wins.

    Two labels use red and green only.
    """
    height, width = size
    images = pictures(12, size) if selftest_images is None else selftest_images
    logits = reference_logits(images, len(labels), gain) if selftest_logits is None else selftest_logits
    preprocess = preprocess or Preprocess(
        height=height,
        width=width,
        fit="squash",
        interpolation="bilinear",
        colour="rgb",
        steps=(),
        window=None,
    )
    kind: type[Classify | Tags] = Tags if multilabel else Classify
    task = kind(labels, temperature)
    manifest = Manifest(
        task=task,
        outputs=dict(task.outputs),
        preprocess=preprocess.to_json(),
        parity=parity,
        network=Network(name=network, mean=(0.0,) * 3, std=(1.0,) * 3, parameters=LARGE),
        provenance=Provenance(
            command="made by hand",
            created="2025-01-01T00:00:00+00:00",
            seed=0,
            data="colours",
            data_sha256="0" * 64,
            counts={"train": 0, "val": 0, "test": 0},
            versions={},
            weights="0" * 64,
        ),
        begun_from=begun_from,
    )
    weights = {"blur": _blur(), "head": _head(len(labels), gain), "steps": np.array(7, np.int64)}
    return write_artifact(
        folder,
        manifest,
        onnx=colour_graph(len(labels), size, gain),
        weights=weights,
        selftest={"images": images, "logits": logits},
    )


def pictures(n: int, size: tuple[int, int] = (16, 16), seed: int = 0) -> np.ndarray:
    """Noise with one stronger channel each, in turn: uint8 (n, H, W, 3), classes 0, 1, 2, 0 ..."""
    rng = np.random.default_rng(seed)
    batch = rng.integers(0, 120, (n, *size, 3), dtype=np.uint8)
    for index in range(n):
        batch[index, :, :, index % 3] += rng.integers(80, 130, dtype=np.uint8)
    return batch


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The picture as a file of that format."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def photo(height: int = 60, width: int = 90) -> Image.Image:
    """Smooth colours with an edge: what JPEG keeps well, and no symmetry at all."""
    y, x = np.mgrid[0:height, 0:width]
    red = 255 * x / width
    green = 255 * y / height
    blue = np.where((x > width / 3) & (y < height / 2), 200, 40)
    return Image.fromarray(np.stack([red, green, blue], axis=2).astype(np.uint8))


def reference_logits(images: np.ndarray, classes: int = 3, gain: float = GAIN) -> np.ndarray:
    """What the graph computes, written out in numpy: blur 3 x 3 with a black border, mean, gain."""
    scaled = images.astype(np.float64) / 255
    n, height, width, _ = scaled.shape
    padded = np.zeros((n, height + 2, width + 2, 3))
    padded[:, 1:-1, 1:-1] = scaled
    blurred = sum(padded[:, y : y + height, x : x + width] for y in range(3) for x in range(3)) / 9
    means = np.maximum(blurred, 0).mean(axis=(1, 2))
    return (gain * means[:, :classes]).astype(np.float32)


def colour_graph(classes: int = 3, size: tuple[int, int] = (16, 16), gain: float = GAIN) -> bytes:
    """The graph of `reference_logits` as ONNX: uint8 (batch, H, W, 3) to logits (batch, classes)."""
    nodes = [
        helper.make_node("Cast", ["images"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["float", "full"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "blur"], ["blurred"], group=3, pads=[1, 1, 1, 1]),
        helper.make_node("Relu", ["blurred"], ["positive"]),
        helper.make_node("GlobalAveragePool", ["positive"], ["pooled"]),
        helper.make_node("Flatten", ["pooled"], ["flat"]),
        helper.make_node("Gemm", ["flat", "head"], ["logits"], transB=1),
    ]
    constants = {"full": np.float32(255), "blur": _blur(), "head": _head(classes, gain)}
    graph = helper.make_graph(
        nodes,
        "colours",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["batch", *size, 3])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", classes])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _blur() -> np.ndarray:
    return np.full((3, 1, 3, 3), 1 / 9, np.float32)


def _head(classes: int, gain: float) -> np.ndarray:
    return (gain * np.eye(3))[:classes].astype(np.float32)


def sample_of(
    source: str,
    label: int | tuple[int, ...],
    path: Path | None = None,
    pixels: np.ndarray | None = None,
    split: Split | None = None,
    group: str | None = None,
) -> Sample:
    """A sample of one class, or with a tuple of several labels, whose picture is a file or pixels."""
    truth = OneLabel(label) if isinstance(label, int) else SeveralLabels(label)
    picture = PixelPicture(pixels) if pixels is not None else FilePicture(path or Path("missing"))
    return Sample(source, truth, picture, split, group)


def shapes(folder: Path, n: int = 12, seed: int = 0) -> Path:
    """A folder per class: bright discs and dark ones, with Chinese names and blanks in the paths."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:24, :32]
    disc = (y - 12) ** 2 + (x - 16) ** 2 < 60
    for name, value in (("亮 的", 230), ("暗的", 30)):
        for i in range(n):
            pixels = rng.integers(100, 140, (24, 32, 3))
            pixels[disc] = value
            path = folder / name / f"图 {i}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels.astype(np.uint8)).save(path)
    return folder


def photos(folder: Path, numbers: Sequence[int] = range(12), seed: int = 0) -> Path:
    """A folder for each colour; picture i is the i-th of `pictures`."""
    found = pictures(100, seed=seed)
    for number in numbers:
        path = folder / LABELS[number % 3] / f"图 {number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(found[number]).save(path)
    return folder


def trained_on(dataset: Dataset, folder: Path, **options: Any) -> Artifact:
    """A model that says it was trained on these; `options` as of `colour_artifact`."""
    made = colour_artifact(folder, **options)
    return write_artifact(
        folder,
        made.manifest,
        onnx=made.onnx.read_bytes(),
        weights=made.weights(),
        selftest=made.selftest(),
        pictures=PictureKeys.of(dataset, contents_sha256(dataset)),
    )


def state(folder: Path) -> dict[Path, tuple[int, int, str]]:
    """Mode, time of the last change and content (of a link: where it leads) of everything below."""
    found = {}
    for path in (folder, *folder.rglob("*")):
        status, content = path.lstat(), b""
        if stat.S_ISLNK(status.st_mode):
            content = os.fsencode(path.readlink())
        elif stat.S_ISREG(status.st_mode):
            content = path.read_bytes()
        found[path] = (status.st_mode, status.st_mtime_ns, hashlib.sha256(content).hexdigest())
    return found


def contents(folder: Path) -> dict[Path, tuple[int, str]]:
    """The same without times: what a call makes and takes away again leaves its trace there."""
    return {path: (mode, digest) for path, (mode, _, digest) in state(folder).items()}
