"""The page of a regression: errors in units, charts with a dot a picture, the worst pictures first."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from huoyan.report.charts.parts.lines import Frame
from huoyan.report.charts.scatter import Predictions, residual_chart, scatter_chart
from huoyan.report.page import render
from huoyan.report.shell.words import Words
from huoyan.report.tasks.regress import data
from report_records import measured

TRUTH, PREDICTED = np.array([0.0, 5.0, 10.0]), np.array([0.0, 7.0, 9.0])


def dots(svg: str) -> list[tuple[str, float, float]]:
    found = ElementTree.fromstring(svg).iter("circle")
    return [(e.get("class", ""), float(e.get("cx", "")), float(e.get("cy", ""))) for e in found]


def test_a_dot_stands_at_truth_and_prediction_and_is_orange_outside_its_interval():
    frame = Frame("", "", (0, 10), (0, 10), width=480, height=440, top=32)
    expected = [
        ("dot first", frame.x(0), frame.y(0)),
        ("dot first", frame.x(10), frame.y(9)),
        ("dot second", frame.x(5), frame.y(7)),
    ]
    for dot, (kind, x, y) in zip(
        dots(scatter_chart(Predictions(TRUTH, PREDICTED, 1.5), "", "")), expected, strict=True
    ):
        assert dot == (kind, pytest.approx(x, abs=0.01), pytest.approx(y, abs=0.01))


@pytest.mark.parametrize(("margin", "rules"), [(2.0, 3), (10.0, 3), (11.0, 1)])
def test_the_lines_of_an_interval_wider_than_the_axis_are_not_drawn(margin: float, rules: int):
    svg = scatter_chart(Predictions(TRUTH, PREDICTED, margin), "", "")
    drawn = [e for e in ElementTree.fromstring(svg).iter("line") if e.get("class") == "level"]
    frame = Frame("", "", (0, 10), (0, 10), height=440, top=32)
    assert len(drawn) == rules
    for each in drawn:
        assert all(frame.x(0) <= float(each.get(f"x{end}", "")) <= frame.x(10) for end in (1, 2))
        assert all(frame.y(10) <= float(each.get(f"y{end}", "")) <= frame.y(0) for end in (1, 2))


def test_every_picture_is_in_a_bin_of_its_value():
    values = {"train": np.linspace(0.95, 12.05, 50)[:, None], "test": np.array([[0.1 + 0.2]])}
    record = measured()
    page = str(data(replace(record, evidence=replace(record.evidence, values=values)), Words("en")))
    wide = page[page.index("<svg") : page.index("</svg>")] + "</svg>"
    totals = [each.text for each in ElementTree.fromstring(wide).iter("text") if each.get("class") == "value"]
    assert sum(map(int, totals)) == 51


def test_residuals_stand_at_prediction_and_error():
    frame = Frame("", "", (0, 10), (-1, 2), width=480, height=440, top=32)
    found = dots(residual_chart(Predictions(TRUTH, PREDICTED, None), "", ""))
    assert [y for _, _, y in found] == pytest.approx([frame.y(0), frame.y(2), frame.y(-1)], abs=0.01)
    assert {kind for kind, _, _ in found} == {"dot first"}


def test_of_very_many_pictures_a_share_is_drawn():
    values = np.random.default_rng(0).normal(0, 1, 20_000)
    assert len(dots(scatter_chart(Predictions(values, values, None), "", ""))) == 1500


def test_the_verdict_sets_the_error_beside_that_of_the_mean():
    score = measured().evidence.score
    off = np.abs(score.errors).mean()
    html = render(measured())
    assert f"is off by {off:.4g} on average" in html
    assert f"always saying the mean of validation would be off by {score.baseline[0]:.4g}" in html
    assert f"{score.inside.mean():.1%} of the true values lie within the interval" in html


def test_a_page_of_numbers_has_no_section_of_classes():
    for lang in ("en", "zh"):
        html = render(measured(), lang)
        shown = re.findall(r'<section id="(\w+)"', html)
        assert shown == ["worst", "values", "data", "recipe"]


def test_every_quantity_has_its_charts():
    html = render(measured(("height", "width")))
    assert html.count("plot-scatter") == 2 + html.split("</style>")[0].count("plot-scatter")
    assert "Mean absolute error height" in html
