"""A disk that is nearly full costs pictures, which is said; the room that is left is that of alarms."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from huoyan.watch.alarms.clock import DAY_S, Clock
from huoyan.watch.folder.files import WatchFiles
from huoyan.watch.folder.written import Written
from huoyan.words import Remark
from made_alarms import HandClock

GREY = np.full((60, 80, 3), 128, np.uint8)


def test_pictures_leave_room_on_the_disk_for_alarms(tmp_path: Path):
    said: list[Remark] = []
    files = WatchFiles(tmp_path, said.append, free_bytes=1 << 60)
    assert files.write_picture("pictures/a.jpg", GREY) is None
    assert files.write_picture("pictures/b.jpg", GREY) is None
    files.add_events([{"key": "a"}])
    files.close()
    assert [each.key for each in said] == ["watch.not_written"]
    assert "alarms are sent all the same" in said[0]
    assert not (tmp_path / "pictures").exists()
    assert (tmp_path / "events.jsonl").read_text() == '{"key": "a"}\n'


def test_a_picture_goes_after_its_days(tmp_path: Path):
    hand = HandClock()
    written = Written(tmp_path, 7.0, Clock(lambda: hand.now, lambda: hand.wall))
    files = WatchFiles(tmp_path, lambda remark: None, written=written)
    assert files.write_picture("pictures/a.jpg", GREY) == "pictures/a.jpg"
    files.close()
    hand.sleep(8 * DAY_S)
    assert files.written.forget_old() == 1
    assert list((tmp_path / "pictures").iterdir()) == []
