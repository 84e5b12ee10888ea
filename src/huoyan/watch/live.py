"""What is watched as it happens: frames of a camera as they come, and how long none has come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from huoyan.data.say import Say
from huoyan.images.video.frame import Frame
from huoyan.images.video.live import Camera
from huoyan.words import note

# Seconds: so often it is told that nothing comes.
PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Missed:
    """No frame for so long, by a clock that never jumps."""

    waited_s: float


def live_frames(camera: Camera, say: Say) -> Iterator[Frame | Missed]:
    """The newest frame each time one is asked for; that the camera goes and comes back is said."""
    last = time.monotonic()
    while not camera.over:
        seen = camera.newest(PATIENCE_S)
        if isinstance(seen, Frame):
            last = time.monotonic()
            yield seen
            continue
        if seen is not None:
            say(note("watch.camera", what=seen.message))
        yield Missed(time.monotonic() - last)
