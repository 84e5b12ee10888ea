"""How sure something must be before it is told: what detectors and trackers get wrong for a moment is not."""

from __future__ import annotations

from dataclasses import dataclass

# Seconds by which the difference of two time stamps may be rounded.
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Steadiness:
    """Durations are seconds of the stream; distances are shares of the size of a thing's own box.

    band: of the shorter side of the box; so far beyond a line, or the edge of a zone, a thing must be to have
    passed it. settle_s: so long it must be in a zone, or out of it. seen_s: so long a thing must have been
    followed before it counts, unless its rule says otherwise. gap_s, reach: a track that begins within so
    many seconds after another was last seen, and within `reach` times its size of where that one was
    heading, goes on with its history. hold_s: so long a thing that is not found counts as being in a zone
    of `more than`, and so long there must be more than that. memory_s: so long a thing that is no longer
    seen is remembered.
    """

    band: float = 0.1
    settle_s: float = 0.2
    seen_s: float = 0.2
    gap_s: float = 1.0
    reach: float = 0.75
    hold_s: float = 0.5
    memory_s: float = 30.0


def lasted(since: float, now: float, duration: float) -> bool:
    """Whether `duration` has passed."""
    return now - since >= duration - ROUNDING
