"""Folders as they lie on real disks: links, empty files, odd names, no permission to write."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.cli.data.check import run
from huoyan.errors import DataError

links = pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")


def photo(seed: int, tint: int = 0) -> Image.Image:
    coarse = np.random.default_rng(seed).integers(0, 160, (7, 9, 3), dtype=np.uint8)
    coarse[..., tint] += 90
    return Image.fromarray(coarse).resize((120, 90), Image.Resampling.BICUBIC)


def photos(folder: Path, n: int = 12, names: tuple[str, ...] = ("红 色 的", "blue ones")) -> Path:
    for at, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        for i in range(n):
            photo(100 * at + i, 2 * at).save(folder / name / f"图 片 {i}.png")
    return folder


def checked(data: Path, capsys: pytest.CaptureFixture[str], *flags: str) -> tuple[list[dict], dict]:
    """Findings and summary of `huoyan check DATA --quick --json`."""
    assert run([str(data), "--quick", "--json", *flags]) == 0
    *findings, summary = map(json.loads, capsys.readouterr().out.splitlines())
    return findings, summary["summary"]


@pytest.fixture
def here_is_read_only(tmp_path: Path) -> Iterator[Path]:
    """The current directory, in which nothing may be made."""
    folder, before = tmp_path / "read only", Path.cwd()
    folder.mkdir()
    folder.chmod(0o555)
    os.chdir(folder)
    yield folder
    os.chdir(before)
    folder.chmod(0o755)


def test_chinese_and_blanks_in_every_part_of_the_path(tmp_path: Path, capsys):
    data = photos(tmp_path / "我的 数据" / "第 一 批")
    page, listed = tmp_path / "结 果" / "检 查.html", tmp_path / "结 果" / "清 单.csv"
    page.parent.mkdir()
    photo(0).save(data / "红 色 的" / "副 本.png")
    findings, summary = checked(data, capsys, "--out", str(page), "--fix", str(listed))
    (copy,) = [each for each in findings if each["finding"] == "duplicate"]
    assert copy["paths"] == ["红 色 的/副 本.png", "红 色 的/图 片 0.png"]
    assert summary["n"] == 25
    assert "红 色 的/图 片 0.png" in listed.read_text(encoding="utf-8")
    assert "huoyan check &#39;" in page.read_text(encoding="utf-8")


def test_a_read_only_place_is_no_hindrance(tmp_path: Path, capsys, here_is_read_only: Path):
    data = photos(tmp_path / "data")
    for path in (*data.rglob("*"), data):
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        findings, summary = checked(data, capsys)
        assert huoyan.check(data, quick=True).n == 24
    finally:
        for path in (data, *data.iterdir()):
            path.chmod(0o755)
    assert (findings, summary["n"]) == ([], 24)
    assert list(here_is_read_only.iterdir()) == []


def test_the_whole_check_writes_nothing_beside_the_data(tmp_path: Path, here_is_read_only: Path):
    pytest.importorskip("cleanlab", reason="the extra `check` is not installed")
    data = photos(tmp_path / "data")
    before = sorted(tmp_path.rglob("*"))
    assert {"labels", "shortcuts"} <= set(huoyan.check(data).seconds)
    assert sorted(tmp_path.rglob("*")) == before


@links
def test_linked_files_and_folders_are_read_and_a_link_to_a_copy_is_a_copy(tmp_path: Path, capsys):
    data, elsewhere = photos(tmp_path / "data"), photos(tmp_path / "elsewhere", names=("third",))
    (data / "绿 色").symlink_to(elsewhere / "third")
    (data / "blue ones" / "again.png").symlink_to(data / "blue ones" / "图 片 3.png")
    findings, summary = checked(data, capsys)
    assert summary["classes"] == {"blue ones": 13, "红 色 的": 12, "绿 色": 12}
    copies = [each["paths"] for each in findings if each["finding"] in ("duplicate", "contradiction")]
    assert ["blue ones/again.png", "blue ones/图 片 3.png"] in copies


@links
def test_a_broken_link_is_named_and_the_rest_is_checked(tmp_path: Path, capsys):
    data = photos(tmp_path / "data")
    (data / "blue ones" / "gone.png").symlink_to(tmp_path / "nowhere.png")
    (data / "blue ones" / "round.png").symlink_to(data / "blue ones" / "round.png")
    findings, summary = checked(data, capsys)
    unreadable = {each["paths"][0]: each["code"] for each in findings if each["finding"] == "unreadable"}
    assert unreadable == {"blue ones/gone.png": "image.missing", "blue ones/round.png": "image.missing"}
    assert summary["n"] == 26


@links
def test_a_link_that_leads_back_ends_and_gives_no_picture_twice(tmp_path: Path, capsys):
    data = photos(tmp_path / "data")
    (data / "blue ones" / "back").symlink_to(data / "blue ones")
    (data / "blue ones" / "up").symlink_to(data)
    findings, summary = checked(data, capsys)
    assert summary["classes"]["红 色 的"] == 12
    assert not [each for each in findings if each["finding"] == "unreadable"]


def test_empty_files_are_named_and_stay_out_of_the_copies(tmp_path: Path, capsys):
    data = photos(tmp_path / "data")
    for name in ("a.jpg", "b.png"):
        (data / "blue ones" / name).write_bytes(b"")
    findings, _ = checked(data, capsys)
    assert [(each["finding"], each["code"]) for each in findings] == [("unreadable", "image.empty")] * 2


def test_an_empty_folder_and_one_of_empty_files_are_unusable(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError) as caught:
        run([str(tmp_path / "empty"), "--quick"])
    assert caught.value.code == "data.empty"
    for name in ("a", "b"):
        (tmp_path / "zero" / name).mkdir(parents=True)
        (tmp_path / "zero" / name / "x.jpg").write_bytes(b"")
    with pytest.raises(DataError) as caught:
        run([str(tmp_path / "zero"), "--quick"])
    assert caught.value.code == "data.unreadable"


def test_an_empty_class_folder_is_said_and_left_out(tmp_path: Path, capsys):
    data = photos(tmp_path / "data")
    (data / "none yet").mkdir()
    _, summary = checked(data, capsys)
    assert list(summary["classes"]) == ["blue ones", "红 色 的"]


@pytest.mark.parametrize("backbone", [False, True])
def test_one_class_alone_is_checked_for_all_that_needs_no_other(tmp_path: Path, capsys, backbone: bool):
    pytest.importorskip("cleanlab", reason="the extra `check` is not installed")
    from making import colour_artifact

    data = photos(tmp_path / "data", names=("只 有 一 类",))
    photo(3).save(data / "只 有 一 类" / "copy.png")
    flags = ["--backbone", str(colour_artifact(tmp_path / "model").folder)] if backbone else []
    assert run([str(data), "--json", *flags, "--out", str(tmp_path / "check.html")]) == 0
    *findings, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert [each["finding"] for each in findings] == ["duplicate"]
    assert last["summary"]["classes"] == {"只 有 一 类": 13}


def test_one_picture_alone_is_checked(tmp_path: Path, capsys):
    findings, summary = checked(photos(tmp_path / "data", n=1, names=("one",)), capsys)
    assert summary["n"] == 1
    assert {each["finding"] for each in findings} <= {"too-few"}


def test_what_is_passed_over_is_a_finding_and_in_the_summary(tmp_path: Path, capsys):
    data = photos(tmp_path / "data")
    for name in ("blue ones/a.NEF", "blue ones/b.nef", "notes.txt"):
        (data / name).write_bytes(b"x")
    (data / "blue ones" / "@eaDir").mkdir()
    photo(7).save(data / "blue ones" / "@eaDir" / "small.png")
    findings, summary = checked(data, capsys)
    (passed,) = [each for each in findings if each["finding"] == "passed-over"]
    assert passed["severity"] == "warning"
    assert passed["message"].startswith("3 other files passed over: 2 .nef (in blue ones), 1 .txt.")
    expected = {"n": 3, "kinds": {".nef": 2, ".txt": 1}, "shut_folders": {"@eaDir": 1}}
    assert summary["passed_over"] == expected
    assert run([str(data), "--quick"]) == 0
    assert "3 other files passed over" in capsys.readouterr().out
