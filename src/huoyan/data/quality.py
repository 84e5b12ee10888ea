"""Classes seen as good pictures and pictures of defects: which class is good, and which part has what."""

from __future__ import annotations

from dataclasses import replace

from huoyan.data.classes import folded, nearest_name
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.formats.reading import Reading
from huoyan.data.sample.truth import Quality
from huoyan.data.say import Say
from huoyan.data.splitting.splits import told_parts
from huoyan.errors import DataError, UsageError
from huoyan.words import Listed, Message, counted, note

# Names of folders that say it themselves.
GOOD_NAMES = frozenset({"good", "ok", "normal", "正常", "良品", "合格", "合格品"})


def as_quality(data: Dataset, reading: Reading) -> Dataset:
    """Data of classes, one of which is that of good pictures: the one that is named, or the only one, or the
    one whose name says it. A model that is to be scored names its own, which data of defects alone lack.

    Other data stay as they are. Raises UsageError (usage.good) where it cannot be told.
    """
    if data.kind != "class":
        return data
    good = _good_of(data, reading)
    truths = [Quality(truth.labels[0], data.classes[truth.labels[0]] == good) for truth in data.truths]
    samples = [replace(sample, truth=truth) for sample, truth in zip(data.samples, truths, strict=True)]
    return replace(data, samples=tuple(samples), kind="quality")


def lone_class(data: Dataset) -> bool:
    """Whether all pictures are of one class, so that there is nothing to tell apart."""
    return data.kind == "class" and len(data.classes) == 1


def check_quality(data: Dataset, say: Say) -> None:
    """Raises DataError: data.empty without a picture, data.no_good without a good one."""
    if not data.samples:
        raise DataError(Message("classes.no_picture", data=data.name), code="data.empty")
    if not any(map(is_good, data.samples)):
        raise DataError(Message("quality.no_good", data=data.name), code="data.no_good")


def with_defects_to_score(data: Dataset, say: Say) -> Dataset:
    """Nothing is learnt of defects: they are for the part that is scored, wherever they lay.

    That is the test part, or validation where the test has no good picture. Data without any training part
    stay as they are.
    """
    if not any(sample.split == "train" for sample in data.samples):
        return data
    real = data.keep(lambda sample: is_good(sample) or not sample.made)
    if len(real) < len(data):
        say(note("quality.made_defects", pictures=counted(len(data) - len(real), "picture")))
        data = real
    tested = any(sample.split == "test" and is_good(sample) for sample in data.samples)
    part: Split = "test" if tested else "val"
    samples = tuple(sample if is_good(sample) else replace(sample, split=part) for sample in data.samples)
    defects = sum(not is_good(sample) for sample in samples)
    if defects:
        where, parts = Message(f"part_name.{part}"), told_parts(samples)
        say(note("quality.defects_score", pictures=counted(defects, "picture"), part=where, parts=parts))
    return replace(data, samples=samples)


def is_good(sample: Sample) -> bool:
    assert isinstance(sample.truth, Quality)
    return sample.truth.good


def _good_of(data: Dataset, reading: Reading) -> str | None:
    """None: no picture is good."""
    if reading.good is not None:
        if reading.good in data.classes:
            return reading.good
        near = nearest_name(reading.good, data.classes)
        raise UsageError(
            Message(
                "quality.no_such_class",
                good=reading.good,
                data=data.name,
                near=near or Message("quality.none"),
                classes=Listed(data.classes),
            ),
            code="usage.good",
        )
    if own := [name for name in data.classes if name in reading.known]:
        return own[0]
    named = [name for name in data.classes if folded(name) in GOOD_NAMES]
    if len(named) == 1:
        return named[0]
    if reading.known:
        return None
    if len(data.classes) == 1:
        return data.classes[0]
    raise UsageError(
        Message(
            "quality.which",
            data=data.name,
            classes=Listed(data.classes),
            names=Listed(sorted(GOOD_NAMES), None),
        ),
        code="usage.good",
    )
