"""Which file of weights a run takes: of those that were named, in a folder, or kept in the cache."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from huoyan.errors import NetworkError, UsageError
from huoyan.learn.weights.backbones import Backbone, backbones_of, kept_file, with_file
from huoyan.runs.recipe import Recipe

CARD = """[network]
library = "timm"
name = "{name}"
"""


def weights(file: Path, network: str | None) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"conv_stem.weight": torch.rand(1)}, file)
    if network is not None:
        file.with_name(f"{file.name}.toml").write_text(CARD.format(name=network), encoding="utf-8")
    return file


def test_of_a_folder_the_file_of_the_network_is_taken(tmp_path: Path) -> None:
    weights(tmp_path / "a.pth", "resnet18")
    file = weights(tmp_path / "b.pth", "mobilenetv2_100")
    weights(tmp_path / "c.pth", None)
    recipe = Recipe(model="mobilenetv2_100", weights=str(tmp_path))
    assert with_file(recipe, "mobilenetv2_100").weights == str(file)
    assert with_file(recipe.with_choices(weights=str(file)), "resnet18").weights == str(file)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, r"no weights in .*\.pth"),
        ({"a.pth": "resnet18"}, "says it is of mobilenetv2_100"),
        ({"a.pth": "mobilenetv2_100", "b.pth": "mobilenetv2_100"}, "a.pth, b.pth"),
    ],
)
def test_a_folder_without_one_such_file_is_refused(files: dict[str, str], said: str, tmp_path: Path) -> None:
    for name, network in files.items():
        weights(tmp_path / name, network)
    with pytest.raises(UsageError, match=said):
        with_file(Recipe(weights=str(tmp_path)), "mobilenetv2_100")


def test_the_cache_folder_knows_files_by_their_cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path))
    assert kept_file("resnet18") is None
    file = weights(tmp_path / "weights" / "a.pth", "resnet18")
    assert kept_file("resnet18") == str(file)
    assert kept_file("resnet34") is None


def test_in_a_folder_what_no_card_names_is_noted_and_left_out(tmp_path: Path) -> None:
    file = weights(tmp_path / "a.pth", "resnet18")
    weights(tmp_path / "b.pth", None)
    notes: list[object] = []
    found = backbones_of(Recipe(weights=str(tmp_path)), notes.append)
    assert found == (Backbone("resnet18", str(file)),)
    assert "b.pth is left out" in str(notes)


def test_the_one_file_that_was_named_must_be_usable(tmp_path: Path) -> None:
    bare, broken = weights(tmp_path / "bare.pth", None), tmp_path / "broken.pth"
    broken.write_bytes(b"no weights")
    for file, error, said in (
        (bare, UsageError, "weights describe"),
        (broken, NetworkError, "broken.pth"),
        (tmp_path / "none.pth", UsageError, "no weights at"),
    ):
        with pytest.raises(error, match=said):
            backbones_of(Recipe(weights=str(file)), lambda text: None)
