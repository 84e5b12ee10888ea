"""The process that encodes one clip: `python -m huoyan.watch.footage.encode FILE RATE`, JPEGs on stdin.

Each comes after its length in 4 bytes, big end first. Exit status 1: nothing that could be played.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import BinaryIO

import cv2
import numpy as np

# OpenCV's own build, LGPL, has this encoder: libvpx, BSD. It has none for H.264.
VP8 = cv2.VideoWriter.fourcc(*"VP80")
NICE = 10  # what is watched now comes before what is kept of it


def main(file: str, rate: str) -> int:
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(NICE)
    cv2.setNumThreads(1)
    writer: cv2.VideoWriter | None = None
    for frame in _frames(sys.stdin.buffer):
        size = (frame.shape[1], frame.shape[0])
        if writer is None:
            first = size
            writer = cv2.VideoWriter(file, cv2.CAP_FFMPEG, VP8, float(rate), size)
        writer.write(frame if size == first else cv2.resize(frame, first))
    if writer is None:
        return 1
    writer.release()
    return 0 if cv2.VideoCapture(file).read()[0] else 1


def _frames(stream: BinaryIO) -> Iterator[np.ndarray]:
    """uint8 (H, W, 3), BGR."""
    while length := stream.read(4):
        jpeg = np.frombuffer(stream.read(int.from_bytes(length, "big")), np.uint8)
        yield np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
