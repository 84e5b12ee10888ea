"""Weights are scored on photos as their card says, and the labels of photos find their outputs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from PIL import Image

import huoyan
from huoyan.errors import UsageError
from huoyan.learn.networks import build
from huoyan.learn.weights.class_indices import class_indices
from huoyan.learn.weights.score import WeightsScore, ranks_of
from huoyan.metrics.intervals.proportions import wilson
from huoyan.runs.weight_cards.card import CardOutput

RGB = ("red", "green", "blue")


def photos(folder: Path, n: int = 4) -> Path:
    """A folder a colour; one of the blue ones is red."""
    rng = np.random.default_rng(0)
    for channel, name in enumerate(RGB):
        (folder / name).mkdir(parents=True)
        for i in range(n):
            pixels = rng.integers(0, 60, (20, 30, 3), dtype=np.uint8)
            pixels[..., 0 if (name, i) == ("blue", 0) else channel] += 120
            Image.fromarray(pixels).save(folder / name / f"{i}.png")
    return folder


def colour_graph(path: Path, *, batch: int | str = "n", last: bool = False) -> Path:
    """The mean of each channel is the logit of its class; `last`: pictures NHWC."""
    shape, axes = ((batch, 8, 8, 3), [1, 2]) if last else ((batch, 3, 8, 8), [2, 3])
    made = helper.make_graph(
        [helper.make_node("ReduceMean", ["x"], ["y"], axes=axes, keepdims=0)],
        "colours",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, (batch, 3))],
    )
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(made, opset_imports=opset, ir_version=8), str(path))
    return path


def carded(file: Path, library: str, name: str, more: str) -> Path:
    file.with_name(f"{file.name}.toml").write_text(
        f'[network]\nlibrary = "{library}"\nname = "{name}"\n{more}'
    )
    return file


def score(file: Path, data: Path) -> WeightsScore:
    return huoyan.score_weights(file, data, say=lambda said: None)


@pytest.mark.parametrize(("batch", "last"), [("n", False), (1, False), (5, True)])
def test_a_graph_is_scored_with_its_interval(batch: int | str, last: bool, tmp_path: Path):
    file = carded(
        colour_graph(tmp_path / "net.onnx", batch=batch, last=last), "onnx", "colours",
        '[input]\nrange = "0..1"\n[output]\nlabels = ["red", "green", "blue"]\n',
    )  # fmt: skip
    found = score(file, photos(tmp_path / "photos"))
    assert found.accuracy == wilson(11, 12)
    assert (found.right, found.top5) == (11, None)


def test_the_order_of_the_channels_is_that_of_the_card(tmp_path: Path):
    file = carded(
        colour_graph(tmp_path / "net.onnx"), "onnx", "colours",
        '[input]\nrange = "0..1"\ncolour = "bgr"\n[output]\nlabels = ["blue", "green", "red"]\n',
    )  # fmt: skip
    assert score(file, photos(tmp_path / "photos")).right == 11


def test_a_network_is_scored_as_by_hand(tmp_path: Path):
    torch.manual_seed(2)
    network = build("test_resnet", classes=3, channels=3, size=16, options={})
    torch.save(network.state_dict(), tmp_path / "net.pth")
    more = (
        "[input]\nheight = 16\nwidth = 16\nmean = [0.4, 0.4, 0.4]\nstd = [0.2, 0.2, 0.2]\n"
        'crop_ratio = 1.0\n[output]\nclasses = 3\nlabels = ["red", "green", "blue"]\n'
    )
    file = carded(tmp_path / "net.pth", "timm", "test_resnet", more)
    data = photos(tmp_path / "photos")
    right = 0
    for index, name in enumerate(RGB):
        for path in sorted((data / name).iterdir()):
            # The middle square of a 30 x 20 picture, as 16 x 16.
            image = Image.open(path).resize((16, 16), Image.Resampling.BILINEAR, box=(5, 0, 25, 20))
            pixels = (np.asarray(image, np.float32) / 255 - 0.4) / 0.2
            with torch.inference_mode():
                answer = network.eval()(torch.from_numpy(pixels.transpose(2, 0, 1)[None]))
            right += int(answer.argmax()) == index
    assert score(file, data).right == right


def test_broken_photos_are_counted_apart(tmp_path: Path):
    data = photos(tmp_path / "photos")
    (data / "red" / "0.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    file = carded(
        colour_graph(tmp_path / "net.onnx"), "onnx", "colours",
        '[input]\nrange = "0..1"\n[output]\nlabels = ["red", "green", "blue"]\n',
    )  # fmt: skip
    found = score(file, data)
    assert (found.accuracy.n, len(found.broken)) == (11, 1)
    assert found.to_json()["broken"][0]["source"].endswith("0.png")


def test_without_a_card_or_a_range_nothing_is_guessed(tmp_path: Path):
    file, data = colour_graph(tmp_path / "net.onnx"), photos(tmp_path / "photos")
    with pytest.raises(UsageError, match="has no card, and none of those that ship is of it"):
        score(file, data)
    with pytest.raises(UsageError, match="does not say what pixels become"):
        score(carded(file, "onnx", "colours", ""), data)
    with pytest.raises(UsageError, match="names none of the 3 classes"):
        score(carded(file, "onnx", "colours", '[input]\nrange = "0..1"\n'), data)
    with pytest.raises(UsageError, match="neither timm nor torchvision builds"):
        score(carded(file, "other", "colours", ""), data)


def test_labels_are_numbers_names_or_ids():
    named = CardOutput(labels=("Tabby Cat", "dog"))
    assert class_indices(named, 2, ["dog", "tabby_cat"]) == (1, 0)
    assert class_indices(named, 2, ["1", "0"]) == (1, 0)
    imagenet = CardOutput(label_set="imagenet-1k")
    assert class_indices(imagenet, 1000, ["n01491361", "tiger_shark", "tench"]) == (3, 3, 0)
    assert class_indices(CardOutput(), 1000, ["goldfish"]) == (1,)
    told = "the network knows no class bird among its 2. Its classes are called as Tabby Cat, dog;"
    with pytest.raises(UsageError, match=re.escape(told)):
        class_indices(named, 2, ["dog", "bird"])
    with pytest.raises(UsageError, match="knows no class 2"):
        class_indices(named, 2, ["0", "2"])
    with pytest.raises(UsageError, match="crane"):  # a bird, and a machine
        class_indices(imagenet, 1000, ["crane"])


@pytest.mark.parametrize(
    ("file", "right"),
    [("mobilenet_v2_100_imagenet_fp16.pth", 91), ("mobilenetv1_075_imagenet_fp32.pth", 86)],
)
def test_the_files_of_imagenet_know_as_many_photos_as_their_source_says(
    file: str, right: int, shared_data: Callable[[str], Path], unpacked: Callable[[str], Path]
):
    labels = next(unpacked("imagenet-sample/imagenet_sample100.zip").rglob("labels.csv"))
    found = score(shared_data(f"weights/{file}"), labels)
    assert (found.right, found.accuracy.n) == (right, 100)
    assert found.accuracy == wilson(right, 100)
    assert found.top5 is not None
    assert found.top5.value >= 0.98


def test_a_network_that_says_nothing_is_not_right() -> None:
    logits = np.array([[1.0, 3.0, 2.0], [5.0, 5.0, 5.0], [np.nan, np.nan, np.nan]])
    assert ranks_of(logits, np.array([2, 1, 0])).tolist() == [1, 1, 2]
    assert ranks_of(logits, np.array([1, 0, 1])).tolist() == [0, 0, 2]
