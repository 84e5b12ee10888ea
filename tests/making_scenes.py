"""Scripted scenes: things on paths, what is true of every frame, and what a detector would find in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from huoyan.metrics.detection.overlap import areas, shared
from huoyan.results import Detection, Detections
from huoyan.watch.tracked import Tracked, Tracks

Station = tuple[float, float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Actor:
    """A thing. path: stations (seconds, x, y) of its centre, straight and even in between; it is there from
    the first to the last of them. size: width, height. hidden: spans of seconds in which nothing of it is
    seen.
    """

    label: str
    path: tuple[Station, ...]
    size: tuple[float, float] = (40, 60)
    hidden: tuple[tuple[float, float], ...] = ()

    def box(self, seconds: float) -> Box | None:
        at, x, y = np.array(self.path, np.float64).T
        if not at[0] <= seconds <= at[-1]:
            return None
        (cx, cy), (w, h) = (float(np.interp(seconds, at, each)) for each in (x, y)), self.size
        return cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2

    def is_hidden(self, seconds: float) -> bool:
        return any(low <= seconds < high for low, high in self.hidden)


@dataclass(frozen=True, slots=True)
class Flaws:
    """What a detector and a camera do wrong.

    noise: standard deviation of each side of a box, as a share of the thing's width or height; missed: the
    share of things not found; faint: of those found, the share with a score below 0.4; false_alarms: their
    mean number a frame; confused: the share with another actor's label; covered: the share of a thing behind
    nearer ones (later actors are nearer) from which on it is not found; dropped: the share of frames that
    never come; jitter: standard deviation of a frame's time, as a share of the interval.
    """

    noise: float = 0.0
    missed: float = 0.0
    faint: float = 0.0
    false_alarms: float = 0.0
    confused: float = 0.0
    covered: float = 0.7
    dropped: float = 0.0
    jitter: float = 0.0


FLAWLESS = Flaws()
COMMON = Flaws(noise=0.03, missed=0.1, faint=0.1, false_alarms=0.1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame: what is found in it, and what is true of it. `true` holds everything that is there, numbered
    as the actors are, from 1; `found` of a Tracked says whether it can be seen.
    """

    seconds: float
    index: int
    found: Detections
    true: Tracks


@dataclass(frozen=True, slots=True)
class Scene:
    """Actors before a camera that stands still, the nearest last."""

    actors: tuple[Actor, ...]
    seconds: float
    frames_per_second: float = 10.0
    width: int = 640
    height: int = 480

    def moments(self, flaws: Flaws = FLAWLESS, seed: int = 0) -> list[Moment]:
        rng = np.random.default_rng(seed)
        return [self._moment(seconds, index, flaws, rng) for index, seconds in self._clock(flaws, rng)]

    def _clock(self, flaws: Flaws, rng: np.random.Generator) -> Iterator[tuple[int, float]]:
        for index in range(round(self.seconds * self.frames_per_second)):
            shift = float(np.clip(rng.normal(0, 1) * flaws.jitter, -0.45, 0.45))
            if rng.random() >= flaws.dropped:
                yield index, max(0.0, (index + shift) / self.frames_per_second)

    def _moment(self, seconds: float, index: int, flaws: Flaws, rng: np.random.Generator) -> Moment:
        there = [
            (number, actor, box)
            for number, actor in enumerate(self.actors, 1)
            if (box := actor.box(seconds)) and self._within(box)
        ]
        boxes = np.array([box for _, _, box in there], np.float64).reshape(-1, 4)
        seen = _seen(boxes, flaws.covered)
        true, found = [], []
        for at, (number, actor, box) in enumerate(there):
            visible = bool(seen[at]) and not actor.is_hidden(seconds)
            began = actor.path[0][0]
            frames = 1 + int((seconds - began) * self.frames_per_second)
            true.append(Tracked(number, actor.label, 1.0, box, began, frames, visible))
            luck = rng.random(2)  # drawn whether it is seen or not: one flaw more changes no other
            sides = rng.normal(0, 1, 4)
            if visible and luck[0] >= flaws.missed:
                found.append(
                    self._detection(actor, box, luck[1] < flaws.faint, sides * flaws.noise, flaws, rng)
                )
        found += self._false_alarms(flaws, rng)
        surest = sorted(found, key=lambda each: -each.score)
        return Moment(
            seconds,
            index,
            Detections(tuple(surest), self.height, self.width),
            Tracks(tuple(true), seconds, index, self.height, self.width),
        )

    def _detection(
        self, actor: Actor, box: Box, faint: bool, off: np.ndarray, flaws: Flaws, rng: np.random.Generator
    ) -> Detection:
        sides = np.array(box) + off * np.tile(actor.size, 2)
        others = sorted({each.label for each in self.actors} - {actor.label})
        label = actor.label
        if others and rng.random() < flaws.confused:
            label = others[int(rng.integers(len(others)))]
        score = rng.uniform(0.15, 0.4) if faint else rng.uniform(0.65, 0.95)
        xmin, xmax = np.clip(sides[[0, 2]], 0, self.width).tolist()
        ymin, ymax = np.clip(sides[[1, 3]], 0, self.height).tolist()
        return Detection(label, float(score), (xmin, ymin, xmax, ymax))

    def _false_alarms(self, flaws: Flaws, rng: np.random.Generator) -> Iterator[Detection]:
        for _ in range(rng.poisson(flaws.false_alarms)):
            which = self.actors[int(rng.integers(len(self.actors)))]
            w, h = (float(side * rng.uniform(0.7, 1.3)) for side in which.size)
            x, y = float(rng.uniform(0, self.width - w)), float(rng.uniform(0, self.height - h))
            yield Detection(which.label, float(rng.uniform(0.3, 0.7)), (x, y, x + w, y + h))

    def _within(self, box: Box) -> bool:
        """Its centre, at least."""
        return 0 <= (box[0] + box[2]) / 2 < self.width and 0 <= (box[1] + box[3]) / 2 < self.height


def _seen(boxes: np.ndarray, covered: float) -> np.ndarray:
    """Which of the boxes (N, 4), the nearest last, no nearer one covers by `covered` of its area or more."""
    common = shared(boxes, boxes)
    share = np.triu(common / np.maximum(areas(boxes), 1e-9)[:, None], 1)
    return np.asarray(share.max(axis=1, initial=0) < covered)


def walk(label: str, begin: Station, end: Station, size: tuple[float, float] = (40, 60)) -> Actor:
    """Straight from one station to another."""
    return Actor(label, (begin, end), size)


def crossing_paths() -> Scene:
    """Two walk towards each other and past, one of them behind the other for a while; a third stays away."""
    return Scene(
        (
            walk("person", (0, 60, 200), (8, 580, 230)),
            walk("person", (0, 580, 240), (8, 60, 215)),
            walk("person", (0, 320, 400), (8, 420, 420)),
        ),
        seconds=8,
    )


def behind_a_pillar() -> Scene:
    """Each of two is hidden for a second on the way, one after the other."""
    return Scene(
        (
            Actor("person", ((0, 40, 150), (8, 600, 150)), hidden=((3, 4),)),
            Actor("person", ((1, 40, 330), (9, 600, 330)), hidden=((4, 5),)),
        ),
        seconds=9,
    )


def one_after_another() -> Scene:
    """Where one has left, the next comes in a second later: another thing, at the same place."""
    return Scene(
        tuple(walk("car", (4 * at, 40, 240), (4 * at + 3, 600, 240), (80, 50)) for at in range(4)), seconds=16
    )


def standing() -> Scene:
    """Three that hardly move, for what flickers."""
    return Scene(tuple(walk("person", (0, x, 240), (20, x + 10, 245)) for x in (120, 320, 520)), seconds=20)


def traffic() -> Scene:
    """Two rows of vehicles against each other, cars and lorries, the faster ones on the outside."""
    rng = np.random.default_rng(5)
    actors = []
    for at in range(12):
        right, fast = at % 2 == 0, float(rng.uniform(2.5, 4.0))
        start, y = at * 1.0, 160 if right else 300
        ends = (-30, 670) if right else (670, -30)
        size = (110, 60) if at % 5 == 0 else (70, 44)
        label = "truck" if at % 5 == 0 else "car"
        actors.append(walk(label, (start, ends[0], y), (start + fast, ends[1], y), size))
    return Scene(tuple(actors), seconds=16, frames_per_second=15)


def crowd(count: int = 20, seconds: float = 10, seed: int = 0) -> Scene:
    """So many that walk from one place to another, each at a pace of its own; those lower down are nearer."""
    rng = np.random.default_rng(seed)
    stations = rng.uniform((40, 60), (920, 480), (count, 3, 2))
    stations = stations[np.argsort(stations[:, 0, 1])]
    times = np.linspace(0, seconds, 3)
    paths: Sequence[tuple[Station, ...]] = [
        tuple((float(t), float(x), float(y)) for t, (x, y) in zip(times, each, strict=True))
        for each in stations
    ]
    return Scene(
        tuple(Actor("person", path, (24, 48)) for path in paths), seconds, 20.0, width=960, height=540
    )


SCENES = {
    "crossing_paths": crossing_paths,
    "behind_a_pillar": behind_a_pillar,
    "one_after_another": one_after_another,
    "standing": standing,
    "traffic": traffic,
    "crowd": crowd,
}
