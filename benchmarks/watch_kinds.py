"""Of what kind vehicles are: the vote over a track beside a single frame, by a classifier of six types.

    python benchmarks/watch_kinds.py --classify RUN

RUN: of `huoyan train` on vehicle_types6 (its own split). Three kinds of tracks, whose truth is known:
- clips: what crosses the lines of the two roads of line_counts.zip, followed by a watch with the imported
  YOLOX-nano and `--classify`. Truth is what events.csv calls each (`TYPES`). Another place, another angle and
  smaller pictures than the classifier was trained on.
- made: each test picture drawn 12 times into a frame, 24 to 64 pixels high, in boxes as unsteady as a
  detector's. The looks of one track are alike, as they are in truth.
- neighbours: five test pictures of one class in the order of their numbers, which often are one vehicle, and
  where they are not differ more than the looks of a track: what voting could bring at most.
A single frame: the mean over all looks at a track. Intervals: bootstrap over tracks, 95 %.
"""

from __future__ import annotations

import argparse
import csv
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from common import SHARED, machine, table
from huoyan import load
from huoyan.images.decode import decode
from huoyan.results import Detections
from huoyan.watch.asked import Asked
from huoyan.watch.crops.votes import Classifier, Votes, cut_out
from huoyan.watch.finding import classifier, finder
from huoyan.watch.start import Seeing, start_watch
from huoyan.watch.tracked import Tracked, Tracks
from huoyan.watch.tracking import TRACKERS, Tracker
from huoyan.watch.watcher import Finder
from watch_clips import Crossing, imported_yolox, rows_of, unpacked

VEHICLES = ("car", "truck", "bus", "motorcycle", "bicycle")
# What events.csv calls a vehicle: the types that are right. It says of a truck not how large it is; the
# cyclist has no motor, which all of `bike` have, and is left out.
TYPES = {
    "pickup": {"pickup"},
    "van": {"minibus"},
    "minibus": {"minibus"},
    "truck": {"truck", "juggernaut"},
    "car": {"car"},
    "suv": {"car"},
    "wagon": {"car"},
    "convertible": {"car"},
}
EVERY_S = 0.1
DRAWS = 2000


@dataclass(frozen=True, slots=True)
class Judged:
    """A track. single: how many of its looks were right, a share; vote: whether the vote was."""

    truth: str
    single: float
    vote: bool


class Crops:
    """A finder and a tracker that keep what is seen of each track, at most every 0.1 s."""

    def __init__(self, find: Finder, tracker: Tracker) -> None:
        self._find, self._tracker = find, tracker
        self._pixels = np.zeros((1, 1, 3), np.uint8)
        self._last: dict[int, float] = {}
        self.of: dict[int, list[np.ndarray]] = defaultdict(list)

    def find(self, pixels: np.ndarray) -> Detections:
        self._pixels = pixels
        return self._find(pixels)

    def update(self, found: Detections, seconds: float, index: int) -> Tracks:
        tracks = self._tracker.update(found, seconds, index)
        for each in tracks.tracked:
            if each.found and seconds - self._last.get(each.number, -1.0) >= EVERY_S * 0.99:
                self._last[each.number] = seconds
                self.of[each.number].append(cut_out(self._pixels, each.box))
        return tracks

    def state(self) -> object:
        return self._tracker.state()

    def restore(self, state: object) -> None:
        self._tracker.restore(state)


class LastNames(Votes):
    """Votes that remember what each track was called last."""

    def __init__(self, name: Classifier) -> None:
        super().__init__(name, VEHICLES)
        self.last: dict[int, str] = {}

    def named(self, pixels: np.ndarray, tracks: Tracks) -> Tracks:
        tracks = super().named(pixels, tracks)
        self.last |= {each.number: each.label for each in tracks.tracked}
        return tracks


def from_clips(name: Classifier, folder: Path, labels: tuple[str, ...]) -> dict[str, list[Judged]]:
    """By when the vote is asked for."""
    find = finder(load(imported_yolox(folder / "yolox")))
    at_line, at_end = [], []
    for clip in unpacked(folder / "clips")[:2]:
        crops, votes = Crops(find, TRACKERS["bytetrack"]()), LastNames(name)
        seeing = Seeing(crops.find, crops, (*VEHICLES, *labels), votes)
        with start_watch(clip.path, seeing, Asked(clip.lines), None, print, None) as watch:
            events = list(watch)
        known = {label: label for label in labels}
        for row in rows_of(clip, events, {*known, *VEHICLES}):
            for crossing, event in row.pairs:
                right = _types(crossing)
                if not right or event.track is None:
                    continue
                looks = [
                    name(crop).labels[0].label in right
                    for crop in crops.of[event.track]
                    if min(crop.shape[:2]) >= 8
                ]
                truth = "/".join(sorted(right))
                at_line.append(Judged(truth, float(np.mean(looks)), event.label in right))
                at_end.append(Judged(truth, float(np.mean(looks)), votes.last[event.track] in right))
    return {"clips, when it crosses": at_line, "clips, at the end of the track": at_end}


def _types(crossing: Crossing) -> set[str]:
    return next((TYPES[word] for word in crossing.note.split() if word in TYPES), set())


def made(name: Classifier, pictures: list[tuple[str, np.ndarray]]) -> list[Judged]:
    rng = np.random.default_rng(0)
    judged = []
    for truth, picture in pictures:
        votes, right = Votes(name), []
        for look, side in enumerate(np.linspace(24, 64, 12).round().astype(int).tolist()):
            frame = np.full((240, 320, 3), picture.mean((0, 1)), np.uint8)
            top, left = 80 + look, 80 + 5 * look
            frame[top : top + side, left : left + side] = cv2.resize(
                picture, (side, side), interpolation=cv2.INTER_AREA
            )
            shift = rng.normal(0, 0.05 * side, 4)
            edges = np.array([left, top, left + side, top + side]) + shift
            box = (float(edges[0]), float(edges[1]), float(edges[2]), float(edges[3]))
            tracks = Tracks((Tracked(1, "car", 0.9, box, 0.0, look + 1),), look / 10, look, 240, 320)
            label = votes.named(frame, tracks).tracked[0].label
            right.append(name(cut_out(frame, box)).labels[0].label == truth)
        judged.append(Judged(truth, float(np.mean(right)), label == truth))
    return judged


def neighbours(name: Classifier, pictures: list[tuple[str, np.ndarray]]) -> list[Judged]:
    """pictures: by class, in the order of their numbers."""
    by_class: dict[str, list[np.ndarray]] = defaultdict(list)
    for truth, picture in pictures:
        by_class[truth].append(picture)
    judged = []
    for truth, ours in by_class.items():
        for at in range(0, len(ours) - 4, 5):
            votes, right = Votes(name), []
            for look, picture in enumerate(ours[at : at + 5]):
                box = (0.0, 0.0, float(picture.shape[1]), float(picture.shape[0]))
                tracks = Tracks(
                    (Tracked(1, "car", 0.9, box, 0.0, look + 1),), look / 5, look, *picture.shape[:2]
                )
                label = votes.named(picture, tracks).tracked[0].label
                right.append(name(picture).labels[0].label == truth)
            judged.append(Judged(truth, float(np.mean(right)), label == truth))
    return judged


def test_pictures(folder: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Label and pixels, by class, in the order of their numbers."""
    with zipfile.ZipFile(SHARED / "vehicles" / "vehicle_types6.zip") as packed:
        packed.extractall(folder)
    with (folder / "labels.csv").open(newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["split"] == "test"]
    for row in sorted(rows, key=lambda row: (row["label"], int(row["source_number"]))):
        yield row["label"], decode((folder / row["file"]).read_bytes()).pixels


def row_of(what: str, judged: list[Judged]) -> list[str | int]:
    single, vote = (np.array([float(getattr(each, name)) for each in judged]) for name in ("single", "vote"))
    truth = [each.truth for each in judged]
    most = max(set(truth), key=truth.count)
    rng = np.random.default_rng(0)
    drawn = rng.integers(0, len(judged), (DRAWS, len(judged)))
    figures = [_with_interval(each.mean(), each[drawn].mean(1)) for each in (single, vote, vote - single)]
    return [what, len(judged), *figures, f"{most}: {truth.count(most) / len(truth):.1%}"]


def _with_interval(value: float, drawn: np.ndarray) -> str:
    low, high = np.quantile(drawn, (0.025, 0.975))
    return f"{100 * value:.1f} ({100 * low:.1f} to {100 * high:.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--classify", required=True, type=Path, metavar="RUN")
    given = parser.parse_args()
    print(machine("onnxruntime", "openvino"))
    model = load(given.classify)
    name = classifier(model)
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        pictures = list(test_pictures(folder / "types"))
        rows = [
            row_of("neighbours by fives", neighbours(name, pictures)),
            row_of("made", made(name, pictures)),
        ]
        for what, judged in from_clips(name, folder, tuple(model.labels)).items():
            rows.append(row_of(what, judged))
            for truth in sorted({each.truth for each in judged}):
                rows.append(row_of(f"{what}: {truth}", [each for each in judged if each.truth == truth]))
    print(table(["tracks", "n", "single frame, %", "vote, %", "vote - single", "most common type"], rows))


if __name__ == "__main__":
    main()
