"""Clips of the same content, which stay on one side of a split; only a check compares their frames."""

from __future__ import annotations

from collections import defaultdict

from huoyan.data.dataset import Dataset
from huoyan.data.fingerprint import contents_sha256
from huoyan.data.say import Say
from huoyan.words import Message, Remark

# Indices of samples that belong together.
Clusters = list[list[int]]


def same_clips(data: Dataset, warn: Say) -> tuple[Clusters, Clusters, list[Remark]]:
    """Those that stay together where a split is drawn, the same again, and no remarks; leaks are told."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, content in enumerate(contents_sha256(data)):
        if content:
            places[content].append(at)
    clusters = [rows for rows in places.values() if len(rows) > 1]
    leaking = [rows for rows in clusters if len({data.samples[at].split for at in rows} - {None}) > 1]
    if leaking:
        n = sum(map(len, leaking))
        scored = sum(data.samples[at].split == "test" for rows in leaking for at in rows)
        warn(Message("feed.leaked_clips", n=n, scored=scored))
    return clusters, clusters, []
