"""Whether a model is what was written, and answers here as it did there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huoyan.artifact.checksum import check_files, is_of_system, unlisted
from huoyan.artifact.consistency import check_graph_fits
from huoyan.artifact.manifest import Parity
from huoyan.artifact.names import ONNX, SELFTEST
from huoyan.artifact.read import Artifact, open_unmatched
from huoyan.errors import ArtifactError, EngineError
from huoyan.runtimes.choose import ENGINES, engine_named, selftest_parity
from huoyan.runtimes.parity import MIN_AGREEMENT, TOLERANCE
from huoyan.text import printable, shown

# What a damaged model raises when it is opened; anything else means that the path is wrong.
_DAMAGED = {"artifact.manifest", "artifact.newer", "artifact.file"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and with what: a file of the model, or an engine."""

    where: str
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The files that were checked, what each engine made of the self-test, and what is wrong.

    An engine in bf16 that does not pass is a note in `parity`, not a problem: it is not chosen by itself.
    `beside` are files that a file manager left in the folder; `measure` is what differences are of.
    """

    model: str
    files: tuple[str, ...]
    parity: tuple[Parity, ...]
    problems: tuple[Problem, ...]
    beside: tuple[str, ...] = ()
    measure: str = ""

    @property
    def ok(self) -> bool:
        return not self.problems

    def lines(self) -> list[str]:
        """The outcome for people, a line a finding."""
        bad = {problem.where for problem in self.problems}
        found = [f"ok      {name}: sha256 agrees" for name in self.files if name not in bad]
        found += [f"NOTE    {name}: left by a file manager, no part of the model" for name in self.beside]
        found += [_parity_line(parity, self.measure) for parity in self.parity]
        found += [f"PROBLEM {problem.where}: {problem.message}" for problem in self.problems]
        verdict = "is intact" if self.ok else f"has {len(self.problems)} problem(s)"
        return [shown(line) for line in (*found, f"{self.model} {verdict}")]

    def to_json(self) -> dict[str, Any]:
        return {
            "model": printable(self.model),
            "ok": self.ok,
            "files": list(self.files),
            "beside": list(self.beside),
            "parity": [parity.model_dump() for parity in self.parity],
            "problems": [{"where": printable(x.where), "message": x.message} for x in self.problems],
        }


def verify(path: str | Path, engine: str | None = None) -> Verification:
    """Checks every file against its sha256, then repeats the self-test on each installed engine.

    The self-test is not run with a graph or pictures that are not the ones written. `engine` names
    the only one to try. Raises ArtifactError if there is no model at `path`, MissingExtra, UsageError.
    """
    names = [engine] if engine else [name for name, x in ENGINES.items() if x.installed]
    for name in names:
        engine_named(name)
    try:
        artifact = open_unmatched(path)
    except ArtifactError as error:
        if error.code not in _DAMAGED:
            raise
        return Verification(str(path), (), (), (Problem(str(path), str(error)),))
    problems = [Problem(name, message) for name, message in check_files(artifact)]
    parities: list[Parity] = []
    if ONNX not in {problem.where for problem in problems}:
        problems += _matched(artifact)
    if not {ONNX, SELFTEST} & {problem.where for problem in problems}:
        for name in names:
            found, wrong = _selftest(artifact, name)
            parities += found
            problems += wrong
    files = ("huoyan.json", *sorted(artifact.manifest.files))
    beside = tuple(name for name in unlisted(artifact) if is_of_system(name))
    measure = artifact.manifest.task.measure
    return Verification(str(artifact.folder), files, tuple(parities), tuple(problems), beside, measure)


def _matched(artifact: Artifact) -> list[Problem]:
    """Whether graph and self-test are those that the manifest describes."""
    problems = []
    for name, look in ((ONNX, lambda: check_graph_fits(artifact)), (SELFTEST, artifact.selftest)):
        try:
            look()
        except ArtifactError as error:
            problems.append(Problem(name, str(error)))
    return problems


def _selftest(artifact: Artifact, name: str) -> tuple[list[Parity], list[Problem]]:
    """One engine in each of its precisions; one that this CPU does not have is left out."""
    parities, problems = [], []
    for precision in ENGINES[name].precisions:
        try:
            parity = selftest_parity(artifact, ENGINES[name].open(artifact.onnx, None, precision))
        except (ArtifactError, EngineError) as error:
            if error.code != "engine.precision":
                problems.append(Problem(f"{name} {precision}", str(error)))
            continue
        parities.append(parity)
        if not parity.passed and precision == "fp32":
            problems.append(Problem(f"{name} {precision}", _failed(parity, artifact.manifest.task.measure)))
    return parities, problems


def _failed(parity: Parity, measure: str) -> str:
    return (
        f"the trained network's answer on {parity.agreement:.1%} of {parity.n} pictures (needed: "
        f"{MIN_AGREEMENT:.1%}), {measure} up to {parity.difference:.2g} apart (allowed: "
        f"{TOLERANCE[parity.precision]:g}). Export the model again, or use another engine."
    )


def _parity_line(parity: Parity, measure: str) -> str:
    mark = "ok     " if parity.passed else "NOTE   " if parity.precision != "fp32" else "FAILED "
    return (
        f"{mark} {parity.engine} {parity.precision}: same answer on {parity.agreement:.1%} of {parity.n} "
        f"pictures, {measure} within {parity.difference:.2g} (allowed: {TOLERANCE[parity.precision]:g})"
    )
