"""What cannot be read is listed, told and counted alike in all parts, before anything is trained."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.cli import main

pytest.importorskip("torch", reason="the extra `train` is not installed")
BROKEN = b"\xff\xd8\xff" + b"x" * 200


def parts(
    folder: Path, broken: Mapping[str, int], n: int = 12, classes: tuple[str, ...] = ("cat", "dog")
) -> Path:
    """`n` pictures of each class in each part, and so many broken ones beside those of its first class."""
    rng = np.random.default_rng(0)
    for part in ("train", "val", "test"):
        for label, name in enumerate(classes):
            (folder / part / name).mkdir(parents=True)
            for number in range(n):
                picture = rng.integers(0, 90, (16, 16, 3), dtype=np.uint8)
                picture[4:12, 4:12, label % 3] = 210
                Image.fromarray(picture).save(folder / part / name / f"{number}.png")
        for number in range(broken.get(part, 0)):
            (folder / part / classes[0] / f"broken {part} {number}.jpg").write_bytes(BROKEN)
    return folder


def trained(data: Path, out: Path, *more: str) -> int:
    return main(["train", str(data), "--epochs", "1", "--beside", "none", "--out", str(out), *more])


def test_the_list_the_terminal_and_the_report_name_broken_pictures_of_every_part(tmp_path: Path, capsys):
    data, run = parts(tmp_path / "data", {"train": 1, "val": 1, "test": 1}), tmp_path / "run"
    assert trained(data, run) == 1
    told = capsys.readouterr().err
    assert "3 pictures cannot be read (1 of training, 1 of validation, 1 of test)" in told
    assert "test/cat/broken test 0.jpg" in told
    entries = [json.loads(line) for line in (run / "quarantine.jsonl").read_text("utf-8").splitlines()]
    assert {entry["split"]: entry["source"] for entry in entries} == {
        part: f"{part}/cat/broken {part} 0.jpg" for part in ("train", "val", "test")
    }
    assert all(entry["error"]["code"].startswith("image.") for entry in entries)
    assert "broken test 0.jpg" in (run / "report.html").read_text("utf-8")
    metrics = json.loads((run / "metrics.json").read_text("utf-8"))
    assert (metrics["n"], metrics["failed"]) == (24, 1)


@pytest.mark.parametrize("part", ["train", "val", "test"])
def test_too_many_broken_pictures_of_any_part_stop_the_run_before_the_training(
    part: str, tmp_path: Path, capsys
):
    data, run = parts(tmp_path / "data", {part: 12}, n=4), tmp_path / "run"
    assert trained(data, run) == 2
    told = capsys.readouterr().err
    name = {"train": "training", "val": "validation", "test": "test"}[part]
    assert f"12 of 20 {name} pictures cannot be read, more than --max-broken 10%" in told
    assert "epoch" not in told
    assert len((run / "quarantine.jsonl").read_text("utf-8").splitlines()) == 12


def test_a_part_of_which_nothing_is_left_stops_the_run_whatever_is_allowed(tmp_path: Path, capsys):
    data = parts(tmp_path / "data", {"test": 3})
    for path in (data / "test").rglob("*.png"):
        path.write_bytes(BROKEN)
    assert trained(data, tmp_path / "run", "--max-broken", "1") == 2
    assert "27 of 27 test pictures cannot be read, and none is left" in capsys.readouterr().err


def test_a_class_whose_training_pictures_are_all_broken_is_not_trained_on(tmp_path: Path, capsys):
    data = parts(tmp_path / "data", {"train": 1}, classes=("rare", "cat", "dog"))
    for path in (data / "train" / "rare").glob("*.png"):
        path.unlink()
    assert trained(data, tmp_path / "run") == 2
    told = capsys.readouterr().err
    assert "No training picture of rare can be read (train/rare/broken train 0.jpg)" in told
