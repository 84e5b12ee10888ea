"""Made pictures among the samples: which, where, never from what is tested, and the same again."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.artifact.picture_keys import PictureKeys
from huoyan.artifact.whole_file import write_whole
from huoyan.data.dataset import Dataset, Sample, Split
from huoyan.data.fingerprint import contents_sha256
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.errors import ArtifactError, DataError, UsageError
from huoyan.learn.synthesis.made_samples import with_made_pictures
from huoyan.words import Remark
from making_generators import small_generator

CATS, DOGS = 12, 4


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    """Training has 10 cats and 2 dogs; one of each validates and one tests."""
    samples = []
    rng = np.random.default_rng(0)
    for label, n in enumerate((CATS, DOGS)):
        for at in range(n):
            file = tmp_path / "data" / f"{label}-{at}.png"
            file.parent.mkdir(exist_ok=True)
            Image.fromarray(rng.integers(0, 255, (8, 8, 3), np.uint8)).save(file)
            split: Split = "val" if at == 0 else "test" if at == 1 else "train"
            samples.append(Sample(file.name, OneLabel(label), FilePicture(file), split))
    return Dataset("pets", ("cat", "dog"), tuple(samples))


def added(
    data: Dataset, run: Path, folder: Path, *, seed: int = 0, together=(), said: list | None = None
) -> Dataset:
    heard: list[Remark] = [] if said is None else said
    contents = contents_sha256(data)
    return with_made_pictures(
        data,
        run,
        folder,
        contents=contents,
        together=dict(together),
        seed=seed,
        warn=heard.append,
        tell=lambda event: None,
    )


def keys(data: Dataset, parts: Sequence[Split]) -> PictureKeys:
    seen = data.keep(lambda sample: sample.split in parts)
    return PictureKeys.of(seen, contents_sha256(seen))


def test_the_class_that_is_short_is_filled_up_in_training_alone(data: Dataset, tmp_path: Path):
    small_generator(tmp_path / "run")
    said: list[Remark] = []
    found = added(data, tmp_path / "run", tmp_path / "made", said=said)
    new = found.samples[len(data) :]
    assert found.samples[: len(data)] == data.samples
    assert [(s.split, s.made, s.labels) for s in new] == [("train", True, (1,))] * 4  # (10 + 2) / 2 - 2
    assert new[0].source.startswith("made/dog/made-")
    assert all(s.path is not None and s.path.is_file() for s in new)
    assert "4 made pictures train beside 12 real ones (dog 4)" in str(said[-1].message)


def test_a_second_call_finds_the_same_pictures_though_the_generator_is_gone(data: Dataset, tmp_path: Path):
    generator = small_generator(tmp_path / "run")
    first = added(data, tmp_path / "run", tmp_path / "made")
    generator.onnx.unlink()
    assert added(data, tmp_path / "run", tmp_path / "made") == first


def test_what_was_cut_off_is_made_anew_to_the_same_bytes(data: Dataset, tmp_path: Path):
    small_generator(tmp_path / "run")
    whole = added(data, tmp_path / "run", tmp_path / "made")
    there = {path: path.read_bytes() for path in (tmp_path / "made").rglob("*") if path.is_file()}
    (tmp_path / "made" / "made.jsonl").unlink()
    next((tmp_path / "made" / "dog").iterdir()).unlink()
    assert added(data, tmp_path / "run", tmp_path / "made") == whole
    assert {path: path.read_bytes() for path in (tmp_path / "made").rglob("*") if path.is_file()} == there


def test_made_pictures_that_the_data_bring_count_towards_what_is_lacking(data: Dataset, tmp_path: Path):
    small_generator(tmp_path / "run")
    extra = Sample("x.png", OneLabel(1), data.samples[-1].picture, "train", made=True)
    there = Dataset(data.name, data.classes, (*data.samples, extra, extra))
    assert len(added(there, tmp_path / "run", tmp_path / "made")) == len(there) + 2


def test_where_nothing_is_short_nothing_is_made_and_it_is_said(data: Dataset, tmp_path: Path):
    even = data.keep(lambda sample: sample.labels == (0,) or sample.split != "train")
    said: list[Remark] = []
    with_one = Dataset("even", ("cat",), tuple(s for s in even.samples if s.labels == (0,)))
    assert added(with_one, tmp_path / "nowhere", tmp_path / "made", said=said) == with_one
    assert "nothing is made" in str(said[0].message)
    assert not (tmp_path / "made").exists()


def test_a_generator_of_one_class_serves_that_class(data: Dataset, tmp_path: Path):
    small_generator(tmp_path / "run", classes=(), learnt=("dog",))
    found = added(data, tmp_path / "run", tmp_path / "made")
    assert [sample.labels for sample in found.samples[len(data) :]] == [(1,)] * 4


def test_a_generator_of_other_classes_is_refused_with_what_it_makes(data: Dataset, tmp_path: Path):
    small_generator(tmp_path / "run", classes=(), learnt=("cat",))
    with pytest.raises(
        UsageError, match=r"none of the classes that are short of pictures: dog. It makes cat"
    ) as raised:
        added(data, tmp_path / "run", tmp_path / "made")
    assert raised.value.code == "usage.synthesise"
    assert not (tmp_path / "made").exists()


def test_what_is_no_generator_is_refused(data: Dataset, tmp_path: Path):
    with pytest.raises(ArtifactError, match="There is no"):
        added(data, tmp_path / "nowhere", tmp_path / "made")


@pytest.mark.parametrize(
    ("learnt", "chosen_by", "part"),
    [(("test",), (), "test"), (("val",), (), "val"), ((), ("test",), "test"), (("train",), ("val",), None)],
)
def test_a_generator_that_saw_what_is_tested_is_refused(
    data: Dataset, tmp_path: Path, learnt, chosen_by, part
):
    """As if it had learnt from another division of the same data."""
    other: dict[Split, Split] = {**dict.fromkeys(learnt, "train"), **dict.fromkeys(chosen_by, "val")}
    seen = [s for s in data.samples if s.split in other]
    divided = Dataset(
        "other", data.classes, tuple(Sample(s.source, s.truth, s.picture, other[s.split]) for s in seen)
    )
    small_generator(tmp_path / "run", pictures=PictureKeys.of(divided, contents_sha256(divided)))
    if part is None:
        assert len(added(data, tmp_path / "run", tmp_path / "made")) == len(data) + 4
        return
    with pytest.raises(DataError, match=rf"has seen pictures of the {part} part \(2: ") as raised:
        added(data, tmp_path / "run", tmp_path / "made")
    assert raised.value.code == "data.learnt"


def test_a_file_that_was_written_anew_is_known_by_its_pixels(data: Dataset, tmp_path: Path):
    tested = data.split("test").samples[0]
    assert tested.path is not None
    learnt = keys(
        Dataset("x", data.classes, (Sample("x", tested.truth, tested.picture, "train"),)), ("train",)
    )
    small_generator(tmp_path / "run", pictures=learnt)
    with Image.open(tested.path) as opened:
        opened.save(tested.path, compress_level=0)
    with pytest.raises(DataError, match=tested.source):
        added(data, tmp_path / "run", tmp_path / "made")


def test_a_copy_of_a_picture_that_it_learnt_from_counts_as_that_picture(data: Dataset, tmp_path: Path):
    small_generator(tmp_path / "run", pictures=keys(data, ("train",)))
    train, test = data.split("train").samples[0].source, data.split("test").samples[0].source
    with pytest.raises(DataError, match=test):
        added(data, tmp_path / "run", tmp_path / "made", together={train: 7, test: 7})


def test_a_full_disk_is_said_with_a_remedy(data: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from huoyan.generator import sampling

    small_generator(tmp_path / "run")
    written: list[Path] = []

    def full(path: Path, *parts: bytes) -> None:
        written.append(path)
        if len(written) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_whole(path, *parts)

    monkeypatch.setattr(sampling, "write_whole", full)
    with pytest.raises(ArtifactError, match=r"cannot be written.*Free some space") as raised:
        added(data, tmp_path / "run", tmp_path / "made")
    assert raised.value.code == "artifact.made"
