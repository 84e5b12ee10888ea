"""A folder whose files a sealed manifest lists: written as a whole or not at all, read with care."""

from __future__ import annotations

import errno
import os
import secrets
import shlex
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from huoyan.artifact.bounded_json import MOST_BYTES, read_bounded, within_bounds
from huoyan.artifact.checksum import seal, sha256_file
from huoyan.artifact.folder_swap import replace_folder
from huoyan.errors import ArtifactError
from huoyan.system.disk_space import is_full
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

if TYPE_CHECKING:
    import numpy as np
    from pydantic import BaseModel, ValidationError

    # With fields `files`, the sha256 of each file by its name, and `sha256`, its own.
    Sealed = TypeVar("Sealed", bound=BaseModel)

# Names, types and shapes of the arrays in a safetensors file: 100 bytes each.
MOST_HEADER = 16 << 20


@dataclass(frozen=True, slots=True)
class FolderKind:
    """manifest: the name of its manifest; own: of all that is ever written into such a folder."""

    manifest: str
    own: tuple[str, ...]


def write_sealed(
    folder: Path, kind: FolderKind, manifest: Sealed, files: Mapping[str, Callable[[], bytes]], size: int
) -> Sealed:
    """Writes `files` and their manifest, which is given back with its checksums. size: bytes of all, about.

    All is written into a temporary sibling and flushed to the disk before it takes the place of what
    lies at `folder`, so that at every moment a reader finds either the whole old or the whole new one.
    Files of the user beside older ones stay beside the new ones. Raises ArtifactError (artifact.space,
    artifact.permission, artifact.exists, artifact.write) with nothing changed.
    """
    try:
        _check_place(folder, kind)
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
        temporary.mkdir()
    except OSError as error:
        raise _translated(error, folder, size) from error
    try:
        written = _fill(temporary, kind, manifest, files)
        _carry_over(folder, temporary, kind)
        replace_folder(temporary, folder)
    except OSError as error:
        raise _translated(error, folder, size) from error
    finally:
        # After success nothing is left of it; after an error or an interrupt half a folder is.
        shutil.rmtree(temporary, ignore_errors=True)
    return written


def _carry_over(old: Path, new: Path, kind: FolderKind) -> None:
    for path in old.iterdir() if old.is_dir() else ():
        if path.name in kind.own:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        else:
            shutil.copy2(path, new / path.name, follow_symlinks=False)


def _check_place(folder: Path, kind: FolderKind) -> None:
    """One of its kind is replaced only: never a folder of the user's pictures."""
    if (
        not folder.exists()
        or (folder / kind.manifest).is_file()
        or (folder.is_dir() and not any(folder.iterdir()))
    ):
        return
    key = "artifact.other_folder" if folder.is_dir() else "artifact.other_file"
    raise ArtifactError(Message(key, folder=folder), code="artifact.exists")


def _fill(
    folder: Path, kind: FolderKind, manifest: Sealed, files: Mapping[str, Callable[[], bytes]]
) -> Sealed:
    for name, content in files.items():
        _flushed(folder / name, content())
    found = {name: sha256_file(folder / name) for name in files}
    unsealed = manifest.model_copy(update={"files": found, "sha256": ""})
    text = seal(unsealed.model_dump_json(indent=2).encode() + b"\n")
    _flushed(folder / kind.manifest, text)
    return type(manifest).model_validate_json(text)


def serialised(arrays: Mapping[str, np.ndarray]) -> bytes:
    """As safetensors."""
    import numpy as np
    from safetensors.numpy import save

    # safetensors writes the memory as it lies, so a transposed view would be stored wrongly.
    # (np.ascontiguousarray would make vectors of scalars.)
    return save({name: np.asarray(array, order="C") for name, array in arrays.items()})


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


def check_there(file: Path) -> None:
    """Raises ArtifactError (artifact.file) where a file of the folder is absent, or a link out of it."""
    if not file.is_file():
        raise ArtifactError(
            Message("artifact.not_complete", folder=file.parent, name=file.name),
            code="artifact.file",
        )
    if file.resolve().parent != file.parent.resolve():
        raise ArtifactError(
            Message("artifact.link", file=file),
            code="artifact.file",
        )


def first_of(error: ValidationError) -> str:
    """What is wrong, and where: in our words where they are ours, else in pydantic's."""
    first = error.errors(include_url=False)[0]
    ours = first.get("ctx", {}).get("error")
    said: str = ours.args[0] if isinstance(ours, ValueError) else first["msg"]
    where = "".join(f"{part}." for part in first["loc"])[:-1]
    return Message("artifact.value_at", where=where, reason=said) if where else said


def is_plain(name: str) -> bool:
    """A name that leads nowhere else, on any system."""
    return name.isprintable() and name.isascii() and not set(name) & set("/\\:") and name[:1] not in ("", ".")


def json_object(file: Path) -> dict[str, Any]:
    """Raises ArtifactError: artifact.manifest, artifact.permission."""
    try:
        with file.open("rb") as opened:
            raw = read_bounded(opened.read(MOST_BYTES + 1))
    except ValueError as error:
        raise unreadable(file, error.args[0]) from error
    except PermissionError as error:
        raise forbidden(file) from error
    except OSError as error:
        raise unreadable(file, system_reason(error)) from error
    if not isinstance(raw, dict):
        raise unreadable(file, Message("artifact.no_object", kind=type(raw).__name__))
    return raw


def forbidden(path: str | Path) -> ArtifactError:
    return ArtifactError(Message("artifact.forbidden", path=path), code="artifact.permission")


def unreadable(file: Path, reason: str) -> ArtifactError:
    return ArtifactError(
        Message("artifact.manifest", file=file, reason=within_bounds(reason)),
        code="artifact.manifest",
    )


def arrays_in(file: Path) -> dict[str, np.ndarray]:
    """Of a safetensors file. Raises ArtifactError: artifact.file, artifact.permission."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        with file.open("rb") as opened:  # its own errors say what the matter is, those of safetensors do not
            described = int.from_bytes(opened.read(8), "little")
        if described > MOST_HEADER:
            raise damaged(file, Message("artifact.header_too_long", most=MOST_HEADER))
        return load_file(file)
    except PermissionError as error:
        raise forbidden(file) from error
    except MemoryError as error:
        raise damaged(file, Message("artifact.arrays_memory")) from error
    except (SafetensorError, OSError, KeyError, ValueError, TypeError, ArithmeticError) as error:
        raise damaged(file, str(error)) from error


def damaged(file: Path, reason: str) -> ArtifactError:
    return ArtifactError(
        Message("artifact.arrays_unreadable", file=file, reason=reason, folder=shlex.quote(str(file.parent))),
        code="artifact.file",
    )
