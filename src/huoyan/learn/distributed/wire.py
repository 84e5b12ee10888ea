"""What the processes of one training tell each other, as bytes: JSON, and numbers as they lie. No pickle.

A pickle runs what its sender wants. Here only values travel, and dataclasses and models of this package.
"""

from __future__ import annotations

import dataclasses
import importlib
import io
import json
import math
import struct
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from pydantic import BaseModel
from torch import Tensor

_LENGTH = struct.Struct("<Q")
_PACKAGE = __name__.partition(".")[0]
_SEQUENCES: dict[str, Callable[[Any], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


def to_bytes(value: Any) -> bytes:
    """Raises TypeError for what is neither plain, nor an array, a path or a dataclass of this package."""
    arrays: list[bytes] = []
    text = json.dumps(_plain(value, arrays)).encode()
    return b"".join([_LENGTH.pack(len(text)), text, *arrays])


def from_bytes(content: bytes) -> Any:
    """The inverse of `to_bytes`: tuples are tuples again, and each array has memory of its own."""
    file = io.BytesIO(content)
    text = file.read(_LENGTH.unpack(file.read(_LENGTH.size))[0])
    return _made(json.loads(text), file)


def _plain(value: Any, arrays: list[bytes]) -> Any:
    """`value` in JSON's types; what is no plain value as {kind: content}. Arrays follow in their order."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return {type(value).__name__: [_plain(part, arrays) for part in value]}
    if isinstance(value, Mapping):
        return {"dict": [[_plain(key, arrays), _plain(part, arrays)] for key, part in value.items()]}
    if isinstance(value, Path):
        return {"path": str(value)}
    if isinstance(value, Tensor | np.ndarray):
        return _plain_array(value, arrays)
    kind = f"{type(value).__module__}:{type(value).__qualname__}"
    return {kind: [_plain(getattr(value, name), arrays) for name in _fields(kind)]}


def _plain_array(value: Tensor | np.ndarray, arrays: list[bytes]) -> dict[str, Any]:
    if isinstance(value, np.ndarray):
        arrays.append(value.tobytes())
        return {"array": [value.dtype.str, list(value.shape)]}
    flat = value.detach().cpu().contiguous().reshape(-1)
    arrays.append(flat.view(torch.uint8).numpy().tobytes())  # NumPy has no bfloat16
    return {"tensor": [str(value.dtype).removeprefix("torch."), list(value.shape)]}


def _made(plain: Any, file: io.BytesIO) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((kind, content),) = plain.items()
    if kind in _SEQUENCES:
        return _SEQUENCES[kind](_made(part, file) for part in content)
    if kind == "dict":
        return {_made(key, file): _made(part, file) for key, part in content}
    if kind == "path":
        return Path(content)
    if kind in ("array", "tensor"):
        return _made_array(kind, content[0], content[1], file)
    values = [_made(part, file) for part in content]
    return _made_object(kind, dict(zip(_fields(kind), values, strict=True)))


def _made_array(kind: str, name: str, shape: list[int], file: io.BytesIO) -> Tensor | np.ndarray:
    size = math.prod(shape)
    if kind == "array":
        dtype = np.dtype(name)
        return np.frombuffer(bytearray(file.read(size * dtype.itemsize)), dtype).reshape(shape)
    flat = torch.empty(size, dtype=getattr(torch, name))
    flat.view(torch.uint8).numpy()[:] = np.frombuffer(file.read(flat.nbytes), np.uint8)
    return flat.reshape(shape)


def _made_object(kind: str, values: dict[str, Any]) -> Any:
    found = _class(kind)
    if issubclass(found, BaseModel):
        return found.model_construct(**values)
    made: Any = object.__new__(found)
    for name, value in values.items():
        object.__setattr__(made, name, value)  # they were checked where they were made
    return made


@cache
def _class(kind: str) -> type:
    """A dataclass or pydantic model of this package. Raises TypeError for everything else."""
    module, _, name = kind.partition(":")
    if module.partition(".")[0] == _PACKAGE:
        found = getattr(importlib.import_module(module), name, None)
        if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, BaseModel)):
            return found
    raise TypeError(f"{kind} does not travel between processes")


@cache
def _fields(kind: str) -> tuple[str, ...]:
    found: Any = _class(kind)
    if issubclass(found, BaseModel):
        return tuple(found.model_fields)
    return tuple(field.name for field in dataclasses.fields(found))
