"""Tables as other programs and other people leave them: what they say is read, or refused in words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from huoyan.data.formats.csv_rows import csv_rows
from huoyan.data.formats.encoding import decode
from huoyan.errors import DataError
from test_tables import COLOURS, look, refused, shots, table

__all__ = ["shots"]  # a fixture


@pytest.mark.parametrize("name", ["is_cat", "defect"])
def test_a_single_column_of_0_and_1_is_one_label(shots: Path, name: str) -> None:
    path = table(shots, f"image,{name}", [True, False])
    read = look(path)
    assert (read.dataset.classes, read.dataset.multilabel) == ((name,), True)
    assert read.about("note", f"{name!r} is the only class", "20 of 40 rows", f"--label-column {name}")
    assert look(path, label_column=name).dataset.classes == ("False", "True")


@pytest.mark.parametrize("names", [("gold", "silver", "bronze"), ("hard", "soft"), ("key", "lock", "id")])
def test_classes_called_like_remarks_are_classes_where_every_row_has_exactly_one(
    shots: Path, names: Sequence[str]
) -> None:
    ones = [[int(at == own) for at in range(len(names))] for own in range(len(names))]
    read = look(table(shots, f"path,{','.join(names)}", *ones))
    assert (read.dataset.classes, read.dataset.multilabel) == (tuple(sorted(names)), False)


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
    assert (read.dataset.classes, read.dataset.multilabel) == (("cat", "dog"), False)
    assert read.about("warning", "10 of 40 cells", "look like a missing label")


def test_one_list_among_many_names_does_not_decide_what_data_it_is(shots: Path) -> None:
    path = table(shots, "path,label", [*COLOURS * 13, "['red', 'blue']"])
    read = look(path)
    assert (len(read.dataset), read.dataset.multilabel) == (39, False)
    assert read.about("warning", "1 of 40 cells", "They are left out", "--labels-per-picture several")
    assert look(path, labels_per_picture="several").labels()[39] == {"red", "blue"}


def test_line_ends_of_old_macs_are_read() -> None:
    rows = csv_rows("path,label\ra.png,cat\rb.png,dog\r", Path("t.csv"), None, strip=True)
    assert rows.cells == [["a.png", "cat"], ["b.png", "dog"]]


def test_zero_bytes_are_a_damaged_file_and_utf_32_is_none() -> None:
    assert decode("path,label\n".encode("utf-32"), Path("t.csv")) == ("path,label\n", None)
    with pytest.raises(DataError, match="line 2 holds 9 zero bytes") as caught:
        decode(b"path,label\na.png,c" + bytes(9), Path("t.csv"))
    assert caught.value.code == "data.encoding"
