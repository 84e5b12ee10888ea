"""YOLO's text files: shares of the shown picture, data.yaml in all its forms, and what is wrong in a line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from box_files import boxes, error, parts, picture, read, text
from huoyan.data.open import open_dataset

# Of a picture of 40 x 30: left 10, top 6, 20 wide, 15 high.
BOX = "0.5 0.45 0.5 0.5"
EDGES = (10, 6, 30, 21)


def yolo(root: Path, part: str = "train", **labels: str | None) -> Path:
    for stem, content in labels.items():
        picture(root / "images" / part / f"{stem}.jpg")
        if content is not None:
            text(root / "labels" / part / f"{stem}.txt", content)
    return root


def described(root: Path, content: str, **labels: str | None) -> Path:
    text(root / "data.yaml", content)
    return yolo(root, **labels)


def test_boxes_are_shares_of_the_picture(tmp_path: Path) -> None:
    path = described(
        tmp_path, "path: .\ntrain: images/train\nnames: [car, dog]\n", a=f"1 {BOX}\r\n0 0.25 0.2 0.5 0.4\r\n"
    )
    found = read(path)
    assert found.kind == "boxes"
    assert found.classes == ("car", "dog")
    assert boxes(found) == {"a.jpg": [("dog", *EDGES), ("car", 0, 0, 20, 12)]}
    assert parts(found) == {"a.jpg": "train"}
    assert boxes(read(path / "data.yaml")) == boxes(found)


@pytest.mark.parametrize(
    ("file", "name"), [("data.yaml", "cars"), ("cars of 2026.yaml", "cars of 2026.yaml")]
)
def test_data_are_named_after_their_folder_where_the_file_is_called_as_in_any_set(
    file: str, name: str, tmp_path: Path
) -> None:
    folder = yolo(tmp_path / "cars", a=f"0 {BOX}")
    assert read(text(folder / file, "train: images/train\nnames: [car]\n")).name == name


def test_a_picture_without_a_label_file_shows_nothing_and_the_reverse_is_told(tmp_path: Path) -> None:
    path = yolo(tmp_path, a=f"0 {BOX}", b=None, c="")
    text(path / "labels" / "train" / "gone.txt", f"0 {BOX}")
    text(path / "classes.txt", "hot dog\n")
    said: list[str] = []
    found = read(path, said.append)
    assert boxes(found) == {"a.jpg": [("hot dog", *EDGES)], "b.jpg": [], "c.jpg": []}
    assert (
        "note: 1 picture without a label file (images/train/b.jpg): taken as pictures without objects."
        in said
    )
    assert "warning: 1 file of labels without a picture: labels/train/gone.txt. Left out." in said
    assert not any("labels/" in each and "no annotation" in each for each in said)


@pytest.mark.parametrize(
    "entries",
    [
        "train: images/train\nval: images/val\n",
        "path: .\ntrain: ./images/train/\nval: [images/val]\n",
        "path: /home/somebody/datasets/cars\ntrain: images/train\nval: images/val\n",
        "train: /content/cars/images/train\nval: D:\\cars\\images\\val\n",
        "train: ../images/train\nvalid: ../images/val\n",
        "path: ../datasets/cars\ntrain: images/train\nval: images/val\ntest:\n",
        "train: train.txt\nval: val.txt\n",
        "path: ../cars\ntrain: images/train\nval: images/../val.txt\n",
    ],
)
def test_paths_are_found_absolute_relative_and_moved(entries: str, tmp_path: Path) -> None:
    root = tmp_path / "cars"
    described(root, f"{entries}nc: '1'\nnames:\n  0: car\n", a=f"0 {BOX}")
    yolo(root, "val", b=f"0.0 {BOX}")
    text(root / "train.txt", "./images/train/a.jpg\r\n")
    text(root / "val.txt", "/content/cars/images/val/b.jpg\n")
    said: list[str] = []
    found = read(root, said.append)
    assert parts(found) == {"a.jpg": "train", "b.jpg": "val"}
    assert boxes(found) == {name: [("car", *EDGES)] for name in ("a.jpg", "b.jpg")}
    elsewhere = [each for each in said if "is not there as it is written" in each]
    moved = any(word in entries for word in ("home", "content", "../images"))
    assert bool(elsewhere) == (moved and "path: /home" not in entries)
    assert not [each for each in said if each.startswith("warning: ")]


def test_what_data_yaml_names_and_is_not_there(tmp_path: Path) -> None:
    path = described(tmp_path, "train: images/train\ntest: images/test\nnames: [car]\n", a=f"0 {BOX}")
    said: list[str] = []
    read(path, said.append)
    assert "warning: data.yaml names what is not there: test: images/test." in said
    text(path / "data.yaml", "train: photos/train\nnames: [car]\n")
    assert (
        error(path, r"nothing that .*data.yaml names is there: train: photos/train") == "data.missing_files"
    )


def test_a_list_that_names_a_picture_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = described(tmp_path, "train: train.txt\nnames: [car]\n", a=f"0 {BOX}")
    text(path / "train.txt", "images/train/a.jpg\r\nimages/train/gone.jpg\r\n")
    said: list[str] = []
    assert list(boxes(read(path, said.append))) == ["a.jpg"]
    assert "warning: data.yaml names what is not there: train: images/train/gone.jpg." in said
    text(path / "train.txt", "images/train/gone.jpg\n")
    assert error(path, r"nothing that .*data.yaml names is there: train: images/train/gone") == (
        "data.missing_files"
    )


def test_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    root = tmp_path / "标 注" / "导 出"
    path = described(root, "train: images/train\r\nnames:\r\n  0: car\r\n", a=f"0 {BOX}\r\n")
    said: list[str] = []
    assert boxes(read(path.parent, said.append)) == {"a.jpg": [("car", *EDGES)]}
    assert "note: the data lie in 导 出/ and are read from there." in said


def test_the_same_pictures_for_train_and_val_are_no_split(tmp_path: Path) -> None:
    labels = {f"p{at}": f"0 {BOX}" for at in range(10)}
    path = described(tmp_path, "train: images/train\nval: images/train\nnames: [car]\n", **labels)
    said: list[str] = []
    assert set(parts(read(path, said.append)).values()) == {None}
    assert any("names the same pictures for train and val" in each for each in said)
    assert len(open_dataset(path, say=said.append).split("val"))
    text(path / "data.yaml", "train: images/train\nval: one.txt\nnames: [car]\n")
    text(path / "one.txt", "images/train/p3.jpg\n")
    assert error(path, r"1 pictures are in two parts, p3.jpg for example in train and val") == "data.split"


def test_lists_of_classes_that_disagree_are_an_error(tmp_path: Path) -> None:
    for part, names in (("train", "car\ndog\n"), ("valid", "car\ncat\n")):
        picture(tmp_path / part / "images" / f"{part}.jpg")
        text(tmp_path / part / "labels" / f"{part}.txt", f"1 {BOX}")
        text(tmp_path / part / "classes.txt", names)
    assert error(
        tmp_path, r"train/classes.txt and .*valid/classes.txt list different classes, from line 2 on"
    ) == ("data.classes")
    text(tmp_path / "valid" / "classes.txt", "car\r\ndog\r\n\r\n")
    found = read(tmp_path)
    assert (found.classes, parts(found)) == (("car", "dog"), {"train.jpg": "train", "valid.jpg": "val"})


@pytest.mark.parametrize(
    ("names", "pattern"),
    [
        ("nc: 3\nnames: [car, dog]", "says nc: 3, but names 2 classes"),
        ("names: [car, car]", "names the class 'car' twice"),
        ("names: {a: car}", "the class a is named 'car'"),
        ("names: [car, '']", "the class 1 is named ''"),
    ],
)
def test_lists_that_contradict_themselves_are_errors(names: str, pattern: str, tmp_path: Path) -> None:
    assert (
        error(described(tmp_path, f"train: images/train\n{names}\n", a=f"0 {BOX}"), pattern) == "data.classes"
    )


def test_names_that_yaml_takes_for_something_else_stay_names(tmp_path: Path) -> None:
    path = described(tmp_path, "train: images/train\nnames: [no, 1.0, null, 2024-01-01]\n", a=f"0 {BOX}")
    assert read(path).classes == ("no", "1.0", "null", "2024-01-01")


def test_a_description_that_is_no_yaml_is_an_error_and_not_passed_by(tmp_path: Path) -> None:
    path = described(tmp_path, "train: images/train\nval: images/val\nnames: [car, dog\n", a=f"1 {BOX}")
    assert error(path, r"data.yaml.*line 4") == "data.yaml"
    text(path / "data.yaml", "services: [a, b\n")  # of another program
    assert read(path).classes == ("0", "1")


def test_a_merged_map_of_yaml_names_the_classes_too(tmp_path: Path) -> None:
    content = "common: &common {names: [car, dog], nc: 2}\n<<: *common\ntrain: images/train\n"
    assert read(described(tmp_path, content, a=f"1 {BOX}")).classes == ("car", "dog")


@pytest.mark.parametrize(
    ("last", "pattern", "code"),
    [
        ("names: *i\n", "the class 0 is named", "data.classes"),
        ("names: [a]\ntrain: *i\n", "nothing", "data.miss"),
    ],
)
def test_aliases_that_grow_without_end_are_told_in_short(
    last: str, pattern: str, code: str, tmp_path: Path
) -> None:
    tens = [f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in pairwise("abcdefghi")]
    content = "".join([f"a: &a [{', '.join('x' * 10)}]\n", *tens, last])
    assert error(described(tmp_path, content, a=f"0 {BOX}"), pattern).startswith(code)


def test_numbers_of_classes_beyond_all_reason_are_errors(tmp_path: Path) -> None:
    path = described(tmp_path, "nc: 1000000000\ntrain: images/train\n", a=f"0 {BOX}", b=f"1e300 {BOX}")
    assert error(path, "says nc: 1,000,000,000; expected at most 100,000") == "data.classes"
    (path / "data.yaml").unlink()
    assert error(path, r"train/b.txt, line 1: the class 1e300 is too high a number") == "data.boxes"


def test_a_path_too_long_to_be_one_is_told_as_missing(tmp_path: Path) -> None:
    path = described(tmp_path, f"names: [car]\ntrain: {'i' * 5000}\n", a=f"0 {BOX}")
    assert error(path, "nothing that .* names is there") == "data.missing_files"
    text(path / "data.yaml", "names: [car]\ntrain: list.txt\n")
    text(path / "list.txt", f"images/train/a.jpg\n{'i' * 5000}\n")
    assert boxes(read(path)) == {"a.jpg": [("car", *EDGES)]}


def test_without_any_list_classes_are_called_by_their_numbers(tmp_path: Path) -> None:
    said: list[str] = []
    found = read(yolo(tmp_path, a=f"2 {BOX}\n0 {BOX}"), said.append)
    assert found.classes == ("0", "1", "2")
    assert any("no file names the classes" in each for each in said)


def test_label_files_without_a_line_are_data_without_a_box(tmp_path: Path) -> None:
    path = yolo(tmp_path, a="", b="\n")
    found = read(path, kind="boxes")
    assert (found.classes, boxes(found)) == ((), {"a.jpg": [], "b.jpg": []})


def test_unknown_and_shifted_numbers_of_classes_are_errors(tmp_path: Path) -> None:
    path = described(
        tmp_path, "train: images/train\nnames: [car, dog]\n", a=f"0 {BOX}\n\n7 {BOX}", b=f"-1 {BOX}"
    )
    assert (
        error(
            path,
            r"2 faults.*: labels/train/a.txt, line 3: class 7 is none of the 2, whose numbers end at 1; "
            r"labels/train/b.txt, line 1: class -1 is none",
        )
        == "data.boxes"
    )
    yolo(path, a=f"1 {BOX}", b=f"2 {BOX}")
    assert error(path, r"labels use the classes 1 to 2, data.yaml has 0 to 1: counted from 1") == "data.boxes"


def test_lines_that_are_no_boxes_are_errors_with_their_place(tmp_path: Path) -> None:
    path = yolo(
        tmp_path, a=f"0 {BOX}", b="0 0.5 0.5 x 0.1\n0 0.5 0.5\n0 1 2 3 4 5 6 7\n0 20 15 10 10\n0 nan 1 1 1"
    )
    text(path / "classes.txt", "car")
    assert (
        error(
            path,
            r"5 faults.*: labels/train/b.txt, line 1: '0 0.5 0.5 x 0.1' is no box.*; labels/train/b.txt, "
            r"line 2: 3 columns; .*line 3: 8 columns; .*line 4: 0 20 15 10 10 are no shares.*line 5: ",
        )
        == "data.boxes"
    )


def test_a_sixth_column_is_told_and_polygons_become_boxes(tmp_path: Path) -> None:
    path = yolo(
        tmp_path,
        a=f"0 {BOX} 0.87\n0 0.25 0.2 0.75 0.2 0.75 0.7 0.25 0.7",  # the second: a turned box, or a polygon
        b="0 0.25 0.7 0.75 0.2 0.5 0.5",
    )
    text(path / "classes.txt", "car")
    said: list[str] = []
    found = boxes(read(path, said.append))
    assert found == {"a.jpg": [("car", *EDGES)] * 2, "b.jpg": [("car", *EDGES)]}
    assert any("1 line with a sixth column" in x and "labels/train/a.txt, line 1" in x for x in said)
    assert any("2 boxes are drawn around polygons" in x for x in said)


def test_key_points_after_the_box_are_left_alone(tmp_path: Path) -> None:
    path = described(
        tmp_path, "train: images/train\nkpt_shape: [1, 3]\nnames: [person]\n", a=f"0 {BOX} 0.5 0.5 2"
    )
    assert boxes(read(path)) == {"a.jpg": [("person", *EDGES)]}


def test_boxes_beyond_the_edge_are_cut_but_not_for_rounding(tmp_path: Path) -> None:
    path = yolo(tmp_path, a="0 0.5000004 0.5 1.0000008 1\n0 1 1 0.5 0.5\n0 0.5 0.5 0 0.3")
    text(path / "classes.txt", "car")
    said: list[str] = []
    found = boxes(read(path, said.append))
    assert found == {"a.jpg": [("car", 0, 0, 40, 30), ("car", 30, 22.5, 40, 30)]}
    assert [each for each in said if "labels/train" in each] == [
        "warning: 1 box without an area, or of a single pixel: left out (labels/train/a.txt, line 3).",
        "warning: 1 box beyond the edge of the picture: cut there (labels/train/a.txt, line 2).",
    ]


def test_labels_beside_their_pictures_as_darknet_has_them(tmp_path: Path) -> None:
    for stem in ("a", "b"):
        picture(tmp_path / f"{stem}.jpg")
        text(tmp_path / f"{stem}.txt", f"0 {BOX}")
    text(tmp_path / "obj.names", "car\n")
    assert boxes(read(tmp_path)) == {name: [("car", *EDGES)] for name in ("a.jpg", "b.jpg")}


def test_two_descriptions_are_for_the_user_to_choose(tmp_path: Path) -> None:
    path = described(tmp_path, "train: images/train\nnames: [car]\n", a=f"0 {BOX}")
    text(path / "other.yaml", "train: images/train\nnames: [dog]\n")
    assert error(path, "several descriptions: data.yaml, other.yaml") == "data.format"
    assert read(path / "other.yaml").classes == ("dog",)
    text(path / "data.yaml", "train: [images/train\nnames: [car]\n")
    (path / "other.yaml").unlink()
    assert error(path / "data.yaml", r"data\.yaml, line 2: this is no YAML") == "data.yaml"


def test_a_picture_that_cannot_be_read_stays_and_its_boxes_are_told(tmp_path: Path) -> None:
    path = yolo(tmp_path, a=f"0 {BOX}", b=f"0 {BOX}")
    (path / "images" / "train" / "b.jpg").write_bytes(b"")
    said: list[str] = []
    assert boxes(read(path, said.append)) == {"a.jpg": [("0", *EDGES)], "b.jpg": []}
    assert any("1 picture cannot be read (b.jpg): their boxes" in each for each in said)


def test_dead_links_and_folders_among_the_labels_are_passed_by(tmp_path: Path) -> None:
    path = yolo(tmp_path, a=f"0 {BOX}", b=None)
    (path / "labels" / "train" / "b.txt").symlink_to(tmp_path / "gone.txt")
    (path / "labels" / "train" / "c.txt").mkdir()
    assert boxes(read(path)) == {"a.jpg": [("0", *EDGES)], "b.jpg": []}


def test_real_photos_of_coco(unpacked: Callable[[str], Path]) -> None:
    said: list[str] = []
    found = read(unpacked("coco128/coco128_train.zip"), said.append)
    assert (len(found), len(found.classes), found.classes[0]) == (128, 80, "person")
    assert len({label for sample in found.samples for label in sample.labels}) == 71
    assert any("2 pictures without a label file" in each for each in said)
    assert any("2 files of labels without a picture" in each for each in said)
