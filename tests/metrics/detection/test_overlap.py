"""What boxes share, beside counted pixels, and suppression beside torchvision's."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.metrics.detection.overlap import areas, overlaps, suppressed


def some(n: int, seed: int, side: int = 24) -> np.ndarray:
    """Whole-numbered boxes of at least one pixel within a square."""
    rng = np.random.default_rng(seed)
    low = rng.integers(0, side - 1, (n, 2))
    return np.hstack([low, low + 1 + rng.integers(0, side - 1 - low)])


def painted(box: np.ndarray, side: int = 24) -> np.ndarray:
    xmin, ymin, xmax, ymax = box
    pixels = np.zeros((side, side), bool)
    pixels[ymin:ymax, xmin:xmax] = True
    return pixels


def test_an_overlap_is_that_of_the_pixels():
    found, true = some(20, 0), some(15, 1)
    counted = [
        [(painted(a) & painted(b)).sum() / (painted(a) | painted(b)).sum() for b in true] for a in found
    ]
    np.testing.assert_allclose(overlaps(found, true), counted)


def test_of_a_crowd_the_share_of_the_found_box_counts():
    found, true = np.array([[0, 0, 2, 2], [8, 0, 12, 1]]), np.array([[0, 0, 10, 10], [0, 0, 10, 10]])
    assert overlaps(found, true, np.array([True, False])).tolist() == [[1.0, 0.04], [0.5, 2 / 102]]


def test_boxes_without_area_overlap_with_nothing():
    empty = np.array([[3.0, 3, 3, 3], [5, 5, 4, 9]])
    assert areas(empty).tolist() == [0, 0]
    assert not overlaps(empty, empty).any()


@pytest.mark.parametrize("most", [0.3001, 0.6501, 1.0])
def test_suppression_is_torchvisions(most: float):
    torch, ops = pytest.importorskip("torch"), pytest.importorskip("torchvision.ops")
    rng = np.random.default_rng(3)
    boxes, classes = some(200, 2).astype(np.float32), rng.integers(0, 3, 200)
    scores = rng.permutation(200).astype(np.float32)
    tensors = (torch.from_numpy(each) for each in (boxes, scores, classes))
    theirs = ops.batched_nms(*tensors, most)
    assert suppressed(boxes, scores, classes, most).tolist() == theirs.tolist()


def test_nothing_is_suppressed_of_nothing():
    assert suppressed(np.empty((0, 4)), np.empty(0), np.empty(0), 0.5).tolist() == []
