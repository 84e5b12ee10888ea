"""What is searched, and what a setting says of a recipe."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from huoyan.data.open import read_dataset
from huoyan.learn.plan.look import Look, look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.settle import Survey
from huoyan.learn.search.candidates import Candidate
from huoyan.learn.search.space import Space, space_of, taken_from
from huoyan.runs.recipe import recipe_from


@cache
def digits_seen() -> Look:
    return look(read_dataset("digits", say=lambda said: None).split("train"), seed=0)


def space(models: tuple[str, ...] = ("cnn",), **choices: Any) -> Space:
    asked = recipe_from({"task": "classify", **choices})
    surveyed = Survey(asked, digits_seen(), "made", Machine(None, 1, 1))
    candidates = [Candidate(name, {"model": name}, surveyed, surveyed.plan(model=name)) for name in models]
    return space_of(asked, candidates)


def names(found: Space) -> list[str]:
    return [each.name for each in found.dimensions]


def test_what_is_left_open_is_searched():
    assert names(space()) == ["width", "dropout", "lr", "weight_decay", "augment", "mixup", "label_smoothing"]
    assert names(space(("cnn", "rnn")))[0] == "model"


def test_what_was_asked_for_is_not():
    given = {"lr": 0.002, "augment": "none", "options": {"widths": [8]}, "mixup": 0.1}
    assert names(space(**given)) == ["weight_decay", "label_smoothing"]


def test_nothing_is_searched_where_everything_is_given():
    given = {"lr": 0.01, "augment": "none", "options": {"widths": [8]}, "mixup": 0.0}
    assert names(space(**given, weight_decay=0.1, label_smoothing=0.0)) == []


def test_the_first_setting_is_what_the_plan_takes():
    found = space()
    planned = found.candidates[0].plan.recipe
    choices = found.choices(found.defaults)
    assert {name: choices[name] for name in ("lr", "weight_decay", "augment", "model")} == {
        "lr": planned.lr,
        "weight_decay": planned.weight_decay,
        "augment": planned.augment,
        "model": "cnn",
    }
    assert choices["label_smoothing"] == planned.values()["label_smoothing"]
    surveyed = found.candidates[0].surveyed
    taken = surveyed.plan(**choices).recipe
    assert taken.with_choices(options={}, mixup=None) == planned.with_choices(mixup=None)


def test_a_factor_is_of_the_plans_own_value():
    found = space()
    planned = found.candidates[0].plan.recipe
    choices = found.choices({**found.defaults, "lr": 0.25, "weight_decay": 4.0})
    assert choices["lr"] == pytest.approx(0.25 * planned.lr)
    assert choices["weight_decay"] == pytest.approx(4 * planned.weight_decay)


def test_a_width_is_of_every_layer():
    choices = space().choices({**space().defaults, "width": 0.5, "dropout": 0.3})
    assert choices["options"] == {"widths": [16, 32, 32], "dropout": 0.3}


def test_a_choice_of_one_network_is_not_asked_of_another():
    found = space(("cnn", "rnn"))
    width = next(each for each in found.dimensions if each.name == "width")
    assert found.has(width, {"model": "cnn"})
    assert not found.has(width, {"model": "rnn"})
    assert "options" not in found.choices({"model": "rnn", "lr": 1.0})
    assert found.choices({"model": "rnn"})["model"] == "rnn"


def test_what_was_taken_leaves_nothing_to_a_replay():
    found = space(("cnn", "rnn"))
    for model, own in (("rnn", {}), ("cnn", {"width": 0.5, "dropout": 0.1})):
        # A choice that only one of the networks has, and that was therefore not searched.
        found = Space(found.candidates, tuple(each for each in found.dimensions if each.name != "mixup"))
        values = {**found.defaults, "model": model, **own}
        taken = taken_from(recipe_from({"task": "classify"}), found, values)
        assert taken["mixup"] == 0
        assert names(space((model,), **taken)) == []
