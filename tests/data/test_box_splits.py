"""Pictures with boxes are divided by their classes and by how much is in them; copies stay on one side."""

from __future__ import annotations

from collections import Counter

import numpy as np

from boxed import CAR, DOG, boxed, boxed_data, ground, with_things
from huoyan.data.check.copies.duplicates import match
from huoyan.data.check.copies.split_groups import split_sides
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.data.sample.boxes import Box
from huoyan.data.splitting.splits import assign

BLANK = np.zeros((8, 8), np.uint8)


def silent(_: str) -> None:
    pass


def drawn(dataset: Dataset, seed: int = 0) -> Dataset:
    return assign(dataset, 0.15, 0.15, seed, silent)


def crowded(n: int = 120) -> Dataset:
    """One or two cars, in every sixth picture twelve; a dog in every tenth; nothing in every twelfth."""
    rng = np.random.default_rng(0)
    samples = []
    for at in range(n):
        cars = 0 if at % 12 == 0 else 12 if at % 6 == 1 else int(rng.integers(1, 3))
        boxes = [Box(CAR, 10 * k, 0, 10 * k + 5, 5) for k in range(cars)]
        samples.append(
            boxed(f"{at}.png", [*boxes, *([Box(DOG, 0, 9, 9, 20)] if at % 10 == 3 else [])], BLANK)
        )
    return boxed_data(*samples)


def test_every_part_has_its_share_of_pictures_boxes_and_classes_and_of_pictures_without_boxes():
    for seed in range(5):
        dataset = drawn(crowded(), seed)
        total = dataset.targets()[:, 1]
        for split, share in (("val", 0.15), ("test", 0.15)):
            part = dataset.split(split)
            assert 14 <= len(part) <= 22
            assert abs(len(part.targets()) / len(total) - share) < 0.06
            assert part.counts()["狗"] in (1, 2, 3)
            assert 1 <= sum(not sample.labels for sample in part.samples) <= 3


def test_groups_stay_on_one_side():
    samples = [
        boxed(f"{at}.png", [Box(at % 2, 0, 0, 9, 9)] * (1 + at % 5), BLANK, group=f"flight {at // 6}")
        for at in range(120)
    ]
    sides: dict[str | None, set[str | None]] = {}
    for sample in drawn(boxed_data(*samples)).samples:
        sides.setdefault(sample.group, set()).add(sample.split)
    assert all(len(splits) == 1 for splits in sides.values())
    assert Counter(split for splits in sides.values() for split in splits).keys() == {*SPLITS}


def test_copies_stay_together_though_a_box_was_forgotten_in_one():
    cars = (Box(CAR, 20, 30, 90, 80), Box(DOG, 150, 40, 230, 100))
    scene = with_things(ground(1), cars)
    brighter = np.clip(scene.astype(int) + 6, 0, 255).astype(np.uint8)
    others = [boxed(f"{at}.png", cars, with_things(ground(at), cars)) for at in range(2, 30)]
    dataset = boxed_data(boxed("a.png", cars, scene), boxed("b.png", cars[:1], brighter), *others)
    seen = glance(dataset)
    found = match(seen)
    assert found.near.tolist() == [[0, 1]]
    assert split_sides(dataset, seen, found, 0.15).clusters == [[0, 1]]


def test_what_the_data_say_of_their_parts_is_kept():
    given = [boxed(f"{at}.png", [Box(CAR, 0, 0, 9, 9)], BLANK, SPLITS[at % 3]) for at in range(30)]
    assert [sample.split for sample in drawn(boxed_data(*given)).samples] == [x.split for x in given]
