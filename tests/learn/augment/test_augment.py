"""Each variation does what it says, on pictures where the answer is obvious."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
import torch
from torch import Generator, Tensor

from huoyan.learn.augment import PRESETS, Augmentation, augment
from huoyan.learn.augment.colour import (
    Recolour,
    Rectangles,
    apply_blur,
    apply_erased,
    apply_noise,
    apply_recolour,
    draw_blur,
    draw_erased,
    draw_noise,
)
from huoyan.learn.augment.geometry import Affine, Move, apply_affine, apply_move, draw_affine, draw_move
from huoyan.learn.augment.mixing import Pairs, cutmix, draw_boxes, draw_pairs, mix_targets, mixup

# An arrow to the right, its head at the top; every corner differs.
ARROW = torch.tensor([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13, 14, 15, 16]], dtype=torch.uint8)


def seeded(seed: int = 0) -> Generator:
    return torch.Generator().manual_seed(seed)


def noise(*shape: int, seed: int = 0) -> Tensor:
    return torch.randint(0, 256, shape, dtype=torch.uint8, generator=seeded(seed))


def grey(picture: Tensor) -> Tensor:
    return picture[None, ..., None]


def move(down: int = 0, right: int = 0, *, horizontal: bool = False, vertical: bool = False) -> Move:
    return Move(
        torch.tensor([down]), torch.tensor([right]), torch.tensor([horizontal]), torch.tensor([vertical])
    )


def affine(
    degrees: float = 0, wider: float = 1, higher: float = 1, down: float = 0, right: float = 0,
    *, horizontal: bool = False, vertical: bool = False,
) -> Affine:  # fmt: skip
    numbers = (torch.tensor([float(x)]) for x in (degrees, wider, higher, down, right))
    return Affine(*numbers, torch.tensor([horizontal]), torch.tensor([vertical]))


def turned(picture: Tensor, how: Affine, fill: str = "edge") -> Tensor:
    return apply_affine(grey(picture).float(), how, fill)[0, ..., 0]  # type: ignore[arg-type]


def recolour(gain=(1.0, 1.0, 1.0), saturation=1.0, brightness=1.0, contrast=1.0) -> Recolour:
    return Recolour(
        torch.tensor([gain]), torch.tensor([saturation]), torch.tensor([brightness]), torch.tensor([contrast])
    )


def test_nothing_asked_leaves_the_very_same_bits():
    images, targets = noise(5, 9, 7, 3), torch.arange(5)
    varied, kept = augment(images, targets, PRESETS["none"], seeded(), 5)
    assert varied is images
    assert kept is targets


@pytest.mark.parametrize("fill", ["edge", "zero"])
@pytest.mark.parametrize(("down", "right"), [(1, 0), (0, 1), (-1, 2), (0, 0), (2, -3)])
def test_a_shift_moves_every_pixel_as_a_slow_loop_does(down: int, right: int, fill: str):
    images = noise(1, 5, 7, 3)
    found = apply_move(images, move(down, right), fill)  # type: ignore[arg-type]
    for y in range(5):
        for x in range(7):
            inside = 0 <= y - down < 5 and 0 <= x - right < 7
            source = images[0, min(max(y - down, 0), 4), min(max(x - right, 0), 6)]
            assert torch.equal(
                found[0, y, x], source if inside or fill == "edge" else torch.zeros_like(source)
            )
    assert found.dtype == torch.uint8


def test_a_dot_moves_down_and_right_by_whole_pixels():
    dot = torch.zeros(4, 4, dtype=torch.uint8)
    dot[1, 1] = 255
    found = apply_move(grey(dot), move(down=1, right=2))[0, ..., 0]
    assert found.nonzero().tolist() == [[2, 3]]


def test_flips_mirror_the_picture():
    assert torch.equal(apply_move(grey(ARROW), move(horizontal=True))[0, ..., 0], ARROW.flip(1))
    assert torch.equal(apply_move(grey(ARROW), move(vertical=True))[0, ..., 0], ARROW.flip(0))
    both = apply_move(grey(ARROW), move(horizontal=True, vertical=True))[0, ..., 0]
    assert torch.equal(both, ARROW.flip(0, 1))


def test_a_flipped_picture_still_moves_to_the_right():
    found = apply_move(grey(ARROW), move(right=1, horizontal=True), "zero")[0, ..., 0]
    assert found[0].tolist() == [0, 4, 3, 2]


@pytest.mark.parametrize(("horizontal", "vertical"), [(True, False), (False, True), (True, True)])
def test_sampling_mirrors_and_moves_as_indices_do(horizontal: bool, vertical: bool):
    images = noise(1, 8, 4, 3)
    sampled = apply_affine(
        images.float(), affine(down=1 / 8, right=-1 / 4, horizontal=horizontal, vertical=vertical)
    )
    moved = apply_move(images, move(1, -1, horizontal=horizontal, vertical=vertical))
    torch.testing.assert_close(sampled, moved.float(), atol=0.01, rtol=0)


@pytest.mark.parametrize(("degrees", "quarters"), [(90, 1), (180, 2), (-90, -1), (0, 0)])
def test_positive_degrees_turn_counter_clockwise(degrees: float, quarters: int):
    expected = torch.rot90(ARROW.float(), quarters)
    torch.testing.assert_close(turned(ARROW, affine(degrees)), expected, atol=1e-3, rtol=0)


def test_a_quarter_turn_keeps_a_square_square_in_a_wide_picture():
    wide = torch.zeros(6, 12)
    wide[2:4, 7:9] = 100  # right of the middle: after a quarter turn it is above it, and still 2 x 2
    found = turned(wide, affine(90), "zero")
    expected = torch.zeros(6, 12)
    expected[0:2, 5:7] = 100
    torch.testing.assert_close(found, expected, atol=0.01, rtol=0)


def test_twice_the_size_shows_the_middle_half_twice_as_large():
    square = torch.zeros(16, 16)
    square[6:10, 6:10] = 80
    found = turned(square, affine(wider=2, higher=2))
    assert found[5:11, 5:11].min() == 80
    assert found[:3].max() == 0
    assert found.sum() == pytest.approx(4 * square.sum().item(), rel=0.02)


def test_what_comes_in_from_outside_is_the_edge_or_black():
    white = torch.full((4, 4), 200.0)
    assert turned(white, affine(degrees=45)).min() == pytest.approx(200)
    assert turned(white, affine(right=0.5), "zero")[:, 0].tolist() == [0, 0, 0, 0]


def test_a_crop_never_looks_outside_the_picture():
    """Black from outside would show as 0. Half a pixel beyond the last centre still counts as inside."""
    white = torch.full((200, 60, 90, 1), 255.0)
    drawn = draw_affine(Augmentation(crop=0.7), 200, seeded())
    # Bilinear weights at the very corner of a picture are 1/2 in either direction.
    assert apply_affine(white, drawn, "zero").min() > 255 / 4 - 0.1
    area = 1 / (drawn.wider * drawn.higher)
    assert area.max() <= 1.0001
    # The longer side of a stretched crop is cut off at the picture's: a little less than 0.3 may remain.
    assert 0.2 < area.min() < 0.4
    ratio = drawn.wider / drawn.higher
    assert 0.74 < ratio.min() < 0.85
    assert 1.2 < ratio.max() < 1.34


def test_draws_stay_within_what_was_asked_and_use_all_of_it():
    drawn = draw_affine(Augmentation(rotate=20, shift=0.1, scale=0.5), 2000, seeded())
    for values, low, high in (
        (drawn.degrees, -20, 20),
        (drawn.down, -0.1, 0.1),
        (drawn.right, -0.1, 0.1),
        (drawn.wider, 1 / 1.5, 1.5),
    ):
        assert low <= values.min() < low + 0.05 * (high - low)
        assert high - 0.05 * (high - low) < values.max() <= high
    assert torch.equal(drawn.wider, drawn.higher)


def test_whole_pixels_are_drawn_evenly_up_to_the_share():
    drawn = draw_move(Augmentation(shift=0.07, flip="vertical"), 5000, 28, 10, seeded())
    counts = torch.bincount(drawn.down + 2)
    assert len(counts) == 5
    assert counts.min() > 850
    assert set(drawn.right.tolist()) == {
        -1,
        0,
        1,
    }  # 0.07 of 10 px is still a pixel, since a shift was asked for
    assert not drawn.flip_horizontal.any()
    assert 0.45 < drawn.flip_vertical.float().mean() < 0.55


def test_brightness_multiplies_and_channel_gain_multiplies_one_channel():
    images = noise(1, 4, 5, 3).float()
    torch.testing.assert_close(apply_recolour(images, recolour(brightness=1.5)), images * 1.5)
    gained = apply_recolour(images, recolour(gain=(1.0, 2.0, 1.0)))
    torch.testing.assert_close(gained, images * torch.tensor([1.0, 2.0, 1.0]))


def test_no_saturation_leaves_the_luma_in_all_channels():
    images = noise(1, 4, 5, 3).float()
    found = apply_recolour(images, recolour(saturation=0.0))
    luma = 0.299 * images[..., 0] + 0.587 * images[..., 1] + 0.114 * images[..., 2]
    torch.testing.assert_close(found, luma[..., None].expand_as(found))


def test_contrast_stretches_about_the_mean_luma():
    images = torch.tensor([[[[100.0] * 3, [200.0] * 3]]])
    found = apply_recolour(images, recolour(contrast=0.5))
    torch.testing.assert_close(found[0, 0, :, 0], torch.tensor([125.0, 175.0]))


def test_all_colour_changes_at_once_equal_one_after_the_other():
    images = noise(1, 6, 5, 3).float()
    gain = (0.9, 1.1, 1.2)
    together = apply_recolour(images, recolour(gain, 0.3, 1.2, 0.7))
    steps = apply_recolour(images, recolour(gain=gain))
    steps = apply_recolour(steps, recolour(saturation=0.3))
    steps = apply_recolour(steps, recolour(brightness=1.2))
    torch.testing.assert_close(together, apply_recolour(steps, recolour(contrast=0.7)), atol=1e-3, rtol=1e-5)


def test_saturation_and_colour_do_nothing_to_grey_pictures():
    images = noise(3, 5, 5, 1)
    varied, _ = augment(images, torch.arange(3), Augmentation(saturation=0.9, colour=0.9), seeded(), 3)
    torch.testing.assert_close(varied, images.float())


def test_blur_spreads_a_dot_as_the_gaussian_does_and_only_where_it_is_asked():
    dot = torch.zeros(2, 21, 21, 1)
    dot[:, 10, 10] = 100
    found = apply_blur(dot, torch.tensor([2.0, 0.0]))
    assert torch.equal(found[1], dot[1])
    assert found[0].sum() == pytest.approx(100, rel=1e-4)
    at = torch.arange(21) - 10.0
    density = torch.exp(-(at**2) / 8) / torch.exp(-(at**2) / 8).sum()
    torch.testing.assert_close(found[0, ..., 0], 100 * density[:, None] * density[None], atol=0.01, rtol=0)


def test_blur_leaves_an_even_picture_even_and_is_drawn_for_half_of_them():
    even = torch.full((1, 3, 4, 3), 77.0)
    torch.testing.assert_close(apply_blur(even, torch.tensor([3.0])), even)
    sigma = draw_blur(Augmentation(blur=0.01), 2000, 200, seeded())
    assert sigma.max() <= 2
    assert 0.45 < (sigma > 0).float().mean() < 0.55


def test_noise_has_the_strength_that_was_asked_and_no_bias():
    found = apply_noise(torch.full((64, 40, 40, 1), 128.0), draw_noise(0.1, (64, 40, 40, 1), seeded())) - 128
    deviations = found.flatten(1).std(1)
    assert deviations.max() < 1.1 * 25.5
    assert deviations.max() > 20
    assert deviations.min() < 5
    assert abs(found.mean()) < 0.2


def test_values_stay_within_0_and_255():
    strong = Augmentation(brightness=0.9, contrast=0.9, noise=0.5, colour=0.5)
    varied, _ = augment(noise(8, 6, 6, 3), torch.arange(8), strong, seeded(), 8)
    assert varied.min() >= 0
    assert varied.max() <= 255


@pytest.mark.parametrize("kind", [torch.uint8, torch.float32])
def test_a_hidden_rectangle_has_the_mean_colour_and_the_rest_is_untouched(kind: torch.dtype):
    images = noise(2, 6, 8, 3).to(kind)
    box = Rectangles(*(torch.tensor([x, 0]) for x in (1, 4, 2, 7)))
    found = apply_erased(images, box)
    mean = images[0].float().mean((0, 1))
    torch.testing.assert_close(found[0, 1:4, 2:7].float(), mean.expand(3, 5, 3), atol=0.51, rtol=0)
    outside = torch.ones(6, 8, dtype=torch.bool)
    outside[1:4, 2:7] = False
    assert torch.equal(found[0][outside], images[0][outside])
    assert found.dtype == kind


def test_hidden_rectangles_lie_inside_have_the_stated_area_and_come_as_often_as_asked():
    drawn = draw_erased(Augmentation(erase=0.3), 3000, 100, 60, seeded())
    hidden = drawn.area() > 0
    assert 0.27 < hidden.float().mean() < 0.33
    assert drawn.top.min() >= 0
    assert drawn.left.min() >= 0
    assert drawn.bottom.max() <= 100
    assert drawn.right.max() <= 60
    shares = drawn.area()[hidden] / 6000
    assert 0.015 < shares.min() < 0.05
    assert 0.17 < shares.max() < 0.22
    assert (drawn.left[hidden] == 0).any()


def test_mixup_is_the_weighted_mean_of_pictures_and_targets():
    images = torch.stack([torch.zeros(2, 2, 1), torch.full((2, 2, 1), 100.0)])
    pairs = Pairs(torch.tensor([1, 0]), torch.tensor([0.75, 0.4]))
    assert mixup(images, images[pairs.partner], pairs)[:, 0, 0, 0].tolist() == pytest.approx([25, 40])
    shares = mix_targets(torch.tensor([0, 2]), pairs, 3)
    torch.testing.assert_close(shares, torch.tensor([[0.75, 0, 0.25], [0.6, 0, 0.4]]))


def test_cutmix_shares_are_exactly_those_of_the_pixels():
    images = torch.stack([torch.full((9, 7, 1), value, dtype=torch.uint8) for value in range(50)])
    pairs = draw_pairs(1.0, 50, seeded(3))
    boxes, pairs = draw_boxes(pairs, 9, 7, seeded(4))
    mixed = cutmix(images, images[pairs.partner], boxes)
    assert mixed.dtype == torch.uint8
    for index in range(50):
        own, partner = mixed[index] == index, mixed[index] == int(pairs.partner[index])
        assert (own | partner).all()
        if int(pairs.partner[index]) != index:
            assert own.float().mean().item() == pytest.approx(pairs.kept[index].item(), abs=1e-6)
    assert pairs.kept.min() < 0.4
    assert pairs.kept.max() > 0.9


@pytest.mark.parametrize("kind", ["mixup", "cutmix"])
def test_mixed_targets_sum_to_one_for_every_picture(kind: str):
    augmentation = replace(Augmentation(), **{kind: 0.8})
    images, targets = augment(noise(33, 8, 9, 3), torch.arange(33) % 4, augmentation, seeded(), 4)
    assert targets.shape == (33, 4)
    torch.testing.assert_close(targets.sum(1), torch.ones(33))
    assert ((targets > 0.01).sum(1) == 2).any()
    assert images.dtype == (torch.float32 if kind == "mixup" else torch.uint8)


def test_targets_of_several_labels_are_mixed_as_they_are():
    many = torch.tensor([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]])
    pairs = Pairs(torch.tensor([1, 0]), torch.tensor([0.5, 1.0]))
    torch.testing.assert_close(mix_targets(many, pairs, 3), torch.tensor([[0.5, 1, 0.5], [0.0, 1, 1]]))


def test_with_both_kinds_of_mixing_on_each_gets_its_turn():
    augmentation = Augmentation(mixup=0.5, cutmix=1.0)
    kinds = [
        augment(noise(4, 6, 6, 1), torch.arange(4), augmentation, seeded(s), 4)[0].dtype for s in range(40)
    ]
    assert 10 <= kinds.count(torch.float32) <= 30


EVERYTHING = replace(PRESETS["strong"], flip="both")
ALONE = {
    field.name: replace(Augmentation(), **{field.name: getattr(EVERYTHING, field.name)})
    for field in fields(Augmentation)
    if field.name != "fill"
}


@pytest.mark.parametrize("shape", [(1, 28, 28, 1), (7, 9, 5, 3), (1, 1, 1, 3), (3, 2, 33, 1), (2, 8, 8, 4)])
@pytest.mark.parametrize("name", [*PRESETS, *ALONE])
def test_every_variation_works_for_odd_batches_sizes_and_channels(name: str, shape: tuple[int, ...]):
    augmentation = PRESETS.get(name) or ALONE[name]
    images = noise(*shape)
    before = images.clone()
    varied, targets = augment(images, torch.zeros(shape[0], dtype=torch.int64), augmentation, seeded(), 3)
    assert varied.shape == images.shape
    assert varied.dtype in (torch.uint8, torch.float32)
    assert varied.float().isfinite().all()
    assert 0 <= varied.min() <= varied.max() <= 255
    assert len(targets) == shape[0]
    assert torch.equal(images, before)


@pytest.mark.parametrize("name", sorted(ALONE))
def test_every_variation_alone_changes_pictures(name: str):
    """A field that nothing reads would pass all else."""
    images = noise(32, 40, 40, 3)
    varied, _ = augment(images, torch.arange(32), ALONE[name], seeded(), 32)
    assert not torch.equal(varied.float(), images.float())


@pytest.mark.parametrize("name", ["light", "standard", "strong"])
def test_the_same_seed_gives_the_same_pictures_and_another_seed_others(name: str):
    images, targets = noise(6, 20, 20, 3), torch.arange(6)

    def varied(seed: int) -> tuple[Tensor, Tensor]:
        return augment(images, targets, PRESETS[name], seeded(seed), 6)

    torch.manual_seed(1)
    first = varied(3)
    torch.manual_seed(2)  # the global generator has no part in it
    second = varied(3)
    assert torch.equal(first[0], second[0])
    assert torch.equal(first[1], second[1])
    assert not torch.equal(first[0], varied(4)[0])


def test_pictures_of_one_batch_differ_from_each_other():
    images = noise(1, 20, 20, 3).expand(8, -1, -1, -1).contiguous()
    varied, _ = augment(images, torch.zeros(8, dtype=torch.int64), PRESETS["standard"], seeded(), 1)
    assert len({picture.numpy().tobytes() for picture in varied}) == 8


def test_light_only_moves_whole_pixels_and_so_stays_uint8():
    images = noise(64, 28, 28, 1)
    varied, _ = augment(images, torch.zeros(64, dtype=torch.int64), PRESETS["light"], seeded(), 10)
    assert varied.dtype == torch.uint8
    moved = {(down, right) for down in range(-2, 3) for right in range(-2, 3)}
    for image, found in zip(images, varied, strict=True):
        assert any(torch.equal(found, apply_move(image[None], move(*by))[0]) for by in moved)


def test_no_preset_mirrors_unless_told_to():
    assert {preset.flip for preset in PRESETS.values()} == {"none"}
    assert replace(PRESETS["light"], flip="horizontal").flip == "horizontal"
