"""A thing is called what most looks at it say, the large ones first of all."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from huoyan.results import Classification, LabelScore
from huoyan.watch.crops.votes import MOST_LOOKS, Votes, cut_out
from making_tracks import SIDE, Walk, filmed

FRAME = np.zeros((SIDE, SIDE, 3), np.uint8)


def looks(*shares_of_van: float) -> tuple[Callable[[np.ndarray], Classification], list[tuple[int, ...]]]:
    """A classifier that gives van these probabilities, the last one for ever; and the crops that it saw."""
    left, seen = list(shares_of_van), list[tuple[int, ...]]()

    def classifier(pixels: np.ndarray) -> Classification:
        seen.append(pixels.shape)
        van = left.pop(0) if len(left) > 1 else left[0]
        labels = sorted((LabelScore("van", van), LabelScore("lorry", 1 - van)), key=lambda each: -each.score)
        return Classification(tuple(labels), (labels[0].label,))

    return classifier, seen


def labels(votes: Votes, *walks: Walk) -> list[list[str]]:
    return [[each.label for each in votes.named(FRAME, tracks).tracked] for tracks in filmed(*walks)]


def test_one_wrong_look_does_not_change_a_kind():
    classifier, _ = looks(0.9, 0.8, 0.3, 0.9)
    assert labels(Votes(classifier), Walk(1, [(500, 500)] * 4, "car")) == [["van"]] * 4


def test_more_sure_looks_turn_a_wrong_beginning():
    classifier, _ = looks(0.4, 0.9, 0.9)
    assert labels(Votes(classifier), Walk(1, [(500, 500)] * 3, "car")) == [["lorry"], ["van"], ["van"]]


def test_only_the_kinds_that_were_named_are_looked_at():
    classifier, seen = looks(0.9)
    walks = Walk(1, [(300, 500)] * 2, "car"), Walk(2, [(700, 500)] * 2, "person")
    assert labels(Votes(classifier, ["car"]), *walks) == [["van", "person"]] * 2
    assert len(seen) == 2


def test_a_track_is_looked_at_so_often_and_no_more():
    classifier, seen = looks(0.9)
    labels(Votes(classifier), Walk(1, [(500, 500)] * 60, "car"))
    assert len(seen) == MOST_LOOKS


def test_what_is_hidden_or_outside_the_picture_keeps_its_kind():
    classifier, seen = looks(0.9)
    votes = Votes(classifier)
    assert labels(votes, Walk(1, [(500, 500), None, (500, -200), (500, 500)], "car")) == [
        ["van"],
        [],
        ["van"],
        ["van"],
    ]
    assert len(seen) == 2


def test_votes_go_through_json():
    first, _ = looks(0.9, 0.7, 0.2)
    votes, tracks = Votes(first), filmed(Walk(1, [(500, 500)] * 6, "car"))
    for each in tracks[:3]:
        votes.named(FRAME, each)
    again = Votes(looks(0.6)[0])
    again.restore(json.loads(json.dumps(votes.state())))
    same = Votes(looks(0.9, 0.7, 0.2, 0.6)[0])
    expected = [same.named(FRAME, each) for each in tracks]
    assert [again.named(FRAME, each) for each in tracks[3:]] == expected[3:]


def test_a_crop_has_a_margin_as_far_as_the_picture_goes():
    pixels = np.arange(100 * 100 * 3, dtype=np.uint32).reshape(100, 100, 3)
    assert (cut_out(pixels, (20, 40, 40, 80)) == pixels[38:82, 19:41]).all()
    assert (cut_out(pixels, (90, 90, 130, 130)) == pixels[88:100, 88:100]).all()
    assert cut_out(pixels, (200, 200, 210, 210)).size == 0
