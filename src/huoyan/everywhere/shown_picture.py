"""A picture that is shown everywhere: the very bytes of a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownPicture:
    name: str
    content: bytes
