"""What a server says before it answers, and as it ends."""

from __future__ import annotations

from collections.abc import Mapping

# key: (English, Chinese)
PHRASES: Mapping[str, tuple[str, str]] = {
    "serve.setting": (
        "--{flag} is {value}; expected {expected}.",
        "--{flag} 为 {value}；应为{expected}。",
    ),
    "serve.number_between": ("a number from {low:g} to {high:g}", "{low:g} 到 {high:g} 之间的数"),
    "serve.whole_between": ("a whole number from {low} to {high}", "{low} 到 {high} 之间的整数"),
}
