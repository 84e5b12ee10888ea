"""Frames a second of `huoyan watch FILE` beside decoding and detecting alone.

    python benchmarks/watch_speed.py [--rounds 5] [--frames 1500] [--clip NAME] [--profile]

Whole processes take turns, each with a thread a core for the network. `watch` writes its folder, with lines
that count, and in a third process with an alarm at the first line, its pictures and its clips, too; `bare`
opens the same film and the same model and asks it of every frame, from the same score on. In all the decoder
is a process of its own that reads ahead. Frames a second from the first frame to the last. Target: at least
0.9 of bare.
--profile: where the watching thread spends its processor time, too.

"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from common import ROOT, alternate, machine, run, spread, table
from huoyan import load
from huoyan.images.video.reading import glance
from huoyan.system.cores import available_cores
from huoyan.watch.asked import Asked
from huoyan.watch.finding import seeing
from huoyan.watch.start import start_watch
from watch_clips import Clip, imported_yolox, unpacked

TARGET = 0.9
BARE = """
import json, sys, time
from huoyan import load
from huoyan.images.video.reading import open_video
from huoyan.watch.finding import finder
find, count, began = finder(load(sys.argv[2], threads=int(sys.argv[3]))), 0, 0.0
with open_video(sys.argv[1]) as video:
    for frame in video:
        began = began or time.monotonic()
        find(frame.pixels)
        count += 1
print(json.dumps({"frames": count, "rate": count / (time.monotonic() - began)}))
"""
WATCH = """
import json, sys
import huoyan
asked = json.loads(sys.argv[4])
with huoyan.watch(sys.argv[1], sys.argv[2], out=sys.argv[3], **asked, say=str) as watched:
    events = sum(1 for _ in watched)
print(json.dumps({"frames": watched.looked, "rate": watched.rate, "events": events}))
"""


def film(clip: Clip, frames: int, folder: Path) -> Path:
    """The clip over and over, its frames as they are."""
    made, listed = folder / f"{clip.name}_{frames}.mp4", folder / f"{clip.name}.txt"
    listed.write_text(f"file '{clip.path}'\n" * -(-frames // (glance(clip.path).frames or 1)))
    run(["ffmpeg", "-v", "error", "-y", "-f", "concat", "-safe", "0", "-i", listed, "-c", "copy", made])
    return made


def counting(clip: Clip) -> dict[str, list[str]]:
    """Every line counts; alarms are those of the camera itself alone."""
    return {"lines": list(clip.lines)}


def alarming(clip: Clip, send: Path) -> dict[str, list[str]]:
    """What goes over the first line is an alarm, with a picture and a clip."""
    first = clip.lines[0].partition("=")[0]
    return {
        **counting(clip),
        "alarms": [f"{first} crosses {','.join(clip.kinds)}"],
        "send": [f"jsonl:{send}"],
    }


def rates(clip: Clip, path: Path, model: Path, folder: Path, rounds: int) -> list[object]:
    def watching(turn: int, *, alarms: bool) -> tuple[float, float]:
        out = folder / f"{clip.name}-{turn}-{alarms}"
        asked = alarming(clip, folder / f"{out.name}.jsonl") if alarms else counting(clip)
        asked_json = json.dumps({**asked, "threads": available_cores()})
        return _rate([sys.executable, "-c", WATCH, path, model, out, asked_json])

    def bare(turn: int) -> tuple[float, float]:
        return _rate([sys.executable, "-c", BARE, path, model, str(available_cores())])

    contestants: dict[str, Callable[[int], tuple[float, float]]] = {
        "bare": bare,
        "counting": partial(watching, alarms=False),
        "alarms": partial(watching, alarms=True),
    }
    found = alternate(contestants, rounds)
    measured = {name: [rate for rate, _ in each] for name, each in found.items()}
    shares = {
        name: [ours / bare for ours, bare in zip(measured[name], measured["bare"], strict=True)]
        for name in ("counting", "alarms")
    }
    return [
        f"{clip.name}, {glance(path).frames} frames",
        *(f"{median(each):.1f} ({spread(each)})" for each in measured.values()),
        *(f"{median(each):.2f} ({spread(each)})" for each in shares.values()),
    ]


def _rate(command: list[str | Path]) -> tuple[float, float]:
    """Frames a second, and seconds of the whole command."""
    done = run(command, env={"PYTHONPATH": str(ROOT / "src")}, timeout_s=3600)
    return json.loads(done.output)["rate"], done.seconds


def profile(clip: Clip, path: Path, model: Path, folder: Path) -> str:
    """Milliseconds of processor time a frame, of the thread that watches."""
    asked = {name: tuple(each) for name, each in alarming(clip, folder / "profile.jsonl").items()}
    profiler = cProfile.Profile(time.thread_time)
    sees = seeing(load(model), None, Asked())
    with start_watch(path, sees, Asked(**asked), folder / "profile", print, None) as watch:  # type: ignore[arg-type]
        profiler.enable()
        list(watch)
        profiler.disable()
    rows = []
    for (file, _, name), (_, calls, own, whole, _) in pstats.Stats(profiler).stats.items():  # type: ignore[attr-defined]
        if "huoyan" in file and whole / watch.looked > 1e-4:
            rows.append(
                [f"{Path(file).stem}.{name}", calls, 1e3 * own / watch.looked, 1e3 * whole / watch.looked]
            )
    rows.sort(key=lambda row: -row[3])
    return table(["function", "calls", "own ms a frame", "with what it calls"], rows[:40])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=1500)
    parser.add_argument("--clip", help="this one only")
    parser.add_argument("--profile", action="store_true")
    given = parser.parse_args()
    print(machine("onnxruntime", "openvino"))
    rows = []
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        model = imported_yolox(folder / "yolox")
        for clip in unpacked(folder / "clips"):
            if given.clip in (None, clip.name):
                path = film(clip, given.frames, folder)
                if given.profile:
                    print(profile(clip, path, model, folder))
                else:
                    rows.append(rates(clip, path, model, folder, given.rounds))
    head = [
        "film",
        "bare, frames/s",
        "watch that counts",
        "watch with alarms",
        f"counting of bare (target {TARGET})",
        "with alarms of bare",
    ]
    print(table(head, rows) if rows else "")


if __name__ == "__main__":
    main()
