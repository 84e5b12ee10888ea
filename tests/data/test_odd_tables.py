"""Tables as other programs and other people leave them: what they say is read, or refused in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from test_tables import COLOURS, look, pictures, refused, shots, table, write

from huoyan.data.formats.rows.csv_rows import csv_rows
from huoyan.data.formats.rows.encoding import decode_text
from huoyan.errors import DataError

__all__ = ["shots"]  # a fixture


@pytest.mark.parametrize("name", ["is_cat", "defect"])
def test_a_single_column_of_0_and_1_is_one_label(shots: Path, name: str) -> None:
    path = table(shots, f"image,{name}", [True, False])
    read = look(path)
    assert (read.dataset.classes, read.dataset.kind) == ((name,), "labels")
    assert read.about("note", f"{name!r} is the only class", "20 of 40 rows", f"--label-column {name}")
    assert look(path, label_column=name).dataset.classes == ("False", "True")


@pytest.mark.parametrize("names", [("gold", "silver", "bronze"), ("hard", "soft"), ("key", "lock", "id")])
def test_classes_called_like_remarks_are_classes_where_every_row_has_exactly_one(
    shots: Path, names: Sequence[str]
) -> None:
    ones = [[int(at == own) for at in range(len(names))] for own in range(len(names))]
    read = look(table(shots, f"path,{','.join(names)}", *ones))
    assert (read.dataset.classes, read.dataset.kind) == (tuple(sorted(names)), "class")


def test_a_remark_and_its_opposite_beside_a_label_are_no_classes(shots: Path) -> None:
    path = table(shots, "path,label,occluded,visible", COLOURS, [1, 0], [0, 1])
    assert look(path).dataset.classes == ("blue", "green", "red")


@pytest.mark.parametrize(
    ("header", "values", "parts"),
    [
        ("train", [1, 0], {"train": 20, "test": 20}),
        ("test", ["False", "True"], {"train": 20, "test": 20}),
        ("is_training_img", [1, 1, 1, 0], {"train": 30, "test": 10}),
        ("Usage", ["Training", "PublicTest", "Training", "PrivateTest"], {"train": 20, "test": 20}),
    ],
)
def test_a_split_beside_labels_is_kept_whatever_its_words(
    shots: Path, header: str, values: Sequence[object], parts: dict[str, int]
) -> None:
    assert look(table(shots, f"path,emotion,{header}", COLOURS, values)).parts() == parts


@pytest.mark.parametrize(
    "cell",
    [
        '{"cat": 0.9, "dog": 0.1}',
        '[["Eukarya", "Felis"]]',
        '[{"x": 1, "y": 2, "rectanglelabels": ["cat"]}]',
        "10,20,50,60,3",
        "10,20,50,60,3 5,5,9,9,1",
    ],
)
def test_boxes_and_scores_in_a_label_column_are_no_classes(shots: Path, cell: str) -> None:
    path = table(shots, "path,label", [cell, cell.replace("1", "2")])
    assert refused(path).startswith("data.label ")
    assert cell in look(path, label_separator="none").dataset.classes


def test_a_list_that_does_not_end_is_no_class(shots: Path) -> None:
    told = refused(table(shots, "path,label", ["['cat']", "['dog']", "['cat', 'do"]))
    assert told.startswith("data.label ")
    assert "['cat', 'do" in told


@pytest.mark.parametrize("cells", [["0|1|0", "1|0|0", "0|0|1"], ["0;1;1", "1;0;0"]])
def test_rows_of_zeros_and_ones_do_not_name_the_classes_whatever_stands_between(
    shots: Path, cells: list[str]
) -> None:
    assert refused(table(shots, "path,label", cells)).startswith("data.label ")


def test_the_labels_0_and_1_may_stand_together(shots: Path) -> None:
    assert look(table(shots, "path,label", ["0|1", "1|0"])).dataset.classes == ("0", "1")


@pytest.mark.parametrize("cell", ["[nan]", "['None']", "[null]", "#VALUE!", "\\N"])
def test_what_a_program_writes_for_no_label_is_no_class(shots: Path, cell: str) -> None:
    read = look(table(shots, "path,label", ["cat", "dog", "cat", cell]))
    assert (read.dataset.classes, read.dataset.kind) == (("cat", "dog"), "class")
    assert read.about("warning", "10 of 40 cells", "look like a missing label")


def test_one_list_among_many_names_does_not_decide_what_data_it_is(shots: Path) -> None:
    path = table(shots, "path,label", [*COLOURS * 13, "['red', 'blue']"])
    read = look(path)
    assert (len(read.dataset), read.dataset.kind) == (39, "class")
    assert read.about("warning", "1 of 40 cells", "They are left out", "--labels-per-picture several")
    assert look(path, labels_per_picture="several").labels()[39] == {"red", "blue"}


def test_line_ends_of_old_macs_are_read() -> None:
    rows = csv_rows("path,label\ra.png,cat\rb.png,dog\r", Path("t.csv"), None, strip=True)
    assert rows.cells == [["a.png", "cat"], ["b.png", "dog"]]


def test_zero_bytes_are_a_damaged_file_and_utf_32_is_none() -> None:
    assert decode_text("path,label\n".encode("utf-32"), Path("t.csv")) == ("path,label\n", None)
    with pytest.raises(DataError, match="line 2 holds 9 zero bytes") as caught:
        decode_text(b"path,label\na.png,c" + bytes(9), Path("t.csv"))
    assert caught.value.code == "data.encoding"


def class_folders(root: Path) -> tuple[str, ...]:
    names = tuple(f"{name}/{at}.png" for name in ("cat", "dog") for at in range(10))
    pictures(root, names)
    return names


def test_a_table_of_parts_or_groups_beside_class_folders_is_used(tmp_path: Path) -> None:
    names = class_folders(tmp_path)
    rows = [(name, ("train", "train", "test")[at % 3], at // 2) for at, name in enumerate(names)]
    write(tmp_path / "splits.csv", ("file", "split", "patient"), rows)
    read = look(tmp_path)
    assert (read.dataset.classes, read.parts()) == (("cat", "dog"), {"train": 14, "test": 6})
    assert len({sample.group for sample in read.dataset.samples}) == 10
    assert read.about("note", "splits.csv", "which are used", "--class-folders outer")
    assert look(tmp_path, class_folders="outer").parts() == {None: 20}


def test_lists_of_files_beside_class_folders_are_the_parts(tmp_path: Path) -> None:
    names = class_folders(tmp_path)
    (tmp_path / "train.txt").write_text("\n".join(names[::2]))
    (tmp_path / "test.txt").write_text("\n".join(names[1::2]))
    assert look(tmp_path).parts() == {"train": 10, "test": 10}


def test_lists_may_lie_beside_the_class_folders_and_leave_the_ending_out(tmp_path: Path) -> None:
    names = class_folders(tmp_path / "images")
    for part, listed in (("train", names[::2]), ("test", names[1::2])):
        lines = [name.removesuffix(".png") for name in listed]
        (tmp_path / "images" / f"{part}.txt").write_text("\n".join(lines))
    assert look(tmp_path).parts() == {"train": 10, "test": 10}
    (tmp_path / "images" / "train.txt").write_text("\n".join(names))
    assert look(tmp_path).about("warning", "train.txt not used: of 1.png it says else than test.txt")


def test_parts_beside_class_folders_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    names = class_folders(tmp_path)
    half = [(name, ("train", "test")[at % 2]) for at, name in enumerate(names[:10])]
    write(tmp_path / "splits.csv", ("file", "split"), half)
    assert look(tmp_path).about("warning", "splits.csv not used", "10 of 20 pictures")
    write(tmp_path / "splits.csv", ("file", "split"), [(name, at % 5) for at, name in enumerate(names)])
    assert look(tmp_path).about("warning", "splits.csv not used", "'0', '1', '2'")
    (tmp_path / "splits.csv").rename(tmp_path / "old")
    (tmp_path / "test.txt").write_text("\n".join(names[:3]))
    assert look(tmp_path).about("warning", "test.txt not used", "3 of 20 pictures")


def test_a_table_of_cameras_beside_class_folders_is_not_their_classes(tmp_path: Path) -> None:
    names = class_folders(tmp_path)
    rows = [(name, "AB"[at % 2], at // 4) for at, name in enumerate(names)]
    write(tmp_path / "metadata.csv", ("file_name", "camera", "subject"), rows)
    read = look(tmp_path).dataset
    assert (read.classes, len({sample.group for sample in read.samples})) == (("cat", "dog"), 5)
    write(tmp_path / "metadata.csv", ("file_name", "label"), [row[:2] for row in rows])
    assert refused(tmp_path).startswith("data.format ")


def test_labels_of_several_words_follow_the_picture_in_a_list(tmp_path: Path) -> None:
    pictures(tmp_path, ("a 1.png", "a 2.png"))
    (tmp_path / "list.txt").write_text("a 1.png hot dog\na 2.png cat\n")
    assert look(tmp_path / "list.txt").dataset.classes == ("cat", "hot dog")
    (tmp_path / "list.txt").write_text("a 1.png,hot dog\na 2.png, cat\n")
    assert look(tmp_path / "list.txt").dataset.classes == ("cat", "hot dog")
    (tmp_path / "list.txt").write_text("1 a 1.png\n2 a 2.png\n")
    assert refused(tmp_path / "list.txt").startswith("data.rows ")


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("d.zip", "Unpack it"),
        ("d.xlsx", "CSV UTF-8"),
        ("d.npz", "Write each picture"),
        ("d.yaml", "class folders"),
    ],
)
def test_a_file_of_another_kind_is_told_what_to_do(tmp_path: Path, name: str, remedy: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert refused(tmp_path / name).startswith("data.format ")
    assert remedy in refused(tmp_path / name)
    assert "is an address" in refused(Path("https://example.org/data.zip"))


def two_tables(root: Path, header: str, rows: Sequence[Sequence[object]]) -> Path:
    """train.csv of path and label, and val.csv as it is given."""
    pictures(root, [f"{at}.png" for at in range(8)])
    write(root / "train.csv", ("path", "label"), [(f"{at}.png", "ab"[at % 2]) for at in range(4)])
    write(root / "val.csv", header.split(","), rows)
    return root


def test_tables_of_parts_may_differ_in_order_and_case_of_columns_only(tmp_path: Path) -> None:
    rows = [("ab"[at % 2], f"{at}.png") for at in range(4, 8)]
    assert look(two_tables(tmp_path, "Label,PATH", rows)).parts() == {"train": 4, "val": 4}
    told = refused(two_tables(tmp_path, "class,filename", rows))
    assert told.startswith("data.columns ")
    assert "val.csv has no column 'path', 'label' as train.csv has" in told


def test_a_table_of_a_part_with_another_part_in_its_column_is_refused(tmp_path: Path) -> None:
    rows = [(f"{at}.png", "ab"[at % 2], "train") for at in range(4, 8)]
    assert refused(two_tables(tmp_path, "path,label,split", rows)).startswith("data.split ")
    assert look(tmp_path, split_column="none").parts() == {"train": 4, "val": 4}


@pytest.mark.parametrize("folders", [("small", "large"), ("images",)])
def test_folders_of_pictures_are_no_classes_where_a_table_of_others_cannot_be_followed(
    tmp_path: Path, folders: Sequence[str]
) -> None:
    pictures(
        tmp_path,
        [f"{folder}/{at:04}.{end}" for folder in folders for at in range(6) for end in ("png", "jpg")],
    )
    write(tmp_path / "labels.csv", ("id", "label"), [(f"{at:04}", COLOURS[at % 3]) for at in range(6)])
    told = refused(tmp_path)
    assert told.startswith("data.ambiguous ")
    assert "--class-folders outer" in told
    write(tmp_path / "labels.csv", ("id", "label"), [(at, COLOURS[at % 3]) for at in range(6)])
    assert refused(tmp_path).startswith("data.missing_files ")


def test_two_columns_of_parts_that_disagree_are_refused_with_the_flag(shots: Path) -> None:
    one, other = ["train", "test"], ["train", "train", "test"]
    path = table(shots, "path,label,split,dataset_split", COLOURS, one, other)
    assert "--split-column split" in refused(path)
    assert look(path, split_column="dataset_split").parts() == {"train": 27, "test": 13}
    assert refused(table(shots, "path,label,part_a,part_b", COLOURS, one, other)).startswith("data.columns ")
    same = table(shots, "path,label,part_a,part_b,phase", COLOURS, one, ["Train", "Test"], ["train"])
    assert look(same).parts() == {"train": 20, "test": 20}
