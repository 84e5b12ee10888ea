"""The card of a model: what it answers, how well, from which data; and nothing of the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huoyan.artifact.read import Artifact, open_artifact
from huoyan.tasks import TASKS
from huoyan.web.shell.phrases import phrases_of
from huoyan.web.trying.card import model_card
from huoyan.web.trying.files import WORDS
from making import colour_artifact
from making_detectors import bright_detector
from making_numbers import colour_numbers

METRICS = {
    "split": "test",
    "n": 297,
    "metrics": {
        "ece": {"value": 0.02, "low": 0.0, "high": 0.04, "n": 297},
        "accuracy": {"value": 0.95, "low": 0.92, "high": 0.97, "n": 297},
    },
}


def scored(folder: Path, metrics: str) -> Artifact:
    made = colour_artifact(folder / "model")
    (folder / "metrics.json").write_text(metrics)
    return made


def test_the_page_has_words_for_what_every_task_answers():
    kinds = {"clips" if task.medium == "clips" else task.kind for task in TASKS.values()}
    for phrases in phrases_of(WORDS).values():
        assert [
            each for each in kinds if not {f"try.does.{each}", f"try.task.{each}"} <= phrases.keys()
        ] == []


def test_it_tells_the_figures_of_the_run_with_their_intervals(tmp_path: Path):
    card = model_card(scored(tmp_path, json.dumps(METRICS)), "colours", "3")
    assert (card["name"], card["version"], card["task"], card["kind"]) == (
        "colours",
        "3",
        "classify",
        "class",
    )
    assert card["labels"] == ["red", "green", "blue"]
    assert card["licence"].startswith("yours: ")
    assert card["figures"]["split"] == "test"
    first = card["figures"]["headlines"][0]
    interval = {"value": 0.95, "low": 0.92, "high": 0.97, "n": 297}
    assert first == {"name": "accuracy", **interval, "share": True, "bounded": True}


def test_without_figures_it_says_none(tmp_path: Path):
    assert model_card(colour_artifact(tmp_path / "model"), "colours", "1")["figures"] is None
    for number, metrics in enumerate(("", "[]", "{}", '{"metrics": 3}', '{"metrics": {"a": {}}, "n": 1}')):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert model_card(scored(folder, metrics), "colours", "1")["figures"] is None, metrics


def test_no_path_of_the_machine_is_in_it(tmp_path: Path):
    made = scored(tmp_path, json.dumps(METRICS))
    given = made.manifest.provenance.model_copy(
        update={"data": "/home/ann/wards/scans/", "command": "huoyan train /home/ann/wards/scans"}
    )
    card = model_card(Artifact(made.folder, made.manifest.model_copy(update={"provenance": given})), "m", "1")
    assert card["data"]["name"] == "scans"
    assert "home" not in json.dumps(card)
    assert str(tmp_path) not in json.dumps(card)


def test_thresholds_are_told_once_a_label_and_numbers_with_their_scale(tmp_path: Path):
    found = model_card(bright_detector(tmp_path / "detector"), "d", "1")
    assert (found["kind"], found["thresholds"]) == ("boxes", (0.25, 0.25))
    numbers = model_card(colour_numbers(tmp_path / "numbers"), "n", "1")
    assert (numbers["centre"], numbers["spread"], numbers["coverage"]) == ((7.0, 7.0), (3.0, 3.0), 0.9)


def test_a_model_opened_by_a_path_of_here_finds_its_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "run").mkdir()
    scored(tmp_path / "run", json.dumps(METRICS))
    monkeypatch.chdir(tmp_path)
    assert model_card(open_artifact("run"), "m", "1")["figures"]["n"] == 297
