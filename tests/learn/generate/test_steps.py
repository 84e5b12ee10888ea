"""One step of a player: it learns, the other one stays as it is, and losses are those of the papers."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor, nn

from huoyan.learn.generate.objectives import OBJECTIVES
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.generate.seen_variation import VARIATIONS, varied
from huoyan.learn.generate.steps import (
    Game,
    Players,
    Turn,
    discriminator_step,
    generator_step,
    squared_slope,
    still,
)
from making_pairs import SMALL, small_pair

N = 6
STEPS = {"generator": generator_step, "discriminator": discriminator_step}
OTHER = {"generator": "discriminator", "discriminator": "generator"}
# Each kind, and the one whose discriminator keeps vectors that each pass renews.
KINDS = [*[(name, {}) for name in SMALL], ("residual", {"spectral": True})]
GAMES = [
    *[Game(name) for name in OBJECTIVES],
    Game("relativistic", r1=1.0, r2=1.0, varies=("colour", "shift", "cutout")),
]


def players(pair: Pair, *, bf16: bool = False) -> Players:
    return Players(
        pair,
        torch.optim.Adam(pair.generator.parameters(), 0.01),
        torch.optim.Adam(pair.discriminator.parameters(), 0.01),
        bf16,
    )


def turn(pair: Pair) -> Turn:
    draws = torch.Generator().manual_seed(1)
    pixels = torch.randint(0, 256, (N, 8, 8, 3), generator=draws).to(torch.uint8)
    return Turn(pair.seen(pixels), pair.latents(N, draws), torch.arange(N) % 2)


def copied(network: nn.Module) -> dict[str, Tensor]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def changed(network: nn.Module, before: dict[str, Tensor]) -> set[str]:
    return {name for name, tensor in network.state_dict().items() if not torch.equal(tensor, before[name])}


@pytest.mark.parametrize("game", GAMES, ids=lambda game: f"{game.objective}{'+' if game.r1 else ''}")
@pytest.mark.parametrize(("name", "options"), KINDS)
@pytest.mark.parametrize("player", STEPS)
@pytest.mark.parametrize("bf16", [False, True])
def test_a_step_trains_its_player_and_changes_no_bit_of_the_other(bf16, player, name, options, game):
    pair = small_pair(name, classes=2, **options)
    mine, others = getattr(pair, player), getattr(pair, OTHER[player])
    before, before_others = copied(mine), copied(others)
    made = players(pair, bf16=bf16)
    loss = STEPS[player](made, game, turn(pair), torch.Generator().manual_seed(2))
    assert math.isfinite(loss)
    assert all(parameter.dtype == torch.float32 for parameter in mine.parameters())
    assert changed(others, before_others) == set()
    weights = {name for name, _ in mine.named_parameters()}
    assert len(changed(mine, before) & weights) > len(weights) / 2
    # Ready for the next step: all learn again, nothing is left of this one's gradients.
    for parameter in (*mine.parameters(), *others.parameters()):
        assert parameter.requires_grad
        assert parameter.grad is None


def test_the_statistics_of_batch_norms_are_learnt_in_the_own_step_only():
    pair = small_pair("dcgan")
    statistics = {"discriminator": "layers.3.running_mean", "generator": "layers.1.running_mean"}
    for player, step in STEPS.items():
        before = {each: copied(getattr(pair, each)) for each in STEPS}
        step(players(pair), Game("minimax"), turn(pair), torch.Generator().manual_seed(2))
        assert statistics[player] in changed(getattr(pair, player), before[player])
        assert changed(getattr(pair, OTHER[player]), before[OTHER[player]]) == set()


def test_what_was_frozen_before_a_step_is_frozen_after_it():
    pair = small_pair("dense")
    pair.generator.pixels.bias.requires_grad_(False)
    with still(pair.generator):
        assert not any(parameter.requires_grad for parameter in pair.generator.parameters())
    assert [n for n, p in pair.generator.named_parameters() if not p.requires_grad] == ["pixels.bias"]


def test_a_network_is_as_before_also_where_the_step_failed():
    pair = small_pair("dcgan")
    before = copied(pair.discriminator)

    def fail() -> None:
        with still(pair.discriminator):
            pair.discriminator(torch.ones(2, 3, 8, 8), torch.zeros(2, dtype=torch.int64))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert changed(pair.discriminator, before) == set()
    assert all(parameter.requires_grad for parameter in pair.discriminator.parameters())


REAL, MADE = [2.0, -1.0], [0.5, 1.5]


def softplus(x: float) -> float:
    return math.log(1 + math.exp(x))


@pytest.mark.parametrize(
    ("name", "discriminator", "generator"),
    [
        (
            "minimax",
            (softplus(-2) + softplus(1)) / 2 + (softplus(0.5) + softplus(1.5)) / 2,
            (softplus(-0.5) + softplus(-1.5)) / 2,
        ),
        ("hinge", (0 + 2) / 2 + (1.5 + 2.5) / 2, -1.0),
        (
            "relativistic",
            (softplus(0.5 - 2) + softplus(1.5 + 1)) / 2,
            (softplus(2 - 0.5) + softplus(-1 - 1.5)) / 2,
        ),
    ],
)
def test_losses_are_those_counted_by_hand(name, discriminator, generator):
    objective, scores = OBJECTIVES[name], (torch.tensor(REAL), torch.tensor(MADE))
    assert objective.discriminator(*scores).item() == pytest.approx(discriminator, rel=1e-6)
    assert objective.generator(*scores).item() == pytest.approx(generator, rel=1e-6)


def test_the_binary_cross_entropy_of_the_tutorials_is_the_minimax_loss():
    real, made = torch.tensor(REAL), torch.tensor(MADE)
    cross = nn.BCEWithLogitsLoss()
    expected = cross(real, torch.ones(2)) + cross(made, torch.zeros(2))
    torch.testing.assert_close(OBJECTIVES["minimax"].discriminator(real, made), expected)


def test_the_squared_slope_of_a_plane_is_that_of_its_weights():
    weights = torch.arange(12.0).view(1, 3, 2, 2)
    pictures = torch.rand(5, 3, 2, 2, requires_grad=True)
    scores = (pictures * weights).sum((1, 2, 3))
    assert squared_slope(scores, pictures).item() == pytest.approx(sum(n * n for n in range(12)))


def test_slopes_make_the_discriminator_flatter():
    def slope_after(game: Game) -> float:
        pair = small_pair("residual")
        made = players(pair)
        for _ in range(25):
            discriminator_step(made, game, turn(pair), torch.Generator().manual_seed(2))
        real = turn(pair).real.requires_grad_()
        return squared_slope(pair.discriminator(real, turn(pair).classes), real).item()

    assert slope_after(Game("hinge", r1=10.0)) < 0.2 * slope_after(Game("hinge"))


def test_slopes_of_every_fourth_step_count_four_times():
    def told(slopes: float, weight: float) -> dict[str, Tensor]:
        pair = small_pair("dense")
        discriminator_step(
            players(pair), Game(r1=weight), turn(pair), torch.Generator().manual_seed(2), slopes=slopes
        )
        return copied(pair.discriminator)

    four, whole, none = told(4.0, 1.0), told(1.0, 4.0), told(0.0, 1.0)
    assert all(torch.equal(four[name], whole[name]) for name in four)
    assert any(not torch.equal(four[name], none[name]) for name in four)


@pytest.mark.parametrize("player", STEPS)
@pytest.mark.parametrize("name", SMALL)
def test_bf16_learns_nearly_what_fp32_learns_slopes_included(name, player):
    game = Game("relativistic", r1=1.0, r2=1.0)

    def learnt(*, bf16: bool) -> tuple[float, Tensor]:
        pair = small_pair(name, classes=2)
        before = nn.utils.parameters_to_vector(getattr(pair, player).parameters()).detach()
        made = players(pair, bf16=bf16)
        for optimizer in (made.generator, made.discriminator):  # a step along the gradient, not its sign
            optimizer.param_groups[0].update(eps=1e3, betas=(0.0, 0.0))
        loss = STEPS[player](made, game, turn(pair), torch.Generator().manual_seed(2))
        return loss, nn.utils.parameters_to_vector(getattr(pair, player).parameters()).detach() - before

    (loss, way), (rough_loss, rough_way) = learnt(bf16=False), learnt(bf16=True)
    assert rough_loss == pytest.approx(loss, abs=0.02)
    assert not torch.equal(way, rough_way)
    assert torch.cosine_similarity(way.double(), rough_way.double(), dim=0) > 0.99


@pytest.mark.parametrize("player", STEPS)
def test_a_loss_that_is_no_number_changes_nothing(player):
    pair = small_pair("dense")
    bad = turn(pair)
    bad.real[0, 0, 0, 0] = math.nan
    bad.latents[0, 0] = math.nan
    before = {each: copied(getattr(pair, each)) for each in STEPS}
    loss = STEPS[player](players(pair), Game(), bad, torch.Generator().manual_seed(2))
    assert math.isnan(loss)
    for each in STEPS:
        assert changed(getattr(pair, each), before[each]) == set()


@pytest.mark.parametrize("kind", VARIATIONS)
def test_variation_changes_each_picture_in_its_own_way_and_lets_gradients_pass(kind):
    pictures = torch.rand(1, 3, 16, 16).repeat(8, 1, 1, 1).requires_grad_()
    seen = varied(pictures, [kind], torch.Generator().manual_seed(3))
    assert seen.shape == pictures.shape
    assert len({tuple(each.flatten().tolist()) for each in seen.detach()}) > 4
    seen.sum().backward()
    assert (pictures.grad != 0).flatten(1).any(1).all()
    again = varied(pictures, [kind], torch.Generator().manual_seed(3))
    assert torch.equal(seen, again)


def test_a_shift_moves_by_up_to_an_eighth_and_fills_with_nothing():
    point = torch.zeros(200, 1, 16, 16)
    point[:, :, 8, 8] = 1
    seen = varied(point, ["shift"], torch.Generator().manual_seed(3))
    places = {(int(r), int(c)) for _, _, r, c in seen.nonzero()}
    assert {r for r, _ in places} == {c for _, c in places} == {6, 7, 8, 9, 10}
    assert float(seen.sum()) == 200


def test_a_cut_takes_a_square_of_half_the_side_or_what_of_it_lies_inside():
    seen = varied(torch.ones(300, 1, 8, 8), ["cutout"], torch.Generator().manual_seed(3))
    gone = (seen == 0).sum((1, 2, 3))
    assert int(gone.max()) == 16
    assert int(gone.min()) == 4  # centred in a corner
