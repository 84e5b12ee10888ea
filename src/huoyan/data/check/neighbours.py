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


def describe(grey: np.ndarray) -> np.ndarray:
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


def mirrored(descriptors: np.ndarray) -> np.ndarray:
    """Descriptors of the same pictures flipped left to right."""
    signs = np.tile((-1.0) ** np.arange(COEFFICIENTS), COEFFICIENTS).astype(np.float32)
    return np.asarray(descriptors * signs[1:])


def _cosines(side: int) -> np.ndarray:
    """The first rows of the orthonormal DCT-II (COEFFICIENTS, side)."""
    k, x = np.arange(COEFFICIENTS)[:, None], np.arange(side)[None, :]
    rows = np.cos(np.pi * k * (2 * x + 1) / (2 * side)) * np.sqrt(2 / side)
    rows[0] /= np.sqrt(2)
    return np.asarray(rows, dtype=np.float32)


def nearest(vectors: np.ndarray, queries: np.ndarray, k: int, least: float, seed: int = 0) -> np.ndarray:
    """Pairs (i, j) int64 (M, 2), i < j, unique: j among the k nearest of query i or i of query j.

    vectors, queries: unit float32 (N, D), row for row the same picture, which is never its own neighbour.
    least: cosine that a pair needs. Equal input gives equal output.
    """
    n = len(vectors)
    if n < 2:
        return np.empty((0, 2), dtype=np.int64)
    cells, homes, probes = _cells(vectors, queries, seed)
    keys, cosines, sources = [], [], []
    by_home = np.split(np.argsort(homes, kind="stable"), np.cumsum(np.bincount(homes, minlength=cells))[:-1])
    flat = probes.reshape(-1)
    askers = np.argsort(flat, kind="stable") // probes.shape[1]
    by_probe = np.split(askers, np.cumsum(np.bincount(flat, minlength=cells))[:-1])
    for members, asking in zip(by_home, by_probe, strict=True):
        for at in range(0, len(asking) if len(members) else 0, _CHUNK):
            rows = asking[at : at + _CHUNK]
            row, column, value = _best(vectors[members], queries[rows], rows, members, k, least)
            sources.append(rows[row])
            keys.append(members[column])
            cosines.append(value)
    return _merged(np.concatenate(sources), np.concatenate(keys), np.concatenate(cosines), k, n)


def _cells(vectors: np.ndarray, queries: np.ndarray, seed: int) -> tuple[int, np.ndarray, np.ndarray]:
    """Number of cells, the cell of each vector (N,), and the cells that each query reads (N, probes)."""
    n = len(vectors)
    if n <= EXACT:
        return 1, np.zeros(n, dtype=np.int64), np.zeros((n, 1), dtype=np.int64)
    cells = int(4 * np.sqrt(n))
    # Pictures themselves as centres: they lie densest where the pictures do.
    centres = vectors[np.random.default_rng(seed).choice(n, cells, replace=False)]
    homes = np.empty(n, dtype=np.int64)
    probes = np.empty((n, PROBES), dtype=np.int64)
    for at in range(0, n, _CHUNK):
        homes[at : at + _CHUNK] = (vectors[at : at + _CHUNK] @ centres.T).argmax(axis=1)
        closeness = queries[at : at + _CHUNK] @ centres.T
        probes[at : at + _CHUNK] = np.argpartition(-closeness, PROBES - 1, axis=1)[:, :PROBES]
    return cells, homes, probes


def _best(
    vectors: np.ndarray, queries: np.ndarray, rows: np.ndarray, members: np.ndarray, k: int, least: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(row, column, cosine) of the up to k members of one cell that are nearest to each query."""
    closeness = queries @ vectors.T
    closeness[rows[:, None] == members[None, :]] = -1
    if len(members) > k:
        kept = np.argpartition(-closeness, k - 1, axis=1)[:, :k]
        at, which = np.nonzero(np.take_along_axis(closeness, kept, axis=1) >= least)
        column = kept[at, which]
    else:
        at, column = np.nonzero(closeness >= least)
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
