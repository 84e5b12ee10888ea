"""One way from a sample to the network's picture, and back from there to the source."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.api import load
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.prepare import prepare, prepared_together
from huoyan.data.sample.picture import FilePicture, PixelPicture
from huoyan.data.sample.truth import OneLabel
from huoyan.embed import GraphBackbone
from huoyan.evaluate import evaluate
from huoyan.learn.feed.pictures import load_pictures
from huoyan.preprocess import Prepared, Preprocess
from making import LABELS, colour_artifact

FITS = ("squash", "crop", "pad", "corner")
SIDE = 16


def grey(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, (height, width), dtype=np.uint8)


def colour(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(2).integers(0, 256, (height, width, 3), dtype=np.uint8)


def deep(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(3).integers(900, 2100, (height, width), dtype=np.uint16)


KINDS: dict[str, Callable[[int, int], np.ndarray]] = {"grey": grey, "colour": colour, "deep": deep}
SIZES = [(SIDE, SIDE), (17, 31), (1, 40), (61, 3)]


class Seen:
    """A runtime that keeps the pictures that it is given."""

    name, precision, reason, threads = "seen", "fp32", "", 1

    def __init__(self, runtime) -> None:
        self.runtime, self.batches = runtime, []

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        self.batches.append(batch.copy())
        return self.runtime.run(batch)

    @property
    def pixels(self) -> np.ndarray:
        return np.concatenate(self.batches)


def files(folder: Path, kind: str) -> Dataset:
    """A file of each size."""
    paths = [folder / f"{at}.png" for at in range(len(SIZES))]
    for path, size in zip(paths, SIZES, strict=True):
        Image.fromarray(KINDS[kind](*size)).save(path)
    samples = tuple(Sample(path.name, OneLabel(0), FilePicture(path)) for path in paths)
    return Dataset("made", LABELS, samples)


def transform(kind: str, fit: str) -> Preprocess:
    return Preprocess(SIDE, SIDE, fit, steps=("contrast",), window=(1000, 2000) if kind == "deep" else None)


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("kind", KINDS)
def test_training_evaluation_embedding_and_prediction_see_the_same_pixels(
    kind: str, fit: str, tmp_path: Path
):
    preprocess, data = transform(kind, fit), files(tmp_path, kind)
    artifact = colour_artifact(tmp_path / "model", preprocess=preprocess)
    wanted = [prepare(sample, preprocess) for sample in data.samples]
    pixels = np.stack([each.pixels for each in wanted])

    trained = load_pictures(data, preprocess)
    assert (trained.pixels == pixels).all()
    assert list(trained.places) == [each.place for each in wanted]

    predictor = load(tmp_path / "model", engine="onnxruntime", threads=1)
    predictor.runtime = evaluated = Seen(predictor.runtime)
    evaluate(predictor, data, batch=3)
    assert (evaluated.pixels == pixels).all()

    predictor.runtime = predicted = Seen(evaluated.runtime)
    assert all(answer.ok for answer in predictor.predict([sample.path for sample in data.samples], batch=3))
    assert (predicted.pixels == pixels).all()

    network = GraphBackbone(artifact.onnx, preprocess, "colours")
    network._runtime = embedded = Seen(network._runtime)
    network.embed(data.samples)
    assert (embedded.pixels == pixels).all()


@pytest.mark.parametrize("kind", ["grey", "colour"])
@pytest.mark.parametrize("size", SIZES)
def test_pixels_in_memory_are_prepared_as_their_file(kind: str, size: tuple[int, int], tmp_path: Path):
    pixels, path = KINDS[kind](*size), tmp_path / "x.png"
    Image.fromarray(pixels).save(path)
    for fit in FITS:
        preprocess = Preprocess(SIDE, SIDE, fit)
        found = [
            prepare(Sample("x", OneLabel(0), picture), preprocess)
            for picture in (PixelPicture(pixels), FilePicture(path))
        ]
        assert (found[0].pixels == found[1].pixels).all()
        assert found[0].place == found[1].place


@pytest.mark.parametrize("name", ["grey", "rgb"])
def test_together_is_one_by_one(name: str):
    preprocess = Preprocess(SIDE, SIDE, colour=name)
    make = grey if name == "grey" else colour
    samples = tuple(
        Sample(str(at), OneLabel(0), PixelPicture(make(SIDE, SIDE) // (at + 1))) for at in range(5)
    )
    data = Dataset("made", LABELS, samples)
    alone = [prepare(sample, preprocess) for sample in samples]
    together = prepared_together(data, preprocess)
    assert together is not None
    assert (together[0] == np.stack([each.pixels for each in alone])).all()
    assert list(together[1]) == [each.place for each in alone]
    assert prepared_together(data, Preprocess(SIDE, 8, colour=name)) is None


@pytest.mark.parametrize("fit", FITS)
@pytest.mark.parametrize("size", [(90, 200), (200, 90), (101, 57), (1200, 1700)])
def test_a_box_that_is_found_in_the_networks_picture_lies_where_it_is_in_the_source(
    fit: str, size: tuple[int, int]
):
    height, width = size
    box = np.array([0.4 * width, 0.35 * height, 0.6 * width, 0.6 * height]).round().astype(int)
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[box[1] : box[3], box[0] : box[2]] = 255
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    preprocess = Preprocess(160, 160, fit, interpolation="nearest")
    for prepared in (preprocess(pixels), preprocess.read(stream.getvalue())):
        pixel = 1 / min(
            prepared.place.scale_x, prepared.place.scale_y
        )  # of the network, in those of the source
        assert np.abs(prepared.place.to_source(found(prepared)) - box).max() <= max(1.0, pixel)
        assert np.abs(prepared.place.to_model(box) - found(prepared)).max() <= 1


def found(prepared: Prepared) -> np.ndarray:
    """The box of all white pixels, xyxy (1, 4)."""
    rows, columns = np.nonzero(prepared.pixels[:, :, 0] == 255)
    return np.array([[columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]])
