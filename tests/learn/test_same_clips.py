"""Clips of the same content stay on one side of a split, and those on both sides are told."""

from __future__ import annotations

from pathlib import Path

from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.sample.picture import ClipPicture
from huoyan.data.sample.truth import OneLabel
from huoyan.learn.feed.same_clips import same_clips


def clips(folder: Path, *rows: tuple[str, Split | None]) -> Dataset:
    samples = []
    for at, (content, split) in enumerate(rows):
        (folder / f"{at}.mp4").write_text(content)
        samples.append(Sample(f"{at}.mp4", OneLabel(0), ClipPicture(folder / f"{at}.mp4"), split))
    return Dataset("clips", ("wave",), tuple(samples))


def test_clips_of_the_same_content_stay_together(tmp_path):
    said: list[str] = []
    found = same_clips(clips(tmp_path, ("a", None), ("b", None), ("a", None)), said.append)
    assert found == ([[0, 2]], [[0, 2]], [])
    assert said == []


def test_the_same_content_on_both_sides_is_told(tmp_path):
    said: list[str] = []
    same_clips(clips(tmp_path, ("a", "train"), ("b", "test"), ("a", "test")), said.append)
    assert said[0].startswith(
        "2 clips of the same content lie on both sides of the data's own split (1 of the test"
    )
