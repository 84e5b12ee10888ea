"""Sequences of numbers, from files of NumPy (.npy) or from memory: tables of finite numbers, or an error."""

from __future__ import annotations

import io
from pathlib import Path
from tokenize import TokenError

import numpy as np

from huoyan.errors import VideoError
from huoyan.images.files import read_bytes
from huoyan.images.limits import Limits
from huoyan.words import Message

LARGEST = float(np.finfo(np.float32).max)
MAGIC = b"\x93NUMPY"
# What NumPy raises for headers that are damaged, or that somebody made up.
_DAMAGED = (ValueError, TypeError, OverflowError, MemoryError, RecursionError, EOFError, OSError, TokenError)


def read_values(path: Path, limits: Limits, name: str) -> np.ndarray:
    """float32 (T, values) of a file that is called `name`. Raises VideoError video.sequence, ImageError."""
    return values_in(read_bytes(path, limits), name)


def values_in(data: bytes, name: str) -> np.ndarray:
    """The same of the file's content."""
    if not data.startswith(MAGIC):  # an archive or a pickle, which np.load would open too
        raise _unreadable(name, Message("clips.sequence_not_numpy"))
    try:
        values = np.load(io.BytesIO(data), allow_pickle=False)
    except _DAMAGED as error:
        raise _unreadable(name, str(error) or type(error).__name__) from error
    return checked_values(values, name)


def checked_values(values: np.ndarray, name: str) -> np.ndarray:
    """float32 (T, values). Raises VideoError video.sequence for what is no table of finite numbers."""
    if values.dtype.kind not in "fiub" or values.ndim != 2 or not values.size:
        told = Message("clips.sequence_shape", name=name, shape=str(values.shape), dtype=str(values.dtype))
        raise VideoError(told, code="video.sequence")
    inside = _inside(values)
    if not inside.all():
        row, column = np.argwhere(~inside)[0].tolist()
        said = {"row": row, "column": column, "value": str(values[row, column]), "n": int((~inside).sum())}
        raise VideoError(Message("clips.sequence_not_finite", name=name, **said), code="video.sequence")
    return np.asarray(values, dtype=np.float32)


def _inside(values: np.ndarray) -> np.ndarray:
    """Where a value is finite, as float32 too."""
    wide = values.dtype.kind == "f" and values.dtype.itemsize > np.dtype(np.float32).itemsize
    return np.asarray(np.abs(values) <= LARGEST if wide else np.isfinite(values))


def _unreadable(name: str, reason: str) -> VideoError:
    return VideoError(Message("clips.sequence_unreadable", name=name, reason=reason), code="video.sequence")
