"""A model in int8: what is written, what it costs, and what is refused with nothing left behind."""

from __future__ import annotations

import errno
import logging
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnx
import pytest

import huoyan
from huoyan.artifact import sealed_folder
from huoyan.artifact.read import open_artifact
from huoyan.artifact.write import write_artifact
from huoyan.cli import main
from huoyan.data.say import silent
from huoyan.errors import ArtifactError, DataError, EngineError, MissingExtra, ParityError, UsageError
from huoyan.quantisation import quantise as quantise_module
from huoyan.quantisation.harm import by_harm
from huoyan.quantisation.pictures import read_of
from huoyan.runs.recipe import recipe_from
from huoyan.runs.recipe_file import write_recipe
from huoyan.runtimes import ENGINES, choose, open_runtime
from huoyan.system import cores
from huoyan.verify import verify
from huoyan.words import Message
from making import colour_artifact, trained_on
from making_clip_models import mean_artifact
from making_light import answer, colours, conv, loud_pair, model_of

DATA = colours()
INSTALLED = [name for name, engine in ENGINES.items() if engine.installed]


def light(artifact, out: Path, **more):
    said: list[Message] = []
    found = huoyan.export(artifact.folder, out, int8=True, data=DATA, say=said.append, **more)
    return found, open_artifact(out), said


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("light")
    return colour_artifact(folder / "float"), *light(open_artifact(folder / "float"), folder / "out")


def test_the_graph_holds_int8_and_the_folder_is_a_model_like_any_other(made):
    artifact, exported, written, _ = made
    graph = onnx.load(written.onnx).graph
    assert {"QuantizeLinear", "DequantizeLinear"} <= {node.op_type for node in graph.node}
    assert onnx.TensorProto.INT8 in {each.data_type for each in graph.initializer}
    onnx.checker.check_model(onnx.load(written.onnx))  # its nodes in order, among others
    assert exported.files == (written.folder,)
    assert written.manifest.task == artifact.manifest.task
    assert written.manifest.preprocess == artifact.manifest.preprocess
    assert written.weights().keys() == artifact.weights().keys()


def test_the_manifest_says_of_what_it_was_made_and_what_that_changed(made):
    artifact, _, written, _ = made
    said = written.manifest.int8
    assert said.of == artifact.manifest.files["model.onnx"]
    assert (said.figure, said.before, said.after, said.change, said.drop) == ("accuracy", 1, 1, 0, 0)
    assert said.low < 0 < said.high  # nothing differed on so few: that is no proof that nothing ever does
    assert (said.n, said.part, said.pictures) == (42, "val", 60)
    assert (said.layers, said.left_float) == (1, ())
    assert said.share > 0.99
    assert [(x.engine, x.precision, x.n) for x in written.manifest.parity] == [
        (name, "int8", 42) for name in INSTALLED
    ]


def test_it_answers_as_the_float_model_on_every_engine(made):
    artifact, _, written, _ = made
    images = np.stack([sample.pixels for sample in DATA.split("test").samples])
    wanted = open_runtime(artifact, "onnxruntime").run(images)["logits"]
    for name in INSTALLED:
        runtime = open_runtime(written, name)
        found = runtime.run(images)["logits"]
        assert runtime.precision == "int8"
        assert (found.argmax(axis=1) == wanted.argmax(axis=1)).all()
        assert np.abs(found - wanted).max() < 0.2
        assert (found != wanted).any()  # it is not the float graph


def test_verify_bench_evaluate_and_a_further_export_take_it(made, tmp_path):
    _, _, written, _ = made
    outcome = verify(written.folder)
    assert outcome.ok, outcome.problems
    assert {(x.engine, x.precision, x.passed) for x in outcome.parity} == {
        (name, "int8", True) for name in INSTALLED
    }
    rows = huoyan.bench(written.folder, batch=1, seconds=0)
    assert {(row.engine, row.precision) for row in rows} == {(name, "int8") for name in INSTALLED}
    said: list[str] = []
    score = huoyan.evaluate(written.folder, DATA, say=said.append).score
    assert score.metrics["accuracy"].value == 1
    assert huoyan.export(written.folder, tmp_path / "onnx").parity.precision == "int8"


def test_another_precision_of_it_is_refused_and_so_are_a_site_and_a_certificate(made, tmp_path):
    _, _, written, _ = made
    with pytest.raises(UsageError, match="openvino: int8"):
        open_runtime(written, "openvino", precision="fp32")
    with pytest.raises(UsageError, match="not proven in browsers"):
        huoyan.export(written.folder, tmp_path / "site", format="browser")
    with pytest.raises(UsageError, match="steps of rounding"):
        huoyan.verify_everywhere(written.folder)
    with pytest.raises(UsageError, match="in int8 already"):
        light(written, tmp_path / "again")
    assert list(tmp_path.iterdir()) == []


def test_an_engine_that_lost_the_figure_is_not_chosen(made):
    _, _, written, _ = made
    worse = tuple(each.model_copy(update={"passed": False}) for each in written.manifest.parity)
    network = written.manifest.network.model_copy(update={"parameters": 10_000_000})
    known = replace(
        written, manifest=written.manifest.model_copy(update={"parity": worse, "network": network})
    )
    assert open_runtime(known).name == "onnxruntime"


def test_layers_that_hurt_are_left_float_the_worst_first(tmp_path):
    _, written, said = light(loud_pair(tmp_path / "float"), tmp_path / "out")
    found = written.manifest.int8
    assert set(found.left_float) == {"loud", "beside"}
    assert (found.drop, found.layers) == (0, 1)
    assert found.share == pytest.approx(27 * 32 / (27 * 32 + 12 + 12), abs=1e-3)
    assert any("each of 3 layers" in line for line in said)
    assert any("with 1 layer left float accuracy changes by -" in line for line in said)
    assert any("保留 1 层为浮点时，准确率 改变 -" in line.told("zh") for line in said)


def test_where_too_little_would_be_left_in_int8_it_is_refused_and_nothing_is_there(tmp_path):
    artifact = model_of(
        tmp_path / "float",
        [
            conv("loud", "planes", "first", pads=[1, 1, 1, 1]),
            conv("beside", "loud", "second"),
            *answer("beside"),
        ],
        _narrow(),
    )
    with pytest.raises(ParityError, match="Nothing was written") as error:
        light(artifact, tmp_path / "out")
    assert "accuracy changes by -" in str(error.value)
    assert not (tmp_path / "out").exists()


def _narrow():
    """108 of 120 products a place lie in the layer that hurts."""
    first, second = np.zeros((4, 3, 3, 3)), np.zeros((3, 4, 1, 1))
    for at in range(3):
        first[at, at, 1, 1] = second[at, at] = 1
    first[3] = 3000
    return {"first": first, "second": second, "head": 20 * np.eye(3)}


def test_a_head_on_features_without_a_network_is_read(tmp_path):
    huoyan.train("digits", out=tmp_path / "run", model="ridge", features="hog", progress=False)
    with pytest.raises(ParityError, match="In int8 accuracy changes by -"):
        huoyan.export(tmp_path / "run", tmp_path / "out", int8=True, say=lambda said: None)


def test_more_drop_may_be_allowed(tmp_path):
    _, written, _ = light(loud_pair(tmp_path / "float"), tmp_path / "out", max_drop=1.0)
    assert written.manifest.int8.left_float == ()
    assert written.manifest.int8.drop > 0.3
    assert written.manifest.int8.max_drop == 1


def test_a_model_without_layers_that_gain_is_refused(tmp_path):
    artifact = model_of(tmp_path / "float", answer("planes"), {"head": 20 * np.eye(3)})
    with pytest.raises(ParityError, match="Only 0% of this model's arithmetic"):
        light(artifact, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_full_temporary_folder_is_told_as_such(tmp_path, monkeypatch):
    def full(source):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(quantise_module, "float_graph", full)
    with pytest.raises(ArtifactError, match=r"No space left on device\. Free some space") as error:
        light(colour_artifact(tmp_path / "float"), tmp_path / "out")
    assert error.value.code == "artifact.space"


def test_a_file_where_the_folder_should_be_is_told_before_any_work(tmp_path):
    artifact = colour_artifact(tmp_path / "float")
    (tmp_path / "out").write_text("mine")
    with pytest.raises(UsageError, match="out exists already"):
        light(artifact, tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def test_an_onnx_file_of_it_is_said_to_answer_as_the_int8_model(made, tmp_path, capsys):
    assert main(["export", str(made[2].folder), "--out", str(tmp_path / "onnx")]) == 0
    assert "the same answer as the model in int8 on 100.0% of" in capsys.readouterr().out


def test_an_interrupt_leaves_nothing(tmp_path):
    artifact = loud_pair(tmp_path / "float")

    def interrupt(said):
        if "left float" in said:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        huoyan.export(artifact.folder, tmp_path / "out", int8=True, data=DATA, say=interrupt)
    assert not (tmp_path / "out").exists()


def test_a_model_of_clips_is_refused(tmp_path):
    with pytest.raises(UsageError, match="only models of pictures"):
        light(mean_artifact(tmp_path / "clips"), tmp_path / "out")


def test_without_onnx_the_extra_is_named(tmp_path, monkeypatch):
    artifact = colour_artifact(tmp_path / "float")
    monkeypatch.setattr(quantise_module, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"huoyan\[train\]"):
        light(artifact, tmp_path / "out")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"int8": True, "max_drop": 2.0}, "usage.max_drop"),
        ({"int8": True, "max_drop": float("nan")}, "usage.max_drop"),
        ({"int8": True, "format": "openvino"}, "usage.format"),
        ({"max_drop": 0.1}, "usage.int8"),
        ({"data": "colours"}, "usage.int8"),
        ({"int8": True}, "usage.int8_data"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(given, code, tmp_path):
    artifact = colour_artifact(tmp_path / "float")
    with pytest.raises(UsageError) as error:
        huoyan.export(artifact.folder, tmp_path / "out", **given)
    assert error.value.code == code


def test_data_without_training_or_with_too_few_pictures_are_refused(tmp_path):
    artifact = colour_artifact(tmp_path / "float")
    for data, words in (
        (DATA.split("test"), "None of the pictures of colours"),
        (
            DATA.keep(lambda sample: sample.split == "train" or sample.source in ("3.png", "4.png")),
            "Of colours 2 pictures would judge what int8 costs, and 10 or more are needed",
        ),
    ):
        with pytest.raises(DataError, match=words):
            huoyan.export(artifact.folder, tmp_path / "out", int8=True, data=data, say=lambda said: None)


def test_where_validation_was_learnt_from_too_it_is_said(tmp_path):
    artifact = colour_artifact(tmp_path / "float")
    data = DATA.keep(lambda sample: sample.split != "val")
    said: list[str] = []
    huoyan.export(artifact.folder, tmp_path / "out", int8=True, data=data, say=said.append)
    found = open_artifact(tmp_path / "out").manifest.int8
    assert (found.part, found.n, found.pictures) == ("train", 30, 30)
    assert any("no validation picture is here" in line for line in said)


def test_validation_that_the_run_took_out_of_what_the_data_call_training_judges(tmp_path):
    artifact = trained_on(DATA, tmp_path / "float")
    halves = [replace(each, split="train" if each.split == "val" else each.split) for each in DATA.samples]
    said: list[str] = []
    huoyan.export(
        artifact.folder,
        tmp_path / "out",
        int8=True,
        data=replace(DATA, samples=tuple(halves)),
        say=said.append,
    )
    found = open_artifact(tmp_path / "out").manifest.int8
    assert (found.part, found.n, found.pictures) == ("val", 42, 60)
    assert not any("no validation picture is here" in line for line in said)


def test_a_table_that_was_moved_is_read_as_the_run_read_it(tmp_path):
    artifact = colour_artifact(tmp_path / "run" / "model")
    recipe = recipe_from({"task": "classify", "label_column": "kind"})
    write_recipe(tmp_path / "run" / "recipe.toml", recipe, "gone.csv")
    moved = _folder(tmp_path / "photos")
    files = sorted(moved.rglob("*.png"))
    rows = [f"{path.relative_to(moved)},{at % 2},{path.parent.name}" for at, path in enumerate(files)]
    (moved / "table.csv").write_text("\n".join(["path,label,kind", *rows]) + "\n")
    assert set(read_of(artifact, moved / "table.csv", silent).classes) == {"blue", "green", "red"}
    assert len(read_of(artifact, moved / "train", silent)) == 60


def test_layers_are_ranked_on_pictures_from_end_to_end(tmp_path):
    asked: list[np.ndarray] = []

    class Recorder:
        def run(self, pixels):
            asked.append(pixels)
            return {"logits": np.zeros((len(pixels), 3), np.float32)}

    model = SimpleNamespace(SerializeToString=lambda: b"")
    pixels = np.arange(100, dtype=np.uint8).reshape(100, 1, 1, 1)
    task = colour_artifact(tmp_path / "float").manifest.task
    by_harm(SimpleNamespace(layers=(), model=model), pixels, task, lambda graph: Recorder())
    shown = np.concatenate(asked).ravel()
    assert (len(shown), shown[0], shown[12], shown[-1]) == (24, 0, 52, 99)


def test_a_disk_that_fills_up_leaves_no_empty_folder(tmp_path, monkeypatch):
    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    artifact = colour_artifact(tmp_path / "float")
    (tmp_path / "mine").mkdir()
    monkeypatch.setattr(sealed_folder, "_flushed", full)
    for name, stays in (("out", False), ("mine", True)):
        with pytest.raises(ArtifactError) as error:
            light(artifact, tmp_path / name)
        assert error.value.code == "artifact.space"
        assert (tmp_path / name).exists() == stays


def test_a_processor_on_which_eight_bits_overflow_is_told_so(made, capsys, monkeypatch):
    monkeypatch.setattr(cores, "cpu_has_int8", lambda: False)
    assert not made[2].manifest.int8.seven_bits
    assert main(["bench", str(made[2].folder), "--batch", "1", "--seconds", "0"]) == 0
    assert "sums may overflow on it" in capsys.readouterr().err


def test_a_model_whose_sums_overflow_on_this_processor_does_not_answer(made, tmp_path, monkeypatch):
    """As its self-test tells: it says of each picture another class than the model gives here."""
    stored = made[2].selftest()
    other = {name: stored[name][:, ::-1] if name == "logits" else stored[name] for name in stored}
    broken = write_artifact(
        tmp_path / "broken", made[2].manifest, onnx=made[2].onnx.read_bytes(), weights={}, selftest=other
    )
    open_runtime(broken, "onnxruntime")
    monkeypatch.setattr(choose, "cpu_has_int8", lambda: False)
    open_runtime(made[2], "onnxruntime")
    with pytest.raises(EngineError, match="its answers are others here") as refused:
        open_runtime(broken, "onnxruntime")
    assert refused.value.code == "engine.int8"


def test_the_loggers_of_the_caller_stay_as_they_were(made, tmp_path):
    before = list(logging.getLogger().handlers), logging.root.manager.disable
    light(made[0], tmp_path / "out")
    assert (list(logging.getLogger().handlers), logging.root.manager.disable) == before


def test_the_command_says_what_it_costs_and_what_is_there_already(tmp_path, capsys):
    artifact = colour_artifact(tmp_path / "float")
    data = _folder(tmp_path / "photos")
    call = ["export", str(artifact.folder), "--int8", "--data", str(data), "--out", str(tmp_path / "out")]
    assert main(call) == 0
    told = capsys.readouterr().out
    assert "accuracy in int8 1.0000 (before 1.0000): +0.0000" in told
    assert "1 layer in int8" in told
    assert main([*call, "--lang", "zh"]) == 2
    assert "已经存在" in capsys.readouterr().err


def _folder(path: Path) -> Path:
    from PIL import Image

    for part in ("train", "val"):
        for sample in DATA.split(part).samples:
            file = path / part / DATA.classes[sample.labels[0]] / sample.source
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(sample.pixels).save(file)
    return path
