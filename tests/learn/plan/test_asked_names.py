"""What is asked for by name and is not there is told before a picture is read, mostly before the data."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import huoyan
from box_files import picture, text
from huoyan.errors import HuoyanError, NetworkError, UsageError
from huoyan.learn.networks.detectors import DETECTORS, OPTIONS
from huoyan.learn.plan.asked_names import check_asked
from huoyan.runs.recipe import recipe_from


def refused(**values: object) -> str:
    """The code and the text of what a recipe is refused with."""
    with pytest.raises(HuoyanError) as caught:
        check_asked(recipe_from(values))
    return f"{caught.value.code}: {caught.value.message}"


def boxes(folder: Path) -> Path:
    for number in range(8):
        picture(folder / "images" / f"{number}.jpg")
        text(folder / "labels" / f"{number}.txt", "0 0.5 0.5 0.4 0.4\n")
    text(folder / "data.yaml", "train: images\nval: images\nnames: [cell]\n")
    return folder


@pytest.mark.parametrize("name", ["none.pth", "none.onnx", "no folder"])
@pytest.mark.parametrize("task", ["auto", "detect", "classify"])
def test_weights_that_are_not_there_are_named_before_the_data_are_read(name: str, task: str, tmp_path: Path):
    with pytest.raises(NetworkError, match=f"weights .*{name}: there is no such file"):
        huoyan.train(tmp_path / "absent", task=task, weights=str(tmp_path / name), out=tmp_path / "run")


def test_a_missing_file_is_not_said_to_be_a_bad_graph(tmp_path: Path):
    with pytest.raises(NetworkError, match=r"none\.onnx: there is no such file"):
        huoyan.import_onnx("yolox", tmp_path / "none.onnx", out=tmp_path / "run")


def test_a_file_that_says_of_no_detector_is_named_with_what_is_accepted(tmp_path: Path):
    torch.save({"weight": torch.zeros(2)}, tmp_path / "some.pth")
    told = refused(task="detect", weights=str(tmp_path / "some.pth"))
    assert told.startswith("usage.weights: weights ")
    for part in ("some.pth", "--model NAME", "backbone=NAME", ".onnx", "RUN/model/weights.safetensors"):
        assert part in told
    text(tmp_path / "notes.txt", "no weights")
    assert "notes.txt: weights are read from" in refused(task="detect", weights=str(tmp_path / "notes.txt"))
    check_asked(
        recipe_from({"task": "detect", "weights": tmp_path / "some.pth", "options": {"backbone": "resnet18"}})
    )


def test_a_folder_of_weights_is_told_the_file_in_it(tmp_path: Path):
    assert "this is a folder without weights of a detector" in refused(task="detect", weights=str(tmp_path))
    weights = text(tmp_path / "run" / "model" / "weights.safetensors", "")
    assert refused(task="detect", weights=tmp_path / "run").endswith(f"Name it: --weights {weights}.")
    kept = text(tmp_path / "kept" / "yolox_nano.onnx", "")
    assert refused(task="detect", model="yolox", weights=tmp_path / "kept").endswith(f"--weights {kept}.")


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ({"model": "ridge", "features": "hgo"}, "--model ridge and --features hgo"),
        ({"model": "svm"}, "--model svm"),
        ({"features": "hog"}, "--features hog"),
    ],
)
def test_boxes_are_said_to_be_learnt_by_a_detector_in_one_error(
    values: dict[str, object], flags: str, tmp_path: Path
):
    told = refused(task="detect", **values)
    assert told.startswith(f"usage.recipe: {flags}: ")
    assert all(name in told for name in (*DETECTORS, "rcnn"))
    with pytest.raises(UsageError, match="learnt by a detector"):  # as the data tell by themselves
        huoyan.train(boxes(tmp_path / "盒 子"), out=tmp_path / "run", **values)


@pytest.mark.parametrize("model", ["auto", "yolo", "yolox_nano"])
def test_a_backbone_is_to_be_named_where_pretrained_weights_are_asked_for(model: str):
    told = refused(task="detect", model=model, pretrained=True)
    assert "--option backbone=mobilenetv3_large_100" in told
    check_asked(
        recipe_from(
            {"task": "detect", "model": model, "pretrained": True, "options": {"backbone": "resnet18"}}
        )
    )
    check_asked(recipe_from({"task": "detect", "model": "faster_rcnn", "pretrained": True}))


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("yollo", "no network is called 'yollo'. Nearest: yolo, "),
        ("resnet17", "no network is called 'resnet17'. Nearest: resnet18"),
        ("torchvision.resnt18", "Nearest: resnet18"),
    ],
)
def test_a_network_that_there_is_not_has_its_nearest_named_before_the_data_are_read(
    model: str, said: str, tmp_path: Path
):
    for task in ("auto", "detect"):
        with pytest.raises(NetworkError) as caught:
            huoyan.train(tmp_path / "absent", task=task, model=model, out=tmp_path / "run")
        assert said in caught.value.message


@pytest.mark.parametrize("model", ["cnn", "mobilenetv3_small_100"])
def test_a_network_of_whole_pictures_is_told_to_be_a_backbone(model: str):
    assert f"--model yolo --option backbone={model}" in refused(task="detect", model=model)
    assert "rnn is no detector. Use one of yolo" in refused(task="detect", model="rnn")


@pytest.mark.parametrize("model", ["yolox_nano", "rcnn"])
def test_a_detector_does_not_learn_classes_of_whole_pictures(model: str):
    assert refused(task="classify", model=model).startswith(
        f"usage.recipe: --model {model} learns from boxes"
    )


def test_regions_are_learnt_from_boxes_and_have_options_of_their_own():
    for task in ("auto", "detect"):
        check_asked(recipe_from({"task": task, "model": "rcnn", "features": "hog"}))
    assert refused(task="detect", model="rcnn", options={"sides": 3}).startswith("network.option: ")
    assert "Nearest: hog" in refused(task="detect", model="rcnn", features="hgo")


@pytest.mark.parametrize(
    ("model", "near"),
    [("yolo", "widths"), ("yolox_s", "l1"), ("faster_rcnn", "width"), ("cnn", "widths"), ("rnn", "cell")],
)
def test_an_option_that_there_is_not_is_told_before_the_data_are_read(model: str, near: str):
    assert "Options: " in (told := refused(model=model, options={"widht": 3}))
    assert near in told
    assert told.startswith("network.option: ")


def test_the_options_of_every_detector_are_known():
    assert list(OPTIONS) == list(DETECTORS)
