"""The report beside other figures: before and after a remedy, and on a random split."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from test_report import CROSSINGS

from browser import NEEDS_CHROMIUM, Browser
from huoyan.metrics.summary import summarise
from huoyan.report.charts.pairs import Two, pair_chart
from huoyan.report.compared import leak_sentence, remedy, world
from huoyan.report.page import render, write_report
from huoyan.report.record import Remedy, RunRecord, Scores
from huoyan.report.shell.words import Words
from huoyan.results import Estimate
from huoyan.words import LANGS
from report_records import digits, invented, long_names, multilabel


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def scores(record: RunRecord, probabilities: np.ndarray) -> Scores:
    found = summarise(probabilities, record.targets, record.classes, multilabel=record.multilabel)
    return Scores.from_json({"n": found.n, **found.to_json()})


def doubted(record: RunRecord) -> RunRecord:
    """With the answers as they were when the first half of the classes was seldom given."""
    seldom = np.where(np.arange(len(record.classes)) < len(record.classes) / 2, 0.02, 1.0)
    before = record.probabilities * seldom
    before = before if record.multilabel else before / before.sum(axis=1, keepdims=True)
    there = scores(record, np.roll(record.probabilities, 0, axis=1))
    done = Remedy("sampling", "trained", scores(record, before))
    return replace(record, remedy=done, random=there, even=True)


RECORDS = {
    "digits": lambda: doubted(digits()),
    "long names": lambda: doubted(invented(long_names().classes[:25], n=900)),
    "120 classes": lambda: doubted(long_names()),
    "multilabel": lambda: doubted(multilabel()),
}


@NEEDS_CHROMIUM
@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize(
    ("lang", "width", "dark"), [("en", 1200, False), ("zh", 390, True), ("en", 320, False)]
)
def test_the_charts_fit_and_no_text_lies_on_another(browser, tmp_path, name, lang, width, dark):
    path = write_report(RECORDS[name](), tmp_path / "r.html", lang)
    with browser.open(path, width=width, dark=dark) as opened:
        assert opened.errors == []
        assert opened.evaluate("document.documentElement.scrollWidth") == width
        assert opened.evaluate(CROSSINGS) == []
        assert opened.evaluate("document.querySelectorAll('#remedy .chart').length") == 4
        assert opened.evaluate("document.querySelectorAll('#random .chart').length") == 2


def test_a_run_without_either_has_neither_section():
    html = render(digits())
    assert 'id="remedy"' not in html
    assert 'id="random"' not in html


def test_rows_hold_recall_count_and_interval_before_and_after_rarest_first():
    record = replace(doubted(digits()), counts={"train": tuple(range(100, 0, -10)), "test": (1,) * 10})
    found = remedy(record, Words("en"))
    assert found is not None
    assert [two.name for two in found.classes] == list("9876543210")
    zero = found.classes[-1]
    assert record.remedy is not None
    assert record.remedy.before is not None
    for side, table in (
        (zero.first, record.remedy.before.per_class),
        (zero.second, record.summary.per_class),
    ):
        row = table["0"]
        assert (side.value, side.low, side.high, side.n) == (
            row["recall"], row["recall_low"], row["recall_high"], row["support"],
        )  # fmt: skip
    assert zero.first.value < zero.second.value
    assert zero.counts == f"{round(zero.first.value * zero.first.n)} → {round(zero.second.value * 88)} / 88"
    assert found.class_table is not None
    assert [cell.text for cell in found.class_table.rows[-1]][:2] == ["0", "100"]
    names = [two.name for two in found.figures]
    assert names == ["Accuracy", "Balanced accuracy", "Macro F1"]


def test_an_unknown_before_names_the_training_that_shows_it():
    html = render(replace(digits(), remedy=Remedy("focal", "unknown")))
    assert "--beside plain trains a second network" in html
    assert "before" not in re.findall(r'class="legend">(.*?)<', html)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("method", ["none", "sampling", "weights", "focal", "logit-adjustment"])
@pytest.mark.parametrize("how", ["trained", "exact", "thresholds", "unknown"])
def test_every_method_and_source_has_its_sentence(lang, method, how):
    found = remedy(replace(digits(), remedy=Remedy(method, how)), Words(lang))
    assert found is not None
    assert len(found.sentences) == (1 if method == "none" else 2)


def share(value: float, n: int) -> dict[str, Estimate]:
    half = 1.96 * (value * (1 - value) / n) ** 0.5
    return {"accuracy": Estimate(value, value - half, value + half, n)}


@pytest.mark.parametrize(
    ("there", "n", "expected"),
    [
        (0.99, 500, "9.0 points more there"),
        (0.92, 50, "chance alone can explain"),
        (0.80, 500, "easier than a random one"),
    ],
)
def test_the_sentence_says_what_a_difference_means(there: float, n: int, expected: str):
    text = leak_sentence(share(0.9, 500), share(there, n), Words("en"))
    assert expected in text
    assert f"(n = {n})" in text
    assert "(n = 500)" in text
    assert "95% interval" in text


def test_the_world_of_the_probabilities_is_named_with_the_rarest_class_s_own_figures():
    run = replace(digits(), even=True, counts={"train": (50,) * 9 + (3,), "test": (1,) * 10})
    named = run.probabilities.argmax(axis=1) == 9
    right = (run.targets[named] == 9).mean()
    sentences = world(run, Words("en"))
    assert "equally common" in sentences[0]
    said = run.probabilities[named, 9].mean()
    assert f"“9”, the rarest class in training, had a mean probability of {said:.1%}" in sentences[1]
    assert f"{right:.1%} of them were right (n = {named.sum()})" in sentences[1]
    assert "as frequent as in the training part" in world(digits(), Words("en"))[0]
    assert "as often as not" in world(replace(multilabel(), even=True), Words("en"))[0]


def test_orange_marks_a_fall_only_where_it_is_bad_news():
    fall = [Two("a", Estimate(0.9, 0.8, 0.95, 10), Estimate(0.6, 0.5, 0.7, 10))]
    assert "point second" in pair_chart(fall, "before", "after", 900)
    assert "point second" not in pair_chart(fall, "there", "here", 900, falls=False)
    assert pair_chart([], "a", "b", 900) == ""


def test_hostile_names_of_classes_are_escaped():
    html = render(doubted(invented(("<script>window.hit = 1</script>", "b", "c"))))
    assert "<script>window.hit" not in html
