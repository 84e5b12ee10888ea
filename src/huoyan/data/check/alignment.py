"""How much two small grey copies are one picture: aligned for a crop, then compared detail by detail.

Alignment is Lucas and Kanade's in its inverse compositional form (Baker, Matthews, "Lucas-Kanade 20 years
on", IJCV 2004, section 3.2) for a scale and a shift of each side, which is what a crop does to a squashed
copy, with brightness and contrast projected out. Two sunsets agree in where bright and dark are; so the score
compares what is left after the local mean is taken away and the local contrast evened out, where only noise
agrees by chance. It is done for many pairs at once, coarse first; pairs that fail there go no further.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

MOST_SCALE = 0.16  # a 5 % crop from each end of a side scales by 1 / 0.9; more is another picture
MOST_SHIFT = 0.16  # of half a side
NOISE = 2.0  # grey levels: what JPEG of quality 40 leaves in a copy of 48 pixels
BLACK, WHITE = 4, 251  # of 255: beyond these a value is clipped
COARSE = 0.84  # correlation of the detail of halved copies, below it a pair is dropped; copies: 0.88
_CHUNK = 128  # pairs at a time: their copies fit a cache of 2 MB


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """Of P pairs, each (P,).

    whole: correlation -1..1 of the aligned copies. detail: of their evened-out detail. open: share of pixels
    that both show and that are clipped in neither; `whole` and `difference` are of these. difference: root
    mean square of what is left between the copies, evened in brightness and contrast, in grey levels of the
    second. overlap: of the side that keeps less, the share that both show. A pair that the coarse stage
    dropped has its correlation there as `detail` and 0 elsewhere.
    """

    whole: np.ndarray
    detail: np.ndarray
    open: np.ndarray
    difference: np.ndarray
    overlap: np.ndarray


def compare(grey: np.ndarray, pairs: np.ndarray, flip: bool = False) -> Agreement:
    """Agreement of pairs (P, 2) of copies uint8 (N, S, S); flip: the second of each is mirrored first.

    Besides the answer it holds 1,152 bytes for each picture that is in a pair.
    """
    used, places = np.unique(pairs, return_inverse=True)
    places = places.reshape(pairs.shape)
    columns = np.zeros((5, len(pairs)), dtype=np.float32)
    side = slice(None, None, -1 if flip else None)
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="huoyan-compare") as pool:
        small = np.empty((len(used), grey.shape[1] // 2, grey.shape[2] // 2), dtype=np.float16)

        def reduce(at: int) -> None:
            small[at : at + _CHUNK] = _coarse(grey[used[at : at + _CHUNK]])

        def fill(at: int) -> None:
            near = slice(at, at + _CHUNK)
            one, other = (small[places[near, end]].astype(np.float32) for end in (0, 1))
            columns[:, near] = _compare(grey, pairs[near], one, other[:, :, side], side)

        list(pool.map(reduce, range(0, len(used), _CHUNK)))
        list(pool.map(fill, range(0, len(pairs), _CHUNK)))
    return Agreement(*columns)


def _coarse(copies: np.ndarray) -> np.ndarray:
    return _detail(_halved(_smooth(copies.astype(np.float32), 1.0)))


def _compare(
    grey: np.ndarray, pairs: np.ndarray, one: np.ndarray, other: np.ndarray, side: slice
) -> np.ndarray:
    """The columns of Agreement (5, P) for one chunk, whose coarse detail is `one` and `other`.

    All alignment is by detail: where brightening has clipped highlights, raw values would pull it away.
    """
    answer = np.zeros((5, len(pairs)), dtype=np.float32)
    warp = _aligned(one, other, np.zeros((len(pairs), 4), dtype=np.float32), steps=4)
    answer[1] = _correlation(*_warped(one, other, warp))
    go_on = np.flatnonzero(answer[1] >= COARSE)
    if len(go_on):
        a = grey[pairs[go_on, 0]].astype(np.float32)
        b = grey[pairs[go_on, 1]][:, :, side].astype(np.float32)
        one, other = (_detail(_smooth(copy, 0.7)) for copy in (a, b))
        warp = _aligned(one, other, warp[go_on], steps=6)
        answer[:, go_on] = _judged(a, b, one, other, warp)
    return answer


def _judged(a: np.ndarray, b: np.ndarray, one: np.ndarray, other: np.ndarray, warp: np.ndarray) -> np.ndarray:
    moved, fixed, mask = _warped(_smooth(a, 0.7), _smooth(b, 0.7), warp)
    detail = _correlation(*_warped(one, other, warp))
    # What is clipped to black or white says nothing: brightening makes more of it, strokes are little else.
    open_a, open_b = (((copy > BLACK) & (copy < WHITE)).astype(np.float32) for copy in (a, b))
    usable = mask * open_b * (_warped(open_a, open_b, warp)[0] > 0.99)
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
    high = copies - _smooth(copies, 4.0)
    return np.asarray(high / np.sqrt(_smooth(high**2, 4.0) + NOISE**2))


def _aligned(moving: np.ndarray, fixed: np.ndarray, warp: np.ndarray, steps: int) -> np.ndarray:
    """Warps (P, 4) that lay `moving` on `fixed`: x scale - 1, x shift, the same of y; in half sides."""
    side = fixed.shape[1]
    u = ((np.arange(side) + 0.5) / side * 2 - 1).astype(np.float32)
    target = _standard(fixed, np.ones_like(fixed))
    across, down = (np.gradient(target, axis=axis) * (side / 2) for axis in (2, 1))
    steepest = np.stack([across * u, across, down * u[:, None], down], axis=1).reshape(len(fixed), 4, -1)
    # Orthogonal to 1 and to the picture itself: a change of brightness or contrast is no movement.
    flat = target.reshape(len(fixed), 1, -1)
    steepest = steepest - steepest.mean(axis=2, keepdims=True)
    steepest -= (steepest * flat).mean(axis=2, keepdims=True) * flat
    hessian = steepest @ steepest.transpose(0, 2, 1)
    # Where a picture is even along one side (a horizon), movement along it is not determined: keep it still.
    hessian += np.eye(4, dtype=np.float32) * (0.01 * side * side)
    inverse = np.linalg.inv(hessian)
    for _ in range(steps):
        moved, _same, mask = _warped(moving, fixed, warp)
        error = (_standard(moved, mask) - target) * mask
        step = (inverse @ (steepest @ error.reshape(len(fixed), -1, 1)))[:, :, 0]
        warp = _composed(warp, step)
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


def _warped(
    moving: np.ndarray, fixed: np.ndarray, warp: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """`moving` on the grid of `fixed` (bilinear), `fixed`, and the mask (P, S, S) of where both are."""
    side = fixed.shape[1]
    across, inside_x = _sampling(warp[:, 0], warp[:, 1], side)
    down, inside_y = _sampling(warp[:, 2], warp[:, 3], side)
    moved = down @ moving @ across.transpose(0, 2, 1)
    return moved, fixed, inside_y[:, :, None] * inside_x[:, None, :]


def _sampling(scale: np.ndarray, shift: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Matrices (P, side, side) that resample one side linearly, and 0/1 (P, side): inside the picture."""
    u = ((np.arange(side) + 0.5) / side * 2 - 1).astype(np.float32)
    places = ((1 + scale[:, None]) * u + shift[:, None] + 1) * (side / 2) - 0.5
    # Half a pixel beyond the last centre still belongs to the picture.
    inside = (places >= -0.51) & (places <= side - 0.49)
    places = np.clip(places, 0, side - 1)
    matrix = np.maximum(0, 1 - np.abs(places[:, :, None] - np.arange(side, dtype=np.float32)))
    return matrix.astype(np.float32), inside.astype(np.float32)


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


def _smooth(copies: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur of each copy (P, S, S), edges mirrored: two products with one matrix."""
    kernel = _blur_matrix(copies.shape[1], sigma)
    return np.asarray(kernel @ copies @ kernel.T)


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


def _halved(copies: np.ndarray) -> np.ndarray:
    n, side, _ = copies.shape
    return np.asarray(copies.reshape(n, side // 2, 2, side // 2, 2).mean(axis=(2, 4)))
