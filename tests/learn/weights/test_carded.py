"""A card is obeyed where the user said nothing, and what was taken is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

import huoyan
from huoyan.errors import NetworkError, UsageError
from huoyan.learn.networks import build
from huoyan.learn.networks.same_padding import pad_as_tensorflow
from huoyan.learn.weights.carded import network_by_card, origins_of_weights, with_card
from huoyan.runs.named_network import NamedNetwork
from huoyan.runs.recipe import recipe_from
from huoyan.words import Message, Remark

CARD = """
[network]
library = "timm"
name = "test_efficientnet"
arguments = { bn_eps = 0.001 }
padding = "same"

[input]
range = "-1..1"

[source]
licence = "MIT"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Random weights of a small network of timm, with its card beside."""
    torch.manual_seed(0)
    path = tmp_path / "net.pth"
    torch.save(build("test_efficientnet", classes=7, channels=3, size=32, options={}).state_dict(), path)
    path.with_name("net.pth.toml").write_text(CARD)
    return path


def obeyed(**values: object) -> tuple[dict[str, object], list[Message]]:
    said: list[Message] = []
    recipe = with_card(recipe_from(values), said.append)
    return {"options": recipe.options, "mean": recipe.mean, "std": recipe.std}, said


def test_arguments_padding_and_range_of_the_card_are_taken_and_told_in_a_line(file: Path):
    found, said = obeyed(model="test_efficientnet", weights=file)
    assert found == {
        "options": {"same_padding": True, "bn_eps": 0.001},
        "mean": (0.5, 0.5, 0.5),
        "std": (0.5, 0.5, 0.5),
    }
    values = "same_padding=True, bn_eps=0.001, mean 0.5,0.5,0.5 std 0.5,0.5,0.5"
    assert said == [f"the card of net.pth (test_efficientnet) gives {values}"]


def test_what_the_user_says_wins_over_the_card(file: Path):
    given = {"mean": (0.1, 0.2, 0.3), "std": (0.4, 0.5, 0.6), "options": {"same_padding": False}}
    found, said = obeyed(model="test_efficientnet", weights=file, **given)
    assert (found["mean"], found["std"]) == (given["mean"], given["std"])
    assert found["options"] == {"same_padding": False, "bn_eps": 0.001}
    assert said == ["the card of net.pth (test_efficientnet) gives bn_eps=0.001"]


def test_a_recipe_that_was_settled_by_the_card_is_settled_the_same_again_without_a_word(file: Path):
    recipe = with_card(recipe_from({"model": "test_efficientnet", "weights": file}), lambda said: None)
    said: list[Message] = []
    assert with_card(recipe, said.append) == recipe
    assert said == []


def test_grey_pictures_take_the_mean_of_the_channels(file: Path):
    found, _ = obeyed(model="test_efficientnet", weights=file, colour="grey")
    assert found["mean"] == (0.5,)


def test_another_network_than_that_of_the_card_takes_no_values_and_is_warned_of(file: Path):
    found, said = obeyed(model="test_resnet", weights=file)
    assert found["options"] == {}
    assert isinstance(said[0], Remark)
    assert said[0].kind == "warning"
    assert (
        "the card of net.pth says that it is of test_efficientnet, and test_resnet is to be built" in said[0]
    )


def test_a_detector_over_the_network_of_the_card_is_not_warned_of_but_for_its_arguments(file: Path):
    card = file.with_name("net.pth.toml")
    detector = {"model": "yolo_n", "options": {"backbone": "test_efficientnet"}, "weights": file}
    told = "which the card of net.pth says of test_efficientnet, is not taken: as the backbone of yolo_n"
    assert [told in line for line in obeyed(**detector)[1]] == [True, True, False]
    card.write_text(CARD.replace('arguments = { bn_eps = 0.001 }\npadding = "same"\n', ""))
    found, said = obeyed(**detector)
    assert found["options"] == {"backbone": "test_efficientnet"}
    assert said == ["the card of net.pth (test_efficientnet) gives mean 0.5,0.5,0.5 std 0.5,0.5,0.5"]


def test_without_a_card_or_a_model_nothing_changes(file: Path):
    assert obeyed(weights=file)[0]["options"] == {}
    file.with_name("net.pth.toml").unlink()
    assert obeyed(model="test_efficientnet", weights=file) == ({"options": {}, "mean": None, "std": None}, [])


def test_a_card_without_weights_is_refused(file: Path):
    with pytest.raises(UsageError, match=r"is given without weights\. Add --weights FILE"):
        obeyed(model="test_efficientnet", card=file.with_name("net.pth.toml"))


@pytest.mark.parametrize(
    ("library", "told"), [("onnx", "is a graph"), ("other", "neither timm nor torchvision builds")]
)
def test_a_file_that_is_no_network_to_train_is_refused(file: Path, library: str, told: str):
    text = CARD.replace('library = "timm"', f'library = "{library}"')
    file.with_name("net.pth.toml").write_text(text)
    with pytest.raises(UsageError, match=told):
        obeyed(model="test_efficientnet", weights=file)


def test_the_licence_of_the_weights_is_that_of_the_card(file: Path):
    (found,) = origins_of_weights(file, None)
    assert (found.name, found.stated_by, found.licence) == ("net.pth", "card", "MIT")
    file.with_name("net.pth.toml").write_text(CARD.replace('licence = "MIT"', ""))
    assert origins_of_weights(file, None)[0].licence is None


def test_a_network_to_look_with_obeys_the_card_too(file: Path):
    found = network_by_card("test_efficientnet", NamedNetwork(weights=file), lambda said: None)
    assert (found.options, found.mean) == ({"same_padding": True, "bn_eps": 0.001}, (0.5, 0.5, 0.5))


def test_a_training_from_weights_with_a_card_ships_what_the_card_says(file: Path, tmp_path: Path):
    rng = np.random.default_rng(0)
    for name, base in (("dark", 30), ("light", 190)):
        for i in range(8):
            (tmp_path / "photos" / name).mkdir(parents=True, exist_ok=True)
            pixels = rng.integers(base, base + 40, (40, 40, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{i}.png")
    run = huoyan.train(
        tmp_path / "photos", out=tmp_path / "run", progress=False, model="test_efficientnet",
        weights=str(file), size=32, epochs=1, batch=4, seed=0,
    )  # fmt: skip
    manifest = run.artifact.manifest
    assert manifest.network.options.items() >= {"same_padding": True, "bn_eps": 0.001}.items()
    assert manifest.network.mean == (0.5, 0.5, 0.5)
    assert str(manifest.licence) == "MIT, as the card of net.pth states it"
    assert "the card of net.pth (test_efficientnet) gives" in (run.folder / "log.jsonl").read_text("utf-8")


@pytest.mark.parametrize("model", ["yolox", "yolox_nano"])
def test_a_graph_of_the_network_that_is_named_is_left_to_it(shared_data: Callable[[str], Path], model: str):
    weights = shared_data("weights/yolox_nano_coco.onnx")
    assert obeyed(model=model, weights=weights) == ({"options": {}, "mean": None, "std": None}, [])
    with pytest.raises(UsageError, match="no network to train is made of it"):
        obeyed(model="mobilenetv2_100", weights=weights)


def test_a_known_file_needs_no_further_flags(shared_data: Callable[[str], Path]):
    found, said = obeyed(
        model="mobilenetv2_100", weights=shared_data("weights/mobilenet_v2_100_imagenet_fp16.pth")
    )
    assert found["options"] == {"same_padding": True}
    assert found["mean"] == (0.5, 0.5, 0.5)
    assert len(said) == 1


def test_the_widths_of_keras_are_networks_of_their_own():
    network = build("mobilenetv1_050", classes=2, channels=3, size=32, options={"same_padding": True})
    assert network.conv_stem.weight.shape == (16, 3, 3, 3)  # half of 32
    with pytest.raises(NetworkError, match="timm has no weights for mobilenetv1_050"):
        build("mobilenetv1_050", classes=2, channels=3, size=32, options={}, pretrained=True)


def test_a_network_of_torchvision_is_built_by_its_full_name():
    network = build("torchvision.resnet18", classes=3, channels=1, size=32, options={})
    assert network.conv1.weight.shape == (64, 1, 7, 7)
    assert network.fc.out_features == 3
    wrong = {"expected only dropout for": {"width": 2}, "does not take the options dropout": {"dropout": 0.1}}
    for told, options in wrong.items():
        with pytest.raises(NetworkError, match=told) as caught:
            build("torchvision.resnet18", classes=3, channels=3, size=32, options=options)
        assert caught.value.code == "network.option"
    with pytest.raises(NetworkError, match=r"Nearest: resnet18") as caught:
        build("torchvision.resnet17", classes=3, channels=3, size=32, options={})
    assert caught.value.code == "network.unknown"


def test_padding_as_tensorflow_pads_right_and_bottom_first():
    layer = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 3, stride=2, padding=1, bias=False))
    torch.nn.init.ones_(layer[0].weight)
    pad_as_tensorflow(layer)
    picture = torch.arange(16.0).reshape(1, 1, 4, 4)
    # By hand: the windows of rows and columns 0-2 and 2-4, of which row and column 4 are zeros.
    expected = [
        [0 + 1 + 2 + 4 + 5 + 6 + 8 + 9 + 10, 2 + 3 + 6 + 7 + 10 + 11],
        [8 + 9 + 10 + 12 + 13 + 14, 10 + 11 + 14 + 15],
    ]
    assert layer(picture)[0, 0].tolist() == expected


def test_any_network_of_timm_can_be_padded_so_as_those_are_that_have_an_option_for_it():
    given = {"classes": 3, "channels": 3, "size": 33}
    torch.manual_seed(0)
    own = build("test_efficientnet", options={"pad_type": "same"}, **given)
    torch.manual_seed(0)
    padded = build("test_efficientnet", options={"same_padding": True}, **given)
    picture = torch.rand(2, 3, 33, 33)
    with torch.inference_mode():
        assert torch.equal(own.eval()(picture), padded.eval()(picture))
    resnet = build("test_resnet", options={"same_padding": True}, **given)
    assert "Conv2dSame" in {type(module).__name__ for module in resnet.modules()}
