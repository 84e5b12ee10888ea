"""Whether a model is what was written, and answers here as it did there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from huoyan.artifact.certificate import Certificate, read_certificate
from huoyan.artifact.checksum import check_files, is_of_system, unlisted
from huoyan.artifact.consistency import check_graph_fits
from huoyan.artifact.manifest import Parity
from huoyan.artifact.names import ONNX, SELFTEST
from huoyan.artifact.read import Artifact, open_unmatched
from huoyan.errors import ArtifactError, EngineError
from huoyan.runtimes.choose import ENGINES, engine_named, open_on, selftest_parity
from huoyan.runtimes.parity import MIN_AGREEMENT
from huoyan.tasks.base import Task
from huoyan.text import printable
from huoyan.words import Message

# What a damaged model raises when it is opened; anything else means that the path is wrong.
_DAMAGED = {"artifact.manifest", "artifact.newer", "artifact.file"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and with what: a file of the model, or an engine."""

    where: str
    message: Message


@dataclass(frozen=True, slots=True)
class Verification:
    """The files that were checked, what each engine made of the self-test, and what is wrong.

    An engine in bf16 that does not pass, or one that is not the first in int8, is a note in `parity`, not a
    problem: it is not chosen by itself.
    `beside` are files that a file manager left in the folder; `measure` is what differences are of,
    `allowed` the largest by precision. `certificate`: of one answer everywhere, where this model has one.
    """

    model: str
    files: tuple[str, ...]
    parity: tuple[Parity, ...]
    problems: tuple[Problem, ...]
    beside: tuple[str, ...] = ()
    measure: str = ""
    allowed: Mapping[str, float] = field(default_factory=dict)
    certificate: Certificate | None = None

    @property
    def ok(self) -> bool:
        return not self.problems

    def lines(self) -> list[Message]:
        """The outcome for people, a line a finding."""
        bad = {problem.where for problem in self.problems}
        return [
            *(Message("verified.file", name=name) for name in self.files if name not in bad),
            *(Message("verified.beside", name=name) for name in self.beside),
            *(_parity_line(parity, self) for parity in self.parity),
            *([] if self.certificate is None else [self.certificate.line()]),
            *(Message("verified.problem", where=x.where, message=x.message) for x in self.problems),
            Message("verified.intact", model=self.model)
            if self.ok
            else Message("verified.has_problems", model=self.model, n=len(self.problems)),
        ]

    def to_json(self) -> dict[str, Any]:
        return {
            "model": printable(self.model),
            "ok": self.ok,
            "files": list(self.files),
            "beside": list(self.beside),
            "parity": [parity.model_dump() for parity in self.parity],
            "everywhere": None if self.certificate is None else self.certificate.model_dump(),
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
        return Verification(str(path), (), (), (Problem(str(path), error.message),))
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
    task = artifact.manifest.task
    return Verification(
        str(artifact.folder),
        files,
        tuple(parities),
        tuple(problems),
        beside,
        task.measure,
        task.allowed,
        read_certificate(artifact),
    )


def _matched(artifact: Artifact) -> list[Problem]:
    """Whether graph and self-test are those that the manifest describes."""
    problems = []
    for name, look in ((ONNX, lambda: check_graph_fits(artifact)), (SELFTEST, artifact.selftest)):
        try:
            look()
        except ArtifactError as error:
            problems.append(Problem(name, error.message))
    return problems


def _selftest(artifact: Artifact, name: str) -> tuple[list[Parity], list[Problem]]:
    """One engine in each of its precisions; one that this CPU does not have is left out."""
    parities, problems = [], []
    for precision in ENGINES[name].precisions_of(artifact.manifest):
        try:
            parity = selftest_parity(artifact, open_on(name, artifact, None, precision))
        except (ArtifactError, EngineError) as error:
            if error.code != "engine.precision":
                problems.append(Problem(f"{name} {precision}", error.message))
            continue
        parities.append(parity)
        if not parity.passed and _must_pass(parity):
            problems.append(Problem(f"{name} {precision}", _failed(parity, artifact.manifest.task)))
    return parities, problems


def _must_pass(parity: Parity) -> bool:
    """Of int8 it is the engine that the self-test was written with."""
    return parity.precision == "fp32" or (parity.precision, parity.engine) == ("int8", "onnxruntime")


def _failed(parity: Parity, task: Task) -> Message:
    return Message(
        "verified.difference",
        agreement=parity.agreement,
        n=parity.n,
        needed=MIN_AGREEMENT,
        measure=task.measure,
        difference=parity.difference,
        allowed=task.allowed[parity.precision],
    )


def _parity_line(parity: Parity, found: Verification) -> Message:
    otherwise = "verified.failed" if _must_pass(parity) else "verified.not_chosen"
    return Message(
        "verified.passed" if parity.passed else otherwise,
        engine=parity.engine,
        precision=parity.precision,
        agreement=parity.agreement,
        n=parity.n,
        measure=found.measure,
        difference=parity.difference,
        allowed=found.allowed[parity.precision],
    )
