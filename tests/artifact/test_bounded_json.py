"""JSON that others wrote is refused as fast as it is read."""

from __future__ import annotations

import sys

import pytest

from huoyan.artifact.bounded_json import read_bounded


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
    assert calls == 0  # of the whole list for each key
