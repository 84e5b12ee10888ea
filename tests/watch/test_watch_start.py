"""A watch of a recording begins, goes on where it stopped, and refuses what cannot be meant."""

from __future__ import annotations

import gc
import json
import os
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from answering_server import call
from huoyan.errors import UsageError, VideoError, WatchError
from huoyan.images.decode import decode
from huoyan.images.draw import encode_png
from huoyan.watch.loop import Watch
from huoyan.watch.privacy.outside import outside_blurred
from huoyan.watch.rules.places.written import parse_zone
from huoyan.watch.start import Asked, Seeing, start_watch
from huoyan.watch.tracking import TRACKERS
from huoyan.watch.wall_clock import wall_clock
from huoyan.words import Remark
from making_watches import ALARM, LINES, NearestTracker, bright_things, made_frames

FRAMES = 75  # 25 a second: three seconds


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film") / "gate"
    folder.mkdir()
    for frame in made_frames(FRAMES):
        (folder / f"{frame.index}.png").write_bytes(encode_png(frame.pixels))
    return folder


def begun(
    film: Path, out: Path | None = None, asked: Asked | None = None, say: Callable[[Remark], None] = print
) -> Watch:
    seeing = Seeing(bright_things, NearestTracker(), ("thing",))
    return start_watch(film, seeing, asked or Asked(LINES, alarms=(ALARM,)), out, say, lambda seconds: None)


def lines_of(out: Path) -> list[dict[str, object]]:
    """Without the time of day, which goes on, and clips, which alarms that follow each other share."""
    lines = (out / "events.jsonl").read_text("utf-8").splitlines()
    return [{k: v for k, v in json.loads(line).items() if k not in ("time", "clip")} for line in lines]


def test_without_a_folder_events_are_given_and_nothing_is_kept(film: Path):
    with begun(film) as watch:
        events = list(watch)
    assert [event.rule for event in events].count(ALARM) == sum(watch.counts["gate"]["down"].values()) > 0
    assert watch.looked == FRAMES
    assert watch.rate > 0


def test_flags_of_the_page_without_one_are_refused(film: Path):
    for asked in (Asked(LINES, page_host="0.0.0.0"), Asked(LINES, api_key_file="keys.txt")):
        with pytest.raises(UsageError, match="Add --page PORT"):
            begun(film, asked=asked)


def test_a_page_is_there_while_the_watch_runs_and_gone_afterwards(film: Path):
    said: list[str] = []
    with begun(film, asked=Asked(LINES, page=0), say=lambda remark: said.append(str(remark))) as watch:
        address = re.findall(r"http://\S+", said[0])[0]
        assert call(address).status == 200
        list(watch)
        # It has ended with the frames.
        with pytest.raises(ConnectionRefusedError):
            call(address)


def test_a_watch_that_was_stopped_goes_on_and_says_so(film: Path, tmp_path: Path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    with begun(film, whole) as watch:
        expected = list(watch)
    said: list[Remark] = []
    found = []
    with begun(film, parts) as watch:
        found.append(next(watch))
    with begun(film, parts, say=said.append) as watch:
        found += list(watch)
    # What had happened in the frame in which it was stopped is in the folder, but was not asked for.
    assert [event for event in expected if event in found] == found
    assert lines_of(parts) == lines_of(whole)
    assert [each.key for each in said if each.key.startswith("watch.")] == [
        "watch.goes_on"
    ]  # clips take time
    assert (parts / "counts.json").read_bytes() == (whole / "counts.json").read_bytes()
    with begun(film, parts) as watch:
        assert list(watch) == []


def test_a_folder_in_which_nothing_was_watched_takes_the_right_name_after_a_wrong_one(
    film: Path, tmp_path: Path
):
    out = tmp_path / "out"
    with pytest.raises(VideoError, match="does not exist"):
        begun(tmp_path / "fim.mp4", out)
    with begun(film, out) as watch:
        assert list(watch)


def test_another_source_or_other_rules_are_refused_and_change_nothing(film: Path, tmp_path: Path):
    out = tmp_path / "out"
    with begun(film, out) as watch:
        list(watch)
    before = {path.name: path.read_bytes() for path in out.glob("*.json*")}
    with pytest.raises(UsageError, match="holds the watch of"):
        begun(film.parent, out)
    with pytest.raises(UsageError, match="other lines, zones or rules"):
        begun(film, out, Asked(("door=0,0.4,1,0.4",)))
    assert {path.name: path.read_bytes() for path in out.glob("*.json*")} == before


def test_hours_of_a_recording_are_those_in_which_it_was_taken(film: Path):
    rule = f"{ALARM} between 22:00 and 06:00"
    with pytest.raises(UsageError, match="--taken 2026-11-27T22:00:00"):
        begun(film, asked=Asked(LINES, alarms=(rule,)))
    for taken, told in (("2026-11-27T21:00:00", False), ("2026-11-27T22:30:00", True)):
        with begun(film, asked=Asked(LINES, alarms=(rule,), taken=taken, timezone="Asia/Shanghai")) as watch:
            assert any(event.rule == rule for event in watch) is told


def test_a_part_of_a_recording_is_watched(film: Path, tmp_path: Path):
    with begun(film, tmp_path / "out", Asked(LINES, start=1.0, end=2.0)) as watch:
        events = list(watch)
    assert watch.looked == 25
    assert all(1 <= event.seconds < 2 for event in events)


def test_a_recording_of_which_a_part_was_watched_goes_on_behind_it(film: Path, tmp_path: Path):
    said: list[Remark] = []
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    with begun(film, whole) as watch:
        list(watch)
    with begun(film, parts, Asked(LINES, alarms=(ALARM,), end=1.0)) as watch:
        list(watch)
    with begun(film, parts, say=said.append) as watch:
        list(watch)
    assert [each.key for each in said if each.key.startswith("watch.")] == [
        "watch.goes_on"
    ]  # clips take time
    assert lines_of(parts) == lines_of(whole)


def test_a_watch_that_nobody_looked_at_gives_its_folder_and_threads_free(film: Path, tmp_path: Path):
    before = set(threading.enumerate())
    dropped = begun(film, tmp_path, Asked(LINES, alarms=(ALARM,), send=(f"jsonl:{tmp_path}/alarms",)))
    assert set(threading.enumerate()) > before
    del dropped
    gc.collect()
    assert set(threading.enumerate()) == before
    with begun(film, tmp_path) as watched:
        assert list(watched)


@pytest.mark.parametrize(("first", "then"), [("bytetrack", "ocsort"), ("ocsort", "bytetrack")])
def test_a_folder_of_another_tracker_is_refused_in_words(film: Path, tmp_path: Path, first: str, then: str):
    def watch(tracker: str) -> Watch:
        seeing = Seeing(bright_things, TRACKERS[tracker](), ("thing",))
        return start_watch(film, seeing, Asked(LINES), tmp_path / "out", print, None)

    with watch(first) as watched:
        next(watched)
    with pytest.raises(WatchError, match="Choose the --tracker of then, or another --out") as caught:
        watch(then)
    assert caught.value.code == "watch.position"


@pytest.mark.parametrize(
    "remembered", ['{"frame": 3}', "{", "[]", '{"frame": 3, "seconds": 1, "events": 0, "state": {}}']
)
def test_a_place_that_is_not_understood_is_said_and_changes_nothing(
    film: Path, tmp_path: Path, remembered: str
):
    with begun(film, tmp_path) as watched:
        next(watched)
    with closing(sqlite3.connect(tmp_path / "outbox.sqlite")) as db, db:
        db.execute("UPDATE position SET value = ?", (remembered,))
    before = (tmp_path / "events.jsonl").read_bytes()
    with pytest.raises(WatchError, match="in a way that is not understood"):
        begun(film, tmp_path)
    assert (tmp_path / "events.jsonl").read_bytes() == before


@pytest.mark.parametrize("name", ["events.jsonl", "counts.json", "outbox.sqlite", "huoyan-watch.txt"])
def test_alarms_are_not_sent_into_a_file_of_the_watch(film: Path, tmp_path: Path, name: str):
    tmp_path.joinpath(name).touch() if name == "huoyan-watch.txt" else None
    with pytest.raises(UsageError, match="is one of the watch itself"):
        begun(film, tmp_path, Asked(LINES, send=(f"jsonl:{tmp_path / name}",)))


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_recording_whose_name_is_no_unicode_is_watched(film: Path, tmp_path: Path):
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    odd.symlink_to(film)
    with begun(odd, tmp_path / "out") as watched:
        assert list(watched)
    told = [json.loads(line) for line in (tmp_path / "out/events.jsonl").read_text("utf-8").splitlines()]
    assert {each["source"] for each in told if "source" in each} == {f"{tmp_path}/caf\\xe9"}


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        (Asked(send=("jsonl:a.jsonl",)), "--send needs --out"),
        (Asked(LINES, quiet_footage=True), "no rule that could raise one"),
        (Asked(blur="faces"), "--blur 'faces' is not known"),
        (Asked(blur="outside"), "--blur outside needs a zone"),
        (Asked(taken="yesterday"), "'yesterday' is no time"),
        (Asked(taken="9999-12-31T23:59:59"), "is no time"),
        (Asked(taken="0001-01-01T00:00:00+14:00"), "is no time"),
        (Asked(timezone="Mars/Base"), "'Mars/Base' is no time zone"),
        (Asked(alarms=("gate crosses",)), "there is no line and no zone"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_opened(film: Path, asked: Asked, what: str):
    with pytest.raises(UsageError, match=what):
        begun(film, None, asked)


def test_only_what_a_zone_holds_is_kept_of_pictures(film: Path, tmp_path: Path):
    zone = "left=0,0,0.3,0,0.3,1,0,1"
    kept = {}
    for blur in (None, "outside"):
        with begun(film, tmp_path / str(blur), Asked(zones=(zone,), blur=blur)) as watch:
            list(watch)
        kept[blur] = decode((tmp_path / str(blur) / "preview.jpg").read_bytes()).pixels.astype(int)
    off = np.abs(kept["outside"] - kept[None])
    assert off[:, :80].max() < 16  # but for what JPEG does
    assert off[:, 110:].max() > 60


def test_outside_the_zones_nothing_fine_is_left():
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (120, 160, 3), dtype=np.uint8)
    kept = outside_blurred(pixels, (parse_zone("a=0,0,0.5,0,0.5,1,0,1"),))
    assert (kept[:, :80] == pixels[:, :80]).all()
    assert (
        np.abs(np.diff(kept[:, 90:].astype(int), axis=1)).max()
        < 40
        < np.abs(np.diff(pixels.astype(int), axis=1)).max()
    )


def test_an_hour_that_comes_twice_has_the_right_length():
    clock = wall_clock("2026-10-25T02:30:00", "Europe/Berlin")  # the first of two
    assert [clock(hours * 3600).strftime("%H:%M") for hours in (0, 1, 2)] == ["02:30", "02:30", "03:30"]
    assert clock(7200).timestamp() - clock(0).timestamp() == 7200


def test_each_alarm_has_a_picture_and_a_clip_that_is_there_at_the_end(film: Path, tmp_path: Path):
    out = tmp_path / "out"
    with begun(film, out, Asked(LINES, alarms=("gate crosses thing down",))) as watch:
        list(watch)
    alarms = [json.loads(line) for line in (out / "events.jsonl").read_text("utf-8").splitlines()]
    alarms = [alarm for alarm in alarms if "key" in alarm]
    assert alarms
    for alarm in alarms:
        assert (out / alarm["picture"]).stat().st_size > 1000
        assert (out / alarm["clip"]).stat().st_size > 1000
