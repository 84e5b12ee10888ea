"""Splits and exclusions go through files unchanged, and a file that does not fit is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huoyan.data.dataset import SPLITS, Dataset, Sample
from huoyan.data.exclude import read_exclusions, without, write_exclusions
from huoyan.data.open import open_dataset
from huoyan.data.split_file import read_splits, with_splits, write_splits
from huoyan.errors import DataError, UsageError


def dataset_of(*sources: str) -> Dataset:
    samples = tuple(Sample(source, (at % 2,), Path(source)) for at, source in enumerate(sources))
    return Dataset("made", ("a", "b"), samples)


def test_a_drawn_split_comes_back_from_its_file(tmp_path: Path) -> None:
    before = dataset_of(*(f"晴天/图 {n}, 'x'.jpg" for n in range(40)))
    drawn = open_dataset(before, val=0.2, test=0.2, seed=3, say=lambda _: None)
    write_splits(tmp_path / "划 分.csv", drawn)
    assert with_splits(before, read_splits(tmp_path / "划 分.csv")) == drawn


@given(
    st.dictionaries(
        st.text("ab,\"';|猫 é/.", min_size=1).map(str.strip).filter(bool), st.sampled_from(SPLITS)
    )
)
def test_any_source_survives_the_file(
    tmp_path_factory: pytest.TempPathFactory, splits: dict[str, str]
) -> None:
    file = tmp_path_factory.mktemp("splits") / "splits.csv"
    samples = tuple(Sample(source, (0,), Path("x"), None, split) for source, split in splits.items())  # type: ignore[arg-type]
    write_splits(file, Dataset("made", ("a",), samples))
    if splits:
        assert read_splits(file) == splits


def test_samples_without_a_split_are_not_written(tmp_path: Path) -> None:
    write_splits(tmp_path / "s.csv", dataset_of("a.jpg"))
    assert (tmp_path / "s.csv").read_text() == "path,split\n"


def test_splits_of_a_spreadsheet_are_read(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_bytes("\ufeffSplit;Path\r\nValidation;猫/1.jpg\r\ntraining;b.jpg\r\n".encode())
    assert read_splits(file) == {"猫/1.jpg": "val", "b.jpg": "train"}


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
        with_splits(dataset_of("a.jpg", "b.jpg"), {"a.jpg": "train"})
    assert caught.value.code == "data.splits"


def test_a_row_without_a_sample_is_named_with_the_nearest_source() -> None:
    splits = {"cats/a.jpg": "train", "cats/b.jpeg": "test"}
    with pytest.raises(DataError, match=r"cats/b\.jpeg\. Did you mean cats/b\.jpg\?"):
        with_splits(dataset_of("cats/a.jpg", "cats/b.jpg"), splits)  # type: ignore[arg-type]


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
