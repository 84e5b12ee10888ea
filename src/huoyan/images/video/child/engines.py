"""The table of engines; each is imported where it is asked for, since OpenCV takes a while."""

from __future__ import annotations

from importlib import import_module

from huoyan.images.video.child.engine import Engine
from huoyan.images.video.process.messages import Order

# name: (module, class)
ENGINES = {
    "opencv": ("huoyan.images.video.child.opencv", "OpenCV"),
    "ffmpeg": ("huoyan.images.video.child.ffmpeg", "Ffmpeg"),
    "mjpeg": ("huoyan.images.video.child.mjpeg", "Mjpeg"),
}


def opened(order: Order) -> Engine:
    """Raises Unreadable."""
    module, name = ENGINES[order.engine]
    engine: Engine = getattr(import_module(module), name)(order)
    return engine
