"""What a network's loss reads, and what its task reads of that."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from huoyan.learn.feed.at_once import at_once
from huoyan.learn.networks.answers import answering, answers
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.ship.onnx_export import export_onnx, network_outputs
from huoyan.runtimes.torch import TorchRuntime


class Halves(nn.Module):
    """Says the light of the upper and the lower half; which is lighter is found in that, and how light."""

    def __init__(self) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(1))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        upper, lower = pictures.chunk(2, dim=2)
        return upper.mean((1, 2, 3)) * self.gain, lower.mean((1, 2, 3)) * self.gain

    def found(self, said: Any) -> tuple[Tensor, Tensor]:
        light, which = torch.stack(said, 1).max(1)
        return which, light


NAMES = ("which", "light")


def network() -> Normalised:
    return Normalised(Halves(), (0.0,), (1.0,))


def pictures() -> np.ndarray:
    """Of three the lower half is lighter, in the last one the upper."""
    pixels = np.zeros((4, 8, 8, 1), np.uint8)
    pixels[:3, 4:] = 255
    pixels[3, :4] = 51
    return pixels


def test_outputs_are_found_in_what_the_network_gave():
    found = network_outputs(network(), NAMES, pictures())
    assert found["which"].tolist() == [1, 1, 1, 0]
    np.testing.assert_allclose(found["light"], [1, 1, 1, 0.2], rtol=1e-6)


def test_the_loss_reads_what_was_said():
    upper, lower = network()(torch.from_numpy(pictures()))
    torch.testing.assert_close(upper, torch.tensor([0, 0, 0, 0.2]))
    assert lower.tolist() == [1, 1, 1, 0]


def test_the_exported_graph_and_the_network_in_torch_answer_alike():
    graph = onnxruntime.InferenceSession(export_onnx(network(), NAMES, channels=1, size=8))
    assert [each.name for each in graph.get_outputs()] == [*NAMES]
    which, light = graph.run(None, {"images": pictures()})
    found = TorchRuntime(answering(network()), NAMES).run(pictures())
    assert which.tolist() == found["which"].tolist() == [1, 1, 1, 0]
    np.testing.assert_allclose(light, found["light"], rtol=1e-6)


def test_what_a_network_without_outputs_of_its_own_gives_is_its_answer():
    plain = nn.Flatten()
    said = plain(torch.ones(2, 3, 1))
    assert answers(plain, said) is said
    assert answering(plain) is plain


def test_large_pictures_are_answered_few_at_once():
    assert [at_once(side, side) for side in (28, 224, 320, 640, 100_000)] == [256, 256, 125, 31, 1]
    assert at_once(320, 320, most=64) == 64
