"""One training run, from data to a verified model and its report."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from huoyan.data.dataset import Dataset, Split
from huoyan.data.fingerprint import contents_sha256
from huoyan.data.home_folder import at_home
from huoyan.data.say import Say
from huoyan.errors import DataError, TrainingError, UsageError
from huoyan.evaluate import Evaluation, evaluate
from huoyan.learn.distil.same_teacher import check_same_teacher, teacher_sha256
from huoyan.learn.distributed.joined_world import joined_world
from huoyan.learn.distributed.world import World, started_by_torchrun
from huoyan.learn.feed.opened_data import Opened, keep_split, open_material
from huoyan.learn.fit.interrupt import outliving_terminal
from huoyan.learn.job import Job, Run
from huoyan.learn.ladder.climb import climb, climbs
from huoyan.learn.learnt import Course, Learnt
from huoyan.learn.learnt_before import tell_of_weights
from huoyan.learn.longer_training import write_earlier
from huoyan.learn.machine.busy_cores import OtherPrograms
from huoyan.learn.machine.global_settings import RunSettings, run_settings
from huoyan.learn.one_training import learn
from huoyan.learn.plan.asked_names import check_asked
from huoyan.learn.plan.plan import Plan
from huoyan.learn.plan.settle import Survey, settle, survey
from huoyan.learn.run_start import Begun, Resume, begin
from huoyan.learn.same_data import check_same, pictures_sha256
from huoyan.learn.search.searched import check_search, searched
from huoyan.learn.ship.run_record import More, metrics, record, with_beside
from huoyan.learn.ship.ship import Lineage, Shipped, ship
from huoyan.learn.ship.side_by_side import side_by_side
from huoyan.learn.side_trainings import Main, forget, train_beside
from huoyan.learn.synthesis.decided import AUTO, check_alone, decided
from huoyan.learn.synthesis.made_samples import with_made_pictures
from huoyan.learn.synthesis.trial.shown import shown_trial
from huoyan.learn.tasks import TRAIN_TASKS
from huoyan.predict import Predictor
from huoyan.report.page import write_report
from huoyan.report.record import OverTime, Remedy
from huoyan.runs.ensemble import joined
from huoyan.runs.events import Advanced, Listener, Phase, Said, all_listeners, no_listener
from huoyan.runs.folder_lock import Claim
from huoyan.runs.log_file import LogFile
from huoyan.runs.recipe import Beside, Recipe
from huoyan.runs.recipe_file import Origin, compared_of, folder_of, write_recipe
from huoyan.runs.run_folder import RunFolder
from huoyan.runs.search.outcome import read_outcome
from huoyan.runtimes import open_runtime
from huoyan.system.disk_space import what_to_do
from huoyan.tasks import medium_of
from huoyan.words import Lang, Message, Remark, spoken_of
from huoyan.words.foreign_reason import system_reason

# A training of so many seconds is repeated without the remedy for imbalance, to show what that does.
SOON_S = 30.0


def train(
    data: str | Path | Dataset | None,
    *,
    out: str | Path | None = None,
    recipe: Recipe | None = None,
    listen: Listener = no_listener,
    lang: Lang = "en",
    command: str | None = None,
    resume: Resume = False,
) -> Run:
    """Trains, exports, proves, scores and reports. Everything is written under `out`.

    `data` None: those of the first run that the recipe joins (`runs.ensemble`).

    `resume` takes up the run in `out` that was cut off, with its own recipe: it continues at the last
    checkpoint, in the middle of an epoch, as if nothing had happened. With "if-any" a new run begins
    where there is none, and Ctrl-C or SIGTERM only pauses it: TrainingError (training.paused).

    Started by torchrun, its processes train one network together: each calls this with the same
    arguments, the first one writes and speaks, and all get the same Run.

    Raises a HuoyanError for data, values or weights that cannot be used. Ctrl-C ends the training
    early; the run is then finished with the best weights so far.
    """
    began = time.perf_counter()
    data, given = joined(data, recipe or Recipe())
    if data is None:
        raise UsageError(Message("arguments.no_data"), code="usage.data")
    name = data.name if isinstance(data, Dataset) else str(data)
    place = at_home(out) if out is not None else None
    command = command or f"huoyan.train({name!r})"
    with outliving_terminal(), contextlib.ExitStack() as stack:
        settings = stack.enter_context(run_settings())
        if started_by_torchrun():
            settings.for_networks()
        world = stack.enter_context(joined_world())
        held: list[Claim] = []

        def claimed() -> Begun:
            claim, begun = begin(place, name, given, resume, world)
            held.append(stack.enter_context(claim))
            return begun

        begun = world.from_lead(claimed)
        folder, recipe = begun.folder, begun.recipe
        stack.enter_context(spoken_of(medium_of(recipe.task)))
        chosen = compared_of(recipe) if begun.origin is None else begun.origin.given
        origin = Origin(name, folder_of(data, recipe, chosen), given=chosen)
        job = Job(
            data, name, folder, recipe, lang, command, began, OtherPrograms(), world, settings,
            resume == "if-any", origin, begun.earlier,
        )  # fmt: skip
        if world.leads_node:
            stack.callback(folder.clear_of_cache, made=not world.leads and not folder.path.exists())
        stack.enter_context(_kept_on_error(held, begun))
        _check_device(recipe, world, settings)
        world.from_lead(lambda: check_asked(recipe))
        check_search(recipe, world.size)
        log = stack.enter_context(contextlib.closing(LogFile(folder.log, held=True)))
        tell: Listener = _together(job, held, log, listen, stack) if world.leads else no_listener
        return _run(job, begun.origin, log, tell)


@contextlib.contextmanager
def _kept_on_error(held: Sequence[Claim], begun: Begun) -> Iterator[None]:
    """The list of broken pictures stays, and so does a run that is paused and what one has written when its
    disk fails."""
    folder = begun.folder
    try:
        yield
    except DataError as error:
        if error.code == "data.broken" and held and begun.origin is None:
            held[0].keep()
            folder.recipe.unlink(missing_ok=True)  # without one the same call begins anew
        raise
    except TrainingError as error:
        if error.code == "training.paused":
            for claim in held:
                claim.keep()
        raise
    except OSError as error:
        for claim in held:
            claim.keep()
        do = what_to_do(error, full="disk.free_or_out", otherwise="disk.other_out")
        raise TrainingError(
            Message("learn.cannot_write", folder=folder.path, reason=system_reason(error), remedy=do),
            code="training.write",
        ) from error


def _check_device(recipe: Recipe, world: World, settings: RunSettings) -> None:
    """One that is not there is said before the data are read. Raises UsageError (usage.device)."""
    if world.size == 1 and recipe.device in ("auto", "cpu"):
        return  # PyTorch need not be asked
    from huoyan.learn.machine.devices import choose_device

    settings.for_networks()
    choose_device(recipe.device, world)


def _together(
    job: Job, held: Sequence[Claim], log: LogFile, listen: Listener, stack: contextlib.ExitStack
) -> Listener:
    """All who listen to a run; what they open is closed with `stack`."""
    tell = all_listeners(*held, log, listen)
    if job.recipe.tensorboard:
        from huoyan.learn.fit.tensorboard import TensorBoard

        board = stack.enter_context(contextlib.closing(TensorBoard(job.folder.path / "tensorboard")))
        tell = all_listeners(tell, board)
    for claim in held:
        claim.tell_if_unlocked(tell)
    return tell


def _run(job: Job, began_with: Origin | None, log: LogFile, tell: Listener) -> Run:
    tell(Phase(Message("phase.reading")))
    notes: list[Message] = []

    def warn(remark: Message) -> None:
        said = remark.message if isinstance(remark, Remark) else remark
        notes.append(said)
        tell(Said(said, warning=not (isinstance(remark, Remark) and remark.kind == "note")))

    def prepare() -> tuple[Dataset, Plan | Survey]:
        nonlocal job, began_with
        check_alone(job)
        opened = open_material(job.data, job.recipe, warn, tell)
        dataset = opened.dataset
        contents = contents_sha256(dataset)
        if job.recipe.values().get("synthesise") == AUTO:
            job = _of_real(job, opened, contents, began_with)
            log.open()
            keep_split(dataset, job.folder)
            job, began_with = decided(job, dataset, warn, tell), None
        dataset = _with_made(job, opened, contents, warn, tell)
        contents = [*contents, *contents_sha256(dataset.take(range(len(contents), len(dataset))))]
        found = pictures_sha256(dataset, contents)
        teacher = teacher_sha256(job.recipe)
        if began_with is not None:
            check_same(found, began_with, job.folder)
            check_same_teacher(teacher, began_with, job.folder)
        job = dataclasses.replace(
            job,
            origin=dataclasses.replace(job.origin, pictures_sha256=found, teacher_sha256=teacher),
            contents=contents,
            together=opened.together,
        )
        log.open()
        keep_split(dataset, job.folder)
        tell_of_weights(job, dataset, warn)
        if job.earlier is not None:
            write_earlier(job.folder, job.earlier)
        job = searched(job, dataset, warn, tell)
        surveyed = survey(job, dataset)
        if climbs(job, dataset, surveyed.recipe):
            write_recipe(job.folder.recipe, surveyed.recipe, job.origin)
            return dataset, surveyed
        return dataset, settle(job, surveyed, tell)

    dataset, settled = job.world.from_lead(prepare)
    if isinstance(settled, Survey):
        learnt = climb(job, dataset, settled, tell)
    else:
        learnt = learn(job, dataset, settled, tell)
    if job.pause and learnt.course.stopped == "interrupted":
        raise TrainingError(
            Message("learn.paused", folder=job.folder.path, step=learnt.course.steps),
            code="training.paused",
        )
    with _finished_by_resume(job, tell):
        return job.world.from_lead(lambda: _close(job, learnt, notes, warn, tell))


def _of_real(job: Job, opened: Opened, contents: Sequence[str], began_with: Origin | None) -> Job:
    """The job of the real pictures alone, while it is open whether made ones are added. Raises UsageError
    (usage.resume) where a run that goes on began with others."""
    found = pictures_sha256(opened.dataset, contents)
    if began_with is not None:
        check_same(found, began_with, job.folder)
    origin = dataclasses.replace(job.origin, pictures_sha256=found)
    return dataclasses.replace(job, origin=origin, contents=contents, together=opened.together)


def _with_made(job: Job, opened: Opened, contents: Sequence[str], warn: Say, tell: Listener) -> Dataset:
    """The data, and behind them what a generator makes for classes that are short of pictures."""
    run = job.recipe.values().get("synthesise")
    if run is None:
        return opened.dataset
    return with_made_pictures(
        opened.dataset,
        run,
        job.folder.made,
        contents=contents,
        together=opened.together,
        seed=job.recipe.seed,
        warn=warn,
        tell=tell,
    )


@contextlib.contextmanager
def _finished_by_resume(job: Job, tell: Listener) -> Iterator[None]:
    """Says so where Ctrl-C ends the program after the training, of which nothing is lost."""
    try:
        yield
    except KeyboardInterrupt:
        tell(Said(Message("learn.unfinished", folder=job.folder.path), warning=True))
        raise


def _close(job: Job, learnt: Learnt, notes: list[Message], warn: Say, tell: Listener) -> Run:
    """All that comes after training: export, proof, score, report, and what is trained beside the run."""
    shipped, evaluation = _finish(job, learnt, warn, tell)
    course, recipe, task = learnt.course, learnt.plan.recipe, shipped.artifact.manifest.task
    remedy = TRAIN_TASKS[recipe.task].remedy(recipe, learnt.train, evaluation.score, task)
    more = More(
        remedy,
        over_time=_over_time(job, learnt, shipped, evaluation, tell),
        synthesis=shown_trial(job.folder, learnt.dataset, learnt.plan.preprocess.window),
        others=side_by_side(job, learnt, shipped, evaluation, tell),
        search=read_outcome(job.folder.search),
    )
    found = metrics(evaluation, more, learnt.ascent)
    job.folder.write_metrics(found)
    tell(Phase(Message("phase.reporting")))
    page = record(job, learnt, shipped, evaluation, notes, more)
    write_report(page, job.folder.report, job.lang)
    beside: dict[str, dict[str, Any]] = {}
    choices = _choices_beside(job, course, remedy, tell)
    write_recipe(job.folder.recipe, dataclasses.replace(recipe, beside=choices or ("none",)), job.origin)
    if choices:
        if job.earlier is not None:
            forget(choices, job.folder)  # their figures are those of the shorter training
        # Mean and deviation of the channels are each training's own.
        own = dataclasses.replace(recipe, mean=job.recipe.mean, std=job.recipe.std)
        main = Main(learnt.dataset, dataclasses.replace(learnt.plan, recipe=own), course, job.folder)
        beside = _train_beside(job, choices, main, warn, tell)
        job.folder.write_metrics({**found, **({"beside": beside} if beside else {})})
        write_report(with_beside(page, beside, notes), job.folder.report, job.lang)
    job.folder.remove_checkpoints()
    weights = shipped.artifact.manifest.provenance.weights
    return Run(
        job.folder.path,
        shipped.artifact,
        evaluation,
        shipped.parities,
        weights,
        course.stopped,
        len(learnt.broken),
        beside,
        learnt.ascent,
    )


def _finish(job: Job, learnt: Learnt, warn: Say, tell: Listener) -> tuple[Shipped, Evaluation]:
    """Exports the best weights, proves the export and scores it, once."""
    tell(Phase(Message("phase.exporting")))
    assert learnt.trained is not None
    shipped = ship(
        job.folder,
        learnt.plan,
        learnt.trained,
        learnt.val,
        Lineage(job.command, job.name, learnt.dataset, job.contents, job.origin.teacher_sha256),
    )
    for note in shipped.notes:
        tell(Said(note))
    return shipped, _score(shipped, learnt.dataset, warn, tell)


def _over_time(
    job: Job, learnt: Learnt, shipped: Shipped, evaluation: Evaluation, tell: Listener
) -> OverTime | None:
    """None of a run that is not on clips."""
    if learnt.plan.clip is None:
        return None
    from huoyan.learn.over_time.measured import over_time  # which imports PyTorch

    return over_time(job, learnt, shipped, evaluation, tell)


def _choices_beside(job: Job, course: Course, remedy: Remedy | None, tell: Listener) -> tuple[Beside, ...]:
    """What was asked for; else what shows the effect of the remedy for imbalance, where it costs little."""
    if job.recipe.beside is not None:
        return tuple(choice for choice in job.recipe.beside if choice != "none")
    cheap = course.seconds <= SOON_S and job.recipe.minutes is None and job.world.size == 1
    if remedy is None or remedy.how != "unknown" or not cheap or course.stopped == "interrupted":
        return ()
    tell(Said(Message("learn.plain_follows")))
    return ("plain",)


def _train_beside(
    job: Job, choices: Sequence[Beside], main: Main, warn: Say, tell: Listener
) -> dict[str, dict[str, Any]]:
    def trained(folder: RunFolder, dataset: Dataset, settled: Plan, listen: Listener) -> Evaluation | None:
        own = dataclasses.replace(job, folder=folder, recipe=settled.recipe, earlier=None)
        learnt = learn(own, dataset, settled, listen)
        if learnt.course.stopped == "interrupted":
            return None
        return _finish(own, learnt, lambda text: None, listen)[1]

    return train_beside(choices, main, trained, warn, tell)


def _score(shipped: Shipped, dataset: Dataset, warn: Say, tell: Listener) -> Evaluation:
    """Scores the exported model, once, on the test part; without one on validation, and says so."""
    split: Split = "test" if len(dataset.split("test")) else "val"
    part = dataset.split(split)
    tell(Phase(Message("phase.scoring"), len(part)))
    if split == "val":
        chosen = shipped.chosen
        warn(Message("learn.no_test", chosen=chosen) if chosen else Message("learn.no_test_unchosen"))
    predictor = Predictor(shipped.artifact, open_runtime(shipped.artifact, "onnxruntime"))
    return evaluate(predictor, part, split=split, progress=lambda done: tell(Advanced(done)))
