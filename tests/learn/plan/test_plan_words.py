"""What a plan decides, and under what its weights may be used, told in Chinese."""

from __future__ import annotations

import re

import pytest

from huoyan.artifact.weights_origin import licence_of
from huoyan.learn.networks.starting_network import origins_of
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import plan
from huoyan.runs.recipe import Recipe, recipe_from
from huoyan.words import Listed, Message

SMALL = Look(2000, ("0", "1"), (1500, 10), ((28, 28),) * 3, True, None)
PHOTOS = Look(700, ("left", "right"), (400, 300), ((300, 400), (400, 300)), False, (0.0, 4095.0))


@pytest.mark.parametrize(
    ("values", "seen"),
    [
        ({"task": "classify"}, SMALL),
        ({"task": "classify", "fast": True}, SMALL),
        ({"task": "classify", "minutes": 3.0}, PHOTOS),
        ({"task": "classify", "pretrained": True}, PHOTOS),
        ({"task": "tags"}, PHOTOS),
    ],
)
def test_every_choice_of_a_plan_is_told_in_chinese(values: dict[str, object], seen: Look) -> None:
    choices = plan(recipe_from(values), seen, name="mnist", machine=Machine(True, 8, 4)).choices
    assert len(choices) >= 3
    for choice in choices:
        chinese = choice.told("zh")
        assert re.search(r"[\u4e00-\u9fff]", chinese), choice
        assert set(re.findall(r"\d+", chinese)) == set(re.findall(r"\d+", choice)), chinese


def test_a_choice_names_its_flag_and_value_and_gives_its_reason() -> None:
    choices = plan(recipe_from({"task": "classify"}), SMALL, name="mine", machine=Machine(True, 8, 4)).choices
    told = {choice.partition(" ")[0]: choice.told("zh") for choice in choices}
    assert told["model"] == "model cnn：28 像素的图片不需要更大的网络"
    assert told["imbalance"].startswith("imbalance sampling：最大的类别有 1,500 张图片，最小的有 10 张")


def test_the_licence_of_the_weights_is_told_in_chinese() -> None:
    assert licence_of(origins_of(Recipe())).told("zh") == "归你所有：只从你的图片学得，没有用他人的权重"
    begun = origins_of(Recipe(weights="a/old.pt"))
    assert licence_of(begun).told("zh") == "未知：没有关于 old.pt 的许可说明"


def test_what_validation_has_chosen_is_listed_in_each_language() -> None:
    chosen = Listed([Message("chosen.weights"), Message("chosen.thresholds")])
    told = Message("learn.no_test", chosen=chosen)
    assert told == (
        "no test part: the score is that of the validation part, which also chose the weights, the thresholds"
    )
    assert told.told("zh") == "没有测试部分：分数来自验证部分，而它也决定了权重、阈值"


def test_a_whole_number_is_said_without_a_point() -> None:
    choices = plan(recipe_from({"task": "classify"}), SMALL, name="mine", machine=Machine(True, 8, 4)).choices
    (epochs,) = [choice for choice in choices if choice.startswith("epochs ")]
    assert epochs.startswith("epochs 20: ")
