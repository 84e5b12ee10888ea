"""The part of the report on whether made pictures help."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from huoyan.report.charts.differences import DotRow, difference_chart
from huoyan.report.page import render
from huoyan.report.record import RunRecord, ShownClass, ShownTrial
from huoyan.results import Estimate
from huoyan.runs.trial.arm_score import ArmScore
from huoyan.runs.trial.outcome import outcome_of
from huoyan.runs.trial.said import verdict_told
from report_records import HOSTILE, digits

ARMS = ("nothing", "oversampling", "strong", "mixup", "gan")


def tried(gan: float, page: str | None = None, name: str = "8") -> RunRecord:
    """A run of digits in which 8 was short of pictures; with made ones it is found so much more often."""
    rng, base = np.random.default_rng(0), dict(zip(ARMS, (0.5, 0.7, 0.6, 0.65, 0.7 + gan), strict=True))
    scores = [
        ArmScore(
            pair, arm, pair, 80, 0, 20, 50, 0.8 + base[arm] / 10, {name: base[arm] + rng.normal(0, 0.01)}, 2.0
        )
        for pair in range(10)
        for arm in ARMS
    ]
    outcome = outcome_of(
        scores, ARMS, short={name: 12}, model="cnn", wanted=10, ended="finished", seconds=60.0
    )
    grey = tuple(np.full((12, 12), shade, np.uint8) for shade in (40, 90, 160))
    flags = {"oversampling": "--imbalance sampling"}
    shown = ShownTrial(outcome, verdict_told(outcome, flags), (ShownClass(name, grey[:2], grey[2:]),), page)
    return replace(digits(), synthesis=shown)


def said(page: str) -> str:
    (section,) = re.findall(r'<section id="synthesis".*?</section>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", section)).split())


def test_a_run_that_measured_nothing_has_no_such_part():
    assert 'id="synthesis"' not in render(digits())


def test_every_way_stands_there_with_its_interval_and_what_was_best():
    text = said(render(tried(0.0)))
    for way in ("nothing", "oversampling", "strong variation", "MixUp", "made pictures"):
        assert way in text
    assert "left out" in text
    assert "Best was oversampling (--imbalance sampling)" in text
    assert "Short of pictures: 8 12." in text
    assert re.search(r"oversampling 70\.\d% \[", text)
    assert "8: made, and real" in text


def test_what_was_kept_leads_to_the_page_of_its_generator():
    page = render(tried(0.2, "synthesis/generator/report.html"))
    assert "Made pictures are kept" in said(page)
    assert 'href="synthesis/generator/report.html"' in page
    assert "采用生成图片" in render(tried(0.2), "zh")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_class_of_any_name_is_only_text(name: str):
    page = render(tried(0.0, name=name))
    assert "<script>window" not in page
    assert "<img src=x" not in page


def test_a_difference_is_drawn_on_its_side_of_zero():
    rows = [
        DotRow("up", [("1", 0.2), ("2", 0.1)], Estimate(0.15, 0.05, 0.25, 2)),
        DotRow("down", [("1", -0.2)], Estimate(-0.15, -0.25, -0.05, 2)),
        DotRow("open", [], Estimate(0.0, -0.1, 0.1, 2)),
    ]
    svg = difference_chart(rows, "recall", 760)
    zero = float(re.findall(r'<line x1="([\d.]+)"[^>]*class="base"', svg)[0])
    at = {
        kind: float(re.findall(rf'cx="([\d.]+)" cy="[\d.]+" r="5" class="point {kind}"', svg)[0])
        for kind in ("first", "second", "hollow")
    }
    assert at["second"] < zero < at["first"]
    assert at["hollow"] == pytest.approx(zero)
    assert len(re.findall(r'r="3"', svg)) == 3
    assert difference_chart([], "recall", 760) == ""
