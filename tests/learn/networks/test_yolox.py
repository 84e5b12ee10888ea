"""YOLOX in the layout of its paper, and weights of its authors in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from foreign_yolox import ForeignYolox, decoded
from huoyan.errors import NetworkError
from huoyan.learn.detection.paired_overlap import paired_overlap
from huoyan.learn.fit.targets import Ragged
from huoyan.learn.networks import count_parameters
from huoyan.learn.networks.detectors.base import Found
from huoyan.learn.networks.detectors.coco_classes import COCO, coco_indices
from huoyan.learn.networks.detectors.yolox import Yolox, build_yolox
from huoyan.learn.networks.detectors.yolox_weights import MEAN, STD, load, network_of, read_yolox, start_from
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.onnx_graph import to_onnx
from huoyan.preprocess import Preprocess

NANO = "weights/yolox_nano_coco.onnx"
SIDE = 64
# Below, boxes are so wide that the rounding of float32 alone moves them by more than a thousandth.
SURE = 0.05


def network(classes: int = 3, name: str = "yolox_nano", size: int = SIDE, **options: object) -> Yolox:
    torch.manual_seed(0)
    return build_yolox(name, classes=classes, channels=3, size=size, options=options).eval()


def file_of(model: bytes, folder: Path) -> Path:
    path = folder / "yolox.onnx"
    path.write_bytes(model)
    return path


def answered(model: bytes, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Boxes and scores that the foreign graph gives for a picture, uint8 (side, side, 3), red first."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    given = np.ascontiguousarray(picture[None, :, :, ::-1].transpose(0, 3, 1, 2), np.float32)
    (output,) = session.run(None, {"images": given})
    return decoded(output[0], len(picture))


def ours(found: Yolox, picture: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = Normalised(found, MEAN, STD).eval()
    with torch.inference_mode():
        said = whole(torch.from_numpy(picture.copy())[None])
    scores = said.things.sigmoid().unsqueeze(2) * said.classes.sigmoid()
    return said.boxes()[0].numpy(), scores[0].numpy()


def noise(side: int = SIDE, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (side, side, 3)).astype(np.uint8)


# Table 3 of the paper, in millions, with the 80 classes of COCO.
@pytest.mark.parametrize(
    ("size", "millions"), [("nano", 0.91), ("tiny", 5.06), ("s", 9.0), ("m", 25.3), ("l", 54.2)]
)
def test_a_size_has_as_many_parameters_as_the_paper_says(size: str, millions: float):
    with torch.device("meta"):
        found = network(80, f"yolox_{size}")
    assert count_parameters(found) / 1e6 == pytest.approx(millions, rel=0.01)


def test_each_place_of_three_maps_says_a_box_a_thing_and_classes():
    said = network()(torch.zeros(2, 3, SIDE, SIDE))
    assert said.offsets.shape == (2, 8 * 8 + 4 * 4 + 2 * 2, 4)
    assert said.things.shape == (2, 84)
    assert said.classes.shape == (2, 84, 3)
    assert [tuple(grid) for grid in said.grids()] == [(8, 8, 8), (4, 4, 16), (2, 2, 32)]


def test_an_untrained_network_finds_next_to_nothing():
    found = network()
    assert found.found(found(torch.rand(1, 3, SIDE, SIDE))).scores.max() < 0.02


def test_the_surest_come_first_and_are_no_more_than_300():
    found = network()
    boxes, scores, classes = found.found(found(torch.rand(2, 3, 320, 320)))
    assert boxes.shape == (2, 300, 4)
    assert classes.dtype == torch.int64
    assert bool((scores[:, :-1] >= scores[:, 1:]).all())


def test_places_are_exact_in_bf16_too():
    found = network().bfloat16()
    said = found(torch.zeros(1, 3, 2560, 64, dtype=torch.bfloat16))
    assert said.cells[:, 1].max() == 319
    assert said.boxes().dtype == torch.float32


@pytest.mark.parametrize("options", [{"norms": "perhaps"}, {"depth": 3}])
def test_an_option_that_there_is_not_is_refused(options: dict[str, object]):
    with pytest.raises(NetworkError) as error:
        network(**options)
    assert error.value.code == "network.option"


def test_weights_of_a_file_answer_as_the_file_does(tmp_path: Path):
    model = ForeignYolox(5, SIDE).bytes()
    weights = read_yolox(file_of(model, tmp_path))
    assert (weights.name, weights.classes) == ("yolox_nano", 5)
    picture = noise()
    for found, wanted in zip(ours(network_of(weights), picture), answered(model, picture), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-3)


def test_the_coco_file_answers_in_torch_as_in_onnxruntime(
    shared_data: Callable[[str], Path], unpacked: Callable[[str], Path]
):
    file = shared_data(NANO)
    found = network_of(read_yolox(file))
    assert count_parameters(found) == 904_463
    place = Preprocess(416, 416, "corner")
    for path in sorted(unpacked("coco128/coco128_train.zip").rglob("*.jpg"))[:6]:
        picture = place.read(path.read_bytes()).pixels
        boxes, scores = ours(found, picture)
        true_boxes, true_scores = answered(file.read_bytes(), picture)
        sure = true_scores.max(axis=1) >= SURE
        assert np.abs(scores - true_scores).max() < 1e-4
        assert sure.any()
        # Rounding of the engine alone is up to 1.1e-3 pixels, by how many threads add up.
        assert np.abs(boxes - true_boxes)[sure].max() < 2e-3


def test_a_class_of_the_same_name_begins_with_what_the_file_knows_others_with_the_mean(tmp_path: Path):
    weights = read_yolox(file_of(ForeignYolox(5, SIDE).bytes(), tmp_path))
    whole, own = network_of(weights), network(2, norms=False)
    load(own, weights, [3, None])
    _, known = ours(whole, noise())
    _, found = ours(own, noise())
    np.testing.assert_allclose(found[:, 0], known[:, 3], rtol=1e-4)
    bias = own.class_layers[0].bias
    mean = whole.class_layers[0].bias
    assert bias is not None
    assert mean is not None
    assert bias[1].item() == pytest.approx(mean.mean().item(), abs=1e-6)


@pytest.mark.parametrize(
    ("label", "name"), [("Person", "person"), ("traffic_light", "traffic light"), ("aeroplane", "airplane")]
)
def test_a_label_is_a_class_of_coco_however_it_is_written(label: str, name: str):
    assert coco_indices([label]) == [COCO.index(name)]


def test_a_label_that_coco_has_not_is_none_of_its_classes():
    assert coco_indices(["RBC", "car"]) == [None, 2]


def one_convolution() -> bytes:
    model = ForeignYolox(5, SIDE).model()
    del model.graph.node[10:]
    return bytes(model.SerializeToString())


def of_another_width() -> bytes:
    model = ForeignYolox(5, SIDE).model()
    first = model.graph.initializer[
        [tensor.dims[:2] == [16, 12] for tensor in model.graph.initializer].index(True)
    ]
    first.CopyFrom(onnx.numpy_helper.from_array(np.zeros((16, 12, 5, 5), np.float32), first.name))
    return bytes(model.SerializeToString())


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda: b"no graph at all", "onnx"),
        (one_convolution, "its 1 convolutions"),
        (of_another_width, "its 113 convolutions"),
    ],
)
def test_a_file_that_is_no_yolox_is_refused(model: Callable[[], bytes], said: str, tmp_path: Path):
    with pytest.raises(NetworkError, match=said) as error:
        read_yolox(file_of(model(), tmp_path))
    assert error.value.code == "network.weights"


@pytest.mark.parametrize("size", [0, 100])
def test_sides_that_the_maps_do_not_divide_are_refused(size: int):
    with pytest.raises(NetworkError, match="a multiple of 32 pixels") as error:
        network(size=size)
    assert error.value.code == "network.size"


def test_the_exported_graph_finds_the_same_in_any_number_of_pictures(tmp_path: Path):
    weights = read_yolox(file_of(ForeignYolox(5, SIDE).bytes(), tmp_path))
    whole = Normalised(network_of(weights), MEAN, STD).eval()
    graph = to_onnx(whole, Found._fields, channels=3, size=SIDE)
    for n in (1, 3):
        raw = np.stack([noise(seed=at) for at in range(n)])
        given = dict(zip(Found._fields, _run(graph, raw), strict=True))
        with torch.inference_mode():
            wanted = whole.network.found(whole(torch.from_numpy(raw)))
        np.testing.assert_allclose(given["scores"], wanted.scores, atol=1e-5)
        np.testing.assert_allclose(given["boxes"][:, :20], wanted.boxes[:, :20], atol=1e-3)
        assert (given["classes"][:, :20] == wanted.classes[:, :20].numpy()).all()


def _run(graph: bytes, raw: np.ndarray) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    return session.run(None, {"images": raw})


def test_it_learns_where_a_thing_is_and_what():
    found = network(2).train()
    picture = torch.zeros(1, 3, SIDE, SIDE)
    picture[:, :, 16:40, 8:48] = 2
    wanted = Ragged.of([torch.tensor([[1.0, 8, 16, 48, 40, 0]])])
    optimizer, loss = torch.optim.AdamW(found.parameters(), 3e-3), found.loss()
    for _ in range(40):
        optimizer.zero_grad()
        loss(found(picture), wanted).backward()
        optimizer.step()
    with torch.inference_mode():
        things = found.found(found(picture))
    assert things.classes[0, 0] == 1
    assert float(paired_overlap(things.boxes[0, 0], wanted.values[0, 1:5])) > 0.7


@pytest.mark.parametrize("backbone", ["cnn", "mobilenetv3_small_100"])
def test_it_stands_on_any_network_that_gives_maps(backbone: str):
    found = network(3, backbone=backbone)
    assert found(torch.zeros(1, 3, SIDE, SIDE)).things.shape == (1, 84)


def test_its_own_backbone_has_no_weights_to_start_from():
    with pytest.raises(NetworkError) as error:
        build_yolox("yolox_nano", classes=2, channels=3, size=SIDE, options={}, pretrained=True)
    assert error.value.code == "network.pretrained"


def test_batch_norms_put_back_change_nothing(tmp_path: Path):
    weights = read_yolox(file_of(ForeignYolox(5, SIDE).bytes(), tmp_path))
    with_norms = network(5)
    load(with_norms, weights, range(5))
    for found, wanted in zip(ours(with_norms, noise()), ours(network_of(weights), noise()), strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-3)


def test_what_becomes_of_each_label_is_said(shared_data: Callable[[str], Path]):
    told = start_from(network(2), shared_data(NANO), ["Car", "RBC"])
    assert "begun as the classes of the same names: Car;" in told


def test_weights_of_another_size_are_refused(tmp_path: Path):
    file = file_of(ForeignYolox(5, SIDE).bytes(), tmp_path)
    with pytest.raises(NetworkError, match="--model yolox_nano"):
        start_from(network(2, "yolox_tiny"), file, ["a", "b"])
