"""JSON that others wrote is refused as fast as it is read."""

from __future__ import annotations

import sys

import pytest

from huoyan.artifact.bounded_json import MOST_DEPTH, MOST_OPENED, read_bounded


def test_the_key_that_stands_twice_is_found_in_one_pass():
    keys = 3000
    content = ",".join(f'"{at}":0' for at in (*range(keys), keys - 1))
    calls = 0

    def count(frame: object, event: str, called: object) -> None:
        nonlocal calls
        calls += event == "c_call" and getattr(called, "__name__", "") == "count"

    sys.setprofile(count)
    try:
        with pytest.raises(ValueError, match="2999"):
            read_bounded(b"{%s}" % content.encode())
    finally:
        sys.setprofile(None)
    assert calls <= 2  # of the content; not of the whole list for each key


def test_lists_of_nothing_are_counted_before_they_are_made():
    fits = b"[" + b"[]," * (MOST_OPENED - 2) + b"0]"
    assert len(read_bounded(fits)) == MOST_OPENED - 1
    with pytest.raises(ValueError, match=r"1,000,001 signs \[ and \{"):
        read_bounded(b"[" + b"{}," * MOST_OPENED + b"0]")


def test_what_is_nested_too_deeply_is_refused_and_much_side_by_side_is_not():
    assert read_bounded(b"[" * MOST_DEPTH + b"]" * MOST_DEPTH)
    assert len(read_bounded(b"[" + b"[1]," * 2 * MOST_DEPTH + b"0]")) == 2 * MOST_DEPTH + 1
    for deep in (b"[" * (MOST_DEPTH + 1) + b"]" * (MOST_DEPTH + 1), b'{"a":' * 40 + b"0" + b"}" * 40):
        with pytest.raises(ValueError, match="nested too deeply"):
            read_bounded(deep)
