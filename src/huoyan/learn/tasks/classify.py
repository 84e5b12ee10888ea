"""How classification is trained: softmax, classes of unequal size, a temperature at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from huoyan.data.dataset import Dataset
from huoyan.learn.distil.choices import check_asked_teacher, teacher_choices
from huoyan.learn.distil.teacher import Teacher
from huoyan.learn.ensemble.label_mean import add_mean_logits, mean_logits
from huoyan.learn.objectives.imbalance import balanced_order, choose
from huoyan.learn.objectives.temperature import fit_temperature
from huoyan.learn.on_features import ON_FEATURES
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Settled, Validator
from huoyan.learn.tasks.label_remedy import label_remedy
from huoyan.learn.tasks.label_training import (
    flip_choice,
    label_augment,
    label_loss,
    label_network,
    label_rates,
    label_targets,
    label_treatment,
)
from huoyan.learn.tasks.whole_pictures import check_whole_pictures
from huoyan.preprocess import Placement
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.tasks.base import Outputs
from huoyan.tasks.classify import Classify
from huoyan.tasks.logits import LOGITS
from huoyan.words import Message

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.objectives.loss import Loss


class TrainClassify:
    """Satisfies `TrainTask`, and `AveragesAnswers`."""

    network = staticmethod(label_network)
    targets = staticmethod(label_targets)
    rates = staticmethod(label_rates)
    remedy = staticmethod(label_remedy)
    mean = staticmethod(partial(mean_logits, output=LOGITS, several=False))
    add_mean = staticmethod(partial(add_mean_logits, output=LOGITS, several=False))

    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        return (LOGITS,)

    def check(self, recipe: Recipe) -> None:
        check_whole_pictures(recipe)
        check_asked_teacher(recipe, learns_in_steps=recipe.model not in ON_FEATURES)

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        return ()

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        method, why = choose(seen.counts, multilabel=False)
        yield Choice("imbalance", method, None if method == "none" else why)
        yield flip_choice(seen)
        yield Choice("loss", "cross-entropy")
        yield from teacher_choices(recipe)
        yield Choice("label_smoothing", _smoothing(recipe, seen, tuned))

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        """Where a teacher answers for the views, with its answers."""
        varied, choices = label_augment(recipe, augmentation, data), recipe.of(ClassifyChoices)
        if choices.teacher is None or choices.distil_on != "views":
            return varied
        from huoyan.learn.distil.taught import taught_views

        return taught_views(varied, Teacher.of(recipe, data.classes), len(data.classes))

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        labels, choices = label_loss(recipe, data, network), recipe.of(ClassifyChoices)
        if choices.teacher is None:
            return labels
        from huoyan.learn.distil.taught import taught_loss

        assert choices.distil_temperature is not None
        assert choices.distil_weight is not None
        return taught_loss(
            labels,
            len(data.classes),
            temperature=choices.distil_temperature,
            weight=choices.distil_weight,
            class_weights=label_treatment(recipe, data).class_weights,
        )

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        """Every class equally often, where the recipe says so."""
        if not label_treatment(recipe, data).balanced_order:
            return None
        import torch

        targets = torch.from_numpy(data.targets())

        def drawn(generator: Generator) -> Tensor:
            return balanced_order(targets, generator)

        return drawn

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        """Every class counts alike, however few pictures it has, where something is done about that."""
        from torch import Tensor, ones

        from huoyan.learn.tasks.validators import LabelValidator, even_weights, first_is_true

        assert isinstance(targets, Tensor)
        if recipe.of(ClassifyChoices).imbalance == "none":
            return LabelValidator("accuracy", ones(len(targets)), first_is_true)
        return LabelValidator("balanced_accuracy", even_weights(targets), first_is_true)

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """The temperature."""
        temperature = fit_temperature(outputs[LOGITS], data.targets(), multilabel=False)
        return Settled(
            Classify(data.classes, temperature), (Message("chosen.temperature"),) if temperature != 1 else ()
        )


def _smoothing(recipe: Recipe, seen: Look, tuned: bool) -> float:
    """Less for small grey pictures and for weights that know pictures (docs/benchmarks.md)."""
    return 0.05 if tuned or (seen.small and recipe.colour != "rgb") else 0.1
