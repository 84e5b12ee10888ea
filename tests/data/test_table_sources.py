"""A table of paths is a source: an answer for each of its rows, in order, or why there is none."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

import huoyan
from huoyan.cli import main
from huoyan.predict import Predictor
from huoyan.results import Failure
from making import colour_artifact


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return colour_artifact(tmp_path_factory.mktemp("table") / "model").folder


@pytest.fixture(scope="module")
def predictor(model: Path) -> Predictor:
    return huoyan.load(model, engine="onnxruntime", threads=1)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "sub").mkdir(parents=True)
    for name in ("red.png", "sub/green.png", "blue b.png"):
        Image.new("RGB", (16, 16), Path(name).stem.split()[0]).save(folder / name)
    return folder


def labels(predictor: Predictor, source: object, **reading: str) -> list[str]:
    """The class of each answer, or the code of its failure."""
    answers = list(predictor.predict(source, **reading))  # type: ignore[arg-type]
    return [x.result.code if isinstance(x.result, Failure) else x.result.top.label for x in answers]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "path,other\nred.png,1\nsub/green.png,2\nblue b.png,3\n"),
        ("t.csv", "id;Bild\n1;red.png\n2;sub/green.png\n3;blue b.png\n"),
        ("t.tsv", "filename\tlabel\nred.png\tx\nsub\\green.png\tx\nblue b.png\ty\n"),
        ("t.jsonl", '{"file": "red.png"}\n{"file": "sub/green.png"}\n{"file": "blue b.png"}\n'),
        ("T.CSV", "\ufeffpath\r\nred.png\r\nsub/green.png\r\nblue b.png\r\n"),
    ],
)
def test_each_row_is_answered(predictor: Predictor, photos: Path, name: str, text: str) -> None:
    (photos / name).write_text(text, encoding="utf-8")
    assert labels(predictor, photos / name) == ["red", "green", "blue"]


def test_a_list_file_and_parquet_are_tables_too(predictor: Predictor, photos: Path) -> None:
    (photos / "list.txt").write_text("red.png 0\nsub/green.png 1\n")
    assert labels(predictor, photos / "list.txt") == ["red", "green"]
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(pyarrow.table({"path": ["blue b.png", "red.png"]}), photos / "t.parquet")
    assert labels(predictor, str(photos / "t.parquet")) == ["blue", "red"]


def test_what_is_not_there_or_broken_is_answered_in_its_place(predictor: Predictor, photos: Path) -> None:
    (photos / "broken.png").write_bytes(b"no picture")
    (photos / "t.csv").write_text("path,n\nred.png,1\ngone.png,2\n,3\nbroken.png,4\nred.png,5\n")
    assert labels(predictor, photos / "t.csv") == [
        "red",
        "image.missing",
        "image.missing",
        "image.format",
        "red",
    ]
    answers = list(predictor.predict(photos / "t.csv"))
    assert [Path(x.source).name for x in answers] == [
        "red.png",
        "gone.png",
        "t.csv, line 4",
        "broken.png",
        "red.png",
    ]
    assert isinstance(answers[1].result, Failure)
    assert f"line 3: gone.png is not there. Paths count from {photos}." in answers[1].result.message


def test_several_columns_of_files_are_asked_about_and_can_be_named(
    predictor: Predictor, photos: Path
) -> None:
    (photos / "t.csv").write_text("front,back\nred.png,blue b.png\nsub/green.png,red.png\n")
    answer = next(predictor.predict(photos / "t.csv"))
    assert isinstance(answer.result, Failure)
    assert "--path-column" in answer.result.message
    assert labels(predictor, photos / "t.csv", path_column="back") == ["blue", "red"]


def test_a_file_that_is_found_by_its_name_is_said(predictor: Predictor, photos: Path) -> None:
    (photos / "t.csv").write_text("path\nred.png\ngreen.png\n")
    with pytest.warns(UserWarning, match="found by name") as told:
        assert labels(predictor, photos / "t.csv") == ["red", "green"]
    assert told[0].filename == __file__


def test_several_tables_are_answered_and_one_among_pictures_is_not(
    predictor: Predictor, photos: Path
) -> None:
    """`predict photos/*` gives one answer a file, and the labels beside the pictures are no picture."""
    (photos / "t.csv").write_text("path\nred.png\n")
    (photos / "u.csv").write_text("path\nsub/green.png\n")
    assert labels(predictor, [photos / "t.csv", str(photos / "u.csv")]) == ["red", "green"]
    files = sorted(path for path in photos.rglob("*") if path.is_file())
    answers = list(predictor.predict(files))
    assert [answer.source for answer in answers] == list(map(str, files))
    codes = [x.result.code for x in answers if isinstance(x.result, Failure)]
    assert codes == ["image.format", "image.format"]
    assert "Give it alone" in str([x.result for x in answers])
    assert labels(predictor, iter([photos / "t.csv"])) == ["image.format"]


def test_a_picture_with_the_ending_of_a_table_is_a_picture(predictor: Predictor, photos: Path) -> None:
    shutil.copy(photos / "red.png", photos / "red.txt")
    assert labels(predictor, photos / "red.txt") == ["red"]


def test_names_with_odd_bytes_and_blanks_are_found(predictor: Predictor, photos: Path) -> None:
    shutil.copy(photos / "red.png", photos / " red.png")
    shutil.copy(photos / "sub" / "green.png", os.fsencode(photos) + b"/a\r.png")
    (photos / "t.csv").write_bytes(b'path\n" red.png"\n"a\r.png"\n')
    assert labels(predictor, photos / "t.csv") == ["red", "green"]


def test_the_command_takes_a_table(model: Path, photos: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (photos / "t.csv").write_text("one,two\nred.png,sub/green.png\ngone.png,blue b.png\n")
    assert main(["predict", str(model), str(photos / "t.csv"), "--path-column", "two", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["chosen"] for line in lines] == [["green"], ["blue"]]
    assert main(["predict", str(model), str(photos / "t.csv"), "--path-column", "one"]) == 1
    out, err = capsys.readouterr()
    assert "red.png  red" in out
    assert "gone.png is not there" in err
    assert "1 of 2 pictures have no answer" in err


def test_a_table_without_files_is_refused(
    model: Path, photos: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photos / "t.csv").write_text("a,b\n1,2\n")
    assert main(["predict", str(model), str(photos / "t.csv")]) == 2
    assert "no column of files" in capsys.readouterr().err
