"""Pictures of a generator on disk: the same of a seed, of the asked classes, marked, without PyTorch."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.artifact.read import open_artifact
from huoyan.errors import ArtifactError, UsageError
from huoyan.generator.graph import GeneratorGraph
from huoyan.generator.on_disk import Generator, open_generator
from huoyan.generator.sampling import make, write_made
from making_generators import small_generator
from making_pairs import SMALL

BLOCK_TORCH = """
import sys
class NoTorch:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("torch", "torchvision", "timm"):
            raise ModuleNotFoundError(f"{name} is not installed here", name=name)
sys.meta_path.insert(0, NoTorch())
"""


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Generator:
    return small_generator(tmp_path_factory.mktemp("run"))


def pictures(found) -> list[np.ndarray]:
    return [pixels for pixels, _, _ in found]


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize(("classes", "channels"), [(("cat", "dog"), 3), ((), 1)])
def test_a_generator_of_every_kind_makes_the_pictures_of_its_self_test(tmp_path, name, classes, channels):
    small_generator(tmp_path, name, classes=classes, channels=channels)
    found = open_generator(tmp_path)
    assert found.manifest.parity.difference <= 1
    stored = found.selftest()
    told = stored.get("class", np.zeros(len(stored["z"]), np.int64))
    made = GeneratorGraph(found.onnx, classes=bool(classes))(stored["z"], told)
    assert made.shape == (16, 8, 8, channels)
    assert int(np.abs(made.astype(int) - stored["images"]).max()) <= 1
    assert len({each.tobytes() for each in made}) == 16


def test_a_seed_gives_the_same_pictures_however_many_are_made(generator: Generator):
    few, many = pictures(make(generator, 3, seed=4)), pictures(make(generator, 70, seed=4))
    assert len(many) == 70
    assert all(np.array_equal(one, other) for one, other in zip(few, many, strict=False))
    assert not np.array_equal(few[0], pictures(make(generator, 1, seed=5))[0])


def test_classes_take_turns(generator: Generator):
    assert [label for _, label, _ in make(generator, 5)] == ["cat", "dog", "cat", "dog", "cat"]
    assert [label for _, label, _ in make(generator, 2, classes=["dog"])] == ["dog", "dog"]


def test_the_asked_class_is_what_is_made(generator: Generator):
    cat, dog = (pictures(make(generator, 1, classes=[name]))[0] for name in ("cat", "dog"))
    assert not np.array_equal(cat, dog)


def test_files_lie_by_class_and_say_that_they_were_made(generator: Generator, tmp_path: Path):
    told: list[tuple[int, int]] = []
    made = write_made(generator, tmp_path / "out", 5, seed=3, progress=lambda *at: told.append(at))
    assert told[-1] == (5, 5)
    lines = (tmp_path / "out" / "made.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["source"] for line in lines] == [each.source for each in made]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["cat", "dog", "made.jsonl"]
    expected = pictures(make(generator, 5, seed=3))
    for each, pixels in zip(made, expected, strict=True):
        with Image.open(tmp_path / "out" / each.source) as opened:
            assert np.array_equal(np.asarray(opened), pixels)
            assert opened.text["DigitalSourceType"] == "trainedAlgorithmicMedia"
            marked = json.loads(opened.text["huoyan"])
        assert marked["generator"] == generator.manifest.provenance.weights[:16]
        assert (marked["seed"], marked["number"], marked["label"]) == (3, each.number, each.label)


def test_grey_pictures_of_no_class_lie_side_by_side(tmp_path: Path):
    found = small_generator(tmp_path / "run", classes=(), channels=1)
    made = write_made(found, tmp_path / "out", 2)
    assert [each.label for each in made] == [None, None]
    with Image.open(tmp_path / "out" / made[0].source) as opened:
        assert (opened.mode, opened.size) == ("L", (8, 8))


def test_a_class_name_that_is_no_name_of_a_folder_is_numbered(tmp_path: Path):
    found = small_generator(tmp_path / "run", classes=("a/b", "..", "CON? "))
    made = write_made(found, tmp_path / "out", 3)
    assert [Path(each.source).parent.name for each in made] == ["class-0", "class-1", "class-2"]
    assert [each.label for each in made] == ["a/b", "..", "CON? "]


def test_nothing_that_is_there_is_overwritten(generator: Generator, tmp_path: Path):
    (tmp_path / "mine.txt").write_text("mine")
    for out in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(UsageError, match="nothing is overwritten") as raised:
            write_made(generator, out, 1)
        assert raised.value.code == "usage.out"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(
    ("n", "classes", "code", "told"),
    [
        (0, (), "usage.n", "--n"),
        (10**9, (), "usage.n", "1,000,000"),
        (3, ("cta",), "usage.class", "It makes cat"),
        (3, ("",), "usage.class", "cat, dog"),
    ],
)
def test_what_cannot_be_made_is_refused_with_words(generator, n, classes, code, told):
    with pytest.raises(UsageError, match=told) as raised:
        make(generator, n, classes=classes)
    assert raised.value.code == code


def test_a_generator_of_one_class_may_be_asked_for_it_and_for_no_other(tmp_path: Path):
    found = small_generator(tmp_path, classes=())
    (learnt,) = found.manifest.learnt
    alone, asked = make(found, 1), make(found, 1, classes=[learnt])
    assert np.array_equal(pictures(alone)[0], pictures(asked)[0])
    with pytest.raises(UsageError, match=f"It makes {learnt}"):
        make(found, 1, classes=["dog"])


def test_a_class_that_is_called_like_a_number_has_a_folder_of_its_own(tmp_path: Path):
    found = small_generator(tmp_path / "run", classes=("a/b", "class-0"))
    made = write_made(found, tmp_path / "out", 2)
    assert len({Path(each.source).parent for each in made}) == 2


def changed(file: Path, old: bytes, new: bytes) -> None:
    assert old in file.read_bytes()
    file.write_bytes(file.read_bytes().replace(old, new))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda folder: (folder / "generator.json").unlink(), "artifact.not_a_generator"),
        (lambda folder: (folder / "model.onnx").unlink(), "artifact.file"),
        (lambda folder: (folder / "generator.json").write_text("{"), "artifact.manifest"),
        (lambda folder: (folder / "generator.json").write_text('{"format": 9}'), "artifact.newer"),
        (lambda folder: changed(folder / "generator.json", b'"cat"', b'"act"'), "artifact.file"),
        (lambda folder: changed(folder / "model.onnx", b"images", b"imagse"), "artifact.file"),
        (lambda folder: (folder / "weights.safetensors").write_bytes(b""), "artifact.file"),
    ],
)
def test_a_spoilt_generator_is_refused_with_a_code(tmp_path: Path, spoil, code: str):
    spoil(small_generator(tmp_path).folder)
    with pytest.raises(ArtifactError) as raised:
        open_generator(tmp_path)
    assert raised.value.code == code


def test_a_recogniser_is_told_from_a_generator(tmp_path: Path):
    from making import colour_artifact

    colour_artifact(tmp_path / "model")
    with pytest.raises(ArtifactError, match="recogniser"):
        open_generator(tmp_path)
    with pytest.raises(ArtifactError, match="There is no"):
        open_generator(tmp_path / "nowhere")


def test_a_generator_is_told_from_a_recogniser(generator: Generator):
    for path in (generator.folder, generator.folder.parent):
        with pytest.raises(ArtifactError, match="huoyan generate sample"):
            open_artifact(path)


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ({"seed": -1}, "seed"),
        ({"seed": 2.5}, "seed"),
        ({"threads": 0}, "threads"),
        ({"n": "3"}, "whole number"),
        ({"classes": [3]}, "classes"),
    ],
)
def test_a_value_that_means_nothing_is_refused_and_nothing_written(generator, tmp_path, choice, told):
    with pytest.raises(UsageError, match=told):
        huoyan.generate(generator.folder, tmp_path / "out", **choice)
    assert not (tmp_path / "out").exists()


def test_a_class_may_be_named_without_a_list(generator: Generator, tmp_path: Path):
    (made,) = huoyan.generate(generator.folder, tmp_path / "out", n=1, classes="dog")
    assert made.label == "dog"


def test_a_graph_that_is_none_of_a_generator_is_refused(tmp_path: Path):
    from huoyan.errors import EngineError

    found = small_generator(tmp_path, classes=())
    with pytest.raises(EngineError, match="than its manifest says"):
        GeneratorGraph(found.onnx, classes=True)


def test_pictures_are_made_without_torch(generator: Generator, tmp_path: Path):
    code = BLOCK_TORCH + (
        "import huoyan\n"
        f"made = huoyan.generate({str(generator.folder.parent)!r}, {str(tmp_path / 'out')!r}, n=3, seed=1)\n"
        "print(len(made)); assert 'torch' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["3"]
