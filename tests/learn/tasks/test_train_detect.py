"""How detection is trained: its score, what it settles, and what it chooses by itself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import huoyan
from foreign_yolox import ForeignYolox
from huoyan.data.dataset import Dataset
from huoyan.data.prepare import prepare
from huoyan.data.sample.boxes import Box, Boxes
from huoyan.learn.augment import Augmentation
from huoyan.learn.detection.box_validator import BoxValidator
from huoyan.learn.distributed.world import ALONE
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks import build
from huoyan.learn.networks.detectors import DETECTORS
from huoyan.learn.networks.detectors.base import Detector, Found
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.plan.detector_plan import first_choices, side_for
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.detect import TrainDetect
from huoyan.preprocess import Preprocess
from huoyan.runs.recipe import recipe_from
from huoyan.tasks.detect import Detect
from things import CLASSES, TINY, things


def found(*pictures: list[tuple[float, int, tuple[float, ...]]], most: int = 4) -> Found:
    """(score, class, box) of each thing in each picture, filled up with none."""
    boxes, scores = torch.zeros(len(pictures), most, 4), torch.zeros(len(pictures), most)
    classes = torch.zeros(len(pictures), most, dtype=torch.int64)
    for row, some in enumerate(pictures):
        for at, (score, label, box) in enumerate(some):
            boxes[row, at], scores[row, at], classes[row, at] = torch.tensor(box), score, label
    return Found(boxes, scores, classes)


ONE, OTHER = (0.0, 0.0, 10.0, 10.0), (20.0, 20.0, 40.0, 40.0)


def targets() -> Ragged:
    """A thing of each class, a picture each, and a picture without any."""
    return Ragged.of(
        [torch.tensor([[0.0, *ONE, 0.0]]), torch.tensor([[1.0, *OTHER, 0.0]]), torch.zeros(0, 6)]
    )


def score(given: Found, order: tuple[int, ...] = (0, 1, 2)) -> float:
    validator = BoxValidator(targets())
    validator.begin()
    for row in order:
        validator.add(Found(*(each[row : row + 1] for each in given)), targets(), torch.tensor([row]))
    return validator.finish(ALONE)


def test_all_found_and_nothing_else_is_an_average_precision_of_one():
    assert score(found([(0.9, 0, ONE)], [(0.8, 1, OTHER)], [])) == pytest.approx(1)
    assert score(found([(0.9, 0, ONE)], [(0.8, 1, OTHER)], []), (2, 0, 1)) == pytest.approx(1)


def test_a_thing_found_twice_counts_once_where_the_boxes_overlap():
    shifted = (0.5, 0.0, 10.5, 10.0)
    assert score(found([(0.9, 0, ONE), (0.8, 0, shifted)], [(0.8, 1, OTHER)], [])) == pytest.approx(1)


def test_half_of_the_classes_missed_is_half_of_the_score():
    assert score(found([(0.9, 0, ONE)], [(0.8, 0, OTHER)], [])) == pytest.approx(0.5)


def test_a_surer_false_alarm_in_an_empty_picture_costs():
    assert score(found([(0.9, 0, ONE)], [(0.8, 1, OTHER)], [(0.95, 1, ONE)])) == pytest.approx(0.75)


def test_nothing_found_is_no_score_at_all():
    assert score(found([], [], [])) == 0


def test_boxes_become_targets_where_they_lie_in_the_network_s_picture():
    data = things(8)
    places = [prepare(sample, Preprocess(32, 32)).place for sample in data.samples]
    made = TrainDetect().targets(data, places)
    assert isinstance(made, Ragged)
    assert made.counts.tolist() == [len(sample.truth.rows) for sample in data.samples]
    rows = np.concatenate([sample.truth.rows for sample in data.samples])
    np.testing.assert_allclose(made.values[:, 1:5], rows[:, 1:5] / 2)
    np.testing.assert_array_equal(made.values[:, 0], rows[:, 0])


def settled(nms: float | None = None):
    """Of ten pictures each thing is found twice at an overlap of 0.7, and class 1 in a false alarm."""
    samples = tuple(
        replace(sample, truth=Boxes((Box(at % 2, 4, 4, 44, 44),)))
        for at, sample in enumerate(things(10).samples)
    )
    data = Dataset("ten", CLASSES, samples, "boxes")
    places = [prepare(sample, Preprocess(64, 64)).place for sample in samples]
    twice = (11.0, 4.0, 51.0, 44.0)
    given = found(
        *(
            [
                (0.9 - at / 100, at % 2, (4.0, 4.0, 44.0, 44.0)),
                (0.7 - at / 100, at % 2, twice),
                (0.3, 1, (50.0, 50.0, 60.0, 60.0)),
            ]
            for at in range(10)
        )
    )
    outputs = dict(zip(("boxes", "scores", "classes"), (each.numpy() for each in given), strict=True))
    recipe = recipe_from({"task": "detect", "nms": nms})
    return TrainDetect().settle(recipe, outputs, data, places)


def test_validation_chooses_the_overlap_and_the_scores_from_which_things_are_shown():
    task = settled().task
    assert isinstance(task, Detect)
    assert task.labels == CLASSES
    assert task.nms_iou is not None
    assert all(0.3 < each <= 0.82 for each in task.thresholds)
    assert len(settled().chosen) == 2


def test_an_overlap_that_was_asked_for_is_kept():
    task = settled(0.4).task
    assert isinstance(task, Detect)
    assert task.nms_iou == 0.4
    assert len(settled(0.4).chosen) == 1


@pytest.mark.parametrize(
    ("sides", "share", "side"),
    [
        ((480, 640), 0.2, 320),  # cells
        ((480, 640), 0.045, 416),
        ((1080, 1920), 0.02, 640),  # cars from above
        ((1080, 1920), 0.4, 320),
        ((200, 200), 0.01, 192),  # never larger than they are
        ((64, 64), 0.3, 64),
    ],
)
def test_pictures_are_as_large_as_their_things_need(sides: tuple[int, int], share: float, side: int):
    seen = Look(100, CLASSES, (50, 50), (sides,) * 9, False, None, (share,) * 20)
    assert side_for(seen)[0] == side


@pytest.mark.parametrize(("n", "share"), [(4_999, 0.0), (5_000, 0.5)])
def test_pictures_of_large_sets_alone_are_put_together_of_several(n: int, share: float):
    seen = Look(n, ("car",), (n,), ((640, 640),), grey=False, window=None)
    chosen = {each.name: each.value for each in TrainDetect().defaults(recipe_from({}), seen, tuned=False)}
    assert (chosen["scale"], chosen["mosaic"], chosen["mixup"], chosen["copy_paste"]) == (0.4, share, 0, 0)


@pytest.mark.parametrize(
    ("classes", "flip"), [(("0",), "horizontal"), (("人",), "horizontal"), (("6", "9"), "none")]
)
def test_the_only_class_is_mirrored_for_there_is_none_to_mix_it_up_with(classes: tuple[str, ...], flip: str):
    seen = Look(8, classes, (8,) * len(classes), ((480, 640),), grey=False, window=None)
    chosen = {each.name: each.value for each in TrainDetect().defaults(recipe_from({}), seen, tuned=False)}
    assert chosen["flip"] == flip


def test_a_small_set_starts_from_weights_of_the_cache_that_know_things(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    weights = tmp_path / "weights" / "yolox_nano_coco.onnx"
    weights.parent.mkdir()
    weights.write_bytes(ForeignYolox(5, 64).bytes())
    monkeypatch.setenv("HUOYAN_CACHE", str(tmp_path))
    seen = Look(100, CLASSES, (50, 50), ((480, 640),) * 9, False, None, (0.2,) * 20)
    chosen = {each.name: each.value for each in first_choices(recipe_from({"task": "detect"}), seen)}
    assert (chosen["weights"], chosen["model"]) == (str(weights), "yolox_nano")
    assert (chosen["options"], chosen["epochs"]) == ({"norms": False}, 27.0)
    asked = {each.name for each in first_choices(recipe_from({"task": "detect", "model": "yolo"}), seen)}
    assert "weights" not in asked
    many = first_choices(recipe_from({"task": "detect"}), replace(seen, n=9000))
    assert {each.name: each.value for each in many}["model"] == "yolo"


def test_weights_of_a_detector_that_was_trained_here_bring_its_network(tmp_path: Path):
    short = {"task": "detect", "epochs": 1, "seed": 1, "threads": 1, "batch": 8, "progress": False}
    first = huoyan.train(things(16), out=tmp_path / "first", **{**TINY, **short})
    weights = str(first.folder / "model" / "weights.safetensors")
    second = huoyan.train(things(16), out=tmp_path / "second", weights=weights, **short)
    one, other = (run.artifact.manifest.network for run in (first, second))
    assert (other.name, other.options, other.mean, other.std) == (one.name, one.options, one.mean, one.std)


@pytest.mark.parametrize("channels", [1, 3])
def test_the_report_shows_training_pictures_with_what_is_to_be_found(channels: int):
    pictures = np.full((2, 256, 256, channels), 90, np.uint8)
    shown = TrainDetect().drawn(
        pictures, Ragged.of([torch.tensor([[0.0, 64, 64, 128, 192, 0]]), torch.zeros(0, 6)])
    )
    assert shown.shape == (2, 128, 128, 3)
    y, x = np.nonzero((shown[0] != 90).any(axis=2))
    assert (x.min(), x.max()) == pytest.approx((32, 64), abs=2)
    assert (y.min(), y.max()) == pytest.approx((32, 96), abs=2)
    assert (shown[1] == 90).all()


@pytest.mark.parametrize("turns", [False, True])
def test_pictures_are_turned_only_where_that_is_asked_for(turns: bool):
    recipe = recipe_from({"task": "detect", "turns": turns})
    pixels = torch.from_numpy(np.random.default_rng(0).integers(0, 255, (12, 64, 64, 3)).astype(np.uint8))
    vary = TrainDetect().augment(recipe, Augmentation(), things())
    seen, _ = vary(pixels, Ragged.of([torch.zeros(0, 6)] * 12), torch.Generator().manual_seed(0), ALONE, 0.0)
    assert torch.equal(seen, pixels) == (not turns)


def shares_of(shape: NetworkShape) -> tuple[dict[str, set[float]], nn.Module]:
    """The shares of the learning rate in each part of a detector, and the detector."""
    network = TrainDetect().network(shape, CLASSES, None)
    found = TrainDetect().rates(recipe_from({"task": "detect"}), network) or {}
    shares: dict[str, set[float]] = {}
    for name, each in network.named_parameters():
        shares.setdefault(name.partition(".")[0], set()).add(found.get(id(each), 1.0))
    return shares, network


def test_from_random_weights_all_learns_alike():
    assert shares_of(NetworkShape("yolo", {}, 3, 64))[0] == {"backbone": {1.0}, "neck": {1.0}, "heads": {1.0}}


def test_of_a_detector_s_weights_what_knows_things_learns_more_slowly(tmp_path: Path):
    file = tmp_path / "weights.safetensors"
    save_file(TrainDetect().network(NetworkShape("yolo", {}, 3, 64), CLASSES, None).state_dict(), file)
    shares, _ = shares_of(NetworkShape("yolo", {}, 3, 64, weights=str(file)))
    assert shares == {"backbone": {0.2}, "neck": {0.5}, "heads": {1.0}}


@pytest.mark.parametrize("model", ["yolo", "yolox_nano", "faster_rcnn"])
def test_of_a_classifier_s_weights_the_backbone_alone_learns_more_slowly(model: str, tmp_path: Path):
    """The neck is random then."""
    file = tmp_path / "weights.safetensors"
    classifier = build("cnn", classes=5, channels=3, size=64, options={"padding": "same", "head": "avg"})
    save_file(classifier.state_dict(), file)
    shares, network = shares_of(NetworkShape(model, {"backbone": "cnn"}, 3, 64, weights=str(file)))
    assert shares.pop("backbone") == {0.2}
    assert set().union(*shares.values()) == {1.0}
    name, kept = next(network.named_parameters())
    assert torch.equal(kept, classifier.state_dict()[name.removeprefix("backbone.network.")])


def test_of_pretrained_networks_the_backbone_alone_learns_more_slowly(monkeypatch: pytest.MonkeyPatch):
    own = DETECTORS["yolo"]
    # As if the library had weights for it.
    monkeypatch.setitem(DETECTORS, "yolo", lambda name, **given: own(name, **{**given, "pretrained": False}))
    shares, _ = shares_of(NetworkShape("yolo", {"backbone": "cnn"}, 3, 64, pretrained=True))
    assert shares == {"backbone": {0.2}, "neck": {1.0}, "heads": {1.0}}


def test_what_a_file_lacks_learns_at_the_full_rate(tmp_path: Path):
    file = tmp_path / "weights.safetensors"
    state = TrainDetect().network(NetworkShape("yolo", {}, 3, 64), CLASSES, None).state_dict()
    lost = next(name for name in state if name.startswith("neck.") and name.endswith(".weight"))
    save_file({name: each for name, each in state.items() if name != lost}, file)
    shares, network = shares_of(NetworkShape("yolo", {}, 3, 64, weights=str(file)))
    assert shares["neck"] == {0.5, 1.0}
    assert isinstance(network, Detector)
    assert lost not in network.known


def test_weights_of_another_kind_of_detector_are_refused(tmp_path: Path):
    from huoyan.errors import NetworkError

    shape = NetworkShape("yolo", {}, 3, 64, weights=str(tmp_path / "yolox.onnx"))
    with pytest.raises(NetworkError, match="weights of a YOLOX, not of yolo"):
        TrainDetect().network(shape, CLASSES, None)
    with pytest.raises(NetworkError, match="cnn is no detector"):
        TrainDetect().network(replace(shape, name="cnn"), CLASSES, None)


def test_of_two_heads_that_learnt_validation_takes_the_better_one(tmp_path: Path):
    options = {**TINY["options"], "answers": "both"}
    given = {**TINY, "options": options, "task": "detect", "epochs": 6, "lr": 0.02, "progress": False}
    run = huoyan.train(things(32), out=tmp_path / "run", **given)
    task, network = run.artifact.manifest.task, run.artifact.manifest.network
    assert isinstance(task, Detect)
    assert (network.options["answers"] == "once") == (task.nms_iou is None)
    said = [each for each in (run.folder / "log.jsonl").read_text("utf-8").splitlines() if " ships" in each]
    assert len(said) == 1
    assert ("answers once for each thing ships" in said[0]) == (task.nms_iou is None)
    assert huoyan.verify(run.folder).ok
    shipped, trained = (huoyan.load(run.folder, engine=each) for each in ("onnxruntime", "torch"))
    pixels = np.zeros((1, 64, 64, 3), np.uint8)
    assert task.difference(shipped.runtime.run(pixels), trained.runtime.run(pixels)).same.all()
