"""How much two small grey copies are one picture: aligned for a crop, then compared detail by detail.

Alignment is Lucas and Kanade's in its inverse compositional form (Baker, Matthews, "Lucas-Kanade 20 years
on", IJCV 2004, section 3.2) for a scale and a shift of each side, which is what a crop does to a squashed
copy, with brightness and contrast projected out. Two sunsets agree in where bright and dark are; so the score
compares what is left after the local mean is taken away and the local contrast evened out, where only noise
agrees by chance. It is done for many pairs at once, coarse first; pairs that fail there go no further.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

MOST_SCALE = 0.2  # a 5 % crop from each end of a side scales by 1 / 0.9; more is another picture
MOST_SHIFT = 0.2  # of half a side
NOISE = 2.0  # grey levels: what JPEG of quality 40 leaves in a copy of 48 pixels
BLACK, WHITE = 4, 251  # of 255: beyond these a value is clipped
# Of 3,584 copies of weather4's photos, each cropped and most with all changes at once, the lowest is given.
COARSE = 0.86  # correlation of the detail of halved copies, below it a pair is dropped; copies: 0.894
FINE = 0.76  # the same of whole copies after half of the steps; copies: 0.874
COARSE_STEPS, FINE_STEPS = 3, 4  # more change the third decimal of a copy's correlation

STIFFNESS = 0.04  # of a movement, beside the energy of the picture
LEAST_SHARED = 0.2
EDGE = 12  # a twelfth of each side is left out of the steps: the other picture may not show it
_CHUNK, _FINE_CHUNK = 128, 32  # pairs at a time: their copies fit a cache of 2 MB


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Of P pairs, each (P,).

    whole: correlation -1..1 of the aligned copies. detail: of their evened-out detail. open: share of pixels
    that both show and that are clipped in neither; `whole` and `difference` are of these. difference: root
    mean square of what is left between the copies, evened in brightness and contrast, in grey levels of the
    second. overlap: of the side that keeps less, the share that both show. A pair that the coarse stage
    dropped has its correlation there as `detail` and 0 elsewhere. warp: (P, 4), which lays the first on the
    second (see `warped`).
    """

    whole: np.ndarray
    detail: np.ndarray
    open: np.ndarray
    difference: np.ndarray
    overlap: np.ndarray
    warp: np.ndarray


def coarse(grey: np.ndarray) -> np.ndarray:
    """The detail of halved copies, which is compared first: uint8 (N, S, S) to float16 (N, S / 2, S / 2)."""
    found = np.empty((len(grey), grey.shape[1] // 2, grey.shape[2] // 2), dtype=np.float16)

    def fill(at: int) -> None:
        found[at : at + _CHUNK] = _detail(_halved(grey[at : at + _CHUNK].astype(np.float32)))

    in_threads(fill, range(0, len(grey), _CHUNK))
    return found


def compare_aligned(
    grey: np.ndarray, pairs: np.ndarray, flip: bool = False, small: np.ndarray | None = None
) -> Agreement:
    """Agreement of pairs (P, 2) of copies uint8 (N, S, S); flip: the second of each is mirrored first.

    small: `coarse(grey)`, where it is there already.
    """
    small = coarse(grey) if small is None else small
    columns = np.zeros((5, len(pairs)), dtype=np.float32)
    warps = np.zeros((len(pairs), 4), dtype=np.float32)
    side = slice(None, None, -1 if flip else None)

    def look(rows: np.ndarray) -> None:
        columns[1, rows], warps[rows] = _compare_coarse(small, pairs[rows], side)

    def look_closely(rows: np.ndarray) -> None:
        columns[:, rows], warps[rows] = _compare_fine(grey, pairs[rows], warps[rows], side)

    # Pairs of one second picture lie together: what depends on it alone is computed once.
    order = np.argsort(pairs[:, 1], kind="stable")
    in_threads(look, _chunks(order, _CHUNK))
    in_threads(look_closely, _chunks(order[columns[1, order] >= COARSE], _FINE_CHUNK))
    whole, detail, clear, difference, overlap = columns
    return Agreement(whole, detail, clear, difference, overlap, warps)


def in_threads(work: Callable[[Any], None], parts: Iterable[Any]) -> None:
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="huoyan-compare") as pool:
        list(pool.map(work, parts))


def _chunks(rows: np.ndarray, size: int) -> list[np.ndarray]:
    return [rows[at : at + size] for at in range(0, len(rows), size)]


def _compare_coarse(small: np.ndarray, pairs: np.ndarray, side: slice) -> tuple[np.ndarray, np.ndarray]:
    """Correlation (P,) of the coarse detail of pairs, and their warps (P, 4)."""
    seconds, which = np.unique(pairs[:, 1], return_inverse=True)
    fixed = small[seconds].astype(np.float32)[:, :, side]
    moving = small[pairs[:, 0]].astype(np.float32)
    warp = np.zeros((len(pairs), 4), dtype=np.float32)
    warp = _aligned(moving, _projector(fixed)[which], warp, COARSE_STEPS)
    return _correlation(*warped(moving, fixed[which], warp)), warp


def _compare_fine(
    grey: np.ndarray, pairs: np.ndarray, warp: np.ndarray, side: slice
) -> tuple[np.ndarray, np.ndarray]:
    """The columns of Agreement (5, P) for pairs whose coarse warps are known, and their warps (P, 4).

    All alignment is by detail: where brightening has clipped highlights, raw values would pull it away.
    """
    answer = np.zeros((5, len(pairs)), dtype=np.float32)
    a, b = grey[pairs[:, 0]].astype(np.float32), grey[pairs[:, 1]][:, :, side].astype(np.float32)
    one, other = (_detail(smooth(copy, 0.7)) for copy in (a, b))
    projector = _projector(other)
    warp = _aligned(one, projector, warp, FINE_STEPS // 2)
    answer[1] = _correlation(*warped(one, other, warp))
    go_on = np.flatnonzero(answer[1] >= FINE)
    if len(go_on):
        warp[go_on] = _aligned(one[go_on], projector[go_on], warp[go_on], FINE_STEPS - FINE_STEPS // 2)
        answer[:, go_on] = _judged(a[go_on], b[go_on], one[go_on], other[go_on], warp[go_on])
    return answer, warp


def _judged(a: np.ndarray, b: np.ndarray, one: np.ndarray, other: np.ndarray, warp: np.ndarray) -> np.ndarray:
    moved, fixed, mask = warped(smooth(a, 0.7), smooth(b, 0.7), warp)
    detail = _correlation(*warped(one, other, warp))
    # What is clipped to black or white says nothing: brightening makes more of it, strokes are little else.
    open_a, open_b = (((copy > BLACK) & (copy < WHITE)).astype(np.float32) for copy in (a, b))
    usable = mask * open_b * (warped(open_a, open_b, warp)[0] > 0.99)
    share = usable.mean(axis=(1, 2))
    usable[share < 0.01] = mask[share < 0.01]
    whole = _correlation(moved, fixed, usable)
    left = _standard(moved, usable) - _standard(fixed, usable)
    difference = np.sqrt((left**2).sum(axis=(1, 2)) / usable.sum(axis=(1, 2))) * _spread(fixed, usable)
    return np.stack([whole, detail, share, difference, _overlap(warp)])


def _overlap(warp: np.ndarray) -> np.ndarray:
    """Of the side that keeps least: the share (P,) of it that the other picture shows as well."""
    scale, shift = 1 + warp[:, [0, 2]], warp[:, [1, 3]]
    common = np.minimum(1, shift + scale) - np.maximum(-1, shift - scale)
    return np.asarray((common / (2 * np.maximum(scale, 1))).min(axis=1))


def _detail(copies: np.ndarray) -> np.ndarray:
    """Local mean removed, local contrast evened out; detail below NOISE stays small. (P, S, S)."""
    high = copies - smooth(copies, 4.0)
    return np.asarray(high / np.sqrt(smooth(high**2, 4.0) + NOISE**2))


def _projector(fixed: np.ndarray) -> np.ndarray:
    """What `_aligned` needs of pictures (P, S, S): the pseudo-inverse (P, 5, K) of the picture itself and of
    its changes with x scale, x shift, y scale and y shift, each without its mean, inside the edge.

    It tells of a picture how much of the fixed one is in it, and how much of each change: contrast and
    brightness are projected out. All of it is known before the warp is.
    """
    n, side, _ = fixed.shape
    edge = side // EDGE
    inner = slice(edge, side - edge)
    u = _centres(side)[inner]
    before, after = slice(edge - 1, side - edge - 1), slice(edge + 1, side - edge + 1)
    across = (fixed[:, inner, after] - fixed[:, inner, before]) * (side / 4)
    down = (fixed[:, after, inner] - fixed[:, before, inner]) * (side / 4)
    parts = (fixed[:, inner, inner], across * u, across, down * u[:, None], down)
    basis = np.stack(parts, axis=1).reshape(n, len(parts), -1)
    basis -= basis.mean(axis=2, keepdims=True)
    gram = basis @ basis.transpose(0, 2, 1)
    # Where a picture is even along one side (a horizon), movement along it is not determined: keep it still.
    stiff = np.array([0, 1, 1, 1, 1], dtype=np.float32) * STIFFNESS
    gram += np.eye(len(parts), dtype=np.float32) * (stiff * gram[:, :1, :1] + 1e-6)
    return np.asarray(np.linalg.inv(gram) @ basis)


def _aligned(moving: np.ndarray, projector: np.ndarray, warp: np.ndarray, steps: int) -> np.ndarray:
    """Warps (P, 4) that lay `moving` on the fixed pictures of `projector`, going on from `warp`.

    A warp is x scale - 1, x shift and the same of y, in half sides.
    """
    side = moving.shape[1]
    inner = slice(side // EDGE, side - side // EDGE)
    for _ in range(steps):
        across, _ = _sampling(warp[:, 0], warp[:, 1], side, inner)
        down, _ = _sampling(warp[:, 2], warp[:, 3], side, inner)
        moved = down @ moving @ across.transpose(0, 2, 1)
        found = (projector @ moved.reshape(len(moved), -1, 1))[:, :, 0]
        # What has little of the fixed picture in it tells nothing of its movement.
        warp = _composed(warp, found[:, 1:] / np.maximum(found[:, :1], LEAST_SHARED))
    return warp


def _composed(warp: np.ndarray, step: np.ndarray) -> np.ndarray:
    """The warp after the inverse of the step, kept within what a small crop does."""
    scale, shift = 1 + warp[:, [0, 2]], warp[:, [1, 3]]
    step_scale, step_shift = 1 + np.clip(step[:, [0, 2]], -0.2, 0.2), np.clip(step[:, [1, 3]], -0.2, 0.2)
    new_scale = scale / step_scale
    new_shift = shift - new_scale * step_shift
    answer = np.empty_like(warp)
    answer[:, [0, 2]] = np.clip(new_scale - 1, -MOST_SCALE, MOST_SCALE)
    answer[:, [1, 3]] = np.clip(new_shift, -MOST_SHIFT, MOST_SHIFT)
    return answer


def warped(
    moving: np.ndarray, fixed: np.ndarray, warp: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`moving` on the grid of `fixed` (bilinear), `fixed`, and the mask (P, S, S) of where both are."""
    side = fixed.shape[1]
    across, inside_x = _sampling(warp[:, 0], warp[:, 1], side)
    down, inside_y = _sampling(warp[:, 2], warp[:, 3], side)
    moved = down @ moving @ across.transpose(0, 2, 1)
    return moved, fixed, inside_y[:, :, None] * inside_x[:, None, :]


def _centres(side: int) -> np.ndarray:
    """Of the pixels, in half sides from the middle: float32 (side,) of -1..1."""
    return ((np.arange(side) + 0.5) / side * 2 - 1).astype(np.float32)


def _sampling(
    scale: np.ndarray, shift: np.ndarray, side: int, rows: slice = slice(None)
) -> tuple[np.ndarray, np.ndarray]:
    """Matrices (P, rows, side) that resample one side linearly, and 0/1 (P, rows): inside the picture."""
    places = ((1 + scale[:, None]) * _centres(side)[rows] + shift[:, None] + 1) * (side / 2) - 0.5
    # Half a pixel beyond the last centre still belongs to the picture.
    inside = (places >= -0.51) & (places <= side - 0.49)
    places = np.clip(places, 0, side - 1).astype(np.float32)
    matrix = places[:, :, None] - np.arange(side, dtype=np.float32)
    np.abs(matrix, out=matrix)
    np.subtract(1, matrix, out=matrix)
    return np.maximum(matrix, 0, out=matrix), inside.astype(np.float32)


def _correlation(one: np.ndarray, other: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Pearson's (P,) inside the mask; 0 where one of them is even."""
    return np.asarray(
        (_standard(one, mask) * _standard(other, mask)).sum(axis=(1, 2)) / mask.sum(axis=(1, 2))
    )


def _standard(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """Mean 0 and deviation 1 inside the mask, 0 outside it."""
    n = mask.sum(axis=(1, 2), keepdims=True)
    centred = (values - (values * mask).sum(axis=(1, 2), keepdims=True) / n) * mask
    deviation = np.sqrt((centred**2).sum(axis=(1, 2), keepdims=True) / n)
    return np.asarray(centred / np.maximum(deviation, 1e-3))


def _spread(values: np.ndarray, mask: np.ndarray) -> np.ndarray:
    n = mask.sum(axis=(1, 2))
    mean = (values * mask).sum(axis=(1, 2)) / n
    return np.asarray(np.sqrt(((values - mean[:, None, None]) ** 2 * mask).sum(axis=(1, 2)) / n))


def smooth(copies: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur of each copy (P, S, S), edges mirrored: two products with one matrix."""
    kernel = _blur_matrix(copies.shape[1], sigma)
    return np.asarray(kernel @ copies @ kernel.T)


def _halved(copies: np.ndarray) -> np.ndarray:
    """Blurred a little, then means of 2 x 2: (P, S, S) to (P, S / 2, S / 2)."""
    kernel = _halving_matrix(copies.shape[1])
    return np.asarray(kernel @ copies @ kernel.T)


@cache
def _blur_matrix(side: int, sigma: float) -> np.ndarray:
    reach = int(np.ceil(3 * sigma))
    weights = np.exp(-(np.arange(-reach, reach + 1) ** 2) / (2 * sigma**2))
    matrix = np.zeros((side, side))
    for offset, weight in zip(range(-reach, reach + 1), weights / weights.sum(), strict=True):
        places = np.arange(side) + offset
        places = np.where(places < 0, -1 - places, places)
        places = np.where(places >= side, 2 * side - 1 - places, places)
        np.add.at(matrix, (np.arange(side), places), weight)
    return matrix.astype(np.float32)


@cache
def _halving_matrix(side: int) -> np.ndarray:
    return np.asarray(_blur_matrix(side, 1.0).reshape(side // 2, 2, side).mean(axis=1))
