"""Any network of timm looks at single frames of a clip, with weights of a file where these are given."""

from __future__ import annotations

import pytest
import torch

import huoyan
from huoyan.learn.networks.clips.build import ClipShape, clip_network
from huoyan.learn.networks.clips.clip_network import ClipNetwork
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.networks.shape import NetworkShape
from making_clips import wanderings

SIDE = 64
MOBILENET = "weights/mobilenet_v2_100_imagenet_fp16.pth"


def network(name: str, over_time: str = "gru", weights: str | None = None) -> ClipNetwork:
    torch.manual_seed(0)
    clip = ClipShape((SIDE, SIDE), over_time, ClipOptions(embedding=8, hidden=8))
    return clip_network(NetworkShape(name, {}, 3, SIDE, weights=weights, clip=clip), 2).eval()


@pytest.mark.parametrize("name", ["resnet18", "mobilenetv3_small_050", "regnetx_002", "convnext_atto"])
def test_a_network_of_timm_sees_each_frame_by_itself(name: str):
    made, frames = network(name), torch.rand(2, 3, 3, SIDE, SIDE)
    with torch.inference_mode():
        alone = torch.cat([made.seen(frames[:, at]) for at in range(3)])
        together = made.seen(frames.transpose(0, 1).flatten(0, 1))
        assert made(frames).shape == (2, 3, 2)
    torch.testing.assert_close(together, alone, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("over_time", ["gru", "tsm"])
def test_weights_of_a_file_are_those_of_the_network_of_a_frame(shared_data, over_time: str):
    file = str(shared_data(MOBILENET))
    made = network("mobilenetv2_100", over_time, file).state_dict()
    known = NetworkShape("mobilenetv2_100", {}, 3, SIDE, weights=file).with_outputs(8).state_dict()
    prefix = "frame.frame." if over_time == "tsm" else "frame."
    found = {name.removeprefix(prefix).replace(".inner.", "."): tensor for name, tensor in made.items()}
    for name, tensor in known.items():
        if not name.startswith("classifier"):
            torch.testing.assert_close(found[name], tensor)


@pytest.mark.slow
def test_clips_are_learnt_from_with_a_pretrained_network_of_frames(shared_data, tmp_path):
    data, weights = wanderings(tmp_path / "data", 6), str(shared_data(MOBILENET))
    tiny = {"size": 64, "epochs": 2, "batch": 4, "hidden": 16, "beside": ("none",), "progress": False}
    run = huoyan.train(
        data, task="clip", model="mobilenetv2_100", weights=weights, out=tmp_path / "run", **tiny
    )
    assert all(each.passed for each in run.parities if each.precision == "fp32")
    assert run.artifact.manifest.clip.motion == "frames"
