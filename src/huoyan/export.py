"""A model written for use elsewhere: one self-describing ONNX file, OpenVINO's format, a site, or in int8."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from huoyan.artifact.manifest import Int8, Parity, task_section
from huoyan.artifact.names import MODEL_FOLDER, PICTURES
from huoyan.artifact.picture_keys import read_keys
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.bench import Speed, in_turns, tested
from huoyan.browser.site import write_site
from huoyan.data.dataset import Dataset
from huoyan.data.say import Say
from huoyan.errors import ArtifactError, MissingExtra, ParityError, UsageError
from huoyan.quantisation.quantise import MAX_DROP, quantise
from huoyan.runtimes import open_on, open_runtime, selftest_parity
from huoyan.runtimes.openvino import import_openvino
from huoyan.system.disk_space import what_to_do
from huoyan.words import Listed, Message
from huoyan.words.foreign_reason import system_reason

SECONDS = 0.3  # of timed calls of a model


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and how the first of them answered the self-test; `measure` names what
    differences are of. Of a model in int8 its folder, and how onnxruntime answered validation; `speeds`: of
    the model before and in int8.
    """

    files: tuple[Path, ...]
    parity: Parity
    measure: str
    int8: Int8 | None = None
    parities: tuple[Parity, ...] = ()
    speeds: tuple[Speed, ...] = ()


def export(artifact: Artifact, format: str, out: Path) -> Exported:
    """Writes `artifact` into the folder `out` as `format`, a name of EXPORT_FORMATS.

    The files appear in `out` only after the self-test was passed by what was written.
    Raises UsageError (usage.format, usage.out), MissingExtra, DownloadError, ParityError, ArtifactError.
    """
    if format not in EXPORT_FORMATS:
        raise UsageError(
            Message("export.format", format=format, formats=Listed(EXPORT_FORMATS, None)),
            code="usage.format",
        )
    _check_readable(artifact)
    staging: Path | None = None
    made = False
    try:
        made = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        staging = Path(mkdtemp(prefix=".export-", dir=out))
        names, engine = EXPORT_FORMATS[format](artifact, staging)
        taken = [name for name in names if (out / name).exists()]
        if taken:
            raise UsageError(Message("export.exists", path=out / taken[0]), code="usage.out")
        runtime = open_on(engine, artifact, graph=staging / names[0])
        parity = selftest_parity(artifact, runtime)
        if not parity.passed:
            raise ParityError(
                Message(
                    "export.differs",
                    agreement=parity.agreement,
                    n=parity.n,
                    measure=artifact.manifest.task.measure,
                    difference=parity.difference,
                )
            )
        for name in names:
            (staging / name).rename(out / name)
    except OSError as error:
        raise ArtifactError(
            Message(
                "export.unwritten",
                folder=out,
                reason=system_reason(error),
                remedy=what_to_do(error, full="disk.free_or_out", otherwise="disk.other_out"),
            ),
            code="artifact.write",
        ) from error
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        if made:
            _remove_empty(out)
    return Exported(tuple(out / name for name in names), parity, artifact.manifest.task.measure)


def export_int8(
    artifact: Artifact,
    out: Path,
    say: Say,
    max_drop: float | None = None,
    data: str | Path | Dataset | None = None,
) -> Exported:
    """Writes `artifact` in int8 as a model folder into `out`, if its figure stays: see `quantise`.

    Raises UsageError (usage.out) and what `quantise` and `write_artifact` raise, with nothing written.
    """
    folder = out / MODEL_FOLDER
    for path in (folder, out):
        if path.exists() and (path == folder or not path.is_dir()):
            raise UsageError(Message("export.exists", path=path), code="usage.out")
    _check_readable(artifact)
    manifest = artifact.manifest
    made = quantise(artifact, data, MAX_DROP if max_drop is None else max_drop, say)
    known = PICTURES in manifest.files
    made_out = not out.exists()
    try:
        written = write_artifact(
            folder,
            manifest.model_copy(update={"int8": made.int8, "parity": made.parities}),
            onnx=made.graph,
            weights=artifact.weights(),
            selftest=made.selftest,
            pictures=read_keys(artifact.folder / PICTURES) if known else None,
        )
    finally:
        if made_out:
            _remove_empty(out)
    picture = tested(artifact)[:1]
    speeds = in_turns([(open_runtime(each), picture) for each in (artifact, written)], SECONDS)
    first, measure = made.parities[0], manifest.task.measure
    return Exported((folder,), first, measure, made.int8, made.parities, tuple(speeds))


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _check_readable(artifact: Artifact) -> None:
    try:
        artifact.onnx.open("rb").close()
    except OSError as error:
        raise ArtifactError(
            Message("artifact.graph_unreadable", path=artifact.onnx, reason=system_reason(error)),
            code="artifact.file",
        ) from error


def _onnx(artifact: Artifact, folder: Path) -> tuple[tuple[str, ...], str]:
    """The graph with labels, preprocessing and licence in its metadata, so that one file is enough."""
    if find_spec("onnx") is None:
        raise MissingExtra("onnx", "train", Message("export.onnx_metadata"))
    import onnx

    model = onnx.load(artifact.onnx)
    for key, value in _description(artifact).items():
        model.metadata_props.add(key=key, value=value)
    onnx.save(model, folder / "model.onnx")
    return ("model.onnx",), "onnxruntime"


def _openvino(artifact: Artifact, folder: Path) -> tuple[tuple[str, ...], str]:
    """OpenVINO's .xml and .bin, weights in float32, with the same description in its runtime info."""
    if find_spec("openvino") is None:
        raise MissingExtra("openvino", "openvino", Message("export.for_openvino"))
    openvino = import_openvino()
    model = openvino.convert_model(str(artifact.onnx))
    for key, value in _description(artifact).items():
        model.set_rt_info(value, ["huoyan", key])
    try:
        openvino.save_model(model, folder / "model.xml", compress_to_fp16=False)
    except RuntimeError as error:  # it does not say more: of a full disk it says "iostream error"
        raise ArtifactError(
            Message("export.openvino", folder=folder.parent, reason=str(error)),
            code="artifact.write",
        ) from error
    return ("model.xml", "model.bin"), "openvino"


def _browser(artifact: Artifact, folder: Path) -> tuple[tuple[str, ...], str]:
    """A folder of static files that recognises in a browser (`huoyan.browser`)."""
    return write_site(artifact, folder), "onnxruntime"


EXPORT_FORMATS: dict[str, Callable[[Artifact, Path], tuple[tuple[str, ...], str]]] = {
    "onnx": _onnx,
    "openvino": _openvino,
    "browser": _browser,
}


def _description(artifact: Artifact) -> dict[str, str]:
    manifest = artifact.manifest
    over_time = {}
    if manifest.clip is not None:
        over_time = {"clip": json.dumps(manifest.clip.to_json()), "state": json.dumps(manifest.state)}
    return {
        "task": json.dumps(task_section(manifest.task), ensure_ascii=False),
        "labels": json.dumps(manifest.labels, ensure_ascii=False),
        "preprocess": json.dumps(manifest.preprocess),
        "licence": str(manifest.licence),
        "weights_sha256": manifest.provenance.weights,
        **over_time,
    }
