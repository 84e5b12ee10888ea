"""The data before training: what cannot be read, what is there twice, what leaks, what is labelled wrongly.

Every picture is decoded once (`glance`); all that follows works on small copies and numbers of it. Nothing
is changed and nothing is left out: the findings say what a person, or `--fix`, may do.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

import numpy as np

from huoyan.data.check.appearance import appearance
from huoyan.data.check.balance import balance
from huoyan.data.check.duplicates import Matches, components, duplicates, match
from huoyan.data.check.files import files
from huoyan.data.check.finding import KINDS, Check, Finding
from huoyan.data.check.glance import Progress, glance
from huoyan.data.check.labels import wrong_labels
from huoyan.data.check.leaks import leaks
from huoyan.data.check.shortcuts import shortcuts
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.errors import DataError, MissingExtra, UsageError

__all__ = ["Check", "Finding", "check"]


def check(
    dataset: Dataset,
    *,
    embeddings: np.ndarray | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> Check:
    """Look at every picture once and tell what is wrong with the data, in the order of `KINDS`.

    embeddings: float (N, D) of a network, row by row; they find wrong labels far better than the colours
    and edges that are used without. quick: no search for wrong labels and shortcuts, which need the extra
    `check` and take about as long as reading. These two are looked for only where a picture has one label.
    Raises DataError (data.empty, data.unreadable).
    """
    _refuse(dataset, embeddings)
    thorough = not quick and not dataset.multilabel
    if thorough:
        _require_extra()
    seconds: dict[str, float] = {}
    with _timed(seconds, "reading"):
        seen = glance(dataset, progress)
    if len(seen.failures) == len(dataset):
        reason = next(iter(seen.failures.values())).message
        raise DataError(
            f"not one of the {len(dataset):,} pictures of {dataset.name} can be read: {reason}",
            code="data.unreadable",
        )
    with _timed(seconds, "files"):
        findings = files(dataset, seen)
    with _timed(seconds, "duplicates"):
        matches = match(seen)
        findings += [*duplicates(dataset, matches), *leaks(dataset, matches)]
    with _timed(seconds, "balance"):
        findings += balance(dataset)
    if thorough:
        units = together(dataset, matches)
        known = np.zeros(len(dataset), dtype=bool)
        known[seen.readable] = True
        with _timed(seconds, "labels"):
            features = appearance(seen.thumb) if embeddings is None else embeddings
            findings += wrong_labels(dataset, features, known, units)
        with _timed(seconds, "shortcuts"):
            findings += shortcuts(dataset, seen, units)
    findings.sort(key=lambda finding: KINDS.index(finding.kind))  # stable: each kind keeps its order
    return Check(dataset.name, len(dataset), dataset.counts(), _splits(dataset), tuple(findings), seconds)


def together(dataset: Dataset, matches: Matches) -> np.ndarray:
    """A number for each sample, int64 (N,), equal for copies of one picture and for samples of one group."""
    edges = [(cluster[0], other) for cluster in matches.clusters() for other in cluster[1:]]
    members: defaultdict[str, list[int]] = defaultdict(list)
    for at, sample in enumerate(dataset.samples):
        if sample.group is not None:
            members[sample.group].append(at)
    edges += [(indices[0], other) for indices in members.values() for other in indices[1:]]
    units = np.arange(len(dataset), dtype=np.int64)
    for unit in components(edges):
        units[unit] = unit[0]
    return units


def _refuse(dataset: Dataset, embeddings: np.ndarray | None) -> None:
    if not len(dataset):
        raise DataError(f"{dataset.name} holds no picture to check.", code="data.empty")
    if embeddings is not None and (embeddings.ndim != 2 or len(embeddings) != len(dataset)):
        raise UsageError(
            f"embeddings are {embeddings.shape}; expected a row a picture, ({len(dataset)}, D).",
            code="usage.embeddings",
        )


def _require_extra() -> None:
    """Asked before the pictures are read, not after."""
    for module, package in (("sklearn", "scikit-learn"), ("cleanlab", "cleanlab")):
        if find_spec(module) is None:
            raise MissingExtra(
                package, "check", "Looking for wrong labels and shortcuts (not part of --quick)"
            )


def _splits(dataset: Dataset) -> dict[str, int]:
    counts: Counter[str] = Counter(sample.split or "none" for sample in dataset.samples)
    return {split: counts[split] for split in (*SPLITS, "none") if counts[split]}


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began
