"""Leaks: the same picture, nearly the same, or the same group on several sides of a split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from huoyan.data.check.copies.duplicates import Matches
from huoyan.data.check.finding import Finding
from huoyan.data.classes import named_parts
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.words import Message, counted


def leaks(dataset: Dataset, matches: Matches) -> list[Finding]:
    """Findings of the kind leak: one for each cluster of copies, and one for each group, on several sides.

    Mirrored copies are not among them: they are findings of their own, which say so when they cross.
    """
    return [*_copies(dataset, matches), *group_leaks(dataset)]


def _copies(dataset: Dataset, matches: Matches) -> Iterator[Finding]:
    exact = {at: number for number, group in enumerate(matches.exact) for at in group}
    for cluster in matches.clusters(flips=False):
        splits = _splits(dataset, cluster)
        if len(splits) < 2:
            continue
        groups = {exact.get(at, -1) for at in cluster}
        equal = len(groups) == 1 and -1 not in groups
        one_label = len({dataset.samples[at].labels for at in cluster}) == 1
        keep = "test" if "test" in splits else "val"
        others = [at for at in cluster if dataset.samples[at].split not in (keep, None)]
        yield Finding(
            "leak",
            "error",
            Message("finding.leak_same" if equal else "finding.leak_nearly", parts=named_parts(splits)),
            tuple(dataset.samples[at].source for at in cluster),
            {
                "how": "duplicate" if equal else "near-duplicate",
                "splits": [dataset.samples[at].split for at in cluster],
                # Under different labels a person has to look first.
                "exclude": [dataset.samples[at].source for at in others] if one_label else [],
            },
        )


def group_leaks(dataset: Dataset) -> Iterator[Finding]:
    """One for each group on several sides."""
    what = "clip" if dataset.medium == "clips" else "picture"
    members: defaultdict[str, list[int]] = defaultdict(list)
    for at, sample in enumerate(dataset.samples):
        if sample.group is not None:
            members[sample.group].append(at)
    for group, indices in members.items():
        splits = _splits(dataset, indices)
        if len(splits) < 2:
            continue
        yield Finding(
            "leak",
            "error",
            Message(
                "finding.leak_group",
                group=group,
                pictures=counted(len(indices), what),
                parts=named_parts(splits),
            ),
            tuple(dataset.samples[at].source for at in indices),
            {"how": "group", "group": group, "splits": [dataset.samples[at].split for at in indices]},
        )


def _splits(dataset: Dataset, indices: Sequence[int]) -> list[str]:
    there = {dataset.samples[at].split for at in indices}
    return [split for split in SPLITS if split in there]
