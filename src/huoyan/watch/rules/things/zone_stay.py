"""Whether a thing is in a zone: only after it has been for a while, and by a margin."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.watch.rules.steadiness import lasted


@dataclass(frozen=True, slots=True)
class ZoneStay:
    """What is known of one thing and one zone.

    inside: as settled. turned: seconds at which it was first seen on the other side of the margin, where it
    has been since. since: seconds at which the stay began.
    """

    inside: bool = False
    turned: float | None = None
    since: float | None = None

    def moved(self, distance: float, margin: float, seconds: float, settle_s: float) -> tuple[ZoneStay, int]:
        """After the thing was seen `distance` pixels inside the edge; +1 if it has entered, -1 if left.

        A thing that is first seen in the zone enters it.
        """
        elsewhere = distance < -margin if self.inside else distance > margin
        if not elsewhere:
            return ZoneStay(self.inside, None, self.since), 0
        turned = seconds if self.turned is None else self.turned
        if not lasted(turned, seconds, settle_s):
            return ZoneStay(self.inside, turned, self.since), 0
        if self.inside:
            return ZoneStay(), -1
        return ZoneStay(True, None, turned), 1
