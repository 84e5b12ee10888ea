"""Boxes as the truth of a picture: what splits, counts and hashes see of them."""

from __future__ import annotations

import numpy as np

from huoyan.data.dataset import Dataset, Sample
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import KINDS

CAR, DOG = 0, 1
STREET = Boxes((Box(DOG, 1, 2, 3, 5), Box(CAR, 0, 0, 9.5, 4), Box(CAR, 5, 5, 6, 7, crowd=True)))
EMPTY = Boxes(())


def data() -> Dataset:
    picture = PixelPicture(np.zeros((10, 10), np.uint8))
    samples = tuple(Sample(f"{at}.png", truth, picture) for at, truth in enumerate((STREET, EMPTY, STREET)))
    return Dataset("streets", ("car", "dog"), samples, kind="boxes")


def test_a_picture_counts_once_for_each_class_that_it_shows():
    assert STREET.labels == (CAR, DOG)
    assert EMPTY.labels == ()
    assert data().counts() == {"car": 2, "dog": 2}


def test_targets_have_a_row_a_box_that_names_its_picture():
    targets = data().targets()
    assert targets.shape == (6, 7)
    assert targets[:, 0].tolist() == [0, 0, 0, 2, 2, 2]
    assert targets[1].tolist() == [0, CAR, 0, 0, 9.5, 4, 0]
    assert targets[2, -1] == 1


def test_pictures_without_boxes_are_a_stratum_of_their_own():
    assert KINDS["boxes"].strata(data().truths) == [(CAR, DOG), (-1,), (CAR, DOG)]


def test_by_name_the_order_of_boxes_and_of_classes_is_nothing():
    turned = Boxes(STREET.boxes[::-1]).relabelled({CAR: DOG, DOG: CAR})
    assert list(turned.by_name(("dog", "car"))) == list(STREET.by_name(("car", "dog")))
    assert list(STREET.by_name(("car", "dog"))) != list(STREET.by_name(("van", "dog")))


def test_the_area_of_a_box_that_is_turned_inside_out_is_nothing():
    assert Box(CAR, 5, 0, 4, 9).area == 0
    assert Box(CAR, 1, 2, 3.5, 4).area == 5
