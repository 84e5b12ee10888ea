"""The data before training: what cannot be read, what is there twice, what leaks, what is labelled wrongly.

Every picture is decoded once (`glance`); all that follows works on small copies and numbers of it. Nothing
is changed and nothing is left out: the findings say what a person, or `--fix`, may do.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from huoyan.data.check.backbone import Backbone, Backing, Progress
from huoyan.data.check.boxes.alike.unlabelled import unlabelled_things
from huoyan.data.check.boxes.box_findings import box_findings
from huoyan.data.check.boxes.box_rows import BoxRows, box_rows, summary
from huoyan.data.check.clips.check_clips import check_clips
from huoyan.data.check.copies.alike import alike, alike_findings
from huoyan.data.check.copies.duplicates import Matches, components, copies_in, duplicates
from huoyan.data.check.copies.leaks import leaks
from huoyan.data.check.finding import FINDING_KINDS, Check, Finding, splits_of
from huoyan.data.check.labels.balance import balance
from huoyan.data.check.labels.quick_model import joined_features
from huoyan.data.check.labels.shortcut_sets import shortcut_sets
from huoyan.data.check.labels.shortcuts import shortcuts
from huoyan.data.check.labels.unlike_good import unlike_good
from huoyan.data.check.labels.wrong_labels import wrong_labels
from huoyan.data.check.look.appearance import appearance
from huoyan.data.check.look.glance import Glance, glance
from huoyan.data.check.look.known_looks import looks_before
from huoyan.data.check.look.odd_pictures import files, made
from huoyan.data.check.look.pixel_keys import pixel_keys
from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import picture_keys
from huoyan.data.made_pictures import with_made
from huoyan.data.sample.kind import Kind
from huoyan.errors import DataError, MissingExtra, UsageError
from huoyan.words import Message

__all__ = ["Check", "Finding", "check"]


def check(
    dataset: Dataset,
    *,
    embeddings: np.ndarray | None = None,
    backbone: Backbone | None = None,
    quick: bool = False,
    progress: Progress | None = None,
) -> Check:
    """Look at every picture once and tell what is wrong with the data, in the order of `FINDING_KINDS`.

    backbone: a network that makes embeddings; they find pictures of the same thing that are no copies, and
    wrong labels better than the colours and edges that are used alone without it. If it was trained on any
    of these pictures, it says of them what their labels say: wrong labels are then looked for without it.
    embeddings: the same as float (N, D), row by row, by whatever made them; NaN where there is none.
    quick: no search for wrong labels and shortcuts, which need the extra `check` and take about as long
    as reading. Of clips other things are looked at: see `clips`. Raises DataError (data.empty,
    data.unreadable), UsageError, MissingExtra.
    """
    _refuse(dataset, embeddings, backbone)
    if dataset.medium == "clips":
        return check_clips(dataset, progress)
    by_label = LABEL_CHECKS.get(dataset.kind, ()) if not quick else ()
    if by_label and dataset.of_classes:
        _require_extra()
    seconds: dict[str, float] = {}
    with _timed(seconds, "reading"):
        seen = glance(dataset, progress, known=looks_before(dataset))
    _check_readable(dataset, seen)
    dataset = with_made(dataset, seen.made.tolist())
    with _timed(seconds, "files"):
        findings = [*files(dataset, seen), *made(dataset)]
    with _timed(seconds, "duplicates"):
        matches = copies_in(dataset, seen)
        findings += [*duplicates(dataset, matches), *leaks(dataset, matches)]
    with _timed(seconds, "balance"):
        findings += balance(dataset)
    units = np.zeros(0, np.int64) if quick else together(dataset, matches)
    boxes = box_rows(dataset, seen) if dataset.kind == "boxes" else None
    if boxes is not None:
        with _timed(seconds, "boxes"):
            findings += box_findings(dataset, seen, boxes, matches)
    if boxes is not None and not quick:
        with _timed(seconds, "unlabelled"):
            findings += unlabelled_things(dataset, seen, boxes, units)
    vectors = _Vectors(embeddings, Backing(Message("checking.given_embeddings"), 0, labels=bool(by_label)))
    if backbone is not None:
        with _timed(seconds, "embedding"):
            vectors = _embedded(dataset, seen, backbone, progress, labels=bool(by_label))
        findings += vectors.broken
    if vectors.rows is not None:
        with _timed(seconds, "alike"):
            found = alike(dataset, vectors.rows, _rows_with(vectors.rows), matches)
            findings += alike_findings(dataset, *found)
    for name, look in by_label:
        with _timed(seconds, name):
            findings += look(dataset, seen, vectors, units)
    backing = None if vectors.rows is None else vectors.backing
    return _summed(dataset, findings, seconds, backing, boxes)


def _summed(
    dataset: Dataset,
    findings: Sequence[Finding],
    seconds: dict[str, float],
    backing: Backing | None,
    boxes: BoxRows | None,
) -> Check:
    # Each kind keeps its order.
    ordered = sorted(findings, key=lambda finding: FINDING_KINDS.index(finding.kind))
    return Check(
        dataset.name,
        len(dataset),
        dataset.counts(),
        splits_of(dataset),
        tuple(ordered),
        seconds,
        backing,
        dataset.passed,
        summary(dataset, boxes) if boxes is not None else None,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Vectors:
    """Embeddings float32 (N, D), NaN for what cannot be used, and what became of the network that made them.

    `broken`: a finding for each picture that the network refuses.
    """

    rows: np.ndarray | None
    backing: Backing
    broken: tuple[Finding, ...] = ()


def _check_readable(dataset: Dataset, seen: Glance) -> None:
    if len(seen.failures) == len(dataset):
        reason = next(iter(seen.failures.values())).message
        raise DataError(
            Message("checking.none_readable", n=len(dataset), data=dataset.name, reason=reason),
            code="data.unreadable",
        )


def _wrong_labels(dataset: Dataset, seen: Glance, vectors: _Vectors, units: np.ndarray) -> list[Finding]:
    known = np.zeros(len(dataset), dtype=bool)
    known[seen.readable] = True
    looks = appearance(seen.thumb)
    if vectors.rows is None or not vectors.backing.labels:
        return wrong_labels(dataset, looks, known, units)
    known &= _rows_with(vectors.rows)
    features = np.zeros((len(dataset), looks.shape[1] + vectors.rows.shape[1]), dtype=np.float32)
    features[known] = joined_features(looks[known], vectors.rows[known])
    return wrong_labels(dataset, features, known, units)


def _unlike_good(dataset: Dataset, seen: Glance, vectors: _Vectors, units: np.ndarray) -> list[Finding]:
    known = np.zeros(len(dataset), dtype=bool)
    known[seen.readable] = True
    if vectors.rows is not None:
        known &= _rows_with(vectors.rows)
    return unlike_good(dataset, seen.thumb, known, units, vectors.rows)


def _shortcuts(dataset: Dataset, seen: Glance, vectors: _Vectors, units: np.ndarray) -> list[Finding]:
    return shortcuts(dataset, seen, units)


def _shortcut_sets(dataset: Dataset, seen: Glance, vectors: _Vectors, units: np.ndarray) -> list[Finding]:
    return shortcut_sets(dataset, seen, units)


# What is looked for among the truths of a kind, by the name that its time is told with.
_Look = Callable[[Dataset, Glance, _Vectors, np.ndarray], list[Finding]]
LABEL_CHECKS: dict[Kind, tuple[tuple[str, _Look], ...]] = {
    "class": (("labels", _wrong_labels), ("shortcuts", _shortcuts)),
    "labels": (("labels", _wrong_labels), ("shortcuts", _shortcut_sets)),
    "quality": (("unlike", _unlike_good),),
}


def _rows_with(embeddings: np.ndarray) -> np.ndarray:
    return np.asarray(np.isfinite(embeddings).all(axis=1))


def _met(dataset: Dataset, seen: Glance, keys: np.ndarray) -> int:
    """How many of the pictures are those of the keys, by their files or by their pixels."""
    if not len(keys):
        return 0
    own = picture_keys(seen.sha256)
    known = np.isin(own, keys) & (own != 0)
    others = [dataset.samples[int(at)] for at in seen.readable if not known[at]]
    shown = pixel_keys(others)
    return int(known.sum() + (np.isin(shown, keys) & (shown != 0)).sum())


def _embedded(
    dataset: Dataset, seen: Glance, backbone: Backbone, progress: Progress | None, *, labels: bool
) -> _Vectors:
    """`labels`: wrong labels are looked for, by the network too unless it met some of these pictures."""
    rows = seen.readable
    vectors, failures = backbone.embed([dataset.samples[int(at)] for at in rows], progress)
    embeddings = np.full((len(dataset), vectors.shape[1]), np.nan, dtype=np.float32)
    embeddings[rows] = vectors
    broken = []
    for at, failure in failures.items():
        source = dataset.samples[int(rows[at])].source
        said = Message("finding.unreadable", reason=failure.message)
        broken.append(Finding("unreadable", "error", said, (source,), {"code": failure.code}))
    met = _met(dataset, seen, backbone.keys)
    backing = Backing(backbone.name, met, labels=labels and not met)
    return _Vectors(embeddings, backing, tuple(broken))


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


def _refuse(dataset: Dataset, embeddings: np.ndarray | None, backbone: Backbone | None) -> None:
    if not len(dataset):
        raise DataError(Message("checking.no_picture", data=dataset.name), code="data.empty")
    if embeddings is not None and (embeddings.ndim != 2 or len(embeddings) != len(dataset)):
        raise UsageError(
            Message("checking.embeddings_shape", shape=str(embeddings.shape), n=len(dataset)),
            code="usage.embeddings",
        )
    if dataset.medium == "clips" and not (embeddings is None and backbone is None):
        raise UsageError(Message("checking.backbone_of_clips"), code="usage.backbone")
    if embeddings is not None and backbone is not None:
        raise UsageError(Message("checking.embeddings_and_backbone"), code="usage.embeddings")


def _require_extra() -> None:
    """Asked before the pictures are read, not after."""
    for module, package in (("sklearn", "scikit-learn"), ("cleanlab", "cleanlab")):
        if find_spec(module) is None:
            raise MissingExtra(package, "check", Message("needs.labels_and_shortcuts"))


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    seconds[name] = time.perf_counter() - began
