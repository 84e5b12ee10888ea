"""What training on clips chooses by itself, and what it says of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.clip import TrainClip
from huoyan.runs.recipe import recipe_from

VIDEOS = Look(40, ("a", "b"), (20, 20), ((60, 80),), False, None)


@pytest.mark.parametrize(("seen", "said"), [(VIDEOS, True), (replace(VIDEOS, row_values=3), False)])
def test_nothing_is_mirrored_and_of_left_and_right_is_spoken_where_there_are_pictures(seen: Look, said: bool):
    flip = chosen(seen)["flip"]
    assert flip.value == "none"
    assert (flip.because is not None) is said


def chosen(seen: Look) -> dict[str, Choice]:
    recipe = recipe_from({"task": "clip"})
    return {each.name: each for each in TrainClip().defaults(recipe, seen, tuned=False)}
