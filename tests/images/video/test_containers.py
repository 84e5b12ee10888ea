"""What is read of containers without a decoder: how long a file should be, NUT streams, parts of MJPEG."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import numpy as np
import pytest

from huoyan.images.video.child.multipart import MultipartError, Parts, boundary_of
from huoyan.images.video.child.nut import NutError, NutFrames
from huoyan.images.video.cut_off import missing_bytes
from videos import ffmpeg, pattern


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm", "a.avi"])
def test_a_whole_file_lacks_nothing_and_a_cut_one_what_was_cut(tmp_path: Path, name: str):
    path = tmp_path / name
    codec = ("-c:v", "libvpx", "-b:v", "200k") if name == "a.webm" else ()
    pattern(path, *codec, source="testsrc=s=64x48:r=10:d=1")
    assert missing_bytes(path) == 0
    path.write_bytes(path.read_bytes()[:-1000])
    assert missing_bytes(path) >= (1 if name in ("a.mp4", "a.mov") else 900)  # theirs ends with the index


@pytest.mark.parametrize(
    "content", [b"", b"RIFF" + bytes(12), b"\x1a\x45\xdf\xa3", b"\0\0\0\x08moov", b"GIF89a" * 9]
)
def test_other_bytes_are_not_called_cut_off(tmp_path: Path, content: bytes):
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    assert missing_bytes(path) == 0


@pytest.mark.parametrize("size", ["34x22", "160x120"])
def test_nut_gives_every_frame_and_its_time_stamp(tmp_path: Path, size: str):
    clip, raw = tmp_path / "clip.mkv", tmp_path / "clip.rgb"
    pattern(clip, "-c:v", "ffv1", "-pix_fmt", "rgb24", source=f"testsrc=s={size}:r=10:d=3")
    ffmpeg("-i", clip, "-f", "rawvideo", "-pix_fmt", "rgb24", raw)
    command = ["ffmpeg", "-v", "error", "-i", clip, "-pix_fmt", "rgb24", "-c:v", "rawvideo", "-f", "nut", "-"]
    stream = io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout)
    frames = NutFrames(stream)
    width, height = map(int, size.split("x"))
    assert (frames.width, frames.height) == (width, height)
    stamps, pixels = [], b""
    while (found := frames.next()) is not None:
        stamps.append(found[0])
        pixels += frames.elided + stream.read(found[1])
    assert stamps == pytest.approx([i / 10 for i in range(30)], abs=0.001)
    assert np.array_equal(np.frombuffer(pixels, np.uint8), np.fromfile(raw, np.uint8))


def test_what_is_no_nut_is_refused():
    with pytest.raises(NutError):
        NutFrames(io.BytesIO(b"nut/multimedia container\0MN"))


def test_parts_are_told_by_their_length_or_their_boundary():
    with_length = (
        b"\r\n--b\r\nContent-Length: 3\r\n\r\n\xff\n\n\r\n--b\r\nContent-Length: 1\r\n\r\nz\r\n--b--\r\n"
    )
    parts = Parts(io.BytesIO(with_length), b"b")
    assert [parts.next(), parts.next(), parts.next()] == [b"\xff\n\n", b"z", None]
    without = b"--b\nContent-Type: image/jpeg\n\nab\ncd\n--b\n\nef\n--b--\n"
    parts = Parts(io.BytesIO(without), b"b")
    assert [parts.next(), parts.next(), parts.next()] == [b"ab\ncd", b"ef", None]


def test_a_part_without_end_is_refused():
    with pytest.raises(MultipartError):
        Parts(io.BytesIO(b"--b\r\nContent-Length: 99999999999\r\n\r\n"), b"b").next()
    with pytest.raises(MultipartError):
        Parts(io.BytesIO(b"x\r\n" * 1000), b"b").next()


def test_a_boundary_may_be_written_in_several_ways():
    assert boundary_of('multipart/x-mixed-replace; boundary="--cut"') == b"cut"
    assert boundary_of("multipart/x-mixed-replace;boundary=cut") == b"cut"
    assert boundary_of("video/mp4") is None
