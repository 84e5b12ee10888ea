"""Networks are built from values, with exactly the parameters that arithmetic on paper gives."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

import huoyan
from huoyan.errors import DownloadError, NetworkError
from huoyan.learn.networks import NETWORKS, build, count_parameters
from huoyan.learn.networks.cnn_options import CNN_PRESETS, CnnOptions, default_options, parse_options
from huoyan.learn.networks.libraries.timm import licence, normalisation
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import EXPORTERS, Exporter, to_onnx
from huoyan.learn.networks.rnn.options import RNN_PRESETS

TUTORIAL = {
    "widths": [32, 64, 64],
    "padding": "valid",
    "pool": ["max", "max", "none"],
    "norm": False,
    "hidden": [64],
}


def cnn(size: int = 28, channels: int = 1, classes: int = 10, **options: Any) -> nn.Module:
    return build("cnn", classes=classes, channels=channels, size=size, options=options)


def liven(network: nn.Module) -> nn.Module:
    """Norms as after training. Fresh ones hide mistakes: timm starts the last norm of a block at zero."""
    generator = torch.Generator().manual_seed(5)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 1.5, generator=generator)
            module.bias.data.normal_(0, 0.3, generator=generator)
            module.running_mean.normal_(0, 0.2, generator=generator)
            module.running_var.uniform_(0.5, 1.5, generator=generator)
    return network


def test_the_tutorials_net_has_93322_parameters():
    assert count_parameters(cnn(**TUTORIAL)) == 93_322
    assert count_parameters(build("cnn_tutorial", classes=10, channels=1, size=28, options={})) == 93_322


def test_the_default_for_small_grey_pictures_has_61674_parameters_and_half_of_it_17018():
    assert count_parameters(cnn()) == 61_674
    assert count_parameters(cnn(widths=[16, 32, 32])) == 17_018
    assert count_parameters(build("cnn_half", classes=10, channels=1, size=28, options={})) == 17_018


def conv(inputs: int, outputs: int, kernel: int, bias: bool = False) -> int:
    return inputs * outputs * kernel**2 + (outputs if bias else 0)


def norm(width: int) -> int:
    return 2 * width


COUNTS = [
    ({"kernel": 5, "padding": "same", "head": "avg", "widths": [8], "pool": "max"}, conv(1, 8, 5) + 16 + 90),
    (
        # Two convolutions a block, skip connection through 1 x 1 where the widths differ (1 to 8).
        {"residual": True, "padding": "same", "convs": 2, "widths": [8, 8], "head": "avg", "pool": "max"},
        (conv(1, 8, 3) + norm(8) + conv(8, 8, 3) + norm(8) + conv(1, 8, 1) + norm(8))
        + (2 * (conv(8, 8, 3) + norm(8)) + 0)
        + (8 * 10 + 10),
    ),
    (
        # valid: 28 -> 26 -> 13 beside 28 -> 24 -> 12, so 4 * (169 + 144) features are joined.
        {"branches": [3, 5], "widths": [4], "pool": "max"},
        conv(1, 4, 3) + norm(4) + conv(1, 4, 5) + norm(4) + 4 * (169 + 144) * 10 + 10,
    ),
    (
        {"dropout": 0.5, "hidden": [7, 5], "widths": [4], "pool": "max", "head": "avg"},
        conv(1, 4, 3) + norm(4) + (4 * 7 + 7) + (7 * 5 + 5) + (5 * 10 + 10),
    ),
    ({"widths": [4, 6], "kernel": [5, 3], "bias": True, "norm": False, "pool": "none", "head": "avg"},
     conv(1, 4, 5, bias=True) + conv(4, 6, 3, bias=True) + 70),
    ({"widths": [4], "bias": True, "pool": "none", "head": "avg"}, conv(1, 4, 3, bias=True) + norm(4) + 50),
]  # fmt: skip


@pytest.mark.parametrize(("options", "expected"), COUNTS)
def test_parameters_are_those_counted_by_hand(options: dict[str, Any], expected: int):
    network = cnn(**options)
    assert count_parameters(network) == expected
    assert network(torch.rand(2, 1, 28, 28)).shape == (2, 10)


def test_pooling_first_changes_the_order_but_not_the_result_of_a_rising_activation():
    torch.manual_seed(0)
    first, last = cnn(**TUTORIAL, pool_first=True), cnn(**TUTORIAL, pool_first=False)
    last.load_state_dict(first.state_dict())
    pictures = torch.rand(3, 1, 28, 28)
    assert torch.equal(first(pictures), last(pictures))
    kinds = [type(m).__name__ for m in first.branches[0][0].children() if not isinstance(m, nn.Identity)]
    assert kinds == ["Sequential", "MaxPool2d", "ReLU"]


def test_a_residual_block_with_silent_convolutions_passes_its_input_on():
    network = cnn(size=8, channels=4, widths=[4], residual=True, padding="same", pool="none", norm=False)
    block = network.branches[0][0]
    for parameter in block.convs.parameters():
        nn.init.zeros_(parameter)
    picture = torch.rand(1, 4, 8, 8)
    assert torch.equal(block(picture), picture)


def test_dropout_acts_in_training_and_not_in_evaluation():
    network, picture = cnn(dropout=0.5), torch.rand(1, 1, 28, 28)
    assert not torch.equal(network.train()(picture), network(picture))
    assert torch.equal(network.eval()(picture), network(picture))


@pytest.mark.parametrize("activation", ["relu", "gelu", "sigmoid", "tanh"])
def test_every_activation_is_built(activation: str):
    names = {type(module).__name__.lower() for module in cnn(activation=activation).modules()}
    assert activation in names


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("size", [1, 2, 5, 8, 16, 20, 28, 32, 47, 48, 64, 96, 128, 224])
@pytest.mark.parametrize("preset", sorted(CNN_PRESETS))
def test_presets_work_at_every_usual_size(preset: str, size: int, channels: int):
    if preset == "cnn_tutorial" and size < 18:
        pytest.skip("its three valid convolutions need 18 pixels: a test of its own")
    options = CNN_PRESETS[preset](size, channels)
    network = build(preset, classes=7, channels=channels, size=size, options={}).eval()
    with torch.inference_mode():
        assert network(torch.zeros(1, channels, size, size)).shape == (1, 7)
    assert parse_options(options.to_dict()) == options


def test_large_pictures_get_a_deeper_residual_network_with_a_mean_at_its_end():
    options = default_options(224, 3)
    assert (options.head, options.residual, options.padding) == ("avg", True, "same")
    assert len(options.widths) > len(default_options(28, 1).widths)


def test_texts_of_the_command_line_mean_the_same_as_values():
    texts = {
        "widths": "16, 32", "kernel": "5", "pool": "max,none", "norm": "no", "dropout": "0.25", "convs": "2",
        "hidden": "64", "pool_first": "false", "bias": "auto", "residual": "TRUE", "padding": "Same",
    }  # fmt: skip
    values = {
        "widths": [16, 32], "kernel": 5, "pool": ["max", "none"], "norm": False, "dropout": 0.25, "convs": 2,
        "hidden": [64], "pool_first": False, "bias": None, "residual": True, "padding": "same",
    }  # fmt: skip
    assert parse_options(texts) == parse_options(values)
    assert parse_options(texts).kernels == (5, 5)
    assert parse_options({"hidden": "none"}).hidden == ()
    assert parse_options({"pool": "none"}).pool == ("none",)
    assert parse_options({"widths": 8.0}).widths == (8,)


def test_new_widths_keep_the_presets_pooling_for_the_blocks_that_remain():
    base = CnnOptions(pool=("max", "max", "none"))
    assert parse_options({"widths": [8, 8]}, base).pool == ("max", "max")
    assert parse_options({"widths": [8] * 5}, base).pool == ("max", "max", "none", "none", "none")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"width": 3}, "widths"),
        ({"kernel": 4}, "odd"),
        ({"widths": []}, "at least one"),
        ({"widths": "32,x"}, "whole number"),
        ({"widths": [0]}, "at least 1"),
        ({"widths": True}, "whole number"),
        ({"widths": [2.5]}, "whole number"),
        ({"kernel": [3, 3]}, "3 widths"),
        ({"pool": "mux"}, "max, avg, none"),
        ({"dropout": 1}, "below 1"),
        ({"dropout": "much"}, "below 1"),
        ({"norm": "maybe"}, "true or false"),
        ({"residual": True, "padding": "valid"}, "same"),
        ({"branches": [3, 5], "kernel": 3}, "branches"),
        ({"head": None}, "flatten, avg"),
    ],
)
def test_a_wrong_option_is_refused_with_what_was_expected(options: dict[str, Any], said: str):
    with pytest.raises(NetworkError, match=said) as caught:
        parse_options(options)
    assert caught.value.code == "network.option"


def test_pooling_below_one_pixel_names_the_block_and_a_remedy():
    with pytest.raises(NetworkError, match=r"block 3 of 4 gets 1 x 1 pixels.*Use fewer widths") as caught:
        cnn(size=4, widths=[8] * 4, pool="max", padding="same")
    assert caught.value.code == "network.size"


def test_the_tutorials_net_needs_18_pixels():
    with pytest.raises(NetworkError, match="block 3 of 3"):
        build("cnn_tutorial", classes=2, channels=1, size=17, options={})
    build("cnn_tutorial", classes=2, channels=1, size=18, options={})


def test_a_network_too_large_for_memory_is_an_error_with_a_remedy():
    with pytest.raises(NetworkError, match="head=avg") as caught:
        cnn(hidden=[10**12])
    assert caught.value.code == "network.size"


def test_the_cnn_needs_neither_timm_nor_torchvision():
    code = (
        "import sys; from huoyan.learn.networks import build;"
        "build('cnn', classes=2, channels=1, size=28, options={});"
        "sys.exit(any(name in sys.modules for name in ('timm', 'torchvision')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_timm_network_gets_classes_channels_size_and_options():
    network = build("vit_tiny_patch16_224", classes=5, channels=1, size=64, options={"drop_rate": "0.3"})
    assert network(torch.zeros(2, 1, 64, 64)).shape == (2, 5)
    assert network.head_drop.p == 0.3
    assert network.training


@pytest.mark.parametrize("name", ["resnet19", "cnn_haf"])
def test_an_unknown_network_names_the_nearest(name: str):
    with pytest.raises(NetworkError, match=r"Nearest: .*(resnet18|cnn_half)") as caught:
        build(name, classes=2, channels=3, size=64, options={})
    assert caught.value.code == "network.unknown"


def test_an_unknown_tag_names_the_tags_that_there_are():
    with pytest.raises(NetworkError, match="a1_in1k"):
        build("resnet18.nope", classes=2, channels=3, size=64, options={})


@pytest.mark.parametrize(
    "option",
    ["checkpoint_path", "pretrained_cfg", "features_only", "cache_dir", "num_classes", "in_chans", "pruned"],
)
def test_an_argument_of_timms_factory_that_shapes_no_network_is_refused(option: str):
    with pytest.raises(NetworkError, match=f"{option} is no option.*drop_path_rate") as caught:
        build("resnet18", classes=2, channels=3, size=64, options={option: "file.pth"})
    assert caught.value.code == "network.option"


def test_a_manifest_from_elsewhere_cannot_name_a_file_to_load(digits_run: Path, tmp_path: Path):
    model = shutil.copytree(digits_run / "model", tmp_path / "model")
    manifest = json.loads((model / "huoyan.json").read_text(encoding="utf-8"))
    manifest["network"] |= {"name": "resnet18", "options": {"checkpoint_path": "/etc/hostname"}}
    (model / "huoyan.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(NetworkError, match="checkpoint_path is no option"):
        huoyan.load(model, engine="torch")


@pytest.mark.parametrize("value", ["../file.pth", 1e9, float("nan"), [[[[[1]]]]], {"a": 1}, None])
def test_an_option_of_timm_holds_plain_values_only(value: Any):
    with pytest.raises(NetworkError, match="drop_rate") as caught:
        build("resnet18", classes=2, channels=3, size=64, options={"drop_rate": value})
    assert caught.value.code == "network.option"


def test_an_option_that_timm_does_not_take_is_named():
    with pytest.raises(NetworkError, match="nope") as caught:
        build("resnet18", classes=2, channels=3, size=64, options={"nope": 1})
    assert caught.value.code == "network.option"


def test_a_size_that_the_family_cannot_take_is_an_error_when_it_is_built():
    with pytest.raises(NetworkError, match="100 x 100") as caught:
        build("maxvit_rmlp_pico_rw_256", classes=2, channels=3, size=100, options={})
    assert caught.value.code == "network.size"


def test_pretrained_without_access_fails_at_once_and_names_the_way_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path
):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    for proxy in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    # A port of this machine where nobody listens stands for a net that is not there.
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(DownloadError, match=r"timm/resnet18\.a1_in1k.*--weights FILE") as caught:
        build("resnet18", classes=2, channels=3, size=64, options={}, pretrained=True)
    assert caught.value.code == "download.weights"


@pytest.mark.parametrize("name", ["cnn", "botnet50ts_256"])
def test_pretrained_weights_that_do_not_exist_are_an_error(name: str):
    with pytest.raises(NetworkError) as caught:
        build(name, classes=2, channels=3, size=256, options={}, pretrained=True)
    assert caught.value.code == "network.pretrained"


def test_timm_says_how_pictures_were_normalised_and_the_licence():
    assert normalisation("vit_tiny_patch16_224") == ((0.5,) * 3, (0.5,) * 3)
    assert normalisation("resnet18") == ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
    assert licence("resnet18") == "apache-2.0"


def test_normalised_gives_the_network_pixels_by_the_formula_and_in_channels_last():
    seen: list[torch.Tensor] = []

    class Spy(nn.Module):
        def forward(self, images: torch.Tensor) -> torch.Tensor:
            seen.append(images)
            return images.mean((2, 3))

    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    pixels = np.random.default_rng(0).integers(0, 256, (2, 5, 7, 3), dtype=np.uint8)
    network = Normalised(Spy(), mean, std)
    network(torch.from_numpy(pixels))
    network(torch.from_numpy(pixels).float())
    expected = ((pixels / 255 - mean) / std).transpose(0, 3, 1, 2)
    np.testing.assert_allclose(seen[0].numpy(), expected, atol=2e-6)
    assert torch.equal(seen[0], seen[1])
    assert seen[0].is_contiguous(memory_format=torch.channels_last)
    assert list(network.state_dict()) == []


@pytest.mark.parametrize(("mean", "std"), [((0.5,), (0.0,)), ((0.5, 0.5), (0.5,)), ((), ())])
def test_a_normalisation_that_divides_by_nothing_is_refused(mean: tuple[float, ...], std: tuple[float, ...]):
    with pytest.raises(NetworkError, match="std"):
        Normalised(nn.Identity(), mean, std)


EXPORTED = [("cnn", 1, 28), ("cnn", 3, 96), ("resnet18", 3, 64), ("vit_tiny_patch16_224", 3, 32)]


def check_export(name: str, channels: int, size: int, exporter: Exporter) -> None:
    torch.manual_seed(0)
    network = liven(build(name, classes=5, channels=channels, size=size, options={}))
    whole = Normalised(network, (0.4,) * channels, (0.3,) * channels)
    with warnings.catch_warnings(record=True) as leaked:
        warnings.simplefilter("always")
        graph = to_onnx(whole, ["logits"], channels=channels, size=size, exporter=exporter)
    assert leaked == []
    assert whole.training
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    assert session.get_inputs()[0].type == "tensor(uint8)"
    for n in (1, 5):
        pixels = torch.randint(0, 256, (n, size, size, channels), dtype=torch.uint8)
        with torch.inference_mode():
            expected = whole.eval()(pixels).numpy()
        found = session.run(["logits"], {"images": pixels.numpy()})[0]
        # Of the size of the logits: an absolute bound would pass a network that answers next to nothing.
        assert np.abs(found - expected).max() < 1e-5 * np.abs(expected).max()
        whole.train()


@pytest.mark.parametrize(("name", "channels", "size"), EXPORTED)
def test_the_exported_graph_answers_as_the_network_for_any_batch(name: str, channels: int, size: int):
    check_export(name, channels, size, "torchscript")


@pytest.mark.slow
def test_the_newer_exporter_answers_the_same():
    check_export("cnn", 1, 28, "dynamo")


def test_a_graph_differs_when_a_residual_branch_does():
    """The comparison above would notice a branch that is lost: it counts for the logits."""
    torch.manual_seed(0)
    network = liven(build("resnet18", classes=5, channels=3, size=64, options={})).eval()
    picture = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        before = network(picture)
        network.layer4[1].conv2.weight.zero_()
        assert (network(picture) - before).abs().max() > 0.05 * before.abs().max()


def test_every_listed_network_and_exporter_is_visible():
    assert set(NETWORKS) == {*CNN_PRESETS, *RNN_PRESETS}
    assert set(EXPORTERS) == {"torchscript", "dynamo"}
