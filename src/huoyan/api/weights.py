"""Files of weights: what they are, and how well they know what they were trained for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from huoyan.data.dataset import Dataset
from huoyan.data.formats.reading import reading_from
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.images.limits import limits_of
from huoyan.system.caller_state import leaves_caller_alone, warn
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.learn.weights.describe import Description
    from huoyan.learn.weights.score import WeightsScore
    from huoyan.words import Lang


@leaves_caller_alone
def describe_weights(file: str | Path, *, out: str | Path | None = None, lang: Lang = "en") -> Description:
    """What a file of weights is: its card where one is known, else a draft and what that is not sure of.

    `out`: a file to write the card to, usually FILE.toml; one that exists is not overwritten. Raises
    NetworkError, EngineError, UsageError. Needs the extra `train`.
    """
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.weights"))
    from huoyan.learn.weights.describe import describe_weights as describe
    from huoyan.learn.weights.describe import write_card

    found = describe(at_home(file))
    if out is not None:
        write_card(at_home(out), found, lang)
    return found


@leaves_caller_alone
def score_weights(
    file: str | Path,
    photos: str | Path | Dataset,
    *,
    card: str | Path | None = None,
    max_pixels: int | None = None,
    say: Say = warn,
    progress: Callable[[int], None] | None = None,
    **table: Any,
) -> WeightsScore:
    """How well the weights of a file know the classes that they were trained for, on labelled photos.

    The file is used as its card says: `card`, FILE.toml beside it, or one that ships. Labels are numbers of
    classes, or names that the card gives. `table` as in `evaluate`. Raises UsageError (usage.card without a
    card, usage.labels), NetworkError, DataError. Needs the extra `train`.
    """
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.weights"))
    from huoyan.data.open import read_dataset
    from huoyan.learn.weights.score import score_weights as score

    reading = replace(reading_from(table), kind="class")
    data = read_dataset(photos, say=say, reading=reading).within(limits_of(max_pixels))
    return score(at_home(file), data, None if card is None else at_home(card), say=say, progress=progress)
