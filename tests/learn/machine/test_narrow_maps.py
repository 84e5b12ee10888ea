"""Strided convolutions of narrow maps in bf16: their gradients are those of the mathematics."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from huoyan.learn.machine.narrow_maps import widen_narrow_maps


def gradients(convolution: nn.Conv2d, maps: Tensor, *, bf16: bool) -> tuple[Tensor, ...]:
    """Answers, and the gradients of their weighted sum by weights, bias and maps."""
    given = maps.clone().requires_grad_(True)
    for n in (64, 512, 4096, convolution.weight.numel()):
        torch.full((n,), float("nan"))  # freed at once: what is allocated next may be this
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16):
        answers = convolution(given)
    weighted = answers.double() * torch.linspace(-1, 1, answers.numel()).view_as(answers)
    weighted.sum().backward()
    found = (answers, convolution.weight.grad, convolution.bias.grad, given.grad)
    convolution.zero_grad(set_to_none=True)
    assert all(each is not None for each in found)
    return tuple(each.detach().double() for each in found if each is not None)


@pytest.mark.parametrize("groups", [1, 16])
@pytest.mark.parametrize(("kernel", "stride"), [(3, 2), (5, 2), (7, 4), (1, 2)])
@pytest.mark.parametrize("height", [1, 2])
def test_gradients_of_a_map_narrower_than_the_stride(groups: int, kernel: int, stride: int, height: int):
    torch.manual_seed(0)
    plain = nn.Conv2d(16, 16, kernel, stride, kernel // 2, groups=groups).to(
        memory_format=torch.channels_last
    )
    for parameter in plain.parameters():
        parameter.data = parameter.bfloat16().float()
    maps = torch.randn(6, 16, height, 1).bfloat16().float().contiguous(memory_format=torch.channels_last)
    wanted = gradients(plain, maps, bf16=False)
    widen_narrow_maps(plain)
    for _ in range(20):
        for found, known in zip(gradients(plain, maps, bf16=True), wanted, strict=True):
            assert (found - known).abs().max() < 0.02 * known.abs().max()


def test_what_pads_itself_and_what_is_wide_or_in_fp32_is_left_alone():
    seen: list[tuple[int, ...]] = []

    class OwnPadding(nn.Conv2d):
        def forward(self, given: Tensor) -> Tensor:
            seen.append(tuple(given.shape))
            return super().forward(nn.functional.pad(given, (0, 2, 0, 2)))

    class Plain(nn.Conv2d):
        def forward(self, given: Tensor) -> Tensor:
            seen.append(tuple(given.shape))
            return super().forward(given)

    own, plain, padded = OwnPadding(3, 4, 3, 2), Plain(3, 4, 3, 2, 1), Plain(3, 4, 2, 2, 1)
    circular, valid = Plain(3, 4, 3, 2, 1, padding_mode="circular"), Plain(3, 4, 1, 2, padding="valid")
    for each in (own, plain, circular, padded, valid):
        widen_narrow_maps(each)
    one, two = torch.rand(1, 3, 1, 1), torch.rand(1, 3, 2, 2)
    plain(one)
    with torch.autocast("cpu", torch.bfloat16):
        for each in (own, circular, padded):
            each(one)
        plain(two)
        plain(given=one)
        plain(one)
        valid(one)
    assert [shape[-1] for shape in seen] == [1] * 4 + [2, 1, 2, 2]
