"""Detectors compared: average precision on the same pictures, in the terminal, as JSON and on a page."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import huoyan
from chinese import english_in, english_on
from huoyan.cli import main
from huoyan.comparison.compare import Comparison
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture
from huoyan.errors import UsageError
from huoyan.tasks.detect import Detect
from marks import COLOURS, mark_artifact, marked

SWAPPED = ("green", "red", "blue")  # takes red for green and green for red
N = 30


def data() -> Dataset:
    """A mark of each colour in each picture; the last of every six shows nothing."""
    rng = np.random.default_rng(0)
    samples = []
    for at in range(N):
        sides = [] if at % 6 == 5 else [tuple(rng.integers(8, 20, 2).tolist()) for _ in COLOURS]
        boxes = [(20 * k + 1, 5 + k, 20 * k + 1 + w, 5 + k + h) for k, (w, h) in enumerate(sides)]
        pixels = marked(64, 64, *zip(COLOURS, boxes, strict=False))
        truth = Boxes(tuple(Box(k, *box) for k, box in enumerate(boxes)))
        samples.append(Sample(f"{at}.png", truth, PixelPicture(pixels)))
    return Dataset("marks", COLOURS, tuple(samples), "boxes")


def runs(folder: Path, **labels: tuple[str, ...]) -> list[Path]:
    for name, of in labels.items():
        mark_artifact(folder / name / "model", task=Detect(of, (0.5,)))
    return [folder / name for name in labels]


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    both = runs(tmp_path_factory.mktemp("runs"), good=COLOURS, swapped=SWAPPED)
    return huoyan.compare(both, data(), engine="onnxruntime", say=lambda _: None)


def test_average_precision_says_which_detector_is_better(compared: Comparison):
    (pair,) = compared.pairs
    assert (compared.figure, pair.better) == ("ap", "good")
    for name, lead in {"ap": 2 / 3, "ap50": 2 / 3}.items():
        assert pair.differences[name].value == pytest.approx(lead, abs=0.02)
        assert pair.differences[name].low > 0.4
    assert pair.p <= 0.002
    assert pair.alone == (25, 0)  # what is empty both leave empty


def test_a_detector_and_its_copy_do_not_differ(tmp_path: Path):
    both = runs(tmp_path, one=COLOURS, copy=COLOURS)
    (pair,) = huoyan.compare(both, data(), engine="onnxruntime", say=lambda _: None).pairs
    assert (pair.better, pair.p, pair.differences["ap"].value) == ("", 1, 0)


def test_the_json_holds_the_differences(compared: Comparison):
    (pair,) = json.loads(json.dumps(compared.to_json()))["pairs"]
    assert list(pair["differences"]) == ["ap", "ap50", "picture_f1", "pictures_right"]
    assert pair["differences"]["ap"]["low"] > 0.4


@pytest.fixture
def call(tmp_path: Path) -> list[str]:
    both = [str(each) for each in runs(tmp_path, 甲=COLOURS, 乙=SWAPPED)]
    huoyan.convert(data(), out=tmp_path / "data", to="yolo", say=lambda _: None)
    return ["compare", *both, "--data", str(tmp_path / "data"), "--engine", "onnxruntime"]


def test_the_terminal_and_the_page_say_it(
    call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    page = tmp_path / "compare.html"
    assert main([*call, "--save", str(page)]) == 0
    told = capsys.readouterr().out
    assert "甲 is better than 乙: ap +0.66" in told
    assert "\n  ap50 +0.6" in told
    assert "only 甲 is right on 25 pictures, only 乙 on 0" in told
    assert "甲 is better than 乙" in page.read_text("utf-8")


def test_both_speak_chinese(call: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    page = tmp_path / "compare.html"
    assert main([*call, "--save", str(page), "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert "甲 优于 乙：平均精度" in told.out
    assert english_in(told.out + told.err) == []
    assert english_on(page) == []


def test_a_detector_of_other_classes_is_refused(tmp_path: Path):
    both = runs(tmp_path, good=COLOURS, other=("red", "green", "white"))
    with pytest.raises(UsageError, match="only one of them knows blue, white"):
        huoyan.compare(both, data(), say=lambda _: None)
