"""Every picture is looked at once; what cannot be read and what is odd is named, and nothing is changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from huoyan.data.check.finding import Check, Finding
from huoyan.data.check.look.glance import Glance, glance
from huoyan.data.check.look.odd_pictures import files, oddities
from huoyan.data.check.look.picture_facts import FINE_SIDE, GREY_SIDE, THUMB_SIDE, picture_facts, squashed
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.errors import ImageError
from huoyan.images.decode import decode
from huoyan.images.sources.listing import list_folder
from making import sample_of


def silent(_: str) -> None:
    pass


def photo(seed: int, height: int = 90, width: int = 120) -> np.ndarray:
    """Coloured blobs with sharp edges, uint8 (H, W, 3): sharp, bright enough, no border."""
    rng = np.random.default_rng(seed)
    canvas = rng.integers(60, 200, (6, 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(canvas, (width, height), interpolation=cv2.INTER_NEAREST))


def halves() -> np.ndarray:
    """One colour beside another, uint8 (180, 240, 3)."""
    canvas = np.array([[[250, 120, 30], [20, 40, 160]]], dtype=np.uint8)
    return np.asarray(cv2.resize(canvas, (240, 180), interpolation=cv2.INTER_NEAREST))


def samples_of(folder: Path) -> Dataset:
    paths = list_folder(folder).pictures
    return Dataset("made", ("a",), tuple(sample_of(p.relative_to(folder).as_posix(), 0, p) for p in paths))


def ordinary(folder: Path, n: int = 4) -> None:
    for seed in range(n):
        Image.fromarray(photo(seed)).save(folder / f"ordinary{seed}.png")


def odd_ones(folder: Path) -> dict[str, tuple[str, ...]]:
    dataset = samples_of(folder)
    found = files(dataset, glance(dataset))
    return {finding.detail["odd"]: finding.paths for finding in found if finding.kind == "odd"}


def saved(folder: Path, name: str, image: Image.Image, **options: Any) -> None:
    image.save(folder / name, **options)


def exif_of(**tags: Any) -> Image.Exif:
    exif = Image.Exif()
    for name, value in tags.items():
        exif[{"orientation": 274, "make": 271, "model": 272}[name]] = value
    return exif


MADE: dict[str, Callable[[Path], None]] = {
    "blank": lambda f: saved(f, "odd.png", Image.new("RGB", (90, 60), (200, 10, 10))),
    "dark": lambda f: saved(f, "odd.png", Image.fromarray((photo(9) // 12).astype(np.uint8))),
    "blurred": lambda f: saved(f, "odd.png", Image.fromarray(cv2.GaussianBlur(halves(), (0, 0), 20))),
    "tiny": lambda f: saved(f, "odd.png", Image.fromarray(photo(9, 24, 40))),
    "aspect": lambda f: saved(f, "odd.png", Image.fromarray(photo(9, 40, 200))),
    "turned": lambda f: saved(
        f, "odd.jpg", Image.fromarray(photo(9)), quality=95, exif=exif_of(orientation=6)
    ),
    "cmyk": lambda f: saved(f, "odd.jpg", Image.fromarray(photo(9)).convert("CMYK"), quality=95),
    "deep": lambda f: saved(f, "odd.png", Image.fromarray(photo(9)[:, :, 0].astype(np.uint16) * 200)),
    "grey": lambda f: saved(f, "odd.png", Image.fromarray(photo(9)).convert("L")),
    "animated": lambda f: saved(
        f, "odd.gif", Image.fromarray(photo(9)), save_all=True, append_images=[Image.fromarray(photo(8))]
    ),
}


@pytest.mark.parametrize("name", MADE)
def test_an_odd_picture_among_ordinary_ones_is_named(tmp_path: Path, name: str) -> None:
    ordinary(tmp_path)
    MADE[name](tmp_path)
    found = odd_ones(tmp_path)
    (odd,) = (path.name for path in tmp_path.glob("odd.*"))
    assert found.pop(name) == (odd,)
    # 16-bit grey is grey as well.
    assert set(found) <= ({"grey"} if name == "deep" else set())


def test_ordinary_pictures_are_not_odd(tmp_path: Path) -> None:
    ordinary(tmp_path)
    assert odd_ones(tmp_path) == {}


def test_what_most_pictures_are_is_not_odd_but_blank_ones_are_told_always() -> None:
    tiny = tuple(sample_of(str(n), 0, pixels=photo(n, 20, 20)[:, :, 0]) for n in range(6))
    dataset = Dataset("made", ("a",), tiny)
    assert files(dataset, glance(dataset)) == []
    blank = tuple(sample_of(str(n), 0, pixels=np.full((40, 40), 9, np.uint8)) for n in range(3))
    dataset = Dataset("made", ("a",), blank)
    (found,) = files(dataset, glance(dataset))
    assert (found.detail["odd"], found.severity, len(found.paths)) == ("blank", "warning", 3)


def test_a_huge_picture_is_odd_by_its_own_size() -> None:
    dataset = Dataset("made", ("a",), tuple(sample_of(str(n), 0, pixels=photo(n)) for n in range(3)))
    seen = glance(dataset)
    seen.width[1], seen.height[1] = 9_000, 6_000
    assert oddities(seen)["huge"].tolist() == [False, True, False]


def test_hostile_files_are_named_exactly_as_decoding_names_them(unpacked: Callable[[str], Path]) -> None:
    folder = unpacked("hostile/hostile_images.zip")
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    dataset = Dataset(
        "hostile", ("a",), tuple(sample_of(p.relative_to(folder).as_posix(), 0, p) for p in paths)
    )
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    seen = glance(dataset, workers=2)
    expected = {}
    for at, path in enumerate(paths):
        try:
            decode(path.read_bytes(), name=str(path))
        except ImageError as error:
            # A glance gives deep grey its own window, which decoding has to be told.
            if error.code != "image.depth":
                expected[at] = error.code
    assert {at: failure.code for at, failure in seen.failures.items()} == expected
    assert len(expected) > 50
    found = files(dataset, seen)
    unreadable = [finding for finding in found if finding.kind == "unreadable"]
    assert [finding.paths[0] for finding in unreadable] == [dataset.samples[at].source for at in expected]
    assert all(finding.severity == "error" and finding.message for finding in unreadable)
    odd = {finding.detail["odd"] for finding in found if finding.kind == "odd"}
    assert {"turned", "cmyk", "deep", "animated", "tiny"} <= odd
    assert {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths} == before


def test_pages_and_frames_beyond_the_first_are_counted_with_their_files(tmp_path: Path) -> None:
    pages = [Image.fromarray(photo(seed)) for seed in (7, 8, 9)]
    more = {"save_all": True, "append_images": pages[1:]}
    pages[0].save(tmp_path / "pages.tif", **more)
    pages[0].save(tmp_path / "moves.gif", **more)
    pages[0].save(tmp_path / "stereo.mpo", **more)
    pages[0].save(tmp_path / "phone.jpg", "MPO", **more)  # what a telephone hides there is no picture
    pages[0].save(tmp_path / "one.tif")
    dataset = samples_of(tmp_path)
    (found,) = [x for x in files(dataset, glance(dataset)) if x.detail.get("odd") == "animated"]
    assert [Path(path).name for path in found.paths] == ["moves.gif", "pages.tif", "stereo.mpo"]
    assert found.detail["frames"] == [3, 3, 3]
    assert "9 in all" in found.message
    assert decode((tmp_path / "pages.tif").read_bytes()).pixels.tolist() == np.asarray(pages[0]).tolist()


def test_missing_empty_and_wrong_files_have_their_codes(tmp_path: Path) -> None:
    (tmp_path / "空.jpg").write_bytes(b"")
    (tmp_path / "page.jpg").write_text("<!doctype html>")
    Image.fromarray(photo(1)).save(tmp_path / "ok.png")
    dataset = samples_of(tmp_path)
    gone = sample_of("gone.jpg", 0, tmp_path / "gone.jpg")
    dataset = Dataset("made", ("a",), (*dataset.samples, gone))
    seen = glance(dataset)
    codes = {dataset.samples[at].source: failure.code for at, failure in seen.failures.items()}
    assert codes == {"空.jpg": "image.empty", "page.jpg": "image.format", "gone.jpg": "image.missing"}
    assert seen.readable.tolist() == [at for at, s in enumerate(dataset.samples) if s.source == "ok.png"]


def test_columns_of_a_glance_are_those_of_each_look(unpacked: Callable[[str], Path]) -> None:
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=silent)
    dataset = dataset.take(range(0, len(dataset), 60))
    steps: list[tuple[int, int]] = []
    seen = glance(dataset, progress=lambda done, n: steps.append((done, n)), workers=3)
    assert steps[-1] == (len(dataset), len(dataset))
    for at, sample in enumerate(dataset.samples):
        single = picture_facts(sample)
        for name in Glance.__slots__:
            if name != "failures":
                column = getattr(seen, name)
                expected = getattr(single, name)
                if isinstance(column, np.ndarray):
                    expected = np.asarray(expected, dtype=column.dtype)
                assert np.array_equal(column[at], expected), name


def test_measures_agree_with_slow_ones_on_real_photos(unpacked: Callable[[str], Path]) -> None:
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=silent)
    for sample in dataset.samples[::90]:
        assert sample.path is not None
        found = picture_facts(sample)
        rgb = decode(sample.path.read_bytes()).pixels
        luma = np.asarray(Image.fromarray(rgb).convert("L"), dtype=np.float64)
        assert (found.height, found.width) == rgb.shape[:2]
        # Scaled decoding takes area means: brightness stays, fine contrast goes.
        assert abs(found.brightness - luma.mean()) < 1
        assert abs(found.contrast - luma.std()) < 0.05 * luma.std() + 1
        assert found.sha256 == hashlib.sha256(sample.path.read_bytes()).hexdigest()
        assert found.bytes == sample.path.stat().st_size
        small = np.asarray(
            Image.fromarray(rgb).resize((GREY_SIDE, GREY_SIDE), Image.Resampling.BOX).convert("L")
        )
        assert np.abs(found.grey.astype(int) - small.astype(int)).mean() < 3


def test_scaled_decoding_leaves_a_large_photo_its_look(tmp_path: Path) -> None:
    large = cv2.resize(photo(5), (2400, 1800), interpolation=cv2.INTER_CUBIC)
    Image.fromarray(large).save(tmp_path / "large.jpg", quality=95)
    found = picture_facts(samples_of(tmp_path).samples[0])
    assert (found.width, found.height) == (2400, 1800)
    reference = squashed(cv2.cvtColor(large, cv2.COLOR_RGB2GRAY), GREY_SIDE).astype(int)
    assert np.abs(found.grey.astype(int) - reference).mean() < 2


def test_squashing_is_by_area_means_even_where_one_side_is_short() -> None:
    thin = photo(3, 10, 960)
    expected = cv2.resize(thin, (960, THUMB_SIDE), interpolation=cv2.INTER_LINEAR)
    expected = expected.reshape(THUMB_SIDE, THUMB_SIDE, 30, 3).mean(axis=2)
    assert np.abs(squashed(thin, THUMB_SIDE) - expected).max() <= 1


def test_borders_are_measured_as_shares_of_the_sides() -> None:
    framed = np.full((100, 120, 3), 255, np.uint8)
    framed[10:80, 24:108] = photo(2, 70, 84)
    found = picture_facts(sample_of("x", 0, pixels=framed))
    assert np.allclose(found.border, [0.1, 0.1, 0.2, 0.2], atol=0.011)  # top, right, bottom, left
    assert np.allclose(found.border_colour, 255, atol=1)
    assert picture_facts(sample_of("x", 0, pixels=photo(2))).border.max() == 0


def test_corners_tell_a_mark_from_what_is_around_it() -> None:
    marked = np.full((200, 200), 128, np.uint8)
    cv2.putText(marked, "WM", (165, 195), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 255, 2)
    found = picture_facts(sample_of("x", 0, pixels=marked)).corners
    assert found.shape == (4, 3)
    assert found[3, 1:].min() > 5
    assert np.allclose(found[:3], [128, 0, 0], atol=0.5)


def test_blur_lowers_sharpness_of_every_real_photo(unpacked: Callable[[str], Path]) -> None:
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=silent)
    for sample in dataset.samples[::60]:
        assert sample.path is not None
        rgb = decode(sample.path.read_bytes()).pixels
        blurred = cv2.GaussianBlur(rgb, (0, 0), min(rgb.shape[:2]) / 30)
        sharp, soft = (picture_facts(sample_of("x", 0, pixels=p)).sharpness for p in (rgb, blurred))
        assert soft < 0.7 * sharp


def test_a_16_bit_scan_is_looked_at_through_its_own_window(tmp_path: Path) -> None:
    values = photo(4)[:, :, 0].astype(np.uint16) * 4 + 500  # within 740..1300 of 65535
    Image.fromarray(values).save(tmp_path / "scan.png")
    found = picture_facts(samples_of(tmp_path).samples[0])
    assert (found.bits, found.contrast > 40) == (16, True)


def test_the_camera_is_known_to_the_glance_and_in_no_finding(tmp_path: Path) -> None:
    ordinary(tmp_path)
    exif = exif_of(make="Secretcam", model="X100", orientation=3)
    Image.fromarray(photo(9)).save(tmp_path / "odd.jpg", quality=95, exif=exif)
    dataset = samples_of(tmp_path)
    seen = glance(dataset)
    assert "Secretcam X100" in seen.camera
    found = files(dataset, seen)
    assert found
    assert all("Secretcam" not in str(finding.to_json()) for finding in found)


def test_pixels_in_memory_are_looked_at_as_files_are(tmp_path: Path) -> None:
    Image.fromarray(photo(7)).save(tmp_path / "a.png")
    from_file = picture_facts(samples_of(tmp_path).samples[0])
    from_memory = picture_facts(sample_of("a", 0, pixels=photo(7)))
    for name in ("thumb", "grey", "brightness", "contrast", "sharpness", "border", "corners", "width"):
        assert np.array_equal(getattr(from_file, name), getattr(from_memory, name)), name


def test_an_unexpected_error_comes_out_of_the_threads() -> None:
    broken = sample_of("x", 0, pixels=np.zeros((4, 4, 7), np.uint8))
    with pytest.raises(cv2.error):
        glance(Dataset("made", ("a",), (broken,)))


def test_an_empty_data_set_gives_an_empty_glance() -> None:
    seen = glance(Dataset("made", ("a",), ()))
    assert len(seen) == 0
    assert seen.thumb.shape == (0, THUMB_SIDE, THUMB_SIDE, 3)
    assert FINE_SIDE >= GREY_SIDE


def test_a_check_sums_up_its_findings_and_says_what_may_be_left_out() -> None:
    findings = (
        Finding("unreadable", "error", "cut", ("a",), {"code": "image.truncated", "exclude": ["a"]}),
        Finding("leak", "error", "same", ("b", "c"), {"exclude": ["b"]}),
        Finding("duplicate", "warning", "same", ("b", "c", "d"), {"exclude": ["b", "d"]}),
        Finding("odd", "note", "grey", ("e",), {"odd": "grey"}),
    )
    check = Check("made", 5, {"x": 5}, {"train": 5}, findings, {"reading": 0.12345})
    assert not check.clean
    assert check.exclusions() == (("a", "unreadable"), ("b", "leak"), ("d", "duplicate"))
    summary = check.to_json()["summary"]
    assert summary["findings"] == {"unreadable": 1, "leak": 1, "duplicate": 1, "odd": 1}
    assert summary["severities"] == {"error": 2, "warning": 1, "note": 1}
    assert check.of("odd") == findings[3:]
    assert findings[0].to_json() == {
        "finding": "unreadable",
        "severity": "error",
        "message": "cut",
        "paths": ["a"],
        "code": "image.truncated",
        "exclude": ["a"],
    }
    assert Check("made", 5, {}, {}, findings[3:], {}).clean


def test_the_gravest_of_a_kind_are_told_first() -> None:
    note, warning, error = (Finding("leak", grave, "same") for grave in ("note", "warning", "error"))
    assert Check("made", 3, {}, {}, (note, warning, error), {}).of("leak") == (error, warning, note)
