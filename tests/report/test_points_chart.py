"""Points of models against a cost: where they stand, and that their names can be read."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from huoyan.report.charts.parts.axes import LogScale, log_ticks
from huoyan.report.charts.parts.points import Point, PointAxes, point_chart
from huoyan.results import Estimate

AXES = PointAxes("time", "accuracy", lambda ms: f"{ms:g} ms")


def point(name: str, x: float, value: float, *, chosen: bool = False) -> Point:
    return Point(name, x, Estimate(value, value - 0.02, value + 0.02, 100), chosen)


def texts(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter("text"))


def dots(svg: str, kind: str) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for x, y in re.findall(rf'<circle cx="([\d.]+)" cy="([\d.]+)" r="5" class="point {kind}"', svg)
    ]


def test_equal_factors_are_equally_far_apart():
    svg = point_chart([point("a", 1, 0.8), point("b", 10, 0.9), point("c", 100, 0.85)], AXES, 760)
    (a, top), (b, _), (c, _) = dots(svg, "first")
    assert b - a == pytest.approx(c - b, abs=0.02)
    assert top == max(y for _, y in dots(svg, "first"))


def test_the_chosen_point_stands_out():
    svg = point_chart([point("a", 1, 0.8), point("b", 10, 0.9, chosen=True)], AXES, 760)
    assert len(dots(svg, "first")) == len(dots(svg, "second")) == 1


def test_a_point_tells_its_figure_its_interval_and_its_cost():
    svg = point_chart([point("a", 2.5, 0.8)], AXES, 760)
    assert "<title>a · 80.0% (78.0% – 82.0%) · 2.5 ms</title>" in svg


@pytest.mark.parametrize("width", [350.0, 760.0])
def test_names_of_points_on_one_spot_do_not_lie_on_each_other(width: float):
    svg = point_chart([point(f"run {i}", 5 + i / 100, 0.9) for i in range(4)], AXES, width)
    heights = sorted(float(each.get("y", 0)) for each in texts(svg) if (each.text or "").startswith("run"))
    assert len(heights) == 4
    assert all(b - a >= 14 for a, b in pairwise(heights))


@pytest.mark.parametrize("width", [350.0, 760.0])
def test_points_much_alike_still_get_a_scale_with_values(width: float):
    svg = point_chart([point("a", 5.0, 0.9), point("b", 5.1, 0.91)], AXES, width)
    assert sum((each.text or "").endswith(" ms") for each in texts(svg)) >= 2


def test_names_are_escaped_and_long_ones_cut():
    svg = point_chart([point("<script>alert(1)</script>", 1, 0.8), point("x" * 300, 2, 0.7)], AXES, 760)
    assert "<script>" not in svg
    assert any((each.text or "").endswith("…") for each in texts(svg))


def test_without_points_there_is_no_chart():
    assert point_chart([], AXES, 760) == ""


def test_a_scale_of_factors_meets_its_ends():
    scale = LogScale(1, 100, 0, 200)
    assert [scale(x) for x in (1, 10, 100)] == pytest.approx([0, 100, 200])


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (1, 10, [1, 2, 5, 10]),
        (0.9, 220, [1, 3, 10, 30, 100]),
        (1, 1e5, [1, 10, 100, 1000, 10_000, 100_000]),
        (1, 1e9, [1, 100, 1e4, 1e6, 1e8]),
    ],
)
def test_marks_of_factors_are_round_and_few(low: float, high: float, marks: list[float]):
    assert log_ticks(low, high, 6) == pytest.approx(marks)
