"""The page of a detection: what is wrong in pictures, class by class, and by kinds of errors."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from huoyan.report.charts.parts.bars import Bar, bar_chart
from huoyan.report.page import render
from huoyan.report.shell.words import Words
from huoyan.report.tasks.boxes.evidence import Mark
from huoyan.report.tasks.boxes.pictures import boxed
from report_records import detected

SHOWN = detected().evidence.score.summary.shown


def test_the_verdict_counts_what_was_found_and_what_is_none():
    right, wrong, missed = (int(each.sum()) for each in (SHOWN.right, SHOWN.wrong, SHOWN.missed))
    html = render(detected())
    assert f"In 40 test pictures it found {right} of {right + missed} things." in html
    assert f"It shows {right + wrong} boxes; false alarms among them: {wrong}." in html


def test_a_verdict_on_nothing_that_is_shown_counts_no_false_alarms():
    html = render(detected(least=1.0))
    assert "No box reaches the thresholds." in html
    assert "It shows" not in html


def test_every_box_of_a_picture_lies_over_it_in_pixels_of_its_source():
    worst = detected().evidence.worst[0]
    shown = boxed(worst, "told", Words("en"))
    assert (shown.width, shown.height) == (480, 360)
    assert len(shown.marks) == len(worst.marks)
    mark = Mark("wrong", (10.0, 20.0, 40.0, 80.0), "car", 0.873)
    (drawn,) = boxed(replace(worst, marks=(mark,)), "", Words("en")).marks
    assert (drawn.x, drawn.y, drawn.width, drawn.height) == ("10.0", "20.0", "30.0", "60.0")
    assert drawn.tip == "false alarm: car 0.87"


def test_what_is_wrong_lies_over_what_is_right():
    for each in detected().evidence.worst:
        verdicts = [mark.verdict for mark in boxed(each, "", Words("en")).marks]
        assert verdicts == sorted(verdicts, key=lambda verdict: verdict != "right")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_class_has_its_row_with_an_interval(lang):
    html = render(detected(), lang)
    for label, row in detected().evidence.score.summary.per_class.items():
        assert label in html
        assert f"{row['ap']:.3f} ({row['ap_low']:.3f} – {row['ap_high']:.3f})" in html


def test_the_confusion_has_a_row_and_a_column_for_the_background():
    html = render(detected())
    named = re.findall(r"<title>([^<]* → background: \d+)", html)
    assert named


def test_bars_are_as_long_as_their_values():
    svg = bar_chart([Bar("a", 0.2, "0.200", "x"), Bar("b", 0.1, "0.100", "y")], "errors", 500)
    bars = [e for e in ElementTree.fromstring(svg).iter("rect") if e.get("class") == "bar"]
    first, second = (float(e.get("width", "")) for e in bars)
    assert first == pytest.approx(2 * second, rel=0.01)


def test_a_page_without_any_mistake_says_so():
    record = detected()
    spotless = replace(record, evidence=replace(record.evidence, worst=()))
    assert "every thing was found, without a false alarm" in render(spotless)
