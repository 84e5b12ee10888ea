"""huoyan weights on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from chinese import english_in
from huoyan.cli import main
from huoyan.learn.networks.libraries.timm import create


@pytest.fixture
def file(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "net.pth"
    torch.save(create("test_resnet", num_classes=2).state_dict(), path)
    return path


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for name in ("0", "1"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for i in range(3):
            pixels = rng.integers(0, 256, (40, 40, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{i}.png")
    return tmp_path / "photos"


def test_a_file_is_described_then_tested(file: Path, photos: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["weights", "describe", str(file)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith('sha256 = "')
    assert 'name = "test_resnet"' in out
    assert "fits test_resnet: 100% of its tensors by name" in err
    assert "described in" in err
    card = file.with_name("net.pth.toml")
    assert main(["weights", "describe", str(file), "--out", str(card)]) == 0
    assert capsys.readouterr().out == ""
    assert card.read_text("utf-8") == out
    assert main(["weights", "describe", str(file), "--out", str(card)]) == 2
    assert main(["weights", "test", str(file), str(photos)]) == 0
    out, _ = capsys.readouterr()
    assert out.startswith("first answer right (top-1)")
    assert out.strip().endswith("n = 6")
    assert main(["weights", "test", str(file), str(photos), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 6


def test_describe_as_json_holds_the_card_the_candidates_and_what_is_unsure(
    file: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["weights", "describe", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["candidates"][0]["model"] == "test_resnet"
    assert found["known"] is False
    assert "source.licence" in found["unsure"]


def test_it_speaks_chinese(file: Path, photos: Path, capsys: pytest.CaptureFixture[str]):
    card = str(file.with_name("net.pth.toml"))
    assert main(["weights", "test", str(file), str(photos), "--lang", "zh"]) == 2
    assert main(["weights", "describe", str(file), "--lang", "zh"]) == 0
    assert main(["weights", "describe", str(file), "--lang", "zh", "--out", card]) == 0
    assert main(["weights", "describe", str(file), "--lang", "zh"]) == 0
    assert main(["weights", "test", str(file), str(photos), "--lang", "zh"]) == 0
    both = capsys.readouterr()
    assert english_in(both.err) == []
    assert [line for line in both.out.splitlines() if "=" not in line and english_in(line)] == []


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["describe", "net.pth", "photos"], "describe takes a FILE alone; PHOTOS belongs to"),
        (["test", "net.pth"], "huoyan weights test needs PHOTOS"),
        (["test", "net.pth", "photos", "--out", "x"], "--out belongs to huoyan weights describe"),
        (["describe", "absent.pth"], "absent.pth: there is no such file"),
    ],
)
def test_a_call_that_cannot_be_made_is_told(call: list[str], told: str, capsys: pytest.CaptureFixture[str]):
    assert main(["weights", *call]) == 2
    assert told in capsys.readouterr().err
