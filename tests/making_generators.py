"""Small generators on disk."""

from __future__ import annotations

from pathlib import Path

import torch

from huoyan.artifact.manifest import Provenance
from huoyan.artifact.picture_keys import PictureKeys
from huoyan.generator.manifest import GeneratorManifest, MadeBy, MadeFigures
from huoyan.generator.on_disk import Generator, write_generator
from huoyan.learn.generate.run.exported import graph_of, prove
from huoyan.learn.networks import count_parameters
from huoyan.learn.ship.onnx_export import weights_sha256
from making_pairs import SMALL, small_pair

FIGURES = MadeFigures(
    judge="hog+colour", part="val", n_made=60, n_real=60, n_training=200, kid=0.02, deviation=0.004,
    precision=0.6, recall=0.4, diversity=0.8, memorised=0.5, by_chance=0.48,
)  # fmt: skip


def small_generator(
    folder: Path,
    name: str = "residual",
    *,
    classes: tuple[str, ...] = ("cat", "dog"),
    channels: int = 3,
    learnt: tuple[str, ...] = (),
    pictures: PictureKeys | None = None,
) -> Generator:
    """With random weights, written to `folder`/generator."""
    pair = small_pair(name, classes=len(classes), channels=channels)
    for parameter in pair.generator.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    onnx = graph_of(pair, classes=bool(classes))
    parity, stored = prove(pair, onnx, classes, 0, folder / "parity")
    state = pair.generator.state_dict()
    manifest = GeneratorManifest(
        classes=classes,
        learnt=learnt or classes or ("cat",),
        size=8,
        channels=3 if channels == 3 else 1,
        latent=pair.latent,
        prior=pair.prior,
        network=MadeBy(name=name, options=SMALL[name], parameters=count_parameters(pair.generator)),
        figures=FIGURES,
        parity=parity,
        provenance=Provenance(
            command="made for tests",
            created="2026-11-27T12:00:00+00:00",
            seed=0,
            data="made",
            data_sha256="",
            counts={"train": 200},
            versions={},
            weights=weights_sha256(state),
        ),
    )
    weights = {key: tensor.detach().numpy() for key, tensor in state.items()}
    return write_generator(
        folder / "generator",
        manifest,
        onnx=onnx,
        weights=weights,
        selftest=stored,
        pictures=pictures or PictureKeys({}),
    )
