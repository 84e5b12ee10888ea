"""Pictures that a program made: found by their marks, and kept out of what is validated and tested."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from huoyan.cli import main
from huoyan.data.check import check
from huoyan.data.dataset import Dataset
from huoyan.data.made_pictures import with_marks_read
from huoyan.data.open import open_dataset, read_dataset
from huoyan.errors import DataError
from huoyan.held_out import unseen
from huoyan.images.made_mark import MARK, MARKED
from huoyan.learn.feed.opened_data import open_material
from huoyan.runs.recipe import recipe_from
from making import colour_artifact


def picture(file: Path, seed: int, *, made: bool = False) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    coarse = np.random.default_rng(seed).integers(0, 256, (5, 5, 3), np.uint8)
    told = PngInfo()
    if made:
        told.add_text(MARK, MARKED)
    Image.fromarray(coarse).resize((40, 40), Image.Resampling.BICUBIC).save(file, pnginfo=told)


def folder(path: Path, *, parts: tuple[str, ...] = ("",), real: int = 20, made: int = 6) -> Path:
    """Of two classes, each with so many real and made pictures in each part."""
    for at, (part, name) in enumerate((part, name) for part in parts for name in ("猫", "dog")):
        for number in range(real + made):
            file = path / part / name / f"{'made' if number >= real else 'real'} {number}.png"
            picture(file, 1000 * at + number, made=number >= real)
    return path


def opened(data: Path | Dataset, said: list[str] | None = None, **choices: object) -> Dataset:
    heard = [] if said is None else said
    recipe = recipe_from({"task": "classify"} | choices)
    return open_material(data, recipe, lambda text: heard.append(str(text)), lambda event: None).dataset


def test_made_pictures_of_a_folder_train_and_the_others_are_divided_as_without_them(tmp_path: Path):
    said: list[str] = []
    found = opened(folder(tmp_path / "a"), said)
    assert [s.split for s in found.samples if s.made] == ["train"] * 12
    assert [len(found.split(part)) for part in ("train", "val", "test")] == [28 + 12, 6, 6]
    alone = opened(folder(tmp_path / "b", made=0))
    assert {s.source: s.split for s in found.samples if not s.made} == {
        s.source: s.split for s in alone.samples
    }
    assert any("12 pictures that a program made" in text for text in said)


def test_a_real_picture_that_a_made_one_copies_trains_beside_it(tmp_path: Path):
    data = folder(tmp_path / "data", made=0)
    for number in range(20):
        picture(data / "dog" / f"copy {number}.png", 1000 + number, made=True)
    found = opened(data)
    assert {s.split for s in found.samples if "dog" in s.source} == {"train"}


def test_more_pictures_than_are_looked_over_are_told_apart_by_their_heads(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("huoyan.learn.feed.opened_data.LOOKED_OVER", 10)
    assert sum(s.made for s in opened(folder(tmp_path / "data")).samples) == 12


def test_made_pictures_in_a_given_test_are_refused_with_a_remedy_that_works(tmp_path: Path, capsys):
    data = folder(tmp_path / "data", parts=("train", "val", "test"))
    with pytest.raises(
        DataError, match=r"24 pictures in test and val of data were made.*--exclude"
    ) as raised:
        opened(data)
    assert raised.value.code == "data.made"
    assert main(["check", str(data), "--quick", "--json", "--fix", str(tmp_path / "out.csv")]) == 0
    findings = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    made = [
        (each["severity"], each["split"], len(each["paths"]))
        for each in findings
        if each.get("finding") == "made-picture"
    ]
    assert sorted(made) == [("error", "test", 12), ("error", "val", 12), ("note", "train", 12)]
    left = opened(data, exclude=str(tmp_path / "out.csv"))
    assert {s.split for s in left.samples if s.made} == {"train"}


def test_a_folder_of_made_pictures_alone_is_refused(tmp_path: Path):
    with pytest.raises(DataError, match="nothing real is left") as raised:
        opened(folder(tmp_path / "data", real=0, made=8))
    assert raised.value.code == "data.made"


def test_a_group_of_a_made_picture_trains_as_a_whole(tmp_path: Path):
    data = read_dataset(folder(tmp_path / "data", made=0), say=lambda said: None)
    samples = [replace(s, group="g" if at < 3 else None, made=at == 0) for at, s in enumerate(data.samples)]
    divided = open_dataset(replace(data, samples=tuple(samples)), say=lambda said: None)
    assert [s.split for s in divided.samples[:3]] == ["train"] * 3


def test_the_check_of_a_folder_without_marks_says_nothing(tmp_path: Path):
    data = read_dataset(folder(tmp_path / "data", made=0), say=lambda said: None)
    assert check(data, quick=True).of("made-picture") == ()


@pytest.mark.parametrize("names", [lambda data: data, with_marks_read])
def test_made_pictures_are_left_out_of_a_score(tmp_path: Path, names: Callable[[Dataset], Dataset]):
    data = read_dataset(folder(tmp_path / "data"), say=lambda said: None)
    said: list[str] = []
    scored = unseen(
        names(data), colour_artifact(tmp_path / "model"), None, lambda text: said.append(str(text))
    )
    assert len(scored.dataset) == 40
    assert any("12 of 52 pictures were made by a program" in text for text in said)


def test_made_defects_are_neither_learnt_nor_scored(tmp_path: Path):
    for number in range(30):
        picture(tmp_path / "data" / "good" / f"{number}.png", number)
        picture(tmp_path / "data" / "scratch" / f"{number}.png", 100 + number, made=number >= 20)
    found = opened(tmp_path / "data", task="anomaly")
    assert not any(s.made for s in found.samples)
    assert sum("scratch" in s.source for s in found.split("test").samples) == 20
