"""A whole training that searches for good choices first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from huoyan.data.open import read_dataset
from huoyan.errors import DataError, NetworkError, TrainingError, UsageError
from huoyan.learn.fit.aside import WHOLE
from huoyan.learn.job import Run
from huoyan.learn.networks import build
from huoyan.learn.plan.asked_names import check_asked
from huoyan.learn.run_start import is_done
from huoyan.learn.train import train
from huoyan.runs.events import Advanced, Event, Said, Searched, Validated
from huoyan.runs.recipe import recipe_from
from huoyan.runs.recipe_file import read_recipe
from huoyan.runs.search.outcome import Outcome, read_outcome

SHORT = {"model": "cnn", "options": {"widths": [4]}, "epochs": 1.0, "threads": 1, "beside": ("none",)}


def trained(out: Path, heard: list[Event] | None = None, resume: bool = False, **choices: object) -> Run:
    listen = (lambda event: None) if heard is None else heard.append
    return train("digits", out=out, recipe=recipe_from({**SHORT, **choices}), listen=listen, resume=resume)


def outcome(out: Path) -> Outcome:
    found = read_outcome(out / "search")
    assert found is not None
    return found


def said(heard: list[Event], key: str) -> list[str]:
    return [event.text.told("en") for event in heard if isinstance(event, Said) and event.text.key == key]


class Killed(Exception):
    pass


def after(n: int, do: Callable[[], None]) -> Callable[[Event], None]:
    """Does something once, when the `n`th setting has been tried."""

    def listen(event: Event) -> None:
        if isinstance(event, Searched) and event.n == n:
            do()

    return listen


def kill() -> None:
    raise Killed


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Cut off after two settings, and taken up."""
    out = tmp_path_factory.mktemp("search") / "run"
    recipe = recipe_from({**SHORT, "tune": 4})
    with pytest.raises(Killed):
        train("digits", out=out, recipe=recipe, listen=after(2, kill))
    assert [each.number for each in outcome(out).tried] == [0, 1]
    heard: list[Event] = []
    trained(out, heard, resume=True, tune=4)
    assert said(heard, "search.goes_on") == [
        f"--tune: the search goes on; 2 of 4 settings are known from {out / 'search' / 'study.journal'}"
    ]
    return out


def test_a_search_that_was_cut_off_goes_on_and_the_run_is_trained_by_the_best_setting(run: Path):
    found = outcome(run)
    assert len(found.tried) == 4
    assert found.ended == "tried"
    assert found.score == "accuracy"
    assert len({each.number for each in found.tried}) == 4
    assert found.best is not None
    assert found.best.score == max(each.score for each in found.tried if each.how == "whole")
    recipe = read_recipe(run / "recipe.toml", {})[1]
    usual = 0.01
    assert recipe.lr == pytest.approx(usual * float(found.best.values["lr"]), rel=0.01)
    assert recipe.augment == found.best.values["augment"]
    assert recipe.values()["label_smoothing"] == found.best.values["label_smoothing"]


def test_the_first_setting_is_the_plans_own(run: Path):
    found = outcome(run)
    assert dict(found.tried[0].values) == dict(found.defaults)
    assert found.defaults["lr"] == 1.0


def test_only_validation_is_looked_at(run: Path):
    # Of 1,797 digits; the test part is another.
    assert outcome(run).pictures == 300


def test_metrics_and_report_hold_the_search(run: Path):
    written = json.loads((run / "metrics.json").read_text())
    assert [each["number"] for each in written["search"]["tried"]] == [0, 1, 2, 3]
    assert 'id="search"' in (run / "report.html").read_text()


def test_what_the_settings_wrote_is_gone(run: Path):
    assert sorted(path.name for path in (run / "search").iterdir()) == ["search.json", "study.journal"]


def test_its_recipe_replayed_searches_nothing(run: Path, tmp_path: Path):
    recipe = read_recipe(run / "recipe.toml", {})[1]
    heard: list[Event] = []
    train("digits", out=tmp_path / "again", recipe=recipe, listen=heard.append)
    assert said(heard, "search.nothing_open")
    weights = "model/weights.safetensors"
    assert (run / weights).read_bytes() == (tmp_path / "again" / weights).read_bytes()


def test_networks_that_were_compared_are_not_compared_again_when_the_winner_is_cut_off(tmp_path: Path):
    out, heard = tmp_path / "run", []
    choices = {**SHORT, "options": {}, "model": "auto", "epochs": 0.1}
    recipe = recipe_from({**choices, "tune": 2, "tune_models": ("cnn", "rnn")})

    def listen(event: Event) -> None:
        heard.append(event)
        if isinstance(event, Validated):
            raise Killed

    with pytest.raises(TrainingError, match="Killed"):
        train("digits", out=out, recipe=recipe, listen=listen)
    before = outcome(out)
    assert {each.values["model"] for each in before.tried} == {"cnn", "rnn"}
    train("digits", out=out, recipe=recipe, listen=heard.append, resume=True)
    assert outcome(out) == before
    assert not said(heard, "search.goes_on")


def test_a_process_that_only_finds_what_others_tried_tells_what_was_scored(tmp_path: Path):
    heard: list[Event] = []
    choices = {"tune": 1, "storage": str(tmp_path / "s"), "epochs": 0.1}
    trained(tmp_path / "a", **choices)
    trained(tmp_path / "b", heard, **choices)
    assert "on 300 validation pictures" in said(heard, "search.defaults_best")[0]
    assert outcome(tmp_path / "b").score == "accuracy"


def test_ctrl_c_that_comes_as_a_setting_is_over_ends_the_search(tmp_path: Path):
    out, seen = tmp_path / "run", []

    def listen(event: Event) -> None:
        # The last validation of the first setting has been.
        if isinstance(event, Advanced) and event.done == WHOLE and not seen:
            seen.append(event)
            os.kill(os.getpid(), signal.SIGINT)

    train("digits", out=out, recipe=recipe_from({**SHORT, "tune": 9}), listen=listen)
    assert seen
    assert outcome(out).ended == "interrupted"
    assert len(outcome(out).tried) == 1


def test_ctrl_c_ends_the_search_and_the_best_is_trained(tmp_path: Path):
    heard: list[Event] = []
    stop = after(2, lambda: os.kill(os.getpid(), signal.SIGINT))

    def listen(event: Event) -> None:
        heard.append(event)
        stop(event)

    out = tmp_path / "run"
    found = train("digits", out=out, recipe=recipe_from({**SHORT, "tune": 50}), listen=listen)
    assert found.stopped == "finished"
    assert outcome(out).ended == "interrupted"
    assert len(outcome(out).tried) == 2


def test_a_run_that_pauses_goes_on_with_its_search(tmp_path: Path):
    out, recipe = tmp_path / "run", recipe_from({**SHORT, "tune": 3})
    stop = after(1, lambda: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(TrainingError, match="is paused after 1 settings"):
        train("digits", out=out, recipe=recipe, listen=stop, resume="if-any")
    train("digits", out=out, recipe=recipe, resume="if-any")
    assert len(outcome(out).tried) == 3
    assert is_done(out, recipe)


def test_ctrl_c_before_anything_was_tried_pauses_the_run(tmp_path: Path):
    out, seen = tmp_path / "run", []

    def listen(event: Event) -> None:
        if isinstance(event, Advanced) and not seen:
            seen.append(event)
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(TrainingError, match=r"is paused after 0 settings; .* --resume goes on"):
        train("digits", out=out, recipe=recipe_from({**SHORT, "tune": 1}), listen=listen)
    trained(out, resume=True, tune=1)
    assert len(outcome(out).tried) == 1


def test_usual_choices_that_are_refused_leave_nothing_behind(tmp_path: Path):
    weights = tmp_path / "net.safetensors"
    save_file({"other": torch.zeros(3)}, weights)
    with pytest.raises(NetworkError):
        trained(tmp_path / "run", tune=1, weights=str(weights))
    assert [each.name for each in tmp_path.iterdir()] == [weights.name]


def test_broken_pictures_are_listed_where_the_first_setting_cannot_be_trained(tmp_path: Path):
    for label, value in (("dark", 20), ("light", 220)):
        (tmp_path / "图 s" / label).mkdir(parents=True)
        for i in range(12):
            file = tmp_path / "图 s" / label / f"{i}.png"
            Image.effect_noise((16, 16), 10 + i).point(lambda each, value=value: each // 8 + value).save(file)
            if i % 2:
                file.write_bytes(file.read_bytes()[:-60])  # broken behind its head
    recipe = recipe_from({**SHORT, "tune": 1, "task": "classify"})
    with pytest.raises(DataError) as caught:
        train(tmp_path / "图 s", out=tmp_path / "run", recipe=recipe)
    assert caught.value.code == "data.broken"
    assert len((tmp_path / "run" / "quarantine.jsonl").read_text().splitlines()) >= 2
    assert not (tmp_path / "run" / "search").exists()


def test_a_search_of_before_stays_where_another_ends_before_its_first_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out, recipe = tmp_path / "run", recipe_from({**SHORT, "tune": 3})
    stop = after(1, lambda: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(TrainingError, match="is paused after 1 settings"):
        train("digits", out=out, recipe=recipe, listen=stop, resume="if-any")
    before = outcome(out)
    monkeypatch.setattr("huoyan.learn.search.search.study_name", lambda *given: "huoyan-other")

    def die(event: Event) -> None:
        if isinstance(event, Advanced):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train("digits", out=out, recipe=recipe, listen=die, resume=True)
    monkeypatch.undo()
    assert outcome(out) == before
    train("digits", out=out, recipe=recipe, resume=True)
    assert len(outcome(out).tried) == 3


def test_one_that_was_aborted_where_others_had_tried_settings_begins_anew(tmp_path: Path):
    def die(event: Event) -> None:
        if isinstance(event, Advanced):
            raise KeyboardInterrupt

    choices = {"tune": 2, "storage": str(tmp_path / "s")}
    trained(tmp_path / "other", **{**choices, "tune": 1})
    with pytest.raises(KeyboardInterrupt):
        train("digits", out=tmp_path / "run", recipe=recipe_from({**SHORT, **choices}), listen=die)
    assert not (tmp_path / "run" / "recipe.toml").exists()
    trained(tmp_path / "run", **choices)
    assert len(outcome(tmp_path / "run").tried) == 2


def test_time_ends_the_search_but_not_before_the_usual_choices(tmp_path: Path):
    trained(tmp_path / "run", tune=1000, tune_minutes=0.05)
    found = outcome(tmp_path / "run")
    assert found.ended == "time"
    assert found.of_defaults is not None
    assert len(found.tried) < 100


def test_where_the_storage_goes_away_the_best_of_what_is_known_is_trained(tmp_path: Path):
    place, heard = tmp_path / "drive", []
    place.mkdir()
    away = after(2, lambda: place.rename(tmp_path / "gone") and None)

    def listen(event: Event) -> None:
        heard.append(event)
        away(event)

    recipe = recipe_from({**SHORT, "tune": 6, "storage": str(place / "study")})
    run = train("digits", out=tmp_path / "run", recipe=recipe, listen=listen)
    assert run.stopped == "finished"
    assert len(said(heard, "search.lost")) == 1
    found = outcome(tmp_path / "run")
    assert found.ended == "lost"
    assert len(found.tried) == 2


def test_without_a_test_part_it_is_said_that_the_score_chose_the_settings_too(tmp_path: Path):
    heard: list[Event] = []
    whole = read_dataset("digits", say=lambda said: None)
    data = whole.take([at for at, sample in enumerate(whole.samples) if sample.split != "test"])
    recipe = recipe_from({**SHORT, "tune": 1, "test": 0.0})
    train(data, out=tmp_path / "run", recipe=recipe, listen=heard.append)
    (told,) = said(heard, "learn.no_test")
    assert "which also chose the settings of the search, the weights" in told


def test_what_cannot_be_searched_is_refused_before_a_picture_is_read(tmp_path: Path):
    refused = {
        "looks for its settings by itself": {"tune": 3, "model": "svm", "options": {}},
        "give also how many settings are tried: --tune 30": {"tune_minutes": 3.0},
        "is not among --tune-models": {"tune": 3, "tune_models": ("rnn",)},
        "no network is called 'nosuch'": {"tune": 3, "tune_models": ("cnn", "nosuch")},
    }
    for message, choices in refused.items():
        with pytest.raises((UsageError, NetworkError), match=message):
            trained(tmp_path / "run", **choices)
    assert not (tmp_path / "run").exists()


def test_weights_are_of_the_network_they_fit_and_a_winner_without_them_goes_on(tmp_path: Path):
    weights, out = tmp_path / "net.pth", tmp_path / "run"
    state = build("test_efficientnet", classes=7, channels=3, size=32, options={}).state_dict()
    torch.save({name: torch.zeros_like(each) for name, each in state.items()}, weights)  # it learns nothing
    weights.with_name("net.pth.toml").write_text('[network]\nlibrary = "timm"\nname = "test_efficientnet"\n')
    choices = {
        **SHORT,
        "model": "auto",
        "options": {},
        "size": 8,
        "tune_epochs": 0.5,
        "weights": str(weights),
    }
    recipe = recipe_from({**choices, "tune": 2, "tune_models": ("cnn", "test_efficientnet")})

    def listen(event: Event) -> None:
        if isinstance(event, Validated):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train("digits", out=out, recipe=recipe, listen=listen)
    assert [(each.values["model"], each.how, each.reason) for each in outcome(out).tried] == [
        ("cnn", "whole", ""),
        ("test_efficientnet", "whole", ""),
    ]
    taken = read_recipe(out / "recipe.toml", {})[1]
    assert (taken.model, taken.weights) == ("cnn", None)
    with pytest.raises(UsageError, match="weights would change"):
        train("digits", out=out, recipe=recipe.with_choices(weights=str(tmp_path)), resume=True)
    train("digits", out=out, recipe=recipe, resume=True)
    assert is_done(out, recipe)


def test_options_of_the_network_that_was_taken_are_not_asked_of_the_others():
    taken = {"model": "test_efficientnet", "options": {"joined_stages": 2}}
    check_asked(recipe_from({**taken, "tune": 2, "tune_models": ("cnn", "test_efficientnet")}))
    with pytest.raises(NetworkError, match="no option 'joined_stages'"):
        check_asked(recipe_from({**taken, "model": "cnn", "tune": 2, "tune_models": ("cnn",)}))


def test_a_storage_that_is_refused_leaves_no_folder_in_the_way_of_the_next_try(tmp_path: Path):
    with pytest.raises(UsageError, match="does not exist; make it first"):
        trained(tmp_path / "run", tune=3, storage=str(tmp_path / "no" / "s"))
    assert not (tmp_path / "run").exists()


def test_two_processes_share_a_study_and_what_one_that_is_killed_has_finished_stays(tmp_path: Path):
    storage = tmp_path / "研 究.journal"
    asked = ["--model", "cnn", "--option", "widths=4", "--epochs", "1", "--threads", "1", "--beside", "none"]
    asked += ["--tune", "12", "--storage", str(storage), "--quiet"]

    def own(out: Path) -> set[int]:
        found = read_outcome(out / "search")
        return {each.number for each in found.tried if each.run == str(out)} if found else set()

    with ExitStack() as ends:
        running: dict[Path, subprocess.Popen[bytes]] = {}
        for out in (tmp_path / "a", tmp_path / "b"):
            command = [sys.executable, "-m", "huoyan", "train", "digits", *asked, "--out", str(out)]
            started = subprocess.Popen(command, env={**os.environ, "OMP_NUM_THREADS": "1"})
            running[out] = ends.enter_context(started)
            ends.callback(started.kill)
        deadline = time.monotonic() + 120
        while not any(map(own, running)) and time.monotonic() < deadline:
            time.sleep(0.05)
        killed = next(filter(own, running))  # of two that race, either may be the first
        running.pop(killed).kill()
        (other,) = running
        assert running[other].wait() == 0
    found = outcome(other)
    assert own(killed) <= {each.number for each in found.tried if each.run == str(killed)}
    assert len(found.tried) >= 12
    assert {each.run for each in found.tried} == {str(killed), str(other)}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGHUP")
def test_a_terminal_that_is_closed_between_two_settings_ends_the_search(tmp_path: Path):
    closed = after(2, lambda: os.kill(os.getpid(), signal.SIGHUP))
    recipe = recipe_from({**SHORT, "tune": 5})
    found = train("digits", out=tmp_path / "run", recipe=recipe, listen=closed)
    assert found.stopped == "finished"
    assert outcome(tmp_path / "run").ended == "interrupted"
    assert len(outcome(tmp_path / "run").tried) == 2
