"""Makes small videos with OpenCV alone: a bright patch that wanders over noise."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

WAYS = {"right": (3, 0), "left": (-3, 0), "down": (0, 3), "still": (0, 0)}
SIDES = (64, 96)


def wander(way: str, n: int = 16, seed: int = 0, patch: int = 20, light: int = 230) -> np.ndarray:
    """uint8 (n, 64, 96, 3): noise of `seed` up to 127 over which a square of `patch` pixels goes its way."""
    height, width = SIDES
    noise = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    ground = cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC) // 2
    x, y = WAYS[way]
    frames = np.repeat(ground[None], n, axis=0)
    for at in range(n):
        left = (width // 2 - 10 + x * (at - n // 2)) % width
        top = (height // 2 - 10 + y * (at - n // 2)) % height
        frames[at, top : top + patch, left : left + patch] = light
    return frames


def film(path: Path, frames: np.ndarray, rate: float = 10.0) -> Path:
    """Frames uint8 (n, H, W, 3) RGB as Motion JPEG in AVI, which OpenCV writes without ffmpeg."""
    path.parent.mkdir(parents=True, exist_ok=True)
    height, width = frames.shape[1:3]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), rate, (width, height))
    for frame in frames:
        writer.write(np.ascontiguousarray(frame[:, :, ::-1]))
    writer.release()
    return path


def wanderings(folder: Path, each: int) -> Path:
    """Patches that wander to the left and to the right, `each` a class: no frame tells which."""
    for way in ("left", "right"):
        for at in range(each):
            film(folder / way / f"{way}_{at}.avi", wander(way, n=10 + at, seed=at))
    return folder
