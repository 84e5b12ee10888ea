"""Which output of a network each label of a data set is: by number, by the card's names, or by ImageNet's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from huoyan.errors import UsageError
from huoyan.runs.weight_cards.card import CardOutput
from huoyan.words import Listed, Message

IMAGENET = 1000


def class_indices(output: CardOutput, classes: int, labels: Sequence[str]) -> tuple[int, ...]:
    """For each label the index among `classes` outputs. Raises UsageError (usage.labels) for an unknown one.

    Labels that are all whole numbers are indices themselves.
    """
    if labels and all(label.isascii() and label.isdigit() for label in labels):
        known: Mapping[str, int] = {label: int(label) for label in labels if int(label) < classes}
    elif output.labels:
        known = {name: index for index, name in enumerate(output.labels)}
    elif output.label_set == "imagenet-1k" or (output.label_set is None and classes == IMAGENET):
        known = _imagenet()
    else:
        raise UsageError(Message("weights.no_names", classes=classes), code="usage.labels")
    named = {_plain(name): index for name, index in known.items()}
    if strange := [label for label in labels if _plain(label) not in named]:
        told = Message(
            "weights.unknown_labels", labels=Listed(strange), n=classes, first=Listed(list(known)[:3])
        )
        raise UsageError(told, code="usage.labels")
    return tuple(named[_plain(label)] for label in labels)


@cache
def _imagenet() -> dict[str, int]:
    """WordNet ids and first names of the 1,000 classes; a name that two of them bear is left out."""
    from timm.data import ImageNetInfo

    info, found = ImageNetInfo("imagenet-1k"), {}
    twice: set[str] = set()
    for index in range(info.num_classes()):
        found[info.index_to_label_name(index)] = index
    for index in range(info.num_classes()):
        name = _plain(info.index_to_description(index).partition(",")[0])
        twice |= {name} & found.keys()
        found[name] = index
    return {name: index for name, index in found.items() if name not in twice}


def _plain(name: str) -> str:
    """Without case, with blanks for underscores."""
    return " ".join(name.replace("_", " ").lower().split())
