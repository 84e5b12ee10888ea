"""The generator as it is written: its manifest, and the keys of the pictures that it knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from huoyan.artifact.manifest import Provenance
from huoyan.artifact.picture_keys import PictureKeys
from huoyan.data.dataset import SPLITS, Sample
from huoyan.data.fingerprint import data_sha256
from huoyan.generator.manifest import FOLDER, GeneratorManifest, MadeBy, MadeParity
from huoyan.generator.on_disk import Generator, write_generator
from huoyan.learn.generate.adversarial_training import TrainedPair
from huoyan.learn.generate.judging.final_figures import Measured
from huoyan.learn.generate.players.base import Pair
from huoyan.learn.generate.run.call import Call
from huoyan.learn.generate.run.decided import Decided
from huoyan.learn.generate.run.divided import Divided
from huoyan.learn.networks import count_parameters
from huoyan.learn.ship.onnx_export import weights_sha256
from huoyan.learn.ship.ship import versions
from huoyan.runs.run_folder import RunFolder
from huoyan.text import printable


@dataclass(frozen=True, slots=True, eq=False)
class Proven:
    """A graph that makes the pictures of the trained network, and what was measured of it."""

    onnx: bytes
    parity: MadeParity
    selftest: Mapping[str, np.ndarray]
    measured: Measured


def write_learnt(
    call: Call,
    plan: Decided,
    found: Divided,
    contents: Sequence[str],
    pair: Pair,
    trained: TrainedPair,
    proven: Proven,
    folder: RunFolder,
) -> Generator:
    """contents: sha256 of each sample of the data."""
    recipe = plan.asked.recipe
    manifest = GeneratorManifest(
        classes=tuple(map(printable, found.told)),
        learnt=tuple(map(printable, found.classes)),
        size=plan.preprocess.height,
        channels=3 if plan.preprocess.channels == 3 else 1,
        latent=pair.latent,
        prior=pair.prior,
        network=MadeBy(
            name=plan.asked.model, options=recipe.options, parameters=count_parameters(pair.generator)
        ),
        figures=proven.measured.figures,
        parity=proven.parity,
        provenance=Provenance(
            command=call.command,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            seed=recipe.seed,
            data=call.name,
            data_sha256=data_sha256(found.dataset, contents),
            counts={split: len(found.dataset.split(split)) for split in SPLITS},
            versions=versions(),
            weights=weights_sha256(trained.state),
        ),
    )
    weights = {name: tensor.numpy() for name, tensor in trained.state.items()}
    return write_generator(
        folder.path / FOLDER,
        manifest,
        onnx=proven.onnx,
        weights=weights,
        selftest=proven.selftest,
        pictures=_keys(found, contents),
    )


def _keys(found: Divided, contents: Sequence[str]) -> PictureKeys:
    """Of what it learnt from and was chosen by: nothing that is tested later may show these."""
    data = found.dataset
    rows = [at for at, s in enumerate(data.samples) if s.split != "test" and _is_made(s, found)]
    return PictureKeys.of(data.take(rows), [contents[at] for at in rows])


def _is_made(sample: Sample, found: Divided) -> bool:
    """Whether its class is made."""
    return found.dataset.classes[sample.labels[0]] in found.classes
