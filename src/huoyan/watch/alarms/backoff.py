"""How long to wait before the next try: longer each time, and never for all at the same instant."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Backoff:
    """Doubles from `first_s` up to `most_s`; what is waited is drawn between half of it and all."""

    first_s: float = 1.0
    most_s: float = 300.0

    def wait_s(self, failures: int, rng: Random) -> float:
        """After so many failures in a row, at least one."""
        longest = min(self.most_s, self.first_s * 2.0 ** min(failures - 1, 30))
        return rng.uniform(longest / 2, longest)
