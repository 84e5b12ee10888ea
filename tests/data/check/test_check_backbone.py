"""A backbone: what it sees that hashes do not, and what it must not be asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.artifact.read import open_artifact
from huoyan.cli.data.check import run
from huoyan.data.check import check
from huoyan.data.check.backbone import Backing
from huoyan.data.check.copies.alike import POINTS, alike, alike_findings, directions
from huoyan.data.check.copies.duplicates import match
from huoyan.data.check.copies.keypoints import keypoints, mirrored_points, shared_points
from huoyan.data.check.look.glance import glance
from huoyan.data.check.look.pixel_keys import pixel_keys
from huoyan.data.dataset import Dataset, Sample
from huoyan.data.fingerprint import contents_sha256, picture_keys
from huoyan.data.open import open_dataset, read_dataset
from huoyan.data.sample.picture import FilePicture
from huoyan.data.sample.truth import OneLabel
from huoyan.embed import GraphBackbone, backbone_of, without_last_layer
from huoyan.errors import ArtifactError, EngineError, MissingExtra, UsageError
from huoyan.images.decode import decode
from huoyan.preprocess import Preprocess
from huoyan.results import Failure
from making import colour_artifact, colour_graph, pictures, sample_of

pytest.importorskip("onnx", reason="the extra `check` is not installed")


def silent(_: str) -> None:
    pass


def dataset_of(*shown: np.ndarray, labels: Sequence[int] = (), splits: Sequence[str | None] = ()) -> Dataset:
    samples = tuple(
        sample_of(
            str(at), labels[at] if labels else at % 2, pixels=pixels, split=splits[at] if splits else None
        )
        for at, pixels in enumerate(shown)
    )
    return Dataset("made", ("a", "b"), samples)


class Told:
    """A backbone that gives what it is told to, and remembers whom it was asked about."""

    def __init__(self, vectors: np.ndarray, keys: np.ndarray | None = None, refused: int | None = None):
        self.name, self.vectors, self.refused = "told", vectors, refused
        self.keys = np.empty(0, np.uint64) if keys is None else keys
        self.asked: list[str] = []

    def embed(
        self, samples: Sequence[Sample], progress: object = None
    ) -> tuple[np.ndarray, Mapping[int, Failure]]:
        self.asked = [sample.source for sample in samples]
        found = self.vectors[[int(source) for source in self.asked]].astype(np.float32)
        if self.refused is None:
            return found, {}
        found[self.refused] = np.nan
        return found, {self.refused: Failure("image.memory", "too large for it")}


@pytest.fixture(scope="module")
def photos(unpacked: Callable[[str], Path]) -> list[np.ndarray]:
    """24 real photos with points in them."""
    dataset = read_dataset(unpacked("weather4/weather4.zip"), say=silent)
    rain = dataset.keep(lambda sample: dataset.classes[sample.labels[0]] == "Rain")
    return [decode(s.path.read_bytes(), at_least=(200, 200)).pixels for s in rain.samples[:120:5] if s.path]


# Embedding


def test_an_embedding_is_what_the_last_layer_sees(tmp_path: Path):
    artifact = colour_artifact(tmp_path / "model")
    batch = pictures(40)
    found, failures = backbone_of(artifact).embed(dataset_of(*batch).samples)
    assert not failures
    # The last layer of this graph multiplies by 20: what comes before are the means of the channels.
    logits = huoyan.load(tmp_path / "model", engine="onnxruntime").runtime.run(batch)["logits"]
    np.testing.assert_allclose(found * 20, logits, atol=1e-4)


def test_pictures_of_every_kind_are_embedded_and_refused_ones_are_named(tmp_path: Path):
    rng = np.random.default_rng(0)
    deep = Image.fromarray(rng.integers(0, 65535, (30, 40), dtype=np.uint16))
    deep.save(tmp_path / "deep.png")
    Image.fromarray(pictures(1, (40, 30))[0]).save(tmp_path / "图 1.jpg")
    (tmp_path / "broken.png").write_bytes(b"nothing")
    samples = [sample_of(path.name, 0, path) for path in sorted(tmp_path.iterdir())]
    samples.append(sample_of("grey", 0, pixels=rng.integers(0, 255, (16, 16), dtype=np.uint8)))
    counted: list[tuple[int, int]] = []
    found, failures = backbone_of(colour_artifact(tmp_path / "model")).embed(
        samples, lambda *done: counted.append(done)
    )
    assert {samples[at].source: failure.code for at, failure in failures.items()} == {
        "broken.png": "image.format"
    }
    assert np.isfinite(found).all(axis=1).tolist() == [sample.source != "broken.png" for sample in samples]
    assert counted[-1] == (4, 4)


def test_a_graph_without_a_linear_end_is_refused_by_name():
    import onnx
    from onnx import TensorProto, helper

    graph = helper.make_graph(
        [helper.make_node("Relu", ["images"], ["logits"])],
        "none",
        [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, [1, 3])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    onnx.checker.check_model(model)
    with pytest.raises(EngineError, match="its end: Relu") as caught:
        without_last_layer(model.SerializeToString(), "mine")
    assert caught.value.code == "engine.backbone"
    with pytest.raises(EngineError) as caught:
        without_last_layer(b"no graph", "mine")
    assert caught.value.code == "engine.model"


def test_without_onnx_the_install_command_is_named(monkeypatch: pytest.MonkeyPatch):
    import sys

    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(MissingExtra, match=r"huoyan\[check\]"):
        GraphBackbone(colour_graph(), Preprocess(16, 16), "mine")


# Pictures of the same thing


def test_points_of_a_mirrored_picture_are_those_of_its_mirror_image(photos: list[np.ndarray]):
    for rgb in photos[:8]:
        one, flipped = keypoints(rgb), keypoints(np.ascontiguousarray(rgb[:, ::-1]))
        assert shared_points(mirrored_points(one), flipped, POINTS).points > 4 * POINTS
        assert shared_points(one, flipped, POINTS).points < POINTS
        assert (mirrored_points(mirrored_points(one)).marks == one.marks).all()


def test_blank_and_tiny_pictures_share_nothing():
    blank, dot = np.full((60, 60), 9, np.uint8), np.zeros((1, 1, 3), np.uint8)
    assert shared_points(keypoints(blank), keypoints(dot), POINTS).points == 0


def cropped(rgb: np.ndarray, part: float) -> np.ndarray:
    height, width = (round(part * side) for side in rgb.shape[:2])
    return np.ascontiguousarray(rgb[-height:, :width])


def turned(rgb: np.ndarray) -> np.ndarray:
    height, width = rgb.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), 8, 1.15)
    return np.asarray(cv2.warpAffine(rgb, turn, (width, height), borderMode=cv2.BORDER_REFLECT))


CHANGES = {
    "a crop of 70 %": lambda rgb: cropped(rgb, 0.7),
    "a mirrored crop": lambda rgb: np.ascontiguousarray(cropped(rgb, 0.7)[:, ::-1]),
    "a turn by 8 degrees": turned,
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_hashes_miss_is_confirmed_point_by_point(name: str, photos: list[np.ndarray]):
    n = len(photos)
    dataset = dataset_of(*photos, *(CHANGES[name](rgb) for rgb in photos))
    # A network that takes each for its original, and for two others as well.
    vectors = np.concatenate([np.eye(n), np.eye(n)]) + 0.4 * np.eye(n)[(np.arange(2 * n) + 1) % n]
    matches = match(glance(dataset))
    assert len(matches.clusters()) <= 2
    pairs, points = alike(dataset, vectors, np.ones(2 * n, dtype=bool), matches)
    found = set(map(tuple, pairs.tolist()))
    assert len({(at, at + n) for at in range(n)} & found) >= 0.85 * n
    # Beyond them only what follows from photos that the set itself has twice.
    others = {(i % n, j % n) for i, j in found if i % n != j % n}
    assert len({frozenset(pair) for pair in others}) <= 2
    assert (points >= POINTS).all()


def test_known_copies_and_pictures_without_an_embedding_are_left_out(photos: list[np.ndarray]):
    dataset = dataset_of(photos[0], photos[0], cropped(photos[1], 0.7), photos[1])
    vectors = np.array([[1, 0], [1, 0.0], [0, 1], [0, 1]])
    matches = match(glance(dataset))
    pairs, _ = alike(dataset, vectors, np.array([True] * 4), matches)
    assert pairs.tolist() == [[2, 3]]
    pairs, _ = alike(dataset, vectors, np.array([True, True, True, False]), matches)
    assert pairs.tolist() == []


def test_a_watermark_that_pictures_share_is_not_the_same_thing(photos: list[np.ndarray]):
    logo = cv2.resize(photos[20], (46, 40), interpolation=cv2.INTER_AREA)
    marked = []
    for rgb in (photos[2], photos[9]):
        small = cv2.resize(rgb, (256, 200), interpolation=cv2.INTER_AREA)
        small[-42:-2, -48:-2] = logo
        marked.append(small)
    dataset = dataset_of(*marked)
    assert shared_points(keypoints(marked[0]), keypoints(marked[1]), POINTS).spread < 0.1
    pairs, _ = alike(dataset, np.array([[1.0, 0.1], [1, 0.1]]), np.ones(2, bool), match(glance(dataset)))
    assert pairs.tolist() == []


def test_the_same_thing_on_both_sides_or_under_two_labels_is_a_warning():
    blank = np.zeros((4, 4), np.uint8)
    dataset = dataset_of(
        *[blank] * 6, labels=(0, 0, 0, 0, 0, 1), splits=("train", "train", "train", "test", "val", "val")
    )
    findings = alike_findings(dataset, np.array([[0, 1], [2, 3], [4, 5]]), np.array([12, 40, 20]))
    assert [(each.paths, each.severity) for each in findings] == [
        (("2", "3"), "warning"),
        (("4", "5"), "warning"),
        (("0", "1"), "note"),
    ]
    assert "both sides of the split (test, train)" in findings[0].message
    assert "under different labels (a, b)" in findings[1].message


def test_directions_do_not_see_what_all_pictures_share():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(50, 8))
    np.testing.assert_allclose(directions(vectors + 100), directions(vectors), atol=1e-3)
    assert (directions(np.ones((3, 4))) == 0).all()


# The whole check


def noise(n: int) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [
        np.asarray(cv2.resize(rng.integers(0, 255, (6, 6, 3), dtype=np.uint8), (48, 48))) for _ in range(n)
    ]


def test_embeddings_find_wrong_labels_that_colours_do_not_show():
    pytest.importorskip("cleanlab", reason="the extra `check` is not installed")
    dataset = dataset_of(*noise(80))
    vectors = np.eye(2)[np.arange(80) % 2] * 4 + np.random.default_rng(1).normal(size=(80, 2)) * 0.3
    samples = list(dataset.samples)
    samples[10] = replace(samples[10], truth=OneLabel(1))
    found = check(replace(dataset, samples=tuple(samples)), backbone=Told(vectors))
    assert found.backing == Backing("told", 0, labels=True)
    assert found.of("label")[0].paths == ("10",)
    assert {"embedding", "alike"} <= set(found.seconds)
    assert found.to_json()["summary"]["backbone"] == {"name": "told", "seen": 0, "labels": True}


def test_a_backbone_that_saw_the_pictures_is_not_asked_for_their_labels():
    pytest.importorskip("cleanlab", reason="the extra `check` is not installed")
    dataset = dataset_of(*noise(80))
    samples = list(dataset.samples)
    samples[10] = replace(samples[10], truth=OneLabel(1))
    dataset = replace(dataset, samples=tuple(samples))
    # By heart: the wrong label of 10 is what it says of 10.
    vectors = np.eye(2)[[sample.labels[0] for sample in samples]] * 4
    keys = picture_keys(contents_sha256(dataset))[5:12]
    found = check(dataset, backbone=Told(vectors, keys))
    assert found.backing == Backing("told", 7, labels=False)
    assert "trained on 7 of these 80 pictures" in found.backing.warning(80)
    without = check(dataset)
    assert [each.paths for each in found.of("label")] == [each.paths for each in without.of("label")]


def test_a_backbone_knows_pictures_whose_files_were_written_anew(tmp_path: Path):
    dataset = dataset_of(*noise(8))
    samples = list(dataset.samples)
    for at in (0, 1, 2):
        Image.fromarray(samples[at].pixels).save(tmp_path / f"{at}.bmp")
        samples[at] = replace(samples[at], picture=FilePicture(tmp_path / f"{at}.bmp"))
    keys = np.concatenate([picture_keys(contents_sha256(dataset))[5:], pixel_keys(samples[1:3])])
    found = check(replace(dataset, samples=tuple(samples)), backbone=Told(np.eye(8), keys), quick=True)
    assert found.backing is not None
    assert found.backing.seen == 5


def test_what_only_the_backbone_refuses_is_told_and_the_rest_goes_on():
    dataset = dataset_of(*noise(12))
    found = check(dataset, backbone=Told(np.eye(12), refused=3), quick=True)
    (refused,) = found.of("unreadable")
    assert (refused.paths, refused.detail["code"]) == (("3",), "image.memory")


def test_broken_pictures_are_not_given_to_the_backbone(tmp_path: Path):
    (tmp_path / "0").write_bytes(b"nothing")
    dataset = dataset_of(*noise(4))
    first = sample_of("0", 0, tmp_path / "0")
    backbone = Told(np.eye(4))
    check(replace(dataset, samples=(first, *dataset.samples[1:])), backbone=backbone, quick=True)
    assert backbone.asked == ["1", "2", "3"]


def test_embeddings_and_a_backbone_together_are_refused():
    dataset = dataset_of(*noise(4))
    with pytest.raises(UsageError, match="one of them"):
        check(dataset, embeddings=np.eye(4), backbone=Told(np.eye(4)), quick=True)


def folder_of(folder: Path, shown: Sequence[np.ndarray]) -> Path:
    for at, rgb in enumerate(shown):
        path = folder / ("train" if at % 3 else "test") / ("雨 天" if at % 2 else "sun") / f"图 {at}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rgb).save(path)
    return folder


def test_the_command_and_the_function_take_a_model(tmp_path: Path, photos: list[np.ndarray], capsys):
    data = folder_of(tmp_path / "我的 数据", [*photos[:6], cropped(photos[0], 0.7)])
    model = colour_artifact(tmp_path / "run" / "model").folder.parent
    assert (
        run([str(data), "--quick", "--json", "--backbone", str(model), "--out", str(tmp_path / "c.html")])
        == 0
    )
    *findings, last = map(json.loads, capsys.readouterr().out.splitlines())
    (same,) = [each for each in findings if each["finding"] == "alike"]
    assert same["paths"] == ["test/sun/图 0.png", "test/sun/图 6.png"]
    assert last["summary"]["backbone"] == {"name": "run", "seen": 0, "labels": False}
    assert "The same thing" in (tmp_path / "c.html").read_text(encoding="utf-8")
    found = huoyan.check(data, backbone=model, quick=True)
    assert [each.paths for each in found.of("alike")] == [tuple(same["paths"])]


def test_the_run_that_was_trained_on_the_data_is_known_again(digits_run: Path):
    pytest.importorskip("cleanlab", reason="the extra `check` is not installed")
    said: list[str] = []
    digits = open_dataset("digits", say=silent)
    counts = open_artifact(digits_run).manifest.provenance.counts
    assert {part: len(digits.split(part)) for part in ("train", "val", "test")} == counts
    sixth = {sample.source for sample in digits.samples[::6]}
    some = digits.keep(lambda sample: sample.source in sixth)
    found = huoyan.check(some, backbone=digits_run, say=said.append)
    assert found.backing is not None
    learnt = len(some) - len(some.split("test"))
    # Some digits are there twice, so that a test picture may be one of training.
    assert 0 < learnt <= found.backing.seen <= learnt + 3 < len(some)
    assert any("knows their labels by heart" in text for text in said)
    assert not found.backing.labels


@pytest.mark.parametrize(("call", "words"), [
    (["--weights", "w.pth"], "without --backbone"),
    (["--mean", "0", "0", "0"], "without --backbone"),
    (["--backbone", "resnet18"], "no weights to look with"),
    (["--backbone", "resnet18", "--weights", "w.pth", "--mean", "0", "0", "0"], "go together"),
])  # fmt: skip
def test_a_call_that_cannot_be_meant_is_told(call: list[str], words: str, tmp_path: Path):
    pytest.importorskip("timm", reason="the extra `train` is not installed")
    with pytest.raises(UsageError, match=words) as caught:
        run([str(folder_of(tmp_path / "data", noise(4))), *call])
    assert caught.value.code == "usage.backbone"


def test_a_model_on_disk_takes_no_weights_and_a_missing_one_is_told(tmp_path: Path):
    data = folder_of(tmp_path / "data", noise(4))
    model = colour_artifact(tmp_path / "run" / "model").folder.parent
    with pytest.raises(UsageError, match="brings its weights"):
        huoyan.check(data, backbone=model, weights="w.pth")
    with pytest.raises(ArtifactError, match="does not exist"):
        huoyan.check(data, backbone=tmp_path / "none")
    with pytest.raises(UsageError, match="--weights without --backbone"):
        huoyan.check(data, weights="w.pth")


def test_a_network_by_its_name_looks_with_weights_of_a_file(
    tmp_path: Path, shared_data: Callable[[str], Path], photos: list[np.ndarray], capsys
):
    pytest.importorskip("timm", reason="the extra `train` is not installed")
    weights = shared_data("weights/mobilenet_v2_100_imagenet_fp16.pth")
    data = folder_of(tmp_path / "data", [*photos[:10], turned(photos[3])])
    half = ["0.5"] * 3
    call = [str(data), "--quick", "--json", "--backbone", "mobilenetv2_100", "--option", "pad_type=same"]
    assert run([*call, "--weights", str(weights), "--mean", *half, "--std", *half]) == 0
    *findings, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert last["summary"]["backbone"]["name"] == "mobilenetv2_100"
    assert ["test/雨 天/图 3.png", "train/sun/图 10.png"] in [
        each["paths"] for each in findings if each["finding"] == "alike"
    ]
