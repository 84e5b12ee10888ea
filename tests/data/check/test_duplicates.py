"""Copies are found through resizing, compression, crops and light; other pictures of one scene are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import simplejpeg
from hypothesis import given
from hypothesis import strategies as st

from huoyan.data.check.copies import nearest_pictures as neighbours
from huoyan.data.check.copies.alignment import compare_aligned
from huoyan.data.check.copies.duplicates import Matches, are_copies, components, duplicates, match
from huoyan.data.check.copies.nearest_pictures import descriptors_of, mirrored_descriptors, nearest
from huoyan.data.check.copies.split_groups import Sides, split_sides
from huoyan.data.check.look.glance import glance
from huoyan.data.check.look.picture_facts import GREY_SIDE, squashed
from huoyan.data.dataset import Dataset
from huoyan.data.named.sets import read_named
from huoyan.data.open import read_dataset
from huoyan.data.sample.truth import Numbers, OneLabel
from huoyan.images.decode import decode
from making import sample_of


def silent(_: str) -> None:
    pass


def dataset_of(*pictures: np.ndarray, labels: tuple[int, ...] = ()) -> Dataset:
    samples = tuple(
        sample_of(str(at), labels[at] if labels else 0, pixels=pixels) for at, pixels in enumerate(pictures)
    )
    return Dataset("made", ("a", "b"), samples)


def found_in(*pictures: np.ndarray) -> Matches:
    return match(glance(dataset_of(*pictures)))


@pytest.fixture(scope="module")
def photos(unpacked: Callable[[str], Path]) -> list[np.ndarray]:
    """90 real photos, among them 30 sunsets."""
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=silent)
    sunsets = dataset.keep(lambda sample: dataset.classes[sample.labels[0]] == "Sunrise")
    others = dataset.keep(lambda sample: dataset.classes[sample.labels[0]] != "Sunrise")
    chosen = [*others.samples[::10][:60], *sunsets.samples[::9][:30]]
    return [decode(sample.path.read_bytes()).pixels for sample in chosen if sample.path]


def resized(rgb: np.ndarray, scale: float) -> np.ndarray:
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC))


def compressed(rgb: np.ndarray, quality: int) -> np.ndarray:
    data = simplejpeg.encode_jpeg(np.ascontiguousarray(rgb), quality=quality, colorspace="RGB")
    return np.asarray(simplejpeg.decode_jpeg(data))


def cropped(rgb: np.ndarray, part: float, top: float, left: float) -> np.ndarray:
    height, width = (round(part * side) for side in rgb.shape[:2])
    y, x = round(top * (rgb.shape[0] - height)), round(left * (rgb.shape[1] - width))
    return rgb[y : y + height, x : x + width]


def brightened(rgb: np.ndarray, factor: float) -> np.ndarray:
    return np.clip(rgb.astype(np.float32) * factor, 0, 255).astype(np.uint8)


CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "half the size": lambda rgb: resized(rgb, 0.5),
    "half as large again": lambda rgb: resized(rgb, 1.5),
    "JPEG quality 40": lambda rgb: compressed(rgb, 40),
    "5 % off the top left": lambda rgb: cropped(rgb, 0.95, 1, 1),
    "5 % off all round": lambda rgb: cropped(rgb, 0.95, 0.5, 0.5),
    "20 % darker": lambda rgb: brightened(rgb, 0.8),
    "20 % brighter": lambda rgb: brightened(rgb, 1.2),
    "all at once": lambda rgb: compressed(brightened(resized(cropped(rgb, 0.95, 0, 1), 0.5), 1.2), 40),
}


@pytest.mark.parametrize("name", CHANGES)
def test_nearly_every_real_photo_is_found_again_after(name: str, photos: list[np.ndarray]) -> None:
    n = len(photos)
    found = found_in(*photos, *(CHANGES[name](rgb) for rgb in photos))
    pairs = set(map(tuple, found.near.tolist()))
    assert sum((at, at + n) in pairs for at in range(n)) >= 0.98 * n
    # The set itself has a copy or two; what is named beyond them would be another picture.
    own = set(map(tuple, found_in(*photos).near.tolist()))
    assert {(i % n, j % n) for i, j in pairs if i % n != j % n} <= {*own, *((j, i) for i, j in own)}


def test_flips_are_found_and_reported_apart(photos: list[np.ndarray]) -> None:
    n = len(photos)
    found = found_in(*photos, *(compressed(rgb[:, ::-1], 60) for rgb in photos))
    flips, near = set(map(tuple, found.mirrored.tolist())), set(map(tuple, found.near.tolist()))
    either = sum((at, at + n) in flips or (at, at + n) in near for at in range(n))
    assert either >= 0.98 * n
    assert sum((at, at + n) in flips for at in range(n)) >= 0.95 * n
    assert not flips & near


def test_sunsets_that_look_alike_stay_apart(unpacked: Callable[[str], Path]) -> None:
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=silent)
    sunsets = dataset.keep(lambda sample: dataset.classes[sample.labels[0]] == "Sunrise")
    seen = glance(sunsets)
    cosines = (vectors := descriptors_of(seen.grey)) @ vectors.T
    alike = (np.count_nonzero(cosines > 0.75) - len(sunsets)) // 2
    found = match(seen)
    assert alike > 50
    assert len(found.near) + len(found.mirrored) <= 18


def test_handwritten_digits_are_not_copies_even_when_enlarged() -> None:
    digits = read_named("digits", silent).take(range(0, 1_797, 5))
    for group in match(glance(digits)).clusters():
        contents = {pixels.tobytes() for at in group if (pixels := digits.samples[at].pixels) is not None}
        assert len(contents) == 1
    large = [np.asarray(cv2.resize(s.pixels, (64, 64))) for s in digits.samples if s.pixels is not None]
    vectors = descriptors_of(np.stack([squashed(picture, GREY_SIDE) for picture in large]))
    assert len(nearest(vectors, vectors, 12, 0.8)) > 300  # they do look alike
    assert len(found_in(*large).near) <= 3


def test_exact_copies_are_grouped_by_content_and_stand_once_in_pairs(photos: list[np.ndarray]) -> None:
    a, b = photos[0], photos[1]
    found = found_in(a, b, a, compressed(a, 80), a)
    assert found.exact == ((0, 2, 4),)
    assert found.near.tolist() == [[0, 3]]
    assert found.clusters() == [[0, 2, 3, 4]]


def test_blank_pictures_are_copies_only_where_they_are_equal() -> None:
    found = found_in(*(np.full((64, 64), value, np.uint8) for value in (0, 0, 100, 200)))
    assert found.exact == ((0, 1),)
    assert found.clusters() == [[0, 1]]


def test_a_picture_that_mirrors_itself_is_no_finding(photos: list[np.ndarray]) -> None:
    half = photos[3][:, : photos[3].shape[1] // 2]
    symmetric = np.concatenate([half, half[:, ::-1]], axis=1)
    found = found_in(symmetric, photos[4])
    assert found.clusters() == []
    twice = found_in(symmetric, compressed(symmetric, 80))
    assert (twice.near.tolist(), twice.mirrored.tolist()) == ([[0, 1]], [])


def test_nothing_and_one_picture_have_no_copies(photos: list[np.ndarray]) -> None:
    assert found_in().clusters() == []
    assert found_in(photos[0]).clusters() == []


def test_the_same_pictures_give_the_same_answer(photos: list[np.ndarray]) -> None:
    pictures = [*photos, *(cropped(rgb, 0.95, 0, 0) for rgb in photos)]
    first, second = found_in(*pictures), found_in(*pictures)
    assert np.array_equal(first.near, second.near)
    assert np.array_equal(first.similarity, second.similarity)


# Fixed cameras


COLOURS = ((220, 60, 60), (60, 200, 60), (60, 60, 220))


def wall(seed: int = 0, height: int = 96, width: int = 128) -> np.ndarray:
    """A background with detail of all sizes, uint8."""
    rng = np.random.default_rng(seed)
    layers = [
        step**0.7
        * cv2.resize(
            rng.normal(size=(height // step, width // step, 3)),
            (width, height),
            interpolation=cv2.INTER_CUBIC,
        )
        for step in (2, 4, 8, 16, 32)
    ]
    total = np.sum(layers, axis=0)
    return ((total - total.min()) / np.ptp(total) * 255).astype(np.uint8)


def frame(
    x: int, y: int, colour: tuple[int, int, int], seed: int = 0, noise: float = 2, light: float = 1
) -> np.ndarray:
    """The wall with a square of 14 pixels before it, as a camera sees it: with noise, and compressed."""
    picture = wall().astype(np.float32)
    picture[y : y + 14, x : x + 14] = colour
    picture += np.random.default_rng(seed).normal(size=picture.shape) * noise
    return compressed(np.clip(picture * light, 0, 255).astype(np.uint8), 90)


def test_what_moves_before_a_fixed_camera_makes_other_pictures() -> None:
    rng = np.random.default_rng(1)
    places = rng.integers(2, (110, 78), (60, 2))
    frames = [frame(x, y, COLOURS[at % 3], at) for at, (x, y) in enumerate(places.tolist())]
    found = found_in(*frames)
    agree = compare_aligned(glance(dataset_of(*frames)).grey, np.array([[at, at + 1] for at in range(59)]))
    assert np.median(agree.whole) > 0.9  # as a whole they are alike
    assert len(found.near) <= 2
    assert max(map(len, found.clusters()), default=0) <= 3


def test_a_thing_of_another_colour_makes_another_picture_even_where_grey_does_not_tell() -> None:
    red, green = (180, 90, 90), (90, 135, 90)
    assert abs(np.dot(np.subtract(red, green), (0.299, 0.587, 0.114))) < 1
    assert len(found_in(frame(50, 40, red), frame(50, 40, green)).near) == 0


def test_frames_in_which_nothing_moves_are_copies_whatever_the_noise_and_the_light() -> None:
    frames = [
        frame(50, 40, COLOURS[0], at, noise=4, light=light) for at, light in enumerate((1, 1, 0.9, 1.1))
    ]
    assert found_in(*frames).clusters() == [[0, 1, 2, 3]]


def test_a_picture_and_the_same_with_a_mark_are_kept_together_but_not_taken_for_equal(photos) -> None:
    marked = photos[0].copy()
    marked[-16:-8, 10:34] = 255
    found = found_in(photos[0], marked, *photos[1:5])
    assert (found.near.tolist(), found.edited.tolist()) == ([], [[0, 1]])
    assert found.clusters() == [[0, 1]]
    both = dataset_of(photos[0], marked, labels=(0, 0))
    (finding,) = duplicates(both, found_in(photos[0], marked))
    assert (finding.kind, finding.severity) == ("near-duplicate", "note")
    assert "but for one place" in finding.message
    assert duplicates(dataset_of(photos[0], marked, labels=(0, 1)), found_in(photos[0], marked)) == []


@pytest.mark.parametrize(
    ("film", "most"), [("highway_one_way", 2), ("motorway_two_way", 6), ("persons_at_table", 40)]
)
def test_of_real_films_only_frames_in_which_nothing_moved_are_copies(
    film: str, most: int, unpacked: Callable[[str], Path]
) -> None:
    video = cv2.VideoCapture(str(unpacked("watch/line_counts.zip") / f"{film}.mp4"))
    frames = [video.read()[1][:, :, ::-1] for _ in range(300)][::5]
    found = found_in(*(np.ascontiguousarray(picture) for picture in frames))
    # Of the last one 20 s in which somebody stands still are copies; nobody drives in the others.
    assert max(map(len, components(map(tuple, found.near.tolist()))), default=0) <= most


def test_cars_on_one_road_are_no_copies_of_one_another(unpacked: Callable[[str], Path]) -> None:
    cars = read_dataset(unpacked("vehicles/vehicle_types6.zip") / "labels.csv", say=silent)
    assert len(match(glance(cars.take(range(0, len(cars), 2)))).near) <= 4


# Which stay on one side


def sides_of(dataset: Dataset, share: float = 0.15) -> Sides:
    seen = glance(dataset)
    return split_sides(dataset, seen, match(seen), share)


def test_copies_under_other_labels_do_not_chain(photos: list[np.ndarray]) -> None:
    copies = [compressed(photos[0], quality) for quality in (90, 70, 50, 40)]
    data = dataset_of(*copies, *photos[1:9], labels=(0, 0, 1, 1, *[0, 1] * 4))
    assert match(glance(data)).clusters() == [[0, 1, 2, 3]]
    assert sides_of(data).clusters == [[0, 1], [2, 3]]


def test_equal_files_under_other_labels_stay_together(photos: list[np.ndarray]) -> None:
    data = dataset_of(photos[0], photos[0], *photos[1:9], labels=(0, 1, *[0, 1] * 4))
    assert sides_of(data).clusters == [[0, 1]]


def film(n: int) -> list[np.ndarray]:
    """A soft bright spot that drifts slowly: each frame is like the next, the first unlike the last."""
    x = np.arange(128)[None, :]
    y = np.arange(96)[:, None]
    frames = []
    for at in range(n):
        spot = 70 * np.exp(-((x - 20 - at / 2) ** 2 + (y - 48) ** 2) / 200)
        frames.append(np.clip(wall() * 0.6 + spot[:, :, None], 0, 255).astype(np.uint8))
    return frames


def test_a_slow_film_is_one_chain_and_is_cut_where_it_would_fill_a_part() -> None:
    frames = film(60)
    seen = glance(dataset_of(*frames))
    assert max(map(len, match(seen).clusters())) >= 50
    assert not are_copies(seen, np.array([[0, 59]]))[0]
    found = sides_of(dataset_of(*frames))
    assert found.cut >= 50
    assert max(map(len, found.clusters)) <= 20


def test_a_chain_that_is_short_against_its_part_stays_whole() -> None:
    frames = film(16)
    data = dataset_of(*frames, *(wall(seed, 48, 64) for seed in range(1, 240)))
    (chain, *_) = match(glance(data)).clusters()
    assert sides_of(data) == Sides([chain], 0)


def test_a_cluster_of_true_copies_is_never_cut(photos: list[np.ndarray]) -> None:
    data = dataset_of(*(compressed(photos[0], 40 + at) for at in range(30)), *photos[1:9])
    assert sides_of(data) == Sides([list(range(30))], 0)


# The parts


def test_a_mirrored_descriptor_is_that_of_the_mirrored_picture() -> None:
    grey = np.random.default_rng(0).integers(0, 256, (20, GREY_SIDE, GREY_SIDE), dtype=np.uint8)
    assert np.allclose(
        mirrored_descriptors(descriptors_of(grey)), descriptors_of(grey[:, :, ::-1]), atol=1e-5
    )
    assert np.allclose(np.linalg.norm(descriptors_of(grey), axis=1), 1, atol=1e-5)


def test_descriptors_do_not_see_brightness_and_contrast() -> None:
    grey = np.random.default_rng(0).integers(0, 100, (5, GREY_SIDE, GREY_SIDE), dtype=np.uint8)
    assert np.allclose(descriptors_of(grey), descriptors_of(grey * 2 + 30), atol=1e-5)
    assert descriptors_of(np.full((1, GREY_SIDE, GREY_SIDE), 77, np.uint8)).max() == 0


def slow_nearest(vectors: np.ndarray, queries: np.ndarray, k: int, least: float) -> set[tuple[int, int]]:
    pairs = set()
    for i, query in enumerate(queries):
        closeness = [(-float(query @ vector), j) for j, vector in enumerate(vectors) if j != i]
        pairs |= {(min(i, j), max(i, j)) for cosine, j in sorted(closeness)[:k] if -cosine >= least}
    return pairs


def unit(n: int, seed: int, dimensions: int = 12) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=(n, dimensions)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_neighbours_of_a_small_set_are_those_of_a_slow_search() -> None:
    vectors, queries = unit(150, 1), unit(150, 2)
    for k, least in ((1, -1.0), (3, 0.2), (12, 0.5)):
        expected = slow_nearest(vectors, queries, k, least)
        assert set(map(tuple, nearest(vectors, queries, k, least).tolist())) == expected


def test_the_cells_of_a_large_set_lose_no_close_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = unit(4_000, 3)
    noise = 0.05 * np.random.default_rng(4).normal(size=(1_000, 12)).astype(np.float32)
    copies = vectors[:1_000] + noise
    vectors = np.concatenate([vectors, copies / np.linalg.norm(copies, axis=1, keepdims=True)])
    exact = set(map(tuple, nearest(vectors, vectors, 4, 0.9).tolist()))
    monkeypatch.setattr(neighbours, "EXACT", 100)
    found = set(map(tuple, nearest(vectors, vectors, 4, 0.9).tolist()))
    planted = {(at, at + 4_000) for at in range(1_000)} & exact
    assert len(planted) > 900
    assert len(planted & found) >= 0.995 * len(planted)


def test_alignment_undoes_a_crop(photos: list[np.ndarray]) -> None:
    pairs = np.array([[0, 1]])
    for rgb in photos[:20]:
        grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
        copies = np.stack([squashed(p, GREY_SIDE) for p in (grey, cropped(grey, 0.9, 0.2, 0.9))])
        aligned = compare_aligned(copies, pairs)
        plain = np.corrcoef(copies[0].reshape(-1), copies[1].reshape(-1))[0, 1]
        assert aligned.whole[0] > max(0.95, plain)
        assert abs(aligned.overlap[0] - 0.9) < 0.03
        assert np.allclose(compare_aligned(copies[:, :, ::-1], pairs).detail, aligned.detail, atol=0.05)


def test_noise_agrees_with_nothing() -> None:
    grey = np.random.default_rng(5).integers(0, 256, (40, GREY_SIDE, GREY_SIDE), dtype=np.uint8)
    found = compare_aligned(grey, np.array([[i, i + 20] for i in range(20)]))
    assert found.detail.max() < 0.3


def test_a_picture_agrees_with_itself_and_its_flip_when_told() -> None:
    grey = np.random.default_rng(6).integers(0, 256, (8, 3), dtype=np.uint8)
    grey = np.stack([cv2.resize(grey * (at + 1), (GREY_SIDE, GREY_SIDE)) for at in range(2)])
    both = np.stack([grey[0], grey[0], grey[0][:, ::-1]])
    assert compare_aligned(both, np.array([[0, 1]])).whole[0] == pytest.approx(1, abs=1e-3)
    assert compare_aligned(both, np.array([[0, 2]]), flip=True).whole[0] == pytest.approx(1, abs=1e-3)


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=20))
def test_components_are_those_of_a_slow_search(edges: list[tuple[int, int]]) -> None:
    reach: dict[int, set[int]] = defaultdict(set)
    for i, j in edges:
        reach[i] |= {i, j}
        reach[j] |= {i, j}
    for _ in range(13):
        for node in list(reach):
            reach[node] = set().union(*(reach[other] for other in reach[node]))
    expected = {tuple(sorted(members)) for members in reach.values()}
    found = components(edges)
    assert sorted(map(tuple, found)) == sorted(expected)
    assert [group[0] for group in found] == sorted(group[0] for group in found)


# Findings


def told(
    *splits_and_labels: tuple[str | None, int], exact: object = (), near: object = (), flips: object = ()
) -> list[tuple[str, str, tuple[str, ...]]]:
    dataset = dataset_of(*[np.zeros((2, 2), np.uint8)] * len(splits_and_labels))
    samples = [
        replace(sample, split=split, truth=OneLabel(label))  # type: ignore[arg-type]
        for sample, (split, label) in zip(dataset.samples, splits_and_labels, strict=True)
    ]
    pairs = [np.array(listed, dtype=np.int64).reshape(-1, 2) for listed in (near, flips)]
    matches = Matches(
        tuple(exact),  # type: ignore[arg-type]
        pairs[0],
        np.full(len(pairs[0]), 0.9),
        pairs[1],
        np.full(len(pairs[1]), 0.9),
    )
    findings = duplicates(replace(dataset, samples=tuple(samples)), matches)
    return [(f.kind, f.severity, f.paths, tuple(f.detail.get("exclude", ()))) for f in findings]  # type: ignore[misc]


def test_of_exact_copies_the_one_in_the_test_part_stays() -> None:
    assert told(("train", 0), ("test", 0), ("test", 0), exact=[(0, 1, 2)]) == [
        ("duplicate", "warning", ("0", "1", "2"), ("0", "2"))
    ]
    assert told((None, 0), (None, 0), exact=[(0, 1)]) == [("duplicate", "warning", ("0", "1"), ("1",))]


def test_exact_copies_under_different_labels_are_an_error_and_none_is_left_out() -> None:
    assert told((None, 0), (None, 1), exact=[(0, 1)]) == [("contradiction", "error", ("0", "1"), ())]


def test_near_copies_are_a_note_and_under_different_labels_a_warning() -> None:
    assert told((None, 0), (None, 0), near=[(0, 1)]) == [("near-duplicate", "note", ("0", "1"), ())]
    assert told((None, 0), (None, 1), near=[(0, 1)]) == [("contradiction", "warning", ("0", "1"), ())]


def test_exact_copies_with_different_numbers_are_an_error_and_near_ones_only_near() -> None:
    pictures = dataset_of(*[np.zeros((2, 2), np.uint8)] * 2)
    samples = [replace(s, truth=Numbers((7.0 + i,))) for i, s in enumerate(pictures.samples)]
    dataset = replace(pictures, classes=("cells",), samples=tuple(samples), kind="numbers")
    none, pair = np.empty((0, 2), np.int64), np.array([[0, 1]])
    (same,) = duplicates(dataset, Matches(((0, 1),), none, np.empty(0), none, np.empty(0)))
    assert (same.kind, same.severity, same.detail["labels"]) == (
        "contradiction",
        "error",
        [["cells 7"], ["cells 8"]],
    )
    (near,) = duplicates(dataset, Matches((), pair, np.array([0.9]), none, np.empty(0)))
    assert (near.kind, near.severity) == ("near-duplicate", "note")


def test_flips_are_a_note_and_across_the_split_a_warning() -> None:
    assert told((None, 0), (None, 0), flips=[(0, 1)]) == [("mirrored", "note", ("0", "1"), ())]
    assert told(("train", 0), ("test", 0), flips=[(0, 1)]) == [("mirrored", "warning", ("0", "1"), ())]
