"""The scenes that the example draws are data with boxes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from huoyan.data.open import open_dataset
from huoyan.data.sample.boxes import Boxes

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "shapes.py"


def test_the_scenes_are_read_with_their_parts_classes_and_empty_pictures(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLE, tmp_path / "shapes"], check=True, capture_output=True)
    data = open_dataset(tmp_path / "shapes")
    assert data.classes == ("disc", "ring", "square")
    assert {part: sum(each.split == part for each in data.samples) for part in ("train", "val", "test")} == {
        "train": 120,
        "val": 30,
        "test": 30,
    }
    counts = [len(each.truth.boxes) for each in data.samples if isinstance(each.truth, Boxes)]
    assert len(counts) == 180
    assert min(counts) == 0
    assert max(counts) == 6
