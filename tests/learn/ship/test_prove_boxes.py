"""The parity gate for detectors: what is shown must stay where it is, and average precision what it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.artifact.manifest import Network, Parity
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture
from huoyan.errors import ParityError
from huoyan.learn.ship.more_proof import Proof, with_more
from huoyan.learn.ship.prove import Labelled, prove
from huoyan.learn.ship.trained import Trained
from huoyan.placement import unmoved
from huoyan.preprocess import Preprocess
from huoyan.runtimes import ENGINES
from huoyan.runtimes.openvino import cpu_has_bf16
from huoyan.runtimes.parity import figures
from huoyan.tasks.box_difference import ENOUGH
from huoyan.tasks.detect import Detect
from marks import COLOURS, mark_graph, marked, reference, some_marks

TASK = Detect(COLOURS, (0.5,))
SIDE, N = 64, 8
GRAPH = mark_graph(SIDE)
PIXELS = np.stack([some_marks(SIDE, seed) for seed in range(N)])
ANSWERS = reference(PIXELS)


def trained() -> Trained:
    """A network that finds marks."""
    return Trained(
        Network(name="marks", mean=(0.0,) * 3, std=(1.0,) * 3, parameters=0),
        {},
        "0" * 64,
        (),
        lambda pixels, names: {name: reference(pixels)[name] for name in names},
        lambda names: GRAPH,
    )


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
    assert all(parity.agreement == 1 and parity.change == 0 and parity.told == N for parity in found)
    assert all(parity.passed for parity in found if parity.precision == "fp32")


def test_approximate_arithmetic_is_proven_only_where_enough_pictures_show_something(tmp_path: Path):
    if not ENGINES["openvino"].installed or not cpu_has_bf16():
        pytest.skip("needs openvino on a CPU with bf16")

    def proven(shown: int, empty: int = 0) -> Parity:
        nothing = np.zeros_like(PIXELS)[:empty]
        pixels = np.concatenate([np.resize(PIXELS, (shown, *PIXELS.shape[1:])), nothing])
        found = prove(GRAPH, pixels, reference(pixels), TASK, tmp_path / "parity")
        return next(each for each in found if each.precision == "bf16")

    few, padded, enough = proven(ENOUGH - 1), proven(ENOUGH - 1, empty=8), proven(ENOUGH)
    assert (few.passed, few.agreement, few.told, few.needed) == (False, 1, ENOUGH - 1, ENOUGH)
    assert (padded.passed, padded.n, padded.told) == (False, ENOUGH + 7, ENOUGH - 1)
    assert (enough.passed, enough.needed) == (True, None)
    assert "58 of the pictures that were compared, 59 are needed" in figures(few, TASK)


def test_training_pictures_with_things_help_where_others_show_too_little():
    known = labelled()
    proof = Proof(PIXELS, ANSWERS, known)
    boxes = Boxes((Box(0, 5, 5, 20, 20),))
    picture = PixelPicture(marked(SIDE, SIDE, ("red", (5, 5, 20, 20))))
    train = [Sample(f"t{at}.png", boxes if at % 2 else Boxes(()), picture, "train") for at in range(200)]
    data = replace(known.data, samples=tuple(train))
    more = with_more(proof, TASK, data, Preprocess(SIDE, SIDE), trained())
    assert len(more.pixels) == len(more.labelled.data) == len(more.labelled.places) > ENOUGH
    assert all(each.truth == boxes for each in more.labelled.data.samples[N:])
    assert {name: len(found) for name, found in more.reference.items()} == dict.fromkeys(
        ("boxes", "scores", "classes"), len(more.pixels)
    )
    # Of too few nothing would be proven: they are left alone.
    assert with_more(proof, TASK, data.take(range(8)), Preprocess(SIDE, SIDE), trained()) is proof
    assert with_more(more, TASK, data, Preprocess(SIDE, SIDE), trained()) is more


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
