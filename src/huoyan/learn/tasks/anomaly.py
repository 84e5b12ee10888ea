"""How anomalies are learnt: good pictures are remembered, held-out ones give the threshold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.images.heat_map import HEATMAP, SCORE, WHOLE
from huoyan.learn.patches.options import NAME, PatchOptions
from huoyan.learn.tasks.base import Settled
from huoyan.learn.tasks.without_steps import WithoutSteps
from huoyan.metrics.intervals.conformal import rank_for
from huoyan.preprocess import Placement
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.anomaly import AnomalyChoices
from huoyan.tasks.anomaly import Anomaly
from huoyan.tasks.base import Outputs
from huoyan.words import Message


class TrainAnomaly(WithoutSteps):
    """Satisfies `TrainTask`."""

    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        whole = PatchOptions.read(recipe.options).whole
        return (SCORE, HEATMAP, WHOLE) if whole else (SCORE, HEATMAP)

    def check(self, recipe: Recipe) -> None:
        if recipe.model not in ("auto", NAME):
            told = Message("anomaly.model", model=recipe.model, known=NAME)
            raise UsageError(told, code="usage.recipe")
        PatchOptions.read(recipe.options)

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """The threshold, by the good pictures of validation."""
        good = data.targets() == 0
        scores = np.sort(outputs[SCORE].astype(np.float64)[good])
        rate = recipe.of(AnomalyChoices).false_alarms
        assert rate is not None
        name = next(data.classes[s.labels[0]] for s, own in zip(data.samples, good, strict=True) if own)
        threshold = float(scores[rank_for(len(scores), rate) - 1])
        task = Anomaly(name, threshold, rate, len(scores), WHOLE in self.outputs(recipe))
        return Settled(task, (Message("chosen.threshold_of_good"),))
