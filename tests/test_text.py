"""Names with any bytes become text that can be written, and text stays as it is."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huoyan.errors import ImageError
from huoyan.text import printable


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
    assert ImageError("\udcff.png is broken").message == "\\xff.png is broken"
