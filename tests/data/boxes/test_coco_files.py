"""COCO JSON: ids of any kind, parts by files, masks and runs made boxes, what is wrong in an annotation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from pycocotools import mask as masks

from box_files import boxes, coco_json, error, parts, picture, read, text
from huoyan.data.formats.boxes.parts.outlines import around_segmentation
from huoyan.data.open import open_dataset
from huoyan.errors import DataError

CLASSES = {1: "car", 7: "dog"}
CAR = {"image_id": 10, "category_id": 1, "bbox": [10, 6, 20, 15]}


def coco(
    root: Path, annotations: Sequence[Mapping[str, object]], classes: Mapping[int, str] = CLASSES, n: int = 2
) -> Path:
    names = [f"{chr(97 + at)}.jpg" for at in range(n)]
    for name in names:
        picture(root / "images" / name)
    coco_json(root / "annotations" / "instances.json", dict.fromkeys(names, (40, 30)), annotations, classes)
    return root


def test_boxes_are_corner_and_size_and_ids_need_not_follow_one_another(tmp_path: Path) -> None:
    path = coco(tmp_path, [CAR, {"image_id": 20, "category_id": 7, "bbox": [0.5, 1, 2.25, 3]}], n=3)
    found = read(path)
    assert found.kind == "boxes"
    assert found.classes == ("car", "dog")
    expected = {"a.jpg": [("car", 10, 6, 30, 21)], "b.jpg": [("dog", 0.5, 1, 2.75, 4)], "c.jpg": []}
    assert boxes(found) == expected
    assert boxes(read(path / "annotations" / "instances.json")) == expected


def test_numbers_may_be_texts(tmp_path: Path) -> None:
    annotation = {
        "image_id": "10",
        "category_id": "1.0",
        "bbox": ["10.0", "6", "20.00", " 15 "],
        "iscrowd": "1",
    }
    found = read(coco(tmp_path, [annotation]))
    assert boxes(found)["a.jpg"] == [("car", 10, 6, 30, 21)]
    assert found.targets()[0, -1] == 1


def test_a_file_for_each_part_beside_or_apart_from_the_pictures(tmp_path: Path) -> None:
    apart, beside = tmp_path / "apart", tmp_path / "beside"
    for part, folder, names in (("train", "train", ["a", "b"]), ("val", "valid", ["c"])):
        for name in names:
            picture(apart / f"{part}2017" / f"{name}.jpg")
            picture(beside / folder / f"{name}.jpg")
        listed = {f"{name}.jpg": (40, 30) for name in names}
        coco_json(apart / "annotations" / f"instances_{part}2017.json", listed, [CAR], CLASSES)
        coco_json(apart / "annotations" / f"person_keypoints_{part}2017.json", listed, [CAR], {1: "person"})
        text(apart / "annotations" / f"captions_{part}2017.json", '{"images": [], "annotations": []}')
        coco_json(beside / folder / "_annotations.coco.json", listed, [CAR], CLASSES)
    for path in (apart, beside):
        found = read(path)
        assert parts(found) == {"a.jpg": "train", "b.jpg": "train", "c.jpg": "val"}
        assert boxes(found) == {
            "a.jpg": [("car", 10, 6, 30, 21)],
            "b.jpg": [],
            "c.jpg": [("car", 10, 6, 30, 21)],
        }


def test_classes_that_disagree_between_parts_are_an_error(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    picture(tmp_path / "b.jpg")
    coco_json(tmp_path / "train.json", {"a.jpg": (40, 30)}, [CAR], {1: "car", 2: "dog"})
    coco_json(tmp_path / "val.json", {"b.jpg": (40, 30)}, [CAR], {1: "dog", 2: "car"})
    assert error(
        tmp_path, r"train.json and val.json disagree on the classes: 2 is 'dog' in the one, 1 is 'dog'"
    ) == ("data.classes")
    coco_json(tmp_path / "val.json", {"b.jpg": (40, 30)}, [CAR], {1: "car"})
    said: list[str] = []
    assert read(tmp_path, said.append).classes == ("car", "dog")
    assert "note: val.json does not list dog." in said


def test_a_picture_in_two_parts_is_an_error(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    for part in ("train", "val"):
        coco_json(tmp_path / f"{part}.json", {"a.jpg": (40, 30)}, [CAR], CLASSES)
    assert error(tmp_path, "a.jpg is in train.json and in val.json") == "data.split"


def test_two_files_of_one_part_are_for_the_user_to_choose(tmp_path: Path) -> None:
    path = coco(tmp_path, [CAR])
    coco_json(path / "annotations" / "instances_v2.json", {"a.jpg": (40, 30)}, [CAR], CLASSES)
    assert error(
        path, "several COCO files of one part: annotations/instances.json, annotations/instances_v2"
    ) == ("data.format")
    assert list(boxes(read(path / "annotations" / "instances_v2.json"))) == ["a.jpg"]


def test_unknown_and_shifted_categories_are_errors_with_their_annotation(tmp_path: Path) -> None:
    path = coco(tmp_path, [CAR, CAR | {"category_id": 4}])
    assert (
        error(
            path,
            r"instances.json, annotation 2: category_id 4 is none of .*, whose ids go from 1 to 7",
        )
        == "data.boxes"
    )
    path = coco(tmp_path, [CAR | {"category_id": 0}, CAR], {1: "car", 2: "dog"})
    assert error(
        path, r"annotations use the ids 0 to 1, categories have 1 to 2: one of the two is shifted"
    ) == ("data.boxes")


def test_polygons_and_runs_become_boxes_where_there_is_none(tmp_path: Path) -> None:
    runs = {"size": [30, 40], "counts": [30 * 3 + 4, 5, 25, 6, 30 * 34 + 30 * 2 - 10]}
    bare = {"image_id": 10, "category_id": 7}
    path = coco(
        tmp_path,
        [
            bare | {"segmentation": [[3, 4, 9, 4, 9, 12], [1, "8", 2, 9]]},
            bare | {"segmentation": runs, "iscrowd": 1},
            CAR | {"segmentation": [[10, 6, 30, 6, 30, 21]]},
        ],
    )
    said: list[str] = []
    found = read(path, said.append)
    assert boxes(found)["a.jpg"] == [("dog", 1, 4, 9, 12), ("dog", 3, 4, 5, 10), ("car", 10, 6, 30, 21)]
    assert found.targets()[:, -1].tolist() == [0, 1, 0]
    assert any("2 boxes of instances.json are drawn around polygons or masks" in each for each in said)
    assert any("1 annotations of instances.json have a mask beside their box" in each for each in said)


@pytest.mark.parametrize("seed", range(20))
def test_runs_give_the_box_of_pycocotools(seed: int) -> None:
    rng = np.random.default_rng(seed)
    mask = np.zeros((int(rng.integers(1, 70)), int(rng.integers(1, 70))), np.uint8)
    top, left = rng.integers(0, mask.shape[0]), rng.integers(0, mask.shape[1])
    mask[top : top + rng.integers(1, 30), left : left + rng.integers(1, 30)] = 1
    mask &= rng.random(mask.shape) > 0.3 * (seed % 3)
    mask[top, left] = 1
    packed = masks.encode(np.asfortranarray(mask))
    x, y, width, height = masks.toBbox(packed).tolist()
    text_form = {"size": list(mask.shape), "counts": packed["counts"].decode()}
    assert around_segmentation(text_form) == (x, y, x + width, y + height)


def test_runs_that_do_not_fill_the_picture_are_no_mask() -> None:
    assert around_segmentation({"size": [3, 3], "counts": [1, 2, 3]}) is None
    assert around_segmentation({"size": [3, 3], "counts": [9]}) is None
    assert around_segmentation({"size": [3, 3], "counts": "ÿ"}) is None
    assert around_segmentation({"size": "3", "counts": [9]}) is None
    assert around_segmentation([[1, 2, 3]]) is None


def test_what_is_no_box_is_an_error_with_its_annotation(tmp_path: Path) -> None:
    path = coco(
        tmp_path,
        [CAR | {"bbox": [1, 2, 3]}, CAR | {"bbox": [1, 2, "x", 4]}, {"image_id": 10, "category_id": 1}],
    )
    assert (
        error(
            path,
            r"3 faults.*: instances.json, annotation 1: \[1, 2, 3\] is no box.*annotation 3: there is no",
        )
        == "data.boxes"
    )


def test_entries_that_are_twice_there_or_have_no_name_are_errors(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    images = [{"id": 1, "file_name": "a.jpg"}, {"id": 1, "file_name": "b.jpg"}, {"id": 2, "file_name": ""}]
    names = [{"id": 1, "name": "car"}, {"id": 2, "name": "car"}, {"id": 3, "name": " "}]
    text(tmp_path / "x.json", json.dumps({"images": images, "annotations": [], "categories": names}))
    assert (
        error(
            tmp_path,
            r"4 faults.*category 2 \(car\) has.*category 3 has no name.*image 1 \(b.jpg\).*image 2 has no",
        )
        == "data.boxes"
    )


def test_annotations_of_pictures_that_are_not_listed_are_left_out(tmp_path: Path) -> None:
    said: list[str] = []
    read(coco(tmp_path, [CAR, CAR | {"image_id": 99}]), said.append)
    assert "warning: 1 annotations of instances.json are of pictures that it does not list: left out." in said


def test_damaged_files_are_errors(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    text(tmp_path / "x.json", '{"images": [], "annotations": [], "categories": [')
    assert error(tmp_path, r"x.json is no JSON: Expecting") == "data.json"
    text(tmp_path / "x.json", '{"images": {}, "annotations": [], "categories": []}')
    assert error(tmp_path, r"x.json has no list of objects named images|categories") == "data.json"


def test_missing_pictures_are_told_and_most_of_them_an_error(tmp_path: Path) -> None:
    path = coco(tmp_path, [CAR], n=3)
    (path / "images" / "c.jpg").unlink()
    said: list[str] = []
    assert list(boxes(read(path, said.append))) == ["a.jpg", "b.jpg"]
    assert any("1 of 3 pictures of instances.json are not there: c.jpg" in each for each in said)
    (path / "images" / "b.jpg").unlink()
    assert error(path, "2 of 3 pictures") == "data.missing_files"


def test_most_boxes_outside_are_an_error(tmp_path: Path) -> None:
    path = coco(tmp_path, [CAR, CAR | {"bbox": [400, 300, 20, 20]}, CAR | {"bbox": [40, 3, 20, 20]}])
    assert (
        error(path, r"2 of 3 boxes lie outside of their pictures \(instances.json, annotation 2")
        == "data.boxes"
    )


def test_classes_without_a_box_are_told_when_data_are_opened(tmp_path: Path) -> None:
    path = coco(tmp_path, [CAR | {"image_id": 10 * at} for at in range(1, 11)], n=12)
    said: list[str] = []
    opened = open_dataset(path, say=said.append)
    assert opened.classes == ("car",)
    assert "note: 1 class without a box: dog. Nothing is learnt of them." in said


def test_crowds_alone_teach_nothing_and_are_told(tmp_path: Path) -> None:
    names = {f"p{at}.jpg": (40, 30) for at in range(20)}
    for name in names:
        picture(tmp_path / name)
    boxes = [
        {"image_id": 10 * at, "category_id": label, "bbox": [5 * label, 4, 9, 9], "iscrowd": int(label == 2)}
        for at in range(1, 21)
        for label in (1, 2)
    ]
    path = coco_json(tmp_path / "a.json", names, boxes, {1: "dog", 2: "people"})
    said: list[str] = []
    open_dataset(path, say=said.append)
    told = "warning: 1 class with boxes of crowds or difficult things alone: people. "
    assert [each for each in said if each.startswith(told)]
    coco_json(tmp_path / "a.json", names, boxes[1::2], {1: "dog", 2: "people"})
    with pytest.raises(DataError, match=r"a\.json has 20 boxes, all of crowds") as caught:
        open_dataset(path, say=said.append)
    assert caught.value.code == "data.no_boxes"


@pytest.mark.parametrize("spelt", [int, str])
def test_ids_with_more_digits_than_a_float_holds_stay_apart(spelt: type, tmp_path: Path) -> None:
    first, second = 2**60, 2**60 + 1
    for name in ("a.jpg", "b.jpg"):
        picture(tmp_path / name)
    content = {
        "images": [{"id": first, "file_name": "a.jpg"}, {"id": spelt(second), "file_name": "b.jpg"}],
        "annotations": [{**CAR, "id": 1, "image_id": spelt(second)}],
        "categories": [{"id": 1, "name": "car"}],
    }
    text(tmp_path / "a.json", json.dumps(content))
    assert boxes(read(tmp_path)) == {"a.jpg": [], "b.jpg": [("car", 10, 6, 30, 21)]}
