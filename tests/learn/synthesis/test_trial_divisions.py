"""How the training part is divided for a trial, and how long each arm learns."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from huoyan.data.dataset import Dataset
from huoyan.learn.fit.clock import Clock
from huoyan.learn.head_training.pool import Pool
from huoyan.learn.plan.plan import Plan
from huoyan.learn.synthesis.trial.arms import arms_of, flags_of, plan_of
from huoyan.learn.synthesis.trial.divisions import divisions, parts_for
from huoyan.learn.synthesis.trial.generators import shown_to_generator
from huoyan.learn.synthesis.trial.time_left import seconds_left
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import recipe_from
from huoyan.runs.trial.arm_score import ArmScore
from making import sample_of


def pool_of(counts: dict[int, int], each: int = 1) -> Pool:
    """So many training pictures a class, in groups of `each`."""
    samples = [
        sample_of(f"{label}/{at}", label, split="train", group=f"{label}-{at // each}")
        for label, n in counts.items()
        for at in range(n)
    ]
    data = Dataset("made", tuple("abc"[: len(counts)]), tuple(samples))
    return Pool.of(data, [""] * len(data), {}, weighted=True, seed=0)


def test_every_picture_is_answered_once_a_round_by_what_never_saw_its_group():
    pool = pool_of({0: 60, 1: 60, 2: 20}, each=2)
    found = divisions(pool, 5, 10, 0)
    assert len(found) == 10
    answers = Counter(s.source for division in found for s in division.answered.samples)
    assert set(answers.values()) == {2}
    assert len(answers) == 140
    for division in found:
        groups = {s.group for s in division.taught.samples}
        assert not groups & {s.group for s in division.answered.samples}
        parts = {split: {s.group for s in division.taught.split(split).samples} for split in ("train", "val")}
        assert parts["train"]
        assert parts["val"]
        assert not parts["train"] & parts["val"]
        assert len(division.taught) + len(division.answered) == 140
    assert len({division.seed for division in found}) == 10


@pytest.mark.parametrize(
    ("counts", "each", "parts", "pairs"),
    [
        ({0: 60, 1: 9}, 1, 5, 10),
        ({0: 60, 1: 3}, 1, 3, 12),
        ({0: 60, 1: 2}, 1, 2, 10),
        ({0: 60, 1: 8}, 4, 2, 10),
    ],
)
def test_a_class_of_few_pictures_or_groups_makes_fewer_parts_and_more_rounds(
    counts: dict[int, int], each: int, parts: int, pairs: int
):
    pool = pool_of(counts, each)
    assert parts_for(pool, ["b"]) == parts
    found = divisions(pool, parts, 10, 0)
    assert len(found) == pairs
    for division in found:
        assert division.answered.counts()["b"] > 0
        # However few there are, training has some of each class.
        assert min(division.taught.split("train").counts().values()) > 0


def test_a_class_of_one_picture_or_one_group_cannot_be_divided():
    assert parts_for(pool_of({0: 60, 1: 1}), ["b"]) == 1
    assert parts_for(pool_of({0: 60, 1: 12}, each=12), ["b"]) == 1


def test_pairs_too_few_to_tell_anything_are_as_many_as_were_asked_for():
    assert len(divisions(pool_of({0: 30, 1: 9}), 5, 2, 0)) == 2


def plan(**choices: object) -> Plan:
    recipe = recipe_from({"task": "classify", "model": "cnn", "epochs": 3.0, "batch": 16, **choices})
    return Plan(recipe, Preprocess(8, 8), ())


@pytest.mark.parametrize(("real", "made"), [(100, 0), (100, 37), (97, 64), (33, 200)])
def test_with_made_pictures_a_network_makes_as_many_steps_as_without(real: int, made: int):
    steps = {}
    for arm, more in (("oversampling", 0), ("gan", made)):
        recipe = plan_of(plan(), arm, 0, real=real, made=more).recipe
        assert recipe.epochs is not None
        steps[arm] = Clock(real + more, 16, recipe.epochs, None).total
    assert steps["gan"] == steps["oversampling"]


def test_each_arm_changes_what_its_name_says_and_all_share_a_seed():
    found = {arm: plan_of(plan(), arm, 7, real=50, made=0).recipe.values() for arm in arms_of("cnn")}
    assert {arm: row["imbalance"] for arm, row in found.items()} == {
        "nothing": "none",
        "oversampling": "sampling",
        "strong": "sampling",
        "mixup": "sampling",
        "gan": "sampling",
    }
    assert found["strong"]["augment"] == "strong"
    assert found["mixup"]["mixup"] == 0.2
    assert {row["seed"] for row in found.values()} == {7}
    assert flags_of("cnn", "mixup") == "--imbalance sampling --mixup 0.2"


def test_a_head_on_features_has_no_arm_that_varies_or_mixes_pictures():
    assert list(arms_of("svm")) == ["nothing", "oversampling", "gan"]


def test_the_time_that_is_left_is_that_of_the_trainings_to_come():
    def one(pair: int, arm: str, seconds: float, generator_s: float = 0.0) -> ArmScore:
        return ArmScore(pair, arm, 0, 80, 0, 20, 9, 0.5, {"b": 0.5}, seconds, generator_s)

    arms = ("nothing", "gan")
    assert seconds_left([], arms, range(3), 60) is None
    # Three of `gan` with their generators, and two of `nothing`, as long as the first.
    assert seconds_left([one(0, "nothing", 10)], arms, range(3), 60) == 2 * 10 + 3 * (10 + 60)
    known = [one(0, "nothing", 10), one(0, "gan", 20, 50)]
    assert seconds_left(known, arms, range(3), 60) == 2 * (10 + 20 + 50)


def test_divisions_hang_on_the_seed():
    pool = pool_of({0: 30, 1: 9})
    first, again, other = (divisions(pool, 5, 10, seed) for seed in (0, 0, 1))
    names = [[s.source for s in each.answered.samples] for each in first]
    assert names == [[s.source for s in each.answered.samples] for each in again]
    assert names != [[s.source for s in each.answered.samples] for each in other]
    assert all(
        np.array_equal(replace(a).taught.targets(), b.taught.targets())
        for a, b in zip(first, again, strict=True)
    )


def test_a_generator_is_shown_real_pictures_alone_and_of_large_classes_ten_times_the_smallest():
    counts = {"train": (60, 40, 3), "val": (9, 9, 9), "test": (5, 5, 5)}
    samples = [
        sample_of(f"{split}/{label}/{at}", label, split=split)
        for split, row in counts.items()
        for label, n in enumerate(row)
        for at in range(n)
    ]
    made = [replace(sample_of(f"made/{at}", 2, split="train"), made=True) for at in range(20)]
    data = Dataset("made", ("a", "b", "c"), (*samples, *made))
    shown = shown_to_generator(data, 0)
    assert list(shown.split("train").counts().values()) == [30, 30, 3]
    assert list(shown.split("val").counts().values()) == [9, 9, 9]
    assert not len(shown.split("test"))
    assert not any(sample.made for sample in shown.samples)
    assert [s.source for s in shown_to_generator(data, 0).samples] == [s.source for s in shown.samples]
