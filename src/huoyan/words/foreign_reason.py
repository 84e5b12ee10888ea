"""What the system or another library gives as a reason, told in the reader's language where it is known."""

from __future__ import annotations

import re
from functools import cache

from huoyan.words.foreign import PHRASES
from huoyan.words.message import Message

_NUMBER = re.compile(r"\b\d+\b")
_VALUE = re.compile(r"\{(\w+)\}")


def foreign_reason(text: str) -> str:
    """`text` as a message of the catalogue where that has it; else as it is: a foreign text that is quoted.

    Numbers in it are values of the phrase: `decoder error -2`.
    """
    found = _keys().get(_NUMBER.sub("#", text))
    if found is None:
        return text
    key, names = found
    return Message(key, **dict(zip(names, _NUMBER.findall(text), strict=True)))


def system_reason(error: BaseException) -> str:
    """Why the system refused; of another error what it says."""
    return foreign_reason((isinstance(error, OSError) and error.strerror) or str(error))


@cache
def _keys() -> dict[str, tuple[str, list[str]]]:
    """English with # for each number -> its key, and the names of the numbers."""
    return {_VALUE.sub("#", english): (key, _VALUE.findall(english)) for key, (english, _) in PHRASES.items()}
