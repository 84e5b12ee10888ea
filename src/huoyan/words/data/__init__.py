"""What is said of data: opening, fetching, dividing and checking them."""

from __future__ import annotations

from huoyan.words.data import boxes, convert, findings, named, opening, quality, splits

# Each area has a file of its own.
AREAS = (
    boxes.PHRASES,
    convert.PHRASES,
    findings.PHRASES,
    named.PHRASES,
    opening.PHRASES,
    quality.PHRASES,
    splits.PHRASES,
)
