"""Wrong labels that were planted are found first; the quick model is checked against a slow, exact one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from huoyan.data.check.labels.quick_model import deal, fold_answers, out_of_fold, probabilities
from huoyan.data.check.labels.wrong_labels import LEAST_PICTURES, judge, wrong_labels
from huoyan.data.check.look.appearance import appearance
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset
from huoyan.data.named.embedded import digits
from huoyan.data.open import read_dataset
from making import sample_of

pytest.importorskip("cleanlab", reason="the extra `check` is not installed")


def planted(targets: np.ndarray, share: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Labels of which a share was changed to another class, and where (bool)."""
    rng = np.random.default_rng(seed)
    wrong = np.zeros(len(targets), dtype=bool)
    wrong[rng.permutation(len(targets))[: round(share * len(targets))]] = True
    shift = rng.integers(1, targets.max() + 1, len(targets))
    return np.where(wrong, (targets + shift) % (targets.max() + 1), targets), wrong


def recall_of_first_tenth(judged, wrong: np.ndarray) -> float:
    first = judged.index[: len(wrong) // 10]
    return float(wrong[first].sum() / wrong.sum())


def relabelled(dataset: Dataset, labels: np.ndarray) -> Dataset:
    samples = [
        sample_of(each.source, int(label), each.path, each.pixels, each.split, each.group)
        for each, label in zip(dataset.samples, labels, strict=True)
    ]
    return Dataset(dataset.name, dataset.classes, tuple(samples))


def test_folds_hold_every_class_alike_and_never_part_a_group():
    rng = np.random.default_rng(0)
    targets = rng.integers(0, 4, 1000)
    groups = np.arange(1000)
    groups[:300] = np.repeat(np.arange(100), 3)
    targets[:300] = np.repeat(targets[:300:3], 3)
    folds = deal(targets, groups, seed=3)
    for group in range(100):
        assert len(set(folds[groups == group])) == 1
    table = np.array([[(folds[targets == c] == k).sum() for k in range(5)] for c in range(4)])
    assert (table.min(axis=1) > 0.75 * table.mean(axis=1)).all()
    assert (deal(targets, groups, seed=3) == folds).all()
    assert (deal(targets, groups, seed=4) != folds).any()


def test_the_quick_model_answers_as_exact_kernel_ridge_regression_does():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(60, 5)).astype(np.float32)
    truth = np.eye(3, dtype=np.float32)[rng.integers(0, 3, 60)]
    folds = deal(truth.argmax(axis=1))
    width, ridge = 1.5, 0.1
    (found,) = fold_answers(features, truth, folds, width, (ridge,), seed=0)
    for fold in range(5):
        own, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        squares = ((features[:, None] - features[own]) ** 2).sum(axis=2, dtype=np.float64)
        kernel = np.exp(-squares / (2 * width**2))
        # Least squares with a constant, as one bordered system (Suykens and Vandewalle 1999).
        system = np.ones((len(own) + 1, len(own) + 1))
        system[:-1, :-1] = kernel[own] + ridge * np.eye(len(own))
        system[-1, -1] = 0
        solved = np.linalg.solve(system, np.concatenate([truth[own], np.zeros((1, 3))]))
        np.testing.assert_allclose(found[out], kernel[out] @ solved[:-1] + solved[-1], atol=2e-3)


def test_no_answer_comes_from_a_model_that_saw_the_picture():
    rng = np.random.default_rng(0)
    features = rng.normal(size=(200, 8)).astype(np.float32)
    truth = np.eye(2, dtype=np.float32)[rng.integers(0, 2, 200)]
    folds = deal(truth.argmax(axis=1))
    before = fold_answers(features, truth, folds, 1.0, (0.01,), seed=0)[0]
    own = folds == 2
    changed = truth.copy()
    changed[own] = 1 - changed[own]
    after = fold_answers(features, changed, folds, 1.0, (0.01,), seed=0)[0]
    np.testing.assert_allclose(after[own], before[own], atol=1e-4)
    assert np.abs(after[~own] - before[~own]).max() > 0.1


def test_probabilities_are_as_sure_as_they_are_right():
    rng = np.random.default_rng(0)
    targets = rng.integers(0, 3, 3000)
    scores = np.eye(3)[np.where(rng.random(3000) < 0.8, targets, rng.integers(0, 3, 3000))] * 0.7
    found = probabilities(scores, targets)
    np.testing.assert_allclose(found.sum(axis=1), 1)
    right = (found.argmax(axis=1) == targets).mean()
    assert found.max(axis=1).mean() == pytest.approx(right, abs=0.02)


@pytest.mark.parametrize("seed", [0, 1])
def test_wrong_digits_are_among_the_first_tenth_of_the_list(seed: int):
    dataset = digits()
    labels, wrong = planted(dataset.targets(), 0.05, seed)
    judged = judge(labels, appearance(glance(dataset).thumb))
    assert judged is not None
    assert recall_of_first_tenth(judged, wrong) >= 0.9
    at = {int(index): row for row, index in enumerate(judged.index)}
    rows = [at[index] for index in np.flatnonzero(wrong)]
    assert (judged.suggested[rows] == dataset.targets()[wrong]).mean() > 0.9
    assert judged.doubted[rows].mean() > 0.8


def test_few_right_labels_of_digits_are_doubted():
    dataset = digits()
    findings = wrong_labels(dataset, appearance(glance(dataset).thumb), np.ones(len(dataset), dtype=bool))
    assert len(findings) < 0.03 * len(dataset)


def test_wrong_labels_of_photos_are_among_the_first_tenth_of_the_list(
    unpacked: Callable[[str], Path],
):
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=lambda text: None)
    labels, wrong = planted(dataset.targets(), 0.05)
    judged = judge(labels, appearance(glance(dataset).thumb))
    assert judged is not None
    assert recall_of_first_tenth(judged, wrong) >= 0.8


def test_a_finding_names_the_picture_the_label_and_the_better_one():
    dataset = digits().take(range(600))
    labels = dataset.targets()
    right = dataset.classes[labels[7]]
    labels[7] = (labels[7] + 1) % 10
    findings = wrong_labels(
        relabelled(dataset, labels), appearance(glance(dataset).thumb), np.ones(600, dtype=bool)
    )
    (finding,) = [each for each in findings if each.paths == (dataset.samples[7].source,)]
    assert finding.kind == "label"
    assert finding.severity == "warning"
    assert finding.detail["suggested"] == right
    assert finding.detail["given"] == dataset.classes[labels[7]]
    assert dataset.samples[7].source in finding.message


def test_unreadable_pictures_and_tiny_classes_are_not_judged():
    dataset = digits().take(range(300))
    labels = dataset.targets()
    labels[:3] = 9
    labels[3:] = labels[3:] % 5  # so that 9 has but three
    known = np.ones(300, dtype=bool)
    known[50:60] = False
    judged = judge(labels, appearance(glance(dataset).thumb), known)
    assert judged is not None
    assert set(judged.index) == set(range(3, 50)) | set(range(60, 300))
    assert (np.unique(labels[judged.index], return_counts=True)[1] >= LEAST_PICTURES).all()


def test_one_class_alone_has_no_wrong_label():
    assert judge(np.zeros(50, dtype=np.int64), np.zeros((50, 4), np.float32)) is None


def test_the_same_data_gives_the_same_list():
    features = appearance(glance(digits().take(range(400))).thumb)
    labels = digits().targets()[:400]
    first, second = judge(labels, features), judge(labels, features)
    assert first is not None
    assert second is not None
    assert (first.index == second.index).all()


def test_better_features_are_used_where_they_are_given():
    rng = np.random.default_rng(0)
    targets = np.repeat(np.arange(4), 50)
    embeddings = np.eye(4)[targets] * 3 + rng.normal(size=(200, 4))
    labels, wrong = planted(targets, 0.05)
    judged = judge(labels, embeddings)
    assert judged is not None
    assert recall_of_first_tenth(judged, wrong) == 1


def test_appearance_does_not_depend_on_the_other_pictures():
    thumbs = np.random.default_rng(0).integers(0, 256, (5000, 32, 32, 3), dtype=np.uint8)
    whole = appearance(thumbs)
    assert whole.dtype == np.float32
    np.testing.assert_array_equal(whole[4990:], appearance(thumbs[4990:]))


def test_scores_of_constant_features_do_not_fail():
    truth = np.eye(2, dtype=np.float32)[np.arange(40) % 2]
    scores = out_of_fold(np.ones((40, 3), np.float32), truth, deal(truth.argmax(axis=1)))
    np.testing.assert_allclose(scores, 0.5, atol=0.05)
