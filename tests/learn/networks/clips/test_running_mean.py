"""The mean of all steps so far, of streams that last."""

from __future__ import annotations

import torch

from huoyan.learn.networks.clips.running_mean import LONGEST, RunningMean


def test_the_mean_of_a_still_scene_stays_what_the_scene_is():
    """As a sum in float32 it would be 0.1 % off after 100,000 steps."""
    mean, scene = RunningMean(3), torch.tensor([[[0.1, 0.7, 5.3]]])
    state = torch.zeros(1, 3), torch.zeros(1, 1)
    with torch.inference_mode():
        for _ in range(20_000):
            answer, state = mean(scene, *state)
    assert (answer - scene).abs().max() < 1e-6


def test_a_stream_of_weeks_still_learns_what_it_sees():
    """A count in float32 would stand still at 2 ** 24, and the mean would lie beside all that was seen."""
    mean, state = RunningMean(1), (torch.zeros(1, 1), torch.full((1, 1), float(LONGEST)))
    with torch.inference_mode():
        for _ in range(40):
            answer, state = mean(torch.ones(1, LONGEST // 8, 1), *state)
    assert state[1].item() == LONGEST
    assert 0.98 < answer[0, -1].item() <= 1
