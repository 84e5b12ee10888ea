"""Recipes: checked, written, replayed; and what is decided where the user left it open."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huoyan.data.dataset import Dataset
from huoyan.data.sample.picture import PixelPicture
from huoyan.errors import UsageError
from huoyan.learn.machine.busy_cores import OtherPrograms, free_cores
from huoyan.learn.plan.look import look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.plan import plan
from huoyan.runs.recipe import Recipe, recipe_fields, recipe_from
from huoyan.runs.recipe.tags import TagsChoices
from huoyan.runs.recipe_file import Origin, compared_of, folder_of, read_origin, read_recipe, write_recipe
from making import sample_of


def pictures(n: int, height: int, width: int, classes: tuple[str, ...], colour: bool = True) -> Dataset:
    rng = np.random.default_rng(0)
    shape = (height, width, 3) if colour else (height, width)
    samples = tuple(
        sample_of(f"{i}", i % len(classes), pixels=rng.integers(0, 256, shape, np.uint8), split="train")
        for i in range(n)
    )
    return Dataset("made", classes, samples)


IDLE = Machine(bf16=False, cores=4, free_cores=4)


def settled(
    data: Dataset,
    recipe: Recipe | None = None,
    name: str = "made",
    task: str = "classify",
    machine: Machine = IDLE,
):
    return plan((recipe or Recipe()).settled(task), look(data, 0), name=name, machine=machine)


def test_an_unknown_key_is_refused_with_the_nearest_names():
    with pytest.raises(UsageError, match="Nearest: epochs"):
        recipe_from({"epoch": 3})


@pytest.mark.parametrize(
    "values",
    [
        {"epochs": "many"},
        {"augment": "wild"},
        {"size": 2},
        {"lr": -1.0},
        {"mean": 0.5},
        {"window": [1.0]},
        {"val": 0.6, "test": 0.5},
        {"seed": True},
    ],
)
def test_a_value_of_the_wrong_kind_or_range_is_refused_by_name(values: dict):
    with pytest.raises(UsageError, match=next(iter(values))):
        recipe_from(values)


def test_whole_numbers_serve_as_numbers_and_lists_as_tuples():
    recipe = recipe_from({"epochs": 3, "mean": [0, 1], "std": [1, 1], "steps": ["contrast", "denoise=5"]})
    assert recipe.epochs == 3.0
    assert recipe.mean == (0.0, 1.0)
    assert recipe.steps == ("contrast", "denoise=5")


@given(
    st.builds(
        lambda mean, **more: Recipe(mean=mean, std=mean and (0.5, 0.5, 0.5), **more),
        model=st.sampled_from(["cnn", "resnet18"]),
        epochs=st.none() | st.floats(0.01, 100),
        size=st.none() | st.integers(4, 512),
        seed=st.integers(0, 2**31),
        mean=st.none() | st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
        options=st.dictionaries(
            st.sampled_from(["widths", "kernel"]), st.lists(st.integers(1, 9), min_size=1)
        ),
        steps=st.lists(st.sampled_from(["contrast", "edges", "清晰"]), max_size=3).map(tuple),
    )
)
def test_a_recipe_survives_its_file(tmp_path_factory: pytest.TempPathFactory, recipe: Recipe):
    path = tmp_path_factory.mktemp("recipe") / "recipe.toml"
    write_recipe(path, recipe, "图片 文件夹/a b")
    assert read_recipe(path, {}) == ("图片 文件夹/a b", recipe)


def test_given_values_win_over_the_file(tmp_path: Path):
    write_recipe(tmp_path / "r.toml", Recipe(epochs=9.0, seed=4), "digits")
    _, recipe = read_recipe(tmp_path / "r.toml", {"epochs": 2})
    assert (recipe.epochs, recipe.seed) == (2.0, 4)


@pytest.mark.parametrize("content", ["epochs = [", 'epochs = "x"', "nonsense = 1"])
def test_a_broken_recipe_file_is_refused(tmp_path: Path, content: str):
    (tmp_path / "r.toml").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError):
        read_recipe(tmp_path / "r.toml", {})


def test_a_recipe_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(UsageError, match="no recipe"):
        read_recipe(tmp_path / "absent.toml", {})


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"mean": [0.5]}, "go together"),
        ({"mean": [0.5], "std": [0.5, 0.5, 0.5]}, "go together"),
        ({"mean": [127.0], "std": [50.0]}, "by 255"),
        ({"mean": [0.5], "std": [0.0]}, "above 0"),
        ({"mean": "a,b", "std": [0.5]}, "a list of a number"),
        ({"window": [1.0]}, "a list of 2, each a number"),
    ],
)
def test_lists_that_make_no_sense_are_refused_before_anything_is_read(values, says):
    with pytest.raises(UsageError, match=says):
        recipe_from(values)


def test_numbers_of_numpy_and_paths_are_taken_as_pythons():
    half = np.float32(0.5)
    values = {
        "size": np.int64(32),
        "mean": np.full(3, 0.5),
        "std": (half, half, half),
        "weights": Path("w.pth"),
    }
    recipe = recipe_from({**values, "options": {"widths": np.array([8, 8])}})
    assert (recipe.size, recipe.mean, recipe.std, recipe.weights) == (32, (0.5,) * 3, (0.5,) * 3, "w.pth")
    assert recipe.options == {"widths": [8, 8]}


def test_nothing_is_left_open_by_a_plan():
    done = settled(pictures(40, 28, 28, ("cat", "dog")))
    still_open = {
        name
        for name, value in done.recipe.values().items()
        if value in ("auto",)
        and name not in ("device", "feed")
        # The same table says the same each time that it is read.
        and recipe_fields()[name].group != "table"
    }
    assert still_open == set()


def test_a_planned_recipe_is_planned_to_itself():
    data = pictures(40, 28, 28, ("cat", "dog"))
    once = settled(data).recipe
    assert settled(data, once).recipe == once


def test_small_pictures_keep_their_size_and_photos_are_shrunk():
    assert settled(pictures(20, 28, 28, ("a1", "b1"))).preprocess.height == 28
    assert settled(pictures(6, 300, 400, ("a1", "b1"))).preprocess.height == 128


def test_grey_pictures_stored_in_colour_are_found_out():
    data = pictures(12, 20, 20, ("x1", "y1"), colour=False)
    as_colour = dataclasses.replace(
        data,
        samples=tuple(
            dataclasses.replace(s, picture=PixelPicture(np.repeat(s.pixels[..., None], 3, axis=2)))
            for s in data.samples
        ),
    )
    assert settled(as_colour).preprocess.colour == "grey"
    assert settled(pictures(12, 20, 20, ("x1", "y1"))).preprocess.colour == "rgb"


@pytest.mark.parametrize(
    ("classes", "flip"),
    [(("3", "8"), "none"), (("b", "d"), "none"), (("left", "right"), "none"), (("cat", "dog"), "horizontal")],
)
def test_flips_are_off_where_they_change_the_label(classes: tuple[str, str], flip: str):
    assert settled(pictures(10, 28, 28, classes)).recipe.flip == flip


def test_what_the_user_gave_is_never_changed():
    given_values = Recipe(
        size=40, epochs=2.5, batch=7, lr=0.5, flip="vertical", colour="rgb", fit="crop", augment="none"
    )
    recipe = settled(pictures(10, 28, 28, ("3", "8"), colour=False), given_values).recipe
    kept = {
        name: getattr(recipe, name)
        for name in ("size", "epochs", "batch", "lr", "flip", "colour", "fit", "augment")
    }
    assert kept == {name: getattr(given_values, name) for name in kept}


def test_several_labels_a_picture_mean_binary_cross_entropy():
    assert settled(pictures(10, 28, 28, ("cat", "dog")), task="tags").recipe.of(TagsChoices).loss == "bce"


def test_fewer_pictures_mean_more_epochs_and_fast_means_fewer():
    few, many = pictures(50, 28, 28, ("cat", "dog")), pictures(20_000, 8, 8, ("cat", "dog"))
    assert settled(few).recipe.epochs > settled(many).recipe.epochs
    assert settled(few, Recipe(fast=True)).recipe.epochs < settled(few).recipe.epochs


def test_threads_are_as_many_as_find_a_core_of_their_own():
    photos = pictures(6, 300, 400, ("a1", "b1"))
    crowded = settled(photos, machine=Machine(bf16=True, cores=4, free_cores=1))
    assert settled(photos).recipe.threads == 4
    assert crowded.recipe.threads == 1
    assert any("busy" in choice for choice in crowded.choices)
    assert crowded.recipe.precision == "bf16"
    assert settled(photos, Recipe(threads=3), machine=Machine(True, 4, 1)).recipe.threads == 3


def test_a_busy_neighbour_is_noticed():
    busy = "import time; end = time.time() + 1.5\nwhile time.time() < end: pass"
    child = subprocess.Popen([sys.executable, "-c", busy])
    time.sleep(0.2)
    watch = OtherPrograms()
    time.sleep(0.8)
    found = watch.busy_cores()
    child.wait()
    if found is None:
        pytest.skip("this system does not say how busy it is")
    # A neighbour that wants a whole core gets a good part of one, whatever else runs here.
    assert found > 0.3


def test_free_cores_are_at_least_one_and_at_most_all():
    assert free_cores(None, 2) == 2
    assert free_cores(100.0, 2) == 1
    assert free_cores(0.0, 1) == 1


@pytest.mark.parametrize("value", ["7" * 5000, "[" * 3000 + "]" * 3000, "-5", "9" * 30])
def test_a_recipe_with_numbers_or_lists_without_end_is_refused(tmp_path: Path, value: str) -> None:
    (tmp_path / "r.toml").write_text(f'data = "digits"\nseed = {value}\n')
    with pytest.raises(UsageError) as caught:
        read_recipe(tmp_path / "r.toml", {})
    assert caught.value.code == "usage.recipe"


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
@pytest.mark.parametrize("name", [b"\xff data", b"a\\xff", b"a\\b\xfe", "图 a".encode()])
def test_data_and_lists_of_any_name_are_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: bytes
) -> None:
    away = tmp_path / os.fsdecode(b"away\xfd")
    away.mkdir()
    (away / os.fsdecode(name)).mkdir()
    (away / os.fsdecode(name + b".csv")).write_text("path,split\n")
    monkeypatch.chdir(away)
    recipe = Recipe(splits=os.fsdecode(name + b".csv"))
    data = os.fsdecode(name)
    write_recipe(tmp_path / "r.toml", recipe, Origin(data, folder_of(data, recipe)))
    assert read_recipe(tmp_path / "r.toml", {}) == (data, recipe)
    monkeypatch.chdir(tmp_path)
    found, again = read_recipe(tmp_path / "r.toml", {})
    assert found == str(away / data)
    assert again.splits == str(away / recipe.splits)


def test_what_was_given_to_a_comparison_is_kept_beside_what_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("网 net.pth").touch()
    given = compared_of(Recipe(weights="网 net.pth", pretrained=True))
    file = tmp_path / "r.toml"
    write_recipe(file, Recipe(model="cnn"), Origin("digits", given=given))
    assert read_origin(file).given == {"weights": "网 net.pth", "pretrained": True}
    assert read_recipe(file, {}) == ("digits", Recipe(model="cnn"))
    assert folder_of("digits", Recipe(), given) == str(tmp_path)
    assert folder_of("digits", Recipe()) is None
    file.write_text('data = "digits"\ngiven = 3\n')
    with pytest.raises(UsageError, match="given = 3 is no table"):
        read_origin(file)


def test_the_generator_of_a_recipe_is_found_again_and_auto_names_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = tmp_path / "生成 away"
    (away / "gen").mkdir(parents=True)
    monkeypatch.chdir(away)
    for named, there in (("gen", str(away / "gen")), ("auto", "auto")):
        recipe = recipe_from({"task": "classify", "synthesise": named})
        monkeypatch.chdir(away)
        write_recipe(tmp_path / "r.toml", recipe, Origin("digits", folder_of("digits", recipe)))
        assert read_recipe(tmp_path / "r.toml", {}) == ("digits", recipe)
        monkeypatch.chdir(tmp_path)
        assert read_recipe(tmp_path / "r.toml", {})[1].values()["synthesise"] == there
