"""Numbers as people read them: shares, times, sizes."""

from __future__ import annotations

import math
from datetime import datetime

from huoyan.report.shell.words import Words
from huoyan.text import number_form

# Shares of pictures or answers read best as percentages; areas, losses and errors as plain numbers.
PERCENT = frozenset(
    {"accuracy", "balanced_accuracy", "top_5", "exact_match", "hamming_accuracy"}
    | {"macro_f1", "micro_f1", "weighted_f1", "macro_precision", "macro_recall"}
    | {"precision", "recall", "f1", "coverage"}
    | {"false_alarm_rate", "defects_found"}
)
# These go from 0 to 1 as well; errors and losses have no end that is good to point at.
AREAS = frozenset({"roc_auc", "average_precision", "mean_average_precision"})


def figure(name: str, value: float) -> str:
    """98.0% for shares, 0.987 for the rest, an en dash where there is no value."""
    if not math.isfinite(value):
        return "–"
    if name in PERCENT:
        return f"{value:.1%}"
    return format(value, number_form(value, 3)) if abs(value) < 1000 else f"{value:,.0f}"


def bounded(name: str) -> bool:
    """Whether a figure of this name lies in 0..1, where 1 is best."""
    return name in PERCENT or name in AREAS


def duration(seconds: float, words: Words) -> str:
    """42 s, 3.5 min, 1.2 h."""
    if seconds < 120:
        return words("training.seconds", n=f"{seconds:.3g}")
    if seconds < 7200:
        return words("training.minutes", n=f"{seconds / 60:.1f}")
    return words("training.hours", n=f"{seconds / 3600:.1f}")


def moment(created: str) -> str:
    """An ISO 8601 time as people read it; anything else as it is."""
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        return created
    if len(created) <= len("2026-01-02"):
        return created
    return f"{when:%Y-%m-%d %H:%M} {when.tzname() or ''}".rstrip()


def size(count: int) -> str:
    """Bytes as people read them: 512 B, 1.4 kB, 5.3 MB (powers of 1000)."""
    value, units = float(count), ["B", "kB", "MB", "GB"]
    while value >= 1000 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.0f} {units[0]}" if units[0] == "B" else f"{value:.1f} {units[0]}"
