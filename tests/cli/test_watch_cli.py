"""huoyan watch, as a user calls it: a detector of bright things before a film of three."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import huoyan
from cameras import rtsp
from huoyan.cli import main
from huoyan.images.draw import encode_jpeg
from making_detectors import bright_detector
from making_watches import made_frames
from videos import ffmpeg, pattern

LINE = ("--line", "gate=0,0.5,1,0.5")
ALARM = ("--alarm", "gate crosses thing down")
FRAMES = 75  # 25 a second: the three things cross the middle 4 times down and 2 times up


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bright_detector(tmp_path_factory.mktemp("bright") / "model").folder


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film") / "gate"
    folder.mkdir()
    for frame in made_frames(FRAMES):
        (folder / f"{frame.index}.jpg").write_bytes(encode_jpeg(frame.pixels))
    return folder


def json_lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_what_happened_is_told_counted_and_kept(
    model: Path, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "监看 文件夹" / "一 号"
    out.parent.mkdir()
    line, alarm = ("--line", "大门=0,0.5,1,0.5"), ("--alarm", "大门 crosses things down")
    asked = [str(film), "--model", str(model), *line, *alarm, "--no-clips", "--threads", "1"]
    assert main(["watch", *asked, "--out", str(out), "--json", "--quiet-footage"]) == 0
    *events, end = json_lines(capsys.readouterr().out)
    assert end["counts"] == {"大门": {"up": {"thing": 2}, "down": {"thing": 4}}}
    assert json.loads((out / "counts.json").read_text("utf-8")) == end["counts"]
    assert [event["rule"] for event in events].count("大门 crosses things down") == 4
    rate = end["false_alarms"]["all"]
    assert rate["events"] == 4
    assert rate["value"] == pytest.approx(4 / (74 / 25) * 86_400)
    assert rate["low"] < rate["value"] < rate["high"]
    assert json.loads((out / "false_alarms.json").read_text("utf-8")) == end["false_alarms"]
    assert {path.name for path in out.glob("*.jpg")} == {"preview.jpg", "trails.jpg"}

    assert main(["watch", *asked, "--out", str(out), "--lang", "zh"]) == 0
    again = capsys.readouterr()
    assert again.out == "大门: up 2, down 4\n"
    assert "没有剩下的内容" in again.err


def test_python_gives_the_false_alarms_too_and_only_of_quiet_footage(model: Path, film: Path):
    predictor = huoyan.load(model, threads=1)
    for quiet in (True, False):
        asked = {"lines": LINE[1:], "alarms": ALARM[1:], "quiet_footage": quiet, "end": 1.0}
        with huoyan.watch(film, predictor, **asked) as watch:
            events = list(watch)
        assert (watch.false_alarms is not None) is quiet
        if watch.false_alarms is not None:
            assert watch.false_alarms.all.events == sum(event.rule == ALARM[1] for event in events)


def test_a_test_alarm_needs_neither_source_nor_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    there, gone = tmp_path / "a.jsonl", tmp_path / "gone" / "b.jsonl"
    gone.parent.mkdir()
    assert main(["watch", "--test-alarm", "--send", f"jsonl:{there}"]) == 0
    assert capsys.readouterr().out == f"jsonl:{there} took the test alarm\n"
    assert (
        main(["watch", "--test-alarm", "--send", "command:false", "--send", f"jsonl:{there}", "--json"]) == 1
    )
    told = json_lines(capsys.readouterr().out)
    assert [(each["sink"].partition(":")[0], each["taken"]) for each in told] == [
        ("command", False), ("jsonl", True),
    ]  # fmt: skip
    (trial,) = huoyan.send_test_alarm(f"jsonl:{there}", source="rtsp://a:geheim@10.0.0.7/live")
    assert trial.taken
    sources = [json.loads(line)["source"] for line in there.read_text("utf-8").splitlines()]
    assert sources == ["test", "test", "rtsp://***@10.0.0.7/live"]


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (["--test-alarm"], "none is named. Name one, such as --send jsonl:alarms.jsonl. [usage.send]"),
        (["--model", "m"], "What to watch is not said"),
        (["film.mp4"], "Nothing is found without a model"),
        (["film.mp4", "--model", "none"], "none does not exist"),
        (["film.mp4", "--model", "m", "--start", "-1"], "start = -1 is out of range"),
        (["film.mp4", "--model", "m", "--blurr", "x"], "Did you mean --blur"),
    ],
)
def test_a_call_that_lacks_something_says_what(
    asked: list[str], what: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["watch", *asked])
    except SystemExit as left:
        code = left.code
    assert code == 2
    assert what in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ([*LINE, "--start", "100"], "--start 100: the recording is 3.0 s long"),
        (["--line", "gate=100,120,200,120"], "100 is outside the picture"),
        ([*LINE, "--alarm", "gate crosses lorry"], "word 3, 'lorry': the model knows no class of this name"),
        ([*LINE, "--alarm", "gat crosses thing"], "word 1, 'gat': Did you mean gate?"),
        ([*LINE, "--kinds", "lorry", "--classify", "MODEL"], "does not give a picture one class"),
        ([*LINE, "--out", "FILE"], "is a file; a watch writes into a folder"),
    ],
)
def test_what_does_not_fit_the_model_or_the_film_is_refused(
    asked: list[str], what: str, model: Path, film: Path, capsys: pytest.CaptureFixture[str]
):
    words = {"MODEL": str(model), "FILE": str(model / "huoyan.json")}
    call = ["watch", str(film), "--model", str(model), *(words.get(word, word) for word in asked)]
    assert main([*call, "--threads", "1"]) == 2
    assert what in capsys.readouterr().err


def test_a_watch_for_nothing_says_so(model: Path, film: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["watch", str(film), "--model", str(model), "--end", "0.2", "--threads", "1"]) == 0
    assert "no line and no zone, so nothing is counted" in capsys.readouterr().err


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM])
def test_stopped_by_ctrl_c_or_as_a_service_it_keeps_its_place_and_says_that_it_goes_on(
    ended: signal.Signals, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    film, out = tmp_path / "film", tmp_path / "out"
    film.mkdir()
    for frame in made_frames(120):
        (film / f"{frame.index}.jpg").write_bytes(encode_jpeg(frame.pixels))
    asked = ["watch", str(film), "--model", str(model), *LINE, "--threads", "1", "--out"]
    assert main([*asked, str(tmp_path / "whole")]) == 0
    called = subprocess.Popen(
        [sys.executable, "-m", "huoyan", *asked, str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "HUOYAN_LANG": "en"}, text=True,
    )  # fmt: skip
    events = out / "events.jsonl"
    while called.poll() is None and not (events.exists() and events.stat().st_size):
        time.sleep(0.02)
    called.send_signal(ended)
    _, err = called.communicate(timeout=60)
    assert called.returncode == 130, err
    assert "stopped; the same call with the same --out goes on from there" in err
    capsys.readouterr()
    assert main([*asked, str(out)]) == 0
    assert "goes on with" in capsys.readouterr().err
    assert (out / "counts.json").read_bytes() == (tmp_path / "whole" / "counts.json").read_bytes()


def test_of_a_film_that_is_cut_off_what_was_seen_is_told_with_the_error(
    model: Path, film: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    whole, cut = tmp_path / "whole.avi", tmp_path / "cut.avi"
    ffmpeg("-framerate", "25", "-i", film / "%d.jpg", "-c:v", "mjpeg", "-q:v", "3", whole)
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert main(["watch", str(cut), "--model", str(model), *LINE, "--json", "--threads", "1"]) == 2
    said = capsys.readouterr()
    assert sum(json_lines(said.out)[-1]["counts"]["gate"]["down"].values()) >= 1
    assert "[video." in said.err


@pytest.mark.parametrize("stream", [False, True])
def test_a_camera_that_refuses_the_password_is_told_without_showing_it(
    stream: bool, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    with rtsp(pattern(tmp_path / "film.mp4"), "guard", "geheim") as camera:
        source = camera.address.replace("rtsp://", "rtsp://guard:falsch@")
        call = (
            ["predict", str(model), source, "--stream"]
            if stream
            else ["watch", source, "--model", str(model)]
        )
        assert main([*call, "--threads", "1"]) == (1 if stream else 2)
    said = capsys.readouterr()
    told = said.out if stream else said.err
    assert "refuses the user or the password" in told
    assert "video.refused" in told
    assert "falsch" not in said.out + said.err
