"""Frames a second out of a video: the readers of this package beside ffmpeg that writes rgb24 to a pipe.

    python benchmarks/video_read.py VIDEO... [--rounds 5] [--frames 20000]

The readers take turns. Target: at least 0.9 of the pipe. Processor milliseconds a frame count all processes:
the steadier figure where others use the machine. With --frames: memory of reader and decoder together over so
many frames, read at speed.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import median

import numpy as np

from common import machine, table
from huoyan.images.video.process.decoder import end_idle
from huoyan.images.video.reading import glance, open_video

DRIFT_MB = 10.0


def pipe(path: Path) -> int:
    """The bar: every frame into an array of its own, without time stamps."""
    facts = glance(path)
    size = facts.width * facts.height * 3
    reading = ["-map", "0:v:0", "-fps_mode", "passthrough", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"]
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", path, *reading]
    count = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while True:
            pixels = np.empty(size, np.uint8)
            if process.stdout.readinto(pixels) < size:  # type: ignore[attr-defined]
                return count
            count += 1


def reader(engine: str) -> Callable[[Path], int]:
    def read(path: Path) -> int:
        with open_video(path, engine=engine) as video:
            return sum(1 for _ in video)

    return read


CONTESTANTS: dict[str, Callable[[Path], int]] = {
    "ffmpeg to rgb24 through a pipe": pipe,
    "open_video, OpenCV": reader("opencv"),
    "open_video, ffmpeg": reader("ffmpeg"),
}


def processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def compare(paths: list[Path], rounds: int) -> list[list[str]]:
    rows = []
    for path in paths:
        rate: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
        cost: dict[str, list[float]] = {name: [] for name in CONTESTANTS}
        for _ in range(rounds):
            for name, read in CONTESTANTS.items():
                began, used = time.perf_counter(), processor_seconds()
                count = read(path)
                rate[name].append(count / (time.perf_counter() - began))
                end_idle()  # only then does the system count its time as ours
                cost[name].append(1000 * (processor_seconds() - used) / count)
        bar = rate[next(iter(CONTESTANTS))]
        facts = glance(path)
        for name in CONTESTANTS:
            share = median(a / b for a, b in zip(rate[name], bar, strict=True))
            rows.append(
                [
                    f"{path.name} {facts.width} x {facts.height}",
                    name,
                    f"{median(rate[name]):.0f} ({min(rate[name]):.0f} to {max(rate[name]):.0f})",
                    f"{share:.2f}",
                    f"{median(cost[name]):.2f}",
                ]
            )
    return rows


def resident_mb() -> float:
    """Of this process and its decoders."""
    own = os.getpid()
    family = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(OSError, IndexError):  # it has ended meanwhile
            said = status.read_text()
            if own in (int(said.split(f"{name}:")[1].split()[0]) for name in ("Pid", "PPid")):
                family += int(said.split("VmRSS:")[1].split()[0]) / 1024
    return family


def drift(path: Path, frames: int) -> str:
    """Memory after the first 500 frames and after all, read over and over."""
    count, early = 0, 0.0
    began = time.perf_counter()
    while count < frames:
        with open_video(path) as video:
            for _ in video:
                count += 1
                early = resident_mb() if count == 500 else early
    late = resident_mb()
    took = time.perf_counter() - began
    return (
        f"{count:,} frames in {took:.0f} s: {early:.1f} MB after 500, {late:.1f} MB at the end, "
        f"drift {late - early:+.1f} MB (target at most {DRIFT_MB:.0f})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("videos", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=0)
    args = parser.parse_args()
    print(machine())
    if args.rounds:
        head = ["video", "reader", "frames/s (smallest to largest)", "of the pipe", "processor ms a frame"]
        print(table(head, compare(args.videos, args.rounds)))
    if args.frames:
        print(drift(args.videos[0], args.frames))


if __name__ == "__main__":
    main()
