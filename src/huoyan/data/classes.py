"""The list of classes: its order, and what in it a person should know about."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.truth import KINDS
from huoyan.data.say import Say
from huoyan.errors import DataError
from huoyan.images.files import natural
from huoyan.words import Listed, Message, Remark, counted, warning

# Blanks and hyphens between two words, or a word and a number; not a minus, nor between two numbers.
_JOINT = re.compile(r"(?<=[^\W\d])(?! +-\d)[ -]+(?=\w)|(?<=\d)[ -]+(?=[^\W\d])")


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, numbers by value: 2 comes before 10. The same for any order of the input."""
    return tuple(sorted(set(names), key=lambda name: (natural(name), name)))


def check_classes(dataset: Dataset, say: Say) -> None:
    """Warns of names that look alike; no class or only one is an error (`data.empty`, `data.one_class`)."""
    if not dataset.samples:
        raise DataError(Message("classes.no_picture", data=dataset.name), code="data.empty")
    if len(dataset.classes) < KINDS[dataset.kind].least:
        classes = Listed(dataset.classes) or Message("classes.no_label")
        raise DataError(
            Message("classes.only_one", data=dataset.name, classes=classes), code="data.one_class"
        )
    parts, counts = _parts_of_classes(dataset), dataset.counts()
    for alike in names_alike(dataset.classes):
        say(_alike(alike, parts, counts))


def _parts_of_classes(dataset: Dataset) -> dict[str, set[str]]:
    """The parts in which each class has pictures, of a split that the data bring."""
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for sample in dataset.samples:
        if sample.split is not None:
            for label in sample.labels:
                parts[dataset.classes[label]].add(sample.split)
    return parts


def _alike(names: tuple[str, ...], parts: dict[str, set[str]], counts: dict[str, int]) -> Remark:
    """Two spellings of one class cost the more where one part has this and the other has that."""
    listed = Listed([Message("classes.named_n", name=name, n=counts[name]) for name in names], None)
    given = [parts[name] for name in names if name in parts]
    if len(given) < len(names) or set.intersection(*given):
        return warning("classes.alike", names=listed)
    where = [Message("classes.only_in", name=name, parts=named_parts(sorted(parts[name]))) for name in names]
    return warning("classes.alike_in_no_part", names=listed, where=Listed(where, None))


def named_parts(parts: Iterable[str]) -> Listed:
    """`train and test`."""
    return Listed([Message(f"part_name.{part}") for part in parts], None, "and")


def names_alike(classes: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of two or more names that are equal but for case, blanks, `_`, `-` and Unicode form."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in classes:
        groups[folded(name)].append(name)
    return [tuple(names) for names in groups.values() if len(names) > 1]


def folded(name: str) -> str:
    """What is left of a name without case and without what only joins words: hot dog, Hot_Dog, hot-dog.

    Signs that carry a meaning stay: -1 is not 1, B- is not B, 1-2 is not 12.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _JOINT.sub("", re.sub(r"[\s_]+", " ", plain).strip())


def nearest_name(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` may be meant for: alike but for case and joints, or by few letters."""
    by_fold = {folded(other): other for other in names}
    close = get_close_matches(folded(name), by_fold, n=1, cutoff=0.75)
    return by_fold[close[0]] if close else None


def only_shown(dataset: Dataset, say: Say) -> Dataset:
    """Without the classes that no sample shows (their files were missing, for example); says which."""
    shown = {label for sample in dataset.samples for label in sample.labels}
    gone = [name for at, name in enumerate(dataset.classes) if at not in shown]
    if not gone or not dataset.of_classes:
        return dataset
    say(warning("classes.gone", names=Listed(gone)))
    return relabelled(dataset, shown)


def without_unseen(dataset: Dataset, say: Say) -> Dataset:
    """Only classes with a training picture stay; pictures of other classes are left out, and counted.

    Data without any training part (an outside test set) is left as it is: nothing was trained on it; and so
    are data without classes.
    """
    train = [sample for sample in dataset.samples if sample.split == "train"]
    if not train or not dataset.of_classes:
        return dataset
    seen = {label for sample in train for label in sample.labels}
    if len(seen) == len(dataset.classes):
        return dataset
    lost = [sample for sample in dataset.samples if not seen.issuperset(sample.labels)]
    if lost:
        _tell_unseen(dataset, lost, seen, say)
    kept = [sample for sample in dataset.samples if seen.issuperset(sample.labels)]
    return relabelled(replace(dataset, samples=tuple(kept)), seen)


def _tell_unseen(dataset: Dataset, lost: list[Sample], seen: set[int], say: Say) -> None:
    total = Counter(label for sample in lost for label in sample.labels if label not in seen)
    names = [
        Message("classes.named_n", name=dataset.classes[label], n=n) for label, n in sorted(total.items())
    ]
    say(warning("classes.untrained", names=Listed(names), pictures=counted(len(lost), "picture")))


def relabelled(dataset: Dataset, keep: set[int]) -> Dataset:
    """The same samples with only the classes of `keep` (every label of a sample must be among them)."""
    kept = sorted(keep)
    new = {old: index for index, old in enumerate(kept)}
    samples = tuple(replace(sample, truth=sample.truth.relabelled(new)) for sample in dataset.samples)
    return replace(dataset, classes=tuple(dataset.classes[label] for label in kept), samples=samples)


def tell_lonely(dataset: Dataset, say: Say) -> None:
    """Warns of classes with a single picture: they can be trained on, but never scored."""
    lonely = [name for name, n in dataset.counts().items() if n == 1]
    if lonely:
        say(warning("classes.single", classes=counted(len(lonely), "class"), names=Listed(lonely)))
