"""What was seen of pictures before, by their content: a second look costs the hash of a file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import tempfile
import zlib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from huoyan.data.check.look.picture_facts import (
    NUMBERS,
    TEXTS,
    PictureFacts,
    file_facts,
    is_stereo,
    picture_facts,
)
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.named.download import cache_folder
from huoyan.images.files import read_bytes

# Pictures that are remembered, 5.6 kB each; those seen first go first.
MOST = 20_000
# Raised when a look gives other numbers of the same picture.
_FORMAT = 2
# What decodes and measures; with another version nothing is known.
_PACKAGES = (
    "huoyan",
    "numpy",
    "opencv-python-headless",
    "opencv-python",
    "pillow",
    "pi-heif",
    "simplejpeg",
)
_LONGEST = 64  # bytes of a text; a picture with a longer one is looked at each time
_KEPT_TEXTS = tuple(name for name in TEXTS if name != "sha256")
_ROW = np.dtype(
    [
        *((name, dtype, shape) for name, (shape, dtype) in NUMBERS.items()),
        *((name, f"S{_LONGEST}") for name in _KEPT_TEXTS),
    ]
)
# Bytes of a key, of a checksum over key and row, and of the row behind it.
_KEY, _SUM = 32, 4
_WIDTH = _SUM + _ROW.itemsize


class KnownLooks:
    """Facts about picture files in the cache folder. What cannot be read or written is done without."""

    def __init__(self) -> None:
        self.path = cache_folder() / "looks" / f"{_versions()}.safetensors"
        self._keys, self._rows = _read(self.path)
        self._place = {bytes(key): at for at, key in enumerate(self._keys)}
        self._fresh: dict[bytes, PictureFacts] = {}

    def facts(self, sample: Sample) -> PictureFacts:
        """As `picture_facts`. May be called by several threads at once."""
        if sample.path is None:
            return picture_facts(sample)
        data = read_bytes(sample.path, sample.limits)
        digest = hashlib.sha256(data).hexdigest()
        key = _key(digest, sample)
        found = self._known(key, digest)
        if found is None:
            found = file_facts(data, digest, sample)
            if len(self._fresh) < MOST:
                self._fresh[key] = found
        return found

    def keep(self) -> None:
        """Writes what was new."""
        rows = {key: row for key, facts in self._fresh.items() if (row := _row(facts)) is not None}
        self._fresh = {}
        if not rows:
            return
        old = [at for at, key in enumerate(self._keys) if bytes(key) not in rows]  # else it was damaged
        keys = b"".join(rows)
        sums = b"".join(_sum(key, row) + row for key, row in rows.items())
        self._keys = np.concatenate([self._keys[old], _table(keys, _KEY)])[-MOST:]
        self._rows = np.concatenate([self._rows[old], _table(sums, _WIDTH)])[-MOST:]
        self._place = {bytes(key): at for at, key in enumerate(self._keys)}
        with contextlib.suppress(OSError):
            _write(self.path, {"keys": self._keys, "rows": self._rows})

    def _known(self, key: bytes, digest: str) -> PictureFacts | None:
        at = self._place.get(key)
        if at is None:
            return None
        stored = self._rows[at].tobytes()
        if stored[:_SUM] != _sum(key, stored[_SUM:]):
            return None
        row = np.frombuffer(stored, _ROW, offset=_SUM)[0]
        values: dict[str, Any] = {name: row[name] for name in NUMBERS}
        texts = {name: row[name].decode() for name in _KEPT_TEXTS}
        return PictureFacts(**values, **texts, sha256=digest)


def looks_before(dataset: Dataset) -> KnownLooks | None:
    """Of the pictures that are files; None where there are none."""
    return KnownLooks() if any(sample.path is not None for sample in dataset.samples) else None


def _versions() -> str:
    """A name for all that decides what is seen of a content."""
    told: dict[str, object] = {"format": _FORMAT, "machine": platform.machine()}
    for package in _PACKAGES:
        with contextlib.suppress(PackageNotFoundError):
            told[package] = version(package)
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_KEY]


def _key(digest: str, sample: Sample) -> bytes:
    """Of a content, and of what decides beside it whether and how it is read."""
    told = f"{digest} {sample.limits} {is_stereo(sample.source)}"
    return hashlib.sha256(told.encode()).digest()


def _row(facts: PictureFacts) -> bytes | None:
    """None where a text is too long, or would not come back as it is."""
    row = np.zeros((), _ROW)
    for name in NUMBERS:
        row[name] = getattr(facts, name)
    for name in _KEPT_TEXTS:
        text = getattr(facts, name)
        row[name] = text.encode("utf-8", "replace")
        if row[name].tobytes().rstrip(b"\0") != text.encode("utf-8", "surrogatepass"):
            return None
    return row.tobytes()


def _sum(key: bytes, row: bytes) -> bytes:
    return zlib.crc32(row, zlib.crc32(key)).to_bytes(_SUM, "little")


def _table(rows: bytes, width: int) -> np.ndarray:
    """uint8 (N, width)."""
    return np.frombuffer(rows, np.uint8).reshape(-1, width)


def _read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    nothing = np.empty((0, _KEY), np.uint8), np.empty((0, _WIDTH), np.uint8)
    try:
        found = load_file(path)
    except (OSError, SafetensorError):
        return nothing
    keys, rows = found.get("keys"), found.get("rows")
    if keys is None or rows is None or keys.dtype != np.uint8 or rows.dtype != np.uint8:
        return nothing
    fitting = keys.shape == (len(keys), _KEY) and rows.shape == (len(keys), _WIDTH)
    return (keys, rows) if fitting else nothing


def _write(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """As a whole or not at all; what other versions had seen goes. Raises OSError.

    Small copies of the pictures are in it, so nobody but the owner may read it (as mkstemp makes files).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(save(arrays))
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    for other in path.parent.glob("*.safetensors"):
        if other != path:
            other.unlink(missing_ok=True)
