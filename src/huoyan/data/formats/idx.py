"""The IDX files of MNIST and its relatives: one file of pictures, one of labels, for train and test.

The format (http://yann.lecun.com/exdb/mnist, "FILE FORMATS"): two zero bytes, a type byte (8: unsigned
byte), the number of dimensions, each dimension as a big-endian 32-bit number, then the values.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np

from huoyan.data.classes import in_order
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.formats.reading import AS_IT_IS, Reading
from huoyan.data.formats.sureness import LIKELY, NO
from huoyan.data.named.gzipped import MAGIC, unpack
from huoyan.data.sample.kind import Kind, Medium
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import OneLabel
from huoyan.data.say import Say, to_stderr
from huoyan.errors import DataError
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

PAIRS: tuple[tuple[Split, str, str], ...] = (
    ("train", "train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    ("test", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
)
HOLDS: tuple[Kind, ...] = ("class", "labels", "quality")
OBEYS: tuple[str, ...] = ()
MEDIUM: Medium = "pictures"
IDX_NAMES = tuple(name for _, *names in PAIRS for name in names)
_UNSIGNED_BYTE = 8
# Nothing that is called MNIST's comes near: EMNIST, the largest, has 0.6 GB and is packed to a third.
_MOST_BYTES = 4 << 30
# A packed file that grows more than this is made to fill the memory, not to be learnt from.
_GROWTH, _GROWTH_FROM = 200, 64 << 20


def sureness(path: Path, reading: Reading) -> float:
    """A folder that holds at least one file with a name of MNIST's four."""
    return LIKELY if path.is_dir() and any(find(path, name) for name in IDX_NAMES) else NO


def spellings(name: str) -> tuple[str, ...]:
    """The ways in which one file is named: packed or not, `-idx3` or `.idx3`."""
    dotted = name.replace("-idx", ".idx")
    return (name, f"{name}.gz", dotted, f"{dotted}.gz")


def find(folder: Path, name: str) -> Path | None:
    """The file of that name in any of its spellings; unpacked before packed."""
    return next((folder / spelt for spelt in spellings(name) if (folder / spelt).is_file()), None)


def read(path: Path, say: Say = to_stderr, reading: Reading = AS_IT_IS) -> Dataset:
    """The pair(s) of files in a folder; classes are the label numbers that occur, as names."""
    parts: list[tuple[Split, np.ndarray, np.ndarray]] = []
    for split, images_name, labels_name in PAIRS:
        images, labels = find(path, images_name), find(path, labels_name)
        if images and labels:
            parts.append((split, read_array(images), read_array(labels)))
        elif images or labels:
            raise DataError(
                Message(
                    "idx.no_pair",
                    path=path,
                    file=(images or labels or path).name,
                    other=labels_name if images else images_name,
                ),
                code="data.idx",
            )
    return dataset_of(path.name, parts)


def dataset_of(
    name: str,
    parts: Sequence[tuple[Split, np.ndarray, np.ndarray]],
    classes: Sequence[str] | None = None,
) -> Dataset:
    """A data set from arrays: for each split the pixels (N, H, W[, 3]) and the labels (N,) uint8.

    `classes` names the labels 0, 1, ...; without it the numbers that occur are the names.
    The samples' pixels are views into the arrays.
    """
    for split, images, labels in parts:
        if images.ndim not in (3, 4) or labels.ndim != 1 or len(images) != len(labels):
            raise DataError(
                Message("idx.shapes", name=name, part=split, pictures=images.shape, labels=labels.shape),
                code="data.idx",
            )
    used = sorted({int(value) for _, _, labels in parts for value in np.unique(labels)})
    if classes is None:
        classes = in_order(str(value) for value in used)
        truths = {value: OneLabel(classes.index(str(value))) for value in used}
    elif used and used[-1] >= len(classes):
        raise DataError(Message("idx.beyond", name=name, label=used[-1], n=len(classes)), code="data.idx")
    else:
        truths = {value: OneLabel(value) for value in used}
    samples = [
        Sample(f"{split}/{row:05d}", truths[label], PixelPicture(picture), split)
        for split, images, labels in parts
        for row, (picture, label) in enumerate(zip(images, labels.tolist(), strict=True))
    ]
    return Dataset(name=name, classes=tuple(classes), samples=tuple(samples))


def read_array(path: Path) -> np.ndarray:
    """The array of one file, uint8, read-only; `data.idx` if it is not a whole IDX file of bytes."""
    try:
        return parse(path.read_bytes(), path.name)
    except PermissionError as error:
        raise DataError(
            Message("idx.no_permission", path=path, reason=system_reason(error)), code="data.permission"
        ) from error
    except OSError as error:
        raise DataError(
            Message("idx.unreadable", path=path, reason=system_reason(error)), code="data.missing"
        ) from error


def parse(data: bytes, name: str) -> np.ndarray:
    """The array in the bytes of an IDX file, gzip-packed or not. The array is a view of the bytes."""
    if data.startswith(MAGIC):
        try:
            data = unpack(data, lambda head: _believable(_layout(head, name)[0], len(data), name))
        except ValueError as error:
            raise DataError(
                Message("idx.damaged", name=name, reason=error.args[0]), code="data.idx"
            ) from error
    length, start, shape = _layout(data[:16], name)
    if len(data) > length:
        raise DataError(Message("idx.too_long", name=name, length=length), code="data.idx")
    if len(data) < length:
        raise DataError(Message("idx.too_short", name=name, length=length, n=len(data)), code="data.idx")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)


def _believable(length: int, packed: int, name: str) -> int:
    """The length of the content, if a file of `packed` bytes may unpack to it."""
    if length > _MOST_BYTES or (length > _GROWTH_FROM and length > _GROWTH * packed):
        bounds = {"most": _MOST_BYTES, "growth": _GROWTH}
        raise DataError(
            Message("idx.too_large", name=name, packed=packed, length=length, **bounds), code="data.idx"
        )
    return length


def _layout(head: bytes, name: str) -> tuple[int, int, tuple[int, ...]]:
    """Length of the whole content, where the values begin, and their shape."""
    dimensions = head[3] if len(head) > 3 else 0
    start = 4 + 4 * dimensions
    if head[:2] != b"\0\0" or dimensions not in (1, 2, 3) or head[2] != _UNSIGNED_BYTE or len(head) < start:
        begin = head[:4].hex(" ") or Message("idx.nothing")
        raise DataError(Message("idx.no_idx", name=name, head=begin), code="data.idx")
    shape = struct.unpack(f">{dimensions}I", head[4:start])
    return start + prod(shape), start, shape
