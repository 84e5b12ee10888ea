"""What a watch sees with: a model that finds things, the unsure ones too, and one that names them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from huoyan.errors import UsageError
from huoyan.predict import Predictor
from huoyan.results import Classification, Detections
from huoyan.tasks.base import FindsThings
from huoyan.text import nfc
from huoyan.watch.asked import Asked
from huoyan.watch.crops.votes import Classifier, Votes
from huoyan.watch.rules.language.labels import label_named
from huoyan.watch.start import Seeing
from huoyan.watch.tracking import TRACKERS
from huoyan.watch.watcher import Finder
from huoyan.words import Listed, Message

# A thing that is being hidden is found less and less surely: trackers follow it down to there.
FAINT = 0.1
_PART = re.compile(r'"([^"]*)"|([^",，、]+)')


def seeing(model: Predictor, names: Predictor | None, asked: Asked) -> Seeing:
    """names: the model that names what `model` found, of `asked.kinds` only. Raises UsageError."""
    if asked.tracker not in TRACKERS:
        raise UsageError(
            Message("watch.no_tracker", name=asked.tracker, known=Listed(TRACKERS)), code="usage.tracker"
        )
    if asked.kinds and names is None:
        raise UsageError(Message("watch.kinds_without_classify"), code="usage.kinds")
    followed = _labels("--follow", asked.follow, model)
    votes = None if names is None else Votes(classifier(names), _labels("--kinds", asked.kinds, model))
    labels = dict.fromkeys((*(followed or model.labels), *(names.labels if names is not None else ())))
    return Seeing(finder(model, followed), TRACKERS[asked.tracker](), tuple(labels), votes)


def _labels(flag: str, texts: Sequence[str], model: Predictor) -> tuple[str, ...]:
    """The labels that are meant: one each, or several with commas between; in quotes one that has commas."""
    found = []
    for text in texts:
        parts = [text] if text in model.labels else [quoted or plain for quoted, plain in _PART.findall(text)]
        for name in filter(None, map(str.strip, parts)):
            label = label_named(nfc(name), model.labels)
            if label is None:
                known = Listed(model.labels, 12)
                message = Message(
                    "watch.no_kind", flag=flag, name=name, model=model.artifact.folder, known=known
                )
                raise UsageError(message, code="usage.kinds")
            found.append(label)
    return tuple(dict.fromkeys(found))


def finder(predictor: Predictor, followed: Collection[str] = ()) -> Finder:
    """What is found, of the labels `followed` only (all, where that is empty).

    Raises UsageError usage.model for a model that finds no things.
    """
    if not isinstance(predictor.task, FindsThings):
        model = predictor.artifact.folder
        raise UsageError(Message("watch.finds_nothing", model=model), code="usage.model")
    task = predictor.task.shown_from(FAINT)

    def find(pixels: np.ndarray) -> Detections:
        ready = predictor.prepare(pixels)
        (found,) = task.decode(predictor.runtime.run(ready.pixels[None]), [ready.place])
        return _only(cast("Detections", found), followed)

    return find


def _only(found: Detections, followed: Collection[str]) -> Detections:
    if not followed:
        return found
    return replace(found, detections=tuple(each for each in found.detections if each.label in followed))


def classifier(predictor: Predictor) -> Classifier:
    """Raises UsageError usage.model for a model that does not give a picture one class."""
    if predictor.task.kind != "class":
        model = predictor.artifact.folder
        raise UsageError(Message("watch.classifies_nothing", model=model), code="usage.model")
    return lambda pixels: cast("Classification", predictor(pixels))
