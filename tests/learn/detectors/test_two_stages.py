"""Parts of Faster R-CNN, against those of torchvision."""

from __future__ import annotations

import pytest
import torch
from torchvision.models.detection._utils import Matcher
from torchvision.ops import MultiScaleRoIAlign, box_iou, nms

from huoyan.learn.detection.by_overlap import Matched, by_overlap
from huoyan.learn.detection.expected_sample import expected_sample
from huoyan.learn.detection.truths import Truths
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks.detectors.faster_rcnn.anchors import A_PLACE, anchors_of
from huoyan.learn.networks.detectors.faster_rcnn.greedy_suppression import kept
from huoyan.learn.networks.detectors.faster_rcnn.region_features import region_features

SIDE, STRIDES = 320, (8, 16, 32)


def boxes(n: int, seed: int, largest: float = 100) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    low = torch.rand(n, 2, generator=generator) * (SIDE - largest)
    return torch.cat((low, low + torch.rand(n, 2, generator=generator) * (largest - 2) + 2), 1)


@pytest.mark.parametrize("most_iou", [0.3, 0.7])
def test_suppression_in_a_fixed_number_of_steps_is_greedy_suppression(most_iou: float):
    pictures = torch.stack([boxes(300, seed, largest=160) for seed in range(3)])
    stays = kept(pictures, most_iou)
    for of_picture, own in zip(pictures, stays, strict=True):
        expected = nms(of_picture, torch.arange(300, 0, -1).float(), most_iou)
        assert own.nonzero().flatten().tolist() == sorted(expected.tolist())


def test_features_of_regions_and_their_gradients_are_those_of_torchvision():
    generator = torch.Generator().manual_seed(0)
    maps = [
        torch.randn(2, 4, SIDE // s, SIDE // s, generator=generator, dtype=torch.float64).requires_grad_()
        for s in STRIDES
    ]
    regions = torch.stack([torch.cat((boxes(20, seed), boxes(20, seed, 310))) for seed in range(2)]).double()
    regions[0, 0] = torch.tensor([0.0, 0, SIDE, SIDE])
    names = ["8", "16", "32"]
    theirs = MultiScaleRoIAlign(names, 7, 2)(
        dict(zip(names, maps, strict=True)), list(regions), [(SIDE, SIDE)] * 2
    )
    ours = region_features(maps, regions, STRIDES).flatten(0, 1)
    assert torch.allclose(ours, theirs, atol=1e-10)
    weights = torch.randn(ours.shape, generator=generator, dtype=torch.float64)
    for own, other in zip(
        torch.autograd.grad((ours * weights).sum(), maps),
        torch.autograd.grad((theirs * weights).sum(), maps),
        strict=True,
    ):
        assert torch.allclose(own, other, atol=1e-10)


def matched(candidates: torch.Tensor, rows: torch.Tensor, *, best: bool) -> Matched:
    truths = Truths.of(Ragged.of([rows[:0], rows]), candidates)
    return by_overlap(candidates, truths, 1, least=0.5, below=0.3, best=best)


@pytest.mark.parametrize("best", [True, False])
def test_boxes_are_matched_as_torchvision_matches_them(best: bool):
    candidates, true = boxes(400, 0), boxes(12, 1)
    rows = torch.cat((torch.zeros(12, 1), true, torch.zeros(12, 1)), 1)
    expected = Matcher(0.5, 0.3, allow_low_quality_matches=best)(box_iou(true, candidates))
    answer = matched(candidates, rows, best=best)
    assert torch.equal(answer.things, expected >= 0)
    assert torch.equal(answer.background, expected == Matcher.BELOW_LOW_THRESHOLD)
    assert torch.equal(answer.truth[answer.things], expected[expected >= 0])


def test_a_box_half_within_a_crowd_is_neither_thing_nor_background():
    candidates = torch.tensor([[0.0, 0, 10, 10], [0.0, 0, 30, 10], [50.0, 50, 60, 60]])
    answer = matched(candidates, torch.tensor([[0, 0, 0, 10, 40, 1.0]]), best=True)
    assert answer.things.tolist() == [False, False, False]
    assert answer.background.tolist() == [False, True, True]


def test_each_box_counts_as_often_as_it_would_be_drawn():
    things = torch.tensor([True] * 10 + [False] * 90)
    counts = expected_sample(Matched(things, ~things, torch.zeros(100, dtype=torch.int64)), 16, 0.25)
    assert counts[:10].tolist() == pytest.approx([4 / 10] * 10)
    assert counts[10:].tolist() == pytest.approx([12 / 90] * 90)


def test_all_count_where_there_are_fewer_than_would_be_drawn():
    things = torch.tensor([True, False, False])
    counts = expected_sample(Matched(things, ~things, torch.zeros(3, dtype=torch.int64)), 256, 0.5)
    assert counts.tolist() == [1, 1, 1]


def test_anchors_lie_around_the_middles_of_their_places():
    first, second = anchors_of([torch.zeros(1, 1, 2, 3), torch.zeros(1, 1, 1, 2)], (8, 16))
    assert first.shape == (6 * A_PLACE, 4)
    assert second.shape == (2 * A_PLACE, 4)
    middles = (first[:, :2] + first[:, 2:]) / 2
    assert middles[::A_PLACE].tolist() == [[4, 4], [12, 4], [20, 4], [4, 12], [12, 12], [20, 12]]
    sides = first[:A_PLACE, 2:] - first[:A_PLACE, :2]
    assert sides.prod(1).sqrt().tolist() == pytest.approx([32 / 2**0.5] * 3 + [32] * 3)
    assert (sides[:, 1] / sides[:, 0]).tolist() == pytest.approx([0.5, 1, 2] * 2)
