"""The Python API: every name may be called again and again, in any order, whatever was imported before."""

from __future__ import annotations

import importlib
import inspect
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import huoyan
from huoyan.cli import COMMANDS
from huoyan.errors import UsageError
from making import LABELS, colour_artifact

NAMES = ("bench", "check", "evaluate", "export", "load", "verify")

# `fresh` gives the package as a new process would have it.
CALLS = """
import sys, warnings
from itertools import count
from pathlib import Path
warnings.simplefilter("error")
model, photos, away = sys.argv[1:4]
number = count()

def call(huoyan, name):
    out = Path(away) / str(next(number))
    if name == "bench":
        assert huoyan.bench(model, batch=1, seconds=0.001)
    elif name == "check":
        assert huoyan.check(photos, quick=True).n == 12
    elif name == "evaluate":
        assert huoyan.evaluate(model, photos, say=str).score.summary.metrics["accuracy"].value == 1
    elif name == "export":
        assert huoyan.export(model, out, format="onnx").parity.passed
    elif name == "load":
        assert [x.ok for x in huoyan.load(model).predict(photos)] == [True] * 12
    elif name == "verify":
        assert huoyan.verify(model).ok
    elif name == "train":
        choices = dict(epochs=1, size=16, options={"widths": [4]}, test=0.25, val=0.25, beside=[])
        assert huoyan.train(photos, out=out, progress=False, **choices).folder == out

def fresh():
    for name in [x for x in sys.modules if x.partition(".")[0] == "huoyan"]:
        del sys.modules[name]
    import huoyan
    return huoyan
"""


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A model, pictures that it knows, and a folder to write into."""
    folder = tmp_path_factory.mktemp("api")
    colour_artifact(folder / "model")
    for at, (label, _) in enumerate(product(LABELS, range(4))):
        pixels = np.random.default_rng(at).integers(0, 90, (16, 16, 3), dtype=np.uint8)
        pixels[..., LABELS.index(label)] += 150
        (folder / "photos" / label).mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(folder / "photos" / label / f"{at}.png")
    return folder / "model", folder / "photos", folder / "away"


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip


def test_every_ordered_pair_of_names_may_be_called_twice(places: tuple[Path, Path, Path]) -> None:
    code = f"""{CALLS}
for first in {NAMES}:
    huoyan = fresh()
    for second in {NAMES}:
        for name in (first, second, second) if first != second else (first, first):
            call(huoyan, name)
"""
    done = python(code, *places)
    assert done.returncode == 0, done.stderr


def test_every_name_may_be_called_twice_between_trainings(places: tuple[Path, Path, Path]) -> None:
    code = f"""{CALLS}
huoyan = fresh()
warnings.simplefilter("ignore")
call(huoyan, "train")
for name in {NAMES}:
    call(huoyan, name)
call(huoyan, "train")
for name in {NAMES[::-1]}:
    call(huoyan, name)
"""
    done = python(code, *places[:2], places[2].with_name("trained"))
    assert done.returncode == 0, done.stderr


def test_however_a_submodule_is_imported_the_names_stay_functions() -> None:
    code = """
import importlib, pickle, sys
for name in ("bench", "evaluate", "export", "verify"):
    module = importlib.import_module(f"huoyan.{name}")
    assert module is sys.modules[f"huoyan.{name}"]
    exec(f"import huoyan.{name}; from huoyan import {name}; import huoyan.{name} as again")
    importlib.reload(module)
    import huoyan
    importlib.reload(huoyan)
    exec(f"from huoyan.{name} import {name} as inner; from huoyan import *")
    for found in (getattr(huoyan, name), globals()[name], globals()["again"]):
        assert found is sys.modules["huoyan.api"].__dict__[name], found
    assert pickle.loads(pickle.dumps(getattr(huoyan, name))) is getattr(huoyan, name)
huoyan.train = len  # a program that replaces a function has its way
assert huoyan.train is len
del huoyan.train
assert huoyan.train is sys.modules["huoyan.api"].train
"""
    done = python(code)
    assert done.returncode == 0, done.stderr


def test_two_predictors_and_half_read_answers_do_not_disturb_each_other(
    places: tuple[Path, Path, Path],
) -> None:
    model, photos, _ = places
    first, second = huoyan.load(model), huoyan.load(model)
    begun = first.predict(photos, batch=2)
    expected = [next(begun)]
    assert [x.ok for x in second.predict(photos)] == [True] * 12
    assert len(list(zip(range(3), first.predict(photos, batch=2), strict=False))) == 3
    expected += begun
    assert expected == list(second.predict(photos)) == list(first.predict(photos))


@pytest.mark.parametrize(
    ("command", "function"),
    [
        ("bench", huoyan.bench), ("check", huoyan.check), ("compare", huoyan.compare),
        ("convert", huoyan.convert),
        ("evaluate", huoyan.evaluate),
        ("export", huoyan.export), ("predict", huoyan.load), ("verify", huoyan.verify),
        ("watch", huoyan.watch),
    ],
)  # fmt: skip
def test_flags_and_arguments_bear_the_same_names(
    command: str, function: object, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        importlib.import_module(COMMANDS[command]).run(["--help"])
    flags = set(re.findall(r"--([a-z0-9-]+)", capsys.readouterr().out))
    told = {"say", "progress"}  # what a program listens with
    once = {"options": "option", "lines": "line", "zones": "zone", "alarms": "alarm"}  # a flag each
    names = {
        once.get(x.name, x.name.replace("_", "-"))
        for x in inspect.signature(function).parameters.values()  # type: ignore[arg-type]
        if x.kind is inspect.Parameter.KEYWORD_ONLY
    }
    assert names - told <= flags


def test_a_remark_is_a_warning_of_the_line_that_called(places: tuple[Path, Path, Path]) -> None:
    with pytest.warns(UserWarning, match=r".") as caught:
        huoyan.check(places[1] / "..", quick=True)
    assert {Path(x.filename).name for x in caught} == {"test_api.py"}


def test_a_path_that_begins_with_a_tilde_lies_at_home(
    places: tuple[Path, Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(places[0].parent))
    assert huoyan.verify("~/model").ok
    monkeypatch.setenv("HOME", str(tmp_path))
    huoyan.export(places[0], "~/shipped")
    huoyan.check(places[1], quick=True, out="~/page.html", say=str)
    assert (tmp_path / "shipped").is_dir()
    assert (tmp_path / "page.html").is_file()


@pytest.mark.parametrize("call", [huoyan.train, huoyan.check])
def test_a_language_that_there_is_not_is_refused_before_anything_is_done(call, tmp_path: Path):
    with pytest.raises(UsageError, match="'de'") as caught:
        call(tmp_path / "none", out=tmp_path / "out", lang="de")
    assert caught.value.code == "usage.lang"
    assert not (tmp_path / "out").exists()
