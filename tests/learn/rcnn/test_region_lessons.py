"""What regions teach: things, background, and how a box is moved."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.images.proposals.regions import changed
from huoyan.learn.features.base import FEATURES
from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.rcnn import hard_negatives
from huoyan.learn.rcnn.box_ridge import fit_box_ridge
from huoyan.learn.rcnn.cross_validation import Chosen, chosen, left_out, precision
from huoyan.learn.rcnn.hard_negatives import fit_svm
from huoyan.learn.rcnn.region_model import RegionModel
from huoyan.learn.rcnn.region_rows import RegionRows, region_truths
from huoyan.runtimes.onnx import OnnxRuntime

CROWD = 1


def truths_of(regions: list[tuple[float, ...]], truth: list[tuple[float, ...]]):
    boxes = np.array(regions, np.float64)
    return region_truths(boxes, np.array(truth, np.float64).reshape(-1, 6), np.zeros(len(boxes), bool))


def test_a_region_is_labelled_by_the_box_that_it_overlaps_most():
    found = truths_of([(0, 0, 10, 10), (12, 0, 22, 10)], [(2, 0, 0, 10, 8, 0), (1, 11, 0, 21, 10, 0)])
    assert found.labels.tolist() == [2, 1]
    np.testing.assert_allclose(found.overlap, (0.8, 9 / 11))
    assert found.nearest.tolist() == [[0, 0, 10, 8], [11, 0, 21, 10]]


def test_a_picture_without_things_is_background_all_over():
    found = truths_of([(0, 0, 10, 10)], [])
    assert found.overlap.tolist() == [0]
    assert not found.crowded.any()


def test_a_region_within_a_crowd_is_neither_thing_nor_background():
    found = truths_of([(0, 0, 10, 10), (50, 50, 60, 60)], [(0, 0, 0, 40, 40, CROWD)])
    assert found.crowded.tolist() == [True, False]
    assert found.overlap.tolist() == [0, 0]


def lesson(pictures: int = 12, seed: int = 0) -> RegionRows:
    """Regions of pictures with a thing of class 0 and one of class 1; 20 columns tell which is where."""
    rng = np.random.default_rng(seed)
    patterns = rng.normal(size=(3, 20))
    features, boxes, truths = [], [], []
    for _ in range(pictures):
        truth = np.array([(0, 20, 20, 60, 60, 0), (1, 100, 20, 140, 60, 0)], np.float64)
        shifts = rng.normal(0, 12, (40, 4))
        some = np.concatenate([truth[rng.integers(2, size=40), 1:5] + shifts, truth[:, 1:5]])
        some[:, 2:] = np.maximum(some[:, 2:], some[:, :2] + 4)
        extra = np.arange(len(some)) >= 40
        covered = region_truths(some, truth, extra)
        share = np.clip(covered.overlap, 0, 1)[:, None]
        seen = share * patterns[covered.labels] + (1 - share) * patterns[2]
        features.append(seen + rng.normal(0, 0.3, seen.shape))
        boxes.append(some)
        truths.append(covered)
    return RegionRows.joined(np.concatenate(features).astype(np.float32), boxes, truths)


def test_an_svm_tells_things_from_background_and_from_each_other():
    rows = lesson()
    said = fit_svm(rows, 2, 1e-2, 0.7).decide(rows.features)
    true = rows.truths.true
    assert (said[true].argmax(axis=1) == rows.truths.labels[true]).all()
    nothing = rows.truths.overlap < 0.2
    assert (said[nothing].argmax(axis=1) == 2).mean() > 0.95


def test_hard_background_is_added_until_the_svm_is_that_of_all(monkeypatch: pytest.MonkeyPatch):
    rows = lesson(30)
    whole = fit_svm(rows, 2, 1e-2, 0.7).decide(rows.features)
    monkeypatch.setattr(hard_negatives, "FIRST", 40)
    monkeypatch.setattr(hard_negatives, "ROUNDS", 0)
    few = fit_svm(rows, 2, 1e-2, 0.7).decide(rows.features)
    monkeypatch.setattr(hard_negatives, "ROUNDS", 5)
    mined = fit_svm(rows, 2, 1e-2, 0.7).decide(rows.features)
    nothing = rows.truths.overlap < 0.3
    hard = [(each[nothing, :2] > 0).any(axis=1).sum() for each in (whole, few, mined)]
    assert hard[2] <= hard[1]
    assert np.abs(mined - whole)[:, :2].mean() < np.abs(few - whole)[:, :2].mean()


def test_a_box_is_moved_towards_its_thing():
    rng = np.random.default_rng(0)
    boxes = np.tile((20.0, 20.0, 60.0, 60.0), (200, 1)) + rng.normal(0, 4, (200, 1)) * (1, 0, 1, 0)
    truth = np.array([(0, 20, 20, 60, 60, 0)], np.float64)
    covered = region_truths(boxes, truth, np.zeros(200, bool))
    features = np.column_stack([boxes[:, 0] - 20, rng.normal(size=(200, 5))]).astype(np.float32)
    rows = RegionRows.joined(features, [boxes], [covered])
    told = fit_box_ridge(rows, 2, penalty=0.1).changes(features)
    off = np.abs(boxes - truth[:, 1:5]).mean()
    assert np.abs(changed(boxes, told[:, 0]) - truth[:, 1:5]).mean() < off / 10
    assert (told[:, 1] == 0).all()


def test_which_regions_are_things_is_chosen_on_pictures_that_were_left_out():
    rows = lesson()
    found = chosen(rows, np.arange(12), 2, 1e-2, (1.0, 0.5))
    part = rows.pictures % 3
    figures = {each: precision(rows, left_out(rows, part, 2, 1e-2, each), 2) for each in (1.0, 0.5)}
    assert found.precision == figures[found.positive] == max(figures.values()) > 0.5
    assert (found.slopes > 0).all()


def test_one_group_of_pictures_leaves_nothing_out():
    found = chosen(lesson(), np.zeros(12, int), 2, 1e-2, (1.0, 0.5))
    assert found.positive == 0.5
    assert np.isnan(found.precision)


def test_regions_as_sure_as_they_overlap_have_full_precision_where_all_things_are_covered():
    rows = lesson()
    sure = np.where(rows.truths.labels[:, None] == np.arange(2), rows.truths.overlap[:, None], -9)
    covered = {
        (picture, label)
        for picture, label, overlap, true in zip(
            rows.pictures, rows.truths.labels, rows.truths.overlap, rows.truths.true, strict=True
        )
        if overlap >= 0.5 and not true
    }
    assert precision(rows, sure, 2) == pytest.approx(len(covered) / 24, abs=0.02)


def test_the_graph_answers_as_the_model():
    rows = lesson()
    best = chosen(rows, np.arange(12), 2, 1e-2, (0.7,))
    model = RegionModel(fit_svm(rows, 2, 1e-2, 0.7), fit_box_ridge(rows, 2, 10.0), best.slopes, best.shifts)
    graph = GraphBuilder(1, 20, 1)
    flat = graph.add("Cast", graph.add("Flatten", "images"), to=1)
    pixels = np.random.default_rng(0).integers(0, 256, (7, 1, 20, 1), dtype=np.uint8)
    found = OnnxRuntime(model.graph(graph.model(**{FEATURES: flat}))).run(pixels)
    for name, expected in model.answer(pixels.reshape(7, 20).astype(np.float32)).items():
        np.testing.assert_allclose(found[name], expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize(
    ("positive", "share", "says"),
    [
        (
            0.5,
            0.75,
            "Regions that overlap a thing by 0.5 or more are taught as it: AP50 0.750 on 12",
        ),
        (
            1.0,
            0.75,
            "Only the true boxes themselves are taught as things, none of the regions",
        ),
        (
            0.5,
            np.nan,
            "Regions that overlap a thing by 0.5 or more are taught as it: 12 training",
        ),
        (
            1.0,
            np.nan,
            "Only the true boxes themselves are taught as things, none of the regions",
        ),
    ],
)
def test_which_regions_are_taught_as_things_is_told(positive: float, share: float, says: str):
    nothing = np.zeros(1, np.float32)
    assert Chosen(positive, 10.0, nothing, nothing, share).told(12).startswith(says)
