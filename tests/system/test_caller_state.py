"""Whatever the caller set, a call works and gives what it always gives; and nothing of it is changed."""

from __future__ import annotations

import locale
import logging
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import torch
from PIL import Image, ImageFile

import huoyan
from huoyan.errors import ImageError, UsageError
from huoyan.images.decode import decode
from huoyan.learn.job import Run
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.machine.hidden_main import hidden_main
from making import encoded

SHORT = {"epochs": 0.2, "seed": 3, "threads": 1, "beside": ("none",), "progress": False}


def world() -> dict[str, Any]:
    """All that a process shares, as values that can be compared."""
    return {
        "gradients": (torch.is_grad_enabled(), torch.is_inference_mode_enabled()),
        "new tensors": (torch.get_default_dtype(), torch.get_default_device()),
        "torch's random state": torch.get_rng_state().tolist(),
        "numpy's random state": np.random.get_state()[1].tolist(),
        "python's random state": random.getstate(),
        "threads": (torch.get_num_threads(), torch.get_num_interop_threads(), cv2.getNumThreads()),
        "determinism": (
            torch.are_deterministic_algorithms_enabled(),
            torch.is_deterministic_algorithms_warn_only_enabled(),
            torch.backends.cudnn.deterministic,
            torch.backends.cudnn.benchmark,
        ),
        "matmul": torch.get_float32_matmul_precision(),
        "autocast": (torch.is_autocast_enabled("cpu"), torch.is_autocast_cache_enabled()),
        "warnings": (list(warnings.filters), warnings.showwarning),
        "logging": (logging.root.level, list(logging.root.handlers), logging.getLogger("torch.onnx").level),
        "signals": [
            signal.getsignal(x) for x in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
        ],
        "process": (
            Path.cwd(),
            dict(os.environ),
            locale.setlocale(locale.LC_ALL),
            sys.excepthook,
            sys.stdout,
        ),
        "pillow": (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES),
        "numpy": (np.geterr(), np.get_printoptions()),
        "processes start by": multiprocessing.get_start_method(allow_none=True),
    }


@contextmanager
def odd_world() -> Iterator[None]:
    """A caller who set all that would stop or change a training, if it were not set aside."""
    with ExitStack() as stack:
        stack.callback(torch.set_default_dtype, torch.get_default_dtype())
        torch.set_default_dtype(torch.float64)
        stack.callback(torch.set_default_device, None)
        torch.set_default_device("meta")
        stack.callback(torch.set_float32_matmul_precision, torch.get_float32_matmul_precision())
        torch.set_float32_matmul_precision("medium")
        stack.callback(torch.use_deterministic_algorithms, False)
        torch.use_deterministic_algorithms(True)
        stack.callback(torch.set_num_threads, torch.get_num_threads())
        torch.set_num_threads(2)
        stack.callback(setattr, ImageFile, "LOAD_TRUNCATED_IMAGES", False)
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        stack.enter_context(torch.autocast("cpu", dtype=torch.bfloat16))
        stack.enter_context(torch.no_grad())
        stack.enter_context(np.errstate(all="raise"))
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("error")
        yield


def short_run(folder: Path) -> Run:
    return huoyan.train("digits", out=folder, **SHORT)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return short_run(tmp_path_factory.mktemp("plain") / "run")


def test_a_training_in_an_odd_world_gives_the_same_weights_and_leaves_that_world(plain: Run, tmp_path: Path):
    with odd_world():
        before = world()
        run = short_run(tmp_path / "run")
        assert world() == before
    assert run.weights_sha256 == plain.weights_sha256


def test_a_training_in_inference_mode_and_another_thread_gives_the_same_weights(plain: Run, tmp_path: Path):
    found: list[object] = []

    def call() -> None:
        with torch.inference_mode():
            before = world()
            found.append(short_run(tmp_path / "run").weights_sha256)
            found.append(world() == before)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    assert found == [plain.weights_sha256, True]


def test_trainings_in_threads_at_once_give_what_each_gives_alone(plain: Run, tmp_path: Path):
    before = world()
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(short_run, (tmp_path / "a", tmp_path / "b")))
    assert [run.weights_sha256 for run in runs] == 2 * [plain.weights_sha256]
    assert world() == before


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_training_that_ends_in_an_error_leaves_the_world_as_it_was(error: type[BaseException]):
    with odd_world():
        before = world()
        with pytest.raises(error):
            spoilt(error)
        assert world() == before


@own_settings()
def spoilt(error: type[BaseException]) -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    assert torch.zeros(1).dtype == torch.float32
    raise error


def test_a_call_that_is_refused_leaves_the_world_as_it_was(tmp_path: Path):
    with odd_world():
        before = world()
        with pytest.raises(UsageError):
            huoyan.train("digits", out=tmp_path / "run", device="none such", **SHORT)
        assert world() == before


def test_every_other_call_answers_the_same_in_an_odd_world(plain: Run, tmp_path: Path):
    picture = np.zeros((8, 8), np.uint8)

    def answers(out: Path) -> dict[str, object]:
        return {
            "torch": [answer.result for answer in huoyan.load(plain.folder, engine="torch").predict(picture)],
            "onnx": [answer.result for answer in huoyan.load(plain.folder).predict(picture)],
            "evaluate": huoyan.evaluate(plain.folder, "digits").score.summary.metrics["accuracy"],
            "verify": huoyan.verify(plain.folder).ok,
            "check": huoyan.check("digits", quick=True).n,
            "export": len(huoyan.export(plain.folder, out).files),
        }

    usual = answers(tmp_path / "usual")
    with odd_world():
        before = world()
        assert answers(tmp_path / "odd") == usual
        assert world() == before


def test_weights_do_not_linger_in_the_casts_of_a_callers_autocast():
    layer = torch.nn.Linear(1, 1, bias=False)
    with torch.autocast("cpu", dtype=torch.bfloat16), own_settings():
        answers = []
        for value in (1.0, 2.0):
            with torch.no_grad():
                layer.weight.fill_(value)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                answers.append(float(layer(torch.ones(1, 1)).detach()))
    assert answers == [1.0, 2.0]


def test_a_picture_that_is_cut_off_is_found_whatever_pillow_was_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8))
    for form in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP"):
        data = encoded(noise, form)
        with pytest.raises(ImageError):
            decode(data[: len(data) // 2])
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


def test_an_answer_that_is_very_sure_is_no_underflow():
    from huoyan.tasks.classify import Classify
    from huoyan.tasks.tags import Tags

    with np.errstate(all="raise"):
        for task in (Classify(("a", "b")), Tags(("a", "b"))):
            probabilities = task.probabilities({"logits": np.array([[2e3, -2e3]])})
            assert probabilities.tolist() == [[1.0, 0.0]]


def test_warnings_of_other_packages_end_no_call_and_what_is_said_to_the_caller_stays_an_error():
    from huoyan.system.caller_state import left_alone

    with warnings.catch_warnings(record=True) as shown:
        warnings.simplefilter("error")
        with left_alone():
            warnings.warn_explicit("old name", DeprecationWarning, "torch/x.py", 1, module="torch.x")
            with pytest.raises(UserWarning):
                warnings.warn_explicit("look", UserWarning, "mine.py", 1, module="mine")
    assert [str(each.message) for each in shown] == ["old name"]


FRESH = """
import sys, huoyan
if sys.argv[1] == "train":
    huoyan.train("digits", out=sys.argv[2], epochs=0.1, threads=1, beside=("none",), progress=False)
import torch
print(torch.is_grad_enabled(), torch.get_num_threads(), torch.is_autocast_cache_enabled())
print(torch.backends.mkldnn.matmul.fp32_precision, torch.are_deterministic_algorithms_enabled())
"""


def test_who_imports_pytorch_after_a_training_finds_it_as_if_there_had_been_none(tmp_path: Path):
    found = [
        subprocess.run(
            [sys.executable, "-c", FRESH, what, str(tmp_path / "run")],
            capture_output=True, text=True, check=True, timeout=120,
        ).stdout
        for what in ("train", "nothing")
    ]  # fmt: skip
    assert found[0] == found[1]


SCRIPT = """
import huoyan

run = huoyan.train("digits", epochs=0.1, feed="workers", workers=1, beside=("none",), progress=False)
print(run.evaluation.score.summary.n, run.folder)
"""


def test_a_script_without_a_guard_may_train_with_worker_processes(tmp_path: Path):
    (tmp_path / "five.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "five.py"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stderr == ""
    assert done.stdout.split()[0] == "297"
    assert len(list((tmp_path / "runs").iterdir())) == 1


def test_a_script_is_hidden_only_while_processes_start():
    main = sys.modules["__main__"]
    before = dict(vars(main))
    with hidden_main():
        assert main.__spec__ is None
        assert not hasattr(main, "__file__")
    assert vars(main) == before
