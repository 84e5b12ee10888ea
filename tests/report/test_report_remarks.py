"""What a run says, on a Chinese page: sentences that are listed, and the values in them."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path

import numpy as np
import pytest

import huoyan
from huoyan.learn.objectives.imbalance import choose
from huoyan.learn.plan.plan import Look, Machine, plan
from huoyan.preprocess import choose_fit
from huoyan.report.remarks import REMARKS, said
from huoyan.runs.recipe import Recipe
from huoyan.words.catalogue import PHRASES

SOURCE = Path(huoyan.__file__).parent
# Put together from pieces, so that no source line holds it whole.
PIECED = {
    "train {}, val {}, test {} pictures.",
    "train {}, val {} pictures.",
    "{} of the {} files in {} are not there: {}. Paths are taken relative to {}. These rows are left out.",
    "{} not used: {} is in {} by its folder, not in {}.",
}


def spoken() -> set[str]:
    """Every text of the packages that speak to the user, with {} for what is filled in."""
    found = set()
    for path in [
        *(SOURCE / "data").rglob("*.py"),
        *(SOURCE / "images").rglob("*.py"),
        *(SOURCE / "learn").rglob("*.py"),
        SOURCE / "preprocess.py",
    ]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.JoinedStr):
                parts = [p.value if isinstance(p, ast.Constant) else "{}" for p in node.values]
                found.add("".join(map(str, parts)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    found |= {re.sub(r"\{[^}]*\}", "{}", english) for english, _ in PHRASES.values()}
    return {re.sub("^(note|warning): ", "", text) for text in found}


def test_every_listed_sentence_is_one_that_a_run_can_say():
    listed = {re.sub(r"\{\w+\}", "{}", english) for english in REMARKS}
    assert listed - spoken() == PIECED


def test_the_chinese_takes_no_blank_that_the_english_has_not():
    for english, chinese in REMARKS.items():
        blanks = [set(re.findall(r"\{(\w+)\}", text)) for text in (english, chinese)]
        assert blanks[1] <= blanks[0], english
        assert re.search(r"[\u4e00-\u9fff]", chinese), english


def looks() -> list[tuple[Recipe, Look, bool]]:
    small = Look(2000, ("0", "1"), (1500, 500), ((28, 28),) * 3, True, None)
    photos = Look(700, ("left", "right"), (400, 300), ((300, 400), (400, 300)), False, (0.0, 4095.0))
    return [
        (Recipe(), small, False),
        (Recipe(fast=True), small, False),
        (Recipe(minutes=3.0), photos, False),
        (Recipe(pretrained=True), photos, False),
        (Recipe(), photos, True),
    ]


@pytest.mark.parametrize(("recipe", "seen", "multilabel"), looks())
def test_every_choice_of_a_plan_is_said_in_chinese(recipe: Recipe, seen: Look, multilabel: bool):
    choices = plan(recipe, seen, name="mnist", multilabel=multilabel, machine=Machine(True, 8, 4)).choices
    assert len(choices) >= 3
    for choice in choices:
        chinese = said(choice, "zh")
        assert re.search(r"[\u4e00-\u9fff]", chinese), choice
        assert set(re.findall(r"\d+", chinese)) <= set(re.findall(r"\d+", choice))
        assert said(choice, "en") == choice


def test_the_values_of_a_sentence_stay():
    assert said("imbalance sampling: " + choose([1200, 30], False)[1], "zh") == (
        "imbalance sampling：最大的类别有 1,200 张图片，最小的有 30 张：各类抽到的次数相同"
    )
    assert "0.50 到 2.00" in said(choose_fit([(100, 50), (100, 200)])[1], "zh")
    assert said("train 70, val 15, test 15 pictures.", "zh") == "训练 70 张，验证 15 张，测试 15 张。"
    assert said("12 pictures without a split beside others with one: for training.", "zh") == (
        "12 张图片 没有划分，而其他图片有：归入训练。"
    )


def test_what_is_not_listed_stays_as_it_was_said():
    for sentence in ("pictures are nice", "model x: nobody knows", "", "{n}", "a: b: c"):
        assert said(sentence, "zh") == sentence


def test_a_sentence_may_hold_anything_without_being_taken_for_another():
    rng = np.random.default_rng(0)
    for _ in range(200):
        text = "".join(rng.choice(list("ab: {}()[]\\.*+?\n"), 30))
        assert said(text, "zh") == text


def test_words_of_a_list_are_translated_too():
    english = (
        "no test part: the score is that of the validation part, which also chose the weights, the thresholds"
    )
    assert said(english, "zh") == "没有测试部分：分数来自验证部分，而它也决定了权重、阈值"


@pytest.mark.parametrize("text", ["a: ", "1,", ", ", " pictures ", "the classes are shared otherwise in "])
def test_a_label_of_any_length_takes_no_time_to_look_up(text: str):
    began = time.perf_counter()
    for english in list(REMARKS)[::4]:
        blanks = re.sub(r"\{\w+\}", lambda _: text * 2000, english)
        said(blanks, "zh")
        said(blanks + "!", "zh")
    assert time.perf_counter() - began < 5


def test_the_first_place_of_each_text_is_taken():
    english = "{n} without a split beside others with one: for training."
    assert said(english.format(n="a without a split beside others"), "zh") == (
        "a without a split beside others 没有划分，而其他图片有：归入训练。"
    )


def test_sentences_in_one_remark_are_each_translated():
    english = (
        "3 other files passed over: 2 .nef (in cat), 1 .json. Pictures of this kind are not read here: .nef. "
        "Convert them to JPEG, PNG or TIFF to have them used."
    )
    assert said(english, "zh") == (
        "略过 3 个其他文件：2 .nef (in cat), 1 .json。"
        "这里不能读取这种图片：.nef。要使用它们，请转换为 JPEG、PNG 或 TIFF。"
    )


def test_how_folders_were_read_is_said_in_chinese():
    for english, chinese in (
        ("the class folders lie in a/b/ and are read from there.", "类别文件夹在 a/b/ 里，从那里读取。"),
        (
            "reds, 蓝 are taken together: the classes are the folders in them.",
            "reds, 蓝 合在一起：类别是其中的文件夹。",
        ),
        ("yours: trained from random weights on your pictures", "归你所有：由随机权重在你的图片上训练而成"),
        (
            "train.txt beside the class folders: parts or groups, which are used. --class-folders outer "
            "reads the folders alone.",
            "类别文件夹旁边的 train.txt 给出划分或分组，已采用。--class-folders outer 则只读文件夹。",
        ),
    ):
        assert said(english, "zh") == chinese
