"""Which pictures are worth comparing closely: nearest neighbours of small descriptors, in near-linear time.

The descriptor is the low end of the cosine transform of the grey copy, its mean and contrast removed: what
perceptual hashes take the signs of (pHash: Zauner 2010, "Implementation and benchmarking of perceptual image
hash functions", section 3.2.1), kept as numbers because a sign flips under a small crop and a number only
moves. A mirrored picture has the same coefficients with the odd horizontal ones negated.
The search is an inverted file (Jegou, Douze, Schmid, "Product quantization for nearest neighbor search",
TPAMI 2011, section IV, without the quantizer of residuals): 4 sqrt(N) cells, of which a query reads a few.
"""

from __future__ import annotations

import numpy as np

COEFFICIENTS = 8  # a side of the block of low frequencies: 63 numbers without the mean
# Frequencies are weighed up by this power: photos have amplitudes that fall as 1 / frequency (Field 1987), so
# that without it all that counts is where sky and ground are.
WHITENING = 1.0
EXACT = 4_096  # up to so many pictures every pair is compared
PROBES = 16  # cells that a query reads
_CHUNK = 2_048


def descriptors_of(grey: np.ndarray) -> np.ndarray:
    """Descriptors float32 (N, D) of length 1 from copies uint8 (N, S, S); 0 for a blank picture."""
    basis = _cosines(grey.shape[1])
    order = np.arange(COEFFICIENTS)
    weights = np.hypot(order[:, None], order[None, :]).astype(np.float32) ** WHITENING
    found = np.empty((len(grey), COEFFICIENTS * COEFFICIENTS - 1), dtype=np.float32)
    for at in range(0, len(grey), _CHUNK):
        block = basis @ grey[at : at + _CHUNK].astype(np.float32) @ basis.T * weights
        found[at : at + _CHUNK] = block.reshape(len(block), -1)[:, 1:]
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    found[lengths[:, 0] < 1e-3] = 0
    return np.asarray(found / np.maximum(lengths, 1e-3))


def mirrored_descriptors(descriptors: np.ndarray) -> np.ndarray:
    """Descriptors of the same pictures flipped left to right."""
    signs = np.tile((-1.0) ** np.arange(COEFFICIENTS), COEFFICIENTS).astype(np.float32)
    return np.asarray(descriptors * signs[1:])


def _cosines(side: int) -> np.ndarray:
    """The first rows of the orthonormal DCT-II (COEFFICIENTS, side)."""
    k, x = np.arange(COEFFICIENTS)[:, None], np.arange(side)[None, :]
    rows = np.cos(np.pi * k * (2 * x + 1) / (2 * side)) * np.sqrt(2 / side)
    rows[0] /= np.sqrt(2)
    return np.asarray(rows, dtype=np.float32)


class Cells:
    """Unit vectors float32 (N, D), dealt to the nearest of 4 sqrt(N) centres; equal input, equal cells."""

    def __init__(self, vectors: np.ndarray, seed: int = 0) -> None:
        n = len(vectors)
        self.vectors = vectors
        self.centres = vectors[:1]
        if n > EXACT:
            # Pictures themselves as centres: they lie densest where the pictures do.
            chosen = np.random.default_rng(seed).choice(n, int(4 * np.sqrt(n)), replace=False)
            self.centres = vectors[chosen]
        homes = np.zeros(n, dtype=np.int64)
        for at in range(0, n if n > EXACT else 0, _CHUNK):
            homes[at : at + _CHUNK] = (vectors[at : at + _CHUNK] @ self.centres.T).argmax(axis=1)
        self.members = _by_number(homes, len(self.centres))

    def nearest(self, queries: np.ndarray, k: int, least: float) -> np.ndarray:
        """Pairs (i, j) int64 (M, 2), i < j, unique: j among the k nearest of query i or i of query j.

        queries: unit float32 (N, D), row for row the same picture as the vectors, which is never its own
        neighbour. least: cosine that a pair needs.
        """
        n = len(self.vectors)
        if n < 2:
            return np.empty((0, 2), dtype=np.int64)
        probes = self._probes(queries)
        asking = _by_number(probes.reshape(-1), len(self.centres))
        keys, cosines, sources = [], [], []
        for members, asked in zip(self.members, asking, strict=True):
            near = self.vectors[members]
            for at in range(0, len(asked) if len(members) else 0, _CHUNK):
                rows = asked[at : at + _CHUNK] // probes.shape[1]
                row, column, value = _best(near, queries[rows], rows, members, k, least)
                sources.append(rows[row])
                keys.append(members[column])
                cosines.append(value)
        return _merged(np.concatenate(sources), np.concatenate(keys), np.concatenate(cosines), k, n)

    def _probes(self, queries: np.ndarray) -> np.ndarray:
        """The cells that each query reads, int64 (N, probes)."""
        if len(self.centres) == 1:
            return np.zeros((len(queries), 1), dtype=np.int64)
        probes = np.empty((len(queries), PROBES), dtype=np.int64)
        for at in range(0, len(queries), _CHUNK):
            closeness = queries[at : at + _CHUNK] @ self.centres.T
            probes[at : at + _CHUNK] = np.argpartition(-closeness, PROBES - 1, axis=1)[:, :PROBES]
        return probes


def nearest(vectors: np.ndarray, queries: np.ndarray, k: int, least: float, seed: int = 0) -> np.ndarray:
    """`Cells.nearest` for a single search."""
    return Cells(vectors, seed).nearest(queries, k, least)


def _by_number(numbers: np.ndarray, n: int) -> list[np.ndarray]:
    """The places (ascending) at which each of 0..n-1 stands."""
    return np.split(np.argsort(numbers, kind="stable"), np.cumsum(np.bincount(numbers, minlength=n))[:-1])


def _best(
    vectors: np.ndarray, queries: np.ndarray, rows: np.ndarray, members: np.ndarray, k: int, least: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row, column, cosine) of members of one cell near each query: the k nearest among them, or more."""
    closeness = queries @ vectors.T
    near = closeness >= least
    if np.count_nonzero(near) > (k + 1) * len(rows) and len(members) > k:
        # One more than k: the picture itself may be among them.
        kept = np.argpartition(-closeness, min(k, len(members) - 1), axis=1)[:, : k + 1]
        at, which = np.nonzero(np.take_along_axis(near, kept, axis=1))
        column = kept[at, which]
    else:
        # Nearly always: so few are near enough that to look for the nearest would be the larger work.
        flat = np.flatnonzero(near)
        at, column = flat // len(members), flat % len(members)
    other = rows[at] != members[column]
    at, column = at[other], column[other]
    return at, column, closeness[at, column]


def _merged(sources: np.ndarray, found: np.ndarray, cosines: np.ndarray, k: int, n: int) -> np.ndarray:
    """The k best of each source over all its cells, as unordered pairs."""
    order = np.lexsort((found, -cosines, sources))
    sources, found = sources[order], found[order]
    first = np.searchsorted(sources, sources)
    kept = np.arange(len(sources)) - first < k
    low, high = np.minimum(sources, found)[kept], np.maximum(sources, found)[kept]
    unique = np.unique(low * n + high)
    return np.stack([unique // n, unique % n], axis=1)
