"""No accident loses work: checkpoints, resuming bit by bit, and what happens when things go wrong."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
import torch
from torch import nn

from halves import halves
from huoyan.cli import main
from huoyan.data.dataset import Dataset
from huoyan.errors import TrainingError
from huoyan.learn.augment import PRESETS
from huoyan.learn.feed.feed import ArrayFeed, WorkerFeed
from huoyan.learn.feed.shuffle import Shuffle
from huoyan.learn.fit.checkpoints import Snapshot, load_latest, save
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.fit.learner import Part, Surroundings
from huoyan.learn.fit.trainer import Fitted, Settings, fit
from huoyan.learn.optimize.optimizers import build_optimizer
from huoyan.learn.ship.onnx_export import weights_sha256
from huoyan.learn.train import train
from huoyan.preprocess import Preprocess
from huoyan.runs.checkpoint_files import remove
from huoyan.runs.events import Event, Said, Validated
from huoyan.runs.recipe import Recipe, recipe_from
from killed_training import Dying, Killed
from learning import SMALL, class_learner
from making import sample_of
from making_clips import wanderings

CPU = torch.device("cpu")
SETTINGS = Settings(
    epochs=3, budget_s=None, patience=None, batch=16, lr=0.02, schedule="one-cycle", warmup=0.2, final=0.01,
    clip=1.0, ema=0.9, bf16=False, seed=0,
)  # fmt: skip


def network() -> nn.Module:
    """Everything with a state of its own: batch norm, dropout, pixels that are augmented."""
    torch.manual_seed(0)
    convolution = (Channels(), nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten())
    return nn.Sequential(*convolution, nn.Linear(64, 8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 2))


class Channels(nn.Module):
    def forward(self, images: torch.Tensor) -> torch.Tensor:
        return images.permute(0, 3, 1, 2).float() / 255


def part(n: int, seed: int) -> Part:
    generator = torch.Generator().manual_seed(seed)
    targets = torch.randint(0, 2, (n,), generator=generator)
    pixels = torch.randint(0, 120, (n, 6, 6, 3), generator=generator) + 120 * targets[:, None, None, None]
    return Part(ArrayFeed(pixels.to(torch.uint8)), targets)


def run(
    keeper: Keeper | None = None,
    *,
    stop_after: int | None = None,
    settings: Settings = SETTINGS,
    optimizer: str = "adamw",
    events: list[Event] | None = None,
    loss=None,
    train: Part | None = None,
) -> Fitted:
    made = network()
    count = iter(range(10**9))
    return fit(
        class_learner(
            made,
            build_optimizer(made, optimizer, lr=settings.lr, weight_decay=0.01),
            PRESETS["strong"],
            loss=loss,
        ),
        train or part(70, 1),
        part(32, 2),
        settings,
        Surroundings(
            CPU,
            (events if events is not None else []).append,
            lambda: stop_after is not None and next(count) >= stop_after - 1,
            keeper or Keeper(),
        ),
    )


@cache
def undisturbed(optimizer: str = "adamw") -> Fitted:
    """What all that are killed must come to. Treat it as read-only."""
    return run(optimizer=optimizer)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "adamw", "muon"])
@pytest.mark.parametrize("after", [1, 4, 5, 7, 14])
def test_a_training_that_was_killed_goes_on_to_the_same_bits(tmp_path: Path, optimizer: str, after: int):
    whole = undisturbed(optimizer)
    with pytest.raises(Killed):
        run(Dying(tmp_path, after), optimizer=optimizer)
    resumed = run(Keeper(tmp_path), optimizer=optimizer)
    assert weights_sha256(resumed.state) == weights_sha256(whole.state)
    assert resumed.steps == whole.steps
    assert [e.train_loss for e in resumed.history] == [e.train_loss for e in whole.history]


def from_workers(known: Part) -> Part:
    """The same pictures by way of PyTorch's DataLoader."""
    pixels, labels = known.feed.pixels.numpy(), known.targets.tolist()
    samples = [sample_of(str(at), label, pixels=pixels[at], split="train") for at, label in enumerate(labels)]
    preprocess = Preprocess(height=6, width=6, fit="squash", interpolation="bilinear", colour="rgb")
    return Part(WorkerFeed(Dataset("made", ("a", "b"), tuple(samples)), preprocess, 0), known.targets)


@pytest.mark.parametrize("after", [2, 6, 8])
def test_what_worker_processes_feed_trains_to_the_same_bits_also_across_a_break(tmp_path: Path, after: int):
    whole = undisturbed()
    with pytest.raises(Killed):
        run(Dying(tmp_path, after), train=from_workers(part(70, 1)))
    resumed = run(Keeper(tmp_path), train=from_workers(part(70, 1)))
    assert weights_sha256(resumed.state) == weights_sha256(whole.state)


def test_a_training_may_be_killed_again_and_again(tmp_path: Path):
    whole = undisturbed()
    for _ in range(6):
        with pytest.raises(Killed):
            run(Dying(tmp_path, 2))
    assert weights_sha256(run(Keeper(tmp_path)).state) == weights_sha256(whole.state)


def test_a_finished_training_resumes_to_its_end_at_once(tmp_path: Path):
    first = run(Keeper(tmp_path))
    again = run(Keeper(tmp_path))
    assert weights_sha256(first.state) == weights_sha256(again.state)


def test_a_checkpoint_of_other_data_is_refused(tmp_path: Path):
    run(Keeper(tmp_path, identity="mine"))
    with pytest.raises(TrainingError, match="other pictures") as caught:
        run(Keeper(tmp_path, identity="yours"))
    assert caught.value.code == "training.resume"


def test_a_state_survives_its_file(tmp_path: Path):
    state = {
        "a": [1, 2.5, None, "图", True],
        3: {"t": torch.arange(6).reshape(2, 3), "b": torch.tensor(1.5)},
        "e": [],
    }
    save(tmp_path, Snapshot(7, state))
    found = load_latest(tmp_path)
    assert found.step == 7
    assert found.state["a"] == state["a"]
    assert torch.equal(found.state[3]["t"], state[3]["t"])
    assert torch.equal(found.state[3]["b"], state[3]["b"])


@pytest.mark.parametrize("harm", ["cut", "flip", "empty"])
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(tmp_path: Path, harm: str):
    save(tmp_path, Snapshot(1, {"x": torch.ones(50)}))
    newest = save(tmp_path, Snapshot(2, {"x": torch.zeros(50)}))
    content = bytearray(newest.read_bytes())
    if harm == "flip":
        content[-10] ^= 1
    newest.write_bytes(b"" if harm == "empty" else content[:200] if harm == "cut" else content)
    assert load_latest(tmp_path).step == 1


def test_two_generations_are_kept(tmp_path: Path):
    for step in range(5):
        save(tmp_path, Snapshot(step, {"x": torch.ones(1)}))
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "step-000000003.checkpoint",
        "step-000000004.checkpoint",
    ]
    remove(tmp_path)
    assert not tmp_path.exists()


def test_a_full_disk_leaves_the_earlier_checkpoint_and_training_goes_on_as_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    save(tmp_path, Snapshot(0, {"identity": "", "x": torch.ones(3)}))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    (next(iter(before))).rename(tmp_path / "step-000000000.checkpoint.kept")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    events: list[Event] = []
    fitted = run(Keeper(tmp_path, every_s=0), events=events)
    assert fitted.stopped == "finished"
    warnings = [event.text for event in events if isinstance(event, Said)]
    assert len(warnings) == 1
    assert "No space left" in warnings[0]
    with pytest.raises(TrainingError, match="Free some space"):
        run(Keeper(tmp_path, every_s=0, on_full_disk="stop"))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_every_picture_is_drawn_once_an_epoch_also_across_a_break():
    shuffle = Shuffle(lambda generator: torch.randperm(20, generator=generator), 6, seed=3)
    first = shuffle.epoch()
    drawn = [first[0], first[1]]
    for _ in range(2):
        shuffle.took()
    taken_up = Shuffle(lambda generator: torch.randperm(20, generator=generator), 6, seed=99)
    taken_up.restore(shuffle.state())
    drawn += taken_up.epoch()
    assert sorted(torch.cat(drawn).tolist()) == list(range(20))


class SometimesNaN:
    """A loss that is no number at chosen calls."""

    def __init__(self, *calls: int) -> None:
        self.calls, self.count = set(calls), 0

    def weight(self, targets: torch.Tensor) -> float:
        return float(len(targets))

    def __call__(self, logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        value = nn.functional.cross_entropy(logits, targets.argmax(1) if targets.ndim > 1 else targets)
        if torch.is_grad_enabled():
            self.count += 1
            if self.count in self.calls:
                return value * float("nan")
        return value


def test_a_loss_that_is_no_number_goes_back_once_with_a_smaller_rate(tmp_path: Path):
    events: list[Event] = []
    folder = tmp_path / "checkpoints"
    fitted = run(Keeper(folder, every_s=0), loss=SometimesNaN(8), events=events)
    assert fitted.stopped == "finished"
    said = [event.text for event in events if isinstance(event, Said)]
    assert "back to step 7, with 0.3 times the learning rate" in said[0]
    assert (tmp_path / "diverged.safetensors").exists()
    with pytest.raises(TrainingError, match="--lr"):
        run(Keeper(tmp_path / "other"), loss=SometimesNaN(3, 5))


class ShortMemory(nn.Module):
    """Takes at most four pictures at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(3, 2)
        self.largest = 0

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        if len(images) > 4 and self.training:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")
        self.largest = max(self.largest, len(images) if self.training else 0)
        return self.layer(images.float().mean(dim=(1, 2)) / 255)


def test_a_batch_that_does_not_fit_memory_is_taken_in_parts_with_the_same_result():
    def trained(made: nn.Module, events: list[Event]) -> Fitted:
        learner = class_learner(made, torch.optim.SGD(made.parameters(), lr=0.1), PRESETS["none"])
        return fit(learner, part(64, 1), part(8, 2), SETTINGS, Surroundings(CPU, events.append))

    events: list[Event] = []
    torch.manual_seed(0)
    short = ShortMemory()
    torch.manual_seed(0)
    roomy = nn.Sequential(nn.Identity(), ShortMemory())
    roomy[1].eval()
    roomy[1].train = lambda mode=True: roomy[1]  # never in training mode: takes any batch
    in_parts = trained(short, events)
    at_once = trained(roomy, [])
    assert short.largest == 4
    assert sum("memory is short" in event.text for event in events if isinstance(event, Said)) == 2
    for mine, theirs in zip(in_parts.state.values(), at_once.state.values(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-6)


def test_a_killed_worker_is_replaced_and_no_picture_is_lost_or_seen_twice(tmp_path: Path):
    from test_trainer import SQUASH, photos

    data = photos(tmp_path, 40)
    groups = [torch.tensor([i, i + 1]) for i in range(0, 40, 2)]
    feed = WorkerFeed(data, SQUASH, 1)
    seen = []
    for number, batch in enumerate(feed.batches(groups)):
        seen.append(batch)
        if number == 3:
            children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
            for child in children:
                if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                    os.kill(int(child), signal.SIGKILL)
    expected = list(ArrayFeed.of(_pixels(data), CPU).batches(groups))
    assert len(seen) == len(expected)
    assert all(torch.equal(mine, theirs) for mine, theirs in zip(seen, expected, strict=True))


def _pixels(data):
    from test_trainer import SQUASH

    from huoyan.learn.feed.pictures import load_pictures

    return load_pictures(data, SQUASH).pixels


HOW = ["--epochs", "3", "--seed", "3", "--checkpoint-s", "0", "--quiet"]
CALL = ["train", "digits", *HOW]
LONG = [*CALL, "--epochs", "6"]
TINY_CLIPS = ["--size", "32", "--stride", "1", "--hidden", "16", "--batch", "4", "--threads", "1"]
# All that joins pictures, and ragged targets.
JOINED = ["--scale", "0.4", "--mosaic", "0.6", "--mixup", "0.5", "--copy-paste", "0.5", "--threads", "1"]


def huoyan(*arguments: str, **more) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "huoyan", *arguments], stderr=subprocess.PIPE, text=True, **more
    )


def weights_of(run_folder: Path) -> str:
    return json.loads((run_folder / "model" / "huoyan.json").read_text())["provenance"]["weights"]


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> str:
    return whole(LONG, tmp_path_factory.mktemp("whole") / "run")


def whole(call: list[str], folder: Path) -> str:
    """The weights of a run that nothing happens to."""
    assert main([*call, "--out", str(folder)]) == 0
    assert not (folder / "checkpoints").exists()
    return weights_of(folder)


def kill_after(folder: Path, seconds: float, call: list[str] = CALL) -> None:
    """Starts the run and kills it that long after its first checkpoint."""
    process = huoyan(*call, "--out", str(folder), *(["--resume"] if folder.exists() else []))
    deadline = time.monotonic() + 300
    while (
        time.monotonic() < deadline and process.poll() is None and not list(folder.glob("checkpoints/step-*"))
    ):
        time.sleep(0.01)
    time.sleep(seconds)
    process.kill()
    process.communicate()


def call_of(kind: str, folder: Path) -> list[str]:
    if kind == "digits":
        return CALL
    if kind == "clip":
        return ["train", str(wanderings(folder, 6)), "--task", "clip", *TINY_CLIPS, *HOW]
    options = [f"{name}={value}".replace(" ", "") for name, value in SMALL[kind].items()]
    given = [word for option in options for word in ("--option", option)]
    return ["train", str(halves(folder, "boxes")), "--task", "detect", "--model", kind, *given, *JOINED, *HOW]


@pytest.mark.parametrize(
    "kind",
    ["digits", "clip", *(pytest.param(name, marks=pytest.mark.slow) for name in ("yolo", "yolox_nano"))],
)
def test_a_killed_run_resumes_to_the_same_weights_hash(tmp_path: Path, kind: str):
    call = call_of(kind, tmp_path / "data")
    expected, folder = whole(call, tmp_path / "whole"), tmp_path / "运行"
    kill_after(folder, 0.1, call)
    assert (folder / "checkpoints").exists()
    assert main([*call, "--out", str(folder), "--resume"]) == 0
    assert weights_of(folder) == expected
    assert main(["verify", str(folder)]) == 0


def test_ctrl_c_and_minutes_keep_what_was_learnt_of_clips(tmp_path: Path):
    folder, data = tmp_path / "run", wanderings(tmp_path / "data", 6)
    how = {"task": "clip", "size": 32, "stride": 1, "hidden": 16, "batch": 4, "threads": 1}

    presses = iter([True])

    def pressed(event: Event) -> None:
        if isinstance(event, Validated) and next(presses, False):
            os.kill(os.getpid(), signal.SIGINT)

    recipe = recipe_from({**how, "epochs": 500.0, "beside": ("none",)})
    kept = train(data, out=folder, recipe=recipe, listen=pressed)
    assert kept.artifact.manifest.parity[0].passed
    assert (folder / "log.jsonl").read_text().count('"validated"') < 500
    timed = recipe_from({**how, "minutes": 0.05, "beside": ("none",)})
    assert train(data, out=tmp_path / "timed", recipe=timed).artifact.manifest.parity[0].passed


def test_resume_says_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["train", "digits", "--resume"]) == 2
    assert "--out" in capsys.readouterr().err
    assert main(["train", "digits", "--out", str(tmp_path / "none"), "--resume"]) == 2
    folder = tmp_path / "run"

    def dying(event: Event) -> None:
        if isinstance(event, Validated):
            raise RuntimeError("gone")

    with pytest.raises(TrainingError, match="gone"):
        train("digits", out=folder, recipe=Recipe(epochs=2.0, checkpoint_s=0.0), listen=dying)
    assert main(["train", "digits", "--out", str(folder), "--resume", "--lr", "0.5", "--quiet"]) == 2
    assert "lr" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_run_killed_at_200_random_instants_always_resumes_to_the_same_weights(
    tmp_path: Path, uninterrupted: str
):
    import random

    instants = random.Random(0)
    kills = 0
    number = 0
    while kills < 200:
        folder = tmp_path / f"run{number}"
        number += 1
        for _ in range(8):
            process = huoyan(
                *LONG, "--out", str(folder), *(["--resume"] if (folder / "recipe.toml").exists() else [])
            )
            try:
                process.communicate(timeout=instants.uniform(1.5, 4.5))
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                kills += 1
        if not (folder / "report.html").exists():
            resume = ["--resume"] if (folder / "recipe.toml").exists() else []
            if not resume and folder.exists():
                continue  # killed before anything was decided: nothing was lost
            assert main([*LONG, "--out", str(folder), *resume]) == 0
        assert weights_of(folder) == uninterrupted


def test_a_recipe_is_never_found_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from huoyan.runs.recipe_file import read_recipe, write_recipe

    path = tmp_path / "recipe.toml"
    write_recipe(path, Recipe(epochs=3.0), "digits")

    def killed(descriptor: int) -> None:
        raise Killed

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(Killed):
        write_recipe(path, Recipe(epochs=4.0), "digits")
    assert read_recipe(path, {}) == ("digits", Recipe(epochs=3.0))
