"""CIFAR-10 in its binary version: records of one label byte and 3,072 pixel bytes, no pickle.

A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009);
layout as described at https://www.cs.toronto.edu/~kriz/cifar.html, "Binary version".
"""

from __future__ import annotations

import io
import tarfile
import zlib
from collections.abc import Sequence

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.data.formats.idx import dataset_of
from huoyan.errors import DataError
from huoyan.words import Message

_CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
_FOLDER = "cifar-10-batches-bin"
TRAIN = tuple(f"data_batch_{number}.bin" for number in range(1, 6))
TEST = ("test_batch.bin",)
_RECORD = 1 + 3 * 32 * 32
_RECORDS = 10_000


def read_archive(data: bytes) -> Dataset:
    """RGB pictures uint8 (32, 32, 3), 50,000 to train and 10,000 to test, from the bytes of the .tar.gz."""
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
            train, test = _part(archive, TRAIN), _part(archive, TEST)
    except (tarfile.TarError, KeyError, EOFError, OSError, zlib.error) as error:
        raise DataError(Message("cifar.not_read", error=str(error)), code="data.cifar") from error
    return dataset_of("cifar10", [("train", *train), ("test", *test)], _CLASSES)


def _part(archive: tarfile.TarFile, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (N, 32, 32, 3) and labels (N,); a record has the red plane, then the green, then the blue."""
    images = np.empty((len(names) * _RECORDS, 32, 32, 3), dtype=np.uint8)
    labels = np.empty(len(images), dtype=np.uint8)
    for at, name in enumerate(names):
        records = _records(archive, name)
        rows = slice(at * _RECORDS, (at + 1) * _RECORDS)
        labels[rows] = records[:, 0]
        images[rows] = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images, labels


def _records(archive: tarfile.TarFile, name: str) -> np.ndarray:
    """The records of one file as rows. It is read in memory and never unpacked to disk."""
    member = archive.getmember(f"{_FOLDER}/{name}")
    file = archive.extractfile(member)
    if file is None or member.size != _RECORDS * _RECORD:
        raise DataError(
            Message("cifar.length", name=name, n=member.size, expected=_RECORDS * _RECORD),
            code="data.cifar",
        )
    records = np.frombuffer(file.read(), dtype=np.uint8).reshape(_RECORDS, _RECORD)
    if records[:, 0].max() >= len(_CLASSES):
        raise DataError(Message("cifar.label", name=name, label=int(records[:, 0].max())), code="data.cifar")
    return records
