"""COCO's figures beside those of pycocotools, and ours where pictures count once."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from huoyan.data.open import read_dataset
from huoyan.data.say import silent
from huoyan.metrics.detection.coco import coco_table
from huoyan.metrics.detection.figures import FIGURES, Table
from huoyan.metrics.detection.matching import matched
from huoyan.metrics.detection.things import FoundThings, TrueThings
from huoyan.metrics.detection.weighted import weighted_table
from made_things import looked_for, made

# Pictures, classes, seed, share of crowds, whole sides.
SETS = [(40, 3, 0, 0.1, False), (60, 12, 1, 0.3, True), (30, 1, 2, 0.0, True), (5, 30, 3, 0.5, False)]


def pycocotools_figures(found: FoundThings, true: TrueThings, labels: int) -> dict[str, float]:
    coco = pytest.importorskip("pycocotools.coco")
    evaluation = pytest.importorskip("pycocotools.cocoeval")

    def rows(things: FoundThings | TrueThings) -> list[dict[str, object]]:
        xywh = np.hstack([things.boxes[:, :2], things.boxes[:, 2:] - things.boxes[:, :2]])
        columns = zip(things.pictures.tolist(), things.classes.tolist(), xywh.tolist(), strict=True)
        return [{"image_id": picture, "category_id": label, "bbox": box} for picture, label, box in columns]

    things = coco.COCO()
    things.dataset = {
        "images": [{"id": at} for at in range(true.n)],
        "categories": [{"id": at} for at in range(labels)],
        "annotations": [
            {**row, "id": at + 1, "iscrowd": int(true.crowd[at]), "area": float(true.areas[at])}
            for at, row in enumerate(rows(true))
        ],
    }
    with contextlib.redirect_stdout(io.StringIO()):
        things.createIndex()
        said = [{**row, "score": float(score)} for row, score in zip(rows(found), found.scores, strict=True)]
        judged = evaluation.COCOeval(things, things.loadRes(said), "bbox")
        judged.evaluate()
        judged.accumulate()
        judged.summarize()
    return dict(zip(FIGURES, judged.stats[:12].tolist(), strict=True))


@pytest.mark.parametrize("given", SETS)
def test_the_figures_are_those_of_pycocotools(given: tuple[int, int, int, float, bool]):
    n, labels, seed, crowds, whole = given
    found, true = made(n, labels, seed, crowds, whole)
    theirs = pycocotools_figures(found, true, labels)
    for name, value in coco_table(found, true, labels).figures().items():
        assert value == pytest.approx(theirs[name], abs=1e-9), name


def test_of_real_pictures_too_the_figures_are_those_of_pycocotools(unpacked: Callable[[str], Path]):
    data = read_dataset(unpacked("bccd/bccd_voc.zip"), say=silent)
    rows = data.targets()
    rows[:, 6] = np.random.default_rng(0).random(len(rows)) < 0.1  # some are crowds
    true = TrueThings.of(len(data), rows)
    found = looked_for(true, len(data.classes), 1)
    theirs, table = pycocotools_figures(found, true, 3), once(found, true, 3)
    for name, value in coco_table(found, true, 3).figures().items():
        assert value == pytest.approx(theirs[name], abs=1e-9), name
        assert table.figure(name) == pytest.approx(theirs[name], abs=1e-9), name
    assert 0.1 < theirs["ap"] < 0.9


@pytest.mark.parametrize("given", SETS)
def test_pictures_that_count_once_give_the_same_table(given: tuple[int, int, int, float, bool]):
    n, labels, seed, crowds, whole = given
    found, true = made(n, labels, seed, crowds, whole)
    theirs, ours = coco_table(found, true, labels), once(found, true, labels)
    np.testing.assert_allclose(ours.precision, theirs.precision, atol=1e-12)
    np.testing.assert_allclose(ours.recall, theirs.recall, atol=1e-12)


def test_a_picture_that_counts_twice_is_one_that_is_there_twice():
    found, true = made(20, 3, 4)
    counts = np.random.default_rng(0).integers(0, 4, 20)
    again = np.repeat(np.arange(20), counts)
    copies, doubles = copied(found, true, again)
    weighted = weighted_table(matched(found, true, 3), counts[None].astype(float))
    np.testing.assert_allclose(weighted.precision[0, 0], coco_table(copies, doubles, 3).precision, atol=1e-12)
    np.testing.assert_allclose(weighted.recall[0, 0], coco_table(copies, doubles, 3).recall, atol=1e-12)


def test_more_than_a_hundred_of_a_class_in_a_picture_do_not_count():
    true = TrueThings.of(1, np.array([[0, 0, 0, 0, 10, 10, 0.0]]))
    wrong, right = np.full((100, 4), [50.0, 50, 60, 60]), np.array([[0.0, 0, 10, 10]])
    classes, boxes = np.zeros(101), np.vstack([wrong, right])
    found = FoundThings.of([(classes, boxes, np.linspace(0.9, 0.1, 101))])
    assert coco_table(found, true, 1).figures()["ap"] == 0
    assert once(found, true, 1).figures()["ap"] == 0


def test_where_nothing_was_found_the_figures_are_nought_and_where_nothing_is_there_are_none():
    nothing = FoundThings.of([(np.empty(0), np.empty((0, 4)), np.empty(0))])
    one = TrueThings.of(1, np.array([[0, 1, 0, 0, 10, 10, 0.0]]))
    for table in (coco_table(nothing, one, 2), once(nothing, one, 2)):
        assert table.figures()["ap"] == 0
        np.testing.assert_equal(table.of_classes()["ap"].ravel(), [np.nan, 0])
        assert np.isnan(table.figures()["ap_large"])
    none = TrueThings.of(1, np.empty((0, 7)))
    assert np.isnan(coco_table(nothing, none, 2).figures()["ap"])
    assert np.isnan(once(nothing, none, 2).figures()["ar_100"])


def once(found: FoundThings, true: TrueThings, labels: int) -> Table:
    table = weighted_table(matched(found, true, labels), np.ones((1, true.n)))
    return Table(table.precision[0, 0], table.recall[0, 0])


def copied(found: FoundThings, true: TrueThings, again: np.ndarray) -> tuple[FoundThings, TrueThings]:
    """Pictures `again`, as many as are named, as a new set."""
    rows, said = [np.empty((0, 7))], []
    for new, old in enumerate(again):
        at, of = true.pictures == old, found.pictures == old
        rows.append(
            np.column_stack([np.full(at.sum(), new), true.classes[at], true.boxes[at], true.crowd[at]])
        )
        said.append((found.classes[of], found.boxes[of], found.scores[of]))
    return FoundThings.of(said), TrueThings.of(len(again), np.vstack(rows))
