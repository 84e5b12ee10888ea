"""A quick classifier and its out-of-fold answers: kernel ridge regression on Nyström features.

Seconds for 100,000 pictures: one pass over the features builds a small system of equations a fold, and each
fold is answered by a model that has not seen it. Method: C. Williams and M. Seeger, "Using the Nyström method
to speed up kernel machines" (NIPS 2000); up to `LANDMARKS` samples it is exact kernel ridge regression.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.metrics.probabilities import sigmoid, softmax

LANDMARKS = 1000
TRIED = 500  # samples on which the settings are tried: enough to rank twelve of them
FOLDS = 5
_CHUNK = 8192
RIDGES = (1e-3, 1e-2, 1e-1, 1.0)
WIDTHS = (0.5, 1.0, 2.0)
TEMPERATURES = np.geomspace(0.02, 1.0, 24)


def deal(
    targets: np.ndarray, groups: np.ndarray | None = None, seed: int = 0, folds: int = FOLDS
) -> np.ndarray:
    """A fold 0..folds-1 for each sample, int64 (N,): classes spread evenly, groups (N,) kept together.

    Copies on both sides would let a model know what it is asked: then no wrong label surprises it.
    """
    groups = np.arange(len(targets)) if groups is None else groups
    _, first, unit = np.unique(groups, return_index=True, return_inverse=True)
    rng = np.random.default_rng(seed)
    shuffled = rng.permutation(len(first))
    order = shuffled[np.argsort(targets[first][shuffled], kind="stable")]
    of_unit = np.empty(len(first), dtype=np.int64)
    of_unit[order] = np.arange(len(first)) % folds
    return of_unit[unit]


def out_of_fold(features: np.ndarray, truth: np.ndarray, folds: np.ndarray, seed: int = 0) -> np.ndarray:
    """Scores float32 (N, C) for truth (N, C) of 0 and 1, each by a model that did not see the sample.

    Kernel width and ridge are those with the least squared error, out of fold, on a part of the samples.
    """
    scaled = _standardised(features)
    width, ridge = _settings(scaled, truth, folds, seed)
    return fold_answers(scaled, truth, folds, width, (ridge,), seed)[0]


def probabilities(scores: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Scores (N, C) as probabilities float64 (N, C), with the temperature of the least log loss."""
    exact = scores.astype(np.float64)
    losses = [_log_loss(softmax(exact / t), targets) for t in TEMPERATURES]
    return softmax(exact / TEMPERATURES[int(np.argmin(losses))])


def joined_features(*blocks: np.ndarray) -> np.ndarray:
    """Features (N, D) of several kinds as one (N, sum of D) in which each kind weighs the same.

    Colours and edges beside a network's embeddings: each sees what the other does not.
    """
    return np.concatenate([_standardised(block) for block in blocks], axis=1)


def chances_each(scores: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Scores (N, C) of labels that may stand together as probabilities float64 (N, C), label by label.

    Platt's sigmoid of each label: slope and offset with the least log loss, by Newton's method, with his
    targets, which keep a label that is told perfectly from certainty (J. Platt, "Probabilistic outputs for
    support vector machines", 1999, section 2.2).
    """
    return np.stack([_sigmoid_fit(scores[:, c], truth[:, c]) for c in range(scores.shape[1])], axis=1)


def _sigmoid_fit(score: np.ndarray, truth: np.ndarray) -> np.ndarray:
    spread = max(float(score.std()), 1e-6)
    inputs = np.column_stack([(score - score.mean()) / spread, np.ones(len(score))]).astype(np.float64)
    n = truth.sum()
    targets = np.where(truth > 0, (n + 1) / (n + 2), 1 / (len(truth) - n + 2))
    share = targets.mean()
    weights = np.array([1.0, np.log(share / (1 - share))])
    for _ in range(30):
        found = sigmoid(inputs @ weights)
        slope = inputs.T @ (found - targets)
        bend = (inputs * (found * (1 - found))[:, None]).T @ inputs + 1e-3 * np.eye(2)
        step = np.linalg.solve(bend, slope)
        weights -= np.clip(step, -2, 2)  # far from the answer the curve is flat and a step too long
        if np.abs(step).max() < 1e-6:
            break
    return sigmoid(inputs @ weights)


def _log_loss(found: np.ndarray, targets: np.ndarray) -> float:
    return float(-np.log(np.maximum(found[np.arange(len(targets)), targets], 1e-12)).mean())


def _standardised(features: np.ndarray) -> np.ndarray:
    """Centred, and all numbers divided by one length, so that a width of 1 suits any features."""
    centred = features.astype(np.float32) - features.mean(axis=0, dtype=np.float64).astype(np.float32)
    typical = np.sqrt(np.median(np.einsum("nd,nd->n", centred, centred)) + 1e-12)
    return np.asarray(centred / np.float32(typical))


def _settings(features: np.ndarray, truth: np.ndarray, folds: np.ndarray, seed: int) -> tuple[float, float]:
    """(width, ridge), tried on at most TRIED samples."""
    rng = np.random.default_rng(seed)
    part = np.sort(rng.permutation(len(features))[:TRIED])
    features, truth, folds = features[part], truth[part], folds[part]
    errors = {}
    for width in WIDTHS:
        answers = fold_answers(features, truth, folds, width, RIDGES, seed)
        for ridge, answer in zip(RIDGES, answers, strict=True):
            errors[width, ridge] = float(((answer - truth) ** 2).mean())
    return min(errors, key=errors.__getitem__)


def fold_answers(
    features: np.ndarray,
    truth: np.ndarray,
    folds: np.ndarray,
    width: float,
    ridges: Sequence[float],
    seed: int,
) -> list[np.ndarray]:
    """Out-of-fold scores (N, C) for each of `ridges`: least squares with a constant that is not held back."""
    landmarks, whiten = _landmarks(features, width, seed)
    n_folds = int(folds.max()) + 1
    size = whiten.shape[1] + 1  # and a constant
    gram = np.zeros((n_folds, size, size))
    cross = np.zeros((n_folds, size, truth.shape[1]))
    for rows, fold in _rows(folds):
        mapped = _mapped(features[rows], landmarks, whiten, width)
        gram[fold] += mapped.T @ mapped
        cross[fold] += mapped.T @ truth[rows]
    everything, target = gram.sum(axis=0), cross.sum(axis=0)
    answers = [np.empty(truth.shape, np.float32) for _ in ridges]
    weights = [
        [_solved(everything - gram[k], target - cross[k], ridge) for k in range(n_folds)] for ridge in ridges
    ]
    for rows, fold in _rows(folds):
        mapped = _mapped(features[rows], landmarks, whiten, width)
        for answer, of_fold in zip(answers, weights, strict=True):
            answer[rows] = mapped @ of_fold[fold]
    return answers


def _rows(folds: np.ndarray) -> list[tuple[np.ndarray, int]]:
    """(rows, fold) in chunks that fit into memory once mapped."""
    found = []
    for fold in range(int(folds.max()) + 1):
        rows = np.flatnonzero(folds == fold)
        found += [(rows[at : at + _CHUNK], fold) for at in range(0, len(rows), _CHUNK)]
    return found


def _landmarks(features: np.ndarray, width: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Samples to compare with, and the matrix that makes their kernel values orthogonal."""
    chosen = np.random.default_rng(seed).permutation(len(features))[:LANDMARKS]
    landmarks = features[np.sort(chosen)]
    values, vectors = np.linalg.eigh(_kernel(landmarks, landmarks, width).astype(np.float64))
    kept = values > values[-1] * 1e-7
    return landmarks, (vectors[:, kept] / np.sqrt(values[kept])).astype(np.float32)


def _mapped(features: np.ndarray, landmarks: np.ndarray, whiten: np.ndarray, width: float) -> np.ndarray:
    mapped = _kernel(features, landmarks, width) @ whiten
    return np.concatenate([mapped, np.ones((len(mapped), 1), np.float32)], axis=1)


def _kernel(a: np.ndarray, b: np.ndarray, width: float) -> np.ndarray:
    """exp(-|a - b|^2 / (2 width^2)), float32 (N, M)."""
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1) - 2 * (a @ b.T)
    return np.asarray(np.exp(np.maximum(squares, 0) * np.float32(-0.5 / width**2)))


def _solved(gram: np.ndarray, cross: np.ndarray, ridge: float) -> np.ndarray:
    """Weights of ridge regression; the constant, which comes last, is not held back."""
    penalty = np.full(len(gram), ridge)
    penalty[-1] = 1e-6
    return np.linalg.solve(gram + np.diag(penalty), cross).astype(np.float32)
