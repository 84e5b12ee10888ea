"""What processes tell each other comes out as it went in, and runs nothing."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from huoyan.data.dataset import Dataset
from huoyan.learn.distributed.wire import from_bytes, to_bytes
from huoyan.learn.train import train
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message, counted, warning
from making import sample_of


def test_plain_values_paths_and_nested_ones_survive():
    value = {
        "a": (1, 2.5, None, True, "图\udcff"),
        3: [Path("/x/号"), (), {"b": float("inf")}],
        (1, 2): frozenset({"x"}),
    }
    assert from_bytes(to_bytes(value)) == value


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.int64, torch.bool, torch.uint8])
def test_tensors_and_arrays_survive_to_the_bit(dtype: torch.dtype):
    for tensor in (
        torch.arange(6).reshape(2, 3).to(dtype).T,
        torch.zeros(0, 3, dtype=dtype),
        torch.tensor(1).to(dtype),
    ):
        found = from_bytes(to_bytes([tensor]))[0]
        assert found.dtype == dtype
        assert torch.equal(found, tensor)
    array = np.arange(12, dtype="<f8").reshape(3, 4)[:, ::2]
    found = from_bytes(to_bytes(array))
    assert found.flags.writeable
    assert np.array_equal(found, array)


def test_a_data_set_and_its_recipe_survive():
    pixels = np.arange(12, dtype=np.uint8).reshape(2, 2, 3)
    samples = (sample_of("a", 0, pixels=pixels, split="train"), sample_of("b", 1, Path("b.png"), group="g"))
    dataset, recipe = from_bytes(to_bytes((Dataset("pets", ("cat", "dog"), samples), Recipe(epochs=2.0))))
    assert recipe == Recipe(epochs=2.0)
    assert dataset.samples[1] == samples[1]
    assert np.array_equal(dataset.samples[0].pixels, pixels)


def test_a_finished_run_survives(tmp_path: Path):
    run = train("digits", out=tmp_path / "run", recipe=Recipe(epochs=1.0))
    found = from_bytes(to_bytes(run))
    assert found.artifact.manifest == run.artifact.manifest
    assert found.evaluation.to_json() == run.evaluation.to_json()
    assert (found.folder, found.weights_sha256, found.parities) == (
        run.folder,
        run.weights_sha256,
        run.parities,
    )


def test_a_message_is_said_in_any_language_by_the_process_that_gets_it():
    names = Listed([Path("a.jpg"), counted(2, "picture")], 1)
    said = warning("feed.unread", pictures=counted(3, "picture"), where="test", names=names, file="q.jsonl")
    found = from_bytes(to_bytes((False, [said])))[1][0]
    assert (type(found), found) == (type(said), said)
    assert (
        found.told("zh")
        == said.told("zh")
        == "3 张图片无法读取（test）：a.jpg，另有 1 个；q.jsonl 列出了它们"
    )


def test_a_message_about_what_does_not_travel_arrives_as_its_text():
    assert from_bytes(to_bytes(Message("joined.and", one=1j, other="b"))) == "1j and b"


class Evil:
    def __reduce__(self):
        return print, ("run",)


def test_what_is_not_of_this_package_does_not_travel():
    for value in (Evil(), print, pickle.dumps(1), 1j):
        with pytest.raises(TypeError, match="does not travel"):
            to_bytes(value)
    kind = b'{"subprocess:Popen": [["ls"]]}'
    with pytest.raises(TypeError, match="does not travel"):
        from_bytes(len(kind).to_bytes(8, "little") + kind)
