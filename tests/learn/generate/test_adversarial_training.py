"""The loop of a GAN: it learns, keeps the best by KID, survives what happens, and says what goes wrong."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from huoyan.errors import TrainingError
from huoyan.generator.latents import latents
from huoyan.learn.feed.feed import ArrayFeed
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.generate.adversarial_training import GanSettings, TrainedPair, train_pair
from huoyan.learn.generate.judging.judge import Judge
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.generate.steps import Game
from huoyan.learn.ship.onnx_export import weights_sha256
from huoyan.metrics.generated.figures import GeneratedFigures
from huoyan.runs.events import Event, Judged, Said, Stepped
from killed_training import Dying, Killed
from making_pairs import SMALL, small_pair

SETTINGS = GanSettings(
    Game("relativistic", r1=0.1, r2=0.1, varies=("colour", "shift", "cutout")),
    epochs=3, budget_s=None, batch=16, generator_lr=0.005, discriminator_lr=0.005, beta1=0.0, beta2=0.99,
    ema=0.9, slopes_every=2, looks=5, seed=0,
)  # fmt: skip
STEPS = 15  # 5 an epoch


def part(n: int = 70) -> Part:
    """Pictures of two classes, dark and bright."""
    draws = torch.Generator().manual_seed(1)
    classes = torch.randint(0, 2, (n,), generator=draws)
    pixels = torch.randint(0, 60, (n, 8, 8, 3), generator=draws) + 160 * classes[:, None, None, None]
    return Part(ArrayFeed(pixels.to(torch.uint8)), classes)


def pixels_as_features(pixels: np.ndarray) -> np.ndarray:
    return pixels.reshape(len(pixels), -1) / 255


def judge(train: Part, made: int = 24) -> Judge:
    real = pixels_as_features(train.feed.pixels.numpy())
    return Judge(pixels_as_features, real, train.targets.numpy(), np.arange(made) % 2)


@dataclasses.dataclass
class Scripted:
    """Judges as it was told beforehand."""

    kids: Iterable[float]
    diversities: Iterable[float] | None = None
    made: np.ndarray = dataclasses.field(default_factory=lambda: np.arange(4) % 2)
    seen: list[np.ndarray] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self.kids = iter(self.kids)
        self.diversities = iter([1.0] * 99 if self.diversities is None else self.diversities)

    def __call__(self, pixels: np.ndarray) -> GeneratedFigures:
        self.seen.append(pixels)
        return GeneratedFigures(next(self.kids), 0.01, 0.5, 0.5, next(self.diversities), len(pixels), 70)


def run(
    keeper: Keeper | None = None,
    *,
    name: str = "residual",
    pair: Pair | None = None,
    judged: Callable[[np.ndarray], GeneratedFigures] | None = None,
    stop_after: int | None = None,
    events: list[Event] | None = None,
    **changes: object,
) -> TrainedPair:
    train, count = part(), iter(range(10**9))
    return train_pair(
        pair or small_pair(name, classes=2),
        train,
        judged or judge(train),
        dataclasses.replace(SETTINGS, **changes),
        Surroundings(
            torch.device("cpu"),
            (events if events is not None else []).append,
            lambda: stop_after is not None and next(count) >= stop_after - 1,
            keeper or Keeper(),
        ),
    )


def measured(trained: TrainedPair) -> list[dict[str, object]]:
    """All but how long it took."""
    timeless = [dataclasses.asdict(entry) for entry in trained.history]
    for entry in timeless:
        del entry["seconds"], entry["images_per_second"]
    return timeless


@cache
def uninterrupted(name: str, bf16: bool) -> TrainedPair:
    """What all that are killed must come to. Treat it as read-only."""
    return run(name=name, bf16=bf16)


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("after", [1, 4, 5, 8, 14])
@pytest.mark.parametrize("bf16", [False, True])
def test_a_training_that_was_killed_goes_on_to_the_same_bits(
    tmp_path: Path, name: str, after: int, bf16: bool
):
    whole = uninterrupted(name, bf16)
    with pytest.raises(Killed):
        run(Dying(tmp_path, after), name=name, bf16=bf16)
    torch.manual_seed(after)  # what the process draws otherwise is nothing to it
    resumed = run(Keeper(tmp_path), name=name, bf16=bf16)
    assert weights_sha256(resumed.state) == weights_sha256(whole.state)
    assert measured(resumed) == measured(whole)
    assert resumed.steps == whole.steps == STEPS


@pytest.mark.parametrize("bf16", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_generator_learns_what_the_pictures_are_like(bf16: bool):
    trained = run(epochs=30, looks=50, bf16=bf16)
    kids = [entry.kid for entry in trained.history]
    assert min(kids) < 0.3 * kids[0]


def test_weights_that_were_learnt_in_fp64_are_kept_in_fp32():
    pair = small_pair("residual", classes=2)
    pair.generator.double()
    pair.discriminator.double()
    trained = run(pair=pair, epochs=1)
    assert {tensor.dtype for tensor in trained.state.values()} == {torch.float32}
    assert len(trained.history) == 5


def test_it_is_judged_as_often_as_asked_and_at_the_end():
    events: list[Event] = []
    run(events=events, looks=4)
    judged = [event for event in events if isinstance(event, Judged)]
    assert [round(event.fraction * STEPS) for event in judged] == [4, 8, 12, 15]
    assert isinstance(events[0], Stepped)


def test_the_weights_of_the_lowest_kid_are_kept():
    judged = Scripted([0.5, 0.2, 0.1, 0.3, 0.4])
    events: list[Event] = []
    trained = run(judged=judged, events=events)
    assert [event.best for event in events if isinstance(event, Judged)] == [True, True, True, False, False]
    assert [entry.kid for entry in trained.history] == [0.5, 0.2, 0.1, 0.3, 0.4]
    pair = small_pair("residual", classes=2)
    pair.generator.load_state_dict(trained.state)
    z = torch.from_numpy(latents(pair.prior, 4, pair.latent, SETTINGS.seed))
    made = pair.pixels(pair.generator.eval()(z, torch.arange(4) % 2).detach()).numpy()
    assert np.array_equal(made, judged.seen[2])
    assert not np.array_equal(made, judged.seen[4])


def test_what_is_judged_is_the_average_of_the_weights():
    judged, still = Scripted([1.0] * 9), Scripted([1.0] * 9)
    run(judged=judged, ema=0.0, looks=1)
    run(judged=still, ema=0.999, looks=1)
    assert not np.array_equal(judged.seen[0], still.seen[0])


def test_ctrl_c_ends_after_its_step_with_the_best_weights():
    events: list[Event] = []
    trained = run(stop_after=7, judged=Scripted([0.3, 0.2, 0.5]), events=events)
    assert (trained.steps, trained.stopped) == (7, "interrupted")
    assert [entry.kid for entry in trained.history] == [0.3, 0.2, 0.5]  # after 3, 6 and 7 steps
    assert [event.best for event in events if isinstance(event, Judged)] == [True, True, False]


def test_a_budget_of_seconds_ends_it_and_it_is_judged():
    trained = run(epochs=10**6, budget_s=0.3)
    assert trained.stopped == "finished"
    assert trained.seconds >= 0.3
    assert trained.history[-1].kid is not None


class Failing(nn.Module):
    """Scores that are no number at some of its calls, counted in both steps."""

    def __init__(self, inner: nn.Module, at: set[int]) -> None:
        super().__init__()
        self.inner, self.at, self.calls = inner, at, 0

    def forward(self, pictures: Tensor, classes: Tensor) -> Tensor:
        self.calls += 1
        return self.inner(pictures, classes) * (math.nan if self.calls in self.at else 1.0)


def failing(*at: int) -> Pair:
    pair = small_pair("residual", classes=2)
    return dataclasses.replace(pair, discriminator=Failing(pair.discriminator, set(at)))


# Of each step: real and made ones for the discriminator, made and real ones for the generator.
@pytest.mark.parametrize("call", [25, 27])
def test_a_loss_that_is_no_number_goes_back_to_the_last_checkpoint_with_a_smaller_rate(tmp_path, call):
    events: list[Event] = []
    trained = run(Keeper(tmp_path / "checkpoints", every_s=0), pair=failing(call), events=events)
    said = [event.text for event in events if isinstance(event, Said)]
    assert len(said) == 1
    assert "at step 6: back to step 6, with 0.3 times the learning rate" in said[0]
    assert trained.steps == STEPS
    assert all(torch.isfinite(tensor).all() for tensor in trained.state.values())
    assert (tmp_path / "diverged.safetensors").exists()


def test_without_checkpoints_it_goes_back_to_the_start():
    events: list[Event] = []
    trained = run(pair=failing(25), events=events)
    assert "back to step 0" in next(event.text for event in events if isinstance(event, Said))
    assert trained.steps == STEPS


def test_a_second_loss_that_is_no_number_ends_it_with_words():
    with pytest.raises(TrainingError, match=r"Try --lr 0\.0005") as raised:
        run(pair=failing(25, 40))
    assert raised.value.code == "training.diverged"


def test_a_generator_that_collapses_is_said_to_once_for_each_time():
    events: list[Event] = []
    run(judged=Scripted([1.0] * 9, [0.9, 0.1, 0.05, 0.8, 0.2]), events=events)
    said = [event for event in events if isinstance(event, Said)]
    assert [event.warning for event in said] == [True, True]
    assert "differ from each other 10% as much as real ones" in said[0].text
    assert "20%" in said[1].text


def test_one_picture_again_and_again_is_a_collapse():
    train = part()
    judged = judge(train)
    one = np.repeat(train.feed.pixels.numpy()[:1], len(judged.made), axis=0)
    assert judged(one).diversity == pytest.approx(0, abs=1e-9)
    assert judged(train.feed.pixels.numpy()[: len(judged.made)]).kid != judged(one).kid
