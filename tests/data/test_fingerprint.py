"""The fingerprint of a data set changes with everything that matters, and with nothing else."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256, data_sha256, part_keys, picture_keys
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.sample.truth import OneLabel
from making import sample_of


def silent(_: str) -> None:
    pass


@pytest.fixture
def written(tmp_path: Path) -> Path:
    root = tmp_path / "here"
    for name in ("猫/1.png", "猫/2.png", "dog/1.png"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(name.encode())
    return root


def changed(dataset: Dataset, at: int, **values: object) -> Dataset:
    samples = list(dataset.samples)
    samples[at] = replace(samples[at], **values)  # type: ignore[arg-type]
    return replace(dataset, samples=tuple(samples))


def test_a_moved_folder_has_the_same_fingerprint(written: Path, tmp_path: Path) -> None:
    before = data_sha256(read_dataset(written, say=silent))
    moved = tmp_path / "else" / "where"
    shutil.copytree(written, moved)
    assert data_sha256(read_dataset(moved, say=silent)) == before


def test_the_listing_order_does_not_matter(written: Path) -> None:
    dataset = read_dataset(written, say=silent)
    assert data_sha256(replace(dataset, samples=dataset.samples[::-1])) == data_sha256(dataset)


def test_classes_count_by_name_and_not_by_number(written: Path) -> None:
    dataset = read_dataset(written, say=silent)
    swapped = replace(
        dataset,
        classes=dataset.classes[::-1],
        samples=tuple(replace(s, truth=OneLabel(1 - s.labels[0])) for s in dataset.samples),
    )
    assert data_sha256(swapped) == data_sha256(dataset)
    assert data_sha256(replace(dataset, classes=("cat", "dog"))) != data_sha256(dataset)


def test_every_change_that_matters_changes_it(written: Path) -> None:
    dataset = read_dataset(written, say=silent)
    seen = {
        data_sha256(dataset),
        data_sha256(changed(dataset, 0, split="test")),
        data_sha256(changed(dataset, 0, source="other.png")),
        data_sha256(changed(dataset, 0, truth=OneLabel(1))),
        data_sha256(replace(dataset, samples=dataset.samples[1:])),
    }
    (written / "dog" / "1.png").write_bytes(b"another picture")
    seen.add(data_sha256(dataset))
    assert len(seen) == 6


def test_pixels_count_with_their_shape_and_not_with_their_layout() -> None:
    pixels = np.arange(12, dtype=np.uint8).reshape(3, 4)

    def of(array: np.ndarray) -> str:
        return data_sha256(Dataset("x", ("a",), (sample_of("1", 0, pixels=array),)))

    assert of(pixels) == of(np.asfortranarray(pixels))
    assert of(pixels) != of(pixels.reshape(4, 3))
    assert of(pixels) != of(pixels[::-1])


def test_decomposed_names_of_macos_count_as_the_composed_ones() -> None:
    pixels = np.zeros((1, 1), np.uint8)
    prints = {
        data_sha256(Dataset("x", (name,), (sample_of(name, 0, pixels=pixels),))) for name in ("é", "e\u0301")
    }
    assert len(prints) == 1


def test_what_cannot_be_read_counts_as_such_and_is_never_waited_for(written: Path) -> None:
    dataset = read_dataset(written, say=silent)
    file = written / "dog" / "1.png"
    whole = data_sha256(dataset)
    file.unlink()
    gone = data_sha256(dataset)
    assert gone != whole
    os.mkfifo(file)
    assert data_sha256(dataset) == gone
    keys = picture_keys(contents_sha256(dataset))
    assert [key == 0 for key in keys] == [sample.path == file for sample in dataset.samples]


def test_keys_are_the_beginnings_of_the_hashes_and_empty_files_have_none(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"abc")
    (tmp_path / "b.png").write_bytes(b"")
    samples = tuple(sample_of(name, 0, path=tmp_path / name, split="val") for name in ("a.png", "b.png"))
    dataset = Dataset("x", ("a",), samples)
    contents = contents_sha256(dataset)
    # sha256("abc") is given in FIPS 180-4's example.
    assert contents[0] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert picture_keys(contents).tolist() == [0xBA7816BF8F01CFEA, 0]
    parts = part_keys(dataset, contents)
    assert {split: keys.tolist() for split, keys in parts.items()} == {
        "train": [],
        "val": [0xBA7816BF8F01CFEA],
        "test": [],
    }


def test_the_embedded_digits_keep_their_fingerprint() -> None:
    # Changing this number means that results on digits are no longer comparable with earlier ones.
    assert (
        data_sha256(open_dataset("digits"))
        == "baa10c52108083281feff4585f5d926b04c3d6e6af995f21e8762fed93fccaed"
    )


TEXT = st.text(max_size=6)


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6), order=st.randoms())
def test_any_names_are_hashed_without_borders_that_text_could_fake(
    rows: list[tuple[str, str]], order: object
) -> None:
    def of(pairs: list[tuple[str, str]]) -> str:
        classes = tuple(dict.fromkeys(label for _, label in pairs))
        pixels = np.zeros((1, 1), np.uint8)
        samples = tuple(sample_of(source, classes.index(label), pixels=pixels) for source, label in pairs)
        return data_sha256(Dataset("x", classes, samples))

    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert of(shuffled) == of(rows)
    longer = [(source + '", ["', label) for source, label in rows]
    assert of(longer) != of(rows)
