"""Files that cannot be read, and pictures that are odd among the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from huoyan.data.check.finding import Finding, Severity
from huoyan.data.check.look.glance import Glance
from huoyan.data.dataset import Dataset
from huoyan.data.say import count
from huoyan.images.decoding.colour import is_deep

# Of a property that more than this share of the pictures has, the data set simply is so.
USUAL = 0.5

TINY = 32  # pixels of the shorter side
HUGE = 40_000_000  # pixels: a feed at 224 px throws 99.9 % of them away
ASPECT = 4.0  # longer to shorter side
BLANK = 2.0  # standard deviation of luma, of 255
DARK = 25.0  # mean luma, of 255
BLURRED = 0.15  # sharpness (looks.py): photos of weather4 have 0.18 to 5, blurred by 1/30 of a side 0.1
GREY = 2.0  # saturation, of 255: what JPEG leaves of colour in a grey picture

ODDITIES: dict[str, tuple[Severity, str]] = {
    "blank": ("warning", "one even colour, nothing to learn from."),
    "dark": ("note", "nearly black. Look whether they show anything."),
    "blurred": ("note", "no sharp edge anywhere. Look whether they show what they should."),
    "tiny": ("note", f"a side below {TINY} pixels."),
    "huge": ("note", f"more than {HUGE:,} pixels: reading takes most of the time. Scale them down once."),
    "aspect": ("note", f"one side over {ASPECT:g} times the other: squashing or cropping changes them much."),
    "turned": ("note", "stored turned, with an EXIF mark: upright here, but not in every other program."),
    "cmyk": ("note", "in CMYK, for print: converted without an ink profile."),
    "deep": ("note", "more than 8 bits a channel, mapped to 8."),
    "grey": ("note", "grey among pictures in colour."),
    "animated": ("note", "several frames or pages ({frames:,} in all), of which the first is taken."),
}
# Told even where most pictures are so.
_ALWAYS = ("blank", "animated")


def files(dataset: Dataset, glance: Glance) -> list[Finding]:
    """Findings of the kinds unreadable (one a file), odd (one an oddity, with its pictures), passed-over."""
    return [*_unreadable(dataset, glance), *_odd(dataset, glance), *_passed(dataset)]


def _unreadable(dataset: Dataset, glance: Glance) -> Iterator[Finding]:
    for at, failure in glance.failures.items():
        source = dataset.samples[at].source
        detail = {"code": failure.code, "exclude": [source]}
        yield Finding("unreadable", "error", failure.message, (source,), detail)


def _odd(dataset: Dataset, glance: Glance) -> Iterator[Finding]:
    readable = glance.readable
    for name, which in oddities(glance).items():
        rows = readable[which[readable]]
        usual = len(rows) > USUAL * len(readable) and name not in _ALWAYS
        if not len(rows) or usual:
            continue
        severity, message = ODDITIES[name]
        detail: dict[str, Any] = {"odd": name}
        if name == "animated":
            detail["frames"] = glance.frames[rows].tolist()
        yield Finding(
            "odd",
            severity,
            f"{count(len(rows), 'picture')}: {message.format(frames=sum(detail.get('frames', ())))}",
            tuple(dataset.samples[at].source for at in rows),
            detail,
        )


def _passed(dataset: Dataset) -> Iterator[Finding]:
    """Files whose ending is that of a picture are missed in the training; others only lie there."""
    passed = dataset.passed
    if passed:
        severity: Severity = "warning" if passed.loses_pictures else "note"
        yield Finding("passed-over", severity, " ".join(passed.sentences()), (), passed.to_json())


def oddities(glance: Glance) -> dict[str, np.ndarray]:
    """Which pictures are how, bool (N,) for each of ODDITIES; means nothing in rows that were not read."""
    longer, shorter = np.maximum(glance.width, glance.height), np.minimum(glance.width, glance.height)
    blank = glance.contrast < BLANK
    return {
        "blank": blank,
        "dark": (glance.brightness < DARK) & ~blank,
        "blurred": (glance.sharpness < BLURRED) & ~blank,
        "tiny": shorter < TINY,
        "huge": longer.astype(np.int64) * shorter > HUGE,
        "aspect": longer > ASPECT * shorter,
        "turned": glance.orientation > 1,
        "cmyk": np.array([mode == "CMYK" for mode in glance.mode], dtype=bool),
        "deep": np.array([is_deep(mode) for mode in glance.mode], dtype=bool) | (glance.bits > 8),
        "grey": (glance.saturation < GREY) & ~blank,
        "animated": glance.frames > 1,
    }
