"""From a settled recipe to what trains: frozen layers, kept statistics, devices, normalisation."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from huoyan.data.dataset import Dataset
from huoyan.errors import NetworkError, TrainingError, UsageError
from huoyan.learn.build import Built, build_training
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.fit.failures import coded_failures
from huoyan.learn.fit.smallest_batch import try_network
from huoyan.learn.machine.devices import choose_device
from huoyan.learn.networks import build
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.plan.look import look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import plan
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.classify import ClassifyChoices
from making import sample_of


def data() -> Dataset:
    rng = np.random.default_rng(0)
    samples = tuple(
        sample_of(str(i), i % 2, pixels=rng.integers(50, 60, (20, 20, 3), np.uint8), split="train")
        for i in range(30)
    )
    return Dataset("made", ("cat", "dog"), samples)


def built(recipe: Recipe) -> Built:
    made = data()
    settled = plan(
        recipe.settled("classify"),
        look(made, 0),
        name="made",
        machine=Machine(bf16=False, cores=1, free_cores=1),
    )
    pixels = np.stack([sample.pixels for sample in made.samples])
    return build_training(settled, made, pixels=pixels, budget_s=None)


def test_freezing_leaves_the_last_layer_alone_to_train():
    made = built(Recipe(freeze=True, device="cpu"))
    trained = [name for name, p in made.network.named_parameters() if p.requires_grad]
    assert trained == ["network.classifier.weight", "network.classifier.bias"]
    assert any("only the last layer" in note for note in made.notes)
    before = {name: b.clone() for name, b in made.network.named_buffers()}
    made.network.train()(torch.randint(0, 256, (8, 20, 20, 3), dtype=torch.uint8))
    assert all(torch.equal(b, before[name]) for name, b in made.network.named_buffers())


@pytest.mark.parametrize(
    ("model", "heads"), [("levit_conv_128s", ["head.linear", "head_dist.linear"]), ("dla34", ["fc"])]
)
def test_freezing_leaves_every_head_to_train(model: str, heads: list[str]):
    """Levit answers with the mean of two heads; the head of dla34 is a convolution."""
    made = built(Recipe(model=model, size=224, freeze=True, device="cpu"))
    trained = [name for name, p in made.network.named_parameters() if p.requires_grad]
    assert trained == [f"network.{head}.{part}" for head in heads for part in ("weight", "bias")]


def test_weights_with_folded_norms_keep_their_statistics(tmp_path: Path):
    state = build("cnn", classes=2, channels=3, size=20, options={}).state_dict()
    torch.save(state, tmp_path / "folded.pth")  # fresh norms: mean 0, variance 1
    folded = built(Recipe(weights=str(tmp_path / "folded.pth")))
    assert any("keep the statistics" in note for note in folded.notes)
    state = {k: v + 3 if k.endswith("running_mean") else v for k, v in state.items()}
    torch.save(state, tmp_path / "usual.pth")
    usual = built(Recipe(weights=str(tmp_path / "usual.pth")))
    assert not any("keep the statistics" in note for note in usual.notes)


def test_in_bf16_no_convolution_sees_maps_narrower_than_its_stride(monkeypatch: pytest.MonkeyPatch):
    made = built(Recipe(model="test_resnet", size=8, precision="bf16", device="cpu"))
    convolve, wide = nn.Conv2d._conv_forward, []

    def seen(self: nn.Conv2d, maps: torch.Tensor, *rest: torch.Tensor) -> torch.Tensor:
        wide.append(maps.shape[-1] >= self.stride[1])
        return convolve(self, maps, *rest)

    monkeypatch.setattr(nn.Conv2d, "_conv_forward", seen)
    pictures = torch.randint(0, 256, (6, 8, 8, 3), dtype=torch.uint8)
    with torch.autocast("cpu", torch.bfloat16):
        made.network.train()(pictures)
    assert wide
    assert all(wide)
    made.network(pictures)
    assert not all(wide)


def test_mean_and_deviation_are_the_datas_unless_they_are_given():
    measured = built(Recipe())
    assert measured.channels[0] == pytest.approx((54.5 / 255,) * 3, abs=0.002)
    assert measured.channels[1] == pytest.approx((2.87 / 255,) * 3, abs=0.002)
    given = built(Recipe(mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25)))
    assert given.channels[0] == (0.5, 0.5, 0.5)
    assert given.recipe.std == (0.25, 0.25, 0.25)


def test_mean_for_other_channels_is_refused():
    with pytest.raises(UsageError, match="2 channels, and the pictures have 3"):
        built(Recipe(mean=(0.5, 0.5), std=(0.5, 0.5)))
    assert built(Recipe(mean=(0.5,), std=(0.5,))).channels[0] == (0.5,)


def test_one_picture_a_batch_is_refused_where_batch_norm_has_one_value_a_channel():
    narrow = Recipe(size=4, options={"widths": [4, 4], "pool": ["max", "max"]}, device="cpu")
    with pytest.raises(NetworkError, match=r"--batch .* --size") as caught:
        built(dataclasses.replace(narrow, batch=1))
    assert caught.value.code == "network.batch"
    built(dataclasses.replace(narrow, batch=2))
    built(dataclasses.replace(narrow, batch=29))  # of 30: the last batch of one is left out
    built(dataclasses.replace(narrow, batch=1, options={**narrow.options, "norm": False}))


def test_trying_a_network_leaves_it_and_the_random_state_as_they_were():
    network = build("cnn", classes=2, channels=3, size=8, options={"dropout": 0.5})
    whole = Normalised(network, (0.5,) * 3, (0.5,) * 3)
    before = {name: tensor.clone() for name, tensor in whole.state_dict().items()}
    state = torch.get_rng_state()
    try_network(whole, "cnn", shape=(8, 8, 3), pictures=10, batch=4)
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(tensor, before[name]) for name, tensor in whole.state_dict().items())


def test_a_network_that_fails_in_training_mode_only_has_a_code():
    class Odd(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            if self.training:
                raise IndexError("tuple index out of range")
            return images

    with pytest.raises(NetworkError, match="tuple index out of range") as caught:
        try_network(Odd(), "odd", shape=(8, 8, 3), pictures=10, batch=1)
    assert caught.value.code == "network.size"


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (
            RuntimeError("mat1 and mat2 shapes cannot be multiplied\nmore"),
            "training.failed",
            "mat1 and mat2 sh",
        ),
        (
            RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"),
            "training.memory",
            "--size",
        ),
        (
            RuntimeError("Caught X in DataLoader worker process 0.\n..\nX: no.png"),
            "training.failed",
            "X: no.png",
        ),
    ],
)
def test_what_breaks_off_in_training_has_a_code_and_says_what_it_was(error: Exception, code: str, says: str):
    with pytest.raises(TrainingError, match=says) as caught, coded_failures(ALONE):
        raise error
    assert caught.value.code == code


def test_unequal_classes_are_drawn_equally_often_by_default():
    rare = dataclasses.replace(
        data(), samples=tuple(s for s in data().samples if s.labels == (0,) or int(s.source) < 4)
    )
    settled = plan(
        Recipe().settled("classify"),
        look(rare, 0),
        name="made",
        machine=Machine(bf16=False, cores=1, free_cores=1),
    )
    made = build_training(settled, rare, pixels=np.stack([s.pixels for s in rare.samples]), budget_s=None)
    assert settled.recipe.of(ClassifyChoices).imbalance == "sampling"
    drawn = made.learner.order(torch.Generator().manual_seed(0))
    shares = np.bincount(rare.targets()[drawn.numpy()]) / len(drawn)
    assert len(drawn) == len(rare)
    assert shares == pytest.approx([0.5, 0.5], abs=0.06)


@pytest.mark.parametrize("name", ["cuda:9", "no-such-device"])
def test_a_device_that_is_not_there_is_refused(name: str):
    with pytest.raises(UsageError, match="huoyan doctor"):
        choose_device(name)


def test_asking_for_bf16_needs_no_openvino():
    code = (
        "import sys; sys.modules['openvino'] = None; import torch; "
        "from huoyan.learn.machine.devices import computes_bf16; print(computes_bf16(torch.device('cpu')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in ("True", "False")


def test_a_network_of_squares_says_so_of_frames_that_are_none():
    network = nn.Sequential(nn.Flatten(), nn.Linear(3 * 8 * 8 * 3, 2))
    with pytest.raises(NetworkError, match=r"frames of 8 x 12 pixels.*one value") as caught:
        try_network(network, "cnn", shape=(3, 8, 12, 3), pictures=4, batch=2)
    assert caught.value.code == "network.size"
