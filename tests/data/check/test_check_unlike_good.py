"""Good pictures that are unlike all others, by `huoyan check`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

import huoyan
from huoyan.data.check.labels.unlike_good import far_out
from huoyan.data.say import silent


def plates(folder: Path, n: int, marked: int | None) -> Path:
    """Grey plates with some noise; one has a red mark on it."""
    rng = np.random.default_rng(0)
    folder.mkdir(parents=True)
    for at in range(n):
        pixels = np.clip(rng.normal(120, 8, (64, 64, 3)), 0, 255).astype(np.uint8)
        if at == marked:
            pixels[20:40, 20:40] = (220, 20, 20)
        Image.fromarray(pixels).save(folder / f"{at:02}.png")
    return folder


def test_a_good_picture_that_is_unlike_all_others_is_told(tmp_path: Path) -> None:
    found = huoyan.check(plates(tmp_path / "good", 30, 11), task="anomaly", say=silent)
    (odd,) = [each for each in found.findings if each.detail.get("odd") == "unlike"]
    assert odd.paths == ("11.png",)
    assert odd.severity == "warning"


def test_good_pictures_that_are_alike_are_clean(tmp_path: Path) -> None:
    """Nor are they taken for copies of one another: they are of one thing by one camera."""
    found = huoyan.check(plates(tmp_path / "good", 30, None), task="anomaly", say=silent)
    assert [each.kind for each in found.findings if each.severity != "note"] == []
    assert not [each for each in found.findings if each.kind in ("near-duplicate", "duplicate", "odd")]


def test_defects_are_not_measured_against_good_pictures(tmp_path: Path) -> None:
    plates(tmp_path / "parts" / "good", 30, None)
    plates(tmp_path / "parts" / "scratch", 3, 1)
    found = huoyan.check(tmp_path / "parts", task="anomaly", say=silent)
    assert not [each for each in found.findings if each.detail.get("odd") == "unlike"]


def test_only_what_is_far_above_the_others_is_far_out() -> None:
    even = np.linspace(1, 2, 50)
    assert not far_out(even).any()
    assert far_out(np.append(even, 40.0)).tolist() == [False] * 50 + [True]
    assert not far_out(np.ones(20)).any()
