"""Bodies of inferences taken apart: JSON, and tensors behind it."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

import numpy as np
import pytest

from huoyan.errors import ServeError
from huoyan.serve.protocols.v2.request import InferRequest, Step, Wanted, read_request

PIXELS = np.arange(2 * 2 * 2 * 3, dtype=np.uint8).reshape(2, 2, 2, 3)


def images(**changed: Any) -> dict[str, Any]:
    entry = {"name": "images", "datatype": "UINT8", "shape": [2, 2, 2, 3], "data": PIXELS.ravel().tolist()}
    return {key: value for key, value in (entry | changed).items() if value is not None}


def body_of(*inputs: Any, tail: bytes = b"", **head: Any) -> tuple[bytes, str | None]:
    content = json.dumps({"inputs": list(inputs), **head}).encode()
    return content + tail, str(len(content)) if tail else None


def asked(*inputs: Any, tail: bytes = b"", **head: Any) -> InferRequest:
    return read_request(*body_of(*inputs, tail=tail, **head))


def refused(*inputs: Any, tail: bytes = b"", **head: Any) -> str:
    with pytest.raises(ServeError) as caught:
        asked(*inputs, tail=tail, **head)
    assert caught.value.code in ("serve.tensor", "serve.request")
    return str(caught.value)


def binary(size: Any, **changed: Any) -> dict[str, Any]:
    return images(data=None, parameters={"binary_data_size": size}, **changed)


def test_a_tensor_in_json_is_read_row_by_row_flat_or_nested():
    for data in (PIXELS.ravel().tolist(), PIXELS.tolist(), PIXELS.reshape(4, 6).tolist()):
        (tensor,) = asked(images(data=data)).inputs
        np.testing.assert_array_equal(tensor.values, PIXELS)


def test_a_tensor_behind_the_json_is_its_bytes():
    (tensor,) = asked(binary(24), tail=PIXELS.tobytes()).inputs
    np.testing.assert_array_equal(tensor.values, PIXELS)
    assert (tensor.datatype, tensor.shape) == ("UINT8", (2, 2, 2, 3))


def test_tensors_behind_the_json_follow_in_the_order_of_the_inputs():
    first, second = asked(
        binary(2, name="a", shape=[2]), binary(8, name="b", shape=[2], datatype="FP32"),
        tail=b"\1\2" + struct.pack("<2f", 0.5, -1),
    ).inputs  # fmt: skip
    assert np.asarray(first.values).tolist() == [1, 2]
    assert np.asarray(second.values).tolist() == [0.5, -1]


def test_elements_of_bytes_stand_behind_their_lengths():
    tail = struct.pack("<I", 3) + b"abc" + struct.pack("<I", 0) + struct.pack("<I", 1) + b"\xff"
    (tensor,) = asked(binary(len(tail), datatype="BYTES", shape=[3]), tail=tail).inputs
    assert tensor.values == (b"abc", b"", b"\xff")


def test_a_body_without_json_is_the_one_element_of_the_one_input():
    (tensor,) = read_request(b"\xff\xd8 a picture", "0").inputs
    assert (tensor.datatype, tensor.values) == ("BYTES", (b"\xff\xd8 a picture",))


def test_what_is_asked_beside_the_tensors_is_read():
    request = asked(
        images(), id="seven", parameters={"binary_data_output": True, "timeout": 250_000, "top": 3},
        outputs=[{"name": "logits"}, {"name": "answer", "parameters": {"binary_data": False}}],
    )  # fmt: skip
    assert (request.id, request.timeout_s, request.top, request.binary) == ("seven", 0.25, 3, True)
    assert request.outputs == (Wanted("logits", True), Wanted("answer", False))


@pytest.mark.parametrize("key", [7, "door"])
def test_a_sequence_has_a_number_or_a_text(key: int | str):
    request = asked(images(), parameters={"sequence_id": key, "sequence_start": True})
    assert request.step == Step(key, first=True, last=False)


@pytest.mark.parametrize("key", [0, ""])
def test_the_number_0_and_no_text_are_no_sequence(key: int | str):
    assert asked(images(), parameters={"sequence_id": key}).step is None


def test_a_number_and_its_text_are_two_sequences():
    assert Step(7, False, False).key != Step("7", False, False).key


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": None}, "needs a `name`"),
        ({"name": 7}, "needs a `name`"),
        ({"datatype": "UINT128"}, "UINT128"),
        ({"datatype": None}, "None"),
        ({"datatype": ["UINT8"]}, "UINT8"),
        ({"shape": None}, "shape None"),
        ({"shape": [2, -1, 2, 3]}, "-1"),
        ({"shape": [2, 2.0, 2, 3]}, "2.0"),
        ({"shape": [True, 24]}, "True"),
        ({"shape": [1] * 9}, "1 to 8"),
        ({"shape": [10**30]}, "whole numbers"),
        ({"shape": []}, "1 to 8"),
        ({"shape": [2, 2, 2, 4]}, "24 elements"),
        ({"data": None}, "needs its data once"),
        ({"data": [1, 2]}, "2 elements"),
        ({"data": 7}, "no list"),
        ({"data": [[1, 2], 3]}, "unevenly"),
        ({"data": [*range(23), 256]}, "UINT8"),
        ({"data": [*range(23), -1]}, "UINT8"),
        ({"data": [*range(23), 10**30]}, "UINT8"),
        ({"data": [*range(23), 0.5]}, "kind float"),
        ({"data": [*range(23), True]}, "kind bool"),
        ({"data": [*range(23), None]}, "kind NoneType"),
        ({"data": [*range(23), "1"]}, "kind str"),
        ({"datatype": "BYTES"}, "kind int"),
        ({"parameters": {"binary_data_size": 24}}, "needs its data once"),
        ({"parameters": 7}, "no object"),
        ({"parameters": {"shared_memory_region": "a"}}, "shared_memory_region"),
    ],
)
def test_a_tensor_that_is_none_is_refused_with_the_reason(changed: dict[str, Any], told: str):
    assert told in refused(images(**changed))


@pytest.mark.parametrize(
    ("entry", "tail", "told"),
    [
        (binary(25), PIXELS.tobytes(), "24 bytes are left"),
        (binary(23), PIXELS.tobytes(), "23 bytes; UINT8 [2, 2, 2, 3] needs 24"),
        (binary(24), PIXELS.tobytes() + b"more", "4 bytes of the body belong to no input"),
        (binary(-1), PIXELS.tobytes(), "-1"),
        (binary(True), PIXELS.tobytes(), "True"),
        (binary("24"), PIXELS.tobytes(), "'24'"),
        (binary(2, datatype="BYTES", shape=[1]), b"\1\0", "ends within element 0"),
        (binary(6, datatype="BYTES", shape=[1]), b"\3\0\0\0ab", "ends within element 0"),
        (binary(8, datatype="BYTES", shape=[1]), bytes(8), "> 1 elements"),
        (binary(4, datatype="BYTES", shape=[2]), bytes(4), "1 elements"),
        (binary(4, datatype="BYTES", shape=[1]), b"\xff" * 4, "ends within element 0"),
    ],
)
def test_bytes_that_are_not_those_of_the_shape_are_refused(entry: Any, tail: bytes, told: str):
    assert told in refused(entry, tail=tail)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ({"inputs": []}, "'inputs'"),
        ({"inputs": {}}, "'inputs'"),
        ({"inputs": [7]}, "is an object"),
        ({"id": 7}, "id is 7"),
        ({"id": "x" * 300}, "256"),
        ({"parameters": []}, "parameters is []"),
        ({"parameters": {"binary_data_output": "yes"}}, "true or false"),
        ({"parameters": {"sequence_id": -1}}, "sequence_id is -1"),
        ({"parameters": {"sequence_id": 1.5}}, "sequence_id is 1.5"),
        ({"parameters": {"sequence_id": True}}, "sequence_id is True"),
        ({"parameters": {"sequence_start": True}}, "without a sequence_id"),
        ({"parameters": {"timeout": "soon"}}, "timeout is 'soon'"),
        ({"parameters": {"top": 0}}, "top is 0"),
        ({"outputs": [{}]}, "`outputs` needs a `name`"),
        ({"outputs": [{"name": "logits", "parameters": {"classification": -1}}]}, "classification is -1"),
        ({"outputs": "logits"}, "'outputs'"),
    ],
)
def test_a_request_that_is_none_is_refused_with_the_reason(head: dict[str, Any], told: str):
    assert told in refused(images(), **head)


@pytest.mark.parametrize(
    ("body", "length", "code"),
    [
        (b"", None, "serve.json"),
        (b"[1]", None, "serve.json"),
        (b"\xff\xfe", None, "serve.json"),
        (b"[" * 100_000, None, "serve.json"),
        (b'{"inputs": NaN}', None, "serve.json"),
        (b'{"inputs": 1, "inputs": 2}', None, "serve.json"),
        (b'{"inputs": ' + b"9" * 5000 + b"}", None, "serve.json"),
        (b"{}", "3", "serve.frame"),
        (b"{}", "-1", "serve.frame"),
        (b"{}", "two", "serve.frame"),
        (b"{}", "٢", "serve.frame"),
        (b"{}", "9" * 5000, "serve.frame"),
    ],
)
def test_a_body_that_is_no_json_or_ends_before_it_is_refused(body: bytes, length: str | None, code: str):
    with pytest.raises(ServeError) as caught:
        read_request(body, length)
    assert caught.value.code == code


def test_one_long_text_among_many_numbers_costs_no_memory_of_both():
    data = base64.b64encode(bytes(1_000_000)).decode()
    assert "kind str" in refused(images(data=[data, *range(23)]))
