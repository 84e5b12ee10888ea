"""HOTA, IDF1 and MOTA: answers in sight, and the slow versions on sequences drawn by chance."""

from __future__ import annotations

import numpy as np
import pytest
from slow_tracking import slow_hota, slow_idf1, slow_mota

from huoyan.errors import UsageError
from huoyan.metrics.tracking.hota import LEAST
from huoyan.metrics.tracking.summary import tracking_score
from huoyan.metrics.tracking.trajectories import Trajectories
from making_trajectories import badly_followed, true_trajectories

Row = tuple[int, int, float]


def trajectories(*rows: Row, side: float = 10) -> Trajectories:
    """Squares on a line: frame, number, place."""
    made = [[frame, number, x, 0, x + side, side] for frame, number, x in rows]
    return Trajectories.of(np.array(made, np.float64).reshape(-1, 6))


def values(true: Trajectories, found: Trajectories) -> dict[str, float]:
    return {name: each.value for name, each in tracking_score([(true, found)]).figures.items()}


TRUE = trajectories((0, 1, 0), (1, 1, 1), (2, 1, 2), (3, 1, 3))


def test_what_is_followed_perfectly_has_every_figure_at_one_whatever_its_number():
    found = Trajectories(TRUE.frames, TRUE.numbers + 70, TRUE.boxes)
    assert set(values(TRUE, found).values()) == {1.0}


def test_nothing_found_is_worth_nothing():
    figures = values(TRUE, trajectories())
    assert (figures["hota"], figures["idf1"], figures["mota"]) == (0, 0, 0)


def test_a_number_that_changes_half_way_is_one_switch_and_half_an_identity():
    found = trajectories((0, 5, 0), (1, 5, 1), (2, 6, 2), (3, 6, 3))
    figures = values(TRUE, found)
    assert tracking_score([(TRUE, found)]).counts == {"right": 4, "missed": 0, "false": 0, "switched": 1}
    assert figures["mota"] == 0.75
    assert figures["idf1"] == 0.5
    assert (figures["deta"], figures["assa"]) == (1, 0.5)
    assert figures["hota"] == pytest.approx(0.5**0.5)


def test_one_false_box_costs_a_box():
    found = trajectories((0, 5, 0), (1, 5, 1), (2, 5, 2), (3, 5, 3), (3, 6, 90))
    figures = values(TRUE, found)
    assert figures["mota"] == 0.75
    assert figures["idf1"] == pytest.approx(8 / 9)
    assert figures["det_precision"] == pytest.approx(0.8)


def test_hota_sees_how_well_boxes_are_placed_where_mota_sees_only_half():
    shifted = trajectories((0, 1, 2), (1, 1, 3), (2, 1, 4), (3, 1, 5))  # an overlap of 8 / 12
    figures = values(TRUE, shifted)
    assert figures["mota"] == 1
    assert figures["hota"] == pytest.approx(13 / 19)
    assert figures["motp"] == pytest.approx(8 / 12)


def test_who_was_matched_stays_matched_while_another_fits_better():
    true = trajectories((0, 1, 0), (1, 1, 0))
    found = trajectories((0, 5, 0), (1, 5, 2), (1, 6, 0))
    assert tracking_score([(true, found)]).counts["switched"] == 0


@pytest.mark.parametrize("seed", range(12))
def test_every_figure_equals_the_slow_and_obvious_one(seed: int):
    rng = np.random.default_rng(seed)
    true = true_trajectories(4, 12, rng)
    found = badly_followed(true, rng)
    figures = values(true, found)
    slow = np.mean([slow_hota(true, found, least) for least in LEAST], axis=0)
    fast = [figures[name] for name in ("hota", "deta", "assa", "loca")]
    np.testing.assert_allclose(fast, slow, atol=1e-9)
    assert figures["idf1"] == pytest.approx(slow_idf1(true, found))
    assert figures["mota"] == pytest.approx(slow_mota(true, found))


def test_sequences_together_are_as_one_long_sequence():
    rng = np.random.default_rng(3)
    pairs = [(true, badly_followed(true, rng)) for true in (true_trajectories(4, 20, rng) for _ in range(3))]
    ends = [
        Trajectories.of(
            np.vstack(
                [
                    np.column_stack(
                        [each[which].frames + 100 * at, each[which].numbers + 1000 * at, each[which].boxes]
                    )
                    for at, each in enumerate(pairs)
                ]
            )
        )
        for which in (0, 1)
    ]
    together, whole = tracking_score(pairs).figures, tracking_score([(ends[0], ends[1])]).figures
    for name, figure in together.items():
        assert figure.value == pytest.approx(whole[name].value), name


def test_one_sequence_has_no_interval_and_several_have_one_around_the_value():
    rng = np.random.default_rng(4)
    pairs = [(true, badly_followed(true, rng)) for true in (true_trajectories(4, 20, rng) for _ in range(6))]
    assert {each.low for each in tracking_score(pairs[:1]).figures.values()} == {None}
    for figure in tracking_score(pairs).figures.values():
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < figure.value < figure.high


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng = np.random.default_rng(7)
    pool = [(true, badly_followed(true, rng)) for true in (true_trajectories(3, 12, rng) for _ in range(150))]
    truth, held = tracking_score(pool).figures, {"hota": 0, "idf1": 0, "mota": 0}
    for _ in range(60):
        some = [pool[at] for at in rng.integers(0, len(pool), 8)]
        figures = tracking_score(some).figures
        for name in held:
            low, high = figures[name].low, figures[name].high
            held[name] += low is not None and high is not None and low <= truth[name].value <= high
    assert min(held.values()) >= 50  # of 60; 57 are expected


def test_where_nothing_is_true_there_is_no_figure():
    with pytest.raises(UsageError, match="nothing is true in the 1 sequences"):
        tracking_score([(trajectories(), TRUE)])


def test_a_number_twice_in_a_frame_is_refused():
    with pytest.raises(UsageError, match="number 1 is in frame 0 twice"):
        trajectories((0, 1, 0), (0, 1, 40))
