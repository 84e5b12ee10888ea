"""Folders, tables and IDX files become the same data sets that were written, or a coded error."""

from __future__ import annotations

import csv
import gzip
import io
import os
import struct
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huoyan.data.arrays import stacked_pixels
from huoyan.data.classes import in_order, names_alike
from huoyan.data.dataset import Dataset
from huoyan.data.formats import idx
from huoyan.data.formats.reading import Reading
from huoyan.data.open import DATA_FORMATS, NAMED_SETS, open_dataset, read_dataset, recognise
from huoyan.errors import DataError, MissingExtra
from huoyan.words import Message
from making import sample_of

Find = Callable[[str], Path]


@dataclass
class Remarks:
    """A `say` that keeps what was said."""

    lines: list[str] = field(default_factory=list)

    def __call__(self, line: str) -> None:
        self.lines.append(line)

    def about(self, *words: str) -> str:
        return next(line for line in self.lines if all(word in line for word in words))


def silent(_: str) -> None:
    pass


def picture(path: Path, value: int = 0) -> Path:
    """A real picture of 4x3 pixels at `path`, PNG or JPEG by its ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", (4, 3), (value % 256, value // 256 % 256, 9))
    image.save(path, format="JPEG" if path.suffix.lower() in (".jpg", ".jpeg") else "PNG")
    return path


def folder(root: Path, *names: str) -> Path:
    for number, name in enumerate(names):
        picture(root / name, number)
    return root


def table(root: Path, text: str, name: str = "labels.csv", encoding: str = "utf-8") -> Path:
    root.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(text.encode(encoding))
    return root / name


def code_of(data: str | Path) -> str:
    with pytest.raises(DataError) as caught:
        open_dataset(data, say=silent)
    return caught.value.code


def named_labels(dataset: Dataset) -> dict[str, tuple[set[str], str | None]]:
    return {s.source: ({dataset.classes[x] for x in s.labels}, s.split) for s in dataset.samples}


# --- folders


def test_a_folder_for_each_class_is_read_with_nested_pictures(tmp_path: Path) -> None:
    folder(tmp_path, "cat/a.png", "cat/deep/er/b.jpg", "dog/c.PNG")
    dataset = read_dataset(tmp_path, say=silent)
    assert dataset.classes == ("cat", "dog")
    assert named_labels(dataset) == {
        "cat/a.png": ({"cat"}, None),
        "cat/deep/er/b.jpg": ({"cat"}, None),
        "dog/c.PNG": ({"dog"}, None),
    }
    assert all(sample.path is not None and sample.path.is_file() for sample in dataset.samples)


@pytest.mark.parametrize(
    ("train", "val", "test"),
    [("train", "val", "test"), ("Train", "VALID", "Test"), ("training", "dev", "TESTING")],
)
def test_split_folders_are_found_in_any_case(tmp_path: Path, train: str, val: str, test: str) -> None:
    folder(tmp_path, *(f"{part}/{name}/1.png" for part in (train, val, test) for name in "ab"))
    dataset = open_dataset(tmp_path, say=silent)
    assert [len(dataset.split(part)) for part in ("train", "val", "test")] == [2, 2, 2]
    assert dataset.split("val").samples[0].source == f"{val}/a/1.png"


def test_hidden_files_links_and_odd_names_are_handled(tmp_path: Path) -> None:
    folder(tmp_path, "猫 咪/一 只.png", "猫 咪/._resource.png", ".git/x.png", "__MACOSX/狗/y.png", "狗/b.png")
    picture(tmp_path.parent / "elsewhere" / "c.png")
    (tmp_path / "狗" / "linked").symlink_to(tmp_path.parent / "elsewhere")
    (tmp_path / "狗" / "loop").symlink_to(tmp_path / "狗")
    dataset = read_dataset(tmp_path, say=silent)
    assert sorted(named_labels(dataset)) == ["狗/b.png", "狗/linked/c.png", "猫 咪/一 只.png"]


def test_classes_are_in_natural_order() -> None:
    assert in_order(["10", "2", "b", "a1", "2"]) == ("2", "10", "a1", "b")


def test_classes_that_differ_only_in_case_or_blanks_are_named(tmp_path: Path) -> None:
    folder(tmp_path, *(f"{name}/{n}.png" for name in ("Cat", "cat", "dog") for n in range(3)))
    said = Remarks()
    open_dataset(tmp_path, say=said)
    assert "'Cat' (3), 'cat' (3)" in said.about("warning", "differ only in case")
    assert names_alike(["hot dog", "Hot_Dog", "cat"]) == [("hot dog", "Hot_Dog")]


@pytest.mark.parametrize(
    "names",
    [("-1", "1"), ("B-", "B"), ("B+", "B"), ("1-2", "12"), ("0 5", "05"), ("0-9", "09"), ("<5", "5")],
)
def test_classes_that_differ_in_a_sign_are_not_taken_for_one_name(names: tuple[str, str]) -> None:
    assert names_alike(names) == []


@pytest.mark.parametrize(
    "names", [("type-1", "Type 1"), ("hotdog", "hot-dog"), ("cat_", "cat"), ("e\u0301", "\u00e9")]
)
def test_classes_that_differ_in_case_joints_or_accents_are_alike(names: tuple[str, str]) -> None:
    assert names_alike(names) == [names]


def test_a_class_folder_without_pictures_is_named_and_left_out(tmp_path: Path) -> None:
    folder(tmp_path, *(f"{name}/{n}.png" for name in "ab" for n in range(3)))
    (tmp_path / "empty").mkdir()
    said = Remarks()
    assert open_dataset(tmp_path, say=said).classes == ("a", "b")
    assert "/empty" in said.about("warning", "no picture in")


def test_a_class_with_one_picture_goes_to_training_and_is_named(tmp_path: Path) -> None:
    folder(tmp_path, "rare/1.png", *(f"b/{n}.png" for n in range(20)))
    said = Remarks()
    dataset = open_dataset(tmp_path, say=said)
    assert dataset.split("train").counts()["rare"] == 1
    assert "rare" in said.about("warning", "single picture")


def test_labels_that_training_never_saw_are_left_out_with_a_count(tmp_path: Path) -> None:
    folder(tmp_path, "train/a/1.png", "train/c/2.png", "test/a/3.png", "test/b/4.png", "test/b/5.png")
    folder(tmp_path, "val/a/6.png")
    said = Remarks()
    dataset = open_dataset(tmp_path, val=0, say=said)
    assert dataset.classes == ("a", "c")
    assert named_labels(dataset) == {
        "train/a/1.png": ({"a"}, "train"),
        "train/c/2.png": ({"c"}, "train"),
        "test/a/3.png": ({"a"}, "test"),
        "val/a/6.png": ({"a"}, "val"),
    }
    assert "'b' (2)" in said.about("warning", "no training picture")


def test_loose_pictures_and_unlabelled_parts_are_said(tmp_path: Path) -> None:
    folder(tmp_path, "stray.png", "train/a/1.png", "train/b/2.png", "train/loose.png", "test/x.png")
    folder(tmp_path, "val/a/3.png", "val/b/4.png")
    said = Remarks()
    assert len(open_dataset(tmp_path, say=said)) == 4
    assert said.about("warning", "1 picture directly in", "/train/")
    assert said.about("warning", f"1 picture directly in {tmp_path.name}/")
    assert said.about("warning", "test/", "without class folders")


def test_split_folders_beside_other_folders_are_ambiguous(tmp_path: Path) -> None:
    folder(tmp_path, "train/a/1.png", "train/b/2.png", "extra/3.png")
    assert code_of(tmp_path) == "data.format"


def test_a_vehicle_called_train_is_a_class(tmp_path: Path) -> None:
    folder(tmp_path, "train/1.png", "plane/2.png", "car/3.png")
    assert read_dataset(tmp_path, say=silent).classes == ("car", "plane", "train")


# --- what cannot be used


def test_a_missing_path_names_the_nearest(tmp_path: Path) -> None:
    folder(tmp_path, "weather/a/1.png", "weather/b/1.png")
    with pytest.raises(DataError, match="did you mean: weather") as caught:
        open_dataset(tmp_path / "wether", say=silent)
    assert caught.value.code == "data.missing"
    with pytest.raises(DataError, match="did you mean: weather"):
        open_dataset(tmp_path / "weathr" / "a", say=silent)
    with pytest.raises(DataError, match="mnist") as caught:
        open_dataset("minst", say=silent)
    assert caught.value.code == "data.missing"


def test_unusable_folders_have_codes(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "hollow" / "a").mkdir(parents=True)
    folder(tmp_path / "one", "a/1.png", "a/2.png")
    folder(tmp_path / "flat", "1.png", "2.png")
    folder(tmp_path / "parts", "train/1.png", "test/2.png")
    codes = {name: code_of(tmp_path / name) for name in ("empty", "hollow", "one", "flat", "parts")}
    assert codes == {
        "empty": "data.empty",
        "hollow": "data.empty",
        "one": "data.one_class",
        "flat": "data.format",
        "parts": "data.format",
    }


def test_an_unknown_format_says_what_was_looked_for_and_found(tmp_path: Path) -> None:
    folder(tmp_path / "flat", "1.png", "2.png", "notes.jpg")
    with pytest.raises(DataError) as caught:
        read_dataset(tmp_path / "flat", say=silent, reading=Reading(known=("cat",)))
    text = str(caught.value)
    assert all(Message(f"format.{name}") in text for name in DATA_FORMATS)
    assert all(name in text for name in NAMED_SETS)
    assert "2 files (.png), 1 file (.jpg)" in text
    assert code_of(picture(tmp_path / "single.png")) == "data.format"


def test_a_folder_of_pictures_alone_says_what_is_there_and_what_may_be_done(tmp_path: Path) -> None:
    folder(tmp_path, "1.png", "2.png", "notes.jpg")
    with pytest.raises(DataError) as caught:
        open_dataset(tmp_path, say=silent)
    text = str(caught.value)
    assert "2 files (.png), 1 file (.jpg)" in text
    assert "--task anomaly" in text
    assert "a folder for each class" in text


def test_a_path_that_no_disk_takes_is_missing(tmp_path: Path) -> None:
    assert code_of("a\0b") == "data.missing"
    assert code_of(str(tmp_path / ("x" * 300))) == "data.missing"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_folder_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    folder(tmp_path, "a/1.png", "b/1.png", "b/inner/2.png")
    for locked in (tmp_path / "b" / "inner", tmp_path / "b", tmp_path):
        locked.chmod(0)
        try:
            assert code_of(tmp_path) == "data.permission"
        finally:
            locked.chmod(0o755)


# --- tables


def test_a_table_is_read_with_its_split_and_groups(tmp_path: Path) -> None:
    folder(tmp_path / "img", "1.png", "2.png", "3.jpg")
    path = table(
        tmp_path,
        "\ufeffImage, Label ,SPLIT,patient,age\nimg/1.png,cat,train,p1,7\nimg\\2.png,dog,Valid,p2,8\n\n"
        '"img/3.jpg",cat,TEST,,9\n',
    )
    said = Remarks()
    dataset = read_dataset(path, say=said)
    assert named_labels(dataset) == {
        "img/1.png": ({"cat"}, "train"),
        "img/2.png": ({"dog"}, "val"),
        "img/3.jpg": ({"cat"}, "test"),
    }
    assert [sample.group for sample in dataset.samples] == ["p1", "p2", None]
    plan = "note: table labels.csv: path = Image, label = Label, split = SPLIT, group = patient; left: age."
    assert plan in said.lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_tables_are_read_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    folder(tmp_path, "图/一.png", "图/二.png")
    path = table(tmp_path, "路径,标签\n图/一.png,晴天\n图/二.png,下雨\n", encoding=encoding)
    assert named_labels(read_dataset(path, say=silent)) == {
        "图/一.png": ({"晴天"}, None),
        "图/二.png": ({"下雨"}, None),
    }


def test_labels_in_one_cell_make_the_data_multilabel(tmp_path: Path) -> None:
    folder(tmp_path, "1.png", "2.png", "3.png")
    dataset = read_dataset(table(tmp_path, "file,labels\n1.png,a|b\n2.png,\n3.png,b; c ;b\n"), say=silent)
    assert dataset.kind == "labels"
    assert dataset.targets().tolist() == [[1, 1, 0], [0, 0, 0], [0, 1, 1]]


def test_a_delimiter_is_not_taken_from_the_labels(tmp_path: Path) -> None:
    folder(tmp_path, "1.png", "2.png")
    dataset = read_dataset(table(tmp_path, "file,labels\n1.png,a;b;c;d\n2.png,a;b;c\n"), say=silent)
    assert dataset.classes == ("a", "b", "c", "d")


def test_one_column_for_each_class_is_multilabel(tmp_path: Path) -> None:
    folder(tmp_path, "1.png", "2.png", "3.png")
    text = (
        "file\tsplit\tred\tbig\tnote\n1.png\ttrain\t1\t0\tx\n2.png\ttrain\t0\t0\ty\n3.png\ttest\t1\t1.0\tz\n"
    )
    said = Remarks()
    dataset = read_dataset(table(tmp_path, text, "t.tsv"), say=said)
    assert (dataset.classes, dataset.kind) == (("big", "red"), "labels")
    assert dataset.targets().tolist() == [[0, 1], [0, 0], [1, 1]]
    assert "2 columns of 0 and 1 (red, big), split = split, group = none; left: note" in said.about(
        "table t.tsv"
    )
    odd = table(tmp_path, "file,red\n1.png,1\n2.png,0\n3.png,7\n", "odd.csv")
    with pytest.raises(DataError, match=r"line 4: '7' in the column 'red'"):
        read_dataset(odd, say=silent)


def test_missing_files_are_counted_and_more_than_half_is_an_error(tmp_path: Path) -> None:
    folder(tmp_path, *(f"{n}.png" for n in range(7)))
    rows = "".join(f"{n}.png,{'ab'[n % 2]}\n" for n in range(7))
    gone = "".join(f"gone{n}.png,c\n" for n in range(6))
    said = Remarks()
    dataset = read_dataset(table(tmp_path, f"path,label\n{rows}{gone}"), say=said)
    assert (len(dataset), dataset.classes) == (7, ("a", "b"))
    assert "6 of the 13 files" in said.about("warning", "gone0.png, gone1.png", "gone4.png and 1 more")
    assert said.about("warning", "no picture is left of c")
    path = table(tmp_path, f"path,label\n{rows}{gone}gone7.png,a\ngone8.png,b\n")
    assert code_of(path) == "data.missing_files"


def test_bad_tables_have_codes(tmp_path: Path) -> None:
    folder(tmp_path, "1.png", "2.png")
    texts = {
        "data.columns": "photo,thing\n1.png,a\n",
        "data.split": "path,label,split\n1.png,a,train\n2.png,b,kept\n",
        "data.rows": "path,label\n1.png,a,b\n",
        "data.empty": "path,label\n",
        "data.one_class": "path,label\n1.png,a\n2.png,a\n",
    }
    assert {code: code_of(table(tmp_path, text)) for code, text in texts.items()} == {x: x for x in texts}
    assert code_of(table(tmp_path, "path,note\n1.png,hello\n")) == "data.columns"
    (tmp_path / "labels.csv").write_bytes(b"path,label\n\xff\xff\xff,\x80\n")
    assert code_of(tmp_path / "labels.csv") == "data.encoding"


def test_a_table_without_a_header_is_told_to_have_one(tmp_path: Path) -> None:
    folder(tmp_path, "1.png", "2.png")
    with pytest.raises(DataError, match="Put a header line above"):
        open_dataset(table(tmp_path, "1.png,a\n2.png,b\n"), say=silent)


def test_a_file_named_twice_is_used_once(tmp_path: Path) -> None:
    folder(tmp_path, *(f"{n}.png" for n in range(5)))
    said = Remarks()
    path = table(
        tmp_path,
        "path,label,split\n0.png,a,train\n./0.png,a,train\n1.png,a,train\n1.png,b,train\n2.png,b,train\n"
        "2.png,b,test\n3.png,a,train\n4.png,b,train\n",
    )
    dataset = read_dataset(path, say=said)
    assert named_labels(dataset) == {
        "0.png": ({"a"}, "train"),
        "2.png": ({"b"}, "test"),
        "3.png": ({"a"}, "train"),
        "4.png": ({"b"}, "train"),
    }
    assert said.about("3 rows naming a file")
    assert "1.png (a / b)" in said.about("different labels")
    assert "2.png" in said.about("more than one part")


def test_rows_without_a_label_are_left_out_and_said(tmp_path: Path) -> None:
    folder(tmp_path, "1.png", "2.png", "3.png")
    said = Remarks()
    assert len(read_dataset(table(tmp_path, "path,label\n1.png,a\n2.png,\n3.png,b\n"), say=said)) == 2
    assert "(line 3)" in said.about("warning", "1 row without")


def test_a_folder_with_a_table_beside_its_pictures_is_read_as_the_table(tmp_path: Path) -> None:
    folder(tmp_path, "images/1.png", "images/2.png")
    table(tmp_path, "path,label\nimages/1.png,a\nimages/2.png,b\n")
    table(tmp_path, "id,name\n1,a\n", "classes.csv")
    assert recognise(tmp_path) == "table"
    assert read_dataset(tmp_path, say=silent).classes == ("a", "b")
    folder(tmp_path, "more/3.png")
    assert code_of(tmp_path) == "data.format"


def test_parquet_is_read_like_csv(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    folder(tmp_path, "1.png", "2.png", "3.png")
    files = ["1.png", "2.png", "3.png"]
    parquet.write_table(pyarrow.table({"file": files, "label": [1.0, 2.0, 10.0]}), tmp_path / "n.parquet")
    assert read_dataset(tmp_path / "n.parquet", say=silent).classes == ("1", "2", "10")
    lists = pyarrow.table({"file": files, "labels": [["a", "b"], [], None]})
    parquet.write_table(lists, tmp_path / "l.parquet")
    assert read_dataset(tmp_path / "l.parquet", say=silent).targets().tolist() == [[1, 1], [0, 0], [0, 0]]
    hot = pyarrow.table({"file": files, "a": [True, False, True], "b": [0, 1, 1]})
    parquet.write_table(hot, tmp_path / "h.parquet")
    assert read_dataset(tmp_path / "h.parquet", say=silent).targets().tolist() == [[1, 0], [0, 1], [1, 1]]
    (tmp_path / "bad.parquet").write_bytes(b"PAR1 nothing")
    assert code_of(tmp_path / "bad.parquet") == "data.rows"


def test_parquet_without_pyarrow_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    (tmp_path / "n.parquet").write_bytes(b"PAR1")
    with pytest.raises(MissingExtra, match=r"huoyan\[parquet\]"):
        read_dataset(tmp_path / "n.parquet", say=silent)


# --- IDX


def idx_bytes(array: np.ndarray) -> bytes:
    header = bytes((0, 0, 8, array.ndim)) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.astype(np.uint8).tobytes()


def write_idx(root: Path, name: str, array: np.ndarray) -> None:
    root.mkdir(parents=True, exist_ok=True)
    data = idx_bytes(array)
    (root / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)


def test_only_a_training_pair_is_split_into_three(tmp_path: Path) -> None:
    images = np.arange(40 * 6, dtype=np.uint8).reshape(40, 2, 3)
    write_idx(tmp_path, "train-images.idx3-ubyte", images)
    write_idx(tmp_path, "train-labels-idx1-ubyte.gz", np.arange(40) % 2 * 3)
    dataset = open_dataset(tmp_path, say=silent)
    assert dataset.classes == ("0", "3")
    assert [len(dataset.split(part)) for part in ("train", "val", "test")] == [28, 6, 6]
    array = stacked_pixels(dataset)
    assert array is not None
    assert array.shape == (40, 2, 3)
    assert np.array_equal(array, images)


def test_broken_idx_files_have_a_code(tmp_path: Path) -> None:
    good = idx_bytes(np.zeros((5, 2, 2)))
    broken = [
        b"",
        b"\0",
        good[:-1],
        good + b"x",
        b"\x89PNG" + good[4:],
        gzip.compress(good)[:-12],
        b"\0\0\x0d\x01",
    ]
    write_idx(tmp_path, "train-labels-idx1-ubyte", np.arange(5))
    for data in broken:
        (tmp_path / "train-images-idx3-ubyte").write_bytes(data)
        assert code_of(tmp_path) == "data.idx"
    write_idx(tmp_path, "train-images-idx3-ubyte", np.zeros((4, 2, 2)))
    assert code_of(tmp_path) == "data.idx"
    (tmp_path / "train-labels-idx1-ubyte").unlink()
    assert code_of(tmp_path) == "data.idx"


def test_a_header_that_promises_too_much_does_not_fill_the_memory(tmp_path: Path) -> None:
    bomb = b"\0\0\x08\x03" + struct.pack(">3I", 1, 2, 2) + bytes(50_000_000)
    with pytest.raises(DataError, match="by its own header"):
        idx.parse(gzip.compress(bomb), "bomb")
    promise = b"\0\0\x08\x03" + struct.pack(">3I", 2**31, 2**10, 2**10)
    with pytest.raises(DataError, match="would unpack from"):
        idx.parse(gzip.compress(promise), "promise")


# --- arrays


def test_pictures_of_several_shapes_are_not_stacked() -> None:
    small, large = np.zeros((2, 2), np.uint8), np.zeros((3, 2), np.uint8)
    samples = (sample_of("a", 0, pixels=small), sample_of("b", 0, pixels=large))
    assert stacked_pixels(Dataset("x", ("c",), samples)) is None
    assert stacked_pixels(Dataset("x", ("c",), ())) is None
    assert stacked_pixels(Dataset("x", ("c",), (sample_of("f", 0, path=Path("f.png")),))) is None


def test_stacked_colour_pictures_are_a_writable_copy_in_order() -> None:
    big = np.arange(5 * 2 * 3 * 3, dtype=np.uint8).reshape(5, 2, 3, 3)
    samples = tuple(sample_of(str(n), 0, pixels=big[n]) for n in (3, 0, 4))
    array = stacked_pixels(Dataset("x", ("c",), samples))
    assert array is not None
    assert np.array_equal(array, np.stack([big[3], big[0], big[4]]))
    array[:] = 0
    assert big.any()


# --- round trips

LABEL_NAMES = (
    st.text(st.sampled_from("abcXYZ猫狗晴天 é09,'\"-_"), min_size=1, max_size=6)
    .map(str.strip)
    .filter(lambda name: bool(name) and not name.startswith("."))
)
FILE_NAMES = st.text(st.sampled_from("abz图片 ,;09-"), min_size=1, max_size=6).map(str.strip).filter(bool)
SPLIT_CHOICES = st.sampled_from(["train", "val", "test"])
QUICK = settings(max_examples=25)


def rows_of(multilabel: bool) -> st.SearchStrategy[list[tuple[str, list[str], str]]]:
    """File stem, label names, split; file stems are unique."""
    labels = (
        st.lists(LABEL_NAMES, max_size=3, unique=True)
        if multilabel
        else st.lists(LABEL_NAMES, min_size=1, max_size=1)
    )
    row = st.tuples(FILE_NAMES, labels, SPLIT_CHOICES)
    return st.lists(row, min_size=1, max_size=8, unique_by=lambda row: row[0])


@QUICK
@given(rows=rows_of(multilabel=False), split=st.booleans())
def test_any_folder_reads_back_as_written(rows: list[tuple[str, list[str], str]], split: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        wanted = {}
        for number, (stem, [label], part) in enumerate(rows):
            source = f"{part}/{label}/{stem}.png" if split else f"{label}/{stem}.png"
            picture(root / source, number)
            wanted[source] = ({label}, part if split else None)
        assert named_labels(read_dataset(root, say=silent)) == wanted


@QUICK
@given(
    rows=rows_of(multilabel=True),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
    mark=st.sampled_from("|;"),
)
def test_any_multilabel_table_reads_back_as_written(
    rows: list[tuple[str, list[str], str]], delimiter: str, encoding: str, mark: str
) -> None:
    rows = [*rows, ("two labels", ["p", "q"], "train")]
    check_table(rows, delimiter, encoding, mark)


@QUICK
@given(
    rows=rows_of(multilabel=False),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]),
)
def test_any_table_reads_back_as_written(
    rows: list[tuple[str, list[str], str]], delimiter: str, encoding: str
) -> None:
    check_table(rows, delimiter, encoding, "none")


def check_table(
    rows: Sequence[tuple[str, list[str], str]],
    delimiter: str,
    encoding: str,
    separator: str,
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        # Two characters which are not valid UTF-8 in GB 18030: without any, nobody can tell the two apart.
        rows = [*rows, ("last", ["晴天"], "train")]
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter)
        writer.writerow(["path", "labels", "split"])
        for number, (stem, labels, part) in enumerate(rows):
            picture(root / f"{stem}.jpg", number)
            writer.writerow([f"{stem}.jpg", separator.join(labels), part])
        path = table(root, text.getvalue(), encoding=encoding)
        # Some of these names look like a missing label or like several.
        reading = Reading(missing_labels="keep", label_separator=separator)
        dataset = read_dataset(path, say=silent, reading=reading)
        assert named_labels(dataset) == {f"{stem}.jpg": (set(labels), part) for stem, labels, part in rows}
        assert dataset.classes == in_order(x for _, labels, _ in rows for x in labels)


@QUICK
@given(
    labels=st.lists(st.integers(0, 255), min_size=1, max_size=30),
    height=st.integers(1, 5),
    width=st.integers(1, 5),
    packed=st.booleans(),
    dotted=st.booleans(),
    both=st.booleans(),
)
def test_any_idx_files_read_back_as_written(
    *, labels: list[int], height: int, width: int, packed: bool, dotted: bool, both: bool
) -> None:
    rng = np.random.default_rng(len(labels))
    images = rng.integers(0, 256, (len(labels), height, width), dtype=np.uint8)
    with tempfile.TemporaryDirectory() as name:
        for _, *names in idx.PAIRS if both else idx.PAIRS[:1]:
            for kind, array in zip(names, (images, np.array(labels)), strict=True):
                spelt = kind.replace("-idx", ".idx") if dotted else kind
                write_idx(Path(name), spelt + (".gz" if packed else ""), array)
        dataset = read_dataset(name, say=silent)
    train = dataset.split("train")
    array = stacked_pixels(train)
    assert array is not None
    assert np.array_equal(array, images)
    assert [dataset.classes[s.labels[0]] for s in train.samples] == [str(x) for x in labels]
    assert len(dataset) == len(labels) * (2 if both else 1)


# --- real data


def test_real_photos_keep_their_split(unpacked: Find) -> None:
    dataset = open_dataset(unpacked("weather4/weather4.zip"), say=silent)
    assert dataset.classes == ("Cloudy", "Rain", "Shine", "Sunrise")
    assert list(dataset.split("test").counts().values()) == [75, 36, 63, 89]
    assert len(dataset.split("train")) + len(dataset.split("val")) == 634


def test_real_table_beside_its_pictures_is_found(unpacked: Find) -> None:
    dataset = read_dataset(unpacked("imagenet-sample/imagenet_sample100.zip"), say=silent)
    assert (len(dataset), len(dataset.classes)) == (100, 100)


def test_two_formats_that_are_equally_sure_are_an_error_that_names_both(tmp_path: Path) -> None:
    folder(tmp_path, "a/1.png", "b/2.png")
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(b"")
    with pytest.raises(
        DataError, match=r"several ways: as a folder for each class.*, as IDX files"
    ) as caught:
        read_dataset(tmp_path, say=silent)
    assert caught.value.code == "data.format"
    meant = read_dataset(tmp_path, say=silent, reading=Reading(class_folders="outer"))
    assert meant.classes == ("a", "b")


@pytest.mark.parametrize("name", DATA_FORMATS)
def test_every_format_is_sure_of_its_own_and_not_of_what_it_does_not_know(name: str, tmp_path: Path) -> None:
    assert DATA_FORMATS[name].sureness(tmp_path / "missing", Reading()) == 0
    assert DATA_FORMATS[name].sureness(tmp_path, Reading()) == 0
    picture(tmp_path / "single.png")
    assert DATA_FORMATS[name].sureness(tmp_path / "single.png", Reading()) == 0
    assert DATA_FORMATS[name].HOLDS
    assert Message(f"format.{name}")
