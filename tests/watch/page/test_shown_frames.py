"""What a page sees of a watch: only what may be kept, only while somebody looks, and never without bound."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
from PIL import Image

from huoyan.watch.event import Event
from huoyan.watch.page.alarm_list import MOST, AlarmList
from huoyan.watch.page.over_time import MOST_STEPS, CountsOverTime
from huoyan.watch.page.shown import ASKED_S, RATE, Shown
from making_watches import ALARM, made_frames
from watched_page import made_watcher, time_of_day


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def painted(pixels: np.ndarray) -> np.ndarray:
    return np.full_like(pixels, 77)


def test_a_picture_is_made_ready_only_while_a_browser_asks_and_not_more_often_than_it_can_be_seen():
    clock, hidden = Clock(), list[int]()

    def hide(pixels: np.ndarray) -> np.ndarray:
        hidden.append(1)
        return pixels

    watcher = made_watcher(replace(made_watcher().observer.scene, alarms=()))
    shown = Shown("road.mp4", watcher, hide, time_of_day, clock)
    sights = [watcher.look(frame) for frame in made_frames(12)]
    for sight in sights[:3]:
        shown.show(sight)
    assert (hidden, shown.newest()) == ([], None)  # but now somebody has asked
    for sight in sights[3:6]:
        shown.show(sight)
    assert len(hidden) == 1
    clock.now += 1 / RATE
    shown.show(sights[6])
    assert shown.newest().index == 6
    clock.now += ASKED_S
    shown.show(sights[7])
    assert shown.newest().index == 6


def test_what_is_seen_is_what_may_be_kept():
    watcher = made_watcher()
    shown = Shown("road.mp4", watcher, painted, time_of_day)
    shown.newest()
    for frame in made_frames(60):
        shown.show(watcher.look(frame))
    picture = np.array(Image.open(io.BytesIO(shown.newest().jpeg())))
    assert np.abs(picture.astype(int) - 77).max() <= 2
    alarm = np.array(Image.open(io.BytesIO(shown.alarms.picture(1))))
    assert np.median(alarm) == 77  # beside what is drawn on it


def test_alarms_are_told_once_with_their_numbers_and_counts_are_no_alarms():
    watcher = made_watcher()
    shown = Shown("road.mp4", watcher, painted, time_of_day)
    events = []
    for frame in made_frames(200):
        sight = watcher.look(frame)
        events += sight.events
        shown.show(sight)
    alarms = shown.alarms.after(0)
    assert [each.event for each in alarms] == [each for each in events if each.rule == ALARM] != []
    assert [each.number for each in alarms] == list(range(1, len(alarms) + 1))
    assert shown.alarms.after(len(alarms) - 1) == alarms[-1:]
    assert len(events) > len(alarms)
    assert shown.counts == watcher.observer.counts.to_json()


def test_of_very_many_alarms_the_last_are_kept():
    alarms, picture = AlarmList(), np.zeros((10, 10, 3), np.uint8)
    for index in range(MOST + 5):
        alarms.add([(Event(index / 10, index, ALARM, "crosses"), "now")], picture)
    kept = alarms.after(0)
    assert (len(kept), kept[0].number, kept[-1].number, alarms.told) == (MOST, 6, MOST + 5, MOST + 5)
    assert alarms.picture(5) is None
    assert alarms.picture(6) is not None


def test_counts_over_time_never_grow_without_bound_and_end_with_all_that_was_counted():
    grown = CountsOverTime()
    for second in range(5000):
        if grown.is_due(second):
            grown.add(second, {"gate": {"up": {"car": second // 2, "bus": second // 2}, "down": {}}})
    told = grown.to_json()
    up, down = told["series"]
    assert len(told["seconds"]) <= MOST_STEPS
    assert told["seconds"] == sorted(told["seconds"])
    assert (up["place"], up["way"]) == ("gate", "up")
    assert up["values"][-1] == 2 * (int(told["seconds"][-1]) // 2)
    assert set(down["values"]) == {0}
    assert told["seconds"][-1] > 4900


def test_of_a_file_its_name_alone_is_told():
    watcher = made_watcher()
    assert Shown("/home/ann/gate.mp4", watcher, painted, time_of_day).source == "gate.mp4"
    assert Shown("rtsp://10.0.0.7/live", watcher, painted, time_of_day).source == "rtsp://10.0.0.7/live"
