"""The temporal shift within a network of frames: streams answer as whole clips, and only the past is seen."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

from huoyan.clips.graph import FRAMES, at_start, carried
from huoyan.errors import NetworkError
from huoyan.learn.networks.clips.build import ClipShape, clip_network
from huoyan.learn.networks.clips.normalised_clips import NormalisedClips
from huoyan.learn.networks.clips.onnx_clips import clips_to_onnx
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.clips.time_shift import SHARE, TimeShift
from huoyan.learn.networks.shape import NetworkShape

SIDE, STEPS = 32, 7
CNN: dict[str, Any] = {"widths": [8, 16, 16], "residual": True, "head": "avg"}
FRAME_NETWORKS = {"cnn": CNN, "resnet18": {}, "mobilenetv3_small_050": {}}


def network(name: str, options: dict[str, Any]) -> NormalisedClips:
    torch.manual_seed(0)
    clip = ClipShape((SIDE, SIDE), "tsm", ClipOptions(embedding=8, hidden=8))
    made = clip_network(NetworkShape(name, options, 3, SIDE, clip=clip), 2)
    return NormalisedClips(made, (0.5,), (0.25,)).eval()


def clips(n: int = 2) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    return torch.randint(0, 256, (n, STEPS, SIDE, SIDE, 3), generator=generator, dtype=torch.uint8)


@torch.inference_mode()
def answers(made: NormalisedClips, frames: torch.Tensor, **more: torch.Tensor) -> np.ndarray:
    return made(frames, **more).numpy()


@pytest.mark.parametrize("name", FRAME_NETWORKS)
def test_a_stream_that_is_cut_anywhere_answers_at_every_step_as_the_whole_clip_does(name: str):
    made, frames = network(name, FRAME_NETWORKS[name]), clips()
    whole, state = answers(made, frames), made.network.state
    session = onnxruntime.InferenceSession(clips_to_onnx(made, "logits", (SIDE, SIDE, 3), state, None))
    for cuts in ([1, 2, 3, 4, 5, 6], [2, 5], [4]):
        carry, given = at_start(state, 2), []
        for part in np.split(frames.numpy(), cuts, axis=1):
            found = session.run(["logits", *map(carried, state)], {FRAMES: part, **carry})
            given.append(found[0])
            carry = dict(zip(state, found[1:], strict=True))
        assert np.abs(np.concatenate(given, axis=1) - whole).max() < 1e-4


def test_the_order_of_frames_is_seen_and_what_comes_later_is_not():
    made, frames = network("cnn", CNN), clips()
    changed = frames.clone()
    changed[:, 4:] = 255 - changed[:, 4:]
    before, after = answers(made, frames), answers(made, changed)
    np.testing.assert_allclose(before[:, :4], after[:, :4], atol=1e-6)
    assert np.abs(before[:, -1] - answers(made, frames.flip(1))[:, -1]).max() > 1e-5


def test_clips_of_other_lengths_in_one_batch_are_seen_as_alone():
    made, frames = network("cnn", CNN), clips()
    lengths = torch.tensor([3, STEPS])
    together = answers(made, frames, lengths=lengths)
    np.testing.assert_allclose(together[0, :3], answers(made, frames[:1, :3])[0], atol=1e-5)
    np.testing.assert_allclose(together[1], answers(made, frames[1:])[0], atol=1e-5)


def test_an_eighth_of_the_channels_is_that_of_the_frame_before():
    shift = TimeShift(nn.Conv2d(2 * SHARE, 2 * SHARE, 1, bias=False))
    with torch.no_grad():
        shift.inner.weight.copy_(torch.eye(2 * SHARE)[:, :, None, None])
    maps = torch.rand(3, 2 * SHARE, 4, 4)
    shift.past = torch.rand(1, 2, 4, 4)
    found = shift(maps)
    assert torch.equal(found[:, 2:], maps[:, 2:])
    assert torch.equal(found[:, :2], torch.cat([shift.past, maps[:2, :2]]))
    assert torch.equal(shift.left, maps[2:, :2])


def test_a_network_without_residual_blocks_is_refused_with_the_remedy():
    with pytest.raises(NetworkError, match="--option residual=true") as caught:
        network("cnn", {"widths": [8, 16]})
    assert caught.value.code == "network.shift"
