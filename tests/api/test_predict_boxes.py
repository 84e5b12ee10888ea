"""Things are found in a picture at once or in parts, drawn, and listed as JSON and COCO: API and command."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.cli import main
from huoyan.coco_results import coco_json, coco_results
from huoyan.data.open import read_dataset
from huoyan.data.say import silent
from huoyan.errors import UsageError
from huoyan.images.decoding import orientation
from huoyan.placement import upright
from huoyan.results import Detections, Failure
from huoyan.runtimes import ENGINES
from making import colour_artifact
from marks import COLOURS, Mark, mark_artifact, marked

ENGINES_HERE = [name for name, engine in ENGINES.items() if engine.installed]
WIDE = (("green", (40, 8, 120, 60)), ("blue", (200, 100, 256, 128)))
# Small marks, further apart than a part of 64 pixels is wide, some over edges of parts.
SMALL: tuple[Mark, ...] = (
    ("red", (3, 5, 12, 16)),
    ("red", (90, 40, 104, 52)),
    ("red", (230, 150, 240, 158)),
    ("green", (45, 120, 60, 131)),
    ("blue", (190, 10, 199, 22)),
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(mark_artifact(tmp_path_factory.mktemp("run") / "model").folder)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wide picture with two marks, one without any, and a file that is no picture."""
    folder = tmp_path_factory.mktemp("photos")
    Image.fromarray(marked(128, 256, *WIDE)).save(folder / "a 宽.png")
    Image.fromarray(marked(50, 40)).save(folder / "b.png")
    (folder / "c.png").write_bytes(b"\x89PNG\r\n\x1a\n cut off")
    return folder


def found_in(result: Any) -> set[tuple[str, tuple[float, ...]]]:
    assert isinstance(result, Detections)
    return {(each.label, tuple(map(round, each.box))) for each in result.detections}


def as_jpeg(pixels: np.ndarray, turn: int) -> bytes:
    exif = Image.Exif()
    exif[orientation.TAG] = turn
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", exif=exif, quality=100, subsampling=0)
    return stream.getvalue()


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_every_picture_is_answered_in_order(model: str, photos: Path, engine: str):
    answers = list(huoyan.load(model, engine=engine, threads=1).predict(photos))
    assert [Path(answer.source).name for answer in answers] == ["a 宽.png", "b.png", "c.png"]
    assert found_in(answers[0].result) == set(WIDE)
    assert found_in(answers[1].result) == set()
    assert isinstance(answers[2].result, Failure)


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("fit", ["squash", "pad", "corner"])
def test_boxes_are_those_of_the_upright_picture_whatever_exif_says(tmp_path: Path, turn: int, fit: Any):
    predictor = huoyan.load(mark_artifact(tmp_path / "model", fit=fit).folder, engine="onnxruntime")
    (found,) = predictor(as_jpeg(marked(120, 200, ("red", (40, 20, 120, 90))), turn)).detections
    assert found.box == pytest.approx(upright(turn, 120, 200).to_model([[40, 20, 120, 90]])[0], abs=4)


@pytest.mark.parametrize("engine", ENGINES_HERE)
def test_small_things_are_found_in_parts_and_only_there(model: str, engine: str):
    predictor = huoyan.load(model, engine=engine, threads=1)
    picture = marked(160, 256, *SMALL)
    (in_parts,) = predictor.predict(picture, tile=64, overlap=0.5)
    assert found_in(in_parts.result) >= set(SMALL)
    (at_once,) = predictor.predict(picture)
    assert not found_in(at_once.result) & set(SMALL)


def test_parts_of_the_networks_own_size_are_auto(model: str):
    predictor = huoyan.load(model, engine="onnxruntime")
    picture = marked(160, 256, *SMALL)
    one, other = (next(predictor.predict(picture, tile=tile)).result for tile in ("auto", 64))
    assert one == other
    assert (one.height, one.width) == (160, 256)


def test_a_small_picture_in_parts_is_answered_as_it_is_whole(model: str, photos: Path):
    predictor = huoyan.load(model, engine="onnxruntime")
    whole, parts = (list(predictor.predict(photos, tile=tile)) for tile in (None, 256))
    assert parts == whole


def test_parts_come_from_files_bytes_and_pixels_alike(model: str, tmp_path: Path):
    picture = marked(160, 256, *SMALL)
    Image.fromarray(picture).save(tmp_path / "a.png")
    given = [tmp_path / "a.png", (tmp_path / "a.png").read_bytes(), picture, Image.fromarray(picture)]
    answers = [answer.result for answer in huoyan.load(model).predict(given, tile=64, batch=3)]
    assert answers == [answers[0]] * 4


def test_what_cannot_be_in_parts_is_refused(model: str, tmp_path: Path):
    with pytest.raises(UsageError, match="expected a side in pixels"):
        list(huoyan.load(model).predict(marked(9, 9), tile=0))
    classes = huoyan.load(colour_artifact(tmp_path / "model").folder)
    with pytest.raises(UsageError, match="where things are found in it") as caught:
        list(classes.predict(marked(9, 9), tile=64))
    assert caught.value.code == "usage.tile"


def test_the_command_gives_json_as_the_design_says(model: str, photos: Path, capsys):
    assert main(["predict", model, str(photos), "--json", "--top", "1", "--engine", "onnxruntime"]) == 1
    wide, none, broken = map(json.loads, capsys.readouterr().out.splitlines())
    assert wide["detections"] == [
        {"label": "green", "score": 1.0, "box": {"xmin": 40.0, "ymin": 8.0, "xmax": 120.0, "ymax": 60.0}},
        {"label": "blue", "score": 1.0, "box": {"xmin": 200.0, "ymin": 100.0, "xmax": 256.0, "ymax": 128.0}},
    ]
    assert none["detections"] == []
    assert broken["error"]["code"].startswith("image.")


def test_the_command_tells_in_both_languages(model: str, photos: Path, capsys):
    files = [str(photos / "a 宽.png"), str(photos / "b.png")]
    for lang, nothing in (("en", "nothing found"), ("zh", "未发现目标")):
        assert main(["predict", model, *files, "--lang", lang]) == 0
        first, second = capsys.readouterr().out.splitlines()
        assert first.endswith("a 宽.png  green 1.000  blue 1.000")
        assert second.endswith(nothing)


def test_the_command_draws_boxes_into_copies(model: str, photos: Path, tmp_path: Path, capsys):
    assert main(["predict", model, str(photos / "a 宽.png"), "--save", str(tmp_path)]) == 0
    with Image.open(tmp_path / "a 宽.png") as opened:
        drawn = np.asarray(opened.convert("RGB")).astype(int)
    plain = marked(128, 256, *WIDE).astype(int)
    assert drawn.shape[:2] == (256, 512)  # a small picture is enlarged
    changed = np.abs(drawn[::2, ::2] - plain).max(axis=2) > 60
    assert changed[8:60, 38:42].any(axis=1).mean() > 0.9
    assert not changed[70:95, 5:30].any()


def test_the_command_finds_small_things_in_parts(model: str, tmp_path: Path, capsys):
    Image.fromarray(marked(160, 256, *SMALL)).save(tmp_path / "a.png")
    flags = ["--tile", "auto", "--overlap", "0.5", "--json"]
    assert main(["predict", model, str(tmp_path / "a.png"), *flags]) == 0
    found = json.loads(capsys.readouterr().out)["detections"]
    boxes = {(each["label"], tuple(map(round, each["box"].values()))) for each in found}
    assert boxes >= set(SMALL)
    for wrong in (["--overlap", "0.5"], ["--tile", "big"], ["--tile", "64", "--overlap", "2"]):
        assert main(["predict", model, str(tmp_path / "a.png"), *wrong]) == 2
        assert "usage.tile" in capsys.readouterr().err


def test_the_command_writes_what_it_found_as_coco(model: str, photos: Path, tmp_path: Path, capsys):
    file = tmp_path / "found.json"
    for _ in range(2):  # its own file may be written anew
        assert main(["predict", model, str(photos), "--save-coco", str(file)]) == 1
    found = json.loads(file.read_text("utf-8"))
    assert [(each["id"], each["width"], each["height"]) for each in found["images"]] == [
        (1, 256, 128),
        (2, 40, 50),
    ]
    assert found["images"][0]["file_name"].endswith("a 宽.png")
    assert found["categories"] == [{"id": at, "name": name} for at, name in enumerate(COLOURS, start=1)]
    assert found["annotations"][0] == {
        "id": 1,
        "image_id": 1,
        "category_id": 2,
        "bbox": [40.0, 8.0, 80.0, 52.0],
        "area": 4160.0,
        "iscrowd": 0,
        "score": 1.0,
    }


def test_what_was_found_is_data_that_huoyan_reads(model: str, photos: Path, tmp_path: Path):
    answers = huoyan.load(model).predict(photos)
    (tmp_path / "found.json").write_bytes(coco_json(answers, COLOURS))
    data = read_dataset(tmp_path / "found.json", say=silent)
    boxes = [(data.classes[box.index], box.xyxy) for sample in data.samples for box in sample.truth.boxes]
    assert sorted(boxes) == sorted(WIDE)
    assert len(data) == 2


def test_a_list_of_things_is_refused_where_there_are_none_and_over_a_file_of_the_user(
    model: str, photos: Path, tmp_path: Path, capsys
):
    classes = str(colour_artifact(tmp_path / "model").folder)
    assert main(["predict", classes, str(photos), "--save-coco", str(tmp_path / "x.json")]) == 2
    assert "usage.save" in capsys.readouterr().err
    (tmp_path / "mine.json").write_text("{}", encoding="utf-8")
    assert main(["predict", model, str(photos), "--save-coco", str(tmp_path / "mine.json")]) == 2
    assert "usage.out" in capsys.readouterr().err
    assert (tmp_path / "mine.json").read_text("utf-8") == "{}"


def test_answers_of_the_api_become_coco_too(model: str, photos: Path):
    predictor = huoyan.load(model)
    found = coco_results(predictor.predict(photos), predictor.labels)
    assert len(found["images"]) == len(found["annotations"]) == 2
