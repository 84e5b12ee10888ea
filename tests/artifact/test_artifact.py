"""The model on disk: written as a whole or not at all, read with errors that say the remedy."""

from __future__ import annotations

import errno
import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huoyan.artifact import folder_swap as swap
from huoyan.artifact.checksum import check_files, is_sealed
from huoyan.artifact.consistency import check_graph_fits
from huoyan.artifact.read import open_artifact
from huoyan.artifact.write import write_artifact
from huoyan.errors import ArtifactError
from huoyan.images.proposals.regions import Regions
from huoyan.images.proposals.selective_search import SelectiveSearch
from making import LABELS, colour_artifact, colour_graph, pictures
from marks import mark_artifact


def code_of(path: Path) -> str:
    with pytest.raises(ArtifactError) as caught:
        open_artifact(path)
    return caught.value.code


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    written = colour_artifact(tmp_path / "run" / "model")
    found = open_artifact(tmp_path / "run")
    assert found == written
    assert found.manifest.labels == LABELS
    assert found.preprocess == written.preprocess
    assert found.onnx.read_bytes() == colour_graph()
    np.testing.assert_array_equal(found.selftest()["images"], pictures(12))
    weights = found.weights()
    assert weights["blur"].shape == (3, 1, 3, 3)
    assert weights["steps"].shape == ()
    assert weights["steps"] == 7


def test_the_run_its_model_and_its_manifest_name_the_same_model(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model")
    opened = [
        open_artifact(x) for x in (tmp_path, tmp_path / "model", str(tmp_path / "model" / "huoyan.json"))
    ]
    assert opened[0] == opened[1] == opened[2]


def test_the_folder_holds_four_plain_files_and_nothing_else_is_left(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model")
    assert [x.name for x in tmp_path.iterdir()] == ["model"]
    names = {x.name for x in (tmp_path / "model").iterdir()}
    assert names == {"huoyan.json", "model.onnx", "weights.safetensors", "selftest.safetensors"}


def test_a_transposed_weight_is_stored_by_its_values(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "a")
    matrix = np.arange(6, dtype=np.float32).reshape(2, 3).T
    selftest = {"images": pictures(2)[:, ::-1], "logits": np.zeros((2, 3), np.float32)}
    again = write_artifact(tmp_path / "b", made.manifest, onnx=b"x", weights={"m": matrix}, selftest=selftest)
    np.testing.assert_array_equal(again.weights()["m"], matrix)
    np.testing.assert_array_equal(again.selftest()["images"], pictures(2)[:, ::-1])


def test_a_new_model_replaces_the_old_one(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "model")
    colour_artifact(tmp_path / "model", labels=("warm", "cold"))
    assert open_artifact(tmp_path).manifest.labels == ("warm", "cold")
    assert [x.name for x in tmp_path.iterdir()] == ["model"]


def test_a_new_model_replaces_the_old_one_where_folders_cannot_be_swapped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap.sys, "platform", "darwin")
    colour_artifact(tmp_path / "model")
    colour_artifact(tmp_path / "model", labels=("warm", "cold"))
    assert open_artifact(tmp_path).manifest.labels == ("warm", "cold")
    assert [x.name for x in tmp_path.iterdir()] == ["model"]


def test_a_folder_that_is_not_a_model_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"mine")
    with pytest.raises(ArtifactError, match="not a model") as caught:
        colour_artifact(tmp_path / "photos")
    assert caught.value.code == "artifact.exists"
    assert (tmp_path / "photos" / "a.jpg").read_bytes() == b"mine"


def test_a_full_disk_leaves_the_old_model_and_says_how_much_is_needed(tmp_path: Path) -> None:
    """A file size limit makes the system refuse the write half way, as a full disk does."""
    old = colour_artifact(tmp_path / "model")
    before = {x.name: x.read_bytes() for x in old.folder.iterdir()}
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(
            ArtifactError, match=r"The model cannot be written to .*model.*1000000 bytes"
        ) as caught:
            write_artifact(old.folder, old.manifest, onnx=bytes(1_000_000), weights={}, selftest={})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)
    assert caught.value.code == "artifact.write"
    assert [x.name for x in tmp_path.iterdir()] == ["model"]
    assert {x.name: x.read_bytes() for x in old.folder.iterdir()} == before


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (errno.ENOSPC, "artifact.space", "Free at least"),
        (errno.EACCES, "artifact.permission", "Allow writing"),
        (errno.EROFS, "artifact.permission", "Allow writing"),
        (errno.EIO, "artifact.write", "Choose another folder"),
    ],
)
def test_each_refusal_of_the_disk_has_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, words: str
) -> None:
    made = colour_artifact(tmp_path / "model")

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(ArtifactError, match=words) as caught:
        write_artifact(tmp_path / "new", made.manifest, onnx=bytes(10), weights={}, selftest={})
    assert caught.value.code == code
    assert str(tmp_path / "new") in str(caught.value)
    assert [x.name for x in tmp_path.iterdir()] == ["model"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(ArtifactError, match="locked") as caught:
        colour_artifact(tmp_path / "locked" / "model")
    assert caught.value.code == "artifact.permission"


def test_a_writer_that_is_killed_never_leaves_half_a_model(tmp_path: Path) -> None:
    """A writer replaces the model over and over and is killed; a whole model is there each time."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path; from making import colour_artifact\n"
        "for i in range(10**9):\n"
        "    colour_artifact(Path(sys.argv[2]), labels=('a', 'b', 'c') if i % 2 else ('x', 'y', 'z'))\n"
        "    print(i, flush=True)\n"
    )
    model = tmp_path / "model"
    command = [sys.executable, "-c", script, str(Path(__file__).resolve().parents[1]), str(model)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        for _ in range(30):
            writer.stdout.readline()
            assert check_files(open_artifact(model)) == []
        writer.kill()
    artifact = open_artifact(model)
    assert artifact.manifest.labels in (("a", "b", "c"), ("x", "y", "z"))
    assert check_files(artifact) == []


def test_a_path_that_is_not_there_names_the_models_nearby(tmp_path: Path) -> None:
    colour_artifact(tmp_path / "shop" / "model")
    with pytest.raises(ArtifactError, match="shop") as caught:
        open_artifact(tmp_path / "shopp")
    assert caught.value.code == "artifact.missing"


def test_a_folder_without_a_model_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"huoyan\.json nor model/huoyan\.json") as caught:
        open_artifact(tmp_path)
    assert caught.value.code == "artifact.not_a_model"


def test_an_onnx_file_is_answered_with_its_folder(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    with pytest.raises(ArtifactError, match="give that folder"):
        open_artifact(made.onnx)
    alone = tmp_path / "alone.onnx"
    alone.write_bytes(colour_graph())
    with pytest.raises(ArtifactError, match="no labels"):
        open_artifact(alone)


def test_a_manifest_of_a_newer_format_asks_for_an_upgrade(tmp_path: Path) -> None:
    file = colour_artifact(tmp_path / "model").folder / "huoyan.json"
    file.write_text(json.dumps({"format": 2, "something": "new"}))
    with pytest.raises(ArtifactError, match="pip install --upgrade") as caught:
        open_artifact(tmp_path)
    assert caught.value.code == "artifact.newer"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"format": 1}', b"\xff\xfe", b'{"format": "1"}', b"[" * 100_000],
    ids=["empty", "cut", "list", "null", "bare", "not utf-8", "text", "deep"],
)
def test_a_broken_manifest_is_said_to_be_broken(tmp_path: Path, content: bytes) -> None:
    file = colour_artifact(tmp_path / "model").folder / "huoyan.json"
    file.write_bytes(content)
    assert code_of(tmp_path) == "artifact.manifest"


def test_a_manifest_that_names_files_outside_its_folder_is_refused(tmp_path: Path) -> None:
    file = colour_artifact(tmp_path / "model").folder / "huoyan.json"
    raw = json.loads(file.read_text())
    raw["files"]["../../secret"] = "0" * 64
    file.write_text(json.dumps(raw))
    assert code_of(tmp_path) == "artifact.manifest"


@pytest.mark.parametrize("name", ["model.onnx", "weights.safetensors", "selftest.safetensors"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    made = colour_artifact(tmp_path / "model")
    (made.folder / name).unlink()
    with pytest.raises(ArtifactError, match=name) as caught:
        open_artifact(tmp_path)
    assert caught.value.code == "artifact.file"


def test_damaged_arrays_are_an_artifact_error(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    (made.folder / "selftest.safetensors").write_bytes(b"not safetensors at all")
    with pytest.raises(ArtifactError, match="huoyan verify"):
        made.selftest()


def test_an_intact_model_has_no_problems_and_an_added_file_is_one(tmp_path: Path) -> None:
    made = colour_artifact(tmp_path / "model")
    assert check_files(made) == []
    (made.folder / ".DS_Store").write_bytes(b"")
    assert check_files(made) == []
    (made.folder / "model.onnx.data").write_bytes(b"weights of another")
    assert [name for name, _ in check_files(made)] == ["model.onnx.data"]


def test_no_byte_of_the_manifest_can_change_unseen(tmp_path: Path) -> None:
    """Blanks, labels, digits of the checksum itself."""
    made = colour_artifact(tmp_path / "model")
    file = made.folder / "huoyan.json"
    whole = file.read_bytes()
    assert is_sealed(whole)
    for place in range(len(whole)):
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert not is_sealed(changed), (place, whole[place - 20 : place + 20])
    file.write_bytes(whole.replace(b'"red"', b'"rid"'))
    assert [name for name, _ in check_files(made)] == ["huoyan.json"]


def test_a_manifest_whose_preprocessing_is_impossible_is_refused(tmp_path: Path) -> None:
    file = colour_artifact(tmp_path / "model").folder / "huoyan.json"
    file.write_text(file.read_text().replace('"squash"', '"squish"'))
    assert code_of(tmp_path) == "artifact.manifest"


def test_a_graph_of_whole_pictures_is_refused_where_regions_are_described(tmp_path: Path) -> None:
    made = mark_artifact(tmp_path / "model", side=64)
    asked = made.manifest.model_copy(update={"regions": Regions(SelectiveSearch(), side=64, context=0)})
    with pytest.raises(ArtifactError, match="no output 'changes'") as caught:
        check_graph_fits(replace(made, manifest=asked))
    assert caught.value.code == "artifact.graph"
