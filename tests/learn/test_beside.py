"""Trainings beside a run: what they train on, what they leave, and what they never touch."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.cli import main
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import Numbers
from huoyan.errors import UsageError
from huoyan.learn.side_trainings import random_split
from huoyan.learn.train import train
from huoyan.metrics.intervals.proportions import difference, wilson
from huoyan.results import Estimate
from huoyan.runs.events import Event, Phase, Said, Stepped, Validated
from huoyan.runs.recipe import Recipe, recipe_from
from huoyan.runs.recipe_file import read_recipe
from making import sample_of


def pieces(counts: dict[tuple[int, str], int], *, group: bool = False) -> Dataset:
    pixels = np.zeros((4, 4), np.uint8)
    samples = [
        sample_of(f"{c}/{split}/{i}", c, pixels=pixels, split=split, group=f"{c}{i // 4}" if group else None)
        for (c, split), n in counts.items()
        for i in range(n)
    ]
    return Dataset("made", tuple(map(str, range(1 + max(c for c, _ in counts)))), tuple(samples))


COUNTS = {(0, "train"): 60, (0, "val"): 15, (0, "test"): 25, (1, "train"): 9, (1, "val"): 2, (1, "test"): 4}


def test_a_random_split_keeps_every_class_and_part_at_its_size():
    data = pieces(COUNTS)
    drawn = random_split(data, 0)
    assert Counter((s.labels[0], s.split) for s in drawn.samples) == COUNTS
    assert [replace(s, split=None) for s in drawn.samples] == [replace(s, split=None) for s in data.samples]


def test_made_pictures_stay_in_training():
    data = pieces(COUNTS)
    made = tuple(
        replace(s, made=True) if s.split == "train" and at % 2 else s for at, s in enumerate(data.samples)
    )
    drawn = random_split(replace(data, samples=made), 0)
    assert sum(s.made for s in drawn.samples) > 10
    assert {s.split for s in drawn.samples if s.made} == {"train"}
    assert Counter((s.labels[0], s.split) for s in drawn.samples) == COUNTS


def test_a_random_split_hangs_on_the_seed_and_not_on_the_order_of_the_files():
    data = pieces(COUNTS)
    turned = replace(data, samples=data.samples[::-1])
    sides = {s.source: s.split for s in random_split(data, 0).samples}
    assert sides == {s.source: s.split for s in random_split(turned, 0).samples}
    assert sides != {s.source: s.split for s in random_split(data, 1).samples}


def test_a_random_split_tears_groups_apart_and_forgets_the_old_parts():
    data = pieces(COUNTS, group=True)
    drawn = random_split(data, 0).samples
    sides = {}
    for sample in drawn:
        sides.setdefault(sample.group, set()).add(sample.split)
    assert any(len(splits) > 1 for splits in sides.values())
    # Of 100 pictures, 25 tested before and 25 now, 6.25 are expected in both.
    both = sum(
        a.split == b.split == "test" and a.labels == (0,) for a, b in zip(data.samples, drawn, strict=True)
    )
    assert 1 <= both <= 13


def test_numbers_are_drawn_by_their_size():
    pixels = np.zeros((4, 4), np.uint8)
    samples = tuple(
        Sample(f"{i}", Numbers((float(i),)), PixelPicture(pixels), split="test" if i % 5 == 0 else "train")
        for i in range(80)
    )
    drawn = random_split(Dataset("sized", ("size",), samples, kind="numbers"), 0).samples
    tested = Counter(int(s.truth.values[0] // 20) for s in drawn if s.split == "test")
    assert tested == {0: 4, 1: 4, 2: 4, 3: 4}
    assert [s.split for s in drawn] != [s.split for s in samples]


def test_several_labels_a_picture_are_drawn_as_a_whole():
    pixels = np.zeros((4, 4), np.uint8)
    rng = np.random.default_rng(0)
    samples = tuple(
        sample_of(f"{i}", tuple(np.flatnonzero(rng.random(6) < 0.4).tolist()), pixels=pixels, split=split)
        for i, split in enumerate(["train"] * 70 + ["val"] * 10 + ["test"] * 20)
    )
    drawn = random_split(Dataset("many", tuple("abcdef"), samples, kind="labels"), 0)
    assert Counter(s.split for s in drawn.samples) == {"train": 70, "val": 10, "test": 20}
    assert [s.split for s in drawn.samples] != [s.split for s in samples]


def test_the_difference_of_two_shares_is_that_of_newcombe_s_table():
    """Newcombe 1998, table II, row (a), method 10: 56 of 70 less 48 of 80."""
    gap = difference(wilson(56, 70), wilson(48, 80))
    assert (gap.value, gap.low, gap.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert difference(Estimate(0.5, 0.4, 0.6, 9), Estimate(0.5, 0.5, 0.5, 4)).n == 4


def test_only_known_trainings_are_taken():
    with pytest.raises(UsageError, match="random-split"):
        recipe_from({"beside": ["randomly"]})
    assert recipe_from({"beside": ["plain", "random-split"]}).beside == ("plain", "random-split")


@pytest.fixture(scope="module")
def stripes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pictures of two unequal classes; every scene of 4 frames is a group with a background of its own."""
    folder = tmp_path_factory.mktemp("stripes")
    rng = np.random.default_rng(0)
    rows = [("path", "label", "group")]
    for label, scenes in (("level", 36), ("upright", 12)):
        for scene in range(scenes):
            ground = rng.integers(0, 120, (16, 16))
            for frame in range(4):
                picture = ground + rng.integers(0, 20, (16, 16))
                at = rng.integers(2, 14)
                picture[(at, slice(None)) if label == "level" else (slice(None), at)] += 90
                name = f"{label}-{scene}-{frame}.png"
                Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(folder / name)
                rows.append((name, label, f"{label}{scene}"))
    with (folder / "labels.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / "labels.csv"


RECIPE = Recipe(
    epochs=2.0, device="cpu", threads=1, precision="fp32", test=0.25, beside=("none",)
).with_choices(imbalance="sampling")


@pytest.fixture(scope="module")
def both(stripes: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Event]]:
    """A run with both trainings beside it, and what it told. Treat it as read-only."""
    told: list[Event] = []
    out = tmp_path_factory.mktemp("both") / "run"
    train(stripes, out=out, recipe=replace(RECIPE, beside=("random-split", "plain")), listen=told.append)
    return out, told


def metrics(folder: Path) -> dict:
    return json.loads((folder / "metrics.json").read_text())


def test_the_run_itself_is_that_without_trainings_beside_it(both, stripes: Path, tmp_path: Path):
    alone = train(stripes, out=tmp_path / "run", recipe=RECIPE)
    assert json.loads((both[0] / "model" / "huoyan.json").read_text())["provenance"]["weights"] == (
        alone.weights_sha256
    )
    mine, others = metrics(tmp_path / "run"), metrics(both[0])
    assert {**mine, "seconds": 0} == {k: v for k, v in {**others, "seconds": 0}.items() if k != "beside"}
    assert mine["remedy"] == {"method": "sampling", "how": "unknown"}


def test_figures_recipe_and_split_are_left_and_no_second_model(both):
    folder = both[0]
    left = {
        path.relative_to(folder / "beside").as_posix()
        for path in (folder / "beside").rglob("*")
        if path.is_file()
    }
    wanted = {"metrics.json", "recipe.toml", "splits.csv"}
    assert left == {f"{choice}/{name}" for choice in ("random-split", "plain") for name in wanted}
    assert not (folder / "checkpoints").exists()
    found = metrics(folder)
    for choice in ("random-split", "plain"):
        assert found["beside"][choice] == metrics(folder / "beside" / choice)
        assert found["beside"][choice]["n"] == found["n"]


def test_plain_is_a_run_without_the_remedy(both, stripes: Path, tmp_path: Path):
    train(stripes, out=tmp_path / "run", recipe=RECIPE.with_choices(imbalance="none"))
    plain, alone = metrics(both[0])["beside"]["plain"], metrics(tmp_path / "run")
    assert {**plain, "seconds": 0} == {**alone, "seconds": 0}


def test_a_random_split_is_the_run_of_its_splits_file(both, stripes: Path, tmp_path: Path):
    splits = str(both[0] / "beside" / "random-split" / "splits.csv")
    assert splits != (both[0] / "splits.csv").read_text()
    train(stripes, out=tmp_path / "run", recipe=replace(RECIPE, splits=splits))
    random, alone = metrics(both[0])["beside"]["random-split"], metrics(tmp_path / "run")
    assert random["metrics"] == alone["metrics"]


def test_the_report_shows_both_and_names_the_world_of_the_probabilities(both):
    page = (both[0] / "report.html").read_text()
    assert 'id="remedy"' in page
    assert "a second network, trained by the same recipe" in page
    assert 'id="random"' in page
    assert "all classes are equally common" in page


def test_each_training_has_a_phase_of_its_own_with_a_count_of_steps(both):
    phases = [event for event in both[1] if isinstance(event, Phase)]
    for choice in ("random-split", "plain"):
        (training,) = [p for p in phases if p.name == f"{choice}: training" and p.total is not None]
        assert training.total > 1
    # The curve that is told, and logged, is that of the run alone.
    assert [e.epoch.epoch for e in both[1] if isinstance(e, Validated)] == [1.0, 2.0]
    steps = [e.step for e in both[1] if isinstance(e, Stepped)]
    assert steps == sorted(steps)


class Stopped(Exception):
    pass


def test_a_run_that_was_cut_off_beside_goes_on_there(both, stripes: Path, tmp_path: Path):
    def cut(event: Event) -> None:
        if isinstance(event, Phase) and event.name == "plain: exporting":
            raise Stopped

    recipe, out = replace(RECIPE, beside=("random-split", "plain")), tmp_path / "run"
    with pytest.raises(Stopped):
        train(stripes, out=out, recipe=recipe, listen=cut)
    assert (out / "report.html").exists()
    assert (out / "model").exists()
    done = (out / "beside" / "random-split" / "metrics.json").stat().st_mtime_ns
    told: list[Event] = []
    train(stripes, out=out, resume=True, listen=told.append)
    assert (out / "beside" / "random-split" / "metrics.json").stat().st_mtime_ns == done
    found, whole = metrics(out), metrics(both[0])
    assert found["metrics"] == whole["metrics"]
    assert found["beside"]["plain"]["metrics"] == whole["beside"]["plain"]["metrics"]
    with pytest.raises(UsageError, match="finished"):
        train(stripes, out=out, resume=True)


def test_a_training_that_fails_beside_costs_the_run_nothing(
    stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from huoyan.errors import TrainingError
    from huoyan.learn import one_network as module

    fit, calls = module.fit, []

    def once(*given, **named):
        calls.append(1)
        if len(calls) > 1:
            raise TrainingError("The loss became nan.", code="training.diverged")
        return fit(*given, **named)

    monkeypatch.setattr(module, "fit", once)
    run = train(stripes, out=tmp_path / "run", recipe=replace(RECIPE, beside=("plain", "random-split")))
    assert len(calls) == 3
    assert run.beside == {}
    assert "--beside plain failed: The loss became nan." in run.report.read_text()
    assert metrics(run.folder)["remedy"]["how"] == "unknown"


def test_ctrl_c_beside_keeps_the_run_and_leaves_the_figure_out(
    stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from huoyan.learn import one_network as module

    fit, calls = module.fit, []

    def stopped(*given, **named):
        calls.append(1)
        fitted = fit(*given, **named)
        return fitted if len(calls) == 1 else replace(fitted, stopped="interrupted")

    monkeypatch.setattr(module, "fit", stopped)
    run = train(stripes, out=tmp_path / "run", recipe=replace(RECIPE, beside=("plain", "random-split")))
    assert len(calls) == 2
    assert run.stopped == "finished"
    assert run.beside == {}
    assert "left out, as it was stopped by hand" in run.report.read_text()


def test_where_nothing_was_done_plain_has_nothing_to_show(stripes: Path, tmp_path: Path):
    told: list[Event] = []
    recipe = RECIPE.with_choices(imbalance="none", beside=("plain",))
    run = train(stripes, out=tmp_path / "run", recipe=recipe, listen=told.append)
    assert run.beside == {}
    assert "remedy" not in metrics(run.folder)
    assert any(isinstance(e, Said) and "this run is plain" in e.text for e in told)


def test_a_task_that_knows_no_remedy_is_plain_already(stripes: Path, tmp_path: Path):
    rows = stripes.read_text().replace(",level,", ",0.25,").replace(",upright,", ",1.5,")
    numbers, told = stripes.with_name("numbers.csv"), list[Event]()
    numbers.write_text(rows)
    recipe = Recipe(task="regress", epochs=0.5, device="cpu", threads=1, beside=("plain",))
    run = train(numbers, out=tmp_path / "run", recipe=recipe, listen=told.append)
    assert run.beside == {}
    assert any(isinstance(e, Said) and "this run is plain" in e.text for e in told)


def test_where_time_decides_the_others_get_as_many_epochs(stripes: Path, tmp_path: Path):
    recipe = replace(RECIPE, epochs=None, minutes=0.1, beside=("plain",))
    run = train(stripes, out=tmp_path / "run", recipe=recipe)
    written = (run.folder / "beside" / "plain" / "recipe.toml").read_text()
    assert "minutes" not in written
    logged = [json.loads(line) for line in (run.folder / "log.jsonl").read_text().splitlines()]
    last = [entry["epoch"] for entry in logged if entry["event"] == "validated"][-1]
    assert f"epochs = {last}" in written


def test_the_terminal_shows_the_figures_and_what_they_mean(
    stripes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    call = [
        "train",
        str(stripes),
        "--out",
        str(tmp_path / "run"),
        "--epochs",
        "1",
        "--threads",
        "1",
        "--json",
    ]
    assert main([*call, "--imbalance", "sampling", "--beside", "random-split", "plain"]) == 0
    said = capsys.readouterr()
    assert "random-split accuracy" in said.err
    assert "plain balanced_accuracy" in said.err
    assert "random split: Accuracy there is" in said.err
    assert set(json.loads(said.out)["beside"]) == {"random-split", "plain"}


def test_a_short_training_shows_by_itself_what_its_remedy_does(stripes: Path, tmp_path: Path):
    run = train(stripes, out=tmp_path / "run", recipe=replace(RECIPE, beside=None))
    assert set(run.beside) == {"plain"}
    assert read_recipe(run.folder / "recipe.toml", {})[1].beside == ("plain",)
    assert not train(
        stripes, out=tmp_path / "even", recipe=RECIPE.with_choices(beside=None, imbalance="none")
    ).beside


def test_a_long_training_is_not_doubled(stripes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huoyan.learn.train.SOON_S", 0.0)
    run = train(stripes, out=tmp_path / "run", recipe=replace(RECIPE, beside=None))
    assert not run.beside
    assert read_recipe(run.folder / "recipe.toml", {})[1].beside == ("none",)


def test_logit_adjustment_shows_the_answers_before_without_a_second_training(stripes: Path, tmp_path: Path):
    run = train(stripes, out=tmp_path / "run", recipe=RECIPE.with_choices(imbalance="logit-adjustment"))
    done = metrics(run.folder)["remedy"]
    assert (done["method"], done["how"]) == ("logit-adjustment", "exact")
    before, after = done["before"]["per_class"], metrics(run.folder)["per_class"]
    # What is told to call the rare class less often finds no more of it, and no less of the other.
    assert before["upright"]["recall"] <= after["upright"]["recall"]
    assert before["level"]["recall"] >= after["level"]["recall"]
    assert before["upright"]["support"] == after["upright"]["support"] > 0
    assert 'id="remedy"' in run.report.read_text()
