"""The kinds of numbers of the protocol, and BYTES: texts or files, each with its length before it."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping

import numpy as np

from huoyan.errors import ServeError
from huoyan.words import Message

BYTES = "BYTES"
# By its name in the protocol; on the wire all are little-endian.
NUMBERS: Mapping[str, np.dtype] = {
    "BOOL": np.dtype(np.bool_),
    "UINT8": np.dtype(np.uint8),
    "UINT16": np.dtype("<u2"),
    "UINT32": np.dtype("<u4"),
    "UINT64": np.dtype("<u8"),
    "INT8": np.dtype(np.int8),
    "INT16": np.dtype("<i2"),
    "INT32": np.dtype("<i4"),
    "INT64": np.dtype("<i8"),
    "FP16": np.dtype("<f2"),
    "FP32": np.dtype("<f4"),
    "FP64": np.dtype("<f8"),
}
_NAMES = {(each.kind, each.itemsize): name for name, each in NUMBERS.items()}
_LENGTH = struct.Struct("<I")


def datatype_of(values: np.ndarray) -> str:
    """What the protocol calls the numbers of an array."""
    return _NAMES[values.dtype.kind, values.dtype.itemsize]


def pack(elements: Iterable[bytes]) -> bytes:
    """BYTES as they travel."""
    return b"".join(part for each in elements for part in (_LENGTH.pack(len(each)), each))


def unpack(content: bytes, most: int, name: str) -> tuple[bytes, ...]:
    """The elements of BYTES, at most `most` + 1 of them. Raises ServeError serve.tensor."""
    found: list[bytes] = []
    at = 0
    while at < len(content) and len(found) <= most:
        start = at + _LENGTH.size
        end = start + (_LENGTH.unpack_from(content, at)[0] if start <= len(content) else 0)
        if end > len(content) or start > len(content):
            raise ServeError(Message("v2.bytes_cut_off", name=name, at=len(found)), code="serve.tensor")
        found.append(content[start:end])
        at = end
    return tuple(found)
