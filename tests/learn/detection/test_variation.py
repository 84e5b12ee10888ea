"""Training pictures with boxes, varied: what moves a picture moves its boxes, and what is cut off is gone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from huoyan.learn.augment.colour import Recolour, apply_recolour
from huoyan.learn.augment.presets import PRESETS, Augmentation
from huoyan.learn.detection.pictures.copy_paste import pasted_tiles
from huoyan.learn.detection.pictures.painting import _paint, painted, recoloured
from huoyan.learn.detection.pictures.tiles import Frame, Geometry, Tiles, mosaic_tiles, single_tiles
from huoyan.learn.detection.pictures.variation import Variation, vary
from huoyan.learn.distributed.world import ALONE, World
from huoyan.learn.fit.targets import Ragged
from huoyan.preprocess import PAD_GREY

SIDE = 48
STILL = Geometry(scale=0.0, shift=0.0, flip="none")
MOVING = Geometry(scale=0.4, shift=0.1, flip="both")
PLAIN = Variation(MOVING, Augmentation(), mosaic=0.0, mixup=0.0, copy_paste=0.0)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def batch(n: int = 8, seed: int = 0) -> tuple[Tensor, Ragged]:
    """Grey pictures with a white thing each, and its box; the second one also has a crowd."""
    rng = np.random.default_rng(seed)
    pictures = np.full((n, SIDE, SIDE, 3), 60, np.uint8)
    rows = []
    for at in range(n):
        x, y = rng.integers(2, SIDE - 18, 2).tolist()
        width, height = rng.integers(10, 16, 2).tolist()
        pictures[at, y : y + height, x : x + width] = 255
        rows.append([[float(at % 3), x, y, x + width, y + height, 0.0]])
    rows[1].append([0.0, 0.0, 0.0, SIDE, SIDE, 1.0])
    return torch.from_numpy(pictures), Ragged.of([torch.tensor(each) for each in rows])


def white(picture: Tensor) -> tuple[int, int, int, int]:
    """The box around what is nearly white."""
    y, x = torch.nonzero(picture[..., 0] > 200, as_tuple=True)
    return int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1


def things_of(rows: Tensor) -> Tensor:
    return rows[rows[:, 5] == 0]


@pytest.mark.parametrize("seed", range(6))
def test_a_box_lies_around_its_thing_wherever_that_goes(seed: int):
    pictures, targets = batch(seed=seed)
    seen, boxes = vary(pictures, targets, PLAIN, seeded(seed), ALONE)
    for picture, rows in zip(seen, boxes.rows(), strict=True):
        for _, *box, _ in things_of(rows).tolist():
            assert np.abs(np.subtract(box, white(picture))).max() <= 1.0


def test_what_is_not_to_be_varied_stays_as_it_is():
    pictures, targets = batch()
    seen, boxes = vary(pictures, targets, replace(PLAIN, geometry=STILL), seeded(), ALONE)
    assert torch.equal(seen, pictures)
    assert torch.equal(boxes.values, targets.values)
    assert torch.equal(boxes.counts, targets.counts)


def test_the_same_generator_gives_the_same_pictures():
    pictures, targets = batch()
    strong = Variation(MOVING, PRESETS["strong"], mosaic=0.5, mixup=0.5, copy_paste=0.5)
    one, its = vary(pictures, targets, strong, seeded(3), ALONE)
    same, too = vary(pictures, targets, strong, seeded(3), ALONE)
    other, _ = vary(pictures, targets, strong, seeded(4), ALONE)
    assert torch.equal(one, same)
    assert torch.equal(its.values, too.values)
    assert not torch.equal(one, other)
    assert one.dtype == torch.uint8


def tile(area: tuple[int, ...], scale: tuple[float, float], offset: tuple[float, float]) -> Tiles:
    doubles = (torch.tensor([each], dtype=torch.float64) for each in (scale, offset))
    return Tiles(torch.tensor([0]), torch.tensor([0]), torch.tensor([area]), *doubles)


def test_a_mirrored_picture_has_mirrored_boxes():
    targets = Ragged.of([torch.tensor([[1.0, 2.0, 4.0, 10.0, 20.0, 0.0]])])
    mirrored = tile((0, 0, SIDE, SIDE), (-1.0, 1.0), (SIDE, 0.0))
    found = mirrored.boxes(targets, Frame(1, SIDE, SIDE))
    assert found.values.tolist() == [[1, SIDE - 10, 4, SIDE - 2, 20, 0]]


@pytest.mark.parametrize(
    ("moved", "kept"),
    [(0.0, [0, 0, 20, 10]), (-10.0, [0, 0, 10, 10]), (-15.0, [0, 0, 5, 10]), (-17.0, None), (-30.0, None)],
)
def test_a_thing_of_which_less_than_a_fifth_is_left_is_gone(moved: float, kept: list[float] | None):
    targets = Ragged.of([torch.tensor([[0.0, 0.0, 0.0, 20.0, 10.0, 0.0]])])
    found = tile((0, 0, SIDE, SIDE), (1.0, 1.0), (moved, 0.0)).boxes(targets, Frame(1, SIDE, SIDE))
    assert found.values[:, 1:5].tolist() == ([] if kept is None else [kept])
    assert found.counts.tolist() == [len(found.values)]


def test_of_a_crowd_whatever_is_left_stays_a_crowd():
    targets = Ragged.of([torch.tensor([[0.0, 0.0, 0.0, 20.0, 10.0, 1.0]])])
    found = tile((0, 0, SIDE, SIDE), (1.0, 1.0), (-19.0, 0.0)).boxes(targets, Frame(1, SIDE, SIDE))
    assert found.values.tolist() == [[0, 0, 0, 1, 10, 1]]


def test_a_mosaic_shows_four_pictures_and_itself_is_one_of_them():
    frame = Frame(8, SIDE, SIDE)
    tiles = mosaic_tiles(frame, MOVING, seeded())
    assert tiles.into.tolist() == [at for at in range(8) for _ in range(4)]
    assert all(at in tiles.source[4 * at : 4 * at + 4] for at in range(8))
    areas = (tiles.area[:, 2:] - tiles.area[:, :2]).prod(dim=1).view(8, 4)
    assert areas.sum(dim=1).tolist() == [SIDE * SIDE] * 8
    assert (areas > 0).all()


def test_boxes_of_a_mosaic_lie_around_its_things():
    pictures, targets = batch(seed=2)
    tiles = mosaic_tiles(Frame(8, SIDE, SIDE), replace(MOVING, scale=0.2), seeded(1))
    seen, boxes = painted(pictures, tiles, 8), tiles.boxes(targets, Frame(8, SIDE, SIDE))
    for picture, rows in zip(seen, boxes.rows(), strict=True):
        for _, xmin, ymin, xmax, ymax, _ in things_of(rows).tolist():
            inner = picture[round(ymin) + 1 : round(ymax) - 1, round(xmin) + 1 : round(xmax) - 1, 0]
            assert inner.float().mean() > 240
    assert len(things_of(boxes.values)) > 8


def test_of_a_smaller_picture_all_is_seen_and_of_a_larger_one_no_border():
    pictures = torch.full((64, SIDE, SIDE, 1), 200, dtype=torch.uint8)
    tiles = single_tiles(Frame(64, SIDE, SIDE), replace(MOVING, shift=0.0), seeded())
    seen = painted(pictures, tiles, 64)
    smaller = tiles.scale.abs()[:, 0] < 1
    ends = tiles.scale * SIDE + tiles.offset
    inside = torch.stack([tiles.offset, ends]).clamp(0, SIDE) == torch.stack([tiles.offset, ends])
    assert inside.all(dim=(0, 2))[smaller].all()
    assert (seen[~smaller][:, 1:-1, 1:-1] == 200).all()
    assert set(seen[smaller].unique().tolist()) >= {200, PAD_GREY}


def test_bytes_and_floats_are_painted_alike():
    torch.manual_seed(0)
    source = torch.nn.functional.interpolate(torch.rand(1, 3, 6, 6), size=(SIDE, SIDE), mode="bicubic")[0]
    picture = (source.clamp(0, 1) * 255).byte().permute(1, 2, 0).contiguous()
    for seed in range(5):
        tiles = single_tiles(Frame(1, SIDE, SIDE), MOVING, seeded(seed))
        slow = torch.full_like(picture, PAD_GREY)
        _paint(slow, picture, tiles.scale[0], tiles.offset[0])
        fast = painted(picture[None], tiles, 1)[0]
        off = (fast.int() - slow.int()).abs()
        assert (
            off > 2
        ).float().mean() < 0.02  # but for the outermost row, where fixed point rounds otherwise
        assert off.float().mean() < 0.5


def test_colours_of_bytes_change_as_those_of_floats():
    pictures, _ = batch(3)
    pictures[:, ::2] = torch.randint(0, 255, pictures[:, ::2].shape, dtype=torch.uint8)
    ones = torch.ones(3)
    drawn = Recolour(torch.tensor([[1.1, 0.9, 1.0]] * 3), 0.5 * ones, 1.2 * ones, 0.8 * ones)
    slow = apply_recolour(pictures.float(), drawn).clamp(0, 255)
    assert (recoloured(pictures, drawn).float() - slow).abs().max() <= 1.0


def test_pasted_things_lie_on_nothing_and_have_their_boxes():
    pictures, targets = batch(12)
    frame = Frame(12, SIDE, SIDE)
    whole = single_tiles(frame, STILL, seeded())
    pasted = pasted_tiles(frame, targets, targets, 1.0, seeded(5))
    assert pasted is not None
    assert not (pasted.into == 1).any()  # all of the second picture is a crowd
    both = Tiles.of([whole, pasted])
    seen, boxes = painted(pictures, both, 12), both.boxes(targets, frame)
    assert len(things_of(boxes.values)) == len(things_of(targets.values)) + len(pasted)
    for picture, rows in zip(seen, boxes.rows(), strict=True):
        for _, xmin, ymin, xmax, ymax, _ in things_of(rows).tolist():
            inner = picture[round(ymin) + 1 : round(ymax) - 1, round(xmin) + 1 : round(xmax) - 1, 0]
            assert inner.float().mean() > 250


def test_mixed_pictures_have_the_things_of_both():
    pictures, targets = batch(6)
    seen, boxes = vary(pictures, targets, replace(PLAIN, geometry=STILL, mixup=1.0), seeded(1), ALONE)
    assert len(boxes) == 6
    assert len(boxes.values) > len(targets.values)
    for picture, rows in zip(seen, boxes.rows(), strict=True):
        for _, xmin, ymin, xmax, ymax, _ in things_of(rows).tolist():
            assert (picture[int(ymin) : int(ymax), int(xmin) : int(xmax)] > 65).all()


def test_in_the_last_part_of_a_training_pictures_are_whole():
    strong = Variation(MOVING, Augmentation(), mosaic=0.5, mixup=0.5, copy_paste=0.5)
    assert strong.at(0.69) == strong
    assert strong.at(0.7) == PLAIN


def test_a_batch_without_things_stays_one():
    pictures, _ = batch(4)
    nothing = Ragged.of([torch.zeros(0, 6)] * 4)
    strong = Variation(MOVING, PRESETS["standard"], mosaic=0.5, mixup=0.5, copy_paste=1.0)
    seen, boxes = vary(pictures, nothing, strong, seeded(), ALONE)
    assert seen.shape == pictures.shape
    assert boxes.counts.tolist() == [0] * 4


def test_what_was_cropped_away_is_no_thing_where_a_smaller_picture_leaves_grey():
    smaller = tile((0, 0, SIDE, SIDE), (0.5, 0.5), (12.0, 12.0))
    outside, half = [0.0, -20, 4, -4, 20, 0], [1.0, -10, 4, 10, 20, 0]
    targets = Ragged.of([torch.tensor([outside, half])])
    assert smaller.boxes(targets, Frame(1, SIDE, SIDE)).values.tolist() == [[1, 12, 14, 17, 22, 0]]


def test_a_thing_that_was_cropped_is_not_pasted():
    cut = Ragged.of([torch.tensor([[0.0, -10, 4, 12, 30, 0]])] * 4)
    assert pasted_tiles(Frame(4, SIDE, SIDE), cut, cut, 1.0, seeded()) is None


@pytest.mark.parametrize("joined", [0.0, 0.5])
def test_a_process_without_a_picture_of_the_batch_varies_none(joined: float):
    pictures, targets = batch(3)
    world = Of(1, {tuple(pictures.shape): pictures})
    world.size, world.rank = 4, 3
    strong = Variation(MOVING, PRESETS["strong"], mosaic=joined, mixup=joined, copy_paste=joined)
    whole, all_boxes = vary(pictures, targets, strong, seeded(4), ALONE)
    own, boxes = vary(pictures[:0], targets, strong, seeded(4), world)
    assert own.shape == (0, *whole.shape[1:])
    assert torch.equal(boxes.values, all_boxes.values)


class Of(World):
    """One of two processes that know all pictures; what they gather is known."""

    size = 2

    def __init__(self, rank: int, known: dict[tuple[int, ...], Tensor]) -> None:
        self.rank, self.known = rank, known

    def gather(self, mine: Tensor, n: int) -> Tensor:
        return self.known[(n, *mine.shape[1:])]


@pytest.mark.parametrize("mosaic", [0.0, 0.6])
def test_a_picture_is_varied_alike_in_whatever_process(mosaic: float):
    pictures, targets = batch(7)
    variation = Variation(MOVING, PRESETS["standard"], mosaic=mosaic, mixup=0.0, copy_paste=mosaic)
    whole, all_boxes = vary(pictures, targets, variation, seeded(2), ALONE)
    for rank in (0, 1):
        world = Of(rank, {tuple(pictures.shape): pictures})
        own, boxes = vary(pictures[world.share(7)], targets, variation, seeded(2), world)
        assert torch.equal(own, whole[world.share(7)])
        assert torch.equal(boxes.values, all_boxes.values)


TURNING = replace(PLAIN, geometry=STILL, turns=True)


@pytest.mark.parametrize("height", [SIDE, SIDE - 8])
def test_turned_pictures_keep_their_things_in_their_boxes(height: int):
    pictures, targets = batch(12)
    flat = pictures[:, :height].contiguous()
    seen, boxes = vary(flat, targets, TURNING, seeded(), ALONE)
    around = [white(picture) for picture in seen]
    moved = [tuple(things_of(rows)[0, 1:5].round().int().tolist()) for rows in boxes.rows()]
    inside = [i for i, rows in enumerate(targets.rows()) if things_of(rows)[0, 4] <= height]
    assert [moved[i] for i in inside] == [around[i] for i in inside]
    # One of four turns each; of pictures that are not square one of two.
    ways = {
        next(k for k in range(4) if torch.equal(torch.rot90(one, -k, (0, 1)), other))
        for one, other in zip(flat, seen, strict=True)
        if one.shape == other.shape
    }
    assert ways == ({0, 1, 2, 3} if height == SIDE else {0, 2})


def test_a_picture_is_turned_alike_in_whatever_process():
    pictures, targets = batch(7)
    whole, all_boxes = vary(pictures, targets, TURNING, seeded(2), ALONE)
    for rank in (0, 1):
        world = Of(rank, {})
        own, boxes = vary(pictures[world.share(7)], targets, TURNING, seeded(2), world)
        assert torch.equal(own, whole[world.share(7)])
        assert torch.equal(boxes.values, all_boxes.values)


def test_turns_stay_to_the_end_of_a_training():
    assert TURNING.at(0.9).turns
