"""Pictures known by what they show: numbers over decoded pixels, which stay when a file is written anew.

Other metadata, or a lossless format instead of another, make another file of the same picture. Each picture
is decoded in full for that, in as many threads as there are cores.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from huoyan.data.check.look.pixels import sample_pixels
from huoyan.data.dataset import SPLITS, Sample, Split
from huoyan.data.fingerprint import KEY_DIGITS
from huoyan.errors import HuoyanError


def pixel_keys(samples: Sequence[Sample]) -> np.ndarray:
    """The first 8 bytes of a sha256 over size and RGB values of each upright picture, uint64 (N,).

    0 for what cannot be decoded, and for clips, which their files alone tell apart.
    """
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="huoyan-keys") as pool:
        return np.fromiter(pool.map(_key, samples), np.uint64, len(samples))


def _key(sample: Sample) -> int:
    if sample.clip is not None:
        return 0
    try:
        pixels = sample_pixels(sample)
    except HuoyanError:
        return 0
    rgb = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
    digest = hashlib.sha256(repr(rgb.shape).encode())
    digest.update(np.ascontiguousarray(rgb).data)
    return int(digest.hexdigest()[:KEY_DIGITS], 16)


def part_pixel_keys(
    parts: Mapping[Split, np.ndarray], samples: Sequence[Sample], keys: np.ndarray
) -> dict[Split, np.ndarray]:
    """For the sorted `parts` of `part_keys` the pixel keys in the same order.

    keys: of the files, row for row those of `samples`.
    """
    pixels = pixel_keys(samples)
    splits = np.array([sample.split or "" for sample in samples])
    answer: dict[Split, np.ndarray] = {}
    for split in SPLITS:
        rows = np.flatnonzero((splits == split) & (keys != 0))
        answer[split] = pixels[rows[np.argsort(keys[rows], kind="stable")]]
        assert len(answer[split]) == len(parts[split])
    return answer


def known_again(
    samples: Sequence[Sample],
    keys: np.ndarray,
    files: Mapping[Split, np.ndarray],
    pixels: Mapping[Split, np.ndarray],
) -> np.ndarray:
    """`keys` of files, where a file that is not among `files` has the key of one with the same pixels.

    Of several such files that of the part which forbids most. What is known by its file is not decoded.
    """
    stored = np.concatenate([files[split] for split in SPLITS])
    shown = np.concatenate([pixels[split] for split in SPLITS])
    other = np.flatnonzero(~np.isin(keys, stored) & (keys != 0))
    if not len(other) or not shown.any():
        return keys
    first = {int(key): at for at, key in reversed(list(enumerate(shown.tolist()))) if key}
    answer = keys.copy()
    asked = pixel_keys([samples[at] for at in other.tolist()])
    for row, key in zip(other.tolist(), asked.tolist(), strict=True):
        if (at := first.get(key)) is not None:
            answer[row] = stored[at]
    return answer
