"""What a run tells of its model's speed: a picture alone and some together, on every engine, for a moment."""

from __future__ import annotations

from collections.abc import Sequence

from huoyan.artifact.read import Artifact
from huoyan.bench import Speed, bench

ENGINES: Sequence[str] | None = None  # all that are installed
BATCHES, SECONDS = (1, 16), 0.03
# A picture that takes longer alone gains nothing in a batch, which would take minutes to measure.
SLOW_MS = 300.0


def own_speeds(artifact: Artifact) -> tuple[Speed, ...]:
    return tuple(bench(artifact, engines=ENGINES, batches=BATCHES, seconds=SECONDS, slow_ms=SLOW_MS))
