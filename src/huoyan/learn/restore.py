"""The trained network of an artifact, back in PyTorch: to train on, to compare, to run."""

from __future__ import annotations

import torch

from huoyan.artifact.read import Artifact
from huoyan.errors import ArtifactError, EngineError
from huoyan.learn.machine.global_settings import own_settings
from huoyan.learn.networks.clips.asked import read_options
from huoyan.learn.networks.clips.normalised_clips import normalised_for
from huoyan.learn.networks.normalised import Normalised
from huoyan.learn.networks.shape import NetworkShape
from huoyan.learn.on_features import ON_FEATURES
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.tasks import name_of
from huoyan.words import Message


@own_settings()
def restore(artifact: Artifact) -> Normalised:
    """Builds the network that the manifest names and fills it from weights.safetensors, in eval mode.

    Raises ArtifactError (artifact.weights) where they do not fit each other, EngineError for a head.
    """
    manifest = artifact.manifest
    network = manifest.network
    if network.name in ON_FEATURES:
        told = Message("learn.no_head_in_torch", folder=artifact.folder, network=network.name)
        raise EngineError(told, code="engine.model")
    preprocess = artifact.preprocess
    options, clip = read_options(network.options, manifest.clip)
    channels = preprocess.channels if manifest.clip is None else manifest.clip.shape[-1]
    shape = NetworkShape(network.name, options, channels, preprocess.height, clip=clip)
    inner = TRAIN_TASKS[name_of(manifest.task)].network(shape, manifest.labels, None)
    built = normalised_for(inner, network.mean, network.std)
    state = {name: torch.from_numpy(array.copy()) for name, array in artifact.weights().items()}
    try:
        built.load_state_dict(state)
    except RuntimeError as error:
        raise ArtifactError(
            Message(
                "learn.weights_of_another_network",
                folder=artifact.folder,
                network=network.name,
                reason=str(error).splitlines()[-1].strip(),
            ),
            code="artifact.weights",
        ) from error
    return built.eval()
