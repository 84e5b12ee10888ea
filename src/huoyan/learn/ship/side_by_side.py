"""The models that a run came of, scored beside it on the very pictures of its own score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from huoyan.artifact.read import open_artifact
from huoyan.comparison.compare import Comparison, compare
from huoyan.comparison.sentences import pair_sentences
from huoyan.data.dataset import Split
from huoyan.errors import HuoyanError
from huoyan.evaluate import Evaluation
from huoyan.held_out import Scored
from huoyan.learn.job import Job
from huoyan.learn.learnt import Learnt
from huoyan.learn.ship.ship import Shipped
from huoyan.predict import Predictor
from huoyan.report.record import Others
from huoyan.runs.compared_runs import model_folders, names_of
from huoyan.runs.events import Listener, Phase, Said
from huoyan.runs.recipe import Recipe
from huoyan.runtimes import open_runtime
from huoyan.words import Message
from huoyan.words.figure_names import figure_name


def side_by_side(
    job: Job, learnt: Learnt, shipped: Shipped, evaluation: Evaluation, tell: Listener
) -> Others | None:
    """None where the run came of no other, and where they cannot be compared, which is said: too few pictures
    do not tell models apart.

    All on ONNX Runtime, in turns, so that their times can be compared.
    """
    kind, paths = _came_of(learnt.plan.recipe)
    if kind is None:
        return None
    tell(Phase(Message("others.phase", n=len(paths))))
    try:
        found = _compared(job, learnt, shipped, evaluation, paths)
    except HuoyanError as error:  # a teacher that is gone meanwhile costs the comparison, not the training
        tell(Said(Message("others.not_compared", reason=error.message), warning=True))
        return None
    for pair in found.pairs:
        if pair.first == found.runs[0].name:
            for sentence in pair_sentences(pair, found, lambda name: figure_name(name, job.lang)):
                tell(Said(sentence))
    return Others(kind, found)


def _compared(
    job: Job, learnt: Learnt, shipped: Shipped, evaluation: Evaluation, paths: Sequence[str]
) -> Comparison:
    folders = [shipped.artifact.folder.resolve(), *model_folders(paths)]
    names = names_of([job.folder.path, *paths], folders)
    artifacts = [shipped.artifact, *(open_artifact(folder) for folder in folders[1:])]
    models = {
        name: Predictor(artifact, open_runtime(artifact, "onnxruntime", learnt.plan.recipe.threads))
        for name, artifact in zip(names, artifacts, strict=True)
    }
    part: Split = "val" if evaluation.split == "val" else "test"
    scored = Scored(learnt.dataset.split(part), part)
    return compare(models, scored, known={names[0]: evaluation})


def _came_of(recipe: Recipe) -> tuple[Literal["members", "teacher"] | None, tuple[str, ...]]:
    if recipe.ensemble is not None:
        return "members", recipe.ensemble
    teacher = recipe.values().get("teacher")
    return (None, ()) if teacher is None else ("teacher", (str(teacher),))
