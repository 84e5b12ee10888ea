"""Networks that are compared: whose weights are whose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from huoyan.learn.search.candidates import _named
from huoyan.runs.recipe import Recipe

NOTHING = {"weights": None, "card": None, "pretrained": False}


def weights(file: Path, network: str | None) -> str:
    torch.save({"conv_stem.weight": torch.rand(1)}, file)
    if network is not None:
        card = f'[network]\nlibrary = "timm"\nname = "{network}"\n'
        file.with_name(f"{file.name}.toml").write_text(card, encoding="utf-8")
    return str(file)


def named(recipe: Recipe, *names: str) -> list[dict[str, Any]]:
    return list(_named(recipe, names))


@pytest.mark.parametrize(
    ("carded", "asked"),
    [
        ("resnet18", "resnet18"),
        ("resnet18.tv_in1k", "resnet18"),
        ("resnet18.tv_in1k", "resnet18.tv_in1k"),
        ("resnet18", "resnet18.tv_in1k"),
    ],
)
def test_a_file_goes_to_the_network_of_its_card_with_or_without_the_tag(
    tmp_path: Path, carded: str, asked: str
):
    file = weights(tmp_path / "a.pth", carded)
    assert named(Recipe(weights=file), "cnn", asked) == [
        {"model": "cnn", **NOTHING},
        {"model": asked, "weights": file, "pretrained": False},
    ]


def test_of_a_folder_each_takes_its_own(tmp_path: Path):
    files = {name: weights(tmp_path / f"{name}.pth", name) for name in ("resnet18", "resnet34")}
    found = named(Recipe(weights=str(tmp_path)), "resnet34", "resnet18", "cnn")
    assert [each["weights"] for each in found] == [files["resnet34"], files["resnet18"], None]


def test_several_files_of_one_network_and_a_file_without_a_card_are_left_to_the_network(tmp_path: Path):
    alone = weights(tmp_path / "net.bin", None)
    assert named(Recipe(weights=alone), "cnn", "resnet18") == [{"model": "cnn"}, {"model": "resnet18"}]
    (tmp_path / "two").mkdir()
    for name in ("a.pth", "b.pth"):
        weights(tmp_path / "two" / name, "resnet18")
    assert named(Recipe(weights=str(tmp_path / "two")), "resnet18") == [{"model": "resnet18"}]


def test_weights_of_the_library_are_asked_of_every_network():
    assert named(Recipe(pretrained=True), "mobilenetv3_large_100", "resnet18") == [
        {"model": "mobilenetv3_large_100"},
        {"model": "resnet18"},
    ]
