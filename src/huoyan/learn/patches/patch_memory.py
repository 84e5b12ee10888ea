"""What is remembered of good pictures, and how far a place is from it: in NumPy and as a graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from huoyan.images.heat_map import HEATMAP, SCORE, WHOLE
from huoyan.learn.graph_builder import GraphBuilder, Output
from huoyan.learn.patches.whole_picture import WholePicture

# Added to squared distances, in units: a plain root has no bound to its slope, so a rounding would be seen.
LEAST = 1e-3
AT_ONCE = (
    1024  # rows that are compared with all that is remembered; in the graph places that all are compared with
)


@dataclass(frozen=True, slots=True, eq=False)
class PatchMemory:
    """places: float32 (M, D), what is remembered, in units. centre: float32 (D,); unit: a distance that good
    pictures often have. A place f is compared as (f - centre) / unit. whole: of the means of such places,
    where pictures are compared as wholes, too.
    """

    places: np.ndarray
    centre: np.ndarray
    unit: float
    whole: WholePicture | None = None

    @classmethod
    def of(cls, rows: np.ndarray, remembered: np.ndarray) -> PatchMemory:
        """rows: float32 (N, D), places of good pictures; remembered: indices of some."""
        centre = rows[remembered].mean(axis=0)
        raw = cls(np.asarray(rows[remembered] - centre), centre, 1.0)
        rest = np.setdiff1d(np.arange(len(rows)), remembered)
        found = raw.distances(rows[rest[:: max(1, len(rest) // 4096)]]) if len(rest) else np.ones(1)
        unit = float(np.median(found)) or 1.0
        return cls(raw.places / np.float32(unit), centre, unit)

    @property
    def arrays(self) -> Mapping[str, np.ndarray]:
        own = {"places": self.places, "centre": self.centre, "unit": np.array([self.unit], np.float32)}
        return own if self.whole is None else {**own, **self.whole.arrays}

    def without(self, places: np.ndarray) -> PatchMemory:
        """Of some, bool (M,), nothing is remembered."""
        return replace(self, places=self.places[~places])

    def in_units(self, rows: np.ndarray) -> np.ndarray:
        """float32 (N, D), as they are compared."""
        return np.asarray((rows - self.centre) * np.float32(1 / self.unit), np.float32)

    def distances(self, rows: np.ndarray) -> np.ndarray:
        """float32 (N, D) to float32 (N,), to the nearest that is remembered."""
        squares = np.einsum("md,md->m", self.places, self.places)
        found = []
        for at in range(0, len(rows), AT_ONCE):
            part = self.in_units(rows[at : at + AT_ONCE])
            nearest = (part @ (-2 * self.places.T) + squares).min(axis=1)
            own = np.einsum("nd,nd->n", part, part)
            found.append(np.sqrt(np.maximum(nearest + own, 0) + np.float32(LEAST)))
        return np.concatenate(found) if found else np.empty(0, np.float32)

    def answer(self, features: np.ndarray, height: int, width: int) -> dict[str, np.ndarray]:
        """float32 (N, D, h, w) to the score (N,), that of the place furthest off or of the whole, and the map
        (N, H, W)."""
        n, d, h, w = features.shape
        cells = self.distances(features.transpose(0, 2, 3, 1).reshape(-1, d)).reshape(n, h, w)
        large = enlarging(h, height) @ cells @ enlarging(w, width).T
        score, heat = cells.reshape(n, -1).max(axis=1), large.astype(np.float32)
        if self.whole is None:
            return {SCORE: score, HEATMAP: heat}
        whole = self.whole.distances(self.in_units(features.mean(axis=(2, 3))))
        return {SCORE: np.maximum(score, whole), HEATMAP: heat, WHOLE: whole}

    def graph(self, features: bytes, cells: tuple[int, int], height: int, width: int) -> bytes:
        """Behind the graph of the features: uint8 pictures in, score and map out."""
        graph, seen = GraphBuilder.after(features)
        h, w = cells
        d = self.places.shape[1]
        flat = graph.add("Reshape", seen, graph.constant(np.array([0, d, h * w])))
        rows = graph.add("Sub", graph.add("Transpose", flat, perm=[0, 2, 1]), graph.constant(self.centre))
        rows = graph.add("Mul", rows, graph.constant(np.array(1 / self.unit, np.float32)))
        axis = graph.constant(np.array([2]))
        # Some at a time: distances of a batch to 20,000 at once would fill gigabytes.
        parts = [self.places[at : at + AT_ONCE] for at in range(0, len(self.places), AT_ONCE)]
        each = [_nearest(graph, rows, part, axis) for part in parts]
        nearest = each[0] if len(each) == 1 else graph.add("Min", *each)
        own = graph.add("ReduceSum", graph.add("Mul", rows, rows), axis, keepdims=0)
        both = graph.add("Relu", graph.add("Add", nearest, own))
        found = graph.add("Sqrt", graph.add("Add", both, graph.constant(np.array(LEAST, np.float32))))
        score = graph.add("ReduceMax", found, graph.constant(np.array([1])), keepdims=0)
        map_ = graph.add("Reshape", found, graph.constant(np.array([0, h, w])))
        wide = graph.add("MatMul", map_, graph.constant(enlarging(w, width).T))
        large = graph.add("MatMul", graph.constant(enlarging(h, height)), wide)
        outputs = {SCORE: Output(score, ()), HEATMAP: Output(large, (height, width))}
        if self.whole is not None:
            whole = self.whole.add_to(graph, rows)
            outputs |= {SCORE: Output(graph.add("Max", score, whole), ()), WHOLE: Output(whole, ())}
        return graph.model(**outputs)


def _nearest(graph: GraphBuilder, rows: str, places: np.ndarray, axis: str) -> str:
    """Squared distances (N, h w) to the nearest of some places, but for the rows' own squares."""
    products = graph.add("MatMul", rows, graph.constant(-2 * places.T))
    squares = graph.constant(np.einsum("md,md->m", places, places))
    return graph.add("ReduceMin", graph.add("Add", products, squares), axis, keepdims=0)


def enlarging(count: int, side: int) -> np.ndarray:
    """float32 (side, count): values of the middles of `count` cells, bilinear at those of the pixels."""
    places = np.clip((np.arange(side) + 0.5) * (count / side) - 0.5, 0, count - 1)
    weights = np.clip(1 - np.abs(places[:, None] - np.arange(count)), 0, None)
    return np.asarray(weights, np.float32)
