"""From trained weights to an artifact that is proven to answer as they do."""

from __future__ import annotations

import contextlib
import json
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import torch

from huoyan.artifact.manifest import Calibration, Manifest, Network, Parity, Provenance
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.data.check.look.pixel_keys import part_pixel_keys
from huoyan.data.dataset import SPLITS, Dataset
from huoyan.data.fingerprint import contents_sha256, data_sha256, part_keys, picture_keys
from huoyan.errors import EngineError, ParityError
from huoyan.images.draw import encode_png
from huoyan.learn.build import Built
from huoyan.learn.feed.pictures import Pictures
from huoyan.learn.fit.trainer import Fitted
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.objectives.imbalance import fit_thresholds
from huoyan.learn.objectives.temperature import fit_temperature
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.onnx_export import OUTPUT, export_onnx, network_logits, weights_sha256
from huoyan.runs.recipe import Recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.runtimes import ENGINES, Precision, Runtime
from huoyan.runtimes.openvino import cpu_has_bf16
from huoyan.runtimes.parity import MIN_AGREEMENT, TOLERANCE, compare
from huoyan.tasks.classify import Classify

# Pictures stored for the self-test, and the most that the gate compares.
SELFTEST, GATE = 16, 1000
RECORDED = ("huoyan", "torch", "torchvision", "timm", "onnxruntime", "openvino", "numpy", "pillow")


@dataclass(frozen=True, slots=True)
class Shipped:
    """The artifact, what each engine scored against the trained network, and what validation chose."""

    artifact: Artifact
    parities: tuple[Parity, ...]
    chosen: str


def ship(
    folder: RunFolder,
    plan: Plan,
    built: Built,
    fitted: Fitted,
    dataset: Dataset,
    val: Pictures,
    *,
    command: str,
    data: str,
    contents: Sequence[str] | None = None,
) -> Shipped:
    """Exports the best weights, proves the export on real validation pictures and writes `model/`.

    `contents` are those of `contents_sha256`, if known.

    Raises ParityError where the export answers otherwise; the worst picture then lies in the run
    folder under parity/, and no model is written.
    """
    network = built.network
    network.load_state_dict(fitted.state)
    logits = _of_validation(network, built, val)
    network = network.to("cpu")
    onnx = export_onnx(network, channels=plan.preprocess.channels, size=plan.preprocess.height)
    targets, seed = val.dataset.targets(), built.recipe.seed
    temperature = fit_temperature(logits, targets, multilabel=dataset.multilabel)
    thresholds = None
    if dataset.multilabel:
        task = Classify(dataset.classes, multilabel=True, temperature=temperature)
        thresholds = fit_thresholds(task.probabilities(logits), targets, seed=seed).values
    chosen = spread(len(val.pixels), GATE)
    pixels = np.ascontiguousarray(val.pixels[chosen])
    reference = logits[chosen] if built.device.type == "cpu" else network_logits(network, pixels)
    parities = prove(
        onnx,
        pixels,
        reference,
        multilabel=dataset.multilabel,
        temperature=temperature,
        thresholds=thresholds,
        report=folder.path / "parity",
    )
    few = spread(len(pixels), SELFTEST)
    contents = contents_sha256(dataset) if contents is None else contents
    keys = part_keys(dataset, contents)
    provenance = _provenance(built, fitted, dataset, contents, command, data)
    manifest = _manifest(plan, built, dataset, provenance, parities, temperature, thresholds)
    weights = {name: tensor.numpy() for name, tensor in fitted.state.items()}
    selftest = {"images": pixels[few], "logits": reference[few]}
    artifact = write_artifact(
        folder.model,
        manifest,
        onnx=onnx,
        weights=weights,
        selftest=selftest,
        pictures=keys,
        pixels=part_pixel_keys(keys, dataset.samples, picture_keys(contents)),
    )
    return Shipped(artifact, parities, _chosen(built.recipe, temperature, thresholds))


def _manifest(
    plan: Plan,
    built: Built,
    dataset: Dataset,
    provenance: Provenance,
    parities: tuple[Parity, ...],
    temperature: float,
    thresholds: tuple[float, ...] | None,
) -> Manifest:
    return Manifest(
        task="classify",
        labels=dataset.classes,
        multilabel=dataset.multilabel,
        preprocess=plan.preprocess.to_json(),
        thresholds=thresholds,
        calibration=Calibration(temperature=temperature),
        network=Network(
            name=built.recipe.model,
            options=built.recipe.options,
            mean=built.mean,
            std=built.std,
            parameters=sum(p.numel() for p in built.network.parameters()),
        ),
        parity=parities,
        provenance=provenance,
        licence=built.licence,
    )


def _of_validation(network: Normalised, built: Built, val: Pictures) -> np.ndarray:
    """Logits of all validation pictures, on the device that trained: they may be many."""
    # A network that was divided among several devices may not fit one of them.
    device = torch.device("cpu") if built.recipe.parallel == "shard" else built.device
    return network_logits(network.to(device), val.pixels)


def _chosen(recipe: Recipe, temperature: float, thresholds: Sequence[float] | None) -> str:
    """Everything that was fitted on the validation pictures, for whom has no others to score on."""
    found = ["the weights"]
    found += ["when training ended"] * (recipe.patience is not None)
    found += ["the temperature"] * (temperature != 1)
    found += ["the thresholds"] * (thresholds is not None)
    return ", ".join(found)


def _provenance(
    built: Built, fitted: Fitted, dataset: Dataset, contents: Sequence[str], command: str, data: str
) -> Provenance:
    return Provenance(
        command=command,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=built.recipe.seed,
        data=data,
        data_sha256=data_sha256(dataset, contents),
        counts={split: len(dataset.split(split)) for split in SPLITS},
        versions=_versions(),
        weights=weights_sha256(fitted.state),
    )


def spread(n: int, most: int) -> np.ndarray:
    """At most `most` of n indices, evenly spread."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(int))


def prove(
    onnx: bytes,
    pixels: np.ndarray,
    reference: np.ndarray,
    *,
    multilabel: bool,
    report: Path,
    temperature: float = 1.0,
    thresholds: Sequence[float] | None = None,
) -> tuple[Parity, ...]:
    """Compares every installed engine, in each of its precisions, with the network's `reference` logits.

    onnxruntime must agree on `pixels`, else ParityError, with the worst picture in the folder
    `report`. Another engine that does not is recorded as failed and is then never chosen by itself.
    """
    results = []
    for name, precision in _combinations():
        try:
            runtime = ENGINES[name].open(onnx, None, precision)
            logits = _logits(runtime, pixels)
        except EngineError:
            if name == "onnxruntime":
                raise
            continue
        parity = compare(
            name, precision, logits, reference, multilabel, thresholds=thresholds, temperature=temperature
        )
        results.append(parity)
        if name == "onnxruntime" and not parity.passed:
            raise _failed(parity, pixels, logits, reference, report)
    return tuple(results)


def _combinations() -> list[tuple[str, Precision]]:
    return [
        (name, precision)
        for name, engine in ENGINES.items()
        if engine.installed
        for precision in engine.precisions
        if precision != "bf16" or cpu_has_bf16()
    ]


def _logits(runtime: Runtime, pixels: np.ndarray) -> np.ndarray:
    parts = [runtime.run(pixels[at : at + 32])[OUTPUT] for at in range(0, len(pixels), 32)]
    return np.concatenate(parts)


def _failed(
    parity: Parity, pixels: np.ndarray, logits: np.ndarray, reference: np.ndarray, report: Path
) -> ParityError:
    """Writes the worst picture with both answers, and gives the error that names them."""
    distance = np.nan_to_num(np.abs(logits - reference).max(axis=1), nan=np.inf)
    worst = int(distance.argmax())
    report.mkdir(parents=True, exist_ok=True)
    (report / "worst.png").write_bytes(encode_png(pixels[worst]))
    answers = {"network": reference[worst].tolist(), "exported": logits[worst].tolist()}
    figures = {**parity.model_dump(), "picture": worst, "logits": answers}
    (report / "parity.json").write_text(json.dumps(figures, indent=2), encoding="utf-8")
    return ParityError(
        f"The exported model gives the trained network's answer on {parity.agreement:.2%} of {parity.n} "
        f"validation pictures (needed: {MIN_AGREEMENT:.1%}), with probabilities up to "
        f"{parity.difference:.2g} apart (allowed: {TOLERANCE[parity.precision]:g}). No model was written; "
        f"{report} holds the worst picture. "
        "Another --model, or another PyTorch or onnxruntime, may export well."
    )


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in RECORDED:
        with contextlib.suppress(PackageNotFoundError):
            found[package] = version(package)
    return found
