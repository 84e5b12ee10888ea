"""The next frame is looked into while this one is told of; nothing else changes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from huoyan.images.video.frame import Frame
from huoyan.results import Detection, Detections
from huoyan.watch.found_ahead import found_ahead


def frames(count: int, then: Exception | None = None) -> Iterator[Frame]:
    """Frame n holds the grey level n."""
    for index in range(count):
        yield Frame(np.full((4, 4, 3), index, np.uint8), index / 10, index)
    if then is not None:
        raise then


def grey(pixels: np.ndarray) -> Detections:
    return Detections((Detection("grey", pixels[0, 0, 0] / 255, (0, 0, 4, 4)),), 4, 4)


def level(found: Detections | None) -> int:
    assert found is not None
    return round(found.detections[0].score * 255)


def test_each_frame_comes_once_in_its_order_with_what_is_found_in_it():
    seen = [(frame.index, level(found)) for frame, found in found_ahead(frames(20), grey)]
    assert seen == [(index, index) for index in range(20)]
    assert list(found_ahead(frames(0), grey)) == []


def test_the_next_frame_is_looked_into_meanwhile():
    asked = threading.Semaphore(0)

    def find(pixels: np.ndarray) -> Detections:
        asked.release()
        return grey(pixels)

    with closing(found_ahead(frames(3), find)) as seen:
        next(seen)
        assert asked.acquire(timeout=10)
        assert asked.acquire(timeout=10)  # the second, which nobody has asked for yet
        assert not asked.acquire(timeout=0.2)  # and no further


def test_what_goes_wrong_comes_in_its_turn():
    seen = found_ahead(frames(2, then=OSError("cut off")), grey)
    assert [level(next(seen)[1]), level(next(seen)[1])] == [0, 1]
    with pytest.raises(OSError, match="cut off"):
        next(seen)


def test_closed_early_it_has_nothing_in_work_any_more():
    with closing(found_ahead(frames(9), grey)) as seen:
        next(seen)
    assert not [each for each in threading.enumerate() if each.name.startswith("huoyan finds")]
