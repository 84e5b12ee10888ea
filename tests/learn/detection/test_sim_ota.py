"""SimOTA beside a slow version that follows the paper place by place."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from huoyan.learn.detection.grid import Grid, Said, cells_of
from huoyan.learn.detection.sim_ota import LARGEST, OVERLAP_COST, sim_ota

Matches = dict[tuple[int, int], int]  # (picture, place): thing
GRIDS = [Grid(8, 8, 8), Grid(4, 4, 16), Grid(2, 2, 32)]


def said(pictures: int = 1, classes: int = 3, seed: int = 0, grids: list[Grid] = GRIDS) -> Said:
    random = torch.Generator().manual_seed(seed)
    places = sum(grid.places for grid in grids)

    def drawn(*shape: int) -> Tensor:
        return torch.randn(pictures, places, *shape, generator=random, dtype=torch.float64)

    offsets = torch.cat([drawn(2) * 0.5 + 0.5, drawn(2) * 0.7 + 0.5], dim=2)
    return Said(offsets, drawn(), drawn(classes), cells_of(grids, offsets))


def things(n: int, side: int = 64, seed: int = 0) -> Tensor:
    """Boxes (n, 4) within a picture of 64 pixels."""
    random = torch.Generator().manual_seed(seed)
    middles = torch.rand(n, 2, generator=random, dtype=torch.float64) * side
    halves = 2 + torch.rand(n, 2, generator=random, dtype=torch.float64) * 15
    return torch.cat([middles - halves, middles + halves], dim=1).clamp(0, side)


def overlap(one: list[float], other: list[float]) -> float:
    width = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    height = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)


def slowly(found: Said, true: Tensor, classes: list[int], pictures: list[int], radius: float) -> Matches:
    """Loops over things and places."""
    boxes = found.boxes().tolist()
    wants: dict[tuple[int, int], list[tuple[float, int]]] = {}
    for thing, box in enumerate(true.tolist()):
        picture = pictures[thing]
        candidates = []
        for place, (column, row, stride) in enumerate(found.cells.tolist()):
            away = (
                abs((box[0] + box[2]) / 2 / stride - column - 0.5),
                abs((box[1] + box[3]) / 2 / stride - row - 0.5),
            )
            if max(away) >= radius:
                continue
            sure = [
                math.sqrt(torch.sigmoid(found.things[picture, place]) * torch.sigmoid(logit))
                for logit in found.classes[picture, place]
            ]
            of_class = -sum(math.log(p if at == classes[thing] else 1 - p) for at, p in enumerate(sure))
            shared = overlap(boxes[picture][place], box)
            candidates.append((of_class - OVERLAP_COST * math.log(shared + 1e-8), place, shared))
        k = max(1, int(sum(sorted((each[2] for each in candidates), reverse=True)[:LARGEST])))
        for cost, place, _ in sorted(candidates)[:k]:
            wants.setdefault((picture, place), []).append((cost, thing))
    return {where: min(wanted)[1] for where, wanted in wants.items()}


def quickly(found: Said, true: Tensor, classes: list[int], pictures: list[int], radius: float) -> Matches:
    assigned = sim_ota(
        found,
        found.boxes(),
        true,
        *(torch.tensor(each, dtype=torch.int64) for each in (classes, pictures)),
        radius,
    )
    rows = torch.stack([assigned.pictures, assigned.places, assigned.things], dim=1).tolist()
    assert len({(picture, place) for picture, place, _ in rows}) == len(rows)
    return {(picture, place): thing for picture, place, thing in rows}


@pytest.mark.parametrize("radius", [0.5, 1.0, 1.5, 2.5])
@pytest.mark.parametrize("seed", range(5))
def test_places_are_those_that_the_paper_gives(seed: int, radius: float):
    found, true = said(3, seed=seed), things(12, seed=seed)
    classes, pictures = [at % 3 for at in range(12)], [at % 3 for at in range(12)]
    assert quickly(found, true, classes, pictures, radius) == slowly(found, true, classes, pictures, radius)


def exact(box: list[float]) -> Said:
    """A network that says at every place that just this is there."""
    grids = [Grid(8, 8, 8)]
    cells = cells_of(grids, torch.zeros(1, dtype=torch.float64))
    stride = cells[:, 2:]
    middle = torch.tensor([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) / stride - cells[:, :2]
    sides = (torch.tensor([box[2] - box[0], box[3] - box[1]]) / stride).log()
    places = len(cells)
    return Said(
        torch.cat([middle, sides], dim=1)[None], torch.zeros(1, places), torch.zeros(1, places, 1), cells
    )


def test_a_thing_that_all_places_about_it_see_right_gets_them_all():
    found = exact([16, 16, 40, 40])
    assigned = quickly(found, torch.tensor([[16.0, 16, 40, 40]]), [0], [0], 1.5)
    # Its middle is that of the place in row 3, column 3.
    assert sorted(assigned) == [(0, row * 8 + column) for row in (2, 3, 4) for column in (2, 3, 4)]


def test_a_thing_that_nothing_sees_still_gets_one_place():
    found = exact([0, 0, 4, 4])
    assert len(quickly(found, torch.tensor([[48.0, 48, 60, 60]]), [0], [0], 1.5)) == 1


def test_of_two_equal_things_the_first_gets_the_place():
    found = exact([16, 16, 40, 40])
    twice = torch.tensor([[16.0, 16, 40, 40]]).repeat(2, 1)
    assert set(quickly(found, twice, [0, 0], [0, 0], 1.5).values()) == {0}


def test_no_things_need_no_places():
    assert quickly(said(2), torch.zeros(0, 4), [], [], 1.5) == {}


def test_a_thing_at_the_edge_takes_places_inside_the_picture_only():
    found = said()
    assigned = quickly(found, torch.tensor([[58.0, 0, 64, 5]]), [0], [0], 2.5)
    assert assigned
    assert max(place for _, place in assigned) < 84
