"""Pictures that stay together when a split is drawn: those of one group, and copies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from huoyan.data.dataset import Sample
from huoyan.errors import UsageError
from huoyan.words import Message


def ranked(order: Sequence[int], clusters: Sequence[Sequence[int]], n: int) -> list[list[int]]:
    """Clusters of sample indices as places in `order`, without what is not drawn."""
    if not clusters:
        return []
    _check_clusters(clusters, n)
    place = {at: rank for rank, at in enumerate(order)}
    return [[place[at] for at in cluster if at in place] for cluster in clusters]


def _check_clusters(clusters: Sequence[Sequence[int]], n: int) -> None:
    wrong = next((at for cluster in clusters for at in cluster if not 0 <= at < n), None)
    if wrong is not None:
        raise UsageError(Message("splits.cluster_index", index=wrong, last=n - 1), code="usage.split")


def units(samples: Sequence[Sample], clusters: Sequence[Sequence[int]]) -> list[list[int]]:
    """Places of the samples that must stay together, in order of their first: groups joined with clusters.

    Union-find, where the root of a unit is its first place: the answer hangs on nothing but the order.
    """
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, sample in enumerate(samples):
        if sample.group is not None:
            groups[sample.group].append(place)
    root = list(range(len(samples)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for together in (*groups.values(), *clusters):
        for place in together[1:]:
            low, high = sorted((find(together[0]), find(place)))
            root[high] = low
    units: defaultdict[int, list[int]] = defaultdict(list)
    for place in range(len(samples)):
        units[find(place)].append(place)
    return list(units.values())
