"""Clips of alarms: seconds before and after, bounded in memory, played by a real browser."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from browser import NEEDS_CHROMIUM, Browser
from huoyan.watch.footage.clips import Clips
from huoyan.watch.footage.ring import RATE, Ring, Still
from huoyan.watch.footage.writing import at_constant_rate, write_clip
from huoyan.words import Remark


def frame_at(seconds: float, size: tuple[int, int] = (320, 180)) -> np.ndarray:
    """A white bar that wanders: 5 pixels a second."""
    pixels = np.full((size[1], size[0], 3), 40, np.uint8)
    pixels[:, int(seconds * 5) : int(seconds * 5) + 8] = 255
    return pixels


def watch(clips: Clips, start: float, end: float, rate: float = 25.0) -> None:
    for index in range(round(start * rate), round(end * rate)):
        if clips.is_due(index / rate):
            clips.add(frame_at(index / rate), index / rate)


def bars(clip: Path) -> list[float]:
    """The second that each frame of the clip shows, by its bar."""
    reader, found = cv2.VideoCapture(str(clip)), []
    while (read := reader.read())[0]:
        bright = read[1][:, :, 1].mean(axis=0) > 128
        found.append(float(np.flatnonzero(bright).mean() - 3.5) / 5)
    reader.release()
    return found


def test_a_clip_shows_the_seconds_before_and_after_its_alarm(tmp_path: Path):
    clips = Clips(tmp_path, lambda remark: None)
    watch(clips, 0, 10)
    assert clips.begin("a", 10.0) == "clips/a.webm"
    watch(clips, 10, 20)
    clips.close()
    shown = bars(tmp_path / "clips/a.webm")
    assert abs(shown[0] - 6.0) < 0.3
    assert abs(shown[-1] - 14.0) < 0.3
    assert abs(len(shown) / RATE - 8.0) < 0.3
    assert [each.name for each in (tmp_path / "clips").iterdir()] == ["a.webm"]


def test_alarms_that_follow_each_other_share_a_clip_of_bounded_length(tmp_path: Path):
    clips = Clips(tmp_path, lambda remark: None)
    names = []
    for second in range(60):
        names.append(clips.begin(str(second), float(second)))
        watch(clips, second, second + 1)
    clips.close()
    assert names[:27] == ["clips/0.webm"] * 27
    assert 2 <= len(set(names)) <= 3
    assert all(len(bars(tmp_path / str(name))) / RATE <= 30.5 for name in set(names))


def test_an_alarm_in_the_first_and_the_last_frame_has_a_clip_too(tmp_path: Path):
    clips = Clips(tmp_path, lambda remark: None)
    clips.begin("a", 0.0)
    watch(clips, 0, 1)
    clips.close()
    assert len(bars(tmp_path / "clips/a.webm")) >= 7


def test_the_ring_is_bounded_in_seconds_and_in_bytes():
    ring, noise = Ring(before_s=4.0, most_bytes=200_000), np.random.default_rng(0)
    for second in range(100):
        ring.add(noise.integers(0, 256, (90, 160, 3), np.uint8), second / 8)
        assert sum(each.pixels.nbytes for each in ring.moments()) <= 200_000
    calm = Ring(before_s=4.0)
    for index in range(2500):
        if calm.is_due(index / 25):
            calm.add(frame_at(0), index / 25)
    moments = calm.moments()
    assert 3.8 <= moments[-1].seconds - moments[0].seconds <= 4.0
    assert len(moments) <= 34


def test_a_large_frame_is_kept_small_and_of_even_sides():
    still = Ring(before_s=4.0).add(np.zeros((1081, 1919, 3), np.uint8), 0.0).still()
    assert cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), 1).shape == (360, 640, 3)


def test_frames_that_come_unevenly_keep_their_time():
    stills = [Still(seconds, str(seconds).encode()) for seconds in (10.0, 10.1, 11.0, 13.0)]
    shown = [float(each) for each in at_constant_rate(stills)]
    assert len(shown) == 25
    assert shown == sorted(shown)
    assert [shown.count(seconds) for seconds in (10.0, 10.1, 11.0, 13.0)] == [1, 7, 16, 1]


def test_without_room_on_the_disk_there_is_no_clip_and_that_is_said_once(tmp_path: Path):
    said: list[Remark] = []
    clips = Clips(tmp_path, said.append, free_bytes=1 << 60)
    watch(clips, 0, 1)
    assert clips.begin("a", 1.0) is None
    assert clips.begin("b", 2.0) is None
    clips.close()
    assert [each.key for each in said] == ["alarms.no_clip"]
    assert list(tmp_path.iterdir()) == []


def test_seconds_that_begin_anew_end_a_clip(tmp_path: Path):
    clips = Clips(tmp_path, lambda remark: None)
    watch(clips, 20, 24)
    clips.begin("a", 24.0)
    watch(clips, 0, 2)
    clips.begin("b", 2.0)
    clips.close()
    assert abs(bars(tmp_path / "clips/a.webm")[-1] - 24.0) < 0.3
    assert bars(tmp_path / "clips/b.webm")[0] < 0.3


@NEEDS_CHROMIUM
def test_a_browser_plays_a_clip(tmp_path: Path):
    stills = [Ring(1.0).add(frame_at(index / 8), index / 8).still() for index in range(24)]
    write_clip(tmp_path / "a.webm", stills)
    video = base64.b64encode((tmp_path / "a.webm").read_bytes()).decode()
    (tmp_path / "page.html").write_text(f'<video src="data:video/webm;base64,{video}" muted></video>')
    with Browser() as browser, browser.open(tmp_path / "page.html") as page:
        played = page.evaluate(
            "new Promise((done, failed) => { const v = document.querySelector('video');"
            "v.onended = () => done([v.videoWidth, v.videoHeight, v.duration]); v.onerror = failed;"
            "v.play().catch(failed); })"
        )
    assert played[:2] == [320, 180]
    assert abs(played[2] - 3.0) < 0.3


def test_what_was_half_written_when_a_watch_was_killed_does_not_outlive_its_days(tmp_path: Path):
    folder = tmp_path / "clips"
    folder.mkdir()
    for name in (f".{'0123456789abcdef' * 2}.new.webm", ".mine.new.webm", "a.webm"):
        (folder / name).write_bytes(b"half")
    Clips(tmp_path, lambda remark: None).close()
    assert sorted(path.name for path in folder.iterdir()) == [".mine.new.webm", "a.webm"]


def test_a_clip_is_written_whatever_the_folder_is_called_and_lies_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A module of the user's in the folder where the watch is started is none of the encoder's."""
    (tmp_path / "cv2.py").write_text("raise SystemExit('mine')")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / ("门" if os.name == "nt" else os.fsdecode(b"caf\xe9"))
    folder.mkdir()
    (folder / "clips").mkdir()
    (folder / "clips/cv2.py").write_text("raise SystemExit('mine')")
    said: list[Remark] = []
    clips = Clips(folder, said.append)
    clips.begin("a", 0.0)
    watch(clips, 0, 1)
    clips.close()
    assert [each for each in said if each.key == "alarms.no_clip"] == []
    assert (folder / "clips/a.webm").stat().st_size > 500
