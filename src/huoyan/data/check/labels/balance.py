"""Whether the classes can be learned and scored: their counts, their shares in each part, their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np

from huoyan.data.check.finding import Finding
from huoyan.data.classes import names_alike
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.metrics.intervals.proportions import wilson_bounds
from huoyan.words import Listed, Message, counted

# Largest over smallest class. Up to 3 a network hardly notices; from 10 it may ignore the small class.
UNEVEN, VERY_UNEVEN = 3.0, 10.0
LEAST_TO_LEARN, LEAST_TO_SCORE = 10, 10
# Shares of classes may differ by this much in all (total variation, 0..1) before it is told.
SHIFT = 0.1
RESHUFFLES = 999
# Names shorter than this often differ by one letter and mean different things.
LONG_NAME = 6


def balance(dataset: Dataset) -> list[Finding]:
    """Findings of the kinds imbalance, too-few, split-shares and class-names. Looks at no picture."""
    if not dataset.of_classes:
        return []
    counts = class_counts(dataset)
    parts = (
        # Of boxes those are counted that each class has, not the pictures: see boxes/box_counts.py.
        _imbalance(dataset, counts) if dataset.kind != "boxes" else (),
        _too_few(dataset, counts),
        _shares(dataset, counts),
        _names(dataset),
    )
    return [finding for part in parts for finding in part]


def class_counts(dataset: Dataset) -> dict[str, np.ndarray]:
    """Samples a class, int64 (classes,), of each part that has any; "all" where the data is not split."""
    counts = {split: np.zeros(len(dataset.classes), dtype=np.int64) for split in (*SPLITS, "all")}
    for sample in dataset.samples:
        counts[sample.split or "all"][list(sample.labels)] += 1
    return {split: found for split, found in counts.items() if found.any()}


def _to_learn(counts: dict[str, np.ndarray]) -> tuple[str, np.ndarray]:
    """The part that is learned from: training, or everything where nothing is split yet."""
    part = next((part for part in ("train", "all") if part in counts), next(iter(counts), "all"))
    return part, counts.get(part, np.zeros(0, dtype=np.int64))


def _imbalance(dataset: Dataset, counts: dict[str, np.ndarray]) -> Iterator[Finding]:
    part, found = _to_learn(counts)
    present = np.flatnonzero(found)
    if len(present) < 2:
        return
    largest, smallest = present[found[present].argmax()], present[found[present].argmin()]
    ratio = float(found[largest] / found[smallest])
    if ratio < UNEVEN:
        return
    most, least = [(dataset.classes[i], int(found[i])) for i in (largest, smallest)]
    yield Finding(
        "imbalance",
        "warning" if ratio >= VERY_UNEVEN else "note",
        Message("finding.imbalance", most=most[0], least=least[0], ratio=ratio, n=most[1], m=least[1]),
        detail={"part": part, "ratio": round(ratio, 2), "largest": list(most), "smallest": list(least)},
    )


def _too_few(dataset: Dataset, counts: dict[str, np.ndarray]) -> Iterator[Finding]:
    part, learned = _to_learn(counts)
    if not len(learned):
        return
    everywhere = np.sum(list(counts.values()), axis=0)
    yield from _lacking(dataset, "all", "nowhere", everywhere, everywhere == 0)
    yield from _lacking(dataset, part, "learn", learned, (learned > 0) & (learned < LEAST_TO_LEARN))
    scored = next((name for name in ("test", "val") if name in counts), None)
    if scored is None or part != "train":
        return
    tested = counts[scored]
    yield from _lacking(dataset, scored, "unseen", tested, (tested > 0) & (learned == 0))
    yield from _lacking(dataset, scored, "unscored", tested, (tested == 0) & (learned > 0))
    small = (tested > 0) & (tested < LEAST_TO_SCORE) & (learned > 0)
    if small.any():
        low, high = wilson_bounds(0.5, float(tested[small].min()))
        yield from _lacking(dataset, scored, "score", tested, small, margin=(high - low) / 2)


def _lacking(
    dataset: Dataset, part: str, reason: str, counts: np.ndarray, which: np.ndarray, margin: float = 0.0
) -> Iterator[Finding]:
    """A finding about the classes where `which`; `reason`: nowhere, learn, score, unseen or unscored.

    margin: to which recall is known.
    """
    classes = {dataset.classes[i]: int(counts[i]) for i in np.flatnonzero(which)}
    if not classes:
        return
    yield Finding(
        "too-few",
        "note" if reason == "score" else "warning",
        Message(
            f"finding.few_{reason}",
            classes=counted(len(classes), "class has"),
            names=Listed(counted_classes(classes)),
            part=Message(f"part_name.{part}"),
            least=LEAST_TO_LEARN if reason == "learn" else LEAST_TO_SCORE,
            margin=margin,
        ),
        detail={"reason": reason, "part": part, "classes": classes},
    )


def counted_classes(classes: Mapping[str, int]) -> list[Message]:
    """Classes as a sentence names them, those with pictures with how many."""
    return [
        Message("classes.named_n", name=name, n=n) if n else Message("classes.named", name=name)
        for name, n in classes.items()
    ]


def _shares(dataset: Dataset, counts: dict[str, np.ndarray]) -> Iterator[Finding]:
    parts = [part for part in SPLITS if part in counts]
    for part in parts[1:]:
        first, other = counts[parts[0]], counts[part]
        distance, chance = share_distance(first, other)
        if distance < SHIFT or distance <= chance:
            continue
        a, b = first / first.sum(), other / other.sum()
        worst = [int(i) for i in np.argsort(-np.abs(a - b), kind="stable")[:3]]
        named = [
            Message("finding.share", name=dataset.classes[i], a=float(a[i]), b=float(b[i])) for i in worst
        ]
        yield Finding(
            "split-shares",
            "warning",
            Message(
                "finding.shares",
                distance=distance,
                part=Message(f"part_name.{part}"),
                first=Message(f"part_name.{parts[0]}"),
                chance=chance,
                worst=Listed(named),
            ),
            detail={
                "parts": [parts[0], part],
                "distance": round(distance, 4),
                "chance": round(chance, 4),
                "worst": [[dataset.classes[i], round(float(a[i]), 4), round(float(b[i]), 4)] for i in worst],
            },
        )


def share_distance(first: np.ndarray, other: np.ndarray, seed: int = 0) -> tuple[float, float]:
    """Total variation of two class counts (C,), 0..1, and what random splits reach once in a thousand.

    A permutation test: the pictures of both parts are dealt anew, so that small parts, whose shares always
    differ, raise no alarm.
    """
    total = first + other
    n, m = int(first.sum()), int(other.sum())
    rng = np.random.default_rng(seed)
    dealt = rng.multivariate_hypergeometric(total, m, size=RESHUFFLES, method="marginals")
    null = _variation((total - dealt) / n, dealt / m)
    return float(_variation(first / n, other / m)), float(null.max())


def _variation(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(p - q).sum(axis=-1) / 2)


def _names(dataset: Dataset) -> Iterator[Finding]:
    counts = dataset.counts()
    alike = names_alike(dataset.classes)
    for names in alike:
        yield Finding(
            "class-names",
            "warning",
            Message(
                "finding.names_case", names=Listed([Message("classes.named", name=x) for x in names], None)
            ),
            detail={"why": "case", "classes": {name: counts[name] for name in names}},
        )
    told = {frozenset(pair) for names in alike for pair in combinations(names, 2)}
    for names in _misspelt(dataset.classes):
        if frozenset(names) not in told:
            yield Finding(
                "class-names",
                "note",
                Message("finding.names_spelling", one=names[0], other=names[1]),
                detail={"why": "spelling", "classes": {name: counts[name] for name in names}},
            )


def _misspelt(classes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Pairs of longer names without digits that one letter more, less or other makes equal.

    Names are compared only where they share what is left after a letter is taken out, so that a
    thousand classes do not cost a million comparisons.
    """
    buckets: dict[str, list[str]] = {}
    for name in classes:
        if len(name) >= LONG_NAME and not any(letter.isdigit() for letter in name):
            for key in {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}:
                buckets.setdefault(key, []).append(name)
    pairs = {pair for names in buckets.values() for pair in combinations(names, 2)}
    yield from sorted(pair for pair in pairs if _one_letter_apart(*pair))


def _one_letter_apart(a: str, b: str) -> bool:
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rests = {(a[start + 1 :], b[start + 1 :]), (a[start + 1 :], b[start:]), (a[start:], b[start + 1 :])}
    return any(x == y for x, y in rests)
