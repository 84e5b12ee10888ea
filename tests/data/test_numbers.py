"""Tables that say numbers of their pictures, to be learnt as they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.api import check
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.fingerprint import data_sha256
from huoyan.data.formats.reading import Reading
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.sample.picture import FilePicture, PixelPicture
from huoyan.data.sample.truth import Numbers, OneLabel
from huoyan.data.say import silent
from huoyan.data.splitting.splits import assign
from huoyan.errors import DataError, HuoyanError, UsageError
from huoyan.learn.same_data import pictures_sha256

NUMBERS = Reading(kind="numbers")


def table(folder: Path, header: str, *rows: str) -> Path:
    """t.csv with a picture for each row: 0.png, 1.png ... stand before the cells."""
    for at in range(len(rows)):
        pixels = np.random.default_rng(at).integers(0, 255, (16, 16, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"{at}.png")
    path = folder / "t.csv"
    path.write_text(
        "\n".join([f"path,{header}", *(f"{at}.png,{row}" for at, row in enumerate(rows))]), "utf-8"
    )
    return path


def measured(n: int, **changes: object) -> Dataset:
    """n pictures, where the number of picture i is i."""
    samples = tuple(
        Sample(f"{at:03}", Numbers((float(at),)), FilePicture(Path("x")), **changes)  # type: ignore[arg-type]
        for at in range(n)
    )
    return Dataset("measured", ("size",), samples, "numbers")


def refused(path: Path, reading: Reading = NUMBERS) -> HuoyanError:
    with pytest.raises(HuoyanError) as caught:
        read_dataset(path, say=silent, reading=reading)
    return caught.value


def test_a_label_column_of_numbers_is_read_as_numbers(tmp_path: Path) -> None:
    found = read_dataset(table(tmp_path, "label", "3", "-2.5", "1e-3", "+.5"), say=silent, reading=NUMBERS)
    assert (found.kind, found.classes, found.counts()) == ("numbers", ("label",), {})
    assert found.targets().dtype == np.float32
    assert found.targets().tolist() == np.float32([[3], [-2.5], [1e-3], [0.5]]).tolist()


def test_several_columns_are_named_with_commas_between(tmp_path: Path) -> None:
    path = table(tmp_path, "width,height,patient", "1,10,a", "2,20,b", "3,30,a")
    found = read_dataset(path, say=silent, reading=Reading(kind="numbers", label_column="height,width"))
    assert found.classes == ("height", "width")
    assert found.targets().tolist() == [[10, 1], [20, 2], [30, 3]]
    assert [sample.group for sample in found.samples] == ["a", "b", "a"]


def test_the_quantities_of_a_model_are_found_by_their_names(tmp_path: Path) -> None:
    path = table(tmp_path, "label,cells", "7,1", "7,2")
    found = read_dataset(path, say=silent, reading=Reading(kind="numbers", known=("cells",)))
    assert found.targets().tolist() == [[1], [2]]


def test_rows_without_a_number_are_left_out_and_counted(tmp_path: Path) -> None:
    said: list[str] = []
    path = table(tmp_path, "label", "1", "", "nan", "inf", "many", "2", "3", "4", "5", "6")
    found = read_dataset(path, say=said.append, reading=NUMBERS)
    assert found.targets().ravel().tolist() == [1, 2, 3, 4, 5, 6]
    (remark,) = [each for each in said if each.startswith("warning")]
    assert remark == (
        "warning: 4 rows of 10 without a finite number in 'label' left out (empty (1), 'nan' (1), 'inf' (1) "
        "and 1 more; line 3, 4, 5, 6)."
    )


def test_a_picture_with_two_numbers_is_left_out_and_said(tmp_path: Path) -> None:
    said: list[str] = []
    path = table(tmp_path, "label", "1", "2", "3")
    path.write_text(path.read_text("utf-8") + "\n0.png,7", "utf-8")
    found = read_dataset(path, say=said.append, reading=NUMBERS)
    assert found.targets().ravel().tolist() == [2, 3]
    assert (
        "warning: 1 file with different numbers in different rows left out: 0.png (label 1 / label 7)."
        in said
    )


@pytest.mark.parametrize("cell", ["3,5", "1.200,5", "1,200"])
def test_a_comma_in_a_number_is_refused_with_what_to_write(tmp_path: Path, cell: str) -> None:
    error = refused(table(tmp_path, "label", "1", f'"{cell}"', "2"))
    assert error.code == "data.columns"
    assert f"line 3: '{cell}'" in str(error)
    assert "decimal point" in str(error)


def test_a_column_of_words_is_no_column_of_numbers(tmp_path: Path) -> None:
    error = refused(table(tmp_path, "kind", "a", "b", "3"), Reading(kind="numbers", label_column="kind"))
    assert error.code == "data.columns"
    assert "holds numbers in only 1 of 3 rows" in str(error)


def test_a_column_that_is_called_otherwise_must_be_named(tmp_path: Path) -> None:
    error = refused(table(tmp_path, "cells", "1", "2", "3"))
    assert error.code == "data.columns"
    assert "--label-column cells" in str(error)


def test_one_value_for_all_pictures_is_nothing_to_learn(tmp_path: Path) -> None:
    data = read_dataset(table(tmp_path, "label", "4", "4", "4.0"), say=silent, reading=NUMBERS)
    with pytest.raises(DataError, match="'label' = 4 for all 3 pictures") as caught:
        open_dataset(data, say=silent)
    assert caught.value.code == "data.one_value"


def test_folders_of_classes_and_names_hold_no_numbers(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (8, 8)).save(tmp_path / name / "1.png")
    for data in (tmp_path, "digits"):
        with pytest.raises(UsageError, match="says the class of each picture") as caught:
            read_dataset(data, say=silent, reading=NUMBERS)
        assert caught.value.code == "usage.kind"


def test_measurements_that_are_read_as_classes_point_to_regress(tmp_path: Path) -> None:
    path = table(tmp_path, "label", *(f"{at}.5" for at in range(30)))
    assert "--task regress" in str(refused(path, Reading()))


def test_parts_are_alike_in_their_numbers() -> None:
    said: list[str] = []
    drawn = assign(measured(200), 0.2, 0.2, 0, said.append)
    assert "drawn with alike numbers in each part" in said[0]
    for part in ("val", "test"):
        found = np.bincount((drawn.split(part).targets().ravel() // 50).astype(int), minlength=4)
        assert found.tolist() == [10, 10, 10, 10]


def test_few_pictures_are_divided_all_the_same() -> None:
    drawn = assign(measured(10), 0.2, 0.2, 0, silent)
    assert [len(drawn.split(part)) for part in ("train", "val", "test")] == [6, 2, 2]


def test_a_group_of_measured_pictures_stays_on_one_side() -> None:
    data = Dataset(
        "made",
        ("size",),
        tuple(
            Sample(f"{at}", Numbers((float(at),)), FilePicture(Path("x")), group=f"p{at % 20}")
            for at in range(100)
        ),
        "numbers",
    )
    drawn = assign(data, 0.2, 0.2, 0, silent)
    assert all(len({s.split for s in drawn.samples if s.group == f"p{at}"}) == 1 for at in range(20))
    assert {s.split for s in drawn.samples} == {"train", "val", "test"}


def test_another_number_is_another_data_set() -> None:
    def hashes(value: float, name: str = "size") -> tuple[str, str]:
        picture = PixelPicture(np.zeros((2, 2), np.uint8))
        data = Dataset("x", (name,), (Sample("a", Numbers((value,)), picture),), "numbers")
        return data_sha256(data, ["0"]), pictures_sha256(data, ["0"])

    assert hashes(1.0) == hashes(1.0)
    assert all(one != other for one, other in zip(hashes(1.0), hashes(1.5), strict=True))
    assert all(one != other for one, other in zip(hashes(1.0), hashes(1.0, "weight"), strict=True))


def test_numbers_have_no_labels_to_be_renamed() -> None:
    assert Numbers((2.0,)).labels == ()
    assert Numbers((2.0,)).relabelled({0: 1}) == Numbers((2.0,))
    assert OneLabel(0).relabelled({0: 1}) == OneLabel(1)


@pytest.mark.parametrize(("copy", "kind"), [("0", "duplicate"), ("1", "contradiction")])
def test_a_check_of_measured_pictures_speaks_of_pictures_only(copy: str, kind: str, tmp_path: Path) -> None:
    path = table(tmp_path, "label", "0", copy, *map(str, range(2, 24)))
    (tmp_path / "1.png").write_bytes((tmp_path / "0.png").read_bytes())
    found = check(path, kind="numbers", out=tmp_path / "check.html", say=silent)
    assert (found.n, found.classes) == (24, {})
    assert {finding.kind for finding in found.findings} == {kind}
    assert "labels" not in found.seconds


def test_many_whole_numbers_are_classes_and_the_other_way_is_named(tmp_path: Path):
    rows = [f"{at}.png,{at % 30}" for at in range(60)]
    for at in range(60):
        Image.fromarray(np.full((8, 8), at, np.uint8)).save(tmp_path / f"{at}.png")
    (tmp_path / "t.csv").write_text("\n".join(["path,label", *rows]) + "\n")
    said: list[str] = []
    data = read_dataset(tmp_path / "t.csv", say=said.append)
    assert (data.kind, len(data.classes)) == ("class", 30)
    assert any("--task regress" in remark for remark in said)


@pytest.mark.parametrize("cell", ["1e308", "-4e38"])
def test_a_number_beyond_single_precision_is_left_out_as_infinity_is(cell: str, tmp_path: Path) -> None:
    said: list[str] = []
    found = read_dataset(table(tmp_path, "label", cell, "2", "3", "4"), say=said.append, reading=NUMBERS)
    assert found.targets().ravel().tolist() == [2, 3, 4]
    assert any(f"'{cell}' (1); line 2" in each for each in said)


@pytest.mark.parametrize(
    "cells",
    [("1700000000", "1700000007", "1700000039"), ("1e-30", "2e-30", "3e-30"), ("1", "2", "1e30")],
)
def test_numbers_that_single_precision_cannot_hold_are_refused_with_a_remedy(
    cells: tuple[str, ...], tmp_path: Path
) -> None:
    data = read_dataset(table(tmp_path, "label", *cells), say=silent, reading=NUMBERS)
    with pytest.raises(DataError, match=r"'label' .* less a constant") as caught:
        open_dataset(data, say=silent)
    assert caught.value.code == "data.precision"


@pytest.mark.parametrize("cells", [("2001", "2002", "2003"), ("1e-9", "2e-9", "3e-9"), ("1e9", "2e9", "3e9")])
def test_small_and_large_numbers_are_learnt_as_they_are(cells: tuple[str, ...], tmp_path: Path) -> None:
    data = read_dataset(table(tmp_path, "label", *cells), say=silent, reading=NUMBERS)
    assert len(open_dataset(data, say=silent)) == 3


@pytest.mark.parametrize(
    ("cells", "reason"),
    [(('"1,5"', '"2,5"', "3"), "has a comma"), (("1 mm", "2 mm", "3"), r"numbers in only 1 of 3 rows")],
)
def test_the_one_column_that_is_called_like_a_label_says_itself_why_it_is_no_number(
    cells: tuple[str, ...], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=reason):
        read_dataset(table(tmp_path, "label", *cells), say=silent, reading=NUMBERS)
