"""Files that are no whole video: each has its code, and what could be decoded comes first."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from huoyan.errors import VideoError
from huoyan.images.video.limits import VideoLimits
from huoyan.images.video.reading import open_video
from making import encoded, photo
from videos import ffmpeg, pattern


def code_of(path: Path, **arguments: object) -> str:
    with pytest.raises(VideoError) as raised:
        open_video(path, **arguments)  # type: ignore[arg-type]
    return raised.value.code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.mp4", b"", "video.empty"),
        ("photo.mp4", encoded(photo(), "JPEG"), "video.picture"),
        ("photo.png", encoded(photo(), "PNG"), "video.picture"),
        ("photo.gif", encoded(photo(), "GIF"), "video.picture"),
        ("photo.avif", encoded(photo(), "AVIF"), "video.picture"),
        ("photo.bmp", encoded(photo(), "BMP"), "video.picture"),
        ("text.mp4", b"what is this " * 99, "video.damaged"),
        ("zeros.avi", bytes(4096), "video.no_frames"),
        ("head.mp4", b"\0\0\0\x18ftypisom\0\0\2\0isommp42\0\0\x10\0mdat" + b"x" * 99, "video.truncated"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n", None),
    ],
)
def test_what_is_no_video_has_a_code(tmp_path: Path, name: str, content: bytes, code: str | None):
    path = tmp_path / name
    path.write_bytes(content)
    found = code_of(path, engine="opencv")
    assert found == code or (code is None and found in ("video.damaged", "video.no_frames"))


def test_a_path_that_is_not_there_says_so(tmp_path: Path):
    assert code_of(tmp_path / "none.mp4") == "video.missing"
    assert code_of(tmp_path) == "video.no_frames"


@pytest.mark.parametrize("engine", ["opencv", "ffmpeg"])
def test_sound_alone_is_no_video(tmp_path: Path, engine: str):
    path = tmp_path / "sound.m4a"
    ffmpeg("-f", "lavfi", "-i", "sine=d=0.2", path)
    with pytest.raises(VideoError, match="sound only, perhaps") as raised:
        open_video(path, engine=engine)
    assert raised.value.code == "video.no_frames"


@pytest.mark.parametrize("engine", ["opencv", "ffmpeg"])
@pytest.mark.parametrize("name", ["cut.mp4", "cut.mkv", "cut.avi"])
def test_a_video_that_is_cut_off_gives_its_frames_then_the_error(tmp_path: Path, engine: str, name: str):
    whole = pattern(tmp_path / f"whole{Path(name).suffix}")
    if name == "cut.mp4":
        ffmpeg("-i", whole, "-c", "copy", "-movflags", "faststart", tmp_path / "front.mp4")
        whole = tmp_path / "front.mp4"
    path = tmp_path / name
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    frames = []
    with (
        pytest.raises(VideoError, match="is cut off after") as raised,
        open_video(path, engine=engine) as video,
    ):
        frames.extend(video)
    assert raised.value.code == "video.truncated"
    assert 5 < len(frames) < 25


def test_a_span_before_the_cut_is_whole(tmp_path: Path):
    whole = pattern(tmp_path / "whole.mkv")
    path = tmp_path / "cut.mkv"
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    with open_video(path, end=0.5) as video:
        assert len(list(video)) == 5


def test_damage_in_the_middle_is_said_at_the_end(tmp_path: Path):
    path = pattern(tmp_path / "clip.mkv")
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 300] = bytes(300)
    path.write_bytes(data)
    with open_video(path) as video:
        assert len(list(video)) > 10
        assert video.complaint is not None
        assert "the decoder complained" in video.complaint


def test_a_frame_larger_than_allowed_is_refused_before_it_is_decoded(tmp_path: Path):
    path = pattern(tmp_path / "clip.mp4")
    assert code_of(path, limits=VideoLimits(max_pixels=10_000)) == "video.too_large"


def test_an_animation_is_read_as_a_video(tmp_path: Path):
    path = tmp_path / "moving.gif"
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "green", "blue")]
    frames[0].save(path, save_all=True, append_images=frames[1:], duration=100)
    with open_video(path) as video:
        assert len(list(video)) == 3
