"""What the report shows of a run, gathered into one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from huoyan.artifact.manifest import Manifest
from huoyan.evaluate import Evaluation
from huoyan.learn.job import Job
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.plan.plan import Plan
from huoyan.learn.ship.own_speeds import own_speeds
from huoyan.learn.ship.ship import Shipped
from huoyan.learn.ship.shown_pictures import shown_mistakes, small_picture
from huoyan.report.record import (
    ArtifactFile,
    ModelFacts,
    Others,
    OverTime,
    ReferenceScore,
    Remedy,
    RunRecord,
    ShownTrial,
)
from huoyan.report.tasks import TASK_PAGES
from huoyan.runs.recipe import Recipe
from huoyan.runs.rungs import Ascent
from huoyan.runs.search.outcome import Outcome as Search
from huoyan.runs.search.shown_storage import shown_storage
from huoyan.tasks import name_of
from huoyan.words import Message


@dataclass(frozen=True, slots=True)
class More:
    """What is measured besides the score: without a remedy, over time, with made pictures, of the models that
    the run came of, and of the settings that were searched."""

    remedy: Remedy | None = None
    over_time: OverTime | None = None
    synthesis: ShownTrial | None = None
    others: Others | None = None
    search: Search | None = None


def record(
    job: Job,
    learnt: Learnt,
    shipped: Shipped,
    evaluation: Evaluation,
    notes: Sequence[Message],
    more: More,
) -> RunRecord:
    """`notes`: what was said of the data on the way."""
    manifest, plan = shipped.artifact.manifest, learnt.plan
    assert learnt.trained is not None
    window, task = plan.preprocess.window, name_of(manifest.task)
    return RunRecord(
        title=learnt.dataset.name,
        data=job.name,
        created=manifest.provenance.created,
        command=job.command,
        task=task,
        split=evaluation.split,
        evidence=TASK_PAGES[task].evidence(
            evaluation, learnt.dataset, lambda sample, side: small_picture(sample, window, side)
        ),
        recipe=_recipe(plan.recipe),
        choices=plan.choices + learnt.notes,
        notes=tuple(notes) + _endings(learnt.course),
        epochs=learnt.course.history,
        mistakes=shown_mistakes(evaluation, window),
        batch=learnt.batch,
        model=_facts(manifest, plan),
        speeds=own_speeds(shipped.artifact),
        parities=shipped.parities,
        quarantine=learnt.broken,
        files=_files(shipped),
        remedy=more.remedy,
        ascent=learnt.ascent,
        over_time=more.over_time,
        synthesis=more.synthesis,
        others=more.others,
        search=more.search,
    )


def metrics(
    evaluation: Evaluation,
    more: More,
    ascent: Ascent | None,
) -> dict[str, Any]:
    """What metrics.json holds of a run, but for what is trained beside it."""
    found = evaluation.to_json()
    if more.remedy is not None:
        found["remedy"] = more.remedy.to_json()
    if ascent is not None:
        found["ladder"] = ascent.to_json()
    if more.over_time is not None:
        found["over_time"] = more.over_time.to_json()
    if more.synthesis is not None:
        found["synthesis"] = more.synthesis.outcome.to_json()
    if more.others is not None:
        found["others"] = more.others.to_json()
    if more.search is not None:
        found["search"] = more.search.to_json()
    return found


def with_beside(
    page: RunRecord, beside: Mapping[str, Mapping[str, Any]], notes: Sequence[Message]
) -> RunRecord:
    """The record with what was trained beside the run, and what was said of it."""
    told = tuple(notes) + tuple(note for note in page.notes if note not in notes)
    page = replace(page, notes=told)
    if "random-split" in beside:
        page = replace(page, random=ReferenceScore.from_json(beside["random-split"]))
    if "plain" in beside and page.remedy is not None:
        trained = replace(page.remedy, how="trained", before=ReferenceScore.from_json(beside["plain"]))
        page = replace(page, remedy=trained)
    return page


def _endings(course: Course) -> tuple[Message, ...]:
    said = {"interrupted": "learn.stopped_by_hand", "patience": "learn.stopped_early"}
    return (Message(said[course.stopped]),) if course.stopped in said else ()


def _facts(manifest: Manifest, plan: Plan) -> ModelFacts:
    preprocess = plan.preprocess
    return ModelFacts(
        network=manifest.network.name,
        parameters=manifest.network.parameters,
        size=(preprocess.height, preprocess.width, preprocess.channels),
        licence=manifest.licence,
        weights=manifest.provenance.weights,
    )


def _files(shipped: Shipped) -> tuple[ArtifactFile, ...]:
    folder = shipped.artifact.folder
    return tuple(
        ArtifactFile(f"{folder.name}/{name}", (folder / name).stat().st_size, digest)
        for name, digest in shipped.artifact.manifest.files.items()
    )


def _recipe(recipe: Recipe) -> dict[str, Any]:
    """As a report shows it, which others read."""
    shown = recipe.to_dict()
    return {**shown, "storage": shown_storage(recipe.storage)} if recipe.storage else shown
