"""Several finished models as one: the mean of their answers, in one graph."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.artifact.manifest import Network
from huoyan.learn.ensemble.members import Member, averaging, models_in
from huoyan.learn.feed.at_once import at_once
from huoyan.learn.graph_builder import GraphBuilder
from huoyan.learn.head_training.trained_head import arrays_sha256
from huoyan.learn.ship.trained import Trained
from huoyan.runs.ensemble import NAME
from huoyan.runtimes import Runtime, open_runtime
from huoyan.runtimes.in_batches import run_in_batches
from huoyan.tasks.base import Outputs
from huoyan.words import Message

_BATCH = 64


def joined_model(members: Sequence[Member], labels: Sequence[str], task: str, threads: int | None) -> Trained:
    """Its answers are computed member by member, its graph is one: the gate compares these two ways.

    labels: of the data, in their order.
    """
    artifacts = [member.artifact for member in members]
    runtimes = [open_runtime(artifact, "onnxruntime", threads) for artifact in artifacts]
    tasks, way = [artifact.manifest.task for artifact in artifacts], averaging(task)

    def answer(pixels: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
        mean = way.mean(tasks, [_answers(runtime, pixels, names) for runtime in runtimes], labels)
        return {name: mean[name] for name in names}

    def graph(names: Sequence[str]) -> bytes:
        shape = artifacts[0].preprocess
        builder = GraphBuilder(shape.height, shape.width, shape.channels)
        inside = [
            builder.beside(artifact.onnx.read_bytes(), f"member{number}.")
            for number, artifact in enumerate(artifacts, start=1)
        ]
        found = way.add_mean(builder, tasks, inside, labels)
        return builder.model(**{name: found[name] for name in names})

    weights = {
        f"member{number}.{name}": array
        for number, artifact in enumerate(artifacts, start=1)
        for name, array in artifact.weights().items()
    }
    channels = artifacts[0].preprocess.channels
    return Trained(
        Network(
            name=NAME,
            options={"members": [_told(member) for member in members]},
            # Each member has its own arithmetic inside: before them nothing is done to the pixels.
            mean=(0.0,) * channels,
            std=(1.0,) * channels,
            parameters=sum(artifact.manifest.network.parameters for artifact in artifacts),
        ),
        weights,
        arrays_sha256("".join(each.manifest.provenance.weights for each in artifacts).encode(), weights),
        tuple(dict.fromkeys(each for artifact in artifacts for each in artifact.manifest.begun_from)),
        answer,
        graph,
        chosen=(Message("chosen.weights"),),
    )


def _answers(runtime: Runtime, pixels: np.ndarray, names: Sequence[str]) -> Outputs:
    return run_in_batches(runtime, pixels, names, at_once(pixels.shape[1], pixels.shape[2], _BATCH))


def _told(member: Member) -> dict[str, object]:
    manifest = member.artifact.manifest
    return {
        "run": member.name,
        "network": manifest.network.name,
        "weights": manifest.provenance.weights,
        "graphs": sorted(models_in(member)),
    }
