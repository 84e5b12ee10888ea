"""Video files: every frame, upright, with the seconds of the stream; exact spans; both engines alike."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.errors import UsageError, VideoError
from huoyan.images.video.child.restarting import may_restart
from huoyan.images.video.frame import Frame
from huoyan.images.video.reading import glance, open_video
from videos import H264, ffmpeg, pattern, stripes

ENGINES = ("opencv", "ffmpeg")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pattern(tmp_path_factory.mktemp("clip") / "clip.mp4")


@pytest.fixture(scope="module")
def uneven(clip: Path) -> Path:
    """Frames 0 to 9 of the clip, then every third one."""
    path = clip.with_name("uneven.mp4")
    kept = "select='lt(n\\,10)+not(mod(n\\,3))'"
    ffmpeg("-i", clip, "-vf", kept, "-vsync", "vfr", *H264, path)
    return path


def read(path: Path | str, **arguments: object) -> list[Frame]:
    with open_video(path, **arguments) as video:  # type: ignore[arg-type]
        return list(video)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_frame_comes_with_its_second_and_place(clip: Path, engine: str):
    frames = read(clip, engine=engine)
    assert [frame.index for frame in frames] == list(range(30))
    assert [frame.seconds for frame in frames] == pytest.approx([i / 10 for i in range(30)])
    assert {frame.pixels.shape for frame in frames} == {(122, 162, 3)}
    assert frames[0].pixels.dtype == np.uint8
    assert frames[0].pixels.flags.writeable


def test_both_engines_give_the_same_pixels_up_to_the_rounding_of_colours(clip: Path):
    ours, theirs = (read(clip, engine=engine) for engine in ENGINES)
    for one, other in zip(ours, theirs, strict=True):
        assert np.abs(one.pixels.astype(int) - other.pixels).mean() < 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a_varying_rate_keeps_its_time_stamps(uneven: Path, engine: str):
    seconds = [frame.seconds for frame in read(uneven, engine=engine)]
    assert seconds == pytest.approx([*(i / 10 for i in range(10)), 1.2, 1.5, 1.8, 2.1, 2.4, 2.7])


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("span", [(0.95, 1.6), (1.2, None), (2.69, 2.71), (0.0, 0.05)])
def test_a_span_is_the_same_frames_as_of_the_whole(
    uneven: Path, engine: str, span: tuple[float, float | None]
):
    start, end = span
    wanted = [x for x in read(uneven, engine=engine) if start <= x.seconds < (end or 99)]
    found = read(uneven, engine=engine, start=start, end=end)
    assert [x.seconds for x in found] == [x.seconds for x in wanted]
    assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(found, wanted, strict=True))


@pytest.mark.parametrize(("ending", "codec"), [("ts", "libx264"), ("mpg", "mpeg2video")])
def test_a_span_of_recordings_that_were_put_together_is_that_of_the_whole(
    tmp_path: Path, ending: str, codec: str
):
    """Each part has stamps from the same second on: a search by stamps would find any of them."""
    whole = tmp_path / f"whole.{ending}"
    for part, picture in enumerate(("testsrc", "testsrc2", "testsrc")):
        made = tmp_path / f"{part}.{ending}"
        source = f"{picture}=size=64x48:rate=25:duration=3"
        ffmpeg("-f", "lavfi", "-i", source, "-c:v", codec, "-g", "12", made)
        with whole.open("ab") as file:
            file.write(made.read_bytes())
    frames = read(whole)
    assert len(frames) == 225
    for start in (0.5, 2.0, 3.5, 5.5, 7.5):
        expected = [frame for frame in frames if frame.seconds >= start]
        found = read(whole, start=start)
        assert [frame.seconds for frame in found] == [frame.seconds for frame in expected]
        assert all(np.array_equal(a.pixels, b.pixels) for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("head", "may"),
    [
        (b"\x47" + bytes(187) + b"\x47" + bytes(187), True),
        (bytes(4) + b"\x47" + bytes(191) + b"\x47" + bytes(191), True),
        (b"\0\0\1\xba" + bytes(200), True),
        (b"\x47" + bytes(400), False),
        (b"\0\0\0\x18ftypisom", False),
        (b"", False),
    ],
)
def test_what_may_be_put_together_as_it_is_is_known_by_its_first_bytes(
    tmp_path: Path, head: bytes, may: bool
):
    (tmp_path / "a").write_bytes(head)
    assert may_restart(f"file:{tmp_path / 'a'}") is may
    assert not may_restart("https://example.org/a.ts")


def test_a_span_behind_the_end_holds_no_frame(clip: Path):
    assert read(clip, start=50) == []


def test_a_stream_without_time_stamps_is_counted(tmp_path: Path):
    frames = read(pattern(tmp_path / "bare.h264"), start=0.39)
    assert [x.seconds for x in frames[:2]] == pytest.approx([0.4, 0.44])  # 25 a second where it does not say


@pytest.mark.parametrize("engine", ENGINES)
def test_a_turned_telephone_gives_upright_pixels(clip: Path, engine: str):
    turned = clip.with_name("turned.mp4")
    ffmpeg("-i", clip, "-c", "copy", "-metadata:s:v:0", "rotate=90", turned)
    upright = np.rot90(read(clip, engine=engine)[0].pixels, -1)
    found = read(turned, engine=engine)[0].pixels
    assert found.shape == (162, 122, 3)
    assert min(np.abs(np.rot90(upright, turn).astype(int) - found).mean() for turn in (0, 2)) < 2
    assert (glance(turned).width, glance(turned).height) == (122, 162)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("odd.mkv", ("-c:v", "ffv1", "-vf", "scale=161:121", "-pix_fmt", "yuv420p")),
        ("grey.mkv", ("-c:v", "ffv1", "-vf", "scale=161:121", "-pix_fmt", "gray")),
        ("ten_bits.mkv", ("-c:v", "ffv1", "-vf", "scale=161:121", "-pix_fmt", "yuv420p10le")),
        ("motion.avi", ("-c:v", "mjpeg", "-vf", "scale=161:121", "-pix_fmt", "yuvj420p")),
    ],
)
def test_odd_sizes_grey_and_ten_bits_are_colour_of_eight(
    tmp_path: Path, engine: str, name: str, codec: tuple[str, ...]
):
    frames = read(pattern(tmp_path / name, *codec), engine=engine)
    assert len(frames) == 30
    assert frames[0].pixels.shape == (121, 161, 3)
    if name == "grey.mkv":
        assert np.ptp(frames[0].pixels.astype(int), axis=2).max() <= 1
    else:
        assert np.ptp(frames[0].pixels.astype(int), axis=2).max() > 150


def test_a_codec_that_opencv_lacks_is_left_to_ffmpeg(tmp_path: Path):
    path = pattern(
        tmp_path / "new.mkv", "-c:v", "libaom-av1", "-cpu-used", "8", source="testsrc=s=64x48:d=0.2"
    )
    with open_video(path) as video:
        assert video.facts.engine == "ffmpeg"
        assert len(list(video)) == 5


def test_facts_are_what_the_file_declares(clip: Path):
    facts = glance(clip)
    assert (facts.width, facts.height, facts.frames, facts.frames_per_second) == (162, 122, 30, 10.0)
    assert facts.seconds == pytest.approx(3.0)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stream_that_changes_its_size_goes_on_in_the_first_one(tmp_path: Path, engine: str):
    small = pattern(tmp_path / "1.ts", source="testsrc=s=80x60:r=10:d=1")
    large = pattern(tmp_path / "2.ts", source="testsrc=s=160x120:r=10:d=1")
    both = tmp_path / "both.ts"
    both.write_bytes(small.read_bytes() + large.read_bytes())
    frames = read(both, engine=engine)
    assert len(frames) == 20
    assert {frame.pixels.shape for frame in frames} == {(60, 80, 3)}
    seconds = [frame.seconds for frame in frames]
    assert all(a < b for a, b in pairwise(seconds))


def test_a_name_with_odd_characters_is_only_a_name(clip: Path, tmp_path: Path):
    for name in ("a b%03d.mp4", "concat:x.mp4", "视频.mp4", "-i.mp4"):
        path = tmp_path / name
        path.write_bytes(clip.read_bytes())
        assert len(read(path, end=0.35)) == 4


def test_a_folder_of_frames_is_read_in_natural_order_at_its_rate(tmp_path: Path):
    for number in range(1, 13):
        Image.fromarray(stripes(number)).save(tmp_path / f"{number}.png")
    frames = read(tmp_path, rate=4.0, start=0.5, end=1.5)
    assert [frame.seconds for frame in frames] == [0.5, 0.75, 1.0, 1.25]
    assert [int(frame.pixels[0, 0, 0]) for frame in frames] == [24, 32, 40, 48]
    assert glance(tmp_path, rate=4.0).seconds == 3.0


def test_a_folder_whose_frames_differ_in_size_says_which(tmp_path: Path):
    Image.fromarray(stripes(1)).save(tmp_path / "1.png")
    Image.fromarray(stripes(1, width=70)).save(tmp_path / "2.png")
    with pytest.raises(VideoError, match=r"2\.png has 70 x 48 pixels, but the first .* 64 x 48") as raised:
        read(tmp_path)
    assert raised.value.code == "video.size_changed"


def test_a_wrong_call_says_what_is_expected(clip: Path, tmp_path: Path):
    wrong = [
        ({"engine": "vlc"}, "usage.engine"),
        ({"start": 2.0, "end": 1.0}, "usage.span"),
        ({"start": -1.0}, "usage.span"),
    ]
    for arguments, code in wrong:
        with pytest.raises(UsageError) as raised:
            open_video(clip, **arguments)  # type: ignore[arg-type]
        assert raised.value.code == code
    with pytest.raises(UsageError, match="open_camera"):
        open_video("rtsp://127.0.0.1/x")
