"""Trackers on scripted scenes whose truth is known, beside those of roboflow; processor time a frame.

    PYTHONPATH=tests python benchmarks/tracking.py scenes [--oracle PYTHON] [--seeds 5]
    PYTHONPATH=tests python benchmarks/tracking.py speed [--oracle PYTHON]

PYTHON: of a venv with `trackers` and `trackeval` (see `tracking_oracle.py`); without it ours alone are in the
table. All trackers have the same detections, and the same score from which a detection is a sure one; a track
is told from the second frame on. Figures count what can be seen of a thing, each with all seeds together.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from common import machine, table
from huoyan.metrics.tracking.summary import HEADLINES, tracking_score
from huoyan.metrics.tracking.trajectories import Trajectories
from huoyan.watch.tracking import TRACKERS, Tracker
from huoyan.watch.tracking.byte_track import ByteTrack, ByteTrackOptions
from huoyan.watch.tracking.oc_sort import OcSort, OcSortOptions
from making_scenes import SCENES, Flaws, Moment, Scene, crowd
from making_trajectories import trajectories_of

SURE = 0.5
FLAWS = {
    "flawless": Flaws(),
    "common": Flaws(noise=0.03, missed=0.1, faint=0.1, false_alarms=0.1),
    "flicker": Flaws(noise=0.05, missed=0.35),
    "false alarms": Flaws(noise=0.05, missed=0.1, false_alarms=1.5),
    "late frames": Flaws(noise=0.03, missed=0.1, dropped=0.4, jitter=0.3),
}
COUNTS = (20, 100)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("scenes", "speed"))
    parser.add_argument("--oracle")
    parser.add_argument("--seeds", type=int, default=5)
    given = parser.parse_args()
    print(machine("numpy", "scipy"))
    print(scenes_table(given.oracle, given.seeds) if given.what == "scenes" else speed_table(given.oracle))


def ours(name: str) -> Tracker:
    if name == "bytetrack":
        return ByteTrack(ByteTrackOptions(sure=SURE))
    return OcSort(OcSortOptions(sure=SURE))


def followed(name: str, moments: list[Moment]) -> Trajectories:
    tracker = ours(name)
    return trajectories_of(tracker.update(each.found, each.seconds, each.index) for each in moments)


def wanted(name: str, scene: Scene, moments: list[Moment]) -> dict[str, Any]:
    """A run of the peer's tracker."""
    frames = [
        {
            "index": each.index,
            "seconds": each.seconds,
            "found": [[*thing.box, thing.score] for thing in each.found.detections],
        }
        for each in moments
    ]
    return {"tracker": name, "rate": scene.frames_per_second, "sure": SURE, "frames": frames}


def asked(oracle: str, runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    program = str(Path(__file__).with_name("tracking_oracle.py"))
    request = json.dumps({"runs": runs})
    done = subprocess.run([oracle, program], input=request, capture_output=True, text=True, check=True)
    answer: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def scenes_table(oracle: str | None, seeds: int) -> str:
    rows: list[list[object]] = []
    for scene_name, make in SCENES.items():
        scene = make()
        shown = {
            flaws_name: [scene.moments(flaws, seed) for seed in range(seeds)]
            for flaws_name, flaws in FLAWS.items()
        }
        peers = theirs(oracle, scene, shown) if oracle else {}
        for flaws_name, every in shown.items():
            true = [trajectories_of(each.true for each in moments) for moments in every]
            told = {name: [followed(name, moments) for moments in every] for name in TRACKERS}
            told |= {f"{name} of trackers": peers[name, flaws_name] for name in TRACKERS if peers}
            for who in sorted(told):
                pairs = list(zip(true, told[who], strict=True))
                rows.append([scene_name, flaws_name, who, *cells(pairs)])
    return table(["scene", "flaws", "tracker", *HEADLINES, "switched", "things", "tracks"], rows)


def theirs(
    oracle: str, scene: Scene, shown: dict[str, list[list[Moment]]]
) -> dict[tuple[str, str], list[Trajectories]]:
    """By tracker and flaws, all from one process of the peer."""
    keys = list(product(TRACKERS, shown))
    runs = iter(
        asked(oracle, [wanted(name, scene, moments) for name, flaws in keys for moments in shown[flaws]])
    )
    return {
        (name, flaws): [Trajectories.of(np.array(next(runs)["rows"]).reshape(-1, 6)) for _ in shown[flaws]]
        for name, flaws in keys
    }


def cells(pairs: list[tuple[Trajectories, Trajectories]]) -> list[object]:
    score = tracking_score(pairs)
    figures: list[object] = [score.figures[name].value for name in HEADLINES]
    return [*figures, score.counts["switched"], score.things, score.tracks]


def speed_table(oracle: str | None) -> str:
    rows: list[list[object]] = []
    for count in COUNTS:
        scene = crowd(count, 10)
        moments = scene.moments(FLAWS["common"])
        for name in TRACKERS:
            rows.append([count, name, min(timed(name, moments) for _ in range(3))])
            if oracle:
                runs = asked(oracle, [wanted(name, scene, moments)] * 3)
                took = min(run["ms_a_frame"] for run in runs)
                rows.append([count, f"{name} of trackers", took])
    return table(["things", "tracker", "ms of processor time a frame, the best of 3 runs"], rows)


def timed(name: str, moments: list[Moment]) -> float:
    tracker, began = ours(name), time.process_time()
    for each in moments:
        tracker.update(each.found, each.seconds, each.index)
    return 1000 * (time.process_time() - began) / len(moments)


if __name__ == "__main__":
    main()
