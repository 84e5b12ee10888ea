"""Temperature scaling finds how sure a network should be."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from huoyan.learn.objectives.temperature import fit_temperature


def drawn(temperature: float, n: int = 4000, classes: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Logits that are `temperature` times as sure as the labels that were drawn from them."""
    rng = np.random.default_rng(0)
    honest = rng.normal(0, 2, (n, classes))
    probabilities = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    labels = np.array([rng.choice(classes, p=row) for row in probabilities])
    return honest * temperature, labels


@pytest.mark.parametrize("temperature", [0.4, 1.0, 3.0])
def test_the_temperature_that_was_put_in_is_found(temperature: float):
    logits, labels = drawn(temperature)
    assert fit_temperature(logits, labels, multilabel=False) == pytest.approx(temperature, rel=0.08)


def test_it_is_the_minimum_that_a_general_optimiser_finds():
    logits, labels = drawn(2.0, n=300)
    doubt = 1 / 302

    def loss(t: float) -> float:
        scores = logits / t
        log_p = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        soft = np.full(log_p.shape, doubt / 3)
        soft[np.arange(300), labels] = 1 - doubt
        return -(soft * log_p).sum(axis=1).mean()

    best = minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-6}).x
    assert fit_temperature(logits, labels, multilabel=False) == pytest.approx(best, rel=1e-3)


def test_a_network_without_a_mistake_is_not_made_certain():
    labels = np.arange(300) % 3
    logits = np.eye(3)[labels] * 4.0
    t = fit_temperature(logits, labels, multilabel=False)
    confidence = 1 / (1 + 2 * np.exp(-4.0 / t))
    assert confidence == pytest.approx(1 - 1 / 302, abs=1e-4)


def test_several_labels_a_picture_are_calibrated_one_by_one():
    rng = np.random.default_rng(1)
    honest = rng.normal(0, 2, (3000, 3))
    targets = (rng.random((3000, 3)) < 1 / (1 + np.exp(-honest))).astype(np.float32)
    assert fit_temperature(honest * 2.5, targets, multilabel=True) == pytest.approx(2.5, rel=0.08)


def test_a_handful_of_pictures_changes_nothing():
    assert fit_temperature(np.eye(3)[[0, 1, 2] * 5] * 9, np.array([0, 1, 2] * 5), multilabel=False) == 1.0
