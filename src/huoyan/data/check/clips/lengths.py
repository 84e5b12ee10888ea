"""How long the clips of each class are, at what rates and sizes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from huoyan.data.check.clips.clip_looks import ClipFacts, ClipLooks
from huoyan.data.check.clips.clip_summary import ClipRow, ClipSummary
from huoyan.data.dataset import Dataset


def clip_summary(dataset: Dataset, looks: ClipLooks) -> ClipSummary:
    members: defaultdict[str, list[ClipFacts]] = defaultdict(list)
    for at, facts in looks.readable:
        labels = dataset.samples[at].labels
        for name in [dataset.classes[label] for label in labels] or [""]:
            members[name].append(facts)
    names = [name for name in (*dataset.classes, "") if members[name]]
    return ClipSummary(tuple(_row(name, members[name]) for name in names))


def _row(name: str, facts: Sequence[ClipFacts]) -> ClipRow:
    seconds = np.quantile([each.seconds for each in facts], (0, 0.5, 1))
    frames = np.quantile([each.frames for each in facts], (0, 0.5, 1)).astype(int)
    rates = Counter(round(each.rate) for each in facts if each.rate)
    sizes = Counter((each.width, each.height) for each in facts if each.width)
    low, middle, high = seconds.tolist()
    least, median, most = frames.tolist()
    return ClipRow(
        name,
        len(facts),
        (low, middle, high),
        (least, median, most),
        tuple(rates.most_common()),
        tuple(sizes.most_common()),
    )
