"""Clips before training: each is decoded to its end once, and compared with the others by a few frames."""

from __future__ import annotations

import time

from huoyan.data.check.backbone import Progress
from huoyan.data.check.clips.clip_copies import clip_copies
from huoyan.data.check.clips.clip_findings import clip_findings
from huoyan.data.check.clips.clip_looks import look_at_clips
from huoyan.data.check.clips.lengths import clip_summary
from huoyan.data.check.copies.leaks import group_leaks
from huoyan.data.check.finding import FINDING_KINDS, Check, splits_of
from huoyan.data.check.labels.balance import balance
from huoyan.data.check.look.odd_pictures import passed_over
from huoyan.data.dataset import Dataset
from huoyan.errors import DataError
from huoyan.words import Message


def check_clips(dataset: Dataset, progress: Progress | None = None) -> Check:
    """The findings in the order of `FINDING_KINDS`. DataError data.unreadable where no clip can be read."""
    began = time.perf_counter()
    looks = look_at_clips(dataset, progress)
    read = time.perf_counter()
    if not looks.readable:
        reason = next(iter(looks.failures.values())).message
        told = Message("checking.no_clip_readable", n=len(dataset), data=dataset.name, reason=reason)
        raise DataError(told, code="data.unreadable")
    copies = clip_copies(looks)
    findings = [
        *clip_findings(dataset, looks, copies),
        *group_leaks(dataset),
        *balance(dataset),
        *passed_over(dataset),
    ]
    findings.sort(key=lambda finding: FINDING_KINDS.index(finding.kind))
    seconds = {"reading": read - began, "duplicates": time.perf_counter() - read}
    return Check(
        dataset.name,
        len(dataset),
        dataset.counts(),
        splits_of(dataset),
        tuple(findings),
        seconds,
        passed=dataset.passed,
        clips=clip_summary(dataset, looks),
    )
