"""Figures of made pictures against slow second versions, and what they must say of plain cases."""

from __future__ import annotations

from itertools import combinations, permutations, product

import numpy as np
import pytest

from huoyan.errors import UsageError
from huoyan.metrics.generated import rows as blocks
from huoyan.metrics.generated.diversity import diversity
from huoyan.metrics.generated.kernel_distance import kernel_distance
from huoyan.metrics.generated.manifolds import manifold_shares
from huoyan.metrics.generated.memorisation import memorised


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that several are needed."""
    monkeypatch.setattr(blocks, "BLOCK", 4)


def features(n: int, seed: int, *, at: float = 0.0, width: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).normal(at, 1, (n, width)).astype(np.float32)


def kernel(a: np.ndarray, b: np.ndarray) -> float:
    return (float(np.dot(a.astype(np.float64), b)) / len(a) + 1) ** 3


def naive_discrepancy(made: np.ndarray, real: np.ndarray) -> float:
    within_made = np.mean([kernel(a, b) for a, b in permutations(made, 2)])
    within_real = np.mean([kernel(a, b) for a, b in permutations(real, 2)])
    return float(within_made + within_real - 2 * np.mean([kernel(a, b) for a, b in product(made, real)]))


def distance(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.sqrt(np.square(a.astype(np.float64) - b).sum()))


def third_nearest(rows: np.ndarray, at: int) -> float:
    return sorted(distance(rows[at], other) for n, other in enumerate(rows) if n != at)[2]


def naive_share(some: np.ndarray, of: np.ndarray) -> float:
    radii = [third_nearest(of, at) for at in range(len(of))]
    return float(np.mean([any(distance(x, y) <= r for y, r in zip(of, radii, strict=True)) for x in some]))


@pytest.mark.parametrize(("n", "m"), [(9, 13), (12, 4)])
def test_the_kernel_distance_is_the_mean_over_all_pairs_of_different_pictures(n: int, m: int):
    made, real = features(n, 1, at=0.5), features(m, 2)
    found = kernel_distance(made, real)
    assert found.value == pytest.approx(naive_discrepancy(made, real), rel=1e-9)
    assert (found.n_made, found.n_real, found.subset) == (n, m, min(n, m) // 2)


def test_the_kernel_distance_of_the_same_distribution_is_nothing_beside_its_deviation():
    values = [kernel_distance(features(60, seed), features(60, 100 + seed)) for seed in range(20)]
    assert abs(np.mean([each.value for each in values])) < 0.2 * np.mean([each.deviation for each in values])
    far = kernel_distance(features(60, 1, at=2.0), features(60, 2))
    assert far.value > 5 * far.deviation > 0


def test_the_kernel_distance_is_the_same_whenever_it_is_asked_for():
    assert kernel_distance(features(20, 1), features(20, 2)) == kernel_distance(
        features(20, 1), features(20, 2)
    )


@pytest.mark.parametrize("at", [0.0, 1.0, 4.0])
def test_precision_and_recall_count_who_lies_among_the_others(at: float):
    made, real = features(11, 3, at=at, width=2), features(14, 4, width=2)
    found = manifold_shares(made, real)
    assert found.precision == naive_share(made, real)
    assert found.recall == naive_share(real, made)


def test_one_good_picture_made_again_and_again_is_precise_and_recalls_little():
    real = features(40, 5, width=2)
    found = manifold_shares(np.repeat(real[:1], 40, axis=0), real)
    assert found.precision == 1.0
    assert found.recall <= 1 / 40


def test_the_nearest_training_picture_is_found_and_its_distance_told_in_that_of_its_own_neighbour():
    pictures, training = features(9, 6), features(10, 7)
    found = memorised(pictures, training)
    for at, picture in enumerate(pictures):
        distances = [distance(picture, other) for other in training]
        nearest = int(np.argmin(distances))
        neighbour = min(distance(training[nearest], x) for n, x in enumerate(training) if n != nearest)
        assert found.nearest[at] == nearest
        assert found.distance[at] == pytest.approx(distances[nearest], rel=1e-6)
        assert found.near[at] == pytest.approx(distances[nearest] / neighbour, rel=1e-6)
    assert found.share == np.mean(found.near < 1)


def test_copies_are_memorised_and_new_pictures_are_not():
    training = features(50, 8)
    assert memorised(training[:10], training).share == 1.0
    assert memorised(training[:10] + 1e-3, training).share == 1.0
    assert memorised(features(10, 9, at=20.0), training).share == 0.0


def test_a_training_picture_that_is_there_twice_is_no_trap():
    training = np.concatenate([features(5, 1), features(5, 1)])
    assert memorised(training[:5], training).near.tolist() == [0.0] * 5
    assert np.isposinf(memorised(training[:5] + 1, training).near).all()


def naive_spread(rows: np.ndarray) -> float:
    return float(np.mean([distance(a, b) ** 2 for a, b in combinations(rows, 2)]))


def test_diversity_is_the_squared_distance_within_classes_beside_that_of_real_pictures():
    made, real = features(12, 10) * 0.5, features(15, 11)
    ours, theirs = np.arange(12) % 2, np.arange(15) % 3
    expected = sum(5 * naive_spread(made[ours == k]) for k in (0, 1))
    expected /= sum(5 * naive_spread(real[theirs == k]) for k in (0, 1))
    assert diversity(made, real, ours, theirs) == pytest.approx(expected, rel=1e-6)


def test_one_picture_a_class_again_and_again_has_no_diversity():
    real = features(30, 12)
    classes = np.arange(30) % 3
    assert diversity(real[:3][classes], real, classes, classes) == pytest.approx(0, abs=1e-9)
    assert diversity(real, real, classes, classes) == pytest.approx(1.0)
    assert np.isnan(diversity(real, np.ones_like(real), classes, classes))


@pytest.mark.parametrize(
    ("made", "real", "told"),
    [
        (features(3, 1), features(9, 2), "3 pictures are too few"),
        (features(9, 1), features(9, 2, width=4), "rows of one width"),
        (np.full((9, 5), np.nan), features(9, 2), "NaN"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_words(made: np.ndarray, real: np.ndarray, told: str):
    for figure in (kernel_distance, manifold_shares):
        with pytest.raises(UsageError, match=told) as raised:
            figure(made, real)
        assert raised.value.code == "usage.metrics"
