"""A model folder, opened: the manifest is checked at once, arrays are read when asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from huoyan.artifact.manifest import FORMAT, Manifest
from huoyan.artifact.names import FILES, MANIFEST, MODEL_FOLDER, ONNX, PICTURES, SELFTEST, WEIGHTS
from huoyan.data.dataset import SPLITS, Split
from huoyan.errors import ArtifactError, UsageError
from huoyan.preprocess import Preprocess


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
        """`images` uint8 (n, H, W, C) and, by output name, what the trained network answered."""
        return _arrays(self.folder / SELFTEST)

    def weights(self) -> dict[str, np.ndarray]:
        """The trained tensors by name."""
        return _arrays(self.folder / WEIGHTS)

    def pictures(self) -> dict[Split, np.ndarray]:
        """Keys of the pictures of `train`, `val` and `test`, uint64 (N,); {} where they are not known.

        A key is made by `data.fingerprint.picture_keys`: it tells a picture that is at hand, and nothing
        of one that is not.
        """
        if PICTURES not in self.manifest.files:
            return {}
        found, none = _arrays(self.folder / PICTURES), np.empty(0, np.uint64)
        return {split: found.get(split, none) for split in SPLITS}


def open_artifact(path: str | Path) -> Artifact:
    """Opens a run folder, its model folder or the huoyan.json in it.

    Raises ArtifactError: artifact.missing (nothing there), artifact.not_a_model, artifact.manifest
    (not readable or not valid), artifact.newer (written by a newer huoyan), artifact.file (a file of
    the model is absent), artifact.permission.
    """
    if not str(path):
        raise ArtifactError("The path of the model is empty. Give a run folder.", code="artifact.missing")
    try:
        folder = _find(Path(path))
    except PermissionError as error:
        raise _forbidden(path) from error
    except OSError as error:
        raise ArtifactError(f"{path} is no path: {error.strerror}.", code="artifact.missing") from error
    manifest = _manifest(folder / MANIFEST)
    for name in sorted({*FILES, *manifest.files}):
        if not (folder / name).is_file():
            raise ArtifactError(
                f"{folder} is not complete: {name} is missing. Copy the whole folder again, or train again.",
                code="artifact.file",
            )
    return Artifact(folder, manifest)


def _find(path: Path) -> Path:
    """The folder that holds huoyan.json."""
    if path.is_file():
        return _folder_of(path)
    if not path.is_dir():
        raise ArtifactError(
            f"{path} does not exist. A model is a run folder, its model/ folder or the {MANIFEST} in it"
            f"{_suggestion(path.parent)}.",
            code="artifact.missing",
        )
    for folder in (path, path / MODEL_FOLDER):
        if (folder / MANIFEST).is_file():
            return folder
    raise ArtifactError(
        f"{path} is not a model: neither {MANIFEST} nor {MODEL_FOLDER}/{MANIFEST} is in it"
        f"{_suggestion(path)}. Give the folder that `huoyan train --out` wrote.",
        code="artifact.not_a_model",
    )


def _folder_of(file: Path) -> Path:
    if file.name == MANIFEST:
        return file.parent
    if (file.parent / MANIFEST).is_file():
        remedy = f"It belongs to the model {file.parent}: give that folder."
    elif file.suffix == ".onnx":
        remedy = (
            f"An ONNX file alone has no labels and no preprocessing: give the folder with its {MANIFEST}, "
            "that `huoyan train --out` wrote."
        )
    else:
        remedy = "Give the folder that `huoyan train --out` wrote."
    raise ArtifactError(f"{file} is a file, not a model folder. {remedy}", code="artifact.not_a_model")


def _suggestion(folder: Path) -> str:
    """Names up to three runs that lie in `folder`."""
    if not folder.is_dir():
        return ""
    runs = sorted(x.parent.parent for x in folder.glob(f"*/{MODEL_FOLDER}/{MANIFEST}"))
    return f"; models nearby: {', '.join(map(str, runs[:3]))}" if runs else ""


def _manifest(file: Path) -> Manifest:
    raw = _json(file)
    found = raw.get("format")
    if isinstance(found, int) and found > FORMAT:
        raise ArtifactError(
            f"{file} has format {found}; this version of huoyan reads format {FORMAT}. "
            "Upgrade with: pip install --upgrade huoyan",
            code="artifact.newer",
        )
    try:
        manifest = Manifest.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        raise _unreadable(file, f"{where}: {first['msg']} ({error.error_count()} such findings)") from error
    strange = [name for name in manifest.files if Path(name).name != name or name in ("", ".", "..")]
    if strange:
        raise _unreadable(file, f"files: {strange[0]!r} is not the name of a file in the model folder")
    try:
        Preprocess.from_json(manifest.preprocess)
    except UsageError as error:
        raise _unreadable(file, str(error)) from error
    return manifest


def _json(file: Path) -> dict[str, Any]:
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise _unreadable(file, f"line {error.lineno}, column {error.colno}: {error.msg}") from error
    except UnicodeDecodeError as error:
        raise _unreadable(file, "it is not UTF-8 text") from error
    except PermissionError as error:
        raise _forbidden(file) from error
    except OSError as error:
        raise _unreadable(file, error.strerror or str(error)) from error
    except RecursionError as error:
        raise _unreadable(file, "it is nested too deeply") from error
    if not isinstance(raw, dict):
        raise _unreadable(file, f"it holds a {type(raw).__name__}, not an object")
    return raw


def _forbidden(path: str | Path) -> ArtifactError:
    return ArtifactError(
        f"{path} may not be read by this user. Change its permissions.", code="artifact.permission"
    )


def _unreadable(file: Path, reason: str) -> ArtifactError:
    return ArtifactError(
        f"{file} is not a valid manifest: {reason}. Restore the file from a copy, or train again.",
        code="artifact.manifest",
    )


def _arrays(file: Path) -> dict[str, np.ndarray]:
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        with file.open("rb"):  # its own errors say what the matter is, those of safetensors do not
            return load_file(file)
    except PermissionError as error:
        raise _forbidden(file) from error
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        raise ArtifactError(
            f"{file} cannot be read: {error}. Run `huoyan verify {file.parent}` to see which files are "
            "damaged, and restore them from a copy.",
            code="artifact.file",
        ) from error
