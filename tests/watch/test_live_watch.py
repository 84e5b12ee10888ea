"""A camera is watched as it happens; that it is gone and comes back is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cameras import MjpegServer
from huoyan.errors import UsageError
from huoyan.images.video.kinds import is_live
from huoyan.results import Detections
from huoyan.watch.start import Asked, Seeing, start_watch
from huoyan.words import Remark
from making_watches import NearestTracker, bright_things


@pytest.fixture
def camera() -> Iterator[MjpegServer]:
    server = MjpegServer()
    yield server
    server.stop()


@pytest.mark.parametrize(
    ("source", "live"),
    [
        (0, True),
        ("1", True),
        ("rtsp://10.0.0.7/live", True),
        ("http://10.0.0.7/video", True),
        ("https://example.org/road.mp4", False),
        ("road.mp4", False),
        ("-", False),
    ],
)
def test_cameras_and_streams_are_live(source: str | int, live: bool):
    assert is_live(source) is live


def test_a_camera_that_is_gone_for_long_is_an_alarm_and_its_return_is_told(
    camera: MjpegServer, tmp_path: Path
):
    said: list[Remark] = []
    looks: list[np.ndarray] = []

    def find(pixels: np.ndarray) -> Detections:
        looks.append(pixels)
        if len(looks) == 2:
            threading.Thread(target=camera.stop).start()
        return bright_things(pixels)

    seeing = Seeing(find, NearestTracker(), ("thing",))
    asked = Asked(("gate=0,0.5,1,0.5",))
    told: list[str] = []
    with start_watch(camera.address, seeing, asked, tmp_path / "out", said.append, None) as watch:
        for event in watch:
            told += [event.what] if event.rule == "camera" else []
            if event.what == "gone":
                camera.start()
            if event.what == "no longer gone":
                break
    assert told == ["gone", "no longer gone"]
    assert watch.looked >= 2  # before and after
    assert {each.key for each in said} - {"alarms.writing_clips"} == {"watch.camera"}
    lines = [json.loads(line) for line in (tmp_path / "out" / "events.jsonl").read_text("utf-8").splitlines()]
    assert [line["what"] for line in lines if line["rule"] == "camera"] == told
    assert all("key" in line for line in lines if line["rule"] == "camera")


@pytest.mark.parametrize("asked", [Asked(start=3), Asked(end=9), Asked(taken="2026-11-27T22:00:00")])
def test_parts_are_of_recordings(asked: Asked):
    with pytest.raises(UsageError, match="what is watched live begins now"):
        start_watch(
            "rtsp://10.0.0.7/live", Seeing(bright_things, NearestTracker(), ()), asked, None, print, None
        )
