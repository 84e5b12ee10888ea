"""What data of boxes must have to be learnt from, and what of their classes a person should know."""

from __future__ import annotations

from huoyan.data.classes import names_alike
from huoyan.data.dataset import Dataset
from huoyan.data.sample.boxes import Boxes
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.words import Listed, Message, counted, note, warning


def check_boxes(dataset: Dataset, say: Say) -> None:
    """Raises DataError: data.empty without a picture, data.no_boxes without a box. Odd classes are told."""
    if not dataset.samples:
        raise DataError(Message("classes.no_picture", data=dataset.name), code="data.empty")
    if not any(isinstance(truth, Boxes) and truth.boxes for truth in dataset.truths):
        pictures = counted(len(dataset), "picture")
        told = Message("box_files.no_boxes", data=dataset.name, pictures=pictures)
        raise DataError(told, code="data.no_boxes")
    counts = dataset.counts()
    for alike in names_alike(dataset.classes):
        names = [Message("classes.named_n", name=name, n=counts[name]) for name in alike]
        say(warning("classes.alike", names=Listed(names, None)))
    if unused := [name for name, n in counts.items() if n == 0]:
        say(note("box_files.unused_classes", classes=counted(len(unused), "class"), names=Listed(unused)))
