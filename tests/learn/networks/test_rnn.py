"""Recurrent networks: counted by hand, computed step by step beside torch, exported, trained."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
import safetensors.torch
import torch
from torch import Tensor, nn

from huoyan.artifact.read import open_artifact
from huoyan.cli import main
from huoyan.data.open import read_dataset
from huoyan.data.say import silent
from huoyan.embed import backbone_of
from huoyan.errors import NetworkError
from huoyan.learn.networks import build, count_parameters
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import EXPORTERS, OPSET, Exporter, to_onnx
from huoyan.learn.networks.rnn.layers import RecurrentLayers, without_cudnn
from huoyan.learn.networks.rnn.options import RnnOptions, parse_options
from huoyan.learn.networks.rnn.sequence import reading_of


def rnn(size: int = 28, channels: int = 1, classes: int = 10, **options: Any) -> nn.Module:
    return build("rnn", classes=classes, channels=channels, size=size, options=options)


# One number at a time, as the stack of the tutorials reads a series of prices.
STACK = {
    "widths": [50, 50],
    "hidden": [25],
    "steps": "patches",
    "patch": 1,
    "directions": "one",
    "head": "last",
}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # 4 gates x 50 x (1 + 50 + 1) + 4 x 50 x (50 + 50 + 1) + 50 x 25 + 25 + 25 + 1
        ({"cell": "lstm", "biases": "one"}, 10_400 + 20_200 + 1_275 + 26),
        ({"cell": "lstm", "biases": "one"}, 31_901),
        ({"cell": "lstm", "biases": "two"}, 32_301),
        # 3 gates: 150 x 52 + 150 x 101 + 1,301; a second bias adds 150 a layer, as Keras's reset_after does.
        ({"cell": "gru", "biases": "one"}, 7_800 + 15_150 + 1_301),
        ({"cell": "gru", "biases": "two"}, 7_950 + 15_300 + 1_301),
    ],
)
def test_the_stack_of_the_tutorials_has_31901_parameters_with_one_bias_and_32301_with_two(
    values: dict[str, str], expected: int
):
    assert count_parameters(rnn(4, 1, 1, **STACK, **values)) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        # Rows of 28: 4 x 128 x (28 + 128 + 1), then 128 x 10 + 10.
        ({"widths": [128], "directions": "one", "head": "last"}, 80_384 + 1_290),
        # Both ways: twice 4 x 64 x (28 + 64 + 1); all 28 steps of 128 values are kept.
        ({"widths": [64], "directions": "both", "head": "flatten"}, 47_616 + 28 * 128 * 10 + 10),
        # The second layer reads both ways of the first: twice 3 x 4 x (6 + 4 + 1).
        (
            {"widths": [3, 4], "cell": "gru", "directions": "both", "head": "avg"},
            2 * 3 * 3 * (28 + 3 + 1) + 2 * 3 * 4 * (6 + 4 + 1) + 8 * 10 + 10,
        ),
        # 16 patches of 7 x 7: 4 x 5 x (49 + 5 + 1); dense 5 - 6 - 10.
        (
            {"widths": 5, "directions": "one", "steps": "patches", "patch": 7, "head": "last", "hidden": 6},
            1_100 + 36 + 70,
        ),
    ],
)
def test_parameters_are_those_counted_by_hand(options: dict[str, Any], expected: int):
    network = rnn(**options)
    assert count_parameters(network) == expected
    assert network(torch.rand(2, 1, 28, 28)).shape == (2, 10)


def test_rows_columns_and_patches_are_read_in_the_order_of_the_page():
    picture = torch.arange(16.0).view(1, 1, 4, 4)

    def read(steps: str) -> list[list[float]]:
        return reading_of(RnnOptions(steps=steps, patch=2), channels=1, size=4).read(picture)[0].tolist()

    assert read("rows") == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 15]]
    assert read("columns") == [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15]]
    assert read("patches") == [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]


@pytest.mark.parametrize("steps", ["rows", "columns", "patches"])
def test_every_channel_is_read_at_every_step(steps: str):
    reading = reading_of(RnnOptions(steps=steps, patch=2), channels=3, size=4)
    picture = torch.stack([torch.zeros(4, 4), torch.ones(4, 4), torch.full((4, 4), 2.0)]).unsqueeze(0)
    read = reading.read(picture)
    assert tuple(read.shape) == (1, reading.count, reading.values)
    each = read.shape[2] // 3
    assert all(step.tolist() == [0] * each + [1] * each + [2] * each for step in read[0])


def obvious(cell: str, layer: nn.Module, steps: Tensor) -> Tensor:
    """Every state of one direction by the formulas, (N, steps, width); torch's order of gates."""
    w, u = layer.weight_ih_l0, layer.weight_hh_l0
    b, c = layer.bias_ih_l0, layer.bias_hh_l0
    state = memory = torch.zeros(len(steps), u.shape[1])
    states = []
    for at in range(steps.shape[1]):
        given, kept = steps[:, at] @ w.T + b, state @ u.T + c
        if cell == "lstm":
            enter, forget, new, leave = (given + kept).chunk(4, dim=1)
            memory = forget.sigmoid() * memory + enter.sigmoid() * new.tanh()
            state = leave.sigmoid() * memory.tanh()
        else:
            (r, z, n), (kr, kz, kn) = given.chunk(3, dim=1), kept.chunk(3, dim=1)
            keep = (z + kz).sigmoid()
            state = (1 - keep) * (n + (r + kr).sigmoid() * kn).tanh() + keep * state
        states.append(state)
    return torch.stack(states, dim=1)


@pytest.mark.parametrize("biases", ["one", "two"])
@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_layers_give_what_the_formulas_give_step_by_step(cell: str, biases: str):
    torch.manual_seed(0)
    layers = RecurrentLayers(RnnOptions((6, 5), cell, biases=biases), 3)
    steps = torch.randn(4, 7, 3)
    with torch.inference_mode():
        found, ends = layers(steps)
        expected = obvious(cell, layers.layers[1], obvious(cell, layers.layers[0], steps))
    torch.testing.assert_close(found, expected, atol=1e-6, rtol=1e-5)
    assert torch.equal(ends, found[:, -1])
    assert all(layer.bias_hh_l0.any() == (biases == "two") for layer in layers.layers)


def test_the_direction_that_reads_backwards_ends_at_the_first_step():
    layers = RecurrentLayers(RnnOptions((5,), directions="both"), 3)
    found, ends = layers(torch.randn(4, 7, 3))
    assert torch.equal(ends, torch.cat([found[:, -1, :5], found[:, 0, 5:]], dim=1))


def test_dropout_acts_between_layers_in_training_and_not_in_evaluation():
    network, picture = rnn(8, widths=[8, 8], dropout=0.5), torch.rand(1, 1, 8, 8)
    steps = picture.squeeze(1)
    assert not torch.equal(network.train().recurrent(steps)[1], network.recurrent(steps)[1])
    assert torch.equal(network.eval()(picture), network(picture))


@pytest.mark.parametrize("training", [True, False])
def test_gradients_reach_the_picture_in_training_and_in_evaluation(training: bool):
    network, picture = rnn(8, widths=4).train(training), torch.rand(1, 1, 8, 8, requires_grad=True)
    network(picture).sum().backward()
    assert picture.grad is not None
    assert picture.grad.abs().min() > 0


def test_cudnn_is_put_aside_and_back_also_where_its_precision_was_set_for_convolutions_alone():
    cudnn: Any = torch.backends.cudnn
    before = cudnn.conv.fp32_precision
    try:
        cudnn.conv.fp32_precision = "ieee"
        with without_cudnn():
            assert not cudnn.enabled
        assert cudnn.enabled
    finally:
        cudnn.conv.fp32_precision = before


def test_one_bias_stays_one_through_a_copy_a_state_dict_and_a_step():
    network = rnn(8, widths=4)
    assert [name for name in network.state_dict() if "bias_hh" in name] == []
    other = rnn(8, widths=4)
    other.load_state_dict(safetensors.torch.load(safetensors.torch.save(network.state_dict())))
    picture = torch.rand(2, 1, 8, 8)
    assert torch.equal(other(picture), network(picture))
    torch.optim.SGD(network.parameters(), lr=1.0).zero_grad()
    network(picture).sum().backward()
    torch.optim.SGD(network.parameters(), lr=1.0).step()
    assert not network.recurrent.layers[0].bias_hh_l0.any()
    again = io.BytesIO()
    torch.save(network, again)
    again.seek(0)
    assert torch.equal(torch.load(again, weights_only=False)(picture), network(picture))


def test_texts_of_the_command_line_mean_the_same_as_values():
    texts = {
        "widths": "16, 32",
        "cell": "GRU",
        "patch": "2",
        "steps": "patches",
        "dropout": "0.25",
        "hidden": "8",
    }
    values = {
        "widths": [16, 32],
        "cell": "gru",
        "patch": 2,
        "steps": "patches",
        "dropout": 0.25,
        "hidden": [8],
    }
    assert parse_options(texts) == parse_options(values)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"width": 3}, "the rnn has no option 'width'. Nearest: widths"),
        ({"kernel": 3}, "the rnn has no option 'kernel'"),
        ({"widths": []}, "at least one"),
        ({"widths": [0]}, "at least 1"),
        ({"cell": "lstn"}, "one of lstm, gru"),
        ({"directions": 2}, "one of one, both"),
        ({"steps": "pixels"}, "one of rows, columns, patches"),
        ({"head": "first"}, "one of last, avg, flatten"),
        ({"biases": "three"}, "one of one, two"),
        ({"steps": "patches", "patch": 0}, "at least 1"),
        ({"patch": 4}, "no patch with steps=rows; give steps=patches"),
        ({"dropout": 1}, "below 1"),
    ],
)
def test_a_wrong_option_is_refused_with_what_was_expected(options: dict[str, Any], said: str):
    with pytest.raises(NetworkError, match=said) as caught:
        rnn(**options)
    assert caught.value.code == "network.option"


def test_patches_that_do_not_fill_the_picture_are_refused_with_a_side_that_does():
    with pytest.raises(
        NetworkError, match=r"patches of 5 x 5 pixels do not fill a picture of 28 x 28\. Use patch=4"
    ):
        rnn(steps="patches", patch=5)
    with pytest.raises(NetworkError, match="Use patch=8") as caught:
        rnn(8, steps="patches", patch=16)
    assert caught.value.code == "network.size"


def test_a_network_too_large_for_memory_is_an_error_with_a_remedy():
    with pytest.raises(NetworkError, match="smaller widths") as caught:
        rnn(widths=[10**7])
    assert caught.value.code == "network.size"


def test_pretrained_weights_that_do_not_exist_are_an_error():
    with pytest.raises(NetworkError, match="rnn has no pretrained weights") as caught:
        build("rnn", classes=2, channels=1, size=8, options={}, pretrained=True)
    assert caught.value.code == "network.pretrained"


EXPORTED = [
    {},
    {"widths": [6, 5], "cell": "lstm", "directions": "both", "head": "last"},
    {"widths": [6, 5], "cell": "gru", "directions": "both", "head": "flatten", "steps": "columns"},
    {"widths": [6], "cell": "gru", "head": "last", "directions": "one", "biases": "two"},
    {"widths": [6], "head": "avg", "steps": "patches", "patch": 4, "hidden": [7]},
]


def check_export(options: dict[str, Any], exporter: Exporter) -> None:
    torch.manual_seed(0)
    whole = Normalised(rnn(8, 3, **options), (0.4,) * 3, (0.3,) * 3)
    graph = to_onnx(whole, ["logits"], channels=3, size=8, exporter=exporter)
    assert {opset.version for opset in onnx.load_from_string(graph).opset_import if not opset.domain} == {
        OPSET
    }
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    openvino = pytest.importorskip("openvino")
    core = openvino.Core()
    compiled = core.compile_model(core.read_model(graph), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    for n in (1, 5):
        pixels = torch.randint(0, 256, (n, 8, 8, 3), dtype=torch.uint8)
        with torch.inference_mode():
            expected = whole.eval()(pixels).numpy()
        for found in (session.run(["logits"], {"images": pixels.numpy()})[0], compiled(pixels.numpy())[0]):
            assert np.abs(found - expected).max() < 1e-5 * np.abs(expected).max()


@pytest.mark.parametrize("options", EXPORTED)
def test_the_exported_graph_answers_as_the_network_for_any_batch_on_both_engines(options: dict[str, Any]):
    check_export(options, "torchscript")


@pytest.mark.slow
@pytest.mark.parametrize("options", EXPORTED)
def test_the_newer_exporter_answers_the_same(options: dict[str, Any]):
    check_export(options, "dynamo")


def test_both_exporters_are_tested():
    assert set(EXPORTERS) == {"torchscript", "dynamo"}


def test_digits_are_learnt_by_rows_from_the_command_line_and_again_to_the_same_weights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    call = ["train", "digits", "--model", "rnn", "--epochs", "12", "--seed", "1", "--beside", "none", "--out"]
    assert main([*call, str(tmp_path / "a")]) == 0
    assert main([*call, str(tmp_path / "b")]) == 0
    runs = [(tmp_path / name / "model" / "weights.safetensors").read_bytes() for name in "ab"]
    assert runs[0] == runs[1]
    capsys.readouterr()
    assert main(["evaluate", str(tmp_path / "a"), "digits", "--json"]) == 0
    scored = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert scored["metrics"]["accuracy"]["value"] > 0.9
    model = open_artifact(tmp_path / "a")
    assert {parity.engine for parity in model.manifest.parity} >= {"onnxruntime", "openvino"}
    assert all(parity.passed for parity in model.manifest.parity)
    # 8 rows of 128 states each: what a check compares pictures by.
    pictures = read_dataset("digits", say=silent).split("test").samples[:3]
    assert backbone_of(model).embed(pictures)[0].shape == (3, 8 * 128)
