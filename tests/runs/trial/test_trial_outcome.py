"""What a trial came to, from the lines of its file."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.metrics.paired.over_folds import over_folds
from huoyan.runs.trial.arm_score import FILE, ArmScore, add_score, read_scores
from huoyan.runs.trial.outcome import Outcome, outcome_of, read_outcome, write_outcome
from huoyan.runs.trial.said import verdict_told

ARMS = ("nothing", "oversampling", "gan")


def score(pair: int, arm: str, balanced: float, **recall: float) -> ArmScore:
    return ArmScore(pair, arm, pair, 80, 0, 20, 100, balanced, recall, 12.5)


def outcome(scores: list[ArmScore], **more: object) -> Outcome:
    known = {"short": {"b": 9, "c": 7}, "model": "cnn", "wanted": 10, "ended": "finished", "seconds": 60.0}
    return outcome_of(scores, ARMS, **{**known, **more})


def ten(gan: float = 0.3, seed: int = 0) -> list[ArmScore]:
    """Ten pairs in which made pictures find so much more of the short classes than oversampling."""
    noise = np.random.default_rng(seed).normal(0, 0.02, (10, 3))
    base = {"nothing": 0.3, "oversampling": 0.4, "gan": 0.4 + gan}
    return [
        score(pair, arm, 0.6 + (base[arm] - 0.3) / 2, b=base[arm] + noise[pair, at], c=base[arm])
        for pair in range(10)
        for at, arm in enumerate(ARMS)
    ]


def test_means_and_paired_differences_are_over_whole_pairs_alone():
    scores = [
        score(0, "nothing", 0.5, b=0.2, c=0.4),
        score(0, "oversampling", 0.6, b=0.4, c=0.4),
        score(0, "gan", 0.7, b=0.6, c=0.8),
        score(1, "nothing", 0.6, b=0.0, c=0.4),
        score(1, "oversampling", 0.6, b=0.2, c=0.4),
        score(1, "gan", 0.6, b=0.2, c=0.6),
        score(2, "nothing", 0.9, b=1.0, c=1.0),  # the others were never trained
    ]
    found = outcome(scores)
    assert found.pairs == 2
    assert found.figures["nothing"]["short_recall"].value == pytest.approx((0.3 + 0.2) / 2)
    gained = np.array([0.7 - (0.2 + 0.4) / 2, 0.4 - 0.2])
    expected = over_folds(gained, answered=20, taught=80)  # of two values, so wide that it is cut at 1
    assert found.differences["nothing"]["short_recall"] == replace(expected, low=-1.0, high=1.0)
    assert found.recalls["gan"]["c"].value == pytest.approx(0.7)
    assert set(found.differences) == {"nothing", "oversampling"}


def test_made_pictures_that_find_far_more_are_kept_and_a_hair_more_is_not_enough():
    better, alike = outcome(ten(0.3)), outcome(ten(0.0))
    assert better.kept
    assert better.best == "oversampling"
    assert "kept" in verdict_told(better, {})
    assert not alike.kept
    told = verdict_told(alike, {"oversampling": "--imbalance sampling"})
    assert "left out" in told
    assert "--imbalance sampling" in told
    assert "不采用" in told.told("zh")


def test_a_trial_that_was_stopped_keeps_nothing_and_says_how_far_it_came():
    found = outcome(ten()[:-3], ended="interrupted")
    assert not found.kept
    assert "9 of 10" in verdict_told(found, {})


def test_a_pair_that_answered_no_short_class_says_nothing():
    empty = [replace(each, recall={}) for each in ten() if each.pair == 0]
    assert math.isnan(empty[0].short_recall)
    assert outcome([*empty, *(each for each in ten() if each.pair)]).pairs == 9


def test_an_outcome_is_read_as_it_was_written(tmp_path: Path):
    found = outcome(ten())
    write_outcome(tmp_path, found)
    assert read_outcome(tmp_path) == found
    (tmp_path / "trial.json").write_text("{")
    assert read_outcome(tmp_path) is None


def test_half_a_line_of_a_process_that_was_killed_is_no_score_and_spoils_none(tmp_path: Path):
    file, first, second = tmp_path / FILE, *ten()[:2]
    add_score(file, first, "one")
    with file.open("ab") as opened:
        opened.write(b'{"trial": "one", "pair": 0, "arm": "over')
    assert read_scores(file, "one") == [first]
    add_score(file, second, "one")
    assert read_scores(file, "one") == [first, second]


def test_scores_of_other_pictures_or_choices_are_not_taken_for_this_trial(tmp_path: Path):
    file = tmp_path / FILE
    add_score(file, ten()[0], "one")
    assert read_scores(file, "other") == []
    assert read_scores(tmp_path / "none", "one") == []


def test_no_interval_of_a_share_leaves_0_to_1():
    """Recalls of few pictures are 0 or 1 in most divisions: Student's interval of their mean goes beyond."""
    swung = [replace(each, recall={"b": float(each.pair % 2)}) for each in ten()]
    found = outcome(swung)
    for arm in found.arms:
        for each in (*found.figures[arm].values(), *found.recalls[arm].values()):
            assert 0.0 <= each.low <= each.value <= each.high <= 1.0
    assert found.figures["nothing"]["short_recall"].low == 0.0
    for row in found.differences.values():
        assert all(-1.0 <= each.low <= each.high <= 1.0 for each in row.values())
