"""A film of bright things that cross lines, and the whole of a watch of it: real decoder, tracker and outbox.

As a program it watches until it is done or killed: `FILM FOLDER SEND...`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from huoyan.results import Detections
from huoyan.watch.asked import Asked
from huoyan.watch.start import Seeing, start_watch
from huoyan.watch.tracked import Tracks
from huoyan.watch.tracking import ByteTrack
from making_watches import bright_things
from videos import ffmpeg

WIDTH, HEIGHT, SIDE, RATE = 160, 120, 16, 10
# One thing goes down once in `SLOW` frames and is then away; another goes up and down in `FAST`.
SLOW, FALL, FAST = 105, 30, 40
LINES = ("high=0,0.3,0.5,0.3", "middle=0,0.5,0.5,0.5", "low=0,0.7,0.5,0.7", "fast=0.5,0.5,1,0.5")
ALARMS = ("high crosses", "middle crosses", "low crosses", "fast crosses thing down")
ASKED = Asked(LINES, alarms=ALARMS, taken="2026-11-27T22:00:00+00:00")


def film(path: Path, frames: int, slow: int = SLOW) -> Path:
    """10 frames a second, H.264 with a key frame a second."""
    raw = path.with_suffix(".avi")
    writer = cv2.VideoWriter(str(raw), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (WIDTH, HEIGHT))
    for index in range(frames):
        writer.write(frame(index, slow))
    writer.release()
    ffmpeg("-i", raw, "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", RATE, path)
    raw.unlink()
    return path


def frame(index: int, slow: int = SLOW) -> np.ndarray:
    """uint8 (H, W, 3). One thing falls in the left half, another swings in the right one."""
    pixels = np.full((HEIGHT, WIDTH, 3), 30, np.uint8)
    pixels[::8, index % WIDTH] = 60  # nothing is frozen
    if index % slow < FALL:
        _draw(pixels, 30, 10 + (HEIGHT - 20) * (index % slow) / FALL)
    _draw(pixels, 120, HEIGHT / 2 + 40 * np.cos(2 * np.pi * index / FAST))
    return pixels


def _draw(pixels: np.ndarray, x: float, y: float) -> None:
    left, top = round(x) - SIDE // 2, max(0, round(y) - SIDE // 2)
    pixels[top : top + SIDE, left : left + SIDE] = 220


class Noted(ByteTrack):
    """A tracker that tells what it was given: seconds, index, and all that was found."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[tuple[float, int, Detections]] = []

    def update(self, found: Detections, seconds: float, index: int = 0) -> Tracks:
        self.noted.append((seconds, index, found))
        return super().update(found, seconds, index)


def seeing(tracker: ByteTrack | None = None) -> Seeing:
    return Seeing(bright_things, tracker or ByteTrack(), ("thing",))


def main(source: str, folder: str, *sends: str) -> None:
    asked = replace(ASKED, send=sends)
    with start_watch(Path(source), seeing(), asked, Path(folder), lambda remark: None, None) as watch:
        print("watching", flush=True)
        for _ in watch:
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
