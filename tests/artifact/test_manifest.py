"""A manifest that others wrote is checked on the way in: what passes can be used without a raw error."""

from __future__ import annotations

import copy
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from huoyan.artifact.checksum import seal, sha256_file
from huoyan.artifact.graph import read_graph
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.errors import ArtifactError, HuoyanError
from huoyan.predict import Predictor
from huoyan.runtimes import open_runtime
from huoyan.verify import verify
from making import colour_artifact, colour_graph, pictures

Change = Callable[[dict[str, Any]], object]


def rewrite(made: Artifact, change: Change) -> None:
    """Changes the manifest and seals it anew, as one who forges a model would."""
    file = made.folder / "huoyan.json"
    raw = json.loads(file.read_text())
    change(raw)
    raw["files"] = {name: sha256_file(made.folder / name) for name in raw["files"]}
    file.write_bytes(seal(json.dumps(raw, indent=2).encode() + b"\n"))


def refused(folder: Path, code: str, words: str) -> None:
    """Opening says so, and so does `verify`."""
    with pytest.raises(ArtifactError, match=words) as caught:
        open_artifact(folder)
    assert caught.value.code == code
    outcome = verify(folder, "onnxruntime")
    assert not outcome.ok
    assert any(re.search(words, problem.message) for problem in outcome.problems)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x: relabel(x, ["red", "green", "red"]), r"3 labels, 2 of them different"),
        (lambda x: relabel(x, []), r"0 labels"),
        (lambda x: relabel(x, ["red", "green", ""]), r"label 3 is empty"),
        (lambda x: x["task"].update(labels=[1, 2, 3]), r"task: labels\.0"),
        (lambda x: x["task"].update(name="guess"), r"task 'guess' is unknown; .* classify, tags"),
        (lambda x: x["task"].update(name=[]), r"task \[\] is unknown"),
        (lambda x: x.update(task="classify"), r"task 'classify' is unknown"),
        (lambda x: x.update(outputs={}), r"outputs: .*at least 1 item"),
        (lambda x: x.update(outputs={"scores": [None, 3]}), r"outputs: logits is None, the task reads"),
        (lambda x: x.update(state={"hidden": [0]}), r"state\.hidden\.0"),
        (lambda x: x["task"].update(thresholds=[0.5] * 3), r"'thresholds' is no value of the task classify"),
        (lambda x: x["task"].update(thresholds=[0.5], name="tags"), r"1 thresholds for 3 labels"),
        (lambda x: x["task"].update(thresholds=[0.5, 0.5, 1.5], name="tags"), r"threshold 1\.5"),
        (lambda x: x["task"].update(temperature=1e-320), r"temperature 9\.99989e-321"),
        (lambda x: x["task"].update(temperature=1e9), r"temperature 1e\+09"),
        (lambda x: x["task"].update(temperature=float("nan")), r"NaN stands in it"),
        (lambda x: x["task"].update(temperature=float("inf")), r"Infinity stands in it"),
        (lambda x: x["preprocess"].update(height=10**9), r"height is 1000000000"),
        (lambda x: x["preprocess"].update(crop_ratio=1e-320), r"crop_ratio"),
        (lambda x: x["preprocess"].update(steps=7), r"steps is 7"),
        (lambda x: x["preprocess"].update(limits=[1]), r"limits"),
        (lambda x: x["network"].update(std=[0.0, 1.0, 1.0]), r"network\.std\.0"),
        (lambda x: x["network"].update(options={"a": [[[[]]]] * 2, "b": _nested(40)}), r"nested too deeply"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(tmp_path: Path, change: Change, words: str) -> None:
    rewrite(colour_artifact(tmp_path / "model"), change)
    refused(tmp_path, "artifact.manifest", words)


def relabel(manifest: dict[str, Any], labels: list[str]) -> None:
    """Other labels, and the outputs that go with them."""
    manifest["task"]["labels"] = labels
    manifest["outputs"] = {"logits": [None, max(1, len(labels))]}


def _nested(depth: int) -> list[Any]:
    return [_nested(depth - 1)] if depth else []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"seed": 0', '"seed": ' + "7" * 5000, r"a number of 5,000 digits"),
        ('"seed": 0', '"seed": 1e400', r"provenance\.seed"),
        (
            '"temperature": 1.0',
            '"temperature": 1.0, "temperature": 2.0',
            r"'temperature' stands in it twice",
        ),
        ('"model.onnx"', '"../model.onnx"', r"not the name of a file"),
        ('"model.onnx"', '"/model.onnx"', r"not the name of a file"),
        ('"model.onnx"', '"C:model.onnx"', r"not the name of a file"),
        ('"model.onnx"', '"other.onnx"', r"model\.onnx is not listed"),
    ],
)
def test_a_text_that_cannot_be_read_is_said(tmp_path: Path, old: str, new: str, words: str) -> None:
    file = colour_artifact(tmp_path / "model").folder / "huoyan.json"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(ArtifactError, match=words) as caught:
        open_artifact(tmp_path)
    assert caught.value.code == "artifact.manifest"


def test_a_manifest_without_end_is_not_read(tmp_path: Path) -> None:
    file = colour_artifact(tmp_path / "model").folder / "huoyan.json"
    with file.open("wb") as opened:
        opened.truncate(3 << 30)
    with pytest.raises(ArtifactError, match="the most that is read"):
        open_artifact(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda x: relabel(x, ["red", "green"]), r"logits is \(any, 3\), the manifest says \(any, 2\)"),
        (lambda x: relabel(x, list("abcd")), r"logits is \(any, 3\), the manifest says \(any, 4\)"),
        (lambda x: x["outputs"].update(scores=[None, 3]), r"no output 'scores'.*logits"),
        (lambda x: x["preprocess"].update(height=8), r"\(any, 16, 16, 3\), .* pictures of 8 x 16 x 3"),
        (lambda x: x["preprocess"].update(colour="grey"), r"16 x 16 x 1"),
    ],
)
def test_a_manifest_of_another_graph_is_not_intact(tmp_path: Path, change: Change, words: str) -> None:
    rewrite(colour_artifact(tmp_path / "model"), change)
    refused(tmp_path, "artifact.graph", words)


def test_a_graph_that_keeps_its_weights_elsewhere_is_refused(tmp_path: Path) -> None:
    """The other file is no part of what was sealed, whatever its name: it could be any file of the user's."""
    made = colour_artifact(tmp_path / "model")
    onnx.save(
        onnx.load(made.onnx), made.onnx, save_as_external_data=True, location=".hidden", size_threshold=0
    )
    rewrite(made, lambda x: x)
    refused(tmp_path, "artifact.graph", "its weights lie in another file")
    assert ".hidden" in [problem.where for problem in verify(tmp_path).problems]


@pytest.mark.parametrize("place", ["branch", "function", "sparse", "attribute"])
def test_a_tensor_elsewhere_is_found_wherever_it_hides(tmp_path: Path, place: str) -> None:
    tensor = numpy_helper.from_array(np.ones(4, np.float32), "far")
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="/etc/hostname")
    inner = helper.make_node("Constant", [], ["c"], value=tensor)
    model = onnx.ModelProto.FromString(colour_graph())
    if place == "branch":
        graph = helper.make_graph([inner], "then", [], [])
        model.graph.node.append(helper.make_node("If", ["flat"], ["d"], then_branch=graph, else_branch=graph))
    elif place == "function":
        model.functions.append(helper.make_function("own", "f", [], ["c"], [inner], []))
    elif place == "sparse":
        model.graph.sparse_initializer.append(helper.make_sparse_tensor(tensor, tensor, [4]))
    else:
        model.graph.node.append(inner)
    (tmp_path / "m.onnx").write_bytes(model.SerializeToString())
    assert read_graph(tmp_path / "m.onnx").external


def test_a_graph_is_read_as_onnx_reads_it(tmp_path: Path) -> None:
    (tmp_path / "m.onnx").write_bytes(colour_graph(classes=2, size=(8, 4)))
    found = read_graph(tmp_path / "m.onnx")
    assert found.inputs == {"images": (None, 8, 4, 3)}
    assert found.outputs == {"logits": (None, 2)}
    assert not found.external


@pytest.mark.parametrize("content", [b"", b"\0", b"no model", b"\xff" * 50, b"\x3a\x7f", b"\x3b"])
def test_a_file_that_is_no_graph_is_an_error_of_the_model(tmp_path: Path, content: bytes) -> None:
    made = colour_artifact(tmp_path / "model")
    made.onnx.write_bytes(content)
    rewrite(made, lambda x: x)
    refused(tmp_path, "artifact.graph", "does not belong to its huoyan.*(cut off or no ONNX|no output)")


def test_a_selftest_of_another_model_is_not_intact(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model", selftest_logits=np.zeros((12, 4), np.float32))
    problems = verify(tmp_path, "onnxruntime").problems
    assert [problem.where for problem in problems] == ["selftest.safetensors"]
    assert "numbers (12, 3)" in problems[0].message


def test_a_file_that_is_a_link_to_elsewhere_is_refused(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    made.onnx.rename(tmp_path / "far.onnx")
    made.onnx.symlink_to(tmp_path / "far.onnx")
    refused(tmp_path, "artifact.file", "is a link to a file elsewhere")


def test_arrays_that_are_described_without_end_are_refused(tmp_path: Path) -> None:
    file = colour_artifact(tmp_path / "model").folder / "selftest.safetensors"
    file.write_bytes((90 << 20).to_bytes(8, "little") + file.read_bytes()[8:])
    with pytest.raises(ArtifactError, match="describes its arrays in more than"):
        open_artifact(tmp_path).selftest()


def test_hidden_files_are_problems_but_for_those_of_file_managers(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    for name in (".DS_Store", "Thumbs.db", "._model.onnx", ".hidden", "more"):
        (made.folder / name).write_bytes(b"")
    outcome = verify(tmp_path, "onnxruntime")
    assert [problem.where for problem in outcome.problems] == [".hidden", "more"]
    assert outcome.beside == (".DS_Store", "._model.onnx", "Thumbs.db")
    assert sum(line.startswith("NOTE") for line in outcome.lines()) == 3


def test_files_of_any_name_are_told_in_json_and_lines(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    for name in (b".h\xff", b"a\x1b]0;b\x07\nc"):
        (made.folder / os.fsdecode(name)).write_bytes(b"")
    outcome = verify(tmp_path, "onnxruntime")
    told = json.loads(json.dumps(outcome.to_json(), ensure_ascii=False).encode())
    assert [problem["where"] for problem in told["problems"]] == [".h\\xff", "a\x1b]0;b\x07\nc"]
    assert not any("\x1b" in line or "\n" in line for line in outcome.lines())


VALUES = (
    "null", "true", "-1", "1.5", "1e-320", "1e300", "1e400", "NaN", "-Infinity", "1" * 5000, "9" * 39,
    '""', '" "', '"red"', '"\\ud800"', '"\\u0000"', '"' + "x" * 100_000 + '"', "[]", "{}", '["a", "a", "a"]',
    "[1, 2, 3]", "[0.5, 0.5, 0.5]", "[[[]]]", '{"a": 1}', '{"a": 1, "a": 2}', "[" * 200 + "]" * 200,
    '"../x"', "[1e-320, 2e-320]", "[-1e308, 1e308]",
)  # fmt: skip


def places_in(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places_in(each, (*at, key))


def test_no_value_anywhere_in_a_manifest_raises_a_raw_error(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model", multilabel=True)
    rewrite(made, lambda x: x["task"].update(thresholds=[0.5] * 3))
    file = made.folder / "huoyan.json"
    whole, taken, said = json.loads(file.read_text()), 0, [""]
    for place in places_in(whole):
        for value in VALUES:
            changed = {"all": copy.deepcopy(whole)}
            holder: Any = changed
            *way, last = ("all", *place)
            for key in way:
                holder = holder[key]
            holder[last] = "@"
            file.write_text(json.dumps(changed["all"]).replace('"@"', value))
            try:
                artifact = open_artifact(tmp_path)
                if {"task", "preprocess", "outputs"} & set(place):
                    predictor = Predictor(artifact, open_runtime(artifact, "onnxruntime", 1))
                    predictor.task.text(predictor(pictures(1)[0]), 3)
                taken += 1
            except HuoyanError as error:
                said.append(error.message)
    assert max(map(len, said)) < 3000
    assert 0 < taken < len(said) / 5


def test_a_graph_of_parts_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huoyan.artifact.graph._MOST_FIELDS", 1000)
    (tmp_path / "m.onnx").write_bytes(b"\x3a\xa0\x1f" + b"\x0a\x00" * 2000)
    with pytest.raises(ValueError, match="more than 1,000 parts"):
        read_graph(tmp_path / "m.onnx")
