"""A picture or a group on two sides of a split is named; splits drawn here keep copies together."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huoyan.data.check.copies.duplicates import Matches
from huoyan.data.check.copies.leaks import leaks
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.splitting.splits import assign
from huoyan.errors import DataError, UsageError
from huoyan.runs.recipe import Recipe
from making import sample_of


def silent(_: str) -> None:
    pass


def matches_of(
    exact: Sequence[tuple[int, ...]] = (),
    near: Sequence[tuple[int, int]] = (),
    mirrored: Sequence[tuple[int, int]] = (),
) -> Matches:
    def pairs(listed: Sequence[tuple[int, int]]) -> np.ndarray:
        return np.array(listed, dtype=np.int64).reshape(-1, 2)

    return Matches(
        tuple(exact), pairs(near), np.full(len(near), 0.9), pairs(mirrored), np.full(len(mirrored), 0.9)
    )


def dataset_of(
    splits: Sequence[Split | None], labels: Sequence[int] = (), groups: Sequence[str | None] = ()
) -> Dataset:
    samples = tuple(
        sample_of(
            f"{at}.jpg",
            labels[at] if labels else 0,
            Path("x"),
            None,
            split,
            groups[at] if groups else None,
        )
        for at, split in enumerate(splits)
    )
    return Dataset("made", ("a", "b"), samples)


def test_an_exact_copy_in_train_and_test_is_a_leak_and_the_training_one_may_go() -> None:
    (found,) = leaks(dataset_of(["train", "test", "train"]), matches_of(exact=[(0, 1)]))
    assert (found.kind, found.severity, found.paths) == ("leak", "error", ("0.jpg", "1.jpg"))
    assert found.detail == {"how": "duplicate", "splits": ["train", "test"], "exclude": ["0.jpg"]}


def test_a_near_copy_in_train_and_val_is_a_leak() -> None:
    (found,) = leaks(dataset_of(["val", "train"]), matches_of(near=[(0, 1)]))
    assert found.detail == {"how": "near-duplicate", "splits": ["val", "train"], "exclude": ["1.jpg"]}


def test_a_chain_of_copies_is_one_leak() -> None:
    dataset = dataset_of(["train", "train", "val", "test"])
    (found,) = leaks(dataset, matches_of(exact=[(0, 1)], near=[(0, 2), (2, 3)]))
    assert found.paths == ("0.jpg", "1.jpg", "2.jpg", "3.jpg")
    assert found.detail["exclude"] == ["0.jpg", "1.jpg", "2.jpg"]
    assert "train and val and test" in found.message


def test_copies_under_different_labels_are_left_to_a_person() -> None:
    (found,) = leaks(dataset_of(["train", "test"], labels=[0, 1]), matches_of(exact=[(0, 1)]))
    assert found.detail["exclude"] == []


def test_copies_on_one_side_or_without_a_split_are_no_leak() -> None:
    assert leaks(dataset_of(["train", "train"]), matches_of(exact=[(0, 1)])) == []
    assert leaks(dataset_of([None, None]), matches_of(near=[(0, 1)])) == []


def test_a_flip_is_not_told_as_a_leak() -> None:
    assert leaks(dataset_of(["train", "test"]), matches_of(mirrored=[(0, 1)])) == []


def test_a_group_on_two_sides_is_a_leak_that_removes_nothing() -> None:
    dataset = dataset_of(["train", "test", "test", "train"], groups=["p1", "p1", "p2", None])
    (found,) = leaks(dataset, matches_of())
    assert found.paths == ("0.jpg", "1.jpg")
    assert found.detail == {"how": "group", "group": "p1", "splits": ["train", "test"]}


# Splits that keep copies together


def sides(dataset: Dataset, members: Sequence[int]) -> set[Split | None]:
    return {dataset.samples[at].split for at in members}


def test_a_cluster_is_drawn_to_one_side_and_shares_hold() -> None:
    dataset = dataset_of([None] * 400, labels=[at % 2 for at in range(400)])
    clusters = [list(range(at, at + 4)) for at in range(0, 200, 4)]
    drawn = assign(dataset, 0.2, 0.2, 0, silent, clusters)
    assert all(len(sides(drawn, cluster)) == 1 for cluster in clusters)
    for part, share in (("train", 0.6), ("val", 0.2), ("test", 0.2)):
        for n in drawn.split(part).counts().values():  # type: ignore[arg-type]
            assert abs(n / 200 - share) <= 0.03


def test_without_clusters_the_draw_is_what_it_was() -> None:
    dataset = dataset_of([None] * 60, labels=[at % 2 for at in range(60)])
    plain = assign(dataset, 0.2, 0.2, 1, silent)
    assert assign(dataset, 0.2, 0.2, 1, silent, None) == plain
    assert assign(dataset, 0.2, 0.2, 1, silent, []) == plain
    assert assign(dataset, 0.2, 0.2, 1, silent, [[3], [5]]) == plain


def test_groups_and_clusters_join_into_chains() -> None:
    groups = ["p", "p", "q", "q", None, *[None] * 45]
    dataset = dataset_of([None] * 50, labels=[at % 2 for at in range(50)], groups=groups)
    for seed in range(20):
        drawn = assign(dataset, 0.3, 0.3, seed, silent, [[1, 2], [3, 4], [40, 4]])
        assert len(sides(drawn, [0, 1, 2, 3, 4, 40])) == 1


def test_clusters_hold_when_validation_is_carved_out_of_training() -> None:
    splits: list[Split | None] = ["test"] * 10 + ["train"] * 40
    dataset = dataset_of(splits, labels=[at % 2 for at in range(50)])
    clusters = [[0, 20, 21, 22], [30, 31, 33], [34, 35, 48]]
    for seed in range(10):
        drawn = assign(dataset, 0.3, 0.0, seed, silent, clusters)
        assert drawn.samples[0].split == "test"
        assert len(sides(drawn, [20, 21, 22])) == len(sides(drawn, [30, 31, 33])) == 1
        assert drawn.split("val").samples


def test_a_cluster_of_other_data_is_refused() -> None:
    with pytest.raises(UsageError, match="index 9; expected 0 to 3") as caught:
        assign(dataset_of([None] * 4), 0.2, 0.2, 0, silent, [[1, 9]])
    assert caught.value.code == "usage.split"


@settings(max_examples=150)
@given(
    labels=st.lists(st.integers(0, 1), min_size=1, max_size=40),
    clusters=st.lists(st.lists(st.integers(0, 39), min_size=1, max_size=5), max_size=8),
    named=st.lists(st.sampled_from([None, None, "g", "h", "i"]), min_size=40, max_size=40),
    seed=st.integers(0, 5),
)
def test_any_union_of_groups_and_clusters_stays_on_one_side_whatever_the_listing(
    labels: list[int], clusters: list[list[int]], named: list[str | None], seed: int
) -> None:
    n = len(labels)
    dataset = dataset_of([None] * n, labels, named[:n])
    clusters = [inside for cluster in clusters if (inside := [at for at in cluster if at < n])]
    drawn = assign(dataset, 0.25, 0.25, seed, silent, clusters)
    assert all(sample.split in SPLITS for sample in drawn.samples)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(named[:n]):
        if group is not None:
            groups[group].append(at)
    for together in (*groups.values(), *clusters):
        assert len(sides(drawn, together)) == 1

    order = list(range(n))
    random.Random(seed).shuffle(order)
    place = {at: new for new, at in enumerate(order)}
    listed = replace(dataset, samples=tuple(dataset.samples[at] for at in order))
    moved = [[place[at] for at in cluster] for cluster in clusters]
    again = assign(listed, 0.25, 0.25, seed, silent, moved)
    assert {s.source: s.split for s in again.samples} == {s.source: s.split for s in drawn.samples}


def opened(root: Path, split: Sequence[str], group: Sequence[int]) -> list[str]:
    """What training says of 24 different pictures of noise with these parts and groups."""
    reason = "the extra `train` is not installed"
    opened_data = pytest.importorskip("huoyan.learn.feed.opened_data", reason=reason)
    rng, lines = np.random.default_rng(0), ["path,label,split,group"]
    for at in range(24):
        Image.fromarray(rng.integers(0, 255, (24, 24, 3), dtype=np.uint8)).save(root / f"{at}.png")
        lines.append(f"{at}.png,{'ab'[at // 12]},{split[at % len(split)]},{group[at % len(group)]}")
    (root / "t.csv").write_text("\n".join(lines))
    said: list[str] = []
    opened_data.open_material(root / "t.csv", Recipe(), said.append, lambda _: None)
    return said


def test_a_group_on_both_sides_is_not_called_a_copy(tmp_path: Path) -> None:
    said = opened(tmp_path, ("train", "val", "test"), (1, 2, 3, 4, 5))
    assert any("groups on several sides" in line for line in said)
    assert not any("the same" in line and "both sides of the data's own split" in line for line in said)


def test_data_without_a_part_to_train_on_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="all 24 are in its test") as caught:
        opened(tmp_path, ("test",), (1, 2))
    assert caught.value.code == "data.no_train"
