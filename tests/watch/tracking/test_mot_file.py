"""MOTChallenge text: what is written is read again, and what cannot be read is said with its line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from huoyan.errors import DataError
from huoyan.watch.tracked import Tracked, Tracks
from huoyan.watch.tracking.mot_file import read_mot, write_mot

TRUTH = """1,1,10,20,30,40,1,1,1.0
1,2,50,60,10,20,0,1,0.5
2,1,11.5,20,30,40,1,1,0.9
2,7,70,60,10,20,1,3,0.9
"""


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_truth_holds_edges_and_frames_from_0_and_leaves_out_what_does_not_count(tmp_path: Path):
    read = read_mot(written(tmp_path / "gt.txt", TRUTH), truth=True)
    assert read.frames.tolist() == [0, 1, 1]
    assert read.numbers.tolist() == [1, 1, 7]
    assert read.boxes.tolist() == [[10, 20, 40, 60], [11.5, 20, 41.5, 60], [70, 60, 80, 80]]


def test_of_classes_that_are_asked_for_alone(tmp_path: Path):
    read = read_mot(written(tmp_path / "gt.txt", TRUTH), truth=True, classes=frozenset({3}))
    assert read.numbers.tolist() == [7]


def test_what_is_written_is_read_again_without_what_was_only_expected(tmp_path: Path):
    seen = Tracked(3, "car", 0.75, (1.25, 2, 11, 22), 0.0, 1)
    expected = Tracked(4, "car", 0.75, (5, 5, 9, 9), 0.0, 1, found=False)
    file = tmp_path / "found.txt"
    write_mot(file, [Tracks((seen, expected), 0.4, 4, 100, 100)])
    assert file.read_text(encoding="utf-8") == "5,3,1.250,2.000,9.750,20.000,0.750000,-1,-1,-1\n"
    read = read_mot(file)
    assert (read.frames.tolist(), read.numbers.tolist()) == ([4], [3])
    np.testing.assert_allclose(read.boxes, [[1.25, 2, 11, 22]])


def test_in_a_file_of_results_a_score_of_0_is_a_score(tmp_path: Path):
    assert len(read_mot(written(tmp_path / "found.txt", "1,1,0,0,5,5,0,-1,-1,-1\n"))) == 1


def test_six_columns_a_mark_of_byte_order_and_empty_lines_are_fine(tmp_path: Path):
    read = read_mot(written(tmp_path / "a.txt", "\ufeff\n1, 1, 0, 0, 5, 5\n\n2,1,0,0,5,5,\n"))
    assert len(read) == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,1,0,0,5\n", "line 1: 5 columns"),
        ("1,1,0,0,5,5\n1 1 0 0 5 5\n", "line 2: 1 columns"),
        ("1,1,zero,0,5,5\n", "line 1: 'zero' is no finite number"),
        ("1,1,nan,0,5,5\n", "line 1: 'nan' is no finite number"),
        ("0,1,0,0,5,5\n", "line 1: '0' is no whole number from 1 on"),
        ("1,1.5,0,0,5,5\n", "line 1: '1.5' is no whole number from 1 on"),
        ("1,1,0,0,5,0\n", "line 1: a box of 5 x 0 pixels"),
        ("1,1,0,0,5,5\n1,2,0,0,5,5\n1,1,9,9,5,5\n", "line 3: number 1 is in frame 1 already, by line 1"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(tmp_path: Path, text: str, told: str):
    with pytest.raises(DataError, match=told) as caught:
        read_mot(written(tmp_path / "bad.txt", text))
    assert caught.value.code == "data.mot"
    assert str(caught.value).startswith("bad.txt, line")


def test_no_file_and_no_text(tmp_path: Path):
    with pytest.raises(DataError, match="is no file"):
        read_mot(tmp_path / "absent.txt")
    (tmp_path / "binary.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="is no text"):
        read_mot(tmp_path / "binary.txt")
