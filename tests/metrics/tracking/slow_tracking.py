"""HOTA, IDF1 and MOTA once more, slow and obvious: every way to pair is tried, every pair counted alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations

from huoyan.metrics.tracking.trajectories import Trajectories

Box = tuple[float, float, float, float]
Frames = dict[int, dict[int, Box]]


def by_frame(given: Trajectories) -> Frames:
    frames: Frames = {}
    for frame, number, box in zip(given.frames, given.numbers, given.boxes, strict=True):
        frames.setdefault(int(frame), {})[int(number)] = tuple(box.tolist())
    return frames


def iou(a: Box, b: Box) -> float:
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    area = [(box[2] - box[0]) * (box[3] - box[1]) for box in (a, b)]
    return width * height / (sum(area) - width * height)


def pairings(some: list[int], others: list[int]) -> Iterator[list[tuple[int, int]]]:
    """Every way to pair as many of them as possible."""
    k = min(len(some), len(others))
    for chosen in combinations(some, k):
        for order in permutations(others, k):
            yield list(zip(chosen, order, strict=True))


def best(some: list[int], others: list[int], worth: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairing that is worth most, without pairs that are worth nothing."""
    most = max(pairings(some, others), key=lambda pairs: sum(worth[pair] for pair in pairs), default=[])
    return [pair for pair in most if worth[pair] > 0]


def slow_mota(true: Trajectories, found: Trajectories) -> float:
    there, said = by_frame(true), by_frame(found)
    right = false = switched = 0
    before: dict[int, int] = {}
    last: dict[int, int] = {}
    for frame in sorted(there.keys() | said.keys()):
        things, tracks = there.get(frame, {}), said.get(frame, {})
        false += len(tracks)
        if not things or not tracks:
            continue

        share = {(i, j): iou(things[i], tracks[j]) for i in things for j in tracks}
        worth = {
            (i, j): 0.0 if overlap < 0.5 else overlap + 1000 * (before.get(i) == j)
            for (i, j), overlap in share.items()
        }
        pairs = best(list(things), list(tracks), worth)
        right, false = right + len(pairs), false - len(pairs)
        switched += sum(last.get(i, j) != j for i, j in pairs)
        before = dict(pairs)
        last |= before
    return (right - false - switched) / len(true)


def slow_idf1(true: Trajectories, found: Trajectories) -> float:
    there, said = by_frame(true), by_frame(found)

    def frames_together(i: int, j: int) -> int:
        return sum(
            iou(there[frame][i], said[frame][j]) >= 0.5
            for frame in there.keys() & said.keys()
            if i in there[frame] and j in said[frame]
        )

    things, tracks = sorted(set(true.numbers.tolist())), sorted(set(found.numbers.tolist()))
    together = {(i, j): float(frames_together(i, j)) for i in things for j in tracks}
    right = sum(together[pair] for pair in best(things, tracks, together))
    return 2 * right / (len(true) + len(found))


def slow_hota(true: Trajectories, found: Trajectories, least: float) -> tuple[float, float, float, float]:
    """HOTA, DetA, AssA and LocA at one least overlap."""
    there, said = by_frame(true), by_frame(found)
    both = sorted(there.keys() & said.keys())
    of_true = {i: sum(i in frame for frame in there.values()) for i in set(true.numbers.tolist())}
    of_found = {j: sum(j in frame for frame in said.values()) for j in set(found.numbers.tolist())}

    def belong(i: int, j: int) -> float:
        together = 0.0
        for frame in both:
            if i not in there[frame] or j not in said[frame]:
                continue
            overlap = iou(there[frame][i], said[frame][j])
            row = sum(iou(there[frame][i], box) for box in said[frame].values())
            column = sum(iou(box, said[frame][j]) for box in there[frame].values())
            together += overlap / (row + column - overlap) if overlap else 0.0
        return together / (of_true[i] + of_found[j] - together)

    known = {(i, j): belong(i, j) for i in of_true for j in of_found}
    matched: list[tuple[int, int]] = []
    overlaps = 0.0
    for frame in both:
        things, tracks = there[frame], said[frame]
        share = {(i, j): iou(things[i], tracks[j]) for i in things for j in tracks}
        worth = {pair: known[pair] * overlap for pair, overlap in share.items()}
        pairs = best(list(things), list(tracks), worth)
        good = [pair for pair in pairs if share[pair] >= least - 1e-12]
        matched += good
        overlaps += sum(share[pair] for pair in good)
    right = len(matched)
    missed, false = len(true) - right, len(found) - right
    together = 0.0
    for i, j in matched:
        times = matched.count((i, j))
        together += times / (of_true[i] + of_found[j] - times)
    deta, assa = right / (right + missed + false), together / max(right, 1)
    return (deta * assa) ** 0.5, deta, assa, overlaps / right if right else 1.0
