"""What a check finds of clips: broken, short and still ones, copies, and one recording on both sides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.data.check import Check, check
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.sample.picture import ClipPicture, SequencePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.errors import DataError, UsageError
from huoyan.images.sources.other_files import PassedOver
from huoyan.report.check.page import render
from making_clips import film, wander
from videos import pattern

CLASSES = ("right", "left")


def dataset(*rows: tuple[Path, int, Split | None, str | None]) -> Dataset:
    samples = [
        Sample(path.name, OneLabel(at), ClipPicture(path), split, group) for path, at, split, group in rows
    ]
    return Dataset("films", CLASSES, tuple(samples))


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    for seed in range(4):
        film(folder / f"right{seed}.avi", wander("right", seed=seed))
        film(folder / f"left{seed}.avi", wander("left", seed=10 + seed))
    film(folder / "short.avi", wander("right", 5, seed=20))
    film(folder / "still.avi", wander("still", seed=21))
    film(folder / "fast.avi", wander("left", seed=22), 25.0)
    long = wander("right", 32, seed=23, patch=8, light=110)
    film(folder / "long.avi", long)
    film(folder / "half.avi", long[:16])
    film(folder / "rarer.avi", long[::2], 5.0)
    (folder / "twin.avi").write_bytes((folder / "right0.avi").read_bytes())
    (folder / "cut.avi").write_bytes((folder / "left0.avi").read_bytes()[:300])
    return folder


def told(found: Check) -> list[tuple[str, str, tuple[str, ...]]]:
    kept = [x for x in found.findings if x.kind not in ("too-few", "imbalance", "split-shares")]
    return [(x.kind, str(x.detail.get("odd") or x.detail.get("how") or ""), x.paths) for x in kept]


def test_clips_of_many_recordings_are_clean(films):
    rows = [
        (films / f"{name}{seed}.avi", at, None, None) for at, name in enumerate(CLASSES) for seed in range(4)
    ]
    found = check(dataset(*rows))
    assert told(found) == []
    assert found.clips is not None
    row = found.clips.rows[0].to_json()
    assert row == {
        "class": "right",
        "n": 4,
        "seconds": [1.6, 1.6, 1.6],
        "frames": [16, 16, 16],
        "rates": {"10": 4},
        "sizes": {"96x64": 4},
    }
    assert found.to_json()["summary"]["clips"][0] == row


def test_broken_short_still_and_fast_ones_are_told(films):
    names = {"right0": 0, "right1": 0, "left1": 1, "short": 0, "still": 1, "fast": 1, "cut": 1}
    rows = [(films / f"{name}.avi", at, None, None) for name, at in names.items()]
    found = check(dataset(*rows))
    assert told(found) == [
        ("unreadable", "", ("cut.avi",)),
        ("odd", "short", ("short.avi",)),
        ("odd", "still", ("still.avi",)),
        ("odd", "rates", ("fast.avi",)),
    ]
    assert found.exclusions() == (("cut.avi", "unreadable"),)
    assert "10 to 25 frames a second" in found.of("odd")[2].message


def test_the_same_file_on_both_sides_is_a_leak_and_under_two_labels_a_contradiction(films):
    found = check(dataset((films / "right0.avi", 0, "test", None), (films / "twin.avi", 0, "train", None)))
    assert told(found)[0] == ("leak", "duplicate", ("right0.avi", "twin.avi"))
    assert found.exclusions()[0] == ("twin.avi", "leak")
    found = check(dataset((films / "right0.avi", 0, None, None), (films / "twin.avi", 1, None, None)))
    assert next(x.kind for x in found.findings) == "contradiction"


def test_parts_of_one_recording_on_both_sides_are_seen_by_their_frames(films):
    rows = [(films / "long.avi", 0, "train", None), (films / "half.avi", 0, "test", None)]
    others = [(films / f"left{seed}.avi", 1, ("train", "test")[seed % 2], None) for seed in range(4)]
    found = check(dataset(*rows, *others))
    assert [x for x in told(found) if x[0] == "leak"] == [("leak", "frames", ("long.avi", "half.avi"))]
    assert found.of("leak")[0].severity == "warning"
    rows = [(films / "long.avi", 0, "train", None), (films / "rarer.avi", 0, "test", None)]
    data = dataset(*rows, *others)
    found = check(data)
    assert found.of("leak")[0].severity == "error"
    assert found.of("near-duplicate")[0].paths == ("long.avi", "rarer.avi")
    # A split that training draws does not look at frames, so the page does not promise that it does.
    page = render(found, data)
    assert "give them a common group" in page
    assert "keeps them on one side" not in page


def test_a_subject_on_both_sides_is_a_leak(films):
    rows = [(films / "right0.avi", 0, "train", "anna"), (films / "left0.avi", 1, "test", "anna")]
    leak = check(dataset(*rows)).of("leak")
    assert leak[0].detail["how"] == "group"
    assert leak[0].message.startswith("group 'anna' (2 clips) is in")


def test_its_page_shows_a_strip_of_each_clip_and_the_lengths(films):
    data = dataset((films / "right0.avi", 0, "test", None), (films / "twin.avi", 0, "train", None),
                   (films / "left0.avi", 1, "train", None))  # fmt: skip
    page = render(check(data), data)
    assert page.count("<img") >= 2
    assert "Clips" in page
    assert "1.6" in page
    assert "片段" in render(check(data), data, "zh")


def test_what_lies_beside_the_clips_is_counted(films):
    rows = [
        (films / f"{way}{seed}.avi", int(way == "left"), None, None)
        for way in ("left", "right")
        for seed in range(2)
    ]
    data = replace(dataset(*rows), passed=PassedOver(Counter({(".txt", ""): 2})))
    found = check(data).of("passed-over")
    assert [each.detail["n"] for each in found] == [2]


def test_sequences_are_checked_without_frames(tmp_path):
    for name in ("a", "b", "c"):
        np.save(tmp_path / f"{name}.npy", np.zeros((4 if name == "c" else 20, 2)))
    samples = [Sample(x, OneLabel(0), SequencePicture(tmp_path / f"{x}.npy")) for x in ("a", "b", "c")]
    found = check(Dataset("numbers", CLASSES, tuple(samples)))
    assert told(found) == [("duplicate", "", ("a", "b")), ("odd", "short", ("c",))]


def test_a_clip_over_which_the_decoder_complained_is_told(tmp_path):
    whole = pattern(tmp_path / "whole.mp4")
    content = bytearray(whole.read_bytes())
    start = content.index(b"mdat") + 2_000
    content[start : start + 400] = bytes(400)
    (tmp_path / "damaged.mp4").write_bytes(content)
    found = check(dataset((whole, 0, None, None), (tmp_path / "damaged.mp4", 1, None, None)))
    assert [x for x in told(found) if x[0] == "odd"] == [("odd", "damaged", ("damaged.mp4",))]


def test_what_cannot_be_checked_is_refused(films):
    with pytest.raises(DataError, match="not one of the 1 clips"):
        check(dataset((films / "cut.avi", 0, None, None)))
    with pytest.raises(UsageError, match="are of pictures, and these data are clips"):
        check(dataset((films / "left0.avi", 0, None, None)), embeddings=np.zeros((1, 4)))
