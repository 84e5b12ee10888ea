"""Shortcuts that were planted are found and named; clean data raises no alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from huoyan.data.check.labels.quick_model import deal
from huoyan.data.check.labels.shortcuts import predictability, shortcuts
from huoyan.data.check.look.glance import glance
from huoyan.data.check.look.properties import lopsided
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.data.sample.picture import PixelPicture
from making import sample_of

CLASSES = ("ash", "beech", "cedar")


def noise(n: int, side: int = 48, seed: int = 0) -> list[np.ndarray]:
    """Blurred noise, so that thumbs are no even grey: uint8 (side, side, 3)."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(40, 215, (n, 6, 6, 3), dtype=np.uint8)
    return [
        np.asarray(Image.fromarray(each).resize((side, side), Image.Resampling.BICUBIC)) for each in coarse
    ]


def dataset_of(pictures: list[np.ndarray], labels: np.ndarray) -> Dataset:
    samples = [
        sample_of(f"{CLASSES[label]}/{i}", int(label), pixels=picture)
        for i, (picture, label) in enumerate(zip(pictures, labels, strict=True))
    ]
    return Dataset("noise", CLASSES, tuple(samples))


def found(dataset: Dataset) -> dict[str, object]:
    return {each.detail["property"]: each for each in shortcuts(dataset, glance(dataset))}


def planted(change: Callable[[np.ndarray], np.ndarray], share: float = 1.0, n: int = 240) -> Dataset:
    """Noise in three classes, of which the third is changed (a share of it)."""
    labels = np.arange(n) % 3
    pictures = noise(n)
    chosen = np.flatnonzero(labels == 2)[: round(share * n / 3)]
    for i in chosen:
        pictures[i] = change(pictures[i])
    return dataset_of(pictures, labels)


def framed(picture: np.ndarray, width: int = 3, colour: int = 0) -> np.ndarray:
    changed = picture.copy()
    for edge in (np.s_[:width], np.s_[-width:], np.s_[:, :width], np.s_[:, -width:]):
        changed[edge] = colour
    return changed


def marked(picture: np.ndarray) -> np.ndarray:
    """A half-transparent light mark in the lower right corner."""
    changed = picture.astype(np.float32)
    height, width = picture.shape[:2]
    spot = changed[round(0.86 * height) : round(0.95 * height), round(0.72 * width) : round(0.97 * width)]
    spot[:, ::2] = 0.35 * spot[:, ::2] + 0.65 * 255
    return changed.astype(np.uint8)


def test_pictures_without_a_shortcut_raise_no_finding():
    for seed in range(3):
        labels = np.random.default_rng(seed).integers(0, 3, 240)
        assert found(dataset_of(noise(240, seed=seed), labels)) == {}


def test_a_border_of_one_class_is_found_and_named():
    findings = found(planted(framed))
    border = findings["border"]
    assert border.severity == "warning"
    assert border.detail["given_away"][0]["class"] == "cedar"
    assert border.detail["given_away"][0]["area"]["value"] > 0.99
    # All of cedar is known, the other two are guessed: (1 + 1/2 + 1/2) / 3.
    assert border.detail["accuracy"]["value"] == pytest.approx(2 / 3, abs=0.08)
    assert border.detail["chance"] == pytest.approx(1 / 3)
    assert border.detail["typical"] == [pytest.approx(3 / 48, abs=0.02), 0]
    assert all(path.startswith("cedar/") for path in border.paths)
    assert "'cedar' above all" in border.message


def test_a_mark_in_a_corner_is_found():
    corners = found(planted(marked))["corners"]
    assert corners.severity == "warning"
    assert corners.detail["given_away"][0]["class"] == "cedar"


def test_a_border_of_some_pictures_of_a_class_is_found_too():
    assert "border" in found(planted(framed, share=0.5))


def test_brightness_is_a_note_for_it_may_be_what_is_shown():
    brighter = found(planted(lambda picture: (picture // 2 + 127).astype(np.uint8)))
    assert brighter["brightness"].severity == "note"
    assert brighter["brightness"].detail["content"]
    assert "corners" not in brighter
    assert "border" not in brighter


@pytest.mark.parametrize(("name", "change"), [
    ("size", lambda picture: np.repeat(np.repeat(picture, 2, axis=0), 2, axis=1)),
    ("aspect", lambda picture: picture[:, :40]),
    ("mode", lambda picture: picture[..., 0]),
])  # fmt: skip
def test_size_aspect_and_grey_are_shortcuts(name, change):
    assert found(planted(change))[name].severity == "warning"


def test_file_format_and_camera_are_shortcuts_and_no_camera_is_told(tmp_path: Path):
    samples = []
    for i, picture in enumerate(noise(120)):
        label = i % 3
        path = tmp_path / f"{i}.{'png' if label == 1 else 'jpg'}"
        exif = Image.Exif()
        if label != 1:
            exif[271], exif[272] = "Maker", "Secret Model" if label == 2 else "Other"
        image = Image.fromarray(picture)
        image.save(path, exif=exif) if label != 1 else image.save(path)
        samples.append(sample_of(path.name, label, path))
    dataset = Dataset("files", CLASSES, tuple(samples))
    findings = found(dataset)
    assert findings["format"].detail["given_away"][0]["class"] == "beech"
    assert findings["camera"].detail["accuracy"]["value"] == 1
    assert "Secret" not in str([each.to_json() for each in findings.values()])


def test_a_shortcut_of_one_class_among_thirty_is_not_lost_in_the_mean():
    n, classes = 900, tuple(f"class {i}" for i in range(30))
    labels = np.arange(n) % 30
    pictures = [
        framed(each) if label == 17 else each for each, label in zip(noise(n, 32), labels, strict=True)
    ]
    samples = [
        sample_of(f"{i}", int(c), pixels=p) for i, (p, c) in enumerate(zip(pictures, labels, strict=True))
    ]
    findings = found(Dataset("many", classes, tuple(samples)))
    assert findings["border"].detail["given_away"][0]["class"] == "class 17"
    assert findings["border"].severity == "warning"
    assert "corners" not in findings


def test_copies_of_a_picture_do_not_make_a_shortcut():
    # Each picture 8 times, each of a size of its own: a tree that sees a copy knows the label of the others.
    rng = np.random.default_rng(0)
    sides = rng.permutation(np.arange(40, 70))
    labels = np.repeat(rng.integers(0, 3, 30), 8)
    pictures = [each for side in sides for each in noise(8, int(side))]
    dataset = dataset_of(pictures, labels)
    seen = glance(dataset)
    apart = {each.detail["property"] for each in shortcuts(dataset, seen)}
    kept = {each.detail["property"] for each in shortcuts(dataset, seen, np.repeat(np.arange(30), 8))}
    assert "size" in apart
    assert "size" not in kept


def test_the_figures_are_those_of_scikit_learn():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 300)
    values = (labels + rng.normal(size=300)).astype(np.float32)[:, None]
    told = predictability(values, labels, deal(labels))
    right = balanced_accuracy_score(labels, told.likely.argmax(axis=1))
    assert told.accuracy.value == pytest.approx(right)
    assert told.accuracy.low < right < told.accuracy.high
    for c in range(3):
        area = roc_auc_score(labels == c, told.likely[:, c])
        assert told.areas[c].value == pytest.approx(area)
        assert told.areas[c].low < area < told.areas[c].high


def test_several_labels_a_picture_or_too_few_pictures_give_nothing():
    dataset = planted(framed)
    seen = glance(dataset)
    assert shortcuts(replace(dataset, kind="labels"), seen) == []
    few = dataset.take(range(12))
    assert shortcuts(few, glance(few)) == []


def test_corners_say_nothing_of_what_is_the_same_left_and_right():
    above = [
        np.where(np.arange(48)[:, None, None] < 24, 230, each // 2).astype(np.uint8) for each in noise(9)
    ]
    even = [np.concatenate([each[:, :24], each[:, :24][:, ::-1]], axis=1) for each in above]
    assert np.abs(lopsided(np.stack(even)[..., 0])).max() == 0


def test_mirroring_a_picture_changes_the_sign_of_what_its_corners_say():
    grey = np.stack(noise(5))[..., 1]
    np.testing.assert_allclose(lopsided(grey[:, :, ::-1]), -lopsided(grey), atol=1e-5)


def test_a_rough_class_and_a_smooth_one_do_not_make_a_mark():
    rng = np.random.default_rng(0)
    labels = np.arange(240) % 3
    pictures = [
        np.clip(each + rng.normal(scale=25 * label, size=each.shape), 0, 255).astype(np.uint8)
        for each, label in zip(noise(240), labels, strict=True)
    ]
    findings = found(dataset_of(pictures, labels))
    assert "sharpness" in findings
    assert "corners" not in findings


@pytest.fixture(scope="module")
def weather(unpacked: Callable[[str], Path]) -> Dataset:
    return read_dataset(unpacked("weather4/weather4.zip"), say=lambda text: None)


def changed_class(dataset: Dataset, label: int, change: Callable[[Image.Image], Image.Image]) -> Dataset:
    """Pictures of one class are changed, all are saved and read as JPEG of one quality."""
    import io

    samples = []
    for sample in dataset.samples:
        image = Image.open(sample.path).convert("RGB")
        if sample.labels == (label,):
            image = change(image)
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=85)
        samples.append(replace(sample, picture=PixelPicture(np.asarray(Image.open(stream)))))
    return replace(dataset, samples=tuple(samples))


def border(image: Image.Image) -> Image.Image:
    """3 % of the shorter side, black."""
    return Image.fromarray(framed(np.asarray(image), max(2, min(image.size) * 3 // 100)))


def watermark(image: Image.Image) -> Image.Image:
    """A name in half-transparent white at the lower right, as agencies put it there."""
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    height = max(7, min(image.size) // 14)
    pen.text((image.width * 0.97, image.height * 0.97), "© huoyan", fill=(255, 255, 255, 150), anchor="rs",
             font_size=height)  # fmt: skip
    return Image.alpha_composite(image.convert("RGBA"), layer).convert("RGB")


def test_clean_photos_are_not_said_to_have_borders_or_marks(weather: Dataset):
    warned = {name for name, each in found(weather).items() if each.severity == "warning"}
    assert not warned & {"border", "corners", "camera", "format", "mode"}


@pytest.mark.parametrize(("name", "change"), [("border", border), ("corners", watermark)])
@pytest.mark.parametrize("label", [1, 3])
def test_a_border_and_a_watermark_in_one_class_of_photos_are_found(weather, name, change, label):
    finding = found(changed_class(weather, label, change))[name]
    assert finding.severity == "warning"
    assert finding.detail["given_away"][0]["class"] == weather.classes[label]
