"""Models of others, wrapped: they answer as their files do, and wrong files are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

import huoyan
from foreign_yolox import ForeignYolox, decoded
from huoyan.cli import main
from huoyan.errors import HuoyanError
from huoyan.learn.imports import IMPORTS
from huoyan.runtimes import ENGINES
from huoyan.tasks.box_difference import ENOUGH
from huoyan.words import Message

SIDE = 64
NAMES = ("red", "green", "blue", "white", "black")


def file_of(model: onnx.ModelProto, folder: Path) -> Path:
    path = folder / "mine.onnx"
    path.write_bytes(model.SerializeToString())
    return path


def names_in(folder: Path, names: tuple[str, ...] = NAMES) -> Path:
    path = folder / "names.txt"
    path.write_text("\n".join([*names, ""]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("imported")
    file = file_of(ForeignYolox(5, SIDE).model(), folder)
    huoyan.import_onnx("yolox", file, labels=names_in(folder), out=folder / "run")
    return folder


def test_it_finds_what_the_file_finds(imported: Path):
    pictures = np.random.default_rng(1).integers(0, 256, (3, SIDE, SIDE, 3)).astype(np.uint8)
    session = onnxruntime.InferenceSession(imported / "mine.onnx", providers=["CPUExecutionProvider"])
    for engine in (each for each in ENGINES.values() if each.installed):
        outputs = engine.open(imported / "run" / "model" / "model.onnx", 1, "fp32").run(pictures)
        for at, picture in enumerate(pictures):
            given = np.ascontiguousarray(picture[None, :, :, ::-1].transpose(0, 3, 1, 2), np.float32)
            boxes, scores = decoded(session.run(None, {"images": given})[0][0], SIDE)
            order = np.argsort(-scores.max(axis=1), kind="stable")
            np.testing.assert_allclose(outputs["scores"][at], scores.max(axis=1)[order], atol=1e-4)
            np.testing.assert_allclose(outputs["boxes"][at][:20], boxes[order][:20], rtol=1e-3, atol=1e-2)
            assert outputs["classes"][at][:20].tolist() == scores.argmax(axis=1)[order][:20].tolist()


def test_it_is_a_model_like_any_other(imported: Path, tmp_path: Path):
    from PIL import Image

    picture = tmp_path / "noise.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 80, 3)).astype(np.uint8)).save(picture)
    assert huoyan.verify(imported / "run").ok
    (answer,) = huoyan.load(imported / "run").predict([picture])
    found = answer.to_json()["detections"]
    assert found
    assert {each["label"] for each in found} <= set(NAMES)
    assert all(each["box"]["xmax"] <= 80 and each["box"]["ymax"] <= 48 for each in found)


def test_it_is_proven_in_every_engine_and_says_where_it_comes_from(imported: Path):
    manifest = huoyan.load(imported / "run").artifact.manifest
    assert {each.engine for each in manifest.parity if each.passed} == {
        name for name, engine in ENGINES.items() if engine.installed
    }
    assert manifest.network.name == "yolox_nano"
    assert manifest.provenance.data == "mine.onnx"
    assert "import-onnx yolox" in manifest.provenance.command
    assert manifest.preprocess["fit"] == "corner"
    assert manifest.licence == Message("licence.unknown", name="mine.onnx")


def test_the_coco_file_is_imported_with_the_names_of_coco_and_its_licence(
    shared_data: Callable[[str], Path], tmp_path: Path
):
    file = shared_data("weights/yolox_nano_coco.onnx")
    artifact = huoyan.import_onnx("yolox", file, out=tmp_path / "run")
    assert artifact.manifest.labels[:3] == ("person", "bicycle", "car")
    assert str(artifact.manifest.licence) == "Apache 2.0, as the card of yolox_nano_coco.onnx states it"
    assert artifact.manifest.network.parameters == 904_463


def test_the_command_imports_and_says_how_it_compares(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    file, labels = file_of(ForeignYolox(5, SIDE).model(), tmp_path), names_in(tmp_path)
    call = ["import-onnx", "yolox", str(file), "--labels", str(labels), "--out", str(tmp_path / "run")]
    assert main(call) == 0
    told = capsys.readouterr().out
    assert "the same answer as the file itself on 100.0% of 20 pictures" in told
    assert main([*call, "--lang", "zh"]) == 2
    assert "里已有模型" in capsys.readouterr().err


def test_bf16_is_used_only_where_pictures_of_the_users_prove_it(
    imported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The pictures at hand are 20, too few to tell."""
    from PIL import Image

    approximate = [x for x in huoyan.load(imported / "run").artifact.manifest.parity if x.precision == "bf16"]
    assert all(not x.passed and x.needed == ENOUGH and x.n == 20 for x in approximate)
    rng = np.random.default_rng(0)
    for at in range(2):
        pixels = rng.integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{at}.png")
    call = ["import-onnx", "yolox", str(imported / "mine.onnx"), "--labels", str(imported / "names.txt")]
    assert main([*call, "--proof", str(tmp_path), "--out", str(tmp_path / "run")]) == 0
    manifest = huoyan.load(tmp_path / "run").artifact.manifest
    assert {x.n for x in manifest.parity} == {22}
    assert f"--proof {tmp_path}" in manifest.provenance.command
    assert ("--proof DIR" in capsys.readouterr().err) == bool(approximate)
    assert main([*call, "--proof", str(tmp_path / "none"), "--out", str(tmp_path / "other")]) == 2


@pytest.mark.slow
def test_the_coco_file_reaches_its_figure_through_our_evaluation(
    shared_data: Callable[[str], Path], unpacked: Callable[[str], Path], tmp_path: Path
):
    """On pictures that it was trained on: the first 128 of COCO train2017, 929 things. On 128 others of
    val2017 the same file has 0.339.
    """
    file, pictures = shared_data("weights/yolox_nano_coco.onnx"), unpacked("coco128/coco128_train.zip")
    run = tmp_path / "run"
    huoyan.import_onnx("yolox", file, labels=pictures / "classes.txt", out=run)
    told: list[str] = []
    found = huoyan.evaluate(run, pictures, split="train", engine="onnxruntime", say=told.append)
    assert found.score.n == 128
    assert found.score.metrics["ap"].value >= 0.30


def test_one_of_other_activations_is_imported_but_not_taken_for_a_network_of_ours(tmp_path: Path):
    model = ForeignYolox(5, SIDE).model()
    next(node for node in model.graph.node if node.op_type == "Sigmoid").op_type = "HardSigmoid"
    artifact = huoyan.import_onnx(
        "yolox", file_of(model, tmp_path), labels=names_in(tmp_path), out=tmp_path / "run"
    )
    assert artifact.manifest.network.name == "onnx"
    assert huoyan.verify(tmp_path / "run").ok


def without_a_map(model: onnx.ModelProto) -> onnx.ModelProto:
    """The places of the two finer maps alone."""
    last = [node for node in model.graph.node if node.op_type == "Concat"][-1]
    last.input.pop()
    return model


def two_inputs(model: onnx.ModelProto) -> onnx.ModelProto:
    model.graph.input.append(helper.make_tensor_value_info("more", TensorProto.FLOAT, [1]))
    return model


def sized(model: onnx.ModelProto, side: int) -> onnx.ModelProto:
    for dim in model.graph.input[0].type.tensor_type.shape.dim[2:]:
        dim.dim_value = side
    return model


def free_sides(model: onnx.ModelProto) -> onnx.ModelProto:
    model.graph.input[0].type.tensor_type.shape.dim[2].dim_param = "height"
    return model


def followed_by(model: onnx.ModelProto, operator: str, by: float) -> onnx.ModelProto:
    """All that it gives, changed by a number."""
    model.graph.initializer.append(numpy_helper.from_array(np.array(by, np.float32), "by"))
    model.graph.node[-1].output[0] = "before"
    model.graph.node.append(helper.make_node(operator, ["before", "by"], ["output"]))
    return model


def decoding_itself(model: onnx.ModelProto) -> onnx.ModelProto:
    """Middles are far from their places."""
    far = np.array([300, 300, 0, 0, 0, 0, 0, 0, 0, 0], np.float32)
    model.graph.initializer.append(numpy_helper.from_array(far, "by"))
    model.graph.node[-1].output[0] = "before"
    model.graph.node.append(helper.make_node("Add", ["before", "by"], ["output"]))
    return model


def for_one_picture(model: onnx.ModelProto) -> onnx.ModelProto:
    """What only a single one can go through."""
    model.graph.node[-1].output[0] = "before"
    model.graph.node.append(helper.make_node("Squeeze", ["before"], ["single"], axes=[0]))
    model.graph.node.append(helper.make_node("Unsqueeze", ["single"], ["output"], axes=[0]))
    return model


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (
            without_a_map,
            "network.import",
            "gives [1, 80, 10]; a YOLOX for pictures of",
        ),
        (two_inputs, "network.import", "a detector of this kind takes one float32 input"),
        (free_sides, "network.import", "one size must be fixed"),
        (lambda model: sized(model, 4), "network.import", "pictures of 4 x 4 pixels; sides of 32 to 8,192"),
        (lambda model: sized(model, 10**9), "network.import", "sides of 32 to 8,192 are expected"),
        (lambda model: followed_by(model, "Add", 1.0), "network.import", "scores outside of 0..1"),
        (decoding_itself, "network.import", "it decodes them itself"),
        (for_one_picture, "network.import", "Export it with a free batch dimension"),
    ],
)
def test_a_file_of_another_kind_is_refused(
    change: Callable[[onnx.ModelProto], onnx.ModelProto], code: str, said: str, tmp_path: Path
):
    file = file_of(change(ForeignYolox(5, SIDE).model()), tmp_path)
    with pytest.raises(HuoyanError) as error:
        huoyan.import_onnx("yolox", file, labels=names_in(tmp_path), out=tmp_path / "run")
    assert said in str(error.value)
    assert error.value.code == code
    assert not (tmp_path / "run" / "model").exists()


def test_an_old_operator_set_is_refused(tmp_path: Path):
    model = helper.make_model(
        helper.make_graph(
            [helper.make_node("Relu", ["images"], ["output"])],
            "old",
            [helper.make_tensor_value_info("images", TensorProto.FLOAT, [1, 3, 64, 64])],
            [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 3, 64, 64])],
        ),
        opset_imports=[helper.make_opsetid("", 9)],
    )
    with pytest.raises(HuoyanError, match="is of operator set 9; 11 or later is needed"):
        huoyan.import_onnx("yolox", file_of(model, tmp_path), out=tmp_path / "run")


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (("red", "green"), "knows 5 classes, but there are 2 labels"),
        (("red", "green", "blue", "red", "black"), "names 'red' twice"),
        (None, "knows 5 classes, whose names it does not hold"),
    ],
)
def test_labels_of_another_number_are_refused(labels: tuple[str, ...] | None, said: str, tmp_path: Path):
    file = file_of(ForeignYolox(5, SIDE).model(), tmp_path)
    given = None if labels is None else names_in(tmp_path, labels)
    with pytest.raises(HuoyanError) as error:
        huoyan.import_onnx("yolox", file, labels=given, out=tmp_path / "run")
    assert said in str(error.value)
    assert error.value.code == "usage.labels"


def test_labels_that_cannot_be_read_are_refused(tmp_path: Path):
    file = file_of(ForeignYolox(5, SIDE).model(), tmp_path)
    with pytest.raises(HuoyanError, match="the labels cannot be read"):
        huoyan.import_onnx("yolox", file, labels=tmp_path / "nowhere.txt", out=tmp_path / "run")
    (tmp_path / "names.txt").write_bytes(b"\xff\xfe\x00r")
    with pytest.raises(HuoyanError, match="is not UTF-8 text"):
        huoyan.import_onnx("yolox", file, labels=tmp_path / "names.txt", out=tmp_path / "run")


def test_a_kind_that_there_is_not_is_refused_with_the_nearest(tmp_path: Path):
    with pytest.raises(HuoyanError, match="Nearest: yolox") as error:
        huoyan.import_onnx("yolo", tmp_path / "any.onnx")
    assert error.value.code == "usage.kind"
    assert "yolox" in IMPORTS


@pytest.mark.parametrize("content", [b"", b"no graph"])
def test_what_is_no_graph_is_refused(content: bytes, tmp_path: Path):
    path = tmp_path / "mine.onnx"
    path.write_bytes(content)
    with pytest.raises(HuoyanError) as error:
        huoyan.import_onnx("yolox", path, out=tmp_path / "run")
    assert error.value.code == "network.import"
