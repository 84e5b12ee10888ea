"""Splits are drawn by class and group, repeatably, and what the data says is kept."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.data.dataset import SPLITS, Dataset, Sample, Split
from huoyan.data.open import open_dataset
from huoyan.data.splitting.splits import assign, quotas
from huoyan.errors import DataError, UsageError
from making import sample_of


def silent(_: str) -> None:
    pass


def dataset_of(*samples: Sample, classes: int = 3, multilabel: bool = False) -> Dataset:
    return Dataset(
        "made", tuple(f"c{n}" for n in range(classes)), samples, "labels" if multilabel else "class"
    )


def plain(counts: list[int]) -> Dataset:
    """`counts[c]` samples of class c, without a split."""
    samples = [
        sample_of(f"{c}/{n}.png", c, Path("x")) for c, total in enumerate(counts) for n in range(total)
    ]
    return dataset_of(*samples, classes=len(counts))


def split_of(dataset: Dataset) -> dict[str, Split | None]:
    return {sample.source: sample.split for sample in dataset.samples}


def sizes(dataset: Dataset) -> list[int]:
    return [len(dataset.split(part)) for part in SPLITS]


def test_shares_hold_in_every_class() -> None:
    dataset = assign(plain([100, 200, 40]), 0.15, 0.25, 0, silent)
    counted = [list(dataset.split(part).counts().values()) for part in SPLITS]
    assert counted == [[60, 120, 24], [15, 30, 6], [25, 50, 10]]


@pytest.mark.parametrize("n", range(3, 12))
def test_three_samples_are_enough_for_every_part(n: int) -> None:
    dataset = assign(plain([n, n, n]), 0.15, 0.15, 0, silent)
    for part in SPLITS:
        assert min(dataset.split(part).counts().values()) >= 1


def test_of_two_samples_one_trains_and_one_tests_and_one_alone_trains() -> None:
    dataset = assign(plain([1, 2, 20]), 0.15, 0.15, 0, silent)
    assert list(dataset.split("train").counts().values())[:2] == [1, 1]
    assert list(dataset.split("test").counts().values())[:2] == [0, 1]


def test_where_not_every_part_can_be_filled_validation_comes_before_the_test() -> None:
    said: list[str] = []
    assert sizes(assign(plain([2, 2]), 0.15, 0.15, 0, said.append)) == [2, 2, 0]
    assert any("too few pictures" in line and "those of validation" in line for line in said)


def grouped(*sizes: int, labels: int = 2) -> Dataset:
    """So many pictures of each group, every group with all classes."""
    samples = [
        sample_of(f"{g}/{n}", (g + n) % labels, Path("x"), None, None, f"patient {g}")
        for g, size in enumerate(sizes)
        for n in range(size)
    ]
    return dataset_of(*samples, classes=labels)


def test_of_two_groups_one_trains_and_one_validates() -> None:
    said: list[str] = []
    assert sizes(open_dataset(grouped(20, 20), say=said.append)) == [20, 20, 0]
    assert any("for a test part" in line for line in said)


@pytest.mark.parametrize("groups", [(90, 10), (90, 4, 3, 3), (40,), (60, 39, 1), (118, 1, 1)])
def test_a_group_that_leaves_too_little_for_the_others_is_refused(groups: tuple[int, ...]) -> None:
    with pytest.raises(
        DataError, match=rf"largest holds {groups[0]} .*'patient 0'.*--val.*column split"
    ) as caught:
        open_dataset(grouped(*groups), say=silent)
    assert caught.value.code == "data.units"


@pytest.mark.parametrize("groups", [(60, 20, 20), (30, 5, 5), (10, 10, 10, 10), (1,) * 40])
def test_groups_that_fill_every_part_pass(groups: tuple[int, ...]) -> None:
    assert min(sizes(open_dataset(grouped(*groups), say=silent))) >= 1


def test_smaller_shares_may_be_asked_of_a_large_group() -> None:
    assert sizes(open_dataset(grouped(94, 3, 3), val=0.03, test=0.03, say=silent)) == [94, 3, 3]


def test_copies_that_fill_a_part_are_refused_with_their_names() -> None:
    data = plain([60, 60])
    with pytest.raises(DataError, match=r"118 \(98%\), copies of one another.*0/0.png.*1 of about 18"):
        open_dataset(data, say=silent, clusters=[list(range(118))])


def test_a_validation_part_without_a_class_of_training_is_told_by_its_classes() -> None:
    names = ("cat", "dog", "Cat", "Dog")
    samples = [sample_of(f"t{n}", n % 2, Path("x"), None, "train") for n in range(10)]
    samples += [sample_of(f"v{n}", 2 + n % 2, Path("x"), None, "val") for n in range(6)]
    with pytest.raises(
        DataError, match=r"because all 6 show classes .*: Cat, Dog \(training has cat, dog\)"
    ) as caught:
        open_dataset(Dataset("made", names, tuple(samples)), say=silent)
    assert caught.value.code == "data.no_val"


def test_a_test_part_without_a_class_of_training_is_said() -> None:
    said: list[str] = []
    samples = [sample_of(f"t{n}", n % 2, Path("x"), None, ("train", "val")[n % 4 // 2]) for n in range(12)]
    samples += [sample_of(f"v{n}", 2, Path("x"), None, "test") for n in range(6)]
    open_dataset(dataset_of(*samples), say=said.append)
    assert any(line.startswith("warning: no test picture is left, because all 6 show") for line in said)


def test_no_share_for_validation_is_told_at_once() -> None:
    with pytest.raises(DataError, match="--val is 0") as caught:
        open_dataset(plain([10, 10]), val=0, say=silent)
    assert caught.value.code == "data.no_val"


def test_rounding_is_carried_on_so_that_many_small_classes_keep_the_shares() -> None:
    dataset = assign(plain([10] * 40), 0.15, 0.15, 0, silent)
    assert sizes(dataset) == [280, 60, 60]


def test_forced_samples_of_tiny_classes_do_not_starve_a_large_one() -> None:
    assert quotas([3] * 100 + [1000], {"train": 0.7, "val": 0.15, "test": 0.15})[-1] == {
        "train": 700,
        "test": 150,
        "val": 150,
    }


def test_the_seed_decides_and_another_seed_differs() -> None:
    dataset = plain([30, 30])
    assert split_of(assign(dataset, 0.2, 0.2, 1, silent)) == split_of(assign(dataset, 0.2, 0.2, 1, silent))
    assert split_of(assign(dataset, 0.2, 0.2, 1, silent)) != split_of(assign(dataset, 0.2, 0.2, 2, silent))


def test_no_share_means_no_part() -> None:
    assert sizes(assign(plain([10, 10]), 0, 0.3, 0, silent)) == [14, 0, 6]
    assert sizes(assign(plain([10, 10]), 0, 0, 0, silent)) == [20, 0, 0]


@pytest.mark.parametrize("shares", [(0.5, 0.5), (-0.1, 0.2), (1.0, 0.0), (float("nan"), 0.1)])
def test_impossible_shares_are_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(UsageError, match="shares") as caught:
        assign(plain([5, 5]), *shares, 0, silent)
    assert caught.value.code == "usage.split"


def given_parts(*parts: Split | None) -> Dataset:
    samples = [
        sample_of(f"{part}/{c}/{n}.png", c, Path("x"), None, part)
        for part in parts
        for c in (0, 1)
        for n in range(20)
    ]
    return dataset_of(*samples, classes=2)


def test_validation_is_carved_out_of_training_and_said() -> None:
    said: list[str] = []
    dataset = assign(given_parts("train", "test"), 0.15, 0.15, 0, said.append)
    assert sizes(dataset) == [34, 6, 40]
    assert any("15% of its training part" in line for line in said)


def test_no_test_is_invented_and_that_is_said() -> None:
    said: list[str] = []
    before = given_parts("train", "val")
    assert assign(before, 0.15, 0.15, 0, said.append) == before
    assert any("no test part" in line for line in said)


def test_a_whole_split_is_kept() -> None:
    before = given_parts("train", "val", "test")
    assert assign(before, 0.4, 0.4, 0, silent) == before


def test_training_only_is_split_into_three() -> None:
    assert sizes(assign(given_parts("train"), 0.15, 0.15, 0, silent)) == [28, 6, 6]


def test_test_only_is_left_to_be_scored() -> None:
    said: list[str] = []
    before = given_parts("test")
    assert open_dataset(before, say=said.append) == before
    assert any("it can be scored" in line for line in said)


def test_samples_left_open_beside_others_are_for_training() -> None:
    dataset = assign(given_parts("test", None, "val"), 0.15, 0.15, 0, silent)
    assert sizes(dataset) == [40, 40, 40]


def test_a_group_on_both_sides_of_the_datas_own_split_is_named() -> None:
    said: list[str] = []
    samples = [replace(sample, group="p7") for sample in given_parts("train", "test", "val").samples]
    assign(dataset_of(*samples, classes=2), 0.15, 0.15, 0, said.append)
    assert any("p7" in line and "too good" in line for line in said)


def test_groups_of_one_class_reach_every_part() -> None:
    samples = [
        sample_of(f"{c}/{g}/{n}", c, Path("x"), None, None, f"{c}-{g}")
        for c in (0, 1)
        for g in range(3)
        for n in range(1 + 20 * (g == 0))
    ]
    dataset = assign(dataset_of(*samples, classes=2), 0.15, 0.15, 0, silent)
    for part in SPLITS:
        assert min(dataset.split(part).counts().values()) >= 1
    assert list(dataset.split("train").counts().values()) == [21, 21]


def test_many_groups_keep_the_shares_of_each_class() -> None:
    rng = np.random.default_rng(5)
    samples = [
        sample_of(f"{g}/{n}", int(rng.integers(3)), Path("x"), None, None, str(g))
        for g in range(200)
        for n in range(int(rng.integers(1, 9)))
    ]
    dataset = assign(dataset_of(*samples), 0.2, 0.2, 0, silent)
    totals = dataset.counts()
    for part, share in (("train", 0.6), ("val", 0.2), ("test", 0.2)):
        for name, n in dataset.split(part).counts().items():  # type: ignore[arg-type]
            assert abs(n / totals[name] - share) < 0.03


def test_every_label_of_multilabel_data_keeps_its_shares() -> None:
    rng = np.random.default_rng(3)
    samples = [
        sample_of(
            str(n),
            tuple(c for c in range(6) if rng.random() < (0.5, 0.3, 0.1, 0.05, 0.2, 0.02)[c]),
            Path("x"),
        )
        for n in range(1000)
    ]
    dataset = assign(dataset_of(*samples, classes=6, multilabel=True), 0.15, 0.15, 0, silent)
    totals = dataset.counts()
    for name, n in dataset.split("test").counts().items():
        assert abs(n - 0.15 * totals[name]) <= 1.5
    empty = [sample for sample in dataset.samples if not sample.labels]
    assert abs(sum(sample.split == "test" for sample in empty) - 0.15 * len(empty)) <= 1.5


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    """Any small data set: classes of any size, groups or none, one label or several, splits or none."""
    classes = draw(st.integers(1, 4))
    multilabel = draw(st.booleans())
    labels = st.lists(st.integers(0, classes - 1), min_size=0 if multilabel else 1, max_size=3, unique=True)
    groups = st.sampled_from([None, "g", "h", "i", "j"]) if draw(st.booleans()) else st.none()
    parts = st.sampled_from([(None,), ("train", "test"), ("train",), ("train", "val"), (None, "val")])
    splits = st.sampled_from(draw(parts))
    row = st.tuples(labels, groups, splits)
    samples = [
        sample_of(f"{n}.png", tuple(chosen if multilabel else chosen[:1]), Path("x"), None, split, group)
        for n, (chosen, group, split) in enumerate(draw(st.lists(row, min_size=1, max_size=40)))
    ]
    return dataset_of(*samples, classes=classes, multilabel=multilabel)


@settings(max_examples=150)
@given(
    dataset=datasets(),
    val=st.sampled_from([0, 0.1, 0.3]),
    test=st.sampled_from([0, 0.15, 0.4]),
    seed=st.integers(0, 9),
)
def test_any_split_loses_nothing_parts_no_group_and_ignores_the_listing(
    dataset: Dataset, val: float, test: float, seed: int
) -> None:
    done = assign(dataset, val, test, seed, silent)
    assert [replace(s, split=None) for s in done.samples] == [replace(s, split=None) for s in dataset.samples]
    assert all(sample.split in SPLITS for sample in done.samples)

    shuffled = list(dataset.samples)
    random.Random(seed).shuffle(shuffled)
    assert split_of(assign(replace(dataset, samples=tuple(shuffled)), val, test, seed, silent)) == split_of(
        done
    )

    said = {sample.source: sample.split for sample in dataset.samples if sample.split in ("val", "test")}
    assert {source: split_of(done)[source] for source in said} == said

    if {sample.split for sample in dataset.samples} <= {None} or {s.split for s in dataset.samples} == {
        "train"
    }:
        sides = defaultdict(set)
        for sample in done.samples:
            if sample.group is not None:
                sides[sample.group].add(sample.split)
        assert all(len(splits) == 1 for splits in sides.values())


@settings(max_examples=200)
@given(
    counts=st.lists(st.integers(1, 60), min_size=1, max_size=12),
    val=st.floats(0.05, 0.45),
    test=st.floats(0.05, 0.45),
)
def test_any_quotas_add_up_and_serve_every_part(counts: list[int], val: float, test: float) -> None:
    shares: dict[Split, float] = {"train": 1 - val - test, "val": val, "test": test}
    for n, quota in zip(counts, quotas(counts, shares), strict=True):
        assert sum(quota.values()) == n
        assert quota["train"] >= 1
        assert min(quota.values()) >= (1 if n >= 3 else 0)
        assert abs(quota["val"] - n * val) <= 1.5
        assert abs(quota["test"] - n * test) <= 1.5


def test_counts_by_class_equal_a_slow_count() -> None:
    dataset = assign(plain([7, 13, 29]), 0.2, 0.1, 4, silent)
    slow = Counter((s.labels[0], s.split) for s in dataset.samples)
    shares: dict[Split, float] = {"train": 0.7, "val": 0.2, "test": 0.1}
    for label, quota in enumerate(quotas([7, 13, 29], shares)):
        assert {part: slow[label, part] for part in SPLITS} == quota
