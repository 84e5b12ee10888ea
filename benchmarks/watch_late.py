"""How late an alarm is: from the moment at which a camera sends a frame until the alarm is at its sink.

    python benchmarks/watch_late.py [--alarms 20]

The camera is an http server that sends the clip of the persons over and over as MJPEG, 10 frames a second,
each with its number drawn into a corner; the watch finds persons by the imported YOLOX-nano and sends its
alarms to a file. The alarm's frame is the one in which it happened. Target: at most 1 s.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from common import ROOT, machine
from huoyan import load
from huoyan.images.draw import encode_jpeg
from huoyan.images.video.reading import open_video
from huoyan.results import Detections
from huoyan.watch.asked import Asked
from huoyan.watch.finding import seeing
from huoyan.watch.start import Seeing, start_watch
from watch_clips import Clip, imported_yolox, unpacked

sys.path.insert(0, str(ROOT / "tests"))

from cameras import MjpegServer

RATE, TARGET_S = 10.0, 1.0
BITS, BLOCK = 16, 8  # the number of a frame as black and white blocks


class FilmServer(MjpegServer):
    """sent: by the number of a frame when it was sent, by a clock that never jumps."""

    def __init__(self, frames: list[np.ndarray]) -> None:
        self._frames = frames
        self.sent: dict[int, float] = {}
        super().__init__(rate=RATE)

    def _send_frames(self, request: BaseHTTPRequestHandler) -> None:
        due, server = time.monotonic(), self._server
        with suppress(OSError):
            while self._server is server and server is not None:
                due += 1 / self.rate
                time.sleep(max(0.0, due - time.monotonic()))
                picture = self._frames[self.number % len(self._frames)].copy()
                picture[:BLOCK, : BITS * BLOCK] = _blocks(self.number)
                jpeg = encode_jpeg(picture)
                self.sent[self.number] = time.monotonic()
                head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                request.wfile.write(head.encode() + jpeg + b"\r\n")
                self.number += 1


def _blocks(number: int) -> np.ndarray:
    bits = np.array([number >> bit & 1 for bit in range(BITS)], np.uint8)
    return np.repeat(255 * bits, BLOCK)[None, :, None]


def number_of(pixels: np.ndarray) -> int:
    corner = pixels[:BLOCK, : BITS * BLOCK].astype(float).mean(axis=(0, 2)).reshape(BITS, BLOCK).mean(axis=1)
    return sum(1 << bit for bit, level in enumerate(corner) if level > 127)


def lateness(clip: Clip, model: Path, folder: Path, alarms: int) -> tuple[list[float], float]:
    """Seconds of each alarm, and frames looked at a second."""
    camera = FilmServer([frame.pixels for frame in open_video(clip.path)])
    sees, sink = seeing(load(model), None, Asked()), folder / "alarms.jsonl"
    shown, arrived = [0], list[float]()

    def find(pixels: np.ndarray) -> Detections:
        shown[0] = number_of(pixels)
        return sees.find(pixels)

    def tail() -> None:
        while len(arrived) < alarms:
            lines = sink.read_bytes().count(b"\n") if sink.exists() else 0
            arrived.extend([time.monotonic()] * (lines - len(arrived)))
            time.sleep(0.002)

    rules = tuple(f"{line.partition('=')[0]} crosses person" for line in clip.lines)
    asked = Asked(clip.lines, alarms=rules, send=(f"jsonl:{sink}",))
    threading.Thread(target=tail, daemon=True).start()
    happened: list[float] = []
    try:
        looking = Seeing(find, sees.tracker, sees.labels)
        with start_watch(camera.address, looking, asked, folder / "out", print, None) as watch:
            for event in watch:
                if event.rule in rules:
                    happened.append(camera.sent[shown[0]])
                if len(happened) >= alarms:
                    break
    finally:
        camera.stop()
    return [at - sent for at, sent in zip(arrived, happened, strict=False)], watch.rate


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--alarms", type=int, default=20)
    given = parser.parse_args()
    print(machine("onnxruntime", "openvino"))
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        model = imported_yolox(folder / "yolox")
        (persons,) = (clip for clip in unpacked(folder / "clips") if clip.name == "persons_at_table")
        late, rate = lateness(persons, model, folder, given.alarms)
    print(
        f"{len(late)} alarms: at the sink {median(late):.2f} s after their frame was sent, at the latest "
        f"{max(late):.2f} s (target {TARGET_S:.0f}); {rate:.1f} frames a second were looked at of {RATE:.0f}"
    )


if __name__ == "__main__":
    main()
