"""A watch takes as much memory after 20,000 frames as after the first 2,000."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import median

import pytest

from huoyan.watch.start import start_watch
from watching_films import ASKED, film, seeing

DRIFT_MB = 10.0
FRAMES, EARLY, EVERY = 20_000, 2_000, 50


def resident_mb() -> float:
    """Of this process and its decoders; a clip is encoded by a process that comes and goes."""
    own = os.getpid()
    family = 0.0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError):  # it has ended meanwhile
            said = (folder / "status").read_text()
            ours = own in (int(said.split(f"{name}:")[1].split()[0]) for name in ("Pid", "PPid"))
            if ours and b"footage.encode" not in (folder / "cmdline").read_bytes():
                family += int(said.split("VmRSS:")[1].split()[0]) / 1024
    return family


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_memory_is_the_same_after_20_000_frames(tmp_path: Path):
    source, sent = film(tmp_path / "road.mp4", FRAMES), tmp_path / "alarms.jsonl"
    asked = replace(ASKED, send=(f"jsonl:{sent}",))
    measured: dict[int, float] = {}
    looked = 0

    def note(seconds: float) -> None:
        nonlocal looked
        looked += 1
        if looked % EVERY == 0:
            measured[looked] = resident_mb()

    with start_watch(source, seeing(), asked, tmp_path / "out", lambda remark: None, note) as watch:
        events = sum(1 for _ in watch)
    assert looked == FRAMES
    early = median(mb for at, mb in measured.items() if EARLY - 1000 < at <= EARLY)
    late = median(mb for at, mb in measured.items() if at > FRAMES - 1000)
    sent_n = len(sent.read_text("utf-8").splitlines())
    print(
        f"{FRAMES} frames at {watch.rate:.0f} a second, {events} events, {sent_n} alarms sent: "
        f"{early:.1f} MB around frame {EARLY - 500}, {late:.1f} MB at the end, "
        f"most {max(measured.values()):.1f} MB"
    )
    assert late - early <= DRIFT_MB
