"""A model folder, written as a whole or not at all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from huoyan.artifact.manifest import Manifest
from huoyan.artifact.names import MANIFEST, ONNX, OWN, PICTURES, SELFTEST, WEIGHTS
from huoyan.artifact.picture_keys import PictureKeys
from huoyan.artifact.read import Artifact
from huoyan.artifact.sealed_folder import FolderKind, serialised, write_sealed

KIND = FolderKind(MANIFEST, OWN)


def write_artifact(
    folder: str | Path,
    manifest: Manifest,
    *,
    onnx: bytes,
    weights: Mapping[str, np.ndarray],
    selftest: Mapping[str, np.ndarray],
    pictures: PictureKeys | None = None,
) -> Artifact:
    """Writes a model to `folder` (the model/ of a run) and gives it back, its checksums filled in.

    `pictures` are the keys of the pictures of each part, where these are known.

    A reader finds the whole old or the whole new model, and files of the user stay beside it: see
    `write_sealed`, which raises ArtifactError with nothing changed.
    """
    folder = Path(folder)
    arrays = {WEIGHTS: weights, SELFTEST: selftest}
    if pictures is not None:
        arrays[PICTURES] = pictures.arrays()
    files: dict[str, Callable[[], bytes]] = {ONNX: lambda: onnx}
    files |= {name: partial(serialised, found) for name, found in arrays.items()}
    size = len(onnx) + sum(array.nbytes for found in arrays.values() for array in found.values())
    return Artifact(folder, write_sealed(folder, KIND, manifest, files, size))


def remove_artifact(folder: Path) -> None:
    """Removes a model, and its folder unless files of the user lie in it."""
    for name in OWN:
        with contextlib.suppress(OSError):
            (folder / name).unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()
