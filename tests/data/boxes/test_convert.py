"""Boxes written in another format: read again they are equal, and no file of the data is touched."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

import huoyan
from box_files import boxes, coco_json, parts, picture, read, text, voc_xml
from huoyan.cli import main
from huoyan.data.dataset import SPLITS, Dataset, Sample, Split
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.say import silent
from huoyan.data.writing.convert import WRITERS, convert
from huoyan.errors import DataError, UsageError
from huoyan.text import nfc
from making import contents

QUICK = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
FORMATS = list(WRITERS)
# Sets of parts that data come with.
DIVIDED: dict[str, tuple[Split | None, ...]] = {
    "none": (None,),
    "train": ("train",),
    "train and test": ("train", "test"),
    "train and val": ("train", "val"),
    "all": SPLITS,
    "all, and some open": (*SPLITS, None),
}


def dataset(splits: tuple[Split | None, ...], crowd: bool = False) -> Dataset:
    """Two pictures a part, the second without boxes; a class without a box; pictures of different sizes."""
    samples = []
    for at, split in enumerate(splits):
        pixels = np.full((20 + at, 33 + at, 3), 9 * at, np.uint8)
        things = (
            Box(2, 0, 0, 33 + at, 20 + at),
            Box(0, 1.25, 2.000001, 30.333333, 19.999999),
            Box(0, 3, 4, 4, 9, crowd=crowd),
        )
        samples.append(Sample(f"{split}/a{at}.png", Boxes(things), PixelPicture(pixels), split))
        samples.append(Sample(f"{split}/b{at}.png", Boxes(()), PixelPicture(pixels + 1), split))
    return Dataset("set", ("traffic light", "no", "红灯"), tuple(samples), "boxes")


def same(found: Dataset, expected: Dataset) -> None:
    """Classes in their order, and by the name of each picture: its boxes with their crowds, and its part."""

    def content(data: Dataset) -> dict[str, tuple[object, Split | None]]:
        return {Path(x.source).stem: (x.truth, x.split) for x in data.samples}

    assert found.classes == expected.classes
    assert content(found) == content(expected)
    assert len(found) == len(expected)


@pytest.mark.parametrize("divided", DIVIDED)
@pytest.mark.parametrize("to", FORMATS)
def test_every_format_with_every_split_reads_back_equal(to: str, divided: str, tmp_path: Path) -> None:
    data = dataset(DIVIDED[divided], crowd=to != "yolo")
    convert(data, to, tmp_path / "out", say=silent)
    if to == "yolo" and divided == "all, and some open":  # data.yaml has no place for these: they are told
        taken = tuple(Sample(x.source, x.truth, x.picture, x.split or "train") for x in data.samples)
        data = Dataset(data.name, data.classes, taken, data.kind)
    same(read(tmp_path / "out"), data)


@pytest.mark.parametrize("first", FORMATS)
@pytest.mark.parametrize("second", FORMATS)
def test_from_one_format_to_another_nothing_changes(first: str, second: str, tmp_path: Path) -> None:
    data = dataset(SPLITS)
    convert(data, first, tmp_path / "first", say=silent)
    before = contents(tmp_path / "first")
    huoyan.convert(tmp_path / "first", to=second, out=tmp_path / "second", say=silent)
    same(read(tmp_path / "second"), data)
    assert contents(tmp_path / "first") == before


names = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=12
).filter(lambda name: name == name.strip())
sides = st.integers(2, 3000)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    classes = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    samples = []
    for at in range(draw(st.integers(1, 3))):
        width, height = draw(sides), draw(sides)
        found = []
        for _ in range(draw(st.integers(0, 4))):
            xs = sorted(draw(st.tuples(*[st.integers(0, width * 10**6)] * 2)))
            ys = sorted(draw(st.tuples(*[st.integers(0, height * 10**6)] * 2)))
            if xs[1] - xs[0] > 10**6 and ys[1] > ys[0]:
                index = draw(st.integers(0, len(classes) - 1))
                found.append(Box(index, xs[0] / 1e6, ys[0] / 1e6, xs[1] / 1e6, ys[1] / 1e6))
        picture = PixelPicture(np.zeros((height, width), np.uint8))
        split = draw(st.sampled_from(SPLITS))
        samples.append(Sample(f"{draw(names)}{at}.png", Boxes(tuple(found)), picture, split))
    return Dataset("set", tuple(classes), tuple(samples), "boxes")


@pytest.mark.parametrize("to", FORMATS)
@QUICK
@given(data=datasets())
def test_any_boxes_and_names_read_back_equal(data: Dataset, to: str) -> None:
    if not any(x.labels for x in data.samples):
        return
    with tempfile.TemporaryDirectory() as name:
        convert(data, to, Path(name) / "out", say=silent)
        found = read(Path(name) / "out")
    assert list(found.classes) == [nfc(name) for name in data.classes]
    assert sorted(map(str, found.truths)) == sorted(map(str, data.truths))
    assert sorted(str(x.split) for x in found.samples) == sorted(str(x.split) for x in data.samples)


def test_pictures_keep_their_bytes_and_their_turn(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.jpg", 40, 30, turn=6)
    voc_xml(tmp_path / "in" / "a.xml", [("car", (1, 1, 30, 20))], size=(40, 30))  # stored pixels
    expected = boxes(read(tmp_path / "in"))["a.jpg"]
    for to in FORMATS:
        huoyan.convert(tmp_path / "in", to=to, out=tmp_path / to, say=silent)
        (written,) = (tmp_path / to).rglob("*.jpg")
        assert written.read_bytes() == (tmp_path / "in" / "a.jpg").read_bytes()
        assert boxes(read(tmp_path / to)) == {"a.jpg": expected}


def test_equal_names_of_pictures_are_made_different(tmp_path: Path) -> None:
    for place, name in (("day", "1.jpg"), ("night", "1.jpg"), ("night", "1.png"), ("night", "2.jpg")):
        picture(tmp_path / "in" / place / name)
    listed = dict.fromkeys(("day/1.jpg", "night/1.jpg", "night/1.png", "night/2.jpg"), (40, 30))
    things = [{"image_id": 10 * at, "category_id": 1, "bbox": [at, 0, 9, 9]} for at in range(1, 5)]
    coco_json(tmp_path / "in" / "all.json", listed, things, {1: "car"})
    for to in FORMATS:
        huoyan.convert(tmp_path / "in", to=to, out=tmp_path / to, say=silent)
        assert boxes(read(tmp_path / to)) == {
            "day_1.jpg": [("car", 1, 0, 10, 9)],
            "night_1.jpg": [("car", 2, 0, 11, 9)],
            "night_1-2.png": [("car", 3, 0, 12, 9)],
            "2.jpg": [("car", 4, 0, 13, 9)],
        }


def test_a_folder_that_holds_something_is_not_touched(tmp_path: Path) -> None:
    data = dataset(("train",))
    text(tmp_path / "taken" / "notes.txt", "mine")
    before = contents(tmp_path / "taken")
    with pytest.raises(UsageError, match="taken is not empty: nothing in it is overwritten") as caught:
        convert(data, "coco", tmp_path / "taken", say=silent)
    assert caught.value.code == "usage.out"
    assert contents(tmp_path / "taken") == before
    (tmp_path / "empty").mkdir()
    assert convert(data, "coco", tmp_path / "empty", say=silent).parts == {"train": 2}


def test_the_folder_of_the_data_is_no_place_to_write_to(tmp_path: Path) -> None:
    convert(dataset(("train",)), "voc", tmp_path / "in", say=silent)
    before = contents(tmp_path / "in")
    with pytest.raises(UsageError, match="lies inside"):
        huoyan.convert(tmp_path / "in", to="coco", out=tmp_path / "in" / "coco", say=silent)
    assert contents(tmp_path / "in") == before


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    data = dataset(("train",))

    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(data, "yolo", tmp_path / "out", say=silent, progress=stop)
    assert not (tmp_path / "out").exists()
    text(tmp_path / "file", "")
    with pytest.raises(DataError, match="nothing was written to") as caught:
        convert(data, "yolo", tmp_path / "file" / "out", say=silent)
    assert caught.value.code == "data.write"


def test_what_a_format_cannot_hold_is_told(tmp_path: Path) -> None:
    data = dataset((*SPLITS, None), crowd=True)
    grouped = tuple(Sample(x.source, x.truth, x.picture, x.split, "patient 1") for x in data.samples)
    said: list[str] = []
    found = convert(Dataset("set", data.classes, grouped, "boxes"), "yolo", tmp_path / "out", say=said.append)
    assert said == [
        "note: yolo has no place for groups (patients, videos): they are not written.",
        "note: 2 pictures of no part written to train: data.yaml has no place for them.",
        "warning: 4 boxes of crowds or difficult things left out: YOLO's files cannot say that these count "
        "neither for nor against. Where they lie is background there.",
    ]
    assert found.parts == {"train": 2, "val": 2, "test": 2, "": 2}


def test_broken_pictures_are_left_out_and_told(tmp_path: Path) -> None:
    convert(dataset(("train",)), "voc", tmp_path / "in", say=silent)
    (tmp_path / "in" / "JPEGImages" / "b0.png").write_bytes(b"")
    said: list[str] = []
    huoyan.convert(tmp_path / "in", to="coco", out=tmp_path / "out", say=said.append)
    assert "warning: 1 picture cannot be read and are not written: JPEGImages/b0.png." in said
    assert list(boxes(read(tmp_path / "out"))) == ["a0.png"]


def test_a_picture_that_is_cut_off_is_written_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for stem in "ab":
        picture(tmp_path / "in" / "JPEGImages" / f"{stem}.jpg", 200, 150)
        voc_xml(tmp_path / "in" / "Annotations" / f"{stem}.xml", [("car", (1, 1, 40, 30))], (200, 150))
    file = tmp_path / "in" / "JPEGImages" / "b.jpg"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert main(["convert", str(tmp_path / "in"), "--to", "yolo", "--out", str(tmp_path / "out")]) == 1
    told = capsys.readouterr()
    assert "1 picture cut off or damaged, and written all the same: JPEGImages/b.jpg." in told.err
    assert told.out.rstrip().endswith("1 cut off or damaged)")
    assert (tmp_path / "out" / "images" / "b.jpg").read_bytes() == file.read_bytes()
    found = huoyan.convert(tmp_path / "in", to="coco", out=tmp_path / "again", say=silent)
    assert (found.damaged, found.unreadable, found.pictures) == (("JPEGImages/b.jpg",), (), 2)


def test_a_picture_that_is_too_large_to_be_decoded_is_written(tmp_path: Path) -> None:
    Image.new("1", (12_000, 9_000)).save(picture(tmp_path / "in" / "images" / "巨 图.png"))
    text(tmp_path / "in" / "labels" / "巨 图.txt", "0 0.5 0.5 0.5 0.5\n")
    said: list[str] = []
    found = huoyan.convert(tmp_path / "in", to="voc", out=tmp_path / "out", say=said.append)
    assert (found.pictures, found.unreadable, found.damaged) == (1, (), ())
    assert boxes(read(tmp_path / "out")) == {"巨 图.png": [("0", 3000, 2250, 9000, 6750)]}


def test_data_without_boxes_and_unknown_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"digits has no boxes to write") as caught:
        huoyan.convert("digits", to="coco", out=tmp_path / "out", say=silent)
    assert caught.value.code == "usage.kind"
    with pytest.raises(UsageError, match="csv is no format that boxes are written in"):
        convert(dataset((None,)), "csv", tmp_path / "out", say=silent)


def test_other_programs_find_what_they_expect(tmp_path: Path) -> None:
    data = dataset(SPLITS, crowd=True)
    convert(data, "coco", tmp_path / "coco", say=silent)
    content = json.loads((tmp_path / "coco" / "annotations" / "instances_val.json").read_text("utf-8"))
    assert content["images"][0] == {"id": 3, "file_name": "a1.png", "width": 34, "height": 21}
    assert content["annotations"][0] == {
        "id": 4,
        "image_id": 3,
        "category_id": 3,
        "bbox": [0, 0, 34, 21],
        "area": 714,
        "iscrowd": 0,
    }
    assert (tmp_path / "coco" / "images" / "val" / "a1.png").is_file()
    convert(data, "yolo", tmp_path / "yolo", say=silent)
    assert (tmp_path / "yolo" / "data.yaml").read_text("utf-8") == (
        'train: images/train\nval: images/val\ntest: images/test\nnames:\n  0: "traffic light"\n  1: "no"\n'
        '  2: "红灯"\n'
    )
    assert (tmp_path / "yolo" / "labels" / "val" / "b1.txt").read_text("utf-8") == ""
    convert(data, "voc", tmp_path / "voc", say=silent)
    xml = (tmp_path / "voc" / "Annotations" / "a1.xml").read_text("utf-8")
    assert "<xmin>1</xmin><ymin>1</ymin><xmax>34</xmax><ymax>21</ymax>" in xml
    assert (tmp_path / "voc" / "ImageSets" / "Main" / "val.txt").read_text("utf-8") == "a1\nb1\n"


def test_the_command_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    convert(dataset(SPLITS), "voc", tmp_path / "in", say=silent)
    out = tmp_path / "out"
    assert main(["convert", str(tmp_path / "in"), "--to", "yolo", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}: 6 pictures, 9 boxes as yolo (train 2, val 2, test 2)\n"
    assert main(["convert", str(tmp_path / "in"), "--to", "yolo", "--out", str(out)]) == 2
    assert "is not empty" in capsys.readouterr().err


def test_pycocotools_reads_what_is_written(tmp_path: Path) -> None:
    from pycocotools.coco import COCO

    convert(dataset(("train",)), "coco", tmp_path / "out", say=silent)
    found = COCO(str(tmp_path / "out" / "annotations" / "instances_train.json"))
    assert [each["name"] for each in found.loadCats(found.getCatIds())] == ["traffic light", "no", "红灯"]
    assert found.loadAnns(found.getAnnIds(imgIds=[1], catIds=[3]))[0]["bbox"] == [0, 0, 33, 20]


@pytest.mark.parametrize("to", FORMATS)
@pytest.mark.parametrize(
    "archive", ["bccd/bccd_voc.zip", "coco128/coco128_train.zip", "segmentation/penn_fudan.zip"]
)
def test_real_sets_read_back_equal(
    to: str, archive: str, unpacked: Callable[[str], Path], tmp_path: Path
) -> None:
    data = read(unpacked(archive))
    huoyan.convert(unpacked(archive), to=to, out=tmp_path / "out", say=silent)
    found = read(tmp_path / "out")
    same(found, data)
    with Image.open(found.samples[0].path or "") as opened:
        assert opened.size[0] > 0
    assert len(parts(found)) == len(data)


@pytest.mark.parametrize("name", ["a\nb", "a\x07", "a\u2028b", "\ud83d"])
def test_classes_that_no_list_of_names_can_hold_are_refused(name: str, tmp_path: Path) -> None:
    pixels = PixelPicture(np.zeros((20, 33, 3), np.uint8))
    data = Dataset("set", (name,), (Sample("a.png", Boxes((Box(0, 1, 2, 9, 9),)), pixels),), "boxes")
    with pytest.raises(DataError, match="hold an end of a line") as caught:
        convert(data, "voc", tmp_path / "out", say=silent)
    assert caught.value.code == "data.classes"
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("to", FORMATS)
def test_names_that_differ_in_the_form_of_their_accents_alone_stay_apart(to: str, tmp_path: Path) -> None:
    pixels = [PixelPicture(np.full((20, 33, 3), at, np.uint8)) for at in range(2)]
    one, other = "\u00e9.png", "e\u0301.png"
    samples = [Sample(x, Boxes((Box(0, 1, 2, 9, 9),)), y) for x, y in zip((one, other), pixels, strict=True)]
    convert(Dataset("set", ("car",), tuple(samples), "boxes"), to, tmp_path / "out", say=silent)
    found = [nfc(Path(sample.source).name) for sample in read(tmp_path / "out").samples]
    assert len(set(found)) == 2
