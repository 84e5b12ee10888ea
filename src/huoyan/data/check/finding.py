"""What a check found: a finding a line, with the paths that it is about, and the sum of them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from huoyan.data.check.backbone import Backing
from huoyan.data.check.boxes.summary import BoxSummary
from huoyan.data.check.clips.clip_summary import ClipSummary
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.images.sources.other_files import PassedOver
from huoyan.words import Message

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)

# In the order in which they are told.
FINDING_KINDS: tuple[str, ...] = (
    "unreadable",
    "leak",
    "made-picture",
    "contradiction",
    "outside-box",
    "doubled-box",
    "unlabelled",
    "duplicate",
    "near-duplicate",
    "mirrored",
    "alike",
    "label",
    "shortcut",
    "imbalance",
    "too-few",
    "split-shares",
    "class-names",
    "odd",
    "odd-box",
    "no-box",
    "passed-over",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    kind: one of KINDS; severity: error (the data cannot be used so), warning (a score or a model will
    suffer), note (worth knowing); paths: sources of the samples; detail: values that JSON can hold.
    """

    kind: str
    severity: Severity
    message: Message
    paths: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "finding": self.kind,
            "severity": self.severity,
            "message": self.message,
            "paths": list(self.paths),
            **self.detail,
        }


@dataclass(frozen=True, slots=True)
class Check:
    """All that was found in a data set.

    n: samples; classes: samples a class, in class order; splits: samples a split (those without one
    under "none"); seconds: how long each part of the check took; backing: what became of a backbone;
    passed: what lay beside the pictures; boxes: of data with boxes; clips: of data that are seen over time.
    """

    dataset: str
    n: int
    classes: Mapping[str, int]
    splits: Mapping[str, int]
    findings: tuple[Finding, ...]
    seconds: Mapping[str, float]
    backing: Backing | None = None
    passed: PassedOver = field(default_factory=PassedOver)
    boxes: BoxSummary | None = None
    clips: ClipSummary | None = None

    @property
    def clean(self) -> bool:
        """No error and no warning; notes may be there."""
        return all(finding.severity == "note" for finding in self.findings)

    def of(self, kind: str) -> tuple[Finding, ...]:
        """The gravest first, else in the order in which they were found."""
        found = [finding for finding in self.findings if finding.kind == kind]
        return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))

    def to_json(self) -> dict[str, Any]:
        """The summary, which is the last line of `check --json`."""
        kinds = Counter(finding.kind for finding in self.findings)
        severities = Counter(finding.severity for finding in self.findings)
        return {
            "summary": {
                "dataset": self.dataset,
                "n": self.n,
                "classes": dict(self.classes),
                **({"boxes": dict(self.boxes.counts)} if self.boxes else {}),
                **({"clips": [row.to_json() for row in self.clips.rows]} if self.clips else {}),
                "splits": dict(self.splits),
                "clean": self.clean,
                "findings": {kind: kinds[kind] for kind in FINDING_KINDS if kinds[kind]},
                "passed_over": self.passed.to_json(),
                "severities": {name: severities[name] for name in ("error", "warning", "note")},
                "seconds": {name: round(value, 3) for name, value in self.seconds.items()},
                **({"backbone": self.backing.to_json()} if self.backing else {}),
            }
        }

    def exclusions(self) -> tuple[tuple[str, str], ...]:
        """(source, reason) of what may be left out without a look: each source once, in order of finding.

        A finding says so itself, in `detail["exclude"]`: pictures that cannot be read, exact copies
        but the first of one label, and copies in training of what also stands in another part. Exact
        copies under different labels, near-duplicates, flips and likely wrong labels are not among them:
        which of them to keep or how to name them is for a person to say.
        """
        chosen: dict[str, str] = {}
        for finding in self.findings:
            for source in finding.detail.get("exclude", ()):
                chosen.setdefault(source, finding.kind)
        return tuple(chosen.items())


def splits_of(dataset: Dataset) -> dict[str, int]:
    """Samples of each part that has any; those of no part under "none"."""
    counts: Counter[str] = Counter(sample.split or "none" for sample in dataset.samples)
    return {split: counts[split] for split in (*SPLITS, "none") if counts[split]}
