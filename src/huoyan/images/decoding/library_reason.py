"""What another library says of a file, without what it quotes from it: a table may name any file there is."""

from __future__ import annotations

import re

from huoyan.words.foreign_reason import foreign_reason

# Pillow: "bad header checksum in b'...'", "invalid literal for int() with base 10: b'...'".
_QUOTED = re.compile(r"(?:\s*:|\s+in)?\s*b?(['\"]).*\1")


def reason_of(error: Exception) -> str:
    """One line; the name of the error's type where it says nothing."""
    return foreign_reason(" ".join(_QUOTED.sub("", str(error)).split()) or type(error).__name__)
