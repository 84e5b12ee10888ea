"""One tensor of a request or of an answer: as JSON, or as bytes behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from huoyan.errors import ServeError
from huoyan.serve.protocols.v2.datatypes import BYTES, NUMBERS, datatype_of, pack, unpack
from huoyan.text import shortened
from huoyan.words import Listed, Message

MOST_SIDES = 8
_MOST_NESTED = 16


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """values: an array of `shape`; of BYTES the elements, row by row: a `str` where they came as JSON."""

    name: str
    datatype: str
    shape: tuple[int, ...]
    values: np.ndarray | tuple[bytes | str, ...]


class Tail:
    """The bytes behind the JSON, of which each tensor in turn takes its own."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._content) - self._at

    def take(self, size: int, name: str) -> bytes:
        """Raises ServeError serve.tensor where there are fewer."""
        if size > self.left:
            raise _wrong("v2.tail_short", name, size=size, left=self.left)
        self._at += size
        return self._content[self._at - size : self._at]


def read_tensor(entry: object, tail: Tail) -> Tensor:
    """The tensor that an entry of `inputs` describes. Raises ServeError serve.tensor."""
    if not isinstance(entry, Mapping):
        raise _wrong("v2.tensor_entry", "?")
    name = entry.get("name")
    if not isinstance(name, str):
        raise _wrong("v2.tensor_name", "?")
    shape = _shape(entry.get("shape"), name)
    datatype = entry.get("datatype")
    if not isinstance(datatype, str) or datatype not in (BYTES, *NUMBERS):
        known = Listed((BYTES, *NUMBERS), None)
        raise _wrong("v2.datatype", name, datatype=shortened(repr(datatype), 40), known=known)
    size = _binary_size(entry.get("parameters"), name)
    if (size is None) == (entry.get("data") is None):
        raise _wrong("v2.data_once", name)
    if size is None:
        return Tensor(name, datatype, shape, _from_json(entry["data"], datatype, shape, name))
    return Tensor(name, datatype, shape, _from_bytes(tail.take(size, name), datatype, shape, name))


def to_json(tensor: Tensor, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The entry in `outputs`, with its data where `parameters` name no `binary_data_size`."""
    entry: dict[str, Any] = {"name": tensor.name, "datatype": tensor.datatype, "shape": list(tensor.shape)}
    if parameters:
        entry["parameters"] = dict(parameters)
    if "binary_data_size" not in parameters:
        entry["data"] = _as_json(tensor)
    return entry


def to_bytes(tensor: Tensor) -> bytes:
    """As they travel behind the JSON."""
    if isinstance(tensor.values, np.ndarray):
        return np.ascontiguousarray(tensor.values, NUMBERS[tensor.datatype]).tobytes()
    return pack(each.encode() if isinstance(each, str) else each for each in tensor.values)


def numbers(name: str, values: np.ndarray) -> Tensor:
    """An array as a tensor."""
    return Tensor(name, datatype_of(values), values.shape, values)


def texts(name: str, values: Sequence[str], shape: tuple[int, ...]) -> Tensor:
    """Texts, row by row, as a tensor."""
    return Tensor(name, BYTES, shape, tuple(values))


def _as_json(tensor: Tensor) -> list[Any]:
    """Flat, row by row. JSON has no word for infinity, nor for what is no number: these are null."""
    if not isinstance(tensor.values, np.ndarray):
        return [each if isinstance(each, str) else each.decode("utf-8", "replace") for each in tensor.values]
    flat: list[Any] = tensor.values.ravel().tolist()
    if tensor.values.dtype.kind == "f" and not np.isfinite(tensor.values).all():
        return [each if math.isfinite(each) else None for each in flat]
    return flat


def _shape(given: object, name: str) -> tuple[int, ...]:
    sides = given if isinstance(given, list) else [None]
    whole = all(type(side) is int and 0 <= side < 1 << 40 for side in sides)
    if not (whole and 1 <= len(sides) <= MOST_SIDES):
        raise _wrong("v2.shape", name, shape=shortened(repr(given), 80), most=MOST_SIDES)
    return tuple(sides)


def _binary_size(parameters: object, name: str) -> int | None:
    if parameters is None:
        return None
    if not isinstance(parameters, Mapping):
        raise _wrong("v2.parameters", name)
    if shared := [each for each in parameters if str(each).startswith("shared_memory")]:
        raise _wrong("v2.shared_memory", name, parameter=shortened(shared[0], 40))
    size = parameters.get("binary_data_size")
    if size is not None and not (type(size) is int and size >= 0):
        raise _wrong("v2.binary_size", name, size=shortened(repr(size), 40))
    return size


def _from_bytes(
    content: bytes, datatype: str, shape: tuple[int, ...], name: str
) -> np.ndarray | tuple[bytes, ...]:
    count = math.prod(shape)
    if datatype == BYTES:
        elements = unpack(content, count, name)
        if len(elements) != count:
            raise _count(name, shape, f"{len(elements)}" if len(elements) < count else f"> {count}")
        return elements
    kind = NUMBERS[datatype]
    if len(content) != count * kind.itemsize:
        raise _wrong(
            "v2.size_of_shape", name, size=len(content), wanted=count * kind.itemsize,
            datatype=datatype, shape=list(shape),
        )  # fmt: skip
    return np.frombuffer(content, kind).reshape(shape)


def _from_json(
    data: object, datatype: str, shape: tuple[int, ...], name: str
) -> np.ndarray | tuple[str, ...]:
    flat = _flat(data, math.prod(shape), name, shape)
    kinds = set(map(type, flat))
    if not kinds <= _ALLOWED[datatype]:
        strange = min(each.__name__ for each in kinds - _ALLOWED[datatype])
        raise _wrong("v2.element", name, kind=strange, datatype=datatype)
    if datatype == BYTES:
        return tuple(flat)
    try:
        made = np.array(flat, NUMBERS[datatype])
    except (OverflowError, ValueError) as error:
        raise _wrong("v2.out_of_range", name, datatype=datatype) from error
    return made.reshape(shape)


def _flat(data: object, count: int, name: str, shape: tuple[int, ...]) -> list[Any]:
    """Nested lists row by row; the depth says nothing, as clients of the protocol differ in it."""
    if not isinstance(data, list):
        raise _wrong("v2.data_list", name)
    flat, nested = data, 0
    while any(isinstance(each, list) for each in flat):
        nested += 1
        if nested > _MOST_NESTED or not all(isinstance(each, list) for each in flat):
            raise _wrong("v2.data_ragged", name)
        flat = [inner for each in flat for inner in each]
    if len(flat) != count:
        raise _count(name, shape, str(len(flat)))
    return flat


_ALLOWED: Mapping[str, frozenset[type]] = {
    BYTES: frozenset({str}),
    **{
        name: frozenset({bool} if each.kind == "b" else {int, float} if each.kind == "f" else {int})
        for name, each in NUMBERS.items()
    },
}


def _count(name: str, shape: tuple[int, ...], found: str) -> ServeError:
    return _wrong("v2.count_of_shape", name, found=found, wanted=math.prod(shape), shape=list(shape))


def _wrong(key: str, name: str, **values: Any) -> ServeError:
    return ServeError(Message(key, name=shortened(name, 80), **values), code="serve.tensor")
