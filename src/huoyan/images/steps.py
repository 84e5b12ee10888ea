"""Classical steps on the network's picture: contrast, balance, denoise, sharpen, edges, brightness."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from huoyan.errors import UsageError
from huoyan.text import shortened
from huoyan.words import Listed, Message

MOST_STEPS = 32
_LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)  # ITU-R BT.601


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the table. default None: the value must be given, or (edges, balance) may be absent."""

    run: Callable[[np.ndarray, float | None], np.ndarray]
    meaning: str  # a key of the catalogue
    low: float = 0.0
    high: float = 0.0
    default: float | None = None
    takes_value: bool = True
    needs_value: bool = False


def check_steps(steps: Sequence[str], colour: str) -> tuple[str, ...]:
    """The steps as a tuple; a UsageError `usage.preprocess` for an unknown name or a wrong value."""
    listed = isinstance(steps, (list, tuple)) and all(isinstance(step, str) for step in steps)
    if not listed or len(steps) > MOST_STEPS:
        raise _wrong(Message("preprocess.steps", steps=shortened(repr(steps)), most=MOST_STEPS))
    for step in steps:
        name, _ = _parse(step)
        if name == "balance" and colour == "grey":
            raise _wrong(Message("preprocess.balance_of_grey"))
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
        steps = Listed(STEPS, None)
        if near:
            raise _wrong(Message("preprocess.unknown_step_near", name=name, steps=steps, near=near[0]))
        raise _wrong(Message("preprocess.unknown_step", name=name, steps=steps))
    known = STEPS[name]
    if not equals:
        if known.needs_value:
            raise _wrong(Message("preprocess.step_needs_value", name=name, meaning=Message(known.meaning)))
        return name, known.default
    if not known.takes_value:
        raise _wrong(Message("preprocess.step_takes_no_value", name=name, given=text))
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not known.low <= value <= known.high:
        raise _wrong(
            Message(
                "preprocess.step_value",
                name=name,
                given=text,
                meaning=Message(known.meaning),
                low=known.low,
                high=known.high,
            )
        )
    return name, value


def _wrong(message: Message) -> UsageError:
    return UsageError(message, code="usage.preprocess")


def _given(value: float | None) -> float:
    if value is None:
        raise ValueError("a step without its value; check_steps lets none through")
    return value


def _bytes(values: np.ndarray) -> np.ndarray:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)


def _luma(pixels: np.ndarray) -> np.ndarray:
    if pixels.shape[2] == 1:
        return np.asarray(pixels[:, :, 0])
    return _bytes(pixels.astype(np.float32) @ _LUMA)


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
    "brightness": Step(_brightness, "step.factor", 0.05, 20, needs_value=True),
    "contrast": Step(_contrast, "step.clip_limit", 0.1, 100, default=2.0),
    "balance": Step(_balance, "step.nothing", takes_value=False),
    "denoise": Step(_denoise, "step.strength", 0.1, 100, default=5.0),
    "sharpen": Step(_sharpen, "step.amount", 0.01, 20, default=1.0),
    "edges": Step(_edges, "step.threshold", 1, 2000),
}
