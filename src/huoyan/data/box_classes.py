"""What data of boxes must have to be learnt from, and what of their classes a person should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import replace

from huoyan.data.classes import names_alike, relabelled
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.truth import Truth
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, note, warning


def check_boxes(dataset: Dataset, say: Say) -> None:
    """Raises DataError: data.empty without a picture, data.no_boxes without a box to learn from. Odd classes
    are told.
    """
    if not dataset.samples:
        raise DataError(Message("classes.no_picture", data=dataset.name), code="data.empty")
    if not any(map(_boxes, dataset.truths)):
        pictures = counted(len(dataset), "picture")
        told = Message("box_files.no_boxes", data=dataset.name, pictures=pictures)
        raise DataError(told, code="data.no_boxes")
    boxes = [box for truth in dataset.truths for box in _boxes(truth)]
    learnt = {box.index for box in boxes if not box.crowd}
    if not learnt:
        told = Message("box_files.only_crowds", data=dataset.name, boxes=counted(len(boxes), "box"))
        raise DataError(told, code="data.no_boxes")
    if crowds := sorted({box.index for box in boxes} - learnt):
        alone = Listed(dataset.classes[index] for index in crowds)
        say(warning("box_files.crowd_classes", classes=counted(len(crowds), "class"), names=alone))
    counts = dataset.counts()
    for alike in names_alike(dataset.classes):
        names = [Message("classes.named_n", name=name, n=counts[name]) for name in alike]
        say(warning("classes.alike", names=Listed(names, None)))
    if unused := [name for name, n in counts.items() if n == 0]:
        say(note("box_files.unused_classes", classes=counted(len(unused), "class"), names=Listed(unused)))


def without_unseen_boxes(dataset: Dataset, say: Say) -> Dataset:
    """Only classes with a box in training stay; of other pictures the boxes of other classes are left out.

    The pictures stay, as what else they show counts. Data without a training part stay as they are.
    """
    seen = {label for sample in dataset.samples if sample.split == "train" for label in sample.labels}
    if not any(sample.split == "train" for sample in dataset.samples) or len(seen) == len(dataset.classes):
        return dataset
    lost = Counter(box.index for truth in dataset.truths for box in _boxes(truth) if box.index not in seen)
    if lost:
        names = [Message("box_files.class_n", name=dataset.classes[x], n=n) for x, n in sorted(lost.items())]
        say(warning("box_files.untrained", names=Listed(names), boxes=counted(lost.total(), "box")))
    samples = tuple(_of_classes(sample, seen) for sample in dataset.samples)
    return relabelled(replace(dataset, samples=samples), seen)


def _of_classes(sample: Sample, seen: Set[int]) -> Sample:
    kept = tuple(box for box in _boxes(sample.truth) if box.index in seen)
    return replace(sample, truth=Boxes(kept))


def _boxes(truth: Truth) -> tuple[Box, ...]:
    assert isinstance(truth, Boxes)
    return truth.boxes
