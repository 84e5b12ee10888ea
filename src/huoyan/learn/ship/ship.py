"""From a trained model to an artifact that is proven to answer as it does: settle, prove, then write."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from huoyan.artifact.manifest import Manifest, Parity, Provenance
from huoyan.artifact.picture_keys import PictureKeys
from huoyan.artifact.read import Artifact
from huoyan.artifact.write import write_artifact
from huoyan.data.dataset import SPLITS, Dataset, Sample, Split
from huoyan.data.fingerprint import contents_sha256, data_sha256, picture_keys
from huoyan.learn.feed.pictures import Pictures
from huoyan.learn.learnt_before import learnt_before
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.evenly import spread
from huoyan.learn.ship.more_proof import Proof, with_more
from huoyan.learn.ship.prove import Labelled, prove
from huoyan.learn.ship.trained import Trained
from huoyan.learn.ship.two_ways import better_way
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.runs.run_folder import RunFolder
from huoyan.runtimes import for_samples
from huoyan.runtimes.clips import clip_signature
from huoyan.tasks.base import Outputs
from huoyan.words import Listed, Message

# Pictures stored for the self-test, and the most that the gate compares.
SELFTEST, GATE = 16, 1000
RECORDED = (
    "huoyan",
    "torch",
    "torchvision",
    "timm",
    "onnxruntime",
    "openvino",
    "numpy",
    "pillow",
    "cykooz-resizer",
    "opencv-python-headless",
    "scikit-image",
)


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a model comes from: the command, the data as the person calls them, and what they held.

    `contents` are those of `contents_sha256`, None where they are not known yet. `teacher`: sha256 of the
    manifest of the model that taught.
    """

    command: str
    data: str
    dataset: Dataset
    contents: Sequence[str] | None = None
    teacher: str | None = None


@dataclass(frozen=True, slots=True)
class Shipped:
    """The artifact, what each engine scored against the trained model, what validation chose, and why."""

    artifact: Artifact
    parities: tuple[Parity, ...]
    chosen: Listed
    notes: tuple[Message, ...] = ()


def ship(folder: RunFolder, plan: Plan, trained: Trained, val: Pictures, lineage: Lineage) -> Shipped:
    """Settles the task on the validation pictures `val`, proves the export with it, and writes `model/`.

    Raises ParityError where the export answers otherwise; the worst picture then lies in the run
    folder under parity/, and no model is written.
    """
    names = TRAIN_TASKS[plan.recipe.task].outputs(plan.recipe)
    answered, notes = better_way(plan, trained, val)
    trained, outputs, unseen, settled = answered.trained, answered.outputs, answered.unseen, answered.settled
    onnx = trained.graph(names)
    chosen = spread(len(val.pixels), GATE)
    pixels = np.ascontiguousarray(val.pixels[chosen])
    reference = trained.reference_of(outputs, val.pixels, chosen)
    labelled = Labelled(val.dataset.take(chosen), [val.places[at] for at in chosen.tolist()])
    learnt, proof = lineage.dataset.split("train"), Proof(pixels, reference, labelled)
    proof = with_more(proof, settled.task, learnt, plan.preprocess, trained)
    clips = clip_signature(plan.clip, trained.state, names)
    whole = partial(for_samples, preprocess=plan.preprocess, regions=trained.regions, clips=clips)
    report = folder.path / "parity"
    parities = prove(onnx, proof.pixels, proof.reference, settled.task, report, proof.labelled, whole)
    few = spread(len(pixels), SELFTEST)
    contents = contents_sha256(lineage.dataset) if lineage.contents is None else lineage.contents
    dataset = as_taught(lineage.dataset, trained.taught)
    artifact = write_artifact(
        folder.model,
        Manifest(
            task=settled.task,
            preprocess=plan.preprocess.to_json(),
            outputs=dict(settled.task.outputs),
            state=dict(trained.state),
            regions=trained.regions,
            clip=plan.clip,
            network=trained.network,
            parity=parities,
            provenance=_provenance(plan, trained, lineage, contents),
            begun_from=trained.begun_from,
        ),
        onnx=onnx,
        weights=trained.weights,
        selftest=_selftest(trained, pixels, reference, few),
        pictures=_keys(dataset, contents, folder).after(learnt_before(plan.recipe)),
    )
    by_validation = settled.chosen if len(unseen.data.split("val")) else ()
    return Shipped(artifact, parities, Listed((*trained.chosen, *by_validation)), notes)


def _keys(dataset: Dataset, contents: Sequence[str], folder: RunFolder) -> PictureKeys:
    """Those of pictures that were made for this run apart: no data hold them."""
    own = np.array([sample.made and _below(sample, folder.made) for sample in dataset.samples], bool)
    known = picture_keys(contents)[own]
    rows = np.flatnonzero(~own)
    return replace(PictureKeys.of(dataset.take(rows), [contents[int(at)] for at in rows]), made=known)


def _below(sample: Sample, folder: Path) -> bool:
    return sample.path is not None and folder in sample.path.parents


def _selftest(
    trained: Trained, pixels: np.ndarray, reference: Outputs, few: np.ndarray
) -> dict[str, np.ndarray]:
    if trained.stored is not None:
        return trained.stored(pixels[few], tuple(reference))
    return {"images": pixels[few], **{name: found[few] for name, found in reference.items()}}


def as_taught(dataset: Dataset, taught: Sequence[Split]) -> Dataset:
    """The data with all that was learnt from as its training part: it can score the model no more."""
    if tuple(taught) == ("train",):
        return dataset
    samples = [replace(s, split="train") if s.split in taught else s for s in dataset.samples]
    return replace(dataset, samples=tuple(samples))


def _provenance(plan: Plan, trained: Trained, lineage: Lineage, contents: Sequence[str]) -> Provenance:
    dataset = lineage.dataset
    return Provenance(
        command=lineage.command,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        seed=plan.recipe.seed,
        data=lineage.data,
        data_sha256=data_sha256(dataset, contents),
        counts={split: len(dataset.split(split)) for split in SPLITS},
        made=sum(sample.made for sample in dataset.samples),
        teacher=lineage.teacher or "",
        versions=versions(),
        weights=trained.weights_sha256,
    )


def versions() -> dict[str, str]:
    """Of Python and of the packages that shape a model, those that are installed."""
    found = {"python": platform.python_version()}
    for package in RECORDED:
        with contextlib.suppress(PackageNotFoundError):
            found[package] = version(package)
    return found
