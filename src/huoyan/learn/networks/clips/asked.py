"""What reads a clip's frames, as a recipe or a manifest has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from huoyan.clips import ClipInput
from huoyan.learn.networks.clips.build import ClipShape
from huoyan.learn.networks.clips.options import ClipOptions
from huoyan.learn.plan.preprocessing import clip_preprocess_of
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.clip import ClipChoices

# The option of a manifest's network under which all this stands.
OVER_TIME = "over_time"
# Among these whether numbers are answered in their units.
UNITS = "units"


def clip_shape_of(recipe: Recipe) -> ClipShape | None:
    """Of a recipe in which nothing is left open; None where pictures are learnt from."""
    choices = recipe.section
    if not isinstance(choices, ClipChoices):
        return None
    assert choices.hidden is not None
    assert choices.layers is not None
    options = ClipOptions(
        embedding=choices.hidden,
        hidden=choices.hidden,
        layers=choices.layers,
        window=choices.past or ClipOptions().window,
        pool=choices.pool,
        dropout=choices.dropout or 0.0,
    )
    return ClipShape(
        clip_preprocess_of(recipe).shape[:2],
        choices.over_time,
        options,
        choices.of_numbers,
    )


def told_options(frame: Mapping[str, Any], shape: ClipShape | None) -> dict[str, Any]:
    """For a manifest: the options of what sees a frame, and how frames are read."""
    if shape is None:
        return dict(frame)
    units = {UNITS: True} if shape.units else {}
    return {**frame, OVER_TIME: {"name": shape.over_time, **units, **asdict(shape.options)}}


def read_options(told: Mapping[str, Any], clip: ClipInput | None) -> tuple[dict[str, Any], ClipShape | None]:
    """The inverse of `told_options`."""
    if clip is None or OVER_TIME not in told:
        return dict(told), None
    frame = {name: value for name, value in told.items() if name != OVER_TIME}
    over_time = dict(told[OVER_TIME])
    name, units = over_time.pop("name"), over_time.pop(UNITS, False)
    return frame, ClipShape(clip.shape[:2], name, ClipOptions(**over_time), units)
