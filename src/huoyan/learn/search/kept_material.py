"""The pictures of a search, decoded once for all settings that see them alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from huoyan.data.dataset import Dataset
from huoyan.learn.distributed.world import World
from huoyan.learn.feed.training_data import Material
from huoyan.learn.fine_tuning.kept_rows import KeptRows
from huoyan.learn.one_network import read
from huoyan.learn.plan.plan import Plan
from huoyan.runs.events import Listener
from huoyan.runs.run_folder import RunFolder


class KeptMaterial:
    """Holds what was read last. folder: where decoded pictures lie that memory does not hold."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._seen: Any = None
        self._held: Material | None = None

    def read(
        self, dataset: Dataset, settled: Plan, folder: RunFolder, tell: Listener, world: World
    ) -> Material:
        """As `learn.one_network.read`; `folder` is the setting's own, which is gone after it."""
        recipe = settled.recipe
        seen = (
            settled.preprocess,
            settled.clip,
            recipe.feed,
            recipe.workers,
            recipe.device,
            recipe.max_broken,
        )
        if self._held is None or self._seen != seen:
            self._held = None  # before the next is read: memory holds one
            found = read(dataset, settled, self._folder, tell, world)
            self._held, self._seen = replace(found, rows=KeptRows()), seen
        return self._held
