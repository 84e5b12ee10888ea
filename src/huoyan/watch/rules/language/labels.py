"""Which label of a model a word names."""

from __future__ import annotations

from collections.abc import Sequence

# "potted plant", "stop sign": so many words of a sentence can be one label.
MOST_WORDS = 4


def label_named(written: str, labels: Sequence[str]) -> str | None:
    """As it is spelt, else whatever its case, else in the singular; None where that names none or several."""
    if written in labels:
        return written
    for name in (written.casefold(), *_singulars(written.casefold())):
        alike = [label for label in labels if label.casefold() == name]
        if len(alike) == 1:
            return alike[0]
    return None


def _singulars(word: str) -> tuple[str, ...]:
    return tuple(word.removesuffix(ending) for ending in ("s", "es") if word.endswith(ending))
