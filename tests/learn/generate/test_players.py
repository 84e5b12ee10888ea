"""Generators and discriminators: parameters counted by hand, pictures of the asked size and class."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from huoyan.errors import NetworkError
from huoyan.learn.generate.players import PAIRS, build_pair
from huoyan.learn.generate.players.base import PairShape
from huoyan.learn.networks import count_parameters
from making_pairs import small_pair


def test_the_dense_pair_of_the_tutorials_has_their_parameters():
    pair = build_pair("dense", PairShape(28, 1), {})
    assert count_parameters(pair.generator) == (100 * 128 + 128) + (128 * 784 + 784) == 114_064
    assert count_parameters(pair.discriminator) == (784 * 128 + 128) + (128 * 1 + 1) == 100_609


def test_dense_layers_are_as_many_and_as_wide_as_asked():
    pair = build_pair("dense", PairShape(4, 3), {"latent": 7, "generator": [5, 6], "discriminator": []})
    assert count_parameters(pair.generator) == (7 * 5 + 5) + (5 * 6 + 6) + (6 * 48 + 48)
    assert count_parameters(pair.discriminator) == 48 + 1


def test_the_pair_of_radford_at_64_px_has_the_layers_of_the_paper():
    pair = build_pair("dcgan", PairShape(64, 3), {})
    kernels = 25 * (1024 * 512 + 512 * 256 + 256 * 128)
    norms = 2 * (1024 + 512 + 256 + 128)
    assert count_parameters(pair.generator) == 100 * 1024 * 16 + kernels + norms + (25 * 128 * 3 + 3)
    shrinking = (25 * 3 * 128 + 128) + kernels + 2 * (256 + 512 + 1024)
    assert count_parameters(pair.discriminator) == shrinking + (1024 * 16 + 1)
    assert (pair.latent, pair.prior, pair.black) == (100, "uniform", -1.0)
    inside = [each for each in pair.generator.modules() if isinstance(each, nn.ConvTranspose2d)]
    assert all(abs(float(each.weight.detach().std()) - 0.02) < 0.002 for each in inside)


def test_the_pair_of_radford_at_28_px_doubles_twice_from_7():
    pair = build_pair("dcgan", PairShape(28, 1), {})
    growing = 100 * 256 * 49 + 2 * 256 + 25 * 256 * 128 + 2 * 128 + (25 * 128 + 1)
    assert count_parameters(pair.generator) == growing == 2_077_569
    shrinking = (25 * 128 + 128) + 25 * 128 * 256 + 2 * 256 + (256 * 49 + 1)
    assert count_parameters(pair.discriminator) == shrinking == 835_585


def test_the_residual_pair_has_the_parameters_of_its_blocks():
    pair = small_pair(
        "residual", size=8, channels=3, classes=2
    )  # 1 px and 8 channels, then 2 and 8, then 4 and 4, four of whose pixels are made at once
    told = 5 + 2

    def gains(channels: int) -> int:
        return (told + 1) * 2 * channels

    first = gains(8) + gains(8) + (9 * 8 * 8 + 8) + (9 * 8 * 8 + 8) + 8 * 8
    second = gains(8) + gains(4) + (9 * 8 * 4 + 4) + (9 * 4 * 4 + 4) + 8 * 4
    assert count_parameters(pair.generator) == (
        (told + 1) * 8 + first + second + gains(4) + (9 * 4 * 12 + 12)
    )
    first = (9 * 4 * 4 + 4) + (9 * 4 * 8 + 8) + 4 * 8
    second = 2 * (9 * 8 * 8 + 8) + 8 * 8
    dense = (8 * 8 + 8) + (8 + 1) + 2 * 8
    assert count_parameters(pair.discriminator) == (16 * 3 * 4 + 4) + first + second + dense


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(("size", "channels"), [(28, 1), (32, 3), (48, 3), (64, 3), (128, 1)])
def test_every_pair_makes_and_scores_pictures_of_every_usual_size(name: str, size: int, channels: int):
    options = {"dense": {}, "dcgan": {}, "residual": {}}[name]
    if name == "dcgan" and size >= 64:
        options = {"widths": [16] * (4 if size == 64 else 5)}  # Radford's are slow to draw
    pair = build_pair(name, PairShape(size, channels, 3), options)
    classes = torch.tensor([0, 2])
    made = pair.generator(pair.latents(2, torch.Generator().manual_seed(0)), classes).detach()
    assert made.shape == (2, channels, size, size)
    assert pair.black <= float(made.min()) <= float(made.max()) <= 1
    assert pair.discriminator(made, classes).shape == (2,)
    assert pair.pixels(made).shape == (2, size, size, channels)


@pytest.mark.parametrize("name", PAIRS)
def test_both_players_look_at_the_class_where_there_are_some_and_only_there(name: str):
    zeros, ones = torch.zeros(4, dtype=torch.int64), torch.ones(4, dtype=torch.int64)
    for classes, told in ((2, True), (0, False)):
        pair = small_pair(name, classes=classes)
        latents = pair.latents(4, torch.Generator().manual_seed(0))
        # One step of learning: gains by class begin at nothing.
        for parameter in pair.generator.parameters():
            torch.nn.init.normal_(parameter, std=0.3)
        made = pair.generator(latents, zeros)
        assert torch.equal(made, pair.generator(latents, ones)) is not told
        made = made.detach()
        assert torch.equal(pair.discriminator(made, zeros), pair.discriminator(made, ones)) is not told


def test_a_picture_of_the_residual_pair_is_the_same_alone_and_among_others():
    pair = small_pair("residual", classes=2)
    for parameter in pair.generator.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    latents, classes = pair.latents(5, torch.Generator().manual_seed(0)), torch.tensor([0, 1, 0, 1, 1])
    among, alone = pair.generator(latents, classes)[3:4], pair.generator(latents[3:4], classes[3:4])
    torch.testing.assert_close(among, alone, rtol=0, atol=1e-5)


@pytest.mark.parametrize("name", PAIRS)
def test_pixels_come_back_as_they_were(name: str):
    pair = small_pair(name)
    pixels = torch.arange(192, dtype=torch.uint8).view(1, 8, 8, 3)
    pixels[0, 0, 0, 0], pixels[0, 7, 7, 2] = 0, 255
    seen = pair.seen(pixels)
    assert (float(seen.min()), float(seen.max())) == (pair.black, 1.0)
    assert torch.equal(pair.pixels(seen), pixels)


def test_spectral_norm_leaves_no_layer_that_stretches():
    pair = small_pair("residual", spectral=True)
    made = pair.generator(
        pair.latents(4, torch.Generator().manual_seed(0)), torch.zeros(4, dtype=torch.int64)
    )
    for _ in range(60):  # each pass brings the estimate of the norm nearer
        pair.discriminator(made.detach(), torch.zeros(4, dtype=torch.int64))
    layers = [each for each in pair.discriminator.modules() if isinstance(each, nn.Conv2d | nn.Linear)]
    assert len(layers) == 9
    for layer in layers:
        assert torch.linalg.matrix_norm(layer.weight.flatten(1), 2).item() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("name", "size", "options", "code", "told"),
    [
        ("dcgan", 30, {"widths": [8, 8]}, "network.size", "--size 32"),
        ("residual", 30, {"widths": [8, 8, 8]}, "network.size", "--size 32"),
        ("residual", 32, {"wide": 3}, "network.option", "widths"),
        ("dense", 8, {"latent": 0}, "network.option", "latent"),
        ("dcgam", 32, {}, "network.unknown", "Nearest: dcgan"),
    ],
)
def test_what_cannot_be_built_is_refused_with_words(name, size, options, code, told):
    with pytest.raises(NetworkError, match=told) as raised:
        build_pair(name, PairShape(size, 1), options)
    assert raised.value.code == code


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("size", [4, 6, 8])
def test_the_smallest_sizes_are_made_too(name: str, size: int):
    pair = build_pair(name, PairShape(size, 3), {})
    made = pair.generator(torch.zeros(2, pair.latent), torch.zeros(2, dtype=torch.int64))
    assert made.shape == (2, 3, size, size)
    assert pair.discriminator(made, torch.zeros(2, dtype=torch.int64)).shape == (2,)


@pytest.mark.parametrize("name", ["dcgan", "residual"])
def test_a_size_that_is_no_side_doubled_is_refused_with_the_nearest(name: str):
    with pytest.raises(NetworkError, match="--size 4"):
        build_pair(name, PairShape(5, 3), {})
