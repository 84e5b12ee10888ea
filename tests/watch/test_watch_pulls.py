"""A camera whose cable is pulled: the watch goes on when it is back, and tells of each thing once."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from cameras import RtspServer, rtsp
from huoyan.results import Detections
from huoyan.watch.start import start_watch
from huoyan.watch.tracked import Tracks
from watching_films import ASKED, HEIGHT, Noted, film, seeing

RESUMES_S = 5.0
FALLS = "middle crosses"
# Of the stream: frames further apart than that were not watched without a gap.
GAP_S = 0.35


class Looked(Noted):
    """When, by a clock that never jumps, each frame was looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []

    def update(self, found: Detections, seconds: float, index: int = 0) -> Tracks:
        self.at.append(time.monotonic())
        return super().update(found, seconds, index)

    def after(self, moment: float, patience_s: float = 60.0) -> float:
        """Seconds until the first frame after a moment."""
        while time.monotonic() < moment + patience_s:
            if self.at and self.at[-1] > moment:
                return next(at for at in self.at if at > moment) - moment
            time.sleep(0.01)
        raise AssertionError(f"no frame within {patience_s:.0f} s")


def pulled(server: RtspServer, looked: Looked, pulls: int, again_s: list[float]) -> None:
    """Every second pull hangs the server instead of killing it. again_s: how soon frames came again."""
    rng = random.Random(pulls)
    for pull in range(pulls):
        looked.after(time.monotonic())
        time.sleep(rng.uniform(0, 6))
        if pull % 2:
            server.send(signal.SIGSTOP)
        else:
            server.kill()
        time.sleep(rng.uniform(1, 8))
        if pull % 2:
            server.send(signal.SIGCONT)
        else:
            server.start()
        again_s.append(looked.after(time.monotonic()))
    time.sleep(5)


def falls_seen(looked: Looked) -> list[tuple[int, int]]:
    """First and last frame of each fall of the left thing over the middle that was watched without a gap."""
    places = [
        (seconds, index, [(each.box[1] + each.box[3]) / 2 for each in found.detections if each.box[2] < 80])
        for seconds, index, found in looked.noted
    ]
    falls, run = [], list[tuple[int, float]]()
    for (seconds, index, there), (after, *_) in pairwise([*places, (float("inf"), 0, [])]):
        run = [*run, (index, there[0])] if there else []
        if after - seconds > GAP_S or not there or (len(run) > 1 and there[0] < run[-2][1]):
            run = []
        high = [at for at, y in run if y < HEIGHT * 0.35]
        if len(high) >= 2 and there and there[0] > HEIGHT * 0.75:
            falls.append((high[0], index))
            run = []
    return falls


def each_is_told_once(tmp_path: Path, pulls: int, within_s: float = RESUMES_S) -> None:
    looked, again_s, sent = Looked(), list[float](), tmp_path / "alarms.jsonl"
    asked = replace(ASKED, taken=None, send=(f"jsonl:{sent}",))
    with rtsp(film(tmp_path / "road.mp4", 600, slow=40)) as server:
        puller = threading.Thread(target=pulled, args=(server, looked, pulls, again_s))
        with start_watch(
            server.address, seeing(looked), asked, tmp_path / "out", lambda remark: None, None
        ) as watch:
            puller.start()
            events = []
            for event in watch:
                events.append(event)
                if not puller.is_alive():
                    break
    lines = [json.loads(line) for line in (tmp_path / "out" / "events.jsonl").read_text("utf-8").splitlines()]
    alarms = [json.loads(line) for line in sent.read_text("utf-8").splitlines()]
    assert len(again_s) == pulls
    assert max(again_s) <= within_s
    _check_sent([line for line in lines if "key" in line], alarms)
    falls, told = falls_seen(looked), [line["frame"] for line in lines if line["rule"] == FALLS]
    assert len(falls) >= pulls / 3
    assert [sum(first <= frame <= last for frame in told) for first, last in falls] == [1] * len(falls)
    gaps = [after - before for before, after in pairwise(looked.at)]
    gone, back = (sum(line["what"] == what for line in lines) for what in ("gone", "no longer gone"))
    assert gone == back
    assert sum(gap > 7 for gap in gaps) <= gone <= sum(gap > 5 for gap in gaps)
    alarming = sum("key" in line for line in lines)
    print(
        f"{pulls} pulls: frames again after {median(again_s):.1f} s, at the longest {max(again_s):.1f} s; "
        f"{len(looked.at)} frames; {len(alarms)} alarms sent for {alarming} events; {len(falls)} falls "
        f"watched without a gap, each told once; gone {gone}, back {back}"
    )


def _check_sent(told: list[dict[str, Any]], alarms: list[dict[str, Any]]) -> None:
    """Each alarm that was told is at the sink, alone or in one bundle; none is there twice."""
    assert max(Counter(alarm["key"] for alarm in alarms).values()) == 1
    counted = Counter[str]()
    for alarm in alarms:
        counted[alarm["rule"]] += alarm.get("count", 1)
    assert counted == Counter(line["rule"] for line in told)


def test_a_cable_that_is_pulled_twice_costs_no_alarm(tmp_path: Path):
    each_is_told_once(tmp_path, pulls=2, within_s=4 * RESUMES_S)  # tests run beside it


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_cable_that_is_pulled_fifty_times_costs_no_alarm(tmp_path: Path):
    each_is_told_once(tmp_path, pulls=50)
