"""Counts, shares and names of the classes: what is told, and what is rightly left untold."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from huoyan.data.check.labels.balance import balance, share_distance
from huoyan.data.dataset import Dataset
from making import sample_of


def counted(counts: dict[str, dict[str | None, int]]) -> Dataset:
    """A data set without pixels to look at: class -> split -> how many."""
    pixels = np.zeros((1, 1), np.uint8)
    samples = [
        sample_of(f"{name}/{split}/{i}", at, pixels=pixels, split=split)
        for at, (name, splits) in enumerate(counts.items())
        for split, n in splits.items()
        for i in range(n)
    ]
    return Dataset("counted", tuple(counts), tuple(samples))


def found(counts: dict[str, dict[str | None, int]], kind: str):
    return [each for each in balance(counted(counts)) if each.kind == kind]


def test_even_classes_raise_no_finding():
    assert balance(counted({"cat": {"train": 70, "test": 30}, "dog": {"train": 68, "test": 29}})) == []


@pytest.mark.parametrize(("small", "severity"), [(31, None), (20, "note"), (8, "warning")])
def test_imbalance_is_told_by_how_much_it_is(small: int, severity: str | None):
    findings = found({"cat": {None: 90}, "dog": {None: small}}, "imbalance")
    assert [each.severity for each in findings] == ([severity] if severity else [])
    if severity:
        assert findings[0].detail["ratio"] == round(90 / small, 2)
        assert findings[0].detail["largest"] == ["cat", 90]
        assert findings[0].detail["smallest"] == ["dog", small]


def test_imbalance_is_that_of_the_training_part():
    counts = {"cat": {"train": 50, "test": 100}, "dog": {"train": 50, "test": 10}}
    assert found(counts, "imbalance") == []


def test_a_class_without_any_picture_is_no_imbalance():
    assert found({"cat": {None: 50}, "dog": {None: 50}, "eel": {}}, "imbalance") == []


def test_classes_that_are_too_small_are_named_with_their_counts():
    counts = {
        "large": {"train": 50, "test": 50},
        "hardly learned": {"train": 9, "test": 50},
        "hardly scored": {"train": 50, "test": 4},
        "unscored": {"train": 50},
        "unseen": {"test": 12},
    }
    told = {each.detail["reason"]: each for each in found(counts, "too-few")}
    assert told["learn"].detail["classes"] == {"hardly learned": 9}
    assert told["score"].detail["classes"] == {"hardly scored": 4}
    assert told["unscored"].detail["classes"] == {"unscored": 0}
    assert told["unseen"].detail["classes"] == {"unseen": 12}
    assert told["score"].severity == "note"
    # A share near one half of 4 pictures has a Wilson interval of 15 % to 85 %.
    assert "±35%" in told["score"].message


def test_data_that_is_not_split_is_not_told_what_a_test_part_lacks():
    reasons = [each.detail["reason"] for each in found({"a": {None: 50}, "b": {None: 3}}, "too-few")]
    assert reasons == ["learn"]


def test_parts_with_other_shares_are_told():
    counts = {"cat": {"train": 150, "test": 20}, "dog": {"train": 50, "test": 80}}
    (finding,) = found(counts, "split-shares")
    assert finding.detail["parts"] == ["train", "test"]
    assert finding.detail["distance"] == pytest.approx(0.55)
    assert finding.detail["worst"][0] == ["cat", 0.75, 0.2]


def test_small_parts_drawn_at_random_raise_no_alarm():
    rng = np.random.default_rng(0)
    classes = [f"c{i}" for i in range(10)]
    for _ in range(20):
        drawn = rng.integers(0, 10, 40)
        counts = {name: {"train": 30, "test": int((drawn == at).sum())} for at, name in enumerate(classes)}
        assert found(counts, "split-shares") == []


def test_what_chance_explains_agrees_with_the_chi_square_test():
    rng = np.random.default_rng(1)
    agreed = 0
    for _ in range(200):
        shares = rng.dirichlet(np.full(4, 3.0))
        other = rng.dirichlet(shares * rng.choice([20, 400]))
        first, second = rng.multinomial(300, shares), rng.multinomial(150, other)
        if (first + second == 0).any():
            continue
        distance, chance = share_distance(first, second)
        p = chi2_contingency(np.stack([first, second]))[1]
        if p < 1e-5 or p > 0.05:
            assert (distance > chance) == (p < 0.001), (first, second, p)
            agreed += 1
    assert agreed > 100


def test_class_names_that_look_alike_are_told():
    told = found({"Hot Dog": {None: 20}, "hot_dog": {None: 5}, "cat": {None: 20}}, "class-names")
    assert [each.severity for each in told] == ["warning"]
    assert told[0].detail["classes"] == {"Hot Dog": 20, "hot_dog": 5}


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("sunrise", "sunris", True),
        ("umbrella", "umbrela", True),
        ("broccoli", "brocoli", True),
        ("sunrise", "sunrize", True),
        ("male", "female", False),
        ("class 10", "class 11", False),
        ("cat", "car", False),
        ("scissors", "sunrises", False),
        ("abcdef", "abcdfe", False),
    ],
)
def test_a_slip_of_one_letter_in_a_long_name_is_a_note(one: str, other: str, told: bool):
    findings = found({one: {None: 20}, other: {None: 20}}, "class-names")
    assert [each.severity for each in findings] == (["note"] if told else [])


def test_a_thousand_class_names_are_compared_in_no_time():
    names = {f"{chr(97 + i % 26) * 3}{chr(97 + i // 26 % 26) * 3}{chr(97 + i // 676) * 3}": {None: 1} for i in range(2000)}  # fmt: skip  # noqa: E501
    assert found(names, "class-names") == []


def test_several_labels_a_picture_are_counted_a_label():
    pixels = np.zeros((1, 1), np.uint8)
    samples = [sample_of(f"{i}", (0, 1) if i < 5 else (0,), pixels=pixels) for i in range(60)]
    (finding, *_) = balance(Dataset("many", ("day", "rain"), tuple(samples), kind="labels"))
    assert finding.detail["largest"] == ["day", 60]
    assert finding.detail["smallest"] == ["rain", 5]
