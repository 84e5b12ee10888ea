"""The ladder, from a folder of pictures to the model of the rung that was chosen."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.data.open import read_dataset
from huoyan.data.say import silent
from huoyan.errors import DataError, EngineError, UsageError
from huoyan.learn.head_training import vectors
from huoyan.learn.heads import knn
from huoyan.learn.job import Run
from huoyan.learn.ladder import climb as climbing
from huoyan.learn.ladder import on_features
from huoyan.learn.ladder.climber import Climber
from huoyan.learn.ladder.standing import Standing
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.train import train
from huoyan.runs.events import Climbed, Event, Phase, Said
from huoyan.words import Message

QUIET = {"progress": False}


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("HUOYAN_CACHE", str(folder))
    return folder


def stripes(folder: Path, n: int = 20, noise: int = 40, test: int = 8) -> Path:
    """Upright and level stripes under noise, in a place of their own in each picture."""
    rng = np.random.default_rng(0)
    for part, count in (("train", n), ("test", test)):
        for label in ("upright", "level"):
            place = folder / part / label
            place.mkdir(parents=True)
            for at in range(count):
                wave = 60 * np.sin(np.arange(24) * 1.3 + rng.uniform(0, 6))
                picture = 128 + np.tile(wave, (24, 1)) + rng.normal(0, noise, (24, 24))
                turned = picture if label == "upright" else picture.T
                Image.fromarray(turned.clip(0, 255).astype(np.uint8)).save(place / f"{at}.png")
    return folder


@pytest.fixture(scope="module")
def ridge(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of one head, whose pictures lie beside it. Treat it as read-only."""
    folder = tmp_path_factory.mktemp("ridge")
    return huoyan.train(stripes(folder / "photos", noise=10), out=folder / "run", model="ridge", **QUIET)


def photos_of(run: Run) -> Path:
    return run.folder.parent / "photos"


def test_without_a_model_the_ladder_is_climbed_to_a_proven_model(tmp_path: Path) -> None:
    told: list[Event] = []
    run = train(stripes(tmp_path / "照片 夹"), out=tmp_path / "run", listen=told.append)
    rungs = [event.rung for event in told if isinstance(event, Climbed)]
    assert rungs[0].kind == "classical"
    assert rungs[0].taken
    assert run.evaluation.score.metrics["accuracy"].value >= 0.8
    assert all(parity.passed for parity in run.parities if parity.engine == "onnxruntime")
    assert json.loads((tmp_path / "run" / "metrics.json").read_text())["n"] == 16
    assert not (tmp_path / "run" / "ladder").exists()


def test_a_folder_that_is_named_like_a_known_set_is_climbed_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(climbing, "RUNGS", {"classical": climbing.RUNGS["classical"]})
    data = read_dataset(stripes(tmp_path / "mnist", n=6), say=silent)
    assert data.name == "mnist"
    assert huoyan.train(data, out=tmp_path / "run", **QUIET).ascent is not None


def test_the_recipe_of_a_climb_replays_its_winner_alone(tmp_path: Path) -> None:
    data = stripes(tmp_path / "photos", noise=10)
    first = huoyan.train(data, out=tmp_path / "first", **QUIET)
    recipe = tmp_path / "first" / "recipe.toml"
    assert 'model = "auto"' not in recipe.read_text()
    again = huoyan.train(data, out=tmp_path / "again", recipe=recipe, **QUIET)
    assert again.weights_sha256 == first.weights_sha256


def test_an_engine_that_cannot_run_a_head_says_so(ridge: Run) -> None:
    with pytest.raises(EngineError, match=r"no network alone \(ridge\), and PyTorch does not run it"):
        huoyan.load(ridge.folder, engine="torch")


def test_a_finished_head_is_not_trained_further(ridge: Run) -> None:
    with pytest.raises(UsageError, match="ridge, which is not trained in epochs"):
        huoyan.train(photos_of(ridge), out=ridge.folder, resume=True, minutes=1, **QUIET)


def test_a_second_run_computes_no_features(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = stripes(tmp_path / "photos", noise=10)
    first = huoyan.train(data, out=tmp_path / "first", model="ridge", **QUIET)

    def refused(*given: object) -> None:
        raise AssertionError("features were computed")

    monkeypatch.setattr(vectors, "_computed", refused)
    second = huoyan.train(data, out=tmp_path / "second", model="ridge", **QUIET)
    assert second.weights_sha256 == first.weights_sha256


def test_what_the_winner_learnt_from_cannot_score_it(ridge: Run) -> None:
    with pytest.raises(DataError) as caught:
        huoyan.evaluate(ridge.folder, photos_of(ridge), split="val")
    assert caught.value.code.startswith("data.")


def test_without_a_test_part_validation_is_left_to_score(tmp_path: Path) -> None:
    data = stripes(tmp_path / "photos", noise=10)
    for picture in (data / "test").rglob("*.png"):
        picture.unlink()
    (data / "test").rename(data / "val")
    stripes(tmp_path / "more", test=8)
    for label in ("upright", "level"):
        for picture in (tmp_path / "more" / "test" / label).glob("*.png"):
            picture.rename(data / "val" / label / picture.name)
    run = huoyan.train(data, out=tmp_path / "run", model="ridge", **QUIET)
    assert (run.evaluation.split, run.evaluation.score.n) == ("val", 16)
    assert run.artifact.manifest.provenance.counts["train"] == 40


def test_ctrl_c_takes_the_best_so_far(tmp_path: Path) -> None:
    told: list[Event] = []

    def press(event: Event) -> None:
        told.append(event)
        if isinstance(event, Phase) and event.name.key == "ladder.phase_heads":
            os.kill(os.getpid(), signal.SIGINT)

    run = train(stripes(tmp_path / "photos", noise=150), out=tmp_path / "run", listen=press)
    assert run.stopped == "interrupted"
    assert len([event for event in told if isinstance(event, Climbed)]) == 1
    assert run.report.is_file()


@dataclass
class Perfect:
    """A rung whose answers are all right, and whose model cannot be had after all."""

    error: DataError | None = None
    owed: float = 0.0

    def why_not(self, climber: Climber, held: Standing | None) -> None:
        return None

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        assert held is not None

        def learnt() -> Learnt:
            if self.error is not None:
                raise self.error
            return replace(held.learnt(), course=Course((), 0, 1.0, "interrupted"))

        yield replace(
            held, model="perfect", right=np.ones(len(held.right)), learnt=learnt, errors=None, owed=self.owed
        )
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize("error", [DataError(Message("ladder.phase_growth"), code="data.gone"), None])
def test_a_model_that_cannot_be_had_leaves_the_one_that_it_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: DataError | None
) -> None:
    rungs = {"classical": climbing.RUNGS["classical"], "scratch": Perfect(error)}
    monkeypatch.setattr(climbing, "RUNGS", rungs)
    run = huoyan.train(stripes(tmp_path / "photos", n=8, noise=1000), out=tmp_path / "run", **QUIET)
    assert run.ascent is not None
    assert [rung.taken for rung in run.ascent.rungs] == [True, True]
    assert run.ascent.chosen == 0
    assert any("perfect is " in note for note in run.ascent.notes)


def test_the_time_that_the_model_held_still_needs_is_not_given_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rungs = {"classical": climbing.RUNGS["classical"], "tuned": Perfect(owed=1e6), "scratch": Perfect()}
    monkeypatch.setattr(climbing, "RUNGS", rungs)
    monkeypatch.setattr(climbing, "TO_WIN", 0)
    run = huoyan.train(stripes(tmp_path / "photos", n=8, noise=1000), out=tmp_path / "run", **QUIET)
    assert run.ascent is not None
    assert [rung.kind for rung in run.ascent.rungs] == ["classical", "tuned"]
    assert run.ascent.ended.key == "ladder.out_of_time"


def test_a_budget_that_is_too_short_for_any_rung_gives_the_first_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(climbing, "MINUTES", 0.001)
    told: list[Event] = []
    run = train(stripes(tmp_path / "photos", noise=150), out=tmp_path / "run", listen=told.append)
    (ended,) = [e.text for e in told if isinstance(e, Said) and e.text.key == "ladder.ended"]
    assert ended.values["ended"].key == "ladder.out_of_time"
    assert run.stopped == "finished"


def test_two_pictures_a_class_are_told_to_be_too_few_without_contradiction(tmp_path: Path) -> None:
    told: list[Event] = []
    train(stripes(tmp_path / "photos", n=2, test=0) / "train", out=tmp_path / "run", listen=told.append)
    said = [str(event.text) for event in told if isinstance(event, Said)]
    for part in ("each class has one picture to learn from", "2 pictures are too few", "nothing was chosen"):
        assert any(part in line for line in said), part
    assert not any("flatters" in line for line in said)


@dataclass
class Half(Perfect):
    """As perfect, but only every other picture was answered."""

    def climb(self, climber: Climber, held: Standing | None) -> Iterator[Standing]:
        assert held is not None
        right = np.where(np.arange(len(held.right)) % 2, 1.0, np.nan)
        yield replace(held, model="half", right=right, errors=None)


def test_a_rung_that_answered_fewer_pictures_does_not_change_how_many_there_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rungs = {"classical": climbing.RUNGS["classical"], "scratch": Half()}
    monkeypatch.setattr(climbing, "RUNGS", rungs)
    run = huoyan.train(stripes(tmp_path / "photos", noise=1000), out=tmp_path / "run", **QUIET)
    assert run.ascent is not None
    assert run.ascent.chosen == 1
    assert (run.ascent.rungs[1].share.n, run.ascent.pictures) == (20, 40)


@pytest.mark.parametrize(("share", "key"), [(0.0, "ladder.no_time_for"), (0.9, "ladder.no_other_head")])
def test_dearer_heads_that_were_not_all_tried_are_not_said_to_be_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float, key: str
) -> None:
    monkeypatch.setattr(on_features, "SHARE", share)
    monkeypatch.setattr(on_features, "OTHERS", ("knn",))
    monkeypatch.setattr(climbing, "RUNGS", {name: climbing.RUNGS[name] for name in ("classical", "heads")})
    run = huoyan.train(stripes(tmp_path / "photos", noise=150), out=tmp_path / "run", **QUIET)
    assert run.ascent is not None
    keys = ("ladder.no_time_for", "ladder.no_other_head")
    assert [note.key for note in run.ascent.notes if note.key in keys] == [key]


@pytest.mark.parametrize(
    ("choices", "named"),
    [
        ({"model": "ridge", "epochs": 3}, "epochs"),
        ({"model": "ridge", "lr": 0.1}, "lr"),
        ({"model": "ridge", "imbalance": "sampling"}, "sampling"),
        ({"model": "ridge", "options": {"beta": 1}}, "beta"),
        ({"model": "ridge", "features": "nonsense"}, "'nonsense' are none of hog, lbp"),
        ({"model": "ridge", "features": "hgo"}, "Nearest: hog"),
        ({"model": "ridge", "features": "hog,colour"}, r"--features hog\+colour"),
        ({"model": "ridge", "features": "hog", "weights": "net.pth"}, "need no network"),
        ({"model": "rigde"}, "Nearest: ridge"),
        ({"model": "ridge", "features": "hog+"}, "No description of pictures"),
        ({"card": "card.toml"}, "card.toml"),
        ({"model": "cnn", "features": "hog"}, "hog"),
    ],
)
def test_choices_that_a_head_does_not_have_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choices: dict[str, object], named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("net.pth").write_bytes(b"")
    with pytest.raises((UsageError, huoyan.errors.HuoyanError), match=named):
        huoyan.train(stripes(tmp_path / "photos"), out=tmp_path / "run", **choices, **QUIET)


def test_more_pictures_than_a_head_can_keep_are_refused_with_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knn, "_MOST_VALUES", 1_000)
    with pytest.raises(UsageError, match=r"knn keeps what it learns from: 40 pictures .* --model svm"):
        huoyan.train(stripes(tmp_path / "photos"), out=tmp_path / "run", model="knn", **QUIET)


def test_pictures_that_cannot_be_read_are_listed_and_left_out(tmp_path: Path) -> None:
    data = stripes(tmp_path / "photos", noise=10)
    (data / "train" / "level" / "0.png").write_bytes(b"broken")
    (data / "test" / "level" / "0.png").write_bytes(b"broken")
    run = huoyan.train(data, out=tmp_path / "run", model="ridge", **QUIET)
    listed = (tmp_path / "run" / "quarantine.jsonl").read_text().splitlines()
    assert (run.quarantined, len(listed), run.evaluation.score.n) == (2, 2, 15)
