"""What is seen of pictures and clips, by a recipe in which it is decided."""

from __future__ import annotations

from huoyan.clips import ClipInput, ClipPreprocess, Sampling, SequencePreprocess
from huoyan.learn.features.classical import PHOTO_SIDE
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.clip import ClipChoices


def preprocess_of(recipe: Recipe) -> Preprocess:
    """Of a recipe in which fit and colour are decided; where the size is not, features will decide it."""
    assert recipe.fit != "auto"
    return Preprocess(
        height=recipe.size or PHOTO_SIDE,
        width=recipe.size or PHOTO_SIDE,
        fit=recipe.fit,
        interpolation=recipe.interpolation,
        colour="grey" if recipe.colour == "grey" else "rgb",
        steps=recipe.steps,
        window=recipe.window,
        crop_ratio=recipe.crop_ratio or 1.0,
    )


def clip_preprocess_of(recipe: Recipe) -> ClipInput:
    """Of a recipe in which nothing is left open. Raises UsageError usage.preprocess."""
    choices = recipe.of(ClipChoices)
    sampling = Sampling(choices.frames, choices.stride or 1, choices.rate)
    if choices.row_values is not None:
        return SequencePreprocess(choices.row_values, sampling)
    assert choices.motion != "auto"
    assert choices.motion != "none"
    assert choices.frame_height is not None
    assert choices.frame_width is not None
    square = preprocess_of(recipe)
    frame = Preprocess.from_json(
        {**square.to_json(), "height": choices.frame_height, "width": choices.frame_width}
    )
    return ClipPreprocess(frame, choices.motion, sampling, choices.cell or 1)
