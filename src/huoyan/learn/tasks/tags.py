"""How labelling is trained: a yes or no for each label, thresholds and a temperature at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from huoyan.data.dataset import Dataset
from huoyan.learn.ensemble.label_mean import add_mean_logits, mean_logits
from huoyan.learn.objectives.imbalance import choose
from huoyan.learn.objectives.temperature import fit_temperature
from huoyan.learn.objectives.thresholds import fit_thresholds
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Settled, Validator
from huoyan.learn.tasks.label_remedy import label_remedy
from huoyan.learn.tasks.label_training import (
    flip_choice,
    label_augment,
    label_loss,
    label_network,
    label_rates,
    label_targets,
)
from huoyan.learn.tasks.whole_pictures import check_whole_pictures
from huoyan.preprocess import Placement
from huoyan.runs.recipe import Recipe
from huoyan.tasks.base import Outputs
from huoyan.tasks.logits import LOGITS
from huoyan.tasks.tags import Tags
from huoyan.words import Message

if TYPE_CHECKING:
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets


class TrainTags:
    """Satisfies `TrainTask`, and `AveragesAnswers`."""

    check = staticmethod(check_whole_pictures)
    network = staticmethod(label_network)
    targets = staticmethod(label_targets)
    augment = staticmethod(label_augment)
    loss = staticmethod(label_loss)
    rates = staticmethod(label_rates)
    remedy = staticmethod(label_remedy)
    mean = staticmethod(partial(mean_logits, output=LOGITS, several=True))
    add_mean = staticmethod(partial(add_mean_logits, output=LOGITS, several=True))

    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        return (LOGITS,)

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        return ()

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        yield Choice("loss", "bce", Message("plan.several_labels"))
        yield Choice("label_smoothing", 0.0)
        yield Choice("imbalance", *choose(seen.counts, multilabel=True))
        yield flip_choice(seen)

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        from torch import ones

        from huoyan.learn.tasks.validators import LabelValidator, share_of_right_labels

        return LabelValidator("hamming_accuracy", ones(len(targets)), share_of_right_labels)

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """The temperature, and a threshold for each label."""
        targets = data.targets()
        temperature = fit_temperature(outputs[LOGITS], targets, multilabel=True)
        task = Tags(data.classes, temperature)
        thresholds = fit_thresholds(task.probabilities(outputs), targets, seed=recipe.seed)
        chosen = [Message("chosen.temperature")] * (temperature != 1)
        chosen += [Message("chosen.thresholds")] * (thresholds is not None)
        return Settled(Tags(data.classes, temperature, thresholds), tuple(chosen))
