"""Whether a file finds the things already decides how gently it is trained further."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from foreign_yolox import ForeignYolox
from huoyan.data.open import read_dataset
from huoyan.learn.plan.detector_plan import first_choices
from huoyan.learn.plan.found_before import found_before
from huoyan.learn.plan.look import Look, look
from huoyan.runs.recipe import recipe_from
from things import things

PERSONS = ("person",)


@pytest.fixture(scope="module")
def random_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A YOLOX for 80 classes that has learnt nothing."""
    file = tmp_path_factory.mktemp("weights") / "yolox_nano.onnx"
    file.write_bytes(ForeignYolox(80, 64).bytes())
    return file


@pytest.fixture(scope="module")
def photos(unpacked: Callable[[str], Path]) -> Look:
    data = read_dataset(unpacked("segmentation/penn_fudan.zip"), say=lambda text: None)
    train = data.split("train")
    return look(replace(train.take(range(8)), classes=PERSONS), seed=0)


def chosen(seen: Look, file: Path, **values: object) -> dict[str, object]:
    recipe = recipe_from({"task": "detect", "weights": str(file), **values})
    return {each.name: each.value for each in reversed(list(first_choices(recipe, seen)))}


def test_classes_that_the_file_has_no_name_for_are_not_looked_for(random_file: Path):
    data = things(4)
    assert found_before(random_file, ("disc", "person"), data.samples, 64) is None
    assert found_before(random_file, PERSONS, (), 64) is None


def test_a_file_that_finds_nothing_is_trained_as_one_that_knows_other_things(random_file: Path):
    seen = look(replace(things(8), classes=("car", "bus")), seed=0)
    assert found_before(random_file, seen.labels, seen.examples, 64) == pytest.approx(0, abs=0.05)
    assert "lr" not in chosen(seen, random_file)


def test_one_that_finds_them_is_trained_gently_on_pictures_as_it_learnt_from(
    photos: Look, shared_data: Callable[[str], Path]
):
    file = shared_data("weights/yolox_nano_coco.onnx")
    found = found_before(file, PERSONS, photos.examples, 416)
    assert found is not None
    assert found > 0.5
    values = chosen(photos, file)
    assert (values["lr"], values["size"], values["fit"]) == (3e-4, 416, "corner")
    assert "lr" not in chosen(photos, file, lr=1e-3)
    assert chosen(photos, file, size=320)["size"] == 320
