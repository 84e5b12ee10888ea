"""--send jsonl:FILE: whole lines only, whatever the disk does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.watch.alarms.alarm import Alarm
from huoyan.watch.alarms.outbox import Outbox
from huoyan.watch.alarms.sinks import open_sink, open_sinks
from huoyan.watch.alarms.sinks.jsonl import JsonLines
from huoyan.watch.alarms.sinks.sink import Parcel, Unreachable
from made_alarms import alarm_at


def parcel(seconds: float) -> Parcel:
    return Parcel(alarm_at(seconds), json.dumps(alarm_at(seconds).to_json()).encode())


def test_each_alarm_is_a_line(tmp_path: Path):
    sink = open_sink(f"jsonl:{tmp_path}/门.jsonl")
    sink.send(parcel(1.0))
    sink.send(parcel(2.0))
    lines = (tmp_path / "门.jsonl").read_text("utf-8").splitlines()
    assert [Alarm.from_json(json.loads(line)) for line in lines] == [alarm_at(1.0), alarm_at(2.0)]


def test_the_kind_of_a_sink_is_written_in_any_case(tmp_path: Path):
    open_sink(f"JSONL:{tmp_path}/alarms.jsonl").send(parcel(1.0))
    assert (tmp_path / "alarms.jsonl").exists()


def test_a_line_that_a_power_cut_left_half_spoils_no_other(tmp_path: Path):
    file = tmp_path / "alarms.jsonl"
    file.write_bytes(b'{"key": "abc", "sour')
    open_sink(f"jsonl:{file}").send(parcel(1.0))
    half, line = file.read_bytes().splitlines()
    assert half == b'{"key": "abc", "sour'
    assert json.loads(line)["key"] == alarm_at(1.0).key


def test_the_file_may_be_moved_away_meanwhile(tmp_path: Path):
    sink = open_sink(f"jsonl:{tmp_path}/alarms.jsonl")
    sink.send(parcel(1.0))
    (tmp_path / "alarms.jsonl").rename(tmp_path / "old.jsonl")
    sink.send(parcel(2.0))
    assert len((tmp_path / "alarms.jsonl").read_text().splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_on_a_full_disk_the_alarm_waits():
    with pytest.raises(Unreachable, match="/dev/full cannot be written: No space left on device"):
        JsonLines(Path("/dev/full")).send(parcel(1.0))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names on this system")
def test_a_pipe_is_refused_for_a_line_that_it_took_would_be_sent_again(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    for value in (f"jsonl:{tmp_path}/pipe", "jsonl:/dev/null"):
        with pytest.raises(UsageError, match="names no file"):
            open_sink(value)


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_no_unicode_is_the_name_of_a_sink(tmp_path: Path):
    sink = open_sink(f"jsonl:{tmp_path}/{os.fsdecode(b'caf%c.jsonl' % 0xE9)}")
    sink.send(parcel(1.0))
    assert sink.name == f"jsonl:{tmp_path}/caf\\xe9.jsonl"
    with Outbox(tmp_path, [sink.name]) as outbox:
        assert outbox.waiting() == {sink.name: 0}


@pytest.mark.parametrize(("value", "remedy"), [
    ("jsonl:", "jsonl:alarms.jsonl"), ("jsonl:/", "jsonl:alarms.jsonl"),
    ("jsonl:/no/such/folder/a.jsonl", "Make it"),
])  # fmt: skip
def test_a_file_that_cannot_be_is_refused_with_the_remedy(value: str, remedy: str):
    with pytest.raises(UsageError, match="--send") as caught:
        open_sink(value)
    assert remedy in str(caught.value)


def test_a_sink_named_twice_is_one(tmp_path: Path):
    assert len(open_sinks([f"jsonl:{tmp_path}/a", f"jsonl:{tmp_path}/a", f"jsonl:{tmp_path}/b"])) == 2
