"""A disk that is really full: what was kept stays whole, what to do is said, and the run can be finished.

Each test mounts a small file system in memory, which takes the rights of root; elsewhere they are skipped.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from huoyan.cli import main
from huoyan.errors import HuoyanError
from huoyan.learn.fit.checkpoints import load_latest
from huoyan.learn.job import Run
from huoyan.learn.train import train
from huoyan.runs.events import Event, Phase, Said
from huoyan.runs.log_file import LogFile
from huoyan.runs.recipe import Recipe
from huoyan.runtimes import ENGINES
from making import shapes

# A network so large that the report is small beside its checkpoints.
RECIPE = Recipe(epochs=1.0, seed=3, checkpoint_s=0.0, options={"hidden": [512]})
CALL = ["train", "digits", "--epochs", "1", "--seed", "3", "--checkpoint-s", "0", "--option", "hidden=512"]
ROOM = 64 << 20


class Disk:
    """A file system of a chosen size at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def resize(self, size: int) -> None:
        subprocess.run(["mount", "-o", f"remount,size={size}", str(self.path)], check=True)

    def fill(self) -> None:
        """Until not a byte more fits."""
        with (self.path / "filler").open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    def free(self) -> None:
        (self.path / "filler").unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    path = tmp_path / "小 盘"
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(path)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no command mount here")
    if done.returncode:
        pytest.skip(f"no file system may be mounted here: {done.stderr.strip()}")
    try:
        yield Disk(path)
    finally:
        # Lazily: a cache file may still be mapped.
        subprocess.run(["umount", "-l", str(path)], check=True)


class Sizes:
    """A whole run, and how many bytes its first checkpoint and what it leaves take."""

    def __init__(self, folder: Path) -> None:
        sizes: list[int] = []

        def listen(event: Event) -> None:
            sizes.extend(path.stat().st_size for path in folder.glob("checkpoints/*.checkpoint"))

        run = train("digits", out=folder, recipe=RECIPE, listen=listen)
        self.checkpoint = min(sizes)  # later ones also hold the best weights so far
        self.weights = run.weights_sha256
        self.left = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    @property
    def one_checkpoint(self) -> int:
        """So large that one checkpoint and all that a run leaves fit, but no second checkpoint."""
        free = (self.checkpoint + self.left) // 2
        assert self.left < free - 60_000
        assert free + 60_000 < self.checkpoint
        return self.checkpoint + free


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Sizes:
    return Sizes(tmp_path_factory.mktemp("whole") / "run")


def weights_of(run: Path) -> str:
    return json.loads((run / "model" / "huoyan.json").read_text())["provenance"]["weights"]


def only_checkpoint(run: Path) -> Path:
    """The one that was written before the disk was full, and it is whole."""
    (path,) = (run / "checkpoints").iterdir()
    assert path.name == "step-000000001.checkpoint"
    assert load_latest(path.parent).step == 1
    return path


def test_training_stops_on_a_full_disk_where_told_to_and_resumes_to_the_same_weights(
    disk: Disk, whole: Sizes, capsys: pytest.CaptureFixture[str]
):
    run = disk.path / "run"
    disk.resize(whole.one_checkpoint)
    assert main([*CALL, "--quiet", "--on-full-disk", "stop", "--out", str(run)]) == 2
    said = capsys.readouterr().err
    assert "step 2" in said
    assert "No space left" in said
    assert "earlier checkpoint is intact. Free some space" in said
    assert "[training.checkpoint]" in said
    before = only_checkpoint(run).read_bytes()
    assert main([*CALL, "--quiet", "--on-full-disk", "stop", "--out", str(run), "--resume"]) == 2
    assert only_checkpoint(run).read_bytes() == before
    disk.resize(ROOM)
    assert main([*CALL, "--out", str(run), "--resume"]) == 0
    assert weights_of(run) == whole.weights
    assert main(["verify", str(run)]) == 0


def test_training_goes_on_without_checkpoints_and_is_finished(
    disk: Disk, whole: Sizes, capsys: pytest.CaptureFixture[str]
):
    run = disk.path / "run"
    disk.resize(whole.one_checkpoint)
    assert main([*CALL, "--out", str(run)]) == 0
    said = capsys.readouterr().err
    assert said.count("No space left") == 1
    assert "Free some space. Training goes on without." in said
    assert weights_of(run) == whole.weights
    assert main(["verify", str(run)]) == 0


def test_a_model_that_does_not_fit_leaves_the_checkpoint_to_resume_from(
    disk: Disk, whole: Sizes, capsys: pytest.CaptureFixture[str]
):
    run = disk.path / "run"
    disk.resize(whole.checkpoint + 200_000)
    assert main([*CALL, "--out", str(run)]) == 2
    said = capsys.readouterr().err
    assert "Free at least" in said
    assert "[artifact.space]" in said
    assert not (run / "model").exists()
    only_checkpoint(run)
    disk.resize(ROOM)
    assert main([*CALL, "--out", str(run), "--resume"]) == 0
    assert weights_of(run) == whole.weights


def full_from(disk: Disk, phase: str) -> Callable[[Event], None]:
    """Fills the disk when the run comes to `phase`."""

    def listen(event: Event) -> None:
        if isinstance(event, Phase) and event.name == phase:
            disk.fill()

    return listen


# When the disk is full, what is written next, and the error of it.
LATER = [
    ("decoding", "recipe.toml", "training.write"),
    ("training", "model", "artifact.space"),
    ("exporting", "model", "artifact.space"),
    ("scoring", "metrics.json", "training.write"),
    ("reporting", "report.html", "artifact.report"),
]


@pytest.mark.parametrize(("phase", "name", "code"), LATER, ids=[phase for phase, *_ in LATER])
def test_a_run_cut_off_by_a_full_disk_resumes_to_the_same_weights(
    disk: Disk, whole: Sizes, phase: str, name: str, code: str
):
    out = disk.path / "run"
    with pytest.raises(HuoyanError, match=r"(?i)free|room") as caught:
        train("digits", out=out, recipe=RECIPE, listen=full_from(disk, phase))
    assert caught.value.code == code
    assert (out / "recipe.toml").stat().st_size
    assert phase == "decoding" or not (out / name).exists()
    assert not [path for path in out.rglob("*") if path.name.endswith(".new")]
    disk.free()
    run = train("digits", out=out, recipe=RECIPE, resume=True)
    assert run.weights_sha256 == whole.weights
    assert (out / "report.html").exists()
    log = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert log[0]["event"] == "phase"


def test_a_run_that_had_decided_nothing_is_simply_started_again(disk: Disk, whole: Sizes):
    """Before its recipe is written there is nothing to resume, and the folder is no obstacle."""
    out = disk.path / "run"
    with pytest.raises(HuoyanError, match=r"No space left.*Free") as caught:
        train("digits", out=out, recipe=RECIPE, listen=full_from(disk, "reading"))
    assert caught.value.code == "training.write"
    disk.free()
    assert train("digits", out=out, recipe=RECIPE).weights_sha256 == whole.weights


def test_no_half_a_list_of_splits_is_left(disk: Disk, tmp_path: Path):
    data, out = shapes(tmp_path / "data"), disk.path / "run"
    with pytest.raises(HuoyanError, match=r"splits\.csv cannot be written.*Free some space") as caught:
        train(data, out=out, recipe=RECIPE, listen=full_from(disk, "reading"))
    assert caught.value.code == "usage.splits"
    assert not out.exists()
    disk.free()
    assert isinstance(train(data, out=out, recipe=RECIPE), Run)


def test_a_cache_that_does_not_fit_is_said_before_the_work(
    disk: Disk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data, run = shapes(tmp_path / "data", n=40), disk.path / "run"
    disk.resize(100_000)
    call = ["train", str(data), "--epochs", "1", "--quiet", "--feed", "cache", "--out", str(run)]
    assert main([*call, "--size", "64"]) == 2
    said = capsys.readouterr().err
    assert "are free. Free some space, choose a smaller --size" in said
    assert "[training.no_space]" in said
    assert not (run / "cache").exists()


def test_a_log_that_does_not_fit_loses_whole_lines_and_tells_how_many(disk: Disk):
    path = disk.path / "log.jsonl"
    log = LogFile(path)
    log(Said("before"))
    disk.fill()
    for _ in range(200):
        log(Said("x" * 100))
    kept = path.read_text().splitlines()
    disk.free()
    log(Said("图 after"))
    log.close()
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert (lines[0]["text"], lines[-1]["text"]) == ("before", "图 after")
    assert lines[-1]["lines_lost"] == 201 - len(kept) > 0


def test_a_page_of_findings_is_there_as_a_whole_or_not_at_all(
    disk: Disk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    data = shapes(tmp_path / "data", n=4)
    disk.fill()
    assert main(["check", str(data), "--quick", "--out", str(disk.path / "check.html")]) == 2
    assert "check.html" in capsys.readouterr().err
    assert not (disk.path / "check.html").exists()


def test_exports_and_drawn_pictures_leave_nothing_half_written(
    disk: Disk, digits_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    disk.resize(100_000)
    for form in ["onnx", *(["openvino"] if ENGINES["openvino"].installed else [])]:
        assert main(["export", str(digits_run), "--format", form, "--out", str(disk.path / form)]) == 2
        assert "ree some space" in capsys.readouterr().err
    assert list(disk.path.iterdir()) == []
    disk.fill()
    picture = next(shapes(tmp_path / "data", n=1).rglob("*.png"))
    assert main(["predict", str(digits_run), str(picture), "--save", str(disk.path / "drawn")]) == 2
    assert "cannot be saved" in capsys.readouterr().err
    assert list((disk.path / "drawn").iterdir()) == []
