"""What columns and cells of a table mean is said, or refused with the flag that decides; never guessed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from huoyan.api import check, evaluate
from huoyan.cli import main
from huoyan.data.dataset import Dataset
from huoyan.data.formats import idx
from huoyan.data.formats.reading import Reading
from huoyan.data.formats.rows.encoding import decode_text
from huoyan.data.open import read_dataset
from huoyan.errors import DataError, UsageError
from huoyan.tasks.classify import Classify
from huoyan.tasks.tags import Tags

COLOURS = ("red", "green", "blue")


@dataclass
class Read:
    dataset: Dataset
    lines: list[str] = field(default_factory=list)

    def labels(self) -> list[set[str]]:
        return [{self.dataset.classes[x] for x in sample.labels} for sample in self.dataset.samples]

    def about(self, *words: str) -> str:
        return next(line for line in self.lines if all(word in line for word in words))

    @property
    def plan(self) -> str:
        return self.about("note: table ").split(": ", 2)[2]

    def parts(self) -> dict[str | None, int]:
        return dict(Counter(sample.split for sample in self.dataset.samples))


def pictures(root: Path, names: Iterable[str]) -> None:
    for number, name in enumerate(names):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (3, 3), (number % 256, number // 256, 7)).save(root / name, format="PNG")


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def look(path: Path, **reading: str) -> Read:
    lines: list[str] = []
    return Read(read_dataset(path, say=lines.append, reading=Reading(**reading)), lines)  # type: ignore[arg-type]


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """A folder with img/0.png .. img/39.png."""
    pictures(tmp_path, (f"img/{n}.png" for n in range(40)))
    return tmp_path


def table(root: Path, header: str, *columns: Sequence[object]) -> Path:
    """labels.csv whose first column is the pictures; the values of the others are repeated over 40 rows."""
    rows = [[f"img/{n}.png", *(values[n % len(values)] for values in columns)] for n in range(40)]
    return write(root / "labels.csv", header.split(","), rows)


def refused(path: Path, **reading: str) -> str:
    with pytest.raises(DataError) as caught:
        look(path, **reading)
    return f"{caught.value.code} {caught.value}"


# --- which column plays which part


@pytest.mark.parametrize(
    ("header", "columns", "plan"),
    [
        (
            "image,annotator,choice,id",
            [[1], COLOURS, range(40)],
            "label = choice, split = none, group = none",
        ),
        ("path,person,dog,car", [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "3 columns of 0 and 1 (person, dog, car)"),
        ("path,video,cat", [[1, 0, 1], [0, 1, 1]], "2 columns of 0 and 1 (video, cat)"),
        (
            "path,cat,dog,verified",
            [[1, 0, 1], [0, 1, 1], [1, 0]],
            "(cat, dog), split = none, group = none; left",
        ),
        (
            "path,label,verified,crowd",
            [COLOURS, [1, 0], [0, 1, 1]],
            "label = label, split = none, group = none",
        ),
        ("path,label,is_valid", [COLOURS, [True, False]], "label = label, split = is_valid, group = none"),
        ("path,label,class_name", [[0, 1, 2], COLOURS], "label = class_name, split = none, group = none"),
        ("path,label,person", [COLOURS, ["p1", "p2"]], "label = label, split = none, group = person"),
        ("path,label,usage", [COLOURS, ["Training", "Test"]], "label = label, split = usage, group = none"),
        ("path,dx,age", [COLOURS, [30, 40, 50]], "label = dx, split = none, group = none; left: age"),
        ("Image Index,Finding Labels,Patient ID", [COLOURS, [1, 2]], "group = Patient ID"),
    ],
)
def test_names_and_values_together_say_what_a_column_is(
    shots: Path, header: str, columns: list[Sequence[object]], plan: str
) -> None:
    assert plan in look(table(shots, header, *columns)).plan


def test_the_plan_is_one_line_that_names_every_column(shots: Path) -> None:
    read = look(table(shots, "image,annotator,choice,lead_time,", [1], COLOURS, [1.5, 2.25], range(40)))
    assert read.lines[0] == (
        "note: table labels.csv: path = image, label = choice, split = none, group = none; "
        "left: annotator, lead_time, (column 5)."
    )


@pytest.mark.parametrize(
    ("header", "columns", "listed"),
    [
        ("path,label,class_name", [[0, 1], COLOURS], "label (2 values), class_name (3 values)"),
        ("path,dx,dx_type", [COLOURS, ["histo", "follow up"]], "dx (3 values), dx_type (2 values)"),
        ("path,species,male,adult", [COLOURS, [1, 0], [1, 1, 0]], "species (3 values), male (2 values)"),
    ],
)
def test_labels_in_two_ways_are_refused_with_the_flag_that_decides(
    shots: Path, header: str, columns: list[Sequence[object]], listed: str
) -> None:
    told = refused(table(shots, header, *columns))
    assert told.startswith("data.columns ")
    assert listed in told
    assert "--label-column" in told


def test_a_table_of_constants_and_numbers_holds_no_label(shots: Path) -> None:
    assert "no column of labels" in refused(table(shots, "path,annotator,id,size", [1], range(40), [3.5, 2]))


def test_what_the_user_names_is_taken(shots: Path) -> None:
    path = table(shots, "image,a,b,label,group", [1, 0], [0, 1, 1], COLOURS, ["g1", "g2", "g3"])
    assert look(path, group_column="none").plan.endswith("group = none; left: a, b, group.")
    assert look(path, label_column="a, b").dataset.classes == ("a", "b")
    assert look(path, label_column="group", group_column="label").dataset.classes == ("g1", "g2", "g3")
    assert "Did you mean label?" in refused(path, label_column="lable")
    assert "must hold 0 and 1" in refused(path, label_column="a,label")


def test_how_a_table_is_read_says_nothing_of_a_folder(tmp_path: Path) -> None:
    pictures(tmp_path, ("a/1.png", "b/1.png"))
    with pytest.raises(UsageError, match="--label-column: how a table is read") as caught:
        look(tmp_path, label_column="x")
    assert caught.value.code == "usage.table"
    with pytest.raises(UsageError, match="labels_column says nothing of how data are read"):
        check(tmp_path, labels_column="x")


def test_the_users_own_split_is_kept(shots: Path) -> None:
    path = table(shots, "path,label,is_test,is_valid", COLOURS, [1, 0, 0, 0], [0, 0, 1, 0])
    read = look(path)
    assert read.parts() == {"test": 10, "val": 10, "train": 20}
    assert read.about("the split is that of", "is_valid: 1 is val, 0 is train")
    assert look(path, split_column="none").parts() == {None: 40}
    assert look(path, split_column="is_valid").parts() == {"val": 10, "train": 30}
    each = table(shots, "path,label,train,test", COLOURS, [1, 1, 0, 1], [0, 0, 1, 0])
    assert look(each).parts() == {"train": 30, "test": 10}
    assert look(table(shots, "path,car,bus,train", [1, 0, 0], [0, 1, 0], [0, 0, 1])).parts() == {None: 40}


def test_a_split_in_other_words_is_understood_or_refused_but_not_lost(shots: Path) -> None:
    read = look(table(shots, "path,label,subset", COLOURS, ["train_set", "holdout", "train_set", "dev"]))
    assert read.parts() == {"train": 20, "test": 10, "val": 10}
    assert read.about("in 'subset' 'train_set' is train, 'holdout' is test")
    told = refused(table(shots, "path,label,set", COLOURS, ["A", "B"]))
    assert told.startswith("data.split ")
    assert "--split-column none" in told


# --- columns of 0 and 1


def test_exactly_one_1_in_every_row_is_one_class_a_picture(shots: Path) -> None:
    path = table(
        shots, "image,MEL,NV,BCC", ["1.0", "0.0", "0.0"], ["0.0", "1.0", "0.0"], ["0.0", "0.0", "1.0"]
    )
    read = look(path)
    assert read.dataset.kind == "class"
    assert "each of the 40 rows has exactly one 1" in read.about("--labels-per-picture several")
    assert look(path, labels_per_picture="several").dataset.kind == "labels"


def test_a_remark_beside_classes_that_exclude_one_another_is_refused(shots: Path) -> None:
    path = table(shots, "image,cat,dog,bird,blurry", [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0, 1])
    told = refused(path)
    assert "of cat, dog, bird every row has exactly one, blurry may be" in told
    assert look(path, label_column="cat,dog,bird").dataset.kind == "class"
    assert look(path, labels_per_picture="several").dataset.classes == ("bird", "blurry", "cat", "dog")
    ones = [1, 0, 0], [0, 1, 0], [0, 0, 1]
    both = table(shots, "image,class,cat,dog,bird,blurry", ["cat", "dog", "bird"], *ones, [0, 0, 0, 1])
    assert "label = class" in look(both).plan


def test_rows_with_no_or_several_1s_are_several_labels_with_their_counts(shots: Path) -> None:
    path = table(shots, "image,a,b", [1, 0, 1, 0], [0, 1, 1, 0])
    read = look(path)
    assert read.dataset.kind == "labels"
    assert read.about("20 have exactly one 1, 10 without a 1, 10 with several")
    alone = look(path, labels_per_picture="one")
    assert (len(alone.dataset), alone.dataset.kind) == (20, "class")
    assert alone.about("warning", "20 rows left out")


def test_a_column_of_1_alone_is_no_class_but_for_a_model_that_knows_it(shots: Path) -> None:
    path = table(shots, "image,a,b,c", [1, 0, 1], [0, 1, 1], [1])
    assert look(path).dataset.classes == ("a", "b")
    assert look(path).about("c hold 1 in every row")
    known = Tags(("a", "b", "c")).reading(Reading())
    assert read_dataset(path, say=lambda _: None, reading=known).classes == ("a", "b", "c")


def test_a_class_does_not_vanish_by_a_typo(shots: Path) -> None:
    told = refused(table(shots, "image,a,b,c", [1, 0], [0, 1], [0, 1, 0, 1, 0, 0, 0, "l"]))
    assert "line 9: 'l' in the column 'c'" in told


# --- what cells say


@pytest.mark.parametrize("cell", ["['scab', 'rust']", '["scab","rust"]', "['scab' 'rust']", "[scab, rust]",
                                  '{"choices": ["scab", "rust"]}'])  # fmt: skip
def test_lists_are_several_labels(shots: Path, cell: str) -> None:
    read = look(table(shots, "image,labels", [cell, "['scab']", "[]", "['rust']"]))
    assert read.labels()[:4] == [{"scab", "rust"}, {"scab"}, set(), {"rust"}]
    assert read.about("are lists")


def test_lists_of_one_are_one_label_a_picture(shots: Path) -> None:
    read = look(table(shots, "image,labels", ["['scab']", "['rust']"]))
    assert (read.dataset.classes, read.dataset.kind) == (("rust", "scab"), "class")


@pytest.mark.parametrize("mark", ["|", ";", ",", "，"])
def test_marks_separate_where_the_parts_are_labels_too(shots: Path, mark: str) -> None:
    read = look(table(shots, "image,label", [f"scab{mark}rust", "scab", "rust", "healthy"]))
    assert read.labels()[0] == {"scab", "rust"}
    assert read.about("10 of 40 cells of 'label'", "a picture may have several labels")


@pytest.mark.parametrize("mark", ["|", ";", ","])
def test_one_mark_in_many_rows_does_not_decide_what_data_it_is(shots: Path, mark: str) -> None:
    path = table(shots, "image,label", [*COLOURS, *COLOURS] * 6 + [f"red{mark}blue", *COLOURS])
    read = look(path)
    assert (len(read.dataset), read.dataset.kind) == (39, "class")
    assert read.about("warning", f"'red{mark}blue'", "left out", "--labels-per-picture several")
    assert read.about("left out for several labels: line 38")
    assert look(path, labels_per_picture="several", label_separator=mark).dataset.kind == "labels"
    assert f"red{mark}blue" in look(path, label_separator="none").dataset.classes


def test_commas_and_semicolons_in_names_stay_there(shots: Path) -> None:
    names = ["tench, Tinca tinca", "shark; great white shark", "ray"]
    read = look(table(shots, "image,label", names))
    assert set(read.dataset.classes) == set(names)
    assert read.about("warning", "';'", "taken as one name each")


@pytest.mark.parametrize(("mark", "flag"), [(" ", "blank"), ("/", "/"), (" + ", "+"), ("_", "_")])
def test_names_made_of_other_names_are_told(shots: Path, mark: str, flag: str) -> None:
    path = table(shots, "image,labels", [f"scab{mark}rust", "scab", "rust", "healthy"])
    read = look(path)
    assert f"scab{mark}rust" in read.dataset.classes
    assert read.about("warning", "in 10 rows", f"--label-separator {flag}", "scab|rust")
    assert look(path, label_separator=flag).dataset.classes == ("healthy", "rust", "scab")


def test_words_for_a_missing_label_are_counted_and_left_out(shots: Path) -> None:
    path = table(shots, "image,label", ["scab", "rust", "nan", "None", "N/A", "", "scab", "rust"])
    read = look(path)
    assert read.dataset.classes == ("rust", "scab")
    assert read.about(
        "warning", "15 of 40 cells", "'nan' (5), 'None' (5), 'N/A' (5)", "--missing-labels keep"
    )
    assert read.about("5 rows without a file or a label")
    assert "None" in look(path, missing_labels="keep").dataset.classes
    known = Classify(("None", "rust", "scab")).reading(Reading())
    assert "None" in read_dataset(path, say=lambda _: None, reading=known).classes


def test_signs_among_signs_are_classes(shots: Path) -> None:
    assert look(table(shots, "image,label", ["+", "-", "="])).dataset.classes == ("+", "-", "=")


def test_labels_that_differ_by_blanks_only_are_one_and_counted(shots: Path) -> None:
    read = look(table(shots, "image,label", ["cat", "cat ", "hot dog", "hot  dog"]))
    assert read.dataset.classes == ("cat", "hot dog")
    assert read.about("warning", "'cat ' (10) is read as 'cat'", "'hot  dog' (10) is read as 'hot dog'")


def test_numbers_as_labels(shots: Path) -> None:
    assert look(table(shots, "image,label", ["0.0", "1.0", "10.0"])).dataset.classes == ("0", "1", "10")
    old = Classify(("0.0", "1.0", "10.0")).reading(Reading())
    path = table(shots, "image,label", ["0.0", "1.0", "10.0"])
    assert read_dataset(path, say=lambda _: None, reading=old).classes == ("0.0", "1.0", "10.0")
    assert "different measurements" in refused(
        table(shots, "image,label", [f"{n / 7:.3f}" for n in range(40)])
    )
    assert "data.label line 4: a label of 5,000" in refused(
        table(shots, "image,label", ["1", "2", "3" * 5000])
    )
    assert "zeros and ones" in refused(table(shots, "image,labels", ["[0, 1]", "[1, 0]"]))


def test_a_row_for_each_label_of_a_picture_is_joined_only_where_the_user_says_so(shots: Path) -> None:
    rows = [(f"img/{n}.png", label) for n in range(6) for label in ("scab", "rust")] + [("img/7.png", "scab")]
    path = write(shots / "t.csv", ("path", "label"), rows)
    assert "data.contradictory 6 of 7 files" in refused(path)
    assert look(path, labels_per_picture="several").labels() == [{"scab", "rust"}] * 6 + [{"scab"}]


# --- layouts


def test_label_studio_addresses_are_found_by_name(shots: Path) -> None:
    rows = [(n, COLOURS[n % 3], f"/data/upload/7/0a1b2c3d-{n}.png") for n in range(40)]
    read = look(write(shots / "export.csv", ("id", "choice", "image"), rows))
    assert read.dataset.samples[3].source == "img/3.png"
    assert "img/0.png for '/data/upload/7/0a1b2c3d-0.png'" in read.about(
        "40 files of export.csv found by name"
    )
    rows = [(n, COLOURS[n % 3], f"/data/local-files/?d=proj/img/{n}.png") for n in range(40)]
    assert len(look(write(shots / "export.csv", ("id", "choice", "image"), rows)).dataset) == 40


def test_addresses_of_files_are_decoded(tmp_path: Path) -> None:
    pictures(tmp_path, (f"my shots/{n}.png" for n in range(6)))
    rows = [((tmp_path / f"my shots/{n}.png").as_uri(), COLOURS[n % 3]) for n in range(6)]
    read = look(write(tmp_path / "t.csv", ("image", "label"), rows))
    assert read.dataset.samples[0].source == "my shots/0.png"


@pytest.mark.parametrize("name", ["_classes.csv", "metadata.csv"])
def test_a_table_in_the_folder_of_each_part(tmp_path: Path, name: str) -> None:
    for part in ("train", "valid", "test"):
        pictures(tmp_path / part, (f"{n}.png" for n in range(6)))
        if name == "_classes.csv":  # Roboflow; every valid picture is red
            ones = [0 if part == "valid" else n % 3 for n in range(6)]
            rows = [(f"{n}.png", *(f" {int(one == k)}" for k in range(3))) for n, one in enumerate(ones)]
            write(tmp_path / part / name, ("filename", " red", " green", " blue"), rows)
        else:  # Hugging Face
            write(
                tmp_path / part / name,
                ("file_name", "label"),
                ((f"{n}.png", COLOURS[n % 3]) for n in range(6)),
            )
    read = look(tmp_path)
    assert read.dataset.classes == ("blue", "green", "red")
    assert read.parts() == {"train": 6, "val": 6, "test": 6}
    assert read.dataset.samples[0].source == "train/0.png"


def test_json_lines_are_read_like_csv(tmp_path: Path) -> None:
    pictures(tmp_path / "train", ("0.png", "1.png"))
    rows = [{"file_name": f"{n}.png", "label": COLOURS[n]} for n in range(2)]
    (tmp_path / "train/metadata.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert look(tmp_path).parts() == {"train": 2}
    (tmp_path / "train/metadata.jsonl").write_text('{"file_name": \n', encoding="utf-8")
    assert "line 1 is no JSON" in refused(tmp_path / "train/metadata.jsonl")


def test_tables_that_are_called_like_parts_are_parts(shots: Path) -> None:
    for part, places in (("train", range(20)), ("valid", range(20, 30)), ("test", range(30, 40))):
        rows = [(f"img/{n}.png", COLOURS[n % 3]) for n in places]
        write(shots / f"{part}.csv", ("path", "label"), rows)
    assert look(shots).parts() == {"train": 20, "val": 10, "test": 10}
    alone = look(shots / "train.csv")
    assert alone.parts() == {None: 20}
    assert alone.about("test.csv, valid.csv beside train.csv not read")


def test_the_folder_that_one_stands_in_is_named(shots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shots)
    for part in ("train", "test"):
        rows = [(f"img/{n}.png", COLOURS[n % 3]) for n in range(20)]
        write(shots / f"{part}.csv", ("path", "label"), [*rows, ("gone.png", "red")])
    said = look(Path("train.csv")).lines
    assert any(line.endswith(f"to read all as parts, give the folder {shots}.") for line in said)
    assert any(f"Paths are taken relative to {shots}." in line for line in said)
    assert look(Path()).about(f"a table for each part in {shots}: ")


def test_a_contest_names_pictures_without_ending_and_hands_out_a_form(tmp_path: Path) -> None:
    pictures(tmp_path, [f"{part}/{n:03}.png" for part in ("train", "test") for n in range(6)])
    write(tmp_path / "train.csv", ("id", "breed"), ((f"{n:03}", COLOURS[n % 3]) for n in range(6)))
    write(tmp_path / "test.csv", ("id",), ((f"{n:03}",) for n in range(6)))
    write(tmp_path / "sample_submission.csv", ("id", "breed"), ((f"{n:03}", "red") for n in range(6)))
    read = look(tmp_path)
    assert [sample.source for sample in read.dataset.samples] == [f"train/{n:03}.png" for n in range(6)]
    assert read.about("test.csv left out")


def test_a_column_of_names_without_ending_is_found_by_what_it_names(tmp_path: Path) -> None:
    pictures(tmp_path, (f"scans/{n:02}a.png" for n in range(6)))
    path = write(tmp_path / "t.csv", ("slide", "diagnosis"), ((f"{n:02}a", n % 3) for n in range(6)))
    assert "path = slide, label = diagnosis" in look(path).plan
    (tmp_path / "list.txt").write_text("scans/00a.png,red\nscans/01a.png,blue\n", encoding="utf-8")
    assert look(tmp_path / "list.txt").dataset.classes == ("blue", "red")


def test_list_files_take_the_names_of_their_classes(tmp_path: Path) -> None:
    pictures(tmp_path, (f"my img/{n}.png" for n in range(9)))
    for part, places in (("train", range(6)), ("val", range(6, 9))):
        lines = [f"my img/{n}.png {n % 3}\n" for n in places]
        (tmp_path / f"{part}_list.txt").write_text("".join(lines), encoding="utf-8")
    assert look(tmp_path).dataset.classes == ("0", "1", "2")
    (tmp_path / "label_list.txt").write_text("0 red\n1 green\n2 blue\n", encoding="utf-8")
    assert look(tmp_path).labels()[:3] == [{"red"}, {"green"}, {"blue"}]
    (tmp_path / "label_list.txt").write_text("red\ngreen\n", encoding="utf-8")
    assert "names 2 classes, and the lists hold the label 2" in refused(tmp_path)
    lines = "my img/0.png\t1,0\nmy img/1.png\t1,1\nmy img/2.png\t0,0\n"
    (tmp_path / "train_list.txt").write_text(lines, encoding="utf-8")
    assert look(tmp_path / "train_list.txt").labels() == [{"red"}, {"red", "green"}, set()]


def test_a_name_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    pictures(tmp_path, (f"{folder}/{n}.png" for folder in "ab" for n in range(3)))
    path = write(tmp_path / "t.csv", ("fname", "label"), ((f"{n}.png", COLOURS[n]) for n in range(3)))
    assert "data.ambiguous 3 files" in refused(path)


def test_a_name_in_another_folder_is_another_picture(tmp_path: Path) -> None:
    pictures(tmp_path, (f"cat/{n}.png" for n in range(6)))
    rows = [(f"cat/{n}.png", "cat") for n in range(4)] + [(f"dog/{n}.png", "dog") for n in range(3, 6)]
    read = look(write(tmp_path / "t.csv", ("path", "label"), rows))
    assert len(read.dataset) == 4
    assert read.about("warning", "3 of the 7 files in t.csv are not there: dog/3.png")


# --- text


def test_an_unclosed_quote_is_an_error_in_its_line(shots: Path) -> None:
    rows = [f"img/{n}.png,{COLOURS[n % 3]}" for n in range(12)]
    path = shots / "t.csv"
    path.write_text("path,label\n" + "\n".join([*rows[:4], rows[4].replace(",", ',"'), *rows[5:]]), "utf-8")
    assert 'line 6: a double quote (") opens here and is never closed' in refused(path)
    path.write_text(
        "path,label\n" + "\n".join([*rows[:4], rows[4].replace(",", ',"'), *rows[5:], 'x,"']), "utf-8"
    )
    assert "data.rows" in refused(path)
    path.write_text(
        "path,label\n" + "\n".join([*rows[:4], rows[4].replace(",", ',"'), rows[5] + '"']), "utf-8"
    )
    assert "closes only in line 7" in refused(path)


def test_a_folders_only_table_says_why_it_cannot_be_read(shots: Path) -> None:
    (shots / "labels.csv").write_text('path,label\nimg/0.png,"cat\nimg/1.png,dog\n', encoding="utf-8")
    assert "data.rows" in refused(shots)
    (shots / "labels.csv").write_text("img/0.png,cat\nimg/1.png,dog\n", encoding="utf-8")
    assert "its first line names img/0.png" in refused(shots / "labels.csv")


def test_excels_first_line_names_the_delimiter(shots: Path) -> None:
    rows = "".join(f"img/{n}.png;{COLOURS[n % 3]}\n" for n in range(12))
    (shots / "t.csv").write_text(f"sep=;\nimage;label\n{rows}", encoding="utf-8")
    assert look(shots / "t.csv").dataset.classes == ("blue", "green", "red")


@pytest.mark.parametrize(
    ("encoding", "text", "hint"),
    [("cp1252", "1.png,Café\n2.png,Bébés\n", "cp1252"), ("shift_jis", "1.png,猫\n2.png,晴れ", "shift_jis"),
     ("big5", "1.png,蘋果\n2.png,下雨\n", "big5"), ("cp1251", "1.png,ЖЕЛТЫЙ\n2.png,КОТ\n", "cp1251")],
)  # fmt: skip
def test_an_encoding_that_cannot_be_told_is_not_read_as_chinese(encoding: str, text: str, hint: str) -> None:
    with pytest.raises(DataError, match=f"It may be .*{hint}.*--encoding") as caught:
        decode_text(text.encode(encoding), Path("t.csv"))
    assert caught.value.code == "data.encoding"
    assert decode_text(text.encode(encoding), Path("t.csv"), encoding) == (text, None)


def test_a_guessed_encoding_is_said_with_what_it_makes_of_the_text(shots: Path) -> None:
    rows = "".join(f"img/{n}.png,{('晴天', '下雨')[n % 2]}\n" for n in range(4))
    (shots / "t.csv").write_bytes(("path,label\n" + rows).encode("gb18030"))
    assert "晴天, 下雨" in look(shots / "t.csv").about("warning", "read as GB 18030", "--encoding")
    with pytest.raises(UsageError, match="encoding 'klingon' is not known"):
        look(shots / "t.csv", encoding="klingon")


def test_files_that_are_no_tables_are_coded_errors(shots: Path) -> None:
    (shots / "t.csv").write_text("path,label," + "x" * 140_000 + "\nimg/0.png,a,b\n", encoding="utf-8")
    assert "data.rows" in refused(shots / "t.csv")
    pyarrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    offsets = pyarrow.py_buffer(b"\0\0\0\0\2\0\0\0\5\0\0\0")
    broken = pyarrow.Array.from_buffers(pyarrow.string(), 2, [None, offsets, pyarrow.py_buffer(b"abc\xe9d")])
    parquet.write_table(
        pyarrow.table({"path": ["img/0.png", "img/1.png"], "label": broken}), shots / "t.parquet"
    )
    assert "data.encoding" in refused(shots / "t.parquet")


def test_an_idx_file_is_not_unpacked_to_fill_the_memory() -> None:
    import gzip
    import struct

    for shape in ((2**32 - 1,) * 3, (300, 500, 500)):
        content = b"\0\0\x08\x03" + struct.pack(">3I", *shape) + bytes(1000)
        with pytest.raises(DataError, match="would unpack from") as caught:
            idx.parse(gzip.compress(content), "train-images-idx3-ubyte.gz")
        assert caught.value.code == "data.idx"


# --- every command


def test_flags_and_recipe_say_how_a_table_is_read(shots: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = table(shots, "image,dx,dx_type", COLOURS, ["histo", "follow up"])
    assert main(["check", str(path), "--quick", "--json"]) == 2
    assert main(["check", str(path), "--quick", "--label-column", "dx"]) == 0
    assert "label = dx" in capsys.readouterr().err
    run = shots / "run"
    flags = ["--epochs", "0.5", "--beside", "none", "--quiet", "--model", "cnn", "--option", "widths=4,8"]
    assert main(["train", str(path), "--label-column", "dx", "--out", str(run), *flags]) == 0
    assert 'label_column = "dx"' in (run / "recipe.toml").read_text(encoding="utf-8")
    said: list[str] = []
    scored = evaluate(run, path, label_column="dx", say=said.append)
    assert scored.score.summary.n == 6
    assert any("label = dx" in line for line in said)


def test_pictures_that_no_row_names_are_counted_where_a_folder_was_given(shots: Path) -> None:
    pictures(shots, ["img/new/1.png", "img/41.png", "loose.png"])
    file = table(shots, "path,label", "ab")
    read = look(shots)
    assert read.about("in no row of labels.csv").endswith("so left out: 2 in img/, 1 beside it.")
    assert len(read.dataset) == 40
    assert not [line for line in look(file).lines if "in no row" in line]
