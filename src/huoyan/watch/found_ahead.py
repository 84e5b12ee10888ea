"""What is found in the next frame of a recording, while this one is followed, told and kept."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor

from huoyan.images.video.frame import Frame
from huoyan.results import Detections
from huoyan.watch.live import Missed
from huoyan.watch.watcher import Finder

Found = tuple[Frame | Missed, Detections | None]


def found_ahead(frames: Iterable[Frame | Missed], find: Finder) -> Generator[Found, None, None]:
    """Each frame with what is found in it, in their order; one is in work at a time.

    What goes wrong with a frame is raised in its turn, after the one before it was told of.
    """
    coming = iter(frames)

    def step() -> Found | None:
        frame = next(coming, None)
        if frame is None or isinstance(frame, Missed):
            return None if frame is None else (frame, None)
        return frame, find(frame.pixels)

    with ThreadPoolExecutor(1, "huoyan finds") as worker:
        pending = worker.submit(step)
        while (seen := pending.result()) is not None:
            pending = worker.submit(step)
            yield seen
