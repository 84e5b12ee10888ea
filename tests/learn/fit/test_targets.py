"""Ragged targets are taken, split and moved as a list of tensors, one a picture, would be."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from huoyan.learn.fit.targets import Ragged, tensors_of

CPU = torch.device("cpu")
counts = st.lists(st.integers(0, 4), min_size=1, max_size=9)


def boxes(numbers: list[int]) -> list[Tensor]:
    """So many boxes (m, 4) of each picture, no two of them alike."""
    every = torch.arange(4 * sum(numbers), dtype=torch.float32).reshape(-1, 4)
    return list(every.split(numbers))


def same(found: Ragged, rows: list[Tensor]) -> bool:
    return len(found) == len(rows) and all(
        a.shape == b.shape and bool((a == b).all()) for a, b in zip(found.rows(), rows, strict=True)
    )


@given(counts, st.data())
def test_pictures_are_taken_in_any_order(numbers: list[int], data: st.DataObject):
    chosen = data.draw(st.lists(st.integers(0, len(numbers) - 1), min_size=1, max_size=12))
    rows = boxes(numbers)
    assert same(Ragged.of(rows)[torch.tensor(chosen)], [rows[at] for at in chosen])


@given(counts, st.integers(0, 9), st.integers(0, 9))
def test_a_slice_is_that_of_the_list(numbers: list[int], low: int, high: int):
    rows = boxes(numbers)
    assert same(Ragged.of(rows)[low:high], rows[low:high])


@given(counts, st.integers(1, 10))
def test_parts_are_those_of_a_tensor(numbers: list[int], size: int):
    rows, parts = boxes(numbers), Ragged.of(boxes(numbers)).split(size)
    assert [len(part) for part in parts] == [len(part) for part in torch.arange(len(rows)).split(size)]
    assert all(same(part, rows[at * size : (at + 1) * size]) for at, part in enumerate(parts))


@given(counts)
def test_a_mask_takes_the_pictures_that_it_marks(numbers: list[int]):
    rows = boxes(numbers)
    marked = torch.tensor([n > 1 for n in numbers])
    assert same(Ragged.of(rows)[marked], [row for row in rows if len(row) > 1])


def test_no_picture_at_all_has_no_rows():
    none = Ragged.of(boxes([2, 1]))[:0]
    assert (len(none), none.values.shape, none.rows()) == (0, (0, 4), ())
    assert [len(part) for part in none.split(3)] == [0]  # as an empty tensor


def test_moving_keeps_every_row():
    rows = boxes([1, 0, 3])
    assert same(Ragged.of(rows).to(CPU, non_blocking=True), rows)


@pytest.mark.parametrize(
    ("targets", "names"),
    [(torch.ones(3), {"targets"}), (Ragged.of(boxes([1, 2])), {"targets", "targets.counts"})],
)
def test_a_file_of_tensors_holds_all_of_them(targets: Tensor | Ragged, names: set[str]):
    assert tensors_of(targets).keys() == names
