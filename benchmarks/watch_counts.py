"""What goes over lines, counted in three clips whose truth is known, with the imported YOLOX-nano.

    python benchmarks/watch_counts.py shipped       # through `huoyan watch` as it ships
    python benchmarks/watch_counts.py held-out      # settings fixed on two clips, scored on the third

held-out: of all settings below those with the fewest errors (missing and extra) on two clips; of those that
tie, the one in their middle (`middle`). Target: all exact, or said which not; nothing in the wrong direction.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from common import ROOT, machine, run, table
from huoyan import load
from huoyan.images.video.reading import open_video
from huoyan.results import Detections
from huoyan.watch.asked import Asked
from huoyan.watch.event import Event
from huoyan.watch.finding import finder
from huoyan.watch.rules.observer import Observer
from huoyan.watch.rules.scene import scene_of
from huoyan.watch.start import Seeing, start_watch
from huoyan.watch.tracking.byte_track import ByteTrack, ByteTrackOptions
from huoyan.watch.tracking.life import Life
from huoyan.watch.watcher import Finder
from watch_clips import Clip, Row, imported_yolox, rows_of, said, told, unpacked

# The score from which a track begins; the least overlap of what is found faintly; in how many frames a thing
# has to be found until it counts. Of odd numbers of values, so that there is a middle.
GRID = {
    "sure": (0.25, 0.3, 0.35, 0.4, 0.45),
    "faint_overlap": (0.3, 0.4, 0.5),
    "proven": (1, 2, 3),
}
HEAD = ["clip", "line", "direction", "truth", "counted", "missing", "extra"]


@dataclass(frozen=True, slots=True)
class Setting:
    sure: float
    faint_overlap: float
    proven: int

    def tracker(self) -> ByteTrack:
        life = Life(begin=self.sure, proven=self.proven)
        return ByteTrack(ByteTrackOptions(sure=self.sure, faint_overlap=self.faint_overlap, life=life))

    @property
    def steps(self) -> np.ndarray:
        """Where it stands on each scale, 0 to 1."""
        scales = [(GRID[name], getattr(self, name)) for name in GRID]
        return np.array([scale.index(value) / (len(scale) - 1) for scale, value in scales])


def shipped(clips: list[Clip], model: Path, folder: Path) -> list[Row]:
    rows = []
    for clip in clips:
        out = folder / clip.name
        lines = [part for line in clip.lines for part in ("--line", line)]
        command = [sys.executable, "-m", "huoyan", "watch", clip.path, "--model", model, *lines]
        run([*command, "--out", out, "--json"], env={"PYTHONPATH": str(ROOT / "src")})
        written = (out / "events.jsonl").read_text("utf-8").splitlines()
        rows += rows_of(clip, [_event(json.loads(line)) for line in written])
    return rows


def _event(line: dict[str, object]) -> Event:
    return Event(**{name: line[name] for name in Event.__slots__ if name in line})  # type: ignore[arg-type]


def held_out(clips: list[Clip], model: Path) -> list[Row]:
    """The rows of each clip with the setting that the two others chose."""
    find = finder(load(model))
    seen = {clip.name: list(_seen(clip, find)) for clip in clips}
    settings = [Setting(*values) for values in product(*GRID.values())]
    errors = {each: {clip.name: _errors(clip, seen[clip.name], each) for clip in clips} for each in settings}
    rows = []
    for clip in clips:
        others = {each: sum(by_clip.values()) - by_clip[clip.name] for each, by_clip in errors.items()}
        tied = [each for each in settings if others[each] == min(others.values())]
        there = [errors[each][clip.name] for each in tied]
        chosen = middle(tied)
        made = ", ".join(f"{there.count(n)} of these make {n}" for n in sorted(set(there)))
        print(
            f"{clip.name} held out: {len(tied)} of {len(settings)} settings make {min(others.values())} "
            f"errors on the two others; here {made}; in the middle {chosen}"
        )
        rows += rows_of(clip, watched(clip, _of_kinds(find, clip), chosen))
    return rows


def watched(clip: Clip, find: Finder, setting: Setting) -> list[Event]:
    with start_watch(
        clip.path, Seeing(find, setting.tracker(), clip.kinds), Asked(clip.lines), None, print, None
    ) as watch:
        return list(watch)


def middle(tied: Sequence[Setting]) -> Setting:
    """The one that is nearest to all the others, each scale from 0 to 1; of equals the first."""
    steps = np.array([each.steps for each in tied])
    away = np.abs(steps[:, None] - steps[None]).sum(axis=2).sum(axis=1)
    return tied[int(np.argmin(away))]


def _of_kinds(find: Finder, clip: Clip) -> Finder:
    def of_kinds(pixels: np.ndarray) -> Detections:
        found = find(pixels)
        things = tuple(each for each in found.detections if each.label in clip.kinds)
        return replace(found, detections=things)

    return of_kinds


def _seen(clip: Clip, find: Finder) -> Iterator[tuple[float, int, Detections]]:
    for frame in open_video(clip.path):
        yield frame.seconds, frame.index, _of_kinds(find, clip)(frame.pixels)


def _errors(clip: Clip, seen: list[tuple[float, int, Detections]], setting: Setting) -> int:
    """Missing and extra, in the wrong direction too, of what a watch would count of what was found once."""
    tracker, observer = setting.tracker(), Observer(scene_of(clip.lines))
    events: list[Event] = []
    for seconds, index, found in seen:
        events += observer.update(tracker.update(found, seconds, index))
    return sum(row.errors for row in rows_of(clip, events))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("shipped", "held-out"))
    given = parser.parse_args()
    print(machine("onnxruntime", "openvino", "scipy"))
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        clips, model = unpacked(folder / "clips"), imported_yolox(folder / "yolox")
        rows = shipped(clips, model, folder) if given.what == "shipped" else held_out(clips, model)
    print(table(HEAD, [[row.clip, row.line, row.direction, row.wanted, row.counted, said(row.missing),
                        told(row.extra)] for row in rows]))  # fmt: skip


if __name__ == "__main__":
    main()
