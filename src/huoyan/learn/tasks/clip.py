"""How answers to clips are trained: as classes or numbers of pictures are, at the last step of each clip.

The rules are those of the task for pictures, `answer_rules`; what is of clips alone is here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from huoyan.clips import ClipPreprocess
from huoyan.data.dataset import Dataset
from huoyan.data.sample.kind import Kind
from huoyan.errors import UsageError
from huoyan.learn.heads import HEADS
from huoyan.learn.on_features import FINDERS
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Settled, TrainTask, Validator
from huoyan.learn.tasks.classify import TrainClassify
from huoyan.learn.tasks.label_training import label_targets
from huoyan.learn.tasks.regress import TrainRegress, in_units
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.classify import ClassifyChoices
from huoyan.runs.recipe.clip import ClipChoices
from huoyan.runs.recipe.regress import RegressChoices
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.tasks.classify import Classify
from huoyan.tasks.clip import Clip
from huoyan.tasks.regress import Regress
from huoyan.words import Message

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.distributed.world import World
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.networks.shape import NetworkShape
    from huoyan.learn.objectives.loss import Loss


# Models that look at motion.
_OF_MOTION = ("auto", "motion_cnn")


class TrainClip:
    """Satisfies `TrainTask`. The last column of the targets that it is given tells the steps of a clip."""

    targets = staticmethod(label_targets)

    def outputs(self, recipe: Recipe) -> tuple[str, ...]:
        rules, of_pictures = answer_rules(recipe)
        return rules.outputs(of_pictures)

    def check(self, recipe: Recipe) -> None:
        """Raises UsageError (usage.recipe) for what sees no single frames, or is of pictures only."""
        if recipe.model in HEADS or recipe.model in FINDERS or _finds_things(recipe.model):
            told = Message("plan.no_model_of_clips", model=recipe.model)
            raise UsageError(told, code="usage.recipe")
        if recipe.freeze and not (recipe.pretrained or recipe.weights is not None):
            raise UsageError(Message("plan.nothing_known_to_freeze"), code="usage.recipe")
        if recipe.freeze and recipe.values().get("over_time") == "tsm":
            raise UsageError(Message("plan.frozen_shift"), code="usage.recipe")
        strange = [("augment", "views"), ("parallel", "shard"), ("compile", True)]
        for name, value in strange:
            if getattr(recipe, name) == value:
                told = Message("plan.clips_in_steps", name=name, value=str(value))
                raise UsageError(told, code="usage.recipe")

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        _check_loss(recipe.of(ClipChoices), seen.kind)
        yield Choice("loss", "mse" if seen.kind == "numbers" else "cross-entropy")
        if seen.row_values is not None:
            return
        of_pictures = recipe.pretrained or recipe.weights is not None or recipe.model not in _OF_MOTION
        known = of_pictures or recipe.of(ClipChoices).over_time == "tsm"
        yield Choice("motion", "frames") if known else Choice("motion", "flow", Message("plan.flow"))

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        if seen.kind == "class":
            yield Choice("label_smoothing", 0.1)
        # Rows of numbers have no left and right.
        told = Message("plan.mirrored_motion") if seen.row_values is None else None
        yield Choice("flip", "none", told)

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        from torch import nn

        from huoyan.learn.networks.clips.build import clip_network

        assert shape.clip is not None
        units = in_units(nn.Identity(), labels, train) if shape.clip.units else None
        return clip_network(shape, len(labels), units)

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        """What the common preset says of pictures is left aside but for mirroring and a shift."""
        from torch import Tensor

        from huoyan.learn.augment.clips import augment_clips, augment_rows, preset_of
        from huoyan.learn.objectives.last_answers import retimed, steps_of
        from huoyan.learn.plan.preprocessing import clip_preprocess_of

        clip = clip_preprocess_of(recipe)
        motion = clip.motion if isinstance(clip, ClipPreprocess) else "frames"
        numbers = recipe.of(ClipChoices).of_numbers
        preset = preset_of(recipe.augment, motion, augmentation.flip, recipe.shift, numbers)

        def varied(
            clips: Tensor, targets: Targets, generator: Generator, world: World, passed: float
        ) -> tuple[Tensor, Targets]:
            assert isinstance(targets, Tensor)
            if preset is None:
                return clips, targets
            steps = steps_of(targets)
            if isinstance(clip, ClipPreprocess):
                seen, steps = augment_clips(clips, steps, clip, preset, generator, world)
            else:
                seen, steps = augment_rows(clips, steps, clip, preset, generator, world)
            return seen, retimed(targets, steps)

        return varied

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        from huoyan.learn.objectives.last_answers import of_last

        rules, of_pictures = answer_rules(recipe)
        return of_last(rules.loss(of_pictures, data, network))

    def rates(self, recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
        return None

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        from torch import Tensor

        from huoyan.learn.objectives.last_answers import without_steps
        from huoyan.learn.tasks.validators import AtLast

        assert isinstance(targets, Tensor)
        rules, of_pictures = answer_rules(recipe)
        return AtLast(rules.validator(of_pictures, without_steps(targets)))

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return None

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """The temperature, or the margins of the intervals."""
        rules, of_pictures = answer_rules(recipe)
        settled = rules.settle(of_pictures, outputs, data, places)
        if isinstance(settled.task, Regress):
            return replace(settled, task=Clip(numbers=settled.task))
        assert isinstance(settled.task, Classify)
        return replace(settled, task=Clip(classes=settled.task))


def answer_rules(recipe: Recipe) -> tuple[TrainTask, Recipe]:
    """How what is answered of a clip would be trained if it were one of pictures, and the recipe for that."""
    choices = recipe.of(ClipChoices)
    if choices.loss == "cross-entropy":
        of_classes = ClassifyChoices("random", choices.loss, "none", choices.label_smoothing or 0.0)
        return TrainClassify(), replace(recipe, task="classify", section=of_classes)
    return TrainRegress(), replace(recipe, task="regress", section=RegressChoices(choices.loss))


def _check_loss(choices: ClipChoices, kind: Kind) -> None:
    """Raises UsageError (usage.recipe) for what is said of the other kind of labels."""
    if choices.loss != "auto" and choices.of_numbers != (kind == "numbers"):
        told = "plan.loss_of_numbers" if kind == "numbers" else "plan.loss_of_classes"
        raise UsageError(Message(told, loss=choices.loss), code="usage.recipe")
    if kind == "numbers" and choices.label_smoothing is not None:
        raise UsageError(Message("plan.smoothing_of_numbers"), code="usage.recipe")


def _finds_things(model: str) -> bool:
    if model == "auto":
        return False
    from huoyan.learn.networks.detectors import DETECTORS  # which imports PyTorch

    return model in DETECTORS
