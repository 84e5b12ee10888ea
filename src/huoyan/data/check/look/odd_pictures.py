"""Files that cannot be read, pictures that are odd among the others, and such as a program made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from huoyan.data.check.finding import Finding, Severity
from huoyan.data.check.look.glance import Glance
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.images.decoding.colour import is_deep
from huoyan.words import Listed, Message, counted

# Of a property that more than this share of the pictures has, the data set simply is so.
USUAL = 0.5

_TINY = 32  # pixels of the shorter side
HUGE = 40_000_000  # pixels: a feed at 224 px throws 99.9 % of them away
_ASPECT = 4.0  # longer to shorter side
BLANK = 2.0  # standard deviation of luma, of 255
DARK = 25.0  # mean luma, of 255
_BLURRED = 0.15  # sharpness (looks.py): photos of weather4 have 0.18 to 5, blurred by 1/30 of a side 0.1
GREY = 2.0  # saturation, of 255: what JPEG leaves of colour in a grey picture

# The phrase of each is `finding.odd_NAME`.
ODDITIES: dict[str, Severity] = {
    "blank": "warning",
    "dark": "note",
    "blurred": "note",
    "tiny": "note",
    "huge": "note",
    "aspect": "note",
    "turned": "note",
    "cmyk": "note",
    "deep": "note",
    "grey": "note",
    "animated": "note",
}
# Told even where most pictures are so.
_ALWAYS = ("blank", "animated")


def files(dataset: Dataset, glance: Glance) -> list[Finding]:
    """Findings of the kinds unreadable (one a file), odd (one an oddity, with its pictures), passed-over."""
    return [*_unreadable(dataset, glance), *_odd(dataset, glance), *passed_over(dataset)]


def _unreadable(dataset: Dataset, glance: Glance) -> Iterator[Finding]:
    for at, failure in glance.failures.items():
        source = dataset.samples[at].source
        detail = {"code": failure.code, "exclude": [source]}
        said = Message("finding.unreadable", reason=failure.message)
        yield Finding("unreadable", "error", said, (source,), detail)


def _odd(dataset: Dataset, glance: Glance) -> Iterator[Finding]:
    readable = glance.readable
    for name, which in oddities(glance).items():
        rows = readable[which[readable]]
        usual = len(rows) > USUAL * len(readable) and name not in _ALWAYS
        if not len(rows) or usual:
            continue
        detail: dict[str, Any] = {"odd": name}
        if name == "animated":
            detail["frames"] = glance.frames[rows].tolist()
        yield Finding(
            "odd",
            ODDITIES[name],
            Message(
                f"finding.odd_{name}",
                pictures=counted(len(rows), "picture"),
                frames=sum(detail.get("frames", ())),
                tiny=_TINY,
                huge=HUGE,
                aspect=_ASPECT,
            ),
            tuple(dataset.samples[at].source for at in rows),
            detail,
        )


def passed_over(dataset: Dataset) -> Iterator[Finding]:
    """Files whose ending is that of a picture are missed in the training; others only lie there."""
    passed = dataset.passed
    if passed:
        severity: Severity = "warning" if passed.loses_pictures else "note"
        said = Message("text.sentences", sentences=Listed(passed.sentences(), None, "sentences"))
        yield Finding("passed-over", severity, said, (), passed.to_json())


def made(dataset: Dataset) -> Iterator[Finding]:
    """Pictures that a program made: those that would be tested on, and, for each other part, the others."""
    for part in (*SPLITS, None):
        found = [sample.source for sample in dataset.samples if sample.made and sample.split == part]
        if not found:
            continue
        tested = part in ("val", "test")
        said = Message(
            "finding.made_tested" if tested else "finding.made",
            pictures=counted(len(found), "picture"),
            part=Message(f"part_name.{part or 'none'}"),
        )
        detail = {"split": part, "exclude": found if tested else []}
        yield Finding("made-picture", "error" if tested else "note", said, tuple(found), detail)


def oddities(glance: Glance) -> dict[str, np.ndarray]:
    """Which pictures are how, bool (N,) for each of ODDITIES; means nothing in rows that were not read."""
    longer, shorter = np.maximum(glance.width, glance.height), np.minimum(glance.width, glance.height)
    blank = glance.contrast < BLANK
    return {
        "blank": blank,
        "dark": (glance.brightness < DARK) & ~blank,
        "blurred": (glance.sharpness < _BLURRED) & ~blank,
        "tiny": shorter < _TINY,
        "huge": longer.astype(np.int64) * shorter > HUGE,
        "aspect": longer > _ASPECT * shorter,
        "turned": glance.orientation > 1,
        "cmyk": np.array([mode == "CMYK" for mode in glance.mode], dtype=bool),
        "deep": np.array([is_deep(mode) for mode in glance.mode], dtype=bool) | (glance.bits > 8),
        "grey": (glance.saturation < GREY) & ~blank,
        "animated": glance.frames > 1,
    }
