"""kill -9 at any instant: no alarm is lost, and after the key none is doubled."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from made_alarms import alarm_at, receiver

# Goes on from its position, as a watch does: an alarm and how far it has come are one commit.
WATCH = """
import sys, time
from pathlib import Path
from made_alarms import alarm_at
from huoyan.watch.alarms.couriers import Couriers
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.alarms.sinks import open_sinks
from huoyan.watch.alarms.storm import StormLimit
folder, alarms, *sends = sys.argv[1:]
sinks = open_sinks(sends)
with Outbox(Path(folder), [each.name for each in sinks], storms=StormLimit(alarms=10**6)) as outbox:
    with Couriers(Path(folder), sinks, lambda remark: None, drain_s=60.0) as couriers:
        print("watching", flush=True)
        frame = (outbox.position() or {"frame": 0})["frame"]
        while frame < int(alarms):
            outbox.put(alarm_at(float(frame)), position={"frame": frame + 1})
            couriers.wake()
            frame += 1
            time.sleep(0.002)
"""


def watch(folder: Path, alarms: int, *sends: str) -> subprocess.Popen[bytes]:
    here = Path(__file__).resolve().parents[2]
    environment = os.environ | {
        "HUOYAN_WEBHOOK_SECRET": "secret",
        "PYTHONPATH": f"{here}:{here.parent / 'src'}",
    }
    command = [sys.executable, "-c", WATCH, str(folder), str(alarms), *sends]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def killed(folder: Path, alarms: int, within_s: float, *sends: str) -> bool:
    """Whether it was killed at work, not at its end."""
    process = watch(folder, alarms, *sends)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(within_s)
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    return process.wait() == -signal.SIGKILL


def none_is_lost_nor_doubled(folder: Path, alarms: int, kills: int, seed: int) -> None:
    rng = random.Random(seed)
    seconds = alarms * 0.004  # in which about half of them are put
    with receiver() as received:
        sends = (received.url, f"jsonl:{folder}/alarms.jsonl")
        at_work = sum(killed(folder, alarms, rng.uniform(0.0, seconds / kills), *sends) for _ in range(kills))
        received.statuses.extend([503, 500])
        with watch(folder, alarms, *sends) as last:
            assert last.wait(timeout=120) == 0
        keys = received.keys
    lines = [json.loads(line)["key"] for line in (folder / "alarms.jsonl").read_text().splitlines()]
    expected = {alarm_at(float(frame)).key for frame in range(alarms)}
    assert len(expected) == alarms
    assert set(keys) == expected
    assert set(lines) == expected
    assert at_work > kills * 0.7, "too few were killed at work for a proof"
    # Without the key a kill doubles at most the one that was on its way.
    assert len(keys) - alarms <= kills
    assert len(lines) - alarms <= kills


@pytest.mark.skipif(os.name == "nt", reason="no kill -9 there")
def test_no_alarm_is_lost_over_five_kills(tmp_path: Path):
    none_is_lost_nor_doubled(tmp_path, alarms=100, kills=5, seed=5)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="no kill -9 there")
@pytest.mark.timeout(1200)
def test_no_alarm_is_lost_over_a_hundred_kills(tmp_path: Path):
    none_is_lost_nor_doubled(tmp_path, alarms=2000, kills=100, seed=100)
