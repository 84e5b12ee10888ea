"""Cable pulls: an RTSP server that is killed or hangs; how soon frames come again after it is back.

    python benchmarks/camera_pulls.py VIDEO.mp4 [--pulls 50]

Needs GStreamer's RTSP server, which sends the H.264 of the video as it is: apt install python3-gi
gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good. Every second pull hangs the server (SIGSTOP) instead of
killing it.
Target: frames at most 5 s after the stream is back, one Gone and one Back a pull, seconds that always grow.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
from pathlib import Path
from statistics import median

from common import ROOT, machine, table
from huoyan.images.video.frame import Frame
from huoyan.images.video.live import Camera, open_camera
from huoyan.images.video.seen import Back, Gone, Seen

sys.path.insert(0, str(ROOT / "tests"))

from cameras import RtspServer

TARGET_S = 5.0


class Watched:
    """Looks at all that a camera tells, and counts what must not be."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._seconds = -1.0
        self.backwards = self.gone = self.back = 0

    def until(self, kind: type[Frame] | type[Gone] | type[Back], patience_s: float) -> float:
        """Seconds until the first of the kind."""
        began = time.monotonic()
        while time.monotonic() - began < patience_s:
            if isinstance(self.look(0.2), kind):
                return time.monotonic() - began
        raise SystemExit(f"no {kind.__name__} within {patience_s:.0f} s")

    def look(self, patience_s: float) -> Seen | None:
        seen = self._camera.newest(patience_s)
        self.gone += isinstance(seen, Gone)
        self.back += isinstance(seen, Back)
        if isinstance(seen, Frame):
            self.backwards += seen.seconds <= self._seconds
            self._seconds = seen.seconds
        return seen


def pull(server: RtspServer, watched: Watched, hang: bool, rng: random.Random) -> tuple[float, float]:
    """Seconds until it was told that the camera is gone, and until frames came after it was back."""
    time.sleep(rng.uniform(0, 1))
    watched.until(Frame, 10)
    if hang:
        server.send(signal.SIGSTOP)
    else:
        server.kill()
    told = watched.until(Gone, 30)
    watched_s = rng.uniform(0, 8)
    began = time.monotonic()
    while time.monotonic() - began < watched_s:
        watched.look(0.2)
    if hang:
        server.send(signal.SIGCONT)
    else:
        server.start()
    return told, watched.until(Frame, 60)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("video", type=Path)
    parser.add_argument("--pulls", type=int, default=50)
    args = parser.parse_args()
    print(machine())
    rng = random.Random(0)
    found: dict[str, list[tuple[float, float]]] = {"killed and started again": [], "hung and went on": []}
    server = RtspServer(args.video)
    try:
        with open_camera(server.address) as camera:
            watched = Watched(camera)
            for number in range(args.pulls):
                hang = bool(number % 2)
                found[list(found)[hang]].append(pull(server, watched, hang, rng))
    finally:
        server.kill()
    rows = [
        [
            name,
            len(pulls),
            f"{median(told for told, _ in pulls):.1f}",
            f"{median(again for _, again in pulls):.1f}",
            f"{max(again for _, again in pulls):.1f}",
            sum(again <= TARGET_S for _, again in pulls),
        ]
        for name, pulls in found.items()
        if pulls
    ]
    head = ["the server", "pulls", "told gone after, s", "frames again after, s", "longest, s", "within 5 s"]
    print(table(head, rows))
    print(f"Gone {watched.gone}, Back {watched.back}, frames whose seconds did not grow {watched.backwards}")


if __name__ == "__main__":
    main()
