"""A watch of a recording that is killed at any instant goes on: each alarm is at its sinks, once by key."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import watching_films
from made_alarms import receiver
from watching_films import film

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no kill -9 there")


def watching(source: Path, folder: Path, *sends: str) -> subprocess.Popen[bytes]:
    """A process that watches, from its first frame on."""
    here = Path(__file__).resolve().parents[1]
    environment = os.environ | {
        "HUOYAN_WEBHOOK_SECRET": "secret",
        "PYTHONPATH": f"{here}:{here.parent / 'src'}",
    }
    command = [sys.executable, watching_films.__file__, str(source), str(folder), *sends]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"watching\n"
    return process


def to_its_end(source: Path, folder: Path, *sends: str) -> float:
    """Seconds of watching."""
    with watching(source, folder, *sends) as process:
        began = time.monotonic()
        assert process.wait(timeout=600) == 0
    return time.monotonic() - began


def killed(source: Path, folder: Path, within_s: float, *sends: str) -> bool:
    """Whether it was killed at work, not at its end."""
    with watching(source, folder, *sends) as process:
        time.sleep(within_s)
        process.send_signal(signal.SIGKILL)
    return process.returncode == -signal.SIGKILL


def by_key(alarms: Sequence[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Which clip alarms share hangs on where a watch was cut."""
    return {each["key"]: {name: each[name] for name in each if name != "clip"} for each in alarms}


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def goes_on_as_if_uncut(tmp_path: Path, frames: int, kills: int) -> None:
    source = film(tmp_path / "road.mp4", frames)
    uncut_s = to_its_end(source, tmp_path / "uncut", f"jsonl:{tmp_path}/uncut.jsonl")
    uncut = by_key(lines_of(tmp_path / "uncut.jsonl"))
    rng, folder = random.Random(kills), tmp_path / "cut"
    with receiver() as received:
        sends = (f"jsonl:{tmp_path}/cut.jsonl", received.url)
        longest = 1.2 * uncut_s / kills
        at_work = sum(killed(source, folder, rng.uniform(0, longest), *sends) for _ in range(kills))
        to_its_end(source, folder, *sends)
        posted = [json.loads(body) for _, body in received.posts]
    written = lines_of(tmp_path / "cut.jsonl")
    assert by_key(written) == uncut
    assert by_key(posted) == uncut
    assert any(alarm.get("count", 1) > 1 for alarm in uncut.values()), "no storm in the film"
    assert at_work > 0.6 * kills, "too few were killed at work for a proof"
    # Without the key a kill doubles at most the one that was on its way.
    assert max(len(written), len(posted)) - len(uncut) <= kills
    events, uncut_events = (lines_of(tmp_path / name / "events.jsonl") for name in ("cut", "uncut"))
    assert [_without_clip(line) for line in events] == [_without_clip(line) for line in uncut_events]
    assert (folder / "counts.json").read_bytes() == (tmp_path / "uncut" / "counts.json").read_bytes()
    print(f"{frames} frames in {uncut_s:.0f} s; {kills} kills, {at_work} at work; {len(uncut)} alarms of "
          f"{len(events)} events; at the file {len(written)}, at the webhook {len(posted)}")  # fmt: skip


def _without_clip(line: dict[str, Any]) -> dict[str, Any]:
    return {name: line[name] for name in line if name != "clip"}


def test_over_three_kills_no_alarm_of_a_recording_is_lost_or_doubled(tmp_path: Path):
    goes_on_as_if_uncut(tmp_path, frames=900, kills=3)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_over_a_hundred_kills_no_alarm_of_a_recording_is_lost_or_doubled(tmp_path: Path):
    goes_on_as_if_uncut(tmp_path, frames=9000, kills=100)
