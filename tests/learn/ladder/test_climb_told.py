"""What a climb tells afterwards: metrics.json, the report, and the command with --json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from huoyan.cli import main
from making import shapes


def test_a_climb_is_told_in_the_metrics_the_report_and_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    data, run = shapes(tmp_path / "图", n=30), tmp_path / "run"
    assert main(["train", str(data), "--out", str(run), "--json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)["ladder"]
    assert told == json.loads((run / "metrics.json").read_text())["ladder"]
    rung = told["rungs"][told["chosen"]]
    assert (rung["kind"], rung["taken"], rung["share"]["value"]) == ("classical", True, 1.0)
    assert rung["milliseconds"] > 0
    assert rung["size"] == (run / "model" / "model.onnx").stat().st_size
    assert "no dearer recogniser could show that it is better" in told["ended"]
    now, twice, _ = (each["pictures"] for each in told["growth"]["ahead"])
    assert twice == 2 * now
    assert told["growth"]["measured"][-1]["value"] == 1.0
    assert told["growth"]["ahead"][1]["low"] < 1
    page = (run / "report.html").read_text(encoding="utf-8")
    assert page.index('id="ladder"') < page.index('id="mistakes"')
