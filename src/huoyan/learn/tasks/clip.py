"""How answers to clips are trained: as classes or numbers of pictures are, at the last step of each clip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from huoyan.data.dataset import Dataset
from huoyan.errors import UsageError
from huoyan.learn.heads import HEADS
from huoyan.learn.objectives.temperature import fit_temperature
from huoyan.learn.on_features import FINDERS
from huoyan.learn.plan.look import Look
from huoyan.learn.tasks.base import Augment, Choice, Settled, Validator
from huoyan.learn.tasks.label_training import label_targets
from huoyan.preprocess import Placement
from huoyan.report.record import Remedy
from huoyan.runs.recipe import Recipe
from huoyan.runs.recipe.clip import ClipChoices
from huoyan.tasks.base import Outputs, Score, Task
from huoyan.tasks.classify import Classify
from huoyan.tasks.clip import Clip
from huoyan.tasks.logits import LOGITS
from huoyan.words import Message

if TYPE_CHECKING:
    from torch import Generator, Tensor, nn

    from huoyan.learn.augment import Augmentation
    from huoyan.learn.distributed.world import World
    from huoyan.learn.feed.shuffle import Order
    from huoyan.learn.fit.targets import Targets
    from huoyan.learn.networks.shape import NetworkShape
    from huoyan.learn.objectives.loss import Loss


class TrainClip:
    """Satisfies `TrainTask`. The last column of the targets that it is given tells the steps of a clip."""

    outputs: ClassVar[tuple[str, ...]] = (LOGITS,)
    targets = staticmethod(label_targets)

    def check(self, recipe: Recipe) -> None:
        """Raises UsageError (usage.recipe) for what sees no single frames, or is of pictures only."""
        if recipe.model in HEADS or recipe.model in FINDERS or _finds_things(recipe.model):
            told = Message("plan.no_model_of_clips", model=recipe.model)
            raise UsageError(told, code="usage.recipe")
        strange = [("augment", "views"), ("freeze", True), ("parallel", "shard"), ("compile", True)]
        for name, value in strange:
            if getattr(recipe, name) == value:
                told = Message("plan.clips_in_steps", name=name, value=str(value))
                raise UsageError(told, code="usage.recipe")

    def first_choices(self, recipe: Recipe, seen: Look) -> Iterable[Choice]:
        known = recipe.pretrained or recipe.weights is not None or recipe.model not in ("auto", "motion_cnn")
        yield Choice("motion", "frames") if known else Choice("motion", "flow", Message("plan.flow"))

    def defaults(self, recipe: Recipe, seen: Look, tuned: bool) -> Iterable[Choice]:
        yield Choice("loss", "cross-entropy")
        yield Choice("label_smoothing", 0.1)
        yield Choice("flip", "none", Message("plan.mirrored_motion"))

    def network(self, shape: NetworkShape, labels: Sequence[str], train: Dataset | None) -> nn.Module:
        from huoyan.learn.networks.clips.build import clip_network

        return clip_network(shape, len(labels))

    def order(self, recipe: Recipe, data: Dataset) -> Order | None:
        return None

    def augment(self, recipe: Recipe, augmentation: Augmentation, data: Dataset) -> Augment:
        """What the common preset says of pictures is left aside but for mirroring and a shift."""
        from torch import Tensor, cat

        from huoyan.learn.augment.clips import augment_clips, preset_of
        from huoyan.learn.plan.preprocessing import clip_preprocess_of

        clip = clip_preprocess_of(recipe)
        preset = preset_of(recipe.augment, clip.motion, augmentation.flip, recipe.shift)

        def varied(
            clips: Tensor, targets: Targets, generator: Generator, world: World, passed: float
        ) -> tuple[Tensor, Targets]:
            assert isinstance(targets, Tensor)
            if preset is None:
                return clips, targets
            seen, steps = augment_clips(clips, targets[:, -1].long(), clip, preset, generator, world)
            return seen, cat([targets[:, :-1], steps[:, None].to(targets.dtype)], 1)

        return varied

    def loss(self, recipe: Recipe, data: Dataset, network: nn.Module) -> Loss:
        from huoyan.learn.objectives.label_losses import build_loss
        from huoyan.learn.objectives.last_answers import of_last

        choices = recipe.of(ClipChoices)
        if choices.loss != "cross-entropy":
            raise UsageError(Message("plan.loss_of_classes", loss=choices.loss), code="usage.recipe")
        smoothing = choices.label_smoothing or 0.0
        of_pictures = build_loss(
            choices.loss, multilabel=False, label_smoothing=smoothing, classes=len(data.classes)
        )
        return of_last(of_pictures)

    def rates(self, recipe: Recipe, network: nn.Module) -> Mapping[int, float] | None:
        return None

    def validator(self, recipe: Recipe, targets: Targets) -> Validator:
        from torch import Tensor, ones

        from huoyan.learn.objectives.last_answers import at_last
        from huoyan.learn.tasks.validators import LabelValidator, first_is_true

        assert isinstance(targets, Tensor)
        return LabelValidator("accuracy", ones(len(targets)), at_last(first_is_true))

    def remedy(self, recipe: Recipe, train: Dataset, score: Score, task: Task) -> Remedy | None:
        return None

    def settle(self, recipe: Recipe, outputs: Outputs, data: Dataset, places: Sequence[Placement]) -> Settled:
        """The temperature."""
        temperature = fit_temperature(outputs[LOGITS], data.targets(), multilabel=False)
        chosen = (Message("chosen.temperature"),) if temperature != 1 else ()
        return Settled(Clip(Classify(data.classes, temperature)), chosen)


def _finds_things(model: str) -> bool:
    if model == "auto":
        return False
    from huoyan.learn.networks.detectors import DETECTORS  # which imports PyTorch

    return model in DETECTORS
