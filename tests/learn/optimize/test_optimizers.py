"""Optimisers, the learning rate over time, and the average of the weights."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from huoyan.errors import TrainingError, UsageError
from huoyan.learn.optimize.optimizers import (
    OPTIMIZERS,
    build_optimizer,
    hidden_matrices,
    undecayed,
)
from huoyan.learn.optimize.schedules import SCHEDULES, rate
from huoyan.learn.optimize.weight_average import MeanOfLast, WeightAverage


def small_network(seed=0):
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 16, 3), nn.BatchNorm2d(16), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 8), nn.ReLU(), nn.Linear(8, 4),
    )  # fmt: skip


def take_steps(network, optimizer, steps, seed=1):
    """The loss before each step, on one batch that can be learned."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.randn(16, 3, 10, 10, generator=generator)
    targets = torch.arange(16) % 4
    losses = []
    for _ in range(steps):
        loss = nn.functional.cross_entropy(network(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def take_random_steps(network, optimizer, steps):
    """Gradients that do not depend on the weights, so that rounding does not grow; in the usual layout."""
    generator = torch.Generator().manual_seed(3)
    for _ in range(steps):
        for p in network.parameters():
            p.grad = torch.randn(p.shape, generator=generator)
        optimizer.step()


def weights(network):
    return [p.detach().clone() for p in network.parameters()]


def close(ours, theirs):
    return all(torch.allclose(a, b, rtol=1e-4, atol=1e-6) for a, b in zip(ours, theirs, strict=True))


# optimisers ----------------------------------------------------------------------------------------

REFERENCES = {
    "sgd": lambda groups: torch.optim.SGD(groups, lr=0.01, momentum=0.9, nesterov=True, foreach=False),
    "adam": lambda groups: torch.optim.Adam(groups, lr=0.01, betas=(0.9, 0.99), foreach=False),
    "adamw": lambda groups: torch.optim.AdamW(groups, lr=0.01, betas=(0.9, 0.99), foreach=False),
}


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=["usual", "last"])
@pytest.mark.parametrize("name", REFERENCES)
def test_steps_agree_with_torchs_plain_loop(name, layout):
    """Whatever fused kernel is used, with gradients in another memory layout than the weights too.

    Biases and norms are not decayed.
    """
    ours, theirs = small_network().to(memory_format=layout), small_network()
    decayed = [p for p in theirs.parameters() if p.ndim > 1]
    free = [p for p in theirs.parameters() if p.ndim == 1]
    reference = REFERENCES[name](
        [{"params": decayed, "weight_decay": 0.1}, {"params": free, "weight_decay": 0.0}]
    )
    take_random_steps(ours, build_optimizer(ours, name, lr=0.01, weight_decay=0.1), 3)
    take_random_steps(theirs, reference, 3)
    assert close(weights(ours), weights(theirs))


class Tokens(nn.Module):
    """What a Vision Transformer, a swin and a scaled convolution have beside their maps."""

    def __init__(self):
        super().__init__()
        self.cls_token = nn.Parameter(torch.zeros(1, 1, 8))
        self.pos_embed = nn.Parameter(torch.zeros(1, 5, 8))
        self.gamma = nn.Parameter(torch.ones(8, 1, 1))
        self.table = nn.Parameter(torch.zeros(9, 2))
        self.map, self.conv = nn.Linear(8, 8), nn.Conv1d(1, 1, 3)

    def no_weight_decay(self):
        return {"table"}


def test_tokens_positions_and_scales_are_not_decayed():
    network = nn.Sequential(Tokens(), nn.LayerNorm(8))
    found = undecayed(network)
    decayed = [name for name, p in network.named_parameters() if id(p) not in found]
    assert decayed == ["0.map.weight", "0.conv.weight"]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimiser_learns(name):
    network = small_network()
    optimizer = build_optimizer(network, name, lr=0.1 if name == "sgd" else 0.01, weight_decay=1e-4)
    losses = take_steps(network, optimizer, 40)
    assert losses[-1] < 0.5 * losses[0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_biases_and_norms_are_not_decayed(name):
    """Without gradients' pull, decay alone moves what it applies to."""
    network = small_network()
    before = weights(network)
    optimizer = build_optimizer(network, name, lr=0.1, weight_decay=0.5)
    for p in network.parameters():
        p.grad = torch.zeros_like(p)
    optimizer.step()
    for p, old in zip(network.parameters(), before, strict=True):
        assert torch.equal(p, old) == (p.ndim == 1)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_rate_that_is_set_in_the_groups_is_used(name):
    network = small_network()
    optimizer = build_optimizer(network, name, lr=0.1, weight_decay=0.1)
    take_steps(network, optimizer, 1)
    before = weights(network)
    for group in optimizer.param_groups:
        group["lr"] = 0.0
    take_steps(network, optimizer, 1)
    assert all(torch.equal(a, b) for a, b in zip(weights(network), before, strict=True))


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_resumed_optimiser_goes_on_as_if_it_had_not_stopped(name):
    """Also with channels-last weights and a state in the usual layout, as a file gives it."""
    straight, stopped = (small_network().to(memory_format=torch.channels_last) for _ in range(2))
    optimizer = build_optimizer(straight, name, lr=0.01, weight_decay=0.1)
    take_steps(straight, optimizer, 6)
    first = build_optimizer(stopped, name, lr=0.01, weight_decay=0.1)
    take_steps(stopped, first, 3)
    state = as_from_a_file(first.state_dict())
    second = build_optimizer(stopped, name, lr=0.5, weight_decay=0.5)
    second.load_state_dict(state)
    assert {group["lr"] for group in second.param_groups} == {0.01}
    take_steps(stopped, second, 3)
    assert close(weights(stopped), weights(straight))


def as_from_a_file(value):
    if isinstance(value, torch.Tensor):
        return value.clone(memory_format=torch.contiguous_format)
    if isinstance(value, dict):
        return {key: as_from_a_file(x) for key, x in value.items()}
    return value


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_frozen_weights_stay_as_they_are(name):
    network = small_network()
    for p in network[0].parameters():
        p.requires_grad_(False)
    before = weights(network[0])
    take_steps(network, build_optimizer(network, name, lr=0.1, weight_decay=0.1), 2)
    assert all(torch.equal(a, b) for a, b in zip(weights(network[0]), before, strict=True))


def test_muon_takes_hidden_matrices_and_kernels_and_leaves_the_rest_to_adamw():
    network = small_network()
    assert [id(p) for p in hidden_matrices(network)] == [id(network[3].weight), id(network[8].weight)]
    tokens = nn.Sequential(nn.Embedding(10, 8), nn.Linear(8, 8), nn.Linear(8, 2))
    assert [id(p) for p in hidden_matrices(tokens)] == [id(tokens[1].weight)]
    depthwise = nn.Sequential(nn.Conv2d(8, 8, 3, groups=8), nn.Conv2d(8, 8, 1), nn.Flatten(), nn.Linear(8, 2))
    assert [id(p) for p in hidden_matrices(depthwise)] == [id(depthwise[1].weight)]


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last], ids=["usual", "last"])
def test_a_muon_step_has_the_same_length_in_all_directions(layout):
    """Its update is nearly an orthogonal matrix, of AdamW's size: 0.2 sqrt(max(A, B)) times the rate."""
    network = small_network().to(memory_format=layout)
    kernel = network[3].weight
    before = kernel.detach().clone()
    take_steps(network, build_optimizer(network, "muon", lr=0.01, weight_decay=0), 1)
    lengths = torch.linalg.svdvals((kernel.detach() - before).flatten(1)) / (0.01 * 0.2 * math.sqrt(8 * 9))
    assert lengths.min() > 0.4
    assert lengths.max() < 1.4
    assert lengths.mean() == pytest.approx(0.95, abs=0.2)


def test_zeroing_gradients_of_muon_reaches_every_parameter():
    network = small_network()
    optimizer = build_optimizer(network, "muon", lr=0.01, weight_decay=0)
    take_steps(network, optimizer, 1)
    optimizer.zero_grad(set_to_none=False)
    assert all(not p.grad.any() for p in network.parameters())
    optimizer.zero_grad()
    assert all(p.grad is None for p in network.parameters())


def test_a_network_without_hidden_matrices_is_none_for_muon():
    with pytest.raises(UsageError, match="Use adamw"):
        build_optimizer(nn.Linear(4, 2), "muon", lr=0.01, weight_decay=0)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": "lion"}, "'lion' is unknown; use one of sgd, adam, adamw, muon"),
        ({"lr": 0.0}, "lr > 0"),
        ({"weight_decay": -1.0}, "weight decay -1.0"),
        ({"momentum": 1.0}, "momentum 1.0"),
        ({"beta2": 1.0}, "beta2 1.0"),
    ],
)
def test_an_optimiser_that_makes_no_sense_is_refused(values, message):
    usual = {"name": "adamw", "lr": 0.1, "weight_decay": 0.0}
    with pytest.raises(UsageError, match=message):
        build_optimizer(small_network(), **{**usual, **values})


def test_a_network_that_is_frozen_altogether_is_refused():
    with pytest.raises(UsageError, match="Unfreeze a layer"):
        build_optimizer(small_network().requires_grad_(False), "sgd", lr=0.1, weight_decay=0)


# the rate over time --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        ("constant", {0: 0, 10: 0.5, 20: 1, 60: 1, 100: 1}),
        ("cosine", {0: 0, 10: 0.5, 20: 1, 40: 0.2 + 0.8 * (1 + math.sqrt(0.5)) / 2, 60: 0.6, 100: 0.2}),
        ("one-cycle", {0: 0, 5: 0.25, 20: 1, 40: 0.8, 60: 0.6, 100: 0.2}),
    ],
)
def test_the_rate_goes_through_the_points_that_were_worked_out_by_hand(kind, points):
    for step, expected in points.items():
        assert rate(step, 100, kind=kind, warmup=0.2, final=0.2) == pytest.approx(expected)


kinds = st.sampled_from(sorted(SCHEDULES))
shares = st.floats(0, 0.95)


@given(kinds, shares, shares, st.lists(st.floats(0, 1), min_size=2, max_size=10), st.floats(0.5, 1e6))
def test_the_rate_rises_through_the_warm_up_and_then_never(kind, warmup, final, places, total):
    places = sorted(places)
    rates = [rate(x * total, total, kind=kind, warmup=warmup, final=final) for x in places]
    assert all(0 <= r <= 1 for r in rates)
    for a, b, r, s in zip(places, places[1:], rates, rates[1:], strict=False):
        if b < warmup:
            assert s >= r
        if a > warmup:
            assert s <= r + 1e-12
            assert s >= final - 1e-12


@given(kinds, shares, shares, st.floats(1, 1e6))
def test_the_rate_past_the_end_stays_at_the_end(kind, warmup, final, total):
    last = 1.0 if kind == "constant" else final
    assert rate(total * 1.5, total, kind=kind, warmup=warmup, final=final) == pytest.approx(last)


@pytest.mark.parametrize("kind", sorted(SCHEDULES))
def test_a_warm_up_over_the_whole_training_rises_to_its_end(kind):
    assert [rate(x, 4, kind=kind, warmup=1, final=0.1) for x in range(5)] == [0, 0.25, 0.5, 0.75, 1]


def test_steps_and_shares_of_the_whole_give_the_same_rate():
    assert rate(30, 100, kind="cosine", warmup=0.1) == pytest.approx(rate(0.3, 1, kind="cosine", warmup=0.1))


@pytest.mark.parametrize(
    "values", [{"kind": "step"}, {"total": 0}, {"warmup": 1.1}, {"warmup": -0.1}, {"final": 1.1}]
)
def test_a_schedule_that_makes_no_sense_is_refused(values):
    with pytest.raises(UsageError) as caught:
        rate(**{"step": 0, "total": 10, "kind": "cosine", **values})
    assert caught.value.code == "usage.schedule"


# the average of the weights ------------------------------------------------------------------------


def one_number(value):
    network = nn.Linear(1, 1, bias=False)
    network.weight.data.fill_(value)
    return network


def average_of(average, network):
    with average.applied(network):
        return weights(network)


def test_the_average_follows_the_numbers_that_were_worked_out_by_hand():
    network = one_number(0.0)
    average = WeightAverage(network, decay=0.25)
    network.weight.data.fill_(10.0)
    average.update(network)  # decay 1/10: 0.1 * 0 + 0.9 * 10
    assert average_of(average, network)[0].item() == pytest.approx(9)
    network.weight.data.fill_(1.0)
    average.update(network)  # decay 2/11
    expected = 9 * 2 / 11 + 9 / 11
    assert average_of(average, network)[0].item() == pytest.approx(expected)
    average.update(network)  # decay 3/12 = 0.25
    average.update(network)  # decay 0.25, not 4/13
    expected = (expected * 0.25 + 0.75) * 0.25 + 0.75
    assert average_of(average, network)[0].item() == pytest.approx(expected, rel=1e-6)


def test_a_decay_of_nothing_is_the_network_itself():
    network = small_network()
    average = WeightAverage(network, decay=0.0)
    take_steps(network, build_optimizer(network, "sgd", lr=0.1, weight_decay=0), 2)
    average.update(network)
    assert close(average_of(average, network), weights(network))


def test_buffers_are_copied_not_averaged():
    network = small_network()
    average = WeightAverage(network, decay=0.9)
    network(torch.randn(4, 3, 10, 10) + 5)
    average.update(network)
    wanted = {name: buffer.clone() for name, buffer in network.named_buffers()}
    network(torch.randn(4, 3, 10, 10) - 5)
    with average.applied(network):
        for name, buffer in network.named_buffers():
            assert torch.equal(buffer, wanted[name]), name
    assert network[1].num_batches_tracked == 2


def test_within_the_block_the_network_is_the_average_and_after_it_exactly_what_it_was():
    network = small_network().to(memory_format=torch.channels_last)
    average = WeightAverage(network, decay=0.9)
    take_steps(network, build_optimizer(network, "adamw", lr=0.1, weight_decay=0), 3)
    average.update(network)
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    with pytest.raises(ZeroDivisionError), average.applied(network):  # noqa: PT012
        assert not torch.equal(network[0].weight, before["0.weight"])
        network(torch.randn(4, 3, 10, 10))  # changes the figures of batch norm
        raise ZeroDivisionError
    for name, tensor in network.state_dict().items():
        assert torch.equal(tensor, before[name]), name


def test_training_goes_on_after_the_block_as_if_it_had_not_been():
    straight, looked = small_network(), small_network()
    optimizers = [build_optimizer(n, "adamw", lr=0.01, weight_decay=0.1) for n in (straight, looked)]
    average = WeightAverage(looked, decay=0.9)
    for _ in range(3):
        take_steps(straight, optimizers[0], 1)
        take_steps(looked, optimizers[1], 1)
        average.update(looked)
        with average.applied(looked):
            looked(torch.randn(2, 3, 10, 10))
    assert all(torch.equal(a, b) for a, b in zip(weights(straight), weights(looked), strict=True))


def test_the_average_can_be_kept_for_good():
    network = one_number(0.0)
    average = WeightAverage(network, decay=0.9)
    network.weight.data.fill_(10.0)
    average.update(network)
    average.copy_to(network)
    assert network.weight.item() == pytest.approx(9)


def test_the_mean_of_the_last_part_is_the_plain_mean_of_what_came_then():
    network = nn.Linear(1, 1, bias=False)
    average = MeanOfLast(network, 0.5)
    found = []
    for step, value in enumerate([5.0, 7.0, 1.0, 2.0, 6.0], start=1):
        with torch.no_grad():
            network.weight.fill_(value)
        average.update(network, step / 5)
        with average.applied(network):
            found.append(network.weight.item())
    assert found == [5, 7, 1, 1.5, 3]


def test_a_share_of_the_rate_stays_a_share_whatever_the_rate():
    network = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    slow = {id(parameter): 0.5 for parameter in network[0].parameters()}
    optimizer = build_optimizer(network, "adamw", lr=0.1, weight_decay=0.1, shares=slow)
    groups = optimizer.param_groups
    assert [(group["lr"], group["lr_share"], group["weight_decay"]) for group in groups] == [
        (0.1, 1.0, 0.1),
        (0.1, 1.0, 0.0),
        (0.05, 0.5, 0.1),
        (0.05, 0.5, 0.0),
    ]


def test_a_stored_average_goes_on_as_if_it_had_not_stopped():
    network = one_number(1.0)
    straight = WeightAverage(network, decay=0.99)
    network.weight.data.fill_(2.0)
    straight.update(network)
    state = straight.state_dict()
    assert all(isinstance(value, torch.Tensor) for value in state.values())
    network.weight.data.fill_(3.0)
    straight.update(network)
    resumed = WeightAverage(one_number(7.0), decay=0.99)
    resumed.load_state_dict(state)
    resumed.update(network)
    assert resumed.updates == 2
    assert torch.equal(average_of(resumed, network)[0], average_of(straight, network)[0])


def test_an_average_of_another_network_is_refused():
    average = WeightAverage(one_number(1.0), decay=0.9)
    with pytest.raises(TrainingError, match="does not fit"):
        average.load_state_dict(WeightAverage(small_network(), decay=0.9).state_dict())
    with pytest.raises(TrainingError, match="a shape"):
        average.load_state_dict(WeightAverage(nn.Linear(2, 1, bias=False), decay=0.9).state_dict())


@pytest.mark.parametrize("decay", [1.0, -0.1])
def test_a_decay_out_of_range_is_refused(decay):
    with pytest.raises(TrainingError, match="decay"):
        WeightAverage(one_number(0.0), decay=decay)
