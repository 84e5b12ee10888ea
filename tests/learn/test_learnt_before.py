"""What a network has learnt from before its run begins is known to its model, and told where it is scored."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
from safetensors.numpy import save_file

from huoyan.artifact.picture_keys import PictureKeys, read_keys
from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256, picture_keys
from huoyan.learn.learnt_before import learnt_before, tell_of_weights
from huoyan.runs.recipe import recipe_from
from huoyan.words import Message
from making import LABELS, pictures, sample_of, trained_on


def dataset(numbers: range, parts: str) -> Dataset:
    """A picture a number; its part by the letter: train, val (v) or test (e)."""
    pixels = pictures(40, (8, 8), seed=7)
    names = {"t": "train", "v": "val", "e": "test"}
    return Dataset(
        "some",
        LABELS,
        tuple(
            sample_of(f"{at}.png", at % 3, pixels=pixels[at], split=names[part])
            for at, part in zip(numbers, parts, strict=True)
        ),
        "class",
    )


def keys_of(data: Dataset) -> PictureKeys:
    return PictureKeys.of(data, contents_sha256(data))


def begun_with(folder: Path, data: Dataset) -> object:
    """A job that begins with the weights of a model that was trained on these."""
    trained_on(data, folder)
    recipe = recipe_from({"task": "classify", "weights": str(folder / "weights.safetensors")})
    return SimpleNamespace(recipe=recipe, together={}, contents_of=contents_sha256)


def test_what_it_came_of_has_learnt_is_kept_unless_a_part_here_holds_it(tmp_path: Path):
    here, earlier = dataset(range(4), "ttve"), dataset(range(2, 8), "tttvee")
    found = keys_of(here).after([keys_of(earlier)])
    kept = picture_keys(contents_sha256(dataset(range(4, 6), "tt")))
    assert sorted(found.before.tolist()) == sorted(kept.tolist())  # 2 and 3 are here, 6 and 7 were its test
    assert set(kept.tolist()) <= set(found.learnt.files["train"].tolist())
    further = keys_of(dataset(range(20, 22), "tt")).after([found])
    assert set(kept.tolist()) <= set(further.before.tolist())  # by way of two


def test_they_are_in_the_file_of_the_model(tmp_path: Path):
    found = keys_of(dataset(range(2), "te")).after([keys_of(dataset(range(4, 7), "ttt"))])
    save_file(found.arrays(), tmp_path / "keys.safetensors")
    again = read_keys(tmp_path / "keys.safetensors")
    np.testing.assert_array_equal(again.before, found.before)
    np.testing.assert_array_equal(again.before_pixels, found.before_pixels)
    assert len(again.before) == 3


def test_weights_that_know_the_test_part_are_told(tmp_path: Path):
    job = begun_with(tmp_path / "run", dataset(range(6), "ttttte"))
    said: list[Message] = []
    tell_of_weights(job, dataset(range(3, 9), "evtett"), said.append)
    assert [each.key for each in said] == ["weights.seen", "weights.seen"]
    assert "1 pictures that are in the val part here (4.png)" in said[0]
    assert "1 pictures that are in the test part here (3.png)" in said[1]
    said.clear()
    tell_of_weights(job, dataset(range(3, 9), "ttetvt"), said.append)  # 5 was its test, too
    assert said == []


def test_weights_of_no_run_are_not_asked(tmp_path: Path):
    recipe = recipe_from({"task": "classify", "weights": str(tmp_path / "some.pth")})
    assert list(learnt_before(recipe)) == []


def test_weights_of_a_run_bring_what_it_learnt(tmp_path: Path):
    job = begun_with(tmp_path / "run", dataset(range(6), "ttttte"))
    (found,) = learnt_before(job.recipe)
    assert len(found.files["train"]) == 5
