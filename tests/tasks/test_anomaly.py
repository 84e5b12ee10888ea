"""Anomalies: good pictures are learnt, held-out ones give the threshold, what is unlike them is found."""

from __future__ import annotations

import json
import os
import signal
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from answering_server import answering, call
from huoyan.artifact.manifest import Manifest
from huoyan.artifact.read import open_artifact
from huoyan.cli import main
from huoyan.data.formats.reading import Reading
from huoyan.data.open import read_dataset
from huoyan.data.say import silent
from huoyan.errors import DataError, EngineError, HuoyanError, UsageError
from huoyan.learn.job import Run
from huoyan.learn.train import train
from huoyan.preprocess import Placement
from huoyan.results import Inspection
from huoyan.runs.events import Event, Phase, Said
from huoyan.runs.recipe import recipe_from
from huoyan.runs.recipe_file import read_recipe
from huoyan.tasks.anomaly import Anomaly

SIDE = 64
QUIET = {"beside": ("none",), "progress": False, "threads": 1}


def good(rng: np.random.Generator) -> np.ndarray:
    """Stripes of some phase, and noise; uint8 (64, 64, 3)."""
    across = np.arange(SIDE)[None, :, None]
    stripes = 128 + 40 * np.sin(across / 4 + rng.uniform(0, 6))
    return np.clip(stripes + rng.normal(0, 12, (SIDE, SIDE, 3)), 0, 255).astype(np.uint8)


def spotted(rng: np.random.Generator) -> np.ndarray:
    """The same with a black square at x 40..51, y 8..19."""
    pixels = good(rng)
    pixels[8:20, 40:52] = 0
    return pixels


def fill(folder: Path, n: int, draw: Callable[[np.random.Generator], np.ndarray], seed: int) -> Path:
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    for at in range(n):
        Image.fromarray(draw(rng)).save(folder / f"{at:02}.png")
    return folder


@dataclass(frozen=True)
class Finished:
    data: Path
    run: Run


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """60 good pictures and 12 with a spot; a third of the good ones is held out."""
    folder = tmp_path_factory.mktemp("anomaly")
    fill(folder / "data" / "good", 60, good, 0)
    fill(folder / "data" / "spot", 12, spotted, 1)
    how = {"task": "anomaly", "val": 0.35, "test": 0.2, "false_alarms": 0.1}
    return Finished(folder / "data", huoyan.train(folder / "data", out=folder / "run", **how, **QUIET))


def test_defects_are_told_from_good_pictures(finished: Finished):
    metrics = finished.run.evaluation.score.metrics
    assert metrics["roc_auc"].value == 1
    assert metrics["defects_found"].value == 1
    assert metrics["defects_found"].n == 12
    assert metrics["false_alarm_rate"].n == 12


def test_nothing_is_learnt_of_defects(finished: Finished):
    counts = finished.run.artifact.manifest.provenance.counts
    assert counts == {"train": 27, "val": 21, "test": 24}


def test_the_threshold_is_the_score_of_a_held_out_picture_at_its_rank(finished: Finished):
    """21 are held out: of 22 scores at most a tenth, two, may be above, so it is the 20th smallest."""
    task = finished.run.artifact.manifest.task
    assert isinstance(task, Anomaly)
    rows = (finished.run.folder / "splits.csv").read_text("utf-8").splitlines()
    held = [finished.data / row.split(",")[0] for row in rows if row.endswith(",val")]
    model = huoyan.load(finished.run.folder)
    scores = sorted(answer.result.score for answer in model.predict(held))
    assert (task.held_out, task.false_alarms) == (21, 0.1)
    assert task.threshold == pytest.approx(scores[19], rel=1e-3)


def test_the_map_is_hottest_where_the_defect_is(finished: Finished):
    model = huoyan.load(finished.run.folder)
    answers = [answer.result for answer in model.predict(finished.data / "spot")]
    for found in answers:
        assert isinstance(found, Inspection)
        assert found.answer == "defect"
        assert 32 <= found.peak[0] <= 60
        assert 0 <= found.peak[1] <= 28


def test_every_engine_answers_as_what_was_learnt(finished: Finished):
    whole = [each for each in finished.run.artifact.manifest.parity if each.precision == "fp32"]
    assert {each.engine for each in whole} >= {"onnxruntime"}
    assert all(each.passed and each.agreement == 1 for each in whole)


def test_the_manifest_is_read_back_as_it_was_written(finished: Finished):
    written = finished.run.artifact.manifest
    assert open_artifact(finished.run.folder).manifest == written
    assert Manifest.model_validate_json(written.model_dump_json()) == written


def test_the_same_recipe_gives_the_same_model(finished: Finished, tmp_path: Path):
    recipe = finished.run.folder / "recipe.toml"
    again = huoyan.train(finished.data, out=tmp_path / "again", recipe=recipe, progress=False)
    assert again.weights_sha256 == finished.run.weights_sha256
    assert again.artifact.manifest.task == finished.run.artifact.manifest.task
    assert read_recipe(again.folder / "recipe.toml", {})[1] == read_recipe(recipe, {})[1]


def test_a_model_is_scored_on_data_by_which_it_did_not_learn(finished: Finished, tmp_path: Path):
    fill(tmp_path / "new" / "good", 10, good, 7)
    fill(tmp_path / "new" / "hole", 10, spotted, 8)
    found = huoyan.evaluate(finished.run.folder, tmp_path / "new", say=silent).to_json()
    assert (found["good"], found["defects"]) == (10, 10)
    assert found["per_class"]["hole"] == {"n": 10, "alarms": 1.0}
    assert found["metrics"]["roc_auc"]["value"] == 1


def test_defects_alone_are_scored_without_false_alarms(finished: Finished, tmp_path: Path):
    fill(tmp_path / "new" / "hole", 10, spotted, 8)
    found = huoyan.evaluate(finished.run.folder, tmp_path / "new", say=silent).to_json()
    assert (found["good"], found["defects"]) == (0, 10)
    assert set(found["metrics"]) == {"defects_found"}


def test_an_answer_is_one_line_of_json_and_a_picture_with_its_heat(
    finished: Finished, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    source = finished.data / "spot" / "00.png"
    assert main(["predict", str(finished.run.folder), str(source), "--json", "--save", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["source", "answer", "score", "threshold", "peak", "whole"]
    assert found["answer"] == "defect"
    assert found["score"] > found["threshold"] > 0
    (drawn,) = tmp_path.glob("*.png")
    with Image.open(drawn) as picture:
        assert picture.size[0] >= SIDE


def test_another_thing_altogether_is_told_as_a_whole(
    finished: Finished, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    task = finished.run.artifact.manifest.task
    assert isinstance(task, Anomaly)
    assert task.whole
    assert list(finished.run.artifact.manifest.outputs) == ["score", "heatmap", "whole"]
    plain = tmp_path / "plain.png"
    Image.new("RGB", (SIDE, SIDE), (128, 128, 128)).save(plain)
    (answer,) = huoyan.load(finished.run.folder).predict(plain)
    found = answer.result
    assert isinstance(found, Inspection)
    assert found.as_a_whole
    assert found.whole == found.score > found.threshold
    assert main(["predict", str(finished.run.folder), str(plain)]) == 0
    assert "(as a whole)" in capsys.readouterr().out


def test_places_alone_are_compared_where_it_is_asked_for(finished: Finished, tmp_path: Path):
    choices = {"options": {"whole": "no"}, "false_alarms": 0.1, "val": 0.35, "test": 0.2}
    run = huoyan.train(finished.data, out=tmp_path / "run", task="anomaly", **choices, **QUIET)
    assert list(run.artifact.manifest.outputs) == ["score", "heatmap"]
    (answer,) = huoyan.load(run.folder).predict(finished.data / "spot" / "00.png")
    assert isinstance(answer.result, Inspection)
    assert answer.result.whole is None
    assert "whole" not in answer.result.to_json()


def test_pictures_without_anything_in_them_are_learnt(tmp_path: Path):
    """All that is remembered is of one picture: of the others nothing is left to compare it with."""
    fill(tmp_path / "good", 40, lambda rng: np.full((SIDE, SIDE, 3), 90, np.uint8), 0)
    for at, file in enumerate(sorted((tmp_path / "good").iterdir())):
        file.write_bytes(file.read_bytes() + bytes([at]))  # other files, so no copies
    run = huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", **QUIET)
    spot = fill(tmp_path / "spot", 1, spotted, 0)
    (answer,) = huoyan.load(run.folder).predict(spot)
    assert isinstance(answer.result, Inspection)
    assert answer.result.answer == "defect"


def test_things_that_look_alike_are_as_near_as_wholes_as_by_their_places(tmp_path: Path):
    """One camera in one way: what varies is noise. Else no defect of a place would be told."""
    pattern = np.random.default_rng(7).uniform(40, 200, (SIDE, SIDE, 3))

    def alike(rng: np.random.Generator) -> np.ndarray:
        return np.rint(pattern + rng.normal(0, 2, pattern.shape)).astype(np.uint8)

    fill(tmp_path / "good", 60, alike, 0)
    run = huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", **QUIET)
    answers = [each.result for each in huoyan.load(run.folder).predict(fill(tmp_path / "new", 20, alike, 1))]
    found = [each for each in answers if isinstance(each, Inspection) and each.whole is not None]
    wholes, places = [each.whole for each in found], [each.heat.max() for each in found]
    assert np.median(wholes) == pytest.approx(np.median(places), rel=0.5)


def test_of_few_training_pictures_it_is_said_that_places_alone_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    fill(tmp_path / "good", 12, good, 0)
    rows = ["path,split", *(f"{at:02}.png,{'train' if at < 8 else 'val'}" for at in range(12))]
    (tmp_path / "splits.csv").write_text("\n".join(rows))
    huoyan.train(
        tmp_path / "good", out=tmp_path / "run", task="anomaly", splits=tmp_path / "splits.csv",
        **{**QUIET, "progress": True},
    )  # fmt: skip
    said = capsys.readouterr().err
    assert "compared by their places alone" in said
    assert "compared as wholes, too" not in said


def test_another_thing_among_good_pictures_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fill(tmp_path / "good", 40, good, 0)
    Image.new("RGB", (SIDE, SIDE), (90, 90, 90)).save(tmp_path / "good" / "zz.png")
    parts = [f"{at:02}.png,{'val' if at >= 25 else 'train'}" for at in range(40)]
    rows = ["path,split", *parts, "zz.png,train"]
    (tmp_path / "splits.csv").write_text("\n".join(rows))
    huoyan.train(
        tmp_path / "good", out=tmp_path / "run", task="anomaly", features="edges",
        splits=tmp_path / "splits.csv", **{**QUIET, "progress": True},
    )  # fmt: skip
    (said,) = [line for line in capsys.readouterr().err.splitlines() if "far from all others" in line]
    assert "zz.png" in said


def test_a_run_is_compared_with_another_by_the_area_and_verified(finished: Finished, tmp_path: Path):
    other = huoyan.train(
        finished.data, out=tmp_path / "colour", task="anomaly", features="colour", false_alarms=0.1,
        val=0.35, test=0.2, **QUIET,
    )  # fmt: skip
    found = huoyan.compare([finished.run.folder, other.folder], engine="onnxruntime", say=silent)
    (pair,) = found.pairs
    assert found.n == 24
    assert pair.p == 1.0
    assert main(["verify", str(finished.run.folder)]) == 0


def test_a_server_answers_with_the_score_and_hands_out_the_map(finished: Finished):
    spot = (finished.data / "spot" / "00.png").read_bytes()
    with answering({"parts": finished.run.folder}) as address:
        found = call(f"{address}/predict", spot, content_type="image/png").json()
        (listed,) = call(f"{address}/models/parts", spot, content_type="image/png").json()
        sent = {"name": "picture", "datatype": "BYTES", "shape": [1], "data": [b64encode(spot).decode()]}
        body = json.dumps({"inputs": [sent], "outputs": [{"name": "score"}, {"name": "heatmap"}]}).encode()
        tensors = call(f"{address}/v2/models/parts/infer", body, content_type="application/json").json()
    assert (found["task"], found["answer"]) == ("anomaly", "defect")
    assert found["score"] > found["threshold"]
    assert listed["label"] == "defect"
    assert [each["shape"] for each in tensors["outputs"]] == [[1], [1, SIDE, SIDE]]


def test_the_page_shows_scores_and_pictures_of_both_kinds(finished: Finished):
    page = (finished.run.folder / "report.html").read_text("utf-8")
    assert page.count("data:image/jpeg;base64,") >= 24
    for words in ("Where it looks unlike good ones", "Scores", "raised a false alarm", "threshold"):
        assert words in page


def test_a_folder_of_pictures_alone_will_do(tmp_path: Path):
    fill(tmp_path / "good", 30, good, 0)
    run = huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", val=0.4, **QUIET)
    task = run.artifact.manifest.task
    assert isinstance(task, Anomaly)
    assert (task.good, task.held_out, task.false_alarms) == ("good", 12, 0.1)
    assert set(run.evaluation.score.metrics) == {"false_alarm_rate"}


def test_one_class_is_learnt_as_good_without_being_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    fill(tmp_path / "parts" / "screw", 30, good, 0)
    call = [
        "train",
        str(tmp_path / "parts"),
        "--val",
        "0.4",
        "--threads",
        "1",
        "--out",
        str(tmp_path / "run"),
    ]
    assert main(call) == 0
    said = capsys.readouterr().err
    assert "screw as its only class" in said
    assert "--task anomaly" in said
    assert "false_alarms 0.1: the lowest that 12 held-out good pictures can vouch for" in said


def test_a_rate_for_which_too_few_pictures_are_held_out_is_refused(tmp_path: Path):
    fill(tmp_path / "good", 30, good, 0)
    with pytest.raises(DataError, match=r"of 0\.01 takes at least 99") as caught:
        huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", false_alarms=0.01, **QUIET)
    assert caught.value.code == "data.few_good"


def test_one_picture_is_not_enough(tmp_path: Path):
    fill(tmp_path / "good", 1, good, 0)
    with pytest.raises(DataError) as caught:
        huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", **QUIET)
    assert caught.value.code == "data.no_val"


def test_which_class_is_good_is_never_guessed(tmp_path: Path):
    fill(tmp_path / "data" / "front", 4, good, 0)
    fill(tmp_path / "data" / "back", 4, good, 1)
    with pytest.raises(UsageError, match="which of its classes is good: back, front") as caught:
        huoyan.train(tmp_path / "data", out=tmp_path / "run", task="anomaly", **QUIET)
    assert caught.value.code == "usage.good"
    with pytest.raises(UsageError, match="nearest: front"):
        huoyan.train(tmp_path / "data", out=tmp_path / "run", task="anomaly", good="fromt", **QUIET)


def test_a_network_that_is_trained_in_steps_is_refused(tmp_path: Path):
    fill(tmp_path / "good", 4, good, 0)
    for choice in ({"model": "cnn"}, {"epochs": 3}, {"features": "hog"}, {"features": "colour+resnet18"}):
        with pytest.raises(UsageError) as caught:
            huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", **choice, **QUIET)
        assert caught.value.code in ("usage.recipe", "usage.features")


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"size": 7}, "Give 8 or more"),
        ({"features": "resnet18"}, "none of colour, edges;"),
        ({"features": "edges", "weights": __file__}, "Leave either out"),
        ({"features": "resnet18", "weights": __file__, "colour": "grey"}, "sees places in colour"),
        ({"features": "resnet18", "weights": __file__, "size": 31}, "Give 32 or more"),
    ],
)
def test_choices_by_which_no_place_could_be_seen_are_refused(
    tmp_path: Path, choices: dict[str, str | int], told: str
):
    fill(tmp_path / "good", 30, good, 0)
    with pytest.raises(HuoyanError, match=told):
        huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", **choices, **QUIET)


def test_ctrl_c_while_pictures_are_looked_at_ends_the_run_and_says_so(tmp_path: Path):
    fill(tmp_path / "good", 30, good, 0)
    said: list[str] = []

    def press(event: Event) -> None:
        if isinstance(event, Said):
            said.append(str(event.text))
        if isinstance(event, Phase) and event.name.key == "patches.phase_places":
            os.kill(os.getpid(), signal.SIGINT)

    recipe = recipe_from({"task": "anomaly", "threads": 1})
    with pytest.raises(KeyboardInterrupt):
        train(tmp_path / "good", out=tmp_path / "run", recipe=recipe, listen=press)
    assert "nothing is kept" in said[-1]
    assert not (tmp_path / "run" / "model").exists()


def test_grey_is_seen_where_it_is_asked_for(tmp_path: Path):
    fill(tmp_path / "good", 30, good, 0)
    run = huoyan.train(tmp_path / "good", out=tmp_path / "run", task="anomaly", colour="grey", **QUIET)
    assert run.artifact.preprocess.channels == 1


def test_a_folder_of_pictures_alone_is_led_here(tmp_path: Path):
    fill(tmp_path / "parts", 3, good, 0)
    with pytest.raises(DataError, match="--task anomaly learns to find what is unlike them"):
        huoyan.train(tmp_path / "parts", out=tmp_path / "run", **QUIET)


def test_without_defects_it_is_said_that_none_are_there(tmp_path: Path):
    fill(tmp_path / "new" / "good", 6, good, 7)
    task, rng = Anomaly(), np.random.default_rng(0)
    data = read_dataset(tmp_path / "new", say=silent, reading=Reading(kind="quality"))
    scorer = task.scorer(data)
    heat = rng.random((6, 4, 4), np.float32)
    scorer.add(np.arange(6), {"score": np.ones(6), "heatmap": heat}, [Placement(4, 4, 1, 1, 0, 0)] * 6)
    told = {name: str(lack) for name, lack in scorer.finish().left_out.items()}
    assert told["defects_found"] == "needs test pictures of defects, at least 1; there are 0"
    assert told["roc_auc"] == "needs test pictures of defects, at least 5; there are 0"
    assert "false_alarm_rate" not in told


@pytest.mark.parametrize(
    "values",
    [{"threshold": 0.0}, {"threshold": float("nan")}, {"false_alarms": 0.01, "held_out": 98}, {"good": ""}],
)
def test_values_that_do_not_fit_are_refused(values: dict[str, float]):
    with pytest.raises(UsageError) as caught:
        Anomaly(**values)  # type: ignore[arg-type]
    assert caught.value.code == "usage.task"


def test_outputs_that_are_no_scores_are_refused():
    place = Placement(4, 4, 1, 1, 0, 0)
    task, heat = Anomaly(), np.zeros((1, 4, 4), np.float32)
    for outputs in (
        {"score": np.zeros(1)},
        {"score": np.zeros((1, 1)), "heatmap": heat},
        {"score": np.array([np.nan]), "heatmap": heat},
    ):
        with pytest.raises(EngineError):
            task.decode(outputs, [place])


def test_a_peak_is_told_in_pixels_of_the_source():
    """The network's picture of 8 x 8 is a source of 20 x 40 squashed; row 1 and column 6 are hottest."""
    heat = np.zeros((1, 8, 8), np.float32)
    heat[0, 1, 6] = 3
    (found,) = Anomaly(threshold=2.0).decode(
        {"score": np.array([3.0]), "heatmap": heat}, [Placement(20, 40, 8 / 40, 8 / 20, 0, 0)]
    )
    assert found.answer == "defect"
    assert found.peak == pytest.approx((6.5 * 5, 1.5 * 2.5))
    assert found.seen == (0, 0, 1, 1)


def test_what_lies_in_the_border_of_a_padded_picture_is_not_shown():
    """A source of 4 x 8 in the middle of 8 x 8: rows 2 to 5 are its own."""
    heat = np.arange(64, dtype=np.float32).reshape(1, 8, 8)
    (found,) = Anomaly(threshold=2.0).decode(
        {"score": np.array([1.0]), "heatmap": heat}, [Placement(4, 8, 1, 1, 0, 2)]
    )
    assert found.heat.tolist() == heat[0, 2:6].tolist()
    assert found.peak == (7.5, 3.5)
    assert found.answer == "good"


def test_what_is_unlike_as_a_whole_is_told_apart_from_a_place():
    task, place = Anomaly(threshold=2.0, whole=True), Placement(4, 4, 1, 1, 0, 0)
    outputs = {
        "score": np.array([3.0, 3.0, 1.0]),
        "heatmap": np.ones((3, 4, 4)),
        "whole": np.array([3.0, 1.0, 1.0]),
    }
    found = task.decode(outputs, [place] * 3)
    assert [each.as_a_whole for each in found] == [True, False, False]
    assert [each.to_json()["whole"] for each in found] == [3.0, 1.0, 1.0]
    assert "whole" not in Anomaly(threshold=2.0).decode(outputs, [place] * 3)[0].to_json()


def test_a_difference_is_told_in_thresholds():
    task = Anomaly(threshold=2.0)
    heat = np.zeros((3, 4, 4), np.float32)
    hot = heat.copy()
    hot[1, 2, 2] = 0.5
    found = task.difference(
        {"score": np.array([1.0, 1.0, 2.5]), "heatmap": hot},
        {"score": np.array([1.0, 1.0, 1.5]), "heatmap": heat},
    )
    assert found.same.tolist() == [True, True, False]
    assert found.distances.tolist() == [0, 0.25, 0.5]
