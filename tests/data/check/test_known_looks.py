"""Pictures that were looked at before are known again by their content."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from huoyan.api import check
from huoyan.data.check.look import known_looks
from huoyan.data.check.look.glance import Glance, glance
from huoyan.data.check.look.known_looks import KnownLooks, looks_before
from huoyan.data.check.look.picture_facts import file_facts
from huoyan.data.dataset import Dataset
from huoyan.data.open import read_dataset
from huoyan.images.limits import Limits
from making import photo, photos

Decoded = list[str]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "looks"


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> Decoded:
    """The names of the pictures that are decoded."""
    names: Decoded = []

    def noted(data: bytes, digest: str, sample: known_looks.Sample) -> known_looks.PictureFacts:
        names.append(Path(sample.source).name)
        return file_facts(data, digest, sample)

    monkeypatch.setattr(known_looks, "file_facts", noted)
    return names


def varied(folder: Path) -> Dataset:
    """Twelve pictures, one turned and of a camera, one that is broken."""
    photos(folder / "data")
    first, second = sorted((folder / "data").rglob("*.png"))[:2]
    exif = photo().getexif()
    exif[274], exif[271], exif[272] = 6, "Maker", "Größe 5"
    photo().save(first.with_suffix(".jpg"), exif=exif)
    second.write_bytes(second.read_bytes()[:40])
    return read_dataset(folder / "data", say=lambda text: None)


def looked(dataset: Dataset) -> Glance:
    return glance(dataset, known=looks_before(dataset))


def columns(seen: Glance) -> dict[str, object]:
    values = {field.name: getattr(seen, field.name) for field in dataclasses.fields(seen)}
    return {
        name: (value.dtype.str, value.tolist()) if isinstance(value, np.ndarray) else value
        for name, value in values.items()
    }


def test_a_second_look_decodes_nothing_but_what_is_broken_and_sees_the_same(tmp_path: Path, decoded: Decoded):
    dataset = varied(tmp_path)
    anew = columns(glance(dataset))
    assert columns(looked(dataset)) == anew
    assert len(decoded) == len(dataset)
    decoded.clear()
    assert columns(looked(dataset)) == anew
    assert len(decoded) == 1


def test_findings_of_a_check_are_the_same_with_and_without_it(tmp_path: Path):
    varied(tmp_path)
    first = check(tmp_path / "data", quick=True)
    again = check(tmp_path / "data", quick=True)
    assert [each.to_json() for each in again.findings] == [each.to_json() for each in first.findings]
    assert any(each.kind == "unreadable" for each in again.findings)


def test_a_picture_is_known_under_another_name_and_only_new_ones_are_decoded(
    tmp_path: Path, decoded: Decoded
):
    looked(varied(tmp_path))
    shutil.move(tmp_path / "data", tmp_path / "moved")
    place = next((tmp_path / "moved").rglob("*.png")).parent
    photo(70, 80).save(place / "new.png")
    decoded.clear()
    looked(read_dataset(tmp_path / "moved", say=lambda text: None))
    assert len(decoded) == 2
    assert "new.png" in decoded


def test_a_smaller_limit_refuses_what_was_known(tmp_path: Path):
    dataset = varied(tmp_path)
    before = looked(dataset)
    strict = looked(dataset.within(Limits(max_pixels=10)))
    assert len(before.failures) == 1
    assert len(strict.failures) == len(dataset)


@pytest.mark.parametrize("harm", ["cut", "turned", "other", "folder", "absent"])
def test_a_broken_cache_changes_nothing_and_is_mended(
    harm: str, tmp_path: Path, cache: Path, decoded: Decoded
):
    dataset = varied(tmp_path)
    anew = columns(looked(dataset))
    (kept,) = cache.glob("*.safetensors")
    if harm == "cut":
        kept.write_bytes(kept.read_bytes()[:-100])
    elif harm == "turned":  # some bits of pictures
        content = bytearray(kept.read_bytes())
        content[-5000] ^= 255
        content[-20000] ^= 255
        kept.write_bytes(bytes(content))
    elif harm == "other":
        kept.write_bytes(known_looks.save({"keys": np.zeros((2, 32), np.uint8), "rows": np.zeros(5)}))
    else:
        kept.unlink()
        if harm == "folder":
            kept.mkdir()
    assert columns(looked(dataset)) == anew
    decoded.clear()
    assert columns(looked(dataset)) == anew
    assert len(decoded) == (len(dataset) if harm == "folder" else 1)


def test_other_versions_know_nothing_and_leave_nothing(
    tmp_path: Path, cache: Path, decoded: Decoded, monkeypatch: pytest.MonkeyPatch
):
    dataset = varied(tmp_path)
    looked(dataset)
    decoded.clear()
    monkeypatch.setattr(known_looks, "version", lambda package: "another")
    looked(dataset)
    assert len(decoded) == len(dataset)
    assert [path.suffix for path in cache.iterdir()] == [".safetensors"]


def test_of_too_many_the_last_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, decoded: Decoded):
    monkeypatch.setattr(known_looks, "MOST", 5)
    photos(tmp_path / "data")
    dataset = read_dataset(tmp_path / "data", say=lambda text: None)
    looked(dataset.take(range(4)))
    looked(dataset.take(range(3, 8)))
    decoded.clear()
    looked(dataset.take(range(8)))
    assert len(decoded) == 3


def test_nobody_else_may_read_small_copies_of_pictures(tmp_path: Path, cache: Path):
    looked(varied(tmp_path))
    (kept,) = cache.iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_pixels_in_memory_leave_no_file(cache: Path):
    dataset = read_dataset("digits", say=lambda text: None).take(range(9))
    assert looks_before(dataset) is None
    assert columns(glance(dataset, known=KnownLooks())) == columns(glance(dataset))
    assert not cache.exists()
