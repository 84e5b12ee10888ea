"""A model made int8 as far as its figure stays: all layers, then all but the worst, or nothing at all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from huoyan.artifact.manifest import Int8, Parity
from huoyan.artifact.names import ONNX
from huoyan.artifact.read import Artifact
from huoyan.data.dataset import Dataset
from huoyan.data.say import Say
from huoyan.errors import ArtifactError, EngineError, MissingExtra, ParityError, UsageError
from huoyan.quantisation.float_graph import FloatGraph, float_graph, with_ranges
from huoyan.quantisation.harm import by_harm
from huoyan.quantisation.judged import Change, Judge, answered, batches
from huoyan.quantisation.pictures import Material, material
from huoyan.results import Estimate
from huoyan.runtimes import ENGINES
from huoyan.system.cores import cpu_has_int8
from huoyan.system.disk_space import is_full, what_to_do
from huoyan.words import Message, counted, note, warning
from huoyan.words.figure_names import Figure
from huoyan.words.foreign_reason import system_reason

# Half a point of the task's figure.
MAX_DROP = 0.005
# With less of the arithmetic in int8 nothing of worth is won.
LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Quantised:
    """The graph in int8, what the manifest says of it, how each engine does, and its own self-test."""

    graph: bytes
    int8: Int8
    parities: tuple[Parity, ...]
    selftest: dict[str, np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class _Tried:
    """chosen: the layers that are int8; left: those that could be; outputs: of the judged pictures."""

    graph: bytes
    chosen: tuple[str, ...]
    left: tuple[str, ...]
    outputs: dict[str, np.ndarray]
    change: Change


def quantise(artifact: Artifact, data: str | Path | Dataset | None, max_drop: float, say: Say) -> Quantised:
    """max_drop: the most that the figure may lose, as a share; of numbers, of their spread.

    The drop itself must be within, and is told with its interval. Raises UsageError (usage.int8,
    usage.max_drop, usage.int8_data), MissingExtra, DataError; ArtifactError (artifact.graph; artifact.space
    and artifact.write of the temporary folder) where the tools cannot make the graph; ParityError where too
    little could be int8.
    """
    _check(artifact, max_drop)
    graph = _float_graph(artifact)
    fit = tuple(layer.name for layer in graph.layers if layer.fit)
    if not fit or graph.share(fit) < LEAST_SHARE:
        raise ParityError(Message("int8.nothing", share=graph.share(fit), least=LEAST_SHARE))
    given = material(artifact, data, say)
    judge = Judge(artifact.manifest, artifact.preprocess, artifact.onnx.read_bytes(), given.judged)
    seven_bits = not cpu_has_int8()
    if seven_bits:
        say(warning("int8.no_instructions"))
    graph = _ranged(artifact, graph, given, seven_bits)
    found = _within(graph, fit, judge, given, max_drop, say)
    return Quantised(
        found.graph,
        _int8(artifact, graph, found, given, max_drop),
        tuple(_parities(judge, found, max_drop)),
        _selftest(artifact, judge, found.graph),
    )


def _check(artifact: Artifact, max_drop: float) -> None:
    if isinstance(max_drop, bool) or not (math.isfinite(max_drop) and 0 <= max_drop <= 1):
        raise UsageError(Message("int8.max_drop", max_drop=max_drop), code="usage.max_drop")
    manifest = artifact.manifest
    told: Message | None = None
    if manifest.clip is not None:
        told = Message("int8.clips")
    elif manifest.regions is not None:
        told = Message("int8.regions")
    elif manifest.int8 is not None:
        told = Message("int8.twice")
    if told is not None:
        raise UsageError(told, code="usage.int8")
    if find_spec("onnx") is None:
        raise MissingExtra("onnx", "train", Message("int8.of_onnx"))


def _float_graph(artifact: Artifact) -> FloatGraph:
    try:
        return float_graph(artifact.onnx)
    except Exception as error:
        raise _not_possible(artifact, error) from error


def _ranged(artifact: Artifact, graph: FloatGraph, given: Material, seven_bits: bool) -> FloatGraph:
    try:
        return with_ranges(graph, batches(given.calibration.pixels), seven_bits)
    except Exception as error:
        raise _not_possible(artifact, error) from error


def _not_possible(artifact: Artifact, error: Exception) -> ArtifactError:
    if isinstance(error, OSError):  # the tools work in files of the temporary folder
        remedy = what_to_do(error, otherwise="disk.choose_folder")
        told = Message("artifact.unwritten", folder=gettempdir(), reason=system_reason(error), remedy=remedy)
        return ArtifactError(told, code="artifact.space" if is_full(error) else "artifact.write")
    reason = str(error).strip().splitlines() or [type(error).__name__]
    return ArtifactError(Message("int8.graph", path=artifact.onnx, reason=reason[0]), code="artifact.graph")


def _within(
    graph: FloatGraph, fit: tuple[str, ...], judge: Judge, given: Material, max_drop: float, say: Say
) -> _Tried:
    """All layers in int8, or all but 1, 2, 4, 8 ... of the worst. Raises ParityError."""
    best: _Tried | None = None
    for left in _doubled(graph, fit, judge, given, say):
        tried = _tried(graph, fit, left, judge)
        if tried is None:
            continue
        if tried.change.drop <= max_drop:
            return tried
        if best is None or tried.change.drop < best.change.drop:
            best = tried
        say(note("int8.too_much", **_told(tried.change), left=counted(len(left), "layer")))
    if best is None:
        raise ParityError(Message("int8.no_engine"))
    raise ParityError(
        Message(
            "int8.refused",
            **_told(best.change),
            max_drop=max_drop,
            left=counted(len(best.left), "layer"),
            share=graph.share(best.chosen),
            least=LEAST_SHARE,
        )
    )


def _doubled(
    graph: FloatGraph, fit: tuple[str, ...], judge: Judge, given: Material, say: Say
) -> Iterator[tuple[str, ...]]:
    """Which layers to leave float: none, then more and more of the worst, as long as enough is int8."""
    yield ()
    say(note("int8.ranking", layers=counted(len(fit), "layer")))
    worst = by_harm(graph, given.calibration.pixels, judge.task, judge.opened)
    n = 1
    while n < len(worst) and graph.share(worst[n:]) >= LEAST_SHARE:
        yield tuple(worst[:n])
        n *= 2


def _tried(graph: FloatGraph, fit: tuple[str, ...], left: tuple[str, ...], judge: Judge) -> _Tried | None:
    """None where the engine does not run it."""
    chosen = tuple(name for name in fit if name not in left)
    made = graph.int8(chosen)
    try:
        outputs = judge.answers(made)
    except EngineError:
        return None
    return _Tried(made, chosen, left, outputs, judge.change(outputs))


def _told(change: Change) -> dict[str, float | str | int]:
    apart: Estimate = change.difference
    return {
        "figure": Figure("metric", name=change.figure),
        "change": apart.value,
        "low": apart.low,
        "high": apart.high,
        "n": apart.n,
    }


def _int8(artifact: Artifact, graph: FloatGraph, found: _Tried, given: Material, max_drop: float) -> Int8:
    change = found.change
    return Int8(
        of=artifact.manifest.files[ONNX],
        figure=change.figure,
        before=change.before,
        after=change.after,
        change=change.difference.value,
        low=change.difference.low,
        high=change.difference.high,
        n=len(given.judged),
        part=given.part,
        drop=change.drop,
        max_drop=max_drop,
        layers=len(found.chosen),
        share=graph.share(found.chosen),
        left_float=found.left,
        pictures=len(given.calibration),
        seven_bits=graph.seven_bits,
    )


def _parities(judge: Judge, found: _Tried, max_drop: float) -> Iterator[Parity]:
    """Each engine beside the float model; passed means that the figure stays within there, too."""
    for name, engine in ENGINES.items():
        if not engine.installed:
            continue
        try:
            outputs = found.outputs if name == "onnxruntime" else judge.answers(found.graph, name)
        except EngineError:
            continue
        change, apart = judge.change(outputs), judge.task.difference(outputs, judge.reference)
        yield Parity(
            engine=name,
            precision="int8",
            n=len(judge.pictures),
            agreement=float(apart.same.mean()),
            difference=float(min(apart.distances.max(), 1e9)),
            passed=change.drop <= max_drop,
            change=change.difference.value if math.isfinite(change.difference.value) else None,
            told=apart.told,
        )


def _selftest(artifact: Artifact, judge: Judge, graph: bytes) -> dict[str, np.ndarray]:
    """The pictures of the model's own, and what this graph answers to each alone."""
    images, runtime = artifact.selftest()["images"], judge.opened(graph)
    names: Sequence[str] = tuple(artifact.manifest.task.outputs)
    each = [answered(runtime, image[None], names) for image in images]
    return {"images": images, **{name: np.concatenate([one[name] for one in each]) for name in names}}
