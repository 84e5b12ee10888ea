"""Things found in overlapping parts of a picture: each once, and whole where a part's edge has cut it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from huoyan.tasks.found_boxes import FoundBoxes
from huoyan.tasks.joined_boxes import cut_sides, joined

# Two parts of a picture of 180 x 100, which share the columns 80 to 100.
LEFT, RIGHT = (0, 0, 100, 100), (80, 0, 180, 100)
Thing = tuple[int, float, tuple[float, float, float, float]]


def of(*things: Thing) -> FoundBoxes:
    """(class, score, box) each."""
    boxes = np.array([box for *_, box in things], np.float64).reshape(-1, 4)
    scores = np.array([score for _, score, _ in things], np.float64)
    return FoundBoxes(boxes, scores, np.array([number for number, *_ in things], np.int64))


def together(left: FoundBoxes, right: FoundBoxes, most: int = 100) -> list[Thing]:
    found = joined([left, right], np.array([LEFT, RIGHT]), 0.65, most)
    rows = zip(found.classes.tolist(), found.scores.tolist(), found.boxes.tolist(), strict=True)
    return [(number, score, tuple(box)) for number, score, box in rows]


def test_what_lies_in_one_part_only_stays():
    one, other = (0, 0.9, (10, 10, 30, 30)), (0, 0.8, (120, 10, 140, 30))
    assert together(of(one), of(other)) == [one, other]
    assert together(of(), of()) == []


def test_what_both_parts_see_whole_counts_once_as_the_surer_says():
    assert together(of((0, 0.8, (82, 10, 97, 30))), of((0, 0.9, (82, 11, 97, 30)))) == [
        (0, 0.9, (82, 11, 97, 30))
    ]


def test_things_of_two_classes_at_one_place_are_two():
    assert len(together(of((0, 0.8, (84, 10, 96, 30))), of((1, 0.9, (84, 10, 96, 30))))) == 2


def test_a_piece_at_an_edge_goes_where_the_neighbour_sees_the_whole_however_sure_it_is():
    whole = (0, 0.6, (85, 10, 130, 30))
    assert together(of((0, 0.95, (85, 10, 100, 30))), of(whole)) == [whole]


def test_a_thing_longer_than_the_overlap_is_put_together():
    found = together(of((0, 0.7, (40, 10, 100, 30))), of((0, 0.9, (80, 11, 150, 30))))
    assert found == [(0, 0.9, (40, 10, 150, 30))]


def test_cut_boxes_of_other_heights_or_classes_stay_apart():
    left = (0, 0.7, (40, 10, 100, 30))
    for right in ((0, 0.9, (80, 28, 150, 90)), (1, 0.9, (80, 10, 150, 30)), (0, 0.9, (101, 10, 150, 30))):
        assert together(of(left), of(right)) == sorted((left, right), key=lambda thing: -thing[1])


def test_a_thing_over_three_parts_becomes_one():
    windows = np.array([(0, 0, 100, 100), (80, 0, 180, 100), (160, 0, 260, 100)])
    pieces = [(0, 0.9, (40, 10, 100, 30)), (0, 0.7, (80, 10, 180, 30)), (0, 0.8, (160, 10, 250, 30))]
    found = joined([of(piece) for piece in pieces], windows, 0.65, 100)
    assert (found.boxes.tolist(), found.scores.tolist()) == ([[40, 10, 250, 30]], [0.9])


def test_an_edge_of_the_picture_cuts_nothing():
    boxes = np.array([[0, 0, 50, 100], [50, 0, 100, 100], [100, 40, 180, 60]])
    sides = cut_sides(boxes, np.array([LEFT, LEFT, RIGHT]), np.array([LEFT, RIGHT]))
    assert np.argwhere(sides).tolist() == [[1, 2]]


def test_the_whole_picture_sees_large_things_whole():
    whole, windows = (0, 0, 180, 100), np.array([(0, 0, 180, 100), LEFT, RIGHT])
    assert whole == tuple(windows[0])
    parts = of((0, 0.5, (20, 5, 170, 95))), of((0, 0.9, (20, 5, 100, 95))), of((0, 0.8, (80, 5, 170, 95)))
    found = joined(parts, windows, 0.65, 100)
    assert (found.boxes.tolist(), found.scores.tolist()) == ([[20, 5, 170, 95]], [0.5])


def test_a_network_that_gives_each_thing_once_still_sees_it_in_two_parts():
    parts = of((0, 0.8, (82, 10, 97, 30))), of((0, 0.9, (82, 11, 97, 30)))
    assert len(joined(parts, np.array([LEFT, RIGHT]), None, 100)) == 1


def test_no_more_than_the_most_and_these_are_the_surest():
    things = [(0, score, (20 * at, 0, 20 * at + 10, 10)) for at, score in enumerate((0.5, 0.9, 0.7))]
    assert [score for _, score, _ in together(of(*things), of(), most=2)] == [0.9, 0.7]


@settings(max_examples=100)
@given(st.data())
def test_small_things_that_stand_apart_come_back_as_they_are(data: st.DataObject):
    """Whatever parts see of them: each is smaller than the overlap, so that one part sees it whole."""
    cells = data.draw(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 4)), unique=True, max_size=12))
    boxes = [(20 * x + 1, 20 * y + 1, 20 * x + 17, 20 * y + 17) for x, y in cells]
    parts = []
    for window in (LEFT, RIGHT):
        seen = [
            (max(x0, window[0]), y0, min(x1, window[2]), y1)
            for x0, y0, x1, y1 in boxes
            if x0 < window[2] and x1 > window[0]
        ]
        parts.append(of(*((0, data.draw(st.floats(0.5, 1)), box) for box in seen)))
    found = joined(parts, np.array([LEFT, RIGHT]), 0.65, 100)
    assert sorted(map(tuple, found.boxes.tolist())) == sorted(boxes)
