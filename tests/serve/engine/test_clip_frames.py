"""A clip that a caller sends lies on the disk for a moment, which is nobody else's business."""

from __future__ import annotations

import tempfile

import pytest

from huoyan.clips import ClipPreprocess
from huoyan.errors import VideoError
from huoyan.images.limits import DEFAULT
from huoyan.serve.engine.clip_frames import frames_in
from making import encoded, photo
from making_clip_models import GREY


@pytest.mark.parametrize("given", [encoded(photo()), b"no video at all", b""])
def test_what_is_no_clip_is_named_as_its_caller_names_it(given: bytes):
    takes: ClipPreprocess = GREY
    with pytest.raises(VideoError) as caught, frames_in(given, takes, DEFAULT, "wave.mp4") as frames:
        list(frames)
    for lang in ("en", "zh"):
        said = caught.value.told(lang)
        assert "wave.mp4" in said
        assert tempfile.gettempdir() not in said
