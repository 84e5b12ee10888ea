"""A model folder opened for serving: whole, answering as it was trained, and warm; or an error."""

from __future__ import annotations

from pathlib import Path

from huoyan.artifact.checksum import check_files
from huoyan.artifact.names import ONNX, SELFTEST
from huoyan.artifact.read import Artifact, open_artifact
from huoyan.errors import ArtifactError
from huoyan.images.limits import limits_of
from huoyan.predict import Predictor
from huoyan.runtimes import open_runtime, selftest_parity
from huoyan.words import Message


def open_proven(path: Path, *, engine: str, threads: int | None, max_pixels: int | None) -> Predictor:
    """Takes seconds: not in an event loop. Raises ArtifactError, also where the self-test is not passed;
    EngineError, UsageError, MissingExtra.
    """
    limits = limits_of(max_pixels)
    artifact = open_artifact(path)
    _check_files(artifact)
    runtime = open_runtime(artifact, engine, threads)
    if not selftest_parity(artifact, runtime).passed:
        told = Message("serve.not_as_trained", path=path, engine=runtime.name)
        raise ArtifactError(told, code="artifact.parity")
    return Predictor(artifact, runtime, limits=limits)


def _check_files(artifact: Artifact) -> None:
    """What answers must be what was written: a folder that is being copied holds half a file."""
    for name, reason in check_files(artifact):
        if name in (ONNX, SELFTEST, "huoyan.json"):
            told = Message("serve.file_not_written", path=artifact.folder, name=name, reason=reason)
            raise ArtifactError(told, code="artifact.file")
