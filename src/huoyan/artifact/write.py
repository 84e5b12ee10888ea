"""A model folder, written as a whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from huoyan.artifact.checksum import seal, sha256_file
from huoyan.artifact.folder_swap import replace_folder
from huoyan.artifact.manifest import Manifest
from huoyan.artifact.names import MANIFEST, ONNX, OWN, PICTURES, SELFTEST, WEIGHTS
from huoyan.artifact.read import Artifact
from huoyan.data.dataset import Split
from huoyan.errors import ArtifactError
from huoyan.system.disk_space import is_full
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason


@dataclass(frozen=True, slots=True)
class _Content:
    """The graph, and the arrays of each other file by its name."""

    onnx: bytes
    arrays: Mapping[str, Mapping[str, np.ndarray]]

    @property
    def size(self) -> int:
        return len(self.onnx) + sum(x.nbytes for arrays in self.arrays.values() for x in arrays.values())


def write_artifact(
    folder: str | Path,
    manifest: Manifest,
    *,
    onnx: bytes,
    weights: Mapping[str, np.ndarray],
    selftest: Mapping[str, np.ndarray],
    pictures: Mapping[Split, np.ndarray] | None = None,
    pixels: Mapping[Split, np.ndarray] | None = None,
) -> Artifact:
    """Writes a model to `folder` (the model/ of a run) and gives it back, its checksums filled in.

    `pictures` and `pixels` are the keys of the pictures of each part, where these are known (see Artifact).

    All is written into a temporary sibling and flushed to the disk before it takes the place of what
    lies at `folder`, so that at every moment a reader finds either the whole old or the whole new
    model. Files of the user beside an older model stay beside the new one. Raises ArtifactError
    (artifact.space, artifact.permission, artifact.exists, artifact.write) with nothing changed.
    """
    folder = Path(folder)
    arrays = {WEIGHTS: weights, SELFTEST: selftest}
    if pictures is not None:
        shown = {f"{split}.pixels": keys for split, keys in (pixels or {}).items()}
        arrays[PICTURES] = {str(split): keys for split, keys in pictures.items()} | shown
    content = _Content(onnx, arrays)
    try:
        _check_place(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
        temporary.mkdir()
    except OSError as error:
        raise _translated(error, folder, content.size) from error
    try:
        written = _fill(temporary, manifest, content)
        _carry_over(folder, temporary)
        replace_folder(temporary, folder)
    except OSError as error:
        raise _translated(error, folder, content.size) from error
    finally:
        # After success nothing is left of it; after an error or an interrupt half a model is.
        shutil.rmtree(temporary, ignore_errors=True)
    return Artifact(folder, written)


def remove_artifact(folder: Path) -> None:
    """Removes a model, and its folder unless files of the user lie in it."""
    for name in OWN:
        with contextlib.suppress(OSError):
            (folder / name).unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _carry_over(old: Path, new: Path) -> None:
    for path in old.iterdir() if old.is_dir() else ():
        if path.name in OWN:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _check_place(folder: Path) -> None:
    """A model is replaced by a model only: never a folder of the user's pictures."""
    if (
        not folder.exists()
        or (folder / MANIFEST).is_file()
        or (folder.is_dir() and not any(folder.iterdir()))
    ):
        return
    key = "artifact.other_folder" if folder.is_dir() else "artifact.other_file"
    raise ArtifactError(Message(key, folder=folder), code="artifact.exists")


def _fill(folder: Path, manifest: Manifest, content: _Content) -> Manifest:
    from safetensors.numpy import save

    _flushed(folder / ONNX, content.onnx)
    for name, arrays in content.arrays.items():
        _flushed(folder / name, save(_contiguous(arrays)))
    files = {name: sha256_file(folder / name) for name in (ONNX, *content.arrays)}
    unsealed = manifest.model_copy(update={"files": files, "sha256": ""})
    text = seal(unsealed.model_dump_json(indent=2).encode() + b"\n")
    _flushed(folder / MANIFEST, text)
    return Manifest.model_validate_json(text)


def _contiguous(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    # safetensors writes the memory as it lies, so a transposed view would be stored wrongly.
    # (np.ascontiguousarray would make vectors of scalars.)
    return {name: np.asarray(array, order="C") for name, array in arrays.items()}


def _flushed(path: Path, content: bytes) -> None:
    with path.open("wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())


def _translated(error: OSError, folder: Path, size: int) -> ArtifactError:
    if is_full(error):
        code, key = "artifact.space", "disk.free_at_least"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        code, key = "artifact.permission", "disk.allow"
    else:
        code, key = "artifact.write", "disk.other_folder"
    remedy = Message(key, size=Message("disk.megabytes", megabytes=size / 1e6, size=size))
    reason = system_reason(error)
    return ArtifactError(
        Message("artifact.unwritten", folder=folder, reason=reason, remedy=remedy), code=code
    )
