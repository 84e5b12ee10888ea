"""A network that learns a teacher's answers, too: its loss, what the teacher sees, and a kill on the way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from huoyan.data.dataset import Dataset
from huoyan.learn.augment import PRESETS
from huoyan.learn.distil.taught import taught_loss, taught_views
from huoyan.learn.distil.teacher import Teacher
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.fit.trainer import Fitted, Settings, fit
from huoyan.learn.objectives.label_losses import build_loss
from huoyan.learn.optimize.optimizers import build_optimizer
from huoyan.learn.ship.onnx_export import weights_sha256
from huoyan.runs.recipe import recipe_from
from killed_training import Dying, Killed
from learning import class_learner
from making import LABELS, colour_artifact, pictures, reference_logits

CHOICES = {
    "task": "classify",
    "distil_temperature": 3.0,
    "distil_weight": 0.7,
    "distil_on": "views",
    "threads": 1,
}


def softmax(row: np.ndarray) -> np.ndarray:
    powers = np.exp(row - row.max())
    return powers / powers.sum()


@pytest.fixture
def teacher(tmp_path: Path) -> Teacher:
    colour_artifact(tmp_path / "teacher", labels=("green", "red", "blue"), temperature=2.0)
    return Teacher.of(recipe_from({**CHOICES, "teacher": str(tmp_path / "teacher")}), LABELS)


def test_the_teacher_answers_for_the_classes_of_the_data_as_softly_as_asked(teacher: Teacher):
    shown = pictures(3)
    logits = reference_logits(shown)[:, [1, 0, 2]]  # it calls red green and green red
    expected = [softmax(row.astype(np.float64) / (2 * 3)) for row in logits]
    np.testing.assert_allclose(teacher.probabilities(shown), expected, atol=0.02)  # the engine may be bf16


@pytest.mark.parametrize("weights", [None, (1.0, 4.0, 0.5)])
def test_the_loss_is_that_of_labels_and_the_divergence_from_the_teacher(weights: tuple[float, ...] | None):
    rng = np.random.default_rng(0)
    logits, answers = rng.normal(size=(6, 3)), np.array([softmax(row) for row in rng.normal(size=(6, 3))])
    truth = np.array([0, 1, 2, 0, 1, 0])
    labels = build_loss(
        "cross-entropy", multilabel=False, label_smoothing=0.0, classes=3, class_weights=weights
    )
    loss = taught_loss(labels, 3, temperature=2.0, weight=0.7, class_weights=weights)
    known = weights or (1.0, 1.0, 1.0)
    total = whole = 0.0
    for row, p, label in zip(logits, answers, truth, strict=True):
        q, soft = softmax(row), softmax(row / 2)
        divergence = sum(p[k] * np.log(p[k] / soft[k]) for k in range(3))
        total += known[label] * (0.3 * -np.log(q[label]) + 0.7 * 4 * divergence)
        whole += known[label]
    targets = torch.cat([torch.eye(3)[truth], torch.from_numpy(answers).float()], dim=1)
    assert float(loss(torch.from_numpy(logits), targets)) == pytest.approx(total / whole, rel=1e-5)
    assert loss.weight(targets) == pytest.approx(whole)


def test_validation_has_no_teacher():
    labels = build_loss("cross-entropy", multilabel=False, label_smoothing=0.0, classes=3)
    loss = taught_loss(labels, 3, temperature=2.0, weight=0.7, class_weights=None)
    logits, truth = torch.randn(4, 3), torch.tensor([0, 1, 2, 0])
    assert float(loss(logits, truth)) == float(labels(logits, truth))
    assert loss.weight(truth) == 4


def test_the_teacher_sees_the_very_views_that_are_learnt_from(teacher: Teacher):
    known, seen_by_teacher = teacher.probabilities, []

    class Watched:
        def probabilities(self, pixels: np.ndarray) -> np.ndarray:
            seen_by_teacher.append(pixels)
            return known(pixels)

    from huoyan.learn.tasks.classify import TrainClassify

    task, made = TrainClassify(), Dataset("made", LABELS, ())
    varied = task.augment(recipe_from({"task": "classify"}), replace(PRESETS["strong"], mixup=0.4), made)
    shown, truth = torch.from_numpy(pictures(8)), torch.arange(8) % 3
    images, targets = taught_views(varied, Watched(), 3)(
        shown, truth, torch.Generator().manual_seed(1), ALONE, 0.0
    )
    plain, shares = varied(shown, truth, torch.Generator().manual_seed(1), ALONE, 0.0)
    assert torch.equal(images, plain)
    assert torch.equal(targets[:, :3], shares)
    (asked,) = seen_by_teacher
    np.testing.assert_array_equal(asked, plain.clamp(0, 255).round().byte().numpy())
    np.testing.assert_allclose(targets[:, 3:].numpy(), known(asked), atol=1e-6)


class Third:
    """The second of three processes, as far as an augmentation asks."""

    size = 3

    def share(self, n: int) -> slice:
        return slice(n // 3, 2 * n // 3)


def test_of_several_processes_each_asks_about_its_own_pictures(teacher: Teacher):
    def as_they_are(images: Tensor, targets: Tensor, *_: object) -> tuple[Tensor, Tensor]:
        return images, targets

    shown, truth = pictures(9), torch.arange(9) % 3
    own = torch.from_numpy(shown[3:6])
    _, targets = taught_views(as_they_are, teacher, 3)(own, truth, torch.Generator(), Third(), 0.0)
    np.testing.assert_allclose(targets[3:6, 3:].numpy(), teacher.probabilities(shown[3:6]), atol=1e-6)
    assert targets[:3, 3:].abs().sum() == targets[6:, 3:].abs().sum() == 0
    assert torch.equal(targets[:, :3].argmax(1), truth)


def trained(teacher: Teacher, keeper: Keeper) -> Fitted:
    torch.manual_seed(0)
    network = nn.Sequential(
        Channels(), nn.Flatten(), nn.Linear(3 * 256, 8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 3)
    )
    labels = build_loss("cross-entropy", multilabel=False, label_smoothing=0.0, classes=3)
    loss = taught_loss(labels, 3, temperature=3.0, weight=0.7, class_weights=None)
    optimizer = build_optimizer(network, "adamw", lr=0.01, weight_decay=0.01)
    learner = class_learner(network, optimizer, PRESETS["strong"], classes=3, loss=loss)
    learner = replace(learner, augment=taught_views(learner.augment, teacher, 3))
    settings = Settings(
        epochs=2, budget_s=None, patience=None, batch=16, lr=0.01, schedule="one-cycle", warmup=0.2,
        final=0.01, clip=1.0, ema=0.9, bf16=False, seed=0,
    )  # fmt: skip
    parts = (Part(ArrayFeed(torch.from_numpy(pictures(n, seed=n))), torch.arange(n) % 3) for n in (40, 20))
    return fit(learner, *parts, settings, Surroundings(torch.device("cpu"), keeper=keeper))


class Channels(nn.Module):
    def forward(self, images: Tensor) -> Tensor:
        return images.permute(0, 3, 1, 2).float() / 255


def test_a_taught_training_that_was_killed_goes_on_to_the_same_bits(teacher: Teacher, tmp_path: Path):
    whole = trained(teacher, Keeper())
    with pytest.raises(Killed):
        trained(teacher, Dying(tmp_path / "kept", 4))
    resumed = trained(teacher, Keeper(tmp_path / "kept"))
    assert weights_sha256(resumed.state) == weights_sha256(whole.state)
    assert [e.train_loss for e in resumed.history] == [e.train_loss for e in whole.history]
