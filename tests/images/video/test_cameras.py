"""Cameras and streams: the newest frame only, and how they go and come back."""

from __future__ import annotations

import functools
import http.server
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from cameras import free_port, mjpeg, rtsp
from huoyan.errors import UsageError, VideoError
from huoyan.images.video.frame import Frame
from huoyan.images.video.live import Camera, open_camera
from huoyan.images.video.reading import open_video
from huoyan.images.video.seen import Back, Gone
from videos import ffmpeg, pattern

# At most, after the stream is back, on a machine that does much besides; that it is 5 s is held by
# the slow proof of tests/watch/test_watch_pulls.py.
RESUMED_S = 20.0


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four minutes, H.264, a key frame a second."""
    folder = tmp_path_factory.mktemp("recording")
    short = pattern(folder / "short.mp4", source="testsrc=s=160x120:r=12:d=20")
    ffmpeg("-stream_loop", "12", "-i", short, "-c", "copy", folder / "long.mp4")
    return folder / "long.mp4"


def frames_of(camera: Camera, count: int) -> list[Frame]:
    found = []
    while len(found) < count:
        seen = camera.newest(60)
        assert isinstance(seen, Frame), seen
        found.append(seen)
    return found


def wait_for(camera: Camera, kind: type[Gone] | type[Back], patience_s: float) -> Gone | Back:
    until = time.monotonic() + patience_s
    while (left := until - time.monotonic()) > 0:
        seen = camera.newest(left)
        if isinstance(seen, kind):
            return seen
    raise AssertionError(f"no {kind.__name__} within {patience_s} s")


def code_of(address: str) -> str:
    with pytest.raises(VideoError) as raised:
        open_camera(address)
    assert "secret" not in str(raised.value)
    return raised.value.code


def test_a_file_at_its_own_speed_drops_what_nobody_waited_for(tmp_path: Path):
    path = pattern(tmp_path / "clip.mp4", source="testsrc=s=160x120:r=20:d=3")
    with open_camera(path) as camera:
        begun = time.monotonic()
        frames = []
        for seen in camera:
            assert isinstance(seen, Frame)
            frames.append(seen)
            time.sleep(0.25)
        took = time.monotonic() - begun
    assert took > 2.0
    assert len(frames) < 20
    assert all(b.index - a.index > 1 for a, b in pairwise(frames[1:-1]))
    assert all(frame.seconds == pytest.approx(frame.index / 20) for frame in frames)


@pytest.mark.parametrize("with_length", [True, False])
def test_mjpeg_over_http_gives_the_newest_frame(with_length: bool):
    with mjpeg(rate=10, with_length=with_length) as server, open_camera(server.address) as camera:
        frames_of(camera, 2)
        time.sleep(0.8)
        before = server.number
        newest = frames_of(camera, 1)[0]
        shown = int(newest.pixels[0, 0, 0]) // 8
        assert (before - shown) % 32 <= 3
        assert camera.facts.engine == "mjpeg"


def test_mjpeg_counts_its_seconds_by_arrival():
    with mjpeg(rate=20) as server, open_camera(server.address) as camera:
        begun = time.monotonic()
        frames = frames_of(camera, 20)
        took = time.monotonic() - begun
    assert frames[-1].seconds - frames[0].seconds == pytest.approx(took, abs=0.3)


def test_a_password_opens_and_is_never_shown():
    with mjpeg(keys="me:secret") as server:
        address = server.address.replace("http://", "http://me:secret@")
        with open_camera(address) as camera:
            frames_of(camera, 1)
            assert "secret" not in repr(camera)
        assert code_of(address.replace("me:", "you:")) == "video.refused"


def test_a_camera_that_cannot_be_reached_says_so():
    assert code_of(f"http://me:secret@127.0.0.1:{free_port()}/video") == "video.unreachable"
    assert code_of(f"rtsp://me:secret@127.0.0.1:{free_port()}/live?key=secret") == "video.unreachable"
    with pytest.raises(VideoError, match="there is no camera 63"):
        open_camera(63)


def test_a_wrong_patience_is_refused():
    with pytest.raises(UsageError, match="max_age_s is 0"):
        open_camera("rtsp://127.0.0.1/x", max_age_s=0)


def test_a_pulled_cable_is_told_and_its_return_too():
    with mjpeg() as server, open_camera(server.address, gone_after_s=1) as camera:
        before = frames_of(camera, 3)[-1]
        server.stop()
        gone = wait_for(camera, Gone, 60)
        assert isinstance(gone, Gone)
        assert gone.seconds >= before.seconds
        time.sleep(0.5)
        server.start()
        back = wait_for(camera, Back, RESUMED_S)
        assert isinstance(back, Back)
        after = frames_of(camera, 1)[0]
        assert after.seconds == pytest.approx(gone.seconds + back.gap_s, abs=0.1)
        assert after.index > before.index


def test_a_silent_camera_gives_no_old_frame():
    with mjpeg() as server, open_camera(server.address, max_age_s=0.3, gone_after_s=2) as camera:
        frames_of(camera, 2)
        server.silent = True
        time.sleep(1)
        asked = time.monotonic()
        seen = camera.newest(0.5)
        assert seen is None
        assert isinstance(wait_for(camera, Gone, 60), Gone)
        assert time.monotonic() - asked < 4  # it had been silent for a second; 5 s is what it waits unasked
        server.silent = False
        wait_for(camera, Back, RESUMED_S)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None  # type: ignore[attr-defined]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_hls_is_shown_at_its_own_speed(tmp_path: Path):
    clip = pattern(tmp_path / "clip.mp4", source="testsrc=s=160x120:r=20:d=2")
    ffmpeg(
        "-i", clip, "-c", "copy", "-f", "hls", "-hls_time", "1", "-hls_list_size", "0", tmp_path / "a.m3u8"
    )
    with served(tmp_path) as address, open_camera(f"{address}/a.m3u8") as camera:
        begun = time.monotonic()
        frames = [seen for seen in camera if isinstance(seen, Frame)]
        assert time.monotonic() - begun > 1
    assert len(frames) > 10
    assert frames[-1].seconds > 1.5


def test_a_video_on_a_server_is_read_to_its_end(tmp_path: Path):
    pattern(tmp_path / "clip.mkv")
    with served(tmp_path) as address:
        assert len(list(open_video(f"{address}/clip.mkv"))) == 30
        with pytest.raises(VideoError) as raised:
            open_video(f"{address}/none.mkv")
    assert raised.value.code == "video.not_found"


def test_rtsp_gives_frames_with_the_seconds_of_the_stream(recording: Path):
    with rtsp(recording) as server, open_camera(server.address) as camera:
        frames = frames_of(camera, 10)
        assert frames[0].pixels.shape == (120, 160, 3)
        for one, other in pairwise(frames):
            assert other.seconds - one.seconds == pytest.approx((other.index - one.index) / 12, abs=0.05)


def test_rtsp_with_a_wrong_password_or_path_is_refused(recording: Path):
    with rtsp(recording, "me", "secret") as server:
        address = server.address.replace("rtsp://", "rtsp://me:secret@")
        with open_camera(address) as camera:
            frames_of(camera, 1)
        assert code_of(address.replace("me:", "you:")) == "video.refused"
        assert code_of(address.replace("/live", "/other")) == "video.not_found"


def test_rtsp_resumes_after_its_server_died(recording: Path):
    with rtsp(recording) as server, open_camera(server.address) as camera:
        before = frames_of(camera, 3)[-1]
        server.kill()
        assert wait_for(camera, Gone, 60).message
        server.start()
        begun = time.monotonic()
        wait_for(camera, Back, 3 * RESUMED_S)
        after = frames_of(camera, 1)[0]
        assert time.monotonic() - begun <= RESUMED_S
        assert after.seconds > before.seconds


def test_rtsp_resumes_after_its_server_hung(recording: Path):
    with rtsp(recording) as server, open_camera(server.address, gone_after_s=2) as camera:
        frames_of(camera, 3)
        server.send(signal.SIGSTOP)
        wait_for(camera, Gone, 60)
        time.sleep(1)
        server.send(signal.SIGCONT)
        begun = time.monotonic()
        wait_for(camera, Back, 3 * RESUMED_S)
        assert time.monotonic() - begun <= RESUMED_S
