"""The decoder's process: what becomes of it when it dies, hangs, or its reader does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from huoyan.errors import VideoError
from huoyan.images.video.frame import Frame
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.live import open_camera
from huoyan.images.video.process.decoder import Decoder, end_idle
from huoyan.images.video.reading import open_video
from huoyan.images.video.seen import Back, Gone
from videos import pattern

HURRIED = VideoLimits(stall_s=1.0, open_s=10.0)
# What a program does that reads a video, in a process of its own: tells its decoder, and waits.
PROGRAM = """
import sys, time
from huoyan.images.video.reading import open_video
from huoyan.images.video.live import open_camera
opened = open_video if sys.argv[2] == "video" else open_camera
with opened(sys.argv[1]) as video:
    next(iter(video))
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Too long for the ring: its decoder has to wait."""
    return pattern(tmp_path_factory.mktemp("clip") / "clip.mp4", source="testsrc=s=160x120:r=10:d=20")


def children(of: int, named: bytes = b"huoyan.images.video.child") -> list[int]:
    """Processes of Linux whose parent this is, in whose command that stands."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == of and fields[0] != "Z" and named in status.with_name("cmdline").read_bytes():
            found.append(int(status.parent.name))
    return found


def is_there(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone_within(pids: list[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(is_there(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("which", [signal.SIGKILL, signal.SIGSTOP])
def test_a_decoder_that_dies_or_hangs_goes_on_behind_the_last_frame(clip: Path, which: signal.Signals):
    end_idle()
    with open_video(clip, limits=HURRIED) as video:
        frames = [next(video) for _ in range(5)]
        for pid in children(os.getpid()):
            os.kill(pid, which)
        frames.extend(video)
    assert [frame.index for frame in frames] == list(range(200))
    assert [frame.seconds for frame in frames] == pytest.approx([i / 10 for i in range(200)])


def test_a_decoder_that_always_dies_is_an_error(clip: Path, monkeypatch: pytest.MonkeyPatch):
    end_idle()
    send = Decoder.order

    def killed(self: Decoder, order: object) -> None:
        send(self, order)  # type: ignore[arg-type]
        os.kill(self.pid, signal.SIGKILL)

    monkeypatch.setattr(Decoder, "order", killed)
    with pytest.raises(VideoError, match="died 3 times") as raised:
        open_video(clip)
    assert raised.value.code == "video.decoder_died"


def test_a_camera_whose_decoder_dies_is_gone_and_back(clip: Path):
    end_idle()
    with open_camera(clip, gone_after_s=2) as camera:
        assert isinstance(camera.newest(60), Frame)
        for pid in children(os.getpid()):
            os.kill(pid, signal.SIGKILL)
        seen = [type(next(camera)) for _ in range(12)]
    assert seen.index(Gone) < seen.index(Back)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
@pytest.mark.parametrize("kind", ["video", "camera"])
@pytest.mark.parametrize("which", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_of_a_reader_that_ends(clip: Path, kind: str, which: signal.Signals):
    shared = {path.name for path in Path("/dev/shm").glob("huoyan-*")}
    reader = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, clip, kind], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    decoders = children(reader.pid)
    assert decoders
    reader.send_signal(which)
    _, said = reader.communicate(timeout=120)
    assert gone_within(decoders, 60)
    assert {path.name for path in Path("/dev/shm").glob("huoyan-*")} <= shared
    if which == signal.SIGINT:
        assert said.strip().endswith("KeyboardInterrupt")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_ffmpeg_of_a_reader_that_is_killed_ends_too(clip: Path):
    program = PROGRAM.replace("opened(sys.argv[1])", "open_video(sys.argv[1], engine='ffmpeg')")
    reader = subprocess.Popen(
        [sys.executable, "-c", program, clip, "video"], stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    if reader.stdout.readline() != "ready\n":
        pytest.skip("ffmpeg is not installed")
    decoders = children(reader.pid)
    programs = [pid for decoder in decoders for pid in children(decoder, b"ffmpeg")]
    assert len(programs) == 1
    reader.kill()
    reader.communicate()
    assert gone_within([*decoders, *programs], 60)


def test_a_decoder_is_kept_for_the_next_video(clip: Path):
    end_idle()
    pids = set()
    for _ in range(3):
        with open_video(clip) as video:
            next(video)
            pids |= set(children(os.getpid()))
    assert len(pids) == 1


def test_stdin_is_read_as_it_comes(clip: Path, tmp_path: Path):
    program = """
import sys
from huoyan.images.video.reading import open_video
print(len(list(open_video("-"))))
"""
    stream = pattern(tmp_path / "clip.mkv")
    with stream.open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-c", program], stdin=file, capture_output=True, text=True, check=True
        )
    assert done.stdout == "30\n"
    with clip.open("rb") as file:
        cut = subprocess.run(["cat"], stdin=file, capture_output=True, check=True).stdout
    failed = subprocess.run([sys.executable, "-c", program], input=cut, capture_output=True, check=False)
    assert b"An MP4 must have its index in front" in failed.stderr
