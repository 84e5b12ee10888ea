"""Descriptions are joined into one graph of features, of like weight, for a picture that suits the data."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from test_descriptions import noise, scenes

from huoyan.errors import UsageError
from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.features.base import FEATURES
from huoyan.learn.features.classical import CLASSICAL, UNITS, classical
from huoyan.learn.plan.head_plan import plan_head
from huoyan.learn.plan.look import Look
from huoyan.learn.plan.machine import Machine
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import recipe_from
from huoyan.runtimes import ENGINES


def rows_of(names: tuple[str, ...], pictures: np.ndarray) -> np.ndarray:
    height, width, channels = pictures.shape[1:]
    graph = classical(names, Preprocess(height, width, colour="grey" if channels == 1 else "rgb"))
    return ENGINES["onnxruntime"].open(graph.model, 1, "fp32").run(pictures)[FEATURES]


def seen(*sizes: tuple[int, int], grey: bool = False) -> Look:
    return Look(n=len(sizes), labels=("a", "b"), counts=(1, 1), sizes=sizes, grey=grey, window=None)


def test_joined_descriptions_stand_side_by_side_in_the_order_given() -> None:
    pictures = scenes(3, (40, 50, 3))
    parts = [rows_of((name,), pictures) for name in ("colour", "hog")]
    joined = rows_of(("colour", "hog"), pictures)
    np.testing.assert_allclose(joined, np.concatenate(parts, axis=1), atol=1e-6)


def test_the_graph_is_named_after_its_descriptions_and_free_to_use() -> None:
    graph = classical(["hog", "colour"], Preprocess(32, 32))
    assert graph.name == "hog+colour"
    assert graph.begun_from == ()
    assert (graph.mean, graph.std, graph.parameters) == ((0.0,), (1.0,), 0)


def test_every_description_has_a_unit_and_the_default_is_made_of_them() -> None:
    assert set(UNITS) == set(DESCRIPTIONS)
    assert set(CLASSICAL) <= set(DESCRIPTIONS)


def test_pictures_are_about_as_far_apart_in_each_description() -> None:
    pictures = np.concatenate([scenes(30, (64, 64, 3)), noise(2, (64, 64, 3))])
    spreads = [np.sqrt(rows_of((name,), pictures).var(axis=0).sum()) for name in DESCRIPTIONS]
    assert max(spreads) < 10 * min(spreads)


@pytest.mark.parametrize(
    ("sizes", "side"),
    [(((28, 28),) * 2, 28), (((480, 640), (700, 500)), 128), (((2, 3), (2, 3)), 8), (((20, 300),) * 2, 64)],
)
def test_small_pictures_are_described_as_they_are_and_photos_smaller(
    sizes: tuple[tuple[int, int], ...], side: int
) -> None:
    recipe = recipe_from({"task": "classify", "model": "ridge"})
    found = plan_head(recipe, seen(*sizes), Machine(None, 2, 2))[1]
    assert (found.height, found.width, found.channels) == (side, side, 3)


def test_grey_pictures_are_described_in_one_channel() -> None:
    recipe = recipe_from({"task": "classify", "model": "ridge"})
    assert plan_head(recipe, seen((28, 28), grey=True), Machine(None, 2, 2))[1].channels == 1


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "No description of pictures is given. Choose from hog, lbp, colour, edges, shape, pixels"),
        (["hogg"], "There are no features 'hogg'. Known without a network: hog, lbp"),
        (["hog", "hog"], "Features 'hog' are named twice"),
    ],
)
def test_a_wrong_choice_is_refused(names: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        classical(names, Preprocess(32, 32))
    assert caught.value.code == "usage.features"


def test_describing_needs_neither_torch_nor_scikit_learn() -> None:
    program = (
        "import sys, huoyan.learn.features.classical as c; from huoyan.preprocess import Preprocess; "
        "c.classical(c.CLASSICAL, Preprocess(32, 32)); "
        "print([m for m in ('torch', 'sklearn', 'scipy', 'timm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
