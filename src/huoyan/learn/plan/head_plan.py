"""What is decided where a head learns from features: no step by step training, so few choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from huoyan.errors import UsageError
from huoyan.learn.features import DESCRIPTIONS
from huoyan.learn.features.classical import CLASSICAL, LEAST_SIDE, PHOTO_SIDE
from huoyan.learn.plan.look import SMALL_SIDE, Look
from huoyan.learn.plan.machine import Machine
from huoyan.learn.plan.preprocessing import preprocess_of
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.preprocess import Preprocess, choose_fit
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message

# Choices that only a training in steps has.
IN_STEPS = (
    "epochs", "patience", "fast", "augment", "flip", "shift", "batch", "optimizer", "lr", "momentum", "beta2",
    "weight_decay", "schedule", "warmup", "final", "clip", "ema", "freeze", "parallel", "compile",
    "loss", "label_smoothing", "mixup", "cutmix", "teacher", "distil_temperature", "distil_weight",
    "distil_on",
)  # fmt: skip
# What a head can do about classes of unequal size.
IMBALANCE = ("none", "weights")


def plan_head(recipe: Recipe, seen: Look, machine: Machine) -> tuple[Recipe, Preprocess, list[Message]]:
    """`recipe`, whose model is a head, with each open value decided, and why.

    Raises UsageError (usage.recipe) for choices that a head does not have.
    """
    _check(recipe)
    choices: list[Message] = []
    values: dict[str, object] = {"threads": recipe.threads or machine.free_cores}
    if recipe.precision == "auto":
        values["precision"] = "fp32"
    if recipe.features is None:
        values["features"] = features_of(recipe)
    classical = is_classical(str(values.get("features", recipe.features)))
    if recipe.size is None and classical:
        values["size"] = _side(seen)
    fit, reason = choose_fit(seen.sizes)
    if recipe.fit == "auto":
        values["fit"] = fit
        choices.append(reason)
    if recipe.colour == "auto":
        values["colour"] = "grey" if seen.grey and classical else "rgb"
    if recipe.window is None and seen.window is not None:
        values["window"] = seen.window
    for choice in TRAIN_TASKS[recipe.task].defaults(recipe, seen, tuned=False):
        if choice.name == "imbalance" and recipe.values()["imbalance"] == "auto":
            values["imbalance"] = "weights" if choice.value != "none" else "none"
            if choice.value != "none":
                because = Message("plan.rows_weigh", most=max(seen.counts), least=min(seen.counts))
                choices.append(Message("plan.choice", name="imbalance", value="weights", because=because))
    final = recipe.with_choices(**values, loss="cross-entropy", label_smoothing=0.0)
    assert final.fit != "auto"
    return final, preprocess_of(final), choices


def is_classical(features: str) -> bool:
    """Whether all of `features` are descriptions, not networks."""
    return all(name in DESCRIPTIONS for name in features.split("+"))


def network_of(features: str | None) -> str | None:
    """The network among `features`, where there is one."""
    names = [] if features is None else features.split("+")
    return next((name for name in names if name not in DESCRIPTIONS), None)


def features_of(recipe: Recipe) -> str:
    """Of a recipe that names none. Raises UsageError (usage.recipe) where it has weights for them."""
    if recipe.weights is not None or recipe.pretrained:
        raise UsageError(Message("plan.weights_of_what", model=recipe.model), code="usage.recipe")
    return "+".join(CLASSICAL)


def _side(seen: Look) -> int:
    """Small pictures as they are, photos smaller."""
    if not seen.small:
        return PHOTO_SIDE
    side = Counter(max(size) for size in seen.sizes).most_common(1)[0][0]
    return min(max(side, LEAST_SIDE), SMALL_SIDE)


def _check(recipe: Recipe) -> None:
    if recipe.task != "classify":
        raise UsageError(
            Message("plan.heads_classify", model=recipe.model, task=recipe.task), code="usage.recipe"
        )
    refuse_steps(recipe)
    imbalance = recipe.values()["imbalance"]
    if imbalance not in ("auto", *IMBALANCE):
        raise UsageError(
            Message("plan.imbalance_of_heads", model=recipe.model, value=imbalance),
            code="usage.recipe",
        )


def refuse_steps(recipe: Recipe, more: Sequence[str] = ()) -> None:
    """Raises UsageError (usage.recipe) for choices of a training in steps, of its task `more`."""
    given = recipe.values()
    defaults = Recipe().settled(recipe.task).values()
    steps = (*IN_STEPS, *more)
    strange = [name for name in steps if name in given and given[name] not in (defaults[name], None)]
    # A recipe that is replayed has what was decided.
    decided = {"loss": "cross-entropy", "label_smoothing": 0.0}
    strange = [name for name in strange if given[name] != decided.get(name)]
    if strange:
        raise UsageError(
            Message("plan.not_in_steps", model=recipe.model, names=Listed(strange, None)), code="usage.recipe"
        )
