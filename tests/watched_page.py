"""A watch of made frames that goes on until it is told to stop, with its page."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from huoyan.images.video.frame import Frame
from huoyan.watch.asked import Asked
from huoyan.watch.keeper import Hide
from huoyan.watch.loop import Watch
from huoyan.watch.page.page import open_page
from huoyan.watch.page.shown import Shown
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import Scene, scene_of
from huoyan.watch.watcher import Watcher
from making_watches import ALARM, NearestTracker, bright_things, made_frames

ZONE = "yard=0.05,0.05,0.45,0.05,0.45,0.95,0.05,0.95"
SCENE = scene_of(("gate=0,0.5,1,0.5",), (ZONE,), (ALARM,), ("thing",))
FRAMES_A_SECOND = 20


def made_watcher(scene: Scene = SCENE) -> Watcher:
    return Watcher(bright_things, NearestTracker(), Observer(scene))


def time_of_day(seconds: float) -> str:
    return (datetime(2026, 11, 27, 22, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()


@contextmanager
def watched(
    scene: Scene = SCENE, hide: Hide = lambda pixels: pixels, keys: Path | None = None
) -> Iterator[str]:
    """The address of the page."""
    watcher, over = made_watcher(scene), threading.Event()
    shown = Shown("films/gate.mp4", watcher, hide, time_of_day)
    said: list[str] = []
    asked = Asked(page=0, api_key_file=None if keys is None else str(keys))

    def frames() -> Iterator[Frame]:
        for frame in made_frames(100_000):
            if over.wait(1 / FRAMES_A_SECOND):
                return
            yield frame

    with ExitStack() as held:
        held.enter_context(open_page(shown, asked, lambda remark: said.append(str(remark))))
        watch = Watch(watcher, frames(), held=held.pop_all(), show=shown.show)
    watching = threading.Thread(target=lambda: list(watch), daemon=True)
    watching.start()
    try:
        yield re.findall(r"http://\S+", said[0])[0]
    finally:
        over.set()
        watching.join(20)
        assert not watching.is_alive()
