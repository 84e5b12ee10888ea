"""What holds for every format of boxes: it knows its own, tells what it finds, and touches no file."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from box_files import boxes, coco_json, error, picture, read, text, voc_xml
from huoyan.data.formats.data_formats import DATA_FORMATS, of_boxes, surest
from huoyan.data.formats.reading import Reading
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.sample.kind import Kind
from huoyan.errors import DataError, UsageError
from huoyan.words import Message
from making import contents


def pictures(root: Path, folder: str) -> list[str]:
    names = [f"p{at}.jpg" for at in range(8)]
    for name in names:
        picture(root / folder / name)
    return names


def coco(root: Path) -> None:
    names = pictures(root, "images")
    things = [
        {"image_id": 10 * at, "category_id": 3, "bbox": [5, 5, 20, 50 if at == 1 else 9]}
        for at in range(1, 8)
    ]
    coco_json(root / "annotations.json", dict.fromkeys(names, (40, 30)), things, {3: "car", 9: "van"})


def voc(root: Path) -> None:
    for name in pictures(root, "JPEGImages")[:7]:
        high = 55 if name == "p0.jpg" else 14
        voc_xml(root / "Annotations" / f"{Path(name).stem}.xml", [("car", (6, 6, 25, high))])


def yolo(root: Path) -> None:
    for name in pictures(root, "images")[:7]:
        high = 2 if name == "p0.jpg" else 0.3
        text(root / "labels" / f"{Path(name).stem}.txt", f"0 0.4 0.5 0.5 {high}\n")
    text(root / "classes.txt", "car\nvan\n")


def box_table(root: Path) -> None:
    rows = [f"{name},5,5,25,{55 if name == 'p0.jpg' else 14},car\n" for name in pictures(root, "")[:7]]
    text(root / "boxes.csv", "".join(["file,x1,y1,x2,y2,label\n", *rows, rows[-1]]))


# A set of each format: 7 pictures with a car, one without anything; the first car reaches out of its picture.
EXAMPLES: dict[str, Callable[[Path], None]] = {"coco": coco, "voc": voc, "yolo": yolo, "box_table": box_table}

OF_NUMBERS = [(name, "numbers") for name in EXAMPLES]


def test_every_format_of_boxes_has_an_example() -> None:
    assert set(EXAMPLES) == {name for name in DATA_FORMATS if of_boxes(name)}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_format_is_the_only_one_that_knows_its_own_surely(name: str, tmp_path: Path) -> None:
    EXAMPLES[name](tmp_path / "archive" / "set")
    for path in (tmp_path / "archive" / "set", tmp_path / "archive", tmp_path):  # unpacked into folders
        assert surest(path, Reading()) == [name]
        assert surest(path, Reading(kind="boxes")) == [name]
        assert read(path).kind == "boxes"


@pytest.mark.parametrize("name", EXAMPLES)
def test_reading_touches_no_file_and_tells_the_box_that_was_cut(name: str, tmp_path: Path) -> None:
    EXAMPLES[name](tmp_path)
    before = contents(tmp_path)
    said: list[Message] = []
    found = open_dataset(tmp_path, say=said.append)
    assert contents(tmp_path) == before
    assert found.classes == ("car",)
    assert len(found.targets()) >= 7
    assert any("1 box beyond the edge of the picture: cut there" in each for each in said)
    assert all(isinstance(each, Message) and each.told("zh") != str(each) for each in said)


# The labels of a table of boxes may as well be of whole pictures.
@pytest.mark.parametrize(
    ("name", "kind"),
    [*((name, kind) for name in ("coco", "voc", "yolo") for kind in ("class", "labels")), *OF_NUMBERS],
)
def test_boxes_are_no_classes_and_no_numbers(name: str, kind: Kind, tmp_path: Path) -> None:
    EXAMPLES[name](tmp_path)
    expected = r"holds pictures with boxes|no column of numbers"
    with pytest.raises((UsageError, DataError), match=expected) as caught:
        read_dataset(tmp_path, say=lambda said: None, reading=Reading(kind=kind))
    assert caught.value.code in ("usage.kind", "data.columns")


def test_labels_of_two_pictures_are_told(tmp_path: Path) -> None:
    yolo(tmp_path)
    picture(tmp_path / "images" / "p1.png")
    said: list[str] = []
    read(tmp_path, said.append)
    assert any("1 file of labels for several pictures each" in x and "labels/p1.txt" in x for x in said)


def test_a_box_of_a_picture_that_cannot_be_read_is_looked_at_as_any_other(tmp_path: Path) -> None:
    text(tmp_path / "1.png", "no picture")
    picture(tmp_path / "2.png")
    drawn = [(5, 6, 20, 20), (5, 6, -4, 0), (-30, -50, 10, 10), (1e308, 6, 1e308, 3), (-4, 6, 20, 20)]
    of_lost = [{"image_id": 10, "category_id": 1, "bbox": box} for box in drawn]
    of_other = [{"image_id": 20, "category_id": 1, "bbox": (1, 1, 9, 9)}] * 3
    coco_json(tmp_path / "a.json", {"1.png": None, "2.png": None}, of_lost + of_other, {1: "cat"})
    said: list[str] = []
    found = boxes(read(tmp_path / "a.json", said.append))
    assert found["1.png"] == [("cat", 5, 6, 25, 26), ("cat", 0, 6, 16, 26)]
    changes = ("1 box without an area", "2 boxes wholly outside", "1 box beyond the edge")
    assert all(any(change in each for each in said) for change in changes), said


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_of_labels_that_is_far_too_large_is_told_before_it_is_read(tmp_path: Path, name: str) -> None:
    EXAMPLES[name](tmp_path)
    labels = max(tmp_path.glob("**/*.*"), key=lambda file: file.suffix in (".txt", ".xml", ".json", ".csv"))
    os.truncate(labels, (4 << 30) + 1)
    assert error(tmp_path, rf"{labels.name} has more than [0-9,]+ bytes, the most") == "data.too_large"
