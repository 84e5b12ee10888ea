"""What training says of its data before it begins: short, once, and only where it matters."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from huoyan.data.check import brief
from huoyan.data.check.brief import brief_of_classes, brief_of_pictures, with_pointer
from huoyan.data.check.copies.duplicates import match
from huoyan.data.check.look import known_looks
from huoyan.data.check.look.glance import glance
from huoyan.data.check.look.picture_facts import PictureFacts
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.named.embedded import digits
from huoyan.data.open import open_dataset, read_dataset
from huoyan.words import Remark, note
from making import sample_of


def silent(_: str) -> None:
    pass


def photo(seed: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).integers(0, 256, (7, 9, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((90, 70), Image.Resampling.BICUBIC))


def counted(**classes: tuple[int, int]) -> Dataset:
    """So many training and test samples of each class."""
    samples = [
        sample_of(f"{split}/{name}/{i}", label, pixels=np.zeros((2, 2), np.uint8), split=split)
        for label, (name, numbers) in enumerate(classes.items())
        for split, n in zip(("train", "test"), numbers, strict=True)
        for i in range(n)
    ]
    return Dataset("counted", tuple(classes), tuple(samples))


def of_pictures(*pictures: tuple[np.ndarray, int]) -> list[Remark]:
    samples = tuple(sample_of(str(at), label, pixels=p) for at, (p, label) in enumerate(pictures))
    data = Dataset("made", ("a", "b"), samples)
    seen = glance(data)
    return brief_of_pictures(data, seen, match(seen))


def test_good_data_gets_no_sentence():
    assert brief_of_classes(open_dataset(digits(), say=silent)) == []
    assert of_pictures(*((photo(i), i % 2) for i in range(8))) == []
    assert with_pointer([], "photos") == []


def test_the_same_picture_under_two_labels_is_said():
    assert of_pictures((photo(1), 0), (photo(1), 1), (photo(2), 0)) == [
        "warning: 2 pictures are the same as others with another label: one of each at most is right."
    ]


def test_pictures_of_one_colour_are_said():
    blank = np.full((60, 60, 3), 90, np.uint8)
    assert of_pictures((blank, 0), (photo(2), 0), (photo(3), 1)) == [
        "warning: 1 picture of one even colour: nothing to learn from."
    ]


def test_classes_too_small_to_learn_or_to_score_are_named_with_their_counts():
    assert brief_of_classes(counted(ash=(60, 20), beech=(6, 2), cedar=(40, 0))) == [
        "warning: 1 class with fewer than 10 training pictures: 'beech' (6).",
        "warning: 1 class without a picture in test, not to be scored: 'cedar'.",
        "warning: 1 class with fewer than 10 pictures in test, scored roughly: 'beech' (2).",
        "warning: the classes are shared otherwise in test than in train: 'cedar' 0% and 38%.",
    ]


def test_a_class_with_a_single_picture_is_said_by_reading_alone():
    sentences = brief_of_classes(counted(ash=(60, 20), beech=(60, 20), cedar=(1, 0)))
    assert all("cedar" not in sentence for sentence in sentences)


def test_few_sentences_end_in_the_command_that_shows_the_rest():
    said = with_pointer(["one.", "two.", "three.", "four.", "five."], "my photos")
    assert said == ["one.", "two.", "three.", "note: to see which: huoyan check 'my photos' --out check.html"]
    assert len(said) == brief.MOST_SENTENCES + 1


def test_the_command_says_how_the_data_are_to_be_read():
    said = with_pointer(["one."], "t.csv", ["--task", "regress", "--label-column", "body height"])
    command = "huoyan check t.csv --task regress --label-column 'body height' --out check.html"
    assert said[-1] == f"note: to see which: {command}"


def test_every_sentence_has_its_chinese():
    sentences = [
        *brief_of_classes(counted(ash=(60, 20), beech=(6, 2), cedar=(40, 0))),
        *of_pictures((photo(1), 0), (photo(1), 1)),
        *of_pictures((photo(1), 0), (np.clip(photo(1) * 1.1, 0, 255).astype(np.uint8), 1)),
        *of_pictures((np.zeros((60, 60, 3), np.uint8), 0), (photo(1), 1)),
        with_pointer([note("brief.same", n=2)], "图 片")[-1],
    ]
    assert len(sentences) == 8
    for sentence in sentences:
        chinese = sentence.told("zh")
        assert re.search(r"[\u4e00-\u9fff]", chinese.replace("图 片", "")), sentence
        assert set(re.findall(r"\d+", chinese)) == set(re.findall(r"\d+", sentence))


def test_training_says_it_once_and_looks_at_each_picture_once_for_it(tmp_path: Path, monkeypatch, capsys):
    pytest.importorskip("torch", reason="the extra `train` is not installed")
    from huoyan.cli import main

    looked: list[str] = []
    facts = known_looks.file_facts

    def looking(data: bytes, digest: str, sample: Sample) -> PictureFacts:
        looked.append(sample.source)
        return facts(data, digest, sample)

    monkeypatch.setattr(known_looks, "file_facts", looking)
    data = tmp_path / "我的 图片"
    for label, (name, n) in enumerate((("红 色", 24), ("blue", 24), ("rare", 5))):
        (data / name).mkdir(parents=True)
        for i in range(n):
            Image.fromarray(photo(100 * label + i)).save(data / name / f"图 {i}.png")
    Image.fromarray(photo(3)).save(data / "blue" / "again.png")
    run = tmp_path / "run"
    assert main(["train", str(data), "--out", str(run), "--epochs", "1"]) == 0
    said = capsys.readouterr().err.replace("\n", " ")
    assert said.count("the same as others with another label") == 1
    assert said.count("fewer than 10 training pictures: 'rare'") == 1
    assert said.count("huoyan check") == 1
    assert len(looked) == len(set(looked)) == 54
    assert "another label" in (run / "report.html").read_text(encoding="utf-8")


def test_weather_photos_are_trained_without_a_needless_sentence(unpacked: Callable[[str], Path]):
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=silent)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert brief_of_classes(open_dataset(dataset, say=silent)) == []
