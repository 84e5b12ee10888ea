"""A generator's folder: written as a whole, opened with its manifest checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from huoyan.artifact.checksum import changed_files
from huoyan.artifact.names import MANIFEST as MODEL_MANIFEST
from huoyan.artifact.names import MODEL_FOLDER, ONNX, PICTURES, SELFTEST, WEIGHTS
from huoyan.artifact.picture_keys import PictureKeys, read_keys
from huoyan.artifact.sealed_folder import (
    arrays_in,
    check_there,
    first_of,
    forbidden,
    is_plain,
    json_object,
    serialised,
    unreadable,
    write_sealed,
)
from huoyan.data.home_folder import at_home
from huoyan.errors import ArtifactError
from huoyan.generator.manifest import FILES, FOLDER, FORMAT, KIND, MANIFEST, GeneratorManifest
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason


@dataclass(frozen=True, slots=True)
class Generator:
    """`folder` holds generator.json, the graph, the weights and the self-test."""

    folder: Path
    manifest: GeneratorManifest

    @property
    def onnx(self) -> Path:
        return self.folder / ONNX

    def weights(self) -> dict[str, np.ndarray]:
        """The trained tensors by name."""
        return arrays_in(self.folder / WEIGHTS)

    def selftest(self) -> dict[str, np.ndarray]:
        """`z`, `class` where there are classes, and the `images` that the trained network made of them."""
        return arrays_in(self.folder / SELFTEST)

    def pictures(self) -> PictureKeys:
        """Of pictures of `train`, which it learnt from, and of `val`, by which its weights were chosen."""
        return read_keys(self.folder / PICTURES)


def write_generator(
    folder: Path,
    manifest: GeneratorManifest,
    *,
    onnx: bytes,
    weights: Mapping[str, np.ndarray],
    selftest: Mapping[str, np.ndarray],
    pictures: PictureKeys,
) -> Generator:
    """Raises ArtifactError with nothing changed, see `write_sealed`."""
    arrays = {WEIGHTS: weights, SELFTEST: selftest, PICTURES: pictures.arrays()}
    files: dict[str, Callable[[], bytes]] = {ONNX: lambda: onnx}
    files |= {name: partial(serialised, found) for name, found in arrays.items()}
    size = len(onnx) + sum(array.nbytes for found in arrays.values() for array in found.values())
    return Generator(folder, write_sealed(folder, KIND, manifest, files, size))


def open_generator(path: str | Path) -> Generator:
    """Opens a run of `huoyan generate train`, its folder generator/ or the generator.json in it.

    All of it must be as it was written: by its manifest made pictures say whose they are, and is known which
    pictures it has seen. Raises ArtifactError: artifact.missing, artifact.not_a_generator, artifact.manifest,
    artifact.newer, artifact.file, artifact.permission.
    """
    try:
        folder = _find(at_home(path))
    except PermissionError as error:
        raise forbidden(path) from error
    except (OSError, ValueError) as error:  # a name too long, or with a zero byte
        told = Message("artifact.no_path", path=str(path), reason=system_reason(error))
        raise ArtifactError(told, code="artifact.missing") from error
    manifest = _manifest(folder / MANIFEST)
    for name in FILES:
        check_there(folder / name)
    if changed := changed_files(folder / MANIFEST, manifest.files):
        name, reason = changed[0]
        told = Message("generator.changed", file=folder / name, reason=reason)
        raise ArtifactError(told, code="artifact.file")
    return Generator(folder, manifest)


def _find(path: Path) -> Path:
    if not path.exists():
        raise ArtifactError(Message("generator.missing", path=path), code="artifact.missing")
    for folder in (path, path / FOLDER, path.parent if path.name == MANIFEST else path):
        if (folder / MANIFEST).is_file():
            return folder
    model = any((each / MODEL_MANIFEST).is_file() for each in (path, path / MODEL_FOLDER))
    told = Message("generator.is_a_model" if model else "generator.none_there", path=path)
    raise ArtifactError(told, code="artifact.not_a_generator")


def _manifest(file: Path) -> GeneratorManifest:
    raw = json_object(file)
    found = raw.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise ArtifactError(
            Message("artifact.newer", file=file, found=found, known=FORMAT), code="artifact.newer"
        )
    try:
        manifest = GeneratorManifest.model_validate(raw)
    except ValidationError as error:
        raise unreadable(file, first_of(error)) from error
    if strange := [name for name in manifest.files if not is_plain(name)]:
        raise unreadable(file, Message("artifact.strange_file", name=strange[0]))
    if unlisted := [name for name in FILES if name not in manifest.files]:
        raise unreadable(file, Message("artifact.not_listed", name=unlisted[0]))
    return manifest
