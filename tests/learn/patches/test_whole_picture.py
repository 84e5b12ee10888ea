"""Pictures compared as wholes: a Gaussian of the means of their places."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.covariance import LedoitWolf

from huoyan.learn.patches.patch_memory import PatchMemory
from huoyan.learn.patches.whole_picture import WholePicture, left_out


def means_of(n: int, seed: int = 0) -> np.ndarray:
    """Features of very different spread, two of which go together."""
    rng = np.random.default_rng(seed)
    found = rng.standard_normal((n, 6)) * [1, 2, 3, 1, 1, 0.5] + 4
    found[:, 1] += 3 * found[:, 0]
    return found.astype(np.float32)


def test_a_distance_is_that_of_mahalanobis_with_a_shrunk_covariance() -> None:
    means, new = means_of(60), means_of(20, 1).astype(np.float64)
    middle, spread = means.mean(axis=0), means.std(axis=0)
    shrunk = LedoitWolf(assume_centered=True).fit((means - middle) / spread)
    slow = np.sqrt(shrunk.mahalanobis((new - middle) / spread))
    assert WholePicture.of(means).distances(new) == pytest.approx(slow, rel=1e-3)


def test_against_how_good_pictures_vary_counts_more_than_along_it() -> None:
    found = WholePicture.of(means_of(200))
    along, against = np.array([1, 3, 0, 0, 0, 0]), np.array([1, -3, 0, 0, 0, 0])
    near, far = found.distances(np.array([found.mean + along, found.mean + against]))
    assert far > 2 * near


def test_nine_of_ten_wholes_are_as_near_as_nine_of_ten_furthest_places() -> None:
    means = means_of(100)
    own = left_out(means)
    places = np.random.default_rng(0).uniform(1, 3, 100)
    found = WholePicture.of(means).in_unit_of(own, places)
    factor = np.percentile(places, 90) / np.percentile(own, 90)
    assert found.distances(means) == pytest.approx(WholePicture.of(means).distances(means) * factor, rel=1e-4)


def test_own_distances_are_those_of_new_pictures_and_not_of_learnt_ones() -> None:
    """With as many features as pictures those that were learnt all look near."""
    rng = np.random.default_rng(0)
    means, new = rng.standard_normal((40, 40)), rng.standard_normal((400, 40))
    whole = WholePicture.of(means)
    usual = float(np.median(whole.distances(new)))
    assert np.median(left_out(means)) == pytest.approx(usual, rel=0.05)
    assert np.median(whole.distances(means)) < 0.95 * usual


ROUNDINGS = np.random.default_rng(0).uniform(1 - 1e-6, 1 + 1e-6, (30, 6)).astype(np.float32)


@pytest.mark.parametrize("means", [means_of(5), means_of(1), np.ones((30, 6), np.float32), ROUNDINGS])
def test_of_too_few_pictures_or_equal_ones_no_whole_is_far(means: np.ndarray) -> None:
    found = WholePicture.of(means).in_unit_of(left_out(means), np.ones(len(means)))
    assert found.distances(means_of(8, 3)).tolist() == [0] * 8


@pytest.mark.parametrize("n", [10, 11, 12])
def test_ten_pictures_are_enough_also_where_a_fold_is_left_out(n: int) -> None:
    means = means_of(n)
    own = left_out(means)
    assert own.all()
    found = WholePicture.of(means).in_unit_of(own, np.full(n, 2.0))
    assert np.median(found.distances(means_of(50, 3))) == pytest.approx(2, rel=0.6)


def test_a_score_is_that_of_the_whole_where_this_is_more() -> None:
    """Its mean place is far from those of good pictures, though each place is like one of theirs."""
    whole = WholePicture(np.array([0, 0.5], np.float32), np.diag([8, 0]).astype(np.float32))
    memory = PatchMemory(np.eye(2, dtype=np.float32), np.zeros(2, np.float32), 1.0, whole)
    features = np.zeros((2, 2, 2, 2), np.float32)
    features[0, 0] = 1
    features[1, 1, 0, 0] = 5
    found = memory.answer(features, 4, 4)
    assert found["whole"] == pytest.approx([8, 0], abs=1e-3)
    assert found["score"] == pytest.approx([8, 4], abs=0.1)
    assert found["heatmap"][0].max() < 0.1
