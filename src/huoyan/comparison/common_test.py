"""Which pictures several models may be compared on: those that none of them was trained on.

As for one model (`held_out`) a picture is known again by its content, in the training run of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.data.check.look.pixel_keys import known_again
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.fingerprint import contents_sha256, picture_keys
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.held_out import Scored, without_made
from huoyan.words import Listed, Message, counted, warning

# Parts that models may be compared on. Validation has chosen their weights: it flatters them alike.
ComparedPart = Literal["test", "val"]
FITTED: Mapping[ComparedPart, tuple[Split, ...]] = {"test": ("train", "val"), "val": ("train",)}


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What one model knows of the pictures. parts: of its training run, else of the data, else "", str (N,).

    meant: whether each is in the part, by the data or else by the model; allowed: whether the model may be
    scored on it; fitted: whether its weights come from it. bool (N,).
    """

    parts: np.ndarray
    meant: np.ndarray
    allowed: np.ndarray
    fitted: np.ndarray


def common_test(read: Dataset, models: Mapping[str, Artifact], part: ComparedPart, say: Say) -> Scored:
    """The pictures of `read` that are in the `part` of every model, or that none has met.

    `models` by their names. What one has for its test and another was trained on is left out, and counted.
    Raises DataError: data.split where no model has such a part here, data.seen where no picture is left.
    """
    files = picture_keys(contents_sha256(read))
    known = {name: _known(read, files, model, part) for name, model in models.items()}
    for name, model in models.items():
        if not model.pictures():
            say(warning("compare.unknown", run=name))
    wanted = np.any([each.meant | each.allowed for each in known.values()], axis=0)
    _tell_trained_on(known, wanted, say)
    common = np.all([each.allowed for each in known.values()], axis=0)
    if not common.any():
        raise _none_left(read, known, part)
    if part == "val":
        say(Message("unseen.of_validation"))
    ours = any((each.parts[common] == part).any() for each in known.values())
    split: Split | Literal["all", "unseen"] = part if ours else "all" if common.all() else "unseen"
    return without_made(Scored(read.take(np.flatnonzero(common)), split), models.values(), say)


def _known(read: Dataset, files: np.ndarray, model: Artifact, part: ComparedPart) -> _Known:
    stored = model.pictures()
    learnt = model.learnt()
    keys = known_again(read.samples, files, learnt.files, learnt.pixels) if stored else np.zeros_like(files)
    parts = np.array([sample.split or "" for sample in read.samples], dtype=object)
    meant = (parts == part) | ((parts == "") & np.isin(keys, stored.get(part, ())))
    if stored:  # what came before the run, and is in no part of it
        parts[np.isin(keys, learnt.files["train"])] = "train"
    for split in reversed(SPLITS) if stored else ():  # of several parts the one that forbids most
        parts[np.isin(keys, stored[split])] = split
    # Where all of the training run is there, what it has not met is what it did not use.
    whole = bool(stored) and all(np.isin(each, keys).all() for each in stored.values())
    allowed = parts == part if whole else np.isin(parts, [part, ""])
    trained = [learnt.files[split] for split in FITTED[part] if stored]
    fitted = np.isin(keys, np.concatenate(trained)) if trained else np.zeros(len(keys), bool)
    return _Known(parts, np.asarray(meant), np.asarray(allowed), fitted)


def _tell_trained_on(known: Mapping[str, _Known], wanted: np.ndarray, say: Say) -> None:
    """How many pictures that another model may be scored on each was trained on."""
    for name, each in known.items():
        if some := int((wanted & each.fitted).sum()):
            pictures = counted(int(wanted.sum()), "picture")
            say(warning("compare.trained_on", run=name, some=some, pictures=pictures))


def _none_left(read: Dataset, known: Mapping[str, _Known], part: ComparedPart) -> DataError:
    numbers = {name: int(each.allowed.sum()) for name, each in known.items()}
    if not any(numbers.values()):
        said = Message("compare.no_part", data=read.name, n=len(read), part=part)
        return DataError(said, code="data.split")
    told = [
        Message("compare.allowed", run=name, pictures=counted(n, "picture")) for name, n in numbers.items()
    ]
    said = Message("compare.none_left", data=read.name, part=part, allowed=Listed(told, None))
    return DataError(said, code="data.seen")
