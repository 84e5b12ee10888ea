"""Names with any bytes become text that can be written, and text stays as it is."""

from __future__ import annotations

import json
import os
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huoyan.errors import ImageError
from huoyan.text import number_form, printable, spelt, unspelt
from huoyan.words import Message


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a b.png", "a b.png"),
        ("图 1.png".encode(), "图 1.png"),
        (b"\xba\xc5 2.png", "\\xba\\xc5 2.png"),
        ("图".encode() + b"\xff", "图\\xff"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_bytes_that_are_not_utf8_are_shown_as_such(name: bytes, shown: str) -> None:
    assert printable(os.fsdecode(name)) == shown


def test_a_surrogate_that_stands_for_no_byte_is_shown_too() -> None:
    assert printable("a\ud800b") == "a\\ud800b"


@given(st.binary())
def test_whatever_the_bytes_it_can_be_written_and_done_twice_is_done_once(name: bytes) -> None:
    shown = printable(name.decode("utf-8", "surrogateescape"))
    assert json.loads(json.dumps(shown, ensure_ascii=False).encode()) == shown
    assert printable(shown) == shown


@given(st.text())
def test_text_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_every_error_message_can_be_written() -> None:
    assert ImageError(Message("image.missing", path="\udcff.png")).message.startswith("\\xff.png does not")


def read_back(text: str) -> bytes:
    """The name that `spelt` wrote, by the rule of its docstring."""
    if not re.search(r"\\x[89a-f][0-9a-f]", text):
        return text.encode()
    parts = re.split(r"(\\\\|\\x[0-9a-f]{2})", text)
    return b"".join(
        b"\\" if part == "\\\\" else bytes([int(part[2:], 16)]) if part[:2] == "\\x" else part.encode()
        for part in parts
    )


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
@given(st.one_of(st.binary(), st.text("\\xf8e图 ", max_size=12).map(str.encode)))
def test_a_spelt_name_can_be_read_back_whatever_its_bytes(name: bytes) -> None:
    written = spelt(os.fsdecode(name))
    assert written == written.encode().decode()
    assert read_back(written) == name
    assert unspelt(written) == os.fsdecode(name)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (b"a.png", "a.png"),
        (b"a\\b.png", "a\\b.png"),
        (b"a\xff.png", "a\\xff.png"),
        (b"a\\xff.png", "a\\\\xff.png"),
        (b"a\\\xff.png", "a\\\\\\xff.png"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_a_byte_and_the_text_that_looks_like_it_are_two_names(name: bytes, written: str) -> None:
    assert spelt(os.fsdecode(name)) == written


@pytest.mark.parametrize(
    ("value", "told"),
    [(0.98765, "0.9877"), (2.411e-7, "2.411e-07"), (-3e-5, "-3e-05"), (0.0, "0.0000"), (3e-308, "0.0000")],
)
def test_a_figure_is_not_told_as_zeros(value: float, told: str):
    assert format(value, number_form(value, 4)) == told
