"""Splits and exclusions go through files unchanged, and a file that does not fit is refused by name."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image

from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.splitting.exclusions import read_exclusions, without, write_exclusions
from huoyan.data.splitting.list_file import composed
from huoyan.data.splitting.split_file import GivenSplits, read_splits, with_splits, write_splits
from huoyan.errors import DataError, UsageError
from huoyan.text import spelt
from making import sample_of


def dataset_of(*sources: str) -> Dataset:
    samples = tuple(sample_of(source, at % 2, Path(source)) for at, source in enumerate(sources))
    return Dataset("made", ("a", "b"), samples)


def test_a_drawn_split_comes_back_from_its_file(tmp_path: Path) -> None:
    before = dataset_of(*(f"晴天/图 {n}, 'x'.jpg" for n in range(40)))
    drawn = open_dataset(before, val=0.2, test=0.2, seed=3, say=lambda _: None)
    write_splits(tmp_path / "划 分.csv", drawn)
    assert with_splits(before, read_splits(tmp_path / "划 分.csv")) == drawn


# Names as file systems have them: blanks at the ends, quotes, ends of lines, bytes that are no text.
names = st.one_of(
    st.text("ab,\"';|\t\r\n猫 é.\\xf8", min_size=1),
    st.binary(min_size=1).map(lambda name: name.decode("utf-8", "surrogateescape")),
).map(spelt)


@given(st.dictionaries(names.filter(str.strip), st.sampled_from(SPLITS), min_size=1))
def test_any_name_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, splits: dict[str, Split]
) -> None:
    assume(len({composed(source) for source in splits}) == len(splits))
    file = tmp_path_factory.mktemp("splits") / "splits.csv"
    before = Dataset("made", ("a",), tuple(sample_of(source, 0, Path("x")) for source in splits))
    drawn = Dataset("made", ("a",), tuple(replace(x, split=splits[x.source]) for x in before.samples))
    write_splits(file, drawn)
    assert with_splits(before, read_splits(file)) == drawn
    first, *rest = splits
    write_exclusions(file, [(first, f"as {first}")])
    if rest:
        left = without(before, read_exclusions(file))
        assert [sample.source for sample in left.samples] == rest


def test_names_with_blanks_line_ends_and_other_bytes_are_found_again(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    odd = (b" a.png", b"a.png ", b"b\r.png", b"c\n.png", b"d\xff.png", b"d\\xff.png", b'e,"f.png', b"a.png")
    for label in (b"one", b"two"):
        (photos / os.fsdecode(label)).mkdir(parents=True)
        for at, name in enumerate(odd):
            colour = (at * 20, 50 * len(label), 0)
            Image.new("RGB", (4, 4), colour).save(photos / os.fsdecode(label) / os.fsdecode(name), "PNG")
    read = read_dataset(photos, say=str)
    assert len(read) == 2 * len(odd)
    drawn = replace(
        read, samples=tuple(replace(s, split=SPLITS[at % 3]) for at, s in enumerate(read.samples))
    )
    write_splits(tmp_path / "splits.csv", drawn)
    assert with_splits(read, read_splits(tmp_path / "splits.csv")) == drawn
    write_exclusions(tmp_path / "out.csv", [(s.source, "") for s in read.samples[1:]])
    left = without(read, read_exclusions(tmp_path / "out.csv"))
    assert left.samples == read.samples[:1]


def test_blanks_around_a_name_written_by_hand_are_forgiven(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("path, split\na.jpg , train\n a.jpg,test\n  b.jpg,val\n,,\n")
    data = dataset_of("a.jpg", " a.jpg", "b.jpg")
    found = with_splits(data, read_splits(tmp_path / "s.csv"))
    assert [sample.split for sample in found.samples] == ["train", "test", "val"]


def test_samples_without_a_split_are_not_written(tmp_path: Path) -> None:
    write_splits(tmp_path / "s.csv", dataset_of("a.jpg"))
    assert (tmp_path / "s.csv").read_text() == "path,split\n"


def test_splits_of_a_spreadsheet_are_read(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_bytes("\ufeffSplit;Path\r\nValidation;猫/1.jpg\r\ntraining;b.jpg\r\n".encode())
    assert read_splits(file).parts == {"猫/1.jpg": "val", "b.jpg": "train"}


def test_names_composed_in_another_way_are_the_same_names(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text("path,split\ncafe\u0301.jpg,test\n", encoding="utf-8")
    assert with_splits(dataset_of("caf\u00e9.jpg"), read_splits(file)).samples[0].split == "test"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file,part\na.jpg,train\n", r"no column 'path'.*file, part"),
        ("path,label\na.jpg,cat\n", r"no column 'split'"),
        ("path,split\na.jpg,dev2\n", r"line 2.*'dev2'.*train, val, test"),
        ("path,split\n,train\n", r"line 2.*path ''"),
        ("path,split\na.jpg,train\nb.jpg,val\na.jpg,test\n", r"line 4: a.jpg.*test.*train"),
        ("path,split\n", r"no row"),
        ("", r"no column 'path'.*none"),
    ],
)
def test_a_file_that_is_no_list_of_splits_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "s.csv").write_text(text)
    with pytest.raises(DataError, match=said) as caught:
        read_splits(tmp_path / "s.csv")
    assert caught.value.code == "data.splits"


def test_a_missing_file_is_an_error_of_the_data(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        read_splits(tmp_path / "nowhere.csv")
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        read_exclusions(tmp_path / "nowhere.csv")


def test_a_sample_without_a_row_is_named() -> None:
    with pytest.raises(DataError, match=r"says nothing of 1 picture of made: b\.jpg") as caught:
        with_splits(dataset_of("a.jpg", "b.jpg"), GivenSplits({"a.jpg": "train"}))
    assert caught.value.code == "data.splits"


def test_a_row_without_a_sample_is_named_with_the_nearest_source() -> None:
    splits: dict[str, Split] = {"cats/a.jpg": "train", "cats/b.jpeg": "test"}
    with pytest.raises(DataError, match=r"cats/b\.jpeg\. Did you mean cats/b\.jpg\?"):
        with_splits(dataset_of("cats/a.jpg", "cats/b.jpg"), GivenSplits(splits))


def test_made_pictures_are_told_and_those_of_a_run_may_be_gone(tmp_path: Path) -> None:
    first, second = dataset_of("a.jpg", "b.jpg").samples
    own = replace(second, source="made/b/made-1.png", split="train", made=True)
    drawn = Dataset(
        "made", ("a", "b"), (replace(first, split="val"), replace(second, made=True, split="train"), own)
    )
    write_splits(tmp_path / "s.csv", drawn)
    assert (tmp_path / "s.csv").read_text().splitlines() == [
        "path,split,made", "a.jpg,val,", "b.jpg,train,yes", "made/b/made-1.png,train,yes"
    ]  # fmt: skip
    found = with_splits(dataset_of("a.jpg", "b.jpg"), read_splits(tmp_path / "s.csv"))
    assert [(s.source, s.split, s.made) for s in found.samples] == [
        ("a.jpg", "val", False), ("b.jpg", "train", True)
    ]  # fmt: skip
    with pytest.raises(DataError, match=r"b\.jpg"):
        with_splits(dataset_of("a.jpg"), GivenSplits({"a.jpg": "val", "b.jpg": "train"}))


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_splits(tmp_path / "no folder" / "s.csv", dataset_of("a"))
    with pytest.raises(UsageError, match="cannot be written"):
        write_exclusions(tmp_path / "no folder" / "s.csv", [("a", "b")])


def test_listed_pictures_are_left_out_and_nothing_else(tmp_path: Path) -> None:
    write_exclusions(tmp_path / "e.csv", [("猫, 1.jpg", "unreadable"), ("c.jpg", "duplicate")])
    listed = read_exclusions(tmp_path / "e.csv")
    assert listed == {"猫, 1.jpg": "unreadable", "c.jpg": "duplicate"}
    rest = without(dataset_of("猫, 1.jpg", "b.jpg", "c.jpg", "d.jpg"), listed)
    assert [sample.source for sample in rest.samples] == ["b.jpg", "d.jpg"]


def test_an_empty_list_leaves_out_nothing(tmp_path: Path) -> None:
    write_exclusions(tmp_path / "e.csv", [])
    before = dataset_of("a.jpg")
    assert without(before, read_exclusions(tmp_path / "e.csv")) == before


def test_a_list_of_paths_alone_will_do(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("path\na.jpg\n")
    assert read_exclusions(tmp_path / "e.csv") == {"a.jpg": ""}


def test_a_list_for_other_data_is_refused() -> None:
    with pytest.raises(DataError, match=r"zzz.*Paths there are like a\.jpg") as caught:
        without(dataset_of("a.jpg"), {"zzz": ""})
    assert caught.value.code == "data.exclude"


def test_leaving_out_everything_is_refused() -> None:
    with pytest.raises(DataError, match="leaves nothing"):
        without(dataset_of("a.jpg"), {"a.jpg": ""})


@pytest.mark.parametrize(
    ("text", "said"), [("name\na.jpg\n", "no column 'path'"), ("path,reason\n,dark\n", "line 2")]
)
def test_a_file_that_is_no_list_of_exclusions_is_refused(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "e.csv").write_text(text)
    with pytest.raises(DataError, match=said) as caught:
        read_exclusions(tmp_path / "e.csv")
    assert caught.value.code == "data.exclude"
