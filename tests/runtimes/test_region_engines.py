"""A graph that answers for regions gives, behind the search, what every detector gives."""

from __future__ import annotations

import numpy as np
import pytest

from huoyan.errors import EngineError, MissingExtra
from huoyan.images.proposals import segments
from huoyan.images.proposals.regions import Regions
from huoyan.images.proposals.selective_search import SelectiveSearch
from huoyan.runtimes.base import Precision
from huoyan.runtimes.regions import RegionRuntime, things


class RednessRuntime:
    """Scores of two classes: how red a region is, and how blue; no box is moved."""

    name, reason, threads = "redness", "", 1
    precision: Precision = "fp32"

    def run(self, batch: np.ndarray) -> dict[str, np.ndarray]:
        means = batch.mean(axis=(1, 2)) / 255
        return {
            "scores": means[:, [0, 2]].astype(np.float32),
            "changes": np.zeros((len(batch), 2, 4), np.float32),
        }


def opened(most: int = 10) -> RegionRuntime:
    return RegionRuntime(RednessRuntime(), Regions(SelectiveSearch(), 16, 1, most), (64, 96, 3))


def picture() -> np.ndarray:
    pixels = np.full((64, 96, 3), 60, np.uint8)
    pixels[10:40, 8:44] = (250, 10, 10)
    pixels[20:60, 56:90] = (10, 10, 230)
    return pixels


def test_the_surest_region_of_each_class_is_its_thing():
    found = opened().run(picture()[None])
    assert {name: each.shape for name, each in found.items()} == {
        "boxes": (1, 10, 4),
        "scores": (1, 10),
        "classes": (1, 10),
    }
    for label, box in ((0, (8, 10, 44, 40)), (1, (56, 20, 90, 60))):
        first = int(np.flatnonzero(found["classes"][0] == label)[0])
        np.testing.assert_allclose(found["boxes"][0, first], box, atol=3)
    assert (np.diff(found["scores"][0]) <= 0).all()


def test_pictures_of_a_batch_are_answered_as_alone():
    both = np.stack([picture(), np.full((64, 96, 3), 60, np.uint8)])
    together = opened().run(both)
    for at, alone in enumerate(both):
        for name, each in opened().run(alone[None]).items():
            np.testing.assert_array_equal(together[name][at], each[0])


def test_fewer_regions_than_things_are_filled_up_with_nothing():
    found = things(np.array([(0.0, 0.0, 4.0, 4.0)]), np.array([[0.2, 0.7]]), np.zeros((1, 2, 4)), most=4)
    np.testing.assert_allclose(found["scores"], (0.7, 0.2, 0, 0))
    assert found["classes"].tolist() == [1, 0, 0, 0]
    assert found["boxes"][2:].tolist() == [[0, 0, 0, 0]] * 2


def test_pictures_of_other_sides_are_refused():
    with pytest.raises(EngineError, match="64"):
        opened().run(np.zeros((1, 32, 32, 3), np.uint8))


def test_a_missing_scikit_image_is_said_when_a_model_is_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segments, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"huoyan\[rcnn\]"):
        opened()
