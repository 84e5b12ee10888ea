"""What one inference asks: tensors in, which outputs, how they travel; and its place in a sequence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from huoyan.errors import ServeError
from huoyan.serve.protocols.v2.datatypes import BYTES
from huoyan.serve.protocols.v2.framing import take_apart
from huoyan.serve.protocols.v2.tensors import Tail, Tensor, read_tensor
from huoyan.text import shortened
from huoyan.words import Message

MOST_ID, MOST_NAMED = 256, 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """An output that was asked for. classes: so many of the best, as texts, in place of numbers; 0: none."""

    name: str
    binary: bool
    classes: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """A moment of a sequence."""

    id: int | str
    first: bool
    last: bool

    @property
    def key(self) -> str:
        """No number is the same as a text."""
        return self.id if isinstance(self.id, str) else f"#{self.id}"


@dataclass(frozen=True, slots=True, eq=False)
class InferRequest:
    """inputs: of a body without JSON the one tensor, with the name "". outputs: None for all, which then
    travel as `binary` says. top: labels in the told answer. timeout_s: the caller waits no longer.
    """

    inputs: tuple[Tensor, ...]
    outputs: tuple[Wanted, ...] | None = None
    binary: bool = False
    id: str | None = None
    step: Step | None = None
    timeout_s: float | None = None
    top: int | None = None


def read_request(body: bytes, json_length: str | None) -> InferRequest:
    """A body and its `framing.HEADER`.

    Raises ServeError: serve.frame, serve.json, serve.request, serve.tensor.
    """
    framed = take_apart(body, json_length)
    if framed.head is None:
        return InferRequest((Tensor("", BYTES, (1,), (framed.tail,)),), binary=True)
    head = framed.head
    parameters = _object(head, "parameters")
    tail = Tail(framed.tail)
    inputs = tuple(read_tensor(entry, tail) for entry in _entries(head, "inputs"))
    if tail.left:
        raise _wrong("v2.tail_long", left=tail.left)
    binary = _flag(parameters, "binary_data_output")
    outputs = None
    if head.get("outputs"):
        outputs = tuple(_wanted(entry, binary) for entry in _entries(head, "outputs"))
    return InferRequest(
        inputs, outputs, binary, _id(head), _step(parameters), _timeout(parameters), _top(parameters)
    )


def _entries(head: Mapping[str, Any], key: str) -> list[Any]:
    found = head.get(key)
    if not isinstance(found, list) or not 1 <= len(found) <= MOST_NAMED:
        raise _wrong("v2.entries", key=key, most=MOST_NAMED)
    return found


def _object(head: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = head.get(key)
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise _wrong("v2.value", key=key, value=shortened(repr(found), 80), expected=Message("v2.an_object"))
    return found


def _wanted(entry: object, binary: bool) -> Wanted:
    name = entry.get("name") if isinstance(entry, Mapping) else None
    if not (isinstance(entry, Mapping) and isinstance(name, str)):
        raise _wrong("v2.output_name")
    parameters = _object(entry, "parameters")
    if any(str(each).startswith("shared_memory") for each in parameters):
        raise _wrong("v2.shared_memory", name=shortened(name, 80), parameter="shared_memory_region")
    classes = _whole(parameters, "classification", 0, 1_000_000)
    return Wanted(name, _flag(parameters, "binary_data", binary), classes or 0)


def _id(head: Mapping[str, Any]) -> str | None:
    found = head.get("id")
    if found is None:
        return None
    if not isinstance(found, str) or len(found) > MOST_ID:
        expected = Message("v2.a_text", most=MOST_ID)
        raise _wrong("v2.value", key="id", value=shortened(repr(found), 80), expected=expected)
    return found


def _step(parameters: Mapping[str, Any]) -> Step | None:
    """0 and "" are no sequence, as clients send them where there is none."""
    key = parameters.get("sequence_id")
    first, last = _flag(parameters, "sequence_start"), _flag(parameters, "sequence_end")
    if key is None or key == "" or (key == 0 and type(key) is int):
        if first or last:
            raise _wrong("v2.no_sequence_id")
        return None
    named = (type(key) is int and 0 < key < 1 << 64) or (isinstance(key, str) and len(key) <= MOST_ID)
    if not named:
        expected = Message("v2.a_sequence", most=MOST_ID)
        raise _wrong("v2.value", key="sequence_id", value=shortened(repr(key), 80), expected=expected)
    return Step(key, first, last)


def _timeout(parameters: Mapping[str, Any]) -> float | None:
    """In microseconds, as the protocol has it; 0 is none."""
    found = _whole(parameters, "timeout", 0, 1 << 62)
    return found / 1e6 if found else None


def _top(parameters: Mapping[str, Any]) -> int | None:
    return _whole(parameters, "top", 1, 1_000_000)


def _flag(values: Mapping[str, Any], key: str, default: bool = False) -> bool:
    found = values.get(key, default)
    if not isinstance(found, bool):
        expected = Message("v2.true_or_false")
        raise _wrong("v2.value", key=key, value=shortened(repr(found), 80), expected=expected)
    return found


def _whole(values: Mapping[str, Any], key: str, low: int, high: int) -> int | None:
    found = values.get(key)
    if found is None:
        return None
    if not (type(found) is int and low <= found <= high):
        expected = Message("v2.a_whole_number", low=low, high=high)
        raise _wrong("v2.value", key=key, value=shortened(repr(found), 80), expected=expected)
    return found


def _wrong(phrase: str, /, **values: Any) -> ServeError:
    return ServeError(Message(phrase, **values), code="serve.request")
