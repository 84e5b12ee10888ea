"""Choices that only some tasks have: a section a task, a table of recipe.toml, and flags by themselves."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pytest

from huoyan.cli.terminal.flags import add_recipe_flags, parser, recipe_values
from huoyan.errors import UsageError
from huoyan.runs.recipe import SECTIONS, Recipe, recipe_fields, recipe_from
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.runs.recipe.kinds import Within, choice
from huoyan.runs.recipe.sections import Unsettled
from huoyan.runs.recipe.tags import TagsChoices
from huoyan.runs.recipe_file import read_recipe, write_recipe
from huoyan.words.commands import PHRASES


@dataclass(frozen=True, slots=True)
class CountChoices:
    """A task of a test, in one file and one line of a table."""

    loss: Literal["auto", "mse", "poisson"] = choice("auto")
    most: Annotated[int, Within(1, 99)] | None = choice(None)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECTIONS, "count", CountChoices)
    monkeypatch.setitem(PHRASES, "recipe.most", ("largest number of things", "最多几个"))


def test_what_was_given_waits_until_the_data_settle_the_task():
    recipe = recipe_from({"label_smoothing": 0.1, "loss": "bce"})
    assert (recipe.task, recipe.section) == ("auto", Unsettled({"label_smoothing": 0.1, "loss": "bce"}))
    assert recipe.settled("tags").of(TagsChoices) == TagsChoices(loss="bce", label_smoothing=0.1)
    assert recipe.settled("classify").of(ClassifyChoices).label_smoothing == 0.1


def test_a_value_that_the_settled_task_does_not_take_is_an_error_that_names_the_task():
    recipe = recipe_from({"loss": "cross-entropy"})
    with pytest.raises(UsageError, match=r"cross-entropy.*for task tags: it takes auto, bce, mse, focal"):
        recipe.settled("tags")
    with pytest.raises(UsageError, match=r"sampling.*for task tags"):
        recipe_from({"task": "tags", "imbalance": "sampling"})


def test_a_choice_that_the_settled_task_does_not_have_is_refused_with_the_tasks_that_have_it():
    recipe = Recipe().settled("regress")
    with pytest.raises(UsageError, match=r"imbalance.*classify.*tags"):
        recipe.with_choices(imbalance="none")


def test_a_choice_of_another_task_that_is_left_open_says_nothing():
    recipe = recipe_from({"task": "regress", "loss": "l1"})
    for open_ in ({"mixup": None}, {"imbalance": "auto"}, {"label_smoothing": None, "cutmix": None}):
        assert recipe_from({"task": "regress", "loss": "l1", **open_}) == recipe
        assert recipe_from(open_, recipe) == recipe
    with pytest.raises(UsageError, match="mixup is a choice of task classify, tags"):
        recipe_from({"mixup": 0.0}, recipe)


def test_a_value_that_no_task_takes_is_refused_at_once():
    with pytest.raises(UsageError, match=r"label_smoothing = 2 is out of range: it goes from 0 to 0\.9"):
        recipe_from({"label_smoothing": 2})


def test_choices_of_a_task_stand_in_a_table_of_its_name_and_are_replayed(tmp_path: Path):
    recipe = recipe_from({"task": "classify", "epochs": 3, "loss": "focal", "mixup": 0.2})
    write_recipe(tmp_path / "r.toml", recipe, "digits")
    written = tomllib.loads((tmp_path / "r.toml").read_text())
    assert written["classify"] == {"start": "auto", "loss": "focal", "imbalance": "auto", "mixup": 0.2}
    assert "loss" not in written
    assert read_recipe(tmp_path / "r.toml", {}) == ("digits", recipe)
    assert read_recipe(tmp_path / "r.toml", {"mixup": 0.5})[1].of(ClassifyChoices).mixup == 0.5


def test_a_recipe_whose_task_is_open_keeps_what_was_given(tmp_path: Path):
    recipe = recipe_from({"label_smoothing": 0.2})
    write_recipe(tmp_path / "r.toml", recipe, "digits")
    assert read_recipe(tmp_path / "r.toml", {})[1] == recipe


def test_a_table_alone_says_the_task_and_one_of_another_task_is_refused(tmp_path: Path):
    (tmp_path / "r.toml").write_text("[tags]\nloss = 'bce'\n")
    assert read_recipe(tmp_path / "r.toml", {})[1] == recipe_from({"task": "tags", "loss": "bce"})
    (tmp_path / "r.toml").write_text("task = 'classify'\n[tags]\nloss = 'bce'\n")
    with pytest.raises(UsageError, match=r"\[tags\] is of task tags, and task = classify"):
        read_recipe(tmp_path / "r.toml", {})


def test_task_auto_leaves_the_task_to_the_table(tmp_path: Path):
    (tmp_path / "r.toml").write_text("task = 'auto'\n[classify]\nloss = 'bce'\n")
    expected = recipe_from({"task": "classify", "loss": "bce"})
    assert read_recipe(tmp_path / "r.toml", {})[1] == expected
    assert read_recipe(tmp_path / "r.toml", {"task": "auto"})[1] == expected


def test_a_recipe_of_one_task_is_not_taken_for_another():
    settled = recipe_from({"task": "classify", "loss": "focal"})
    with pytest.raises(UsageError, match="task tags is not that of the recipe"):
        recipe_from({"task": "tags"}, settled)


def test_auto_takes_back_what_a_recipe_said():
    assert recipe_from({"loss": "auto"}, recipe_from({"loss": "bce"})).section == Unsettled()


@pytest.mark.usefixtures("counting")
def test_a_new_task_has_its_flags_and_its_checks_by_being_listed():
    flags = parser("train", ())
    add_recipe_flags(flags)
    given = flags.parse_args(["--task", "count", "--most", "7", "--loss", "poisson"])
    recipe = recipe_from(recipe_values(given))
    assert recipe.of(CountChoices) == CountChoices("poisson", 7)
    assert recipe_fields()["loss"].tasks == ("classify", "tags", "regress", "clip", "count")
    told = " ".join(flags.format_help().split())
    assert "--most N largest number of things (count)" in told
    assert "--cutmix X alpha of CutMix, 0 = off (classify, tags)" in told
    with pytest.raises(
        UsageError, match="label_smoothing is a choice of task classify, tags, clip, and this"
    ):
        recipe_from({"label_smoothing": 0.1}).settled("count")
    with pytest.raises(UsageError, match="most = 100 is out of range: it goes from 1 to 99"):
        recipe_from({"most": 100})
    with pytest.raises(UsageError, match=r"poisson.*for task classify"):
        recipe_from({"loss": "poisson"}).settled("classify")
