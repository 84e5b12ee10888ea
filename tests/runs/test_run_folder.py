"""A run folder belongs to one run: nothing of anybody else's is touched, a refused call leaves no trace."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from huoyan.cli import main
from huoyan.data.open import read_dataset
from huoyan.errors import HuoyanError, TrainingError, UsageError
from huoyan.learn.job import Run
from huoyan.learn.longer_training import read_history
from huoyan.learn.run_start import begin
from huoyan.learn.train import train
from huoyan.runs.events import Advanced, Event, Phase, Said, Validated
from huoyan.runs.folder_lock import MARK, claim
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe_file import read_recipe
from huoyan.runs.run_folder import RunFolder, free_name
from huoyan.runs.terminal import TerminalProgress
from making import contents, shapes

QUICK = Recipe(epochs=2.0, size=16, checkpoint_s=0.0, beside=("none",))


class Killed(BaseException):
    """Stands for the process that is gone."""


def killed_at(epoch: float) -> Callable[[Event], None]:
    def listen(event: Event) -> None:
        if isinstance(event, Validated) and event.epoch.epoch >= epoch:
            raise Killed

    return listen


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the data `photos` and a run on them, named from there, that was cut off. Copy it."""
    home = tmp_path_factory.mktemp("cut off")
    shapes(home / "photos", n=20)
    before = Path.cwd()
    os.chdir(home)
    try:
        with pytest.raises(Killed):
            train("photos", out="run", recipe=QUICK, listen=killed_at(2))
    finally:
        os.chdir(before)
    assert list((home / "run" / "checkpoints").iterdir())
    return home


@pytest.fixture
def home(cut_off: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, from which the calls are made."""
    copy = shutil.copytree(cut_off, tmp_path / "家")
    recipe = copy / "run" / "recipe.toml"
    recipe.write_text(recipe.read_text().replace(str(cut_off), str(copy)))
    monkeypatch.chdir(copy)
    return copy


def refused(*call: str | Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["train", *map(str, call), "--quiet"]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


OWNERS = ["", "--resume", "--resume-if-any"]


@pytest.mark.parametrize("flag", OWNERS)
def test_a_folder_of_somebody_else_is_refused_and_stays_as_it_is(
    tmp_path: Path, flag: str, capsys: pytest.CaptureFixture[str]
):
    theirs = tmp_path / "theirs"
    for name in ("cache/important.txt", "checkpoints/x/1", "log.jsonl", "splits.csv", "recipe.toml"):
        (theirs / name).parent.mkdir(parents=True, exist_ok=True)
        (theirs / name).write_text("data = 'years of work'")
    before = contents(theirs)
    for data in ("digits", tmp_path / "nowhere"):
        said = refused(data, "--out", theirs, *([flag] if flag else []), capsys=capsys)
        assert MARK in said
    assert contents(theirs) == before


@pytest.mark.parametrize("link", [False, True])
def test_a_file_that_only_has_the_name_of_the_mark_is_its_owner_s(
    link: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    theirs, notes = tmp_path / "theirs", tmp_path / "notes.txt"
    theirs.mkdir()
    notes.write_text("" if link else "years of work")
    if link:
        (theirs / MARK).symlink_to(notes)
    else:
        notes.rename(theirs / MARK)
    before = contents(tmp_path)
    assert "no run wrote" in refused(tmp_path / "nowhere", "--out", theirs, capsys=capsys)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("flag", ["", "--resume-if-any"])
def test_a_finished_run_without_its_recipe_is_not_trained_over(
    flag: str, digits_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    run = shutil.copytree(digits_run, tmp_path / "run")
    (run / "recipe.toml").unlink()
    before = contents(run)
    for data in ("digits", tmp_path / "nowhere"):
        said = refused(data, "--out", run, *([flag] if flag else []), capsys=capsys)
        assert "without its recipe.toml" in said
    assert contents(run) == before


def test_a_folder_of_somebody_else_is_refused_when_torchrun_starts_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "log.jsonl").write_text("mine")
    monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", "1")
    with pytest.raises(UsageError, match="no run wrote"):
        begin(tmp_path, "digits", Recipe(), "if-any")
    assert [path.name for path in tmp_path.iterdir()] == ["log.jsonl"]


REFUSED: list[tuple[list[str], str]] = [
    (["nowhere"], "data.missing"),
    (["nowhere", "--device", "0"], "Did you mean cuda:0?"),
    (["nowhere", "--device", "GPU"], "Did you mean cuda?"),
    (["nowhere", "--device", "cuda:99"], "usage.device"),
    (["nowhere", "--device", "meta"], "usage.device"),
    (["digits", "--model", "no_such_network"], "network."),
    (["digits", "--weights", "missing.safetensors"], "missing.safetensors"),
    (["digits", "--splits", "missing.csv"], "missing.csv"),
    (["digits", "--exclude", "missing.csv"], "missing.csv"),
    (["digits", "--recipe", "missing.toml"], "usage.recipe"),
    (["digits", "--option", "widths=nine"], "widths"),
    (["digits", "--val", "2"], "val"),
]


@pytest.mark.parametrize(("call", "says"), REFUSED, ids=lambda x: " ".join(x) if isinstance(x, list) else "")
def test_a_refused_call_leaves_no_file_and_no_folder(
    call: list[str],
    says: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(tmp_path)
    assert says in refused(*call, capsys=capsys)
    assert says in refused(*call, "--out", "deep/run", capsys=capsys)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "empty").mkdir()
    assert says in refused(*call, "--out", "empty", capsys=capsys)
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


def test_ctrl_c_before_the_first_step_leaves_nothing(tmp_path: Path):
    def press(event: Event) -> None:
        if isinstance(event, Phase) and event.name == "decoding":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train("digits", out=tmp_path / "deep" / "run", recipe=QUICK, listen=press)
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_was_cut_off_before_it_decided_anything_begins_anew(tmp_path: Path):
    for number, left in enumerate(([], [MARK], [MARK, "log.jsonl", "splits.csv"])):
        out = tmp_path / str(number)
        out.mkdir()
        for name in left:
            (out / name).write_text("A run of huoyan: 1\n" if len(left) > 1 and name == MARK else "")
        held, begun = begin(out, "digits", Recipe(), "if-any")
        with held:
            assert begun.origin is None
            assert [path.name for path in out.iterdir()] == [MARK]


def test_one_folder_is_trained_into_by_one_process_at_a_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "run"
    code = (
        "import sys, time; from pathlib import Path; from huoyan.runs.folder_lock import claim\n"
        "held = claim(Path(sys.argv[1])); held.sign(); print('held', flush=True); time.sleep(60)"
    )
    call = [sys.executable, "-c", code, str(out)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        before = contents(out)
        for flag in ([], ["--resume-if-any"]):
            said = refused("digits", "--out", out, *flag, capsys=capsys)
            assert f"is being trained by process {other.pid}" in said
            assert "[usage.out]" in said
        assert contents(out) == before
        other.kill()
    claim(out).release()  # the lock died with the process


def test_resume_takes_no_other_word_than_if_any(tmp_path: Path):
    with pytest.raises(UsageError, match="if-any"):
        train("digits", out=tmp_path / "run", resume="yes")  # type: ignore[arg-type]
    assert not (tmp_path / "run").exists()


def test_a_run_is_not_resumed_while_it_is_trained(home: Path, capsys: pytest.CaptureFixture[str]):
    with claim(home / "run"):
        assert "is being trained by" in refused("--resume", "--out", "run", capsys=capsys)


def test_who_trains_a_run_is_told_in_both_languages(tmp_path: Path):
    with claim(tmp_path / "run") as held:
        held.sign()
        with pytest.raises(UsageError) as caught:
            claim(tmp_path / "run")
    who = f"process {os.getpid()} on {socket.gethostname()} since 20"
    assert f"is being trained by {who}" in caught.value.message
    assert f"正在训练中：{socket.gethostname()} 上的进程 {os.getpid()}，始于 20" in caught.value.told("zh")


def test_other_data_are_refused_before_anything_changes(home: Path, capsys: pytest.CaptureFixture[str]):
    with (home / "run" / MARK).open("a") as mark:
        mark.write("process 1 on here since then\n")  # what a kill leaves
    before = contents(home / "run")
    shapes(home / "other", n=18)
    assert "training.resume" in refused("other", "--resume", "--out", "run", capsys=capsys)

    picture = next((home / "photos").rglob("*.png"))
    original = picture.read_bytes()
    Image.new("RGB", (20, 20)).save(picture)
    assert "other pictures" in refused("--resume", "--out", "run", capsys=capsys)
    picture.write_bytes(original)

    picture.parent.rename(picture.parent.with_name("又一类"))
    assert "class names" in refused("--resume", "--out", "run", capsys=capsys)
    assert contents(home / "run") == before


def test_a_run_finds_its_data_from_another_folder_and_leaves_files_that_are_not_its_own(
    home: Path, monkeypatch: pytest.MonkeyPatch
):
    elsewhere = home / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    mine = [
        Path("../run") / name for name in ("checkpoints/step-notes.txt", "cache/mine/1.txt", "cache/a.uint8")
    ]
    for path in mine:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine")
    assert main(["train", "--resume", "--out", "../run", "--quiet"]) == 0
    assert [path.read_text() for path in mine] == ["mine"] * 3
    assert RunFolder(home / "run").finished
    assert not list((home / "run").glob("checkpoints/*.checkpoint"))


def test_data_that_were_moved_are_asked_for_and_may_be_named_anew(
    home: Path, capsys: pytest.CaptureFixture[str]
):
    (home / "photos").rename(home / "moved")
    said = refused("--resume", "--out", "run", capsys=capsys)
    assert str(home / "photos") in said
    assert "huoyan train DATA --resume --out run" in said
    assert main(["train", "moved", "--resume", "--out", "run", "--quiet"]) == 0
    assert read_recipe(home / "run" / "recipe.toml", {})[0] == "moved"


def test_a_recipe_takes_relative_files_from_the_folder_where_it_was_made(tmp_path: Path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "w.safetensors").touch()
    path = tmp_path / "recipe.toml"
    folder = tmp_path / "there"
    path.write_text(f'data = "pets"\nfolder = "{folder}"\nweights = "w.safetensors"\n')
    data, recipe = read_recipe(path, {})
    assert (data, recipe.weights) == (str(folder / "pets"), str(folder / "w.safetensors"))


def further(run: Path, epochs: float, **more) -> Run:
    return train("digits", out=run, recipe=Recipe(epochs=epochs), resume=True, **more)


def test_a_finished_run_is_trained_further_and_keeps_its_model_until_then(
    digits_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    run, again = (
        shutil.copytree(digits_run, tmp_path / "run"),
        shutil.copytree(digits_run, tmp_path / "again"),
    )
    before = contents(run)
    for call, says in (([], "--epochs N"), (["--epochs", "4"], "larger"), (["--lr", "1"], "--epochs N")):
        assert says in refused("digits", "--resume", *call, "--out", run, capsys=capsys)
    assert contents(run) == before

    (run / "model" / "notes.txt").write_text("mine")
    with pytest.raises(Killed):
        further(run, 6, listen=killed_at(6))
    for path in (digits_run / "model").iterdir():
        assert (run / "model" / path.name).read_bytes() == path.read_bytes()
    assert main(["train", "--resume", "--out", str(run), "--quiet"]) == 0
    whole = further(again, 6)
    assert (
        json.loads((run / "model/huoyan.json").read_text())["provenance"]["weights"] == whole.weights_sha256
    )
    assert [entry.epoch for entry in read_history(run / "log.jsonl")] == [1, 2, 3, 4, 5, 6]
    assert read_recipe(run / "recipe.toml", {})[1].epochs == 6
    assert (run / "model" / "notes.txt").read_text() == "mine"
    assert main(["train", "digits", "--resume-if-any", "--epochs", "6", "--out", str(run), "--quiet"]) == 0
    assert "is finished; it was trained on digits" in capsys.readouterr().err
    assert "seed would change" in refused(
        "digits", "--resume-if-any", "--seed", "5", "--out", run, capsys=capsys
    )


def test_a_folder_whose_name_begins_with_a_tilde_is_no_home_of_a_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    shapes(tmp_path / "~draft", n=6)
    monkeypatch.chdir(tmp_path)
    assert read_dataset("~draft", say=lambda text: None).classes
    assert "data.missing" in refused("~nobody/photos", capsys=capsys)


@pytest.mark.parametrize("out", ["a\0b", "a/" * 2000])
def test_a_run_folder_that_no_system_can_make_is_refused(out: str):
    with pytest.raises(UsageError, match="cannot be made"):
        claim(Path(out))


def test_a_run_s_own_name_is_short_and_new(tmp_path: Path):
    for data in ("长" * 300, "x" * 250 + ".csv", "数据/" + "é" * 200, "..", "", "\udcba\udcc5"):
        name = free_name(tmp_path, data, "hf-hub:timm/" + "m" * 300).name
        assert len(name.encode()) <= 143
        (tmp_path / name).mkdir()
        assert not free_name(tmp_path, data, "hf-hub:timm/" + "m" * 300).exists()


def start(*call: str | Path, **streams) -> subprocess.Popen[str]:
    everything = [sys.executable, "-m", "huoyan", "train", *map(str, call)]
    return subprocess.Popen(everything, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}, **streams)


def gone() -> int:
    """The writing end of a pipe whose reader has gone."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_readers_that_go_away_end_no_training(tmp_path: Path):
    full = os.open("/dev/full", os.O_WRONLY)
    pipes = {"pipe": (gone(), gone()), "disk": (gone(), full)}
    running = {
        name: start("digits", "--epochs", "1", "--json", "--out", tmp_path / name, stdout=out, stderr=err)
        for name, (out, err) in pipes.items()
    }
    for name, process in running.items():
        assert process.wait(120) == 0, name
        assert RunFolder(tmp_path / name).finished


def test_a_terminal_that_is_closed_finishes_the_run(tmp_path: Path):
    run, err = tmp_path / "run", gone()
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # what nohup started would leave it to its children
    try:
        process = start("digits", "--epochs", "5000", "--out", run, stdout=err, stderr=err)
    finally:
        signal.signal(signal.SIGHUP, before)
    log = run / "log.jsonl"
    for _ in range(600):
        if log.exists() and '"validated"' in log.read_text():
            break
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.2)
    for _ in range(2):
        process.send_signal(signal.SIGHUP)
    assert process.wait(120) == 0
    assert "stopped by hand" in (run / "report.html").read_text(encoding="utf-8")


def test_a_broken_picture_too_many_leaves_their_list_and_the_same_call_may_follow(tmp_path: Path):
    data = shapes(tmp_path / "data", n=12)
    for path in list(data.rglob("*.png"))[::2]:
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
    for _ in range(2):
        with pytest.raises(HuoyanError, match=r"quarantine\.jsonl"):
            train(data, out=tmp_path / "run", recipe=QUICK)
        assert (tmp_path / "run" / "quarantine.jsonl").is_file()
        assert not (tmp_path / "run" / "recipe.toml").exists()


def test_a_checkpoint_of_other_classes_is_refused(home: Path):
    recipe = home / "run" / "recipe.toml"
    lines = [line for line in recipe.read_text().splitlines() if not line.startswith("pictures_sha256")]
    recipe.write_text("\n".join(lines))
    (home / "photos" / "暗的").rename(home / "photos" / "又一类")
    with pytest.raises(TrainingError, match="other pictures"):
        train("photos", out="run", resume=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_an_answer_that_cannot_be_written_is_no_success_and_a_remark_that_cannot_is_no_failure(
    digits_run: Path,
):
    call = [sys.executable, "-m", "huoyan", "verify", str(digits_run), "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(call, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 2
        assert "stdout cannot be written: No space left on device [usage.output]" in done.stderr
        assert "Traceback" not in done.stderr
        done = subprocess.run(call, stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["ok"]


def test_a_reader_that_has_what_it_wanted_ends_a_command_quietly(digits_run: Path):
    call = [sys.executable, "-m", "huoyan", "verify", str(digits_run), "--json"]
    done = subprocess.run(call, stdout=gone(), stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0
    assert "Error" not in done.stderr


def test_progress_in_python_outlives_a_closed_stderr(monkeypatch: pytest.MonkeyPatch):
    for closed in (io.StringIO(), None):
        if closed is not None:
            closed.close()
        monkeypatch.setattr(sys, "stderr", closed)
        with TerminalProgress() as progress:
            for event in (Phase("training", 3), Said("well"), Said("hm", warning=True), Advanced(1)):
                progress(event)
            progress.tell("done")
