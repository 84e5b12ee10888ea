"""The same picture more than once: exactly, nearly (resized, compressed, cropped, brightened), or mirrored.

Candidates come from `nearest_pictures`, `alignment` compares them as a whole (the rule is `same`),
`local_changes` looks whether they differ in one place. Their limits were set with benchmarks/duplicates.py
on weather4; the figures are in docs/benchmarks.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from huoyan.data.check.copies.alignment import Agreement, coarse, compare_aligned
from huoyan.data.check.copies.local_changes import changes
from huoyan.data.check.copies.nearest_pictures import Cells, descriptors_of, mirrored_descriptors
from huoyan.data.check.finding import Finding, Severity
from huoyan.data.check.look.glance import Glance
from huoyan.data.dataset import Dataset, Split
from huoyan.data.sample.truth import KINDS
from huoyan.words import Listed, Message, counted

CANDIDATES = 8  # nearest neighbours of each picture that are looked at closely
# The limits lie between what copies reach (897 photos of weather4, each with all changes at once: the lowest)
# and what other pictures do.
LEAST_SIMILARITY = 0.68  # cosine of descriptors that a candidate needs; copies: 0.73
_WHOLE = 0.95  # correlation of the aligned copies; copies: 0.972
DETAIL = 0.80  # of their evened-out detail; copies: 0.845, other photos that agree as a whole: up to 0.72
DIFFERENCE = 12.0  # grey levels; copies: 10.7, one handwritten digit and another: mostly 17 to 26
_OVERLAP = 0.79  # of each side; what is left when two crops of 5 % face each other: 0.86
_OPEN = 0.15  # share of pixels neither black nor white; copies: 0.45, handwritten digits: 0.1
# Pictures whose levels differ everywhere are one picture in other tones where their detail agrees so well;
# cars of one kind on one road: up to 0.925.
REGRADED = 0.95
# So many pictures that agree but for one place are one picture with a mark or a caption. More are what a
# fixed camera saw.
EDITED = 6
# Below this all pictures of a kind look the same.
_MIN_SIDE = 32
MIN_CONTRAST = 2.0

# Copies are left out first where they do the least harm to a score.
_KEEP_FIRST: tuple[Split | None, ...] = ("test", "val", None, "train")


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Copies among N samples.

    exact: groups of indices with equal content, each ascending. near, mirrored: pairs int64 (P, 2) of
    indices, i < j, of which each picture with exact copies is represented by its first. similarity,
    mirrored_similarity: (P,) correlation of detail, 0..1. edited: pairs like `near` that differ in one place.
    """

    exact: tuple[tuple[int, ...], ...]
    near: np.ndarray
    similarity: np.ndarray
    mirrored: np.ndarray
    mirrored_similarity: np.ndarray
    edited: np.ndarray = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))

    def clusters(self, flips: bool = True) -> list[list[int]]:
        """Groups of two and more indices that are copies of one another, directly or by a chain."""
        edges = [(group[0], other) for group in self.exact for other in group[1:]]
        edges += [(int(i), int(j)) for i, j in (*self.near, *self.edited)]
        if flips:
            edges += [(int(i), int(j)) for i, j in self.mirrored]
        return components(edges)


def copies_in(dataset: Dataset, glance: Glance) -> Matches:
    """All copies; where pictures are meant to look alike, those with equal content."""
    found = match(glance)
    if not KINDS[dataset.kind].alike:
        return found
    none, nothing = np.empty((0, 2), np.int64), np.empty(0)
    return Matches(found.exact, none, nothing, none, nothing, none)


def match(glance: Glance, *, one_camera: bool = False) -> Matches:
    """All copies of all kinds. Near-linear in the number of pictures; the answer is always the same.

    one_camera: pairs that differ in one place are among `edited`, however many are alike: frames of videos.
    """
    exact = _exact(glance)
    chosen = _comparable(glance, exact)
    grey = glance.grey[chosen]
    vectors = descriptors_of(grey)
    cells, small = Cells(vectors), coarse(grey)
    pairs = cells.nearest(vectors, CANDIDATES, LEAST_SIMILARITY)
    agreeing = _verified(glance, chosen, pairs, small, flip=False)
    pairs = cells.nearest(mirrored_descriptors(vectors), CANDIDATES, LEAST_SIMILARITY)
    known = np.isin(chosen[pairs] @ [len(glance), 1], agreeing.pairs @ [len(glance), 1])
    flipped = _verified(glance, chosen, pairs[~known], small, flip=True)
    flipped = flipped.take(~flipped.changed | flipped.among_few())
    near = agreeing.take(~agreeing.changed)
    edited = agreeing.take(agreeing.changed & (one_camera | agreeing.among_few()))
    return Matches(exact, near.pairs, near.similarity, flipped.pairs, flipped.similarity, edited.pairs)


def are_copies(glance: Glance, pairs: np.ndarray) -> np.ndarray:
    """Which pairs (P, 2) of rows are one picture, as `match` says it of candidates, bool (P,)."""
    found = compare_aligned(glance.grey, pairs)
    good = np.flatnonzero(same(found))
    differ = changes(glance, pairs[good], found.warp[good], flip=False)
    answer = np.zeros(len(pairs), dtype=bool)
    answer[good] = ~differ.place & (~differ.everywhere | (found.detail[good] >= REGRADED))
    return answer


def same(found: Agreement) -> np.ndarray:
    """Which pairs (P,) agree as a whole."""
    alike = (found.whole >= _WHOLE) & (found.detail >= DETAIL) & (found.difference <= DIFFERENCE)
    return np.asarray(alike & (found.overlap >= _OVERLAP) & (found.open >= _OPEN))


@dataclass(frozen=True, slots=True, eq=False)
class _Verified:
    """Pairs (P, 2) of samples that agree as a whole, their similarity (P,), and whether one place differs."""

    pairs: np.ndarray
    similarity: np.ndarray
    changed: np.ndarray

    def take(self, rows: np.ndarray) -> _Verified:
        return _Verified(self.pairs[rows], self.similarity[rows], self.changed[rows])

    def among_few(self) -> np.ndarray:
        """Which pairs (P,) are of few pictures: many of one place are frames of one camera."""
        groups = components((int(i), int(j)) for i, j in self.pairs)
        few = [at for group in groups if len(group) <= EDITED for at in group]
        return np.isin(self.pairs[:, 0], few)


def _verified(
    glance: Glance, chosen: np.ndarray, pairs: np.ndarray, small: np.ndarray, flip: bool
) -> _Verified:
    """Of pairs of rows of `chosen` those that are one picture, perhaps but for one place."""
    found = compare_aligned(glance.grey[chosen], pairs, flip=flip, small=small)
    good = same(found)
    pairs = chosen[pairs[good]]
    differ = changes(glance, pairs, found.warp[good], flip)
    kept = ~differ.everywhere | (found.detail[good] >= REGRADED)
    return _Verified(pairs[kept], found.detail[good][kept], differ.place[kept])


def _exact(glance: Glance) -> tuple[tuple[int, ...], ...]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, digest in enumerate(glance.sha256):
        if digest:
            places[digest].append(at)
    return tuple(tuple(group) for group in places.values() if len(group) > 1)


def _comparable(glance: Glance, exact: Sequence[Sequence[int]]) -> np.ndarray:
    """Indices of the pictures that have enough in them to be told apart, without exact copies."""
    fit = (np.minimum(glance.width, glance.height) >= _MIN_SIDE) & (glance.contrast >= MIN_CONTRAST)
    fit[list(glance.failures)] = False
    fit[[at for group in exact for at in group[1:]]] = False
    return np.flatnonzero(fit)


def components(edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected components of a graph given by its edges, each ascending (union-find)."""
    parent: dict[int, int] = {}

    def root(node: int) -> int:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in edges:
        low, high = sorted((root(one), root(other)))
        parent[high] = low
    members: defaultdict[int, list[int]] = defaultdict(list)
    for node in sorted(parent):
        members[root(node)].append(node)
    return list(members.values())


def duplicates(dataset: Dataset, matches: Matches) -> list[Finding]:
    """Findings of the kinds contradiction, duplicate, near-duplicate and mirrored."""
    return [
        *_exact_findings(dataset, matches),
        *_near_findings(dataset, matches),
        *_edited_findings(dataset, matches),
        *_flips(dataset, matches),
    ]


def _exact_findings(dataset: Dataset, matches: Matches) -> Iterator[Finding]:
    for group in matches.exact:
        paths = _sources(dataset, group)
        if found := _contradiction(dataset, group, "duplicate", "error"):
            yield found
            continue
        keep = min(group, key=lambda at: (_KEEP_FIRST.index(dataset.samples[at].split), at))
        truths = {dataset.samples[at].truth for at in group}
        # Of copies with different boxes a person has to choose.
        others = [dataset.samples[at].source for at in group if at != keep and len(truths) == 1]
        yield Finding(
            "duplicate",
            "warning",
            Message("finding.duplicate", files=counted(len(group), "file")),
            paths,
            {"labels": _labels(dataset, group), "exclude": others},
        )


def _near_findings(dataset: Dataset, matches: Matches) -> Iterator[Finding]:
    for group, lowest in _grouped(matches.near, matches.similarity):
        detail = {"labels": _labels(dataset, group), "similarity": lowest}
        # Of what is measured, nearly the same pictures may well have nearly the same numbers.
        found = _contradiction(dataset, group, "near-duplicate", "warning", lowest)
        if found is not None and dataset.of_classes:
            yield found
            continue
        yield Finding(
            "near-duplicate",
            "note",
            Message("finding.near_duplicate", pictures=counted(len(group), "picture")),
            _sources(dataset, group),
            detail,
        )


def _edited_findings(dataset: Dataset, matches: Matches) -> Iterator[Finding]:
    """Under different labels it is no finding: the place may be what the labels are about."""
    for group in components((int(i), int(j)) for i, j in matches.edited):
        labels = _labels(dataset, group)
        if len(set(map(tuple, labels))) == 1:
            yield Finding(
                "near-duplicate",
                "note",
                Message("finding.edited", pictures=counted(len(group), "picture")),
                _sources(dataset, group),
                {"labels": labels, "edited": True},
            )


def _flips(dataset: Dataset, matches: Matches) -> Iterator[Finding]:
    for group, lowest in _grouped(matches.mirrored, matches.mirrored_similarity):
        splits = sorted({split for at in group if (split := dataset.samples[at].split)})
        across = across_parts(splits)
        yield Finding(
            "mirrored",
            "warning" if across else "note",
            Message("finding.mirrored", pictures=counted(len(group), "picture"), across=across),
            _sources(dataset, group),
            {"labels": _labels(dataset, group), "similarity": lowest, "splits": splits},
        )


def across_parts(splits: Sequence[str]) -> str:
    """That pictures lie in several parts, as the end of a clause; "" for one part."""
    if len(splits) < 2:
        return ""
    return Message("finding.across", parts=Listed([Message(f"part_name.{split}") for split in splits]))


def named_labels(labels: Iterable[Sequence[str]]) -> list[Message]:
    """Each set of labels once, as a sentence names it."""
    different = dict.fromkeys("|".join(names) for names in labels)
    return [
        Message("finding.label", label=name) if name else Message("finding.no_label") for name in different
    ]


def _contradiction(
    dataset: Dataset, group: Sequence[int], how: str, severity: Severity, similarity: float = 1.0
) -> Finding | None:
    labels = _labels(dataset, group)
    # Boxes differ by where they lie, too: see boxes/differing_copies.py.
    if dataset.kind == "boxes" or len(set(map(tuple, labels))) < 2:
        return None
    key = "finding.contradiction_same" if how == "duplicate" else "finding.contradiction_nearly"
    return Finding(
        "contradiction",
        severity,
        Message(key, labels=Listed(named_labels(labels), None, "and")),
        _sources(dataset, group),
        {"how": how, "labels": labels, "similarity": similarity},
    )


def _grouped(pairs: np.ndarray, similarity: np.ndarray) -> Iterator[tuple[list[int], float]]:
    """Components of the pairs, each with the lowest similarity of a pair in it."""
    groups = components((int(i), int(j)) for i, j in pairs)
    home = {at: number for number, group in enumerate(groups) for at in group}
    lowest = [1.0] * len(groups)
    for (i, _), value in zip(pairs.tolist(), similarity.tolist(), strict=True):
        lowest[home[i]] = min(lowest[home[i]], value)
    for group, value in zip(groups, lowest, strict=True):
        yield group, round(value, 3)


def _sources(dataset: Dataset, group: Sequence[int]) -> tuple[str, ...]:
    return tuple(dataset.samples[at].source for at in group)


def _labels(dataset: Dataset, group: Sequence[int]) -> list[list[str]]:
    return [dataset.samples[at].truth.worded(dataset.classes) for at in group]
