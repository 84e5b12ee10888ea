"""Several processes that train one network: real ones, started by torchrun."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from torch.distributed import TCPStore
from torch.nn import functional as F

import huoyan
from huoyan.cli import main
from huoyan.data.open import read_dataset
from huoyan.errors import TrainingError, UsageError
from huoyan.learn.augment import PRESETS, augment
from huoyan.learn.distributed.rendezvous import meet
from huoyan.learn.distributed.shard_files import save_shards
from huoyan.learn.distributed.shared_pictures import _digest as digest_of
from huoyan.learn.distributed.shared_pictures import load_together
from huoyan.learn.distributed.synced_norm import SyncedBatchNorm
from huoyan.learn.distributed.world import ALONE, World
from huoyan.learn.fit.checkpoints import Snapshot
from huoyan.learn.fit.keeper import Keeper
from huoyan.learn.objectives.label_losses import build_loss
from huoyan.learn.run_start import begin
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import Recipe
from programs import fit_together

# fp64: what is left is the order of sums; in fp32 it grows with every step.
CLOSE = 1e-9
# Adam divides by the size of a gradient, also of one that is nothing but rounding.
OF_BOXES = {"optimizer": "sgd", "lr": 0.02, "clip": 5.0, "batch": 8, "epochs": 3.0}
OF_CLIPS = {"batch": 4, "epochs": 3.0}


def finish(running: subprocess.Popen[str], timeout: float) -> tuple[str, str]:
    """What it printed; nothing of it is left running, also where it does not end."""
    try:
        return running.communicate(timeout=timeout)
    finally:
        kill(running)


def kill(running: subprocess.Popen[str]) -> None:
    """With its processes: torchrun gives each a session of its own."""
    if running.poll() is None:
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, IndexError):
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == running.pid:
                    os.kill(int(folder.name), signal.SIGKILL)
        running.kill()
        running.wait()


def start(processes: int, *command: str, restarts: int = 0) -> subprocess.Popen[str]:
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", str(processes)]
    # A port of its own: tests run beside each other.
    return subprocess.Popen(
        [*torchrun, "--master-port", str(_free_port()), "--max-restarts", str(restarts), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "error::FutureWarning"},
    )


def _free_port() -> int:
    import socket

    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def fit(out: Path, processes: int, **options) -> dict:
    """The learning curve of the program, by this process alone or by several that torchrun starts."""
    if not processes:
        threads = torch.get_num_threads()
        try:
            fit_together.main(out, options)
        finally:
            torch.set_num_threads(threads)
        return json.loads(out.read_text())
    running = start(processes, fit_together.__file__, str(out), json.dumps(options))
    _, errors = finish(running, 120)
    if "die_after" not in options:
        assert running.returncode == 0, errors[-3000:]
    return json.loads(out.read_text()) if out.exists() else {}


def assert_same(found: dict, expected: dict) -> None:
    assert found["steps"] == expected["steps"]
    assert np.allclose(found["curve"], expected["curve"], rtol=0, atol=CLOSE)
    assert found["weights"].keys() == expected["weights"].keys()
    for name, values in expected["weights"].items():
        assert np.allclose(found["weights"][name], values, rtol=1e-6, atol=1e-7), name


@pytest.mark.parametrize(
    ("processes", "options"),
    [
        (2, {"augment": "light", "clip": 0.5}),
        pytest.param(2, {"augment": "light", "parallel": "shard"}, marks=pytest.mark.slow),
        # The last batch of an epoch has 5 pictures: three processes get none of it.
        pytest.param(8, {"augment": "light"}, marks=pytest.mark.slow),
        pytest.param(3, {"augment": "light", "parallel": "shard"}, marks=pytest.mark.slow),
        pytest.param(2, {"augment": "light", "optimizer": "muon"}, marks=pytest.mark.slow),
        # torch has no fused SGD for shares.
        pytest.param(
            2, {"augment": "light", "parallel": "shard", "optimizer": "sgd"}, marks=pytest.mark.slow
        ),
        pytest.param(
            2, {"augment": "light", "class_weights": [1, 2, 0.5], "optimizer": "sgd"}, marks=pytest.mark.slow
        ),
        # Parts of each picture lie with others; the last batch has 5 pictures, one process of four one more.
        pytest.param(2, {"model": "yolo", **OF_BOXES}, marks=pytest.mark.slow),
        pytest.param(4, {"model": "yolo", **OF_BOXES, "n": 18}, marks=pytest.mark.slow),
        # The last batch has a clip: the other process gets none of it.
        pytest.param(2, {"model": "gru", "augment": "standard", **OF_CLIPS}, marks=pytest.mark.slow),
        pytest.param(2, {"model": "transformer", "augment": "none", **OF_CLIPS}, marks=pytest.mark.slow),
        # So deep a network with random weights makes much of the last digit at a larger rate.
        pytest.param(
            2, {"model": "yolox_nano", **OF_BOXES, "lr": 0.0005, "clip": 1.0}, marks=pytest.mark.slow
        ),
        pytest.param(2, {"model": "faster_rcnn", **OF_BOXES}, marks=pytest.mark.slow),
        pytest.param(2, {"model": "yolo", "parallel": "shard", **OF_BOXES}, marks=pytest.mark.slow),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "-".join(map(str, value.values())),
)
def test_several_processes_learn_what_one_learns(tmp_path: Path, processes: int, options: dict):
    alone = fit(tmp_path / "alone.json", 0, **{k: v for k, v in options.items() if k != "parallel"})
    first, *_, last = (val_loss for _, val_loss, _ in alone["curve"])
    assert last < first
    assert_same(fit(tmp_path / "together.json", processes, **options), alone)


@pytest.mark.slow
def test_pictures_mixed_with_those_of_other_processes_are_the_same(tmp_path: Path):
    # Sums of fp32 pictures in batches of another size differ in the eighth digit.
    options = {"augment": "strong", "more": {"cutmix": 1.0, "mixup": 0.2}}
    alone, together = fit(tmp_path / "1.json", 0, **options), fit(tmp_path / "2.json", 2, **options)
    assert np.allclose(together["curve"], alone["curve"], rtol=0, atol=1e-6)


@pytest.mark.parametrize(
    ("processes", "parallel"),
    [
        (3, "shard"),
        pytest.param(4, "shard", marks=pytest.mark.slow),
        pytest.param(4, "replicate", marks=pytest.mark.slow),
    ],
)
def test_processes_that_were_killed_are_taken_up_by_two(tmp_path: Path, processes: int, parallel: str):
    options = {"augment": "light", "parallel": parallel, "n": 90, "epochs": 3.0}
    alone = fit(tmp_path / "alone.json", 0, augment="light", n=90, epochs=3.0)
    fit(tmp_path / "killed.json", processes, **options, keep=True, die_after=9, by=1)
    assert not (tmp_path / "killed.json").exists()
    resumed = fit(tmp_path / "resumed.json", 2, **options, keep=True)
    assert_same(resumed, alone)
    seen: Counter[int] = Counter()
    for path in tmp_path.glob("*.seen"):
        if not path.name.startswith("alone"):
            seen.update(index for line in path.read_text().splitlines() for index in json.loads(line))
    # Of the last batch the program hears no more.
    assert sum(seen.values()) == 3 * 90 - 90 % 16
    assert set(seen.values()) <= {2, 3}


@pytest.mark.slow
def test_a_stop_that_one_process_hears_stops_all(tmp_path: Path):
    stopped = fit(tmp_path / "stopped.json", 2, augment="none", stop_after=5, by=1)
    assert (stopped["stopped"], stopped["steps"]) == ("interrupted", 5)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files, two of them broken: what one process of a machine decodes for all of it."""
    folder = tmp_path_factory.mktemp("照片 of two")
    rng = np.random.default_rng(0)
    for label, low in (("暗", 0), ("light", 150)):
        for number in range(30):
            path = folder / label / f"{number}.png"
            path.parent.mkdir(exist_ok=True)
            Image.fromarray(rng.integers(low, low + 100, (20, 20, 3), dtype=np.uint8)).save(path)
        (folder / label / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def cli(processes: int, *arguments: str, restarts: int = 0) -> tuple[int, str, str]:
    running = start(processes, "-m", "huoyan", "train", *arguments, restarts=restarts)
    out, errors = finish(running, 200)
    return running.returncode, out, errors


def test_train_by_two_processes_speaks_and_writes_once(tmp_path: Path, photos: Path):
    run = tmp_path / "一 次"
    call = [str(photos), "--epochs", "1", "--size", "16", "--max-broken", "0.2", "--out", str(run), "--json"]
    code, out, errors = cli(2, *call)
    assert code == 0, errors[-3000:]
    assert len(out.splitlines()) == 1
    assert json.loads(out)["n"] > 0
    lines = (run / "quarantine.jsonl").read_text(encoding="utf-8").splitlines()
    assert 1 <= len(lines) == len(set(lines)) <= 2  # one may lie in the test part
    assert errors.count("report  ") == 1
    assert (run / "report.html").is_file()
    assert not (run / "cache").exists()
    assert not (run / "checkpoints").exists()
    assert 'parallel = "replicate"' in (run / "recipe.toml").read_text(encoding="utf-8")


def test_what_the_first_process_refuses_is_said_once_and_ends_all(tmp_path: Path):
    code, _, errors = cli(2, str(tmp_path / "nowhere"), "--out", str(tmp_path / "run"))
    assert code == 1  # that of torchrun
    assert errors.count("does not exist") == 1


class Two(World):
    """The first of two processes, as far as what it may do alone goes."""

    size = 2


def test_what_goes_with_one_process_only_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huoyan.learn.train.joined_world", lambda: contextlib.nullcontext(Two()))
    with pytest.raises(UsageError, match="takes one process, and 2 were started"):
        huoyan.train("digits", beside="plain", out=tmp_path / "run", progress=False)


@pytest.mark.slow
def test_two_real_processes_refuse_what_goes_with_one_only(tmp_path: Path):
    code, _, errors = cli(2, "digits", "--beside", "plain", "--out", str(tmp_path / "run"))
    assert code == 1
    assert "takes one process" in errors


def test_restarts_need_a_folder_to_find_the_run_in(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TORCHELASTIC_MAX_RESTARTS", "1")
    with pytest.raises(UsageError, match="--max-restarts needs --out"):
        begin(None, "digits", Recipe(), False)


@pytest.mark.slow
def test_processes_that_torchrun_would_restart_need_a_folder():
    code, _, errors = cli(2, "digits", restarts=1)
    assert code == 1
    assert "--max-restarts needs --out" in errors


def test_a_folder_that_was_refused_is_refused_after_a_restart_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    class Noting(World):
        words: ClassVar[set[str]] = set()

        def note(self, key: str) -> None:
            self.words.add(key)

        def noted(self, key: str) -> bool:
            return key in self.words

    (tmp_path / "recipe.toml").write_text("")
    with pytest.raises(UsageError, match="never overwrites"):
        begin(tmp_path, "digits", Recipe(), False, Noting())
    monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", "1")
    with pytest.raises(UsageError, match="never overwrites"):
        begin(tmp_path, "digits", Recipe(), False, Noting())


@pytest.mark.slow
def test_a_queue_s_job_that_is_told_to_end_is_only_paused(tmp_path: Path):
    run = tmp_path / "run"
    call = ["digits", "--device", "cpu", "--checkpoint-s", "0.3", "--epochs", "30", "--json"]
    code, out, errors = cli(2, *call, "--out", str(tmp_path / "whole"))
    assert code == 0, errors[-3000:]
    expected = json.loads(out)["weights"]
    call += ["--resume-if-any", "--out", str(run)]
    running = start(2, "-m", "huoyan", "train", *call)
    try:
        _wait_for(lambda: any((run / "checkpoints").glob("*.checkpoint")))
        running.terminate()
    finally:
        _, errors = finish(running, 100)
    assert errors.count("is paused at step") == 1
    assert not (run / "report.html").exists()
    code, out, errors = cli(2, *call)
    assert code == 0, errors[-3000:]
    assert json.loads(out)["weights"] == expected
    curves = [
        [
            (e["train_loss"], e["val_loss"])
            for e in map(json.loads, (folder / "log.jsonl").read_text().splitlines())
            if "val_loss" in e
        ]
        for folder in (run, tmp_path / "whole")
    ]
    assert curves[0] == curves[1]
    code, _, errors = cli(2, *call)
    assert (code, errors.count("is finished")) == (0, 1)


def test_a_run_that_is_finished_is_no_failure_to_a_queue(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    call = ["train", "digits", "--epochs", "1", "--resume-if-any", "--quiet", "--out", str(tmp_path / "run")]
    assert main(call) == 0
    weights = (tmp_path / "run" / "model" / "weights.safetensors").stat().st_mtime_ns
    capsys.readouterr()
    assert main(call) == 0
    assert "is finished" in capsys.readouterr().err
    assert (tmp_path / "run" / "model" / "weights.safetensors").stat().st_mtime_ns == weights


@pytest.mark.slow
def test_what_all_processes_refuse_is_said_once(tmp_path: Path, photos: Path):
    code, _, errors = cli(2, str(photos), "--size", "16", "--max-broken", "0", "--out", str(tmp_path / "run"))
    assert code == 1
    assert errors.count("huoyan: ") == 1


class Elsewhere(World):
    """One of two, of which the other sees other files."""

    size = 2

    def rows(self, row: torch.Tensor) -> torch.Tensor:
        return torch.stack([row, row + 1]) if row.ndim == 0 and int(row) > 1000 else torch.stack([row, row])

    def sum(self, values):
        return [1.0 for _ in values]


def test_other_pictures_of_the_same_names_have_another_digest(tmp_path: Path, photos: Path):
    copy = tmp_path / "copy"
    shutil.copytree(photos, copy)
    kept = [0, 1, 2]
    assert digest_of(read_dataset(photos), kept) == digest_of(read_dataset(copy), kept)
    changed = read_dataset(copy).samples[1].path
    assert changed is not None
    changed.write_bytes(changed.read_bytes() + b"\0")
    assert digest_of(read_dataset(photos), kept) != digest_of(read_dataset(copy), kept)
    with pytest.raises(TrainingError, match="machines' data differ"):
        load_together(
            read_dataset(photos), Preprocess(16, 16), Elsewhere(), cache=tmp_path / "1.uint8", keep=True
        )


def test_shares_need_a_folder_that_all_processes_see(tmp_path: Path):
    with pytest.raises(TrainingError, match="not all processes see this folder"):
        save_shards(tmp_path / "step-000000001.shards", {}, Elsewhere())
    (tmp_path / "file").touch()
    with pytest.raises(TrainingError, match="Not a directory"):
        save_shards(tmp_path / "file" / "step-000000001.shards", {}, ALONE)


def test_shares_of_a_checkpoint_that_could_not_be_written_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    orphan = tmp_path / "step-000000001.shards"
    orphan.mkdir()

    def full(folder: Path, snapshot: Snapshot) -> None:
        raise TrainingError("full", code="training.checkpoint")

    monkeypatch.setattr("huoyan.learn.fit.keeper.save", full)
    with pytest.raises(TrainingError, match="full"):
        Keeper(tmp_path)._write(Snapshot(1, {}))
    assert not orphan.exists()


@pytest.mark.slow
def test_processes_that_are_killed_are_started_anew_and_end_with_the_same_weights(tmp_path: Path):
    # Of a GPU nobody promises the same bits twice.
    call = ["digits", "--device", "cpu", "--epochs", "40", "--checkpoint-s", "0.3", "--json"]
    code, out, errors = cli(2, *call, "--out", str(tmp_path / "whole"))
    assert code == 0, errors[-3000:]
    expected = json.loads(out)["weights"]
    run = tmp_path / "killed"
    running = start(2, "-m", "huoyan", "train", *call, "--out", str(run), restarts=2)
    try:
        for rank in (0, 1):
            _wait_for(lambda: any((run / "checkpoints").glob("*.checkpoint")))
            time.sleep(1.5)
            os.kill(_process(rank, str(run)), signal.SIGKILL)
            time.sleep(3)
    finally:
        out, errors = finish(running, 200)
    assert running.returncode == 0, errors[-3000:]
    assert json.loads(out.splitlines()[-1])["weights"] == expected


def _wait_for(condition) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")


def _process(rank: int, run: str) -> int:
    """The number of the process of this rank that trains `run`."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text().split("\0")
            environment = (folder / "environ").read_text().split("\0")
        except OSError:
            continue
        if run in words and f"RANK={rank}" in environment:
            return int(folder.name)
    raise AssertionError(f"no process {rank} trains {run}")


class Third(World):
    """The second of three processes, as far as shares go."""

    rank, size = 1, 3


@pytest.mark.parametrize(
    ("n", "expected"), [(9, range(3, 6)), (10, range(4, 7)), (2, range(1, 2)), (1, range(0))]
)
def test_shares_differ_by_one_at_most(n: int, expected: range):
    assert list(range(n))[Third().share(n)] == list(expected)


def test_processes_meet_beside_what_dead_ones_left_in_the_store():
    store = TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    # Of an earlier meeting: three tokens, a call with them and every answer.
    for rank, token in enumerate("abc"):
        store.set(f"hello/{rank}", token)
        store.set(f"old/{token}", "")
    store.set("call", json.dumps(["old", list("abc")]))
    store.set("old/begun", "")

    def come(rank: int) -> str:
        time.sleep(0.3 * (2 - rank))  # the first process finds the others' old tokens
        own = TCPStore("127.0.0.1", store.port, is_master=False)
        return meet(own, rank, 3, timedelta(seconds=20))

    with ThreadPoolExecutor(3) as pool:
        names = set(pool.map(come, range(3)))
    assert len(names) == 1
    assert "old" not in names


def test_processes_that_do_not_come_are_told():
    store = TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    with pytest.raises(TrainingError, match="Process 0 of 2 waited") as caught:
        meet(store, 0, 2, timedelta(seconds=0.2))
    assert caught.value.code == "training.processes"


def test_a_division_that_cannot_be_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match="start them with torchrun"):
        huoyan.train(
            "digits", out=tmp_path / "1", epochs=1, parallel="shard", optimizer="adamw", progress=False
        )
    with pytest.raises(UsageError, match="muon needs whole"):
        huoyan.train(
            "digits", out=tmp_path / "2", epochs=1, parallel="shard", optimizer="muon", progress=False
        )


def test_a_queue_s_job_starts_a_run_and_goes_on_with_it(tmp_path: Path):
    call = ["train", "digits", "--epochs", "1", "--resume-if-any", "--quiet", "--out", str(tmp_path / "run")]
    assert main(call) == 0
    (tmp_path / "run" / "report.html").unlink()
    assert main(call) == 0
    assert (tmp_path / "run" / "report.html").is_file()


def test_every_picture_is_somebody_s_share():
    worlds = [World() for _ in range(4)]
    for rank, world in enumerate(worlds):
        world.rank, world.size = rank, 4
    for n in range(14):
        assert [i for world in worlds for i in range(n)[world.share(n)]] == list(range(n))


def test_a_picture_is_varied_alike_in_whatever_process():
    strong = dataclasses.replace(PRESETS["strong"], cutmix=0.0, mixup=0.0)  # partners are with the others
    images = torch.randint(0, 256, (7, 12, 12, 3), dtype=torch.uint8)
    targets = torch.arange(7) % 2
    whole, _ = augment(images, targets, strong, torch.Generator().manual_seed(1), 2)
    world = Third()
    mine = images[world.share(7)]
    own, all_targets = augment(mine, targets, strong, torch.Generator().manual_seed(1), 2, world)
    assert torch.allclose(own.float(), whole[world.share(7)].float(), atol=1e-3)
    assert len(all_targets) == 7


@pytest.mark.parametrize("shape", [(6, 4), (6, 4, 5), (6, 4, 3, 5)])
@pytest.mark.parametrize("affine", [True, False])
def test_synced_batch_norm_is_batch_norm(shape: tuple[int, ...], affine: bool):
    torch.manual_seed(0)
    norm_of = {2: nn.BatchNorm1d, 3: nn.BatchNorm1d, 4: nn.BatchNorm2d}[len(shape)]
    plain, synced = norm_of(4, affine=affine).double(), norm_of(4, affine=affine).double()
    if affine:
        nn.init.uniform_(plain.weight)
        nn.init.uniform_(plain.bias)
        synced.load_state_dict(plain.state_dict())
    x = torch.randn(shape, dtype=torch.float64)
    x[:, 1] = 0.0  # as behind a ReLU that is never above it
    x[:, 2] += 100.0
    mine, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
    wanted = plain(theirs)
    with SyncedBatchNorm(ALONE):
        found = synced(mine)
    torch.testing.assert_close(found, wanted)
    slope = torch.randn(shape, dtype=torch.float64)
    (found * slope).sum().backward()
    (wanted * slope).sum().backward()
    torch.testing.assert_close(mine.grad, theirs.grad)
    for parameter, other in zip(synced.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(parameter.grad, other.grad)
    torch.testing.assert_close(synced.running_mean, plain.running_mean)
    torch.testing.assert_close(synced.running_var, plain.running_var)
    with SyncedBatchNorm(ALONE):
        torch.testing.assert_close(synced.eval()(x), plain.eval()(x))


def test_means_of_parts_weighed_by_their_weight_are_the_mean_of_the_whole():
    logits, targets = torch.randn(10, 3, dtype=torch.float64), torch.arange(10) % 3
    loss = build_loss(
        "cross-entropy", multilabel=False, label_smoothing=0.1, classes=3, class_weights=[0.5, 1, 1.5]
    )
    parts = [slice(0, 3), slice(3, 10)]
    weighed = sum(loss(logits[p], targets[p]) * loss.weight(targets[p]) for p in parts)
    torch.testing.assert_close(weighed / loss.weight(targets), loss(logits, targets))
    mixed = F.one_hot(targets, 3).double() * 0.7 + 0.1
    assert loss.weight(mixed) == pytest.approx(float((mixed @ torch.tensor([0.5, 1, 1.5]).double()).sum()))


def test_one_process_does_not_load_what_divides_networks():
    code = (
        "import sys, huoyan.learn.train\n"
        "heavy = ('torch.distributed.fsdp', 'torch.distributed.tensor', 'sympy')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
