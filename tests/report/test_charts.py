"""The numbers that the charts draw, read back from their SVG."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, roc_auc_score

from huoyan.report.charts.classes import Recall, count_chart, recall_chart
from huoyan.report.charts.confusion import confused_pairs, confusion_chart
from huoyan.report.charts.learning import LearningNames, loss_chart, score_chart
from huoyan.report.charts.parts.axes import Scale, round_edges, round_range, tick_text, ticks
from huoyan.report.charts.parts.lines import Frame, Line, line_chart, thin
from huoyan.report.charts.parts.svg import number, shorten, text, width_of
from huoyan.report.charts.ranking import Curve, CurveNames, average, chosen, curve_chart
from huoyan.report.charts.reliability import Bin, ReliabilityNames, reliability_chart
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.by_class import recalls as recalls_of
from huoyan.report.tasks.labels.evidence import LabelEvidence
from huoyan.report.tasks.labels.ranking import pr_curves, roc_curves
from huoyan.report.tasks.labels.trust import Promise, acceptance, bins
from huoyan.runs.learning_curve import Epoch
from report_records import classified

HOSTILE = ("<script>alert(1)</script>", "\"&'><b>", "类别 🐈", "x" * 300)
CURVES = CurveNames("false", "true", "mean", "weakest")
LEARNING = LearningNames("epoch", "loss", "training", "validation")
RELIABILITY = ReliabilityNames("confidence", "share", "ideal", "answers")
finite = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 6))


def evidence(probabilities: np.ndarray, targets: np.ndarray) -> LabelEvidence:
    classes = tuple(f"c{i}" for i in range(probabilities.shape[1]))
    counts = {"test": tuple(range(1, len(classes) + 1))}
    return LabelEvidence(classified(probabilities, targets, classes), counts)


def noisy(classes: int, n: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, classes, n)
    logits = rng.normal(0, 1, (n, classes))
    logits[np.arange(n), targets] += 1.5
    exp = np.exp(logits)
    return exp / exp.sum(axis=1, keepdims=True), targets


def elements(svg: str, name: str, kind: str) -> list[ElementTree.Element]:
    """Elements of the chart whose classes include all of `kind`."""
    wanted = set(kind.split())
    return [e for e in ElementTree.fromstring(svg).iter(name) if wanted <= set(e.get("class", "").split())]


def points(element: ElementTree.Element) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in element.get("points", "").split()]  # type: ignore[misc]


def test_a_perfect_classifiers_roc_line_passes_the_upper_left_corner():
    truth = np.array([0, 0, 1, 1, 2, 2])
    svg = curve_chart(roc_curves(evidence(np.eye(3)[truth], truth)), CURVES, rising=True)
    frame = Frame("", "", (0, 1), (0, 1), width=480, height=440)
    (line,) = elements(svg, "polyline", "first")
    assert (frame.x(0), frame.y(1)) in points(line)
    assert points(line)[0] == (frame.x(0), frame.y(0))
    assert points(line)[-1] == (frame.x(1), frame.y(1))


def test_areas_are_those_of_scikit_learn():
    probabilities, targets = noisy(4, 300)
    run = evidence(probabilities, targets)
    for i, (roc, pr) in enumerate(zip(roc_curves(run), pr_curves(run), strict=True)):
        assert roc.area == pytest.approx(roc_auc_score(targets == i, probabilities[:, i]))
        assert pr.area == pytest.approx(average_precision_score(targets == i, probabilities[:, i]))


def test_the_mean_precision_curve_encloses_the_mean_of_the_average_precisions():
    curves = pr_curves(evidence(*noisy(5, 400)))
    mean = average(curves, "mean", rising=False)
    assert np.mean(mean.y[1:]) == pytest.approx(np.mean([c.area for c in curves]), abs=0.01)


def test_the_mean_roc_curve_encloses_the_mean_of_the_areas():
    curves = roc_curves(evidence(*noisy(5, 400)))
    mean = average(curves, "mean", rising=True)
    assert np.trapezoid(mean.y, mean.x) == pytest.approx(np.mean([c.area for c in curves]), abs=0.01)


def test_a_precision_curve_ends_where_all_positives_are_found():
    probabilities, targets = noisy(3, 100)
    for curve in pr_curves(evidence(probabilities, targets)):
        assert curve.x[-1] == 1
        assert (curve.x[:-1] < 1).all()


def test_two_classes_have_one_curve_and_many_show_their_ends_only():
    assert [c.name for c in roc_curves(evidence(*noisy(2, 50)))] == ["c1"]
    many = [Curve(str(i), np.array([0.0, 1.0]), np.array([0.0, 1.0]), i / 100) for i in range(30)]
    assert [c.name for c in chosen(many)] == ["0", "1", "2", "27", "28", "29"]


def test_a_class_without_pictures_has_no_curve():
    probabilities, targets = noisy(3, 60)
    assert len(roc_curves(evidence(probabilities, np.minimum(targets, 1)))) == 2
    assert curve_chart([], CURVES, rising=True) == ""


def test_confused_pairs_are_those_of_a_plain_count():
    probabilities, targets = noisy(6, 500)
    run = evidence(probabilities, targets)
    answers = probabilities.argmax(axis=1)
    assert run.score.summary.confusion is not None
    found = confused_pairs(run.score.summary.confusion, run.classes, most=100)
    plain = {
        (f"c{t}", f"c{p}"): int(sum((targets == t) & (answers == p)))
        for t in range(6)
        for p in range(6)
        if t != p and ((targets == t) & (answers == p)).any()
    }
    assert {(pair.truth, pair.predicted): pair.count for pair in found} == plain
    assert [pair.count for pair in found] == sorted(plain.values(), reverse=True)
    assert all(pair.share == pair.count / (targets == int(pair.truth[1:])).sum() for pair in found)


def test_the_matrix_writes_every_count_that_is_not_zero_and_colours_by_share():
    svg = confusion_chart(np.array([[9, 1], [0, 5]]), ("a", "b"), "truth", "answer")
    assert [e.text for e in elements(svg, "text", "count")] == ["9", "1", "5"]
    assert len(elements(svg, "rect", "cell none")) == 1
    assert len(elements(svg, "rect", "cell right level5")) == 2
    assert len(elements(svg, "rect", "cell wrong level1")) == 1


def test_a_matrix_of_more_than_25_classes_is_not_drawn():
    names = tuple(map(str, range(26)))
    assert confusion_chart(np.eye(25, dtype=int), names[:25], "t", "a")
    assert confusion_chart(np.eye(26, dtype=int), names, "t", "a") == ""


def test_recall_whiskers_are_wilson_intervals():
    probabilities, targets = noisy(3, 120)
    run = evidence(probabilities, targets)
    recalls = recalls_of(run)
    for each in recalls:
        bounds = binomtest(each.found, each.n).proportion_ci(method="wilson")
        assert (each.low, each.high) == pytest.approx((bounds.low, bounds.high))


@pytest.mark.parametrize(("low", "start"), [(0.02, 0.0), (0.55, 0.5), (0.81, 0.8), (0.97, 0.9)])
def test_the_recall_axis_begins_below_every_whisker(low, start):
    svg = recall_chart(
        [Recall("c0", 9, 10, 0.99, low, 1.0), Recall("c1", 1, 1, 1, 0.98, 1.0)], 0.5, "mean", 960
    )
    scale = Scale(start, 1, width_of("c0") + 14, 960 - 128)
    first = elements(svg, "line", "whisker")[0]
    ends = (float(first.get("x1", "")), float(first.get("x2", "")))
    assert ends == pytest.approx((scale(low), scale(1.0)), abs=0.01)


def test_only_classes_wholly_below_the_mean_are_marked():
    recalls = [Recall("low", 1, 20, 0.05, 0.01, 0.24), Recall("even", 10, 20, 0.5, 0.3, 0.7)]
    assert len(elements(recall_chart(recalls, 0.6, "mean", 350), "line", "whisker second")) == 1
    assert len(elements(recall_chart(recalls, 0.2, "mean", 350), "line", "whisker second")) == 0


def test_bars_are_as_long_as_the_counts():
    svg = count_chart({"train": (30, 60), "test": (10, 0)}, ("a", "b"), {}, 960)
    a, b = (float(e.get("width", "")) + 1 for e in elements(svg, "rect", "part0") if e.get("height") == "17")
    assert b == pytest.approx(2 * a, abs=0.05)
    assert [e.text for e in elements(svg, "text", "value")] == ["40", "60"]


@pytest.mark.parametrize("classes", [31, 120, 1000])
def test_many_classes_become_columns_sorted_by_count(classes):
    counts = np.random.default_rng(0).integers(1, 500, classes)
    svg = count_chart({"train": counts.tolist()}, tuple(map(str, range(classes))), {}, 960)
    heights = [float(e.get("height", "")) for e in elements(svg, "rect", "part0")][1:]
    assert len(heights) == classes
    assert heights == sorted(heights, reverse=True)


def test_reliability_bins_hold_the_share_that_was_right():
    probabilities, targets = noisy(4, 400)
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == targets
    for each in bins(Promise(confidence, right, "", "")):
        inside = (confidence > each.low) & (confidence <= each.high)
        assert each.count == inside.sum()
        if each.count:
            assert each.share == pytest.approx(right[inside].mean())


def test_the_table_of_accepted_answers_is_that_of_a_plain_count():
    probabilities, targets = noisy(4, 400)
    rows = acceptance(evidence(probabilities, targets), Words("en")).rows
    for limit, row in zip((0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99), rows, strict=True):
        kept = probabilities.max(axis=1) >= limit
        right = (probabilities.argmax(axis=1) == targets)[kept]
        share = f"{right.mean():.1%}" if kept.any() else "–"
        assert [cell.text for cell in row[1:4]] == [f"{kept.mean():.1%}", str(kept.sum()), share]


def test_a_reliability_dot_stands_at_confidence_and_share():
    svg = reliability_chart([Bin(0.5, 0.75, 8, 0.6, 0.25), Bin(0.75, 1, 0, np.nan, np.nan)], RELIABILITY)
    (dot,) = elements(svg, "circle", "point")
    frame = Frame("", "", (0, 1), (0, 1), width=480, height=440, bottom=116)
    assert float(dot.get("cx", "")) == pytest.approx(frame.x(0.6), abs=0.01)
    assert float(dot.get("cy", "")) == pytest.approx(frame.y(0.25), abs=0.01)
    assert reliability_chart([], RELIABILITY) == ""


def test_learning_curves_skip_what_was_not_measured():
    epochs = (Epoch(1, 2.0, None, None), Epoch(2, 1.0, 1.5, float("nan")), Epoch(3, 0.5, 1.25, None))
    svg = loss_chart(epochs, LEARNING)
    tips = [e.text for e in ElementTree.fromstring(svg).iter("title")]
    assert tips == [
        "epoch 1 · training 2",
        "epoch 2 · training 1",
        "epoch 3 · training 0.5",
        "epoch 2 · validation 1.5",
        "epoch 3 · validation 1.25",
    ]
    assert score_chart(epochs, LEARNING, percent=True) == ""
    assert loss_chart((), LEARNING) == ""


def test_a_single_epoch_is_a_dot():
    svg = score_chart((Epoch(1, val_score=0.5),), LEARNING, percent=True)
    assert elements(svg, "polyline", "stroke") == []
    assert elements(svg, "circle", "point first")


@given(finite, st.floats(1e-3, 1e6), st.integers(2, 8))
@settings(max_examples=200)
def test_ticks_are_few_even_and_inside(low, span, count):
    high = low + span
    marks = ticks(low, high, count)
    assert len(marks) <= count + 1
    assert all(low - 1e-6 * span <= mark <= high + 1e-6 * span for mark in marks)
    if len(marks) > 2:
        assert np.diff(marks) == pytest.approx(np.full(len(marks) - 1, marks[1] - marks[0]), rel=1e-3)


@given(finite, finite)
@settings(max_examples=200)
def test_a_round_range_holds_the_range(a, b):
    low, high = round_range(min(a, b), max(a, b))
    slack = 1e-6 * (high - low)
    assert low - slack <= min(a, b)
    assert max(a, b) <= high + slack
    assert low < high


@given(st.lists(finite, min_size=1, max_size=30), st.integers(2, 15))
@settings(max_examples=200)
def test_bins_of_round_width_hold_every_number(values, count):
    edges = round_edges(min(values), max(values), count)
    assert np.histogram(values, edges)[0].sum() == len(values)
    assert len(edges) <= count + 3


def test_bins_go_on_beyond_numbers_just_outside_of_a_round_range():
    assert round_edges(0.95, 12.05, 12) == list(range(14))


def test_an_axis_of_tiny_numbers_is_divided_as_any_other():
    assert round_range(1e-12, 9e-12) == pytest.approx((0, 1e-11))
    assert ticks(0, 1e-13) == pytest.approx([0, 2e-14, 4e-14, 6e-14, 8e-14, 1e-13], abs=1e-20)


def test_ticks_are_written_with_the_decimals_that_their_step_needs():
    assert [tick_text(t, 0.5) for t in (0, 0.5, 1)] == ["0.0", "0.5", "1.0"]
    assert [tick_text(t, 0.05, percent=True) for t in (0.9, 0.95)] == ["90%", "95%"]
    assert [tick_text(t, 0.005, percent=True) for t in (0.99, 0.995)] == ["99.0%", "99.5%"]
    assert tick_text(20_000, 5_000) == "20k"
    assert [tick_text(t, 5e-7) for t in (0, 5e-7, 1e-6, 1.5e-6)] == ["0", "5e-07", "1e-06", "1.5e-06"]
    assert [tick_text(t, 5e6) for t in (5e6, 1e7, 1.5e7)] == ["5000k", "1e+07", "1.5e+07"]
    assert number(1.50) == "1.5"
    assert [number(x) for x in (-0.001, 100, 0.126)] == ["0", "100", "0.13"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=60))
@settings(max_examples=200)
def test_a_thinned_line_passes_every_point_of_the_whole_one(path):
    whole = np.array(sorted(path), dtype=float)
    kept = thin(whole[:, 0], whole[:, 1], grid=1)
    for point in whole:
        assert _distance(point, kept) < 1e-6


def _distance(point: np.ndarray, path: np.ndarray) -> float:
    """Slow and plain: to the nearest of the line's segments."""
    if len(path) == 1:
        return float(np.hypot(*(point - path[0])))
    best = np.inf
    for a, b in pairwise(path):
        along = b - a
        t = np.clip(np.dot(point - a, along) / (np.dot(along, along) or 1), 0, 1)
        best = min(best, float(np.hypot(*(point - a - t * along))))
    return best


@given(st.text(max_size=60), st.floats(1, 300))
@settings(max_examples=200)
def test_shortened_text_fits_and_is_a_beginning(words, room):
    short = shorten(words, room)
    assert short == words or (short.endswith("…") and words.startswith(short[:-1]))
    assert width_of(short) <= max(room, width_of("…"))


def test_cut_text_keeps_the_whole_as_its_title():
    element = ElementTree.fromstring(text(0, 0, "long" * 20, room=60))
    assert element.findtext("title") == "long" * 20
    assert ElementTree.fromstring(text(0, 0, "short", room=60)).find("title") is None


def test_hostile_names_stay_text_in_every_chart():
    matrix = np.array([[3, 1, 0, 0], [0, 2, 0, 0], [1, 0, 4, 0], [0, 0, 0, 5]])
    curve = [Curve(name, np.array([0.0, 1.0]), np.array([0.0, 1.0]), 0.5) for name in HOSTILE]
    drawn = [
        confusion_chart(matrix, HOSTILE, *HOSTILE[:2]),
        recall_chart([Recall(name, 1, 2, 0.5, 0.1, 0.9) for name in HOSTILE], 0.5, HOSTILE[0], 350),
        count_chart({HOSTILE[0]: (1, 2, 3, 4)}, HOSTILE, {}, 350),
        curve_chart(curve, CurveNames(*HOSTILE), rising=False),
        line_chart(
            Frame(HOSTILE[0], HOSTILE[1], (0, 1), (0, 1)), [Line(HOSTILE[0], [0, 1], [0, 1], "first")]
        ),
    ]
    for svg in drawn:
        tags = {element.tag for element in ElementTree.fromstring(svg).iter()}
        assert tags <= {"svg", "g", "rect", "line", "text", "title", "circle", "polyline"}
        assert not re.search(r"<\s*script", svg, re.IGNORECASE)
