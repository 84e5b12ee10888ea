"""How often each key may call: a bucket a key that fills at a steady rate, and holds a burst."""

from __future__ import annotations

from dataclasses import dataclass

# Seconds of the rate that a key may use at once after a rest.
BURST_S = 2.0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    def __init__(self, per_second: float) -> None:
        self._rate = per_second
        self._full = max(1.0, per_second * BURST_S)
        self._buckets: dict[str, _Bucket] = {}  # as many as there are keys

    def wait_s(self, name: str, now: float) -> float:
        """0.0, and one call is counted; or the seconds until one will be allowed. now: of a steady clock."""
        bucket = self._buckets.setdefault(name, _Bucket(self._full, now))
        bucket.left = min(self._full, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left < 1.0:
            return (1.0 - bucket.left) / self._rate
        bucket.left -= 1.0
        return 0.0
