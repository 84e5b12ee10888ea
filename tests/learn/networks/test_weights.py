"""Weights of others fit into a network, or it is said what does not."""

from __future__ import annotations

import csv
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file
from torch import nn

from huoyan.errors import NetworkError
from huoyan.learn.networks import build
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.weight_files.load import classifier_names, load_weights

MOBILENET = "weights/mobilenet_v2_100_imagenet_fp16.pth"


def cnn(classes: int = 10, channels: int = 1, seed: int = 0, **options: Any) -> nn.Module:
    torch.manual_seed(seed)
    return build("cnn", classes=classes, channels=channels, size=28, options={"widths": [8, 8, 8], **options})


def answers(network: nn.Module, channels: int = 1) -> torch.Tensor:
    pictures = torch.rand(4, channels, 28, 28, generator=torch.Generator().manual_seed(9))
    with torch.inference_mode():
        return network.eval()(pictures)


def saved(content: Any, path: Path) -> Path:
    torch.save(content, path)
    return path


def state(seed: int = 1, **options: Any) -> dict[str, torch.Tensor]:
    return cnn(seed=seed, **options).state_dict()


@pytest.mark.parametrize(
    ("wrap", "by"),
    [
        (lambda s: s, "name"),
        (lambda s: {"state_dict": s, "epoch": 3}, "name"),
        (lambda s: {"model": s, "optimizer": {"lr": torch.tensor(1.0)}}, "name"),
        (lambda s: {"state_dict": {"model": s}}, "name"),
        (lambda s: {"module." + k: v for k, v in s.items()}, "prefix"),
        (lambda s: {"model": {"_orig_mod.module." + k: v for k, v in s.items()}}, "prefix"),
        (lambda s: {"backbone." + k: v for k, v in s.items()} | {"neck.x": torch.ones(3)}, "prefix"),
        (lambda s: {f"layer_{i}.{k.rpartition('.')[2]}": v for i, (k, v) in enumerate(s.items())}, "order"),
    ],
)
def test_weights_are_found_however_the_file_names_them(
    wrap: Callable[[dict[str, torch.Tensor]], Any], by: str, tmp_path: Path
):
    network = cnn(seed=0)
    report = load_weights(network, saved(wrap(state(seed=1)), tmp_path / "a.pth"))
    assert report.matched_by == by
    assert report.missing == ()
    assert torch.equal(answers(network), answers(cnn(seed=1)))


def test_averaged_weights_go_before_the_last_ones(tmp_path: Path):
    network = cnn(seed=0)
    load_weights(network, saved({"model": state(seed=1), "ema": state(seed=2)}, tmp_path / "a.pt"))
    assert torch.equal(answers(network), answers(cnn(seed=2)))


def test_safetensors_and_what_a_normalised_network_saves_are_read(tmp_path: Path):
    path = tmp_path / "weights.safetensors"
    save_file(Normalised(cnn(seed=1), (0.5,), (0.5,)).state_dict(), path)
    network = cnn(seed=0)
    assert load_weights(network, path).matched_by == "prefix"
    assert torch.equal(answers(network), answers(cnn(seed=1)))


def test_half_precision_is_copied_into_full(tmp_path: Path):
    network = cnn()
    half = {name: value.half() if value.is_floating_point() else value for name, value in state().items()}
    load_weights(network, saved(half, tmp_path / "a.pth"))
    assert {parameter.dtype for parameter in network.parameters()} == {torch.float32}
    assert torch.allclose(answers(network), answers(cnn(seed=1)), atol=1e-2)


def test_a_last_layer_for_other_classes_is_left_out_and_said(tmp_path: Path):
    network = cnn(classes=3)
    before = network.classifier.weight.clone()
    report = load_weights(network, saved(state(), tmp_path / "a.pth"))
    assert report.dropped == ("classifier.weight", "classifier.bias")
    assert report.missing == ("classifier.weight", "classifier.bias")
    assert report.unexpected == ()
    assert "last layer left out" in report.sentence()
    assert torch.equal(network.classifier.weight, before)
    assert torch.equal(network.branches[0][0].convs[0].weight, state()["branches.0.0.convs.0.weight"])


def test_a_layer_is_taken_whole_or_not_at_all(tmp_path: Path):
    """The last layers have equally many classes but other inputs: the bias alone would fit."""
    network = cnn(hidden=[5])
    before = network.classifier.bias.clone()
    load_weights(network, saved(state(), tmp_path / "a.pth"))
    assert torch.equal(network.classifier.bias, before)


def test_colour_weights_answer_alike_for_grey_pictures(tmp_path: Path):
    same = {"widths": [8, 8, 8], "padding": "same"}
    colour = cnn(channels=3, seed=1, **same)
    grey = cnn(channels=1, seed=0, **same)
    report = load_weights(grey, saved(colour.state_dict(), tmp_path / "a.pth"))
    assert report.reshaped == ("branches.0.0.convs.0.weight",)
    picture = torch.rand(2, 1, 28, 28)
    with torch.inference_mode():
        assert torch.allclose(grey.eval()(picture), colour.eval()(picture.expand(-1, 3, -1, -1)), atol=1e-5)


def test_a_new_hidden_layer_is_reported_as_missing(tmp_path: Path):
    report = load_weights(cnn(hidden=[5]), saved(state(), tmp_path / "a.pth"))
    assert report.missing == ("hidden.0.weight", "hidden.0.bias", "classifier.weight", "classifier.bias")
    assert "missing: hidden.0.weight" in report.sentence()


@pytest.mark.parametrize("options", [{"widths": [8, 8, 16]}, {"widths": [8] * 5, "padding": "same"}])
def test_weights_of_another_network_are_refused_and_nothing_is_changed(
    options: dict[str, Any], tmp_path: Path
):
    path = saved(state(**options), tmp_path / "a.pth")
    network = cnn(seed=0, kernel=5, padding="same")
    before = answers(network)
    with pytest.raises(NetworkError, match="is of another network") as caught:
        load_weights(network, path)
    assert caught.value.code == "network.weights"
    assert torch.equal(answers(network), before)


def test_weights_of_a_deeper_network_are_refused_although_every_layer_finds_its_name(tmp_path: Path):
    deep = build("resnet34", classes=10, channels=3, size=32, options={})
    with pytest.raises(NetworkError, match=r"Only in the file: layer1\.2"):
        load_weights(
            build("resnet18", classes=10, channels=3, size=32, options={}),
            saved(deep.state_dict(), tmp_path / "a.pth"),
        )


def test_order_alone_never_puts_a_mean_where_a_weight_belongs(tmp_path: Path):
    swapped = {"running_mean": "weight", "weight": "running_mean"}
    renamed = {}
    for index, (name, value) in enumerate(state().items()):
        leaf = name.rpartition(".")[2]
        renamed[f"x{index}.{swapped.get(leaf, leaf)}"] = value
    with pytest.raises(NetworkError):
        load_weights(cnn(), saved(renamed, tmp_path / "a.pth"))


def test_weights_with_nan_are_refused(tmp_path: Path):
    bad = state()
    bad["branches.0.0.convs.0.weight"][0, 0, 0, 0] = float("nan")
    with pytest.raises(NetworkError, match="NaN"):
        load_weights(cnn(), saved(bad, tmp_path / "a.pth"))


class Payload:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("ran.txt"),))


def test_a_file_that_brings_code_is_refused_and_the_code_does_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"state_dict": state(), "more": Payload()}, "bad.pth")
    with pytest.raises(NetworkError, match="run code"):
        load_weights(cnn(), "bad.pth")
    assert not Path("ran.txt").exists()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pth", b"", "cannot be read"),
        ("a.pth", b"not weights at all", "damaged"),
        ("a.safetensors", b"not weights at all", "cannot be read"),
        ("a.h5", b"x", r"\.safetensors"),
        ("b.pth", None, "no such file"),
        ("c.pth", pickle.dumps({"epoch": 3}), r"cannot be read|damaged|no named tensors"),
    ],
)
def test_a_file_that_is_no_weights_is_an_error(name: str, content: bytes | None, said: str, tmp_path: Path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(NetworkError, match=said) as caught:
        load_weights(cnn(), tmp_path / name)
    assert caught.value.code == "network.weights"


def test_half_a_file_is_an_error(tmp_path: Path):
    path = saved(state(), tmp_path / "a.pth")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(NetworkError):
        load_weights(cnn(), path)


def test_a_checkpoint_without_tensors_is_an_error(tmp_path: Path):
    with pytest.raises(NetworkError, match="no named tensors"):
        load_weights(cnn(), saved({"epoch": 3}, tmp_path / "a.pth"))


def test_the_last_layer_is_known_by_name():
    assert classifier_names(cnn(hidden=[5])) == ("classifier",)
    assert classifier_names(build("resnet18", classes=2, channels=3, size=32, options={})) == ("fc",)
    within = nn.Sequential(build("dla34", classes=2, channels=3, size=32, options={}))
    assert classifier_names(within) == ("0.fc",)


def test_a_cifar_resnet_does_not_fit_and_the_message_says_why(shared_data: Callable[[str], Path]):
    network = build("resnet18", classes=10, channels=3, size=32, options={})
    with pytest.raises(NetworkError, match=r"conv1\.weight \(16, 3, 3, 3\) for \(64, 3, 7, 7\)"):
        load_weights(network, shared_data("weights/resnet20_cifar10.th"))


def mobilenet(classes: int, path: Path) -> tuple[nn.Module, Any]:
    network = build("mobilenetv2_100", classes=classes, channels=3, size=224, options={"pad_type": "same"})
    return network, load_weights(network, path)


def test_torchvisions_mobilenet_fits_timms_by_order(shared_data: Callable[[str], Path]):
    path = shared_data(MOBILENET)
    network, report = mobilenet(1000, path)
    assert (report.matched_by, report.missing, report.unexpected) == ("order", (), ())
    first = torch.load(path, weights_only=True)["features.0.0.weight"].float()
    assert torch.equal(network.conv_stem.weight, first)
    _, report = mobilenet(4, path)
    assert report.dropped == ("classifier.1.weight", "classifier.1.bias")


def read_224(path: Path) -> np.ndarray:
    """Middle square of the picture, its side 7/8 of the shorter one, as 224 x 224."""
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    side = min(picture.size) * 7 / 8
    left, top = (picture.width - side) / 2, (picture.height - side) / 2
    return np.asarray(
        picture.resize((224, 224), Image.Resampling.BILINEAR, box=(left, top, left + side, top + side))
    )


@pytest.mark.slow
def test_mobilenet_recognises_at_least_88_of_100_real_photos(shared_data, unpacked):
    network, _ = mobilenet(1000, shared_data(MOBILENET))
    whole = Normalised(network, (0.5,) * 3, (0.5,) * 3).eval()
    labels = next(unpacked("imagenet-sample/imagenet_sample100.zip").rglob("labels.csv"))
    with labels.open(newline="") as opened:
        rows = list(csv.DictReader(opened))
    indices = np.array([int(next(v for k, v in row.items() if "index" in k)) for row in rows])
    pictures = torch.from_numpy(np.stack([read_224(labels.parent / row["file"]) for row in rows]))
    with torch.inference_mode():
        found = torch.cat([whole(batch).argmax(1) for batch in pictures.split(20)]).numpy()
    assert len(rows) == 100
    assert (found == indices).sum() >= 88
