"""What every listed task owes: trained, proven, shipped, predicted, scored, verified and run again alike."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import huoyan
from halves import KINDS as MADE
from halves import halves
from huoyan.artifact.manifest import Manifest
from huoyan.artifact.read import open_artifact
from huoyan.cli import main
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.formats.reading import Reading
from huoyan.data.open import read_dataset
from huoyan.data.prepare import prepare
from huoyan.data.sample.truth import KINDS
from huoyan.data.say import silent
from huoyan.embed import backbone_of
from huoyan.errors import EngineError, TrainingError
from huoyan.learn.job import Run
from huoyan.learn.on_features import ONLY
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.learn.train import train
from huoyan.report.tasks import TASK_PAGES
from huoyan.results import Detection, Result
from huoyan.runs.events import Event, Phase, Said, Validated
from huoyan.runs.recipe import SECTIONS
from huoyan.runs.recipe_file import read_recipe
from huoyan.tasks import TASKS, name_of
from things import TINY

SHORT: dict[str, Any] = {"seed": 1, "threads": 1, "batch": 8}
LABELS: dict[str, Any] = {"epochs": 2, "model": "cnn", "options": {"widths": [4, 4]}}
# What a task is trained with in place of that: until it finds something.
OTHERWISE: dict[str, dict[str, Any]] = {
    "detect": {"epochs": 12, "lr": 0.02, "model": "yolo", "options": TINY["options"]},
}
QUIET = {"beside": ("none",), "progress": False}
# Clips have a contract of their own, in test_clip_contract.py.
# And so has what learns in no steps, in test_anomaly.py.
OF_PICTURES = [name for name, task in TASKS.items() if task.medium == "pictures" and name not in ONLY]
# Those whose answer is not a linear layer on one vector.
WITHOUT_A_VECTOR = {"detect"}


@dataclass(frozen=True)
class Finished:
    """A run of one task on the table `data`."""

    task: str
    data: Path
    run: Run

    @property
    def folder(self) -> Path:
        return self.run.folder

    @property
    def files(self) -> list[Path]:
        return [self.data.parent / sample.source for sample in self.part("test").samples]

    def part(self, name: str) -> Dataset:
        kind = TASKS[self.task].kind
        return read_dataset(self.data, say=silent, reading=Reading(kind=kind)).split(name)

    def curve(self) -> list[dict[str, Any]]:
        """The log's points of the learning curve."""
        lines = (self.folder / "log.jsonl").read_text("utf-8").splitlines()
        return [each for each in map(json.loads, lines) if each["event"] == "validated"]


@pytest.fixture(scope="module", params=OF_PICTURES)
def finished(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    name = request.param
    folder = tmp_path_factory.mktemp(name)
    data, how = halves(folder / "data", TASKS[name].kind), OTHERWISE.get(name, LABELS)
    return Finished(name, data, huoyan.train(data, out=folder / "run", task=name, **SHORT, **how, **QUIET))


@pytest.fixture(scope="module")
def brief(finished: Finished, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A run of two epochs, to be trained once more: `finished` itself where that has no more."""
    if finished.task not in OTHERWISE:
        return finished
    how = {**OTHERWISE[finished.task], "epochs": 2}
    folder = tmp_path_factory.mktemp("brief")
    run = huoyan.train(finished.data, out=folder / "run", task=finished.task, **SHORT, **how, **QUIET)
    return Finished(finished.task, finished.data, run)


def test_every_task_stands_in_every_table():
    assert list(TASKS) == list(TRAIN_TASKS) == list(SECTIONS) == list(TASK_PAGES)
    assert list(SLOW) == OF_PICTURES
    assert {*MADE} == {task.kind for task in TASKS.values()} == {*KINDS}


def test_the_manifest_is_read_back_as_it_was_written(finished: Finished):
    written = finished.run.artifact.manifest
    assert open_artifact(finished.folder).manifest == written
    assert Manifest.model_validate_json(written.model_dump_json()) == written
    assert name_of(written.task) == finished.task


def test_every_engine_answers_as_the_trained_network(finished: Finished):
    whole = [each for each in finished.run.artifact.manifest.parity if each.precision == "fp32"]
    assert {each.engine for each in whole} >= {"onnxruntime"}
    assert all(each.passed and each.agreement == 1 and each.n == 15 for each in whole)


def test_the_network_in_torch_answers_as_the_shipped_graph(finished: Finished):
    shipped, trained = (huoyan.load(finished.folder, engine=each) for each in ("onnxruntime", "torch"))
    pixels = np.stack([shipped.prepare(file).pixels for file in finished.files])
    found = shipped.task.difference(shipped.runtime.run(pixels), trained.runtime.run(pixels))
    assert found.same.all()
    assert found.distances.max() < 1e-3


def test_a_network_gives_what_its_task_reads(finished: Finished):
    manifest = finished.run.artifact.manifest
    rules, recipe = TRAIN_TASKS[finished.task], read_recipe(finished.folder / "recipe.toml", {})[1]
    assert {*rules.outputs(recipe)} >= {*manifest.task.outputs} == {*manifest.outputs}


def test_without_its_last_layer_it_gives_a_vector_a_picture(finished: Finished):
    if finished.task in WITHOUT_A_VECTOR:
        with pytest.raises(EngineError, match="does not end in a linear layer"):
            backbone_of(finished.run.artifact)
        return
    vectors, failures = backbone_of(finished.run.artifact).embed(finished.part("test").samples)
    assert (len(vectors), failures) == (15, {})
    assert np.isfinite(vectors).all()
    assert len(np.unique(vectors, axis=0)) == 15


def test_a_run_and_its_copy_are_equally_good(finished: Finished, tmp_path: Path):
    copy = shutil.copytree(finished.folder, tmp_path / "copy")
    runs, page = [finished.folder, copy], tmp_path / "page.html"
    found = huoyan.compare(runs, save=page, engine="onnxruntime", say=silent)
    (pair,) = found.pairs
    assert (found.n, found.split, pair.p, pair.better) == (15, "test", 1.0, "")
    assert {name: each.value for name, each in pair.differences.items()} == dict.fromkeys(pair.differences, 0)
    assert found.figure in found.runs[0].evaluation.score.metrics
    assert json.loads(json.dumps(found.to_json()))["pairs"][0]["better"] is None
    assert found.runs[0].name in page.read_text("utf-8")


def test_verify_finds_nothing(finished: Finished):
    found = huoyan.verify(finished.folder)
    assert found.ok, found.problems
    assert found.measure == finished.run.artifact.manifest.task.measure


def test_a_picture_is_answered_drawn_worded_and_written_as_json(finished: Finished):
    predictor = huoyan.load(finished.folder, engine="onnxruntime", threads=1)
    answers = list(predictor.predict(finished.files))
    assert [answer.ok for answer in answers] == [True] * len(finished.files)
    result = answers[0].result
    blank = np.zeros((256, 256, 3), np.uint8)  # small pictures are enlarged
    drawn = [predictor.task.draw(blank, answer.result) for answer in answers]
    assert {each.shape for each in drawn} == {blank.shape}
    assert any(each.any() for each in drawn)
    assert not blank.any()
    assert len(predictor.task.text(result, 1).splitlines()) == 1
    assert json.loads(json.dumps(answers[0].to_json(1), allow_nan=False))["source"] == answers[0].source
    assert predictor(finished.files[0]) == result


def test_the_score_is_that_of_a_slow_second_count(finished: Finished):
    part = finished.part("test")
    predictor = huoyan.load(finished.folder, engine="onnxruntime", threads=1)
    results = [answer.result for answer in predictor.predict(finished.files)]
    score = huoyan.evaluate(predictor, finished.data, say=silent).score
    figure, slow = SLOW[finished.task]
    assert score.n == len(part) == 15
    assert score.metrics[figure].value == pytest.approx(slow(results, part.samples, part.classes), abs=1e-5)
    assert score.metrics[figure].low <= score.metrics[figure].value <= score.metrics[figure].high


def test_worst_answers_are_wrong_ones_in_order(finished: Finished):
    score = finished.run.evaluation.score
    worst = score.worst(3)
    assert len({each.row for each in worst}) == len(worst) <= 3
    assert all(0 <= each.row < score.n and each.truth != each.answer for each in worst)
    assert [each.row for each in score.worst(2)] == [each.row for each in worst[:2]]


def test_the_run_holds_its_page_and_its_figures(finished: Finished):
    written = json.loads((finished.folder / "metrics.json").read_text("utf-8"))
    found = json.loads(json.dumps(finished.run.evaluation.to_json()))
    assert {**written, "remedy": None} == {**found, "remedy": None}
    assert finished.run.evaluation.score.metrics.keys() & {*finished.run.artifact.manifest.task.headlines}
    page = finished.run.report.read_text("utf-8")
    assert all(label in page for label in finished.run.artifact.manifest.labels)


def test_the_learning_curve_bears_the_name_of_the_validators_score(finished: Finished):
    trained, recipe = TRAIN_TASKS[finished.task], read_recipe(finished.folder / "recipe.toml", {})[1]
    part, preprocess = finished.part("val"), open_artifact(finished.folder).preprocess
    places = [prepare(sample, preprocess).place for sample in part.samples]
    validator = trained.validator(recipe, trained.targets(part, places))
    assert {each["score"] for each in finished.curve()} == {validator.name}
    assert len(finished.curve()) == recipe.epochs


def test_an_export_is_proven_and_written(finished: Finished, tmp_path: Path):
    found = huoyan.export(finished.folder, tmp_path / "out")
    assert found.parity.passed
    assert [file.name for file in found.files] == ["model.onnx"]


def test_every_engine_is_timed(finished: Finished):
    rows = huoyan.bench(finished.folder, batch=2, seconds=0.0)
    assert {row.engine for row in rows} >= {each.engine for each in finished.run.parities}
    assert all(row.milliseconds > 0 for row in rows)


def test_the_recipe_gives_the_same_weights_and_task_again(brief: Finished, tmp_path: Path, real_speeds: None):
    again = huoyan.train(
        brief.data, out=tmp_path / "again", recipe=brief.folder / "recipe.toml", progress=False
    )
    assert again.weights_sha256 == brief.run.weights_sha256
    assert again.artifact.manifest.task == brief.run.artifact.manifest.task
    assert "<h3>Speed</h3>" in again.report.read_text("utf-8")


def test_a_run_that_was_cut_off_goes_on_to_the_same_weights(brief: Finished, tmp_path: Path):
    def dying(event: Event) -> None:
        if isinstance(event, Validated):
            raise RuntimeError("gone")

    recipe = replace(read_recipe(brief.folder / "recipe.toml", {})[1], checkpoint_s=0.0)
    with pytest.raises(TrainingError, match="gone"):
        train(brief.data, out=tmp_path / "run", recipe=recipe, listen=dying)
    resumed = huoyan.train(brief.data, out=tmp_path / "run", resume=True, progress=False)
    assert resumed.weights_sha256 == brief.run.weights_sha256
    assert resumed.artifact.manifest.task == brief.run.artifact.manifest.task


def test_a_run_that_is_interrupted_ends_with_the_best_so_far(finished: Finished, tmp_path: Path):
    heard: list[Event] = []

    def interrupting(event: Event) -> None:
        if isinstance(event, Validated) and not heard:
            heard.append(event)
            signal.raise_signal(signal.SIGINT)

    recipe = read_recipe(finished.folder / "recipe.toml", {})[1]
    run = train(finished.data, out=tmp_path / "run", recipe=recipe, listen=interrupting)
    assert run.stopped == "interrupted"
    assert run.artifact.manifest.task.labels == finished.run.artifact.manifest.task.labels
    assert huoyan.verify(run.folder).ok
    assert run.report.exists()


def test_a_run_that_is_interrupted_after_its_training_says_how_it_is_finished(
    brief: Finished, tmp_path: Path
):
    heard: list[Event] = []

    def interrupting(event: Event) -> None:
        heard.append(event)
        if isinstance(event, Phase) and event.name.key == "phase.reporting":
            raise KeyboardInterrupt

    recipe = read_recipe(brief.folder / "recipe.toml", {})[1]
    with pytest.raises(KeyboardInterrupt):
        train(brief.data, out=tmp_path / "run", recipe=recipe, listen=interrupting)
    (said,) = [each.text for each in heard if isinstance(each, Said) and "--resume" in each.text]
    assert "is done, its model and report are not" in said
    resumed = huoyan.train(brief.data, out=tmp_path / "run", resume=True, progress=False)
    assert resumed.weights_sha256 == brief.run.weights_sha256
    assert resumed.report.exists()


def test_time_may_decide_how_long_it_trains(finished: Finished, tmp_path: Path):
    recipe = read_recipe(finished.folder / "recipe.toml", {"minutes": 0.05})[1]
    run = train(finished.data, out=tmp_path / "run", recipe=replace(recipe, epochs=None))
    assert run.stopped == "finished"
    assert read_recipe(run.folder / "recipe.toml", {})[1].minutes == 0.05


@pytest.mark.slow
def test_two_processes_learn_what_one_learns(finished: Finished, tmp_path: Path):
    """In fp64: what is left is the order of sums."""
    call = ["train", str(finished.data), "--recipe", str(finished.folder / "recipe.toml")]
    call += ["--precision", "fp64", "--device", "cpu", "--quiet", "--beside", "none", "--epochs", "2"]
    # Adam divides by the size of a gradient, also of one that is nothing but rounding.
    call += ["--optimizer", "sgd", "--lr", "0.001"]
    assert main([*call, "--out", str(tmp_path / "alone")]) == 0
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node", "2", "--standalone"]
    command = [*torchrun, "-m", "huoyan", *call, "--out", str(tmp_path / "together")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    alone, together = (_losses(tmp_path / name) for name in ("alone", "together"))
    np.testing.assert_allclose(together, alone, rtol=1e-9)


def _losses(run: Path) -> list[tuple[float, float]]:
    events = map(json.loads, (run / "log.jsonl").read_text("utf-8").splitlines())
    return [(each["train_loss"], each["val_loss"]) for each in events if each["event"] == "validated"]


def test_commands_answer_and_score_as_the_api_does(
    finished: Finished, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    model, drawn = str(finished.folder), tmp_path / "drawn"
    files = [str(file) for file in finished.files[:3]]
    engine = ("--engine", "onnxruntime", "--threads", "1")
    assert main(["predict", model, *files, "--json", "--save", str(drawn), *engine]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == len(list(drawn.iterdir())) == 3
    assert main(["predict", model, *files, *engine]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main(["evaluate", model, str(finished.data), "--json", *engine]) == 0
    figures = json.loads(capsys.readouterr().out)["metrics"]
    assert figures.keys() == finished.run.evaluation.score.metrics.keys()
    assert main(["evaluate", model, str(finished.data), *engine]) == 0
    assert finished.run.artifact.manifest.task.headlines[0] in capsys.readouterr().out
    assert main(["verify", model]) == 0


def _hits(results: Sequence[Any], samples: Sequence[Sample], classes: Sequence[str]) -> float:
    """Of pictures whose first label is theirs."""
    right = [x.top.label == classes[y.labels[0]] for x, y in zip(results, samples, strict=True)]
    return sum(right) / len(right)


def _exact(results: Sequence[Any], samples: Sequence[Sample], classes: Sequence[str]) -> float:
    """Of pictures that got all their labels and no other."""
    right = [{*x.chosen} == {classes[at] for at in y.labels} for x, y in zip(results, samples, strict=True)]
    return sum(right) / len(right)


def _off(results: Sequence[Any], samples: Sequence[Sample], classes: Sequence[str]) -> float:
    """How far the first number is from the true one, on average."""
    pairs = zip(results, samples, strict=True)
    off = [abs(x.quantities[0].value - y.truth.by_index()[0]) for x, y in pairs]
    return sum(off) / len(off)


def _all_found(results: Sequence[Any], samples: Sequence[Sample], classes: Sequence[str]) -> float:
    """Of pictures in which each thing is found once, at an overlap of half, and nothing else."""
    pairs = zip(results, samples, strict=True)
    return float(np.mean([_found(each.detections, sample.truth, classes) for each, sample in pairs]))


def _found(detections: Sequence[Detection], truth: Any, classes: Sequence[str]) -> bool:
    left = [(classes[box.index], box.xyxy) for box in truth.boxes]
    for each in detections:
        meant = [true for true in left if true[0] == each.label and _overlap(each.box, true[1]) >= 0.5]
        if not meant:
            return False
        left.remove(max(meant, key=lambda true: _overlap(each.box, true[1])))
    return not left


def _overlap(one: Sequence[float], other: Sequence[float]) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    common = max(0.0, width) * max(0.0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return common / (sum(areas) - common)


Slow = Callable[[Sequence[Result], Sequence[Sample], Sequence[str]], float]
# A figure of each task, and an obvious way to count it.
SLOW: dict[str, tuple[str, Slow]] = {
    "classify": ("accuracy", _hits),
    "tags": ("exact_match", _exact),
    "regress": ("mae", _off),
    "detect": ("pictures_right", _all_found),
}
