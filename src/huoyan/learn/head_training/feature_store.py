"""Features that were computed before, by the content of their pictures: a second run computes none."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import PIL
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from huoyan.artifact.whole_file import write_whole
from huoyan.data.named.download import cache_folder
from huoyan.images.resize import resizer_of
from huoyan.learn.features.base import FeatureGraph

# Of one description; the oldest rows go first. Files beyond MOST_FILES go too, those not used longest first.
MOST_BYTES, MOST_FILES = 512 * 2**20, 16
_FORMAT = 1
_KEY = 32  # hex digits of the sha256 of a picture's content


class FeatureStore:
    """Rows of one description in the cache folder. What cannot be read there, or written, is done without."""

    def __init__(self, graph: FeatureGraph, limits: str = "") -> None:
        """limits: of reading a picture; another limit may refuse what was read before."""
        told = {
            "format": _FORMAT,
            "graph": hashlib.sha256(graph.model).hexdigest(),
            "preprocess": graph.preprocess.to_json(),
            "limits": limits,
            "pillow": PIL.__version__,
            "resizer": resizer_of(graph.preprocess.interpolation),
        }
        key = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:_KEY]
        self.path = cache_folder() / "features" / f"{key}.safetensors"
        self._keys, self._rows = self._read()
        self._place = {bytes(each): at for at, each in enumerate(self._keys)}

    def known(self, contents: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Which pictures, by the hex sha256 of their contents, are here: places in `contents`, and rows."""
        places = [(at, self._place.get(_key(content))) for at, content in enumerate(contents)]
        found = [(at, row) for at, row in places if row is not None]
        return np.array([at for at, _ in found], np.int64), self._rows[[row for _, row in found]]

    def add(self, contents: Sequence[str], rows: np.ndarray) -> None:
        """Keeps float32 rows (n, D), one a content; a content that cannot be told ("") is left out."""
        new = {_key(content): at for at, content in enumerate(contents) if content}
        new = {key: at for key, at in new.items() if key not in self._place}
        if not new:
            return
        added = rows[list(new.values())]
        if len(self._rows):
            added = np.concatenate([self._rows, added])
        keys = np.concatenate([self._keys, np.array([np.frombuffer(key, np.uint8) for key in new])])
        most = max(1, MOST_BYTES // (4 * max(1, added.shape[1])))
        self._keys, self._rows = keys[-most:], added[-most:]
        self._place = {bytes(each): at for at, each in enumerate(self._keys)}
        self._write()

    def _read(self) -> tuple[np.ndarray, np.ndarray]:
        nothing = np.empty((0, _KEY // 2), np.uint8), np.empty((0, 0), np.float32)
        try:
            found = load_file(self.path)
        except (OSError, SafetensorError):
            return nothing
        keys, rows = found.get("keys"), found.get("rows")
        if keys is None or rows is None or len(keys) != len(rows) or keys.shape[1:] != (_KEY // 2,):
            return nothing
        with contextlib.suppress(OSError):  # a cache that others keep, and we may only read
            self.path.touch()  # used now
        return keys, rows

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, save({"keys": self._keys, "rows": self._rows}))
            _forget_oldest(self.path.parent)


def _forget_oldest(folder: Path) -> None:
    files = sorted(folder.glob("*.safetensors"), key=lambda file: file.stat().st_mtime)
    for file in files[:-MOST_FILES]:
        file.unlink(missing_ok=True)


def _key(content: str) -> bytes:
    return bytes.fromhex(content[:_KEY])
