"""A file of weights is described from its tensors, and what the draft is not sure of is said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

import huoyan
from chinese import english_in
from huoyan.errors import HuoyanError
from huoyan.learn.networks import build
from huoyan.learn.networks.libraries.timm import create
from huoyan.learn.weights.describe import describe_weights
from huoyan.learn.weights.fingerprints import Fingerprint, fingerprint, fingerprints, without_storage
from huoyan.runs.weight_cards.card_file import parse_card

State = dict[str, torch.Tensor]


def state(name: str = "test_resnet", classes: int = 1000) -> State:
    """Of a network whose batch norms have seen pictures."""
    torch.manual_seed(0)
    network = create(name, num_classes=classes)
    network(torch.rand(2, 3, 32, 32))
    return dict(network.state_dict())


def saved(content: object, tmp_path: Path) -> Path:
    path = tmp_path / "net.pth"
    torch.save(content, path)
    return path


def folded(given: State) -> State:
    """With batch norms that do nothing, as converters leave them."""
    still = {"running_mean": torch.zeros_like, "running_var": torch.ones_like}
    return {name: still.get(name.rpartition(".")[2], torch.clone)(tensor) for name, tensor in given.items()}


SOME = [row for row in fingerprints() if row.name.startswith("test_")][::3]


@pytest.mark.parametrize("row", SOME, ids=lambda row: row.name)
def test_the_table_of_fingerprints_is_true(row: Fingerprint):
    assert fingerprint(row.library, row.name, without_storage(row.library, row.name)) == row


def test_the_table_has_timm_and_torchvision():
    names = {(row.library, row.name) for row in fingerprints()}
    assert {("timm", "resnet50"), ("torchvision", "resnet50"), ("timm", "mobilenetv1_075")} <= names
    assert len(names) == len(fingerprints()) > 1400


@pytest.mark.parametrize(
    ("content", "by", "prefix"),
    [
        (lambda s: s, "name", ""),
        (lambda s: {name: tensor.half() for name, tensor in s.items()}, "name", ""),
        (lambda s: {"state_dict": {f"module.{n}": t for n, t in s.items()}}, "prefix", "module."),
        (lambda s: {f"l{i}.{n.rpartition('.')[2]}": t for i, (n, t) in enumerate(s.items())}, "order", ""),
        (lambda s: {n: t for n, t in s.items() if not n.startswith("fc.")}, "name", ""),
    ],
    ids=["plain", "half", "prefix", "order", "headless"],
)  # fmt: skip
def test_the_network_is_found_however_the_file_names_it(content, by: str, prefix: str, tmp_path: Path):
    found = describe_weights(saved(content(state()), tmp_path))
    first = found.candidates[0]
    assert (first.model, first.by, first.prefix) == ("test_resnet", by, prefix)
    assert (found.card.keys.layout, found.card.keys.prefix) == (by, prefix)


def test_other_classes_do_not_hide_the_network(tmp_path: Path):
    found = describe_weights(saved(state("test_resnet", classes=5), tmp_path))
    assert found.candidates[0].model == "test_resnet"
    assert (found.card.output.classes, found.card.output.label_set) == (5, None)


def test_networks_of_equal_tensors_are_told_as_unsure(tmp_path: Path):
    found = describe_weights(saved(state("test_efficientnet_gn"), tmp_path))
    assert found.candidates[0].model == "test_efficientnet_gn"
    assert found.candidates[0].alike == ("test_efficientnet_ln",)
    assert found.unsure["network.name"] == "the same tensors fit test_efficientnet_ln"


def test_folded_norms_are_seen_and_hint_at_tensorflow(tmp_path: Path):
    card = describe_weights(saved(folded(state()), tmp_path)).card
    assert (card.keys.batch_norm, card.network.padding, card.input.range) == ("folded", "same", "-1..1")
    card = describe_weights(saved(state(), tmp_path)).card
    assert (card.keys.batch_norm, card.network.padding, card.input.range) == ("statistics", "own", None)
    assert card.input.normalisation is not None


def test_a_network_that_no_library_has_is_said_to_be_unknown(tmp_path: Path):
    found = describe_weights(saved({"a.weight": torch.ones(3, 2), "a.bias": torch.ones(3)}, tmp_path))
    assert found.candidates == ()
    assert (found.card.network.library, found.card.output.classes) == ("other", 3)
    assert "neither timm nor torchvision has a network of such tensors" in found.unsure["network.name"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_draft_is_a_card_again_and_names_what_it_is_not_sure_of(lang: str, tmp_path: Path):
    found = describe_weights(saved(folded(state()), tmp_path))
    text = found.to_toml(lang)  # type: ignore[arg-type]
    assert parse_card(text, Path("draft")) == found.card
    for name in ("padding", "range", "licence"):
        lines = text.splitlines()
        (at,) = [i for i, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{name} =")]
        assert lines[at - 1].startswith("# 不确定：" if lang == "zh" else "# not sure: ")
    if lang == "zh":
        assert [line for line in text.splitlines() if "不确定" in line and english_in(line)] == []


def test_a_card_with_all_kinds_of_values_is_written_as_it_is_read(tmp_path: Path):
    text = """sha256 = "%s"
[network]
library = "timm"
name = "test_resnet"
arguments = { drop_rate = 0.1, channels = [1, 2] }
[output]
labels = ["a \\"b\\"", "狗"]
tensors = { "out:0" = "x" }
""" % ("1" * 64)
    from huoyan.learn.weights.card_text import card_text

    card = parse_card(text, Path("a"))
    assert parse_card(card_text(card, {}), Path("b")) == card


def test_an_existing_card_is_not_overwritten(tmp_path: Path):
    file, out = saved(state(), tmp_path), tmp_path / "net.pth.toml"
    huoyan.describe_weights(file, out=out)
    before = out.read_text()
    with pytest.raises(HuoyanError, match="exists already and is not overwritten") as caught:
        huoyan.describe_weights(file, out=out)
    assert caught.value.code == "usage.out"
    assert out.read_text() == before
    assert huoyan.describe_weights(file).known  # now it is that beside the file


def test_a_draft_is_obeyed_as_it_stands(tmp_path: Path):
    given = state("test_efficientnet", classes=4)
    file = saved(given, tmp_path)
    card = huoyan.describe_weights(file, out=tmp_path / "net.pth.toml").card
    network = build(card.model, classes=4, channels=3, size=32, options=card.options)
    assert network.state_dict().keys() == given.keys()


def graph(path: Path, *, first: str = "Conv") -> Path:
    weight = helper.make_tensor("w", TensorProto.FLOAT, (2, 3, 1, 1), np.ones(6, np.float32))
    half = helper.make_tensor("half", TensorProto.FLOAT, (1,), [0.5])
    scaled = [helper.make_node("Mul", ["picture", "half"], ["scaled"])] if first == "Mul" else []
    nodes = [
        *scaled,
        helper.make_node("Conv", ["scaled" if scaled else "picture", "w"], ["map"]),
        helper.make_node("ReduceMean", ["map"], ["logits"], axes=[2, 3], keepdims=0),
    ]
    made = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, ("n", 3, 8, 12))],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ("n", 2))],
        [weight, half],
    )
    opset = [helper.make_opsetid("", 13)]
    onnx.save(helper.make_model(made, opset_imports=opset, ir_version=8), str(path))
    return path


def test_a_graph_is_described_by_its_inputs_and_outputs(tmp_path: Path):
    found = describe_weights(graph(tmp_path / "net.onnx"))
    card = found.card
    assert (card.network.library, card.network.name) == ("onnx", "net")
    assert (card.input.name, card.input.height, card.input.width) == ("picture", 8, 12)
    assert card.output.tensors == {"logits": "n x 2"}
    assert card.output.classes == 2
    assert "begins with Conv: 0..1, -1..1 or 0..255" in found.unsure["input.range"]
    assert parse_card(found.to_toml(), Path("draft")) == card
    scaling = describe_weights(graph(tmp_path / "scaled.onnx", first="Mul"))
    assert "it may scale pixels itself" in scaling.unsure["input.range"]


@pytest.mark.parametrize("name", ["net.onnx", "net.pth", "net.txt"])
def test_a_file_that_is_no_weights_is_told(name: str, tmp_path: Path):
    (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(HuoyanError, match=name) as caught:
        huoyan.describe_weights(tmp_path / name)
    assert caught.value.code in ("engine.model", "network.weights")
