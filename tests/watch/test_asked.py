"""What a watch is asked for is checked by name and kind, from Python as from the command line."""

from __future__ import annotations

from typing import Any

import pytest

import huoyan
from huoyan.errors import UsageError
from huoyan.watch.asked import Asked, asked_flags, asked_from


def test_lists_and_single_texts_are_taken():
    asked = asked_from({"lines": "gate=0,0.5,1,0.5", "alarms": ["gate crosses car"], "start": 3})
    assert asked == Asked(("gate=0,0.5,1,0.5",), alarms=("gate crosses car",), start=3.0)


def test_a_field_is_a_flag_and_a_list_is_given_one_at_a_time():
    flags = {each.name: each.flag for each in asked_flags()}
    assert (flags["lines"], flags["keep_days"], flags["quiet_footage"]) == (
        "--line", "--keep-days", "--quiet-footage",
    )  # fmt: skip
    assert "lang" not in flags  # every command's own


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"line": "gate=0,0.5,1,0.5"}, r"no argument line\. Nearest: lines"),
        ({"keep_days": -1.0}, r"keep_days = -1 is out of range"),
        ({"start": float("nan")}, r"start = nan is out of range"),
        ({"live": "yes"}, r"live = 'yes' cannot be used: it takes true or false"),
        ({"lines": 5}, r"lines = 5 cannot be used: it takes a list of a text"),
        ({"lang": "de"}, r"lang = 'de' cannot be used: it takes en, zh"),
    ],
)
def test_what_is_no_argument_or_no_value_is_said_before_a_model_is_opened(given: dict[str, Any], what: str):
    with pytest.raises(UsageError, match=what) as caught:
        huoyan.watch("none.mp4", "no-model", **given)
    assert caught.value.code == "usage.watch"
