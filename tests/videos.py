"""Makes small videos of each kind with ffmpeg: a test that needs one is skipped where ffmpeg is absent."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

PATTERN = "testsrc=s=162x122:r=10:d=3"
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12")


def ffmpeg(*words: str | Path) -> None:
    """Runs ffmpeg, or skips the test."""
    if shutil.which("ffmpeg") is None:
        pytest.skip("ffmpeg, which makes the video of this test, is not installed")
    subprocess.run(["ffmpeg", "-v", "error", "-y", *map(str, words)], check=True, timeout=120)


def pattern(path: Path, *codec: str, source: str = PATTERN) -> Path:
    """A moving pattern at `path`: 30 frames, 10 a second, unless `source` says otherwise."""
    ffmpeg("-f", "lavfi", "-i", source, *(codec or H264), path)
    return path


def stripes(index: int, height: int = 48, width: int = 64) -> np.ndarray:
    """A frame whose grey level tells its index: 8 a step."""
    return np.full((height, width, 3), 8 * index % 256, np.uint8)
