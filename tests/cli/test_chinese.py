"""With --lang zh, or in a Chinese environment, no English sentence is left: terminal, pages and errors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from chinese import english_in, english_on
from huoyan.cli import COMMANDS, main
from making import colour_artifact, encoded, photo, shapes


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Two classes with a broken picture, copies, one without a class, hidden ones and other files."""
    data = shapes(tmp_path / "图片", 14)
    (one, *_), *_ = (sorted(folder.iterdir()) for folder in sorted(data.iterdir()) if folder.is_dir())
    shutil.copy(one, one.with_name("copy.png"))
    (one.parent / "broken.jpg").write_bytes(encoded(photo(), "JPEG")[:300])
    (one.parent / "notes.txt").write_text("seen by nobody")
    (data / "stray.png").write_bytes(one.read_bytes())
    (data / ".hidden").mkdir()
    shutil.copy(one, data / ".hidden")
    (data / "empty").mkdir()
    return data


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return colour_artifact(tmp_path / "model").folder


def said(capsys: pytest.CaptureFixture[str]) -> str:
    both = capsys.readouterr()
    return both.out + both.err


def test_a_run_speaks_chinese_on_the_terminal_and_in_its_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["train", "digits", "--epochs", "1", "--out", str(run), "--lang", "zh"]) == 0
    told = said(capsys)
    assert "图片不需要更大的网络" in told
    assert "测试准确率" in told
    assert english_in(told) == []
    assert english_on(run / "report.html") == []


def test_the_log_of_a_chinese_run_is_english(tmp_path: Path) -> None:
    run = tmp_path / "run"
    assert main(["train", "digits", "--epochs", "0.1", "--out", str(run), "--lang", "zh", "--quiet"]) == 0
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["name"] for line in lines if line["event"] == "phase"][:2] == ["reading", "decoding"]
    assert all(line["text"].isascii() for line in lines if line["event"] == "said")


def test_a_run_on_messy_data_says_in_chinese_what_it_left_out(
    tmp_path: Path, messy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    call = ["train", str(messy), "--out", str(run), "--epochs", "1", "--size", "16", "--lang", "zh"]
    assert main([*call, "--beside", "random-split", "--max-broken", "0.5"]) == 1
    told = said(capsys)
    assert "随机划分" in told
    assert english_in(told) == []
    assert english_on(run / "report.html") == []


def test_a_check_speaks_chinese_on_the_terminal_and_on_its_page(
    tmp_path: Path, messy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["check", str(messy), "--out", str(tmp_path / "check.html"), "--lang", "zh"])
    told = said(capsys)
    assert "无法读取的文件（1）" in told
    assert english_in(told) == []
    assert english_on(tmp_path / "check.html") == []


@pytest.mark.parametrize(
    "call",
    [
        ["evaluate", "MODEL", "DATA"],
        ["predict", "MODEL", "DATA"],
        ["verify", "MODEL"],
        ["bench", "MODEL", "--seconds", "0.01", "--batch", "1"],
        ["export", "MODEL", "--out", "OUT"],
        ["models"],
        ["doctor"],
    ],
)
def test_every_other_command_speaks_chinese(
    call: list[str], model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "colours"
    for name, pixel in (("red", (250, 0, 0)), ("green", (0, 250, 0)), ("blue", (0, 0, 250))):
        (data / name).mkdir(parents=True)
        Image.fromarray(np.full((20, 20, 3), pixel, np.uint8)).save(data / name / "1.png")
    (data / "red" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    places = {"MODEL": str(model), "DATA": str(data), "OUT": str(tmp_path / "out")}
    assert main([*(places.get(word, word) for word in call), "--lang", "zh"]) in (0, 1)
    told = said(capsys)
    assert told.strip()
    assert english_in(told) == []


WRONG = {
    "no such command": ["trian"],
    "no such flag": ["train", "digits", "--epoch", "3"],
    "no value": ["train", "digits", "--epochs"],
    "no number": ["train", "digits", "--epochs", "many"],
    "no such choice": ["train", "digits", "--optimizer", "adamm"],
    "nothing to predict": ["predict"],
    "no list": ["bench", "MODEL", "--batch", "q"],
    "out of range": ["train", "digits", "--val", "3"],
    "nothing to train on": ["train", "digits", "--val", "0.6", "--test", "0.6"],
    "no data": ["train"],
    "data that are not there": ["train", "nowhere/at/all"],
    "an empty folder": ["train", "EMPTY"],
    "no such network": ["train", "digits", "--model", "resnet999"],
    "no such option": ["train", "digits", "--model", "cnn", "--option", "width=3"],
    "an option without a value": ["train", "digits", "--option", "kernel"],
    "no such step": ["train", "digits", "--steps", "sharpenn"],
    "no such device": ["train", "digits", "--device", "tpu"],
    "no recipe": ["train", "--recipe", "nowhere.toml"],
    "weights that are not there": ["train", "digits", "--weights", "nowhere.pt"],
    "a run that cannot go on": ["train", "digits", "--resume"],
    "no model": ["evaluate", "nowhere", "digits"],
    "labels of another model": ["evaluate", "MODEL", "digits"],
    "pictures that are not there": ["predict", "MODEL", "nowhere.jpg"],
    "no such engine": ["evaluate", "MODEL", "digits", "--engine", "torsh"],
    "weights without a network": ["check", "digits", "--weights", "a.pt"],
    "a list that is there": ["check", "digits", "--fix", "FILE"],
    "no table": ["train", "FILE"],
    "no such column": ["train", "TABLE", "--label-column", "kind"],
    "no such name": ["models", "zzzz*"],
    "an export to nowhere": ["export", "MODEL", "--out", "FILE"],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_call_is_said_in_chinese(
    name: str,
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HUOYAN_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "空").mkdir()
    (tmp_path / "a.jpg").write_bytes(encoded(photo(), "JPEG"))
    (tmp_path / "表.csv").write_text("path,label\na.jpg,cat\n", encoding="utf-8")
    (tmp_path / "文件.txt").write_text("mine")
    places = {"MODEL": str(model), "EMPTY": "空", "TABLE": "表.csv", "FILE": "文件.txt"}
    try:
        code = main([places.get(word, word) for word in WRONG[name]])
    except SystemExit as stopped:  # how argparse ends
        code = stopped.code
    told = said(capsys)
    assert code == 2, told
    assert any("\u4e00" <= x <= "\u9fff" for x in told), told
    assert english_in(told) == []


def test_lang_wins_over_the_environment_and_may_stand_before_the_command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOYAN_LANG", "zh")
    assert main(["trian", "--lang", "en"]) == 2
    assert "there is no command" in capsys.readouterr().err
    monkeypatch.setenv("HUOYAN_LANG", "en")
    assert main(["--lang", "zh", "trian"]) == 2
    assert "没有命令" in capsys.readouterr().err
    assert main(["trian"]) == 2
    assert "there is no command" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_lang(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help", "--lang", "zh"])
    page = capsys.readouterr().out
    assert "--lang {en,zh}" in page
    assert "例子：" in page


def test_json_is_english_in_every_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json", "--lang", "zh"]) == 0
    assert all(json.loads(line)["detail"].isascii() for line in capsys.readouterr().out.splitlines())


def test_a_piece_of_an_english_sentence_is_found_beside_terms_and_flags() -> None:
    assert english_in("模型 cnn：the pictures are small") == ["the pictures are small"]
    assert english_in("请用 --model mobilenetv3_large_100 --pretrained，或 ROC AUC") == []
    assert english_in("fit squash：几乎相同") == []
