"""Every engine answers as the trained network did, whatever the batch, the thread and the precision."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from huoyan.artifact.manifest import Parity
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.errors import EngineError, MissingExtra, UsageError
from huoyan.preprocess import Prepared, Preprocess
from huoyan.results import Failure
from huoyan.runtimes import ENGINES, Precision, open_runtime, selftest_parity
from huoyan.runtimes.feeding import Seconds, feed
from huoyan.runtimes.onnx import OnnxRuntime
from huoyan.runtimes.openvino import cpu_has_bf16
from huoyan.runtimes.parity import compare
from huoyan.system.cores import available_cores
from huoyan.tasks.classify import Classify
from huoyan.tasks.tags import Tags
from making import colour_artifact, colour_graph, pictures, reference_logits

EACH = [(name, precision) for name, engine in ENGINES.items() for precision in engine.precisions]
each_engine = pytest.mark.parametrize(("name", "precision"), EACH, ids=["-".join(x) for x in EACH])


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return colour_artifact(tmp_path_factory.mktemp("run") / "model")


@pytest.fixture(autouse=True)
def _only_installed(request: pytest.FixtureRequest) -> None:
    values = getattr(getattr(request.node, "callspec", None), "params", {})
    if "name" in values and "precision" in values:
        if not ENGINES[values["name"]].installed:
            pytest.skip(f"{values['name']} is not installed")
        if values["precision"] == "bf16" and not cpu_has_bf16():
            pytest.skip("this CPU has no bf16")


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@each_engine
def test_an_engine_answers_as_the_network_for_any_batch(
    artifact: Artifact, name: str, precision: Precision
) -> None:
    runtime = ENGINES[name].open(artifact.onnx, 1, precision)
    for size in (1, 3, 16, 1, 5):
        batch = pictures(size, seed=size)
        logits = runtime.run(batch)["logits"]
        assert logits.shape == (size, 3)
        assert logits.dtype == np.float32
        np.testing.assert_allclose(
            softmax(logits), softmax(reference_logits(batch)), atol=Classify.allowed[precision], rtol=0
        )
        np.testing.assert_array_equal(logits.argmax(1), np.arange(size) % 3)


@each_engine
def test_a_later_call_does_not_change_an_earlier_answer(
    artifact: Artifact, name: str, precision: Precision
) -> None:
    runtime = ENGINES[name].open(artifact.onnx, 1, precision)
    for size in (1, 4):
        first = runtime.run(pictures(size))["logits"]
        kept = first.copy()
        runtime.run(255 - pictures(size))
        np.testing.assert_array_equal(first, kept)
        first[:] = 0  # it belongs to the caller, who may write into it
        np.testing.assert_array_equal(runtime.run(pictures(size))["logits"], kept)


@each_engine
def test_the_batch_is_not_changed_and_may_be_dropped_at_once(
    artifact: Artifact, name: str, precision: Precision
) -> None:
    runtime = ENGINES[name].open(artifact.onnx, 1, precision)
    batch = pictures(4)
    kept = batch.copy()
    first = runtime.run(batch)["logits"]
    np.testing.assert_array_equal(batch, kept)
    for _ in range(20):  # the memory of a dropped batch is taken by the next
        np.testing.assert_array_equal(runtime.run(pictures(4))["logits"], first)


@each_engine
def test_views_and_read_only_pictures_are_taken(artifact: Artifact, name: str, precision: Precision) -> None:
    runtime = ENGINES[name].open(artifact.onnx, 1, precision)
    batch = pictures(6)
    frozen = batch.copy()
    frozen.flags.writeable = False
    expected = runtime.run(np.ascontiguousarray(batch[::2, ::-1]))["logits"]
    np.testing.assert_array_equal(runtime.run(frozen[::2, ::-1])["logits"], expected)


@each_engine
def test_one_runtime_serves_several_threads(artifact: Artifact, name: str, precision: Precision) -> None:
    runtime = ENGINES[name].open(artifact.onnx, 2, precision)
    batches = [pictures(size, seed=size) for size in (1, 3, 1, 8)]
    expected = [runtime.run(batch)["logits"] for batch in batches]
    wrong: list[int] = []

    def work(index: int) -> None:
        for _ in range(50):
            found = runtime.run(batches[index])["logits"]
            if not np.array_equal(found, expected[index]):
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@each_engine
@pytest.mark.parametrize(
    "batch",
    [
        np.zeros((1, 16, 16, 3), np.float32),
        np.zeros((16, 16, 3), np.uint8),
        np.zeros((1, 3, 16, 16), np.uint8),
        np.zeros((1, 17, 16, 3), np.uint8),
        np.zeros((0, 16, 16, 3), np.uint8),
    ],
    ids=["float", "no batch", "channels first", "too high", "empty"],
)
def test_a_batch_that_does_not_fit_is_answered_with_what_fits(
    artifact: Artifact, name: str, precision: Precision, batch: np.ndarray
) -> None:
    runtime = ENGINES[name].open(artifact.onnx, 1, precision)
    with pytest.raises(EngineError, match=r"takes uint8 \(N, 16, 16, 3\)") as caught:
        runtime.run(batch)
    assert caught.value.code == "engine.input"


@each_engine
def test_an_engine_also_takes_a_graph_from_memory(name: str, precision: Precision) -> None:
    runtime = ENGINES[name].open(colour_graph(), 1, precision)
    assert runtime.run(pictures(3))["logits"].argmax(1).tolist() == [0, 1, 2]


@each_engine
def test_a_damaged_graph_is_an_engine_error(tmp_path: Path, name: str, precision: Precision) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(colour_graph()[:200])
    with pytest.raises(EngineError, match=r"cannot load .*model\.onnx") as caught:
        ENGINES[name].open(file, 1, precision)
    assert caught.value.code == "engine.model"


@each_engine
def test_a_graph_that_takes_floats_is_refused(shared_data: object, name: str, precision: Precision) -> None:
    file = shared_data("weights/ultraface_rfb320.onnx")  # type: ignore[operator]
    with pytest.raises(EngineError, match="one uint8 input") as caught:
        ENGINES[name].open(file, 1, precision)
    assert caught.value.code == "engine.model"


@each_engine
def test_the_number_of_threads_is_the_one_asked_for(
    artifact: Artifact, name: str, precision: Precision
) -> None:
    assert ENGINES[name].open(artifact.onnx, 3, precision).threads == 3
    assert ENGINES[name].open(artifact.onnx, None, precision).threads == available_cores() >= 1


def test_threads_that_onnxruntime_starts_are_those_asked_for(artifact: Artifact) -> None:
    """Counted by the system: an engine with four threads adds three to the caller's own."""
    script = (
        "import sys, os\nfrom pathlib import Path\nfrom huoyan.runtimes.onnx import OnnxRuntime\n"
        "import onnxruntime\nbefore = len(os.listdir('/proc/self/task'))\n"
        "runtime = OnnxRuntime(Path(sys.argv[1]), int(sys.argv[2]))\n"
        "print(len(os.listdir('/proc/self/task')) - before)\n"
    )
    if not Path("/proc/self/task").is_dir():
        pytest.skip("the system does not list threads under /proc")

    def started(threads: int) -> int:
        command = [sys.executable, "-c", script, str(artifact.onnx), str(threads)]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert started(4) - started(1) == 3


def test_an_unknown_engine_is_answered_with_the_nearest_name(artifact: Artifact) -> None:
    with pytest.raises(UsageError, match="onnxruntime") as caught:
        open_runtime(artifact, "onnx-runtime")
    assert caught.value.code == "usage.engine"


def test_impossible_settings_are_usage_errors(artifact: Artifact) -> None:
    with pytest.raises(UsageError, match="threads is 0"):
        open_runtime(artifact, threads=0)
    with pytest.raises(UsageError, match="bf16"):
        open_runtime(artifact, "onnxruntime", precision="bf16")


def test_auto_takes_bf16_where_it_passes_and_says_so(artifact: Artifact) -> None:
    runtime = open_runtime(artifact)
    if ENGINES["openvino"].installed and cpu_has_bf16():
        assert (runtime.name, runtime.precision) == ("openvino", "bf16")
        assert "passes the self-test" in runtime.reason
        assert "12 pictures" in runtime.reason
    else:
        assert (runtime.name, runtime.precision) == ("onnxruntime", "fp32")
        assert runtime.reason


def test_auto_gives_a_tiny_network_to_onnxruntime(digits_run: Path) -> None:
    runtime = open_runtime(open_artifact(digits_run))
    assert runtime.name == "onnxruntime"
    assert "small" in runtime.reason or "not installed" in runtime.reason


def test_auto_stays_with_onnxruntime_where_another_engine_answers_otherwise(tmp_path: Path) -> None:
    """The stored answers are those of another network, so no engine can pass."""
    strange = colour_artifact(tmp_path / "model", selftest_logits=-reference_logits(pictures(12)))
    runtime = open_runtime(strange)
    assert (runtime.name, runtime.precision) == ("onnxruntime", "fp32")
    if ENGINES["openvino"].installed:
        assert "not" in runtime.reason
        explicit = open_runtime(strange, "openvino")
        assert (explicit.name, explicit.precision) == ("openvino", "fp32")


def test_auto_heeds_a_failure_that_training_recorded(tmp_path: Path) -> None:
    failed = Parity(engine="openvino", precision="bf16", n=1000, agreement=0.97, difference=0.2, passed=False)
    recorded = colour_artifact(tmp_path / "model", parity=(failed,))
    runtime = open_runtime(recorded)
    assert (runtime.name, runtime.precision) == ("onnxruntime", "fp32")
    if ENGINES["openvino"].installed and cpu_has_bf16():
        assert "97.0% of 1000" in runtime.reason


def test_a_missing_engine_names_its_install_command(tmp_path: Path) -> None:
    """A fresh Python in which openvino cannot be found, as where it is not installed."""
    artifact = colour_artifact(tmp_path / "model")
    script = (
        "import sys\nsys.modules['openvino'] = None\n"
        "import importlib.util as u\nreal = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'openvino' else real(name, *a)\n"
        "from huoyan.artifact.read import open_artifact\nfrom huoyan.runtimes import open_runtime\n"
        "a = open_artifact(sys.argv[1])\nr = open_runtime(a)\nprint(r.name, r.reason)\n"
        "try:\n    open_runtime(a, 'openvino')\nexcept Exception as e:\n    print(type(e).__name__, e)\n"
    )
    command = [sys.executable, "-c", script, str(artifact.folder)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "onnxruntime openvino is not installed" in said
    assert MissingExtra.__name__ in said
    assert 'pip install "huoyan[openvino]"' in said


def test_openvino_reports_nothing_to_its_maker(artifact: Artifact, tmp_path: Path) -> None:
    """Its import sends an event and keeps an identity under the home folder, unless it is prevented."""
    if not ENGINES["openvino"].installed:
        pytest.skip("openvino is not installed")
    script = (
        "import sys, socket\n"
        "def refuse(*a, **k): raise SystemExit('a socket was opened')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from huoyan.artifact.read import open_artifact\nfrom huoyan.runtimes import open_runtime\n"
        "open_runtime(open_artifact(sys.argv[1]), 'openvino')\n"
        "import openvino\n"
        "print(openvino.convert_model.__name__, [x for x in sys.modules if 'openvino_telemetry' in x])\n"
    )
    command = [sys.executable, "-c", script, str(artifact.folder)]
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    assert done.stdout == "convert_model []\n"
    assert list(tmp_path.iterdir()) == []


def test_the_torch_runtime_answers_as_the_network_and_leaves_its_mode(artifact: Artifact) -> None:
    torch = pytest.importorskip("torch")
    from huoyan.runtimes.torch import TorchRuntime

    class Colours(torch.nn.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.drop = torch.nn.Dropout(0.9)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.drop(x.float() / 255).mean(dim=(1, 2))

    network = Colours().train()
    runtime = TorchRuntime(network, ["logits"])
    batch = pictures(5)
    batch.flags.writeable = False
    expected = batch.astype(np.float64).mean(axis=(1, 2)) / 255
    np.testing.assert_allclose(runtime.run(batch)["logits"], expected, atol=1e-6)
    assert network.training
    with pytest.raises(EngineError, match="uint8"):
        runtime.run(np.zeros((1, 4, 4, 3)))


def test_the_selftest_of_a_good_model_passes_on_onnxruntime(artifact: Artifact) -> None:
    parity = selftest_parity(artifact, OnnxRuntime(artifact.onnx, 1))
    assert parity.passed
    assert (parity.n, parity.agreement) == (12, 1.0)
    assert parity.difference < 1e-5


# --- compare


def compared(
    precision: str,
    ours: np.ndarray,
    theirs: np.ndarray,
    kind: type[Classify | Tags] = Classify,
    **values: Any,
) -> Parity:
    task = kind(tuple(map(str, range(theirs.shape[1]))), **values)
    return compare("x", precision, {"logits": ours}, {"logits": theirs}, task)


def test_equal_logits_pass() -> None:
    logits = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    parity = compared("fp32", logits, logits.copy(), Classify)
    assert (parity.agreement, parity.difference, parity.passed) == (1.0, 0.0, True)


def test_one_other_answer_of_fifty_does_not_pass() -> None:
    logits = np.random.default_rng(0).normal(size=(50, 4)).astype(np.float32)
    other = logits.copy()
    other[7] = -other[7]
    parity = compared("bf16", logits, other, Classify)
    assert parity.agreement == pytest.approx(0.98)
    assert not parity.passed


def test_equal_answers_with_too_different_probabilities_do_not_pass() -> None:
    one, other = np.array([[2.0, 0.0]]), np.array([[2.01, 0.0]])
    expected = abs(softmax(one) - softmax(other)).max()
    parity = compared("fp32", one, other, Classify)
    assert parity.difference == pytest.approx(expected, abs=1e-6)
    assert expected > Classify.allowed["fp32"]
    assert not parity.passed
    assert compared("bf16", one, other, Classify).passed


def test_multilabel_compares_the_chosen_sets_at_their_thresholds() -> None:
    one, other = np.array([[0.02, -3.0]]), np.array([[-0.02, -3.0]])
    assert compared("bf16", one, other, Tags).agreement == 0
    assert compared("bf16", one, other, Tags, thresholds=(0.9, 0.9)).agreement == 1


def test_the_temperature_belongs_to_the_probabilities() -> None:
    one, other = np.array([[2.0, 0.0]]), np.array([[2.2, 0.0]])
    cold = compared("fp32", one, other, Classify)
    warm = compared("fp32", one, other, Classify, temperature=10.0)
    task = Classify(("a", "b"), temperature=10.0)
    assert warm.difference < cold.difference
    expected = abs(task.probabilities({"logits": one}) - task.probabilities({"logits": other})).max()
    assert warm.difference == pytest.approx(float(expected))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers_never_pass(bad: float) -> None:
    logits = np.ones((4, 3))
    broken = logits.copy()
    broken[2, 1] = bad
    parity = compared("bf16", broken, logits, Classify)
    assert not parity.passed
    assert parity.agreement == 0.75
    assert Parity.model_validate_json(parity.model_dump_json()) == parity


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_in_int8_too_not_one_of_many_pictures_may_be_answered_with_no_number(bad: float) -> None:
    logits = np.ones((20, 3))
    broken = logits.copy()
    assert compared("int8", broken, logits, Classify).passed
    broken[2, 1] = bad
    assert not compared("int8", broken, logits, Classify).passed


def test_nothing_to_compare_and_unequal_shapes_never_pass() -> None:
    assert not compared("fp32", np.empty((0, 3)), np.empty((0, 3)), Classify).passed
    assert not compared("fp32", np.zeros((2, 3)), np.zeros((2, 4)), Classify).passed


# --- feed


def ready(pixels: np.ndarray) -> Prepared:
    found = Preprocess(*pixels.shape[:2]).ready(pixels)
    assert found is not None
    return found


def test_pictures_keep_their_order_and_failures_their_place(artifact: Artifact) -> None:
    from huoyan.errors import ImageError

    images = pictures(23)

    def prepare(index: int) -> Prepared:
        if index % 5 == 0:
            raise ImageError(f"picture {index}", code="image.corrupt")
        if index == 7:
            raise OSError(5, "broken disk")
        return ready(images[index])

    jobs = [lambda i=i: prepare(i) for i in range(23)]
    seconds = Seconds()
    chunks = list(feed(OnnxRuntime(artifact.onnx, 1), jobs, batch=4, workers=3, seconds=seconds))
    failures = [failure for chunk in chunks for failure in chunk.failures]
    assert [i for i, x in enumerate(failures) if x is not None] == [0, 5, 7, 10, 15, 20]
    assert failures[5] == Failure("image.corrupt", "picture 5")
    logits = np.concatenate([chunk.outputs["logits"] for chunk in chunks if chunk.outputs])
    good = [i for i, x in enumerate(failures) if x is None]
    np.testing.assert_allclose(logits, reference_logits(images[good]), atol=1e-4)
    assert seconds.inference > 0
    assert seconds.decode > 0


def test_only_a_little_is_read_ahead(artifact: Artifact) -> None:
    begun: list[int] = []

    def jobs() -> object:
        for index in range(10_000):
            begun.append(index)
            yield lambda: ready(pictures(1)[0])

    chunks = feed(OnnxRuntime(artifact.onnx, 1), jobs(), batch=4, workers=2)  # type: ignore[arg-type]
    next(chunks)
    assert len(begun) <= 4 + 2 * 4 + 2
    chunks.close()  # type: ignore[attr-defined]


def test_a_chunk_without_a_readable_picture_has_no_outputs(artifact: Artifact) -> None:
    def broken() -> np.ndarray:
        raise MemoryError

    (chunk,) = feed(OnnxRuntime(artifact.onnx, 1), [broken, broken], batch=4, workers=1)
    assert chunk.outputs == {}
    assert [x.code for x in chunk.failures if x] == ["image.memory"] * 2
