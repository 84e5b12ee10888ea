"""Pictures with several labels: a label that is missing or too many, and properties that tell a label."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from huoyan.data.check import check
from huoyan.data.check.labels.quick_model import chances_each
from huoyan.data.check.labels.shortcut_sets import shortcut_sets
from huoyan.data.check.labels.wrong_label_sets import LEAST_PICTURES, judge_sets, wrongness
from huoyan.data.check.labels.wrong_labels import wrong_labels
from huoyan.data.check.look.appearance import appearance
from huoyan.data.check.look.glance import glance
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.data.sample.picture import PixelPicture
from huoyan.data.sample.truth import SeveralLabels
from huoyan.images.decode import decode
from making import sample_of

pytest.importorskip("cleanlab", reason="the extra `check` is not installed")

CLASSES = ("red", "green", "blue")


def tinted(labels: tuple[int, ...], rng: np.random.Generator, side: int = 48) -> np.ndarray:
    """Blurred noise with a patch of each colour somewhere on it, uint8 (side, side, 3)."""
    canvas = cv2.resize(rng.integers(60, 140, (6, 6, 3), dtype=np.uint8), (side, side))
    for label in labels:
        y, x = rng.integers(0, side - 16, 2)
        canvas[y : y + 16, x : x + 16, label] = 250
    return np.asarray(canvas)


def patches(n: int = 240, seed: int = 0) -> Dataset:
    """Every picture shows one, two or three colours, or none."""
    rng = np.random.default_rng(seed)
    sets = [tuple(np.flatnonzero(rng.random(3) < 0.4).tolist()) for _ in range(n)]
    samples = [sample_of(f"{i}.png", labels, pixels=tinted(labels, rng)) for i, labels in enumerate(sets)]
    return Dataset("patches", CLASSES, tuple(samples), kind="labels")


def relabelled(dataset: Dataset, changes: dict[int, tuple[int, ...]]) -> Dataset:
    samples = [
        replace(each, truth=SeveralLabels(changes.get(at, each.labels)))
        for at, each in enumerate(dataset.samples)
    ]
    return replace(dataset, samples=tuple(samples))


def features_of(dataset: Dataset) -> np.ndarray:
    """What a good network would say: the labels that are shown, with noise."""
    shown = dataset.targets()
    return shown * 3 + np.random.default_rng(7).normal(size=shown.shape) * 0.4


def everyone(dataset: Dataset) -> np.ndarray:
    return np.ones(len(dataset), dtype=bool)


def test_a_missing_and_an_extra_label_come_first_and_are_named():
    dataset = patches()
    features = features_of(dataset)
    missing = next(at for at, s in enumerate(dataset.samples) if s.labels == (0, 1))
    extra = next(at for at, s in enumerate(dataset.samples) if s.labels == (2,))
    wrong = relabelled(dataset, {missing: (0,), extra: (1, 2)})
    first, second, *_ = wrong_labels(wrong, features, everyone(wrong))
    found = {each.paths[0]: each for each in (first, second)}
    assert set(found) == {f"{missing}.png", f"{extra}.png"}
    told = found[f"{missing}.png"]
    assert (told.detail["given"], told.detail["suggested"]) == ("red", "red|green")
    assert (told.detail["missing"], told.detail["extra"]) == (["green"], [])
    assert "looks as if it showed 'green'" in told.message
    told = found[f"{extra}.png"]
    assert (told.detail["given"], told.detail["suggested"]) == ("green|blue", "blue")
    assert (told.detail["missing"], told.detail["extra"]) == ([], ["green"])
    assert "looks not as if it showed 'green'" in told.message


def test_right_labels_are_hardly_ever_doubted():
    dataset = patches(600)
    assert len(wrong_labels(dataset, features_of(dataset), everyone(dataset))) <= 6


def test_a_picture_without_a_label_may_lack_one():
    dataset = patches()
    features = features_of(dataset)
    at = next(at for at, s in enumerate(dataset.samples) if s.labels == (1,))
    first = wrong_labels(relabelled(dataset, {at: ()}), features, everyone(dataset))[0]
    assert (first.detail["given"], first.detail["suggested"]) == ("no label", "green")


def test_of_a_rare_label_a_low_chance_alone_is_no_doubt():
    given = np.zeros((1000, 1), dtype=bool)
    given[:50] = True
    # Half of the rare label's pictures look like all the others: 1 in 40 of these has it.
    chances = np.full((1000, 1), 25 / 975)
    chances[:25] = 0.9
    wrong = wrongness(given, chances)
    assert wrong[30, 0] < 0.2  # given, and little speaks for it
    assert wrongness(~given[:100], np.full((100, 1), 0.999))[99, 0] < 0.01
    assert wrong[999, 0] < 0.1
    likely = chances.copy()
    likely[999] = 0.9
    assert wrongness(given, likely)[999, 0] > 0.8  # not given, and much speaks for it


def test_chances_are_as_sure_as_they_are_right_label_by_label():
    rng = np.random.default_rng(0)
    truth = (rng.random((4000, 3)) < [0.05, 0.3, 0.7]).astype(np.float32)
    scores = truth * [0.2, 1, 5] + rng.normal(size=truth.shape) * [0.1, 1, 2]
    found = chances_each(scores, truth)
    np.testing.assert_allclose(found.mean(axis=0), truth.mean(axis=0), atol=0.01)
    for c in range(3):
        for low, high in ((0.05, 0.3), (0.3, 0.7), (0.7, 0.95)):
            rows = (found[:, c] > low) & (found[:, c] <= high)
            assert abs(found[rows, c].mean() - truth[rows, c].mean()) < 4 / np.sqrt(rows.sum())


def test_a_label_that_is_told_perfectly_does_not_break_the_fit():
    truth = np.repeat([[0.0], [1.0]], 50, axis=0).astype(np.float32)
    found = chances_each(truth * 10, truth)
    assert np.isfinite(found).all()
    assert (found[:50] < 0.05).all()
    assert (found[50:] > 0.95).all()


def test_labels_of_few_pictures_and_unreadable_pictures_are_not_judged():
    dataset = patches()
    few = [at for at, s in enumerate(dataset.samples) if 2 in s.labels][LEAST_PICTURES - 1 :]
    changes = {at: tuple(label for label in dataset.samples[at].labels if label != 2) for at in few}
    rare = relabelled(dataset, changes)
    known = everyone(dataset)
    known[:20] = False
    judged = judge_sets(rare.targets(), features_of(rare), known)
    assert judged is not None
    assert judged.classes.tolist() == [0, 1]
    assert judged.index.min() >= 20
    alone = Dataset("one", ("a",), tuple(sample_of(str(i), 0) for i in range(30)), kind="labels")
    assert judge_sets(alone.targets(), np.zeros((30, 2)), np.ones(30, bool)) is None


def test_wrong_sets_of_real_photos_are_among_the_first_of_the_list(unpacked: Callable[[str], Path]):
    """Two photos of weather4, one above the other; of one in twenty a label is left out or exchanged."""
    weather = read_dataset(unpacked("weather4/weather4.zip"), say=lambda text: None)
    rng = np.random.default_rng(0)
    small = [
        cv2.resize(decode(s.path.read_bytes(), at_least=(48, 64)).pixels, (64, 48))
        for s in weather.samples[::2]
        if s.path
    ]
    labels = [s.labels[0] for s in weather.samples[::2]]
    pairs = rng.integers(0, len(small), (500, 2))
    samples = [
        sample_of(f"{n}", tuple(sorted({labels[a], labels[b]})), pixels=np.concatenate([small[a], small[b]]))
        for n, (a, b) in enumerate(pairs)
    ]
    data = Dataset("pairs", weather.classes, tuple(samples), kind="labels")
    targets, wrong = data.targets(), rng.permutation(500)[:25]
    for at in wrong:
        on = rng.choice(np.flatnonzero(targets[at]))
        off = rng.choice(np.flatnonzero(targets[at] == 0))
        targets[at, on] = 0
        targets[at, off] = rng.integers(2)
    judged = judge_sets(targets, appearance(glance(data).thumb), everyone(data))
    assert judged is not None
    # By chance a tenth of them would be.
    assert np.isin(judged.index[:50], wrong).sum() >= 0.5 * len(wrong)


def framed(picture: np.ndarray) -> np.ndarray:
    changed = picture.copy()
    for edge in (np.s_[:3], np.s_[-3:], np.s_[:, :3], np.s_[:, -3:]):
        changed[edge] = 0
    return changed


def told(dataset: Dataset) -> dict[str, object]:
    return {each.detail["property"]: each for each in shortcut_sets(dataset, glance(dataset))}


def noise(n: int = 300, seed: int = 0) -> Dataset:
    rng = np.random.default_rng(seed)
    sets = [tuple(np.flatnonzero(rng.random(3) < 0.3).tolist()) for _ in range(n)]
    samples = [sample_of(f"{i}.png", labels, pixels=tinted((), rng)) for i, labels in enumerate(sets)]
    return Dataset("noise", CLASSES, tuple(samples), kind="labels")


def planted(dataset: Dataset, label: int, change: Callable[[np.ndarray], np.ndarray]) -> Dataset:
    samples = [
        replace(s, picture=PixelPicture(change(s.pixels)))
        if label in s.labels and s.pixels is not None
        else s
        for s in dataset.samples
    ]
    return replace(dataset, samples=tuple(samples))


def test_labels_that_nothing_tells_raise_no_finding():
    for seed in range(3):
        assert told(noise(seed=seed)) == {}


def test_a_border_of_one_label_is_found_beside_chance():
    border = told(planted(noise(), 1, framed))["border"]
    assert border.severity == "warning"
    assert [each["class"] for each in border.detail["given_away"]] == ["green"]
    assert border.detail["accuracy"]["value"] > 0.98
    assert border.detail["chance"] == 0.5
    assert border.detail["typical"] == [pytest.approx(3 / 48, abs=0.02), 0]
    assert "whether they have the label 'green'" in border.message


def test_brightness_of_a_label_is_a_note():
    bright = told(planted(noise(), 0, lambda picture: (picture // 2 + 127).astype(np.uint8)))
    assert bright["brightness"].severity == "note"
    assert bright["brightness"].detail["given_away"][0]["class"] == "red"


def test_the_whole_check_looks_at_several_labels_too():
    found = check(planted(patches(), 2, framed))
    assert {"labels", "shortcuts"} <= set(found.seconds)
    assert any(each.detail["property"] == "border" for each in found.of("shortcut"))


def test_the_page_shows_sets_of_labels():
    from huoyan.report.check.page import render

    dataset = patches()
    at = next(at for at, s in enumerate(dataset.samples) if s.labels == (0, 1))
    wrong = relabelled(dataset, {at: (0,)})
    found = check(wrong, embeddings=features_of(dataset))
    page = render(found, wrong)
    assert "red|green" in page
    assert "It looked at colours and edges, and through the given embeddings." in page
