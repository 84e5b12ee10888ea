"""Clips are varied as what they show would be: all frames alike, and motion with them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from huoyan.clips import ClipPreprocess, Sampling
from huoyan.clips.motion import MIDDLE
from huoyan.learn.augment.clips import CLIP_PRESETS, ClipAugmentation, augment_clips, preset_of
from huoyan.learn.augment.geometry import Affine
from huoyan.learn.augment.motion_values import MOTIONS
from huoyan.learn.augment.presets import Augmentation
from huoyan.learn.augment.tempo import Tempo, picked_again, summed_again
from huoyan.learn.distributed.world import ALONE
from huoyan.preprocess import Preprocess

GREY = Preprocess(height=60, width=80, fit="squash", colour="grey")
FLOW = ClipPreprocess(GREY, "flow", Sampling(stride=2), 4)
FRAMES = ClipPreprocess(GREY, "frames")


def affine(degrees: float = 0.0, larger: float = 1.0, mirrored: bool = False) -> Affine:
    one = torch.ones(1)
    flips = torch.tensor([mirrored]), torch.tensor([False])
    return Affine(one * degrees, one * larger, one * larger, 0 * one, 0 * one, *flips)


def turned(vector: tuple[float, float], how: Affine) -> list[float]:
    flow = torch.tensor(vector).expand(1, 1, 1, 1, 2)
    return [round(x, 4) for x in MOTIONS["flow"].turned(flow, how).flatten().tolist()]


def test_what_moves_to_the_right_moves_up_in_a_picture_turned_counter_clockwise():
    assert turned((1.0, 0.0), affine(degrees=90)) == [0.0, -1.0]
    assert turned((0.0, 1.0), affine(degrees=90)) == [1.0, 0.0]


def test_what_moves_to_the_right_moves_to_the_left_in_a_mirror_and_further_in_a_larger_picture():
    assert turned((1.0, 0.5), affine(mirrored=True)) == [-1.0, 0.5]
    assert turned((1.0, 0.5), affine(larger=2.0)) == [2.0, 1.0]


@pytest.mark.parametrize("motion", MOTIONS)
def test_bytes_are_read_and_written_again_unchanged(motion: str):
    every = torch.arange(256, dtype=torch.uint8)
    values = MOTIONS[motion]
    torch.testing.assert_close(values.to_bytes(values.of_bytes(every)), every.float(), atol=1e-3, rtol=0)


def tempo(start: float, end: float, after: int) -> Tempo:
    return Tempo(torch.tensor([start]), torch.tensor([end]), torch.tensor([after]))


def test_motion_that_is_made_of_fewer_steps_goes_as_far():
    way = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
    assert summed_again(way, tempo(0, 4, 2)).tolist() == [[3, 7]]
    assert summed_again(way, tempo(0, 4, 8)).tolist() == [[0.5, 0.5, 1, 1, 1.5, 1.5, 2, 2]]
    assert summed_again(way, tempo(1, 3, 2)).tolist() == [[2, 3]]


def test_frames_are_picked_in_the_middle_of_each_step():
    frames = torch.tensor([[10.0, 11.0, 12.0, 13.0]])
    assert picked_again(frames, tempo(0, 4, 2)).tolist() == [[11, 13]]
    assert picked_again(frames, tempo(1, 3, 4)).tolist() == [[11, 11, 12, 12]]


def varied(
    clips: np.ndarray, steps: list[int], clip: ClipPreprocess, how: ClipAugmentation
) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return augment_clips(torch.from_numpy(clips), torch.tensor(steps), clip, how, generator, ALONE)


def test_all_frames_of_a_clip_are_varied_alike():
    frame = np.random.default_rng(0).integers(0, 256, (1, 1, 60, 80, 1), dtype=np.uint8)
    seen, steps = varied(np.repeat(frame, 6, axis=1), [6], FRAMES, CLIP_PRESETS["standard"][1])
    assert (seen[0, : steps[0]] == seen[0, :1]).all()
    assert np.abs(seen[0, 0].numpy() - frame[0, 0]).mean() > 5


def test_what_a_clip_is_filled_up_with_says_nothing_afterwards_too():
    clips = np.random.default_rng(0).integers(0, 256, (2, 8, *FLOW.shape), dtype=np.uint8)
    clips[1, 5:] = MIDDLE
    seen, steps = varied(clips, [8, 5], FLOW, CLIP_PRESETS["standard"][0])
    assert seen.dtype == torch.float32
    for clip, n in zip(seen, steps.tolist(), strict=True):
        assert (clip[n:] == MIDDLE).all()
        assert (clip[:n] != MIDDLE).any()


def test_a_clip_of_equal_steps_keeps_their_number_however_fast_it_is():
    whole = ClipPreprocess(GREY, "flow", Sampling(steps=6), 4)
    clips = np.full((3, 6, *whole.shape), 200, np.uint8)
    seen, steps = varied(clips, [6, 6, 6], whole, CLIP_PRESETS["strong"][0])
    assert (seen.shape[1], steps.tolist()) == (6, [6, 6, 6])


def test_the_same_seed_varies_alike():
    clips = np.random.default_rng(0).integers(0, 256, (2, 8, *FLOW.shape), dtype=np.uint8)
    first, again = (varied(clips, [8, 8], FLOW, CLIP_PRESETS["standard"][0])[0] for _ in range(2))
    assert torch.equal(first, again)


def test_nothing_is_mirrored_unless_it_is_asked_for():
    presets = [preset_of(name, "flow", "none", None) for name in CLIP_PRESETS]
    assert [each.view.flip for each in presets if each is not None] == ["none"] * 3
    asked = preset_of("none", "flow", "horizontal", None)
    assert asked == ClipAugmentation(Augmentation(flip="horizontal"))


def test_no_variation_is_none():
    assert preset_of("none", "flow", "none", None) is None
