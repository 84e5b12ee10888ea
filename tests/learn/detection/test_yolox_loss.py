"""The loss of YOLOX beside a slow version, and what it is a mean over."""

from __future__ import annotations

import math

import pytest
import torch
from test_sim_ota import overlap, said, things
from torch import Tensor

from huoyan.learn.detection.grid import Said
from huoyan.learn.detection.sim_ota import sim_ota
from huoyan.learn.detection.truths import PLACES_A_THING
from huoyan.learn.detection.yolox_loss import OVERLAP_WEIGHT, yolox_loss
from huoyan.learn.fit.targets import Ragged


def rows(boxes: Tensor, crowd: bool = False) -> Tensor:
    """Class, sides, crowd of each box; classes 0, 1, 2 in turn."""
    classes = torch.arange(len(boxes), dtype=boxes.dtype) % 3
    return torch.cat([classes[:, None], boxes, torch.full((len(boxes), 1), float(crowd))], dim=1)


NOTHING = torch.zeros(0, 6, dtype=torch.float64)


def cross_entropy(logit: Tensor, wanted: float) -> float:
    sure = float(torch.sigmoid(logit))
    return -wanted * math.log(sure) - (1 - wanted) * math.log(1 - sure)


def slowly(found: Said, boxes: Tensor) -> float:
    """Of one picture, with things of classes 0, 1, 2 in turn, whose places are known."""
    classes, pictures = torch.arange(len(boxes)) % 3, torch.zeros(len(boxes), dtype=torch.int64)
    assigned = sim_ota(found, found.boxes(), boxes, classes, pictures)
    thing_of = dict(zip(assigned.places.tolist(), assigned.things.tolist(), strict=True))
    total = 0.0
    for place in range(found.things.shape[1]):
        total += cross_entropy(found.things[0, place], float(place in thing_of))
        if place in thing_of:
            thing = thing_of[place]
            shared = overlap(found.boxes()[0, place].tolist(), boxes[thing].tolist())
            total += OVERLAP_WEIGHT * (1 - shared**2)
            for at in range(3):
                total += cross_entropy(found.classes[0, place, at], shared * (at == thing % 3))
    return total / (PLACES_A_THING * len(boxes) + 1)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_sum_over_places_that_the_paper_gives(seed: int):
    found, boxes = said(seed=seed), things(6, seed=seed)
    loss = yolox_loss()(found, Ragged.of([rows(boxes)]))
    assert float(loss) == pytest.approx(slowly(found, boxes), rel=1e-9)


def test_means_of_parts_of_a_batch_add_up_to_that_of_the_whole():
    found, loss = said(4, seed=1), yolox_loss()
    targets = Ragged.of([rows(things(5, seed=2)), NOTHING, rows(things(1, seed=3)), rows(things(9, seed=4))])
    parts = [
        (loss(Said(*(each[at : at + 1] for each in found[:3]), found.cells), part), loss.weight(part))
        for at, part in enumerate(targets.split(1))
    ]
    mean = sum(value * weight for value, weight in parts) / sum(weight for _, weight in parts)
    assert float(mean) == pytest.approx(float(loss(found, targets)), rel=1e-12)
    assert sum(weight for _, weight in parts) == loss.weight(targets)


def test_pictures_without_things_teach_that_there_is_nothing():
    found = said(2)
    loss = yolox_loss()(found, Ragged.of([NOTHING, NOTHING]))
    plain = torch.nn.functional.softplus(found.things).sum() / 2
    assert float(loss) == pytest.approx(float(plain), rel=1e-12)


def test_places_in_a_crowd_are_neither_things_nor_background():
    found = said()
    crowd = torch.tensor([[0.0, 0, 32, 64]], dtype=torch.float64)
    loss = yolox_loss()(found, Ragged.of([rows(crowd, crowd=True)]))
    outside = found.middles[:, 0] > 32
    plain = torch.nn.functional.softplus(found.things[0, outside]).sum()
    assert float(loss) == pytest.approx(float(plain), rel=1e-12)


def test_a_thing_in_a_crowd_is_still_learnt():
    boxes = things(1)
    crowd = torch.tensor([[0.0, 0, 64, 64]], dtype=torch.float64)
    found = said()
    alone = slowly(found, boxes)
    both = yolox_loss()(found, Ragged.of([torch.cat([rows(boxes), rows(crowd, crowd=True)])]))
    assert 0 < float(both) < alone


def test_the_gradient_of_boxes_and_things_is_right():
    found = said(grids=said().grids()[2:])
    # Where a class is half sure, it costs the same however much of it is wanted: the overlap's share is held.
    sure = torch.zeros_like(found.classes)
    targets = Ragged.of([rows(things(1))])

    def loss(offsets: Tensor, present: Tensor) -> Tensor:
        return yolox_loss(sides=True)(Said(offsets, present, sure, found.cells), targets)

    given = [each.detach().requires_grad_() for each in (found.offsets, found.things)]
    assert torch.autograd.gradcheck(loss, given)


def test_a_box_without_an_area_is_no_thing():
    flat = torch.tensor([[10.0, 10, 10, 20]], dtype=torch.float64)
    found = said()
    loss = yolox_loss()(found, Ragged.of([rows(flat)]))
    plain = torch.nn.functional.softplus(found.things).sum() / (PLACES_A_THING + 1)
    assert float(loss) == pytest.approx(float(plain), rel=1e-12)


def test_no_box_however_wrong_gives_a_loss_that_is_not_finite():
    found = said()
    wild = Said(found.offsets * 1e4, found.things * 1e3, found.classes * 1e3, found.cells)
    flat = torch.tensor([[10.0, 10, 10, 20]], dtype=torch.float64)
    loss = yolox_loss(sides=True)(wild, Ragged.of([rows(torch.cat([things(2), flat]))]))
    assert bool(loss.isfinite())


def test_half_precision_is_counted_in_single():
    found = Said(*(each.bfloat16() for each in said()[:3]), said().cells.float())
    loss = yolox_loss()(found, Ragged.of([rows(things(4))]))
    assert loss.dtype == torch.float32
