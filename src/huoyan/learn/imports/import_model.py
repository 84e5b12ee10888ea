"""A model of somebody else as an artifact of ours, proven to answer as its file does."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import numpy as np
import torch

from huoyan.artifact.checksum import sha256_file
from huoyan.artifact.manifest import Manifest, Parity, Provenance
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.errors import EngineError, ParityError, UsageError
from huoyan.learn.imports import IMPORTS
from huoyan.learn.imports.foreign import Foreign, not_of_kind
from huoyan.learn.imports.labels_file import read_labels
from huoyan.learn.imports.proof_pictures import proof_pictures
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.ship.evenly import spread
from huoyan.learn.ship.onnx_export import weights_sha256
from huoyan.learn.ship.prove import prove
from huoyan.learn.ship.ship import SELFTEST, versions
from huoyan.learn.weights.carded import origins_of_weights
from huoyan.runs.run_folder import RunFolder, free_name
from huoyan.runtimes import ENGINES
from huoyan.runtimes.parity import compare
from huoyan.tasks.base import Outputs
from huoyan.words import Listed, Message

# Pictures that are answered together, beside one that is answered alone.
_BATCH = 19


@dataclass(frozen=True, slots=True, eq=False)
class _Proof:
    """Pictures as the network takes them, what the file answers to them, and how engines compare with it."""

    pixels: np.ndarray
    reference: Outputs
    parities: tuple[Parity, ...]


@own_settings()
def import_model(
    kind: str, file: Path, labels: Path | None, out: Path | None, proof: Path | None = None
) -> Artifact:
    """Writes `out`/model, by default in a new folder of runs/.

    labels: a file of names, one a line, in the order of the model's answers. proof: pictures to compare on,
    beside those that are at hand: without enough of them approximate arithmetic is not proven. Raises
    UsageError (usage.kind, usage.labels, usage.out, usage.source), ImageError, NetworkError (network.import),
    ParityError, ArtifactError.
    """
    if kind not in IMPORTS:
        near = get_close_matches(kind, IMPORTS, 1) or list(IMPORTS)
        told = Message("imported.no_kind", kind=kind, near=Listed(near), known=Listed(IMPORTS, None))
        raise UsageError(told, code="usage.kind")
    folder = RunFolder(out or free_name(Path("runs"), str(file), kind))
    if folder.model.exists():
        raise UsageError(Message("imported.out", folder=folder.model), code="usage.out")
    foreign = IMPORTS[kind](file, None if labels is None else read_labels(labels))
    pixels = proof_pictures(foreign.preprocess, proof)
    reference = foreign.answer(pixels)
    _check_same(foreign, pixels, reference, file)
    parities = prove(foreign.graph, pixels, reference, foreign.task, folder.path / "parity")
    return _write(
        folder, foreign, _Proof(pixels, reference, parities), _command(kind, file, labels, out, proof), file
    )


def _check_same(foreign: Foreign, pixels: np.ndarray, reference: Outputs, file: Path) -> None:
    """All that is found, however unsure, must be the same, in batches and one by one. Raises ParityError."""
    runtime = ENGINES["onnxruntime"].open(foreign.graph, None, "fp32")
    try:
        parts = [runtime.run(pixels[:1])]
        parts += [runtime.run(pixels[at : at + _BATCH]) for at in range(1, len(pixels), _BATCH)]
    except EngineError as error:
        raise not_of_kind(Message("imported.one_at_a_time", file=file, reason=str(error))) from error
    outputs = {name: np.concatenate([part[name] for part in parts]) for name in reference}
    seen, wanted = foreign.shown(outputs), foreign.shown(reference)
    parity = compare("onnxruntime", "fp32", seen, wanted, foreign.strict)
    if not parity.passed:
        told = Message(
            "imported.differs", file=file, measure=foreign.task.measure, difference=parity.difference
        )
        raise ParityError(told)


def _write(folder: RunFolder, foreign: Foreign, proof: _Proof, command: str, file: Path) -> Artifact:
    few = spread(len(proof.pixels), SELFTEST)
    tensors = {name: torch.from_numpy(np.array(values)) for name, values in foreign.weights.items()}
    return write_artifact(
        folder.model,
        Manifest(
            task=foreign.task,
            preprocess=foreign.preprocess.to_json(),
            outputs=dict(foreign.task.outputs),
            network=foreign.network,
            parity=proof.parities,
            provenance=Provenance(
                command=command,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                seed=0,
                data=file.name,
                data_sha256=sha256_file(file),
                counts={},
                versions=versions(),
                weights=weights_sha256(tensors),
            ),
            begun_from=origins_of_weights(file, None),
        ),
        onnx=foreign.graph,
        weights=foreign.weights,
        selftest={
            "images": proof.pixels[few],
            **{name: found[few] for name, found in proof.reference.items()},
        },
    )


def _command(kind: str, file: Path, labels: Path | None, out: Path | None, proof: Path | None) -> str:
    given = {"--labels": labels, "--out": out, "--proof": proof}
    flags = [part for flag, path in given.items() if path for part in (flag, str(path))]
    return shlex.join(["huoyan", "import-onnx", kind, str(file), *flags])
