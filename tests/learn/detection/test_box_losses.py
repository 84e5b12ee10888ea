"""Losses of boxes and scores, against torchvision's and the papers' formulas."""

from __future__ import annotations

import math

import pytest
import torch
from torchvision.ops import complete_box_iou_loss

from huoyan.learn.detection.complete_overlap import complete_overlap
from huoyan.learn.detection.distribution import boxes_of, distribution_losses, expected, sides_of
from huoyan.learn.detection.score_losses import varifocal
from huoyan.learn.networks.detectors.yolo_options import parse_options


def boxes(n: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    low = torch.rand(n, 2, generator=generator, dtype=torch.float64) * 40
    return torch.cat((low, low + torch.rand(n, 2, generator=generator, dtype=torch.float64) * 30 + 1), 1)


def test_complete_overlap_and_its_gradient_are_those_of_torchvision():
    ours, theirs = boxes(50, 0).requires_grad_(), boxes(50, 0).requires_grad_()
    true = boxes(50, 1)
    (1 - complete_overlap(ours, true)).sum().backward()
    complete_box_iou_loss(theirs, true, reduction="sum").backward()
    assert torch.allclose(1 - complete_overlap(ours, true), complete_box_iou_loss(theirs, true), atol=1e-6)
    assert torch.allclose(ours.grad, theirs.grad, atol=1e-6)


def test_equal_boxes_overlap_completely_and_those_far_apart_less_than_nothing():
    one = torch.tensor([[0.0, 0, 10, 20]])
    assert float(complete_overlap(one, one)) == pytest.approx(1)
    # Centres 30 apart; the box around both is 40 by 20.
    assert float(complete_overlap(one, one + torch.tensor([30.0, 0, 30, 0]))) == pytest.approx(-900 / 2000)


def test_a_distribution_tells_its_mean():
    logits = torch.log(torch.tensor([0.5, 0.25, 0.25, 1e-30]))
    assert float(expected(logits)) == pytest.approx(0.75)


def test_the_loss_of_a_distance_weighs_its_two_nearest_numbers():
    logits = torch.log(torch.tensor([[0.1, 0.2, 0.3, 0.4]]))
    loss = distribution_losses(logits, torch.tensor([1.25]))
    assert float(loss) == pytest.approx(
        -float(0.75 * torch.tensor(0.2).log() + 0.25 * torch.tensor(0.3).log())
    )


@pytest.mark.parametrize(("distance", "share"), [(-2.0, 0.1), (3.0, 0.4), (9.0, 0.4)])
def test_a_distance_that_cannot_be_told_is_the_nearest_that_can(distance: float, share: float):
    logits = torch.log(torch.tensor([[0.1, 0.2, 0.3, 0.4]]))
    loss = distribution_losses(logits, torch.tensor([distance]))
    assert float(loss) == pytest.approx(-math.log(share), rel=1e-5)


def test_a_box_is_its_sides_around_any_point_within():
    given, centres = boxes(9, 0), boxes(9, 0)[:, :2] + 0.5
    assert torch.allclose(boxes_of(sides_of(given, centres), centres), given)


def test_varifocal_loss_counts_things_by_quality_and_background_by_how_wrong_it_is():
    logits = torch.tensor([0.0, 0.0, 2.0])
    losses = varifocal(logits, torch.tensor([0.8, 0.0, 0.0]))
    sure = 1 / (1 + math.exp(-2))
    expected = [0.8 * math.log(2), 0.75 * 0.25 * math.log(2), -0.75 * sure**2 * math.log(1 - sure)]
    assert losses.tolist() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("box", [(0, 0, 640, 640), (0, 0, 640, 300), (500, 610, 640, 640), (3, 5, 640, 20)])
def test_a_box_of_any_size_in_a_picture_of_640_pixels_can_be_told(box: tuple[float, ...]):
    """As whole numbers of strides up to 15, from the coarsest place that is nearest its middle."""
    bins, stride = parse_options("yolo_n", {}).bins, 32.0
    true = torch.tensor([box], dtype=torch.float64)
    centre = (((true[:, :2] + true[:, 2:]) / 2 / stride - 0.5).round() + 0.5) * stride
    distances = sides_of(true, centre) / stride
    assert float(distances.max()) <= bins - 1
