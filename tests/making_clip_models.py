"""Makes real models of clips without torch: a GRU with a state, and a mean that needs the whole clip."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from huoyan.artifact.manifest import Manifest, Network, Provenance
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.clips import ClipPreprocess, Sampling
from huoyan.images.video.frame import Frame
from huoyan.preprocess import Preprocess
from huoyan.tasks.base import Task
from huoyan.tasks.classify import Classify
from huoyan.tasks.clip import Clip
from huoyan.tasks.regress import Regress

HIDDEN, LABELS = 6, ("left", "right", "still")
GREY = ClipPreprocess(Preprocess(6, 8, colour="grey"))
CLASSES = Clip(Classify(LABELS))
NUMBERS = Clip(numbers=Regress(("speed",)))
# Said to be a network large enough that the engines are worth comparing.
LARGE = 1_000_000


@dataclass(frozen=True)
class Gru:
    """Weights of a GRU on the bytes of a step, and of the linear layer behind it, as ONNX lays them out."""

    features: int
    answers: int

    @property
    def weights(self) -> dict[str, np.ndarray]:
        rng = np.random.default_rng(5)
        shapes = {
            "w": (1, 3 * HIDDEN, self.features),
            "r": (1, 3 * HIDDEN, HIDDEN),
            "head": (HIDDEN, self.answers),
        }
        made = {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
        made["w"] /= np.float32(np.sqrt(self.features) / 3)
        made["head"] *= 3
        return made

    def reference(self, clips: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Running answers (N, T, K) and the last state (N, HIDDEN), written out step by step."""
        made = {name: each.astype(np.float64) for name, each in self.weights.items()}
        (wz, wr, wh), (rz, rr, rh) = (np.split(made[name][0], 3) for name in ("w", "r"))
        state, answers = np.zeros((len(clips), HIDDEN)), []
        for step in np.moveaxis(clips, 1, 0):
            x = step.reshape(len(step), -1) / 255
            update, reset = _sigmoid(x @ wz.T + state @ rz.T), _sigmoid(x @ wr.T + state @ rr.T)
            state = (1 - update) * np.tanh(x @ wh.T + (reset * state) @ rh.T) + update * state
            answers.append(state @ made["head"])
        return np.stack(answers, axis=1).astype(np.float32), state.astype(np.float32)

    def graph(self, shape: tuple[int, int, int], output: str, changed: dict[str, Any] | None = None) -> bytes:
        """ONNX: frames and `hidden` in; running answers and `hidden_out` out, but for what is `changed`."""
        lie = {"state": "hidden", "after": "hidden_out", "hidden": HIDDEN, "answers": self.answers}
        lie |= changed or {}
        nodes = [
            helper.make_node("Cast", ["frames"], ["float"], to=TensorProto.FLOAT),
            helper.make_node("Div", ["float", "full"], ["scaled"]),
            helper.make_node("Reshape", ["scaled", "flat"], ["rows"]),
            helper.make_node("Transpose", ["rows"], ["x"], perm=[1, 0, 2]),
            helper.make_node("Unsqueeze", [lie["state"], "first"], ["h0"]),
            helper.make_node("GRU", ["x", "w", "r", "", "", "h0"], ["y", "h"], hidden_size=HIDDEN),
            helper.make_node("Squeeze", ["h", "first"], [lie["after"]]),
            helper.make_node("Squeeze", ["y", "second"], ["each"]),
            helper.make_node("Transpose", ["each"], ["in_order"], perm=[1, 0, 2]),
            helper.make_node("MatMul", ["in_order", "head"], [output]),
        ]
        constants = {
            **self.weights,
            "full": np.float32(255),
            "flat": np.array([0, 0, self.features], np.int64),
            "first": np.array([0], np.int64),
            "second": np.array([1], np.int64),
        }
        return _model(
            nodes,
            constants,
            {"frames": (TensorProto.UINT8, ("n", "t", *shape)), lie["state"]: ("n", lie["hidden"])},
            {output: ("n", "t", lie["answers"]), lie["after"]: ("n", lie["hidden"])},
        )


def mean_graph(shape: tuple[int, int, int], answers: int, output: str) -> bytes:
    """ONNX: frames in, the answers to the mean of all steps out."""
    nodes = [
        helper.make_node("Cast", ["frames"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["float"], ["mean"], axes=[1], keepdims=0),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("MatMul", ["flat", "head"], [output]),
    ]
    frames = {"frames": (TensorProto.UINT8, ("n", "t", *shape))}
    return _model(nodes, {"head": mean_head(shape, answers)}, frames, {output: ("n", answers)})


def mean_head(shape: tuple[int, int, int], answers: int) -> np.ndarray:
    rng = np.random.default_rng(6)
    return (rng.normal(size=(int(np.prod(shape)), answers)) / 64).astype(np.float32)


def gru_artifact(
    folder: Path,
    *,
    clip: ClipPreprocess = GREY,
    task: Clip = CLASSES,
    changed: dict[str, Any] | None = None,
    state: dict[str, tuple[int, ...]] | None = None,
) -> Artifact:
    """A causal model at `folder`; `changed`: how its graph differs from what the manifest says."""
    (output,) = task.outputs
    gru = Gru(int(np.prod(clip.shape)), len(task.labels))
    frames = some_clips(5, 7, clip.shape)
    answers, left = gru.reference(frames)
    return write_artifact(
        folder,
        manifest_of(clip, task, state={"hidden": (HIDDEN,)} if state is None else state),
        onnx=gru.graph(clip.shape, output, changed),
        weights=gru.weights,
        selftest={"frames": frames, output: answers, "hidden_out": left},
    )


def mean_artifact(folder: Path, *, clip: ClipPreprocess | None = None) -> Artifact:
    """A model at `folder` that needs the whole clip, cut into four steps."""
    clip = clip or ClipPreprocess(GREY.frame, sampling=Sampling(steps=4))
    frames = some_clips(5, 4, clip.shape)
    head = mean_head(clip.shape, len(LABELS))
    answers = frames.mean(axis=1, dtype=np.float64).reshape(len(frames), -1) @ head
    return write_artifact(
        folder,
        manifest_of(clip, CLASSES),
        onnx=mean_graph(clip.shape, len(LABELS), "logits"),
        weights={"head": head},
        selftest={"frames": frames, "logits": answers.astype(np.float32)},
    )


def manifest_of(clip: ClipPreprocess, task: Task, **values: Any) -> Manifest:
    return Manifest(
        task=task,
        clip=clip,
        outputs=dict(task.outputs),
        preprocess=clip.frame.to_json(),
        network=Network(name="made", mean=(0.0,), std=(1.0,), parameters=LARGE),
        provenance=Provenance(
            command="made by hand",
            created="2025-01-01T00:00:00+00:00",
            seed=0,
            data="clips",
            data_sha256="0" * 64,
            counts={"train": 0, "val": 0, "test": 0},
            versions={},
            weights="0" * 64,
        ),
        begun_from=(),
        **values,
    )


def some_clips(n: int, steps: int, shape: tuple[int, int, int], seed: int = 0) -> np.ndarray:
    """uint8 (n, steps, *shape)."""
    return np.random.default_rng(seed).integers(0, 256, (n, steps, *shape), dtype=np.uint8)


def some_frames(n: int, seed: int = 0, rate: float = 10.0) -> list[Frame]:
    """Noise, 24 x 32, `rate` frames a second."""
    rng = np.random.default_rng(seed)
    return [Frame(rng.integers(0, 256, (24, 32, 3), dtype=np.uint8), at / rate, at) for at in range(n)]


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


def _model(
    nodes: list[Any],
    constants: dict[str, np.ndarray],
    inputs: dict[str, tuple[Any, ...]],
    outputs: dict[str, tuple[Any, ...]],
) -> bytes:
    def named(name: str, shape: tuple[Any, ...]) -> Any:
        kind = TensorProto.FLOAT
        if len(shape) == 2 and isinstance(shape[1], tuple):
            kind, shape = shape
        return helper.make_tensor_value_info(name, kind, shape)

    graph = helper.make_graph(
        nodes,
        "clips",
        [named(*each) for each in inputs.items()],
        [named(*each) for each in outputs.items()],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())
