"""Clips of a data set as a network takes them: decoded once, kept, in parts, listed where they are broken."""

from __future__ import annotations

import os
import pickle
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.clips import ClipPreprocess, Sampling, SequencePreprocess
from huoyan.clips.strip import GAP, strip
from huoyan.data.clips import kept_clips, load_clips
from huoyan.data.clips.sequence_values import read_values
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import ClipPicture, SequencePicture
from huoyan.data.sample.truth import Numbers, OneLabel
from huoyan.errors import VideoError
from huoyan.images.limits import Limits
from huoyan.images.video.reading import open_video
from huoyan.preprocess import Preprocess
from making_clips import film, wander

FRAMES = ClipPreprocess(Preprocess(16, 24))
FLOW = ClipPreprocess(Preprocess(32, 48, colour="grey"), "flow", Sampling(steps=6), 4)


@pytest.fixture
def films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """Three clips of which the second is cut off and the third is a part of the first file."""
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    right = film(tmp_path / "right.avi", wander("right"))
    broken = tmp_path / "broken.avi"
    broken.write_bytes(film(tmp_path / "left.avi", wander("left")).read_bytes()[:300])
    pictures = [ClipPicture(right), ClipPicture(broken), ClipPicture(right, 0.5, 1.1)]
    names = ("right.avi", "broken.avi", "right.avi#t=0.5,1.1")
    samples = [Sample(name, OneLabel(0), picture) for name, picture in zip(names, pictures, strict=True)]
    return Dataset("films", ("right", "left"), tuple(samples))


def test_clips_are_what_their_preprocess_makes_of_the_video(films):
    done: list[int] = []
    found = load_clips.load_clips(films, FRAMES, progress=done.append)
    assert [len(steps) for steps in found.steps] == [16, 6]
    with open_video(films.samples[0].picture.path) as video:
        assert (found.steps[0].pixels == FRAMES(video).pixels).all()
    assert found.steps[1].seconds == pytest.approx([0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    assert (found.steps[1].pixels == found.steps[0].pixels[5:11]).all()
    assert len(done) == 3


def test_a_broken_clip_is_listed_and_never_lost(films):
    found = load_clips.load_clips(films, FLOW)
    assert [broken.sample.source for broken in found.broken] == ["broken.avi"]
    assert found.broken[0].failure.code.startswith("video.")
    assert [sample.source for sample in found.dataset.samples] == ["right.avi", "right.avi#t=0.5,1.1"]
    assert [steps.pixels.shape for steps in found.steps] == [(6, 8, 12, 2)] * 2


@pytest.mark.parametrize(("start", "end"), [(0.5, 3.0), (1.2, 2.2), (1.7, 3.0), (9.0, 10.0), (9.0, None)])
def test_a_file_that_ends_before_its_part_is_broken_and_not_shorter(films, start, end):
    """The file ends at 1.6 s."""
    part = Sample("part", OneLabel(0), ClipPicture(films.samples[0].picture.path, start, end))
    found = load_clips.load_clips(Dataset("films", films.classes, (part,)), FRAMES)
    (broken,) = found.broken
    assert broken.failure.code == "video.part"
    assert "ends at 1.60 s" in str(broken.failure.message)


@pytest.mark.parametrize(
    ("start", "end", "frames"), [(0.0, 1.7, 16), (0.5, 1.6, 11), (0.5, 1.72, 11), (0.5, None, 11)]
)
def test_times_may_be_rounded_beyond_the_end_of_a_file(films, start, end, frames):
    part = Sample("part", OneLabel(0), ClipPicture(films.samples[0].picture.path, start, end))
    found = load_clips.load_clips(Dataset("films", films.classes, (part,)), FRAMES)
    assert [len(steps) for steps in found.steps] == [frames]


def test_a_clip_is_decoded_once_and_then_kept(films, monkeypatch):
    first = load_clips.load_clips(films, FLOW)
    asked: list[str] = []

    def count(sample, preprocess):
        asked.append(sample.source)
        return load_clips.prepare_clip(sample, preprocess)

    whole = films.take([0, 2])
    monkeypatch.setattr(load_clips, "prepare_clip", count)
    second = load_clips.load_clips(whole, FLOW)
    assert asked == []
    for one, other in zip(first.steps, second.steps, strict=True):
        assert (one.pixels == other.pixels).all()
        assert (one.seconds == other.seconds).all()
    assert isinstance(second.steps[0].pixels, np.memmap)


def test_what_is_kept_of_a_clip_is_bounded_and_belongs_to_its_preprocess(films, tmp_path, monkeypatch):
    load_clips.load_clips(films, FLOW)
    load_clips.load_clips(films, FRAMES)
    kept = list((tmp_path / "cache" / "clips").glob("*/*.npy"))
    assert len({file.parent for file in kept}) == 2
    assert len(kept) == 2 * 2 * 2
    monkeypatch.setattr(kept_clips, "MOST_BYTES", 0)
    kept_clips.KeptClips(FLOW).trim()
    assert list((tmp_path / "cache" / "clips").glob("*/*.npy")) == []


def test_a_damaged_file_of_the_cache_is_made_anew(films, tmp_path):
    whole = films.take([0])
    first = load_clips.load_clips(whole, FLOW).steps[0]
    pixels = np.array(first.pixels)
    for file in (tmp_path / "cache" / "clips").glob("*/*.npy"):
        file.write_bytes(file.read_bytes()[:-7])
    assert (load_clips.load_clips(whole, FLOW).steps[0].pixels == pixels).all()


def test_the_clips_that_were_used_last_stay_as_a_whole(films, monkeypatch):
    whole = films.take([0, 2])
    load_clips.load_clips(whole, FLOW)
    root = kept_clips.cache_folder() / "clips"
    (one, other) = (sample.picture.sha256() for sample in whole.samples)
    for file in root.glob("*/*.npy"):
        os.utime(file, (0, 0))
    (killed := next(root.glob("*/*.npy")).parent / ".half.npy.1").write_bytes(bytes(999))
    os.utime(killed, (0, 0))
    load_clips.load_clips(films.take([2]), FLOW)
    monkeypatch.setattr(
        kept_clips, "MOST_BYTES", sum(x.stat().st_size for x in root.glob(f"*/{other[:32]}*"))
    )
    kept_clips.KeptClips(FLOW).trim()
    assert kept_clips.KeptClips(FLOW).get(other) is not None
    assert kept_clips.KeptClips(FLOW).get(one) is None
    assert not killed.exists()


def test_a_cache_that_cannot_be_written_is_done_without(films, tmp_path):
    (tmp_path / "cache").write_text("a file where a folder should be")
    assert len(load_clips.load_clips(films, FLOW).steps) == 2


def test_sequences_are_numbers_and_odd_ones_are_listed(tmp_path):
    arrays = {
        "good": np.arange(12).reshape(4, 3),
        "flat": np.arange(4.0),
        "nan": np.full((4, 3), np.nan),
        "wide": np.zeros((4, 5)),
        "words": np.array([["a", "b"]]),
        "more": np.ones((9, 3)),
    }
    for name, values in arrays.items():
        np.save(tmp_path / f"{name}.npy", values)
    (tmp_path / "text.npy").write_text("no array")
    names = [*arrays, "text", "missing"]
    samples = [Sample(x, Numbers((1.0,)), SequencePicture(tmp_path / f"{x}.npy")) for x in names]
    found = load_clips.load_clips(
        Dataset("numbers", ("y",), tuple(samples), "numbers"), SequencePreprocess(3)
    )
    assert [x.source for x in found.dataset.samples] == ["good", "more"]
    assert found.steps[0].pixels.dtype == np.float32
    assert found.steps[0].pixels.tolist() == arrays["good"].tolist()
    assert {x.sample.source: x.failure.code for x in found.broken} == {
        **dict.fromkeys(["flat", "nan", "wide", "words", "text"], "video.sequence"),
        "missing": "image.missing",
    }
    told = {x.sample.source: x.failure.message for x in found.broken}
    assert "wide has rows of (5,), and this model takes sequences with 3 numbers a row" in told["wide"]
    assert "flat is an array (4,) of float64; expected numbers (steps, values)" in told["flat"]


HOSTILE = {
    "huge": b"{'descr':'<f8','fortran_order':False,'shape':(1000000000000,3)}",
    "beyond": b"{'descr':'<f8','fortran_order':False,'shape':(%d,3)}" % 2**70,
    "open": b"{'descr':'<f8','fortran_order':False,'shape':(1,3",
    "deep": b"-" * 9000 + b"1",
    "truths": b"{'descr':'<f8','fortran_order':False,'shape':(True,True)}",
    "keys": b"{1:2,'a':3}",
    "code": b"__import__('os').abort()",
}


@pytest.mark.parametrize("name", [*HOSTILE, "archive", "pickle"])
def test_a_made_up_file_of_numbers_is_an_error_with_a_code(tmp_path, name):
    path = tmp_path / "made_up.npy"
    other = {"archive": b"PK\x03\x04" + bytes(99), "pickle": pickle.dumps([1])}
    header = HOSTILE.get(name, b"") + b"\n"
    path.write_bytes(other.get(name) or b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
    with pytest.raises(VideoError, match=r"cannot be read as \.npy") as caught:
        read_values(path, Limits(), "made_up.npy")
    assert caught.value.code == "video.sequence"


def test_a_number_that_is_none_is_told_with_its_place(tmp_path):
    values = np.zeros((4, 3))
    values[2, 1] = np.inf
    np.save(tmp_path / "a.npy", values)
    with pytest.raises(VideoError, match=r"a\.npy holds inf in row 2, column 1 \(1 such"):
        read_values(tmp_path / "a.npy", Limits(), "a.npy")


def test_numbers_among_videos_are_listed_in_every_way_that_these_are_looked_at(films, tmp_path):
    np.save(tmp_path / "a.npy", np.zeros((4, 3)))
    odd = Sample("a.npy", OneLabel(1), SequencePicture(tmp_path / "a.npy"))
    data = replace(films, samples=(films.samples[0], odd))
    for found in load_clips.load_in_ways(data, [FRAMES, FLOW]):
        assert [(x.sample.source, x.failure.code) for x in found.broken] == [("a.npy", "video.sequence")]


def test_a_frame_that_cannot_be_read_breaks_its_clip_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    for name in ("whole", "link", "pipe", "nested"):
        (tmp_path / name).mkdir()
        for at, frame in enumerate(wander("right", n=4)):
            Image.fromarray(frame).save(tmp_path / name / f"{at}.png")
    (tmp_path / "link" / "9.png").symlink_to(tmp_path / "nowhere.png")
    os.mkfifo(tmp_path / "pipe" / "9.png")
    (tmp_path / "nested" / "9.png").mkdir()
    names = ("whole", "link", "pipe", "nested")
    samples = tuple(Sample(name, OneLabel(0), ClipPicture(tmp_path / name)) for name in names)
    found = load_clips.load_clips(Dataset("frames", ("right",), samples), FRAMES)
    assert {x.sample.source: x.failure.code for x in found.broken} == {
        "link": "image.missing",
        "pipe": "image.missing",
    }
    assert [len(steps) for steps in found.steps] == [4, 4]


def test_a_strip_shows_frames_side_by_side_in_the_order_of_time():
    frames = np.stack([np.full((10, 20, 3), value, np.uint8) for value in range(12)])
    shown = strip(frames, 10, 3)
    assert shown.shape == (10, 3 * 20 + 2 * GAP, 3)
    assert [int(shown[0, at, 0]) for at in (0, 20 + GAP, 40 + 2 * GAP)] == [2, 6, 10]
    assert strip(frames, 10, 5, columns=3).shape == (2 * 10 + GAP, 3 * 20 + 2 * GAP, 3)
    assert strip(frames[:2, :, :, :1], 5).shape == (5, 2 * 10 + GAP, 3)


def test_several_ways_of_a_clip_are_each_as_if_it_were_the_only_one(films, tmp_path, monkeypatch):
    alone = [load_clips.load_clips(films, way, keep=False) for way in (FLOW, FRAMES)]
    load_clips.load_clips(films.take([0]), FLOW)  # one of them is known already
    together = load_clips.load_in_ways(films, (FLOW, FRAMES))
    for one, other in zip(alone, together, strict=True):
        assert [each.sample.source for each in other.broken] == ["broken.avi"]
        assert one.dataset == other.dataset
        for first, second in zip(one.steps, other.steps, strict=True):
            assert (first.pixels == second.pixels).all()
            assert (first.seconds == second.seconds).all()
    monkeypatch.setattr(load_clips, "prepare_in_ways", None)  # nothing is decoded again
    load_clips.load_in_ways(films.take([0, 2]), (FLOW, FRAMES))
