"""How far a long command is: the time left is reckoned from where this call began."""

from __future__ import annotations

import io

import pytest

from huoyan.cli.terminal import meter
from huoyan.cli.terminal.meter import Meter


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("lang", "line"), [("en", "3,700 of 36,000 s, 10.0 s a second, 53:50 left"), ("zh", "还剩 53:50")]
)
def test_what_an_earlier_call_did_is_not_this_ones_pace(
    lang: str, line: str, monkeypatch: pytest.MonkeyPatch
):
    terminal, now = Terminal(), [100.0]
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(meter.time, "perf_counter", lambda: now[0])
    monkeypatch.setenv("HUOYAN_LANG", lang)
    watched = Meter(words="watch.far")
    now[0] = 160.0  # a minute to open the model
    watched.begin(3600.0, 36_000.0)
    now[0] = 170.0
    watched(3700.0)
    assert line in terminal.getvalue()
    watched.close()
    assert terminal.getvalue().endswith("\r\x1b[K")
