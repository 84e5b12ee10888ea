"""Alarms are on the disk before they are sent, once, with the position of the watch."""

from __future__ import annotations

import math
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from huoyan.errors import WatchError
from huoyan.watch.alarms.alarm import Alarm, key_of
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.alarms.reserve import RESERVE_FILE
from huoyan.watch.alarms.sink_queue import SinkQueue
from huoyan.watch.alarms.storm import StormLimit
from made_alarms import alarm_at


def waiting(outbox: Outbox, sink: str = "a") -> list[Alarm]:
    """All that the sink has still to take; they are taken."""
    queue = SinkQueue(outbox.path, sink)
    found = []
    while (queued := queue.next(lambda number: True)) is not None:
        found.append(queued.alarm)
        queue.taken(queued)
    queue.close()
    return found


def test_an_alarm_is_the_same_after_it_went_through_json():
    alarm = replace(alarm_at(3.5), picture="pictures/a.jpg", count=3, last=9.0)
    assert Alarm.from_json(alarm.to_json()) == alarm
    assert "count" not in alarm_at(3.5).to_json()


def test_a_key_hangs_on_source_session_rule_track_and_the_second_of_the_stream_alone():
    alarm = alarm_at(3.5)
    assert key_of("gate.mp4", alarm.event) == alarm.key == alarm_at(3.5, confidence=0.2).key
    others = [key_of("other.mp4", alarm.event), key_of("gate.mp4", alarm.event, session="second connection")]
    others += [alarm_at(3.501).key, alarm_at(3.5, track=2).key, alarm_at(3.5, rule="yard leaves").key]
    assert len({alarm.key, *others}) == 6


def test_what_was_put_is_there_when_the_outbox_is_opened_again_with_its_position(tmp_path: Path):
    with Outbox(tmp_path, ["a"]) as outbox:
        assert outbox.position() is None
        assert outbox.put(alarm_at(1.0), alarm_at(2.0, track=2), position={"frame": 20}) == 2
    with Outbox(tmp_path, ["a"]) as outbox:
        assert outbox.position() == {"frame": 20}
        assert [each.event.seconds for each in waiting(outbox)] == [1.0, 2.0]


def test_an_outbox_may_go_from_one_thread_to_another(tmp_path: Path):
    with Outbox(tmp_path, ["a"]) as outbox, ThreadPoolExecutor(1) as other:
        assert other.submit(outbox.put, alarm_at(1.0)).result() == 1
        assert outbox.put(alarm_at(2.0)) == 1


def test_an_alarm_that_is_put_again_is_no_second_one_though_it_was_sent(tmp_path: Path):
    with Outbox(tmp_path, ["a"]) as outbox:
        outbox.put(alarm_at(1.0))
        assert len(waiting(outbox)) == 1
        assert outbox.put(alarm_at(1.0)) == 0
        assert waiting(outbox) == []


def test_each_sink_has_a_cursor_of_its_own_and_a_new_one_gets_nothing_old(tmp_path: Path):
    with Outbox(tmp_path, ["a", "b"]) as outbox:
        outbox.put(alarm_at(1.0), alarm_at(2.0))
        assert len(waiting(outbox, "a")) == 2
        assert outbox.waiting() == {"a": 0, "b": 2}
    with Outbox(tmp_path, ["a", "c"]) as outbox:
        outbox.put(alarm_at(3.0))
        assert outbox.waiting() == {"a": 1, "b": 3, "c": 1}


def test_a_storm_becomes_one_alarm_with_its_count_first_and_last(tmp_path: Path):
    with Outbox(tmp_path, ["a"], storms=StormLimit(alarms=3, window_s=60)) as outbox:
        for second in range(10):
            outbox.put(alarm_at(float(second), confidence=0.5 + second / 100))
        outbox.put(alarm_at(4.5, rule="yard leaves person"))
        assert [each.event.seconds for each in waiting(outbox)] == [0.0, 1.0, 2.0, 4.5]
        outbox.settle(62.9)
        assert waiting(outbox) == []
        outbox.settle(63.0)
        (bundle,) = waiting(outbox)
    assert (bundle.count, bundle.event.seconds, bundle.last) == (7, 3.0, 9.0)
    assert bundle.event.confidence == pytest.approx(0.59)


def test_a_storm_that_lasts_stays_a_bundle_a_minute(tmp_path: Path):
    with Outbox(tmp_path, ["a"], storms=StormLimit(alarms=3, window_s=60)) as outbox:
        for second in range(600):
            outbox.put(alarm_at(float(second)))
        outbox.settle(math.inf)
        told = waiting(outbox)
    assert sum(each.count for each in told) == 600
    assert [each.count for each in told] == [1, 1, 1, *[60] * 9, 57]
    assert len({each.key for each in told}) == len(told)


def test_a_storm_goes_on_where_it_stood_when_the_process_died(tmp_path: Path):
    limit = StormLimit(alarms=2, window_s=60)
    for second in range(6):  # every one by a new process
        outbox = Outbox(tmp_path, ["a"], storms=limit)
        outbox.put(alarm_at(float(second)))
        outbox.close()
    with Outbox(tmp_path, ["a"], storms=limit) as outbox:
        outbox.settle(math.inf)
        assert [each.count for each in waiting(outbox)] == [1, 1, 4]


def test_a_storm_of_an_earlier_connection_holds_back_no_alarm_of_this_one(tmp_path: Path):
    limit = StormLimit(alarms=2, window_s=60)
    with Outbox(tmp_path, ["a"], storms=limit) as outbox:
        outbox.put(*(alarm_at(float(second)) for second in range(5)))
    with Outbox(tmp_path, ["a"], storms=limit) as outbox:
        outbox.forget_storms()
        outbox.put(alarm_at(7.0, track=9))
        assert [each.count for each in waiting(outbox)] == [1, 1, 3, 1]


def test_seconds_that_begin_anew_end_a_storm(tmp_path: Path):
    with Outbox(tmp_path, ["a"], storms=StormLimit(alarms=1, window_s=60)) as outbox:
        outbox.put(alarm_at(5000.0), alarm_at(5001.0), alarm_at(5002.0))
        outbox.put(alarm_at(0.5))
        assert [(each.event.seconds, each.count) for each in waiting(outbox)] == [
            (5000.0, 1), (5001.0, 2), (0.5, 1),
        ]  # fmt: skip


def test_a_sink_that_is_dead_for_days_keeps_its_newest_alarms_and_bundles_the_oldest(tmp_path: Path):
    with Outbox(tmp_path, ["dead", "well"], storms=StormLimit(alarms=9999), most_waiting=20) as outbox:
        for second in range(200):
            outbox.put(alarm_at(float(second), rule=("enters", "leaves")[second % 2]))
            assert len(waiting(outbox, "well")) == 1
            assert outbox.waiting()["dead"] <= 20
        told = waiting(outbox, "dead")
    assert sum(each.count for each in told) == 200
    assert [each.event.rule for each in told[:2]] == ["enters", "leaves"]
    assert (told[0].event.seconds, told[1].event.seconds) == (0.0, 1.0)
    assert [each.event.seconds for each in told[-10:]] == [float(x) for x in range(190, 200)]
    assert all(each.count == 1 for each in told[2:])


def test_what_every_sink_has_taken_does_not_grow_for_ever(tmp_path: Path):
    with Outbox(tmp_path, ["a"], storms=StormLimit(alarms=9999), most_kept=5) as outbox:
        for second in range(30):
            outbox.put(alarm_at(float(second)))
            waiting(outbox)
        db = sqlite3.connect(outbox.path)
        assert db.execute("SELECT count(*) FROM alarm").fetchone()[0] <= 6
        db.close()


def fill(outbox: Outbox) -> None:
    """The disk takes no more pages than it has: SQLite says then what it says of a full disk."""
    (pages,) = outbox._db.execute("PRAGMA page_count").fetchone()
    outbox._db.execute(f"PRAGMA max_page_count = {pages}")


def test_on_a_full_disk_neither_alarm_nor_position_is_taken_and_the_reserve_is_given_up(tmp_path: Path):
    with Outbox(tmp_path, ["a"]) as outbox:
        outbox.put(alarm_at(1.0), position={"frame": 1})
        assert (tmp_path / RESERVE_FILE).stat().st_size == 4 << 20
        fill(outbox)
        many = [alarm_at(2.0, rule=f"rule {number} {'x' * 500}") for number in range(200)]
        with pytest.raises(WatchError, match="Free some space") as caught:
            outbox.put(*many, position={"frame": 2})
        assert caught.value.code == "watch.outbox_full"
        assert not (tmp_path / RESERVE_FILE).exists()
        assert outbox.position() == {"frame": 1}
        outbox._db.execute("PRAGMA max_page_count = 1000000")
        assert outbox.put(*many, position={"frame": 2}) == 200
        assert len(waiting(outbox)) == 201


def test_a_file_that_is_no_outbox_is_refused_and_left_as_it_is(tmp_path: Path):
    (tmp_path / "outbox.sqlite").write_bytes(b"my notes, not a database" * 100)
    with pytest.raises(WatchError, match="choose another --out"):
        Outbox(tmp_path, ["a"])
    assert (tmp_path / "outbox.sqlite").read_bytes().startswith(b"my notes")


def test_the_outbox_is_for_its_owners_eyes_only(tmp_path: Path):
    with Outbox(tmp_path, []) as outbox:
        assert outbox.path.stat().st_mode & 0o077 == 0
