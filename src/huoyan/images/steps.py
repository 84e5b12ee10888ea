"""Classical steps on the network's picture: contrast, balance, denoise, sharpen, edges, brightness."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from huoyan.errors import UsageError

MOST_STEPS = 32
LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the table. default None: the value must be given, or (edges, balance) may be absent."""

    run: Callable[[np.ndarray, float | None], np.ndarray]
    meaning: str
    low: float = 0.0
    high: float = 0.0
    default: float | None = None
    takes_value: bool = True
    needs_value: bool = False


def check_steps(steps: Sequence[str], colour: str) -> tuple[str, ...]:
    """The steps as a tuple; a UsageError `usage.preprocess` for an unknown name or a wrong value."""
    listed = isinstance(steps, (list, tuple)) and all(isinstance(step, str) for step in steps)
    if not listed or len(steps) > MOST_STEPS:
        raise _wrong(f"steps is {steps!r}; expected a list of NAME or NAME=VALUE, {MOST_STEPS} at most.")
    for step in steps:
        name, _ = _parse(step)
        if name == "balance" and colour == "grey":
            raise _wrong("step balance evens out colours, but colour is grey. Leave the step out.")
    return tuple(steps)


def apply_steps(pixels: np.ndarray, steps: Sequence[str]) -> np.ndarray:
    """uint8 (H, W, 3) or (H, W, 1) through all steps in order; the same shape and type."""
    for step in steps:
        name, value = _parse(step)
        pixels = np.ascontiguousarray(STEPS[name].run(pixels, value).reshape(pixels.shape))
    return pixels


@lru_cache(maxsize=256)
def _parse(step: str) -> tuple[str, float | None]:
    name, equals, text = step.partition("=")
    if name not in STEPS:
        near = difflib.get_close_matches(name, STEPS, n=1, cutoff=0.5)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise _wrong(f"there is no step {name!r}; expected one of {', '.join(STEPS)}.{hint}")
    known = STEPS[name]
    if not equals:
        if known.needs_value:
            raise _wrong(f"step {name} needs a value, {known.meaning}: {name}=1.2")
        return name, known.default
    if not known.takes_value:
        raise _wrong(f"step {name} takes no value, but has {text!r}.")
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not known.low <= value <= known.high:
        raise _wrong(f"step {name} has {text!r}; expected {known.meaning}, {known.low:g} to {known.high:g}.")
    return name, value


def _wrong(message: str) -> UsageError:
    return UsageError(f"preprocess: {message}", code="usage.preprocess")


def _given(value: float | None) -> float:
    if value is None:
        raise ValueError("a step without its value; check_steps lets none through")
    return value


def _bytes(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)


def _luma(pixels: np.ndarray) -> np.ndarray:
    if pixels.shape[2] == 1:
        return np.asarray(pixels[:, :, 0])
    return _bytes(pixels.astype(np.float32) @ LUMA)


def _brightness(pixels: np.ndarray, factor: float | None) -> np.ndarray:
    return _bytes(pixels.astype(np.float32) * np.float32(_given(factor)))


def _contrast(pixels: np.ndarray, clip: float | None) -> np.ndarray:
    """CLAHE on luma (Zuiderveld 1994, Graphics Gems IV): tiles of at least 8 pixels, at most 8 x 8."""
    import cv2

    tiles = (max(1, min(8, pixels.shape[1] // 8)), max(1, min(8, pixels.shape[0] // 8)))
    clahe = cv2.createCLAHE(clipLimit=_given(clip), tileGridSize=tiles)
    if pixels.shape[2] == 1:
        return np.asarray(clahe.apply(pixels[:, :, 0]))
    split = cv2.cvtColor(pixels, cv2.COLOR_RGB2YCrCb)
    split[:, :, 0] = clahe.apply(np.ascontiguousarray(split[:, :, 0]))
    return np.asarray(cv2.cvtColor(split, cv2.COLOR_YCrCb2RGB))


def _balance(pixels: np.ndarray, _: float | None) -> np.ndarray:
    """Grey-world (Buchsbaum 1980): each channel is scaled so that all have the same mean."""
    means = pixels.reshape(-1, pixels.shape[2]).mean(axis=0, dtype=np.float64)
    gains = means.mean() / np.maximum(means, 1.0)  # a black channel stays black
    return _bytes(pixels * gains)


def _denoise(pixels: np.ndarray, strength: float | None) -> np.ndarray:
    """Non-local means (Buades 2005): 5 x 5 patches searched for in 15 x 15 pixels."""
    import cv2

    h = _given(strength)
    if pixels.shape[2] == 1:
        return np.asarray(cv2.fastNlMeansDenoising(pixels[:, :, 0].copy(), None, h, 5, 15))
    return np.asarray(cv2.fastNlMeansDenoisingColored(pixels, None, h, h, 5, 15))


def _sharpen(pixels: np.ndarray, amount: float | None) -> np.ndarray:
    """Unsharp mask: the difference to a Gaussian blur of 1 pixel is added, `amount` times."""
    import cv2

    exact = pixels.astype(np.float32)
    blurred = cv2.GaussianBlur(exact, (0, 0), 1.0).reshape(pixels.shape)
    return _bytes(exact + np.float32(_given(amount)) * (exact - blurred))


def _edges(pixels: np.ndarray, threshold: float | None) -> np.ndarray:
    """Sobel magnitude of luma; with a value Canny, whose lower threshold is half of the upper one."""
    import cv2

    luma = np.ascontiguousarray(_luma(pixels))
    if threshold is not None:
        found = np.asarray(cv2.Canny(luma, threshold / 2, threshold))
    else:
        across = cv2.Sobel(luma, cv2.CV_32F, 1, 0)
        down = cv2.Sobel(luma, cv2.CV_32F, 0, 1)
        found = _bytes(np.hypot(across, down) / 4)  # a step from 0 to 255 gives 255
    return np.repeat(found[:, :, None], pixels.shape[2], axis=2)


STEPS = {
    "brightness": Step(_brightness, "a factor", 0.05, 20, needs_value=True),
    "contrast": Step(_contrast, "a clip limit", 0.1, 100, default=2.0),
    "balance": Step(_balance, "nothing", takes_value=False),
    "denoise": Step(_denoise, "a strength in grey values", 0.1, 100, default=5.0),
    "sharpen": Step(_sharpen, "an amount", 0.01, 20, default=1.0),
    "edges": Step(_edges, "Canny's upper threshold", 1, 2000),
}
