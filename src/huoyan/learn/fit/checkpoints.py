"""Checkpoints: the whole state of a training on disk, such that no accident loses more than one interval."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor

from huoyan.artifact.whole_file import write_whole
from huoyan.errors import TrainingError
from huoyan.runs.checkpoint_files import SUFFIX, checkpoint_files, checkpoint_name
from huoyan.system.disk_space import what_to_do
from huoyan.words import Message
from huoyan.words.foreign_reason import system_reason

GENERATIONS = 2
# The hex digits of a sha256 and a line end, before the safetensors content that they vouch for.
_HEADER = 65
TENSOR, PAIRS = "__tensor__", "__pairs__"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A state as nested dicts and lists of plain values and tensors, taken after `step` steps."""

    step: int
    state: dict[str, Any]


def save(folder: Path, snapshot: Snapshot) -> Path:
    """Writes a snapshot beside the earlier ones and then removes all but the last two.

    Written to a temporary file, flushed to the disk with its folder, and renamed: at every instant the
    earlier checkpoints are whole. Raises TrainingError (training.checkpoint) with nothing changed.
    """
    path = folder / f"{checkpoint_name(snapshot.step)}{SUFFIX}"
    content = _serialised(snapshot)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, hashlib.sha256(content).hexdigest().encode() + b"\n", content)
    except OSError as error:
        said = Message(
            "fit.checkpoint_kept" if checkpoint_files(folder) else "fit.checkpoint",
            step=snapshot.step,
            megabytes=len(content) / 1e6,
            folder=folder,
            reason=system_reason(error),
            remedy=what_to_do(error, otherwise="disk.writable"),
        )
        raise TrainingError(said, code="training.checkpoint") from error
    for old in checkpoint_files(folder)[:-GENERATIONS]:
        with contextlib.suppress(OSError):
            old.unlink()
    return path


def load_latest(folder: Path, accept: Callable[[Snapshot], bool] = lambda found: True) -> Snapshot | None:
    """The newest checkpoint that is whole, and that `accept` takes; None where there is none.

    A file that was cut short or changed is passed over for the one before it.
    """
    for path in reversed(checkpoint_files(folder)):
        with contextlib.suppress(OSError, ValueError, KeyError, safetensors.SafetensorError):
            found = _read(path)
            if accept(found):
                return found
    return None


def _serialised(snapshot: Snapshot) -> bytes:
    tensors: dict[str, Tensor] = {}
    plain = _without_tensors(snapshot.state, tensors)
    metadata = {"state": json.dumps(plain), "step": str(snapshot.step)}
    # safetensors refuses a file without tensors.
    return safetensors.torch.save({**tensors, "": torch.zeros(0)}, metadata)


def _read(path: Path) -> Snapshot:
    content = path.read_bytes()
    digest, content = content[: _HEADER - 1], content[_HEADER:]
    if hashlib.sha256(content).hexdigest().encode() != digest:
        raise ValueError(f"{path} was changed or cut short")
    length = int.from_bytes(content[:8], "little")
    metadata = json.loads(content[8 : 8 + length])["__metadata__"]
    tensors = safetensors.torch.load(content)
    return Snapshot(int(metadata["step"]), _with_tensors(json.loads(metadata["state"]), tensors))


def _without_tensors(value: Any, tensors: dict[str, Tensor]) -> Any:
    """`value` in JSON's types; each tensor goes into `tensors` and leaves its name behind."""
    if isinstance(value, Tensor):
        name = str(len(tensors))
        tensors[name] = value.detach().cpu().contiguous().clone()
        return {TENSOR: name}
    if isinstance(value, Mapping):
        # Pairs, because JSON would turn whole numbers as keys into texts.
        return {PAIRS: [[key, _without_tensors(part, tensors)] for key, part in value.items()]}
    if isinstance(value, (list, tuple)):
        return [_without_tensors(part, tensors) for part in value]
    return value


def _with_tensors(value: Any, tensors: Mapping[str, Tensor]) -> Any:
    if isinstance(value, dict):
        if TENSOR in value:
            return tensors[value[TENSOR]]
        return {key: _with_tensors(part, tensors) for key, part in value[PAIRS]}
    if isinstance(value, list):
        return [_with_tensors(part, tensors) for part in value]
    return value
