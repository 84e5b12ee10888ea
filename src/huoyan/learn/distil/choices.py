"""What is asked and decided where a network has a teacher: how soft its answers are, and their weight."""

from __future__ import annotations

from collections.abc import Iterable

from huoyan.errors import UsageError
from huoyan.learn.distil.teacher import open_teacher
from huoyan.learn.plan.choice import Choice
from huoyan.learn.plan.preprocessing import preprocess_of
from huoyan.runs.recipe import Recipe
from huoyan.words import Listed, Message

# Hinton, Vinyals and Dean 2015 (arXiv 1503.02531): lower temperatures serve much smaller students, and the
# labels weigh least. Within that the values are a choice; benchmarks/distil.py shows what they bring.
TEMPERATURE, WEIGHT = 2.0, 0.9


def teacher_choices(recipe: Recipe) -> Iterable[Choice]:
    """None where there is no teacher. `recipe`: how pictures are seen is decided in it.

    Raises UsageError (usage.recipe) for views that the teacher cannot be asked about.
    """
    given = recipe.values()
    if given.get("teacher") is None:
        return
    yield Choice("distil_temperature", TEMPERATURE, Message("distil.softer"))
    yield Choice("distil_weight", WEIGHT)
    apart = open_teacher(given["teacher"], recipe.task).preprocess.unlike(preprocess_of(recipe))
    frozen = given["start"] == "head"
    if given["distil_on"] == "views":
        _check_views(str(given["teacher"]), apart, frozen)
    key = "distil.frozen" if frozen else "distil.other_pictures" if apart else "distil.views"
    on = "plain" if frozen or apart else "views"
    yield Choice("distil_on", on, Message(key, teacher=given["teacher"]))
    yield Choice("label_smoothing", 0.0)  # the teacher's answers are soft already


def check_asked_teacher(recipe: Recipe, *, learns_in_steps: bool) -> None:
    """Before a picture is read. Raises UsageError (usage.recipe, usage.teacher), ArtifactError."""
    given = recipe.values()
    if given.get("teacher") is None:
        names = ("distil_temperature", "distil_weight", "distil_on")
        if said := [name for name in names if given.get(name) is not None]:
            raise UsageError(Message("distil.no_teacher", names=Listed(said, None)), code="usage.recipe")
        return
    if not learns_in_steps:
        raise UsageError(Message("distil.of_networks", model=recipe.model), code="usage.recipe")
    open_teacher(given["teacher"], recipe.task)


def _check_views(teacher: str, apart: list[str], frozen: bool) -> None:
    if frozen:
        raise UsageError(Message("distil.views_frozen"), code="usage.recipe")
    if apart:
        told = Message("distil.views_differ", teacher=teacher, values=Listed(apart, None))
        raise UsageError(told, code="usage.recipe")
