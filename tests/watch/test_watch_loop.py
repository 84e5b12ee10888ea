"""A watch keeps what it sees before it tells it, and one that was killed goes on as if it had not been."""

from __future__ import annotations

import json
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import making_watches
from huoyan.errors import UsageError
from huoyan.images.decode import decode
from huoyan.watch.folder.files import WatchFiles
from huoyan.watch.folder.hold import MARK, hold
from making_watches import ALARM, watch_made

FRAMES = 120


def lines_of(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "events.jsonl").read_text("utf-8").splitlines()]


def alarms_of(folder: Path) -> list[dict[str, object]]:
    with sqlite3.connect(folder / "outbox.sqlite") as db:
        return [json.loads(body) for (body,) in db.execute("SELECT body FROM alarm ORDER BY id")]


def shape(picture: Path) -> tuple[int, ...]:
    return decode(picture.read_bytes()).pixels.shape


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a watch that nothing cut off."""
    folder = tmp_path_factory.mktemp("whole") / "gate"
    assert len(watch_made(folder, FRAMES)) == len(lines_of(folder))
    return folder


def test_the_folder_holds_events_counts_and_pictures(whole: Path):
    events = lines_of(whole)
    crossed = [each for each in events if each["rule"] == "gate"]
    counts = json.loads((whole / "counts.json").read_text("utf-8"))
    assert sum(counts["gate"]["down"].values()) == sum(each["direction"] == "down" for each in crossed) > 2
    assert sum(counts["gate"]["up"].values()) == sum(each["direction"] == "up" for each in crossed) > 2
    assert shape(whole / "preview.jpg") == shape(whole / "trails.jpg") == (240, 320, 3)
    first = next(each for each in events if each["rule"] == ALARM)
    assert {"key", "time", "rule", "label", "track", "confidence", "picture"} <= set(first)
    assert shape(whole / str(first["picture"])) == (240, 320, 3)


def test_alarms_are_in_the_outbox_and_crossings_that_only_count_are_not(whole: Path):
    told = [each for each in lines_of(whole) if each["rule"] != "gate"]
    assert [each["key"] for each in alarms_of(whole)] == [each["key"] for each in told]


@pytest.mark.parametrize("stage", ["before", "after"])
@pytest.mark.parametrize("kills", [(1, 30), (17, 18, 60), (44, 44, 119)])
def test_killed_at_any_frame_it_goes_on_without_loss_or_double(
    kills: tuple[int, ...], stage: str, whole: Path, tmp_path: Path
):
    folder = tmp_path / "gate"
    for frame in kills:
        arguments = [making_watches.__file__, str(folder), str(FRAMES), str(frame), stage]
        killed = subprocess.run([sys.executable, *arguments], check=False, timeout=120)
        assert killed.returncode == -9
    watch_made(folder, FRAMES)
    assert lines_of(folder) == lines_of(whole)
    assert alarms_of(folder) == alarms_of(whole)
    assert (folder / "counts.json").read_bytes() == (whole / "counts.json").read_bytes()


def test_watched_to_its_end_there_is_nothing_more_to_tell(whole: Path):
    before = lines_of(whole)
    assert watch_made(whole, FRAMES) == []
    assert lines_of(whole) == before


def test_a_folder_that_is_watched_into_is_refused(tmp_path: Path):
    folder = tmp_path / "gate"
    with hold(folder, "a.mp4"), pytest.raises(UsageError, match="Another watch writes into") as caught:
        hold(folder, "a.mp4")
    assert caught.value.code == "usage.out"
    hold(folder, "a.mp4").release()
    with pytest.raises(UsageError, match=r"holds the watch of a\.mp4, not of b\.mp4"):
        hold(folder, "b.mp4")


def test_a_folder_on_a_full_disk_is_refused_in_words_and_stays_what_it_was(tmp_path: Path):
    folder = tmp_path / "gate"
    hold(folder, "a.mp4").release()
    signed = (folder / MARK).read_bytes()
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most[1]))  # not a byte more, as where the disk is full
    try:
        with pytest.raises(UsageError, match="cannot be used: File too large") as caught:
            hold(folder, "a.mp4")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert caught.value.code == "usage.out"
    assert (folder / MARK).read_bytes() == signed


def test_a_folder_of_somebody_else_stays_as_it_is(tmp_path: Path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="holds files and is no folder of a watch"):
        hold(tmp_path, "a.mp4")
    assert not (tmp_path / MARK).exists()
    with pytest.raises(UsageError, match="is a file"):
        hold(tmp_path / "thesis.txt", "a.mp4")


def test_a_folder_that_cannot_be_is_said_and_not_thrown(tmp_path: Path):
    with pytest.raises(UsageError, match="Name another place") as caught:
        hold(tmp_path / ("x" * 300), "a.mp4")
    assert caught.value.code == "usage.out"
    (tmp_path / "events.jsonl").mkdir()
    with pytest.raises(UsageError, match="Name another place"):
        WatchFiles(tmp_path, print)
