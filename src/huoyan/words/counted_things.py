"""What a model answers about in the present block: pictures, as the phrases of the catalogue have it, or clips.

A phrase that speaks of clips or frames by itself means pictures where it says so, and stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Things = Literal["pictures", "clips"]

_PRESENT: ContextVar[Things] = ContextVar("things", default="pictures")
# Of these the pictures are pictures.
_KEPT = frozenset({"medium.pictures", "count.file is a picture", "plan.no_head_start"})
_OF_CLIPS = re.compile(r"clip|video|frame|片段|视频|帧", re.IGNORECASE)
_BLANK = re.compile(r"(\{[^}]*\})")
# Flags have names that stay.
_PICTURE = re.compile(r"(?<![-\w])(picture|Picture|PICTURE)(s|S)?\b")
_CLIP = {"picture": "clip", "Picture": "Clip", "PICTURE": "CLIP"}
# The measure word of pictures is that of charts (图), tables (表), photos and tensors, too.
_MEASURE = re.compile(r"张(?!量|照片|图(?!片)|[^，。：（；]{0,4}表|计算图)")


@contextmanager
def spoken_of(things: Things) -> Iterator[None]:
    """Within the block all that is said is of these."""
    before = _PRESENT.set(things)
    try:
        yield
    finally:
        _PRESENT.reset(before)


def present() -> Things:
    return _PRESENT.get()


def worded(key: str, form: str, things: Things) -> str:
    """The phrase of this key, before its blanks are filled, in the words for `things`."""
    if things == "pictures" or key in _KEPT or _OF_CLIPS.search(form):
        return form
    parts = _BLANK.split(form)
    return "".join(part if at % 2 else _of_clips(part) for at, part in enumerate(parts))


def _of_clips(text: str) -> str:
    english = _PICTURE.sub(lambda found: _CLIP[found[1]] + (found[2] or ""), text)
    chinese = _MEASURE.sub("个", english.replace("每张图", "每张图片").replace("图片片", "图片"))
    return chinese.replace("图片", "片段")
