"""Each alarm is tried until it is taken; a dead sink holds up nobody, and a poisonous alarm neither."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from huoyan.errors import WatchError
from huoyan.watch.alarms.backoff import Backoff
from huoyan.watch.alarms.clock import Clock
from huoyan.watch.alarms.courier import Courier
from huoyan.watch.alarms.couriers import Couriers
from huoyan.watch.alarms.database import OUTBOX_FILE
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Unreachable
from huoyan.watch.alarms.storm import StormLimit
from huoyan.words import Message, Remark
from made_alarms import HandClock, ListSink, alarm_at

AWAY = Message("alarms.no_answer", reason="connection refused")
NO = Message("alarms.answered", status=400, reason="Bad Request")


class Scene:
    """An outbox, one sink, and a clock that is turned by hand."""

    def __init__(self, folder: Path, sink: ListSink) -> None:
        self.outbox = Outbox(folder, [sink.name], storms=StormLimit(alarms=9999))
        self.clock, self.said = HandClock(), list[Remark]()
        clock = Clock(lambda: self.clock.now, lambda: self.clock.wall)
        self.courier = Courier(folder, sink, self.said.append, clock=clock, rng=Random(0))

    def pass_by(self, seconds: float) -> None:
        until = self.clock.now + seconds
        while self.clock.now < until:
            self.clock.sleep(min(self.courier.step(), until - self.clock.now))

    @property
    def keys(self) -> list[str]:
        return [each.key for each in self.said]


def test_alarms_arrive_in_their_order_with_the_same_bytes_at_every_try(tmp_path: Path):
    seen: list[bytes] = []

    def twice_away(parcel: Parcel) -> None:
        seen.append(parcel.body)
        if len(seen) < 3:
            raise Unreachable(AWAY)

    sink = ListSink(judge=twice_away)
    scene = Scene(tmp_path, sink)
    scene.outbox.put(alarm_at(1.0), alarm_at(2.0))
    scene.pass_by(10)
    assert sink.seconds == [1.0, 2.0]
    assert seen[0] == seen[1] == seen[2] != seen[3]
    assert scene.keys == ["alarms.sink_takes_nothing", "alarms.sink_is_back"]


def test_waiting_doubles_up_to_five_minutes_and_never_falls_together():
    backoff = Backoff(first_s=1.0, most_s=300.0)
    waits = [[backoff.wait_s(n, Random(seed)) for n in (1, 2, 5, 9, 10, 500)] for seed in range(50)]
    longest = [1.0, 2.0, 16.0, 256.0, 300.0, 300.0]
    assert all(most / 2 <= wait <= most for row in waits for wait, most in zip(row, longest, strict=True))
    assert len({row[0] for row in waits}) == 50


def test_a_sink_that_asks_for_time_gets_it(tmp_path: Path):
    tries: list[float] = []

    def busy(parcel: Parcel) -> None:
        tries.append(scene.clock.now)
        raise Unreachable(AWAY, after_s=120.0)

    scene = Scene(tmp_path, ListSink(judge=busy))
    scene.outbox.put(alarm_at(1.0))
    scene.pass_by(130)
    assert [round(each - tries[0]) for each in tries] == [0, 120]


def test_an_alarm_that_is_refused_does_not_hold_up_the_next_and_is_given_up_at_last(tmp_path: Path):
    def no_second(parcel: Parcel) -> None:
        if parcel.alarm.event.seconds == 2.0:
            raise Refused(NO)

    sink = ListSink(judge=no_second)
    scene = Scene(tmp_path, sink)
    scene.outbox.put(alarm_at(1.0), alarm_at(2.0), alarm_at(3.0))
    scene.pass_by(0.5)
    assert sink.seconds == [1.0, 3.0]
    assert scene.outbox.waiting() == {"list": 1}
    scene.pass_by(3600)
    assert scene.outbox.waiting() == {"list": 0}
    assert scene.keys.count("alarms.given_up") == 1


def test_nothing_is_given_up_while_a_sink_refuses_everything(tmp_path: Path):
    refusing = [True]

    def wrong_secret(parcel: Parcel) -> None:
        if refusing:
            raise Refused(NO)

    sink = ListSink(judge=wrong_secret)
    scene = Scene(tmp_path, sink)
    scene.outbox.put(*(alarm_at(float(second)) for second in range(5)))
    scene.pass_by(3 * 86400)
    assert scene.keys == ["alarms.sink_takes_nothing"]
    refusing.clear()
    scene.pass_by(900)
    assert sorted(sink.seconds) == [0.0, 1.0, 2.0, 3.0, 4.0]
    assert scene.outbox.waiting() == {"list": 0}


def test_an_alarm_that_breaks_the_sink_itself_is_put_aside_too(tmp_path: Path):
    def broken(parcel: Parcel) -> None:
        if parcel.alarm.event.seconds == 1.0:
            raise ZeroDivisionError

    sink = ListSink(judge=broken)
    scene = Scene(tmp_path, sink)
    scene.outbox.put(alarm_at(1.0), alarm_at(2.0))
    scene.pass_by(0.5)
    assert sink.seconds == [2.0]


@pytest.mark.parametrize("jump_s", [-10 * 86400.0, 10 * 86400.0])
def test_a_wall_clock_that_jumps_changes_no_wait(tmp_path: Path, jump_s: float):
    tries: list[float] = []

    def away(parcel: Parcel) -> None:
        tries.append(scene.clock.now)
        scene.clock.wall += jump_s
        raise Unreachable(AWAY)

    scene = Scene(tmp_path, ListSink(judge=away))
    scene.outbox.put(alarm_at(1.0))
    scene.pass_by(20)
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) >= 4
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, (1, 2, 4, 8), strict=False))


def until(condition, seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not condition():
        time.sleep(0.01)
    return bool(condition())


def test_a_sink_that_hangs_holds_up_no_other_and_no_end(tmp_path: Path):
    def hangs(parcel: Parcel) -> None:
        time.sleep(600)

    dead, well = ListSink("dead", hangs), ListSink("well")
    with Outbox(tmp_path, ["dead", "well"]) as outbox:
        with Couriers(tmp_path, [dead, well], lambda remark: None, drain_s=0.5) as couriers:
            outbox.put(alarm_at(1.0), alarm_at(2.0))
            couriers.wake()
            assert until(lambda: well.seconds == [1.0, 2.0])
            start = time.monotonic()
        assert time.monotonic() - start < 10
        assert outbox.waiting() == {"dead": 2, "well": 0}


@pytest.mark.parametrize("end", [KeyboardInterrupt, GeneratorExit])
def test_what_happened_right_before_ctrl_c_is_sent_at_once(tmp_path: Path, end: type[BaseException]):
    sink = ListSink()
    with Outbox(tmp_path, ["list"]) as outbox:
        outbox.put(alarm_at(1.0), alarm_at(2.0))
        with pytest.raises(end), Couriers(tmp_path, [sink], lambda remark: None):
            raise end
        assert sink.seconds == [1.0, 2.0]


def test_what_could_not_be_sent_is_said_at_the_end_and_sent_by_the_next_watch(tmp_path: Path):
    def away(parcel: Parcel) -> None:
        raise Unreachable(AWAY)

    said: list[Remark] = []
    with Outbox(tmp_path, ["list"]) as outbox:
        outbox.put(alarm_at(1.0))
    with Couriers(tmp_path, [ListSink(judge=away)], said.append, drain_s=0.2):
        pass
    assert "1 alarm for list not sent yet" in said[-1]
    sink = ListSink()
    with Couriers(tmp_path, [sink], said.append):
        pass
    assert sink.seconds == [1.0]


def test_an_outbox_that_is_damaged_meanwhile_ends_no_courier_with_a_traceback(tmp_path: Path):
    said: list[Remark] = []
    with Outbox(tmp_path, ["list"]) as outbox:
        with Couriers(tmp_path, [ListSink()], said.append, drain_s=0.5) as couriers:
            with closing(sqlite3.connect(outbox.path)) as db:
                db.execute("DROP TABLE sink")
            couriers.wake()
            assert until(lambda: bool(said))
        assert [each.key for each in said] == ["alarms.sink_takes_nothing"]
        with pytest.raises(WatchError, match="cannot keep alarms: no such table") as caught:
            outbox.put(alarm_at(1.0))
        assert caught.value.code == "watch.outbox"


def test_an_outbox_whose_pages_are_damaged_is_said_when_it_is_opened(tmp_path: Path):
    Outbox(tmp_path, ["list"]).close()
    with (tmp_path / OUTBOX_FILE).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * 20_000)
    with pytest.raises(WatchError, match="malformed"):
        Outbox(tmp_path, ["another"])


def test_a_place_that_is_gone_from_the_outbox_is_said(tmp_path: Path):
    with Outbox(tmp_path, []) as outbox:
        with closing(sqlite3.connect(outbox.path)) as db:
            db.execute("DROP TABLE position")
        with pytest.raises(WatchError, match="cannot keep alarms: no such table"):
            outbox.position("a")
