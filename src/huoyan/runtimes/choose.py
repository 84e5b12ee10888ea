"""Which engine runs a model: the one asked for, or the fastest that answers as the trained network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from huoyan.artifact.manifest import Manifest, Parity
from huoyan.artifact.read import Artifact
from huoyan.clips.graph import FRAMES
from huoyan.errors import EngineError, UsageError
from huoyan.images.proposals.regions import Regions
from huoyan.preprocess import Preprocess
from huoyan.runtimes.base import Precision, Program, Runtime
from huoyan.runtimes.clips import ClipRuntime, ClipSignature, clip_signature
from huoyan.runtimes.onnx import OnnxRuntime
from huoyan.runtimes.openvino import OpenVinoRuntime, cpu_has_bf16
from huoyan.runtimes.parity import compare, figures
from huoyan.runtimes.regions import RegionRuntime
from huoyan.system.cores import cpu_has_int8
from huoyan.tasks.base import Outputs
from huoyan.words import Listed, Message, joined

TINY_PIXELS, TINY_PARAMETERS = 40 * 40, 300_000


@dataclass(frozen=True, slots=True)
class Engine:
    """What opens a graph (file or content) with a number of threads at a precision, best one first."""

    package: str
    precisions: tuple[Precision, ...]
    open: Callable[[Path | bytes, int | None, Precision], Program]

    @property
    def installed(self) -> bool:
        return find_spec(self.package) is not None

    def precisions_of(self, manifest: Manifest) -> tuple[Precision, ...]:
        """In which it can run this model: one that is int8 is nothing else."""
        return self.precisions if manifest.int8 is None else ("int8",)


def _onnxruntime(model: Path | bytes, threads: int | None, precision: Precision) -> Program:
    return OnnxRuntime(model, threads, precision)


ENGINES = {
    "onnxruntime": Engine("onnxruntime", ("fp32",), _onnxruntime),
    "openvino": Engine("openvino", ("bf16", "fp32"), OpenVinoRuntime),
}


def exact(manifest: Manifest) -> Precision:
    """The precision in which a model answers as it is written."""
    return "fp32" if manifest.int8 is None else "int8"


def engine_named(name: str) -> Engine:
    """The engine of this name. Raises UsageError usage.engine with the nearest names."""
    if name in ENGINES:
        return ENGINES[name]
    names = ["auto", *ENGINES]
    near = get_close_matches(name, names, n=2) or names
    raise UsageError(
        Message("engine.unknown", name=name, near=joined(near, "or"), names=Listed(names, None)),
        code="usage.engine",
    )


def for_samples(
    program: Program, preprocess: Preprocess, regions: Regions | None, clips: ClipSignature | None
) -> Runtime:
    """What answers for whole pictures of `preprocess`, or for clips: `program` itself, unless its graph takes
    regions, or steps over time.
    """
    if clips is not None:
        return ClipRuntime(program, clips)
    if regions is None:
        return program
    return RegionRuntime(program, regions, (preprocess.height, preprocess.width, preprocess.channels))


def for_model(program: Program, manifest: Manifest, preprocess: Preprocess) -> Runtime:
    """What answers as the manifest says."""
    clips = clip_signature(manifest.clip, manifest.state, tuple(manifest.outputs))
    return for_samples(program, preprocess, manifest.regions, clips)


def open_on(
    engine: str,
    artifact: Artifact,
    threads: int | None = None,
    precision: Precision | None = None,
    graph: Path | None = None,
) -> Runtime:
    """A model on this very engine. precision: None for the one in which the model is written. graph: its
    graph in a form of the engine, None for its own.

    Raises EngineError, MissingExtra.
    """
    written = precision or exact(artifact.manifest)
    opened = ENGINES[engine].open(graph or artifact.onnx, threads, written)
    return for_model(opened, artifact.manifest, artifact.preprocess)


def open_runtime(
    artifact: Artifact, engine: str = "auto", threads: int | None = None, precision: Precision | None = None
) -> Runtime:
    """Opens a model on an engine of ENGINES; its `reason` says why it is this one.

    "auto" is OpenVINO in bf16 where it is installed, the CPU has bf16 and the self-test of the model
    passes the parity gate; else onnxruntime. A small network on small pictures goes to onnxruntime at
    once: a call of OpenVINO alone takes longer than all of its arithmetic. "openvino" without a
    precision takes bf16 under the same conditions, else fp32. A precision that is named is used as it is.
    A network with a state runs in fp32 unless bf16 is named: in bf16 its stream would differ from the clip.
    A model in int8 has no other precision: OpenVINO runs it where it kept the figure when it was made.
    Raises UsageError usage.engine, usage.precision, usage.threads; MissingExtra; EngineError, also
    engine.int8 where sums of such a model overflow on this CPU.
    """
    _check(engine, threads, precision, artifact.manifest)
    runtime = _chosen(artifact, engine, threads, precision)
    _check_sums(artifact, runtime)
    return runtime


def _chosen(artifact: Artifact, engine: str, threads: int | None, precision: Precision | None) -> Runtime:
    if engine == "onnxruntime" or (engine == "auto" and not ENGINES["openvino"].installed):
        runtime = open_on("onnxruntime", artifact, threads)
        runtime.reason = Message("engine.no_openvino") if engine == "auto" else ""
        return runtime
    if engine == "auto" and _is_tiny(artifact):
        runtime = open_on("onnxruntime", artifact, threads)
        runtime.reason = Message("engine.small_network")
        return runtime
    if engine == "openvino" and precision is not None:
        return open_on("openvino", artifact, threads, precision)
    gated = _gated if artifact.manifest.int8 is None else _gated_int8
    fast, reason = gated(artifact, threads)
    fallback = "openvino" if engine == "openvino" else "onnxruntime"
    runtime = fast or open_on(fallback, artifact, threads)
    runtime.reason = reason
    return runtime


def _check_sums(artifact: Artifact, runtime: Runtime) -> None:
    """Weights of 8 bits may overflow where a CPU adds products of bytes in 16 bits, and nothing tells so."""
    made = artifact.manifest.int8
    if made is None or made.seven_bits or cpu_has_int8():
        return
    parity = selftest_parity(artifact, runtime)
    if not parity.passed:
        told = Message("engine.int8_overflows", figures=figures(parity, artifact.manifest.task))
        raise EngineError(told, code="engine.int8")


def selftest_parity(artifact: Artifact, runtime: Runtime) -> Parity:
    """Runs the self-test's pictures and compares with what the trained network answered.

    One picture a call: the shape that single predictions use, and nothing else to prepare. Clips of a causal
    network are gone through as streams, step by step, and each answer on the way counts.
    """
    stored, task = artifact.selftest(), artifact.manifest.task
    if isinstance(runtime, ClipRuntime):
        return compare(runtime.name, runtime.precision, *_of_clips(stored, runtime), task)
    answers = [runtime.run(image[None]) for image in stored["images"]]
    found = {name: np.concatenate([each[name] for each in answers]) for name in task.outputs}
    return compare(runtime.name, runtime.precision, found, stored, task)


def _of_clips(stored: dict[str, np.ndarray], runtime: ClipRuntime) -> tuple[Outputs, Outputs]:
    """What the runtime answers to the clips of a self-test, and what is stored: a row an answer."""
    names, clips = runtime.takes.outputs, stored[FRAMES]
    if not runtime.causal:
        return runtime.run(clips), {name: stored[name] for name in names}
    each = [runtime.steps(clip[None]) for clip in clips]
    found = {name: np.concatenate([part[name] for part in each]) for name in names}
    return found, {name: stored[name].reshape(-1, stored[name].shape[-1]) for name in names}


def _is_tiny(artifact: Artifact) -> bool:
    """Measured: at 28 px and 60,000 parameters onnxruntime takes a fifth of OpenVINO's time."""
    shape = artifact.preprocess
    return (
        shape.height * shape.width <= TINY_PIXELS and artifact.manifest.network.parameters < TINY_PARAMETERS
    )


def _gated(artifact: Artifact, threads: int | None) -> tuple[Runtime | None, Message]:
    """OpenVINO in bf16 if it may be used, and the sentence that says why or why not."""
    if artifact.manifest.state:
        return None, Message("engine.state_in_fp32")
    if not cpu_has_bf16():
        return None, Message("engine.no_bf16_here")
    task = artifact.manifest.task
    recorded = [x for x in artifact.manifest.parity if (x.engine, x.precision) == ("openvino", "bf16")]
    if recorded and not recorded[-1].passed:
        key = "engine.parity_recorded" if recorded[-1].needed is None else "engine.parity_unproven"
        return None, Message(key, figures=figures(recorded[-1], task))
    try:
        runtime = open_on("openvino", artifact, threads, "bf16")
        parity = selftest_parity(artifact, runtime)
    except EngineError as error:
        return None, Message("engine.no_bf16_of_model", reason=error.message)
    if not parity.passed:
        return None, Message("engine.parity_failed", figures=figures(parity, task))
    return runtime, Message("engine.parity_passed", figures=figures(parity, task))


def _gated_int8(artifact: Artifact, threads: int | None) -> tuple[Runtime | None, Message]:
    """OpenVINO if it kept the figure of a model in int8 and passes the self-test; and why, or why not."""
    recorded = [x for x in artifact.manifest.parity if x.engine == "openvino"]
    if not recorded or not recorded[-1].passed:
        return None, Message("engine.int8_recorded")
    try:
        runtime = open_on("openvino", artifact, threads)
        parity = selftest_parity(artifact, runtime)
    except EngineError as error:
        return None, Message("engine.no_int8_of_model", reason=error.message)
    if not parity.passed:
        return None, Message("engine.int8_failed", figures=figures(parity, artifact.manifest.task))
    return runtime, Message("engine.int8_passed", figures=figures(parity, artifact.manifest.task))


def _check(engine: str, threads: int | None, precision: Precision | None, manifest: Manifest) -> None:
    if engine != "auto":
        engine_named(engine)
    if threads is not None and threads < 1:
        raise UsageError(Message("engine.threads", threads=threads), code="usage.threads")
    if precision is not None and (
        engine == "auto" or precision not in ENGINES[engine].precisions_of(manifest)
    ):
        known = Listed(
            Message("engine.has", name=name, precisions=joined(x.precisions_of(manifest), "or"))
            for name, x in ENGINES.items()
        )
        raise UsageError(
            Message("engine.precision", precision=precision, engine=engine, known=known),
            code="usage.precision",
        )
