"""`huoyan check`, called as a user calls it."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.cli.data.check import run
from huoyan.data.check import check
from huoyan.data.open import read_dataset
from huoyan.data.splitting.exclusions import read_exclusions
from huoyan.errors import DataError, MissingExtra, UsageError


def photo(seed: int, tint: int = 0) -> Image.Image:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 160, (7, 9, 3), dtype=np.uint8)
    coarse[..., tint] += 90
    return Image.fromarray(coarse).resize((180, 140), Image.Resampling.BICUBIC)


def photos(folder: Path, n: int = 24) -> Path:
    """Two tinted classes of even size, in two parts, all different, with names that a shell would split."""
    for at, name in enumerate(("红 色", "blue ones")):
        for i in range(n):
            path = folder / ("train" if i % 2 else "test") / name / f"图 {i}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            photo(1000 * at + i, 2 * at).save(path)
    return folder


def spoilt(folder: Path) -> Path:
    """The same with a leak, a copy, a contradiction and files that are no pictures."""
    photos(folder)
    photo(1).save(folder / "test" / "红 色" / "leaked.png")
    photo(3).save(folder / "train" / "红 色" / "copy.png")
    photo(5).save(folder / "train" / "blue ones" / "contradicts.png")
    (folder / "train" / "红 色" / "empty.jpg").write_bytes(b"")
    (folder / "train" / "红 色" / "text.png").write_text("no picture")
    return folder


def digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(str(p).encode() + p.read_bytes() for p in files)).hexdigest()


def lines(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def test_good_data_is_clean_and_passes_the_gate(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert run([str(photos(tmp_path / "good")), "--strict", "--quick", "--json"]) == 0
    (*_, summary) = lines(capsys.readouterr().out)
    assert summary["summary"]["clean"] is True
    assert summary["summary"]["n"] == 48
    assert summary["summary"]["splits"] == {"train": 24, "test": 24}


def test_each_finding_is_a_line_and_the_last_one_is_their_sum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert run([str(spoilt(tmp_path / "bad")), "--quick", "--json"]) == 0
    *findings, summary = lines(capsys.readouterr().out)
    paths = {finding["finding"]: finding["paths"] for finding in findings}
    assert sorted(paths["leak"]) == ["test/红 色/leaked.png", "train/红 色/图 1.png"]
    assert sorted(paths["contradiction"]) == ["train/blue ones/contradicts.png", "train/红 色/图 5.png"]
    codes = {f["paths"][0]: f["code"] for f in findings if f["finding"] == "unreadable"}
    assert codes == {"train/红 色/empty.jpg": "image.empty", "train/红 色/text.png": "image.format"}
    told = summary["summary"]["findings"]
    assert told["unreadable"] == 2
    assert sum(told.values()) == len(findings)
    assert not summary["summary"]["clean"]


def test_trouble_fails_the_gate_only_with_strict(tmp_path: Path):
    data = str(spoilt(tmp_path / "bad"))
    assert run([data, "--quick"]) == 0
    assert run([data, "--quick", "--strict"]) == 1


def test_the_terminal_names_each_kind_the_files_and_the_sum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    run([str(spoilt(tmp_path / "bad")), "--quick"])
    printed = capsys.readouterr().out
    assert "leak (1)" in printed
    assert "test/红 色/leaked.png" in printed
    assert "train/红 色/empty.jpg" in printed
    assert "53 pictures, 2 classes (train 28, test 25)" in printed


def test_the_list_of_what_to_leave_out_makes_the_data_clean(tmp_path: Path):
    data, listed = spoilt(tmp_path / "bad"), tmp_path / "leave out.csv"
    run([str(data), "--quick", "--fix", str(listed)])
    with listed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["reason"] for row in rows} == {"unreadable", "leak", "duplicate"}
    left_out = {row["path"] for row in rows}
    dataset = read_dataset(data, say=lambda text: None)
    after = check(dataset.keep(lambda sample: sample.source not in left_out), quick=True)
    assert {finding.kind for finding in after.findings if finding.severity != "note"} == {"contradiction"}


def test_no_file_of_the_data_is_changed_and_the_page_is_written(tmp_path: Path):
    data, page = spoilt(tmp_path / "bad"), tmp_path / "check.html"
    before = digest(data)
    run([str(data), "--quick", "--out", str(page), "--lang", "zh"])
    assert digest(data) == before
    assert "数据检查" in page.read_text(encoding="utf-8")


def test_a_folder_that_may_only_be_read_is_checked_too(tmp_path: Path):
    data = photos(tmp_path / "fixed")
    folders = [data, *[path for path in data.rglob("*") if path.is_dir()]]
    for folder in folders:
        folder.chmod(0o555)
    try:
        assert run([str(data), "--quick", "--strict"]) == 0
    finally:
        for folder in folders:
            folder.chmod(0o755)


def test_the_whole_check_looks_for_labels_and_shortcuts_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    pytest.importorskip("cleanlab", reason="the extra `check` is not installed")
    data = photos(tmp_path / "good")
    (data / "train" / "红 色" / "图 3.png").unlink()
    photo(1777, 2).save(data / "train" / "红 色" / "wrong.png")
    run([str(data), "--json"])
    *findings, summary = lines(capsys.readouterr().out)
    assert {"labels", "shortcuts"} <= set(summary["summary"]["seconds"])
    first = next(each for each in findings if each["finding"] == "label")
    assert first["paths"] == ["train/红 色/wrong.png"]
    assert first["suggested"] == "blue ones"
    told = {each["property"]: each["severity"] for each in findings if each["finding"] == "shortcut"}
    assert told["colour"] == "note"
    assert "warning" not in told.values()


def test_a_missing_extra_is_told_before_the_pictures_are_read(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("huoyan.data.check.find_spec", lambda name: None)
    dataset = read_dataset(photos(tmp_path / "good"), say=lambda text: None)
    with pytest.raises(MissingExtra, match=r"huoyan\[check\]"):
        check(dataset)
    assert check(dataset, quick=True).clean


def test_data_without_one_readable_picture_is_unusable(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / "broken" / name).mkdir(parents=True)
        (tmp_path / "broken" / name / "x.png").write_bytes(b"nothing")
    with pytest.raises(DataError) as caught:
        run([str(tmp_path / "broken"), "--quick"])
    assert caught.value.code == "data.unreadable"


def test_a_list_that_cannot_be_written_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match="cannot be written"):
        run([str(photos(tmp_path / "good")), "--quick", "--fix", str(tmp_path / "no" / "list.csv")])


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_names_that_are_no_text_do_not_stop_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data, listed = photos(tmp_path / "good"), tmp_path / "list.csv"
    odd = os.fsencode(data / "train" / "blue ones") + b"/\xff.png"
    try:
        Path(os.fsdecode(odd)).write_bytes(b"nothing")
    except OSError:
        pytest.skip("this file system takes only text for names")
    run([str(data), "--quick", "--json", "--fix", str(listed), "--out", str(tmp_path / "check.html")])
    printed = capsys.readouterr()
    (unreadable,) = [each for each in lines(printed.out) if each.get("finding") == "unreadable"]
    assert unreadable["paths"] == ["train/blue ones/\\xff.png"]
    (row,) = read_exclusions(listed)
    assert row == "train/blue ones/\\xff.png"


@pytest.mark.parametrize("flag", ["--out", "--fix"])
def test_a_file_of_the_user_is_not_written_over_and_an_earlier_answer_is(tmp_path: Path, flag: str):
    data = photos(tmp_path / "data", n=6)
    picture, table, answer = next(data.rglob("*.png")), tmp_path / "labels.csv", tmp_path / "answer"
    table.write_text("path,label\n")
    before = digest(tmp_path)
    for theirs in (picture, table):
        with pytest.raises(UsageError, match="would be overwritten"):
            run([str(data), "--quick", flag, str(theirs)])
    with pytest.raises(UsageError, match="is a folder"):
        run([str(data), "--quick", flag, ""])
    assert digest(tmp_path) == before
    for _ in range(2):
        assert run([str(data), "--quick", flag, str(answer)]) == 0


def test_remarks_bear_the_marks_of_training(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = (f"{part}_set/{name}/1.png" for part in ("training", "test") for name in ("cat", "dog"))
    for number, name in enumerate((*parts, "training_set/loose.png")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (number, 0, 0)).save(tmp_path / name)
    run([str(tmp_path), "--quick"])
    said = capsys.readouterr().err
    assert "! 1 picture directly in" in said
    assert "· taken by name" in said
    assert "note: " not in said
    assert "warning: " not in said
