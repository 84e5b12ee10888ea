"""The report beside other figures: before and after a remedy, and on a random split."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from test_report import CROSSINGS

from browser import NEEDS_CHROMIUM, Browser
from huoyan.report.charts.pairs import Two, pair_chart
from huoyan.report.page import render, write_report
from huoyan.report.record import ReferenceScore, Remedy, RunRecord
from huoyan.report.sections.random_split import leak_sentence
from huoyan.report.shell.words import Words
from huoyan.report.tasks.labels.evidence import evidence_of
from huoyan.report.tasks.labels.remedy import class_pairs, class_table, sentences
from huoyan.results import Estimate
from huoyan.tasks.scored_labels import scored
from huoyan.words import LANGS
from report_records import answers, digits, invented, long_names, multilabel, with_evidence


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with Browser() as opened:
        yield opened


def reference(record: RunRecord, probabilities: np.ndarray) -> ReferenceScore:
    score = answers(record)
    found = scored(score.task, probabilities, score.targets, score.named_groups)
    return ReferenceScore.from_json(found.to_json())


def doubted(record: RunRecord) -> RunRecord:
    """With the answers as they were when the first half of the classes was seldom given."""
    score = answers(record)
    classes = len(score.task.labels)
    before = score.probabilities * np.where(np.arange(classes) < classes / 2, 0.02, 1.0)
    before = before if score.several else before / before.sum(axis=1, keepdims=True)
    done = Remedy("sampling", "trained", reference(record, before), even=True)
    return replace(record, remedy=done, random=reference(record, score.probabilities))


RECORDS = {
    "digits": lambda: doubted(digits()),
    "long names": lambda: doubted(invented(evidence_of(long_names()).classes[:25], n=900)),
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
    record = with_evidence(doubted(digits()), counts={"train": tuple(range(100, 0, -10)), "test": (1,) * 10})
    assert record.remedy is not None
    assert record.remedy.before is not None
    found = class_pairs(evidence_of(record), record.remedy.before)
    assert [(two.name, trained) for two, trained in found] == [
        (str(k), 100 - 10 * k) for k in range(9, -1, -1)
    ]
    zero = found[-1][0]
    for side, per_class in (
        (zero.first, record.remedy.before.per_class),
        (zero.second, answers(record).summary.per_class),
    ):
        row = per_class["0"]
        assert (side.value, side.low, side.high, side.n) == (
            row["recall"], row["recall_low"], row["recall_high"], row["support"],
        )  # fmt: skip
    assert zero.first.value < zero.second.value
    assert zero.counts == f"{round(zero.first.value * zero.first.n)} → {round(zero.second.value * 88)} / 88"
    rows = class_table(found, ("before", "after"), Words("en")).rows
    assert [cell.text for cell in rows[-1]][:2] == ["0", "100"]
    compared = re.findall(r'class="label"[^>]*>(.*?)<', render(record).split('id="remedy"')[1])
    assert compared[:3] == ["Accuracy", "Balanced accuracy", "Macro F1"]


def test_an_unknown_before_names_the_training_that_shows_it():
    html = render(replace(digits(), remedy=Remedy("focal", "unknown")))
    assert "--beside plain trains a second network" in html
    assert "before" not in re.findall(r'class="legend">(.*?)<', html)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("method", ["none", "sampling", "weights", "focal", "logit-adjustment"])
@pytest.mark.parametrize("how", ["trained", "exact", "thresholds", "unknown"])
def test_every_method_and_source_has_its_sentence(lang, method, how):
    assert len(sentences(Remedy(method, how), Words(lang))) == (1 if method == "none" else 2)


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


@pytest.mark.parametrize(
    ("there", "expected"),
    [(0.95, "0.350 more there"), (0.62, "chance alone can explain"), (-0.1, "easier than a random one")],
)
@pytest.mark.parametrize("name", ["r2", "r2 cells"])
def test_of_numbers_the_sentence_says_what_a_difference_of_r2_means(name: str, there: float, expected: str):
    here = {name: Estimate(0.6, 0.5, 0.7, 80), "mae": Estimate(3, 2, 4, 80)}
    text = leak_sentence(here, {name: Estimate(there, there - 0.1, there + 0.04, 90)}, Words("en"))
    assert expected in text
    assert f"{there:.3f} (n = 90), here 0.600 (n = 80)" in text
    assert "%" not in text.replace("95% interval", "")


def test_of_errors_alone_there_is_no_sentence():
    here = {"mae": Estimate(3, 2, 4, 80)}
    assert leak_sentence(here, here, Words("en")) == ""


def test_the_world_of_the_probabilities_is_named_with_the_rarest_class_s_own_figures():
    done = Remedy("sampling", "unknown", even=True)
    run = with_evidence(replace(digits(), remedy=done), counts={"train": (50,) * 9 + (3,), "test": (1,) * 10})
    score = answers(run)
    named = score.probabilities.argmax(axis=1) == 9
    right = (score.targets[named] == 9).mean()
    page, said = render(run), score.probabilities[named, 9].mean()
    assert "classes are equally common" in page
    assert f"“9”, the rarest class in training, had a mean probability of {said:.1%}" in page
    assert f"{right:.1%} of them were right (n = {named.sum()})" in page
    assert "as frequent as in the training part" in render(digits())
    assert "as often as not" in render(replace(multilabel(), remedy=done))


def test_orange_marks_a_fall_only_where_it_is_bad_news():
    fall = [Two("a", Estimate(0.9, 0.8, 0.95, 10), Estimate(0.6, 0.5, 0.7, 10))]
    assert "point second" in pair_chart(fall, "before", "after", 900)
    assert "point second" not in pair_chart(fall, "there", "here", 900, falls=False)
    assert pair_chart([], "a", "b", 900) == ""


def test_hostile_names_of_classes_are_escaped():
    html = render(doubted(invented(("<script>window.hit = 1</script>", "b", "c"))))
    assert "<script>window.hit" not in html
