"""Finished runs compared: on pictures that none of them was trained on, two by two."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import huoyan
from chinese import english_in, english_on
from huoyan.cli import main
from huoyan.comparison.compare import Comparison
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.open import read_dataset
from huoyan.errors import DataError, UsageError
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe_file import write_recipe
from making import LABELS, colour_artifact, photos, pictures, sample_of, shapes, trained_on

SWAPPED = ("green", "red", "blue")  # calls red green and green red, and is right on blue only
Run = Callable[..., Path]


def number(sample: Sample) -> int:
    return int(re.sub(r"\D", "", Path(sample.source).name))


def divided(data: Path, test: Iterable[int], val: Iterable[int] = ()) -> Dataset:
    """The rest is the training part."""
    parts = {**dict.fromkeys(test, "test"), **dict.fromkeys(val, "val")}
    read = read_dataset(data)
    samples = (replace(s, split=parts.get(number(s), "train")) for s in read.samples)
    return replace(read, samples=tuple(samples))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """90 pictures of three colours."""
    return photos(tmp_path / "data", range(90))


@pytest.fixture
def run(tmp_path: Path, data: Path) -> Run:
    """A run of a name; `test`: the numbers of the pictures that it kept for its test."""

    def made(name: str, test: Iterable[int] = range(60, 90), **options: object) -> Path:
        folder = tmp_path / "runs" / name
        trained_on(divided(data, test), folder / "model", **options)
        write_recipe(folder / "recipe.toml", Recipe(), str(data))
        return folder

    return made


@pytest.fixture
def compared() -> Callable[..., tuple[Comparison, str]]:
    def made(*runs: Path, **more: object) -> tuple[Comparison, str]:
        said: list[str] = []
        return huoyan.compare(runs, say=said.append, engine="onnxruntime", **more), "; ".join(said)

    return made


def test_the_better_of_two_is_named_with_its_lead(run: Run, compared):
    found, said = compared(run("good"), run("swapped", labels=SWAPPED))
    assert (found.split, found.n, found.figure, said) == ("test", 30, "accuracy", "")
    (pair,) = found.pairs
    assert (pair.better, pair.alone) == ("good", (20, 0))
    lead = pair.differences["accuracy"]
    assert lead.value == pytest.approx(2 / 3)
    assert 0.4 < lead.low < 0.5
    assert 0.75 < lead.high < 0.9
    assert pair.p == pair.adjusted == pytest.approx(0.5**20)


def test_each_run_brings_its_figures_and_its_costs(run: Run, compared):
    good, swapped = compared(run("good"), run("swapped", labels=SWAPPED))[0].runs
    assert good.evaluation.score.metrics["accuracy"].value == 1
    assert swapped.evaluation.score.metrics["accuracy"].value == pytest.approx(1 / 3)
    assert good.bytes == swapped.bytes > 100
    assert (good.speed.engine, good.speed.batch) == ("onnxruntime", 1)
    assert good.speed.milliseconds > 0


def test_a_run_and_its_copy_do_not_differ(run: Run, compared):
    (pair,) = compared(run("one"), run("copy"))[0].pairs
    assert (pair.better, pair.alone, pair.p) == ("", (0, 0), 1.0)
    assert pair.differences["accuracy"].low < 0 < pair.differences["accuracy"].high


def test_of_three_runs_each_pair_is_judged_among_all(run: Run, compared):
    found, _ = compared(run("a"), run("b", labels=SWAPPED), run("c", labels=SWAPPED))
    assert [(pair.first, pair.second, pair.better) for pair in found.pairs] == [
        ("a", "b", "a"),
        ("a", "c", "a"),
        ("b", "c", ""),
    ]
    assert [pair.adjusted / pair.p for pair in found.pairs] == pytest.approx([3, 3, 1])


def test_what_one_run_was_trained_on_is_left_out_for_all_and_counted(run: Run, compared):
    found, said = compared(run("one", range(50, 80)), run("other", range(60, 90)))
    assert found.n == 20
    assert "one was trained on 10 of the 40 pictures" in said
    assert "other was trained on 10 of the 40 pictures" in said
    assert {number(s) for s in found.runs[0].evaluation.samples} == set(range(60, 80))


def test_runs_without_a_common_test_picture_are_refused(run: Run, compared):
    with pytest.raises(DataError, match=r"one 30 pictures, other 30 pictures.*--splits") as caught:
        compared(run("one", range(30)), run("other", range(60, 90)))
    assert caught.value.code == "data.seen"


def test_new_pictures_are_compared_whole(run: Run, compared, tmp_path: Path):
    new = photos(tmp_path / "new", range(15), seed=1)
    found, said = compared(run("one", range(30)), run("other", range(60, 90)), data=new)
    assert (found.split, found.n, said) == ("all", 15, "")


def test_of_new_and_old_pictures_only_those_that_none_has_met_are_left(run: Run, compared, tmp_path: Path):
    mixed = photos(tmp_path / "mixed", range(10))
    for each in photos(tmp_path / "new", range(20), seed=1).rglob("*.png"):
        each.rename(mixed / each.parent.name / f"9{each.name}")
    found, _ = compared(run("one"), run("other"), data=mixed)
    assert (found.split, found.n) == ("unseen", 20)


def test_copies_within_a_split_of_the_data_are_left_out_too(compared, tmp_path: Path):
    data = tmp_path / "data"
    photos(data / "train", range(30))
    photos(data / "test", range(20, 50))
    for name in ("one", "other"):
        trained_on(read_dataset(data), tmp_path / name / "model")
    found, said = compared(tmp_path / "one", tmp_path / "other", data=data)
    assert (found.split, found.n) == ("test", 20)
    assert "one was trained on 10 of the 30 pictures" in said


def test_a_run_that_does_not_tell_its_pictures_is_named(run: Run, compared, tmp_path: Path):
    colour_artifact(tmp_path / "silent" / "model")
    found, said = compared(run("one"), tmp_path / "silent")
    assert found.n == 30
    assert "silent does not tell which pictures it was trained on" in said


def test_validation_pictures_are_compared_when_asked_for_and_named_for_what_they_are(
    data: Path, compared, tmp_path: Path
):
    for name in ("one", "other"):
        trained_on(divided(data, range(60, 90), range(40, 60)), tmp_path / name / "model")
    found, said = compared(tmp_path / "one", tmp_path / "other", data=data, split="val")
    assert (found.split, found.n) == ("val", 20)
    assert "chose the weights" in said


def test_runs_of_other_labels_are_refused(run: Run, compared):
    with pytest.raises(UsageError, match=r"one and two answer with different labels.*knows blue, violet"):
        compared(run("one"), run("two", labels=("red", "green", "violet")))


def test_runs_of_another_task_are_refused(run: Run, compared):
    with pytest.raises(UsageError, match=r"one is a run of classify, tags one of tags") as caught:
        compared(run("one"), run("tags", multilabel=True))
    assert caught.value.code == "usage.compare"


def test_too_few_pictures_are_no_comparison(run: Run, compared):
    with pytest.raises(DataError, match=r"needs 10 test pictures or more, there are 9"):
        compared(run("one", range(81, 90)), run("other", range(81, 90)))


def test_one_run_and_a_run_given_twice_are_refused(run: Run, compared):
    one = run("one")
    with pytest.raises(UsageError, match="needs two or more"):
        compared(one)
    with pytest.raises(UsageError, match="given 2 times"):
        compared(one, one / "model")
    with pytest.raises(UsageError, match="needs two or more"):
        huoyan.compare(str(one))


def test_runs_of_one_name_are_told_apart_by_their_paths(run: Run, compared):
    one, other = run("a/run"), run("b/run")
    found, _ = compared(one, other)
    assert [each.name for each in found.runs] == [str(one), str(other)]


def test_without_a_recipe_the_data_must_be_named(run: Run, compared):
    one, other = run("one"), run("other")
    (one / "recipe.toml").unlink()
    with pytest.raises(UsageError, match=r"no recipe.toml that names its data.*--data DATA"):
        compared(one, other)


def test_a_picture_that_cannot_be_read_counts_for_none_and_is_listed(
    run: Run, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (data / "red" / "图 999.png").write_bytes(b"\x89PNG\r\n\x1a\nbroken")
    runs = [str(run(name, (*range(60, 90), 999))) for name in ("one", "other")]
    page = tmp_path / "page.html"
    assert main(["compare", *runs, "--json", "--save", str(page)]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["n"] == 30
    assert json.loads(told.out)["failed"] == 1
    assert "图 999.png" in told.err
    assert "Unreadable files" in page.read_text("utf-8")


def test_a_picture_that_is_gone_for_one_run_counts_for_none(run: Run, compared, data: Path):
    last = data / LABELS[89 % 3] / "图 89.png"

    def gone(done: int) -> None:
        if done == 30:  # the first run is through
            last.unlink()

    found, _ = compared(run("one"), run("other"), progress=gone)
    assert [each.evaluation.score.n for each in found.runs] == [29, 29]
    assert [[Path(x.sample.source).name for x in each.evaluation.broken] for each in found.runs] == [
        [last.name]
    ] * 2


def test_pictures_of_one_group_count_together(run: Run, compared, data: Path):
    read = divided(data, range(60, 90))
    patients = tuple(replace(s, group=str(number(s) // 3), split=None) for s in read.samples)
    runs = run("good"), run("swapped", labels=SWAPPED)
    found, _ = compared(*runs, data=replace(read, samples=patients))
    alone, _ = compared(*runs)
    assert (found.n, found.groups, alone.groups) == (30, 10, None)
    together, apart = (each.pairs[0].differences["accuracy"] for each in (found, alone))
    assert together.value == apart.value
    assert found.pairs[0].p > alone.pairs[0].p


def test_pixels_in_memory_are_compared(run: Run, compared):
    samples = [sample_of(f"new/{i}", i % 3, pixels=x) for i, x in enumerate(pictures(12, seed=9))]
    found, _ = compared(run("one"), run("other"), data=Dataset("new", LABELS, tuple(samples)))
    assert (found.data, found.n) == ("new", 12)


def test_the_json_holds_runs_and_pairs(run: Run, capsys: pytest.CaptureFixture[str]):
    runs = [str(run("good")), str(run("swapped", labels=SWAPPED))]
    assert main(["compare", *runs, "--json", "--engine", "onnxruntime"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["data", "split", "n", "failed", "figure", "runs", "pairs"]
    assert [each["run"] for each in found["runs"]] == ["good", "swapped"]
    assert {"bytes", "milliseconds", "metrics", "engine", "parameters"} <= found["runs"][0].keys()
    (pair,) = found["pairs"]
    assert (pair["better"], pair["only_first"], pair["only_second"]) == ("good", 20, 0)
    assert pair["p"] == pair["p_holm"] < 1e-4


def test_the_terminal_tells_who_is_better_and_what_the_figures_do_not_tell(
    run: Run, capsys: pytest.CaptureFixture[str]
):
    runs = [str(run("good")), str(run("swapped", labels=SWAPPED)), str(run("third"))]
    assert main(["compare", *runs, "--engine", "onnxruntime"]) == 0
    told = capsys.readouterr()
    assert re.search(
        r"good is better than swapped: accuracy \+0\.6667 \[\+0\.\d+, \+0\.\d+\], p < 0\.0001", told.out
    )
    assert "only good is right on 20 pictures, only swapped on 0" in told.out
    assert "good and third may be equally good: accuracy +0.0000" in told.out
    assert "among all 3 (Holm)" in told.err
    assert "flatters it a little" in told.err


def test_the_page_and_the_terminal_speak_chinese(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    runs, page = [str(run("甲")), str(run("乙", range(50, 80)))], tmp_path / "比较.html"
    assert main(["compare", *runs, "--save", str(page), "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert "可能同样好" in told.out
    assert english_in(told.out + told.err) == []
    assert english_on(page) == []


def test_the_page_shows_charts_and_pairs_and_asks_for_nothing(run: Run, tmp_path: Path):
    page = tmp_path / "compare.html"
    huoyan.compare([run("good"), run("<b>swapped", labels=SWAPPED)], save=page, engine="onnxruntime")
    text = page.read_text("utf-8")
    assert text.count("<svg viewBox") >= 4
    assert "good is better than &lt;b&gt;swapped" in text
    assert "<b>swapped" not in text
    assert not re.search(r"(src|href)=\"https?:", text)
    huoyan.compare([run("good"), run("other")], save=page)  # our own page is written anew


def test_a_file_of_the_users_is_not_overwritten(run: Run, tmp_path: Path):
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    with pytest.raises(UsageError, match=r"mine\.html") as caught:
        huoyan.compare([run("one"), run("other")], save=mine)
    assert caught.value.code == "usage.out"
    assert mine.read_text() == "mine"


def test_data_of_other_classes_are_refused(run: Run, compared, tmp_path: Path):
    with pytest.raises(DataError) as caught:
        compared(run("one"), run("other"), data=shapes(tmp_path / "shapes"))
    assert caught.value.code == "data.labels"


def test_progress_counts_over_all_runs(run: Run, compared):
    seen: list[int] = []
    compared(run("one"), run("other"), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 60


def test_figures_are_those_of_evaluate(run: Run, compared):
    good = run("good")
    found, _ = compared(good, run("other"))
    alone = huoyan.evaluate(good, good.parents[1] / "data", engine="onnxruntime", say=str)
    assert found.runs[0].evaluation.score.metrics == alone.score.metrics
    assert np.array_equal(found.runs[0].evaluation.score.right(), alone.score.right())
