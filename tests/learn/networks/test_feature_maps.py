"""Networks as maps: at the strides asked for, with the weights that their library has for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import timm
import torch
from safetensors.torch import save_file

from huoyan.errors import NetworkError
from huoyan.learn.networks.backbones.feature_maps import FeatureMaps, feature_maps
from huoyan.learn.networks.detectors.start import starting_detector
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.networks.weight_files.state_files import read_state
from huoyan.words import Message

STRIDES = (8, 16, 32)


def maps(name: str, size: int = 64, channels: int = 3) -> FeatureMaps:
    torch.manual_seed(0)
    return feature_maps(name, channels=channels, size=size, strides=STRIDES).eval()


@pytest.mark.parametrize(
    ("name", "widths"),
    [("mobilenetv2_035", (16, 32, 112)), ("resnet10t", (128, 256, 512)), ("convnext_atto", (80, 160, 320))],
)
def test_maps_of_timm_are_those_that_timm_tells(name: str, widths: tuple[int, ...]):
    network, pictures = maps(name), torch.rand(2, 3, 64, 64)
    assert network.widths == widths
    whole = timm.create_model(name).eval()
    whole.load_state_dict(network.network.state_dict(), strict=False)
    expected = whole.forward_intermediates(pictures, intermediates_only=True)[-3:]
    for own, theirs, side in zip(network(pictures), expected, (8, 4, 2), strict=True):
        assert torch.equal(own, theirs)
        assert own.shape[2:] == (side, side)


def test_weights_of_timms_classifier_start_the_maps(tmp_path: Path):
    file, whole = tmp_path / "weights.safetensors", timm.create_model("mobilenetv2_035")
    save_file(whole.state_dict(), file)
    network = maps("mobilenetv2_035")
    network.load(file)
    expected, own = whole.state_dict(), network.network.state_dict()
    assert len(own) > 250
    assert all(torch.equal(expected[name], each) for name, each in own.items())


def test_weights_with_names_of_another_library_start_a_detectors_backbone(
    shared_data: Callable[[str], Path],
):
    file = shared_data("weights/mobilenet_v2_100_imagenet_fp16.pth")
    said: list[Message] = []
    shape = NetworkShape("yolo", {"backbone": "mobilenetv2_100"}, 3, 64, weights=str(file), note=said.append)
    backbone = starting_detector(shape, ["car"]).backbone
    first = next(iter(read_state(file).values()))
    assert torch.equal(backbone.network.conv_stem.weight, first.float())
    assert "classifier" in str(said[0])


def test_maps_of_our_own_network_are_what_its_blocks_give():
    network, pictures = maps("cnn", size=128, channels=1), torch.rand(2, 1, 128, 128)
    assert network.widths == (64, 128, 256)
    first = network.network.branches[0][:3](pictures)
    assert torch.equal(network(pictures)[0], first)


def test_a_map_that_a_network_has_not_is_the_nearest_one_scaled():
    network, pictures = maps("vit_tiny_patch16_224"), torch.rand(1, 3, 64, 64)
    fine, own, coarse = network(pictures)
    assert network.widths == (192, 192, 192)
    assert torch.equal(fine[:, :, ::2, 1::2], own)
    assert torch.equal(coarse[0, 0, 0, 0], own[0, 0, :2, :2].max())


def test_an_unknown_network_is_named():
    with pytest.raises(NetworkError, match="resnet18"):
        maps("resnet_18")
