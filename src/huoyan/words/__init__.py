"""What is said to a person: a message is a key of one catalogue and its values, in any language."""

from __future__ import annotations

from huoyan.words.counted_things import spoken_of
from huoyan.words.message import LANGS, Lang, Listed, Message, Remark, counted, joined, note, told, warning

__all__ = [
    "LANGS",
    "Lang",
    "Listed",
    "Message",
    "Remark",
    "counted",
    "joined",
    "note",
    "spoken_of",
    "told",
    "warning",
]
