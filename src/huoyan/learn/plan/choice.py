"""What is decided for a field of a recipe that was left open."""

from __future__ import annotations

from dataclasses import dataclass

from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a recipe's field that was left open; said where a reason is given."""

    name: str
    value: object
    because: Message | None = None
