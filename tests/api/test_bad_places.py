"""Folders as users have them: odd names, links, rights that are missing, broken pictures.

Calls are made by processes of their own. What they read is afterwards as it was before, to the last bit and
link.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from huoyan.artifact.whole_file import temporary_beside, write_whole
from huoyan.cli import main
from making import contents, shapes, state

# A user's rights for root too: without these, a folder that may not be written cannot be.
NO_PRIVILEGES = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"]
LONG = "长" * 80


# A process that makes several calls, each with files of its own for stdout and stderr.
SEVERAL = """
import json, os, sys
from huoyan.cli import main
codes = []
for at, call in enumerate(json.load(sys.stdin)):
    for number, kind in ((1, "out"), (2, "err")):
        file = os.open(os.path.join(sys.argv[1], f"{at}.{kind}"), os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    codes.append(main(call))
    sys.stdout.flush()
with open(os.path.join(sys.argv[1], "codes"), "w") as file:
    json.dump(codes, file)
"""


class Called:
    """What a call printed and how it ended."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code, self.err = code, err.decode()
        self.out = out.decode()  # strict: an answer is always UTF-8
        assert "Traceback" not in self.err, self.err
        assert "Warning" not in self.err, self.err

    @property
    def lines(self) -> list[dict]:
        """One JSON object a line, and nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]


def huoyan(*arguments: str | Path) -> Called:
    call = [sys.executable, "-m", "huoyan", *map(str, arguments)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(call, capture_output=True, env=environment, check=False)
    return Called(done.returncode, done.stdout, done.stderr)


def in_turn(
    *calls: Sequence[str | Path], before: Sequence[str] = (), cwd: Path | None = None
) -> Iterator[Called]:
    """How each of these calls ends, made one after another by one process."""
    with TemporaryDirectory() as folder:
        done = subprocess.run(
            [*before, sys.executable, "-c", SEVERAL, folder],
            input=json.dumps([[*map(str, call)] for call in calls]).encode(),
            capture_output=True, cwd=cwd, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False,
        )  # fmt: skip
        said = {each.name: each.read_bytes() for each in Path(folder).iterdir()}
    assert done.returncode == 0, (done.stderr, said)
    for at, code in enumerate(json.loads(said["codes"])):
        yield Called(code, said[f"{at}.out"], said[f"{at}.err"])


def rename(path: Path, name: bytes) -> Path:
    """Gives a file any bytes as its name, or skips the test where the system does not allow it."""
    try:
        return path.rename(path.with_name(os.fsdecode(name)))
    except OSError as error:
        pytest.skip(f"this file system takes only text for names: {error}")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ninety readable pictures in two classes, and about every oddity that a folder can have."""
    home = tmp_path_factory.mktemp("odd")
    data = shapes(home / "我的 图片", n=45)
    bright, dark = data / "亮 的", data / "暗的"
    (home / "elsewhere").mkdir()
    (bright / "图 0.png").rename(home / "elsewhere" / "linked.png")
    (bright / "图 0.png").symlink_to(home / "elsewhere" / "linked.png")
    dark.rename(home / "elsewhere" / "暗的")
    dark.symlink_to(home / "elsewhere" / "暗的", target_is_directory=True)
    (bright / "图 1.png").rename(bright / f"{LONG}.png")
    rename(dark / "图 2.png", "号".encode("gbk") + b" 2.png")
    (bright / "down").symlink_to(bright, target_is_directory=True)
    (data / "again").symlink_to(data, target_is_directory=True)
    (bright / "broken link.png").symlink_to("nowhere.png")
    (bright / "loop.png").symlink_to("loop.png")
    (bright / "folder.png").mkdir()
    (dark / "empty.png").write_bytes(b"")
    os.mkfifo(dark / "pipe.png")
    (data / "read me.txt").write_text("hello")
    return data


UNREADABLE = {
    "亮 的/broken link.png": "image.missing",
    "亮 的/loop.png": "image.missing",
    "暗的/empty.png": "image.empty",
    "暗的/pipe.png": "image.missing",
}
# "号" in GBK is BA C5, which is not UTF-8.
NOT_UTF8 = "暗的/\\xba\\xc5 2.png"


@pytest.fixture(scope="module")
def run(odd: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs") / "运行 一"
    before = state(odd.parent)
    done = huoyan("train", odd, "--epochs", "1", "--out", folder, "--json")
    assert done.code == 1, done.err  # pictures had to be left out
    assert "again left out: a link back" in done.err
    assert len(done.lines) == 1
    assert state(odd.parent) == before
    return folder


def test_training_lists_what_cannot_be_read_and_uses_all_else(run: Path):
    text = (run / "quarantine.jsonl").read_text(encoding="utf-8")
    listed = {entry["source"]: entry["error"]["code"] for entry in map(json.loads, text.splitlines())}
    tested = json.loads((run / "metrics.json").read_text(encoding="utf-8"))["failed"]
    assert listed == UNREADABLE
    assert tested == sum(json.loads(line)["split"] == "test" for line in text.splitlines())
    splits = (run / "splits.csv").read_text(encoding="utf-8")
    assert len(splits.splitlines()) == 1 + 90 + len(UNREADABLE)
    assert NOT_UTF8 in splits
    assert f"{LONG}.png" in splits
    assert "again/" not in splits
    for name in ("recipe.toml", "log.jsonl", "report.html", "model/huoyan.json"):
        assert (run / name).read_text(encoding="utf-8")


def test_prediction_answers_every_picture_in_its_place(run: Path, odd: Path):
    before = state(odd.parent)
    done = huoyan("predict", run, odd, "no such picture.png", odd / "read me.txt", "--json")
    assert done.code == 1
    answers = {line["source"].removeprefix(f"{odd}/"): line for line in done.lines}
    failed = {source: line["error"]["code"] for source, line in answers.items() if "error" in line}
    assert failed.items() >= UNREADABLE.items()
    assert failed["no such picture.png"] == "image.missing"
    assert failed["read me.txt"] == "image.format"
    assert len(failed) == len(UNREADABLE) + 2
    assert answers[NOT_UTF8]["chosen"]
    assert answers[f"亮 的/{LONG}.png"]["chosen"]
    assert state(odd.parent) == before


def test_evaluation_scores_the_test_part_and_names_what_cannot_be_read(run: Path, odd: Path):
    before = state(odd.parent)
    done = huoyan("evaluate", run, odd, "--json")
    assert done.code == 1
    (scores,) = done.lines
    reported = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert (scores["split"], scores["n"]) == ("test", reported["n"])
    assert scores["metrics"] == reported["metrics"]
    assert scores["failed"] == sum(name in done.err for name in UNREADABLE) > 0
    assert state(odd.parent) == before


@pytest.mark.parametrize("form", ["onnx", "openvino"])
def test_a_model_may_lie_in_a_folder_whose_name_is_no_text(run: Path, odd: Path, tmp_path: Path, form: str):
    shutil.copytree(run, tmp_path / "copy")
    away = rename(tmp_path / "copy", "运行".encode("gbk"))
    verified, exported, predicted = in_turn(
        ["verify", away, "--json"],
        ["export", away, "--format", form, "--out", away / "ship"],
        ["predict", away, odd / "亮 的" / "图 3.png", "--json"],
    )
    assert verified.code == 0
    assert verified.lines[0]["ok"]
    assert exported.code == 0, exported.err
    assert list((away / "ship").iterdir())
    assert predicted.code == 0


def test_data_in_a_folder_whose_name_is_no_text_can_be_trained_on(tmp_path: Path):
    data = shapes(tmp_path / "data", n=8)
    rename(data / "暗的", "暗的".encode("gbk"))
    data = rename(data, "数据".encode("gbk"))
    done = huoyan("train", data, "--epochs", "1", "--out", tmp_path / "run", "--json")
    assert done.code == 0, done.err
    assert "\\xb0\\xb5\\xb5\\xc4" in done.lines[0]["per_class"]
    again = huoyan("evaluate", tmp_path / "run", data, "--json")
    assert (again.code, again.lines[0]["n"]) == (0, done.lines[0]["n"])


def test_a_tenth_of_the_pictures_may_be_corrupt(tmp_path: Path):
    """Cut off, overwritten, empty, a web page, zeros, noise: all are listed, and the rest is trained on."""
    data = shapes(tmp_path / "data", n=30)
    files = sorted(data.rglob("*.png"))[::10]
    whole = files[0].read_bytes()
    overwritten = whole[:100] + bytes(100) + whole[200:]
    noise = np.random.default_rng(0).bytes(900)
    damaged = [whole[:200], overwritten, b"", b"<!doctype html><p>404", bytes(500), noise]
    corrupt = len(damaged)
    for file, content in zip(files, damaged, strict=True):
        file.write_bytes(content)
    before, run = state(data), tmp_path / "run"
    done, verified, predicted = in_turn(
        ["train", data, "--epochs", "1", "--out", run, "--max-broken", "0.3", "--json"],
        ["verify", run],
        ["predict", run, data, "--json"],
    )
    assert done.code == 1, done.err
    text = (run / "quarantine.jsonl").read_text(encoding="utf-8")
    entries = [json.loads(line) for line in text.splitlines()]
    failed = done.lines[0]["failed"]
    assert len(entries) == corrupt
    assert failed == sum(entry["split"] == "test" for entry in entries)
    assert {entry["source"] for entry in entries} <= {file.relative_to(data).as_posix() for file in files}
    assert all(entry["error"]["code"].startswith("image.") for entry in entries)
    assert verified.code == 0
    assert predicted.code == 1
    assert sum("error" in line for line in predicted.lines) == corrupt
    assert len(predicted.lines) == 60
    assert state(data) == before


@pytest.fixture(scope="module")
def unprivileged() -> list[str]:
    """What makes a call that obeys rights, or skips the test."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write everywhere, and setpriv is not here to give that right up")
    call = [*NO_PRIVILEGES, sys.executable, "-c", "print('ready')"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    if done.stdout != "ready\n":
        pytest.skip(f"root may write everywhere and cannot give that right up here: {done.stderr.strip()}")
    return NO_PRIVILEGES


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    """A folder that may be read and entered, not written."""
    folder = tmp_path / "上 锁"
    folder.mkdir(mode=0o555)
    return folder


def protect(folder: Path, writable: bool = False) -> None:
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | 0o200 if writable else mode & ~0o222)


def test_data_and_models_that_may_only_be_read_are_enough(
    unprivileged: list[str], locked: Path, tmp_path: Path
):
    data, run = shapes(tmp_path / "data"), tmp_path / "run"
    protect(data)
    before = state(data)
    train = ["train", data, "--epochs", "1", "--out", run, "--quiet"]
    (done,) = in_turn(train, before=unprivileged, cwd=locked)
    assert done.code == 0, done.err
    protect(run)
    files = state(run)
    calls = [["evaluate", run, data, "--json"], ["predict", run, data, "--json"], ["verify", run, "--json"]]
    export = ["export", run, "--out", tmp_path / "ship"]
    for each in in_turn(*calls, export, before=unprivileged, cwd=locked):
        assert each.code == 0, each.err
    assert state(data) == before
    assert state(run) == files
    protect(data, writable=True)
    protect(run, writable=True)


def test_places_that_may_not_be_written_are_named_with_a_remedy(
    unprivileged: list[str], locked: Path, digits_run: Path, odd: Path
):
    picture = odd / "亮 的" / "图 3.png"
    calls = [
        (["train", "digits", "--out", locked / "run"], "Choose another --out"),
        (["train", "digits"], "Choose another --out"),  # runs/ in the present folder
        (["export", digits_run, "--out", locked / "ship"], "Choose another --out"),
        (["predict", digits_run, picture, "--save", locked / "drawn"], "Choose another --save"),
    ]
    called = in_turn(*(call for call, _ in calls), before=unprivileged, cwd=locked)
    for (call, remedy), done in zip(calls, called, strict=True):
        assert done.code == 2, call
        assert remedy in done.err
    assert list(locked.iterdir()) == []


def test_files_that_may_not_be_read_are_named(
    unprivileged: list[str], digits_run: Path, odd: Path, tmp_path: Path
):
    picture, closed = odd / "亮 的" / "图 3.png", shapes(tmp_path / "data", n=4)
    files = ("model.onnx", "huoyan.json", "pictures.safetensors", "weights.safetensors")
    runs = [shutil.copytree(digits_run, tmp_path / f"run {at}") for at, _ in enumerate(files)]
    shut = [*(run / "model" / name for run, name in zip(runs, files, strict=True)), closed / "暗的"]
    without_graph, without_manifest, without_pictures, without_weights = runs
    modes = [path.stat().st_mode for path in shut]
    for path in shut:
        path.chmod(0)
    *unreadable, verified, trained, evaluated = in_turn(
        ["predict", without_graph, picture, "--json"],
        ["predict", without_manifest, picture, "--json"],
        ["evaluate", without_pictures, "digits", "--json"],
        ["verify", without_weights, "--json"],
        ["train", closed, "--out", tmp_path / "new"],
        ["evaluate", digits_run, closed],
        before=unprivileged,
    )
    for path, mode in zip(shut, modes, strict=True):
        path.chmod(mode)
    for done, name in zip(unreadable, files[:3], strict=True):
        assert (done.code, done.out) == (2, "")
        assert name in done.err
    assert verified.code == 1
    assert [problem["where"] for problem in verified.lines[0]["problems"]] == ["weights.safetensors"]
    for done in (trained, evaluated):
        assert done.code == 2
        assert "permission denied" in done.err
    assert not (tmp_path / "new").exists()


# What is given in place of DATA, of a MODEL and of a place to write, and a word of the answer to each.
WRONG: dict[str, tuple[str, str, str]] = {
    "a file": ("known here", "not a model folder", "exist"),
    "a picture.png": ("is one picture", "not a model folder", "exist"),
    "a pipe": ("neither a folder nor a file", "does not exist", "exist"),
    "a dead link": ("leads nowhere", "does not exist", "exist"),
    "a loop": ("leads nowhere", "does not exist", "exist"),
    "a file/below": ("does not exist", "does not exist", "Not a directory"),
    "长" * 300: ("is no path", "is no path", "name too long"),
    "": ("is empty", "is empty", ""),
}


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    (tmp_path / "a file").write_text("text")
    shutil.copy(next(shapes(tmp_path / "data", n=1).rglob("*.png")), tmp_path / "a picture.png")
    os.mkfifo(tmp_path / "a pipe")
    (tmp_path / "a dead link").symlink_to("nowhere")
    (tmp_path / "a loop").symlink_to("a loop")
    return tmp_path


@pytest.mark.parametrize("name", WRONG, ids=lambda name: name[:12] or "empty")
def test_whatever_is_given_in_place_of_a_folder_is_named(
    wrong: Path,
    digits_run: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.chdir(wrong)
    data, model, place = WRONG[name]
    calls = [
        (["train", name, "--out", "run"], data),
        (["evaluate", digits_run, name], data),
        (["predict", name, "a picture.png"], model),
        (["evaluate", name, "digits"], model),
        (["verify", name], model),
        (["export", name, "--out", "ship"], model),
    ]
    if place:
        calls += [
            (["train", "digits", "--out", name], place),
            (["export", digits_run, "--out", name], place),
            (["predict", digits_run, "a picture.png", "--save", name], place),
        ]
    before = contents(wrong)
    for call, says in calls:
        assert main(list(map(str, call))) == 2, call
        said = capsys.readouterr().err
        assert says in said, (call, said)
    assert contents(wrong) == before


def test_a_call_in_which_no_source_leads_anywhere_cannot_be_used(
    digits_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    assert main(["predict", str(digits_run), "no such.png", "neither/*.png", "--json"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "no such.png does not exist" in said.err


def test_a_file_written_whole_follows_no_link_that_was_laid_for_it(tmp_path: Path) -> None:
    """As another user of a shared folder may lay one under the name that a temporary file would have."""
    target, elsewhere = tmp_path / "metrics.json", tmp_path / "elsewhere"
    (tmp_path / ".metrics.json.new").symlink_to(elsewhere)
    target.symlink_to(elsewhere)
    write_whole(target, b"one", b"two")
    assert target.read_bytes() == b"onetwo"
    assert not target.is_symlink()
    assert not elsewhere.exists()
    assert len({temporary_beside(target) for _ in range(9)}) == 9


def test_a_file_of_the_longest_name_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / ("名" * 80 + ".json")
    write_whole(target, b"content")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(target.name, b"content")]
