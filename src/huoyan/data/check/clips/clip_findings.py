"""What was found of clips: unreadable, short, still ones, copies, one recording on both sides of a split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from huoyan.data.check.clips.clip_copies import ClipCopies
from huoyan.data.check.clips.clip_looks import SHOWN, ClipLooks
from huoyan.data.check.copies.duplicates import named_labels
from huoyan.data.check.finding import Finding
from huoyan.data.check.look.picture_facts import PictureFacts
from huoyan.data.classes import named_parts
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.words import Listed, Message, counted

# Fewer frames than this hold no motion that could be told from another.
FEW_FRAMES = 8
# Rates that differ by more make one stride two spans of time.
RATES = 1.2
# Mean difference of grey values (0 to 255) between the frames shown: below it nothing moves.
STILL = 1.0


def clip_findings(dataset: Dataset, looks: ClipLooks, copies: ClipCopies) -> list[Finding]:
    """Findings of the kinds unreadable, leak, contradiction, duplicate, near-duplicate and odd."""
    return [
        *_unreadable(dataset, looks),
        *_leaks(dataset, copies),
        *_same(dataset, copies),
        *_nearly_same(dataset, copies),
        *_odd(dataset, looks),
    ]


def _unreadable(dataset: Dataset, looks: ClipLooks) -> Iterator[Finding]:
    for at, failure in looks.failures.items():
        source = dataset.samples[at].source
        said = Message("finding.unreadable", reason=failure.message)
        yield Finding("unreadable", "error", said, (source,), {"code": failure.code, "exclude": [source]})


def _leaks(dataset: Dataset, copies: ClipCopies) -> Iterator[Finding]:
    """Of a cluster on several sides; leaving out those in training is only safe where labels agree."""
    exact = {frozenset(group) for group in copies.exact}
    for cluster in copies.recordings():
        splits = [split for split in SPLITS if split in {dataset.samples[at].split for at in cluster}]
        if len(splits) < 2:
            continue
        same = frozenset(cluster) in exact
        inside = np.isin(copies.pairs, cluster).all(axis=1)
        most = SHOWN if same else int(copies.placed[inside].max())
        copied = same or bool((copies.shared[inside] == SHOWN).any())
        key = "finding.clip_leak_same" if same else "finding.clip_leak_nearly"
        keep = splits[-1]
        one_label = len({dataset.samples[at].truth for at in cluster}) == 1
        others = [at for at in cluster if dataset.samples[at].split not in (keep, None)]
        yield Finding(
            "leak",
            "error" if copied else "warning",
            Message(key, parts=named_parts(splits), shared=most, shown=SHOWN),
            _sources(dataset, cluster),
            {
                "how": "duplicate" if same else "frames",
                "shared": most,
                "splits": [dataset.samples[at].split for at in cluster],
                "exclude": list(_sources(dataset, others)) if one_label and same else [],
            },
        )


def _same(dataset: Dataset, copies: ClipCopies) -> Iterator[Finding]:
    for group in copies.exact:
        labels = [dataset.samples[at].truth.worded(dataset.classes) for at in group]
        paths = _sources(dataset, group)
        if len({*map(tuple, labels)}) > 1:
            named = Listed(named_labels(labels), None, "and")
            said = Message("finding.clip_contradiction", labels=named)
            yield Finding("contradiction", "error", said, paths, {"how": "duplicate", "labels": labels})
            continue
        said = Message("finding.duplicate", files=counted(len(group), "file"))
        yield Finding("duplicate", "warning", said, paths, {"labels": labels, "exclude": list(paths[1:])})


def _nearly_same(dataset: Dataset, copies: ClipCopies) -> Iterator[Finding]:
    """All frames compared are nearly the same: a copy that was cut or compressed anew, or a camera that
    stands still."""
    exact = {frozenset(group) for group in copies.exact}
    for cluster in copies.copies():
        if frozenset(cluster) not in exact:
            said = Message("finding.clip_near_duplicate", clips=counted(len(cluster), "clip"), shown=SHOWN)
            labels = [dataset.samples[at].truth.worded(dataset.classes) for at in cluster]
            yield Finding("near-duplicate", "note", said, _sources(dataset, cluster), {"labels": labels})


def _odd(dataset: Dataset, looks: ClipLooks) -> Iterator[Finding]:
    damaged = {at: facts.complaint for at, facts in looks.readable if facts.complaint is not None}
    if damaged:
        reason = next(iter(damaged.values()))
        said = Message("finding.clip_damaged", clips=counted(len(damaged), "clip"), reason=reason)
        yield Finding("odd", "warning", said, _sources(dataset, [*damaged]), {"odd": "damaged"})
    short = [at for at, facts in looks.readable if facts.frames < FEW_FRAMES]
    if short:
        said = Message("finding.clip_short", clips=counted(len(short), "clip"), few=FEW_FRAMES)
        yield Finding("odd", "warning", said, _sources(dataset, short), {"odd": "short"})
    still = [at for at, facts in looks.readable if facts.shown and _moved(facts.shown) < STILL]
    if still:
        said = Message("finding.clip_still", clips=counted(len(still), "clip"), shown=SHOWN)
        yield Finding("odd", "note", said, _sources(dataset, still), {"odd": "still"})
    rates = {at: facts.rate for at, facts in looks.readable if facts.rate}
    low, high = min(rates.values(), default=1.0), max(rates.values(), default=1.0)
    if high > RATES * low:
        usual = float(np.median([*rates.values()]))
        others = sorted(rates, key=lambda at: -abs(np.log(rates[at] / usual)))
        others = [at for at in others if not 1 / RATES <= rates[at] / usual <= RATES]
        said = Message("finding.clip_rates", low=low, high=high)
        paths = _sources(dataset, others or list(rates))
        yield Finding("odd", "note", said, paths, {"odd": "rates", "low": low, "high": high})


def _moved(shown: Sequence[PictureFacts]) -> float:
    """Mean difference of grey values between neighbours among the frames shown, the largest."""
    grey = np.stack([each.grey.astype(np.float32) for each in shown])
    return float(np.abs(np.diff(grey, axis=0)).mean(axis=(1, 2)).max())


def _sources(dataset: Dataset, rows: Sequence[int]) -> tuple[str, ...]:
    return tuple(dataset.samples[at].source for at in rows)
