"""One thing that is followed: its number, its name by vote, and where it was last found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from huoyan.watch.tracked import Box

# A place in time: seconds and the centre, x, y.
Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Track:
    """number: 0 while it is on trial. votes: the scores of its detections, summed by label. score, box: of
    the last one. since: seconds of the first. frames: in how many it was found. places: of the last ones, in
    which it was found, the newest last.
    """

    number: int
    votes: tuple[tuple[str, float], ...]
    score: float
    box: Box
    since: float
    first: Box
    frames: int
    places: tuple[Place, ...]

    @classmethod
    def begun(cls, label: str, score: float, box: Box, seconds: float) -> Track:
        return cls(0, ((label, score),), score, box, seconds, box, 1, (_place(box, seconds),))

    @property
    def label(self) -> str:
        """The one with most votes; of equal ones that which was met first."""
        return max(self.votes, key=lambda vote: vote[1])[0]

    @property
    def seen(self) -> float:
        """Seconds at which it was last found."""
        return self.places[-1][0]

    def found(self, label: str, score: float, box: Box, seconds: float, keep_s: float) -> Track:
        """keep_s: places that are older are forgotten, but for the newest of these."""
        votes = dict(self.votes)
        votes[label] = votes.get(label, 0.0) + score
        old = sum(place[0] < seconds - keep_s for place in self.places)
        places = (*self.places[max(0, old - 1) :], _place(box, seconds))
        return replace(
            self, votes=tuple(votes.items()), score=score, box=box, frames=self.frames + 1, places=places
        )

    def place_before(self, seconds: float) -> Place:
        """Where it was at `seconds` or last before; the first that is known, if all are later."""
        earlier = [place for place in self.places if place[0] <= seconds]
        return earlier[-1] if earlier else self.places[0]

    def to_json(self) -> list[Any]:
        return [getattr(self, name) for name in self.__slots__]

    @classmethod
    def from_json(cls, values: list[Any]) -> Track:
        number, votes, score, box, since, first, frames, places = values
        votes, places = (tuple(tuple(each) for each in some) for some in (votes, places))
        return cls(number, votes, score, tuple(box), since, tuple(first), frames, places)


def _place(box: Box, seconds: float) -> Place:
    return seconds, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
