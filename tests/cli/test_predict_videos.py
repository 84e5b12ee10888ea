"""huoyan predict of videos: whole clips, streams with seconds, Ctrl-C, and what cannot be asked."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cameras import mjpeg
from chinese import english_in
from huoyan.cli import main
from making import colour_artifact
from making_clip_models import gru_artifact, mean_artifact
from making_clips import film, wander

ENGINE = ["--engine", "onnxruntime", "--threads", "1"]


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    for way in ("left", "right"):
        film(folder / f"{way}.avi", wander(way, 25))
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(gru_artifact(tmp_path_factory.mktemp("gru") / "model").folder)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_folder_of_videos_is_a_line_a_clip(model, clips, capsys):
    assert main(["predict", model, str(clips), "--json", "--top", "1", *ENGINE]) == 0
    found = lines(capsys)
    assert [Path(str(each["source"])).name for each in found] == ["left.avi", "right.avi"]
    assert all(len(each["labels"]) == 1 for each in found)  # type: ignore[arg-type]
    assert main(["predict", model, str(clips), *ENGINE]) == 0
    assert "left.avi  " in capsys.readouterr().out


def test_a_stream_is_a_line_a_decision_with_its_seconds(model, clips, capsys):
    assert main(["predict", model, str(clips / "left.avi"), "--stream", "--every", "1", *ENGINE]) == 0
    found = lines(capsys)
    assert [each["seconds"] for each in found] == [0.0, 1.0, 2.0, 2.4]
    assert all(each["source"] == str(clips / "left.avi") and each["labels"] for each in found)


def test_frames_from_stdin_are_a_stream(model, clips):
    command = [sys.executable, "-m", "huoyan", "predict", model, "-", "--stream", *ENGINE]
    with (clips / "left.avi").open("rb") as film_file:
        done = subprocess.run(
            command, stdin=film_file, capture_output=True, text=True, timeout=120, check=False
        )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, len(found), found[0]["source"]) == (0, 25, "-"), done.stderr


def test_ctrl_c_ends_a_camera_cleanly(model):
    with mjpeg(rate=20) as server:
        command = [sys.executable, "-m", "huoyan", "predict", model, server.address, "--stream", *ENGINE]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
            assert running.stdout is not None
            first = [json.loads(running.stdout.readline()) for _ in range(3)]
            running.send_signal(signal.SIGINT)
            rest, said = running.communicate(timeout=60)
    assert [each["source"] for each in first] == [server.address] * 3
    assert all(json.loads(line)["labels"] for line in rest.splitlines())
    assert (running.returncode, said.splitlines()[-1]) == (0, "stopped by Ctrl-C")


def test_a_network_that_needs_the_whole_clip_refuses_a_stream(tmp_path, clips, capsys):
    whole = str(mean_artifact(tmp_path / "model").folder)
    assert main(["predict", whole, str(clips / "left.avi"), *ENGINE]) == 0
    assert main(["predict", whole, str(clips / "left.avi"), "--stream", *ENGINE]) == 2
    assert "train a causal one. [usage.stream]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["--every", "1"], "usage.every"),
        (["--stream", "--every", "0"], "usage.every"),
        (["--stream", "--save", "drawn"], "usage.flag"),
        (["--tile", "64"], "usage.flag"),
        (["--save-coco", "found.json"], "usage.flag"),
        (["--batch", "4"], "usage.flag"),
    ],
)
def test_flags_that_do_not_go_together_are_refused(model, clips, capsys, flags, code):
    assert main(["predict", model, str(clips / "left.avi"), *flags, *ENGINE]) == 2
    assert f"[{code}]" in capsys.readouterr().err


def test_one_bad_source_of_several_is_answered_in_its_place(model, clips, tmp_path, capsys):
    (tmp_path / "bad.avi").write_bytes(b"")
    sources = [str(tmp_path / "bad.avi"), str(clips / "left.avi"), str(tmp_path / "gone.avi")]
    assert main(["predict", model, *sources, "--json", *ENGINE]) == 1
    bad, good, gone = lines(capsys)
    assert bad["error"]["code"] == "video.empty"  # type: ignore[index]
    assert good["labels"]
    assert gone["error"]["code"] == "video.missing"  # type: ignore[index]
    main(["predict", model, *sources, *ENGINE])
    assert "2 of 3 clips have no answer" in capsys.readouterr().err
    assert main(["predict", model, *sources[:2], "--stream", "--every", "9", *ENGINE]) == 1
    assert "error" in lines(capsys)[0]


def test_a_path_that_leads_nowhere_is_no_call(model, tmp_path, capsys):
    assert main(["predict", model, str(tmp_path / "gone.avi"), *ENGINE]) == 2
    assert "[usage.source]" in capsys.readouterr().err
    assert main(["predict", model, str(tmp_path), *ENGINE]) == 2
    assert "holds no clips" in capsys.readouterr().err
    (tmp_path / "clips.csv").write_text("path,label\na.avi,left\n")
    assert main(["predict", model, str(tmp_path / "clips.csv"), *ENGINE]) == 2
    assert "huoyan evaluate" in capsys.readouterr().err


def test_a_model_of_pictures_says_that_a_video_is_a_stream_to_it(tmp_path, clips, capsys):
    picture_model = str(colour_artifact(tmp_path / "model").folder)
    assert main(["predict", picture_model, str(clips / "left.avi"), *ENGINE]) in (1, 2)
    assert "Add --stream" in capsys.readouterr().err
    assert main(["predict", picture_model, str(clips / "left.avi"), "--stream", "--every", "1", *ENGINE]) == 0
    assert [each["seconds"] for each in lines(capsys)] == [0.0, 1.0, 2.0, 2.4]


def test_clips_are_scored_by_name(model, tmp_path, capsys):
    for way in ("left", "right", "still"):
        film(tmp_path / way / "a.avi", wander(way, 8))
    assert main(["evaluate", model, str(tmp_path), "--json", *ENGINE]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 3


def test_it_is_said_in_chinese_too(tmp_path, clips, capsys):
    whole = str(mean_artifact(tmp_path / "model").folder)
    assert main(["predict", whole, str(clips / "left.avi"), "--stream", "--lang", "zh", *ENGINE]) == 2
    said = capsys.readouterr().err
    assert "因果网络" in said
    assert english_in(said.replace("usage.stream", "").replace("--stream", "")) == []
