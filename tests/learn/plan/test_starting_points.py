"""What a plan knows of networks and of data sets with a name."""

from __future__ import annotations

import pytest

from huoyan.learn.plan.look import Look
from huoyan.learn.plan.plan import Machine, plan
from huoyan.runs.recipe import Recipe, recipe_from

DIGITS = Look(50_000, ("0", "1"), (25_000, 25_000), ((28, 28),) * 3, True, None)
PHOTOS = Look(700, ("cat", "dog"), (350, 350), ((300, 400), (400, 300)), False, None)


def settled(seen: Look, name: str = "mine", **values: object) -> Recipe:
    recipe = recipe_from({"task": "classify", **values})
    return plan(recipe, seen, name=name, machine=Machine(True, 8, 8)).recipe


@pytest.mark.parametrize(
    ("values", "epochs", "options"),
    [
        ({}, 2.0, {"widths": [16, 32, 64]}),
        ({"fast": True}, 1.25, {"widths": [16, 32, 32]}),
        ({"model": "rnn"}, 3.0, {}),
        ({"model": "rnn", "fast": True}, 1.5, {}),
        ({"model": "rnn", "epochs": 5.0}, 5.0, {}),
    ],
)
def test_mnist_is_read_by_rows_in_more_epochs_than_a_cnn_needs(
    values: dict[str, object], epochs: float, options: dict[str, object]
):
    recipe = settled(DIGITS, "mnist", **values)
    assert (recipe.epochs, dict(recipe.options)) == (epochs, options)


@pytest.mark.parametrize(("model", "size"), [("cnn", 128), ("rnn", 128), ("resnet18", 224)])
def test_networks_from_scratch_see_photos_at_128_pixels(model: str, size: int):
    assert settled(PHOTOS, model=model).size == size


@pytest.mark.parametrize("model", ["cnn", "rnn", "resnet18"])
def test_small_pictures_are_taken_as_they_are_by_every_network(model: str):
    assert settled(DIGITS, model=model).size == 28
