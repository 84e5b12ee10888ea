"""Tables of boxes: which they are, how their pixels count, and what is wrong in a row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from box_files import boxes, error, parts, picture, read, text
from huoyan.errors import DataError, UsageError


def table(root: Path, content: str, *names: str) -> Path:
    for name in names or ("a.jpg", "b.jpg"):
        picture(root / name)
    return text(root / "boxes.csv", content)


def test_corners_with_the_names_of_voc_count_from_1_unless_a_0_occurs(tmp_path: Path) -> None:
    head = "filename,width,height,class,xmin,ymin,xmax,ymax\n"
    path = table(
        tmp_path, f"{head}a.jpg,40,30,car,11,7,30,21\na.jpg,40,30,dog,1,2,40,30\nb.jpg,40,30,car,2,2,9,9\n"
    )
    said: list[str] = []
    found = read(path, said.append)
    assert found.kind == "boxes"
    assert boxes(found) == {
        "a.jpg": [("car", 10, 6, 30, 21), ("dog", 0, 1, 40, 30)],
        "b.jpg": [("car", 1, 1, 9, 9)],
    }
    assert any("pixels are counted from 1" in x and "--box-origin 0" in x for x in said)
    assert boxes(read(path, box_origin="0"))["b.jpg"] == [("car", 2, 2, 9, 9)]
    table(tmp_path, f"{head}a.jpg,40,30,car,11,7,30,21\na.jpg,40,30,dog,0,2,40,30\n")
    assert boxes(read(path, said.append))["a.jpg"][0] == ("car", 11, 7, 30, 21)
    assert "note: boxes in boxes.csv are taken as edges between pixels, counted from 0." in said


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("image,x1,y1,x2,y2,label", "{},10,6,30,21,car"),
        ("image,left,top,right,bottom,label", "{},10,6,30,21,car"),
        ("image,x,y,w,h,label", "{},10,6,20,15,car"),
        ("图片,类别,左,上,右,下", "{},car,10,6,30,21"),
        ("图片,标签,左上X,左上Y,右下X,右下Y", "{},car,10,6,30,21"),
        ("图片,左,上,宽度,高度,类别", "{},10,6,20,15,car"),
        ("image,bbox_x,bbox_y,bbox_width,bbox_height,label", "{},10,6,20,15,car"),
        ("image_id,width,height,bbox,label", '{},40,30,"[10.0, 6, 20, 15]",car'),
        ("image,x_center,y_center,width,height,label", "{},20,13.5,20,15,car"),
        ("ImageID,LabelName,XMin,XMax,YMin,YMax", "{},car,0.25,0.75,0.2,0.7"),
        ("image;xmin;ymin;xmax;ymax;name", "{};10.0;6,0;30;21.0;car"),
    ],
)
def test_each_form_of_a_box_gives_the_same(head: str, row: str, tmp_path: Path) -> None:
    if ";" in head:
        row = row.replace("6,0", "6.0").replace("10.0", "10.5")
    rows = [row.format("a.jpg"), row.format("a.jpg"), row.format("b.jpg")]
    path = table(tmp_path, "\n".join([head, *rows]) + "\n")
    left = 10.5 if ";" in head else 10
    assert boxes(read(path)) == {"a.jpg": [("car", left, 6, 30, 21)] * 2, "b.jpg": [("car", left, 6, 30, 21)]}


def test_rows_without_a_box_are_pictures_without_objects(tmp_path: Path) -> None:
    path = table(
        tmp_path, "image,x1,y1,x2,y2,class\r\na.jpg,1,2,30,20,car\r\na.jpg,5,5,9,9,car\r\nb.jpg,,,,,\r\n"
    )
    assert boxes(read(path)) == {"a.jpg": [("car", 1, 2, 30, 20), ("car", 5, 5, 9, 9)], "b.jpg": []}


def test_without_a_column_of_classes_there_is_one(tmp_path: Path) -> None:
    path = table(tmp_path, "image,object,x1,y1,x2,y2\na.jpg,1,1,2,30,20\na.jpg,2,5,5,9,9\nb.jpg,1,0,0,4,4\n")
    said: list[str] = []
    assert read(path, said.append).classes == ("object",)
    assert any("all are of the class 'object'" in each for each in said)
    assert read(path, label_column="object").classes == ("1", "2")


def test_splits_groups_and_crowds_are_columns_too(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "image,patient,split,iscrowd,x1,y1,x2,y2,label\na.jpg,p,train,0,1,2,30,20,car\na.jpg,p,train,1,5,5,9,9,car\n"
        "b.jpg,q,valid,0,0,0,4,4,car\n",
    )
    found = read(path)
    assert parts(found) == {"a.jpg": "train", "b.jpg": "val"}
    assert [sample.group for sample in found.samples] == ["p", "q"]
    assert found.targets()[:, -1].tolist() == [0, 1, 0]


def test_a_picture_in_two_parts_is_an_error(tmp_path: Path) -> None:
    path = table(tmp_path, "image,split,x1,y1,x2,y2\na.jpg,train,1,2,30,20\na.jpg,val,5,5,9,9\n")
    assert error(path, r"boxes.csv, line 3: a.jpg is in another part") == "data.split"


def test_a_table_for_each_part_in_a_folder(tmp_path: Path) -> None:
    for part, name in (("train", "a.jpg"), ("valid", "b.jpg")):
        picture(tmp_path / part / name)
        rows = f"{name},40,30,car,1,2,30,20\n{name},40,30,car,3,2,30,20\n"
        text(tmp_path / part / "_annotations.csv", f"filename,width,height,class,xmin,ymin,xmax,ymax\n{rows}")
    assert parts(read(tmp_path)) == {"a.jpg": "train", "b.jpg": "val"}


def test_what_is_no_box_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = table(tmp_path, "image,x1,y1,x2,y2,label\na.jpg,1,2,x,20,car\na.jpg,1,2,,20,car\nb.jpg,1,2,3,9,\n")
    assert (
        error(
            path,
            r"3 faults.*: boxes.csv, line 2: '1, 2, x, 20' is no box.*line 3: .*line 4: a box without a",
        )
        == "data.boxes"
    )


def test_one_box_a_picture_beside_a_label_is_a_class_unless_boxes_are_wanted(tmp_path: Path) -> None:
    rows = "".join(f"{x}.jpg,1,2,30,20,{x}\n" for x in "ab")
    path = table(tmp_path, f"Path,Roi.X1,Roi.Y1,Roi.X2,Roi.Y2,ClassId\n{rows}")
    assert read(path).kind == "class"
    found = read(path, kind="boxes")
    assert boxes(found) == {"a.jpg": [("a", 1, 2, 30, 20)], "b.jpg": [("b", 1, 2, 30, 20)]}


def test_flags_of_a_table_are_obeyed_and_the_origin_is_refused_where_nothing_counts(tmp_path: Path) -> None:
    path = table(tmp_path, "image,x1,y1,x2,y2,label,kind\na.jpg,1,2,30,20,car,x\na.jpg,1,2,30,20,car,y\n")
    assert read(path, label_column="kind").classes == ("x", "y")
    picture(tmp_path / "set" / "cat" / "1.jpg")
    picture(tmp_path / "set" / "dog" / "2.jpg")
    with pytest.raises(UsageError, match="--box-origin 1 says how boxes of Pascal VOC or of a table"):
        read(tmp_path / "set", box_origin="1")


def test_a_table_without_a_header_is_that_of_retinanet(tmp_path: Path) -> None:
    path = table(tmp_path, "a.jpg,1,2,30,20,car\na.jpg,5,5,9,9,dog\nb.jpg,,,,,\n")
    assert boxes(read(path)) == {"a.jpg": [("car", 1, 2, 30, 20), ("dog", 5, 5, 9, 9)], "b.jpg": []}
    table(tmp_path, "b.jpg,,,,,\na.jpg,1,2,x,20,car\na.jpg,1,2,9,20,car\n")
    assert error(path, r"1 fault in the boxes: boxes.csv, line 2") == "data.boxes"


def test_class_folders_are_no_boxes(tmp_path: Path) -> None:
    picture(tmp_path / "cat" / "1.jpg")
    picture(tmp_path / "dog" / "2.jpg")
    with pytest.raises(DataError, match="holds pictures and their classes, but no boxes") as caught:
        read(tmp_path, kind="boxes")
    assert caught.value.code == "data.no_boxes"


def test_two_formats_in_one_folder_are_for_the_user_to_choose(tmp_path: Path) -> None:
    path = table(tmp_path, "image,x1,y1,x2,y2\na.jpg,1,2,30,20\na.jpg,3,3,30,20\n")
    text(tmp_path / "a.txt", "0 0.5 0.5 0.5 0.5")
    assert error(
        tmp_path, r"several ways: as boxes in YOLO text files.*, as a table .* Name the one file"
    ) == ("data.format")
    assert len(read(path).targets()) == 2


def test_real_pedestrians_count_from_1(unpacked: Callable[[str], Path]) -> None:
    said: list[str] = []
    path = unpacked("segmentation/penn_fudan.zip")
    found = read(path, said.append)
    assert [len(found.split(part)) for part in ("train", "val", "test")] == [136, 0, 34]
    assert (found.classes, len(found.targets())) == (("object",), 423)
    assert boxes(found)["FudanPed00001.jpg"] == [
        ("object", 159, 181, 302, 431),
        ("object", 419, 170, 535, 486),
    ]
    assert any("pixels are counted from 1" in each for each in said)
    assert not any("left out" in each or "cut" in each for each in said)
