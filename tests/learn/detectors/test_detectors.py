"""What every detector promises: it learns, a batch in any parts too, and is exported as it is."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch
from rectangles import SIZE, ap50, found, learn, pictures, targets
from torch import nn

from huoyan.errors import NetworkError
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks.answers import answers
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Detector, Found
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import Exporter, to_onnx

MEAN, STD = (0.5, 0.5, 0.5), (0.25, 0.25, 0.25)
# Of each family what makes it small; and of those that learn four pictures in seconds the steps and the rate:
# YOLOX's smallest, of depthwise convolutions, takes longer.
SMALL = {
    "yolo": {},
    "yolox": {},
    "faster_rcnn": {"backbone": "cnn", "width": 32, "hidden": 64, "proposals": 24},
}
LESSONS = {"yolo": (80, 3e-3), "faster_rcnn": (70, 3e-3)}


def built(name: str, **options: object) -> Detector:
    torch.manual_seed(0)
    return DETECTORS[name](name, classes=2, channels=3, size=SIZE, options={**SMALL[name], **options})


def pixels(n: int) -> np.ndarray:
    raw = (pictures()[:n].permute(0, 2, 3, 1) * STD[0] + MEAN[0]) * 255
    return raw.round().clamp(0, 255).to(torch.uint8).numpy()


def assert_same(one: Found, other: Found, atol: float) -> None:
    """Boxes in pixels, and scores."""
    assert torch.equal(one.classes, other.classes)
    assert torch.allclose(one.scores, other.scores, atol=atol)
    assert torch.allclose(one.boxes, other.boxes, atol=100 * atol)


@pytest.fixture(scope="module", params=LESSONS)
def learnt(request: pytest.FixtureRequest) -> Detector:
    detector = built(request.param)
    learn(detector, *LESSONS[request.param])
    return detector


def test_each_family_is_tested():
    assert set(SMALL) == {name.split("_")[0] if name.startswith("yolo") else name for name in DETECTORS}


def test_it_finds_what_it_has_learnt(learnt: Detector):
    assert (
        ap50(found(learnt)) >= 0.85
    )  # before it learnt it was below 0.2; the last points hang on the machine


def test_it_finds_nothing_where_nothing_was(learnt: Detector):
    scores = found(learnt).scores
    assert float(scores[3].max()) < 0.2 < float(scores[:3].max(dim=1).values.min())


def test_the_surest_comes_first_and_classes_are_whole_numbers(learnt: Detector):
    things = found(learnt)
    assert (things.scores.diff(dim=1) <= 0).all()
    assert things.classes.dtype == torch.int64
    assert things.boxes.shape == (*things.scores.shape, 4)


@pytest.mark.parametrize("exporter", ["torchscript", pytest.param("dynamo", marks=pytest.mark.slow)])
def test_the_exported_graph_finds_the_same_in_any_number_of_pictures(learnt: Detector, exporter: Exporter):
    whole = Normalised(learnt, MEAN, STD).eval()
    graph = to_onnx(whole, Found._fields, channels=3, size=SIZE, exporter=exporter)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    for n in (1, 3):
        raw = pixels(n)
        given = Found(*(torch.from_numpy(each) for each in session.run(None, {"images": raw})))
        with torch.inference_mode():
            assert_same(given, answers(whole, whole(torch.from_numpy(raw))), atol=1e-5)


@pytest.mark.parametrize("name", SMALL)
def test_the_loss_of_a_batch_is_that_of_its_parts_and_so_are_its_gradients(name: str):
    detector = built(name).double().eval()  # norms would see what else is in the batch
    loss, seen, wanted = detector.loss(), pictures().double(), targets()
    whole = loss(detector(seen), wanted)
    whole.backward()
    gradients = [p.grad.clone() for p in detector.parameters() if p.grad is not None]
    detector.zero_grad()
    total = 0.0
    for at in (slice(0, 1), slice(1, 3), slice(3, 4)):
        part = loss(detector(seen[at]), wanted[at]) * loss.weight(wanted[at]) / loss.weight(wanted)
        part.backward()
        total += float(part.detach())
    assert total == pytest.approx(float(whole.detach()), rel=1e-12)
    for parameter, expected in zip(
        (p for p in detector.parameters() if p.grad is not None), gradients, strict=True
    ):
        assert torch.allclose(parameter.grad, expected, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("name", SMALL)
def test_norms_know_the_pictures_after_as_few_steps_as_a_short_training_has(name: str):
    slow, last = built(name), built(name)
    for norm in norms(last):
        norm.momentum = 1.0  # the statistics of the last step alone
    with torch.no_grad():
        for _ in range(60):
            slow(pictures())
        last(pictures())
    for norm, exact in zip(norms(slow), norms(last), strict=True):
        left = (norm.running_var - exact.running_var).abs() / (1 - exact.running_var).abs().clamp(min=1e-3)
        assert float(left.max()) < 0.01  # of the 1 that they start with


def norms(detector: Detector) -> list[nn.BatchNorm2d]:
    return [module for module in detector.modules() if isinstance(module, nn.BatchNorm2d)]


@pytest.mark.parametrize("name", SMALL)
def test_pictures_without_things_lower_every_score_and_all_weights_have_a_gradient(name: str):
    detector, nothing = built(name), Ragged.of([torch.empty(0, 6)] * 4)
    value = detector.loss()(detector(pictures()), nothing)
    value.backward()
    assert value > 0
    assert all(parameter.grad is not None for parameter in detector.parameters())


@pytest.mark.parametrize("name", SMALL)
def test_a_crowd_is_neither_a_thing_nor_background(name: str):
    detector = built(name).eval()
    all_over = [torch.tensor([[kind, -SIZE, -SIZE, 2 * SIZE, 2 * SIZE, 1.0] for kind in (0, 1)])] * 4
    assert float(detector.loss()(detector(pictures()), Ragged.of(all_over)).detach()) == 0


@pytest.mark.parametrize("name", SMALL)
def test_the_same_seed_makes_and_trains_the_same_weights(name: str):
    one, other = built(name), built(name)
    for detector in (one, other):
        learn(detector, 2, 1e-3)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


@pytest.mark.parametrize("name", SMALL)
def test_a_size_that_maps_do_not_divide_is_refused(name: str):
    with pytest.raises(NetworkError, match=r"a multiple of 32 pixels, but was given 50\. Use 32 or 64"):
        DETECTORS[name](name, classes=2, channels=3, size=50, options={})


@pytest.mark.parametrize("name", SMALL)
def test_an_option_that_it_has_not_is_refused(name: str):
    with pytest.raises(NetworkError, match="colour"):
        built(name, colour="red")


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("backbone", ["cnn", "resnet10t", "vit_tiny_patch16_224"])
def test_it_stands_on_any_backbone_with_maps(name: str, backbone: str):
    detector = built(name, backbone=backbone)
    value = detector.loss()(detector(pictures()), targets())
    value.backward()
    assert all(parameter.grad is not None for parameter in detector.parameters())


def test_a_head_that_answers_once_is_sure_of_one_place_a_thing():
    detector = built("yolo", answers="once")
    learn(detector, 100, 3e-3)
    sure = (found(detector).scores > 0.5).sum(1).tolist()
    assert sum(sure) >= 5
    assert all(places <= things for places, things in zip(sure, (2, 1, 3, 0), strict=True))


def test_the_head_that_answers_once_leaves_the_rest_as_it_learns_without():
    alone, both = built("yolo"), built("yolo", answers="once")
    both.load_state_dict(alone.state_dict(), strict=False)
    for detector in (alone, both):
        detector.loss()(detector(pictures()), targets()).backward()
    gradients = {name: parameter.grad for name, parameter in both.named_parameters()}
    for name, parameter in alone.named_parameters():
        assert torch.equal(parameter.grad, gradients[name])
