"""The weights that a longer training of a finished run begins with."""

from __future__ import annotations

import torch
from torch import Tensor

from huoyan.artifact.read import open_artifact
from huoyan.learn.distributed.world import World
from huoyan.learn.fit.trainer import Behind
from huoyan.learn.longer_training import Earlier
from huoyan.runs.events import Listener, Said
from huoyan.runs.run_folder import RunFolder
from huoyan.words import Message


def behind_of(earlier: Earlier | None, folder: RunFolder, world: World, tell: Listener) -> Behind | None:
    """The earlier training, with the weights of the run's model: with them the longer training begins."""
    if earlier is None:
        return None

    def weights() -> dict[str, Tensor]:
        arrays = open_artifact(folder.model).weights()
        return {name: torch.from_numpy(array.copy()) for name, array in arrays.items()}

    tell(Said(Message("run.trained_further", done=earlier.epochs)))
    return Behind(earlier.history, world.from_lead(weights))
