"""Checksums of an artifact: every file, and the manifest that lists them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.artifact.names import MANIFEST
from huoyan.text import spelt
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

if TYPE_CHECKING:
    from huoyan.artifact.read import Artifact

_OWN = re.compile(rb'(?m)^(  "sha256": ")([0-9a-f]*)(",?\s*)$')


def sha256_file(path: Path) -> str:
    """sha256 of a file's bytes, as 64 hexadecimal digits."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def seal(text: bytes) -> bytes:
    """The manifest's text with its own sha256 written into it: that of the text with an empty one."""
    empty = _OWN.sub(rb"\1\3", text)
    digest = hashlib.sha256(empty).hexdigest().encode()
    return _OWN.sub(rb"\g<1>" + digest + rb"\3", empty)


def is_sealed(text: bytes) -> bool:
    """Whether a manifest's text is, byte for byte, the one that was sealed."""
    own = _OWN.findall(text)
    return len(own) == 1 and seal(text) == text


def check_files(artifact: Artifact) -> list[tuple[str, Message]]:
    """What is wrong with the files of an artifact, as (file, sentence); an intact one gives []."""
    said = Message("artifact.foreign_file")
    foreign = [(name, said) for name in unlisted(artifact) if not is_of_system(name)]
    return [*changed_files(artifact.folder / MANIFEST, artifact.manifest.files), *foreign]


def changed_files(manifest: Path, files: Mapping[str, str]) -> list[tuple[str, Message]]:
    """What of a sealed manifest and of `files` beside it, sha256 by name, is not as it was written."""
    problems: list[tuple[str, Message]] = []
    if not is_sealed(manifest.read_bytes()):
        problems.append((manifest.name, Message("artifact.manifest_changed")))
    for name, expected in sorted(files.items()):
        problem = _problem(manifest.parent / name, expected)
        if problem:
            problems.append((name, problem))
    return problems


def unlisted(artifact: Artifact) -> list[str]:
    """What lies in the folder of a model beside its files, hidden names too."""
    known = {MANIFEST, *artifact.manifest.files}
    return sorted(spelt(x.name) for x in artifact.folder.iterdir() if x.name not in known)


def is_of_system(name: str) -> bool:
    """What file managers leave in every folder that they show; no part of a model is read from it."""
    return name.startswith("._") or name in (".DS_Store", "Thumbs.db", "desktop.ini", ".directory")


def _problem(path: Path, expected: str) -> Message | None:
    try:
        found = sha256_file(path)
    except FileNotFoundError:
        return Message("artifact.file_missing")
    except OSError as error:
        return Message("artifact.file_unreadable", reason=system_reason(error))
    if found != expected:
        return Message("artifact.file_changed", found=found[:12], expected=expected[:12])
    return None
