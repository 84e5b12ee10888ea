"""A task that no shared file knows, how many labels a picture has: a line in each table is all it needs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import pytest
import torch
from torch import Generator, Tensor, nn

import huoyan
from halves import halves
from huoyan.cli import main
from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.say import silent
from huoyan.errors import UsageError
from huoyan.evaluate import Evaluation
from huoyan.images.draw import draw_labels
from huoyan.learn.augment import Augmentation
from huoyan.learn.distributed.world import World
from huoyan.learn.feed.shuffle import Order
from huoyan.learn.fit.targets import Ragged, Targets
from huoyan.learn.job import Run
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.objectives.loss import Loss
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.learn.tasks.base import Augment, Settled, Validator
from huoyan.metrics import decisions
from huoyan.metrics.intervals.groups import Groups
from huoyan.metrics.minimum_counts import Lack
from huoyan.metrics.paired.by_picture import ByPicture
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy, RunRecord
from huoyan.report.shell.section import Section
from huoyan.report.shell.words import Words
from huoyan.report.tasks import TASK_PAGES
from huoyan.report.tasks.base import Show
from huoyan.results import Estimate
from huoyan.runs.recipe import SECTIONS, Recipe
from huoyan.runs.recipe.kinds import choice
from huoyan.tasks import TASKS
from huoyan.tasks.base import Difference, Outputs, Score, Shape, Task, Worst
from huoyan.words import Message, Remark
from huoyan.words.catalogue import PHRASES

NAME = "how_many"


# tasks/how_many.py


@dataclass(frozen=True, slots=True)
class Number:
    """So many labels."""

    n: int
    exact: float

    def to_json(self, top: int | None = None) -> dict[str, Any]:
        return {"how_many": self.n, "exact": round(self.exact, 3)}


@dataclass(frozen=True, slots=True)
class HowMany:
    """`offset`: what is added before rounding."""

    labels: tuple[str, ...]
    offset: float = 0.0

    kind: ClassVar[Kind] = "labels"
    medium: ClassVar[Medium] = "pictures"
    headlines: ClassVar[tuple[str, ...]] = ("exact_numbers",)
    outputs: ClassVar[Mapping[str, Shape]] = {"numbers": (None, 1)}
    allowed: ClassVar[Mapping[str, float]] = {"fp32": 1e-3, "bf16": 0.1}

    @property
    def measure(self) -> Message:
        return Message("measure.labels")

    def numbers(self, outputs: Outputs) -> np.ndarray:
        return np.asarray(outputs["numbers"][:, 0] + self.offset)

    def decode(self, outputs: Outputs, places: Sequence[Placement] = ()) -> list[Number]:
        return [Number(round(x), x) for x in self.numbers(outputs).tolist()]

    def reading(self, given: Reading) -> Reading:
        return replace(given, known=self.labels, kind="labels")

    def scorer(self, truth: Dataset) -> NumberScorer:
        return NumberScorer(self, truth)

    def remarks(self, truth: Dataset) -> list[Remark]:
        return []

    def difference(self, outputs: Outputs, reference: Outputs) -> Difference:
        ours, theirs = self.numbers(outputs), self.numbers(reference)
        return Difference(np.rint(ours) == np.rint(theirs), np.abs(ours - theirs))

    def draw(self, pixels: np.ndarray, result: Number) -> np.ndarray:
        return draw_labels(pixels, [str(result.n)])

    def text(self, result: Number, top: int) -> str:
        return f"{result.n} labels"


@dataclass(frozen=True, slots=True, eq=False)
class ScoredNumbers:
    found: np.ndarray
    truth: np.ndarray
    groups: None = None
    left_out: Mapping[str, Lack] = field(default_factory=dict)

    @property
    def n(self) -> int:
        return len(self.truth)

    @property
    def metrics(self) -> Mapping[str, Estimate]:
        right = decisions.accuracy(self.found == self.truth)
        return {"exact_numbers": right.estimate(Groups.alone(self.n))}

    @property
    def wrong(self) -> int:
        return int((self.found != self.truth).sum())

    def paired(self) -> tuple[ByPicture, ...]:
        return (ByPicture("exact_numbers", self.found == self.truth),)

    def worst(self, most: int) -> list[Worst]:
        rows = np.flatnonzero(self.found != self.truth)[:most].tolist()
        return [Worst(row, str(self.truth[row]), str(self.found[row]), 1.0) for row in rows]

    def to_json(self) -> dict[str, Any]:
        return {"n": self.n, "metrics": {name: each.to_json() for name, each in self.metrics.items()}}


class NumberScorer:
    def __init__(self, task: HowMany, data: Dataset) -> None:
        self.task, self.truth = task, np.array([len(sample.labels) for sample in data.samples])
        self.rows: list[int] = []
        self.found: list[int] = []

    def add(self, rows: np.ndarray, outputs: Outputs, places: Sequence[Placement]) -> None:
        self.rows += rows.tolist()
        self.found += [number.n for number in self.task.decode(outputs, places)]

    def finish(self, seed: int = 0) -> ScoredNumbers:
        return ScoredNumbers(np.array(self.found), self.truth[self.rows])


# learn/tasks/how_many.py


class Named(nn.Module):
    """A network that names what it gives."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        return {"numbers": self.network(images)}


class TrainHowMany:
    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        return ("numbers",)

    def check(self, recipe: Recipe) -> None:
        return None

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        return ()

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        yield Choice("loss", "mse")
        yield Choice("flip", "none")

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        return Named(shape.with_outputs(1))

    def targets(self, data: Dataset, places: Sequence[Placement]) -> Targets:
        return Ragged.of([torch.tensor(sample.labels, dtype=torch.int64) for sample in data.samples])

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        def brightened(
            x: Tensor, y: Targets, rng: Generator, world: World, passed: float
        ) -> tuple[Tensor, Targets]:
            return x.float() + 4 * torch.rand(len(x), 1, 1, 1, generator=rng), y

        return brightened

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        assert recipe.of(HowManyChoices).loss == "mse"

        def mean(outputs: Mapping[str, Tensor], targets: Ragged) -> Tensor:
            numbers = torch.tensor([[float(len(rows))] for rows in targets.rows()])
            return nn.functional.mse_loss(outputs["numbers"].float(), numbers)

        return Loss(mean)

    def rates(self, recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
        return None

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        return NumberValidator(len(targets))

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return None

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        truth = np.array([len(sample.labels) for sample in data.samples])
        offset = float((truth - outputs["numbers"][:, 0]).mean())
        return Settled(HowMany(data.classes, offset), (Message("chosen.offset"),))


class NumberValidator:
    name = "exact_numbers"

    def __init__(self, n: int) -> None:
        self.n, self.right = n, 0.0

    def begin(self) -> None:
        self.right = 0.0

    def add(self, outputs: Mapping[str, Tensor], targets: Targets, rows: Tensor) -> None:
        assert isinstance(targets, Ragged)
        self.right += float((outputs["numbers"][:, 0].round() == targets.counts).sum())

    def finish(self, world: World) -> float:
        return world.sum([self.right])[0] / self.n


# runs/recipe/how_many.py


@dataclass(frozen=True, slots=True)
class HowManyChoices:
    loss: Literal["auto", "mse"] = choice("auto")


# report/tasks/how_many.py


@dataclass(frozen=True, slots=True)
class NumberEvidence:
    score: ScoredNumbers


class HowManyPage:
    def evidence(self, evaluation: Evaluation, data: Dataset, show: Show) -> NumberEvidence:
        assert isinstance(evaluation.score, ScoredNumbers)
        return NumberEvidence(evaluation.score)

    def cards(self, record: RunRecord) -> Sequence[str]:
        return ("exact_numbers",)

    def verdict(self, record: RunRecord, words: Words) -> list[str]:
        return [f"{record.evidence.score.wrong} numbers are wrong"]

    def sections(self, record: RunRecord, words: Words) -> list[Section]:
        return []

    def facts(self, record: RunRecord, words: Words) -> list[tuple[str, str]]:
        return []

    def data(self, record: RunRecord, words: Words) -> Any:
        from markupsafe import Markup

        return Markup("<p>pictures with labels</p>")


# words/how_many.py

SAID = {
    "measure.labels": ("numbers of labels", "标签个数"),
    "chosen.offset": ("the offset", "偏移"),
    "metric.exact_numbers": ("exact numbers", "个数正确率"),
}

SHORT = ("--epochs", "8", "--seed", "1", "--threads", "1", "--batch", "8", "--lr", "0.05", "--quiet")


@dataclass(frozen=True)
class Listed:
    """The toy stands in the tables: its data, and a run of it."""

    data: Path
    run: Run

    @property
    def model(self) -> str:
        return str(self.run.folder)

    @property
    def files(self) -> list[str]:
        return [str(self.data.parent / f"{at}.png") for at in range(3)]


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listed]:
    folder = tmp_path_factory.mktemp(NAME)
    with pytest.MonkeyPatch.context() as patch:
        for key, phrases in SAID.items():
            patch.setitem(PHRASES, key, phrases)  # type: ignore[arg-type]
        patch.setitem(TASKS, NAME, HowMany)
        patch.setitem(TRAIN_TASKS, NAME, TrainHowMany())
        patch.setitem(SECTIONS, NAME, HowManyChoices)
        patch.setitem(TASK_PAGES, NAME, HowManyPage())  # type: ignore[arg-type]
        data = halves(folder / "data", "labels", n=120)
        run = huoyan.train(
            data, out=folder / "run", task=NAME, epochs=8, seed=1, threads=1, batch=8, lr=0.05,
            checkpoint_s=0.0, progress=False,
        )  # fmt: skip
        yield Listed(data, run)


def test_it_learns_and_its_manifest_holds_what_was_settled(listed: Listed):
    task = listed.run.artifact.manifest.task
    assert isinstance(task, HowMany)
    assert task.labels == ("above", "below")
    assert task.offset != 0
    assert listed.run.artifact.manifest.outputs == {"numbers": (None, 1)}
    assert (
        json.loads((listed.run.folder / "model" / "huoyan.json").read_text("utf-8"))["task"]["name"] == NAME
    )
    assert listed.run.evaluation.score.metrics["exact_numbers"].value > 0.8


def test_its_shipped_graph_is_proven_with_its_own_difference(listed: Listed):
    assert all(each.passed for each in listed.run.parities if each.precision == "fp32")
    assert huoyan.verify(listed.model).ok


def test_it_answers_in_python_and_in_the_terminal(listed: Listed, tmp_path, capsys):
    predictor = huoyan.load(listed.model, engine="torch")
    found = [answer.result for answer in predictor.predict(listed.files)]
    assert all(isinstance(each, Number) for each in found)
    assert main(["predict", listed.model, *listed.files, "--json", "--save", str(tmp_path / "drawn")]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["how_many"] for line in lines] == [each.n for each in found]
    assert main(["predict", listed.model, *listed.files]) == 0
    assert capsys.readouterr().out.count(" labels") == 3


def test_it_is_scored_in_python_and_in_the_terminal(listed: Listed, capsys):
    score = huoyan.evaluate(listed.model, listed.data, say=silent).score
    assert score.metrics == listed.run.evaluation.score.metrics
    assert main(["evaluate", listed.model, str(listed.data), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["metrics"].keys() == {"exact_numbers"}
    assert main(["evaluate", listed.model, str(listed.data)]) == 0
    assert "exact_numbers" in capsys.readouterr().out


def test_it_is_compared_in_the_terminal(listed: Listed, tmp_path, capsys):
    copy = shutil.copytree(listed.run.folder, tmp_path / "copy")
    assert main(["compare", listed.model, str(copy), "--engine", "onnxruntime"]) == 0
    assert "may be equally good: exact_numbers +0.0000" in capsys.readouterr().out


def test_it_is_verified_exported_and_timed_in_the_terminal(listed: Listed, tmp_path, capsys):
    assert main(["verify", listed.model]) == 0
    assert main(["export", listed.model, "--format", "onnx", "--out", str(tmp_path / "out")]) == 0
    assert main(["bench", listed.model, "--seconds", "0", "--batch", "2"]) == 0
    assert "onnxruntime" in capsys.readouterr().out


def test_its_page_and_its_curve_speak_of_its_own_figure(listed: Listed):
    page = listed.run.report.read_text("utf-8")
    assert "numbers are wrong" in page
    assert "exact numbers" in page
    log = (listed.run.folder / "log.jsonl").read_text("utf-8").splitlines()
    assert {e["score"] for e in map(json.loads, log) if e["event"] == "validated"} == {"exact_numbers"}


def test_the_terminal_trains_it_and_its_recipe_gives_the_same_weights(listed: Listed, tmp_path, capsys):
    out = tmp_path / "run"
    assert main(["train", str(listed.data), "--task", NAME, "--out", str(out), *SHORT, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["weights"] == listed.run.weights_sha256
    assert f"[{NAME}]" in (out / "recipe.toml").read_text("utf-8")
    again = huoyan.train(listed.data, out=tmp_path / "again", recipe=out / "recipe.toml", progress=False)
    assert again.weights_sha256 == listed.run.weights_sha256


def test_choices_that_it_does_not_have_are_refused(listed: Listed):
    with pytest.raises(UsageError, match="imbalance"):
        huoyan.train(listed.data, task=NAME, imbalance="sampling", progress=False)
    with pytest.raises(UsageError, match="loss"):
        huoyan.train(listed.data, task=NAME, loss="focal", progress=False)
