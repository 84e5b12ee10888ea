"""What an ONNX file says of itself without an engine: inputs, outputs, and whether all of it is in the file.

Only the wire format of protocol buffers is read (https://protobuf.dev/programming-guides/encoding/), with
the field numbers of onnx.proto; tensors are passed over, so that a large model takes milliseconds.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from huoyan.tasks.base import Shape
from huoyan.words import Message

# Message: {field number: message inside}, as far as tensors may lie in it.
_INSIDE = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
_GRAPH, _INPUT, _OUTPUT, _INITIALIZER, _TENSOR_NAME = 7, 11, 12, 5, 8
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
_VARINT, _BYTES = 0, 2
_FIXED = {1: 8, 5: 4}  # kinds of a fixed number of bytes
_MOST_DEPTH = 64
# A network of 3,000 nodes has 100,000.
_MOST_FIELDS = 1_000_000
_MOST_SIDE = 1 << 31


@dataclass(slots=True)
class Graph:
    """Shapes by name, None where a side may vary. `external`: tensors of it lie in another file."""

    inputs: dict[str, Shape] = field(default_factory=dict)
    outputs: dict[str, Shape] = field(default_factory=dict)
    external: bool = False


def read_graph(file: Path) -> Graph:
    """Raises OSError; ValueError with a Message for a file that is no ONNX model."""
    with file.open("rb") as opened:
        if not file.stat().st_size:  # which cannot be mapped
            raise _no_onnx()
        try:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError:  # some file systems map nothing
            return _graph(opened.read())
        with mapped:
            return _graph(mapped)


def _graph(data: mmap.mmap | bytes) -> Graph:
    whole = _Part(data, 0, len(data), count())
    found = Graph(external=_external(whole, "model", 0))
    for graph in whole.inside(_GRAPH):
        held = {tensor.text(_TENSOR_NAME) for tensor in graph.inside(_INITIALIZER)}
        shapes = (_named_shape(value) for value in graph.inside(_INPUT))
        # Old graphs list their constants as inputs too.
        found.inputs.update((name, shape) for name, shape in shapes if name not in held)
        found.outputs.update(map(_named_shape, graph.inside(_OUTPUT)))
    if not found.outputs:
        raise ValueError(Message("artifact.graph_without_output"))
    return found


@dataclass(frozen=True, slots=True)
class _Part:
    """A message: bytes `start` to `end` of the file. `read` counts the fields of all messages."""

    data: mmap.mmap | bytes
    start: int
    end: int
    read: Iterator[int]

    def fields(self) -> Iterator[tuple[int, int | _Part]]:
        """Field numbers with a whole number or what the field holds. ValueError where it is cut off."""
        at = self.start
        while at < self.end:
            if next(self.read) > _MOST_FIELDS:
                raise ValueError(Message("artifact.graph_parts", most=_MOST_FIELDS))
            key, at = self._varint(at)
            number, kind = key >> 3, key & 7
            if not number or kind not in (_VARINT, _BYTES, *_FIXED):
                raise _no_onnx()
            value, at = (_FIXED[kind], at) if kind in _FIXED else self._varint(at)
            if kind == _VARINT:
                yield number, value
                continue
            if at + value > self.end:
                raise _no_onnx()
            yield number, _Part(self.data, at, at + value, self.read)
            at += value

    def inside(self, wanted: int) -> Iterator[_Part]:
        return (part for number, part in self.fields() if number == wanted and isinstance(part, _Part))

    def text(self, wanted: int) -> str:
        """The last field of that number, as protocol buffers have it."""
        found = [self.data[part.start : part.end] for part in self.inside(wanted)]
        return found[-1].decode("utf-8", "backslashreplace") if found else ""

    def _varint(self, at: int) -> tuple[int, int]:
        value = 0
        for shift in range(0, 70, 7):
            if at >= self.end:
                break
            value |= (self.data[at] & 127) << shift
            at += 1
            if self.data[at - 1] < 128:
                return value, at
        raise _no_onnx()


def _external(part: _Part, kind: str, depth: int) -> bool:
    """Whether a tensor in the message, also in branches and functions, says that it lies elsewhere."""
    if depth > _MOST_DEPTH:
        raise ValueError(Message("artifact.graph_too_deep"))
    if kind == "tensor":
        return any(
            number == _EXTERNAL_DATA or (number == _DATA_LOCATION and value != 0)
            for number, value in part.fields()
        )
    inner = _INSIDE[kind]
    return any(
        _external(value, inner[number], depth + 1)
        for number, value in part.fields()
        if number in inner and isinstance(value, _Part)
    )


def _named_shape(value: _Part) -> tuple[str, Shape]:
    """ValueInfoProto -> type -> tensor type -> shape -> dimensions."""
    sides: list[int | None] = []
    for kind in value.inside(2):
        for tensor in kind.inside(1):
            for shape in tensor.inside(2):
                sides += [_side(dimension) for dimension in shape.inside(1)]
    return value.text(1), tuple(sides)


def _no_onnx() -> ValueError:
    return ValueError(Message("artifact.no_onnx"))


def _side(dimension: _Part) -> int | None:
    values = [value for number, value in dimension.fields() if number == 1 and isinstance(value, int)]
    return values[-1] if values and 0 < values[-1] < _MOST_SIDE else None
