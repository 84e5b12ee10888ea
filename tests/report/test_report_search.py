"""What the report shows of a search for good choices."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from huoyan.report.page import render
from huoyan.runs.search.outcome import Outcome
from huoyan.runs.search.tried_setting import TriedSetting
from report_records import digits

DEFAULTS = {"lr": 1.0, "augment": "light"}


def tried(
    number: int, score: float | None, how: str = "whole", reason: str = "", **values: object
) -> TriedSetting:
    return TriedSetting(number, {**DEFAULTS, **values}, how, score, 2.0, 3.0, "run", reason)  # type: ignore


def outcome(*settings: TriedSetting, mattered: dict[str, float] | None = None) -> Outcome:
    return Outcome("accuracy", 300, DEFAULTS, settings, mattered or {}, 9, "time", 60.0, "s", "study")


SETTINGS = (
    tried(0, 0.90),
    tried(1, 0.95, lr=2.5, augment="strong"),
    tried(2, 0.20, lr=9.0),
    tried(3, 0.91, lr=0.5, augment="none"),
    tried(4, 0.92, lr=1.5),
    tried(5, 0.40, "pruned", lr=0.1),
    tried(6, None, "refused", "it diverged <b>", lr=8.0),
)


def text(found: Outcome, lang: str = "en") -> str:
    page = render(replace(digits(), search=found), lang)  # type: ignore[arg-type]
    return page[page.index('id="search"') :]


def test_it_says_what_was_found_and_how_settings_ended():
    shown = text(outcome(*SETTINGS))
    assert "Of 7 settings the best is lr × 2.5, augment strong: 0.9500 on 300 validation pictures" in shown
    assert "the usual choices 0.9000" in shown
    assert "trained to their end: 5; given up, as others were better by then or the time was over: 1" in shown
    assert "not trainable: 1." in shown
    assert "could not be trained: it diverged &lt;b&gt;" in shown
    assert "The search ended when its time was over." in shown


def test_where_nothing_is_better_the_usual_choices_are_said_to_be_best():
    shown = text(outcome(tried(0, 0.90), tried(1, 0.90, lr=2.0), tried(2, 0.80, lr=3.0)))
    assert "Of 3 settings none is better than the usual choices: 0.9000 on 300 validation pictures" in shown


def test_what_mattered_is_shown_where_enough_settings_tell():
    assert "cannot be told from fewer than ten settings" in text(outcome(*SETTINGS))
    shown = text(outcome(*SETTINGS, mattered={"augment": 0.3, "lr": 0.7}))
    assert shown.index(">70%<") < shown.index(">30%<")
    assert "cannot be told" not in shown


def test_every_setting_that_was_trained_to_its_end_is_a_dot_and_the_one_that_was_taken_stands_out():
    shown = text(outcome(*SETTINGS))
    charts = re.findall(r"<svg.*?</svg>", shown, re.DOTALL)[:4]  # the course twice, and two choices
    for chart in charts:
        assert (chart.count('class="dot first"'), chart.count('class="dot second"')) == (4, 1)
    assert "strong" in charts[3]
    assert "none" in charts[3]


def test_a_dot_lies_over_the_number_that_the_table_gives_its_setting():
    def dots(*settings: TriedSetting) -> list[str]:
        chart = re.findall(r"<svg.*?</svg>", text(outcome(*settings)), re.DOTALL)[0]
        return re.findall(r'<circle cx="([\d.]+)"[^>]*class="dot', chart)

    first, _, third = dots(tried(0, 0.9), tried(1, 0.8), tried(2, 0.7))
    assert dots(tried(0, 0.9), tried(1, 0.4, "pruned"), tried(2, 0.7)) == [first, third]


def test_the_best_setting_is_the_first_row():
    rows = re.findall(r'<th scope="row"[^>]*><bdi>(\d+)</bdi>', text(outcome(*SETTINGS)))
    assert rows[:7] == ["2", "5", "4", "1", "3", "6", "7"]


@pytest.mark.parametrize("settings", [SETTINGS, SETTINGS[:1], SETTINGS[:3]])
def test_it_is_shown_in_chinese_too(settings: tuple[TriedSetting, ...]):
    assert "搜索结果" in text(outcome(*settings), "zh")


def test_a_run_that_searched_nothing_shows_nothing_of_it():
    assert 'id="search"' not in render(digits())
    assert 'id="search"' not in render(replace(digits(), search=outcome(SETTINGS[6])))


def test_what_is_written_down_reads_back_equal():
    found = outcome(*SETTINGS, mattered={"lr": 1.0})
    assert Outcome.from_json(found.to_json()) == found
