"""A card says what a file of weights is, and what is wrong with a card is told."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from huoyan.errors import UsageError
from huoyan.runs.weight_cards.card import Card
from huoyan.runs.weight_cards.card_file import parse_card, read_card
from huoyan.runs.weight_cards.known_cards import card_for, shipped_cards

PLAIN = '[network]\nlibrary = "timm"\nname = "resnet18"\n'


def card(text: str) -> Card:
    return parse_card(text, Path("net.pth.toml"))


def refused(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        card(text)
    assert caught.value.code == "usage.card"
    return str(caught.value)


def weights(folder: Path, content: bytes = b"weights") -> tuple[Path, str]:
    path = folder / "net.pth"
    path.write_bytes(content)
    return path, hashlib.sha256(content).hexdigest()


def test_a_card_of_an_architecture_alone_is_enough():
    found = card(PLAIN)
    assert (found.model, found.options, found.input.normalisation) == ("resnet18", {}, None)


@pytest.mark.parametrize(
    ("range_", "mean", "std"), [("0..1", 0.0, 1.0), ("-1..1", 0.5, 0.5), ("0..255", 0.0, 1 / 255)]
)
def test_a_range_is_a_mean_and_deviation_of_pixels_between_0_and_1(range_: str, mean: float, std: float):
    found = card(f'{PLAIN}[input]\nrange = "{range_}"\n')
    assert found.input.normalisation == ((mean,) * 3, (std,) * 3)
    grey = card(f'{PLAIN}[input]\nrange = "{range_}"\ncolour = "grey"\n')
    assert grey.input.normalisation == ((mean,), (std,))


def test_the_padding_of_tensorflow_is_an_option_of_the_network():
    assert card(f'{PLAIN}padding = "same"\n').options == {"same_padding": True}
    theirs = card('[network]\nlibrary = "torchvision"\nname = "resnet18"\npadding = "same"\n')
    assert (theirs.model, theirs.options) == ("torchvision.resnet18", {"same_padding": True})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[network", "it is no TOML"),
        ("", "it names no architecture. Add a table [network] with library and name"),
        ('[network]\nlibrary = "timm"\n', "it names no architecture"),
        ('[network]\nname = "resnet18"\n', "it lacks network.library"),
        (f"{PLAIN}[inputs]\n", "there is no value inputs. Possible: input"),
        (f'{PLAIN}[input]\nheigth = 3\n', "there is no value input.heigth. Possible: input.height"),
        (f'{PLAIN}[input]\nheight = "3"\n', "input.height = '3' cannot be used: it takes a whole number"),
        (f"{PLAIN}[input]\nheight = 0\n", "input.height and input.width are pixels, at least 1"),
        (f'{PLAIN}[input]\nrange = "0..2"\n', "input.range = '0..2' cannot be used: it takes 0..1, -1..1,"),
        (f"{PLAIN}[input]\nmean = [0.5, 0.5, 0.5]\n", "either range, or mean and std together"),
        (f"{PLAIN}[input]\nmean = [0.5]\nstd = [0.5]\n", "one number a channel (3 here)"),
        (f"{PLAIN}[input]\nmean = [1,1,1]\nstd = [128, 128, 128]\n", "Divide those of 0..255 pixels by 255"),
        (f'sha256 = "abc"\n{PLAIN}', "sha256 = 'abc' is not 64 digits"),
        (f'{PLAIN}padding = "valid"\n', "network.padding = 'valid' cannot be used"),
        ("network = 3\n", "it names no architecture"),
        (f"keys = 3\n{PLAIN}", "keys is no table. Write [keys]"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_card_is_told_with_its_name(text: str, told: str):
    said = refused(text)
    assert said.startswith("card net.pth.toml: ")
    assert told in said


def test_a_card_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match=r"absent.toml: it cannot be read .*huoyan weights describe"):
        read_card(tmp_path / "absent.toml")


def test_the_card_beside_a_file_is_found_and_one_that_is_given_wins(tmp_path: Path):
    file, digest = weights(tmp_path)
    assert card_for(file) is None
    (tmp_path / "net.pth.toml").write_text(f'sha256 = "{digest}"\n{PLAIN}')
    other = tmp_path / "other.toml"
    other.write_text(PLAIN.replace("resnet18", "resnet34"))
    beside, given = card_for(file), card_for(file, other)
    assert beside is not None
    assert beside.model == "resnet18"
    assert given is not None
    assert given.model == "resnet34"


def test_a_card_of_another_file_is_refused(tmp_path: Path):
    file, digest = weights(tmp_path)
    (tmp_path / "net.pth.toml").write_text(f'sha256 = "{"0" * 64}"\n{PLAIN}')
    with pytest.raises(UsageError, match=f"has the sha256 {digest[:12]}.*the card says 0000") as told:
        card_for(file)
    assert told.value.code == "usage.card"


def test_a_file_that_is_not_there_has_no_card(tmp_path: Path):
    assert card_for(tmp_path / "absent.pth") is None


def test_cards_that_ship_are_whole_and_of_different_files():
    cards = shipped_cards()
    assert len(cards) == 8
    for found in cards.values():
        assert found.source.origin
        assert found.source.licence
    assert {found.network.library for found in cards.values()} == {"timm", "onnx", "other"}


@pytest.mark.parametrize(
    ("file", "model"),
    [
        ("mobilenet_v2_100_imagenet_fp16.pth", "mobilenetv2_100"),
        ("mobilenetv1_075_imagenet_fp32.pth", "mobilenetv1_075"),
        ("yolox_nano_coco.onnx", "YOLOX-nano"),
        ("mobilefacenet.onnx", "MobileFaceNet"),
    ],
)
def test_a_known_file_is_recognised_by_its_content(file: str, model: str, shared_data: Callable[[str], Path]):
    found = card_for(shared_data(f"weights/{file}"))
    assert found is not None
    assert found.model == model


def test_reading_a_card_needs_no_torch():
    code = (
        "import sys; from huoyan.runs.weight_cards.known_cards import shipped_cards; shipped_cards(); "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0
