"""Pascal VOC: pixels from 1, parts from lists, and what is wrong in a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from box_files import boxes, parts, picture, read, text, voc_xml
from huoyan.data.open import open_dataset
from huoyan.errors import DataError

CAR = ("car", (1, 1, 40, 30))
DOG = ("dog", (11, 6, 20, 15))


def voc(root: Path, **things: list[tuple[str, tuple[float, float, float, float]]]) -> Path:
    for stem, objects in things.items():
        picture(root / "JPEGImages" / f"{stem}.jpg")
        voc_xml(root / "Annotations" / f"{stem}.xml", objects)
    return root


def test_pixels_count_from_1_and_both_corners_are_inside(tmp_path: Path) -> None:
    found = read(voc(tmp_path, a=[CAR, DOG], b=[]))
    assert found.kind == "boxes"
    assert found.classes == ("car", "dog")
    assert boxes(found) == {"a.jpg": [("car", 0, 0, 40, 30), ("dog", 10, 5, 20, 15)], "b.jpg": []}
    assert [sample.source for sample in found.samples] == ["JPEGImages/a.jpg", "JPEGImages/b.jpg"]


def test_a_corner_at_0_says_that_all_files_count_from_0(tmp_path: Path) -> None:
    said: list[str] = []
    path = voc(tmp_path, a=[("car", (0, 3, 10, 12))], b=[DOG])
    assert boxes(read(path, said.append))["b.jpg"] == [("dog", 11, 6, 20, 15)]
    assert any("1 box with a corner below 1 (a.xml, line 4)" in each for each in said)
    assert boxes(read(path, box_origin="1"))["b.jpg"] == [("dog", 10, 5, 20, 15)]
    assert boxes(read(voc(tmp_path / "plain", b=[DOG]), box_origin="0"))["b.jpg"] == [("dog", 11, 6, 20, 15)]


def test_lists_of_image_sets_are_the_parts(tmp_path: Path) -> None:
    path = voc(tmp_path, a=[CAR], b=[DOG], c=[CAR], d=[CAR], e=[DOG])
    main = path / "ImageSets" / "Main"
    text(main / "train.txt", "a\r\nb\r\n")
    text(main / "val.txt", "c\n")
    text(main / "trainval.txt", "a\nb\nc\n")
    text(main / "test.txt", "d\ngone\n")
    text(main / "car_train.txt", "a  1\nb -1\n")
    said: list[str] = []
    found = read(path, said.append)
    assert parts(found) == {"a.jpg": "train", "b.jpg": "train", "c.jpg": "val", "d.jpg": "test"}
    assert "warning: 1 names in the lists of ImageSets without an XML file: gone. Left out." in said
    assert "warning: 1 XML files in no list of ImageSets: e. Left out." in said
    assert not found.passed.kinds()


def test_each_of_several_years_has_lists_of_its_own(tmp_path: Path) -> None:
    for year, stems in (("VOC2007", "ab"), ("VOC2012", "cd")):
        voc(tmp_path / year, **{f"{year}_{stem}": [CAR] for stem in stems})
        text(tmp_path / year / "ImageSets" / "Main" / "train.txt", f"{year}_{stems[0]}\n")
        text(tmp_path / year / "ImageSets" / "Main" / "val.txt", f"{year}_{stems[1]}\n")
    assert parts(read(tmp_path)) == {
        "VOC2007_a.jpg": "train",
        "VOC2007_b.jpg": "val",
        "VOC2012_c.jpg": "train",
        "VOC2012_d.jpg": "val",
    }


def test_a_name_in_two_lists_is_an_error(tmp_path: Path) -> None:
    path = voc(tmp_path, a=[CAR], b=[DOG])
    text(path / "ImageSets" / "Main" / "train.txt", "a\nb\n")
    text(path / "ImageSets" / "Main" / "val.txt", "b\n")
    with pytest.raises(DataError, match=r"b is in two parts: train.txt and val.txt, line 1") as caught:
        read(path)
    assert caught.value.code == "data.split"


def test_annotations_beside_their_pictures_in_folders_of_parts(tmp_path: Path) -> None:
    for part, stem in (("train", "a"), ("train", "b"), ("valid", "c")):
        picture(tmp_path / "cells" / part / f"{stem}.jpg")
        voc_xml(tmp_path / "cells" / part / f"{stem}.xml", [CAR])
    said: list[str] = []
    found = read(tmp_path, said.append)  # one folder deeper, as an archive unpacks
    assert parts(found) == {"a.jpg": "train", "b.jpg": "train", "c.jpg": "val"}
    assert said == [
        "note: the data lie in cells/ and are read from there.",
        "note: boxes are read from Pascal VOC XML: 3 files.",
    ]


def test_names_keep_their_blanks_and_lose_those_around_them(tmp_path: Path) -> None:
    found = read(voc(tmp_path, a=[("\n  traffic   light ", (1, 1, 5, 5)), ("红 灯", (2, 2, 9, 9))]))
    assert found.classes == ("traffic   light", "红 灯")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("UTF-8", "utf-8"),
        ("gbk", "gbk"),
        ("utf-8", "gbk"),
        ("", "gbk"),
        ("", "utf-8-sig"),
        ("UTF-16", "utf-16"),
    ],
)
def test_files_are_read_in_the_encoding_they_are_in(declared: str, encoding: str, tmp_path: Path) -> None:
    path = voc(tmp_path, a=[("交通信号灯", (1, 1, 9, 9)), ("停车标志", (1, 1, 9, 9))])
    file = path / "Annotations" / "a.xml"
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    content = head + file.read_text("utf-8")
    file.write_bytes(content.encode(encoding))
    assert read(path).classes == ("交通信号灯", "停车标志")


def test_difficult_things_count_neither_for_nor_against(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    voc_xml(tmp_path / "a.xml", [CAR], more="<difficult>1</difficult>")
    assert read(tmp_path).targets()[0, -1] == 1


def test_parts_of_a_person_are_no_objects_and_polygons_become_boxes(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    box = "<bndbox><xmin>2</xmin><ymin>2</ymin><xmax>5</xmax><ymax>5</ymax></bndbox>"
    person = f"<part><name>head</name>{box}</part>"
    voc_xml(tmp_path / "a.xml", [CAR], more=person)
    picture(tmp_path / "b.jpg")
    text(
        tmp_path / "b.xml",
        "<annotation><object><name>leaf</name><polygon><x1>3</x1><y1>9</y1><x2>12</x2><y2>4</y2><x3>7</x3>"
        "<y3>20</y3></polygon></object></annotation>",
    )
    said: list[str] = []
    found = read(tmp_path, said.append)
    assert boxes(found) == {"a.jpg": [("car", 0, 0, 40, 30)], "b.jpg": [("leaf", 2, 3, 12, 20)]}
    assert any("1 box of" in each and "polygons or masks" in each for each in said)


def test_boxes_out_of_the_picture_are_cut_or_left_out_with_their_lines(tmp_path: Path) -> None:
    path = voc(
        tmp_path,
        a=[
            ("car", (30, 20, 45, 30)),
            ("car", (50, 1, 60, 9)),
            ("car", (7, 7, 7, 7)),
            ("car", (9, 9, 4, 12)),
            DOG,
        ],
        b=[CAR],
    )
    said: list[str] = []
    found = boxes(read(path, said.append))
    assert found["a.jpg"] == [("car", 29, 19, 40, 30), ("dog", 10, 5, 20, 15)]
    assert said[1:] == [
        "warning: 2 boxes without an area, or of a single pixel: left out (a.xml, line 10, a.xml, line 13).",
        "warning: 1 box wholly outside of the picture: left out (a.xml, line 7).",
        "warning: 1 box beyond the edge of the picture: cut there (a.xml, line 4).",
    ]


def test_what_cannot_be_read_is_one_error_with_all_lines(tmp_path: Path) -> None:
    path = voc(tmp_path, a=[("", (1, 1, 5, 5)), CAR], b=[("dog", ("x", 1, 5, 5))])  # type: ignore[list-item]
    with pytest.raises(
        DataError, match=r"2 faults in the boxes: a.xml, line 4: an object without a name; b.xml, line 5"
    ):
        read(path)
    text(path / "Annotations" / "c.xml", "<annotation>\n<object>\n</annotation>")
    with pytest.raises(DataError, match=r"c.xml, line 3: this is no XML \(mismatched tag") as caught:
        read(path)
    assert caught.value.code == "data.xml"
    text(path / "Annotations" / "c.xml", '<!DOCTYPE a [<!ENTITY b "c">]><annotation>&b;</annotation>')
    with pytest.raises(DataError, match="declares entities"):
        read(path)


def test_pictures_of_another_size_are_left_out_and_most_of_them_are_an_error(tmp_path: Path) -> None:
    path = voc(tmp_path, a=[CAR], b=[DOG], c=[CAR])
    picture(path / "JPEGImages" / "b.jpg", 80, 60)
    said: list[str] = []
    assert list(boxes(read(path, said.append))) == ["a.jpg", "c.jpg"]
    assert any(
        "1 of 3 pictures have another size" in x and "b.jpg is 80 x 60, 40 x 30 by b.xml" in x for x in said
    )
    picture(path / "JPEGImages" / "c.jpg", 80, 60)
    with pytest.raises(DataError, match="2 of 3 pictures have another size") as caught:
        read(path)
    assert caught.value.code == "data.sizes"


def test_a_size_of_nothing_says_nothing(tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg")
    voc_xml(tmp_path / "a.xml", [DOG], size=(0, 0))
    picture(tmp_path / "b.jpg")
    voc_xml(tmp_path / "b.xml", [DOG], size=None)
    assert boxes(read(tmp_path)) == {name: [("dog", 10, 5, 20, 15)] for name in ("a.jpg", "b.jpg")}


def test_the_name_of_the_file_goes_before_the_name_inside_it(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg")
    picture(tmp_path / "images" / "b.png")
    voc_xml(tmp_path / "xml" / "a.xml", [CAR], filename="Drone1 cuts/b.png")
    voc_xml(tmp_path / "xml" / "0001.xml", [DOG], filename="C:\\pictures\\b.png")
    assert boxes(read(tmp_path)) == {"a.jpg": [("car", 0, 0, 40, 30)], "b.png": [("dog", 10, 5, 20, 15)]}


def test_equal_names_in_several_folders_find_the_picture_of_their_own(tmp_path: Path) -> None:
    for place, thing in (("day", CAR), ("night", DOG)):
        picture(tmp_path / "images" / place / "1.jpg")
        voc_xml(tmp_path / "annotations" / place / "1.xml", [thing])
    found = read(tmp_path, kind="boxes")
    assert {sample.source: sample.labels for sample in found.samples} == {
        "images/day/1.jpg": (0,),
        "images/night/1.jpg": (1,),
    }


def test_missing_pictures_and_pictures_without_a_file_are_told(tmp_path: Path) -> None:
    path = voc(tmp_path, a=[CAR], b=[DOG], c=[DOG])
    (path / "JPEGImages" / "c.jpg").unlink()
    picture(path / "JPEGImages" / "new.jpg")
    said: list[str] = []
    assert list(boxes(read(path, said.append))) == ["a.jpg", "b.jpg"]
    assert any("1 of 3 pictures of the XML files are not there: c.xml" in each for each in said)
    assert any("1 picture that no annotation is about left out: 1 in JPEGImages/" in each for each in said)
    (path / "JPEGImages" / "b.jpg").unlink()
    with pytest.raises(DataError, match="2 of 3 pictures of the XML files") as caught:
        read(path)
    assert caught.value.code == "data.missing_files"


def test_a_list_of_classes_keeps_their_order_and_those_without_a_box(tmp_path: Path) -> None:
    path = voc(tmp_path, a=[CAR, DOG])
    text(path / "classes.txt", "dog\nvan\ncar\n")
    assert read(path).classes == ("dog", "van", "car")
    text(path / "classes.txt", "dog\n")
    said: list[str] = []
    assert read(path, said.append).classes == ("car", "dog")
    assert "warning: classes.txt is not used for the order of the classes: it lacks car." in said


def test_data_without_a_box_cannot_be_learnt_from(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="has 2 pictures and not one box") as caught:
        open_dataset(voc(tmp_path, a=[], b=[]), say=lambda said: None)
    assert caught.value.code == "data.no_boxes"


def test_one_class_will_do_and_pictures_without_it_are_data(tmp_path: Path) -> None:
    things = {f"p{at}": [CAR] if at % 2 else [] for at in range(12)}
    said: list[str] = []
    opened = open_dataset(voc(tmp_path, **things), say=said.append)
    assert len(opened) == 12
    assert {sample.split for sample in opened.samples if not sample.labels} == {"train", "val", "test"}
    assert any("6 pictures of 12 without a box: learnt from as pictures that show nothing" in x for x in said)


def test_a_class_that_is_never_trained_costs_its_boxes_and_not_their_pictures(tmp_path: Path) -> None:
    path = voc(tmp_path, **{f"p{at}": [CAR, DOG] if at == 9 else [CAR] for at in range(10)})
    text(path / "ImageSets" / "Main" / "train.txt", "".join(f"p{at}\n" for at in range(8)))
    text(path / "ImageSets" / "Main" / "val.txt", "p8\np9\n")
    said: list[str] = []
    opened = open_dataset(path, say=said.append)
    assert opened.classes == ("car",)
    assert boxes(opened)["p9.jpg"] == [("car", 0, 0, 40, 30)]
    assert any("no training picture shows 'dog' (1). 1 box of the validation or test part" in x for x in said)


def test_real_blood_cells(unpacked: Callable[[str], Path]) -> None:
    said: list[str] = []
    found = read(unpacked("bccd/bccd_voc.zip"), said.append)
    assert [len(found.split(part)) for part in ("train", "val", "test")] == [205, 87, 72]
    assert found.classes == ("Platelets", "RBC", "WBC")
    assert len(found.targets()) == 4888 - 2
    assert any(
        "2 boxes without an area" in x
        and "BloodImage_00338.xml, line 158, BloodImage_00343.xml, line 50" in x
        for x in said
    )


def test_real_cars_from_a_drone(unpacked: Callable[[str], Path]) -> None:
    said: list[str] = []
    found = read(unpacked("drone-cars/drone_cars_voc.zip"), said.append)
    assert (len(found), found.classes, len(found.targets())) == (82, ("car",), 392)
    assert any("43 boxes with a corner below 1" in each for each in said)


@pytest.mark.parametrize(
    ("written", "instead", "said"),
    [
        ("<xmin>1<", "<xmin>abc<", "a.xml, line 5: xmin of 'car' is 'abc'; expected a number"),
        ("<ymax>30<", "<ymax><", "a.xml, line 5: ymax of 'car' is ''; expected a number"),
        ("<xmin>1</xmin>", "", "a.xml, line 5: the bndbox of 'car' has no xmin; expected xmin, ymin, xmax"),
        ("<name>car</name>", "<name>car</name>\n<difficult>maybe</difficult>",
         "a.xml, line 5: difficult of 'car' is 'maybe'; expected 0 or 1"),
    ],
)  # fmt: skip
def test_a_field_that_is_no_number_is_named_with_its_value_and_line(
    written: str, instead: str, said: str, tmp_path: Path
) -> None:
    file = voc(tmp_path, a=[CAR], b=[DOG]) / "Annotations" / "a.xml"
    file.write_text(file.read_text().replace(written, instead, 1))
    with pytest.raises(DataError) as caught:
        read(tmp_path)
    assert caught.value.code == "data.boxes"
    assert said in caught.value.message


@pytest.mark.parametrize("value", ["1", "1.0", "true", "Yes"])
def test_difficult_things_are_so_however_it_is_written(value: str, tmp_path: Path) -> None:
    path = voc(tmp_path, b=[DOG])
    picture(path / "JPEGImages" / "a.jpg")
    voc_xml(path / "Annotations" / "a.xml", [CAR], more=f"<difficult>{value}</difficult>")
    assert [box.crowd for sample in read(path).samples for box in sample.truth.boxes] == [True, False]


@pytest.mark.parametrize("more", ['<bndbox rot="3">', "<bndbox><rot>3</rot>"])
def test_what_a_box_has_beside_its_corners_is_told(more: str, tmp_path: Path) -> None:
    file = voc(tmp_path, a=[CAR], b=[DOG]) / "Annotations" / "a.xml"
    file.write_text(file.read_text().replace("<bndbox>", more))
    said: list[str] = []
    assert boxes(read(tmp_path, said.append))["a.jpg"] == [("car", 0, 0, 40, 30)]
    (told,) = [each for each in said if "four corners" in each]
    assert told.startswith("warning: 1 box with more in the bndbox than four corners, rot, which is not read")
    assert "(a.xml, line 4)" in told
