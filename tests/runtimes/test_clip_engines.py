"""A graph over time on every engine: whole clips, streams that carry its state, and models that lie."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from huoyan.artifact.read import Artifact, open_artifact
from huoyan.clips import ClipPreprocess, Sampling
from huoyan.errors import ArtifactError, EngineError, ImageError, UsageError, VideoError
from huoyan.preprocess import Preprocess
from huoyan.runtimes import ENGINES, Precision, open_on, open_runtime, selftest_parity
from huoyan.runtimes.clips import AT_ONCE, ClipRuntime, ClipSignature
from huoyan.runtimes.torch import TorchRuntime
from making_clip_models import (
    CLASSES,
    GREY,
    HIDDEN,
    LABELS,
    NUMBERS,
    Gru,
    gru_artifact,
    mean_artifact,
    mean_head,
    some_clips,
    some_frames,
)

NAMES = ["onnxruntime", "openvino", "torch"]
GRU = Gru(48, 3)


class TorchGru(torch.nn.Module):
    """The same network in torch: frames and its state in, answers and its state out."""

    def __init__(self) -> None:
        super().__init__()
        self.made = {name: torch.from_numpy(each) for name, each in GRU.weights.items()}

    def forward(self, frames: torch.Tensor, state: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        (wz, wr, wh), (rz, rr, rh) = (self.made[name][0].chunk(3) for name in ("w", "r"))
        each = []
        for step in frames.flatten(2).unbind(1):
            x = step / 255
            z, r = torch.sigmoid(x @ wz.T + state @ rz.T), torch.sigmoid(x @ wr.T + state @ rr.T)
            state = (1 - z) * torch.tanh(x @ wh.T + (r * state) @ rh.T) + z * state
            each.append(state @ self.made["head"])
        return torch.stack(each, 1), state


def opened(name: str, artifact: Artifact, precision: Precision = "fp32") -> ClipRuntime:
    if name == "torch":
        network = TorchRuntime(TorchGru(), ("logits", "hidden_out"))
        return ClipRuntime(network, ClipSignature(GREY, {"hidden": (HIDDEN,)}, ("logits",)))
    if not ENGINES[name].installed:
        pytest.skip(f"{name} is not installed")
    runtime = open_on(name, artifact, 1, precision)
    assert isinstance(runtime, ClipRuntime)
    return runtime


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    return gru_artifact(tmp_path_factory.mktemp("gru") / "model")


@pytest.fixture(params=NAMES)
def runtime(request: pytest.FixtureRequest, artifact: Artifact) -> ClipRuntime:
    return opened(request.param, artifact)


def test_clips_are_answered_as_written_out_step_by_step(runtime: ClipRuntime):
    clips = some_clips(3, AT_ONCE + 9, GREY.shape, seed=1)
    wanted, _ = GRU.reference(clips)
    np.testing.assert_allclose(runtime.answers(clips)["logits"], wanted, atol=1e-4)
    np.testing.assert_allclose(runtime.run(clips)["logits"], wanted[:, -1], atol=1e-4)
    np.testing.assert_allclose(runtime.steps(clips)["logits"], wanted.reshape(-1, 3), atol=1e-4)


@pytest.mark.parametrize("cuts", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_however_a_clip_is_cut_its_answers_are_those_of_the_whole(runtime: ClipRuntime, cuts: int):
    rng = np.random.default_rng(2)
    clip = some_clips(1, 40, GREY.shape, seed=2)
    whole = runtime.answers(clip)["logits"]
    for _ in range(cuts):
        borders = np.sort(rng.choice(np.arange(1, 40), rng.integers(1, 39), replace=False))
        state, parts = {"hidden": np.zeros((1, HIDDEN), np.float32)}, []
        for part in np.split(clip, borders, axis=1):
            found, state = runtime.advance(part, state)
            parts.append(found["logits"])
        assert np.abs(np.concatenate(parts, axis=1) - whole).max() <= 1e-4


@pytest.mark.parametrize("sampling", [Sampling(), Sampling(stride=3), Sampling(rate=4.0)])
@pytest.mark.parametrize("motion", ["frames", "difference"])
def test_a_stream_is_answered_as_the_whole_clip_at_every_frame(tmp_path: Path, motion, sampling):
    clip = ClipPreprocess(GREY.frame, motion, sampling)
    runtime = opened("onnxruntime", gru_artifact(tmp_path / "model", clip=clip))
    frames = some_frames(30)
    steps, session = clip(frames), runtime.open_stream()
    answers = [found for frame in frames if (found := session.step(frame))]
    assert [each.seconds for each in answers] == steps.seconds.tolist()
    found = np.concatenate([each.outputs["logits"] for each in answers])
    np.testing.assert_allclose(found, runtime.answers(steps.pixels[None])["logits"][0], atol=1e-4)
    np.testing.assert_allclose(runtime.whole(frames)["logits"], found[-1:], atol=1e-4)


def test_streams_on_one_model_do_not_mix(runtime: ClipRuntime):
    alone = {
        seed: runtime.answers(GREY(some_frames(25, seed)).pixels[None])["logits"][0] for seed in range(6)
    }
    found: dict[int, np.ndarray] = {}

    def watch(seed: int) -> None:
        session = runtime.open_stream()
        answers = [session.step(frame) for frame in some_frames(25, seed)]
        found[seed] = np.concatenate([each.outputs["logits"] for each in answers if each])

    threads = [threading.Thread(target=watch, args=(seed,)) for seed in alone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for seed, wanted in alone.items():
        np.testing.assert_allclose(found[seed], wanted, atol=1e-4)


def test_a_network_that_needs_the_whole_clip_answers_clips_and_refuses_streams(tmp_path: Path):
    runtime = opened("onnxruntime", mean_artifact(tmp_path / "model"))
    frames = some_frames(9)
    wanted = runtime.takes.clip(frames).pixels.mean(axis=0).ravel() @ mean_head(GREY.shape, 3)
    np.testing.assert_allclose(runtime.whole(frames)["logits"][0], wanted, atol=1e-3)
    with pytest.raises(UsageError, match="whole clip") as refused:
        runtime.open_stream()
    assert refused.value.code == "usage.stream"


def test_a_clip_that_must_be_whole_may_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("huoyan.runtimes.clips.MOST_BYTES", 48 * 8)
    runtime = opened("onnxruntime", mean_artifact(tmp_path / "model", clip=GREY))
    assert runtime.whole(some_frames(8))["logits"].shape == (1, 3)
    with pytest.raises(VideoError, match="more than 8 frames") as long:
        runtime.whole(some_frames(9))
    assert long.value.code == "video.too_long"


@pytest.mark.parametrize("network", ["gru", "mean"])
def test_a_clip_without_a_step_is_too_short(tmp_path: Path, network: str):
    made = gru_artifact(tmp_path / "model") if network == "gru" else mean_artifact(tmp_path / "model")
    with pytest.raises(ImageError, match=r"nothing\.avi has 0 frames") as short:
        opened("onnxruntime", made).whole([], "nothing.avi")
    assert short.value.code == "video.too_short"


@pytest.mark.parametrize(
    "batch",
    [
        np.zeros((1, 6, 8, 1), np.uint8),
        np.zeros((1, 3, 6, 8, 3), np.uint8),
        np.zeros((1, 0, 6, 8, 1), np.uint8),
        np.zeros((0, 3, 6, 8, 1), np.uint8),
        np.zeros((1, 3, 6, 8, 1), np.float32),
    ],
)
def test_what_is_no_batch_of_clips_is_refused(artifact: Artifact, batch: np.ndarray):
    with pytest.raises(EngineError, match=r"takes clips, uint8 \(N, T, 6, 8, 1\)") as refused:
        opened("onnxruntime", artifact).run(batch)
    assert refused.value.code == "engine.input"


@pytest.mark.parametrize("task", [CLASSES, NUMBERS])
@pytest.mark.parametrize("name", NAMES[:2])
def test_the_self_test_goes_through_clips_as_streams(tmp_path: Path, name: str, task):
    artifact = gru_artifact(tmp_path / "model", task=task)
    parity = selftest_parity(artifact, opened(name, artifact))
    assert (parity.passed, parity.n, parity.agreement) == (True, 5 * 7, 1.0)
    assert parity.difference < 1e-4


def test_the_self_test_of_a_network_for_whole_clips(tmp_path: Path):
    artifact = mean_artifact(tmp_path / "model")
    assert selftest_parity(artifact, open_runtime(artifact, "onnxruntime")).n == 5


@pytest.mark.parametrize("name", ["openvino", "auto"])
def test_a_state_is_carried_in_full_precision_unless_bf16_is_named(artifact: Artifact, name: str):
    if not ENGINES["openvino"].installed:
        pytest.skip("openvino is not installed")
    runtime = open_runtime(artifact, name)
    assert (runtime.precision, "carries a state" in runtime.reason) == ("fp32", True)


def test_a_state_that_does_not_arrive_fails_the_self_test(artifact: Artifact):
    class Forgetful(ClipRuntime):
        def advance(self, frames, state):
            found, left = super().advance(frames, state)
            return found, {name: np.zeros_like(each) for name, each in left.items()}

    runtime = opened("onnxruntime", artifact)
    assert not selftest_parity(artifact, Forgetful(runtime._inner, runtime.takes)).passed


@pytest.mark.parametrize(
    ("changed", "state", "said"),
    [
        ({"state": "cell", "after": "hidden_out"}, None, "no input 'hidden'"),
        ({"after": "hidden_next"}, None, "no output 'hidden_out'"),
        ({"hidden": HIDDEN + 1}, None, r"input hidden is \(any, 7\), the manifest says \(any, 6\)"),
        ({"answers": 2}, None, r"output logits is \(any, any, 2\), the manifest says \(any, any, 3\)"),
        ({}, {}, r"also takes hidden"),
        ({}, {"hidden": (HIDDEN,), "cell": (HIDDEN,)}, "no input 'cell'"),
        ({}, {"hidden": (1, HIDDEN)}, r"the manifest says \(any, 1, 6\)"),
    ],
)
def test_a_manifest_that_lies_of_the_graph_is_found(tmp_path: Path, changed, state, said):
    artifact = gru_artifact(tmp_path / "model", changed=changed, state=state)
    with pytest.raises(ArtifactError, match=said) as lie:
        open_artifact(artifact.folder)
    assert lie.value.code == "artifact.graph"


def test_a_graph_of_other_frames_is_found(tmp_path: Path):
    artifact = gru_artifact(tmp_path / "model")
    other = gru_artifact(tmp_path / "other", clip=ClipPreprocess(Preprocess(6, 9, colour="grey")))
    artifact.onnx.write_bytes(other.onnx.read_bytes())
    with pytest.raises(ArtifactError, match=r"frames is \(any, any, 6, 9, 1\)"):
        open_artifact(artifact.folder)


def test_a_self_test_without_the_state_after_it_is_none(tmp_path: Path):
    from safetensors.numpy import load_file, save_file

    artifact = gru_artifact(tmp_path / "model")
    file = artifact.folder / "selftest.safetensors"
    arrays = load_file(file)
    for changed, said in (
        ({name: each for name, each in arrays.items() if name != "hidden_out"}, "holds no `hidden_out`"),
        ({**arrays, "frames": arrays["frames"][:, :, :5]}, r"not uint8 \(n, \*\(any, 6, 8, 1\)\)"),
        ({**arrays, "logits": arrays["logits"][:, 1:]}, "logits are float32"),
    ):
        save_file({name: np.ascontiguousarray(each) for name, each in changed.items()}, file)
        with pytest.raises(ArtifactError, match=said) as wrong:
            artifact.selftest()
        assert wrong.value.code == "artifact.selftest"


def test_a_picture_given_to_a_graph_over_time_is_refused(artifact: Artifact):
    with pytest.raises(EngineError, match="takes clips"):
        ENGINES["onnxruntime"].open(artifact.onnx, 1, "fp32").run(np.zeros((1, 6, 8, 1), np.uint8))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES[:2])
def test_memory_does_not_grow_over_100_000_frames(artifact: Artifact, name: str):
    session, (frame,) = opened(name, artifact).open_stream(), some_frames(1)
    sizes = []
    for at in range(100_000):
        session.step(type(frame)(frame.pixels, at / 25, at))
        if at % 10_000 == 9_999:
            gc.collect()
            sizes.append(_resident())
    # Pools of whatever else lives in this process may grow once; what is lost at each frame grows to the end.
    assert max(sizes[5:]) - sizes[4] < 1 << 20, sizes


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_labels_are_those_of_the_answer(artifact: Artifact):
    assert artifact.manifest.labels == LABELS
