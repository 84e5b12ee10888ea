"""Which copies stay on one side of a split that is drawn: no chain over labels, none that fills a part.

Of a slow film each picture is a copy of the next and the last shows something else than the first. Such a
chain stays whole while it is short against a part of its class; a longer one falls into groups around
pictures that have most copies, in which each is a copy of that one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from huoyan.data.check.copies.duplicates import Matches, are_copies, components
from huoyan.data.check.look.glance import Glance
from huoyan.data.dataset import Dataset

FILLED = 0.5  # of the pictures that a part should have of a class: a chain of more than that is cut
_Labels = frozenset[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Sides:
    """clusters: lists of sample indices that stay together. cut: pictures of the chains that were cut."""

    clusters: list[list[int]]
    cut: int


def split_sides(dataset: Dataset, seen: Glance, found: Matches, share: float) -> Sides:
    """What stays together where the smallest part that is drawn has `share` of the pictures.

    Exact copies do, whatever their labels; other copies where their labels are the same. Of boxes classes
    do not count: one that was forgotten must not part two copies.
    """
    exact = {group[0]: group for group in found.exact}
    labels = {first: frozenset(dataset.samples[at].labels for at in group) for first, group in exact.items()}

    def label(at: int) -> _Labels:
        if dataset.kind == "boxes":
            return frozenset()
        return labels.get(at) or frozenset((dataset.samples[at].labels,))

    pairs = [(int(i), int(j)) for i, j in (*found.near, *found.edited, *found.mirrored)]
    pairs = [(i, j) for i, j in pairs if label(i) == label(j)]
    weight = {at: len(exact.get(at, (at,))) for pair in pairs for at in pair}
    totals = Counter(label(at) for at in range(len(dataset)))
    groups, cut = [], 0
    for chain in components(pairs):
        size = sum(weight[at] for at in chain)
        if len(chain) > 2 and size > FILLED * share * totals[label(chain[0])]:
            parts = list(_around_centres(seen, chain, pairs))
            cut += size if len(parts) > 1 else 0
            groups += [group for group in parts if len(group) > 1]
        else:
            groups.append(chain)
    edges = [(group[0], other) for group in (*groups, *found.exact) for other in group[1:]]
    return Sides(components(edges), cut)


def _around_centres(seen: Glance, chain: list[int], pairs: list[tuple[int, int]]) -> Iterator[list[int]]:
    """The pictures of a chain in groups, each the copies of one picture among those that are left."""
    inside, near = set(chain), defaultdict(set)
    for i, j in pairs:
        if i in inside:
            near[i].add(j)
            near[j].add(i)
    left = set(chain)
    while left:
        centre = min(left, key=lambda at: (-len(near[at] & left), at))
        group = _copies_of(seen, centre, left, near)
        left -= group
        yield sorted(group)


def _copies_of(seen: Glance, centre: int, left: set[int], near: Mapping[int, set[int]]) -> set[int]:
    """The copies of `centre` that are reached over its copies: those that the search did not pair, too."""
    group = {centre} | near[centre] & left
    asked, edge = set(group), group - {centre}
    while edge := {at for one in edge for at in near[one]} & left - asked:
        asked |= edge
        asking = sorted(edge)
        agree = are_copies(seen, np.array([(centre, at) for at in asking]))
        edge = {at for at, good in zip(asking, agree, strict=True) if good}
        group |= edge
    return group
