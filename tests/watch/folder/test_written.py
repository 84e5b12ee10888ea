"""Retention: old files of the watch go, no other ever does, and no clock that jumps deletes one."""

from __future__ import annotations

import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from huoyan.watch.alarms.clock import DAY_S, Clock
from huoyan.watch.alarms.database import OUTBOX_FILE, connected
from huoyan.watch.folder.files import WatchFiles
from huoyan.watch.folder.free_room import has_room
from huoyan.watch.folder.written import Written
from huoyan.watch.footage.clips import MOST_UNWRITTEN, Clips
from huoyan.words import Remark
from made_alarms import HandClock


def written(folder: Path, hand: HandClock, days: float = 7.0) -> Written:
    return Written(folder, days, Clock(lambda: hand.now, lambda: hand.wall))


def write(kept: Written, folder: Path, name: str) -> Path:
    (folder / name).parent.mkdir(exist_ok=True)
    with kept.writing(name):
        (folder / name).write_text(name)
    return folder / name


def test_what_the_watch_wrote_goes_after_its_days_and_nothing_else_does(tmp_path: Path):
    hand = HandClock()
    kept = written(tmp_path, hand)
    old = write(kept, tmp_path, "pictures/a.jpg")
    (tmp_path / "pictures/holiday.jpg").write_text("mine")
    hand.sleep(6 * DAY_S)
    young = write(kept, tmp_path, "pictures/b.jpg")
    assert kept.forget_old() == 0
    hand.sleep(1.5 * DAY_S)
    assert kept.forget_old() == 1
    assert not old.exists()
    assert young.exists()
    assert (tmp_path / "pictures/holiday.jpg").read_text() == "mine"


def test_the_next_watch_goes_on_with_the_list(tmp_path: Path):
    hand = HandClock()
    old = write(written(tmp_path, hand), tmp_path, "a.jpg")
    hand.sleep(8 * DAY_S)
    assert written(tmp_path, hand).forget_old() == 1
    assert not old.exists()


def test_a_file_that_somebody_changed_or_replaced_by_a_link_stays(tmp_path: Path):
    hand = HandClock()
    kept = written(tmp_path, hand)
    changed, linked = write(kept, tmp_path, "a.jpg"), write(kept, tmp_path, "b.jpg")
    changed.write_text("my own notes")
    (tmp_path / "precious").write_text("precious")
    linked.unlink()
    linked.symlink_to(tmp_path / "precious")
    hand.sleep(8 * DAY_S)
    assert kept.forget_old() == 0
    assert changed.read_text() == "my own notes"
    assert linked.read_text() == "precious"


def test_a_file_that_was_cut_off_by_kill_9_goes_too(tmp_path: Path):
    hand = HandClock()
    kept = written(tmp_path, hand)
    writing = kept.writing("a.jpg")
    writing.__enter__()
    (tmp_path / "a.jpg").write_text("hal")
    hand.sleep(8 * DAY_S)
    assert written(tmp_path, hand).forget_old() == 1


def test_a_wall_clock_that_jumps_a_year_ahead_deletes_nothing(tmp_path: Path):
    hand = HandClock()
    kept = written(tmp_path, hand)
    file = write(kept, tmp_path, "a.jpg")
    hand.wall += 365 * DAY_S
    hand.sleep(3600)
    assert kept.forget_old() == 0
    hand.wall -= 365 * DAY_S
    hand.sleep(8 * DAY_S)
    assert kept.forget_old() == 1
    assert not file.exists()


def test_without_days_everything_stays(tmp_path: Path):
    hand = HandClock()
    kept = written(tmp_path, hand, days=float("inf"))
    file = write(kept, tmp_path, "a.jpg")
    hand.sleep(9999 * DAY_S)
    assert kept.forget_old() == 0
    assert file.exists()


@pytest.mark.parametrize("name", ["../holiday.jpg", "pictures/../../holiday.jpg", "{outside}/holiday.jpg"])
def test_a_list_that_names_files_elsewhere_deletes_none(tmp_path: Path, name: str):
    """As in a folder that came from somebody else."""
    hand, folder = HandClock(), tmp_path / "watch"
    (folder / "pictures").mkdir(parents=True)
    (tmp_path / "holiday.jpg").write_text("mine")
    kept = written(folder, hand)
    with closing(connected(folder / OUTBOX_FILE)) as db:
        db.execute("INSERT INTO written (path, at) VALUES (?, 0)", (name.format(outside=tmp_path),))
    assert kept.forget_old() == 0
    assert (tmp_path / "holiday.jpg").read_text() == "mine"


def test_a_list_that_cannot_be_written_costs_pictures_and_clips_and_not_the_watch(tmp_path: Path):
    """As on a disk that is full."""
    with closing(connected(tmp_path / OUTBOX_FILE)) as db:
        db.execute("DROP TABLE written")
    said: list[Remark] = []
    kept, pixels = written(tmp_path, HandClock()), np.zeros((90, 160, 3), np.uint8)
    files = WatchFiles(tmp_path, said.append, written=kept)
    clips = Clips(tmp_path, said.append, kept.writing)
    assert files.write_picture("pictures/a.jpg", pixels) is None
    assert kept.forget_old() == 0
    for at in range(MOST_UNWRITTEN + 2):
        clips.add(pixels, 100.0 * at)
        clips.begin(str(at), 100.0 * at)
        clips.add(pixels, 100.0 * at + 50)
    ending = threading.Thread(target=clips.close, daemon=True)
    ending.start()
    ending.join(60)
    assert not ending.is_alive()
    files.close()
    assert [each.key for each in said][:1] == ["watch.not_written"]
    assert "alarms.no_clip" in [each.key for each in said]


def test_a_folder_that_is_gone_has_no_room(tmp_path: Path):
    assert not has_room(tmp_path / "gone", 0)
