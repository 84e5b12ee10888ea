"""A test alarm tells of every sink whether it takes alarms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huoyan.watch.alarms.sinks import open_sinks
from huoyan.watch.alarms.sinks.sink import Parcel
from huoyan.watch.alarms.trial import send_test_alarm
from made_alarms import ListSink, receiver


def test_each_sink_says_whether_it_took_the_test_alarm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HUOYAN_WEBHOOK_SECRET", "secret")
    with receiver() as received:
        values = [f"jsonl:{tmp_path}/a.jsonl", received.url, f"{received.url}/wrong"]
        sinks = open_sinks(values)
        first = send_test_alarm(sinks[:2], "gate")
        received.statuses.append(404)
        second = send_test_alarm(sinks[2:], "gate")
    assert [each.taken for each in (*first, *second)] == [True, True, False]
    assert first[0].told == f"jsonl:{tmp_path}/a.jsonl took the test alarm"
    assert "did not take the test alarm: it answered 404" in second[0].told
    (written,) = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert (written["rule"], written["source"], [written["key"]]) == ("test", "gate", received.keys)


def test_a_sink_that_breaks_is_told_and_the_next_one_is_tried(tmp_path: Path):
    def broken(parcel: Parcel) -> None:
        raise RuntimeError("boo")

    taken = ListSink("b")
    one, other = send_test_alarm([ListSink("a", broken), taken], "gate")
    assert (one.taken, other.taken, len(taken.taken)) == (False, True, 1)
    assert "boo" in one.told


def test_two_test_alarms_have_two_keys(tmp_path: Path):
    for _ in range(2):
        send_test_alarm(open_sinks([f"jsonl:{tmp_path}/a.jsonl"]), "gate")
    keys = {json.loads(line)["key"] for line in (tmp_path / "a.jsonl").read_text().splitlines()}
    assert len(keys) == 2
