"""The parity gate for detectors: what is shown must stay where it is, and average precision what it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture
from huoyan.errors import ParityError
from huoyan.learn.ship.prove import Labelled, prove
from huoyan.placement import unmoved
from huoyan.tasks.detect import Detect
from marks import COLOURS, mark_graph, reference, some_marks

TASK = Detect(COLOURS, (0.5,))
SIDE, N = 64, 8
GRAPH = mark_graph(SIDE)
PIXELS = np.stack([some_marks(SIDE, seed) for seed in range(N)])
ANSWERS = reference(PIXELS)


def labelled() -> Labelled:
    """Each mark of each picture is a thing."""
    boxes = ANSWERS["boxes"][:, :3].tolist()
    truths = [Boxes(tuple(Box(at, *box) for at, box in enumerate(row))) for row in boxes]
    samples = [
        Sample(f"{row}.png", truth, PixelPicture(PIXELS[row]), "val") for row, truth in enumerate(truths)
    ]
    data = Dataset("marks", COLOURS, tuple(samples), "boxes")
    return Labelled(data, [unmoved(SIDE, SIDE)] * N)


def test_a_faithful_graph_passes_and_the_change_of_average_precision_is_recorded(tmp_path: Path):
    found = prove(GRAPH, PIXELS, ANSWERS, TASK, tmp_path / "parity", labelled())
    assert {parity.engine for parity in found} >= {"onnxruntime"}
    assert all(parity.passed and parity.agreement == 1 and parity.change == 0 for parity in found)


def test_without_truths_no_change_is_known(tmp_path: Path):
    assert {parity.change for parity in prove(GRAPH, PIXELS, ANSWERS, TASK, tmp_path / "parity")} == {None}


def test_boxes_half_a_pixel_away_are_refused_and_less_is_not(tmp_path: Path):
    for by, passes in ((0.25, True), (0.75, False)):
        moved = {**ANSWERS, "boxes": ANSWERS["boxes"] + np.float32(by)}
        if passes:
            assert prove(GRAPH, PIXELS, moved, TASK, tmp_path / "near")[0].passed
        else:
            with pytest.raises(ParityError, match="boxes, in pixels"):
                prove(GRAPH, PIXELS, moved, TASK, tmp_path / "far")
    assert (tmp_path / "far" / "worst.png").exists()


def test_unsure_things_that_are_not_shown_count_through_average_precision(tmp_path: Path):
    """Of the trained network all is unsure, and the surest things are wrong; the graph finds all marks."""
    shy = replace(TASK, thresholds=(1.0,))
    dim = np.where(PIXELS > 0, np.uint8(200), np.uint8(0))
    wrong = {name: values.copy() for name, values in ANSWERS.items()}
    wrong["scores"] *= np.float32(0.5)
    wrong["boxes"][:, :3] = [0, 0, 3, 3]
    assert prove(GRAPH, dim, wrong, shy, tmp_path / "unlabelled")[0].passed
    with pytest.raises(ParityError, match=r"changes ap there by \+0\."):
        prove(GRAPH, dim, wrong, shy, tmp_path / "labelled", labelled())


def test_where_all_is_as_unsure_average_precision_may_move_with_the_rounding():
    """Things and false alarms with scores a millionth apart, and then far apart."""
    both = np.concatenate([ANSWERS["boxes"][:, :3], ANSWERS["boxes"][:, :3] + 9], axis=1)
    classes = np.concatenate([ANSWERS["classes"][:, :3]] * 2, axis=1)
    given = labelled()

    def play(apart: float) -> float:
        scores = 0.4 - apart * np.arange(both.shape[0] * 6).reshape(-1, 6)
        outputs = {"boxes": both, "scores": scores.astype(np.float32), "classes": classes}
        return TASK.play(outputs, given.data, given.places)

    assert play(1e-6) > 0.02
    assert play(5e-3) < 0.002
