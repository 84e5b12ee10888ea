"""Which pictures of a data set a model may be scored on: those that it was not trained on.

The model carries two keys of every picture of its training run, of its file and of its pixels
(`Artifact.pictures`, `Artifact.pixels`), so that they are known again by content, whatever folder, name or
metadata they come with. A copy that was resized or compressed anew has others; `huoyan check` finds those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from huoyan.artifact.read import Artifact
from huoyan.data.check.look.pixel_keys import known_again
from huoyan.data.dataset import SPLITS, Dataset, Split
from huoyan.data.fingerprint import contents_sha256, picture_keys
from huoyan.data.made_pictures import with_made, with_marks_read
from huoyan.data.open import read_dataset, tell_passed
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted

FLATTERING = {
    "train": "unseen.of_training",
    "val": "unseen.of_validation",
}


@dataclass(frozen=True, slots=True)
class Scored:
    """The pictures to score, and the name of their part as metrics.json gives it.

    "all": new data without parts. "unseen": what is left of data without parts once the pictures of
    training are taken out.
    """

    dataset: Dataset
    split: Split | Literal["all", "unseen"]


def without_made(scored: Scored, models: Iterable[Artifact], say: Say) -> Scored:
    """Without pictures that a program made: by the marks of their files, or for the training of a model.

    Raises DataError (data.made) where no others are left.
    """
    data = with_marks_read(scored.dataset)
    own = np.concatenate([np.empty(0, np.uint64), *(model.made() for model in models)])
    if len(own):
        data = with_made(data, np.isin(picture_keys(contents_sha256(data)), own).tolist())
    n = sum(sample.made for sample in data.samples)
    if not n:
        return scored
    if n == len(data):
        raise DataError(Message("splits.all_made", data=data.name, n=n), code="data.made")
    say(_of("unseen.made", n, len(data)))
    return replace(scored, dataset=data.keep(lambda sample: not sample.made))


def unseen(data: str | Path | Dataset, artifact: Artifact, split: Split | None, say: Say) -> Scored:
    """As `_unseen`, and `without_made`."""
    return without_made(_unseen(data, artifact, split, say), [artifact], say)


def _unseen(data: str | Path | Dataset, artifact: Artifact, split: Split | None, say: Say) -> Scored:
    """The part of `data` that `split` names, by default "test" where there is one, less what was trained on.

    Data without parts of their own: if they hold all pictures of the training run, only its test part is
    scored; else all that training did not see. Raises DataError: data.split for a part that is empty,
    data.seen where the model was trained on every picture.
    """
    read = read_dataset(data, say=say)
    tell_passed(read, say)
    known = artifact.pictures()
    if not known:
        say(Message("unseen.unknown"))
    if any(sample.split is not None for sample in read.samples):
        name: Split = split or ("test" if len(read.split("test")) else "val")
        if split is None and not len(read.split(name)):
            raise _only_training(read)
        return Scored(_without_seen(_part(read, name), name, artifact, say), name)
    keys = _keys(read, artifact)
    met = _met(keys, known, artifact.learnt().files)
    if split is None and not {"train", "val"} & set(met):
        return Scored(read, "all")
    divided = replace(
        read, samples=tuple(replace(s, split=m) for s, m in zip(read.samples, met, strict=True))
    )
    if split is not None:
        return Scored(_told(_part(divided, split), split, say), split)
    if all(np.isin(stored, keys).all() for stored in known.values()):
        return _of_training(divided, keys, known, say)
    rest = divided.keep(lambda sample: sample.split in (None, "test"))
    say(_of("unseen.left_out", len(read) - len(rest), len(read)))
    return Scored(_some_left(rest, read.name), "unseen")


def _keys(read: Dataset, artifact: Artifact) -> np.ndarray:
    """A key for each picture, uint64 (N,): those of the training run have theirs. 0 where none is known."""
    known = artifact.pictures()
    if not known:
        return np.zeros(len(read), np.uint64)
    learnt = artifact.learnt()
    return known_again(read.samples, picture_keys(contents_sha256(read)), learnt.files, learnt.pixels)


def _only_training(read: Dataset) -> DataError:
    return DataError(
        Message("unseen.only_training", name=read.name, n=len(read)),
        code="data.split",
    )


def _part(read: Dataset, name: Split) -> Dataset:
    part = read.split(name)
    if not len(part):
        parts = {sample.split or Message("part_name.none") for sample in read.samples}
        found = Listed(sorted(parts), len(parts))
        raise DataError(
            Message("unseen.no_part", name=read.name, part=name, found=found),
            code="data.split",
        )
    return part


def _without_seen(part: Dataset, name: Split, artifact: Artifact, say: Say) -> Dataset:
    """A part that the data bring themselves, without the pictures that training saw elsewhere.

    Where they were on both sides in the training data already, the split is its maker's: it is said, and
    the score stays comparable with the report's.
    """
    known = artifact.pictures()
    if name == "train" or not known:
        return _told(part, name, say)
    keys = _keys(part, artifact)
    learnt = artifact.learnt().files["train"]
    trained = learnt if name == "val" else np.union1d(learnt, known["val"])
    seen, scored_then = np.isin(keys, trained), np.isin(keys, known[name])
    both = int((seen & scored_then).sum())
    if both:
        say(_of("unseen.both_sides", both, len(part)))
    left = part.take(np.flatnonzero(~seen | scored_then))
    if len(left) < len(part):
        say(_of("unseen.left_out", len(part) - len(left), len(part)))
    chose = name == "val" and scored_then.any()
    return _some_left(_told(left, name, say) if chose else left, part.name)


def _of_training(divided: Dataset, keys: np.ndarray, known: Mapping[Split, np.ndarray], say: Say) -> Scored:
    """The data of the training run, its parts known again: the test part, or validation if there was none.

    What cannot be read has no key and may be of any part: it stays, to be listed among the failures.
    """
    name: Split = "test" if len(divided.split("test")) else "val"
    say(Message("unseen.same_data", part=name))
    parts = np.array([sample.split or "" for sample in divided.samples])
    scored = (parts == name) & _as_often(keys, known[name])
    others = int((~scored & ~np.isin(parts, ["train", "val"]) & (keys != 0)).sum())
    if others:
        say(Message("unseen.not_used", pictures=counted(others, "picture")))
    return Scored(_told(divided.take(np.flatnonzero(scored | (keys == 0))), name, say), name)


def _as_often(keys: np.ndarray, stored: np.ndarray) -> np.ndarray:
    """bool (N,): a key as often as the sorted `stored` hold it, since --exclude may have left out a copy."""
    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    rank = np.arange(len(keys)) - np.searchsorted(ranked, ranked)
    often = np.searchsorted(stored, ranked, "right") - np.searchsorted(stored, ranked)
    wanted = np.empty(len(keys), bool)
    wanted[order] = rank < often
    return wanted


def _met(
    keys: np.ndarray, known: Mapping[Split, np.ndarray], learnt: Mapping[Split, np.ndarray]
) -> list[Split | None]:
    """The part of the training run in which each picture was; of several the one that forbids most. What was
    `learnt` before that run, and is in none of its parts, is of training."""
    met: list[Split | None] = [None] * len(keys)
    for split in reversed(SPLITS) if known else ():
        for index in np.flatnonzero(np.isin(keys, known[split])):
            met[index] = split
    for index in np.flatnonzero(np.isin(keys, learnt["train"])) if known else ():
        met[index] = met[index] or "train"
    return met


def _told(part: Dataset, name: Split, say: Say) -> Dataset:
    if name in FLATTERING:
        say(Message(FLATTERING[name]))
    return part


def _some_left(part: Dataset, name: str) -> Dataset:
    if not len(part):
        raise DataError(
            Message("unseen.none_left", name=name),
            code="data.seen",
        )
    return part


def _of(key: str, some: int, n: int) -> Message:
    return Message(key, some=some, pictures=counted(n, "picture"))
