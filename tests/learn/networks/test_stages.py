"""Networks of timm as rows of stages: joined, divided and folded, and the same answers whichever way."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import timm
import torch
from torch import nn

from huoyan.errors import NetworkError
from huoyan.learn.networks import FOLDED, build
from huoyan.learn.networks.backbones.folded import fold_norms
from huoyan.learn.networks.backbones.joined_stages import without_classifier
from huoyan.learn.networks.backbones.stages import divided, stages_of
from huoyan.learn.networks.libraries.timm import JOINED
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import EXPORTERS, Exporter, to_onnx
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.networks.weight_files.load import classifier_names, load_weights

# A convolutional network of each kind of rows, and one of tokens.
SIZES = {"mobilenetv2_035": 32, "resnet10t": 64, "convnext_atto": 64, "vit_tiny_patch16_224": 32}


def joined(name: str, last: int = 3, **options: object) -> nn.Module:
    torch.manual_seed(0)
    values = {JOINED: last, **options}
    return lively(build(name, classes=5, channels=3, size=SIZES[name], options=values)).eval()


def lively(network: nn.Module) -> nn.Module:
    """Batch norms with statistics that are not those of the start."""
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.2, 0.2)
            nn.init.uniform_(module.running_var, 0.5, 2)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.2, 0.2)
    return network


def images(name: str, n: int = 3) -> torch.Tensor:
    return torch.rand(n, 3, SIZES[name], SIZES[name], generator=torch.Generator().manual_seed(1))


def test_the_classifier_sees_what_a_mobilenet_pools_and_the_means_of_its_last_three_stages():
    network = build("mobilenetv2_100", classes=7, channels=3, size=32, options={JOINED: 3})
    assert network.joined.in_features == 1280 + 320 + 160 + 96
    assert network.joined.out_features == 7


def test_a_stage_that_a_network_pools_anyway_is_not_seen_twice():
    assert joined("resnet10t").joined.in_features == 512 + 256 + 128 + 64


def test_the_joined_features_are_the_pooled_ones_and_the_means_of_maps():
    network, given = joined("mobilenetv2_035"), images("mobilenetv2_035")
    plain = timm.create_model("mobilenetv2_035", num_classes=0).eval()
    plain.load_state_dict(network.state_dict(), strict=False)
    maps: list[torch.Tensor] = []
    for block in plain.blocks[-3:]:
        block.register_forward_hook(lambda module, taken, gives: maps.append(gives))
    expected = [plain(given), *(each.mean((2, 3)) for each in maps)]
    assert [each.shape[1] for each in expected] == [1280, 32, 56, 112]
    assert torch.allclose(without_classifier(network)(given), torch.cat(expected, 1), atol=1e-6)


def test_the_mean_of_tokens_leaves_the_class_token_out():
    network, given = joined("vit_tiny_patch16_224", last=1), images("vit_tiny_patch16_224")
    front, _ = divided(network, 12) or pytest.fail("not divided")
    found = without_classifier(network)(given)
    assert torch.allclose(found[:, 192:], front(given)[:, 1:].mean(1), atol=1e-6)


@pytest.mark.parametrize("name", SIZES)
def test_front_and_rest_compute_exactly_what_the_whole_computes(name: str):
    network, given = joined(name), images(name)
    cuts = [cut for cut in range(1, len(stages_of(network)) + 1) if divided(network, cut) is not None]
    assert len(cuts) >= 2
    for cut in cuts:
        front, rest = divided(network, cut)
        assert torch.equal(rest(front(given)), network(given))


@pytest.mark.parametrize("name", SIZES)
def test_front_and_rest_share_their_weights_with_the_whole(name: str):
    network = joined(name)
    front, rest = divided(network, 1)
    whole = {id(p) for p in network.parameters()}
    parts = [id(p) for part in (front, rest) for p in part.parameters()]
    assert set(parts) == whole
    assert len(parts) == len(whole)


def test_where_more_than_one_value_goes_over_a_network_is_not_divided():
    network = joined("mobilenetv2_035")
    assert [cut for cut in range(9) if divided(network, cut) is not None] == [1, 2, 3, 4, 5]


def test_a_network_that_cannot_be_traced_keeps_its_own_classifier():
    network = build("test_vit", classes=5, channels=3, size=160, options={JOINED: 3})
    assert stages_of(network) == ()
    assert divided(network, 1) is None
    assert classifier_names(network) == ("head",)


@pytest.mark.parametrize("name", SIZES)
def test_folded_norms_answer_as_the_norms_did(name: str):
    network, given = joined(name), images(name)
    folded = fold_norms(network, channels=3, size=SIZES[name])
    assert not any(isinstance(module, nn.BatchNorm2d) for module in folded.modules())
    assert torch.allclose(folded(given), network(given), atol=1e-5)


def test_norms_before_a_convolution_stay():
    network = lively(build("densenet121", classes=2, channels=3, size=32, options={})).eval()
    folded = fold_norms(network, channels=3, size=32)
    norms = [sum(isinstance(m, nn.BatchNorm2d) for m in each.modules()) for each in (network, folded)]
    assert norms == [121, 62]
    assert torch.allclose(folded(torch.ones(1, 3, 32, 32)), network(torch.ones(1, 3, 32, 32)), atol=1e-4)


@pytest.mark.parametrize(
    "exporter",
    [pytest.param(each, marks=[pytest.mark.slow] if each == "dynamo" else []) for each in EXPORTERS],
)
def test_joined_and_folded_networks_export(exporter: Exporter):
    network = Normalised(joined("mobilenetv2_035", folded_norms=True), (0.5,), (0.5,)).eval()
    graph = to_onnx(network, ["logits"], channels=3, size=32, exporter=exporter)
    pixels = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    found = onnxruntime.InferenceSession(graph).run(None, {"images": pixels})[0]
    with torch.no_grad():
        assert np.allclose(found, network(torch.from_numpy(pixels)).numpy(), atol=1e-4)


@pytest.mark.parametrize("name", SIZES)
def test_weights_of_timms_own_names_come_in_by_name(name: str, tmp_path):
    torch.manual_seed(3)
    plain = build(name, classes=9, channels=3, size=SIZES[name], options={})
    torch.save(plain.state_dict(), tmp_path / "w.pth")
    network = joined(name)
    report = load_weights(network, tmp_path / "w.pth")
    assert report.matched_by == "name"
    assert report.missing == ("joined.weight", "joined.bias")
    assert report.unexpected == ()
    assert len(report.dropped) == 2
    assert torch.equal(next(network.parameters()), next(plain.parameters()))


@pytest.mark.parametrize(("name", "by"), [("module.backbone.{}", "prefix"), ("other.{}", "order")])
def test_weights_below_a_prefix_or_in_order_come_in_too(name: str, by: str, tmp_path):
    plain = build("mobilenetv2_035", classes=9, channels=3, size=32, options={}).state_dict()
    torch.save({name.format(each): value for each, value in plain.items()}, tmp_path / "w.pth")
    report = load_weights(joined("mobilenetv2_035"), tmp_path / "w.pth")
    assert report.matched_by == by
    assert report.missing == ("joined.weight", "joined.bias")
    assert len(report.dropped) == 2


def test_a_file_has_its_norms_apart_and_they_are_folded_after_it_is_loaded(tmp_path):
    plain = lively(build("mobilenetv2_035", classes=9, channels=3, size=32, options={}))
    torch.save(plain.state_dict(), tmp_path / "w.pth")
    values = {JOINED: 2, FOLDED: True}
    shape = NetworkShape("mobilenetv2_035", values, 3, 32, weights=str(tmp_path / "w.pth"))
    given, found = images("mobilenetv2_035"), without_classifier(shape.with_outputs(5).eval())
    plain.reset_classifier(0)
    assert torch.allclose(found(given)[:, :1280], plain.eval()(given), atol=1e-5)


def test_the_same_options_build_a_network_for_the_same_weights():
    first = NetworkShape("mobilenetv2_035", {JOINED: 3, FOLDED: "true"}, 3, 32).with_outputs(5)
    second = NetworkShape("mobilenetv2_035", {JOINED: 3, FOLDED: True}, 3, 32).with_outputs(5)
    second.load_state_dict(first.state_dict())
    given = images("mobilenetv2_035")
    assert torch.equal(first.eval()(given), second.eval()(given))


def test_dropout_before_the_classifier_stays_dropout():
    network = joined("mobilenetv2_035", drop_rate=0.5).train()
    assert [module.p for module in network.modules() if isinstance(module, nn.Dropout)] == [0.5]


@pytest.mark.parametrize("value", [0, -1, 1.5, "many"])
def test_stages_are_counted_from_one(value: object):
    with pytest.raises(NetworkError, match="joined_stages"):
        joined("mobilenetv2_035", last=value)
