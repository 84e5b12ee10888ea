"""--send command:PROG: the alarm on stdin, no shell, and an end for what does not end."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.watch.alarms.sinks import open_sink
from huoyan.watch.alarms.sinks.command import Command
from huoyan.watch.alarms.sinks.sink import Parcel, Refused, Unreachable
from made_alarms import alarm_at

ALARM = alarm_at(1.0)
PARCEL = Parcel(ALARM, json.dumps(ALARM.to_json()).encode())


def python(code: str, *arguments: str) -> str:
    import shlex

    return f"command:{shlex.join([sys.executable, '-c', code, *arguments])}"


def test_the_program_reads_the_alarm_and_finds_its_key_in_the_environment(tmp_path: Path):
    code = "import os, sys; open(sys.argv[1], 'w').write(os.environ['HUOYAN_ALARM_KEY'] + sys.stdin.read())"
    open_sink(python(code, str(tmp_path / "a b"))).send(PARCEL)
    text = (tmp_path / "a b").read_text()
    assert text.startswith(ALARM.key)
    assert json.loads(text.removeprefix(ALARM.key)) == ALARM.to_json()


def test_no_shell_looks_at_the_arguments(tmp_path: Path):
    code = "import sys; open(sys.argv[1], 'w').write(sys.argv[2])"
    open_sink(python(code, str(tmp_path / "out"), "$(id); `id` > x | $HOME *")).send(PARCEL)
    assert (tmp_path / "out").read_text() == "$(id); `id` > x | $HOME *"


def test_a_status_that_is_not_0_refuses_the_alarm():
    with pytest.raises(Refused, match="ended with 3"):
        open_sink(python("raise SystemExit(3)")).send(PARCEL)


def test_a_program_that_reads_nothing_is_fine():
    open_sink(python("")).send(Parcel(ALARM, b"x" * 1_000_000))


def test_stdout_of_the_program_does_not_mix_with_ours(capfd: pytest.CaptureFixture[str]):
    open_sink(python("import sys; print('out'); print('err', file=sys.stderr)")).send(PARCEL)
    assert capfd.readouterr() == ("", "err\n")


@pytest.mark.skipif(os.name == "nt", reason="no process groups there")
def test_what_does_not_end_is_stopped_with_all_that_it_started(tmp_path: Path):
    code = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(tmp_path / 'child')!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)"
    )
    sink = Command("slow", [sys.executable, "-c", code], timeout_s=3.0)
    with pytest.raises(Refused, match="did not end within 3 s"):
        sink.send(PARCEL)
    child = int((tmp_path / "child").read_text())
    until = time.monotonic() + 10
    while is_running(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not is_running(child)


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_a_program_that_is_taken_away_is_waited_for(tmp_path: Path):
    program = tmp_path / "siren"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    sink = open_sink(f"command:{program}")
    sink.send(PARCEL)
    program.unlink()
    with pytest.raises(Unreachable, match="cannot be run"):
        sink.send(PARCEL)


@pytest.mark.parametrize(("value", "remedy"), [
    ("command:", "command:siren --loud"), ("command:no-such-program --x", "install it"),
    ("command:sh -c 'x", "quotation mark"),
])  # fmt: skip
def test_a_command_that_cannot_be_is_refused_with_the_remedy(value: str, remedy: str):
    with pytest.raises(UsageError, match="--send") as caught:
        open_sink(value)
    assert remedy in str(caught.value)
