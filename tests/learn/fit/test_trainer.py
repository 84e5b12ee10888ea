"""The training loop, the pictures that feed it, and what survives an interruption."""

from __future__ import annotations

import dataclasses
import errno
import os
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from huoyan.data.dataset import Dataset
from huoyan.errors import DataError, TrainingError
from huoyan.learn.augment import PRESETS
from huoyan.learn.feed.feed import ArrayFeed, WorkerFeed, choose_feed
from huoyan.learn.feed.pictures import check_broken, load_pictures
from huoyan.learn.fit.interrupt import gentle_interrupt
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.fit.trainer import Fitted, Settings, fit
from huoyan.learn.ship.onnx_export import weights_sha256
from huoyan.preprocess import Preprocess
from huoyan.runs.events import Event, Said, Stepped, Validated
from learning import class_learner
from making import sample_of

CPU = torch.device("cpu")
SETTINGS = Settings(
    epochs=2, budget_s=None, patience=None, batch=16, lr=0.05, schedule="one-cycle", warmup=0.2, final=0.01,
    clip=None, ema=0.0, bf16=False, seed=0,
)  # fmt: skip


class Bright(nn.Module):
    """Tells bright pictures from dark ones."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(1, 2)

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return self.layer(images.float().mean(dim=(1, 2)) / 255)


def bright_and_dark(n: int, seed: int = 0) -> Part:
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, 2, n)
    pixels = (rng.integers(0, 100, (n, 6, 6, 1)) + targets[:, None, None, None] * 150).astype(np.uint8)
    return Part(ArrayFeed.of(pixels, CPU), torch.from_numpy(targets))


def trained(
    settings: Settings = SETTINGS, *, interrupted=lambda: False, n: int = 64
) -> tuple[Fitted, list[Event]]:
    torch.manual_seed(settings.seed)
    network = Bright()
    events: list[Event] = []
    fitted = fit(
        class_learner(network, torch.optim.AdamW(network.parameters(), lr=settings.lr), PRESETS["light"]),
        bright_and_dark(n),
        bright_and_dark(32, seed=1),
        settings,
        Surroundings(CPU, events.append, interrupted),
    )
    return fitted, events


def test_training_learns_to_tell_bright_from_dark():
    fitted, _ = trained(dataclasses.replace(SETTINGS, epochs=20))
    assert fitted.history[-1].val_score == 1.0
    assert fitted.history[-1].train_loss < fitted.history[0].train_loss


def test_the_same_seed_gives_the_same_weights_and_another_gives_others():
    first, again = trained()[0], trained()[0]
    other = trained(dataclasses.replace(SETTINGS, seed=1))[0]
    assert weights_sha256(first.state) == weights_sha256(again.state)
    assert weights_sha256(first.state) != weights_sha256(other.state)


@pytest.mark.parametrize(("epochs", "steps"), [(1, 4), (1.5, 6), (0.25, 1), (3, 12)])
def test_epochs_may_be_fractions(epochs: float, steps: int):
    assert trained(dataclasses.replace(SETTINGS, epochs=epochs))[0].steps == steps


def test_every_epoch_ends_in_a_validation():
    fitted, events = trained(dataclasses.replace(SETTINGS, epochs=3))
    assert [entry.epoch for entry in fitted.history] == [1, 2, 3]
    assert sum(isinstance(event, Validated) for event in events) == 3
    assert any(isinstance(event, Stepped) for event in events)


def test_the_best_weights_are_kept_not_the_last():
    # A rate that is far too high after the first epoch spoils what was learnt.
    spoiling = dataclasses.replace(SETTINGS, epochs=30, schedule="constant", warmup=0.9, lr=3.0)
    fitted, _ = trained(spoiling)
    best = max(entry.val_score for entry in fitted.history)
    network = Bright()
    network.load_state_dict(fitted.state)
    val = bright_and_dark(32, seed=1)
    images = next(val.feed.batches([torch.arange(32)]))
    assert (network(images).argmax(1) == val.targets).float().mean().item() == pytest.approx(best)


def forgetting(validated_by: int) -> tuple[Bright, Fitted, list[Event]]:
    """A network that knows, and is taught the reverse: each epoch is a little less sure, and still right."""
    network, events, train = Bright(), list[Event](), bright_and_dark(64)
    network.load_state_dict(
        {"layer.weight": torch.tensor([[-9.0], [9.0]]), "layer.bias": torch.tensor([4.5, -4.5])}
    )
    fitted = fit(
        class_learner(network, torch.optim.SGD(network.parameters(), lr=0.01), PRESETS["none"]),
        Part(train.feed, 1 - train.targets),
        bright_and_dark(validated_by, seed=1),
        dataclasses.replace(SETTINGS, epochs=3, schedule="constant", lr=0.01),
        Surroundings(CPU, events.append, lambda: False),
    )
    assert [entry.val_score for entry in fitted.history] == [1, 1, 1]
    return network, fitted, events


def test_two_validation_pictures_do_not_choose_an_epoch_and_the_run_says_so():
    network, fitted, events = forgetting(validated_by=2)
    assert torch.equal(fitted.state["layer.weight"], network.layer.weight)
    (told,) = [each.text for each in events if isinstance(each, Said)]
    assert told.startswith("2 pictures to validate on: too few to tell epochs apart.")


def test_three_validation_pictures_choose_the_epoch_with_the_lowest_loss_of_equal_ones():
    network, fitted, events = forgetting(validated_by=3)
    assert not torch.equal(fitted.state["layer.weight"], network.layer.weight)
    assert not any(isinstance(each, Said) for each in events)


def test_an_interruption_keeps_what_was_learnt():
    presses = iter([False] * 5 + [True] * 99)
    fitted, _ = trained(dataclasses.replace(SETTINGS, epochs=50), interrupted=lambda: next(presses))
    assert fitted.stopped == "interrupted"
    assert fitted.steps == 6
    assert fitted.state


def test_patience_ends_a_training_that_no_longer_improves():
    frozen = dataclasses.replace(SETTINGS, epochs=100, patience=3, lr=1e-12)
    fitted, _ = trained(frozen)
    assert fitted.stopped == "patience"
    assert len(fitted.history) < 20


def test_a_time_budget_ends_in_time_with_weights():
    fitted, _ = trained(dataclasses.replace(SETTINGS, budget_s=0.5, epochs=1e6))
    assert fitted.stopped == "finished"
    assert 0.5 <= fitted.seconds < 5
    assert fitted.state


def test_a_moving_average_of_the_weights_is_what_is_kept():
    plain = trained(dataclasses.replace(SETTINGS, epochs=30))[0]
    averaged = trained(dataclasses.replace(SETTINGS, epochs=30, ema=0.9))[0]
    assert weights_sha256(plain.state) != weights_sha256(averaged.state)
    assert averaged.history[-1].val_score == 1.0


def test_a_loss_that_is_no_number_stops_with_a_remedy():
    with pytest.raises(TrainingError, match="--lr"):
        trained(dataclasses.replace(SETTINGS, lr=1e30, epochs=30, schedule="constant"))


def test_a_last_batch_of_one_picture_is_left_to_the_next_epoch():
    # Batch normalisation raises for one value a channel.
    assert trained(dataclasses.replace(SETTINGS, epochs=1), n=65)[0].steps == 4


def test_ctrl_c_is_noticed_once_and_aborts_when_pressed_again():
    said: list[str] = []
    with gentle_interrupt(said.append) as pressed:
        assert not pressed()
        os.kill(os.getpid(), signal.SIGINT)
        assert pressed()
        assert "best weights" in said[0]
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def photos(folder: Path, n: int) -> Dataset:
    rng = np.random.default_rng(0)
    samples = []
    for i in range(n):
        path = folder / f"图 {i}.png"
        Image.fromarray(rng.integers(0, 256, (20, 30, 3), np.uint8)).save(path)
        samples.append(sample_of(path.name, i % 2, path=path, split="train"))
    return Dataset("photos", ("a", "b"), tuple(samples))


SQUASH = Preprocess(height=16, width=16, fit="squash", interpolation="bilinear", colour="rgb")


def test_broken_pictures_are_left_out_and_listed(tmp_path: Path):
    data = photos(tmp_path, 6)
    (tmp_path / "图 3.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    loaded = load_pictures(data, SQUASH)
    assert len(loaded.dataset) == len(loaded.pixels) == 5
    assert [(b.sample.source, b.failure.code.split(".")[0]) for b in loaded.broken] == [("图 3.png", "image")]
    with pytest.raises(DataError, match=r"1 of 6.*Of the first: 图 3.png is"):
        check_broken(loaded, most=0.1)
    check_broken(loaded, most=0.2)


def test_a_cache_file_holds_what_memory_would(tmp_path: Path):
    data = photos(tmp_path, 5)
    in_memory = load_pictures(data, SQUASH).pixels
    cached = load_pictures(data, SQUASH, cache=tmp_path / "cache" / "x").pixels
    assert isinstance(cached, np.memmap)
    np.testing.assert_array_equal(in_memory, cached)


def test_a_full_disk_is_said_before_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full)
    with pytest.raises(TrainingError, match="GB are free") as caught:
        load_pictures(photos(tmp_path, 3), SQUASH, cache=tmp_path / "cache")
    assert caught.value.code == "training.no_space"
    assert not (tmp_path / "cache").exists()


def test_workers_decode_the_same_pictures_as_memory(tmp_path: Path):
    data = photos(tmp_path, 6)
    groups = [torch.tensor([4, 0]), torch.tensor([1, 5, 2])]
    memory = ArrayFeed.of(load_pictures(data, SQUASH).pixels, CPU)
    for mine, theirs in zip(WorkerFeed(data, SQUASH, 1).batches(groups), memory.batches(groups), strict=True):
        assert torch.equal(mine, theirs)


def test_a_set_too_large_for_memory_goes_to_a_cache_and_then_to_workers(tmp_path: Path):
    photo = dataclasses.replace(SQUASH, height=224, width=224)
    assert choose_feed(1000, photo, tmp_path) == "memory"
    assert choose_feed(10**9, photo, tmp_path) == "workers"
