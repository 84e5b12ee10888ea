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

from huoyan.words import Listed, Message, Remark, note, warning

_LENGTH = struct.Struct("<Q")
_PACKAGE = __name__.partition(".")[0]
_SEQUENCES: dict[str, Callable[[Any], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}
_MESSAGES: dict[str, Callable[..., Message]] = {"message": Message, "note": note, "warning": warning}


def to_bytes(value: Any) -> bytes:
    """Raises TypeError for what is neither plain, an array, a path, a message nor a value of this package."""
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
    for kinds, plain in _PLAIN:
        if isinstance(value, kinds):
            return plain(value, arrays)
    kind = f"{type(value).__module__}:{type(value).__qualname__}"
    return {kind: [_plain(getattr(value, name), arrays) for name in _fields(kind)]}


def _plain_message(value: Message, arrays: list[bytes]) -> Any:
    """By its key and values, so that the process which says it can say it in any language."""
    kind = value.kind if isinstance(value, Remark) else "message"
    held: list[bytes] = []
    try:
        values = _plain_pairs(value.values, held)
    except TypeError:  # a value that does not travel: what is said of it must
        return str(value)
    arrays += held
    return {kind: [value.key, values]}


def _plain_names(value: Listed, arrays: list[bytes]) -> dict[str, Any]:
    return {"listed": [[_plain(name, arrays) for name in value.names], value.limit, value.joint]}


def _plain_sequence(value: Any, arrays: list[bytes]) -> dict[str, Any]:
    return {type(value).__name__: [_plain(part, arrays) for part in value]}


def _plain_pairs(value: Mapping[Any, Any], arrays: list[bytes]) -> list[Any]:
    return [[_plain(key, arrays), _plain(part, arrays)] for key, part in value.items()]


def _plain_array(value: Tensor | np.ndarray, arrays: list[bytes]) -> dict[str, Any]:
    if isinstance(value, np.ndarray):
        arrays.append(value.tobytes())
        return {"array": [value.dtype.str, list(value.shape)]}
    flat = value.detach().cpu().contiguous().reshape(-1)
    arrays.append(flat.view(torch.uint8).numpy().tobytes())  # NumPy has no bfloat16
    return {"tensor": [str(value.dtype).removeprefix("torch."), list(value.shape)]}


# The first that fits: a message is a text as well.
_PLAIN: tuple[tuple[Any, Callable[[Any, list[bytes]], Any]], ...] = (
    (Message, _plain_message),
    (Listed, _plain_names),
    ((type(None), str, int, float), lambda value, _: value),
    ((list, tuple, set, frozenset), _plain_sequence),
    (Mapping, lambda value, arrays: {"dict": _plain_pairs(value, arrays)}),
    (Path, lambda value, _: {"path": str(value)}),
    ((Tensor, np.ndarray), _plain_array),
)


def _made(plain: Any, file: io.BytesIO) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((kind, content),) = plain.items()
    if kind in _SEQUENCES:
        return _SEQUENCES[kind](_made(part, file) for part in content)
    if kind in _MESSAGES:
        return _MESSAGES[kind](content[0], **_made_pairs(content[1], file))
    if kind in _MADE:
        return _MADE[kind](content, file)
    values = [_made(part, file) for part in content]
    return _made_object(kind, dict(zip(_fields(kind), values, strict=True)))


def _made_pairs(content: list[Any], file: io.BytesIO) -> dict[Any, Any]:
    return {_made(key, file): _made(part, file) for key, part in content}


def _made_array(kind: str, name: str, shape: list[int], file: io.BytesIO) -> Tensor | np.ndarray:
    size = math.prod(shape)
    if kind == "array":
        dtype = np.dtype(name)
        return np.frombuffer(bytearray(file.read(size * dtype.itemsize)), dtype).reshape(shape)
    flat = torch.empty(size, dtype=getattr(torch, name))
    flat.view(torch.uint8).numpy()[:] = np.frombuffer(file.read(flat.nbytes), np.uint8)
    return flat.reshape(shape)


_MADE: dict[str, Callable[[Any, io.BytesIO], Any]] = {
    "listed": lambda content, file: Listed([_made(name, file) for name in content[0]], *content[1:]),
    "dict": _made_pairs,
    "path": lambda content, _: Path(content),
    "array": lambda content, file: _made_array("array", content[0], content[1], file),
    "tensor": lambda content, file: _made_array("tensor", content[0], content[1], file),
}


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
