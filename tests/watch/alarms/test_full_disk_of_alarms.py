"""A real disk that is full to the last byte: the reserve holds some thousand alarms, and none is lost."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from huoyan.errors import WatchError
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.alarms.sink_queue import SinkQueue
from huoyan.watch.alarms.storm import StormLimit
from made_alarms import alarm_at


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """8 MB of their own, in memory."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(tmp_path)]
    if os.name == "nt" or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk")
    try:
        yield tmp_path
    finally:
        subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def fill(file: Path) -> None:
    with file.open("wb", buffering=0) as opened:
        try:
            while True:
                opened.write(bytes(65536))
        except OSError:
            return


def put_until_full(outbox: Outbox, first: int) -> int:
    """The number of the first that was not taken."""
    for frame in range(first, 100_000):
        try:
            outbox.put(alarm_at(float(frame)), position={"frame": frame})
        except WatchError:
            return frame
    raise AssertionError("the disk never was full")


@pytest.mark.slow
def test_alarms_go_on_for_thousands_after_the_disk_is_full_and_after_it_is_freed(small_disk: Path):
    with Outbox(small_disk, ["a"], storms=StormLimit(alarms=10**9)) as outbox:
        outbox.put(alarm_at(0.0), position={"frame": 0})
        fill(small_disk / "junk")
        kept = put_until_full(outbox, 1)
        assert kept > 3000
        with pytest.raises(WatchError, match="Free some space"):
            outbox.put(alarm_at(float(kept)), position={"frame": kept})
        assert outbox.position() == {"frame": kept - 1}
        (small_disk / "junk").unlink()
        outbox.put(alarm_at(float(kept)), position={"frame": kept})
        queue, taken = SinkQueue(outbox.path, "a"), set()
        while (queued := queue.next(lambda number: True)) is not None:
            taken.add(queued.alarm.key)
            queue.taken(queued)
        queue.close()
    assert taken == {alarm_at(float(frame)).key for frame in range(kept + 1)}
