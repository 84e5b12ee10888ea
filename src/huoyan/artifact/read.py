"""A model folder, opened: the manifest is checked at once, arrays are read when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from huoyan.artifact.consistency import check_graph_fits, check_selftest_fits
from huoyan.artifact.manifest import FORMAT, Manifest
from huoyan.artifact.names import (
    FILES,
    GENERATOR_FOLDER,
    GENERATOR_MANIFEST,
    MANIFEST,
    MODEL_FOLDER,
    ONNX,
    PICTURES,
    SELFTEST,
    WEIGHTS,
)
from huoyan.artifact.picture_keys import PictureKeys, read_keys
from huoyan.artifact.sealed_folder import (
    arrays_in,
    check_there,
    first_of,
    forbidden,
    is_plain,
    json_object,
    unreadable,
)
from huoyan.data.dataset import Split
from huoyan.data.home_folder import at_home
from huoyan.errors import ArtifactError, UsageError
from huoyan.preprocess import Preprocess
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason


@dataclass(frozen=True, slots=True)
class Artifact:
    """A model on disk. `folder` holds huoyan.json, the graph, the weights and the self-test."""

    folder: Path
    manifest: Manifest

    @property
    def onnx(self) -> Path:
        return self.folder / ONNX

    @property
    def preprocess(self) -> Preprocess:
        return Preprocess.from_json(self.manifest.preprocess)

    def selftest(self) -> dict[str, np.ndarray]:
        """`images` uint8 (n, H, W, C) and, by output name, what the trained network answered.

        Raises ArtifactError: artifact.file, artifact.selftest where they do not fit the manifest.
        """
        found = arrays_in(self.folder / SELFTEST)
        check_selftest_fits(self, found)
        return found

    def weights(self) -> dict[str, np.ndarray]:
        """The trained tensors by name."""
        return arrays_in(self.folder / WEIGHTS)

    def pictures(self) -> Mapping[Split, np.ndarray]:
        """Keys of the files of `train`, `val` and `test`, see `PictureKeys`; {} where they are not known."""
        return self._keys().files

    def pixels(self) -> Mapping[Split, np.ndarray]:
        """Key for key of `pictures` those of their pixels."""
        return self._keys().pixels

    def made(self) -> np.ndarray:
        """Keys of files that were made for the training, uint64 (N,)."""
        return self._keys().made

    def learnt(self) -> PictureKeys:
        """All that is known to have been learnt from, also by what it came of; `files` {} where not known."""
        return self._keys().learnt

    def _keys(self) -> PictureKeys:
        known = PICTURES in self.manifest.files
        return read_keys(self.folder / PICTURES) if known else PictureKeys({})


def open_artifact(path: str | Path) -> Artifact:
    """Opens a run folder, its model folder or the huoyan.json in it.

    Raises ArtifactError: those of `open_unmatched`, and artifact.graph where the graph is not the one
    that the manifest describes, or keeps weights in other files.
    """
    artifact = open_unmatched(path)
    check_graph_fits(artifact)
    return artifact


def open_unmatched(path: str | Path) -> Artifact:
    """The same without a look into the graph, for `verify`, which tells a changed file first.

    Raises ArtifactError: artifact.missing (nothing there), artifact.not_a_model, artifact.manifest
    (not readable or not valid), artifact.newer (written by a newer huoyan), artifact.file (a file of
    the model is absent), artifact.permission.
    """
    if not str(path):
        raise ArtifactError(Message("artifact.empty_path"), code="artifact.missing")
    try:
        folder = _find(at_home(path))
    except PermissionError as error:
        raise forbidden(path) from error
    except OSError as error:
        raise ArtifactError(
            Message("artifact.no_path", path=path, reason=system_reason(error)), code="artifact.missing"
        ) from error
    manifest = _manifest(folder / MANIFEST)
    for name in sorted(manifest.files):
        check_there(folder / name)
    return Artifact(folder, manifest)


def _find(path: Path) -> Path:
    """The folder that holds huoyan.json."""
    if path.is_file():
        return _folder_of(path)
    if not path.is_dir():
        raise ArtifactError(_missing(path), code="artifact.missing")
    for folder in (path, path / MODEL_FOLDER):
        if (folder / MANIFEST).is_file():
            return folder
    raise ArtifactError(_not_a_model(path), code="artifact.not_a_model")


def _folder_of(file: Path) -> Path:
    if file.name == MANIFEST:
        return file.parent
    if (file.parent / MANIFEST).is_file():
        said = Message("artifact.file_of_model", file=file, folder=file.parent)
    elif file.suffix == ".onnx":
        said = Message("artifact.graph_alone", file=file, manifest=MANIFEST)
    else:
        said = Message("artifact.not_a_folder", file=file)
    raise ArtifactError(said, code="artifact.not_a_model")


def _missing(path: Path) -> Message:
    if near := _nearby(path.parent):
        return Message("artifact.missing_near", path=path, manifest=MANIFEST, near=near)
    return Message("artifact.missing", path=path, manifest=MANIFEST)


def _not_a_model(path: Path) -> Message:
    if any((folder / GENERATOR_MANIFEST).is_file() for folder in (path, path / GENERATOR_FOLDER)):
        return Message("artifact.holds_a_generator", path=path)
    names = {"path": path, "manifest": MANIFEST, "folder": MODEL_FOLDER}
    if near := _nearby(path):
        return Message("artifact.not_a_model_near", **names, near=near)
    return Message("artifact.not_a_model", **names)


def _nearby(folder: Path) -> Listed:
    """Up to three runs that lie in `folder`."""
    found = folder.glob(f"*/{MODEL_FOLDER}/{MANIFEST}") if folder.is_dir() else ()
    return Listed(sorted(x.parent.parent for x in found)[:3])


def _manifest(file: Path) -> Manifest:
    raw = json_object(file)
    found = raw.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise ArtifactError(
            Message("artifact.newer", file=file, found=found, known=FORMAT),
            code="artifact.newer",
        )
    try:
        manifest = Manifest.model_validate(raw)
    except ValidationError as error:
        raise unreadable(file, first_of(error)) from error
    strange = [name for name in manifest.files if not is_plain(name)]
    if strange:
        raise unreadable(file, Message("artifact.strange_file", name=strange[0]))
    unlisted = [name for name in FILES if name not in manifest.files]
    if unlisted:
        raise unreadable(file, Message("artifact.not_listed", name=unlisted[0]))
    try:
        Preprocess.from_json(manifest.preprocess)
    except UsageError as error:
        raise unreadable(file, error.message) from error
    return manifest
