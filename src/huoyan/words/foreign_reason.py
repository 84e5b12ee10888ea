"""What the system or another library gives as a reason, told in the reader's language where it is known."""

from __future__ import annotations

from functools import cache

from huoyan.words.foreign import PHRASES
from huoyan.words.message import Message


def foreign_reason(text: str) -> str:
    """`text` as a message of the catalogue where that has it; else as it is: a foreign text that is quoted."""
    key = _keys().get(text)
    return text if key is None else Message(key)


def system_reason(error: BaseException) -> str:
    """Why the system refused; of another error what it says."""
    return foreign_reason((isinstance(error, OSError) and error.strerror) or str(error))


@cache
def _keys() -> dict[str, str]:
    return {english: key for key, (english, _) in PHRASES.items()}
