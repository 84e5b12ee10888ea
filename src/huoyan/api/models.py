"""A model on disk: opened, proven, measured, shipped, or made of one of somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from huoyan.artifact.read import open_artifact
from huoyan.clips.graph import carried
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.errors import UsageError
from huoyan.images.limits import limits_of
from huoyan.predict import Predictor
from huoyan.runtimes import for_model, open_runtime
from huoyan.system.caller_state import leaves_caller_alone, warn
from huoyan.text import printable
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.artifact.certificate import Certificate
    from huoyan.artifact.read import Artifact
    from huoyan.bench import Speed
    from huoyan.data.dataset import Dataset
    from huoyan.export import Exported
    from huoyan.licences import Licences
    from huoyan.runtimes.base import Runtime
    from huoyan.verify import Verification


@leaves_caller_alone
def load(
    path: str | Path, *, engine: str = "auto", threads: int | None = None, max_pixels: int | None = None
) -> Predictor:
    """Opens a run folder or its model/ for prediction.

    `engine` is onnxruntime, openvino, torch, or "auto": the fastest that passes the self-test. `threads`
    None takes every core. `max_pixels`: the largest picture that is decoded (`images.limits`). Raises
    ArtifactError, EngineError, UsageError, MissingExtra.
    """
    limits = limits_of(max_pixels)
    artifact = open_artifact(path)
    if engine != "torch":
        return Predictor(artifact, open_runtime(artifact, engine, threads), limits=limits, reopen=load)
    return Predictor(artifact, _trained(artifact), limits=limits, reopen=load)


def _trained(artifact: Artifact) -> Runtime:
    """The trained network itself. Raises MissingExtra."""
    from huoyan.runs.training_extra import require_training

    require_training()
    from huoyan.learn.networks.answers import answering
    from huoyan.learn.restore import restore
    from huoyan.runtimes.torch import TorchRuntime

    manifest = artifact.manifest
    names = (*manifest.outputs, *map(carried, manifest.state))
    network = TorchRuntime(answering(restore(artifact)), names)
    return network if manifest.clip is None else for_model(network, manifest, artifact.preprocess)


@leaves_caller_alone
def verify(path: str | Path) -> Verification:
    """Checks every file of a model against its sha256 and repeats its self-test on this machine."""
    from huoyan.verify import verify as check

    return check(path)


@leaves_caller_alone
def verify_everywhere(
    path: str | Path, *, data: str | Path | None = None, pictures: int = 200, say: Say = warn
) -> Certificate:
    """Compares torch, OpenVINO, `huoyan serve` and Chromium with onnxruntime, as far as they are here.

    The certificate is written beside the model's folder.

    `pictures`: so many, of `data` (default: of training's test part, if it is there) and made up. Raises
    ArtifactError, UsageError (usage.pictures, usage.everywhere), DataError.
    """
    from huoyan.everywhere.agreement import certify

    artifact = open_artifact(path)
    torch = _trained if find_spec("torch") is not None else None
    return certify(artifact, None if data is None else at_home(data), pictures, say, torch)


@leaves_caller_alone
def bench(path: str | Path, *, batch: int | Sequence[int] = (1, 16), seconds: float = 1.0) -> list[Speed]:
    """Median milliseconds a picture of each installed engine, for batches of each size in `batch`."""
    from huoyan.bench import bench as measure

    batches = [batch] if isinstance(batch, int) else batch
    return list(measure(open_artifact(path), batches=batches, seconds=seconds))


@leaves_caller_alone
def export(
    path: str | Path,
    out: str | Path,
    *,
    format: str = "onnx",
    int8: bool = False,
    max_drop: float | None = None,
    data: str | Path | Dataset | None = None,
    say: Say = warn,
) -> Exported:
    """Writes a model into the folder `out` and proves it: as one ONNX file ("onnx"), for "openvino", or as a
    page that recognises in a browser ("browser").

    int8: as a model folder in int8 instead, whose figure on validation pictures loses at most `max_drop`
    (None: 0.005). It is measured on the data of the model's training, or on `data` where these have moved.
    Raises ParityError where too little can be int8, UsageError (usage.int8, usage.max_drop,
    usage.int8_data, usage.format, usage.out), DataError for data that tell nothing of it, and MissingExtra.
    """
    from huoyan.export import export as write
    from huoyan.export import export_int8

    if not int8:
        for name, given in (("max_drop", max_drop), ("data", data)):
            if given is not None:
                raise UsageError(Message("int8.alone", name=name), code="usage.int8")
        return write(open_artifact(path), format, at_home(out))
    if format != "onnx":
        raise UsageError(Message("int8.format", format=format), code="usage.format")
    return export_int8(open_artifact(path), at_home(out), say, max_drop, data)


@leaves_caller_alone
def licences(path: str | Path) -> Licences:
    """Under what the weights of a model, the code that runs it and the data behind it may be used.

    `.against` is what forbids commercial use, or of which nobody says that it allows it; `.terms` all of it.
    It is a list of what is stated, not legal advice. Raises ArtifactError.
    """
    from huoyan.licences import licences_of

    return licences_of(open_artifact(path), printable(str(path)))


@leaves_caller_alone
def import_onnx(
    kind: str,
    file: str | Path,
    *,
    labels: str | Path | None = None,
    out: str | Path | None = None,
    proof: str | Path | None = None,
) -> Artifact:
    """Wraps the ONNX file of a foreign model as one of ours, proven to answer as the file does.

    kind: "yolox". labels: a file of the names of its classes, one a line, in their order; None: those of
    COCO, where it knows 80. out: the folder of the model (default: runs/...). proof: pictures of yours to
    compare on; approximate engines are used only where 59 or more show something and all agree. Raises
    UsageError (usage.kind, usage.labels, usage.out, usage.source), ImageError, NetworkError (network.import),
    ParityError. Needs the extra `train`.
    """
    from huoyan.runs.training_extra import require_training

    require_training(Message("extra.import"))
    from huoyan.learn.imports.import_model import import_model

    given = [None if path is None else at_home(path) for path in (labels, out, proof)]
    return import_model(kind, at_home(file), *given)
